//! `/logout`

use serde_json::json;

use crate::test_app::{Answer, TestApp, app, now, on_postgres};

const COOKIES: [&str; 4] =
    ["access_token_cookie", "csrf_access_token", "refresh_token_cookie", "csrf_refresh_token"];

/// Checks that a browser forgets every cookie of ours and goes to the form.
#[track_caller]
fn check_signed_out(answer: &Answer) {
    assert_eq!(answer.status, 302, "{answer:?}");
    assert_eq!(answer.header("location"), Some("/login"));
    let set: Vec<&str> =
        answer.headers.get_all("set-cookie").iter().map(|v| v.to_str().expect("a text")).collect();
    assert_eq!(set.len(), COOKIES.len(), "{set:?}");
    for name in COOKIES {
        let cookie = answer.cookie(name).unwrap_or_else(|| panic!("no {name}: {set:?}"));
        let mut parts = cookie.split(';').map(|part| part.trim().to_lowercase());
        assert_eq!(parts.next().as_deref(), Some(""), "{cookie}");
        let attributes: Vec<String> = parts.collect();
        assert!(attributes.contains(&"path=/".to_owned()), "{cookie}");
        assert!(!attributes.iter().any(|attribute| attribute.starts_with("domain")), "{cookie}");
        let at_once = attributes.contains(&"max-age=0".to_owned());
        let in_the_past = attributes.iter().any(|attribute| {
            attribute
                .strip_prefix("expires=")
                .is_some_and(|date| date.contains(" 1970 ") || date.contains("-1970 "))
        });
        assert!(at_once || in_the_past, "{cookie}");
    }
}

#[test]
fn the_form_says_why_the_user_is_there() {
    let alice = app().user("alice");
    for (reason, text) in [("deleted", "Your account was deleted"), ("ended", "Your session has ended")] {
        let answer = app().request("GET", &format!("/logout?{reason}")).cookie(&alice.token).send();
        let form = format!("/login?{reason}");
        assert_eq!((answer.status, answer.header("location")), (302, Some(form.as_str())));
        assert!(app().get(&format!("{form}&next=/p/1")).text().contains(text), "{reason}");
        assert!(!app().get("/login").text().contains(text), "{reason}");
    }
    let answer = app().request("GET", "/logout?other").cookie(&alice.token).send();
    assert_eq!(answer.header("location"), Some("/login"));
}

#[test]
fn signing_out_expires_every_cookie_and_shows_the_form() {
    let alice = app().user("alice");

    for path in ["/logout", "/logout/"] {
        check_signed_out(&app().request("GET", path).cookie(&alice.token).send());
    }
}

#[test]
fn signing_out_works_without_being_signed_in() {
    let alice = app().user("alice");
    let expired = app().token(json!({"sub": alice.id, "exp": now() - 1}));

    check_signed_out(&app().get("/logout"));
    for token in ["", "x.y.z", "garbage", &expired] {
        check_signed_out(&app().request("GET", "/logout").cookie(token).send());
    }
    check_signed_out(&app().request("GET", "/logout").bearer("x.y.z").send());
}

#[test]
fn signing_out_renews_nothing() {
    let alice = app().user("alice");
    let old = app().token(json!({"sub": alice.id, "iat": now() - 600, "exp": now() + 300}));

    check_signed_out(&app().request("GET", "/logout").cookie(&old).send());
}

#[test]
fn signing_out_ends_only_the_session_of_this_browser() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));

    check_signed_out(&app().request("GET", "/logout").cookie(&alice.token).send());

    bob.get("/api/profile").ok();
    app().request("GET", "/api/profile").bearer(&app().token(json!({"sub": alice.id}))).send().ok();
}

#[test]
fn head_answers_like_get_and_other_methods_are_not_allowed() {
    let answer = app().request("HEAD", "/logout").send();
    assert_eq!((answer.status, answer.header("location")), (302, Some("/login")));

    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let answer = app().request(method, "/logout").send();
        let allow = answer.header("allow").unwrap_or_else(|| panic!("no Allow: {answer:?}")).to_owned();
        assert!(allow.split(',').any(|method| method.trim() == "GET"), "{allow}");
        assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
        answer.expect(405);
    }
}

/// The addresses of pictures are written by other users, and browsers send cookies along.
#[test]
fn the_cookie_of_a_request_for_an_image_is_ignored() {
    let alice = app().user("alice");
    let asked_with = |path: &str, header: &str, value: &str| {
        app().request("GET", path).cookie(&alice.token).header(header, value).send()
    };
    let asked = |path: &str, what_for: &str| asked_with(path, "Sec-Fetch-Dest", what_for);

    for (header, value) in [
        ("Sec-Fetch-Dest", "image"),
        ("Accept", "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"),
    ] {
        let answer = asked_with("/logout", header, value);
        assert!(answer.headers.get("set-cookie").is_none(), "{answer:?}");
        assert_eq!(answer.expect(400)["message"], "This address is not an image.");
        asked_with("/api/profile/archive", header, value).expect(401);
    }
    app().request("GET", "/api/profile").bearer(&alice.token).header("Sec-Fetch-Dest", "image").send().ok();
    asked("/api/profile", "empty").ok();
    check_signed_out(&asked("/logout", "document"));
    asked("/api/profile", "empty").expect(401);
}

/// Checks that the session of a token goes on.
#[track_caller]
fn check_asked(answer: &Answer, token: &str) {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
    assert!(answer.header("content-type").is_some_and(|html| html.starts_with("text/html")), "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("content-security-policy").is_some_and(|csp| csp.contains("frame-ancestors 'none'")));
    app().request("GET", "/api/profile").cookie(token).send().ok();
}

#[test]
fn a_page_of_another_origin_cannot_sign_a_user_out() {
    let alice = app().user("alice");
    let from = |method: &str, path: &str, site: &str| {
        let request = app().request(method, path).cookie(&alice.token).header("Sec-Fetch-Site", site);
        request.header("Sec-Fetch-Mode", "navigate").header("Sec-Fetch-Dest", "document").send()
    };

    for site in ["cross-site", "same-site"] {
        for path in ["/logout", "/logout/", "/logout?x"] {
            check_asked(&from("GET", path, site), &alice.token);
            check_asked(&from("HEAD", path, site), &alice.token);
        }
    }
    let page = from("GET", "/logout", "cross-site").text();
    assert_eq!(page.matches("<h1").count(), 1, "{page}");
    assert!(page.contains("<html lang=\"en\">") && page.contains("<form action=\"/logout\">"), "{page}");
    assert!(page.contains("<button type=\"submit\">Sign out</button>") && !page.contains("<script"), "{page}");

    check_signed_out(&from("GET", "/logout?", "same-origin"));
    app().request("GET", "/api/profile").cookie(&alice.token).send().expect(401);
}

#[test]
fn an_address_that_the_user_typed_signs_out_at_once() {
    let alice = app().user("alice");

    check_signed_out(
        &app().request("GET", "/logout").cookie(&alice.token).header("Sec-Fetch-Site", "none").send(),
    );
    app().request("GET", "/api/profile").cookie(&alice.token).send().expect(401);
}

/// Browsers may fetch an address while somebody is still typing it.
#[test]
fn prefetching_does_not_sign_out() {
    let alice = app().user("alice");

    for (header, value) in [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Sec-Purpose", "prefetch;anonymous-client-ip"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Moz", "prefetch"),
    ] {
        for site in ["none", "same-origin", "cross-site"] {
            let request = app().request("GET", "/logout").cookie(&alice.token).header("Sec-Fetch-Site", site);
            let answer = request.header(header, value).send();
            assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
            assert_eq!(answer.status, 400, "{header}: {answer:?}");
        }
    }
    app().request("GET", "/api/profile").cookie(&alice.token).send().ok();
}

#[test]
fn a_session_that_cannot_be_ended_is_not_reported_as_ended() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let sign_out = || app.request("GET", "/logout").cookie(&alice.token).send();
    // As where the disk is full.
    app.sql(if on_postgres() {
        "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$ LANGUAGE plpgsql; \
         CREATE TRIGGER refuse BEFORE INSERT ON revoked_tokens FOR EACH ROW EXECUTE FUNCTION refuse()"
    } else {
        "CREATE TRIGGER refuse BEFORE INSERT ON revoked_tokens BEGIN SELECT raise(ABORT, 'disk full'); END"
    });

    let answer = sign_out();

    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").is_some());
    assert!(answer.header("set-cookie").is_none(), "trying again needs the cookie");
    assert!(answer.text().contains("You are still signed in"), "{}", answer.text());
    app.request("GET", "/api/profile").cookie(&alice.token).send().ok();
    app.sql(if on_postgres() { "DROP TRIGGER refuse ON revoked_tokens" } else { "DROP TRIGGER refuse" });
    assert_eq!(sign_out().status, 302);
    app.request("GET", "/api/profile").cookie(&alice.token).send().expect(401);
}
