//! The user who sends a request, and how other users are shown to them.

use std::{ops::Deref, sync::Arc};

use crate::models::{ProfileDetails, Role, User, UserDict};

/// The e-mail addresses that users see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Emails {
    #[default]
    OfAll,
    /// Only their own. Others read as an empty text.
    OwnAlone,
}

impl Emails {
    /// A user as others see them. Every user in an answer passes through here, except the current user.
    pub(in crate::models) fn show(self, mut user: User) -> UserDict {
        if self == Self::OwnAlone {
            user.email.clear();
        }
        Arc::new(user)
    }
}

/// A signed-in user. Middleware and handlers pass it on to the models.
#[derive(Debug, Clone)]
pub struct CurrentUser {
    pub user: UserDict,
    pub details: Arc<ProfileDetails>,
    pub role: Role,
    /// Whether blocks or mutes concern the user.
    pub has_blocks_or_mutes: bool,
    /// Whether the user ever had an audience or was in one. If not, only posts and stories without one are for them.
    pub has_audiences: bool,
    pub emails: Emails,
}

impl CurrentUser {
    /// Another user as this user sees them.
    pub(in crate::models) fn sees(&self, user: User) -> UserDict {
        self.emails.show(user)
    }
}

impl Deref for CurrentUser {
    type Target = User;

    fn deref(&self) -> &User {
        &self.user
    }
}
