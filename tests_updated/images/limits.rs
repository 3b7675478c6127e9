//! How much disk space, processor time and upload slots one user may take.

use std::{
    fs,
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use photo_app::{media::storage::DiskReserve, models::Quota};
use serde_json::json;

use super::{corpus::stored, files::*, folder_of, publish, small, uploaded};
use crate::{
    raw::{connect, parse, request_bytes},
    test_app::{Answer, TestApp, TestUser, now},
};

/// Bytes that all files of an image may take together, as docs/deployment.md says.
fn allowance(uploaded: usize, width: usize, height: usize) -> usize {
    let pixels: usize = [2048, 960, 320]
        .into_iter()
        .map(|longest| {
            let shrink = |side: usize| (side * longest / width.max(height)).clamp(1, side);
            shrink(width) * shrink(height)
        })
        .sum();
    (3 * uploaded).max(pixels * 3 / 8) + 3 * 4096
}

/// A WebP as programs save photos.
fn lossy_webp(rgba: &[u8], width: u32, height: u32) -> Vec<u8> {
    ::webp::Encoder::from_rgba(rgba, width, height).encode(20.0).to_vec()
}

#[test]
fn no_stored_image_is_far_larger_than_what_was_uploaded() {
    use png::{BitDepth, ColorType};
    let (width, height) = (1_200, 900);
    let count = (width * height) as usize;
    let size = (1_200, 900);
    let mut one_transparent_pixel: Vec<u8> =
        textured(width, height).chunks(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    one_transparent_pixel[3] = 254;
    // Rows that repeat take few bytes in a PNG.
    let rows = |row: Vec<u8>| row.repeat(height as usize);
    let noise_in_rows = rows(random_bytes(width as usize * 4));
    let black_and_white: Vec<u8> = random_bytes(count).iter().map(|byte| (byte & 1) * 255).collect();
    let indexes: Vec<u8> = random_bytes(count).iter().map(|byte| byte % 4).collect();
    let palette = png_with(ColorType::Indexed, BitDepth::Eight, &indexes, width, height, |encoder| {
        encoder.set_palette([[0; 3], [255; 3], [0, 255, 0], [255, 0, 255]].concat());
        encoder.set_trns(&[255, 0, 128]);
    });
    let frame = gif::Frame {
        width: size.0,
        height: size.1,
        buffer: indexes.as_slice().into(),
        transparent: Some(2),
        ..gif::Frame::default()
    };
    let images = [
        ("webp with one transparent pixel", lossy_webp(&one_transparent_pixel, width, height)),
        (
            "png with one transparent pixel",
            png_of(ColorType::Rgba, BitDepth::Eight, &one_transparent_pixel, width, height),
        ),
        (
            "png of noise with transparency",
            png_of(ColorType::Rgba, BitDepth::Eight, &noise_in_rows, width, height),
        ),
        (
            "png of black and white noise",
            png_of(ColorType::Grayscale, BitDepth::Eight, &black_and_white, width, height),
        ),
        ("png with a transparent palette", palette),
        ("gif with transparency", gif(size.0, size.1, &[frame])),
    ];

    for (name, image) in images {
        let app = TestApp::start(|_| {});
        let alice = app.user("alice");
        let body = alice.upload(&image).expect(201);

        let files = stored(app.images.as_ref().expect("a folder").path());
        let bytes: usize = files.iter().map(|file| fs::read(file).expect("a file").len()).sum();
        let allowed = allowance(image.len(), width as usize, height as usize);
        assert!(bytes <= allowed, "{name}: {} bytes became {bytes}; {allowed} are allowed", image.len());
        let used = alice.get("/api/profile/storage").ok();
        assert_eq!((&used["bytes_used"], &used["images_used"]), (&json!(bytes), &json!(1)), "{name}");
        let large = app.get(body["image_url"].as_str().expect("a path"));
        assert_eq!(large.status, 200, "{name}");
        let shown = Shown::read(&large.body);
        assert_eq!((shown.width, shown.height), (width, height), "{name}");
        let kind = if shown.channels == 4 { "image/webp" } else { "image/jpeg" };
        assert_eq!(large.header("content-type"), Some(kind), "{name}");
    }
}

#[test]
fn images_with_transparency_are_stored_as_webp_and_can_be_posted() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let half: Vec<u8> =
        (0..64 * 64).flat_map(|place| [200, 100, 50, if place % 64 < 32 { 255 } else { 0 }]).collect();
    let body = alice.upload(&webp(&half, 64, 64, true)).expect(201);
    let path = body["image_url"].as_str().expect("a path");

    assert!(path.ends_with("/large.webp"), "{path}");
    publish(&alice, path);
    alice.patch("/api/profile", json!({"image_url": path, "thumb_url": body["thumb_url"]})).ok();
    for size in ["large", "medium", "thumb"] {
        assert_eq!(app.get(&path.replace("large", size)).header("content-type"), Some("image/webp"));
    }
}

#[test]
fn colors_of_transparent_pixels_are_not_stored() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let (white, black) = ([255, 255, 255, 0], [0, 0, 0, 0]);
    let half_hidden: Vec<u8> = (0..64 * 64)
        .flat_map(|place| match (place % 64, place / 64) {
            (x, _) if x >= 32 => [200, 100, 50, 255],
            (x, y) if (x + y) % 2 == 0 => white,
            _ => black,
        })
        .collect();
    let body = alice.upload(&webp(&half_hidden, 64, 64, true)).expect(201);

    let shown = Shown::read(&app.get(body["image_url"].as_str().expect("a path")).body);

    assert_eq!(shown.channels, 4);
    let hidden: Vec<&[u8]> =
        shown.pixels.chunks(4).filter(|pixel| pixel[3] == 0).map(|pixel| &pixel[..3]).collect();
    assert!(hidden.len() >= 30 * 64, "{}", hidden.len());
    // The edge of what is visible is a little blurred.
    assert!(hidden.iter().all(|pixel| pixel.iter().all(|channel| *channel < 64)), "{:?}", &hidden[..64]);
}

#[test]
fn a_user_may_store_so_many_bytes_and_images_and_deleting_makes_room() {
    let app = TestApp::start(|config| config.user_quota = Quota { bytes: 1 << 30, images: 2 });
    let [alice, bob] = ["alice", "bob"].map(|name| app.user(name));
    let posts = [0; 2].map(|_| publish(&alice, &uploaded(&alice).0));
    let text = |answer: Answer| answer.expect(413)["message"].as_str().expect("a text").to_owned();

    assert_eq!(
        text(alice.upload(&small())),
        "You have reached the limit of 2 photos. Delete photos to make room."
    );
    uploaded(&bob);
    let used = alice.get("/api/profile/storage").ok();
    assert_eq!((&used["images_used"], &used["images_limit"]), (&json!(2), &json!(2)));
    assert_eq!(used["bytes_limit"], json!(1 << 30));
    alice.delete(&format!("/api/posts/{}", posts[0])).ok();
    uploaded(&alice);

    let one = used["bytes_used"].as_u64().expect("a number") / 2;
    let app = TestApp::start(|config| config.user_quota = Quota { bytes: one * 5 / 2, images: 100 });
    let alice = app.user("alice");
    let post = publish(&alice, &uploaded(&alice).0);
    uploaded(&alice);
    assert!(text(alice.upload(&small())).starts_with("Your storage is full ("));
    assert_eq!(app.number("SELECT count(*) AS n FROM images"), 2);
    assert_eq!(stored(app.images.as_ref().expect("a folder").path()).len(), 2 * 3);
    alice.delete(&format!("/api/posts/{post}")).ok();
    uploaded(&alice);
    app.get("/api/profile/storage").expect(401);
}

#[test]
fn of_uploads_at_once_only_as_many_are_stored_as_there_is_room_for() {
    let app = TestApp::start(|config| config.user_quota = Quota { bytes: 1 << 30, images: 3 });
    let alice = app.user("alice");

    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let uploads: Vec<_> = (0..9).map(|_| scope.spawn(|| alice.upload(&small()).status)).collect();
        uploads.into_iter().map(|upload| upload.join().expect("an answer")).collect()
    });

    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 201, 413, 413, 413, 413, 413, 413]);
    assert_eq!(alice.get("/api/profile/storage").ok()["images_used"], json!(3));
}

#[test]
fn uploads_stop_before_the_disk_is_full_and_everything_else_works() {
    let app = TestApp::start(|config| config.disk_reserve = DiskReserve::Bytes(1 << 60));
    let [alice, bob] = ["alice", "bob"].map(|name| app.user(name));

    // The answer to a large one can be read, too.
    for padding in [0, 6 << 20] {
        let answer = alice.upload(&[small(), vec![0; padding]].concat());
        assert_eq!(answer.header("retry-after"), Some("60"), "{answer:?}");
        let text = answer.expect(503)["message"].as_str().expect("a text").to_owned();
        assert!(text.contains("disk space"), "{text}");
    }

    assert_eq!(app.number("SELECT count(*) AS n FROM images"), 0);
    bob.follow(&alice);
    let post = alice.publish("words need no disk space to speak of");
    bob.post("/api/likes", json!({"post_id": post})).created();
    alice.delete(&format!("/api/posts/{post}")).ok();
    let credentials = json!({"username": alice.username, "password": "password"});
    let tokens = app.request("POST", "/api/token").json(credentials).send().ok();
    app.request("POST", "/api/token/revoke").json(json!({"token": tokens["refresh_token"]})).send();
    app.request("POST", "/api/token/refresh")
        .json(json!({"refresh_token": tokens["refresh_token"]}))
        .send()
        .expect(401);
}

/// Begins an upload of which little arrives.
fn begin(user: &TestUser) -> TcpStream {
    let bearer = format!("Bearer {}", user.token);
    let headers: [(&str, &[u8]); 3] = [
        ("Authorization", bearer.as_bytes()),
        ("Content-Type", b"multipart/form-data; boundary=x"),
        ("Content-Length", b"100000"),
    ];
    let start = b"--x\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n\xFF";
    let mut stream = connect(user.app);
    stream.write_all(&request_bytes("POST", "/api/images", &headers, start)).expect("a server that reads");
    stream
}

/// Waits until uploads of this user are refused, because as many go on as may.
fn refused(user: &TestUser) -> Answer {
    let deadline = now() + 20;
    loop {
        let answer = user.upload(&small());
        if answer.status != 201 {
            return answer;
        }
        assert!(now() < deadline, "uploads are not refused");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn slow_uploads_of_some_users_do_not_hold_up_others() {
    // So that none of them ends by itself meanwhile.
    let app = TestApp::start(|config| config.request_timeout = Duration::from_secs(120));
    let slow = [0; 4].map(|_| app.user("slow"));
    let fast = app.user("fast");
    let open: Vec<_> = slow.iter().flat_map(|user| (0..16).map(|_| begin(user))).collect();
    let answers = slow.each_ref().map(refused);

    for answer in answers {
        assert!(answer.header("retry-after").is_some(), "{answer:?}");
        answer.expect(429);
    }
    fast.upload(&small()).expect(201);
    drop(open);
    let deadline = now() + 20;
    while slow[0].upload(&small()).status == 429 {
        assert!(now() < deadline, "the places are not given back");
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn an_upload_that_trickles_in_is_refused() {
    let app = TestApp::start(|config| {
        config.request_timeout = Duration::from_secs(1);
        config.min_upload_rate = 1_000;
    });
    let mut stream = begin(&app.user("slow"));
    stream.set_read_timeout(Some(Duration::from_millis(100))).expect("a timeout");

    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    for _ in 0..100 {
        // After the answer, nobody reads what is sent.
        let _ = stream.write(b"x");
        match stream.read(&mut buffer) {
            Ok(count) => received.extend(&buffer[..count]),
            Err(why) if matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(why) => panic!("{why}"),
        }
        if !received.is_empty() {
            break;
        }
    }

    parse(&received).expect("an answer before all has arrived").expect(408);
}

#[test]
fn many_images_of_one_user_do_not_delay_those_of_another() {
    const IMAGES: usize = 8;
    let app = TestApp::start(|_| {});
    let [many, single] = ["many", "single"].map(|name| app.user(name));
    // Few bytes, which arrive at once, and much work.
    let plain = quarters(1_200, 900, [RED, GREEN, BLUE, WHITE]);
    let slow = with_more_scans(&progressive(&plain, 1_200, 900), 30);
    let processed = AtomicUsize::new(0);

    let before = thread::scope(|scope| {
        for _ in 0..IMAGES {
            scope.spawn(|| {
                many.upload(&slow).expect(201);
                processed.fetch_add(1, Ordering::SeqCst);
            });
        }
        // The others have arrived by then, and wait.
        while processed.load(Ordering::SeqCst) == 0 {
            thread::sleep(Duration::from_millis(5));
        }
        single.upload(&small()).expect(201);
        processed.load(Ordering::SeqCst)
    });

    assert!(before <= IMAGES - 3, "{before} of {IMAGES} were processed first");
}

#[test]
fn an_upload_that_waits_when_its_user_is_disabled_is_not_stored() {
    let app = TestApp::start(|_| {});
    let [busy, disabled] = ["busy", "disabled"].map(|name| app.user(name));
    let plain = quarters(1_200, 900, [RED, GREEN, BLUE, WHITE]);
    let slow = with_more_scans(&progressive(&plain, 1_200, 900), 30);

    let answer = thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| busy.upload(&slow).expect(201));
        }
        let waiting: Vec<_> = (0..4).map(|_| scope.spawn(|| disabled.upload(&slow))).collect();
        // All of them have arrived when the first is processed.
        while app.number("SELECT count(*) AS n FROM images") == 0 {
            thread::sleep(Duration::from_millis(5));
        }
        app.sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));
        waiting.into_iter().map(|upload| upload.join().expect("an answer").status).collect::<Vec<_>>()
    });

    let stored = app.number(&format!("SELECT count(*) AS n FROM images WHERE user_id = {}", disabled.id));
    let accepted = answer.iter().filter(|status| **status == 201).count();
    assert_eq!(i64::try_from(accepted), Ok(stored), "{answer:?}");
    // One may have been processed by then.
    assert!(stored <= 2, "{answer:?}");
}

#[test]
fn a_jpeg_with_many_scans_is_refused_with_advice() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let plain = quarters(2_000, 1_500, [RED, GREEN, BLUE, WHITE]);
    let image = with_more_scans(&progressive(&plain, 2_000, 1_500), 90);

    let text = alice.upload(&image).expect(415)["message"].as_str().expect("a text").to_owned();

    assert!(text.contains("scans") && text.contains("standard JPEG"), "{text}");
}

#[test]
fn images_of_earlier_versions_count_for_the_quota_once_they_are_measured() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let (path, key) = uploaded(&alice);
    publish(&alice, &path);
    let used = || alice.get("/api/profile/storage").ok()["bytes_used"].clone();
    let bytes = used();
    app.sql("UPDATE images SET bytes = 0");
    super::age_files(&folder_of(&app, &key));
    assert_eq!(used(), json!(0));

    super::cleaned_up(&app, photo_app::media::CleanupMode::Automatic);

    assert_eq!(used(), bytes);
}
