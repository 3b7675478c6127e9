//! `/api/audiences`: posts and stories for some followers instead of all.

use serde_json::json;

use crate::{
    paging::pages,
    test_app::{TestUser, app, assert_recent, ids},
    visibility::data_export,
};

fn users<const N: usize>(names: [&str; N]) -> [TestUser<'static>; N] {
    names.map(|name| app().user(name))
}

/// Makes an audience and returns its id.
fn audience(owner: &TestUser, name: &str, members: &[&TestUser]) -> i64 {
    let user_ids: Vec<i32> = members.iter().map(|member| member.id).collect();
    let made = owner.post("/api/audiences", json!({"name": name, "user_ids": user_ids})).created();
    made["id"].as_i64().expect("an id")
}

fn publish_for(author: &TestUser, audiences: &[i64]) -> i64 {
    let post = json!({"image_url": "https://example.org/x.jpg", "caption": "#some", "audience_ids": audiences});
    let post = author.post("/api/posts", post).created();
    assert_eq!(post["has_audience"], json!(!audiences.is_empty()));
    post["id"].as_i64().expect("an id")
}

/// Whether a user finds a post, by every route that shows posts. All of them say the same.
fn sees(viewer: &TestUser, author: &TestUser, post: i64) -> bool {
    let path = format!("/api/posts/{post}");
    let sees = viewer.get(&path).status == 200;
    for list in
        ["/api/posts?limit=50", "/api/tags/some/posts?limit=50", "/api/posts?limit=50&before=9999999999999999-0"]
    {
        assert_eq!(ids(&viewer.get(list).ok()).contains(&post), sees, "{list}");
    }
    let of_author = viewer.get(&format!("/api/users/{}/posts", author.username));
    if of_author.status == 200 {
        assert_eq!(ids(&of_author.ok()).contains(&post), sees);
        let page = viewer.get(&format!("/api/users/{}", author.username)).ok();
        let posts = viewer.get(&format!("/api/users/{}/posts?limit=50", author.username)).ok();
        assert_eq!(page["posts_count"], json!(ids(&posts).len()));
    } else {
        assert!(!sees);
    }
    assert_eq!(viewer.get(&format!("{path}/comments")).status == 200, sees);
    assert_eq!(viewer.get(&format!("{path}/likes")).status == 200, sees);
    let like = viewer.post("/api/likes", json!({"post_id": post}));
    assert_eq!(like.status, if sees { 201 } else { 404 });
    if sees {
        viewer.delete(&format!("/api/likes/{}", like.created()["id"])).ok();
    }
    for (route, body) in [
        ("/api/bookmarks", json!({"post_id": post})),
        ("/api/comments", json!({"post_id": post, "text": "x"})),
        ("/api/reports", json!({"post_id": post, "reason": "spam"})),
    ] {
        if !sees {
            viewer.post(route, body).expect(404);
        }
    }
    sees
}

#[test]
fn a_post_for_an_audience_is_seen_by_its_members_and_its_author_alone() {
    let [author, member, follower, stranger] = users(["author", "member", "follower", "stranger"]);
    member.follow(&author);
    follower.follow(&author);
    let family = audience(&author, "Family", &[&member]);

    let post = publish_for(&author, &[family]);
    let open = author.publish("for all");

    assert!(sees(&author, &author, post));
    assert!(sees(&member, &author, post));
    assert!(!sees(&follower, &author, post));
    assert!(!sees(&stranger, &author, post));
    assert_eq!(ids(&follower.get("/api/posts").ok()), [open]);
    assert_eq!(ids(&member.get("/api/posts").ok()), [open, post]);
    assert_eq!(ids(&member.get("/api/posts?limit=1").ok()), [open]);
    assert_eq!(member.get(&format!("/api/posts/{post}")).ok()["has_audience"], true);
    assert_eq!(member.get(&format!("/api/posts/{open}")).ok()["has_audience"], false);
    member.get(&format!("/api/posts/{post}/audiences")).expect(404);
    let of_post = author.get(&format!("/api/posts/{post}/audiences")).ok();
    assert_eq!((&of_post[0]["name"], &of_post[0]["members_count"]), (&json!("Family"), &json!(1)));
    assert_eq!(author.get(&format!("/api/posts/{open}/audiences")).ok(), json!([]));
}

#[test]
fn a_post_for_several_audiences_is_seen_by_the_members_of_each() {
    let [author, aunt, coach, other] = users(["author", "aunt", "coach", "other"]);
    for follower in [&aunt, &coach, &other] {
        follower.follow(&author);
    }
    let [family, club, class] = [("Family", &aunt), ("Club", &coach), ("Class", &other)]
        .map(|(name, one)| audience(&author, name, &[one]));

    let post = publish_for(&author, &[family, club, club]);

    assert_eq!([&aunt, &coach, &other].map(|user| sees(user, &author, post)), [true, true, false]);
    author.patch(&format!("/api/posts/{post}"), json!({"audience_ids": [class]})).ok();
    assert_eq!([&aunt, &coach, &other].map(|user| sees(user, &author, post)), [false, false, true]);
    author.patch(&format!("/api/posts/{post}"), json!({"caption": "#some more"})).ok();
    assert_eq!([&aunt, &coach, &other].map(|user| sees(user, &author, post)), [false, false, true]);
    let changed = author.patch(&format!("/api/posts/{post}"), json!({"audience_ids": []})).ok();
    assert_eq!(changed["has_audience"], false);
    assert_eq!([&aunt, &coach, &other].map(|user| sees(user, &author, post)), [true, true, true]);
}

#[test]
fn a_deleted_audience_shows_its_posts_to_nobody_else() {
    let [author, member, follower] = users(["author", "member", "follower"]);
    member.follow(&author);
    follower.follow(&author);
    let family = audience(&author, "Family", &[&member]);
    let post = publish_for(&author, &[family]);

    author.delete(&format!("/api/audiences/{family}")).ok();

    assert_eq!([&author, &member, &follower].map(|user| sees(user, &author, post)), [true, false, false]);
    assert_eq!(author.get(&format!("/api/posts/{post}")).ok()["has_audience"], true);
    assert_eq!(author.get(&format!("/api/posts/{post}/audiences")).ok(), json!([]));
}

#[test]
fn a_user_who_leaves_an_audience_or_stops_following_sees_its_posts_no_more() {
    let [author, removed, unfollowing, blocked] = users(["author", "removed", "unfollowing", "blocked"]);
    for follower in [&removed, &unfollowing, &blocked] {
        follower.follow(&author);
    }
    let family = audience(&author, "Family", &[&removed, &unfollowing, &blocked]);
    let post = publish_for(&author, &[family]);
    removed.post("/api/bookmarks", json!({"post_id": post})).created();
    let members = author.get(&format!("/api/audiences/{family}/members")).ok();
    let row =
        members.as_array().expect("a list").iter().find(|row| row["user"]["id"] == removed.id).expect("a row");

    author.delete(&format!("/api/audiences/{family}/members/{}", row["id"])).ok();
    let following = ids(&unfollowing.get("/api/following").ok())[0];
    unfollowing.delete(&format!("/api/following/{following}")).ok();
    let block = author.post("/api/blocks", json!({"user_id": blocked.id})).created();

    for user in [&removed, &unfollowing, &blocked] {
        assert!(!sees(user, &author, post));
    }
    assert_eq!(removed.get("/api/bookmarks").ok(), json!([]));
    // Following again does not restore the membership.
    unfollowing.follow(&author);
    author.delete(&format!("/api/blocks/{}", block["id"])).ok();
    blocked.follow(&author);
    assert_eq!([&unfollowing, &blocked].map(|user| sees(user, &author, post)), [false, false]);
    assert_eq!(author.get(&format!("/api/audiences/{family}/members")).ok(), json!([]));
    assert_eq!(author.get("/api/audiences").ok()[0]["members_count"], 0);
}

#[test]
fn a_new_member_also_sees_earlier_posts() {
    let [author, late] = users(["author", "late"]);
    late.follow(&author);
    let family = audience(&author, "Family", &[]);
    let post = publish_for(&author, &[family]);
    assert!(!sees(&late, &author, post));

    let member = author.post(&format!("/api/audiences/{family}/members"), json!({"user_id": late.id})).created();

    assert_recent(&member["created_at"]);
    assert_eq!(member["user"], late.as_shown());
    assert_eq!(author.get(&format!("/api/audiences/{family}/members")).ok(), json!([member]));
    assert!(sees(&late, &author, post));
}

#[test]
fn a_story_for_an_audience_is_seen_by_its_members_and_its_author_alone() {
    let [author, member, follower] = users(["author", "member", "follower"]);
    member.follow(&author);
    follower.follow(&author);
    let family = audience(&author, "Family", &[&member]);

    let story = author.post("/api/stories", json!({"text": "x", "audience_ids": [family]})).created();

    assert_eq!(story["has_audience"], true);
    let seen = format!("/api/stories/{}/seen", story["id"]);
    for (user, stories) in [(&author, 1), (&member, 1), (&follower, 0)] {
        let list = user.get("/api/stories").ok();
        assert_eq!(list.as_array().map(Vec::len), Some(stories));
        user.post(&seen, json!({})).expect(if stories == 1 { 200 } else { 404 });
        let report = json!({"story_id": story["id"], "reason": "spam"});
        if stories == 0 {
            user.post("/api/reports", report).expect(404);
        }
    }
    let viewers = author.get(&format!("/api/stories/{}/viewers", story["id"])).ok();
    assert_eq!(viewers.as_array().map(Vec::len), Some(1));
    author.delete(&format!("/api/audiences/{family}")).ok();
    assert_eq!(member.get("/api/stories").ok(), json!([]));
    assert_eq!(author.get("/api/stories").ok()[0]["id"], story["id"]);
}

#[test]
fn audiences_are_known_to_their_owner_alone() {
    let [author, member] = users(["author", "member"]);
    member.follow(&author);
    let family = audience(&author, "Family", &[&member]);
    let row = ids(&author.get(&format!("/api/audiences/{family}/members")).ok())[0];
    let told = member.get(&format!("/api/users/{}", author.username)).text();

    assert_eq!(member.get("/api/audiences").ok(), json!([]));
    member.get(&format!("/api/audiences/{family}/members")).expect(404);
    member.post(&format!("/api/audiences/{family}/members"), json!({"user_id": author.id})).expect(404);
    member.delete(&format!("/api/audiences/{family}/members/{row}")).expect(404);
    member.patch(&format!("/api/audiences/{family}"), json!({"name": "x"})).expect(404);
    member.delete(&format!("/api/audiences/{family}")).expect(404);
    let post = json!({"image_url": "https://example.org/x.jpg", "audience_ids": [family]});
    member.post("/api/posts", post).expect(404);
    member.post("/api/stories", json!({"text": "x", "audience_ids": [family]})).expect(404);
    let own = member.publish("own");
    member.patch(&format!("/api/posts/{own}"), json!({"audience_ids": [family]})).expect(404);
    assert_eq!(member.get(&format!("/api/posts/{own}")).ok()["has_audience"], false);
    let export = data_export(member.get("/api/profile/archive"));
    assert_eq!(export["audiences"], json!([]));
    author.patch(&format!("/api/audiences/{family}"), json!({"name": "Closest"})).ok();
    assert_eq!(member.get(&format!("/api/users/{}", author.username)).text(), told);
}

#[test]
fn audiences_are_listed_renamed_and_exported() {
    let [author, member] = users(["author", "member"]);
    member.follow(&author);
    let made: Vec<i64> = ["One", "Two", "Three"].map(|name| audience(&author, name, &[&member])).into();

    let list = author.get("/api/audiences").ok();
    assert_eq!(ids(&list), made.iter().rev().copied().collect::<Vec<_>>());
    assert_recent(&list[0]["created_at"]);
    assert_eq!(pages(&author, "/api/audiences?limit=2"), [ids(&list)[..2].to_vec(), ids(&list)[2..].to_vec()]);
    let renamed = author.patch(&format!("/api/audiences/{}", made[0]), json!({"name": " First "})).ok();
    assert_eq!((&renamed["name"], &renamed["members_count"]), (&json!("First"), &json!(1)));
    let same = author.patch(&format!("/api/audiences/{}", made[0]), json!({"name": "First"})).ok();
    assert_eq!(same, renamed);
    let post = publish_for(&author, &[made[1]]);

    let export = data_export(author.get("/api/profile/archive"));

    assert_eq!(export["audiences"][0]["name"], "First");
    assert_eq!(export["audiences"][0]["user_ids"], json!([member.id]));
    assert_eq!(
        (&export["posts"][0]["id"], &export["posts"][0]["audience_ids"]),
        (&json!(post), &json!([made[1]]))
    );
}

#[test]
fn wrong_audiences_are_refused() {
    let [author, follower, stranger] = users(["author", "follower", "stranger"]);
    follower.follow(&author);
    let family = audience(&author, "Family", &[&follower]);
    let members = format!("/api/audiences/{family}/members");
    let invalid = [
        json!({}),
        json!({"name": ""}),
        json!({"name": "  "}),
        json!({"name": 7}),
        json!({"name": "x".repeat(51)}),
        json!({"name": "two\nlines"}),
        json!({"name": "x", "user_ids": "all"}),
        json!({"name": "x", "user_ids": [null]}),
        json!({"name": "x", "user_ids": vec![1; 201]}),
    ];
    for body in invalid {
        author.post("/api/audiences", body).expect(400);
    }
    author.post("/api/audiences", json!({"name": "x", "user_ids": [follower.id, stranger.id]})).expect(404);
    author.post("/api/audiences", json!({"name": "x", "user_ids": [author.id]})).expect(404);
    let taken = author.post("/api/audiences", json!({"name": "Family"})).expect(400);
    assert_eq!(
        (&taken["code"], &taken["message"]),
        (&json!("already_exists"), &json!("You already have an audience with this name."))
    );
    let club = audience(&author, "Club", &[]);
    author.patch(&format!("/api/audiences/{club}"), json!({"name": "Family"})).expect(400);
    author.patch(&format!("/api/audiences/{club}"), json!({"name": ""})).expect(400);
    let again = author.post(&members, json!({"user_id": follower.id})).expect(400);
    assert_eq!(again["message"], "This user is already in the audience.");
    author.post(&members, json!({"user_id": stranger.id})).expect(404);
    author.post(&members, json!({"user_id": author.id})).expect(400);
    author.post(&members, json!({})).expect(400);
    for wrong in [json!([0]), json!([club, 999_999_999])] {
        let post = json!({"image_url": "https://example.org/x.jpg", "audience_ids": wrong});
        author.post("/api/posts", post).expect(404);
    }
    for wrong in [json!("x"), json!([[]]), json!(vec![club; 11])] {
        let post = json!({"image_url": "https://example.org/x.jpg", "audience_ids": wrong});
        let refused = author.post("/api/posts", post).expect(400);
        assert!(refused["field"].as_str().is_some_and(|field| field.starts_with("audience_ids")), "{refused}");
    }
    assert_eq!(ids(&author.get("/api/audiences").ok()), [club, family]);
    assert_eq!(ids(&author.get("/api/posts").ok()), [] as [i64; 0]);
}

#[test]
fn audiences_and_their_members_have_a_limit() {
    let [author, follower] = users(["author", "follower"]);
    follower.follow(&author);
    let family = audience(&author, "Family", &[]);
    for number in 1..50 {
        app().sql(&format!("INSERT INTO audiences (user_id, name) VALUES ({}, 'other {number}')", author.id));
    }

    let refused = author.post("/api/audiences", json!({"name": "one more"})).expect(400);

    assert_eq!(refused["code"], "too_many_audiences");
    author.post(&format!("/api/audiences/{family}/members"), json!({"user_id": follower.id})).created();
}

#[test]
fn a_disabled_member_is_not_shown_until_enabled() {
    let [author, member] = users(["author", "member"]);
    member.follow(&author);
    let family = audience(&author, "Family", &[&member]);
    let set =
        |disabled: bool| app().sql(&format!("UPDATE users SET is_disabled = {disabled} WHERE id = {}", member.id));

    set(true);
    assert_eq!(author.get(&format!("/api/audiences/{family}/members")).ok(), json!([]));
    assert_eq!(author.get("/api/audiences").ok()[0]["members_count"], 0);
    set(false);
    assert_eq!(author.get("/api/audiences").ok()[0]["members_count"], 1);
}

#[test]
fn a_guest_link_shows_a_post_for_an_audience() {
    let author = app().user("author");
    let family = audience(&author, "Family", &[]);
    let post = publish_for(&author, &[family]);

    let link = author.post("/api/guest-links", json!({"post_ids": [post]})).created();

    assert!(app().get(link["url"].as_str().expect("an address")).text().contains("#some"));
}
