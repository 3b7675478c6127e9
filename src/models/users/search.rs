//! People as they are found: by name, by username, and through friends. Never with an e-mail address.

use std::ops::Range;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Integer, Nullable, Text},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::Conn,
    models::{
        User,
        lossy_text::{LossyText, LossyTextOrNull},
        users::case_variants::spellings,
        visibility::shown,
    },
    schema::users,
};

/// What a list of people says of each.
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

/// A person who was searched for.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Serialize, ToSchema)]
pub struct UserSearchResult {
    #[serde(flatten)]
    #[diesel(embed)]
    pub person: UserSummary,
    /// By which the viewer can stop following them; absent if they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 9)]
    #[diesel(sql_type = Nullable<Integer>)]
    pub following_id: Option<i32>,
}

/// A person, by themself. Who may not see their posts gets no numbers.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Serialize, ToSchema)]
pub struct UserProfile {
    #[serde(flatten)]
    #[diesel(embed)]
    pub person: UserSearchResult,
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
}

/// Somebody whom friends of the viewer follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FriendSuggestion {
    #[serde(flatten)]
    pub person: UserSummary,
    /// The usernames of three of them at most.
    #[schema(example = json!(["grace", "alan"]))]
    pub followed_by: Vec<String>,
    #[schema(example = 2)]
    pub followed_by_count: i64,
}

/// The columns of [`UserSummary`].
const COLUMNS: &str = "u.id, u.username, u.first_name, u.last_name, u.image_url, u.thumb_url";

impl UserSummary {
    /// How many people a search gives at most.
    const FOUND: u32 = 20;

    /// How many people `/api/suggestions/friends` offers at most, and how many reasons for each.
    const SUGGESTED: u32 = 20;
    const REASONS: u32 = 3;

    /// The person of this username; not found if they are disabled. Others who are disabled are not counted, because
    /// no list shows them.
    pub fn page(conn: &mut Conn, viewer: &User, username: &str) -> QueryResult<UserProfile> {
        diesel::sql_query(format!(
            "SELECT {COLUMNS}, f.id AS following_id, u.id = $1 AS is_you, \
             CASE WHEN u.id = $1 OR f.id IS NOT NULL THEN (SELECT count(*) FROM posts WHERE user_id = u.id) \
             END AS posts_count, \
             CASE WHEN u.id = $1 OR f.id IS NOT NULL THEN (SELECT count(*) FROM following \
             WHERE following_id = u.id AND {}) \
             END AS followers_count, \
             CASE WHEN u.id = $1 OR f.id IS NOT NULL THEN (SELECT count(*) FROM following \
             WHERE user_id = u.id AND {}) \
             END AS following_count \
             FROM users u LEFT JOIN following f ON f.user_id = $1 AND f.following_id = u.id \
             WHERE u.username = $2 AND NOT u.is_disabled",
            shown("user_id"),
            shown("following_id")
        ))
        .bind::<Integer, _>(viewer.id)
        .bind::<Text, _>(username)
        .get_result(conn)
    }

    /// People whose username or name has `text` in it, in whatever case. Those come first of whom it is the username,
    /// then those whose username begins with it, then those of whose names one does; of equals those whom `viewer`
    /// follows.
    pub fn search(conn: &mut Conn, viewer: &User, text: &str) -> QueryResult<Vec<UserSearchResult>> {
        let patterns: Vec<String> = spellings(text).iter().map(|spelling| escaped(spelling)).collect();
        // Binds are numbered in the order in which the statement names them: SQLite counts, and does not read.
        let like = |column, before, after| any_like(column, before, after, 2..patterns.len() + 2);
        let mut query = diesel::sql_query(format!(
            "SELECT {COLUMNS}, f.id AS following_id FROM (SELECT id, username, first_name, last_name, image_url, \
             thumb_url, lower(username) AS handle, ' ' || lower(first_name) || ' ' || lower(last_name) AS name \
             FROM users WHERE NOT is_disabled) u \
             LEFT JOIN following f ON f.user_id = $1 AND f.following_id = u.id \
             WHERE {} OR {} \
             ORDER BY CASE WHEN {} THEN 0 WHEN {} THEN 1 WHEN {} THEN 2 ELSE 3 END, \
             CASE WHEN f.id IS NULL THEN 1 ELSE 0 END, u.handle, u.id LIMIT {}",
            like("handle", "%", "%"),
            like("name", "%", "%"),
            like("handle", "", ""),
            like("handle", "", "%"),
            like("name", "% ", "%"),
            Self::FOUND
        ))
        .into_boxed()
        .bind::<Integer, _>(viewer.id);
        for pattern in patterns {
            query = query.bind::<Text, _>(pattern);
        }
        query.load(conn)
    }

    /// People whom those follow whom `viewer` follows, those with most such followers first.
    pub fn friends_of_friends(conn: &mut Conn, viewer: &User) -> QueryResult<Vec<FriendSuggestion>> {
        let rows: Vec<Reason> = diesel::sql_query(format!(
            "WITH friends AS (SELECT u.id, u.username FROM following f JOIN users u ON u.id = f.following_id \
             WHERE f.user_id = $1 AND u.id <> $1 AND NOT u.is_disabled), \
             suggested AS (SELECT t.following_id AS id, count(*) AS followed_by_count \
             FROM friends JOIN following t ON t.user_id = friends.id JOIN users u ON u.id = t.following_id \
             WHERE u.id <> $1 AND NOT u.is_disabled \
             AND NOT EXISTS (SELECT 1 FROM following f WHERE f.user_id = $1 AND f.following_id = u.id) \
             GROUP BY t.following_id ORDER BY count(*) DESC, t.following_id LIMIT {}), \
             reasons AS (SELECT s.id, s.followed_by_count, friends.username AS followed_by, \
             row_number() OVER (PARTITION BY s.id ORDER BY friends.username) AS place \
             FROM suggested s JOIN following t ON t.following_id = s.id JOIN friends ON friends.id = t.user_id) \
             SELECT {COLUMNS}, r.followed_by, r.followed_by_count FROM reasons r JOIN users u ON u.id = r.id \
             WHERE r.place <= {} ORDER BY r.followed_by_count DESC, u.id, r.place",
            Self::SUGGESTED,
            Self::REASONS
        ))
        .bind::<Integer, _>(viewer.id)
        .load(conn)?;
        let mut people: Vec<FriendSuggestion> = Vec::new();
        for Reason { person, followed_by, followed_by_count } in rows {
            match people.last_mut() {
                Some(last) if last.person.id == person.id => last.followed_by.push(followed_by),
                _ => people.push(FriendSuggestion { person, followed_by: vec![followed_by], followed_by_count }),
            }
        }
        Ok(people)
    }
}

/// A friend of the viewer who follows a person.
#[derive(QueryableByName)]
struct Reason {
    #[diesel(embed)]
    person: UserSummary,
    #[diesel(sql_type = Text, deserialize_as = LossyText)]
    followed_by: String,
    #[diesel(sql_type = BigInt)]
    followed_by_count: i64,
}

/// The condition that a column is like one of the binds of these numbers, with that before it and after it. The database
/// makes their letters small as it made those of the column, in whatever locale.
fn any_like(column: &str, before: &str, after: &str, binds: Range<usize>) -> String {
    let like = |bind| format!("u.{column} LIKE '{before}' || lower(${bind}) || '{after}' ESCAPE '\\'");
    binds.map(like).collect::<Vec<_>>().join(" OR ")
}

/// With what means more to LIKE than itself made to mean itself.
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
