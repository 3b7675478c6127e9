//! A world in the database.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{Connection, QueryResult, RunQueryDsl, sql_types::Integer};
use photo_app::db::Conn;
use serde_json::{Value, json};

use super::world::{Muted, Shared, Subject, World};
use crate::test_app::{PASSWORD_HASH, TestApp, TestUser, next_number};

/// The ids of rows, by pairs of positions.
pub type Pairs = BTreeMap<(usize, usize), i64>;

/// The ids of the rows of a world, by the same positions and pairs.
pub struct Rows<'a> {
    pub world: &'a World,
    pub users: Vec<TestUser<'a>>,
    pub follows: Pairs,
    pub requests: Pairs,
    pub blocks: Pairs,
    pub mutes: Pairs,
    pub audiences: Vec<i64>,
    pub posts: Vec<i64>,
    pub stories: Vec<i64>,
    pub comments: Vec<i64>,
    pub likes: Pairs,
    pub bookmarks: Pairs,
    pub comment_likes: Pairs,
}

/// A time for each position, so that the order of rows is known.
fn at(position: usize) -> String {
    format!("'2026-01-02 03:04:{position:02}.000000'")
}

/// Inserts rows in one statement, which gives them ascending ids.
fn insert(conn: &mut Conn, table: &str, columns: &str, rows: &[String]) -> Vec<i64> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        id: i32,
    }

    if rows.is_empty() {
        return Vec::new();
    }
    let sql = format!("INSERT INTO {table} ({columns}) VALUES ({}) RETURNING id", rows.join("), ("));
    let mut ids: Vec<i64> =
        diesel::sql_query(&sql).load::<Row>(conn).expect(&sql).iter().map(|row| row.id.into()).collect();
    ids.sort_unstable();
    ids
}

/// Inserts rows into a table without ids.
fn insert_plain(conn: &mut Conn, table: &str, rows: &[String]) {
    if !rows.is_empty() {
        let sql = format!("INSERT INTO {table} VALUES ({})", rows.join("), ("));
        diesel::sql_query(&sql).execute(conn).expect(&sql);
    }
}

/// Inserts a row for each pair.
fn insert_pairs(
    conn: &mut Conn,
    (table, columns): (&str, &str),
    pairs: &BTreeSet<(usize, usize)>,
    values: impl Fn(usize, (usize, usize)) -> String,
) -> Pairs {
    let rows: Vec<String> = pairs.iter().enumerate().map(|(position, pair)| values(position, *pair)).collect();
    pairs.iter().copied().zip(insert(conn, table, columns, &rows)).collect()
}

impl<'a> Rows<'a> {
    /// Writes a world into the database, where nothing else is left.
    pub fn write(app: &'a TestApp, conn: &mut Conn, world: &'a World) -> Self {
        let rows = conn.transaction(|conn| QueryResult::Ok(Self::insert(app, conn, world)));
        let mut rows = rows.expect("a world in the database");
        rows.mute_and_block();
        rows.delete_and_disable(conn);
        rows.report();
        rows
    }

    fn insert(app: &'a TestApp, conn: &mut Conn, world: &'a World) -> Self {
        diesel::sql_query("DELETE FROM users").execute(conn).expect("an empty database");
        let users = insert_users(app, conn, world);
        let id = |user: usize| users[user].id;
        let of_users = |_, (user, other)| format!("{}, {}", id(user), id(other));
        let follows = insert_pairs(conn, ("following", "user_id, following_id"), &world.follows, of_users);
        let requested = ("follow_requests", "user_id, target_id, expires");
        let requests = insert_pairs(conn, requested, &world.requests, |_, (user, target)| {
            format!("{}, {}, 99999999999", id(user), id(target))
        });

        let owned = |(position, (owner, _)): (usize, &(usize, _))| {
            format!("{}, 'list {position}', {}", id(*owner), at(position))
        };
        let owned: Vec<String> = world.audiences.iter().enumerate().map(owned).collect();
        let audiences = insert(conn, "audiences", "user_id, name, created_at", &owned);
        let members = world.audiences.iter().zip(&audiences).flat_map(|((_, members), audience)| {
            members.iter().map(move |member| format!("{audience}, {}", id(*member)))
        });
        let members: Vec<String> = members.collect();
        insert(conn, "audience_members", "audience_id, user_id", &members);

        let columns = format!("image_url, caption, {SHARED}");
        let rows = shared_rows("'https://example.org/x.jpg', '#every'", &world.posts, &users);
        let posts = insert(conn, "posts", &columns, &rows);
        let rows = shared_rows("'x'", &world.stories, &users);
        let stories = insert(conn, "stories", &format!("text, {SHARED}"), &rows);
        insert_plain(conn, "post_audiences", &chosen(&world.posts, &posts, &audiences));
        insert_plain(conn, "story_audiences", &chosen(&world.stories, &stories, &audiences));

        let comments = world.comments.iter().enumerate().map(|(position, comment)| {
            format!("'x', {}, {}, {}", at(position), id(comment.author), posts[comment.post])
        });
        let comments: Vec<String> = comments.collect();
        let comments = insert(conn, "comments", "text, pub_date, user_id, post_id", &comments);
        insert_plain(conn, "hidden_posts", &hidden(&posts, |post| world.posts[post].is_hidden));
        insert_plain(conn, "hidden_stories", &hidden(&stories, |story| world.stories[story].is_hidden));
        insert_plain(conn, "hidden_comments", &hidden(&comments, |comment| world.comments[comment].is_hidden));

        let of_posts =
            |position, (user, post): (usize, usize)| format!("{}, {}, {}", id(user), posts[post], at(position));
        let likes = insert_pairs(conn, ("likes_posts", "user_id, post_id, timestamp"), &world.likes, of_posts);
        let bookmarked = ("bookmarks", "user_id, post_id, timestamp");
        let bookmarks = insert_pairs(conn, bookmarked, &world.bookmarks, of_posts);
        let liked = ("likes_comments", "user_id, comment_id");
        let comment_likes = insert_pairs(conn, liked, &world.comment_likes, |_, (user, comment)| {
            format!("{}, {}", id(user), comments[comment])
        });
        let (blocks, mutes) = (Pairs::new(), Pairs::new());
        Self {
            world,
            users,
            follows,
            requests,
            blocks,
            mutes,
            audiences,
            posts,
            stories,
            comments,
            likes,
            bookmarks,
            comment_likes,
        }
    }

    /// A block deletes more rows than its own, so the server makes it.
    fn mute_and_block(&mut self) {
        let create = |path: &str, user: usize, body: Value| {
            self.users[user].post(path, body).created()["id"].as_i64().expect("an id")
        };
        for (&(user, other), muted) in &self.world.mutes {
            let (posts, stories) = (*muted != Muted::Stories, *muted != Muted::Posts);
            let body = json!({"user_id": self.users[other].id, "posts": posts, "stories": stories});
            self.mutes.insert((user, other), create("/api/mutes", user, body));
        }
        for &(user, other) in &self.world.blocks {
            let block = create("/api/blocks", user, json!({"user_id": self.users[other].id}));
            self.blocks.insert((user, other), block);
        }
        self.follows.retain(|(user, other), _| self.world.follows(*user, *other));
        self.requests.retain(|(user, target), _| !self.world.blocked(*user, *target));
    }

    fn delete_and_disable(&self, conn: &mut Conn) {
        for user in self.world.users().filter(|user| self.world.users[*user].is_deleted) {
            let user = &self.users[user];
            let proof = json!({"username": user.username, "password": "password"});
            user.request("DELETE", "/api/profile").json(proof).send().ok();
        }
        let disabled = self.world.users().filter(|user| self.world.users[*user].is_disabled);
        let disabled: Vec<String> = disabled.map(|user| self.users[user].id.to_string()).collect();
        if !disabled.is_empty() {
            let sql = format!("UPDATE users SET is_disabled = TRUE WHERE id IN ({})", disabled.join(", "));
            diesel::sql_query(&sql).execute(conn).expect(&sql);
        }
    }

    /// Reports what the reporter sees, and nothing else.
    fn report(&self) {
        for &(reporter, subject) in &self.world.reports {
            if !self.world.is_active(reporter) {
                continue;
            }
            let (field, id) = match subject {
                Subject::Post(post) => ("post_id", self.posts[post]),
                Subject::Story(story) => ("story_id", self.stories[story]),
                Subject::Comment(comment) => ("comment_id", self.comments[comment]),
                Subject::User(user) => ("user_id", self.users[user].id.into()),
            };
            let answer = self.users[reporter].post("/api/reports", json!({field: id, "reason": "x"}));
            answer.expect(match self.world.reported_author(reporter, subject) {
                None => 404,
                Some(author) if author == reporter => 400,
                Some(_) => 201,
            });
        }
    }
}

fn insert_users<'a>(app: &'a TestApp, conn: &mut Conn, world: &World) -> Vec<TestUser<'a>> {
    let mut with_audiences: BTreeSet<usize> =
        world.audiences.iter().flat_map(|(owner, members)| members.iter().chain([owner])).copied().collect();
    let shared = world.posts.iter().chain(&world.stories);
    with_audiences.extend(shared.filter(|shared| shared.audiences.is_some()).map(|shared| shared.author));
    let usernames: Vec<String> = world.users().map(|_| format!("member-{}", next_number())).collect();
    let row = |(user, name): (usize, &String)| {
        let (is_private, has_audiences) = (world.users[user].is_private, with_audiences.contains(&user));
        format!(
            "'member', 'Tester', '{name}', '{PASSWORD_HASH}', '{name}@example.org', {is_private}, {has_audiences}"
        )
    };
    let rows: Vec<String> = usernames.iter().enumerate().map(row).collect();
    let columns = "first_name, last_name, username, password_hash, email, is_private, has_audiences";
    let user = |(id, username): (i64, String)| TestUser {
        app,
        id: i32::try_from(id).expect("an id of 32 bits"),
        username,
        token: app.token(json!({"sub": id})),
    };
    insert(conn, "users", columns, &rows).into_iter().zip(usernames).map(user).collect()
}

/// The columns that posts and stories have in common.
const SHARED: &str = "pub_date, user_id, has_audience";

fn shared_rows(content: &str, all: &[Shared], users: &[TestUser]) -> Vec<String> {
    let row = |(position, shared): (usize, &Shared)| {
        format!("{content}, {}, {}, {}", at(position), users[shared.author].id, shared.audiences.is_some())
    };
    all.iter().enumerate().map(row).collect()
}

/// The rows of posts or stories with the audiences that their authors chose.
fn chosen(all: &[Shared], ids: &[i64], audiences: &[i64]) -> Vec<String> {
    let row = |(shared, id): (&Shared, &i64)| {
        let chosen = shared.audiences.iter().flatten();
        chosen.map(|audience| format!("{id}, {}", audiences[*audience])).collect::<Vec<_>>()
    };
    all.iter().zip(ids).flat_map(row).collect()
}

fn hidden(ids: &[i64], is_hidden: impl Fn(usize) -> bool) -> Vec<String> {
    ids.iter().enumerate().filter(|(position, _)| is_hidden(*position)).map(|(_, id)| id.to_string()).collect()
}
