//! Who is asking, and what of others they get to see.

use std::{ops::Deref, sync::Arc};

use super::{User, UserDict};

/// Whose e-mail addresses people see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Emails {
    #[default]
    OfAll,
    /// Their own; that of anybody else reads as an empty text.
    OwnAlone,
}

impl Emails {
    /// A person as others see them. Everybody in an answer passes through here, but for who asked for it.
    pub(super) fn show(self, mut user: User) -> UserDict {
        if self == Self::OwnAlone {
            user.email.clear();
        }
        Arc::new(user)
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub user: UserDict,
    pub emails: Emails,
}

impl Viewer {
    /// Another person, as this one sees them.
    pub(super) fn sees(&self, user: User) -> UserDict {
        self.emails.show(user)
    }
}

impl Deref for Viewer {
    type Target = User;

    fn deref(&self) -> &User {
        &self.user
    }
}
