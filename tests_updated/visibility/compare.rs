//! What a viewer is shown, compared with the model.

use serde_json::{Value, json};

use super::{
    data_export,
    rows::Rows,
    world::{Comment, Shared},
};
use crate::test_app::{TestUser, ids};

impl Rows<'_> {
    /// What a viewer gets of a post that they may see.
    fn post(&self, viewer: usize, post: usize) -> Value {
        let comments = self.world.comments_with(viewer, post);
        let comments: Vec<Value> = comments.iter().map(|comment| self.comment(viewer, *comment)).collect();
        let likes = self.likes.iter();
        let likes = likes.filter(|((by, liked), _)| *liked == post && self.world.counts_like(viewer, *by));
        json!({
            "id": self.posts[post],
            "user": self.users[self.world.posts[post].author].id,
            "has_audience": self.world.posts[post].audiences.is_some(),
            "is_hidden": self.world.posts[post].is_hidden.then_some(true),
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
        let likes = likes.filter(|(by, liked)| *liked == comment && self.world.counts_like(viewer, *by)).count();
        let own = self.comment_likes.get(&(viewer, comment));
        let Comment { author, is_hidden, .. } = self.world.comments[comment];
        json!([self.comments[comment], self.users[author].id, likes, own, is_hidden.then_some(true)])
    }

    /// The posts that a viewer may see and that `wanted` chooses, newest first.
    fn posts(&self, viewer: usize, wanted: impl Fn(usize) -> bool) -> Value {
        let newest_first = (0..self.posts.len()).rev();
        let visible = newest_first.filter(|post| self.world.sees_post(viewer, *post) && wanted(*post));
        visible.map(|post| self.post(viewer, post)).collect()
    }

    pub fn check(&self) {
        for viewer in self.world.users() {
            if !self.world.is_active(viewer) {
                self.check_inactive(viewer);
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

    fn check_inactive(&self, viewer: usize) {
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
            let found: Vec<Value> = pages(user, &format!("{list}?limit=3")).iter().map(post_of).collect();
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
            let one = format!("/api/posts/{id}");
            let (thread, likes) = (format!("{one}/comments"), format!("{one}/likes"));
            if !self.world.sees_post(viewer, post) {
                for path in [&one, &thread, &likes] {
                    user.get(path).expect(404);
                }
                continue;
            }
            assert_eq!(post_of(&user.get(&one).ok()), self.post(viewer, post));
            let shown = self.world.thread(viewer, post);
            let expected: Vec<Value> = shown.iter().rev().map(|comment| self.comment(viewer, *comment)).collect();
            let found = pages(user, &format!("{thread}?limit=3"));
            assert_eq!(found.iter().map(comment_of).collect::<Vec<_>>(), expected);
            let newest_first = self.likes.iter().rev().filter(|((_, liked), _)| *liked == post);
            let shown = newest_first.filter(|((by, _), _)| self.world.finds(viewer, *by));
            assert_eq!(ids(&user.get(&likes).ok()), shown.map(|(_, id)| *id).collect::<Vec<_>>());
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
        let story = |story: usize| json!([self.stories[story], world.stories[story].is_hidden.then_some(true)]);
        let found = user.get("/api/stories").ok();
        let found = found.as_array().expect("a list").iter().map(|one| json!([one["id"], one.get("is_hidden")]));
        assert_eq!(found.collect::<Value>(), stories.map(story).collect::<Value>());

        let mut following = Vec::new();
        let mut followers = Vec::new();
        for (&(by, of), id) in &self.follows {
            if by == viewer && world.is_active(of) {
                following.push((*id, self.users[of].id));
            }
            if of == viewer && world.is_active(by) {
                followers.push((*id, self.users[by].id));
            }
        }
        for (path, rows) in [("/api/blocks", &self.blocks), ("/api/mutes", &self.mutes)] {
            let own = rows.iter().filter(|((by, of), _)| {
                *by == viewer
                    && if path == "/api/blocks" { world.is_active(*of) } else { world.finds(viewer, *of) }
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
        "is_hidden": post.get("is_hidden"),
        "like": post.get("current_user_like_id"), "bookmark": post.get("current_user_bookmark_id"),
    })
}

/// The part of a comment that the model knows.
fn comment_of(comment: &Value) -> Value {
    let own = comment.get("current_user_like_id");
    json!([comment["id"], comment["user"]["id"], comment["likes_count"], own, comment.get("is_hidden")])
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
