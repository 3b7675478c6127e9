//! The cached comments of a post, rendered once for everybody, and how a viewer sees them.

use std::{borrow::Cow, ops::Range};

use diesel::{QueryResult, result::Error};
use serde_json::value::RawValue;

use crate::models::{
    CommentDict, IncludedComments,
    posts::blocked_users::BlockedUsers,
    posts::cached_json::{CachedJson, render},
};

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

/// The comments on a post by users with a block between them and the viewer.
#[derive(Debug, Clone, Copy)]
pub(in crate::models) struct BlockedComments<'a> {
    /// Their authors, whose likes are left out too.
    pub authors: &'a BlockedUsers,
    /// How many they are, cached or not.
    pub number: usize,
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
    /// The comments, in the order of `all`.
    comments: Vec<ThreadComment>,
    /// The likes of the comments, by user.
    likes: Vec<ThreadLike>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct ThreadComment {
    author_id: i32,
    /// Where it is in the JSON array.
    range: Range<usize>,
    likes_count: i64,
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
        let mut placed = Vec::with_capacity(comments.len());
        let mut likes = Vec::new();
        // After the bracket; then after each comma.
        let mut start = 1;
        for (position, (comment, liked)) in comments.iter().enumerate() {
            let piece = render(comment)?;
            let range = start..start + piece.get().len();
            start = range.end + 1;
            pieces.push(piece);
            placed.push(ThreadComment { author_id: comment.user.id, range, likes_count: comment.likes_count });
            likes.extend(liked.iter().map(|(id, user_id)| ThreadLike { user_id: *user_id, position, id: *id }));
        }
        likes.sort_unstable();
        Ok(Self { post_id, total, all: render(&pieces)?, comments: placed, likes })
    }

    pub fn post_id(&self) -> i32 {
        self.post_id
    }

    /// Whether all comments of the post are cached.
    pub fn is_whole(&self) -> bool {
        self.comments.len() == self.total
    }

    /// The number of cached comments by these users.
    pub fn count_by(&self, authors: &BlockedUsers) -> usize {
        self.comments.iter().filter(|comment| authors.contains(comment.author_id)).count()
    }

    /// The number of comments of the post, cached or not, without those of blocked users.
    pub fn count(&self, blocked: BlockedComments<'_>) -> usize {
        self.total.saturating_sub(blocked.number)
    }

    /// The comments with the viewer's likes.
    pub fn seen_by(
        &self,
        viewer_id: i32,
        wanted: IncludedComments,
        blocked: BlockedComments<'_>,
    ) -> QueryResult<SeenComments> {
        let newest = match wanted {
            IncludedComments::None => return Ok(SeenComments::NotWanted),
            IncludedComments::All => None,
            IncludedComments::Newest(number) => Some(number),
        };
        let total = self.count(blocked);
        let number = newest.map_or(total, |newest| newest.min(total));
        if self.has_any_of(blocked.authors) {
            return self.seen_without(viewer_id, newest, number, blocked.authors);
        }
        let cached = self.comments.len();
        if number > cached {
            return Ok(SeenComments::Unread(UnreadComments { post_id: self.post_id, newest }));
        }
        let first = cached - number;
        let own = self.likes_of(viewer_id, first);
        if first == 0 && own.is_empty() {
            return Ok(SeenComments::Cached(self.all.clone()));
        }
        let pieces = self.comments.iter().enumerate().skip(first);
        json_array(pieces.map(|(position, comment)| self.piece(comment, like_at(own, position), 0)))
    }

    /// Whether some of the users wrote or like one of the cached comments.
    fn has_any_of(&self, users: &BlockedUsers) -> bool {
        !users.is_empty()
            && (self.comments.iter().any(|comment| users.contains(comment.author_id))
                || self.likes.iter().any(|like| users.contains(like.user_id)))
    }

    /// As [`Self::seen_by`], without the comments and likes of blocked users.
    fn seen_without(
        &self,
        viewer_id: i32,
        newest: Option<usize>,
        number: usize,
        blocked: &BlockedUsers,
    ) -> QueryResult<SeenComments> {
        let mut visible: Vec<(usize, &ThreadComment)> =
            self.comments.iter().enumerate().filter(|(_, comment)| !blocked.contains(comment.author_id)).collect();
        if number > visible.len() {
            return Ok(SeenComments::Unread(UnreadComments { post_id: self.post_id, newest }));
        }
        visible.drain(..visible.len() - number);
        let own = self.likes_of(viewer_id, 0);
        let mut blocked_likes = vec![0; self.comments.len()];
        for like in self.likes.iter().filter(|like| blocked.contains(like.user_id)) {
            blocked_likes[like.position] += 1;
        }
        let piece = |(position, comment)| self.piece(comment, like_at(own, position), blocked_likes[position]);
        json_array(visible.into_iter().map(piece))
    }

    /// The likes of a user, of the comments from the position `first`, by position.
    fn likes_of(&self, user_id: i32, first: usize) -> &[ThreadLike] {
        let from = self.likes.partition_point(|like| (like.user_id, like.position) < (user_id, first));
        let likes = &self.likes[from..];
        &likes[..likes.partition_point(|like| like.user_id == user_id)]
    }

    /// The JSON of a comment with the viewer's like, and without likes of blocked users.
    fn piece(&self, comment: &ThreadComment, own: Option<&ThreadLike>, blocked_likes: i64) -> Cow<'_, str> {
        let piece = &self.all.get()[comment.range.clone()];
        let mut open = Cow::from(&piece[..piece.len() - 1]);
        if blocked_likes > 0 {
            // It is the last field: the like of the viewer is absent.
            let count = comment.likes_count.to_string();
            let likes_count = (comment.likes_count - blocked_likes).max(0);
            open = format!("{}{likes_count}", &open[..open.len() - count.len()]).into();
        }
        match own {
            None if blocked_likes == 0 => piece.into(),
            None => format!("{open}}}").into(),
            Some(like) => format!("{open},\"current_user_like_id\":{}}}", like.id).into(),
        }
    }

    /// The size in bytes.
    pub fn size(&self) -> usize {
        self.all.get().len() + size_of_val(self.comments.as_slice()) + size_of_val(self.likes.as_slice())
    }
}

/// The like of the comment at a position, among likes by position.
fn like_at(likes: &[ThreadLike], position: usize) -> Option<&ThreadLike> {
    likes.binary_search_by_key(&position, |like| like.position).ok().map(|found| &likes[found])
}

fn json_array<'a>(pieces: impl Iterator<Item = Cow<'a, str>>) -> QueryResult<SeenComments> {
    let mut text = String::from("[");
    for piece in pieces {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&piece);
    }
    text.push(']');
    let text = RawValue::from_string(text).map_err(|why| Error::SerializationError(Box::new(why)))?;
    Ok(SeenComments::Cached(text.into()))
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
                CommentDict {
                    id,
                    text,
                    post_id: 12,
                    user,
                    created_at,
                    is_hidden: false,
                    likes_count,
                    current_user_like_id: None,
                },
                likes,
            )
        };
        let comments = [comment(1, vec![(70, 5), (71, 4)]), comment(2, vec![]), comment(3, vec![(72, 5)])];
        CommentThread::new(12, total, &comments).expect("a thread")
    }

    fn seen(viewer_id: i32, wanted: IncludedComments) -> Vec<(i64, i64, Value)> {
        seen_without(viewer_id, wanted, vec![], 0)
    }

    fn seen_without(
        viewer_id: i32,
        wanted: IncludedComments,
        blocked: Vec<i32>,
        number: usize,
    ) -> Vec<(i64, i64, Value)> {
        let blocked = BlockedComments { authors: &blocked.into(), number };
        let SeenComments::Cached(text) = thread(3).seen_by(viewer_id, wanted, blocked).expect("a list") else {
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
        let blocked = BlockedComments { authors: &BlockedUsers::default(), number: 0 };
        let nothing = thread(3).seen_by(5, IncludedComments::None, blocked).expect("no list");
        assert!(matches!(nothing, SeenComments::NotWanted));
    }

    #[test]
    fn more_comments_than_are_cached_are_read_separately() {
        let blocked = BlockedComments { authors: &BlockedUsers::default(), number: 0 };
        let seen = |wanted| thread(4).seen_by(5, wanted, blocked).expect("a list");

        assert!(matches!(seen(IncludedComments::Newest(3)), SeenComments::Cached(_)));
        for (wanted, newest) in [(IncludedComments::Newest(4), Some(4)), (IncludedComments::All, None)] {
            let SeenComments::Unread(unread) = seen(wanted) else { panic!("{wanted:?}") };
            assert_eq!(unread, UnreadComments { post_id: 12, newest });
        }
    }

    #[test]
    fn comments_and_likes_of_blocked_users_are_left_out() {
        // Everybody but the author of all comments.
        assert_eq!(seen_without(4, IncludedComments::All, vec![5], 0)[0], (1, 1, json!(71)));
        assert_eq!(seen_without(6, IncludedComments::All, vec![4, 5], 0)[0], (1, 0, json!(null)));
        assert_eq!(seen_without(6, IncludedComments::Newest(1), vec![5], 0), [(3, 0, json!(null))]);
        assert_eq!(seen_without(6, IncludedComments::All, vec![1], 3), []);
        let blocked = BlockedComments { authors: &vec![9].into(), number: 0 };
        let SeenComments::Unread(unread) = thread(4).seen_by(5, IncludedComments::All, blocked).expect("a list")
        else {
            panic!("not all are cached")
        };
        assert_eq!(unread.newest, None);
    }
}
