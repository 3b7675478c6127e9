//! What decoding and encoding keep of an image: orientation, pixels, colors, sizes.

use std::fs;

use jpeg_encoder::ColorType;

use super::{super::files::*, holds, only_chunk, shown, stored, victim};
use crate::test_app::TestApp;

#[test]
fn images_are_rotated_according_to_exif() {
    let alice = victim().user("alice");
    let rgb = quarters(64, 32, [RED, GREEN, BLUE, WHITE]);
    // Upper left, upper right, lower left, lower right, as a camera's eight values mean them.
    let turned = [
        [RED, GREEN, BLUE, WHITE],
        [GREEN, RED, WHITE, BLUE],
        [WHITE, BLUE, GREEN, RED],
        [BLUE, WHITE, RED, GREEN],
        [RED, BLUE, GREEN, WHITE],
        [BLUE, RED, WHITE, GREEN],
        [WHITE, GREEN, BLUE, RED],
        [GREEN, WHITE, RED, BLUE],
    ];

    for (orientation, expected) in (1..).zip(turned) {
        let bytes =
            jpeg_with(&rgb, 64, 32, |encoder| encoder.add_exif_metadata(&exif(orientation)).expect("EXIF"));
        let shown = shown(&alice, &bytes, &format!("orientation {orientation}"));
        let size = if orientation < 5 { (64, 32) } else { (32, 64) };
        assert_eq!((shown.width, shown.height), size, "orientation {orientation}");
        for (found, expected) in shown.quarters().into_iter().zip(expected) {
            assert_alike(found, &expected, &format!("orientation {orientation}"));
        }
    }
    let sideways = png_with(png::ColorType::Rgb, png::BitDepth::Eight, &rgb, 64, 32, |_| {});
    let header = PNG_SIGNATURE.len() + 25;
    let sideways = [&sideways[..header], &chunk(b"eXIf", &exif(6)), &sideways[header..]].concat();
    assert_alike(shown(&alice, &sideways, "png").quarters()[0], &BLUE, "png");
    let webp =
        riff(&[(b"VP8X", vp8x(8, 64, 32)), (b"VP8L", only_chunk(&webp(&rgb, 64, 32, false))), (b"EXIF", exif(6))]);
    assert_alike(shown(&alice, &webp, "webp").quarters()[0], &BLUE, "webp");
}

#[test]
fn only_pixels_are_kept() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let rgb = textured(64, 48);
    let jpeg = jpeg_with(&rgb, 64, 48, |encoder| {
        encoder.add_exif_metadata(&exif(1)).expect("EXIF");
        let xmp = [b"http://ns.adobe.com/xap/1.0/\0", MARKER].concat();
        encoder.add_app_segment(1, xmp).expect("XMP");
        encoder.add_app_segment(13, [b"Photoshop 3.0\0", MARKER].concat()).expect("IPTC");
        encoder.add_app_segment(2, [b"MPF\0", MARKER].concat()).expect("a segment");
    });
    let length = u8::try_from(MARKER.len()).expect("a short text");
    let comment = [&[0xFF, 0xFE, 0, length + 2][..], MARKER].concat();
    let jpeg = [&jpeg[..2], &comment, &jpeg[2..], MARKER].concat();
    let png = png_with(png::ColorType::Rgb, png::BitDepth::Eight, &rgb, 64, 48, |encoder| {
        let marker = String::from_utf8(MARKER.to_vec()).expect("text");
        encoder.add_text_chunk("Location".to_owned(), marker.clone()).expect("a text");
        encoder.add_itxt_chunk("XML:com.adobe.xmp".to_owned(), marker).expect("a text");
    });
    let png = [&png[..33], &chunk(b"eXIf", &exif(1)), &png[33..], MARKER].concat();
    let mut gif = gif(64, 48, &[gif_frame(64, 48, 1)]);
    gif.splice(25..25, [&[0x21, 0xFE, length][..], MARKER, &[0]].concat());
    let webp = riff(&[
        (b"VP8X", vp8x(8 | 4, 64, 48)),
        (b"VP8L", only_chunk(&webp(&rgb, 64, 48, false))),
        (b"EXIF", exif(1)),
        (b"XMP ", MARKER.to_vec()),
    ]);

    for (kind, image) in [("jpeg", jpeg), ("png", png), ("gif", gif), ("webp", webp)] {
        assert!(holds(&image, MARKER), "{kind}");
        alice.upload(&image).expect(201);
    }

    let files = stored(app.images.as_ref().expect("a folder").path());
    assert_eq!(files.len(), 4 * 3);
    for file in files {
        let bytes = fs::read(&file).expect("a file");
        for word in [MARKER, b"Exif", b"adobe", b"Photoshop", b"ICC_PROFILE", b"tEXt", b"eXIf"] {
            assert!(!holds(&bytes, word), "{} holds {}", file.display(), String::from_utf8_lossy(word));
        }
    }
}

#[test]
fn colors_follow_the_color_profile() {
    let alice = victim().user("alice");
    let rgb = quarters(64, 64, [RED, GREEN, BLUE, WHITE]);
    let mut swapped = moxcms::ColorProfile::new_srgb();
    std::mem::swap(&mut swapped.red_colorant, &mut swapped.blue_colorant);
    let swapped = swapped.encode().expect("a profile");
    let reversed = |[red, green, blue]: Rgb| [blue, green, red];

    let jpeg = jpeg_with(&rgb, 64, 64, |encoder| encoder.add_icc_profile(&swapped).expect("a profile"));
    let png = png(&rgb, 64, 64);
    let profile = chunk(b"iCCP", &[&b"x\0\0"[..], &stored_zlib(&swapped)].concat());
    let png = [&png[..33], &profile, &png[33..]].concat();
    let webp = riff(&[
        (b"VP8X", vp8x(0x20, 64, 64)),
        (b"ICCP", swapped.clone()),
        (b"VP8L", only_chunk(&webp(&rgb, 64, 64, false))),
    ]);

    for (kind, image) in [("jpeg", jpeg), ("png", png), ("webp", webp)] {
        let shown = shown(&alice, &image, kind);
        for (found, expected) in shown.quarters().into_iter().zip([RED, GREEN, BLUE, WHITE]) {
            assert_alike(found, &reversed(expected), kind);
        }
    }
    // What is no profile, or one of other colours, changes nothing.
    let gray = moxcms::ColorProfile::new_gray_with_gamma(2.2).encode().expect("a profile");
    for profile in [b"no profile at all".to_vec(), gray, swapped[..200].to_vec()] {
        let image = jpeg_with(&rgb, 64, 64, |encoder| encoder.add_icc_profile(&profile).expect("a segment"));
        assert_alike(shown(&alice, &image, "no profile").quarters()[0], &RED, "no profile");
    }
}

#[test]
fn inks_grays_palettes_and_transparency_look_as_they_should() {
    let alice = victim().user("alice");
    let inks = |pixel: [u8; 4]| pixel.repeat(64 * 64);
    // No ink is white, all of cyan is a blue-green without red, black is black.
    for (pixel, expected) in
        [([0, 0, 0, 0], [255, 255, 255]), ([255, 0, 0, 0], [0, 255, 255]), ([0, 0, 0, 255], [0, 0, 0])]
    {
        for colours in [ColorType::Cmyk, ColorType::CmykAsYcck] {
            let stored: Vec<u8> = inks(pixel);
            let jpeg = jpeg_of(colours, &stored, 64, 64, |_| {});
            assert_alike(shown(&alice, &jpeg, "cmyk").at(30, 30), &expected, &format!("cmyk {pixel:?}"));
        }
    }
    let gray = jpeg_of(ColorType::Luma, &[77; 64 * 64], 64, 64, |_| {});
    assert_alike(shown(&alice, &gray, "gray").at(30, 30), &[77; 3], "gray");

    let half = |x: u32| if x < 32 { 255 } else { 0 };
    let rgba: Vec<u8> = (0..64 * 64).flat_map(|place| [200, 100, 50, half(place % 64)]).collect();
    let through = png_of(png::ColorType::Rgba, png::BitDepth::Eight, &rgba, 64, 64);
    let kept = shown(&alice, &through, "transparent png");
    assert_eq!(kept.channels, 4);
    assert_alike(kept.at(10, 10), &[200, 100, 50, 255], "transparent png");
    assert_eq!(kept.at(50, 10)[3], 0);
    let kept = shown(&alice, &webp(&rgba, 64, 64, true), "transparent webp");
    assert_eq!((kept.channels, kept.at(50, 10)[3]), (4, 0));
    let opaque: Vec<u8> = rgba.chunks(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    let needless = png_of(png::ColorType::Rgba, png::BitDepth::Eight, &opaque, 64, 64);
    assert_eq!(shown(&alice, &needless, "needless transparency").channels, 3);

    let corner = gif::Frame { left: 32, transparent: Some(3), ..gif_frame(32, 64, 1) };
    let kept = shown(&alice, &gif(64, 64, &[corner, gif_frame(64, 64, 2)]), "gif");
    assert_eq!(kept.channels, 4);
    assert_eq!(kept.at(10, 10)[3], 0);
    assert_alike(kept.at(50, 10), &[GREEN[0], GREEN[1], GREEN[2], 255], "gif");
    let deep: Vec<u8> =
        quarters(64, 64, [RED, GREEN, BLUE, WHITE]).into_iter().flat_map(|byte| [byte, 7]).collect();
    let deep = png_of(png::ColorType::Rgb, png::BitDepth::Sixteen, &deep, 64, 64);
    assert_alike(shown(&alice, &deep, "16 bits").quarters()[2], &BLUE, "16 bits");
}

#[test]
fn sizes_for_feed_and_thumbnails_are_made_and_no_image_is_enlarged() {
    let alice = victim().user("alice");
    let colours = [RED, GREEN, BLUE, WHITE];
    // Large enough to be decoded at half of its size.
    let (width, height) = (4_200, 2_100);
    let rgb = quarters(width, height, colours);
    for (kind, image) in [
        ("jpeg", jpeg(&rgb, width, height)),
        ("progressive", progressive(&rgb, width, height)),
        ("png", png(&rgb, width, height)),
    ] {
        let body = alice.upload(&image).expect(201);
        assert_eq!((body["width"].as_u64(), body["height"].as_u64()), (Some(2048), Some(1024)), "{kind}");
        let path = body["image_url"].as_str().expect("a path");
        assert!(path.contains("-2048x1024-"), "{path}");
        for (size, width, height) in [("large", 2048, 1024), ("medium", 960, 480), ("thumb", 320, 160)] {
            let shown = Shown::read(&victim().get(&path.replace("large", size)).body);
            assert_eq!((shown.width, shown.height), (width, height), "{kind} {size}");
            for (found, expected) in shown.quarters().into_iter().zip(colours) {
                assert_alike(found, &expected, &format!("{kind} {size}"));
            }
        }
        assert_eq!(body["thumb_url"].as_str(), Some(path.replace("large", "thumb").as_str()));
        // The average of the four colours.
        let colour = path.split('/').nth(2).and_then(|key| key.split('-').nth(2)).expect("a colour");
        assert_alike(&hex::decode(colour).expect("hex"), &[130, 122, 137], kind);
    }

    let small = alice.upload(&png(&textured(20, 10), 20, 10)).expect(201);
    assert_eq!((small["width"].as_u64(), small["height"].as_u64()), (Some(20), Some(10)));
}
