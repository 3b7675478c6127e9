//! Users as others see them, and their credentials.

pub(in crate::models) mod case_variants;
pub(in crate::models) mod characters;
pub(in crate::models) mod current;
mod details;
mod duplicate_check;
mod profile;
pub(in crate::models) mod search;
mod validation;

pub use case_variants::composed;
pub use current::{CurrentUser, Emails};
pub use details::{OwnProfile, ProfileDetails};
pub use duplicate_check::AlreadyTaken;
pub use profile::{ProfileChanges, ProfileRefused};
pub use search::{FriendSuggestion, UserProfile, UserSearchResult, UserSummary};
pub use validation::{LONGEST_PASSWORD, PasswordError, SHORTEST_PASSWORD, ValidationError};

use std::sync::Arc;

use diesel::{
    OptionalExtension, PgConnection, SqliteConnection,
    backend::Backend,
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{BigInt, Bool, HasSqlType, Integer, Nullable, Text},
};
use serde::Serialize;
use utoipa::ToSchema;

use self::details::DETAIL_COLUMNS;
use crate::{
    db::{Conn, Native},
    models::{
        EndingSessions, Epoch, Role, TokenId,
        lossy_text::{LossyText, LossyTextOrNull},
        visibility::{enabled, enabled_row, not_blocked_around, visible_joined},
    },
    schema::{password_resets, users},
};

/// A user as others see them.
// Both the row and the answer.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
pub struct User {
    #[schema(example = 1)]
    pub id: i32,
    #[schema(example = "Ada")]
    #[diesel(deserialize_as = LossyText)]
    pub first_name: String,
    #[schema(example = "Lovelace")]
    #[diesel(deserialize_as = LossyText)]
    pub last_name: String,
    #[schema(example = "ada")]
    #[diesel(deserialize_as = LossyText)]
    pub username: String,
    #[schema(example = "ada@example.org")]
    #[diesel(deserialize_as = LossyText)]
    pub email: String,
    #[schema(required, example = "/static/demo/people/01.svg")]
    #[diesel(deserialize_as = LossyTextOrNull)]
    pub image_url: Option<String>,
    #[schema(required, example = "/static/demo/people/01.svg")]
    #[diesel(deserialize_as = LossyTextOrNull)]
    pub thumb_url: Option<String>,
}

/// Shared, because a user may be the author of many things in an answer.
pub type UserDict = Arc<User>;

/// What sign-in needs of a user.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct UserCredentials {
    pub id: i32,
    #[diesel(deserialize_as = LossyText)]
    pub username: String,
    #[diesel(deserialize_as = LossyText)]
    pub email: String,
    #[diesel(deserialize_as = LossyText)]
    pub password_hash: String,
    pub is_disabled: bool,
    pub role: Role,
    /// The column's value: see [`super::ValidAfter`].
    pub(in crate::models) tokens_valid_after: i64,
}

/// A user to be added.
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
    pub is_private: bool,
}

impl User {
    /// The maximum number of users in `/api/suggestions`.
    const SUGGESTIONS: u32 = 7;

    /// The user with this id, unless they are disabled or the token is revoked. It is one statement, because every request
    /// runs it.
    pub fn load_current_user(
        conn: &mut Conn,
        id: i32,
        token: &TokenId,
        emails: Emails,
    ) -> QueryResult<Option<CurrentUser>> {
        let found: Option<(Self, ProfileDetails, Role, bool, bool)> =
            LoadCurrentUser { id, token: token.clone() }.load_native(conn)?.pop();
        Ok(found.map(|(user, details, role, has_blocks_or_mutes, has_audiences)| CurrentUser {
            user: Arc::new(user),
            details: Arc::new(details),
            role,
            has_blocks_or_mutes,
            has_audiences,
            emails,
        }))
    }

    /// The id of a user whose posts `viewer` may see. Other users are not found.
    pub fn visible(conn: &mut Conn, viewer: &Self, username: &str) -> QueryResult<i32> {
        users::table
            .filter(users::username.eq(username).and(visible_joined(users::id, viewer.id)))
            .select(users::id)
            .get_result(conn)
    }

    /// Users whom `viewer` does not follow yet, by id, without `viewer`.
    pub fn suggestions(conn: &mut Conn, viewer: &CurrentUser) -> QueryResult<Vec<UserDict>> {
        let viewer_id = viewer.id;
        let users: Vec<Self> = if viewer.has_blocks_or_mutes {
            Suggestions::<true> { viewer_id }.load_native(conn)?
        } else {
            Suggestions::<false> { viewer_id }.load_native(conn)?
        };
        Ok(users.into_iter().map(|user| viewer.sees(user)).collect())
    }

    /// The user with this id, who is not found if they are disabled.
    pub fn enabled(conn: &mut Conn, id: i32) -> QueryResult<Self> {
        users::table.find(id).filter(enabled()).select(Self::as_select()).get_result(conn)
    }

    /// The user with this id, disabled or not.
    pub fn by_id(conn: &mut Conn, id: i32) -> QueryResult<Self> {
        users::table.find(id).select(Self::as_select()).get_result(conn)
    }
}

/// The columns of [`User`], in its order.
const COLUMNS: &str = "u.id, u.first_name, u.last_name, u.username, u.email, u.image_url, u.thumb_url";
pub(in crate::models) type UserSql = (Integer, Text, Text, Text, Text, Nullable<Text>, Nullable<Text>);
type DetailsSql = (Nullable<Text>, Nullable<Text>, Nullable<Text>, Bool);

/// SQL for the bytes of the texts of [`User`] in the table or alias `users`. Databases know them without reading long texts.
pub(in crate::models) fn user_bytes(users: &str) -> String {
    ["first_name", "last_name", "username", "email", "image_url", "thumb_url"]
        .map(|column| format!("coalesce(octet_length({users}.{column}), 0)"))
        .join(" + ")
}

/// See [`User::load_current_user`].
#[derive(QueryId)]
struct LoadCurrentUser {
    id: i32,
    token: TokenId,
}

/// See [`User::suggestions`]. With `BLOCKS`, it asks for blocks.
#[derive(QueryId)]
struct Suggestions<const BLOCKS: bool> {
    viewer_id: i32,
}

impl Query for LoadCurrentUser {
    type SqlType = (UserSql, DetailsSql, Text, Bool, Bool);
}

impl<const BLOCKS: bool> Query for Suggestions<BLOCKS> {
    type SqlType = UserSql;
}

impl RunQueryDsl<SqliteConnection> for LoadCurrentUser {}
impl RunQueryDsl<PgConnection> for LoadCurrentUser {}
impl<const BLOCKS: bool> RunQueryDsl<SqliteConnection> for Suggestions<BLOCKS> {}
impl<const BLOCKS: bool> RunQueryDsl<PgConnection> for Suggestions<BLOCKS> {}

impl<DB> QueryFragment<DB> for LoadCurrentUser
where
    DB: Backend + HasSqlType<Integer> + HasSqlType<BigInt> + HasSqlType<Text>,
    i32: ToSql<Integer, DB>,
    i64: ToSql<BigInt, DB>,
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        out.push_sql(COLUMNS);
        out.push_sql(", ");
        out.push_sql(DETAIL_COLUMNS);
        out.push_sql(", u.role, u.has_blocks_or_mutes, u.has_audiences FROM users u WHERE u.id = ");
        out.push_bind_param::<Integer, _>(&self.id)?;
        out.push_sql(" AND NOT u.is_disabled AND (u.tokens_valid_after = 0 OR u.tokens_valid_after < ");
        out.push_bind_param::<BigInt, _>(&self.token.issued)?;
        out.push_sql(") AND NOT EXISTS (SELECT 1 FROM revoked_tokens WHERE jti = ");
        out.push_bind_param::<Text, _>(&self.token.jti)?;
        out.push_sql(")");
        Ok(())
    }
}

impl<DB, const BLOCKS: bool> QueryFragment<DB> for Suggestions<BLOCKS>
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    /// The limit is part of the text: with a bind, PostgreSQL would plan for all users.
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        out.push_sql(COLUMNS);
        out.push_sql(" FROM users u WHERE u.id <> ");
        out.push_bind_param::<Integer, _>(&self.viewer_id)?;
        out.push_sql(" AND ");
        out.push_sql(&enabled_row("u"));
        if BLOCKS {
            let [before, between, after] = not_blocked_around("u.id");
            out.push_sql(" AND ");
            out.push_sql(&before);
            out.push_bind_param::<Integer, _>(&self.viewer_id)?;
            out.push_sql(&between);
            out.push_bind_param::<Integer, _>(&self.viewer_id)?;
            out.push_sql(&after);
        }
        out.push_sql(" AND NOT EXISTS (SELECT 1 FROM following f WHERE f.user_id = ");
        out.push_bind_param::<Integer, _>(&self.viewer_id)?;
        out.push_sql(" AND f.following_id = u.id) ORDER BY u.id LIMIT ");
        out.push_sql(&User::SUGGESTIONS.to_string());
        Ok(())
    }
}

impl UserCredentials {
    /// The user with this username, disabled or not.
    pub fn by_username(conn: &mut Conn, username: &str) -> QueryResult<Option<Self>> {
        users::table.filter(users::username.eq(username)).select(Self::as_select()).get_result(conn).optional()
    }

    /// All users, by id.
    pub fn all(conn: &mut Conn) -> QueryResult<Vec<Self>> {
        users::table.order(users::id).select(Self::as_select()).load(conn)
    }

    /// At least one password hash of each kind in use. Hashes of a kind share the beginning that names the algorithm and its
    /// cost (7 letters for bcrypt, about 20 for Werkzeug).
    pub fn kinds_of_password_hashes(conn: &mut Conn) -> QueryResult<Vec<String>> {
        #[derive(QueryableByName)]
        struct Sample {
            #[diesel(sql_type = Text, deserialize_as = LossyText)]
            password_hash: String,
        }

        let samples: Vec<Sample> = diesel::sql_query(
            "SELECT max(password_hash) AS password_hash FROM users GROUP BY CASE WHEN password_hash LIKE '$%' \
             THEN substr(password_hash, 1, 7) ELSE substr(password_hash, 1, 20) END",
        )
        .load(conn)?;
        Ok(samples.into_iter().map(|sample| sample.password_hash).collect())
    }

    /// Whether there are no users.
    pub fn none_exist(conn: &mut Conn) -> QueryResult<bool> {
        let first: Option<i32> = users::table.select(users::id).first(conn).optional()?;
        Ok(first.is_none())
    }

    /// Adds a user and returns their id. A taken username or e-mail address is a unique violation. Tokens from before the
    /// epoch of this database are invalid for them.
    pub fn create(conn: &mut Conn, user: &NewUser) -> QueryResult<i32> {
        let row = (user, users::tokens_valid_after.eq(Epoch::began(conn)?));
        diesel::insert_into(users::table).values(row).returning(users::id).get_result(conn)
    }

    /// The user with this id, disabled or not.
    pub fn by_id(conn: &mut Conn, id: i32) -> QueryResult<Self> {
        users::table.find(id).select(Self::as_select()).get_result(conn)
    }

    /// Locks the user against changes until the end of the transaction.
    pub fn lock(conn: &mut Conn, id: i32) -> QueryResult<()> {
        let nothing = users::is_disabled.eq(users::is_disabled);
        super::must_exist(diesel::update(users::table.find(id)).set(nothing).execute(conn)?)
    }

    /// Checks that the password hash of a user is still `verified`, and locks the user until the end of the transaction. The
    /// user is not found if the hash has changed.
    pub fn hold(conn: &mut Conn, id: i32, verified: &str) -> QueryResult<()> {
        let account = users::table.find(id).filter(users::password_hash.eq(verified));
        // Changes nothing, and locks the row.
        super::must_exist(diesel::update(account).set(users::password_hash.eq(verified)).execute(conn)?)
    }

    /// Replaces a password hash, for [`super::end_sessions`].
    pub fn set_password_hash(conn: &mut Conn, id: i32, hash: &str) -> QueryResult<EndingSessions> {
        let ending = EndingSessions::begin(conn, id)?;
        diesel::update(users::table.find(id)).set(users::password_hash.eq(hash)).execute(conn)?;
        Ok(ending)
    }

    /// Deletes the user's links to reset the password.
    pub fn end_links(conn: &mut Conn, id: i32) -> QueryResult<()> {
        diesel::delete(password_resets::table.filter(password_resets::user_id.eq(id))).execute(conn).map(drop)
    }

    /// Replaces the hash that was just verified with a hash of another kind, unless it has changed meanwhile.
    pub fn upgrade_password_hash(conn: &mut Conn, id: i32, verified: &str, hash: &str) -> QueryResult<()> {
        let account = users::table.find(id).filter(users::password_hash.eq(verified));
        diesel::update(account).set(users::password_hash.eq(hash)).execute(conn).map(drop)
    }

    /// Disables a user, who cannot sign in then and is hidden from everybody (see [`super::visibility`]). For
    /// [`super::end_sessions`].
    pub fn disable(conn: &mut Conn, id: i32) -> QueryResult<EndingSessions> {
        let ending = EndingSessions::begin(conn, id)?;
        diesel::update(users::table.find(id)).set(users::is_disabled.eq(true)).execute(conn)?;
        Ok(ending)
    }

    /// Enables a disabled user again.
    pub fn enable(conn: &mut Conn, id: i32) -> QueryResult<()> {
        let change = users::is_disabled.eq(false);
        super::must_exist(diesel::update(users::table.find(id)).set(change).execute(conn)?)
    }
}
