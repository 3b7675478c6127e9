//! People, as others see them, and their accounts.

use std::{collections::HashMap, sync::Arc};

use diesel::{OptionalExtension, prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::{Conn, among},
    schema::{following, users},
};

/// What others may know of a person. Row and dictionary are the same, so it is its own `to_dict`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
pub struct User {
    #[schema(example = 1)]
    pub id: i32,
    #[schema(example = "Ada")]
    pub first_name: String,
    #[schema(example = "Lovelace")]
    pub last_name: String,
    #[schema(example = "ada")]
    pub username: String,
    #[schema(example = "ada@example.org")]
    pub email: String,
    #[schema(required, example = "/static/demo/people/01.svg")]
    pub image_url: Option<String>,
    #[schema(required, example = "/static/demo/people/01.svg")]
    pub thumb_url: Option<String>,
}

/// Shared, because one person is the author of many things in one answer.
pub type UserDict = Arc<User>;

/// What signing in needs to know.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Account {
    pub id: i32,
    pub username: String,
    pub email: String,
    pub password_hash: String,
    pub is_disabled: bool,
}

/// A person to be added.
#[derive(Debug, Insertable)]
#[diesel(table_name = users)]
pub struct NewUser {
    pub first_name: String,
    pub last_name: String,
    pub username: String,
    pub password_hash: String,
    pub email: String,
    pub image_url: Option<String>,
    pub thumb_url: Option<String>,
}

impl User {
    /// How many people `/api/suggestions` offers at most.
    const SUGGESTIONS: i64 = 7;

    /// The person with this id, unless disabled.
    pub fn active(conn: &mut Conn, id: i32) -> QueryResult<Option<Self>> {
        users::table.find(id).filter(users::is_disabled.eq(false)).select(Self::as_select()).first(conn).optional()
    }

    /// These people by id; those who do not exist are left out.
    pub fn by_id(conn: &mut Conn, ids: impl IntoIterator<Item = i32>) -> QueryResult<HashMap<i32, UserDict>> {
        let mut ids: Vec<i32> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let people: Vec<Self> = users::table.filter(among(users::id, ids)).select(Self::as_select()).load(conn)?;
        Ok(people.into_iter().map(|user| (user.id, Arc::new(user))).collect())
    }

    /// People whom `viewer` may want to follow: neither themself nor followed already, by id.
    pub fn suggestions(conn: &mut Conn, viewer: &Self) -> QueryResult<Vec<Self>> {
        let followed = following::table
            .filter(following::user_id.eq(viewer.id))
            .filter(following::following_id.eq(users::id));
        users::table
            .filter(users::id.ne(viewer.id))
            .filter(diesel::dsl::not(diesel::dsl::exists(followed)))
            .order(users::id)
            .limit(Self::SUGGESTIONS)
            .select(Self::as_select())
            .load(conn)
    }
}

impl Account {
    /// The account of `username`, disabled or not.
    pub fn by_username(conn: &mut Conn, username: &str) -> QueryResult<Option<Self>> {
        users::table.filter(users::username.eq(username)).select(Self::as_select()).first(conn).optional()
    }

    /// Every account, by id.
    pub fn all(conn: &mut Conn) -> QueryResult<Vec<Self>> {
        users::table.order(users::id).select(Self::as_select()).load(conn)
    }

    /// Whether there is no account at all.
    pub fn none_exist(conn: &mut Conn) -> QueryResult<bool> {
        let anyone: Option<i32> = users::table.select(users::id).first(conn).optional()?;
        Ok(anyone.is_none())
    }

    /// Adds a person and gives their id. A taken username or e-mail is a unique violation.
    pub fn create(conn: &mut Conn, person: &NewUser) -> QueryResult<i32> {
        diesel::insert_into(users::table).values(person).returning(users::id).get_result(conn)
    }

    /// Replaces the password hash of `username`.
    pub fn set_password_hash(conn: &mut Conn, username: &str, hash: &str) -> QueryResult<()> {
        let account = users::table.filter(users::username.eq(username));
        let changed = diesel::update(account).set(users::password_hash.eq(hash)).execute(conn)?;
        super::must_exist(changed)
    }

    /// Replaces the hash that was just verified by one of another kind, unless it has changed meanwhile.
    pub fn upgrade_password_hash(conn: &mut Conn, id: i32, verified: &str, hash: &str) -> QueryResult<()> {
        let account = users::table.find(id).filter(users::password_hash.eq(verified));
        diesel::update(account).set(users::password_hash.eq(hash)).execute(conn).map(drop)
    }

    /// Keeps `username` from signing in, or allows it again.
    pub fn set_disabled(conn: &mut Conn, username: &str, disabled: bool) -> QueryResult<()> {
        let account = users::table.filter(users::username.eq(username));
        let changed = diesel::update(account).set(users::is_disabled.eq(disabled)).execute(conn)?;
        super::must_exist(changed)
    }
}

/// Looks up the author of a row. Rows of people who are gone can exist where somebody deleted them without
/// foreign keys; they belong to nobody and are not shown.
pub(super) fn author(people: &HashMap<i32, UserDict>, id: i32) -> Option<UserDict> {
    people.get(&id).map(Arc::clone)
}

/// One person who must exist.
pub(super) fn existing(conn: &mut Conn, id: i32) -> QueryResult<UserDict> {
    let user: User = users::table.find(id).select(User::as_select()).first(conn)?;
    Ok(Arc::new(user))
}
