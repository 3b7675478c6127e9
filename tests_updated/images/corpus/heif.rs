//! HEIC, AVIF and their relatives, which are not supported.

use super::victim;

/// Whole images of 32 x 24 pixels, made with pillow-heif 1.8 and Pillow 13.0.
const WHOLE: [(&str, &[u8]); 6] = [
    ("photo.heic", include_bytes!("photo.heic")),
    ("transparent.heic", include_bytes!("transparent.heic")),
    ("burst.heic", include_bytes!("burst.heic")),
    ("photo.avif", include_bytes!("photo.avif")),
    ("transparent.avif", include_bytes!("transparent.avif")),
    ("animation.avif", include_bytes!("animation.avif")),
];

/// What a file may be, besides [`WHOLE`]: images of other encoders, and videos.
const BRANDS: [&[u8; 4]; 5] = [b"heic", b"avif", b"mif1", b"isom", b"qt  "];

/// All files, with their names.
pub fn files() -> impl Iterator<Item = (String, Vec<u8>)> {
    let whole = WHOLE.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()));
    whole.chain(BRANDS.iter().map(|brand| (String::from_utf8_lossy(*brand).into_owned(), only_brand(brand))))
}

/// A file that has nothing but its brand.
fn only_brand(brand: &[u8; 4]) -> Vec<u8> {
    [&b"\0\0\0\x18ftyp"[..], brand, &[0; 4], brand, &[0; 60]].concat()
}

#[test]
fn the_errors_for_heic_and_avif_say_what_to_do() {
    let alice = victim().user("alice");

    for (name, bytes) in files() {
        let message = alice.upload(&bytes).expect(415)["message"].as_str().expect("a text").to_owned();
        assert_eq!(
            message.contains("Most Compatible"),
            name.contains("heic") || name == "mif1",
            "{name}: {message}"
        );
        assert!(message.contains("JPEG"), "{name}: {message}");
    }
}
