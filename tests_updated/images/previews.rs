//! The blurred previews in the keys of images.

use std::fs;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use photo_app::media::CleanupMode;

use super::{age, cleaned_up, files::*, folder_of, is_known, publish, uploaded};
use crate::test_app::{TestApp, app};

/// Checks the middle of each quarter of a preview, which is blurred.
pub fn assert_preview(preview: &str, expected: &[Rgb; 4]) {
    let hash = BASE64_URL_SAFE_NO_PAD.decode(preview).expect("base64url");
    let (width, height, pixels) = thumbhash::thumb_hash_to_rgba(&hash).expect("a ThumbHash");
    let at = |x: usize, y: usize| &pixels[(y * width + x) * 4..][..3];
    let places = [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| at(x * width / 4, y * height / 4));
    for (found, expected) in places.into_iter().zip(expected) {
        let distance = found.iter().zip(expected).map(|(one, other)| one.abs_diff(*other)).max();
        assert!(distance < Some(60), "{preview}: {found:?}, not {expected:?}");
    }
}

#[test]
fn the_preview_of_an_image_shows_its_colors_where_they_are() {
    let alice = app().user("alice");
    let colours = [RED, GREEN, BLUE, WHITE];

    for (width, height) in [(400, 300), (300, 400), (1, 400), (400, 1), (1, 1)] {
        let body = alice.upload(&png(&quarters(width, height, colours), width, height)).expect(201);
        let path = body["image_url"].as_str().expect("a path");
        let preview = path.split('/').nth(2).and_then(|key| key.splitn(4, '-').nth(3)).expect("a preview");
        assert!((7..=34).contains(&preview.len()), "{preview}");
        if width > 1 && height > 1 {
            assert_preview(preview, &colours);
        }
        publish(&alice, path);
        assert_eq!(app().get(path).status, 200);
    }
}

#[test]
fn images_of_earlier_versions_have_no_preview_and_can_be_used() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let (path, key) = uploaded(&alice);
    let old_key = key.splitn(4, '-').take(3).collect::<Vec<_>>().join("-");
    let old_path = path.replace(&key, &old_key);
    fs::rename(folder_of(&app, &key), folder_of(&app, &old_key)).expect("a folder");
    app.sql(&format!("UPDATE images SET key = '{old_key}' WHERE key = '{key}'"));

    let id = publish(&alice, &old_path);

    assert_eq!(app.get(&old_path).status, 200);
    age(&app, 4000);
    assert_eq!(cleaned_up(&app, CleanupMode::Full).unused, Vec::<String>::new());
    alice.delete(&format!("/api/posts/{id}")).ok();
    assert!(!is_known(&app, &old_key) && !folder_of(&app, &old_key).exists());
}
