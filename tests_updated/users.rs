//! Finding users: `/api/users`, `/api/suggestions/friends`; and who sees whose e-mail address.

use photo_app::api;
use serde_json::{Value, json};

use crate::{
    all_answers::audience_with,
    test_app::{Answer, TestApp, TestUser, app, ids},
};

/// A user by that name.
fn named<'a>(app: &'a TestApp, username: &str, first_name: &str, last_name: &str) -> TestUser<'a> {
    let user = app.user("somebody");
    app.sql(&format!(
        "UPDATE users SET username = '{username}', first_name = '{first_name}', last_name = '{last_name}' \
         WHERE id = {}",
        user.id
    ));
    TestUser { username: username.to_owned(), ..user }
}

fn usernames(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|user| user["username"].as_str().expect("a name")).collect()
}

#[track_caller]
fn search(user: &TestUser, text: &str) -> Value {
    let query: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    user.get(&format!("/api/users?q={query}")).ok()
}

#[test]
fn a_person_has_numbers_for_themself_and_their_followers_alone() {
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| app().user(name));
    bob.publish("one");
    bob.publish("two");
    bob.follow(&carol);
    let following_id = alice.follow(&bob);
    let path = format!("/api/users/{}", bob.username);
    let user = json!({"id": bob.id, "username": bob.username, "first_name": "bob", "last_name": "Tester",
        "image_url": null, "thumb_url": null, "is_you": false, "bio": null, "pronouns": null, "link": null,
        "is_private": false});
    let with = |more: Value| {
        let mut all = user.as_object().expect("an object").clone();
        all.extend(more.as_object().expect("an object").clone());
        Value::Object(all)
    };
    let numbers = json!({"posts_count": 2, "followers_count": 1, "following_count": 1});

    assert_eq!(carol.get(&path).ok(), user);
    let mut seen = with(numbers.clone());
    assert_eq!(
        bob.get(&path).ok(),
        with(json!({"is_you": true, "posts_count": 2, "followers_count": 1,
        "following_count": 1}))
    );
    seen["following_id"] = json!(following_id);
    assert_eq!(alice.get(&path).ok(), seen);
    assert_eq!(alice.get(&format!("{path}/")).ok(), seen);
}

#[test]
fn who_is_unknown_or_disabled_is_not_found() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    bob.follow(&alice);
    app().sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id = {}", bob.id));

    for name in [bob.username.as_str(), "nobody", "%ff", "%25", &"x".repeat(3000)] {
        alice.get(&format!("/api/users/{name}")).expect(404);
    }
}

#[test]
fn a_name_with_a_nul_in_it_is_not_found() {
    let alice = app().user("alice");
    for name in ["%00", "a%00b"] {
        alice.get(&format!("/api/users/{name}")).expect(404);
    }
}

#[test]
fn who_is_disabled_is_not_found_by_their_followers_either() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);
    let post = bob.publish("x");
    let path = format!("/api/users/{}", bob.username);
    app().sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id = {}", bob.id));

    for hidden in [path.clone(), format!("{path}/posts"), format!("/api/posts/{post}")] {
        alice.get(&hidden).expect(404);
    }

    app().sql(&format!("UPDATE users SET is_disabled = FALSE WHERE id = {}", bob.id));
    assert_eq!(alice.get(&path).ok()["posts_count"], json!(1));
    assert_eq!(ids(&alice.get(&format!("{path}/posts")).ok()), [post]);
}

#[test]
fn people_are_found_by_username_and_name_the_best_first() {
    let app = TestApp::start(|_| {});
    let viewer = named(&app, "viewer", "Vera", "Viewer");
    for (username, first, last) in [
        ("zoe", "Mary", "Annan"),
        ("joanna", "Jo", "Smith"),
        ("annabel", "Bel", "Smith"),
        ("xavier", "Anna", "Smith"),
        ("ANNA", "A", "B"),
        ("nobody", "N", "B"),
        ("banned-anna", "A", "B"),
    ] {
        named(&app, username, first, last);
    }
    let followed = named(&app, "zz-anna", "Z", "Z");
    let following_id = viewer.follow(&followed);
    app.sql("UPDATE users SET is_disabled = TRUE WHERE username = 'banned-anna'");

    let found = search(&viewer, "aNNa");

    assert_eq!(usernames(&found), ["ANNA", "annabel", "xavier", "zoe", "zz-anna", "joanna"]);
    assert_eq!(found[4]["following_id"], json!(following_id));
    assert_eq!(
        found[3],
        json!({"id": found[3]["id"], "username": "zoe", "first_name": "Mary", "last_name": "Annan",
            "image_url": null, "thumb_url": null})
    );
    assert_eq!(usernames(&search(&viewer, "anna smith")), ["xavier"]);
    assert_eq!(usernames(&search(&viewer, "  VIEW ")), ["viewer"]);
    assert_eq!(search(&viewer, "nothing like it"), json!([]));
}

#[test]
fn signs_that_mean_more_to_a_database_mean_themselves() {
    let app = TestApp::start(|_| {});
    let viewer = named(&app, "viewer", "V", "V");
    for username in ["100%", "100x", "a_b", "axb", "back\\slash", "it''s"] {
        named(&app, username, "N", "N");
    }

    for (text, expected) in [
        ("0%", &["100%"][..]),
        ("_", &["a_b"]),
        ("\\", &["back\\slash"]),
        ("'", &["it's"]),
        ("%%", &[]),
        ("' OR 1=1 --", &[]),
    ] {
        assert_eq!(usernames(&search(&viewer, text)), expected, "{text}");
    }
}

#[test]
fn letters_beyond_ascii_have_a_case_too() {
    let app = TestApp::start(|_| {});
    let viewer = named(&app, "viewer", "V", "V");
    for (username, first) in [("one", "Émile"), ("two", "émile"), ("three", "ÉMILE"), ("four", "Жанна")] {
        named(&app, username, first, "N");
    }

    for text in ["émile", "Émile", "ÉMILE"] {
        let mut found = usernames(&search(&viewer, text)).into_iter().map(str::to_owned).collect::<Vec<_>>();
        found.sort();
        assert_eq!(found, ["one", "three", "two"], "{text}");
    }
    assert_eq!(usernames(&search(&viewer, "жанна")), ["four"]);
}

#[test]
fn names_are_found_as_they_are_shown_and_word_by_word() {
    let app = TestApp::start(|_| {});
    let viewer = named(&app, "viewer", "V", "V");
    for (username, first, last) in [
        ("anna", "Анна", "Петрова"),
        ("ЖаннаД", "J", "D"),
        ("ipek", "İpek", "N"),
        ("jean", "Élie-Éloi", "N"),
        ("apart", "Zoe\u{308}", "N"),
        ("together", "Zoë", "N"),
    ] {
        named(&app, username, first, last);
    }

    for (text, expected) in [
        ("Анна Петрова", "anna"),
        ("анна петрова", "anna"),
        ("АННА ПЕТРОВА", "anna"),
        ("анна пет", "anna"),
        ("ЖаннаД", "ЖаннаД"),
        ("аннаД", "ЖаннаД"),
        ("İpek", "ipek"),
        ("élie-éloi", "jean"),
    ] {
        assert_eq!(usernames(&search(&viewer, text)), [expected], "{text}");
    }
    for text in ["Zoë", "Zoe\u{308}", "zoë", "oe\u{308}"] {
        assert_eq!(usernames(&search(&viewer, text)), ["apart", "together"], "{text}");
    }
}

#[test]
fn the_best_come_first_whatever_their_letters() {
    let app = TestApp::start(|_| {});
    let viewer = named(&app, "viewer", "V", "V");
    for (username, first) in [("0Жан", "N"), ("1", "Жан"), ("Жанна", "N"), ("Жан", "N"), ("2", "Катя Жук")]
    {
        named(&app, username, first, "N");
    }

    for text in ["жан", "Жан", "ЖАН"] {
        assert_eq!(usernames(&search(&viewer, text)), ["Жан", "Жанна", "1", "0Жан"], "{text}");
    }
}

#[test]
fn twenty_are_found_at_most_and_a_search_for_nothing_is_refused() {
    let app = TestApp::start(|_| {});
    let users: Vec<_> = (0..25).map(|number| named(&app, &format!("many-{number:02}"), "M", "N")).collect();

    assert_eq!(search(&users[0], "many").as_array().map(Vec::len), Some(20));
    assert_eq!(search(&users[0], &"é".repeat(80)), json!([]));
    for query in ["", "?q", "?q=", "?q=%20%09", "?Q=a", "?q=%00", "?q=a%00b", &format!("?q={}", "a".repeat(81))] {
        users[0].get(&format!("/api/users{query}")).expect(400);
    }
}

#[test]
fn friends_of_friends_are_suggested_those_with_most_first() {
    let app = TestApp::start(|_| {});
    let [viewer, ann, bob, cid, dan, few, many, known, gone, off] =
        ["viewer", "ann", "bob", "cid", "dan", "few", "many", "known", "gone", "off"]
            .map(|name| named(&app, name, name, "N"));
    for friend in [&ann, &bob, &cid, &dan, &known, &off] {
        viewer.follow(friend);
    }
    for friend in [&dan, &bob, &cid, &ann, &off] {
        friend.follow(&many);
    }
    for suggested in [&few, &known, &gone, &viewer] {
        bob.follow(suggested);
    }
    many.follow(&app.user("stranger"));
    app.sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id IN ({}, {})", gone.id, off.id));

    let found = viewer.get("/api/suggestions/friends").ok();

    let user = |user: &TestUser, followed_by: Value, count: u32| {
        json!({"id": user.id, "username": user.username, "first_name": user.username, "last_name": "N",
            "image_url": null, "thumb_url": null, "followed_by": followed_by, "followed_by_count": count})
    };
    assert_eq!(found, json!([user(&many, json!(["ann", "bob", "cid"]), 4), user(&few, json!(["bob"]), 1)]));
    assert_eq!(viewer.get("/api/suggestions/friends/").ok(), found);
    assert_eq!(few.get("/api/suggestions/friends").ok(), json!([]));
}

#[test]
fn at_most_twenty_friends_of_friends_are_suggested_and_never_the_viewer() {
    let app = TestApp::start(|_| {});
    let [viewer, friend] = ["viewer", "friend"].map(|name| app.user(name));
    viewer.follow(&friend);
    // Beside the server, users can follow themselves.
    app.sql(&format!("INSERT INTO following (user_id, following_id) VALUES ({0}, {0})", viewer.id));
    let users: Vec<_> = (0..25).map(|_| app.user("somebody")).collect();
    for user in &users {
        friend.follow(user);
    }

    let found = viewer.get("/api/suggestions/friends").ok();

    let expected: Vec<i64> = users[..20].iter().map(|user| i64::from(user.id)).collect();
    assert_eq!(ids(&found), expected);
}

/// Somebody who sees all there is of somebody else, and the answers of every route that gives something.
fn everything_of_another_user(app: &TestApp) -> (TestUser<'_>, String, Vec<(String, String)>) {
    let [viewer, other] = ["viewer", "other"].map(|name| app.user(name));
    let suggested = app.user("suggested");
    viewer.follow(&other);
    other.follow(&viewer);
    other.follow(&suggested);
    let post = other.publish("x #sea");
    other.post("/api/comments", json!({"post_id": post, "text": "x"})).created();
    let story = viewer.post("/api/stories", json!({"text": "x"})).created();
    other.post(&format!("/api/stories/{}/seen", story["id"]), json!({})).ok();
    app.sql(&format!("INSERT INTO stories (text, user_id) VALUES ('x', {})", other.id));
    app.sql(&format!("INSERT INTO follow_requests (user_id, target_id) VALUES ({}, {})", other.id, viewer.id));
    let mut answers = Vec::new();
    let mut note = |of: String, answer: Answer| {
        assert!((200..300).contains(&answer.status), "{of}: {answer:?}");
        answers.push((of, String::from_utf8_lossy(&answer.body).into_owned()));
    };
    note("POST comment".to_owned(), viewer.post("/api/comments", json!({"post_id": post, "text": "y"})));
    note("POST bookmark".to_owned(), viewer.post("/api/bookmarks", json!({"post_id": post})));
    note("POST story".to_owned(), viewer.post("/api/stories", json!({"text": "x"})));
    note("POST post".to_owned(), viewer.post("/api/posts", json!({"image_url": "/a.jpg"})));
    let third = app.user("third");
    note("POST following".to_owned(), viewer.post("/api/following", json!({"user_id": third.id})));
    let audience = audience_with(&viewer, &other);
    let own = viewer.publish("own");
    for (method, path, _) in api::routes() {
        if method != "GET" || path.starts_with("/api/admin") || path == "/api/events" {
            continue;
        }
        let path = path.replace("/audiences/{id}", &format!("/audiences/{audience}"));
        let path = path.replace("/posts/{id}/audiences", &format!("/posts/{own}/audiences"));
        let path = path.replace("/stories/{id}", &format!("/stories/{}", story["id"])).replace("{tag}", "sea");
        let path = path.replace("{username}", &other.username).replace("{id}", &post.to_string());
        let path = path.replace("{file}", "swagger-ui.css");
        let path = if path == "/api/users" { format!("{path}?q={}", other.username) } else { path };
        let answer = viewer.get(&path);
        note(path, answer);
    }
    (viewer, other.username.clone(), answers)
}

#[test]
fn no_answer_has_the_email_address_of_another_user_where_they_are_hidden() {
    let app = TestApp::start(|config| config.show_emails = false);
    let (viewer, other, answers) = everything_of_another_user(&app);
    let own = format!("{}@example.org", viewer.username);

    let mut mentions = 0;
    for (of, text) in &answers {
        let others = text.matches("@example.org").count() - text.matches(&own).count();
        // The document has examples.
        assert!(others == 0 || of == "/api/openapi.json", "{of}: {text}");
        mentions += text.matches(&other).count();
    }
    assert!(mentions >= 10, "{mentions}");
    assert_eq!(viewer.get("/api/profile").ok()["email"], json!(own));
    let feed = viewer.get("/api/posts").ok();
    assert!(feed.as_array().is_some_and(|posts| posts.iter().all(|post| post["user"]["email"] == "")), "{feed}");
}

#[test]
fn new_routes_never_have_the_email_address_of_another_user() {
    let app = TestApp::start(|_| {});
    let (_, other, answers) = everything_of_another_user(&app);

    let new = ["/api/users?", "/api/users/", "/api/suggestions/friends", "/api/profile/archive"];
    let is_new = |path: &str| new.iter().any(|start| path.starts_with(start)) && !path.ends_with("/posts");
    let checked: Vec<_> = answers.iter().filter(|(path, _)| is_new(path)).collect();
    assert_eq!(checked.len(), 4, "{checked:?}");
    for (path, text) in checked {
        assert!(!text.contains("@example.org"), "{path}: {text}");
    }
    let feed = answers.iter().find(|(path, _)| path == "/api/posts").expect("the feed");
    assert!(feed.1.contains(&format!("{other}@example.org")), "{}", feed.1);
}
