//! Users as moderators and admins see them.

use std::str::FromStr;

use diesel::{
    prelude::*,
    sql_types::{Bool, Integer, Nullable, Text, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::Role;
use crate::{
    db::Conn,
    models::{
        Cursor, PageRequest, PubDate,
        lossy_text::{LossyText, LossyTextOrNull},
        users::search::{any_like, patterns},
    },
};

/// A user, with what moderators and admins need to know.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Serialize, ToSchema)]
#[schema(as = AdminUser)]
pub struct AdminUserDict {
    #[schema(example = 2)]
    #[diesel(sql_type = Integer)]
    pub id: i32,
    #[schema(example = "grace")]
    #[diesel(sql_type = Text, deserialize_as = LossyText)]
    pub username: String,
    #[schema(example = "Grace")]
    #[diesel(sql_type = Text, deserialize_as = LossyText)]
    pub first_name: String,
    #[schema(example = "Hopper")]
    #[diesel(sql_type = Text, deserialize_as = LossyText)]
    pub last_name: String,
    #[schema(example = "grace@example.org")]
    #[diesel(sql_type = Text, deserialize_as = LossyText)]
    pub email: String,
    #[schema(required, example = "/static/demo/people/01.svg")]
    #[diesel(sql_type = Nullable<Text>, deserialize_as = LossyTextOrNull)]
    pub thumb_url: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    #[diesel(sql_type = Timestamp)]
    pub created_at: PubDate,
    #[diesel(sql_type = Text)]
    pub role: Role,
    #[diesel(sql_type = Bool)]
    pub is_disabled: bool,
}

/// Whether a user may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserState {
    Active,
    Disabled,
}

/// Which users are wanted; `None` for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AdminUserFilter {
    /// A part of the username, the e-mail address or the name, in any letter case.
    pub text: Option<String>,
    pub state: Option<UserState>,
    pub role: Option<Role>,
}

/// A text that is not a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownState;

impl FromStr for UserState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        match text {
            "active" => Ok(Self::Active),
            "disabled" => Ok(Self::Disabled),
            _ => Err(UnknownState),
        }
    }
}

impl UserState {
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }
}

/// Selects the columns of [`AdminUserDict`] of the users `u`, with the text that is searched.
const SELECT: &str = "SELECT u.id, u.username, u.first_name, u.last_name, u.email, u.thumb_url, \
     u.date_created AS created_at, u.role, u.is_disabled FROM (SELECT users.*, \
     lower(username) || ' ' || lower(email) || ' ' || lower(first_name) || ' ' || lower(last_name) AS searched \
     FROM users) u";

impl AdminUserDict {
    /// A user, disabled or not.
    pub fn of(conn: &mut Conn, id: i32) -> QueryResult<Self> {
        diesel::sql_query(format!("{SELECT} WHERE u.id = $1")).bind::<Integer, _>(id).get_result(conn)
    }

    /// A page of users, newest first, and where the next page begins.
    pub fn list(
        conn: &mut Conn,
        filter: &AdminUserFilter,
        page: PageRequest,
    ) -> QueryResult<(Vec<Self>, Option<Cursor>)> {
        let patterns = filter.text.as_deref().map(patterns).unwrap_or_default();
        let mut conditions = Vec::new();
        if !patterns.is_empty() {
            conditions.push(format!("({})", any_like("searched", "%", "%", 1..patterns.len() + 1)));
        }
        if let Some(state) = filter.state {
            let not = if state == UserState::Active { "NOT " } else { "" };
            conditions.push(format!("{not}u.is_disabled"));
        }
        if let Some(role) = filter.role {
            conditions.push(format!("u.role = '{}'", role.name()));
        }
        if let Some(before) = page.before {
            conditions.push(format!("u.id < {}", before.id));
        }
        let condition = if conditions.is_empty() { "TRUE".to_owned() } else { conditions.join(" AND ") };
        let mut query =
            diesel::sql_query(format!("{SELECT} WHERE {condition} ORDER BY u.id DESC LIMIT {}", page.limit))
                .into_boxed();
        for pattern in patterns {
            query = query.bind::<Text, _>(pattern);
        }
        let users: Vec<Self> = query.load(conn)?;
        let next = page.next(&users, |last| Cursor::new(last.created_at, last.id));
        Ok((users, next))
    }
}
