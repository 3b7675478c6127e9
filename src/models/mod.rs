//! The people and what they make: rows, the queries that fetch and change them, and the dictionaries that go out.
//!
//! Every question that depends on who asks takes the `viewer`. A query answers `NotFound` both for what does not
//! exist and for what is not the viewer's to see or touch, so that nobody can tell the two apart.

mod archive;
mod bookmark;
mod characters;
mod comment;
mod comment_like;
mod content;
mod cursor;
mod epoch;
mod failed_sign_in;
mod following;
mod image;
mod invite;
mod like;
mod lookalike;
mod newest_comments;
mod odd_text;
mod outline;
mod page;
mod password_reset;
mod person;
mod post;
mod profile;
mod pub_date;
mod revocation;
mod rules;
mod session_end;
mod spelling;
mod story;
mod thread;
mod user;
mod viewer;
mod visibility;
mod write_count;

pub use archive::{Belongings, BelongingsPage};
pub use bookmark::{Bookmark, BookmarkDict};
pub use comment::{Comment, CommentDict, PostIsFull};
pub use comment_like::{CommentLike, CommentLikeDict};
pub use content::PostContents;
pub use cursor::Cursor;
pub use epoch::Epoch;
pub use failed_sign_in::FailedSignIns;
pub use following::{FollowerDict, Following, FollowingDict};
pub use image::{GRACE, Image, NotTheirs, PicturePath};
pub use invite::Invite;
pub use like::{Like, LikeDict};
pub use password_reset::PasswordReset;
pub use person::{FoundPerson, FriendOfFriends, Person, PersonPage};
pub use post::{NewPost, PageOf, Post, PostChanges, PostDict};
pub use profile::ProfileChanges;
pub use pub_date::PubDate;
pub use revocation::{RevokedToken, TokenMark};
pub use rules::{BrokenRule, LONGEST_PASSWORD, PasswordError, SHORTEST_PASSWORD};
pub use session_end::{
    EndingSessions, ValidAfter, end_sessions, end_sessions_now, settle, settle_leftovers, settle_leftovers_now,
    settle_now,
};
pub use spelling::composed;
pub use story::{NewStory, Story, StoryDict, TooManyStories};
pub use thread::{CommentsWanted, UnreadComments};
pub use user::{Account, NewUser, User, UserDict};
pub use viewer::{Emails, Viewer};
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
