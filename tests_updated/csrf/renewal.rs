//! The renewal of the token in the cookie.

use serde_json::{Value, json};

use super::{ALL_COOKIES, CSRF, check_no_cookies, picture};
use crate::test_app::{Answer, TestApp, TestUser, app, claims, now};

/// A token issued a while ago that has some seconds left.
fn aged(user: &TestUser, age: i64, left: i64, more: Value) -> String {
    let now = now();
    let mut changes = json!({"sub": user.id, "iat": now - age, "nbf": now - age, "exp": now + left});
    changes.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    user.app.token(changes)
}

fn get_aged(app: &TestApp, token: &str) -> Answer {
    app.request("GET", "/api/profile").cookie(token).send()
}

/// The token that an answer sets, with its CSRF cookie checked.
#[track_caller]
fn renewed(answer: &Answer) -> String {
    let [token, csrf] = ALL_COOKIES.map(|name| {
        let cookie = answer.cookie(name).unwrap_or_else(|| panic!("no {name}: {answer:?}"));
        cookie.split(';').next().expect("a value").to_owned()
    });
    assert_eq!(claims(&token)["csrf"], csrf);
    assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 2, "{answer:?}");
    token
}

#[test]
fn an_active_person_gets_a_token_that_differs_in_its_expiry_alone() {
    let alice = app().user("alice");

    for more in [
        json!({}),
        json!({"sub": alice.id.to_string()}),
        json!({"jti": "a jti", "csrf": "another-csrf", "fresh": true}),
        json!({"iss": "me", "aud": ["you"], "role": {"admin": [1, 2.5, null, "x"]}, "big": 12_345_678_901_234_567_u64}),
    ] {
        let old = aged(&alice, 600, 300, more);
        let answer = get_aged(app(), &old);
        assert_eq!(answer.status, 200, "{answer:?}");
        let new = renewed(&answer);

        let (mut before, mut after) = (claims(&old), claims(&new));
        let exp = after["exp"].as_i64().expect("an integer");
        assert!((now() + 890..=now() + 900).contains(&exp), "a life like that of a new one: {after}");
        (before["exp"], after["exp"]) = (Value::Null, Value::Null);
        assert_eq!(after.to_string(), before.to_string(), "the order of the claims is kept too");
        get_aged(app(), &new).ok();
    }
}

#[test]
fn the_cookies_of_a_renewed_token_are_those_of_signing_in() {
    let alice = app().user("alice");
    let answer = get_aged(app(), &aged(&alice, 600, 300, json!({})));

    for (name, http_only) in [("access_token_cookie", true), ("csrf_access_token", false)] {
        let cookie = answer.cookie(name).expect("a cookie").to_lowercase();
        let mut attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
        attributes.sort_unstable();
        let expected: &[&str] =
            if http_only { &["httponly", "path=/", "samesite=lax"] } else { &["path=/", "samesite=lax"] };
        assert_eq!(attributes, expected, "{name}");
    }
}

#[test]
fn the_csrf_token_of_an_open_tab_still_works_after_a_renewal() {
    let alice = app().user("alice");
    let new = renewed(&get_aged(app(), &aged(&alice, 600, 300, json!({}))));

    let request = app().request("POST", "/api/posts").cookie(&new).header("X-CSRF-TOKEN", CSRF);

    request.json(picture()).send().created();
}

#[test]
fn writing_renews_as_well_as_reading_does() {
    let alice = app().user("alice");
    let old = aged(&alice, 600, 300, json!({}));

    let request = app().request("POST", "/api/posts").cookie(&old).header("X-CSRF-TOKEN", CSRF);
    let answer = request.json(picture()).send();

    assert_eq!(answer.status, 201);
    renewed(&answer);
}

#[test]
fn opening_a_page_renews_as_well() {
    let alice = app().user("alice");
    let old = aged(&alice, 600, 300, json!({}));

    for path in ["/", "/api"] {
        let answer = app().request("GET", path).cookie(&old).header("Accept", "text/html").send();
        assert_eq!(answer.status, 200, "{path}");
        renewed(&answer);
    }
}

#[test]
fn a_token_with_more_than_half_of_its_life_left_is_kept() {
    let alice = app().user("alice");

    for (age, left) in [(0, 900), (100, 800), (400, 500)] {
        let answer = get_aged(app(), &aged(&alice, age, left, json!({})));
        check_no_cookies(&answer);
        answer.ok();
    }
}

#[test]
fn a_token_from_the_header_is_never_renewed() {
    let alice = app().user("alice");
    let old = aged(&alice, 600, 300, json!({}));

    check_no_cookies(&app().request("GET", "/api/profile").bearer(&old).send());
    check_no_cookies(&app().request("GET", "/api/profile").bearer(&old).cookie(&old).send());
    check_no_cookies(&app().request("GET", "/").bearer(&old).send());
}

#[test]
fn a_request_that_fails_renews_nothing() {
    let alice = app().user("alice");
    let old = aged(&alice, 600, 300, json!({}));
    let request = |method, path| app().request(method, path).cookie(&old);

    for (answer, status) in [
        (request("GET", "/api/posts/2000000000").send(), 404),
        (request("GET", "/api/nothing").send(), 404),
        (request("GET", "/api/posts?limit=0").send(), 400),
        (request("POST", "/api/posts").json(picture()).send(), 401),
        (request("POST", "/api/posts").header("X-CSRF-TOKEN", "wrong").json(picture()).send(), 401),
        (request("POST", "/api/posts").header("X-CSRF-TOKEN", CSRF).json(json!({})).send(), 400),
        (request("PUT", "/api/posts").header("X-CSRF-TOKEN", CSRF).json(json!({})).send(), 405),
        (request("GET", "/api/profile").bearer("x.y.z").send(), 422),
    ] {
        check_no_cookies(&answer);
        answer.expect(status);
    }
}

#[test]
fn no_session_lasts_more_than_12_hours() {
    let alice = app().user("alice");
    let hours = 60 * 60;

    renewed(&get_aged(app(), &aged(&alice, 11 * hours, 300, json!({}))));
    for age in [12 * hours + 1, 13 * hours, 1000 * hours] {
        let answer = get_aged(app(), &aged(&alice, age, 300, json!({})));
        check_no_cookies(&answer);
        answer.ok();
    }
}

#[test]
fn a_renewed_token_does_not_outlive_the_12_hours_by_more_than_its_own_life() {
    let alice = app().user("alice");
    let almost = 12 * 60 * 60 - 60;
    let old = aged(&alice, almost, 30, json!({}));

    let answer = get_aged(app(), &old);

    if answer.cookie("access_token_cookie").is_some() {
        let exp = claims(&renewed(&answer))["exp"].as_i64().expect("an integer");
        assert!(exp <= now() + 900);
        assert!(exp >= claims(&old)["exp"].as_i64().expect("an integer"), "no renewal shortens a life");
    }
    answer.ok();
}

#[test]
fn the_length_of_a_session_is_configurable() {
    let app = TestApp::start(|config| config.tokens.session_life = time::Duration::seconds(1000));
    let alice = app.user("alice");

    renewed(&get_aged(&app, &aged(&alice, 600, 100, json!({}))));
    check_no_cookies(&get_aged(&app, &aged(&alice, 1001, 100, json!({}))));
}

#[test]
fn an_expired_token_is_never_renewed() {
    let alice = app().user("alice");

    for left in [0, -1, -600] {
        let answer = get_aged(app(), &aged(&alice, 900, left, json!({})));
        check_no_cookies(&answer);
        answer.refused(401, "Token has expired");
    }
}

#[test]
fn users_who_are_deleted_or_disabled_get_no_renewed_token() {
    let alice = app().user("alice");
    app().sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", alice.id));

    let answer = get_aged(app(), &aged(&alice, 600, 300, json!({})));

    check_no_cookies(&answer);
    answer.expect(401);
}

#[test]
fn unusual_issue_times_renew_nothing_and_break_nothing() {
    let alice = app().user("alice");

    for iat in [0, -1, i64::MIN, i64::MAX] {
        let token = app().token(json!({"sub": alice.id, "iat": iat, "exp": now() + 300}));
        let answer = get_aged(app(), &token);
        assert!([200, 422].contains(&answer.status), "iat {iat}: {answer:?}");
        if iat <= 0 {
            check_no_cookies(&answer);
        }
    }
}

#[test]
fn the_cookies_of_a_renewed_token_are_secure_where_cookies_are() {
    let app = TestApp::start(|config| config.cookie_secure = true);
    let alice = app.user("alice");

    let answer = get_aged(&app, &aged(&alice, 600, 300, json!({})));

    for name in ALL_COOKIES {
        let cookie = answer.cookie(name).expect("a cookie").to_lowercase();
        assert!(cookie.split("; ").any(|attribute| attribute == "secure"), "{cookie}");
    }
}
