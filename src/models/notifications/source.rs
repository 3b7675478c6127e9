//! The tables from which events are read.

use super::NotificationKind;

/// A table from which events are read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    Likes,
    Comments,
    Mentions,
    CommentLikes,
    Followers,
    AcceptedRequests,
    FollowRequests,
    Reports,
    Notices,
}

/// The SQL of a [`Source`].
pub(super) struct Columns {
    /// The number of the kind.
    pub kind: String,
    pub time: &'static str,
    pub actor: Option<&'static str>,
    pub post: Option<&'static str>,
    pub comment: Option<&'static str>,
    pub report: Option<&'static str>,
    /// The table, and what is joined to it.
    pub rows: &'static str,
    /// The column of the user whom a row concerns; `None` if it concerns all moderators.
    pub owner: Option<&'static str>,
}

impl Source {
    pub const ALL: [Self; 9] = [
        Self::Likes,
        Self::Comments,
        Self::Mentions,
        Self::CommentLikes,
        Self::Followers,
        Self::AcceptedRequests,
        Self::FollowRequests,
        Self::Reports,
        Self::Notices,
    ];

    pub fn columns(self) -> Columns {
        use NotificationKind as Kind;

        let columns = |kind: Kind, time, rows, owner| Columns {
            kind: kind.number().to_string(),
            time,
            actor: None,
            post: None,
            comment: None,
            report: None,
            rows,
            owner: Some(owner),
        };
        match self {
            Self::Likes => Columns {
                actor: Some("l.user_id"),
                post: Some("l.post_id"),
                ..columns(Kind::Like, "l.timestamp", "likes_posts l", "l.post_author_id")
            },
            Self::Comments => Columns {
                actor: Some("c.user_id"),
                post: Some("c.post_id"),
                comment: Some("c.id"),
                ..columns(Kind::Comment, "c.pub_date", "comments c", "c.post_author_id")
            },
            Self::Mentions => Columns {
                kind: format!(
                    "CASE WHEN m.is_reply THEN {} ELSE {} END",
                    Kind::Reply.number(),
                    Kind::Mention.number()
                ),
                actor: Some("m.author_id"),
                post: Some("m.post_id"),
                comment: Some("m.comment_id"),
                ..columns(
                    Kind::Mention,
                    "m.created_at",
                    "mentions m JOIN posts p ON p.id = m.post_id",
                    "m.user_id",
                )
            },
            Self::CommentLikes => Columns {
                actor: Some("l.user_id"),
                post: Some("p.id"),
                comment: Some("l.comment_id"),
                ..columns(
                    Kind::CommentLike,
                    "l.timestamp",
                    "likes_comments l JOIN comments c ON c.id = l.comment_id JOIN posts p ON p.id = c.post_id",
                    "l.comment_author_id",
                )
            },
            Self::Followers => Columns {
                actor: Some("f.user_id"),
                ..columns(Kind::Follow, "f.created_at", "following f", "f.following_id")
            },
            Self::AcceptedRequests => Columns {
                actor: Some("f.following_id"),
                ..columns(Kind::FollowAccepted, "f.created_at", "following f", "f.user_id")
            },
            Self::FollowRequests => Columns {
                actor: Some("r.user_id"),
                ..columns(Kind::FollowRequest, "r.created_at", "follow_requests r", "r.target_id")
            },
            Self::Reports => Columns {
                report: Some("r.id"),
                owner: None,
                ..columns(Kind::Report, "r.created_at", "reports r", "")
            },
            Self::Notices => Columns {
                report: Some("r.id"),
                ..columns(Kind::Notice, "r.closed_at", "reports r", "r.author_id")
            },
        }
    }
}
