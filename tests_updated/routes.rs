//! What every route of the API has in common, whatever it does.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use photo_app::{api, api::routes::Access};
use serde_json::{Value, json};

use crate::{
    raw::raw,
    test_app::{Answer, app},
};

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "BREW"];

/// Every route of the contract.
const CONTRACT: [(&str, &str); 28] = [
    ("POST", "/api/token"),
    ("POST", "/api/token/refresh"),
    ("GET", "/api/posts"),
    ("POST", "/api/posts"),
    ("GET", "/api/posts/{}"),
    ("PATCH", "/api/posts/{}"),
    ("DELETE", "/api/posts/{}"),
    ("POST", "/api/comments"),
    ("DELETE", "/api/comments/{}"),
    ("POST", "/api/posts/likes"),
    ("DELETE", "/api/posts/likes/{}"),
    ("POST", "/api/posts/{}/likes"),
    ("DELETE", "/api/posts/{}/likes/{}"),
    ("POST", "/api/likes"),
    ("DELETE", "/api/likes/{}"),
    ("GET", "/api/bookmarks"),
    ("POST", "/api/bookmarks"),
    ("DELETE", "/api/bookmarks/{}"),
    ("GET", "/api/posts/bookmarks"),
    ("POST", "/api/posts/bookmarks"),
    ("DELETE", "/api/posts/bookmarks/{}"),
    ("GET", "/api/following"),
    ("POST", "/api/following"),
    ("DELETE", "/api/following/{}"),
    ("GET", "/api/followers"),
    ("GET", "/api/profile"),
    ("GET", "/api/stories"),
    ("GET", "/api/suggestions"),
];

/// A path without the names of its parameters.
fn anonymous(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// A path with an id for every parameter.
fn filled(path: &str) -> String {
    anonymous(path).replace("{}", "2000000000")
}

/// The paths of the API, each with its methods.
fn paths() -> BTreeMap<String, BTreeSet<String>> {
    let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (method, path, _) in api::routes() {
        paths.entry(filled(&path)).or_default().insert(method.to_string());
    }
    paths
}

fn both_spellings(path: &str) -> [String; 2] {
    [path.to_owned(), format!("{path}/")]
}

/// Every route of the API, but for the archive and the events, whose length nobody knows beforehand; `accounts.rs` and
/// `events.rs` look at them.
fn routes_of_known_length() -> impl Iterator<Item = (Method, String, Access)> {
    api::routes()
        .into_iter()
        .filter(|(_, path, _)| !["/api/profile/archive", "/api/events"].contains(&path.as_str()))
}

/// The body that makes a route answer something other than that its body is wrong.
fn body_for(method: &str) -> &'static [u8] {
    if matches!(method, "POST" | "PATCH") { b"{}" } else { b"" }
}

#[track_caller]
fn check_error_is_json(answer: &Answer, of: &str) {
    assert!(answer.status >= 400, "{of}: {answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"), "{of}: {answer:?}");
    assert!(answer.json()["message"].as_str().is_some_and(|message| message.len() > 5), "{of}: {answer:?}");
}

#[test]
fn every_route_of_the_contract_is_there() {
    let routes: BTreeSet<(String, String)> =
        api::routes().iter().map(|(method, path, _)| (method.to_string(), anonymous(path))).collect();

    for (method, path) in CONTRACT {
        assert!(routes.contains(&(method.to_owned(), path.to_owned())), "{method} {path}");
    }
}

#[test]
fn the_token_routes_and_signing_up_alone_are_public() {
    let public: BTreeSet<String> = api::routes()
        .iter()
        .filter(|(.., access)| *access == Access::Public)
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();

    assert_eq!(
        public,
        BTreeSet::from(
            ["POST /api/token", "POST /api/token/refresh", "POST /api/token/revoke", "POST /api/users"]
                .map(str::to_owned)
        )
    );
}

#[test]
fn every_other_route_refuses_people_without_a_token() {
    let mut texts = BTreeSet::new();

    for (method, path, access) in api::routes() {
        if access == Access::Public {
            continue;
        }
        for path in both_spellings(&filled(&path)) {
            let answer = raw(app(), method.as_str(), &path, &[], body_for(method.as_str()));
            assert_eq!(answer.status, 401, "{method} {path}: {answer:?}");
            let body = answer.json();
            assert_eq!(body["message"], body["msg"], "{method} {path}");
            assert_eq!(body["code"], "unauthenticated", "{method} {path}");
            assert_eq!(body.as_object().map(serde_json::Map::len), Some(3), "{method} {path}");
            texts.insert(body["message"].as_str().expect("a message").to_owned());
        }
    }

    assert_eq!(texts.len(), 1, "one text: {texts:?}");
}

#[test]
fn every_route_refuses_a_broken_token() {
    for (method, path, access) in api::routes() {
        if access != Access::Public {
            let headers: [(&str, &[u8]); 1] = [("Authorization", b"Bearer x.y.z")];
            let answer = raw(app(), method.as_str(), &filled(&path), &headers, body_for(method.as_str()));
            assert_eq!(answer.status, 422, "{method} {path}: {answer:?}");
            assert_eq!(answer.json()["message"], answer.json()["msg"]);
        }
    }
}

#[test]
fn every_route_answers_the_same_with_and_without_a_slash_at_its_end() {
    let alice = app().user("alice");
    let bearer = format!("Bearer {}", alice.token).into_bytes();

    for (method, path, _) in routes_of_known_length() {
        let [without, with] = both_spellings(&filled(&path)).map(|path| {
            let headers: [(&str, &[u8]); 2] = [("Authorization", &bearer), ("Content-Type", b"application/json")];
            raw(app(), method.as_str(), &path, &headers, body_for(method.as_str()))
        });
        assert!(!(300..400).contains(&with.status), "{method} {path}/ redirects: {with:?}");
        assert!(with.status != 405, "{method} {path}/: {with:?}");
        assert_eq!((with.status, with.json()), (without.status, without.json()), "{method} {path}");
    }
}

#[test]
fn two_slashes_at_the_end_are_not_found() {
    let alice = app().user("alice");
    let bearer = format!("Bearer {}", alice.token).into_bytes();

    for (method, path, _) in api::routes() {
        for path in [format!("{}//", filled(&path)), filled(&path).replacen("/api/", "/api//", 1)] {
            let answer =
                raw(app(), method.as_str(), &path, &[("Authorization", &bearer)], body_for(method.as_str()));
            assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
            check_error_is_json(&answer, &path);
        }
    }
}

#[test]
fn a_wrong_method_gets_the_allowed_ones_even_without_sign_in() {
    let alice = app().user("alice");
    let tokens = [None, Some("Bearer x.y.z".to_owned()), Some(format!("Bearer {}", alice.token))];

    for (path, methods) in paths() {
        for method in METHODS.iter().filter(|method| !methods.contains(**method)) {
            for path in both_spellings(&path) {
                for token in &tokens {
                    let headers: Vec<(&str, &[u8])> =
                        token.iter().map(|token| ("Authorization", token.as_bytes())).collect();
                    let answer = raw(app(), method, &path, &headers, body_for(method));
                    assert_eq!(answer.status, 405, "{method} {path}: {answer:?}");
                    check_error_is_json(&answer, &path);
                    let allow = answer.header("allow").unwrap_or_else(|| panic!("no Allow: {method} {path}"));
                    let allowed: BTreeSet<String> = allow.split(',').map(|name| name.trim().to_owned()).collect();
                    let mut expected = methods.clone();
                    if methods.contains("GET") {
                        expected.insert("HEAD".to_owned());
                    }
                    let besides = BTreeSet::from(["OPTIONS".to_owned()]);
                    let named: BTreeSet<String> = allowed.difference(&besides).cloned().collect();
                    assert_eq!(named, expected, "{method} {path}");
                }
            }
        }
    }
}

#[test]
fn a_wrong_method_from_a_cookie_is_judged_before_its_csrf_token() {
    let alice = app().user("alice");

    let answer = app().request("PUT", "/api/posts").cookie(&alice.token).json(json!({})).send();

    answer.expect(405);
}

#[test]
fn head_is_allowed_where_get_is_and_nowhere_else() {
    for (path, methods) in paths() {
        if !methods.contains("GET") {
            let answer = raw(app(), "HEAD", &path, &[], b"");
            assert_eq!((answer.status, answer.body.len()), (405, 0), "{path}: {answer:?}");
            assert!(answer.header("allow").is_some(), "{path}");
        }
    }
}

#[test]
fn head_has_the_headers_of_get_and_no_body() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let story = alice.post("/api/stories", json!({"text": "x"})).created();
    let audience = alice.post("/api/audiences", json!({"name": "Family"})).created();
    let bearer = format!("Bearer {}", alice.token).into_bytes();

    for (method, path, _) in routes_of_known_length() {
        if method != "GET" || path.starts_with("/api/admin") {
            continue;
        }
        let path = path.replace("{file}", "swagger-ui.css").replace("{username}", &alice.username);
        let path = path.replace("/stories/{id}", &format!("/stories/{}", story["id"])).replace("{tag}", "sea");
        let path = path.replace("/audiences/{id}", &format!("/audiences/{}", audience["id"]));
        let path = anonymous(&path).replace("{}", &post.to_string());
        let path = if path == "/api/users" { format!("{path}?q=alice") } else { path };
        for headers in [&[][..], &[("Authorization", &bearer[..]), ("Origin", b"http://localhost:3000")]] {
            let [get, head] = ["GET", "HEAD"].map(|method| raw(app(), method, &path, headers, b""));
            assert_eq!(head.status, get.status, "{path}: {head:?}");
            assert_eq!(get.status, if headers.is_empty() { 401 } else { 200 });
            assert!(head.body.is_empty(), "{path}: {head:?}");
            let of = |answer: &Answer| -> BTreeMap<String, Vec<u8>> {
                let all = answer.headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
                all.filter(|(name, _)| name != "date" && name != "x-request-id").collect()
            };
            assert_eq!(of(&head), of(&get), "{path}");
        }
    }
}

#[test]
fn unknown_paths_of_the_api_are_not_found_in_json_for_everybody_and_every_method() {
    let alice = app().user("alice");
    let bearer = format!("Bearer {}", alice.token).into_bytes();

    for path in [
        "/api/nothing",
        "/api/nothing/",
        "/api/Posts",
        "/api/POSTS",
        "/api/post",
        "/api/posts/1/nothing",
        "/api/posts/1/comment",
        "/api/posts/1/likes/2/3",
        "/api/profile/1",
        "/api/story/1",
        "/api/followers/1/nothing",
        "/api/token/nothing",
        "/api/token/refresh/nothing",
        "/api/posts.json",
        "/api/v1/posts",
        "/api/api/posts",
        "/api/index.html",
        "/api/login",
        "/api/static/x",
        "/api/..",
        "/api//",
    ] {
        for method in METHODS {
            for headers in [&[("Accept", &b"text/html"[..])][..], &[("Authorization", &bearer)]] {
                let answer = raw(app(), method, path, headers, body_for(method));
                assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
                check_error_is_json(&answer, path);
            }
        }
    }
}

#[test]
fn unknown_paths_do_not_read_tokens() {
    let answer = app().request("GET", "/api/nothing").bearer("x.y.z").send();

    assert_eq!(answer.expect(404), app().get("/api/nothing").expect(404));
}

#[test]
fn a_list_is_a_bare_array() {
    let alice = app().user("alice");

    for path in [
        "/api/posts",
        "/api/bookmarks",
        "/api/posts/bookmarks",
        "/api/following",
        "/api/followers",
        "/api/stories",
    ] {
        assert_eq!(alice.get(path).ok(), json!([]), "{path}");
    }
    assert!(alice.get("/api/suggestions").ok().is_array());
}

#[test]
fn answers_say_that_they_are_json() {
    let alice = app().user("alice");

    for accept in ["*/*", "text/html", "application/xml", "application/json"] {
        for (method, path, _) in routes_of_known_length() {
            let request = alice.request(method.as_str(), &filled(&path)).header("Accept", accept);
            let answer =
                if method == "GET" || method == "DELETE" { request } else { request.json(json!({})) }.send();
            assert_eq!(answer.header("content-type"), Some("application/json"), "{method} {path}: {answer:?}");
            serde_json::from_slice::<Value>(&answer.body).expect("JSON");
        }
    }
}

#[test]
fn a_header_that_names_another_method_changes_nothing() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let path = format!("/api/posts/{post}");

    for name in ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"] {
        alice.request("GET", &path).header(name, "DELETE").send().ok();
    }
    alice.get(&format!("{path}?_method=DELETE")).ok();

    alice.get(&path).ok();
}
