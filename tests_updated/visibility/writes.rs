//! What a viewer may write, compared with the model.

use serde_json::{Value, json};

use super::rows::Rows;
use crate::test_app::TestUser;

impl Rows<'_> {
    /// Writes, and undoes what was written.
    pub fn check_likes_bookmarks_and_comments(&self, viewer: usize) {
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
            if world.finds(viewer, other) && world.users[other].is_private && !exists {
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
    pub fn check_rows_of_others(&self, viewer: usize) {
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
        let comments = world.comments.iter().zip(&self.comments);
        for (comment, id) in comments.filter(|(comment, _)| comment.author != viewer) {
            refuse(format!("/api/comments/{id}"));
            if world.posts[comment.post].author != viewer {
                refuse(format!("/api/posts/{}/comments/{id}", self.posts[comment.post]));
            }
        }
        let lists = [
            ("likes", &self.likes),
            ("bookmarks", &self.bookmarks),
            ("following", &self.follows),
            ("blocks", &self.blocks),
            ("mutes", &self.mutes),
        ];
        // Only the owner matters here, so one row of each list is enough.
        for (path, rows) in lists {
            if let Some((_, id)) = rows.iter().find(|((by, _), _)| *by != viewer) {
                refuse(format!("/api/{path}/{id}"));
            }
        }
        if let Some(((_, comment), id)) = self.comment_likes.iter().find(|((by, _), _)| *by != viewer) {
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
