//! Unusual and hostile images, and the right response to each.

mod carousels;
mod heif;
mod rendering;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use jpeg_encoder::{ColorType, SamplingFactor};

use super::files::*;
use crate::test_app::{TestApp, TestUser};

/// The server that gets all of this.
fn victim() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| TestApp::start(|_| {}))
}

struct Odd {
    name: String,
    bytes: Vec<u8>,
    status: u16,
}

#[derive(Default)]
struct Corpus(Vec<Odd>);

impl Corpus {
    fn add(&mut self, status: u16, name: impl Into<String>, bytes: Vec<u8>) {
        self.0.push(Odd { name: name.into(), bytes, status });
    }
}

/// One of each kind, with enough in it to be cut.
fn whole() -> Vec<(&'static str, Vec<u8>)> {
    let rgb = textured(200, 150);
    let indexes: Vec<u8> = rgb.chunks(3).map(|pixel| pixel[0] % 4).collect();
    let frame = gif::Frame { width: 200, height: 150, buffer: indexes.into(), ..gif::Frame::default() };
    vec![
        ("jpeg", jpeg(&rgb, 200, 150)),
        ("progressive jpeg", progressive(&rgb, 200, 150)),
        ("png", png(&rgb, 200, 150)),
        ("gif", gif(200, 150, &[frame])),
        ("webp", webp(&rgb, 200, 150, false)),
    ]
}

fn with_frame_marker(mut jpeg: Vec<u8>, marker: u8) -> Vec<u8> {
    let frame = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).expect("a baseline frame");
    jpeg[frame + 1] = marker;
    jpeg
}

/// A JPEG that names the same scan over and over.
fn many_scans(jpeg: &[u8], count: usize) -> Vec<u8> {
    let scan = jpeg.windows(2).position(|two| two == [0xFF, 0xDA]).expect("a scan");
    let end = jpeg.len() - 2;
    [&jpeg[..scan], &jpeg[scan..end].repeat(count), &jpeg[end..]].concat()
}

fn frame_chunk(width: u32, height: u32, inside: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; 6];
    bytes.extend(&(width - 1).to_le_bytes()[..3]);
    bytes.extend(&(height - 1).to_le_bytes()[..3]);
    bytes.extend([100, 0, 0, 0]);
    bytes.extend(inside);
    bytes
}

/// The one chunk of a simple WebP.
fn only_chunk(webp: &[u8]) -> Vec<u8> {
    let length = u32::from_le_bytes(webp[16..20].try_into().expect("four bytes")) as usize;
    webp[20..20 + length].to_vec()
}

fn not_images(corpus: &mut Corpus) {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#.to_vec();
    corpus.add(415, "nothing", Vec::new());
    corpus.add(415, "one byte", vec![0xFF]);
    corpus.add(415, "text", b"hello".to_vec());
    corpus.add(415, "svg", svg.clone());
    corpus.add(415, "svg with a declaration", [b"<?xml version=\"1.0\"?>".to_vec(), svg].concat());
    corpus.add(415, "html", b"<!doctype html><script>alert(1)</script>".to_vec());
    corpus.add(415, "script", b"#!/bin/sh\nrm -rf /\n".to_vec());
    corpus.add(415, "pdf", b"%PDF-1.7\n".to_vec());
    corpus.add(415, "zip", b"PK\x03\x04\x14\0".to_vec());
    corpus.add(415, "bmp", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec());
    corpus.add(415, "tiff", b"II*\0\x08\0\0\0".to_vec());
    corpus.add(415, "ico", b"\0\0\x01\0\x01\0".to_vec());
    corpus.add(415, "elf", b"\x7fELF\x02\x01\x01".to_vec());
    corpus.add(415, "jpeg xl", b"\xff\x0a\xfa\x7f".to_vec());
    corpus.add(415, "zeros", vec![0; 100_000]);
    corpus.add(415, "riff of sound", [&b"RIFF\x24\0\0\0WAVE"[..], &[0; 40]].concat());
    heif::files().for_each(|(name, bytes)| corpus.add(415, name, bytes));
    corpus.add(400, "a jpeg of zeros", [&[0xFF, 0xD8, 0xFF, 0xE0][..], &[0; 1000]].concat());
    corpus.add(400, "a png of zeros", [PNG_SIGNATURE, &[0; 1000]].concat());
    corpus.add(400, "a gif of zeros", [&b"GIF89a"[..], &[0; 1000]].concat());
    corpus.add(400, "a webp of zeros", [&b"RIFF\xF4\x03\0\0WEBP"[..], &[0; 1000]].concat());
}

fn bombs(corpus: &mut Corpus) {
    let rgb = textured(64, 48);
    let small = jpeg(&rgb, 64, 48);
    let data = chunk(b"IDAT", &stored_zlib(&[0; 100]));
    let idat = |content: &[u8]| chunk(b"IDAT", content);

    for (width, height) in [(60_000, 60_000), (u32::MAX, u32::MAX), (1, 70_000), (70_000, 1), (50_001, 1_000)] {
        let bytes = hand_made_png(ihdr(width, height, 8, 2, 0), std::slice::from_ref(&data));
        corpus.add(413, format!("png {width}x{height}"), bytes);
    }
    corpus.add(400, "png without a width", hand_made_png(ihdr(0, 5, 8, 2, 0), std::slice::from_ref(&data)));
    // 16 bits of four channels are read row by row, unless they are interlaced.
    let interlaced = hand_made_png(ihdr(8_000, 6_250, 16, 6, 1), std::slice::from_ref(&data));
    corpus.add(413, "an interlaced png that would not fit into memory", interlaced);
    corpus.add(
        201,
        "a png that goes on for ever",
        hand_made_png(ihdr(10, 10, 8, 0, 0), &[idat(&zlib_of_zeros(1 << 30))]),
    );
    let profile = chunk(b"iCCP", &[&b"x\0\0"[..], &zlib_of_zeros(1 << 30)].concat());
    let pixels = idat(&stored_zlib(&[[0; 11]; 10].concat()));
    corpus.add(
        201,
        "a png with a profile that goes on for ever",
        hand_made_png(ihdr(10, 10, 8, 0, 0), &[profile, pixels.clone()]),
    );
    let text = chunk(b"zTXt", &[&b"x\0\0"[..], &zlib_of_zeros(1 << 30)].concat());
    corpus.add(
        201,
        "a png with a text that goes on for ever",
        hand_made_png(ihdr(10, 10, 8, 0, 0), &[text, pixels]),
    );

    corpus.add(413, "jpeg 65535x65535", resized_jpeg(small.clone(), 65_535, 65_535));
    corpus.add(400, "jpeg without a height", resized_jpeg(small.clone(), 64, 0));
    // As browsers do: what is missing of an image that has an end is gray.
    corpus.add(201, "jpeg larger than its data", resized_jpeg(small.clone(), 6_400, 4_800));
    let deep = resized_jpeg(progressive(&rgb, 64, 48), 7_000, 7_000);
    corpus.add(413, "a progressive jpeg that would not fit into memory", deep);
    corpus.add(415, "jpeg of 500 scans", many_scans(&progressive(&rgb, 64, 48), 100));
    corpus.add(201, "small jpeg of 60 scans", with_more_scans(&progressive(&rgb, 64, 48), 55));
    let larger = progressive(&quarters(1_600, 1_200, [RED, GREEN, BLUE, WHITE]), 1_600, 1_200);
    corpus.add(415, "jpeg whose 90 scans each cover a third of it", with_more_scans(&larger, 85));
    corpus.add(201, "jpeg of 40 scans", with_more_scans(&larger, 35));
    corpus.add(415, "arithmetic jpeg", with_frame_marker(small.clone(), 0xC9));
    corpus.add(415, "lossless jpeg", with_frame_marker(small.clone(), 0xC3));
    let mut twelve_bits = small.clone();
    let frame = twelve_bits.windows(2).position(|two| two == [0xFF, 0xC0]).expect("a frame");
    twelve_bits[frame + 4] = 12;
    corpus.add(415, "jpeg of 12 bits", twelve_bits);
    let mut two_components = small;
    two_components[frame + 9] = 2;
    corpus.add(400, "jpeg of two components", two_components);

    let mut large_gif = gif(64, 48, &[gif_frame(64, 48, 1)]);
    large_gif[6..10].fill(0xFF);
    corpus.add(413, "gif 65535x65535", large_gif);
    let mut frame_outside = gif(64, 48, &[gif_frame(64, 48, 1)]);
    let descriptor = frame_outside.windows(5).position(|five| five == [0x2C, 0, 0, 0, 0]).expect("a frame");
    frame_outside[descriptor + 5..descriptor + 9].fill(0xFF);
    corpus.add(400, "gif with a frame of 65535x65535", frame_outside);
    corpus.add(400, "gif without a frame", gif(64, 48, &[]));

    let inner = only_chunk(&webp(&rgb, 64, 48, false));
    let mut giant = inner.clone();
    giant[1..5].copy_from_slice(&(16_383_u32 | 16_383 << 14).to_le_bytes());
    corpus.add(413, "webp 16384x16384", riff(&[(b"VP8L", giant.clone())]));
    corpus.add(
        413,
        "webp with a canvas of 16777216x16777216",
        riff(&[(b"VP8X", vp8x(0, 1 << 24, 1 << 24)), (b"VP8L", inner.clone())]),
    );
    corpus.add(
        400,
        "webp with an image larger than its canvas",
        riff(&[(b"VP8X", vp8x(0, 64, 48)), (b"VP8L", giant.clone())]),
    );
    // A lossy frame's own size: 14 bits each.
    let vp8 = [&[0x10, 0, 0, 0x9D, 0x01, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F][..], &[0; 100]].concat();
    corpus.add(
        400,
        "webp with a lossy image larger than its canvas",
        riff(&[(b"VP8X", vp8x(0, 64, 48)), (b"VP8 ", vp8.clone())]),
    );
    corpus.add(413, "lossy webp 16383x16383", riff(&[(b"VP8 ", vp8)]));
    corpus.add(
        400,
        "animated webp with a giant in its frame",
        riff(&[
            (b"VP8X", vp8x(2, 64, 48)),
            (b"ANIM", vec![0; 6]),
            (b"ANMF", frame_chunk(64, 48, &chunk_of_riff(b"VP8L", &giant))),
        ]),
    );
    let mut long = inner;
    long.resize(700_000, 0);
    corpus.add(413, "a lossless webp whose tables would not fit into memory", riff(&[(b"VP8L", long)]));
    corpus.add(400, "webp that is longer than it is", [b"RIFF\xFF\xFF\xFF\x7FWEBPVP8L", &[0; 100][..]].concat());
}

fn cut_and_damaged(corpus: &mut Corpus) {
    for (kind, bytes) in whole() {
        corpus.add(201, kind, bytes.clone());
        for percent in [3, 10, 25, 50, 75, 90, 99] {
            let cut = bytes[..bytes.len() * percent / 100].to_vec();
            corpus.add(400, format!("{kind} cut to {percent} %"), cut);
        }
        corpus.add(201, format!("{kind} with something behind it"), [&bytes[..], &MARKER.repeat(1000)].concat());
    }
    let jpeg = jpeg(&textured(64, 48), 64, 48);
    corpus.add(201, "a jpeg with a web page in it", {
        let page = b"<html><script>alert(1)</script></html>";
        let length = u16::try_from(page.len() + 2).expect("a length").to_be_bytes();
        [&jpeg[..2], &[0xFF, 0xFE], &length, page, &jpeg[2..]].concat()
    });
    corpus.add(201, "a jpeg that is an archive as well", [&jpeg[..], b"PK\x03\x04", &[0; 100]].concat());
    corpus.add(201, "gif and script", {
        // `GIF89a/*` with a width that reads as the beginning of a comment.
        let mut bytes = gif(0x2A2F, 4, &[gif_frame(4, 4, 1)]);
        bytes.extend(b"*/=1;alert(1)");
        bytes
    });
    corpus.add(415, "an image behind a line of text", [b"\n", &jpeg[..]].concat());
}

fn unusual(corpus: &mut Corpus) {
    use png::{BitDepth, ColorType as Colours};
    let rgb = textured(64, 48);
    let grays: Vec<u8> = rgb.iter().step_by(3).copied().collect();
    corpus.add(201, "gray jpeg", jpeg_of(ColorType::Luma, &grays, 64, 48, |_| {}));
    let inks: Vec<u8> = rgb.chunks(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 10]).collect();
    corpus.add(201, "cmyk jpeg", jpeg_of(ColorType::Cmyk, &inks, 64, 48, |_| {}));
    corpus.add(201, "ycck jpeg", jpeg_of(ColorType::CmykAsYcck, &inks, 64, 48, |_| {}));
    for (across, down) in [(2, 1), (1, 2), (2, 2), (4, 1), (4, 2)] {
        let factor = SamplingFactor::from_factors(across, down).expect("a factor");
        let bytes = jpeg_with(&rgb, 64, 48, |encoder| encoder.set_sampling_factor(factor));
        corpus.add(201, format!("jpeg with colours of {across}x{down} pixels"), bytes);
    }
    corpus.add(201, "jpeg with restarts", jpeg_with(&rgb, 64, 48, |encoder| encoder.set_restart_interval(3)));
    for (width, height) in [(1, 1), (1, 2000), (2000, 1), (7, 9)] {
        corpus.add(201, format!("jpeg {width}x{height}"), jpeg(&textured(width, height), width, height));
        corpus.add(201, format!("png {width}x{height}"), png(&textured(width, height), width, height));
    }

    let bits: Vec<u8> = [0b1010_1010; 8 * 48].to_vec();
    corpus.add(201, "png of one bit", png_of(Colours::Grayscale, BitDepth::One, &bits, 64, 48));
    let deep: Vec<u8> = rgb.iter().flat_map(|byte| [*byte, 0]).collect();
    corpus.add(201, "png of 16 bits", png_of(Colours::Rgb, BitDepth::Sixteen, &deep, 64, 48));
    let deep_grays: Vec<u8> = grays.iter().flat_map(|byte| [*byte, 0, 128, 0]).collect();
    let bytes = png_of(Colours::GrayscaleAlpha, BitDepth::Sixteen, &deep_grays, 64, 48);
    corpus.add(201, "gray png of 16 bits with transparency", bytes);
    let palette = |indexes: &[u8], transparent: Option<&'static [u8]>| {
        png_with(Colours::Indexed, BitDepth::Eight, indexes, 64, 48, |encoder| {
            encoder.set_palette([RED, GREEN, BLUE, WHITE].concat());
            if let Some(transparent) = transparent {
                encoder.set_trns(transparent);
            }
        })
    };
    let indexes: Vec<u8> = grays.iter().map(|byte| byte % 4).collect();
    corpus.add(201, "png with a palette", palette(&indexes, None));
    corpus.add(201, "png with a palette and transparency", palette(&indexes, Some(&[0, 128])));
    corpus.add(201, "png with colours that its palette lacks", palette(&grays, None));
    let rows = |width: usize, count: usize| [vec![0], vec![100; width]].concat().repeat(count);
    // The seven passes of 8 x 8 pixels.
    let passes = [(1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4)];
    let passes: Vec<u8> = passes.into_iter().flat_map(|(width, count)| rows(width, count)).collect();
    let data = chunk(b"IDAT", &stored_zlib(&passes));
    corpus.add(201, "interlaced png", hand_made_png(ihdr(8, 8, 8, 0, 1), std::slice::from_ref(&data)));
    let cut = chunk(b"IDAT", &stored_zlib(&passes[..40]));
    corpus.add(400, "interlaced png without its last pass", hand_made_png(ihdr(8, 8, 8, 0, 1), &[cut]));
    let mut wrong_sum = hand_made_png(ihdr(8, 8, 8, 0, 1), &[data]);
    wrong_sum[29] ^= 1;
    corpus.add(400, "png with a wrong sum", wrong_sum);
    let animated = png_with(Colours::Rgb, BitDepth::Eight, &rgb, 64, 48, |encoder| {
        encoder.set_animated(1, 0).expect("an animation");
    });
    corpus.add(201, "animated png", animated);

    let moving = gif(64, 48, &[gif_frame(64, 48, 0), gif_frame(64, 48, 1), gif_frame(10, 10, 2)]);
    corpus.add(201, "animated gif", moving);
    let interlaced = gif::Frame { interlaced: true, ..gif_frame(64, 48, 2) };
    corpus.add(201, "interlaced gif", gif(64, 48, &[interlaced]));
    let inner = only_chunk(&webp(&rgb, 64, 48, false));
    corpus.add(
        201,
        "animated webp",
        riff(&[
            (b"VP8X", vp8x(2, 64, 48)),
            (b"ANIM", vec![0; 6]),
            (b"ANMF", frame_chunk(64, 48, &chunk_of_riff(b"VP8L", &inner))),
            (b"ANMF", frame_chunk(64, 48, &chunk_of_riff(b"VP8L", &inner))),
        ]),
    );
}

fn corpus() -> Vec<Odd> {
    let mut corpus = Corpus::default();
    not_images(&mut corpus);
    bombs(&mut corpus);
    cut_and_damaged(&mut corpus);
    unusual(&mut corpus);
    corpus.0
}

/// All files below a folder.
pub fn stored(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(stored(&path)) } else { found.push(path) }
    }
    found
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn shown(user: &TestUser, image: &[u8], of: &str) -> Shown {
    let answer = user.upload(image);
    assert_eq!(answer.status, 201, "{of}: {answer:?}");
    let file = user.app.get(answer.json()["image_url"].as_str().expect("a path"));
    assert_eq!(file.status, 200, "{of}");
    Shown::read(&file.body)
}

#[test]
fn every_unusual_image_has_its_answer() {
    let alice = victim().user("alice");
    let corpus = corpus();
    let mut wrong = Vec::new();

    for odd in &corpus {
        let answer = alice.upload(&odd.bytes);
        if answer.status != odd.status {
            wrong.push(format!("{}: {}, not {}: {}", odd.name, answer.status, odd.status, answer.text()));
            continue;
        }
        let body = answer.expect(odd.status);
        if odd.status == 415 {
            assert_eq!(body["code"], "unsupported_image", "{}: {body}", odd.name);
        }
        if odd.status == 201 {
            let file = victim().get(body["image_url"].as_str().expect("a path"));
            let (width, height) = (body["width"].as_u64(), body["height"].as_u64());
            let shown = Shown::read(&file.body);
            assert_eq!((Some(shown.width.into()), Some(shown.height.into())), (width, height), "{}", odd.name);
            assert!(!holds(&file.body, MARKER) && !holds(&file.body, b"alert"), "{}", odd.name);
        }
    }

    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(corpus.len() >= 130, "{}", corpus.len());
    alice.get("/api/profile").ok();
}

#[test]
fn damage_anywhere_is_a_bad_request_or_an_image_and_never_a_server_error() {
    let alice = victim().user("alice");
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random >> 33).expect("31 bits") % below
    };

    for (kind, bytes) in whole() {
        for round in 0..40 {
            let mut damaged = bytes.clone();
            // Half of the damage is done where sizes and tables are.
            let most = if round % 2 == 0 { damaged.len() } else { damaged.len().min(300) };
            for _ in 0..=next(4) {
                let at = next(most);
                damaged[at] = u8::try_from(next(256)).expect("a byte");
            }
            let answer = alice.upload(&damaged);
            assert!([201, 400, 413, 415].contains(&answer.status), "{kind} {round}: {answer:?}");
        }
    }
}
