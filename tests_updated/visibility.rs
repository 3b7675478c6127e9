//! Who may see what: every route is compared with a naive model of the rule, for random users and what they have made.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    io::{Cursor, Read},
};

use diesel::{RunQueryDsl, sql_types::Integer};
use photo_app::db::Conn;
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::test_app::{Answer, TestApp, TestUser, ids};

/// Users and what they have made, by their positions in these lists.
#[derive(Debug, Clone)]
struct World {
    /// Whether each user is disabled.
    disabled: Vec<bool>,
    /// Who follows whom. Rows written beside the server may say that users follow themselves.
    follows: BTreeSet<(usize, usize)>,
    /// Who blocks whom. Of two users, one blocks the other.
    blocks: BTreeSet<(usize, usize)>,
    /// Whether each user is private, and who has asked to follow whom. Neither changes what anybody sees.
    private: Vec<bool>,
    requests: BTreeSet<(usize, usize)>,
    /// Who mutes whom, and what of them.
    mutes: BTreeMap<(usize, usize), Muted>,
    /// The owner of each audience, and its members. They may have stopped following.
    audiences: Vec<(usize, BTreeSet<usize>)>,
    /// The author of each post, and of each story, and who sees it.
    posts: Vec<Shared>,
    stories: Vec<Shared>,
    /// The author and the post of each comment.
    comments: Vec<(usize, usize)>,
    /// Who likes or has bookmarked which post, and who likes which comment.
    likes: BTreeSet<(usize, usize)>,
    bookmarks: BTreeSet<(usize, usize)>,
    comment_likes: BTreeSet<(usize, usize)>,
}

#[derive(Debug, Clone)]
struct Shared {
    author: usize,
    /// `None` if all followers see it; otherwise audiences of the author, which may be none.
    audiences: Option<BTreeSet<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Muted {
    Posts,
    Stories,
    Both,
}

/// The rule, computed from the lists alone.
impl World {
    fn users(&self) -> impl Iterator<Item = usize> {
        0..self.disabled.len()
    }

    fn enabled(&self, user: usize) -> bool {
        !self.disabled[user]
    }

    fn follows(&self, user: usize, other: usize) -> bool {
        self.follows.contains(&(user, other)) && !self.blocked(user, other)
    }

    /// Whether one of two users blocks the other.
    fn blocked(&self, user: usize, other: usize) -> bool {
        self.blocks.contains(&(user, other)) || self.blocks.contains(&(other, user))
    }

    /// Whether a viewer finds a user at all.
    fn finds(&self, viewer: usize, user: usize) -> bool {
        self.enabled(user) && !self.blocked(viewer, user)
    }

    fn mutes_posts(&self, viewer: usize, author: usize) -> bool {
        matches!(self.mutes.get(&(viewer, author)), Some(Muted::Posts | Muted::Both))
    }

    fn mutes_stories(&self, viewer: usize, author: usize) -> bool {
        matches!(self.mutes.get(&(viewer, author)), Some(Muted::Stories | Muted::Both))
    }

    fn sees_author(&self, viewer: usize, author: usize) -> bool {
        self.enabled(author) && (viewer == author || self.follows(viewer, author))
    }

    fn sees_shared(&self, viewer: usize, shared: &Shared) -> bool {
        let is_in = |audience: &usize| self.audiences[*audience].1.contains(&viewer);
        let is_for = shared.audiences.as_ref().is_none_or(|audiences| audiences.iter().any(is_in));
        self.sees_author(viewer, shared.author) && (is_for || viewer == shared.author)
    }

    fn sees_post(&self, viewer: usize, post: usize) -> bool {
        self.sees_shared(viewer, &self.posts[post])
    }

    fn sees_comment(&self, viewer: usize, comment: usize) -> bool {
        let (author, post) = self.comments[comment];
        self.sees_post(viewer, post) && self.finds(viewer, author)
    }

    /// The comments on a post that a viewer who sees it gets, oldest first.
    fn comments_on(&self, viewer: usize, post: usize) -> Vec<usize> {
        let all = self.comments.iter().enumerate();
        let shown = all.filter(|(_, (author, on))| *on == post && self.finds(viewer, *author));
        shown.map(|(comment, _)| comment).collect()
    }

    /// The users whom friends of `viewer` follow, and how many friends follow each.
    fn friends_of_friends(&self, viewer: usize) -> BTreeMap<usize, usize> {
        let mut found = BTreeMap::new();
        for friend in self.users().filter(|friend| *friend != viewer && self.sees_author(viewer, *friend)) {
            for user in self.users().filter(|user| self.follows(friend, *user)) {
                let asked = self.requests.contains(&(viewer, user));
                if user != viewer && self.finds(viewer, user) && !self.follows(viewer, user) && !asked {
                    *found.entry(user).or_default() += 1;
                }
            }
        }
        found
    }
}

/// Pairs of positions in lists of these lengths.
fn pairs(all: &[(Index, Index)], first: usize, second: usize) -> impl Iterator<Item = (usize, usize)> {
    all.iter().filter(move |_| first > 0 && second > 0).map(move |(a, b)| (a.index(first), b.index(second)))
}

fn worlds() -> impl Strategy<Value = World> {
    let any_pairs = |most| vec(any::<(Index, Index)>(), 0..=most);
    let shared = (any::<Index>(), prop::option::weighted(0.4, vec(any::<Index>(), 0..=2)));
    let lists = (vec(shared.clone(), 0..=5), vec(shared, 0..=4), any_pairs(8));
    let audiences = vec((any::<Index>(), vec(any::<Index>(), 0..=3)), 0..=4);
    let marks = (any_pairs(8), any_pairs(8), any_pairs(6));
    let muted = prop_oneof![Just(Muted::Posts), Just(Muted::Stories), Just(Muted::Both)];
    let mutes = vec((any::<(Index, Index)>(), muted), 0..=4);
    let users = vec((prop::bool::weighted(0.25), any::<bool>()), 1..=5);
    (users, any_pairs(14), any_pairs(4), (any_pairs(3), mutes), audiences, lists, marks).prop_map(
        |(users, follows, requests, (blocks, mutes), audiences, lists, (likes, bookmarks, comment_likes))| {
            let (disabled, private): (Vec<bool>, Vec<bool>) = users.into_iter().unzip();
            let users = disabled.len();
            let (posts, stories, comments) = lists;
            let audiences: Vec<(usize, BTreeSet<usize>)> = audiences
                .into_iter()
                .map(|(owner, members)| (owner.index(users), members.iter().map(|one| one.index(users)).collect()))
                .collect();
            let shared = |list: Vec<(Index, Option<Vec<Index>>)>| {
                let shared = |(author, chosen): (Index, Option<Vec<Index>>)| {
                    let author = author.index(users);
                    let own: Vec<usize> = (0..audiences.len()).filter(|one| audiences[*one].0 == author).collect();
                    let of = |one: Index| own.get(one.index(own.len().max(1))).copied();
                    Shared { author, audiences: chosen.map(|chosen| chosen.into_iter().filter_map(of).collect()) }
                };
                list.into_iter().map(shared).collect::<Vec<_>>()
            };
            let (posts, stories) = (shared(posts), shared(stories));
            let comments: Vec<_> = pairs(&comments, users, posts.len()).collect();
            let mutes = mutes.iter().map(|((by, of), muted)| ((by.index(users), of.index(users)), *muted));
            let mut blocks: BTreeSet<_> = pairs(&blocks, users, users).filter(|(by, of)| by != of).collect();
            let both_ways = blocks.clone();
            blocks.retain(|(by, of)| by < of || !both_ways.contains(&(*of, *by)));
            let follows: BTreeSet<_> = pairs(&follows, users, users).collect();
            let requests = pairs(&requests, users, users);
            World {
                requests: requests
                    .filter(|pair| pair.0 != pair.1 && private[pair.1] && !follows.contains(pair))
                    .collect(),
                mutes: mutes.filter(|((by, of), _)| by != of).collect(),
                blocks,
                follows,
                likes: pairs(&likes, users, posts.len()).collect(),
                bookmarks: pairs(&bookmarks, users, posts.len()).collect(),
                comment_likes: pairs(&comment_likes, users, comments.len()).collect(),
                audiences,
                disabled,
                private,
                posts,
                stories,
                comments,
            }
        },
    )
}

/// A world in the database: the ids of its rows, by the same positions and pairs.
struct Rows<'a> {
    world: &'a World,
    users: Vec<TestUser<'a>>,
    follows: BTreeMap<(usize, usize), i64>,
    requests: BTreeMap<(usize, usize), i64>,
    blocks: BTreeMap<(usize, usize), i64>,
    mutes: BTreeMap<(usize, usize), i64>,
    audiences: Vec<i64>,
    posts: Vec<i64>,
    stories: Vec<i64>,
    comments: Vec<i64>,
    likes: BTreeMap<(usize, usize), i64>,
    bookmarks: BTreeMap<(usize, usize), i64>,
    comment_likes: BTreeMap<(usize, usize), i64>,
}

fn insert(conn: &mut Conn, table: &str, columns: &str, values: &str) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        id: i32,
    }

    let sql = format!("INSERT INTO {table} ({columns}) VALUES ({values}) RETURNING id");
    diesel::sql_query(&sql).get_result::<Row>(conn).expect(&sql).id.into()
}

/// A time for each position, so that the order of rows is known.
fn at(position: usize) -> String {
    format!("'2026-01-02 03:04:{position:02}.000000'")
}

impl<'a> Rows<'a> {
    /// Writes a world into the database, where nothing else is left.
    fn write(app: &'a TestApp, world: &'a World) -> Self {
        app.sql("DELETE FROM users");
        let users: Vec<TestUser> = world.users().map(|_| app.user("member")).collect();
        let conn = &mut app.conn();
        let id = |user: usize| users[user].id;
        let mut follows = BTreeMap::new();
        for &(user, other) in &world.follows {
            let values = format!("{}, {}", id(user), id(other));
            follows.insert((user, other), insert(conn, "following", "user_id, following_id", &values));
        }
        let mut requests = BTreeMap::new();
        for &(user, target) in &world.requests {
            let values = format!("{}, {}, 99999999999", id(user), id(target));
            let request = insert(conn, "follow_requests", "user_id, target_id, expires", &values);
            requests.insert((user, target), request);
        }
        requests.retain(|(user, target), _| !world.blocked(*user, *target));
        let mut audiences = Vec::new();
        for (position, (owner, members)) in world.audiences.iter().enumerate() {
            let values = format!("{}, 'list {position}', {}", id(*owner), at(position));
            let audience = insert(conn, "audiences", "user_id, name, created_at", &values);
            for member in members {
                insert(conn, "audience_members", "audience_id, user_id", &format!("{audience}, {}", id(*member)));
            }
            for user in members.iter().chain([owner]) {
                app.sql(&format!("UPDATE users SET has_audiences = TRUE WHERE id = {}", id(*user)));
            }
            audiences.push(audience);
        }
        let create = |path: &str, user: usize, body: Value| users[user].post(path, body).created()["id"].as_i64();
        follows.retain(|(user, other), _| world.follows(*user, *other));
        let mut mutes = BTreeMap::new();
        for (&(user, other), muted) in &world.mutes {
            let body = json!({"user_id": id(other), "posts": *muted != Muted::Stories, "stories": *muted != Muted::Posts});
            mutes.insert((user, other), create("/api/mutes", user, body).expect("an id"));
        }
        let mut blocks = BTreeMap::new();
        for &(user, other) in &world.blocks {
            let block = create("/api/blocks", user, json!({"user_id": id(other)}));
            blocks.insert((user, other), block.expect("an id"));
        }
        for user in world.users() {
            let (disabled, private) = (world.disabled[user], world.private[user]);
            let flags = format!("is_disabled = {disabled}, is_private = {private}");
            app.sql(&format!("UPDATE users SET {flags} WHERE id = {}", id(user)));
        }
        let mut share = |kind: &str, columns: &str, row: &str, all: &[Shared]| {
            let table = if kind == "post" { "posts" } else { "stories" };
            let mut rows = Vec::new();
            for (position, shared) in all.iter().enumerate() {
                let (author, has_audience) = (id(shared.author), shared.audiences.is_some());
                let values = format!("{row}, {}, {author}, {has_audience}", at(position));
                if has_audience {
                    app.sql(&format!("UPDATE users SET has_audiences = TRUE WHERE id = {author}"));
                }
                rows.push(insert(conn, table, &format!("{columns}, pub_date, user_id, has_audience"), &values));
                for audience in shared.audiences.iter().flatten() {
                    let pair = format!("{}, {}", rows[position], audiences[*audience]);
                    app.sql(&format!("INSERT INTO {kind}_audiences ({kind}_id, audience_id) VALUES ({pair})"));
                }
            }
            rows
        };
        let posts = share("post", "image_url, caption", "'https://example.org/x.jpg', '#every'", &world.posts);
        let stories = share("story", "text", "'x'", &world.stories);
        let mut comments = Vec::new();
        for (position, &(author, post)) in world.comments.iter().enumerate() {
            let values = format!("'x', {}, {}, {}", at(position), id(author), posts[post]);
            comments.push(insert(conn, "comments", "text, pub_date, user_id, post_id", &values));
        }
        let mut of_posts = |table: &str, pairs: &BTreeSet<(usize, usize)>| {
            let mut rows = BTreeMap::new();
            for (position, &(user, post)) in pairs.iter().enumerate() {
                let values = format!("{}, {}, {}", id(user), posts[post], at(position));
                rows.insert((user, post), insert(conn, table, "user_id, post_id, timestamp", &values));
            }
            rows
        };
        let (likes, bookmarks) = (of_posts("likes_posts", &world.likes), of_posts("bookmarks", &world.bookmarks));
        let mut comment_likes = BTreeMap::new();
        for &(user, comment) in &world.comment_likes {
            let values = format!("{}, {}", id(user), comments[comment]);
            comment_likes.insert((user, comment), insert(conn, "likes_comments", "user_id, comment_id", &values));
        }
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

    /// What a viewer gets of a post that they may see.
    fn post(&self, viewer: usize, post: usize) -> Value {
        let comments = self.world.comments_on(viewer, post);
        let comments: Vec<Value> = comments.iter().map(|comment| self.comment(viewer, *comment)).collect();
        let likes =
            self.likes.iter().filter(|((by, liked), _)| *liked == post && !self.world.blocked(viewer, *by));
        json!({
            "id": self.posts[post],
            "user": self.users[self.world.posts[post].author].id,
            "has_audience": self.world.posts[post].audiences.is_some(),
            "likes": likes.map(|(_, id)| id).collect::<Vec<_>>(),
            "comments_count": comments.len(),
            "comments": comments,
            "like": self.likes.get(&(viewer, post)),
            "bookmark": self.bookmarks.get(&(viewer, post)),
        })
    }

    /// What a viewer gets of a comment that they may see.
    fn comment(&self, viewer: usize, comment: usize) -> Value {
        let likes = self.comment_likes.keys();
        let likes = likes.filter(|(by, liked)| *liked == comment && !self.world.blocked(viewer, *by)).count();
        let own = self.comment_likes.get(&(viewer, comment));
        json!([self.comments[comment], self.users[self.world.comments[comment].0].id, likes, own])
    }

    /// The posts that a viewer may see and that `wanted` chooses, newest first.
    fn posts(&self, viewer: usize, wanted: impl Fn(usize) -> bool) -> Value {
        let newest_first = (0..self.posts.len()).rev();
        let visible = newest_first.filter(|post| self.world.sees_post(viewer, *post) && wanted(*post));
        visible.map(|post| self.post(viewer, post)).collect()
    }

    fn check(&self) {
        for viewer in self.world.users() {
            if self.world.disabled[viewer] {
                self.check_disabled(viewer);
                continue;
            }
            self.check_posts(viewer);
            self.check_lists(viewer);
            self.check_requests(viewer);
            self.check_audiences(viewer);
            self.check_users(viewer);
            self.check_likes_bookmarks_and_comments(viewer);
            self.check_rows_of_others(viewer);
        }
    }

    fn check_disabled(&self, viewer: usize) {
        let user = &self.users[viewer];
        for path in ["/api/posts", "/api/bookmarks", "/api/stories", "/api/following", "/api/suggestions"] {
            user.get(path).expect(401);
        }
        for post in &self.posts {
            user.get(&format!("/api/posts/{post}")).expect(401);
            user.post("/api/likes", json!({"post_id": post})).expect(401);
        }
    }

    fn check_posts(&self, viewer: usize) {
        let user = &self.users[viewer];
        for list in ["/api/posts", "/api/tags/every/posts"] {
            let is_muted = |post: usize| self.world.mutes_posts(viewer, self.world.posts[post].author);
            let expected = self.posts(viewer, |post| list != "/api/posts" || !is_muted(post));
            assert_eq!(posts_of(&user.get(&format!("{list}?limit=50")).ok()), expected);
            let found: Vec<Value> = pages(user, &format!("{list}?limit=2")).iter().map(post_of).collect();
            assert_eq!(Value::from(found), expected);
        }
        for (author, other) in self.users.iter().enumerate() {
            let answer = user.get(&format!("/api/users/{}/posts", other.username));
            if self.world.sees_author(viewer, author) {
                let own = self.posts(viewer, |post| self.world.posts[post].author == author);
                assert_eq!(posts_of(&answer.ok()), own);
            } else {
                answer.expect(404);
            }
        }
        for (post, id) in self.posts.iter().enumerate() {
            let (one, thread) = (format!("/api/posts/{id}"), format!("/api/posts/{id}/comments"));
            if !self.world.sees_post(viewer, post) {
                user.get(&one).expect(404);
                user.get(&thread).expect(404);
                continue;
            }
            assert_eq!(post_of(&user.get(&one).ok()), self.post(viewer, post));
            let shown = self.world.comments_on(viewer, post);
            let expected: Vec<Value> = shown.iter().rev().map(|comment| self.comment(viewer, *comment)).collect();
            let found = user.get(&thread).ok();
            assert_eq!(found.as_array().expect("a list").iter().map(comment_of).collect::<Vec<_>>(), expected);
            let found = pages(user, &format!("{thread}?limit=2"));
            assert_eq!(found.iter().map(comment_of).collect::<Vec<_>>(), expected);
        }
    }

    fn check_lists(&self, viewer: usize) {
        let (user, world) = (&self.users[viewer], self.world);
        let mut bookmarks: Vec<_> = self.bookmarks.iter().filter(|((by, _), _)| *by == viewer).collect();
        bookmarks.retain(|((_, post), _)| world.sees_post(viewer, *post));
        let expected = |((_, post), id): &(&(usize, usize), &i64)| {
            let mut post = self.post(viewer, *post);
            post["comments"] = json!([]);
            json!([id, post])
        };
        let expected: Vec<Value> = bookmarks.iter().rev().map(expected).collect();
        let bookmark = |found: &Value| json!([found["id"], post_of(&found["post"])]);
        let found = user.get("/api/bookmarks").ok();
        assert_eq!(found.as_array().expect("a list").iter().map(bookmark).collect::<Vec<_>>(), expected);
        let found = pages(user, "/api/bookmarks?limit=2");
        assert_eq!(found.iter().map(bookmark).collect::<Vec<_>>(), expected);

        let shown =
            |story: &Shared| world.sees_shared(viewer, story) && !world.mutes_stories(viewer, story.author);
        let stories = (0..self.stories.len()).rev().filter(|story| shown(&world.stories[*story]));
        let stories: Vec<i64> = stories.map(|story| self.stories[story]).collect();
        assert_eq!(ids(&user.get("/api/stories").ok()), stories);

        let mut following = Vec::new();
        let mut followers = Vec::new();
        for (&(by, of), id) in &self.follows {
            if by == viewer && world.enabled(of) {
                following.push((*id, self.users[of].id));
            }
            if of == viewer && world.enabled(by) {
                followers.push((*id, self.users[by].id));
            }
        }
        for (path, rows) in [("/api/blocks", &self.blocks), ("/api/mutes", &self.mutes)] {
            let own = rows.iter().filter(|((by, of), _)| {
                *by == viewer && if path == "/api/blocks" { world.enabled(*of) } else { world.finds(viewer, *of) }
            });
            let mut own: Vec<i64> = own.map(|(_, id)| *id).collect();
            own.sort_unstable_by(|one, other| other.cmp(one));
            assert_eq!(ids(&user.get(path).ok()), own);
        }
        following.sort_unstable();
        followers.sort_unstable();
        let export = data_export(user.get("/api/profile/archive"));
        for (path, key, expected) in
            [("/api/following", "following", following), ("/api/followers", "follower", followers)]
        {
            let expected: Vec<Value> = expected.iter().map(|(id, user)| json!([id, user])).collect();
            let row = |row: &Value| json!([row["id"], row[key]["id"]]);
            let list = user.get(path).ok();
            for list in [&list, &export[path.rsplit('/').next().expect("a name")]] {
                assert_eq!(list.as_array().expect("a list").iter().map(row).collect::<Vec<_>>(), expected);
            }
        }
    }

    fn check_requests(&self, viewer: usize) {
        let (user, world) = (&self.users[viewer], self.world);
        for direction in ["incoming", "outgoing"] {
            let ends = |(by, to): (usize, usize)| if direction == "incoming" { (to, by) } else { (by, to) };
            let own = self.requests.iter().filter(|(pair, _)| ends(**pair).0 == viewer);
            let shown = own.filter(|(pair, _)| world.enabled(ends(**pair).1));
            let mut expected: Vec<_> =
                shown.map(|(pair, id)| (*id, i64::from(self.users[ends(*pair).1].id))).collect();
            expected.sort_unstable_by(|one, other| other.cmp(one));
            let found = user.get(&format!("/api/follow-requests?direction={direction}")).ok();
            let found = found.as_array().expect("a list").iter();
            let found: Vec<_> = found.map(|one| (one["id"].as_i64(), one["user"]["id"].as_i64())).collect();
            let expected: Vec<_> = expected.into_iter().map(|(id, user)| (Some(id), Some(user))).collect();
            assert_eq!(found, expected, "{direction}");
        }
        for ((by, to), id) in &self.requests {
            if *to != viewer {
                user.post(&format!("/api/follow-requests/{id}/accept"), json!({})).expect(404);
            }
            if *by != viewer && *to != viewer {
                user.delete(&format!("/api/follow-requests/{id}")).expect(404);
            }
        }
    }

    fn check_audiences(&self, viewer: usize) {
        let (user, world) = (&self.users[viewer], self.world);
        let mut own = Vec::new();
        for ((owner, members), id) in world.audiences.iter().zip(&self.audiences) {
            let path = format!("/api/audiences/{id}");
            if *owner != viewer {
                user.get(&format!("{path}/members")).expect(404);
                user.patch(&path, json!({"name": "x"})).expect(404);
                user.delete(&path).expect(404);
                user.post("/api/stories", json!({"text": "x", "audience_ids": [id]})).expect(404);
                continue;
            }
            let shown = members.iter().filter(|one| world.enabled(**one) && world.follows(**one, viewer));
            let shown: BTreeSet<_> = shown.map(|one| Some(i64::from(self.users[*one].id))).collect();
            let found = user.get(&format!("{path}/members")).ok();
            let found = found.as_array().expect("a list").iter().map(|one| one["user"]["id"].as_i64());
            assert_eq!(found.collect::<BTreeSet<_>>(), shown);
            own.push(json!([id, shown.len()]));
        }
        own.reverse();
        let found = user.get("/api/audiences").ok();
        let found = found.as_array().expect("a list").iter().map(|one| json!([one["id"], one["members_count"]]));
        assert_eq!(found.collect::<Vec<_>>(), own);
        for (post, id) in world.posts.iter().zip(&self.posts) {
            let answer = user.get(&format!("/api/posts/{id}/audiences"));
            if post.author != viewer {
                answer.expect(404);
                continue;
            }
            let expected = post.audiences.iter().flatten().map(|audience| self.audiences[*audience]);
            let found: BTreeSet<i64> = ids(&answer.ok()).into_iter().collect();
            assert_eq!(found, expected.collect());
        }
    }

    fn check_users(&self, viewer: usize) {
        let (user, world) = (&self.users[viewer], self.world);
        let new =
            |other: &usize| *other != viewer && world.finds(viewer, *other) && !world.follows(viewer, *other);
        let suggested: Vec<i64> = world.users().filter(new).map(|other| self.users[other].id.into()).collect();
        assert_eq!(ids(&user.get("/api/suggestions").ok()), suggested);

        let friends = user.get("/api/suggestions/friends").ok();
        let friends = friends.as_array().expect("a list").iter();
        let friends: BTreeSet<_> =
            friends.map(|one| (one["id"].as_i64(), one["followed_by_count"].as_u64())).collect();
        let expected = world.friends_of_friends(viewer).into_iter();
        let expected: BTreeSet<_> =
            expected.map(|(other, count)| (Some(self.users[other].id.into()), Some(count as u64))).collect();
        assert_eq!(friends, expected);

        let found = user.get("/api/users?q=tester").ok();
        let found = found.as_array().expect("a list").iter();
        let found: BTreeMap<_, _> = found.map(|one| (one["id"].as_i64(), one["following_id"].as_i64())).collect();
        let expected = world.users().filter(|other| world.finds(viewer, *other));
        let following = |other: usize| self.follows.get(&(viewer, other)).copied();
        let expected: BTreeMap<_, _> =
            expected.map(|other| (Some(self.users[other].id.into()), following(other))).collect();
        assert_eq!(found, expected);

        for other in world.users() {
            let answer = user.get(&format!("/api/users/{}", self.users[other].username));
            if !world.finds(viewer, other) {
                answer.expect(404);
                continue;
            }
            let profile = answer.ok();
            let counts = [
                world.posts.iter().filter(|post| post.author == other && world.sees_shared(viewer, post)).count(),
                self.follows.keys().filter(|(by, of)| *of == other && world.finds(viewer, *by)).count(),
                self.follows.keys().filter(|(by, of)| *by == other && world.finds(viewer, *of)).count(),
            ];
            for (field, count) in ["posts_count", "followers_count", "following_count"].iter().zip(counts) {
                let expected = world.sees_author(viewer, other).then_some(json!(count));
                assert_eq!(profile.get(field), expected.as_ref(), "{field}");
            }
            let requests = [("follow_request_id", (viewer, other)), ("incoming_request_id", (other, viewer))];
            for (field, pair) in requests {
                assert_eq!(
                    profile.get(field).and_then(Value::as_i64),
                    self.requests.get(&pair).copied(),
                    "{field}"
                );
            }
            assert_eq!(profile.get("following_id").and_then(Value::as_i64), following(other));
        }
    }

    /// Writes, and undoes what was written.
    fn check_likes_bookmarks_and_comments(&self, viewer: usize) {
        let (user, world) = (&self.users[viewer], self.world);
        for (post, id) in self.posts.iter().enumerate() {
            let visible = world.sees_post(viewer, post);
            let body = json!({"post_id": id});
            let liked = visible.then(|| self.likes.contains_key(&(viewer, post)));
            let nested = format!("/api/posts/{id}/likes");
            expect_new(user, "/api/likes", &body, liked, "/api/likes");
            expect_new(user, &nested, &json!({}), liked, &nested);
            let bookmarked = visible.then(|| self.bookmarks.contains_key(&(viewer, post)));
            expect_new(user, "/api/bookmarks", &body, bookmarked, "/api/bookmarks");
            let comment = json!({"post_id": id, "text": "y"});
            expect_new(user, "/api/comments", &comment, visible.then_some(false), "/api/comments");
        }
        for (comment, id) in self.comments.iter().enumerate() {
            let liked = world.sees_comment(viewer, comment);
            let liked = liked.then(|| self.comment_likes.contains_key(&(viewer, comment)));
            let path = format!("/api/comments/{id}/likes");
            expect_new(user, &path, &json!({}), liked, &path);
        }
        for other in world.users() {
            let body = json!({"user_id": self.users[other].id});
            let exists =
                viewer == other || world.follows(viewer, other) || self.requests.contains_key(&(viewer, other));
            if world.finds(viewer, other) && world.private[other] && !exists {
                let asked = user.post("/api/following", body);
                assert_eq!((asked.status, asked.json()["status"].as_str()), (202, Some("requested")));
                let page = user.get(&format!("/api/users/{}", self.users[other].username)).ok();
                user.delete(&format!("/api/follow-requests/{}", page["follow_request_id"])).ok();
                continue;
            }
            let followed = world.finds(viewer, other).then_some(exists);
            expect_new(user, "/api/following", &body, followed, "/api/following");
        }
    }

    /// What others have made is not found where only its owner may change it.
    fn check_rows_of_others(&self, viewer: usize) {
        let (user, world) = (&self.users[viewer], self.world);
        let refuse = |path: String| drop(user.delete(&path).expect(404));
        for (_, id) in world.posts.iter().zip(&self.posts).filter(|(post, _)| post.author != viewer) {
            user.patch(&format!("/api/posts/{id}"), json!({"caption": "y"})).expect(404);
            refuse(format!("/api/posts/{id}"));
        }
        for (story, id) in world.stories.iter().zip(&self.stories) {
            let is_visible = world.sees_shared(viewer, story);
            user.post(&format!("/api/stories/{id}/seen"), json!({})).expect(if is_visible { 200 } else { 404 });
            if story.author != viewer {
                user.get(&format!("/api/stories/{id}/viewers")).expect(404);
                refuse(format!("/api/stories/{id}"));
            }
        }
        for (_, id) in world.comments.iter().zip(&self.comments).filter(|((author, _), _)| *author != viewer) {
            refuse(format!("/api/comments/{id}"));
        }
        let lists = [
            ("likes", &self.likes),
            ("bookmarks", &self.bookmarks),
            ("following", &self.follows),
            ("blocks", &self.blocks),
            ("mutes", &self.mutes),
        ];
        for (path, rows) in lists {
            for (_, id) in rows.iter().filter(|((by, _), _)| *by != viewer) {
                refuse(format!("/api/{path}/{id}"));
            }
        }
        for ((_, comment), id) in self.comment_likes.iter().filter(|((by, _), _)| *by != viewer) {
            refuse(format!("/api/comments/{}/likes/{id}", self.comments[*comment]));
        }
    }
}

/// Creates something, and deletes it again below `deleted_at`. It exists already (`Some(true)`), can be created
/// (`Some(false)`), or is not the user's to create (`None`).
fn expect_new(user: &TestUser, path: &str, body: &Value, exists: Option<bool>, deleted_at: &str) {
    let answer = user.post(path, body.clone());
    match exists {
        None => drop(answer.expect(404)),
        Some(true) => drop(answer.expect(400)),
        Some(false) => drop(user.delete(&format!("{deleted_at}/{}", answer.created()["id"])).ok()),
    }
}

/// The part of a post that the model knows.
fn post_of(post: &Value) -> Value {
    let mut likes = ids(&post["likes"]);
    likes.sort_unstable();
    let comments = post.get("comments").and_then(Value::as_array).cloned().unwrap_or_default();
    let comments: Vec<Value> = comments.iter().map(comment_of).collect();
    json!({
        "id": post["id"], "user": post["user"]["id"], "likes": likes, "comments": comments,
        "comments_count": post["comments_count"], "has_audience": post["has_audience"],
        "like": post.get("current_user_like_id"), "bookmark": post.get("current_user_bookmark_id"),
    })
}

/// The part of a comment that the model knows.
fn comment_of(comment: &Value) -> Value {
    json!([comment["id"], comment["user"]["id"], comment["likes_count"], comment.get("current_user_like_id")])
}

fn posts_of(list: &Value) -> Value {
    list.as_array().expect("a list").iter().map(post_of).collect()
}

/// All entries of a list that is read page by page.
fn pages(user: &TestUser, first: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(path) = next {
        let page = user.get(&path);
        let link = page.header("link").map(str::to_owned);
        next = link.map(|link| link.split(['<', '>']).nth(1).expect("an address").to_owned());
        all.extend(page.ok().as_array().expect("a list").clone());
    }
    all
}

/// The JSON file in a data export.
pub fn data_export(answer: Answer) -> Value {
    let mut archive = ZipArchive::new(Cursor::new(answer.body)).expect("a ZIP file");
    let mut text = String::new();
    archive.by_name("data.json").expect("the file").read_to_string(&mut text).expect("UTF-8");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn every_route_shows_and_accepts_what_the_rule_allows() {
    let app = TestApp::start(|config| config.write_limits = None);
    let number = env::var("WORLDS").map_or(16, |number| number.parse().expect("a number of worlds"));
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
