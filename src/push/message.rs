//! The texts of push messages.

use serde::Serialize;
use time::{format_description::BorrowedFormatItem, macros::format_description};

use crate::models::{LatestNotification, NotificationDict, NotificationKind, UserDict};

/// The number that says that a message is in the declarative format: browsers that know it show the notification themselves.
/// In others, the service worker of the client reads the same fields.
const DECLARATIVE: u32 = 8030;

/// A newer message replaces an older one, on the device and at the push service.
pub(super) const TAG: &str = "notifications";

/// Texts of this format are in the order of their times.
const NEWEST: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

/// How many users are named if there are more than a notification has.
const NAMED_OF_MANY: usize = 2;

/// How much of a name is shown, in characters. Push services take messages of four kilobytes.
const LONGEST_NAME: usize = 60;

/// What a browser shows of the newest notification.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Message {
    web_push: u32,
    notification: Shown,
    /// The number of notifications that the user has not seen.
    app_badge: usize,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Shown {
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    body: String,
    /// The page that opens.
    navigate: String,
    tag: &'static str,
    lang: &'static str,
    dir: &'static str,
    icon: String,
    data: ShownData,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct ShownData {
    /// The time of the newest event. A message that arrives again has the same, and is not shown again.
    newest: String,
}

impl Message {
    /// The message about a notification, on the service at `public_url`.
    pub fn new(latest: &LatestNotification, public_url: &str) -> Self {
        let LatestNotification { notification, unseen } = latest;
        let newest = notification.created_at.0.format(NEWEST).unwrap_or_default();
        Self {
            web_push: DECLARATIVE,
            notification: Shown {
                title: title(notification),
                body: body(notification, *unseen),
                navigate: format!("{public_url}/notifications"),
                tag: TAG,
                lang: "en",
                dir: "auto",
                icon: format!("{public_url}/static/app/icon-192.png"),
                data: ShownData { newest },
            },
            app_badge: *unseen,
        }
    }
}

/// The sentences are those of the client.
fn title(notification: &NotificationDict) -> String {
    use NotificationKind as Kind;

    let NotificationDict { actors, actors_count: count, .. } = notification;
    let (who, is_one) = (names(actors, *count), *count == 1);
    match notification.kind {
        Kind::Like => format!("{who} liked your photo"),
        Kind::Comment => format!("{who} commented on your photo"),
        Kind::Mention => format!("{who} mentioned you"),
        Kind::Reply => format!("{who} replied to you"),
        Kind::CommentLike => format!("{who} liked your comment"),
        Kind::Follow => format!("{who} started following you"),
        Kind::FollowRequest => format!("{who} {} to follow you", if is_one { "asks" } else { "ask" }),
        Kind::FollowAccepted if is_one => format!("Your request to follow {who} was accepted"),
        Kind::FollowAccepted => format!("Your requests to follow {who} were accepted"),
        Kind::Report => "A new report is waiting for the moderators".to_owned(),
        Kind::Notice => "The moderators sent you a message".to_owned(),
    }
}

/// The comment, unless it is the user's own, and the number of other notifications.
fn body(notification: &NotificationDict, unseen: usize) -> String {
    let is_own_text = notification.kind == NotificationKind::CommentLike;
    let text = notification.text.iter().filter(|_| !is_own_text).cloned();
    let others = match unseen.saturating_sub(1) {
        0 => None,
        1 => Some("and 1 more notification".to_owned()),
        others => Some(format!("and {others} more notifications")),
    };
    text.chain(others).collect::<Vec<_>>().join("\n")
}

/// Such as "Ada, Ben and 3 others": all users if they are known, or else two of them.
fn names(actors: &[UserDict], count: usize) -> String {
    let named = if count > actors.len() { NAMED_OF_MANY } else { actors.len() };
    let mut names: Vec<String> = actors.iter().take(named).map(name).collect();
    match count.saturating_sub(names.len()) {
        0 => {}
        1 => names.push("1 other".to_owned()),
        others => names.push(format!("{others} others")),
    }
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}

fn name(user: &UserDict) -> String {
    let full_name = format!("{} {}", user.first_name, user.last_name);
    let name = match full_name.trim() {
        "" => format!("@{}", user.username),
        name => name.to_owned(),
    };
    name.chars().take(LONGEST_NAME).collect()
}
