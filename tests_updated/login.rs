//! `/login`

mod next;

use std::sync::OnceLock;

use serde_json::json;

use crate::{
    raw::raw,
    test_app::{Answer, TestApp, app, claims, next_number, now},
};

fn sign_in(app: &TestApp, username: &str, password: &str) -> Answer {
    app.request("POST", "/login").form(&[("username", username), ("password", password)]).send()
}

/// The tags of a page with this name, each from its `<` to its `>`.
fn tags<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let starts = page.match_indices('<').map(|(at, _)| &page[at..]);
    let named = starts.filter(|rest| {
        rest[1..].strip_prefix(name).is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '>'))
    });
    named.map(|rest| &rest[..=rest.find('>').expect("the end of a tag")]).collect()
}

/// The value of a tag's attribute, with character references resolved; the empty text where it has no value.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let with_value =
        tag.match_indices(&format!("{name}=\"")).find(|(at, _)| tag[..*at].ends_with(char::is_whitespace));
    let Some((at, found)) = with_value else {
        let mut words = tag.trim_end_matches('>').split_whitespace();
        return words.any(|word| word == name).then(String::new);
    };
    let value = &tag[at + found.len()..];
    Some(unescape(&value[..value.find('"').expect("the end of a value")]))
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, after) = after.split_once(';').expect("a character reference");
        let code = |digits: &str, radix| {
            char::from_u32(u32::from_str_radix(digits, radix).expect("a number")).expect("a character")
        };
        out.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            name => match name.strip_prefix("#x") {
                Some(hex) => code(hex, 16),
                None => code(name.strip_prefix('#').expect("a known character reference"), 10),
            },
        });
        rest = after;
    }
    out + rest
}

/// The input of the form with this name.
#[track_caller]
fn input<'a>(page: &'a str, name: &str) -> &'a str {
    let inputs = tags(page, "input");
    let found = inputs.into_iter().find(|tag| attribute(tag, "name").as_deref() == Some(name));
    found.unwrap_or_else(|| panic!("no input {name}: {page}"))
}

/// Fills in the form of a page and sends it, as a browser does.
fn submit(app: &TestApp, address: &str, page: &str, username: &str, password: &str) -> Answer {
    let form = tags(page, "form")[0];
    assert_eq!(attribute(form, "method").expect("a method").to_lowercase(), "post");
    let action = attribute(form, "action").filter(|action| !action.is_empty()).unwrap_or(address.to_owned());
    let fields: Vec<(String, String)> = tags(page, "input")
        .into_iter()
        .filter_map(|tag| {
            let name = attribute(tag, "name")?;
            let value = match name.as_str() {
                "username" => username.to_owned(),
                "password" => password.to_owned(),
                _ => attribute(tag, "value").unwrap_or_default(),
            };
            Some((name, value))
        })
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    app.request("POST", &action).form(&fields).send()
}

#[track_caller]
fn check_is_html(answer: &Answer) {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{answer:?}");
}

#[track_caller]
fn check_signed_in_to(answer: &Answer, location: &str) {
    assert_eq!(answer.status, 302, "{answer:?}");
    assert_eq!(answer.header("location"), Some(location), "{answer:?}");
    assert!(answer.cookie("access_token_cookie").is_some(), "{answer:?}");
}

fn attributes(cookie: &str) -> Vec<String> {
    let mut attributes: Vec<String> =
        cookie.split(';').skip(1).map(|attribute| attribute.trim().to_lowercase()).collect();
    attributes.sort_unstable();
    attributes
}

fn value(cookie: &str) -> &str {
    cookie.split(';').next().expect("a value")
}

#[track_caller]
fn error_text(page: &str) -> String {
    let tag = page
        .match_indices('<')
        .map(|(at, _)| &page[at..])
        .find(|rest| rest.split('>').next().is_some_and(|tag| tag.contains("role=\"alert\"")));
    let tag = tag.unwrap_or_else(|| panic!("no error: {page}"));
    let (_, text) = tag.split_once('>').expect("the end of a tag");
    text.split('<').next().expect("a text").trim().to_owned()
}

#[test]
fn the_form_needs_no_token_with_and_without_a_slash() {
    for path in ["/login", "/login/"] {
        let answer = app().get(path);
        check_is_html(&answer);
        let page = answer.text();
        assert_eq!(tags(&page, "h1").len(), 1);
        assert!(attribute(tags(&page, "html")[0], "lang").is_some_and(|lang| !lang.is_empty()));
        assert_eq!(attribute(input(&page, "password"), "type").as_deref(), Some("password"));
        assert!(!page.contains("role=\"alert\""), "no error before anything was tried");
        assert!(!tags(&page, "title").is_empty());
    }
}

#[test]
fn every_visible_input_of_the_form_has_a_label() {
    let page = app().get("/login").text();
    let labels: Vec<_> = tags(&page, "label").into_iter().filter_map(|tag| attribute(tag, "for")).collect();

    for tag in tags(&page, "input") {
        if attribute(tag, "type").as_deref() != Some("hidden") {
            let id = attribute(tag, "id").unwrap_or_else(|| panic!("no id: {tag}"));
            assert!(labels.contains(&id), "{tag}");
        }
    }
    assert!(!tags(&page, "button").is_empty());
}

#[test]
fn signing_in_sets_both_cookies_and_goes_home() {
    let alice = app().user("alice");

    let answer = sign_in(app(), &alice.username, "password");

    check_signed_in_to(&answer, "/");
    let access = answer.cookie("access_token_cookie").expect("the token");
    let csrf = answer.cookie("csrf_access_token").expect("the CSRF token");
    assert_eq!(attributes(access), ["httponly", "path=/", "samesite=lax"]);
    assert_eq!(attributes(csrf), ["path=/", "samesite=lax"]);
    assert_eq!(claims(value(access))["csrf"], value(csrf));
    assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 2, "{answer:?}");
}

#[test]
fn the_token_of_the_cookie_is_an_access_token_like_any() {
    let alice = app().user("alice");

    let answer = sign_in(app(), &alice.username, "password");

    let token = value(answer.cookie("access_token_cookie").expect("the token")).to_owned();
    crate::token::check_token(app(), &token, "access", &json!(alice.id), 900);
}

#[test]
fn a_signed_in_user_can_read_and_write_with_the_cookies() {
    let alice = app().user("alice");
    let answer = sign_in(app(), &alice.username, "password");
    let [token, csrf] =
        ["access_token_cookie", "csrf_access_token"].map(|name| value(answer.cookie(name).expect("a cookie")));
    let cookies = format!("access_token_cookie={token}; csrf_access_token={csrf}");

    let profile = app().request("GET", "/api/profile").header("Cookie", &cookies).send().ok();
    assert_eq!(profile["username"], alice.username);
    let request = app().request("POST", "/api/posts").header("Cookie", &cookies).header("X-CSRF-TOKEN", csrf);
    request.json(json!({"image_url": "/a.jpg"})).send().created();
}

#[test]
fn cookies_are_secure_where_they_are_meant_to_be() {
    let app = TestApp::start(|config| config.cookie_secure = true);
    let alice = app.user("alice");

    let answer = sign_in(&app, &alice.username, "password");

    let [access, csrf] =
        ["access_token_cookie", "csrf_access_token"].map(|name| answer.cookie(name).expect("a cookie"));
    assert_eq!(attributes(access), ["httponly", "path=/", "samesite=lax", "secure"]);
    assert_eq!(attributes(csrf), ["path=/", "samesite=lax", "secure"]);
}

#[test]
fn a_failure_shows_the_form_again_with_one_text_for_every_reason() {
    let app = TestApp::start(|_| {});
    let [alice, disabled] = ["alice", "disabled"].map(|name| app.user(name));
    app.sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));
    let mut texts = Vec::new();

    for (username, password) in [
        (alice.username.as_str(), "wrong"),
        ("nobody", "password"),
        (&disabled.username, "password"),
        (&alice.username, &"x".repeat(72)),
    ] {
        let answer = sign_in(&app, username, password);
        check_is_html(&answer);
        assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
        assert!(!answer.headers.contains_key("location"), "{answer:?}");
        let page = answer.text();
        assert_eq!(attribute(input(&page, "username"), "value").as_deref(), Some(username));
        assert!(!page.contains(password) || password == "password", "the password is not repeated");
        assert_eq!(attribute(input(&page, "password"), "value"), None);
        texts.push(error_text(&page));
    }

    assert!(texts[0].len() > 5);
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
}

#[test]
fn the_error_is_tied_to_the_form() {
    let app = TestApp::start(|_| {});
    let page = sign_in(&app, "nobody", "wrong").text();
    let alert = page.match_indices('<').map(|(at, _)| page[at..].split_inclusive('>').next().expect("a tag"));
    let alert = alert.into_iter().find(|tag| tag.contains("role=\"alert\"")).expect("an error");
    let id = attribute(alert, "id").expect("an id");

    let describes = |tag: &&str| {
        attribute(tag, "aria-describedby").is_some_and(|ids| ids.split_whitespace().any(|other| other == id))
    };

    assert!(tags(&page, "input").iter().any(describes) || tags(&page, "form").iter().any(describes), "{page}");
}

#[test]
fn a_username_is_kept_whatever_it_is_and_never_becomes_markup() {
    let app = TestApp::start(|_| {});

    for username in [
        "\"><script>alert(1)</script>",
        "' onfocus='alert(1)' autofocus='",
        "\" onfocus=\"alert(1)",
        "</form></main><h1>x",
        "&lt;b&gt; &amp;amp; &#39;",
        "{{ error }} {% if true %}",
        "<!-- -->",
        "Анна 🦊 \u{202e}",
        "a+b c%20d",
        "`${1}`",
    ] {
        let answer = sign_in(&app, username, "wrong");
        check_is_html(&answer);
        let page = answer.text();
        assert_eq!(attribute(input(&page, "username"), "value").as_deref(), Some(username));
        assert_eq!(tags(&page, "h1").len(), 1, "{page}");
        assert!(tags(&page, "script").is_empty(), "{page}");
        assert_eq!(attribute(input(&page, "username"), "onfocus"), None);
    }
}

#[test]
fn users_with_any_username_sign_in_through_the_form() {
    for username in ["a b", "a+b", "100%", "a&b=c;d", "Анна", "🦊", "o'hara", "\"quoted\""] {
        let alice = app().user("alice");
        let username = format!("{username}-{}", next_number());
        app().sql(&format!(
            "UPDATE users SET username = '{}' WHERE id = {}",
            username.replace('\'', "''"),
            alice.id
        ));

        let answer = sign_in(app(), &username, "password");

        check_signed_in_to(&answer, "/");
        let token = value(answer.cookie("access_token_cookie").expect("the token"));
        assert_eq!(claims(token)["sub"], alice.id);
    }
}

#[test]
fn users_of_the_original_service_sign_in_through_the_form() {
    let alice = app().user("alice");
    let hash = "pbkdf2:sha256:1000$Nd8cX2kQ$aebf174dc661a4c8691940fdec8f72b3bb9f1d23754d36d1001c13c98b184a31";
    app().sql(&format!("UPDATE users SET password_hash = '{hash}' WHERE id = {}", alice.id));

    check_signed_in_to(&sign_in(app(), &alice.username, "password"), "/");
    check_signed_in_to(&sign_in(app(), &alice.username, "password"), "/");

    let bcrypt = format!("SELECT count(*) AS n FROM users WHERE id = {} AND password_hash LIKE '$2%'", alice.id);
    assert_eq!(app().number(&bcrypt), 1);
}

#[test]
fn old_cookies_and_tokens_do_not_prevent_signing_in() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let form = [("username", alice.username.as_str()), ("password", "password")];
    let expired = app().token(json!({"sub": alice.id, "exp": now() - 1}));
    let old = app().token(json!({"sub": bob.id, "iat": now() - 600, "exp": now() + 300}));

    for token in ["x.y.z", &expired, &old, &bob.token] {
        let answer = app().request("POST", "/login").cookie(token).form(&form).send();
        check_signed_in_to(&answer, "/");
        assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 2, "{answer:?}");
        let set = value(answer.cookie("access_token_cookie").expect("the token"));
        assert_eq!(claims(set)["sub"], alice.id);
    }
    check_signed_in_to(&app().request("POST", "/login").bearer("x.y.z").form(&form).send(), "/");
}

#[test]
fn a_form_from_another_site_is_refused() {
    let alice = app().user("alice");
    let form = [("username", alice.username.as_str()), ("password", "password")];
    let from = |site: &str| app().request("POST", "/login").header("Sec-Fetch-Site", site).form(&form).send();

    for other in ["cross-site", "same-site", "x"] {
        let answer = from(other);
        assert_eq!(answer.status, 400, "{other}");
        assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
        assert!(error_text(&answer.text()).contains("site"), "{answer:?}");
    }
    for ours in ["same-origin", "none"] {
        check_signed_in_to(&from(ours), "/");
    }
}

/// Browsers send no `Sec-Fetch-Site` over plain HTTP.
#[test]
fn a_form_from_another_origin_is_refused_if_the_browser_sends_only_the_origin() {
    let alice = app().user("alice");
    let form = [("username", alice.username.as_str()), ("password", "password")];
    let own = app().request("GET", "/").url();
    let from = |origin: &str| app().request("POST", "/login").header("Origin", origin).form(&form).send();

    for other in ["https://evil.example", "http://127.0.0.1", "null"] {
        let answer = from(other);
        assert_eq!(answer.status, 400, "{other}");
        assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
    }
    check_signed_in_to(&from(own.trim_end_matches('/')), "/");
}

#[test]
fn the_form_also_works_at_the_address_with_a_slash() {
    let alice = app().user("alice");
    let form = [("username", alice.username.as_str()), ("password", "password")];

    check_signed_in_to(&app().request("POST", "/login/").form(&form).send(), "/");
}

#[test]
fn missing_or_empty_fields_are_a_failed_sign_in() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");

    for fields in [
        &[][..],
        &[("username", alice.username.as_str())],
        &[("password", "password")],
        &[("username", ""), ("password", "")],
        &[("username", &alice.username), ("password", "")],
        &[("Username", &alice.username), ("Password", "password")],
    ] {
        let answer = app.request("POST", "/login").form(fields).send();
        assert!([200, 400].contains(&answer.status), "{fields:?}: {answer:?}");
        assert!(!answer.headers.contains_key("set-cookie"), "{fields:?}: {answer:?}");
        if answer.status == 200 {
            error_text(&answer.text());
        }
    }
}

/// The server that gets malformed forms.
fn victim() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| TestApp::start(|_| {}))
}

#[test]
fn malformed_forms_are_refused_and_break_nothing() {
    let form: &[u8] = b"application/x-www-form-urlencoded";
    let alice = victim().user("alice");
    let valid = format!("username={}&password=password", alice.username).into_bytes();
    let multipart =
        format!("--b\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\n{}\r\n--b--\r\n", alice.username);

    for (kind, body) in [
        (form, &b""[..]),
        (form, b"username=%ff&password=%fe"),
        (form, b"username=\xff&password=\xfe"),
        (form, b"username=%zz&password=%"),
        (form, b"username=%00&password=%00"),
        (form, b"username=a%00b&password=%00"),
        (form, b"username=a&username=b&password=c&password=d"),
        (form, b"username[]=a&password[]=b"),
        (form, b"username"),
        (form, b"&&&==="),
        (form, b"\0\0\0"),
        (form, b"{\"username\":\"a\",\"password\":\"b\"}"),
        (b"application/json", b"{\"username\":\"a\",\"password\":\"b\"}"),
        (b"multipart/form-data; boundary=b", multipart.as_bytes()),
        (b"multipart/form-data", b"--"),
        (b"text/plain", &valid),
        (b"", &valid),
        (b"\xff", &valid),
        (b"application/x-www-form-urlencoded; charset=\xff", b"username=a&password=b"),
    ] {
        let answer = raw(victim(), "POST", "/login", &[("Content-Type", kind)], body);
        assert!(answer.status < 500, "{:?}: {answer:?}", String::from_utf8_lossy(body));
        assert!(answer.status == 200 || answer.status >= 400 || !kind.starts_with(form), "{answer:?}");
    }
    check_signed_in_to(&sign_in(victim(), &alice.username, "password"), "/");
}

#[test]
fn a_form_of_a_megabyte_is_refused_with_a_readable_error() {
    let body = format!("username={}&password=x", "x".repeat(1 << 20));
    let headers: [(&str, &[u8]); 1] = [("Content-Type", b"application/x-www-form-urlencoded")];

    let answer = raw(victim(), "POST", "/login", &headers, body.as_bytes());

    assert!([200, 413].contains(&answer.status), "{answer:?}");
    assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
}

#[test]
fn a_form_may_name_its_charset() {
    let alice = app().user("alice");
    let body = format!("username={}&password=password", alice.username);
    let kind = "application/x-www-form-urlencoded; charset=UTF-8";

    let answer = app().request("POST", "/login").header("Content-Type", kind).body(body).send();

    check_signed_in_to(&answer, "/");
}

#[test]
fn credentials_in_the_query_string_are_ignored() {
    let alice = victim().user("alice");
    let path = format!("/login?username={}&password=password", alice.username);

    for method in ["GET", "POST"] {
        let answer = raw(victim(), method, &path, &[("Content-Type", b"application/x-www-form-urlencoded")], b"");
        assert!([200, 400].contains(&answer.status), "{answer:?}");
        assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
        assert!(!answer.text().contains(&alice.username), "{answer:?}");
    }
}

#[test]
fn head_answers_like_get_and_other_methods_are_not_allowed() {
    assert_eq!(app().request("HEAD", "/login").send().status, 200);

    for method in ["PUT", "PATCH", "DELETE"] {
        let answer = app().request(method, "/login").send();
        let allow = answer.header("allow").unwrap_or_else(|| panic!("no Allow: {answer:?}")).to_owned();
        let allowed: Vec<&str> = allow.split(',').map(str::trim).collect();
        assert!(["GET", "HEAD", "POST"].iter().all(|method| allowed.contains(method)), "{allow}");
        answer.expect(405);
    }
}
