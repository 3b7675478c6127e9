//! The fields of a profile that lists of users do not show.

use std::sync::Arc;

use diesel::{
    prelude::*,
    sql_types::{Bool, Nullable, Text},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    models::{CurrentUser, Role, User, UserDict, lossy_text::LossyTextOrNull},
    schema::users,
};

/// What only a user's own profile and page show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, QueryableByName, Selectable, Serialize, ToSchema)]
#[diesel(table_name = users)]
pub struct ProfileDetails {
    #[schema(required, example = "Mountains, mostly before breakfast.")]
    #[diesel(sql_type = Nullable<Text>, deserialize_as = LossyTextOrNull)]
    pub bio: Option<String>,
    #[schema(required, example = "she/her")]
    #[diesel(sql_type = Nullable<Text>, deserialize_as = LossyTextOrNull)]
    pub pronouns: Option<String>,
    /// An http or https address.
    #[schema(required, example = "https://example.org/ada")]
    #[diesel(sql_type = Nullable<Text>, deserialize_as = LossyTextOrNull)]
    pub link: Option<String>,
    /// Whether the user decides who follows them.
    #[diesel(sql_type = Bool)]
    pub is_private: bool,
}

/// The profile of the current user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnProfile {
    #[serde(flatten)]
    #[schema(value_type = User)]
    pub user: UserDict,
    #[serde(flatten)]
    #[schema(value_type = ProfileDetails)]
    pub details: Arc<ProfileDetails>,
    /// What the user may do beside what all users may.
    pub role: Role,
}

impl From<CurrentUser> for OwnProfile {
    fn from(viewer: CurrentUser) -> Self {
        Self { user: viewer.user, details: viewer.details, role: viewer.role }
    }
}

impl From<(User, ProfileDetails, Role)> for OwnProfile {
    fn from((user, details, role): (User, ProfileDetails, Role)) -> Self {
        Self { user: Arc::new(user), details: Arc::new(details), role }
    }
}

/// The columns of [`ProfileDetails`] of the user `u`.
pub(super) const DETAIL_COLUMNS: &str = "u.bio, u.pronouns, u.link, u.is_private";
