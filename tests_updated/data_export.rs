//! `GET /api/profile/archive`: what it says about posts, stories and comments.

use serde_json::{Value, json};

use crate::{
    test_app::{TestUser, app},
    visibility::data_export,
};

/// Shares a post or a story for these audiences, and returns its id.
fn share(user: &TestUser, path: &str, audiences: &[&Value]) -> i64 {
    let body = match path {
        "/api/posts" => json!({"image_url": "https://example.org/x.jpg", "audience_ids": audiences}),
        _ => json!({"text": "x", "audience_ids": audiences}),
    };
    user.post(path, body).created()["id"].as_i64().expect("an id")
}

#[test]
fn a_data_export_names_the_audiences_of_posts_and_stories() {
    let user = app().user("author");
    let [family, friends, unused] = ["Family", "Friends", "Unused"]
        .map(|name| user.post("/api/audiences", json!({"name": name})).created()["id"].clone());
    for path in ["/api/posts", "/api/stories"] {
        share(&user, path, &[]);
        share(&user, path, &[&friends, &family]);
        share(&user, path, &[&unused]);
    }
    user.delete(&format!("/api/audiences/{unused}")).ok();

    let export = data_export(user.get("/api/profile/archive"));

    for list in ["posts", "stories"] {
        let told = export[list].as_array().expect("a list").iter();
        let told = told.map(|one| json!([one["has_audience"], one["audience_ids"], one["audiences"]]));
        let expected = [
            json!([false, [], []]),
            json!([true, [family, friends], ["Family", "Friends"]]),
            // The author alone sees it since the audience was deleted.
            json!([true, [], []]),
        ];
        assert_eq!(told.collect::<Vec<_>>(), expected, "{list}");
    }
}

#[test]
fn a_data_export_says_what_the_moderators_have_hidden() {
    let user = app().user("author");
    for (hidden, kind) in [("hidden_posts", "post"), ("hidden_stories", "story"), ("hidden_comments", "comment")] {
        let made = [(), ()].map(|()| match kind {
            "post" => share(&user, "/api/posts", &[]),
            "story" => share(&user, "/api/stories", &[]),
            _ => {
                let comment = json!({"post_id": user.publish("x"), "text": "x"});
                user.post("/api/comments", comment).created()["id"].as_i64().expect("an id")
            }
        });
        app().sql(&format!("INSERT INTO {hidden} ({kind}_id) VALUES ({})", made[1]));

        let export = data_export(user.get("/api/profile/archive"));

        let list = export[hidden.trim_start_matches("hidden_")].as_array().expect("a list");
        let is_hidden = made
            .map(|id| list.iter().find(|one| one["id"] == id).expect("it in the export")["is_hidden"].as_bool());
        assert_eq!(is_hidden, [Some(false), Some(true)], "{kind}");
    }
}
