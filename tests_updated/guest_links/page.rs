//! What guests see.

use super::*;
use crate::images::files::{jpeg, textured};

/// A guest without JavaScript, cookies or an account.
fn open(url: &str) -> Answer {
    app().get(url)
}

/// A server with limits on sign-ins.
fn limited(limit: u32) -> TestApp {
    TestApp::start(|config| {
        config.sign_in_limits = Some(SignInLimits { per_address: limit, per_username: limit });
    })
}

fn enter(app: &TestApp, url: &str, passphrase: &str) -> Answer {
    app.request("POST", url).form(&[("passphrase", passphrase)]).send()
}

/// The cookie that a browser sends after the passphrase.
fn pass_of(answer: &Answer) -> String {
    let cookie = answer.cookie("guest_pass").expect("a pass");
    format!("guest_pass={}", cookie.split(';').next().expect("a value"))
}

fn openings(user: &TestUser) -> Value {
    list(user)[0]["openings"].clone()
}

/// A post with two uploaded photos.
fn album(user: &TestUser) -> i64 {
    let photo = |width: u32, height: u32| {
        let image = user.upload(&jpeg(&textured(width, height), width, height)).created();
        json!({"image_url": image["image_url"], "alt_text": format!("{width} wide")})
    };
    let post = json!({"images": [photo(1200, 600), photo(30, 60)], "caption": "Two <b>photos</b>\nof the sea"});
    user.post("/api/posts", post).created()["id"].as_i64().expect("an id")
}

/// The addresses of the images in a page.
fn image_addresses(page: &str) -> Vec<String> {
    let srcs = page.split("<img src=\"").skip(1).map(|rest| rest[..rest.find('"').expect("an end")].to_owned());
    srcs.collect()
}

#[test]
fn a_guest_sees_the_photos_their_descriptions_and_the_captions() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    bob.follow(&alice);
    let (first, second) = (alice.publish("the first"), album(&alice));
    alice.publish("not shared");
    bob.post("/api/comments", json!({"post_id": second, "text": "a comment"})).created();
    bob.post("/api/posts/likes", json!({"post_id": second})).created();

    let page = open(&link_to(&alice, &[second, first], json!({"title": "A <week> by the sea"})));

    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-robots-tag", "noindex, nofollow"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(page.header(name), Some(value), "{name}");
    }
    assert!(page.header("set-cookie").is_none());
    let policy = page.header("content-security-policy").expect("a policy").to_owned();
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("script"), "{policy}");
    let text = page.text();
    for shown in [
        "A &#60;week&#62; by the sea",
        "Shared by <bdi>alice Tester</bdi> · 3 photos",
        "alt=\"1200 wide\"",
        "alt=\"30 wide\"",
        "alt=\"Photo\"",
        "Two &#60;b&#62;photos&#60;/b&#62;\nof the sea",
        "the first",
        "width=\"1200\" height=\"600\"",
        "large 1200w",
        "medium 960w",
        "<meta name=\"robots\" content=\"noindex\">",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert!(text.find("of the sea") < text.find("the first"), "in the order of the link");
    let hidden = [
        "not shared",
        "a comment",
        "@example.org",
        "<script",
        "/images/",
        alice.username.as_str(),
        bob.username.as_str(),
    ];
    for hidden in hidden {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    assert!(text.contains("href=\"/static/guest.css\""));
    assert_eq!(open("/static/guest.css").status, 200);
}

#[test]
fn a_page_loads_images_of_other_servers_only_if_it_shows_some() {
    let alice = app().user("alice");
    let posts = [album(&alice), alice.publish("elsewhere")];
    let policy = |posts: &[i64]| {
        let page = open(&link_to(&alice, posts, json!({})));
        page.header("content-security-policy").expect("a policy").to_owned()
    };

    assert!(policy(&posts[..1]).contains("img-src 'self';"));
    assert!(policy(&posts).contains("img-src 'self' http: https:;"));
}

#[test]
fn the_photos_of_a_link_end_with_it() {
    let alice = app().user("alice");
    let made = create(&alice, &[album(&alice)], json!({}));
    let url = made["url"].as_str().expect("an address");
    let addresses = image_addresses(&open(url).text());
    assert_eq!(addresses, [1, 2].map(|number| format!("{url}/1/{number}/large")));

    for address in &addresses {
        for address in [address.clone(), address.replace("large", "medium")] {
            let photo = open(&address);
            assert_eq!((photo.status, photo.header("content-type")), (200, Some("image/jpeg")), "{address}");
            assert_eq!(photo.header("cache-control"), Some("no-store"));
            assert_eq!(photo.header("x-robots-tag"), Some("noindex, nofollow"));
        }
    }
    for wrong in
        ["2/1/large", "1/0/large", "1/3/large", "1/1/thumb", "1/1/..", "0/1/large", "-1/1/large", "x/1/large"]
    {
        assert_eq!(open(&format!("{url}/{wrong}")).status, 404, "{wrong}");
    }

    alice.delete(&format!("/api/guest-links/{}", made["id"])).ok();

    for address in &addresses {
        assert_eq!(open(address).status, 404, "{address}");
    }
}

#[test]
fn links_that_do_not_work_are_all_answered_alike() {
    let [alice, disabled] = ["alice", "disabled"].map(|name| app().user(name));
    let post = alice.publish("x");
    let revoked = create(&alice, &[post], json!({}));
    alice.delete(&format!("/api/guest-links/{}", revoked["id"])).ok();
    let expired = create(&alice, &[post], json!({"passphrase": "blue heron"}));
    app().sql(&format!("UPDATE guest_links SET expires = {} WHERE id = {}", now(), expired["id"]));
    let of_disabled = create(&disabled, &[disabled.publish("y")], json!({}));
    app().sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));

    let unknown = open("/g/unknown");

    assert_eq!(unknown.status, 404);
    assert!(unknown.text().contains("This link does not work."));
    let comparable = |answer: &Answer| {
        let mut headers = answer.headers.clone();
        for changing in ["x-request-id", "date"] {
            headers.remove(changing);
        }
        headers
    };
    for link in [&revoked, &expired, &of_disabled] {
        let url = link["url"].as_str().expect("an address");
        for answer in [open(url), enter(app(), url, "blue heron")] {
            assert_eq!((answer.status, &answer.body), (404, &unknown.body));
            assert_eq!(comparable(&answer), comparable(&unknown));
        }
    }
    app().sql(&format!("UPDATE users SET is_disabled = false WHERE id = {}", disabled.id));
    assert_eq!(open(of_disabled["url"].as_str().expect("an address")).status, 200);
}

#[test]
fn a_link_shows_the_posts_that_are_left() {
    let alice = app().user("alice");
    let posts = [alice.publish("the first"), alice.publish("the second")];
    let url = link_to(&alice, &posts, json!({}));

    alice.delete(&format!("/api/posts/{}", posts[0])).ok();
    let text = open(&url).text();
    assert!(text.contains("the second") && !text.contains("the first"), "{text}");
    assert_eq!(list(&alice)[0]["posts_count"], 1);

    alice.delete(&format!("/api/posts/{}", posts[1])).ok();
    let empty = open(&url);
    assert_eq!((empty.status, empty.header("x-robots-tag")), (200, Some("noindex, nofollow")));
    assert!(empty.text().contains("There is nothing here any more."));
    assert_eq!(list(&alice)[0]["posts_count"], 0);
}

#[test]
fn each_view_of_the_page_counts_as_an_opening() {
    let alice = app().user("alice");
    let url = link_to(&alice, &[alice.publish("x")], json!({}));
    assert_eq!(openings(&alice), 0);

    open(&url);
    open(&format!("{url}/"));
    let head = app().request("HEAD", &url).send();

    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(openings(&alice), 2);
}

#[test]
fn a_link_with_a_passphrase_shows_its_posts_to_those_who_know_it() {
    let alice = app().user("alice");
    let posts = [album(&alice)];
    let url = link_to(&alice, &posts, json!({"title": "Secret title", "passphrase": " blue heron "}));
    let photo = format!("{url}/1/1/large");

    let form = open(&url);

    assert_eq!((form.status, form.header("referrer-policy")), (200, Some("strict-origin")));
    assert_eq!(form.header("x-robots-tag"), Some("noindex, nofollow"));
    let text = form.text();
    assert!(text.contains("name=\"passphrase\"") && !text.contains("Secret title"), "{text}");
    assert_eq!(open(&photo).status, 404);
    let wrong = enter(app(), &url, "blue hero");
    assert_eq!((wrong.status, wrong.cookie("guest_pass")), (403, None));
    assert!(wrong.text().contains("This passphrase is wrong."));

    let right = enter(app(), &url, "blue heron ");

    assert_eq!((right.status, right.header("location")), (303, Some(url.as_str())));
    let cookie = right.cookie("guest_pass").expect("a pass");
    for attribute in ["HttpOnly", "SameSite=Lax", &format!("Path={url}")] {
        assert!(cookie.contains(attribute), "{attribute}: {cookie}");
    }
    assert_eq!(openings(&alice), 0);
    let pass = pass_of(&right);
    let with_pass = |path: &str| app().request("GET", path).header("Cookie", &pass).send();
    assert!(with_pass(&url).text().contains("Secret title"));
    assert_eq!(with_pass(&photo).status, 200);
    assert_eq!(openings(&alice), 1);
    let other = link_to(&alice, &posts, json!({"passphrase": "blue heron"}));
    assert!(with_pass(&other).text().contains("name=\"passphrase\""), "a pass is for one link");
    for forged in ["guest_pass=", "guest_pass=99999999999.x", "guest_pass=x"] {
        let answer = app().request("GET", &url).header("Cookie", forged).send();
        assert!(answer.text().contains("name=\"passphrase\""), "{forged}");
    }
}

#[test]
fn a_passphrase_for_a_link_without_one_leads_to_the_posts() {
    let alice = app().user("alice");
    let url = link_to(&alice, &[alice.publish("x")], json!({}));

    let answer = enter(app(), &url, "anything");

    assert_eq!((answer.status, answer.header("location")), (303, Some(url.as_str())));
    assert_eq!(answer.cookie("guest_pass"), None);
}

#[test]
fn a_page_that_is_loaded_on_a_guess_does_not_count() {
    let alice = app().user("alice");
    let url = link_to(&alice, &[alice.publish("x")], json!({}));
    app().request("GET", &url).header("Sec-Purpose", "prefetch;prerender").send();
    assert_eq!(openings(&alice), json!(0));
    open(&url);
    assert_eq!(openings(&alice), json!(1));
}

#[test]
fn a_cut_address_leads_to_no_sign_in() {
    let alice = app().user("alice");
    let url = link_to(&alice, &[alice.publish("x")], json!({}));
    let answer = app().request("GET", &format!("{url}/1")).header("Accept", "text/html").send();
    assert_eq!((answer.status, answer.header("location")), (404, None));
}

#[test]
fn guesses_of_a_passphrase_from_many_networks_are_limited_together() {
    let app = TestApp::start(|config| {
        config.sign_in_limits = Some(SignInLimits { per_address: 5, per_username: 3 });
        config.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    });
    let alice = app.user("alice");
    let url = link_to(&alice, &[alice.publish("x")], json!({"passphrase": "blue heron"}));
    let guess = |network: u32| {
        let address = format!("198.51.{network}.1");
        app.request("POST", &url)
            .header("X-Forwarded-For", &address)
            .form(&[("passphrase", "wrong one")])
            .send()
            .status
    };
    assert_eq!((0..7).map(guess).collect::<Vec<_>>(), [403, 403, 403, 403, 403, 429, 429]);
}

#[test]
fn other_sites_cannot_send_passphrases() {
    let alice = app().user("alice");
    let url = link_to(&alice, &[alice.publish("x")], json!({"passphrase": "blue heron"}));

    let answer = app()
        .request("POST", &url)
        .header("Origin", "https://outside.example.org")
        .form(&[("passphrase", "blue heron")])
        .send();

    assert_eq!((answer.status, answer.cookie("guest_pass")), (400, None));
}

#[test]
fn wrong_passphrases_are_limited_and_block_no_sign_in() {
    let app = limited(3);
    let alice = app.user("alice");
    let url = link_to(&alice, &[alice.publish("x")], json!({"passphrase": "blue heron"}));

    for _ in 0..5 {
        assert_eq!(enter(&app, &url, "blue heron").status, 303, "right ones do not count");
    }
    for _ in 0..3 {
        assert_eq!(enter(&app, &url, "wrong").status, 403);
    }
    let refused = enter(&app, &url, "blue heron");

    assert_eq!((refused.status, refused.cookie("guest_pass")), (429, None));
    assert!(refused.header("retry-after").is_some());
    assert!(refused.text().contains("Too many attempts."));
    let sign_in = json!({"username": alice.username, "password": "password"});
    app.request("POST", "/api/token").json(sign_in).send().ok();
}
