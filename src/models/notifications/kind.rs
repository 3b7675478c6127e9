//! The kinds of notifications.

use serde::Serialize;
use utoipa::ToSchema;

/// What a notification tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// Users liked your post.
    Like,
    /// Users commented on your post.
    Comment,
    /// Users mentioned you in a caption or in comments.
    Mention,
    /// Users answered you: their comment begins with your username.
    Reply,
    /// Users liked your comment.
    CommentLike,
    /// Users follow you, without a request.
    Follow,
    /// Users ask for permission to follow you.
    FollowRequest,
    /// Users accepted your requests to follow them.
    FollowAccepted,
    /// Something was reported, and you are a moderator.
    Report,
    /// The moderators tell you something; see `/api/notices`.
    Notice,
}

impl NotificationKind {
    pub(super) const ALL: [Self; 10] = [
        Self::Like,
        Self::Comment,
        Self::Mention,
        Self::Reply,
        Self::CommentLike,
        Self::Follow,
        Self::FollowRequest,
        Self::FollowAccepted,
        Self::Report,
        Self::Notice,
    ];

    /// The name in JSON and in the table of states.
    pub fn name(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Comment => "comment",
            Self::Mention => "mention",
            Self::Reply => "reply",
            Self::CommentLike => "comment_like",
            Self::Follow => "follow",
            Self::FollowRequest => "follow_request",
            Self::FollowAccepted => "follow_accepted",
            Self::Report => "report",
            Self::Notice => "notice",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The number by which a statement returns the kind.
    pub(super) fn number(self) -> i32 {
        self as i32
    }

    /// The kind with this number.
    pub(super) fn from_number(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// Whether users may do without this kind. They must read what the moderators tell them.
    pub fn is_optional(self) -> bool {
        self != Self::Notice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_name_and_number() {
        for kind in NotificationKind::ALL {
            assert_eq!(NotificationKind::from_name(kind.name()), Some(kind));
            assert_eq!(NotificationKind::from_number(kind.number()), Some(kind));
            assert_eq!(serde_json::to_value(kind).expect("JSON"), kind.name());
        }
        assert_eq!(NotificationKind::from_name("likes"), None);
        assert_eq!(NotificationKind::from_number(99), None);
    }
}
