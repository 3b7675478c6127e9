//! How much memory image processing takes, in a process of its own.

use std::{
    io::{Read, Write},
    thread,
    time::{Duration, Instant},
};

use jpeg_encoder::{ColorType, SamplingFactor};

use super::files::*;
use crate::{
    cli::Serving,
    memory::peak,
    raw::{connect, parse, request_bytes},
    test_app::{Answer, SECRET, TestApp, TestUser, new_database},
};

/// In MiB.
const MOST: u64 = 300;

/// Of every kind those that take the most: in pixels, in memory, and (with what does not belong to them) in bytes. The
/// JPEGs are gray where their data ends; what they take is the same.
fn largest() -> Vec<(&'static str, Vec<u8>)> {
    let rgb = textured(64, 64);
    let inks: Vec<u8> = rgb.chunks(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 10]).collect();
    let of = |colours: ColorType, pixels: &[u8], width: u16, height: u16, progressive: bool, factor| {
        let jpeg = jpeg_of(colours, pixels, 64, 64, |encoder| {
            encoder.set_progressive(progressive);
            encoder.set_sampling_factor(factor);
        });
        resized_jpeg(jpeg, width, height)
    };
    let png_of_zeros = |depth: u8, colours: u8, row: usize| {
        let data = chunk(b"IDAT", &zlib_of_zeros((row + 1) * 6_250));
        hand_made_png(ihdr(8_000, 6_250, depth, colours, 0), &[data])
    };
    // The WebP encoder allocates the most for transparency that cannot be compressed.
    let noise = png_of(png::ColorType::Rgba, png::BitDepth::Eight, &random_bytes(2_048 * 2_048 * 4), 2_048, 2_048);
    let full = SamplingFactor::F_1_1;
    let half = SamplingFactor::F_2_2;
    let mut images = vec![
        ("jpeg, 50 megapixels", of(ColorType::Rgb, &rgb, 8_660, 5_773, false, half)),
        ("jpeg, 50 megapixels, all colours", of(ColorType::Rgb, &rgb, 7_071, 7_071, false, full)),
        ("cmyk jpeg, 50 megapixels", of(ColorType::Cmyk, &inks, 8_660, 5_773, false, full)),
        ("progressive jpeg, 50 megapixels", of(ColorType::Rgb, &rgb, 8_660, 5_773, true, half)),
        ("progressive jpeg, 24 megapixels", of(ColorType::Rgb, &rgb, 6_000, 4_000, true, full)),
        ("jpeg that is not scaled", of(ColorType::Cmyk, &inks, 4_095, 4_095, false, full)),
        ("png, 50 megapixels", png_of_zeros(8, 2, 24_000)),
        ("png of 16 bits, 50 megapixels", png_of_zeros(16, 6, 64_000)),
        ("gif, 50 megapixels", gif(7_071, 7_071, &[gif_frame(7_071, 7_071, 2)])),
        ("webp, 16 megapixels", webp(&vec![90; 4_000 * 4_000 * 4], 4_000, 4_000, true)),
        ("png with random transparency", noise.clone()),
        ("png with random transparency, again", noise),
    ];
    for (kind, bytes) in &mut images {
        assert!(bytes.len() <= 20 << 20, "{kind}");
        bytes.resize(20 << 20, 0);
    }
    images
}

/// Uploads an image, and waits for longer than others would.
fn patiently(user: &TestUser, image: &[u8]) -> Answer {
    let head = b"--x\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n";
    let body = [&head[..], image, b"\r\n--x--\r\n"].concat();
    let bearer = format!("Bearer {}", user.token);
    let headers: [(&str, &[u8]); 2] =
        [("Authorization", bearer.as_bytes()), ("Content-Type", b"multipart/form-data; boundary=x")];
    let mut stream = connect(user.app);
    stream.set_read_timeout(Some(Duration::from_secs(300))).expect("a timeout");
    stream.write_all(&request_bytes("POST", "/api/images", &headers, &body)).expect("a server that reads");
    let mut received = Vec::new();
    stream.read_to_end(&mut received).expect("an answer");
    parse(&received).expect("an answer")
}

#[test]
#[ignore = "takes minutes: make test-memory"]
fn twelve_of_the_largest_at_once_fit_into_memory() {
    let images = largest();
    assert_eq!(images.len(), 12);
    let (db_url, _database) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let serving = Serving::on(&db_url, folder.path());
    let app = TestApp::beside(&serving.url, db_url, SECRET);
    let users: Vec<_> = images.iter().map(|_| app.user("sender")).collect();
    let before = peak(serving.child.id());

    let begin = Instant::now();
    thread::scope(|scope| {
        for ((kind, image), user) in images.iter().zip(&users) {
            scope.spawn(move || {
                let begin = Instant::now();
                let answer = patiently(user, image);
                println!("{kind}: {} after {:?}", answer.status, begin.elapsed());
                answer.expect(201);
            });
        }
    });

    let after = peak(serving.child.id());
    println!("all twelve after {:?}; {before} MiB before, {after} MiB at most", begin.elapsed());
    assert!(after < MOST, "{after} MiB");
}
