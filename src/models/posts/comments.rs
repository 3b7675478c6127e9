//! The cached comments of a post, rendered once for everybody, and how a viewer sees them.

use std::ops::Range;

use diesel::{QueryResult, result::Error};
use serde_json::value::RawValue;

use crate::models::{
    CommentDict,
    posts::cached_json::{CachedJson, render},
};

/// How many comments of a post a request wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncludedComments {
    All,
    /// The newest, up to this number.
    Newest(usize),
    /// No list at all.
    None,
}

/// The maximum number of comments that are cached of a post.
pub(in crate::models) const CACHED_COMMENTS: usize = 100;

/// The maximum size of a post's cached comments in bytes, with the texts of their authors.
pub(in crate::models) const CACHED_BYTES: usize = 32 * 1024;

/// Comments that are too many to cache: they are read while they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnreadComments {
    pub(in crate::models) post_id: i32,
    /// The number of newest comments; `None` for all.
    pub(in crate::models) newest: Option<usize>,
}

/// The comments of a post for a viewer.
#[derive(Debug, Clone)]
pub(in crate::models) enum SeenComments {
    NotWanted,
    /// A JSON array, oldest first.
    Cached(CachedJson),
    Unread(UnreadComments),
}

/// The newest comments of a post.
#[derive(Debug, Clone)]
pub(in crate::models) struct CommentThread {
    post_id: i32,
    /// The number of all comments of the post.
    total: usize,
    /// A JSON array, oldest first, without the viewer's likes.
    all: CachedJson,
    /// The range of each comment in `all`.
    ranges: Vec<Range<usize>>,
    /// The likes of the comments, by user.
    likes: Vec<ThreadLike>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct ThreadLike {
    user_id: i32,
    /// The position of the comment.
    position: usize,
    id: i32,
}

impl CommentThread {
    /// Takes the newest of `total` comments, oldest first, each with its likes as `(id, user_id)`.
    pub fn new(post_id: i32, total: usize, comments: &[(CommentDict, Vec<(i32, i32)>)]) -> QueryResult<Self> {
        let mut pieces = Vec::with_capacity(comments.len());
        let mut ranges = Vec::with_capacity(comments.len());
        let mut likes = Vec::new();
        // After the bracket; then after each comma.
        let mut start = 1;
        for (position, (comment, liked)) in comments.iter().enumerate() {
            let piece = render(comment)?;
            let end = start + piece.get().len();
            ranges.push(start..end);
            start = end + 1;
            pieces.push(piece);
            likes.extend(liked.iter().map(|(id, user_id)| ThreadLike { user_id: *user_id, position, id: *id }));
        }
        likes.sort_unstable();
        Ok(Self { post_id, total, all: render(&pieces)?, ranges, likes })
    }

    /// The number of all comments of the post, cached or not.
    pub fn count(&self) -> usize {
        self.total
    }

    /// The comments with the viewer's likes.
    pub fn seen_by(&self, viewer_id: i32, wanted: IncludedComments) -> QueryResult<SeenComments> {
        let newest = match wanted {
            IncludedComments::None => return Ok(SeenComments::NotWanted),
            IncludedComments::All => None,
            IncludedComments::Newest(number) => Some(number),
        };
        let cached = self.ranges.len();
        let number = newest.map_or(self.total, |newest| newest.min(self.total));
        if number > cached {
            return Ok(SeenComments::Unread(UnreadComments { post_id: self.post_id, newest }));
        }
        let first = cached - number;
        let from = self.likes.partition_point(|like| (like.user_id, like.position) < (viewer_id, first));
        let own = &self.likes[from..];
        let own = &own[..own.partition_point(|like| like.user_id == viewer_id)];
        if first == 0 && own.is_empty() {
            return Ok(SeenComments::Cached(self.all.clone()));
        }
        let all = self.all.get();
        let mut own = own.iter().peekable();
        let mut text = String::from("[");
        for (position, range) in self.ranges.iter().enumerate().skip(first) {
            if position > first {
                text.push(',');
            }
            match own.next_if(|like| like.position == position) {
                None => text.push_str(&all[range.clone()]),
                // Before the closing brace.
                Some(like) => {
                    let open = &all[range.start..range.end - 1];
                    text.push_str(&format!("{open},\"current_user_like_id\":{}}}", like.id));
                }
            }
        }
        text.push(']');
        let text = RawValue::from_string(text).map_err(|why| Error::SerializationError(Box::new(why)))?;
        Ok(SeenComments::Cached(text.into()))
    }

    /// The size in bytes.
    pub fn size(&self) -> usize {
        self.all.get().len() + size_of_val(self.ranges.as_slice()) + size_of_val(self.likes.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::models::{PubDate, User};

    fn thread(total: usize) -> CommentThread {
        let user = std::sync::Arc::new(User {
            id: 1,
            first_name: String::new(),
            last_name: "\"},{".to_owned(),
            username: "ada".to_owned(),
            email: String::new(),
            image_url: None,
            thumb_url: None,
        });
        let comment = |id: i32, likes: Vec<(i32, i32)>| {
            let text = format!("comment {id}, {{\"");
            let user = user.clone();
            let likes_count = likes.len() as i64;
            let created_at = PubDate::UNKNOWN;
            (
                CommentDict { id, text, post_id: 12, user, created_at, likes_count, current_user_like_id: None },
                likes,
            )
        };
        let comments = [comment(1, vec![(70, 5), (71, 4)]), comment(2, vec![]), comment(3, vec![(72, 5)])];
        CommentThread::new(12, total, &comments).expect("a thread")
    }

    fn seen(viewer_id: i32, wanted: IncludedComments) -> Vec<(i64, i64, Value)> {
        let SeenComments::Cached(text) = thread(3).seen_by(viewer_id, wanted).expect("a list") else {
            panic!("some list")
        };
        let list: Vec<Value> = serde_json::from_str(text.get()).expect("JSON");
        let number = |value: &Value| value.as_i64().expect("a number");
        list.iter()
            .map(|one| (number(&one["id"]), number(&one["likes_count"]), one["current_user_like_id"].clone()))
            .collect()
    }

    #[test]
    fn users_see_their_own_likes_and_the_counts() {
        assert_eq!(seen(5, IncludedComments::All), [(1, 2, json!(70)), (2, 0, json!(null)), (3, 1, json!(72))]);
        assert_eq!(seen(4, IncludedComments::All)[0], (1, 2, json!(71)));
        assert_eq!(seen(6, IncludedComments::All)[2], (3, 1, json!(null)));
    }

    #[test]
    fn the_newest_comments_are_at_the_end() {
        assert_eq!(seen(5, IncludedComments::Newest(1)), [(3, 1, json!(72))]);
        assert_eq!(seen(4, IncludedComments::Newest(2)), [(2, 0, json!(null)), (3, 1, json!(null))]);
        assert_eq!(seen(4, IncludedComments::Newest(9)).len(), 3);
        assert_eq!(seen(4, IncludedComments::Newest(0)), []);
        let nothing = thread(3).seen_by(5, IncludedComments::None).expect("no list");
        assert!(matches!(nothing, SeenComments::NotWanted));
    }

    #[test]
    fn more_comments_than_are_cached_are_read_separately() {
        let seen = |wanted| thread(4).seen_by(5, wanted).expect("a list");

        assert!(matches!(seen(IncludedComments::Newest(3)), SeenComments::Cached(_)));
        for (wanted, newest) in [(IncludedComments::Newest(4), Some(4)), (IncludedComments::All, None)] {
            let SeenComments::Unread(unread) = seen(wanted) else { panic!("{wanted:?}") };
            assert_eq!(unread, UnreadComments { post_id: 12, newest });
        }
    }
}
