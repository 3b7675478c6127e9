//! Finding users: by name, by username and through friends. The results have no e-mail addresses.

use std::ops::Range;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Integer, Nullable, Text},
};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::{
    db::Conn,
    models::{
        ProfileDetails, User,
        follow_request::pending_row,
        lossy_text::{LossyText, LossyTextOrNull},
        users::{case_variants::case_variants, details::DETAIL_COLUMNS},
        visibility::{
            OWN_OR_FOLLOWED_JOINED, enabled_id, enabled_row, not_blocked_id, not_blocked_row, post_is_for_row,
            post_not_hidden_row,
        },
    },
    schema::users,
};

/// A user in a list.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, QueryableByName, Selectable, Serialize, ToSchema)]
#[diesel(table_name = users)]
pub struct UserSummary {
    #[schema(example = 1)]
    #[diesel(sql_type = Integer)]
    pub id: i32,
    #[schema(example = "ada")]
    #[diesel(sql_type = Text, deserialize_as = LossyText)]
    pub username: String,
    #[schema(example = "Ada")]
    #[diesel(sql_type = Text, deserialize_as = LossyText)]
    pub first_name: String,
    #[schema(example = "Lovelace")]
    #[diesel(sql_type = Text, deserialize_as = LossyText)]
    pub last_name: String,
    #[schema(required, example = "/static/demo/people/01.svg")]
    #[diesel(sql_type = Nullable<Text>, deserialize_as = LossyTextOrNull)]
    pub image_url: Option<String>,
    #[schema(required, example = "/static/demo/people/01.svg")]
    #[diesel(sql_type = Nullable<Text>, deserialize_as = LossyTextOrNull)]
    pub thumb_url: Option<String>,
}

/// A user in the results of a search.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Serialize, ToSchema)]
pub struct UserSearchResult {
    #[serde(flatten)]
    #[diesel(embed)]
    pub user: UserSummary,
    /// The viewer's following of the user; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 9)]
    #[diesel(sql_type = Nullable<Integer>)]
    pub following_id: Option<i32>,
    /// The viewer's pending request to follow the user; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 3)]
    #[diesel(sql_type = Nullable<Integer>)]
    pub follow_request_id: Option<i32>,
}

/// A user's page. The numbers are absent if the viewer may not see the user's posts.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Serialize, ToSchema)]
pub struct UserProfile {
    #[serde(flatten)]
    #[diesel(embed)]
    pub user: UserSearchResult,
    #[diesel(sql_type = Bool)]
    pub is_you: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 12)]
    #[diesel(sql_type = Nullable<BigInt>)]
    pub posts_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 5)]
    #[diesel(sql_type = Nullable<BigInt>)]
    pub followers_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 7)]
    #[diesel(sql_type = Nullable<BigInt>)]
    pub following_count: Option<i64>,
    #[serde(flatten)]
    #[diesel(embed)]
    pub details: ProfileDetails,
    /// The user's pending request to follow the viewer; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 4)]
    #[diesel(sql_type = Nullable<Integer>)]
    pub incoming_request_id: Option<i32>,
    /// The viewer's mute of the user; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 2)]
    #[diesel(sql_type = Nullable<Integer>)]
    pub mute_id: Option<i32>,
}

/// A user whom friends of the viewer follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FriendSuggestion {
    #[serde(flatten)]
    pub user: UserSummary,
    /// The usernames of up to three of these friends.
    #[schema(example = json!(["grace", "alan"]))]
    pub followed_by: Vec<String>,
    #[schema(example = 2)]
    pub followed_by_count: i64,
}

/// The columns of [`UserSummary`].
const COLUMNS: &str = "u.id, u.username, u.first_name, u.last_name, u.image_url, u.thumb_url";

impl UserSummary {
    /// The maximum number of users in the results of a search.
    const FOUND: u32 = 20;

    /// The maximum number of users in `/api/suggestions/friends`, and of friends named for each.
    const SUGGESTED: u32 = 20;
    const REASONS: u32 = 3;

    /// The page of a user. Disabled and blocked users are not found, and are not counted, because no list shows them.
    pub fn page(conn: &mut Conn, viewer: &User, username: &str) -> QueryResult<UserProfile> {
        diesel::sql_query(format!(
            "SELECT {COLUMNS}, {DETAIL_COLUMNS}, f.id AS following_id, u.id = $1 AS is_you, \
             ({}) AS follow_request_id, ({}) AS incoming_request_id, \
             (SELECT id FROM mutes WHERE user_id = $1 AND muted_id = u.id) AS mute_id, \
             CASE WHEN {OWN_OR_FOLLOWED_JOINED} THEN (SELECT count(*) FROM posts p WHERE p.user_id = u.id AND {} AND {}) \
             END AS posts_count, \
             CASE WHEN {OWN_OR_FOLLOWED_JOINED} THEN (SELECT count(*) FROM following \
             WHERE following_id = u.id AND {}) \
             END AS followers_count, \
             CASE WHEN {OWN_OR_FOLLOWED_JOINED} THEN (SELECT count(*) FROM following \
             WHERE user_id = u.id AND {}) \
             END AS following_count \
             FROM users u LEFT JOIN following f ON f.user_id = $1 AND f.following_id = u.id \
             WHERE u.username = $3 AND {}",
            request_id("$1", "u.id"),
            request_id("u.id", "$1"),
            post_is_for_row(),
            post_not_hidden_row(),
            visible_id("user_id"),
            visible_id("following_id"),
            visible_row("u")
        ))
        .bind::<Integer, _>(viewer.id)
        .bind::<BigInt, _>(OffsetDateTime::now_utc().unix_timestamp())
        .bind::<Text, _>(username)
        .get_result(conn)
    }

    /// Users whose username or name contains `text`, in any letter case. The order is: the username is `text`, the username
    /// begins with it, a name begins with it. Among equals, users whom `viewer` follows come first.
    pub fn search(conn: &mut Conn, viewer: &User, text: &str) -> QueryResult<Vec<UserSearchResult>> {
        let patterns = patterns(text);
        // Binds are numbered in the order of their use, because SQLite ignores the numbers.
        let like = |column, before, after| any_like(column, before, after, 3..patterns.len() + 3);
        let mut query = diesel::sql_query(format!(
            "SELECT {COLUMNS}, f.id AS following_id, ({}) AS follow_request_id FROM (SELECT id, username, first_name, last_name, image_url, \
             thumb_url, lower(username) AS handle, ' ' || lower(first_name) || ' ' || lower(last_name) AS name \
             FROM users WHERE {}) u \
             LEFT JOIN following f ON f.user_id = $1 AND f.following_id = u.id \
             WHERE {} OR {} \
             ORDER BY CASE WHEN {} THEN 0 WHEN {} THEN 1 WHEN {} THEN 2 ELSE 3 END, \
             CASE WHEN f.id IS NULL THEN 1 ELSE 0 END, u.handle, u.id LIMIT {}",
            request_id("$1", "u.id"),
            visible_row("users"),
            like("handle", "%", "%"),
            like("name", "%", "%"),
            like("handle", "", ""),
            like("handle", "", "%"),
            like("name", "% ", "%"),
            Self::FOUND
        ))
        .into_boxed()
        .bind::<Integer, _>(viewer.id)
        .bind::<BigInt, _>(OffsetDateTime::now_utc().unix_timestamp());
        for pattern in patterns {
            query = query.bind::<Text, _>(pattern);
        }
        query.load(conn)
    }

    /// Friends of friends: users followed by users whom `viewer` follows, those with the most such followers first.
    pub fn friends_of_friends(conn: &mut Conn, viewer: &User) -> QueryResult<Vec<FriendSuggestion>> {
        let visible = visible_row("u");
        let rows: Vec<Reason> = diesel::sql_query(format!(
            "WITH friends AS (SELECT u.id, u.username FROM following f JOIN users u ON u.id = f.following_id \
             WHERE f.user_id = $1 AND u.id <> $1 AND {visible}), \
             suggested AS (SELECT t.following_id AS id, count(*) AS followed_by_count \
             FROM friends JOIN following t ON t.user_id = friends.id JOIN users u ON u.id = t.following_id \
             WHERE u.id <> $1 AND {visible} \
             AND NOT EXISTS (SELECT 1 FROM following f WHERE f.user_id = $1 AND f.following_id = u.id) \
             AND NOT EXISTS (SELECT 1 FROM follow_requests r WHERE r.user_id = $1 AND r.target_id = u.id AND {}) \
             GROUP BY t.following_id ORDER BY count(*) DESC, t.following_id LIMIT {}), \
             reasons AS (SELECT s.id, s.followed_by_count, friends.username AS followed_by, \
             row_number() OVER (PARTITION BY s.id ORDER BY friends.username) AS position \
             FROM suggested s JOIN following t ON t.following_id = s.id JOIN friends ON friends.id = t.user_id) \
             SELECT {COLUMNS}, r.followed_by, r.followed_by_count FROM reasons r JOIN users u ON u.id = r.id \
             WHERE r.position <= {} ORDER BY r.followed_by_count DESC, u.id, r.position",
            pending_row("$2"),
            Self::SUGGESTED,
            Self::REASONS
        ))
        .bind::<Integer, _>(viewer.id)
        .bind::<BigInt, _>(OffsetDateTime::now_utc().unix_timestamp())
        .load(conn)?;
        let mut suggestions: Vec<FriendSuggestion> = Vec::new();
        for Reason { user, followed_by, followed_by_count } in rows {
            match suggestions.last_mut() {
                Some(last) if last.user.id == user.id => last.followed_by.push(followed_by),
                _ => {
                    suggestions.push(FriendSuggestion { user, followed_by: vec![followed_by], followed_by_count })
                }
            }
        }
        Ok(suggestions)
    }
}

/// A friend of the viewer who follows a user.
#[derive(QueryableByName)]
struct Reason {
    #[diesel(embed)]
    user: UserSummary,
    #[diesel(sql_type = Text, deserialize_as = LossyText)]
    followed_by: String,
    #[diesel(sql_type = BigInt)]
    followed_by_count: i64,
}

/// The condition that the viewer, the bind `$1`, finds the user in the row `alias`, as SQL.
fn visible_row(alias: &str) -> String {
    format!("{} AND {}", enabled_row(alias), not_blocked_row(alias))
}

/// The same of the user whose id is in `column`.
fn visible_id(column: &str) -> String {
    format!("{} AND {}", enabled_id(column), not_blocked_id(column))
}

/// Selects the id of the pending request of a user to follow another, as SQL. The bind `$2` is the time.
fn request_id(user: &str, target: &str) -> String {
    format!(
        "SELECT r.id FROM follow_requests r WHERE r.user_id = {user} AND r.target_id = {target} AND {}",
        pending_row("$2")
    )
}

/// The condition that a column matches any of these binds, with `before` and `after` around it. The database converts them
/// to lower case as it does the column, in any locale.
pub(in crate::models) fn any_like(column: &str, before: &str, after: &str, binds: Range<usize>) -> String {
    let like = |bind| format!("u.{column} LIKE '{before}' || lower(${bind}) || '{after}' ESCAPE '\\'");
    binds.map(like).collect::<Vec<_>>().join(" OR ")
}

/// The patterns of LIKE that find a text in any letter case, for [`any_like`].
pub(in crate::models) fn patterns(text: &str) -> Vec<String> {
    case_variants(text).iter().map(|variant| escaped(variant)).collect()
}

/// Escapes the characters that have a meaning in LIKE.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_itself() {
        assert_eq!(escaped("50%_\\é"), "50\\%\\_\\\\é");
    }

    #[test]
    fn a_condition_names_each_bind() {
        assert_eq!(
            any_like("name", "% ", "%", 2..4),
            "u.name LIKE '% ' || lower($2) || '%' ESCAPE '\\' OR u.name LIKE '% ' || lower($3) || '%' ESCAPE '\\'"
        );
    }
}
