//! Reads from the EXIF of an uploaded file how the image is rotated, and whether it contains personal data. At most three
//! directories are read, and nothing is allocated for their entries: parsers that keep every entry need 180 MB for 64 KB
//! of hostile EXIF, whose directories overlap.

use image::metadata::Orientation;
use serde::Serialize;
use utoipa::ToSchema;

/// Data in an uploaded file that are not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemovedData {
    /// Where the photo was taken.
    Location,
    /// The camera or the lens: its maker, model or serial number.
    Camera,
}

/// What the EXIF of a file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Exif {
    pub orientation: Orientation,
    pub removed: Vec<RemovedData>,
}

/// The tags of the directories that the first directory refers to.
const EXIF_DIRECTORY: u16 = 0x8769;
const GPS_DIRECTORY: u16 = 0x8825;

/// Tags that describe the camera: in the first directory the maker and the model; in the EXIF directory the serial number
/// of the camera, and specification, maker, model and serial number of the lens.
const CAMERA: [u16; 2] = [0x010F, 0x0110];
const CAMERA_DETAILS: [u16; 5] = [0xA431, 0xA432, 0xA433, 0xA434, 0xA435];

/// Latitude and longitude of the photographer and of the subject. A GPS directory without them has only times or versions.
const POSITIONS: [u16; 4] = [2, 4, 20, 22];

/// Some programs write the identifier of a JPEG segment also into other formats.
const JPEG_IDENTIFIER: &[u8] = b"Exif\0\0";

impl Exif {
    /// Reads EXIF. What is damaged or missing counts as absent.
    pub fn read(exif: Option<&[u8]>) -> Self {
        let exif = exif.map(|bytes| bytes.strip_prefix(JPEG_IDENTIFIER).unwrap_or(bytes)).unwrap_or_default();
        let orientation = Orientation::from_exif_chunk(exif).unwrap_or(Orientation::NoTransforms);
        Self { orientation, removed: Tiff::open(exif).map(|tiff| tiff.personal_data()).unwrap_or_default() }
    }
}

/// The format of EXIF: directories that refer to each other by their offsets.
struct Tiff<'a> {
    bytes: &'a [u8],
    little_endian: bool,
}

struct Entry {
    tag: u16,
    /// The number of values. Programs that erase a value leave none.
    count: u32,
    /// The value, or its offset.
    value: u32,
}

impl<'a> Tiff<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let little_endian = match bytes.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        Some(Self { bytes, little_endian })
    }

    fn personal_data(&self) -> Vec<RemovedData> {
        let first = self.u32(4).unwrap_or_default();
        let has = |directory: u32, tags: &[u16]| {
            self.directory(directory).any(|entry| entry.count > 0 && tags.contains(&entry.tag))
        };
        let refers_to = |pointer: u16, tags: &[u16]| {
            let entry = self.directory(first).find(|entry| entry.tag == pointer);
            entry.is_some_and(|entry| has(entry.value, tags))
        };
        let location = refers_to(GPS_DIRECTORY, &POSITIONS);
        let camera = has(first, &CAMERA) || refers_to(EXIF_DIRECTORY, &CAMERA_DETAILS);
        let found = [(location, RemovedData::Location), (camera, RemovedData::Camera)];
        found.into_iter().filter_map(|(is_there, data)| is_there.then_some(data)).collect()
    }

    /// The entries of a directory, up to the first that is truncated.
    fn directory(&self, offset: u32) -> impl Iterator<Item = Entry> {
        const ENTRY_BYTES: usize = 12;
        let start = offset as usize;
        let count = self.u16(start).unwrap_or_default();
        (0..usize::from(count)).map_while(move |index| {
            let entry = start.checked_add(2 + index * ENTRY_BYTES)?;
            Some(Entry { tag: self.u16(entry)?, count: self.u32(entry + 4)?, value: self.u32(entry + 8)? })
        })
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(if self.little_endian { u16::from_le_bytes(*bytes) } else { u16::from_be_bytes(*bytes) })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(if self.little_endian { u32::from_le_bytes(*bytes) } else { u32::from_be_bytes(*bytes) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::{
        collection::vec,
        prelude::*,
        sample::{Index, select},
    };

    use super::*;

    /// Big-endian EXIF whose only directory has an entry with these values.
    fn with_entry(tag: u16, count: u32) -> Vec<u8> {
        let entry = [&tag.to_be_bytes()[..], &[0, 2], &count.to_be_bytes(), b"abc\0"].concat();
        [&b"MM\0*\0\0\0\x08\0\x01"[..], &entry, &[0; 4]].concat()
    }

    #[test]
    fn an_erased_value_is_not_personal_data() {
        assert_eq!(Exif::read(Some(&with_entry(0x0110, 4))).removed, [RemovedData::Camera]);
        assert_eq!(Exif::read(Some(&with_entry(0x0110, 0))).removed, []);
        assert_eq!(Exif::read(Some(&with_entry(0x0131, 4))).removed, []);
    }

    #[test]
    fn the_identifier_of_a_jpeg_segment_is_skipped() {
        let exif = [JPEG_IDENTIFIER, &with_entry(0x010F, 4)].concat();

        assert_eq!(Exif::read(Some(&exif)).removed, [RemovedData::Camera]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn damaged_exif_does_not_panic(
            start in select(vec![&b"II*\0"[..], b"MM\0*", b""]),
            rest in vec(prop_oneof![any::<u8>(), 0..8_u8, Just(0xFF)], 0..200),
            cut in any::<Index>(),
        ) {
            let exif = [start, &rest].concat();

            Exif::read(Some(&exif[..cut.index(exif.len() + 1)]));
        }
    }
}
