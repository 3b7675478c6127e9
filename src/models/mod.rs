//! Users and what they make: rows, the queries that read and change them, and the types of the answers.
//!
//! Queries whose result depends on the user who asks take the `viewer`. They return `NotFound` both for what does not exist
//! and for what the viewer may not see or change, so that clients cannot tell them apart.

mod admin;
mod audience;
mod audience_member;
mod block;
mod byte_size;
mod data_export;
mod epoch;
mod follow_request;
mod following;
mod guest_link;
mod hidden_content;
mod idempotency_key;
mod image;
mod image_path;
mod invite;
mod limited_attempts;
mod live;
mod lossy_text;
mod mentions;
mod mute;
mod notice;
mod notifications;
mod password_reset;
mod posts;
mod push;
mod quota;
mod report;
mod revocation;
mod session_end;
mod settings;
mod story;
mod story_view;
mod users;
mod visibility;
mod words;
mod write_count;

pub use admin::{
    Actor, AdminUserDict, AdminUserFilter, AuditEntry, AuditEntryDict, Decision, DecisionRefused, DeletedContent,
    LastAdmin, PasswordProof, Role, RoleRefused, UserState, UserStorage,
};
pub use audience::{Audience, AudienceDict, AudienceRefused, NewAudience};
pub use audience_member::{AudienceMember, AudienceMemberDict};
pub use block::{Block, BlockDict, BlockOrMuteRefused, MOST_BLOCKS};
pub use byte_size::{format_bytes, parse_bytes};
pub use data_export::{Belongings, BelongingsPage};
pub use epoch::Epoch;
pub use follow_request::{FollowRequest, FollowRequestDict, RequestDirection};
pub use following::{FollowRefused, FollowRequestedDict, Followed, FollowerDict, Following, FollowingDict};
pub use guest_link::{GuestLink, GuestLinkDict, NewGuestLink, OpenGuestLink, SharedPost, TooManyGuestLinks};
use hidden_content::HiddenContent;
pub use idempotency_key::{KeyUse, KeyedRequest, StoredAnswer};
pub use image::{GRACE, Image, NotTheirs};
pub use image_path::ImagePath;
pub use invite::{Invite, InviteDict};
pub use limited_attempts::{AttemptLimitReached, LimitedAttempts};
pub use live::{Changes, LivePost, LiveState, Positions};
pub use mentions::Mention;
pub use mute::{Mute, MuteDict, Muted};
pub use notice::{Notice, NoticeDict};
pub use notifications::{
    Fresh, LatestNotification, Notification, NotificationCountDict, NotificationDict, NotificationKind,
    NotificationSettingsDict,
};
pub use password_reset::PasswordReset;
pub use posts::{
    Bookmark, BookmarkDict, Comment, CommentDict, CommentLike, CommentLikeDict, Cursor, ImageChanges, Included,
    IncludedComments, IncludedLikes, Like, LikeDict, LikeWithUserDict, NewPost, PageRequest, Post, PostCache,
    PostChanges, PostDict, PostImage, PostImageDict, PostImages, PostIsFull, PubDate, Tag, UnreadComments,
};
use posts::{cursor::RowsOf, images_behind_the_first};
pub use push::{LeasedDevice, NewPushSubscription, PushSubscription, PushSubscriptionDict};
pub use quota::{Quota, QuotaExceeded, Usage};
pub use report::{OwnReport, Report, ReportDict, ReportState, ReportSubject};
pub use revocation::{RevokedToken, TokenId};
pub use session_end::{
    EndingSessions, ValidAfter, end_sessions, end_sessions_now, end_sessions_or_refuse, settle, settle_leftovers,
    settle_leftovers_now, settle_now,
};
pub use settings::{
    LimitName, LimitValues, Limits, SettingName, Settings, SettingsCache, Signup, StoredSettings, UserLimits,
    WriteLimits,
};
pub use story::{NewStory, Story, StoryDict, StoryRefused, TooManyStories};
pub use story_view::{StoryView, StoryViewDict};
pub use users::{
    AlreadyTaken, CurrentUser, Emails, FriendSuggestion, LONGEST_PASSWORD, NewUser, OwnProfile, PasswordError,
    ProfileChanges, ProfileDetails, ProfileRefused, SHORTEST_PASSWORD, User, UserCredentials, UserDict,
    UserProfile, UserSearchResult, UserSummary, ValidationError, composed,
};
pub use write_count::{LimitReached, WriteCount, WriteKind};

use diesel::QueryResult;

/// By how many seconds the clocks of processes may differ. A count that began further in the future is ignored: a wrong
/// clock wrote it.
const CLOCKS_DIFFER: i64 = 60;

/// Turns a statement that changed no row into `NotFound`.
fn must_exist(rows: usize) -> QueryResult<()> {
    match rows {
        0 => Err(diesel::result::Error::NotFound),
        _ => Ok(()),
    }
}
