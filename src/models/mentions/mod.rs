//! Mentions of users in captions and comments, such as @ada.
//!
//! Triggers note the texts that may have mentions in `mentions_to_read`, also those of other programs. [`Mention::update_some`]
//! reads them.

mod text;

use std::{
    collections::{HashMap, HashSet},
    iter,
};

use diesel::{
    dsl::exists,
    prelude::*,
    sql_types::{Integer, Nullable, Timestamp},
};

use self::text::{begins_with, mentioned};
use super::{
    PubDate,
    lossy_text::{LossyText, LossyTextOrNull},
};
use crate::{
    db::{Conn, Db, DbError, in_list, lock_rows},
    schema::{comments, mentions, mentions_to_read, posts, users},
};

/// The mentions, as rows.
pub struct Mention;

/// The number of texts that are read together.
const BATCH: i64 = 200;

/// A text that may have mentions.
#[derive(Clone, Copy, QueryableByName)]
struct Unread {
    #[diesel(sql_type = Integer)]
    post_id: i32,
    /// `None` for the caption of the post.
    #[diesel(sql_type = Nullable<Integer>)]
    comment_id: Option<i32>,
    #[diesel(sql_type = Timestamp)]
    written_at: PubDate,
}

/// A text with its author, and the users whom it mentions.
struct Text {
    unread: Unread,
    author_id: i32,
    text: String,
    named: Vec<(i32, String)>,
}

impl Mention {
    /// Whether the mentions of some texts are still to be read.
    fn are_outdated(conn: &mut Conn) -> QueryResult<bool> {
        diesel::select(exists(mentions_to_read::table.select(mentions_to_read::id))).get_result(conn)
    }

    /// Reads the mentions of some texts that were written or changed. Returns whether there were any.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn read_new(db: &Db) -> Result<bool, DbError> {
        let are_outdated = db.read(Self::are_outdated).await?;
        if are_outdated {
            db.write(Self::update_some).await?;
        }
        Ok(are_outdated)
    }

    /// Reads the mentions of some texts that were written or changed. Needs a transaction.
    pub fn update_some(conn: &mut Conn) -> QueryResult<()> {
        // Waits for another transaction that reads the same texts. So the mentions are there when this one ends.
        let lock = if matches!(conn, Conn::Postgres(_)) { "FOR UPDATE" } else { "" };
        let unread: Vec<Unread> = diesel::sql_query(format!(
            "DELETE FROM mentions_to_read WHERE id IN (SELECT id FROM mentions_to_read ORDER BY id LIMIT {BATCH} {lock}) \
             RETURNING post_id, comment_id, written_at"
        ))
        .load(conn)?;
        let texts = Text::load(conn, unread)?;
        // In the order in which deletions lock them, or the two could wait for each other.
        let user_ids: Vec<i32> = texts.iter().flat_map(Text::user_ids).collect();
        let post_ids: Vec<i32> = texts.iter().map(|text| text.unread.post_id).collect();
        let comment_ids: Vec<i32> = texts.iter().filter_map(|text| text.unread.comment_id).collect();
        let users: HashSet<i32> = lock_rows(conn, "users", &user_ids)?.into_iter().collect();
        let posts: HashSet<i32> = lock_rows(conn, "posts", &post_ids)?.into_iter().collect();
        let comments: HashSet<i32> = lock_rows(conn, "comments", &comment_ids)?.into_iter().collect();
        for text in &texts {
            let exists = users.contains(&text.author_id)
                && posts.contains(&text.unread.post_id)
                && text.unread.comment_id.is_none_or(|id| comments.contains(&id));
            if exists {
                text.replace_mentions(conn, &users)?;
            }
        }
        Ok(())
    }
}

impl Text {
    /// The texts that still exist.
    fn load(conn: &mut Conn, unread: Vec<Unread>) -> QueryResult<Vec<Self>> {
        let captions = captions(conn, unread.iter().map(|row| row.post_id))?;
        let comments = comments(conn, unread.iter().filter_map(|row| row.comment_id))?;
        let mut texts = Vec::new();
        for unread in unread {
            let written = match unread.comment_id {
                Some(id) => comments.get(&id),
                None => captions.get(&unread.post_id),
            };
            if let Some((author_id, text)) = written.cloned() {
                let named = users::table
                    .filter(users::username.eq_any(mentioned(&text)))
                    .select((users::id, users::username))
                    .load(conn)?;
                texts.push(Self { unread, author_id, text, named });
            }
        }
        Ok(texts)
    }

    fn user_ids(&self) -> impl Iterator<Item = i32> {
        iter::once(self.author_id).chain(self.named.iter().map(|(id, _)| *id))
    }

    /// Makes the mentions those of the text, of users who exist. A user who was mentioned before and still is keeps the
    /// time.
    fn replace_mentions(&self, conn: &mut Conn, users: &HashSet<i32>) -> QueryResult<()> {
        let Unread { post_id, comment_id, written_at } = self.unread;
        let of_post = mentions::table.filter(mentions::post_id.eq(post_id)).into_boxed();
        let of_text = match comment_id {
            Some(id) => of_post.filter(mentions::comment_id.eq(id)),
            None => of_post.filter(mentions::comment_id.is_null()),
        };
        let known: Vec<(i32, i32)> = of_text.select((mentions::id, mentions::user_id)).load(conn)?;
        let is_named = |user_id: i32| self.named.iter().any(|(id, _)| *id == user_id);
        let gone = known.iter().filter(|(_, user_id)| !is_named(*user_id)).map(|(id, _)| *id);
        diesel::delete(mentions::table.filter(in_list(mentions::id, gone))).execute(conn)?;
        let is_known = |user_id: i32| known.iter().any(|(_, known)| *known == user_id);
        for (user_id, name) in self.named.iter().filter(|(id, _)| users.contains(id) && !is_known(*id)) {
            diesel::insert_into(mentions::table)
                .values((
                    mentions::user_id.eq(user_id),
                    mentions::author_id.eq(self.author_id),
                    mentions::post_id.eq(post_id),
                    mentions::comment_id.eq(comment_id),
                    mentions::is_reply.eq(comment_id.is_some() && begins_with(&self.text, name)),
                    mentions::created_at.eq(written_at.0),
                ))
                .execute(conn)?;
        }
        Ok(())
    }
}

/// The authors and texts of the captions of these posts.
fn captions(conn: &mut Conn, ids: impl Iterator<Item = i32>) -> QueryResult<HashMap<i32, (i32, String)>> {
    let rows: Vec<(i32, i32, LossyTextOrNull)> = posts::table
        .filter(in_list(posts::id, ids))
        .select((posts::id, posts::user_id, posts::caption))
        .load(conn)?;
    let caption = |text: LossyTextOrNull| Option::<String>::from(text).unwrap_or_default();
    Ok(rows.into_iter().map(|(id, author_id, text)| (id, (author_id, caption(text)))).collect())
}

/// The authors and texts of these comments.
fn comments(conn: &mut Conn, ids: impl Iterator<Item = i32>) -> QueryResult<HashMap<i32, (i32, String)>> {
    let rows: Vec<(i32, i32, LossyText)> = comments::table
        .filter(in_list(comments::id, ids))
        .select((comments::id, comments::user_id, comments::text))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, author_id, text)| (id, (author_id, text.into()))).collect())
}
