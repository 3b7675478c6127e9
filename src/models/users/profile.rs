//! What people may change of their own account, and its end.

use diesel::{prelude::*, sql_types::Integer};

use crate::{
    db::Conn,
    models::{Image, User, UserCredentials, lossy_text::LossyTextOrNull, must_exist},
    schema::users,
};

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
    /// Makes them, and gives the person as they are then, and the addresses of their pictures as they were before. A taken
    /// e-mail address is a unique violation; another one ends every link to set another password.
    ///
    /// # Errors
    /// Also if a picture is kept here, and somebody else's: see [`Image::claim`].
    pub fn apply(&self, conn: &mut Conn, id: i32) -> QueryResult<(User, [Option<String>; 2])> {
        // Changes nothing, and holds the row, so that nobody else replaces the same pictures; before any
        // picture's, as where the password is asked for, or two changes could wait for each other.
        let before: (LossyTextOrNull, LossyTextOrNull) = diesel::update(users::table.find(id))
            .set(users::is_verified.eq(users::is_verified))
            .returning((users::image_url, users::thumb_url))
            .get_result(conn)?;
        for (field, url) in [("image_url", &self.image_url), ("thumb_url", &self.thumb_url)] {
            if let Some(Some(url)) = url {
                Image::claim(conn, id, field, url)?;
            }
        }
        if let Some(email) = &self.email {
            UserCredentials::check_email_is_free(conn, id, email)?;
        }
        if *self != Self::default() {
            must_exist(diesel::update(users::table.find(id)).set(self).execute(conn)?)?;
        }
        if self.email.is_some() {
            UserCredentials::end_links(conn, id)?;
        }
        Ok((User::by_id(conn, id)?, [before.0.into(), before.1.into()]))
    }
}

impl User {
    /// Removes a person with everything that is theirs.
    pub fn delete(conn: &mut Conn, id: i32) -> QueryResult<()> {
        if let Conn::Postgres(_) = conn {
            Self::lock_what_ends_with(conn, id)?;
        }
        must_exist(diesel::delete(users::table.find(id)).execute(conn)?)
    }
    /// Locks, in the order of their ids, the rows that go with a person or change with them. The database itself would
    /// lock them as it meets them, and two people who have commented on the same posts could not leave at once.
    fn lock_what_ends_with(conn: &mut Conn, id: i32) -> QueryResult<()> {
        for statement in [
            "SELECT 1 FROM posts WHERE user_id = $1 ORDER BY id FOR UPDATE",
            "SELECT 1 FROM comments WHERE user_id = $1 \
             OR post_id IN (SELECT id FROM posts WHERE user_id = $1) ORDER BY id FOR UPDATE",
            "SELECT 1 FROM post_versions WHERE post_id IN (SELECT id FROM posts WHERE user_id = $1 \
             UNION SELECT post_id FROM comments WHERE user_id = $1 \
             UNION SELECT c.post_id FROM likes_comments l JOIN comments c ON c.id = l.comment_id WHERE l.user_id = $1) \
             ORDER BY post_id FOR UPDATE",
        ] {
            diesel::sql_query(statement).bind::<Integer, _>(id).execute(conn)?;
        }
        Ok(())
    }
}
