//! Where a user gets to after signing in.

use super::{check_is_html, check_signed_in_to, submit, tags};
use crate::test_app::{Answer, TestApp, app};

/// Signs in through the form at an address, as a browser does.
fn through_the_form(app: &TestApp, address: &str, username: &str) -> Answer {
    let page = app.get(address);
    check_is_html(&page);
    submit(app, address, &page.text(), username, "password")
}

fn address_with_next(next: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("/login?{query}")
}

#[test]
fn signing_in_redirects_to_the_wanted_page() {
    let alice = app().user("alice");

    for next in ["/", "/bookmarks", "/posts/5", "/a/b/c", "/posts/5?tab=likes", "/a-b_c.d~e", "/login/x", "/a:b@c"]
    {
        let answer = through_the_form(app(), &address_with_next(next), &alice.username);
        check_signed_in_to(&answer, next);
    }
}

#[test]
fn a_failed_attempt_keeps_the_wanted_page() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let address = address_with_next("/bookmarks");

    let first = submit(&app, &address, &app.get(&address).text(), &alice.username, "wrong");
    check_is_html(&first);
    let second = submit(&app, &address, &first.text(), &alice.username, "password");

    check_signed_in_to(&second, "/bookmarks");
}

#[test]
fn signing_in_never_redirects_to_another_site() {
    let alice = app().user("alice");

    for next in [
        "https://evil.example",
        "http://evil.example/",
        "HTTPS:evil.example",
        "https:evil.example",
        "https:/evil.example",
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "/path\\evil",
        "/path//evil",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/\r/evil.example",
        "/x\r\nSet-Cookie: a=b",
        "/x\r\n\r\n<script>",
        "/\0",
        "/x\u{7f}",
        "/x\u{85}y",
        "\u{0}/x",
        " /x",
        " //evil.example",
        // Not to where the session would end at once, either.
        "/logout",
        "/logout/",
        "/logout?x",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "@evil.example",
        ":80",
        "?x",
        "#x",
        "",
        " ",
        "mailto:a@b.example",
        "\u{ff0f}\u{ff0f}evil.example",
    ] {
        let address = address_with_next(next);
        let answer = through_the_form(app(), &address, &alice.username);
        assert_eq!(answer.header("location"), Some("/"), "the form at {next:?}: {answer:?}");
        check_signed_in_to(&answer, "/");

        let fields = [("username", alice.username.as_str()), ("password", "password"), ("next", next)];
        let answer = app().request("POST", &address).form(&fields).send();
        assert_eq!(answer.header("location"), Some("/"), "sent by hand: {next:?}: {answer:?}");
        assert_eq!(answer.cookie("a"), None);
    }
}

#[test]
fn several_next_parameters_never_redirect_to_another_site() {
    let alice = app().user("alice");

    for nexts in [["/a", "//evil.example"], ["//evil.example", "/a"]] {
        let fields = [
            ("username", alice.username.as_str()),
            ("password", "password"),
            ("next", nexts[0]),
            ("next", nexts[1]),
        ];
        let answer = app().request("POST", "/login?next=%2F%2Fevil.example").form(&fields).send();
        if answer.status == 302 {
            assert!(["/", "/a"].map(Some).contains(&answer.header("location")), "{answer:?}");
        }
        assert!(answer.status < 500, "{answer:?}");
    }
}

#[test]
fn a_next_page_with_letters_of_any_script_is_safe_in_a_header() {
    let alice = app().user("alice");

    for next in [
        "/caf\u{e9}",
        "/\u{444}\u{43e}\u{442}\u{43e}",
        "/\u{1f98a}",
        "/%E2%80%AE",
        "/%0d%0aSet-Cookie:a=b",
        "/%5c%5cevil",
    ] {
        let answer = through_the_form(app(), &address_with_next(next), &alice.username);
        assert_eq!(answer.status, 302, "{next}: {answer:?}");
        let location = answer.header("location").expect("a place");
        assert!(location.starts_with('/') && !location.starts_with("//") && location.is_ascii(), "{location}");
        assert_eq!(answer.cookie("a"), None);
    }
}

#[test]
fn the_next_page_never_becomes_markup() {
    let page = app().get(&address_with_next("/\"><script>alert(1)</script>"));

    check_is_html(&page);
    assert!(tags(&page.text(), "script").is_empty(), "{page:?}");
    assert!(!page.text().contains("<script>alert"), "{page:?}");
}

#[test]
fn a_very_long_next_page_breaks_nothing() {
    let alice = app().user("alice");
    let next = format!("/{}", "x".repeat(20_000));
    let fields = [("username", alice.username.as_str()), ("password", "password"), ("next", &next)];

    let answer = app().request("POST", "/login").form(&fields).send();

    assert!(answer.status == 302 || (400..500).contains(&answer.status), "{}", answer.status);
}

#[test]
fn an_address_too_long_for_a_header_is_not_kept_as_next_page() {
    let alice = app().user("alice");
    let long = format!("/{}", "a".repeat(2_000));

    let fields = [("username", alice.username.as_str()), ("password", "password"), ("next", &long)];
    let answer = app().request("POST", "/login").form(&fields).send();
    check_signed_in_to(&answer, "/");
    let answer = app().request("GET", &long).header("Accept", "text/html").send();
    assert_eq!((answer.status, answer.header("location")), (302, Some("/login")));
}
