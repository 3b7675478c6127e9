//! Changes of a user's profile, and the deletion of the account.

use diesel::{prelude::*, sql_types::Integer};

use crate::{
    db::Conn,
    models::{
        FollowRequest, Image, NotTheirs, OwnProfile, ProfileDetails, Role, User, UserCredentials,
        lossy_text::LossyTextOrNull, must_exist,
    },
    schema::users,
};

/// Changes of a profile; `None` keeps a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = users)]
pub struct ProfileChanges {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub email: Option<String>,
    /// `Some(None)` removes the image.
    pub image_url: Option<Option<String>>,
    pub thumb_url: Option<Option<String>>,
    /// `Some(None)` removes the text.
    pub bio: Option<Option<String>>,
    pub pronouns: Option<Option<String>>,
    pub link: Option<Option<String>>,
    /// `Some(false)` accepts all follow requests.
    pub is_private: Option<bool>,
}

/// Why a profile cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileRefused {
    Image(NotTheirs),
    EmailTaken,
}

impl From<NotTheirs> for ProfileRefused {
    fn from(why: NotTheirs) -> Self {
        Self::Image(why)
    }
}

/// The changed profile and the URLs of their previous images.
type ChangedProfile = (OwnProfile, [Option<String>; 2]);

impl ProfileChanges {
    /// Applies the changes. A new e-mail address ends every link to reset the password. The inner result is an error if the
    /// changes are refused.
    pub fn apply(&self, conn: &mut Conn, id: i32) -> QueryResult<Result<ChangedProfile, ProfileRefused>> {
        // Changes nothing, and locks the row, so that no other request replaces the same images. It is locked before the
        // rows of the images, as where the password is checked, or two changes could wait for each other.
        let before: (LossyTextOrNull, LossyTextOrNull) = diesel::update(users::table.find(id))
            .set(users::is_verified.eq(users::is_verified))
            .returning((users::image_url, users::thumb_url))
            .get_result(conn)?;
        for (field, url) in [("image_url", &self.image_url), ("thumb_url", &self.thumb_url)] {
            if let Some(Some(url)) = url
                && let Err(refused) = Image::attach(conn, id, field, url)?
            {
                return Ok(Err(refused.into()));
            }
        }
        if let Some(email) = &self.email
            && UserCredentials::check_email_is_free(conn, id, email)?.is_err()
        {
            return Ok(Err(ProfileRefused::EmailTaken));
        }
        if *self != Self::default() {
            must_exist(diesel::update(users::table.find(id)).set(self).execute(conn)?)?;
        }
        if self.is_private == Some(false) {
            FollowRequest::accept_all(conn, id)?;
        }
        if self.email.is_some() {
            UserCredentials::end_links(conn, id)?;
        }
        let profile: (User, ProfileDetails, Role) = users::table
            .find(id)
            .select((User::as_select(), ProfileDetails::as_select(), users::role))
            .get_result(conn)?;
        Ok(Ok((profile.into(), [before.0.into(), before.1.into()])))
    }
}

impl User {
    /// Deletes a user with everything that belongs to them.
    pub fn delete(conn: &mut Conn, id: i32) -> QueryResult<()> {
        if let Conn::Postgres(_) = conn {
            Self::lock_dependent_rows(conn, id)?;
        }
        must_exist(diesel::delete(users::table.find(id)).execute(conn)?)
    }

    /// Locks the user, and then, in the order of their ids, the rows that are deleted with a user or change with them. The database itself
    /// would lock them in any order: two users who commented on the same posts could not be deleted at the same time.
    fn lock_dependent_rows(conn: &mut Conn, id: i32) -> QueryResult<()> {
        for statement in [
            "SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE",
            "SELECT 1 FROM reports WHERE author_id = $1 OR reporter_id = $1 OR closed_by_id = $1 ORDER BY id FOR UPDATE",
            "SELECT 1 FROM following WHERE user_id = $1 OR following_id = $1 ORDER BY id FOR UPDATE",
            "SELECT 1 FROM follow_requests WHERE user_id = $1 OR target_id = $1 ORDER BY id FOR UPDATE",
            "SELECT 1 FROM blocks WHERE user_id = $1 OR blocked_id = $1 ORDER BY id FOR UPDATE",
            "SELECT 1 FROM mutes WHERE user_id = $1 OR muted_id = $1 ORDER BY id FOR UPDATE",
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
