//! The people and what they make: rows, the queries that fetch and change them, and the dictionaries that go out.
//!
//! Every question that depends on who asks takes the `viewer`. A query answers `NotFound` both for what does not
//! exist and for what is not the viewer's to see or touch, so that nobody can tell the two apart.

mod byte_size;
mod data_export;
mod epoch;
mod following;
mod image;
mod invite;
mod limited_attempts;
mod lossy_text;
mod password_reset;
mod posts;
mod quota;
mod revocation;
mod session_end;
mod story;
mod users;
mod visibility;
mod write_count;

pub use byte_size::{format_bytes, parse_bytes};
pub use data_export::{Belongings, BelongingsPage};
pub use epoch::Epoch;
pub use following::{FollowerDict, Following, FollowingDict};
pub use image::{GRACE, Image, ImagePath, NotTheirs};
pub use invite::Invite;
pub use limited_attempts::LimitedAttempts;
pub use password_reset::PasswordReset;
pub use posts::{
    Bookmark, BookmarkDict, Comment, CommentDict, CommentLike, CommentLikeDict, CommentsWanted, Cursor, Like,
    LikeDict, NewPost, PageOf, Post, PostCache, PostChanges, PostDict, PostIsFull, PubDate, UnreadComments,
};
pub use quota::{Quota, QuotaExceeded, Usage};
pub use revocation::{RevokedToken, TokenId};
pub use session_end::{
    EndingSessions, ValidAfter, end_sessions, end_sessions_now, settle, settle_leftovers, settle_leftovers_now,
    settle_now,
};
pub use story::{NewStory, Story, StoryDict, TooManyStories};
pub use users::{
    CurrentUser, Emails, FriendSuggestion, LONGEST_PASSWORD, NewUser, PasswordError, ProfileChanges,
    SHORTEST_PASSWORD, User, UserCredentials, UserDict, UserProfile, UserSearchResult, UserSummary,
    ValidationError, composed,
};
pub use write_count::{LimitReached, WriteCount, WriteKind};

use diesel::QueryResult;

/// By how many seconds the clocks of processes may differ. A count that began further in the future was written by a wrong
/// clock, and is ignored.
const CLOCKS_DIFFER: i64 = 60;

/// A statement that should have touched one row found none.
fn must_exist(rows: usize) -> QueryResult<()> {
    match rows {
        0 => Err(diesel::result::Error::NotFound),
        _ => Ok(()),
    }
}
