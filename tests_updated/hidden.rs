//! What a user may not see is answered as what does not exist: by the same status, headers and body, after the same time.

use std::time::{Duration, Instant};

use photo_app::api;
use serde_json::{Value, json};

use crate::test_app::{Answer, TestApp, TestUser};

/// Something that the viewer does not find, and why.
struct Hidden {
    why: &'static str,
    username: String,
    user_id: i64,
    post: i64,
    story: i64,
    comment: i64,
    /// Whether the user is not found either. Profiles of private users are.
    user_is_hidden: bool,
}

/// A request to a route with an id, for something that is hidden.
struct Probe {
    method: String,
    path: String,
    body: Option<Value>,
}

fn author(app: &TestApp, why: &'static str, viewer: &TestUser, hide: impl Fn(&TestUser, &mut Value)) -> Hidden {
    let user = app.user("hidden");
    let mut shared = json!({"image_url": "https://example.org/x.jpg", "text": "x"});
    hide(&user, &mut shared);
    let id = |made: Answer| made.created()["id"].as_i64().expect("an id");
    let post = id(user.post("/api/posts", shared.clone()));
    let story = id(user.post("/api/stories", shared));
    let comment = id(user.post("/api/comments", json!({"post_id": post, "text": "x"})));
    let hidden = Hidden {
        why,
        username: user.username.clone(),
        user_id: user.id.into(),
        post,
        story,
        comment,
        user_is_hidden: ["absent", "blocked", "disabled"].contains(&why),
    };
    match why {
        "absent" => app.sql(&format!("DELETE FROM users WHERE id = {}", user.id)),
        "blocked" => drop(user.post("/api/blocks", json!({"user_id": viewer.id})).created()),
        "hidden by moderators" => {
            app.sql(&format!("INSERT INTO hidden_comments (comment_id) VALUES ({comment})"));
            app.sql(&format!("INSERT INTO hidden_posts (post_id) VALUES ({post})"));
            app.sql(&format!("INSERT INTO hidden_stories (story_id) VALUES ({story})"));
        }
        "disabled" => app.sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", user.id)),
        _ => {}
    }
    hidden
}

fn hidden_things(app: &TestApp, viewer: &TestUser) -> Vec<Hidden> {
    let follow = |user: &TestUser| {
        viewer.follow(user);
    };
    vec![
        author(app, "absent", viewer, |user, _| follow(user)),
        author(app, "blocked", viewer, |user, _| follow(user)),
        author(app, "disabled", viewer, |user, _| follow(user)),
        author(app, "hidden by moderators", viewer, |user, _| follow(user)),
        author(app, "not followed", viewer, |_, _| {}),
        author(app, "private", viewer, |user, _| {
            drop(user.patch("/api/profile", json!({"is_private": true})).ok())
        }),
        author(app, "for an audience", viewer, |user, shared| {
            follow(user);
            let audience = user.post("/api/audiences", json!({"name": "Family"})).created();
            shared["audience_ids"] = json!([audience["id"]]);
        }),
    ]
}

/// A request to every route of the API that takes the id or name of something that has a visibility, in its path or its
/// body.
fn probes(of: &Hidden) -> Vec<Probe> {
    let bodies = |path: &str| match path {
        "/api/posts/likes" | "/api/likes" | "/api/bookmarks" | "/api/posts/bookmarks" => {
            vec![json!({"post_id": of.post})]
        }
        "/api/comments" => vec![json!({"post_id": of.post, "text": "x"})],
        "/api/following" | "/api/blocks" | "/api/mutes" if of.user_is_hidden => {
            vec![json!({"user_id": of.user_id})]
        }
        "/api/guest-links" => vec![json!({"post_ids": [of.post]})],
        "/api/reports" => {
            let mut all = vec![
                json!({"post_id": of.post, "reason": "spam"}),
                json!({"comment_id": of.comment, "reason": "spam"}),
                json!({"story_id": of.story, "reason": "spam"}),
            ];
            all.extend(of.user_is_hidden.then(|| json!({"user_id": of.user_id, "reason": "spam"})));
            all
        }
        _ => Vec::new(),
    };
    let mut probes = Vec::new();
    for (method, path, _) in api::routes() {
        let method = method.to_string();
        if method == "HEAD" || path.starts_with("/api/admin") || path.contains("{file}") || path.contains("{tag}")
        {
            continue;
        }
        if !path.contains('{') {
            let bodies = if method == "POST" { bodies(&path) } else { Vec::new() };
            probes.extend(bodies.into_iter().map(|body| Probe {
                method: method.clone(),
                path: path.clone(),
                body: Some(body),
            }));
            continue;
        }
        // The pages of private users are found, and so are the lists of posts of users whom the viewer follows.
        let is_found = if path.ends_with("/posts") {
            ["for an audience", "hidden by moderators"].contains(&of.why)
        } else {
            !of.user_is_hidden
        };
        if path.contains("{username}") && is_found {
            continue;
        }
        let id = match path.split('/').nth(2).expect("a resource") {
            "posts"
                if !["likes", "bookmarks"].iter().any(|list| path.starts_with(&format!("/api/posts/{list}/"))) =>
            {
                of.post
            }
            "stories" => of.story,
            "comments" => of.comment,
            "users" => 0,
            // Rows that are known to their owner alone: see `visibility`.
            _ => continue,
        };
        let filled = path.replace("{username}", &of.username).replace("{comment_id}", &of.comment.to_string());
        let filled = filled.replace("{like_id}", "1").replace("{id}", &id.to_string());
        let body = (method == "POST" || method == "PATCH").then(|| json!({"caption": "y"}));
        probes.push(Probe { method, path: filled, body });
    }
    probes
}

fn send(viewer: &TestUser, probe: &Probe) -> Answer {
    let request = viewer.app.request(&probe.method, &probe.path).bearer(&viewer.token);
    match &probe.body {
        Some(body) => request.json(body.clone()).send(),
        None => request.send(),
    }
}

/// What can be compared of an answer: all of it but what differs from each answer to the next.
fn comparable(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.iter().map(|(name, value)| (name.to_string(), format!("{value:?}")));
    let headers = headers.filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
    (answer.status, headers.collect(), answer.text())
}

#[test]
fn what_a_user_may_not_see_is_answered_as_what_does_not_exist() {
    let app = TestApp::start(|config| config.write_limits = None);
    let viewer = app.user("viewer");
    let all = hidden_things(&app, &viewer);
    let probes_of_all: Vec<Vec<Probe>> = all.iter().map(probes).collect();
    assert!(probes_of_all[0].len() >= 25, "{}", probes_of_all[0].len());

    for (hidden, probes) in all.iter().zip(&probes_of_all) {
        for probe in probes {
            let same_route = |absent: &&Probe| {
                absent.method == probe.method
                    && shape(&absent.path) == shape(&probe.path)
                    && keys(absent) == keys(probe)
            };
            let absent = probes_of_all[0].iter().find(same_route).expect("a route");
            let (found, expected) = (send(&viewer, probe), send(&viewer, absent));
            let of = format!("{} {} ({})", probe.method, probe.path, hidden.why);
            assert_eq!(found.status, 404, "{of}: {}", found.text());
            assert_eq!(comparable(&found), comparable(&expected), "{of}");
        }
    }
}

/// A path without ids and names.
fn shape(path: &str) -> String {
    let fixed = |part: &&str| !part.starts_with("hidden") && !part.bytes().all(|byte| byte.is_ascii_digit());
    path.split('/').map(|part| if fixed(&part) { part } else { "" }).collect::<Vec<_>>().join("/")
}

fn keys(probe: &Probe) -> Vec<String> {
    let body = probe.body.as_ref().and_then(Value::as_object);
    body.map(|body| body.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn what_a_user_may_not_see_takes_as_long_as_what_does_not_exist() {
    let app = TestApp::start(|config| config.write_limits = None);
    let viewer = app.user("viewer");
    let all = hidden_things(&app, &viewer);
    let probes_of_all: Vec<Vec<Probe>> = all.iter().map(probes).collect();
    for absent in &probes_of_all[0] {
        let same_route = |probe: &&Probe| {
            absent.method == probe.method
                && shape(&absent.path) == shape(&probe.path)
                && keys(absent) == keys(probe)
        };
        let compared: Vec<&Probe> =
            probes_of_all.iter().filter_map(|probes| probes.iter().find(same_route)).collect();
        // A busy machine spoils some attempts, but not all of them.
        let alike = |_| {
            let mut medians: Vec<Duration> = medians(&viewer, &compared);
            medians.sort_unstable();
            medians[medians.len() - 1] < medians[0] * 3 / 2
        };
        assert!((0..20).any(alike), "{} {}", absent.method, absent.path);
    }
}

/// The medians of the times of requests, which are sent in turns.
fn medians(viewer: &TestUser, probes: &[&Probe]) -> Vec<Duration> {
    const ROUNDS: usize = 9;
    let mut times = vec![Vec::new(); probes.len()];
    for _ in 0..ROUNDS {
        for (probe, times) in probes.iter().zip(&mut times) {
            let begun = Instant::now();
            send(viewer, probe);
            times.push(begun.elapsed());
        }
    }
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[ROUNDS / 2]
    };
    times.into_iter().map(median).collect()
}
