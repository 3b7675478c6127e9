//! Moderators and admins: `/api/admin`, roles, proofs of the password, and the audit log.

use std::{
    io::{Read, Write},
    thread,
};

use photo_app::{
    api::{self, routes::Access},
    config::SignInLimits,
};
use serde_json::{Value, json};

use crate::{
    raw::{connect, parse, request_bytes},
    test_app::{Answer, TestApp, TestUser, app, ids, now},
};

/// A user with a role.
pub fn with_role<'a>(app: &'a TestApp, role: &str) -> TestUser<'a> {
    let user = app.user(role);
    app.sql(&format!("UPDATE users SET role = '{role}' WHERE id = {}", user.id));
    user
}

/// A user with a role who has just repeated their password.
pub fn proven<'a>(app: &'a TestApp, role: &str) -> TestUser<'a> {
    let user = with_role(app, role);
    prove(&user);
    user
}

fn prove(user: &TestUser) {
    user.post("/api/admin/proof", json!({"password": "password"})).created();
}

/// The routes for moderators and admins, with an id that nothing has.
fn staff_routes() -> Vec<(String, String)> {
    let routes = api::routes().into_iter().filter(|(.., access)| *access == Access::Staff);
    routes.map(|(method, path, _)| (method.to_string(), path.replace("{id}", "2000000000"))).collect()
}

fn send(user: &TestUser, method: &str, path: &str) -> Answer {
    let request = user.request(method, path);
    if method == "GET" { request } else { request.json(json!({"role": "member", "decision": "dismissed"})) }.send()
}

#[track_caller]
fn code(answer: Answer, status: u16) -> String {
    answer.expect(status)["code"].as_str().expect("a code").to_owned()
}

/// What the audit log says about a subject: actor, action and detail, oldest first.
fn log_of(admin: &TestUser, kind: &str, id: &Value) -> Vec<[String; 3]> {
    let entries = admin.get("/api/admin/audit-log?limit=50").ok();
    let about = entries
        .as_array()
        .expect("a list")
        .iter()
        .filter(|entry| entry["subject_kind"] == kind && entry["subject_id"] == *id);
    let mut found: Vec<[String; 3]> = about
        .map(|entry| ["actor_name", "action", "detail"].map(|name| entry[name].as_str().expect(name).to_owned()))
        .collect();
    found.reverse();
    found
}

#[test]
fn all_routes_below_admin_and_no_others_are_for_staff() {
    for (method, path, access) in api::routes() {
        assert_eq!(access == Access::Staff, path.starts_with("/api/admin/"), "{method} {path}");
    }
    assert!(staff_routes().len() >= 12);
}

#[test]
fn every_admin_route_refuses_members_whatever_their_token_claims() {
    let member = app().user("member");
    let claims =
        json!({"sub": member.id, "role": "admin", "roles": ["admin"], "is_admin": true, "scope": "admin"});
    let forged = TestUser { app: app(), id: member.id, username: String::new(), token: app().token(claims) };

    for (method, path) in staff_routes() {
        for user in [&member, &forged] {
            assert_eq!(code(send(user, &method, &path), 403), "forbidden", "{method} {path}");
        }
    }
    assert_eq!(forged.get("/api/profile").ok()["role"], "member");
}

#[test]
fn a_moderator_sees_people_and_may_only_disable_members() {
    let moderator = proven(app(), "moderator");
    let allowed = |method: &str, path: &str| {
        path == "/api/admin/proof"
            || path.ends_with("/disable")
            || path.contains("/reports")
            || (method, path) == ("GET", "/api/admin/users")
    };

    for (method, path) in staff_routes() {
        let answer = send(&moderator, &method, &path);
        if allowed(&method, &path) {
            assert_ne!(answer.status, 403, "{method} {path}");
        } else {
            assert_eq!(code(answer, 403), "forbidden", "{method} {path}");
        }
    }
    let member = app().user("member");
    moderator.post(&format!("/api/admin/users/{}/disable", member.id), json!({})).ok();
    for role in ["moderator", "admin"] {
        let other = with_role(app(), role);
        let answer = moderator.post(&format!("/api/admin/users/{}/disable", other.id), json!({}));
        assert_eq!(code(answer, 403), "forbidden", "{role}");
    }
}

#[test]
fn every_change_asks_for_the_password_again() {
    let admin = with_role(app(), "admin");
    let changes: Vec<_> = staff_routes()
        .into_iter()
        .filter(|(method, path)| method != "GET" && path != "/api/admin/proof")
        .collect();

    for (method, path) in &changes {
        assert_eq!(code(send(&admin, method, path), 403), "password_proof_needed", "{method} {path}");
    }
    prove(&admin);
    for (method, path) in &changes {
        let status = send(&admin, method, path).status;
        assert!([200, 201, 400, 404].contains(&status), "{method} {path}: {status}");
    }
}

#[test]
fn a_proof_is_for_one_session_and_ten_minutes() {
    let admin = with_role(app(), "admin");
    let member = app().user("member");
    let enable = format!("/api/admin/users/{}/enable", member.id);
    let wrong = admin.post("/api/admin/proof", json!({"password": "wrong"}));
    assert_eq!(code(wrong, 400), "wrong_password");
    admin.post(&enable, json!({})).expect(403);

    let proof = admin.post("/api/admin/proof", json!({"password": "password"})).created();

    assert_eq!(proof, json!({"expires_in": 600}));
    admin.post(&enable, json!({})).ok();
    let elsewhere = TestUser {
        app: app(),
        id: admin.id,
        username: String::new(),
        token: app().token(json!({"sub": admin.id})),
    };
    assert_eq!(code(elsewhere.post(&enable, json!({})), 403), "password_proof_needed");

    // A proof that has just expired, and one that a wrong clock wrote.
    for expires in [now() - 1, now() + 3600] {
        app().sql(&format!("UPDATE password_proofs SET expires = {expires} WHERE user_id = {}", admin.id));
        assert_eq!(code(admin.post(&enable, json!({})), 403), "password_proof_needed");
    }
    prove(&admin);
    admin.post(&enable, json!({})).ok();
}

#[test]
fn wrong_passwords_for_a_proof_count_as_failed_sign_ins() {
    let app = TestApp::start(|config| {
        config.sign_in_limits = Some(SignInLimits { per_address: 20, per_username: 2 });
    });
    let admin = with_role(&app, "admin");
    for _ in 0..2 {
        admin.post("/api/admin/proof", json!({"password": "wrong"})).expect(400);
    }

    let answer = admin.post("/api/admin/proof", json!({"password": "password"}));

    assert_eq!(code(answer, 429), "too_many_attempts");
}

#[test]
fn a_role_that_is_taken_away_is_gone_at_once() {
    let app = TestApp::start(|_| {});
    let [admin, other] = [(); 2].map(|()| proven(&app, "admin"));
    assert_eq!(other.get("/api/profile").ok()["role"], "admin");

    let changed = admin.patch(&format!("/api/admin/users/{}", other.id), json!({"role": "moderator"})).ok();

    assert_eq!(changed["role"], "moderator");
    assert_eq!(other.get("/api/profile").ok()["role"], "moderator");
    other.get("/api/admin/audit-log").expect(403);
    assert_eq!(log_of(&admin, "user", &json!(other.id)), [[admin.username.as_str(), "role_changed", "moderator"]]);
    for wrong in [json!("owner"), json!(1), json!(null)] {
        let refused = admin.patch(&format!("/api/admin/users/{}", other.id), json!({"role": wrong})).expect(400);
        assert_eq!(refused["field"], "role");
    }
}

#[test]
fn a_role_that_is_taken_away_while_a_body_arrives_is_gone() {
    let app = TestApp::start(|_| {});
    let [admin, other] = [(); 2].map(|()| proven(&app, "admin"));
    let path = format!("/api/admin/users/{}", other.id);
    let (body, token) = (br#"{"role": "admin"}"#, format!("Bearer {}", other.token));
    let headers: [(&str, &[u8]); 3] =
        [("Authorization", token.as_bytes()), ("Content-Type", b"application/json"), ("Content-Length", b"17")];
    let mut stream = connect(&app);
    stream.write_all(&request_bytes("PATCH", &path, &headers, &body[..16])).expect("a server that reads");
    admin.patch(&path, json!({"role": "member"})).ok();
    stream.write_all(&body[16..]).expect("a server that reads");
    let mut received = Vec::new();
    stream.read_to_end(&mut received).expect("an answer");

    assert_eq!(parse(&received).expect("an answer").status, 403);
    assert_eq!(other.get("/api/profile").ok()["role"], "member");
}

#[test]
fn a_token_without_an_id_proves_no_password() {
    let admin = with_role(app(), "admin");
    for claim in ["jti", "iat"] {
        let mut claims = crate::test_app::claims(&admin.token);
        claims.as_object_mut().expect("an object").remove(claim);
        let token = app().sign(&claims);
        let user = TestUser { app: app(), id: admin.id, username: String::new(), token };
        user.get("/api/admin/users").ok();
        user.post("/api/admin/proof", json!({"password": "password"})).expect(400);
    }
}

#[test]
fn the_last_admin_stays() {
    let app = TestApp::start(|_| {});
    let admin = proven(&app, "admin");
    let disabled = with_role(&app, "admin");
    app.sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));
    let path = format!("/api/admin/users/{}", admin.id);
    let credentials = json!({"username": admin.username, "password": "password"});
    let own_profile = || admin.request("DELETE", "/api/profile").json(credentials.clone()).send();

    for answer in [
        admin.patch(&path, json!({"role": "member"})),
        admin.patch(&path, json!({"role": "moderator"})),
        admin.post(&format!("{path}/disable"), json!({})),
        admin.delete(&path),
        own_profile(),
    ] {
        assert_eq!(code(answer, 400), "last_admin");
    }

    admin.post(&format!("/api/admin/users/{}/enable", disabled.id), json!({})).ok();
    own_profile().ok();
}

#[test]
fn admins_who_remove_each_other_at_once_leave_one() {
    let app = TestApp::start(|_| {});
    for round in 0..6 {
        app.sql("UPDATE users SET role = 'member'");
        let admins = [(); 3].map(|()| proven(&app, "admin"));
        thread::scope(|scope| {
            for (index, admin) in admins.iter().enumerate() {
                let target = &admins[(index + 1) % admins.len()];
                scope.spawn(move || {
                    let path = format!("/api/admin/users/{}", target.id);
                    let answer = match round % 3 {
                        0 => admin.patch(&path, json!({"role": "member"})),
                        1 => admin.post(&format!("{path}/disable"), json!({})),
                        _ => admin.delete(&path),
                    };
                    assert!([200, 400, 401, 403, 404].contains(&answer.status), "{answer:?}");
                });
            }
        });
        let left = app.number("SELECT count(*) AS n FROM users WHERE role = 'admin' AND NOT is_disabled");
        assert!(left >= 1, "round {round}");
    }
}

#[test]
fn an_admin_disables_enables_signs_out_and_deletes_a_user() {
    let app = TestApp::start(|_| {});
    let admin = proven(&app, "admin");
    let bob = app.user("bob");
    let path = format!("/api/admin/users/{}", bob.id);

    let disabled = admin.post(&format!("{path}/disable"), json!({})).ok();
    assert_eq!(disabled["is_disabled"], true);
    bob.get("/api/profile").expect(401);
    let reset = format!("{path}/password-reset-link");
    admin.post(&reset, json!({})).expect(404);
    let enabled = admin.post(&format!("{path}/enable"), json!({})).ok();
    assert_eq!(enabled["is_disabled"], false);

    app.sql(&format!("UPDATE users SET tokens_valid_after = 0 WHERE id = {}", bob.id));
    bob.get("/api/profile").ok();
    admin.post(&format!("{path}/sign-out-everywhere"), json!({})).ok();
    bob.get("/api/profile").expect(401);

    let link = admin.post(&reset, json!({})).created()["link"].as_str().expect("a link").to_owned();
    let address = link.strip_prefix("https://photos.example.org").expect("an address of this service");
    assert_eq!(app.get(address).status, 200);

    admin.delete(&path).ok();
    admin.delete(&path).expect(404);
    assert_eq!(app.number(&format!("SELECT count(*) AS n FROM users WHERE id = {}", bob.id)), 0);
    let log = log_of(&admin, "user", &json!(bob.id));
    assert!(log.iter().all(|[actor, ..]| *actor == admin.username), "{log:?}");
    let actions: Vec<&str> = log.iter().map(|[_, action, _]| action.as_str()).collect();
    assert_eq!(actions, ["user_disabled", "user_enabled", "sessions_ended", "reset_link_created", "user_deleted"]);
}

#[test]
fn the_list_of_users_is_searched_filtered_and_has_pages() {
    let app = TestApp::start(|_| {});
    let moderator = with_role(&app, "moderator");
    let users: Vec<TestUser> = (0..5).map(|_| app.user("Zoë_%")).collect();
    app.sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", users[0].id));
    let list = |query: &str| ids(&moderator.get(&format!("/api/admin/users?{query}")).ok());
    let newest_first: Vec<i64> = users.iter().rev().map(|user| i64::from(user.id)).collect();

    assert_eq!(list("q=zo%C3%ab_%25"), newest_first);
    let username: String = url::form_urlencoded::byte_serialize(users[1].username.as_bytes()).collect();
    assert_eq!(list(&format!("q={username}@EXAMPLE")), [i64::from(users[1].id)]);
    assert_eq!(list("state=disabled"), [i64::from(users[0].id)]);
    assert_eq!(list("state=active&q=tester"), [&newest_first[..4], &[i64::from(moderator.id)]].concat());
    assert_eq!(list("role=moderator"), [i64::from(moderator.id)]);
    let (mut found, mut next) =
        (Vec::new(), Some("/api/admin/users?q=zo%C3%ab_%25&role=member&limit=2".to_owned()));
    while let Some(path) = next {
        let answer = moderator.get(&path);
        next = answer.header("link").and_then(|link| link.split(['<', '>']).nth(1)).map(str::to_owned);
        found.extend(ids(&answer.ok()));
    }
    assert_eq!(found, newest_first);
    for query in ["state=x", "role=x", "q=", "limit=0"] {
        moderator.get(&format!("/api/admin/users?{query}")).expect(400);
    }
    let shown = moderator.get(&format!("/api/admin/users?q={}", moderator.username)).ok();
    let expected = json!([{"id": moderator.id, "username": moderator.username, "first_name": "moderator",
        "last_name": "Tester", "email": format!("{}@example.org", moderator.username), "thumb_url": null,
        "created_at": shown[0]["created_at"], "role": "moderator", "is_disabled": false}]);
    assert_eq!(shown, expected);
}

#[test]
fn an_invitation_is_made_listed_used_and_withdrawn() {
    let app = TestApp::start(|_| {});
    let admin = proven(&app, "admin");
    let invite = admin.post("/api/admin/invites", json!({})).created();
    let withdrawn = admin.post("/api/admin/invites", json!({"days": 30})).created();
    let listed = admin.get("/api/admin/invites?limit=50").ok();
    let of = |invite: &Value| {
        let rows = listed.as_array().expect("a list");
        rows.iter().find(|row| row["id"] == invite["id"]).expect("the invitation").clone()
    };
    for made in [&invite, &withdrawn] {
        assert_eq!(of(made)["created_by"], admin.username);
        assert_eq!(of(made)["expires_at"], made["expires_at"]);
    }

    let path = format!("/api/admin/invites/{}", withdrawn["id"]);
    admin.delete(&path).ok();
    admin.delete(&path).expect(404);

    let code_of = |invite: &Value| {
        let link = invite["link"].as_str().expect("a link");
        link.strip_prefix("https://photos.example.org/signup?invite=")
            .expect("an address of this service")
            .to_owned()
    };
    let name = format!("invited-{}", invite["id"]);
    let register = |invite: &Value| {
        let account = json!({"username": name, "email": format!("{name}@example.org"),
            "password": "four unrelated words", "invite": code_of(invite)});
        app.request("POST", "/api/users").json(account).send()
    };
    register(&withdrawn).expect(400);
    register(&invite).created();
    for days in [json!(0), json!(366), json!("7")] {
        admin.post("/api/admin/invites", json!({"days": days})).expect(400);
    }
    let log = log_of(&admin, "invite", &invite["id"]);
    let [made, redeemed] = [&log[0], &log[1]].map(|entry| [entry[0].as_str(), entry[1].as_str()]);
    assert_eq!(made, [&admin.username, "invite_created"]);
    assert_eq!(redeemed, [&name, "invite_redeemed"]);
    assert_eq!(log.len(), 2);
    assert_eq!(log_of(&admin, "invite", &withdrawn["id"])[1][1], "invite_withdrawn");
}

#[test]
fn rows_of_the_audit_log_cannot_be_changed_or_deleted() {
    use diesel::connection::SimpleConnection;

    let app = TestApp::start(|_| {});
    let [admin, other] = [(); 2].map(|()| proven(&app, "admin"));
    other.post(&format!("/api/admin/users/{}/enable", admin.id), json!({})).ok();
    let mut conn = app.conn();

    for sql in [
        "UPDATE audit_log SET action = 'x'",
        "UPDATE audit_log SET actor_name = 'x', actor_id = NULL",
        "UPDATE audit_log SET subject_id = NULL",
        "UPDATE audit_log SET created_at = '2024-01-01 00:00:00'",
        &format!("UPDATE audit_log SET actor_id = {}", admin.id),
        "DELETE FROM audit_log",
    ] {
        let refused = conn.batch_execute(sql).expect_err(sql).to_string();
        assert!(refused.contains("audit log"), "{sql}: {refused}");
    }
    if matches!(conn, photo_app::db::Conn::Sqlite(_)) {
        let replace = "REPLACE INTO audit_log (id, actor_name, action, subject_kind, subject_name) \
             SELECT id, 'x', 'x', 'x', 'x' FROM audit_log";
        conn.batch_execute(replace).expect_err("a refusal");
    }

    admin.delete(&format!("/api/admin/users/{}", other.id)).ok();

    let log = admin.get("/api/admin/audit-log").ok();
    let entry = &log[1];
    assert_eq!((&entry["actor_id"], &entry["actor_name"]), (&Value::Null, &json!(other.username)), "{log}");
    assert_eq!(entry["action"], "user_enabled");
}

#[test]
fn an_action_that_fails_leaves_no_trace_in_the_log() {
    let admin = proven(app(), "admin");
    let before = app().number("SELECT count(*) AS n FROM audit_log WHERE subject_id = 2000000000");

    for (method, path) in staff_routes().iter().filter(|(_, path)| path.contains("2000000000")) {
        send(&admin, method, path).expect(404);
    }

    let after = app().number("SELECT count(*) AS n FROM audit_log WHERE subject_id = 2000000000");
    assert_eq!(after, before);
}
