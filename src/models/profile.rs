//! What people may change of their own account, and its end.

use diesel::prelude::*;

use super::{Image, User, must_exist};
use crate::{db::Conn, schema::users};

/// What changes in a profile; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = users)]
pub struct ProfileChanges {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub email: Option<String>,
    /// `Some(None)` removes the picture.
    pub image_url: Option<Option<String>>,
    pub thumb_url: Option<Option<String>>,
}

impl ProfileChanges {
    /// Makes them, and gives the person as they are then. A taken e-mail address is a unique violation.
    ///
    /// # Errors
    /// Also if a picture is kept here, and somebody else's: see [`Image::claim`].
    pub fn apply(&self, conn: &mut Conn, id: i32) -> QueryResult<User> {
        for (field, url) in [("image_url", &self.image_url), ("thumb_url", &self.thumb_url)] {
            if let Some(Some(url)) = url {
                Image::claim(conn, id, field, url)?;
            }
        }
        if *self != Self::default() {
            must_exist(diesel::update(users::table.find(id)).set(self).execute(conn)?)?;
        }
        User::by_id(conn, id)
    }
}

impl User {
    /// Removes a person with everything that is theirs.
    pub fn delete(conn: &mut Conn, id: i32) -> QueryResult<()> {
        must_exist(diesel::delete(users::table.find(id)).execute(conn)?)
    }
}
