//! Posts with several images.

use photo_app::media::{CleanupMode, CleanupReport};
use serde_json::{Value, json};

use super::{age, cleaned_up, is_known, small, uploaded};
use crate::test_app::{Answer, TestApp, TestUser, app};

fn image(url: &str, alt_text: Option<&str>) -> Value {
    json!({"image_url": url, "alt_text": alt_text})
}

fn publish(user: &TestUser, images: &[Value]) -> Answer {
    user.post("/api/posts", json!({"images": images, "caption": "several"}))
}

fn path_of(post: &Value) -> String {
    format!("/api/posts/{}", post["id"])
}

/// The URLs of a post's images, in their order.
fn urls(post: &Value) -> Vec<&str> {
    post["images"].as_array().expect("images").iter().filter_map(|image| image["image_url"].as_str()).collect()
}

#[test]
fn a_post_has_its_images_in_their_order_wherever_it_is_shown() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    bob.follow(&alice);
    let images =
        [image("/a.jpg", Some("first")), image("https://example.org/b.jpg", None), image("/c.jpg", Some(""))];

    let post = publish(&alice, &images).created();

    assert_eq!(post["images"], json!(images));
    assert_eq!((&post["image_url"], &post["alt_text"]), (&json!("/a.jpg"), &json!("first")));
    assert_eq!(alice.get(&path_of(&post)).ok(), post);
    assert_eq!(bob.get("/api/posts").ok(), json!([post]));
    assert_eq!(bob.get(&format!("/api/users/{}/posts", alice.username)).ok(), json!([post]));
    let bookmark = bob.post("/api/bookmarks", json!({"post_id": post["id"]})).created();
    assert_eq!(bookmark["post"]["images"], json!(images));
    assert_eq!(bob.get("/api/bookmarks").ok()[0]["post"]["images"], json!(images));
}

#[test]
fn a_post_with_one_image_has_a_list_of_one() {
    let alice = app().user("alice");

    let post = alice.post("/api/posts", json!({"image_url": "/a.jpg", "alt_text": "alone"})).created();
    app().sql(&format!("INSERT INTO posts (image_url, user_id) VALUES ('/beside.jpg', {})", alice.id));

    assert_eq!(post["images"], json!([image("/a.jpg", Some("alone"))]));
    let beside = alice.get("/api/posts?limit=1").ok();
    assert_eq!(beside[0]["images"], json!([image("/beside.jpg", None)]));
}

#[test]
fn a_post_has_one_to_ten_images_each_with_a_safe_url() {
    let alice = app().user("alice");
    let some = |number: usize| vec![image("/a.jpg", None); number];
    let error = |images: Value| {
        let answer = alice.post("/api/posts", json!({"images": images})).expect(400);
        (answer["code"].clone(), answer["field"].clone(), answer["message"].as_str().expect("a text").to_owned())
    };

    assert_eq!(urls(&publish(&alice, &some(10)).created()).len(), 10);
    for number in [0, 11] {
        let (code, field, message) = error(json!(some(number)));
        assert_eq!((code, field), (json!("invalid_field"), json!("images")));
        assert_eq!(message, "images must have 1 to 10 images.");
    }
    for (wrong, code, field) in [
        (json!("/a.jpg"), "invalid_field", "images"),
        (json!({"image_url": "/a.jpg"}), "invalid_field", "images"),
        (json!(["/a.jpg"]), "invalid_field", "images[0]"),
        (json!([null]), "invalid_field", "images[0]"),
        (json!([{}]), "missing_field", "images[0].image_url"),
        (json!([{"image_url": null}]), "missing_field", "images[0].image_url"),
        (
            json!([image("/a.jpg", None), image("javascript:alert(1)", None)]),
            "invalid_field",
            "images[1].image_url",
        ),
        (json!([image("/a.jpg", None), {"image_url": 5}]), "invalid_field", "images[1].image_url"),
        (json!([{"image_url": "/a.jpg", "alt_text": "x".repeat(5001)}]), "invalid_field", "images[0].alt_text"),
        (json!([{"image_url": "/a.jpg", "alt_text": ["x"]}]), "invalid_field", "images[0].alt_text"),
    ] {
        let (found_code, found_field, message) = error(wrong);
        assert_eq!((found_code, found_field), (json!(code), json!(field)), "{message}");
        assert!(message.starts_with(field), "{message}");
    }
    alice.post("/api/posts", json!({"caption": "no image"})).expect(400);

    // Each of these texts is allowed, but not all of them together.
    let long = |number: usize| vec![image("/a.jpg", Some(&"x".repeat(5_000))); number];
    publish(&alice, &long(6)).created();
    let (code, field, message) = error(json!(long(7)));
    assert_eq!((code, field), (json!("invalid_field"), json!("images")), "{message}");
    assert!(message.contains("32 KiB"), "{message}");
}

#[test]
fn images_and_the_fields_of_a_single_image_exclude_each_other() {
    let alice = app().user("alice");
    let post = publish(&alice, &[image("/a.jpg", None)]).created();

    for field in ["image_url", "alt_text"] {
        let body = json!({"images": [image("/b.jpg", None)], field: "/c.jpg"});
        for answer in [alice.post("/api/posts", body.clone()), alice.patch(&path_of(&post), body)] {
            let error = answer.expect(400);
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid_field"), &json!(field)));
        }
    }
    assert_eq!(alice.get(&path_of(&post)).ok(), post);
    // Null counts as absent.
    let body = json!({"images": [image("/b.jpg", None)], "image_url": null, "alt_text": null});
    assert_eq!(urls(&alice.patch(&path_of(&post), body).ok()), ["/b.jpg"]);
    let body = json!({"images": null, "image_url": "/d.jpg"});
    assert_eq!(urls(&alice.patch(&path_of(&post), body).ok()), ["/d.jpg"]);
}

#[test]
fn an_update_replaces_all_images_or_changes_the_first() {
    let alice = app().user("alice");
    let post = publish(&alice, &[image("/a.jpg", Some("a")), image("/b.jpg", Some("b"))]).created();
    let path = path_of(&post);

    let reordered = [image("/b.jpg", Some("b")), image("/c.jpg", None), image("/a.jpg", Some("a"))];
    let changed = alice.patch(&path, json!({"images": reordered})).ok();
    assert_eq!((&changed["images"], &changed["caption"]), (&json!(reordered), &json!("several")));

    let changed = alice.patch(&path, json!({"image_url": "/d.jpg"})).ok();
    assert_eq!(urls(&changed), ["/d.jpg", "/c.jpg", "/a.jpg"]);
    assert_eq!(changed["images"][0]["alt_text"], "b");
    let changed = alice.patch(&path, json!({"alt_text": "d", "caption": "new"})).ok();
    assert_eq!(changed["images"][0], image("/d.jpg", Some("d")));

    // Without an alternative text, the previous one must not stay with another image.
    let changed = alice.patch(&path, json!({"images": [image("/e.jpg", None)]})).ok();
    assert_eq!((&changed["images"], &changed["alt_text"]), (&json!([image("/e.jpg", None)]), &Value::Null));
    assert_eq!(alice.get(&path).ok(), changed);
}

#[test]
fn uploaded_images_have_their_size_and_must_be_those_of_the_author() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let uploads = [0; 2].map(|_| alice.upload(&small()).created());
    let [first, second] = uploads.each_ref().map(|upload| upload["image_url"].as_str().expect("a path"));

    let post = publish(&alice, &[image(first, None), image("/x.jpg", None), image(second, None)]).created();
    for (position, upload) in [(0, &uploads[0]), (2, &uploads[1])] {
        let image = &post["images"][position];
        assert_eq!((&image["width"], &image["height"]), (&upload["width"], &upload["height"]));
    }
    assert_eq!(post["images"][1].get("width"), None);

    let stolen = [image("/y.jpg", None), image(second, None)];
    let own = publish(&bob, &[image("/z.jpg", None)]).created();
    for refused in [publish(&bob, &stolen), bob.patch(&path_of(&own), json!({"images": stolen}))] {
        assert_eq!(refused.expect(400)["code"], "image_not_yours");
    }
    assert_eq!(bob.get(&path_of(&own)).ok(), own);
}

#[test]
fn images_are_kept_while_the_post_shows_them_and_deleted_with_it() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let uploads = [0; 4].map(|_| uploaded(&alice));
    let [a, b, c, d] = uploads.each_ref().map(|(path, _)| image(path, None));
    let known = || uploads.each_ref().map(|(_, key)| is_known(&app, key));
    let post = publish(&alice, &[a, b.clone(), c.clone()]).created();
    let path = path_of(&post);
    age(&app, 3700);

    let removed = cleaned_up(&app, CleanupMode::Automatic);
    assert_eq!(removed, CleanupReport { unused: vec![uploads[3].1.clone()], ..CleanupReport::default() });

    // The second one comes first, the first one goes.
    alice.patch(&path, json!({"images": [b, c]})).ok();
    assert_eq!(known(), [false, true, true, false]);
    assert_eq!(uploads.each_ref().map(|(path, _)| app.get(path).status), [404, 200, 200, 404]);
    let error = alice.patch(&path, json!({"images": [d]})).expect(400);
    assert_eq!(error["code"], "image_not_yours");

    alice.delete(&path).ok();
    assert_eq!(known(), [false; 4]);
    assert_eq!(app.number("SELECT count(*) AS n FROM post_images"), 0);
}

#[test]
fn an_image_that_stays_or_appears_twice_is_kept() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let uploads = [0; 2].map(|_| uploaded(&alice));
    let [a, b] = uploads.each_ref().map(|(path, _)| image(path, None));
    let known = || uploads.each_ref().map(|(_, key)| is_known(&app, key));
    let post = publish(&alice, &[a.clone(), b.clone(), a.clone()]).created();
    let path = path_of(&post);

    alice.patch(&path, json!({"caption": "another"})).ok();
    alice.patch(&path, json!({"image_url": uploads[1].0})).ok();
    assert_eq!(known(), [true, true]);

    alice.patch(&path, json!({"images": [b, a.clone()]})).ok();
    assert_eq!(known(), [true, true]);
    alice.patch(&path, json!({"images": [a]})).ok();
    assert_eq!(known(), [true, false]);
}
