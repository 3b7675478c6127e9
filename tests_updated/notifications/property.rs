//! The notifications of every user of a random world are those of a naive model.

use std::env;

use diesel::{RunQueryDsl, sql_types::Integer};
use photo_app::db::Conn;
use proptest::prelude::*;
use serde_json::{Value, json};
use time::{Duration, PrimitiveDateTime, macros::datetime, macros::format_description};

use super::{
    all_pages,
    model::{EVENTS_OF_DAY, Expected, Times, World, worlds},
};
use crate::test_app::{TestApp, TestUser};

/// The time of an event, so that a day has [`EVENTS_OF_DAY`].
fn moment(time: usize) -> PrimitiveDateTime {
    let seconds = (time / EVENTS_OF_DAY) * 24 * 60 * 60 + time % EVENTS_OF_DAY * 60;
    datetime!(2026-01-02 03:04) + Duration::seconds(i64::try_from(seconds).expect("few seconds"))
}

fn sql(time: usize) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second].000000");
    format!("'{}'", moment(time).format(format).expect("a text"))
}

fn json_time(time: usize) -> String {
    moment(time).format(format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z")).expect("a text")
}

fn insert(conn: &mut Conn, table: &str, columns: &str, values: &str) -> i32 {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        id: i32,
    }

    let sql = format!("INSERT INTO {table} ({columns}) VALUES ({values}) RETURNING id");
    diesel::sql_query(&sql).get_result::<Row>(conn).expect(&sql).id
}

/// A world in the database: the ids of its rows.
struct Rows<'a> {
    world: &'a World,
    users: Vec<TestUser<'a>>,
    posts: Vec<i32>,
    comments: Vec<i32>,
}

impl<'a> Rows<'a> {
    /// Writes a world into the database, where nothing else is left, as other programs do.
    fn write(app: &'a TestApp, world: &'a World) -> Self {
        app.sql("DELETE FROM users");
        let users: Vec<TestUser> = (0..world.users).map(|_| app.user("member")).collect();
        let conn = &mut app.conn();
        let times = Times::of(world);
        let id = |user: usize| users[user].id;
        for (&pair, was_requested) in &world.follows {
            let values = format!("{}, {}, {}, {was_requested}", id(pair.0), id(pair.1), sql(times.follows[&pair]));
            insert(conn, "following", "user_id, following_id, created_at, was_requested", &values);
        }
        for (&(asker, target), time) in &times.requests {
            let values = format!("{}, {}, {}, 99999999999", id(asker), id(target), sql(*time));
            insert(conn, "follow_requests", "user_id, target_id, created_at, expires", &values);
        }
        for &(user, other) in &world.blocks {
            insert(conn, "blocks", "user_id, blocked_id", &format!("{}, {}", id(user), id(other)));
        }
        for &(user, other) in &world.mutes {
            let values = format!("{}, {}, TRUE, FALSE", id(user), id(other));
            insert(conn, "mutes", "user_id, muted_id, mutes_posts, mutes_stories", &values);
        }
        for (user, other) in world.blocks.iter().chain(&world.mutes) {
            for concerned in [user, other] {
                app.sql(&format!("UPDATE users SET has_blocks_or_mutes = TRUE WHERE id = {}", id(*concerned)));
            }
        }
        let mention = |user: usize| format!("@{}", users[user].username);
        let mut posts = Vec::new();
        for (post, made) in world.posts.iter().enumerate() {
            let caption = made.mentions.map_or_else(String::new, |user| format!("with {}", mention(user)));
            let values = format!(
                "'/x.jpg', '{caption}', {}, {}, {}",
                id(made.author),
                sql(times.posts[post]),
                made.audience.is_some()
            );
            let row = insert(conn, "posts", "image_url, caption, user_id, pub_date, has_audience", &values);
            if let Some(members) = &made.audience {
                let values = format!("{}, 'list {post}'", id(made.author));
                let audience = insert(conn, "audiences", "user_id, name", &values);
                app.sql(&format!("INSERT INTO post_audiences (post_id, audience_id) VALUES ({row}, {audience})"));
                for member in members {
                    let values = format!("{audience}, {}", id(*member));
                    insert(conn, "audience_members", "audience_id, user_id", &values);
                }
            }
            if made.is_hidden {
                app.sql(&format!("INSERT INTO hidden_posts (post_id) VALUES ({row})"));
            }
            posts.push(row);
        }
        let mut comments = Vec::new();
        for (comment, made) in world.comments.iter().enumerate() {
            let text = match made.mentions {
                None => "fine".to_owned(),
                Some((user, true)) => format!("{} fine", mention(user)),
                Some((user, false)) => format!("fine, {}!", mention(user)),
            };
            let values =
                format!("'{text}', {}, {}, {}", id(made.author), posts[made.post], sql(times.comments[comment]));
            let row = insert(conn, "comments", "text, user_id, post_id, pub_date", &values);
            if made.is_hidden {
                app.sql(&format!("INSERT INTO hidden_comments (comment_id) VALUES ({row})"));
            }
            comments.push(row);
        }
        for (&(user, post), time) in &times.likes {
            let values = format!("{}, {}, {}", id(user), posts[post], sql(*time));
            insert(conn, "likes_posts", "user_id, post_id, timestamp", &values);
        }
        for (&(user, comment), time) in &times.comment_likes {
            let values = format!("{}, {}, {}", id(user), comments[comment], sql(*time));
            insert(conn, "likes_comments", "user_id, comment_id, timestamp", &values);
        }
        for user in 0..world.users {
            let seen = world.seen.checked_sub(1).map_or("'2000-01-01'".to_owned(), sql);
            let values = format!("{}, {seen}, '{}'", id(user), world.unwanted.unwrap_or_default());
            app.sql(&format!(
                "INSERT INTO notification_states (user_id, seen_at, unwanted_kinds) VALUES ({values})"
            ));
        }
        for user in &world.disabled {
            app.sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id = {}", id(*user)));
        }
        Self { world, users, posts, comments }
    }

    /// What a notification must look like, but for its id.
    fn expected(&self, expected: &Expected) -> Value {
        let Expected { newest, actors, seen } = expected;
        json!({
            "kind": newest.kind,
            "actors": actors.iter().take(3).map(|user| self.users[*user].id).collect::<Vec<_>>(),
            "actors_count": actors.len(),
            "post": newest.post.map(|post| self.posts[post]),
            "comment": newest.comment.map(|comment| self.comments[comment]),
            "time": json_time(newest.time),
            "seen": seen,
        })
    }

    fn check(&self) {
        for viewer in (0..self.world.users).filter(|user| !self.world.disabled.contains(user)) {
            let user = &self.users[viewer];
            let wanted = self.world.notifications(viewer);
            let found = user.get("/api/notifications?limit=50").ok();
            let found = found.as_array().expect("a list");
            let expected: Vec<Value> = wanted.iter().map(|one| self.expected(one)).collect();
            assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected, "user {viewer}");
            let ids: Vec<&str> = found.iter().map(|one| one["id"].as_str().expect("an id")).collect();
            assert_eq!(all_pages(user, "/api/notifications?limit=2").concat(), ids, "user {viewer}");
            let unseen = wanted.iter().filter(|one| !one.seen).count();
            assert_eq!(user.get("/api/notifications/count").ok(), json!({"unseen": unseen}), "user {viewer}");
        }
    }
}

/// The part of a notification that the model knows.
fn shown(one: &Value) -> Value {
    let actors: Vec<&Value> = one["actors"].as_array().expect("a list").iter().map(|user| &user["id"]).collect();
    json!({
        "kind": one["kind"], "actors": actors, "actors_count": one["actors_count"], "post": one.get("post_id"),
        "comment": one.get("comment_id"), "time": one["created_at"], "seen": one["seen"],
    })
}

#[test]
fn notifications_are_those_of_a_naive_model() {
    let app = TestApp::start(|_| {});
    let number = env::var("WORLDS").map_or(48, |number| number.parse().expect("a number of worlds"));
    let config = ProptestConfig {
        cases: number,
        max_shrink_iters: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(world in worlds())| {
        Rows::write(&app, &world).check();
    });
}
