//! Posts with several images, of all kinds that the corpus has.

use serde_json::{Value, json};

use super::{corpus, heif, victim, whole};
use crate::test_app::TestUser;

/// The most images of a post.
const MOST: usize = 10;

fn uploaded(user: &TestUser, image: &[u8]) -> Value {
    let body = user.upload(image).expect(201);
    json!({"image_url": body["image_url"], "alt_text": null, "width": body["width"], "height": body["height"]})
}

/// What a request to publish `images` contains.
fn without_sizes(images: &[Value]) -> Vec<Value> {
    images.iter().map(|image| json!({"image_url": image["image_url"]})).collect()
}

#[test]
fn posts_show_all_images_of_the_corpus_in_their_order_and_sizes() {
    let alice = victim().user("alice");
    let images: Vec<Value> =
        corpus().iter().filter(|odd| odd.status == 201).map(|odd| uploaded(&alice, &odd.bytes)).collect();
    let posts: Vec<&[Value]> = images.chunks(MOST).collect();

    for images in &posts {
        let post = alice.post("/api/posts", json!({"images": without_sizes(images)})).created();
        assert_eq!(post["images"], json!(images));
    }

    let feed = alice.get(&format!("/api/posts?limit={}", posts.len())).ok();
    let shown: Vec<&Value> = feed.as_array().expect("the feed").iter().rev().map(|post| &post["images"]).collect();
    assert_eq!(json!(shown), json!(posts));
    assert!(posts.len() >= 4, "{}", posts.len());
}

#[test]
fn an_image_that_is_refused_leaves_the_others_of_a_post_as_they_are() {
    let alice = victim().user("alice");
    let images: Vec<Value> = whole().iter().map(|(_, bytes)| uploaded(&alice, bytes)).collect();

    for (_, bytes) in heif::files() {
        alice.upload(&bytes).expect(415);
    }

    let post = alice.post("/api/posts", json!({"images": without_sizes(&images)})).created();
    assert_eq!(post["images"], json!(images));
    for image in &images {
        let file = victim().get(image["image_url"].as_str().expect("a path"));
        assert_eq!(file.status, 200, "{image}");
    }
}
