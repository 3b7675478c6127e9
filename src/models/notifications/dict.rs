//! Notifications as clients see them, with the users, posts and comments that they name.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Group, NotificationKind, NotificationState};
use crate::{
    db::{Conn, in_list},
    models::{
        CurrentUser, PubDate, User, UserDict,
        lossy_text::{LossyText, LossyTextOrNull},
    },
    schema::{comments, posts, users},
};

/// The number of characters of a comment that a notification shows.
const EXCERPT: usize = 200;

/// What users have done on one day with a post or comment, or to follow you.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Notification)]
pub struct NotificationDict {
    #[schema(example = "like-12-2461370")]
    pub id: String,
    pub kind: NotificationKind,
    /// At most three users, those who acted last first. Nobody for reports and notices.
    #[schema(value_type = Vec<User>)]
    pub actors: Vec<UserDict>,
    /// The number of users.
    #[schema(example = 5)]
    pub actors_count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 12)]
    pub post_id: Option<i32>,
    /// The newest comment, or your comment that users liked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 7)]
    pub comment_id: Option<i32>,
    /// The first image of the post.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "/static/demo/posts/08.svg")]
    pub image_url: Option<String>,
    /// The description of the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Fog over a lake")]
    pub alt_text: Option<String>,
    /// The beginning of the comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "The light in this one!")]
    pub text: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
    pub seen: bool,
}

/// The number of notifications that you have not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NotificationCount)]
pub struct NotificationCountDict {
    /// Exact up to about one hundred.
    #[schema(example = 3)]
    pub unseen: usize,
}

/// Which notifications you get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NotificationSettings)]
pub struct NotificationSettingsDict {
    /// The kinds that you do not get.
    pub unwanted_kinds: Vec<NotificationKind>,
}

impl NotificationDict {
    /// The notifications of `groups`.
    pub(super) fn all_of(
        conn: &mut Conn,
        viewer: &CurrentUser,
        state: &NotificationState,
        groups: &[Group],
    ) -> QueryResult<Vec<Self>> {
        let actors = users_by_id(conn, viewer, groups.iter().flat_map(|group| group.actors().0))?;
        let images = images_by_post(conn, groups.iter().filter_map(|group| group.newest.post_id))?;
        let texts = texts_by_comment(conn, groups.iter().filter_map(|group| group.newest.comment_id))?;
        let dict = |group: &Group| {
            let (actor_ids, actors_count) = group.actors();
            let image = group.newest.post_id.and_then(|id| images.get(&id)).cloned();
            let (image_url, alt_text) = image.unzip();
            Self {
                id: group.key.id(),
                kind: group.key.kind,
                actors: actor_ids.iter().filter_map(|id| actors.get(id)).cloned().collect(),
                actors_count,
                post_id: group.newest.post_id,
                comment_id: group.newest.comment_id,
                image_url,
                alt_text: alt_text.flatten(),
                text: group.newest.comment_id.and_then(|id| texts.get(&id)).cloned(),
                created_at: PubDate(group.at()),
                seen: group.at() <= state.seen_at,
            }
        };
        Ok(groups.iter().map(dict).collect())
    }
}

fn users_by_id<'a>(
    conn: &mut Conn,
    viewer: &CurrentUser,
    ids: impl Iterator<Item = &'a i32>,
) -> QueryResult<HashMap<i32, UserDict>> {
    let rows: Vec<User> =
        users::table.filter(in_list(users::id, ids.copied())).select(User::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|user| (user.id, viewer.sees(user))).collect())
}

fn images_by_post(
    conn: &mut Conn,
    ids: impl Iterator<Item = i32>,
) -> QueryResult<HashMap<i32, (String, Option<String>)>> {
    let rows: Vec<(i32, LossyText, LossyTextOrNull)> = posts::table
        .filter(in_list(posts::id, ids))
        .select((posts::id, posts::image_url, posts::alt_text))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, url, alt_text)| (id, (url.into(), alt_text.into()))).collect())
}

fn texts_by_comment(conn: &mut Conn, ids: impl Iterator<Item = i32>) -> QueryResult<HashMap<i32, String>> {
    let rows: Vec<(i32, LossyText)> =
        comments::table.filter(in_list(comments::id, ids)).select((comments::id, comments::text)).load(conn)?;
    let excerpt = |text: LossyText| String::from(text).chars().take(EXCERPT).collect();
    Ok(rows.into_iter().map(|(id, text)| (id, excerpt(text))).collect())
}
