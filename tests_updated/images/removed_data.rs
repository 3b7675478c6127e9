//! What the answer to an upload says about the personal data in the file.

use serde_json::json;

use super::files::*;
use crate::test_app::app;

/// A directory of EXIF: entries of a tag and four bytes of value.
fn directory(entries: &[(u16, u32)]) -> Vec<u8> {
    let mut bytes = u16::try_from(entries.len()).expect("few entries").to_le_bytes().to_vec();
    for (tag, value) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend([4, 0, 1, 0, 0, 0]);
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend([0; 4]);
    bytes
}

/// EXIF with these entries in the first directory, the EXIF directory and the GPS directory.
fn exif_of(first: &[(u16, u32)], details: &[(u16, u32)], gps: &[(u16, u32)]) -> Vec<u8> {
    const HEADER: usize = 8;
    let details_start = HEADER + directory(first).len() + 2 * 12;
    let gps_start = details_start + directory(details).len();
    let [details_start, gps_start] = [details_start, gps_start].map(|at| u32::try_from(at).expect("an offset"));
    let first = [first, &[(0x8769, details_start), (0x8825, gps_start)]].concat();
    [&b"II*\0\x08\0\0\0"[..], &directory(&first), &directory(details), &directory(gps)].concat()
}

const MAKE: (u16, u32) = (0x010F, 0x0058_5858);
const LENS_MODEL: (u16, u32) = (0xA434, 0x0058_5858);
const EXPOSURE: (u16, u32) = (0x829A, 1);
const GPS_VERSION: (u16, u32) = (0, 0x0302);
const LATITUDE: (u16, u32) = (2, 51);

fn jpeg_with_exif(exif: &[u8]) -> Vec<u8> {
    jpeg_with(&textured(64, 48), 64, 48, |encoder| encoder.add_exif_metadata(exif).expect("EXIF"))
}

#[test]
fn the_answer_to_an_upload_names_the_personal_data_in_the_file() {
    let alice = app().user("alice");
    for (exif, expected) in [
        (exif_of(&[MAKE], &[EXPOSURE], &[GPS_VERSION, LATITUDE]), json!(["location", "camera"])),
        (exif_of(&[], &[EXPOSURE], &[GPS_VERSION, LATITUDE]), json!(["location"])),
        (exif_of(&[MAKE], &[], &[GPS_VERSION]), json!(["camera"])),
        (exif_of(&[], &[LENS_MODEL], &[]), json!(["camera"])),
        (exif_of(&[], &[EXPOSURE], &[GPS_VERSION]), json!([])),
        (exif(1), json!([])),
    ] {
        assert_eq!(alice.upload(&jpeg_with_exif(&exif)).expect(201)["removed"], expected);
    }
    assert_eq!(alice.upload(&jpeg(&textured(64, 48), 64, 48)).expect(201)["removed"], json!([]));
}

#[test]
fn personal_data_are_found_in_every_format_that_has_exif() {
    let alice = app().user("alice");
    let rgb = textured(64, 48);
    let exif = exif_of(&[MAKE], &[], &[LATITUDE]);
    let png = png(&rgb, 64, 48);
    let png = [&png[..33], &chunk(b"eXIf", &exif), &png[33..]].concat();
    let pixels = webp(&rgb, 64, 48, false)[20..].to_vec();
    let webp = |exif: Vec<u8>| riff(&[(b"VP8X", vp8x(8, 64, 48)), (b"VP8L", pixels.clone()), (b"EXIF", exif)]);
    let with_identifier = [b"Exif\0\0", &exif[..]].concat();

    for image in [png, webp(exif.clone()), webp(with_identifier)] {
        assert_eq!(alice.upload(&image).expect(201)["removed"], json!(["location", "camera"]));
    }
    let gif = gif(64, 48, &[gif_frame(64, 48, 1)]);
    assert_eq!(alice.upload(&gif).expect(201)["removed"], json!([]));
}

#[test]
fn damaged_exif_changes_nothing_about_the_upload() {
    let alice = app().user("alice");
    let exif = exif_of(&[MAKE], &[LENS_MODEL], &[LATITUDE]);
    let without_end = u32::MAX.to_le_bytes();
    let of_itself = exif_of(&[MAKE], &[(0x8769, 8)], &[(0x8825, 8)]);

    for length in 0..exif.len() {
        alice.upload(&jpeg_with_exif(&exif[..length])).expect(201);
    }
    alice.upload(&jpeg_with_exif(&[b"II*\0", &without_end[..], &exif[8..]].concat())).expect(201);
    alice.upload(&jpeg_with_exif(&[&exif[..8], &[0xFF; 60_000]].concat())).expect(201);
    alice.upload(&jpeg_with_exif(&of_itself)).expect(201);
}
