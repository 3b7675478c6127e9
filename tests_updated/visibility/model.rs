//! The rule, computed from the lists of a world alone.

use std::collections::BTreeMap;

use super::world::{Muted, Shared, Subject, World};

impl World {
    pub fn users(&self) -> impl Iterator<Item = usize> {
        0..self.users.len()
    }

    /// Whether the account is there and can be used. Nothing is left of a deleted user; a disabled user is hidden.
    pub fn is_active(&self, user: usize) -> bool {
        !self.users[user].is_disabled && !self.users[user].is_deleted
    }

    pub fn follows(&self, user: usize, other: usize) -> bool {
        self.follows.contains(&(user, other)) && !self.blocked(user, other)
    }

    /// Whether one of two users blocks the other.
    pub fn blocked(&self, user: usize, other: usize) -> bool {
        self.blocks.contains(&(user, other)) || self.blocks.contains(&(other, user))
    }

    /// Whether a viewer finds a user at all.
    pub fn finds(&self, viewer: usize, user: usize) -> bool {
        self.is_active(user) && !self.blocked(viewer, user)
    }

    /// Whether a viewer learns of a like by a user. Likes of disabled users count.
    pub fn counts_like(&self, viewer: usize, by: usize) -> bool {
        !self.users[by].is_deleted && !self.blocked(viewer, by)
    }

    pub fn mutes_posts(&self, viewer: usize, author: usize) -> bool {
        matches!(self.mutes.get(&(viewer, author)), Some(Muted::Posts | Muted::Both))
    }

    pub fn mutes_stories(&self, viewer: usize, author: usize) -> bool {
        matches!(self.mutes.get(&(viewer, author)), Some(Muted::Stories | Muted::Both))
    }

    pub fn sees_author(&self, viewer: usize, author: usize) -> bool {
        self.is_active(author) && (viewer == author || self.follows(viewer, author))
    }

    pub fn sees_shared(&self, viewer: usize, shared: &Shared) -> bool {
        let is_in = |audience: &usize| self.audiences[*audience].1.contains(&viewer);
        let is_for = shared.audiences.as_ref().is_none_or(|audiences| audiences.iter().any(is_in));
        self.sees_author(viewer, shared.author) && (viewer == shared.author || (is_for && !shared.is_hidden))
    }

    pub fn sees_post(&self, viewer: usize, post: usize) -> bool {
        self.sees_shared(viewer, &self.posts[post])
    }

    pub fn sees_comment(&self, viewer: usize, comment: usize) -> bool {
        self.sees_post(viewer, self.comments[comment].post) && self.shows_comment(viewer, comment)
    }

    /// Whether a viewer who sees the post sees a comment on it.
    fn shows_comment(&self, viewer: usize, comment: usize) -> bool {
        let comment = self.comments[comment];
        self.finds(viewer, comment.author) && (!comment.is_hidden || comment.author == viewer)
    }

    /// The thread of a post that a viewer sees, oldest comment first.
    pub fn thread(&self, viewer: usize, post: usize) -> Vec<usize> {
        let all = (0..self.comments.len()).filter(|comment| self.comments[*comment].post == post);
        all.filter(|comment| self.shows_comment(viewer, *comment)).collect()
    }

    /// The comments that come with a post. Hidden ones are left out, for their authors too.
    pub fn comments_with(&self, viewer: usize, post: usize) -> Vec<usize> {
        let mut comments = self.thread(viewer, post);
        comments.retain(|comment| !self.comments[*comment].is_hidden);
        comments
    }

    /// The author of what a report is about, if the reporter sees it.
    pub fn reported_author(&self, reporter: usize, subject: Subject) -> Option<usize> {
        let (author, is_seen) = match subject {
            Subject::Post(post) => (self.posts[post].author, self.sees_post(reporter, post)),
            Subject::Story(story) => {
                let story = &self.stories[story];
                (story.author, self.sees_shared(reporter, story))
            }
            Subject::Comment(comment) => (self.comments[comment].author, self.sees_comment(reporter, comment)),
            // A user whom the reporter blocks may well be reported.
            Subject::User(user) => (user, self.is_active(user) && !self.blocks.contains(&(user, reporter))),
        };
        is_seen.then_some(author)
    }

    /// The users whom friends of `viewer` follow, and how many friends follow each.
    pub fn friends_of_friends(&self, viewer: usize) -> BTreeMap<usize, usize> {
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
