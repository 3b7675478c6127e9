//! People as they are found: by name, by username, and through friends. Never with an e-mail address.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Integer, Nullable, Text},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    User,
    odd_text::{OddText, OddTextOrNull},
};
use crate::{db::Conn, schema::users};

/// What a list of people says of each.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, QueryableByName, Selectable, Serialize, ToSchema)]
#[diesel(table_name = users)]
pub struct Person {
    #[schema(example = 1)]
    #[diesel(sql_type = Integer)]
    pub id: i32,
    #[schema(example = "ada")]
    #[diesel(sql_type = Text, deserialize_as = OddText)]
    pub username: String,
    #[schema(example = "Ada")]
    #[diesel(sql_type = Text, deserialize_as = OddText)]
    pub first_name: String,
    #[schema(example = "Lovelace")]
    #[diesel(sql_type = Text, deserialize_as = OddText)]
    pub last_name: String,
    #[schema(required, example = "/static/demo/people/01.svg")]
    #[diesel(sql_type = Nullable<Text>, deserialize_as = OddTextOrNull)]
    pub image_url: Option<String>,
    #[schema(required, example = "/static/demo/people/01.svg")]
    #[diesel(sql_type = Nullable<Text>, deserialize_as = OddTextOrNull)]
    pub thumb_url: Option<String>,
}

/// A person who was searched for.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Serialize, ToSchema)]
pub struct FoundPerson {
    #[serde(flatten)]
    #[diesel(embed)]
    pub person: Person,
    /// By which the viewer can stop following them; absent if they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 9)]
    #[diesel(sql_type = Nullable<Integer>)]
    pub following_id: Option<i32>,
}

/// A person, by themself. Who may not see their posts gets no numbers.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Serialize, ToSchema)]
pub struct PersonPage {
    #[serde(flatten)]
    #[diesel(embed)]
    pub person: FoundPerson,
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
pub struct FriendOfFriends {
    #[serde(flatten)]
    pub person: Person,
    /// The usernames of three of them at most.
    #[schema(example = json!(["grace", "alan"]))]
    pub followed_by: Vec<String>,
    #[schema(example = 2)]
    pub followed_by_count: i64,
}

/// The columns of [`Person`].
const COLUMNS: &str = "u.id, u.username, u.first_name, u.last_name, u.image_url, u.thumb_url";

impl Person {
    /// How many people a search gives at most.
    const FOUND: u32 = 20;

    /// How many people `/api/suggestions/friends` offers at most, and how many reasons for each.
    const SUGGESTED: u32 = 20;
    const REASONS: u32 = 3;

    /// The person of this username, unless disabled.
    pub fn page(conn: &mut Conn, viewer: &User, username: &str) -> QueryResult<PersonPage> {
        diesel::sql_query(format!(
            "SELECT {COLUMNS}, f.id AS following_id, u.id = $1 AS is_you, \
             CASE WHEN u.id = $1 OR f.id IS NOT NULL THEN (SELECT count(*) FROM posts WHERE user_id = u.id) \
             END AS posts_count, \
             CASE WHEN u.id = $1 OR f.id IS NOT NULL THEN (SELECT count(*) FROM following WHERE following_id = u.id) \
             END AS followers_count, \
             CASE WHEN u.id = $1 OR f.id IS NOT NULL THEN (SELECT count(*) FROM following WHERE user_id = u.id) \
             END AS following_count \
             FROM users u LEFT JOIN following f ON f.user_id = $1 AND f.following_id = u.id \
             WHERE u.username = $2 AND NOT u.is_disabled"
        ))
        .bind::<Integer, _>(viewer.id)
        .bind::<Text, _>(username)
        .get_result(conn)
    }

    /// People whose username or name has `text` in it, in whatever case. Those come first of whom it is the username,
    /// then those whose username begins with it, then those of whose names one does; of equals those whom `viewer`
    /// follows.
    pub fn search(conn: &mut Conn, viewer: &User, text: &str) -> QueryResult<Vec<FoundPerson>> {
        let [small, large, capital] = spellings(text);
        diesel::sql_query(format!(
            "SELECT {COLUMNS}, f.id AS following_id FROM (SELECT id, username, first_name, last_name, image_url, \
             thumb_url, lower(username) AS handle, ' ' || lower(first_name) || ' ' || lower(last_name) AS name \
             FROM users WHERE NOT is_disabled) u \
             LEFT JOIN following f ON f.user_id = $1 AND f.following_id = u.id \
             WHERE u.handle LIKE '%' || $2 || '%' ESCAPE '\\' OR u.name LIKE '%' || $2 || '%' ESCAPE '\\' \
             OR u.handle LIKE '%' || $3 || '%' ESCAPE '\\' OR u.name LIKE '%' || $3 || '%' ESCAPE '\\' \
             OR u.handle LIKE '%' || $4 || '%' ESCAPE '\\' OR u.name LIKE '%' || $4 || '%' ESCAPE '\\' \
             ORDER BY CASE WHEN u.handle LIKE $2 ESCAPE '\\' THEN 0 WHEN u.handle LIKE $2 || '%' ESCAPE '\\' THEN 1 \
             WHEN u.name LIKE '% ' || $2 || '%' ESCAPE '\\' THEN 2 ELSE 3 END, \
             CASE WHEN f.id IS NULL THEN 1 ELSE 0 END, u.handle, u.id LIMIT {}",
            Self::FOUND
        ))
        .bind::<Integer, _>(viewer.id)
        .bind::<Text, _>(small)
        .bind::<Text, _>(large)
        .bind::<Text, _>(capital)
        .load(conn)
    }

    /// People whom those follow whom `viewer` follows, those with most such followers first.
    pub fn friends_of_friends(conn: &mut Conn, viewer: &User) -> QueryResult<Vec<FriendOfFriends>> {
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
        let mut people: Vec<FriendOfFriends> = Vec::new();
        for Reason { person, followed_by, followed_by_count } in rows {
            match people.last_mut() {
                Some(last) if last.person.id == person.id => last.followed_by.push(followed_by),
                _ => people.push(FriendOfFriends { person, followed_by: vec![followed_by], followed_by_count }),
            }
        }
        Ok(people)
    }
}

/// A friend of the viewer who follows a person.
#[derive(QueryableByName)]
struct Reason {
    #[diesel(embed)]
    person: Person,
    #[diesel(sql_type = Text, deserialize_as = OddText)]
    followed_by: String,
    #[diesel(sql_type = BigInt)]
    followed_by_count: i64,
}

/// A text as a pattern of LIKE may hold it: in small letters, and with the letters beyond ASCII large, all of them or the
/// first. SQLite's `lower` leaves those as they are.
fn spellings(text: &str) -> [String; 3] {
    let small = text.to_lowercase();
    let large = small
        .chars()
        .flat_map(|letter| if letter.is_ascii() { vec![letter] } else { letter.to_uppercase().collect() });
    let mut rest = small.chars();
    let first =
        rest.next().filter(|letter| !letter.is_ascii()).map(|letter| letter.to_uppercase().collect::<String>());
    let capital = first.map_or_else(|| small.clone(), |first| first + rest.as_str());
    [escaped(small.chars()), escaped(large), escaped(capital.chars())]
}

/// With what means more to LIKE than itself made to mean itself.
fn escaped(text: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for letter in text {
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
    fn a_pattern_means_itself_and_knows_letters_beyond_ascii() {
        assert_eq!(spellings("Ada"), ["ada", "ada", "ada"]);
        assert_eq!(spellings("50%_\\"), ["50\\%\\_\\\\", "50\\%\\_\\\\", "50\\%\\_\\\\"]);
        assert_eq!(spellings("ÉloÏse"), ["éloïse", "ÉloÏse", "Éloïse"]);
    }
}
