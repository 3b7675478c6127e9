//! The pages: the browser client, its addresses and files, and the API explorer.

use std::{fs, sync::OnceLock};

use serde_json::json;

use crate::{
    raw::raw,
    test_app::{Answer, Request, TestApp, TestUser, app, now},
};

const CLIENT: &str = "<!DOCTYPE html><title>The client</title>";
const SECRET: &str = "nobody may read this";

/// A server with a client of three files, and secrets beside them.
fn site() -> &'static TestApp {
    static SITE: OnceLock<(TestApp, tempfile::TempDir)> = OnceLock::new();
    let (app, _folder) = SITE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let [client, statics] = ["client", "static"].map(|name| folder.path().join(name));
        for (file, text) in [
            (client.join("index.html"), CLIENT),
            (client.join("secret.txt"), SECRET),
            (client.join("static/app.js"), "client script"),
            (client.join("static/both.css"), "of the client"),
            (client.join("static/deep/er/picture.svg"), "<svg/>"),
            (statics.join("pages.css"), "of the pages"),
            (statics.join("both.css"), "of the folder"),
            (statics.join("with space.txt"), "a space"),
            (folder.path().join("secret.txt"), SECRET),
        ] {
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        let app = TestApp::start(|config| {
            config.client_dir = client;
            config.static_dir = statics;
        });
        (app, folder)
    });
    app
}

fn page(path: &str) -> Request<'static> {
    site().request("GET", path).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
}

#[track_caller]
fn check_is_client(answer: &Answer) {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{answer:?}");
    assert_eq!(answer.text(), CLIENT);
}

#[track_caller]
fn check_redirect(answer: &Answer, location: &str) {
    assert_eq!((answer.status, answer.header("location")), (302, Some(location)), "{answer:?}");
    assert!(!String::from_utf8_lossy(&answer.body).contains("The client"));
}

/// Where the form would go on to, by the redirect to it.
#[track_caller]
fn next(answer: &Answer) -> String {
    assert_eq!(answer.status, 302, "{answer:?}");
    let location = answer.header("location").expect("a place");
    let query = location.strip_prefix("/login?").unwrap_or_else(|| panic!("{location}"));
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let next = pairs.find(|(name, _)| name == "next").unwrap_or_else(|| panic!("{location}"));
    next.1.into_owned()
}

/// Tokens that open nothing.
fn useless_tokens(alice: &TestUser) -> Vec<String> {
    let [gone, disabled] = ["gone", "disabled"].map(|name| site().user(name));
    site().sql(&format!("DELETE FROM users WHERE id = {}", gone.id));
    site().sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));
    let token = |changes| site().token(changes);
    vec![
        "garbage".to_owned(),
        "x.y.z".to_owned(),
        token(json!({"sub": alice.id, "exp": now()})),
        token(json!({"sub": alice.id, "exp": now() - 100})),
        token(json!({"sub": alice.id, "nbf": now() + 100})),
        token(json!({"sub": alice.id, "type": "refresh"})),
        token(json!({"sub": alice.id, "exp": null})),
        token(json!({"sub": true})),
        format!("{}x", alice.token),
        gone.token,
        disabled.token,
    ]
}

#[test]
fn the_client_is_for_users_who_are_signed_in_by_header_or_cookie() {
    let alice = site().user("alice");

    check_is_client(&page("/").bearer(&alice.token).send());
    check_is_client(&page("/").cookie(&alice.token).send());
    check_is_client(&site().request("GET", "/").cookie(&alice.token).send());
}

#[test]
fn users_who_are_not_signed_in_are_redirected_to_the_form() {
    let alice = site().user("alice");

    for path in ["/", "/api"] {
        check_redirect(&page(path).send(), "/login");
        check_redirect(&site().get(path), "/login");
        check_redirect(&page(path).header("Authorization", "Basic YTpi").send(), "/login");
        check_redirect(&page(&format!("{path}?access_token={}", alice.token)).send(), "/login");
        for token in useless_tokens(&alice) {
            check_redirect(&page(path).bearer(&token).send(), "/login");
            check_redirect(&page(path).cookie(&token).send(), "/login");
        }
        check_redirect(&page(path).bearer("x.y.z").cookie(&alice.token).send(), "/login");
    }
}

#[test]
fn a_redirect_to_the_form_renews_nothing() {
    let alice = site().user("alice");
    let old = site().token(json!({"sub": alice.id, "iat": now() - 1000, "exp": now()}));

    let answer = page("/").cookie(&old).send();

    assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
}

#[test]
fn the_api_explorer_is_for_users_who_are_signed_in() {
    let alice = site().user("alice");

    for path in ["/api", "/api/"] {
        for request in [page(path).bearer(&alice.token), page(path).cookie(&alice.token)] {
            let answer = request.send();
            assert_eq!(answer.status, 200, "{answer:?}");
            assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
            assert!(answer.text().contains("<h1") || answer.text().contains("API"), "{answer:?}");
            assert!(answer.text().contains("href=\"/logout\""), "{answer:?}");
        }
        check_redirect(&page(path).send(), "/login");
    }
}

#[test]
fn whatever_the_pages_link_to_is_there() {
    let alice = app().user("alice");

    for path in ["/", "/api", "/login"] {
        let text = app().request("GET", path).cookie(&alice.token).send().text();
        let links = ["href=\"/", "src=\"/"].map(|start| text.split(start).skip(1).collect::<Vec<_>>()).concat();
        assert!(!links.is_empty(), "{path}");
        for link in links {
            let link = format!("/{}", link.split('"').next().expect("the end of a link"));
            if link == "/logout" {
                continue;
            }
            let answer = app().request("GET", &link).cookie(&alice.token).header("Accept", "text/html").send();
            assert_eq!(answer.status, 200, "{path} links to {link}");
        }
    }
}

#[test]
fn head_answers_like_get_without_a_body() {
    let alice = site().user("alice");

    for path in ["/", "/api", "/bookmarks", "/static/app.js"] {
        let headers: [(&str, &[u8]); 2] =
            [("Authorization", &format!("Bearer {}", alice.token).into_bytes()), ("Accept", b"text/html")];
        let [get, head] = ["GET", "HEAD"].map(|method| raw(site(), method, path, &headers, b""));
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}: {head:?}");
        for name in ["content-type", "content-length"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
    assert_eq!(site().request("HEAD", "/").send().status, 302);
}

#[test]
fn other_methods_are_not_allowed_on_the_pages() {
    for path in ["/", "/api"] {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let answer = site().request(method, path).send();
            let allow = answer.header("allow").unwrap_or_else(|| panic!("no Allow: {method} {path}: {answer:?}"));
            assert!(allow.split(',').any(|method| method.trim() == "GET"), "{allow}");
            answer.expect(405);
        }
    }
}

#[test]
fn addresses_of_the_client_can_be_reloaded() {
    let alice = site().user("alice");

    for path in [
        "/bookmarks",
        "/bookmarks/",
        "/posts/5",
        "/people/a/b/c",
        "/apiary",
        "/statics",
        "/caf%C3%A9",
        "/x.html",
        "/loginx",
    ] {
        check_is_client(&page(path).cookie(&alice.token).send());
        check_is_client(&page(path).bearer(&alice.token).send());
        check_is_client(&site().request("GET", path).bearer(&alice.token).header("Accept", "text/html").send());
    }
}

#[test]
fn addresses_of_the_client_follow_the_form_for_users_who_are_signed_out() {
    let alice = site().user("alice");

    for path in ["/bookmarks", "/posts/5", "/people/a/b", "/apiary"] {
        assert_eq!(next(&page(path).send()), path);
        for token in useless_tokens(&alice) {
            assert_eq!(next(&page(path).cookie(&token).send()), path);
            assert_eq!(next(&page(path).bearer(&token).send()), path);
        }
    }
}

#[test]
fn the_way_through_the_form_ends_where_it_began() {
    let alice = site().user("alice");

    for path in ["/bookmarks", "/posts/5", "/caf%C3%A9", "/a%20b", "/a%26b%3Dc", "/100%25"] {
        let login = page(path).send().header("location").expect("the form").to_owned();
        let next = next(&page(path).send());
        let form = [("username", alice.username.as_str()), ("password", "password"), ("next", &next)];
        let answer = site().request("POST", &login).form(&form).send();
        let back = answer.header("location").expect("a place").to_owned();
        assert_eq!(back, path);
        check_is_client(&page(&back).cookie(&alice.token).send());
    }
}

#[test]
fn a_path_that_looks_like_another_site_never_leads_there() {
    let alice = site().user("alice");

    for path in [
        "//evil.example",
        "//evil.example/x",
        "/\\evil.example",
        "/%5Cevil.example",
        "/%2F%2Fevil.example",
        "/%09//evil.example",
        "/x%0d%0aSet-Cookie:a=b",
    ] {
        let answer = raw(site(), "GET", path, &[("Accept", b"text/html")], b"");
        assert!(answer.status < 500, "{path}: {answer:?}");
        assert_eq!(answer.cookie("a"), None);
        let Some(location) = answer.header("location") else { continue };
        assert!(location == "/login" || location.starts_with("/login?"), "{path}: {location}");
        let next = url::form_urlencoded::parse(location.split_once('?').map_or("", |(_, query)| query).as_bytes())
            .find(|(name, _)| name == "next")
            .map_or_else(String::new, |(_, next)| next.into_owned());
        let form = [("username", alice.username.as_str()), ("password", "password"), ("next", &next)];
        let answer = site().request("POST", location).form(&form).send();
        let back = answer.header("location").expect("a place");
        assert!(back.starts_with('/') && !back.starts_with("//") && !back.contains('\\'), "{path}: {back}");
    }
}

#[test]
fn clients_that_do_not_accept_html_get_no_page_for_an_unknown_path() {
    let alice = site().user("alice");

    for accept in ["application/json", "image/avif,image/webp", "text/css", "text/plain"] {
        for request in [
            site().request("GET", "/nothing").header("Accept", accept),
            site().request("GET", "/nothing").header("Accept", accept).bearer(&alice.token),
        ] {
            request.send().expect(404);
        }
    }
}

#[test]
fn other_methods_on_unknown_paths_are_refused() {
    let alice = site().user("alice");

    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let answer = alice.request(method, "/nothing").header("Accept", "text/html").send();
        assert!([404, 405].contains(&answer.status), "{answer:?}");
    }
}

#[test]
fn paths_of_the_api_and_of_files_are_never_answered_with_the_client() {
    let alice = site().user("alice");

    for path in ["/api/nothing", "/api/profile/nothing", "/api//", "/api/static/x", "/api/index.html"] {
        page(path).cookie(&alice.token).send().expect(404);
        page(path).send().expect(404);
    }
    for path in
        ["/static/nothing", "/static/nothing.js", "/static/deep/nothing", "/static/deep", "/static/", "/static"]
    {
        for answer in [page(path).cookie(&alice.token).send(), page(path).send()] {
            assert_eq!(answer.status, 404, "{path}: {answer:?}");
        }
    }
}

#[test]
fn files_come_from_the_client_first_and_then_from_the_other_folder_without_a_token() {
    for (path, text, kind) in [
        ("/static/app.js", "client script", "text/javascript"),
        ("/static/both.css", "of the client", "text/css"),
        ("/static/pages.css", "of the pages", "text/css"),
        ("/static/deep/er/picture.svg", "<svg/>", "image/svg+xml"),
        ("/static/with%20space.txt", "a space", "text/plain"),
        ("/static/app.js?v=1", "client script", "text/javascript"),
    ] {
        let answer = site().get(path);
        assert_eq!((answer.status, answer.text().as_str()), (200, text), "{path}");
        let found = answer.header("content-type").expect("a content type");
        assert!(found.starts_with(kind), "{path}: {found}");
    }
}

#[test]
fn nothing_outside_the_folders_of_files_can_be_read() {
    let alice = site().user("alice");
    let bearer = format!("Bearer {}", alice.token).into_bytes();

    for path in [
        "/static/../secret.txt",
        "/static/../index.html",
        "/static/../../secret.txt",
        "/static/%2e%2e/secret.txt",
        "/static/%2e%2e/%2e%2e/secret.txt",
        "/static/..%2fsecret.txt",
        "/static/..%2f..%2fsecret.txt",
        "/static/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/static/..%5csecret.txt",
        "/static/..\\secret.txt",
        "/static/deep/../../secret.txt",
        "/static/deep/%2e%2e/%2e%2e/secret.txt",
        "/static/.%2e/secret.txt",
        "/static/....//secret.txt",
        "/static/%252e%252e/secret.txt",
        "/static//etc/passwd",
        "/static/%2fetc/passwd",
        "/static/../../../../../../../../etc/passwd",
        "/static/%00",
        "/static/app.js%00",
        "/static/%ff",
        "/static/app.js/",
        "/static/app.js/x",
        "/static/.",
        "/static/..",
        "/secret.txt",
        "/../secret.txt",
        "/static/x%0d%0aSet-Cookie:a=b",
    ] {
        for accept in [&b"*/*"[..], b"text/html"] {
            let answer = raw(site(), "GET", path, &[("Authorization", &bearer), ("Accept", accept)], b"");
            let text = String::from_utf8_lossy(&answer.body);
            assert!(answer.status < 500, "{path}: {answer:?}");
            assert!(!text.contains(SECRET) && !text.contains("root:"), "{path}: {answer:?}");
            assert_eq!(answer.cookie("a"), None);
        }
    }
}

#[test]
fn a_file_can_only_be_read() {
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let answer = site().request(method, "/static/app.js").send();
        assert!([404, 405].contains(&answer.status), "{method}: {answer:?}");
    }
    assert_eq!(site().get("/static/app.js").text(), "client script");
}

#[test]
fn unusual_paths_and_headers_break_no_page() {
    let alice = site().user("alice");
    let bearer = format!("Bearer {}", alice.token).into_bytes();

    for path in [
        "/%",
        "/%zz",
        "/%ff",
        "/%00",
        "/\u{e9}",
        "/?",
        "/?%ff",
        "/login?%ff",
        "/login?next=%ff",
        "/login?next",
        "/x?next=%00",
    ] {
        for headers in
            [&[("Accept", &b"text/html"[..])][..], &[("Accept", b"text/html"), ("Authorization", &bearer)]]
        {
            let answer = raw(site(), "GET", path, headers, b"");
            assert!(answer.status < 500, "{path}: {answer:?}");
        }
    }
    for (name, value) in [
        ("Accept", &b"\xff"[..]),
        ("Accept", b""),
        ("Accept", b"text/html;q=nonsense"),
        ("Range", b"bytes=0-0"),
        ("Range", b"bytes=99999999999999999999-"),
        ("Range", b"nonsense"),
        ("If-None-Match", b"\xff"),
        ("If-Modified-Since", b"nonsense"),
        ("Accept-Encoding", b"\xff"),
        ("Cookie", b"access_token_cookie=\xff"),
        ("Host", b"evil.example"),
    ] {
        for path in ["/", "/bookmarks", "/static/app.js", "/login", "/logout", "/api"] {
            let answer = raw(site(), "GET", path, &[(name, value), ("Authorization", &bearer)], b"");
            assert!(answer.status < 500, "{path} with {name}: {answer:?}");
            let location = answer.header("location").unwrap_or_default();
            assert!(!location.contains("evil"), "{path}: {location}");
        }
    }
}

#[test]
fn a_client_that_is_not_built_is_not_a_server_error() {
    let app = TestApp::start(|config| {
        config.client_dir = "/nonexistent/client".into();
        config.static_dir = "/nonexistent/static".into();
    });
    let alice = app.user("alice");

    for path in ["/", "/bookmarks", "/static/app.js", "/login", "/api"] {
        let answer = alice.request("GET", path).header("Accept", "text/html").send();
        assert!(answer.status < 500, "{path}: {answer:?}");
    }
    assert_eq!(app.get("/").header("location"), Some("/login"));
}

#[test]
fn the_client_that_is_built_in_this_repository_is_served() {
    let alice = app().user("alice");

    let answer = app().request("GET", "/").cookie(&alice.token).send();

    assert_eq!(answer.status, 200);
    assert!(answer.text().to_lowercase().contains("<!doctype html>"));
}

#[test]
fn the_files_of_the_installed_application_need_no_sign_in() {
    let worker = app().get("/service-worker.js");
    assert_eq!((worker.status, worker.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    assert_eq!(worker.header("cache-control"), Some("no-cache"));
    let policy = worker.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'; connect-src 'self'"), "{policy}");

    let manifest = app().get("/manifest.webmanifest");
    assert_eq!(manifest.header("content-type"), Some("application/manifest+json"));
    for icon in manifest.ok()["icons"].as_array().expect("icons") {
        let path = icon["src"].as_str().expect("an address");
        assert_eq!(app().get(path).header("content-type"), Some("image/png"), "{path}");
    }
}

#[test]
fn a_shared_photo_without_a_service_worker_leads_to_the_form() {
    let answer = app().request("POST", "/share-target").file("photos", b"x").send();

    assert_eq!((answer.status, answer.header("location")), (303, Some("/new")));
    assert_eq!(app().get("/share-target").status, 405);
}
