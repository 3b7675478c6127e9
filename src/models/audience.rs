//! Audiences: lists of followers whom a user chooses to show a post or story to, instead of to all followers. Only their
//! owner knows them.

use std::collections::HashMap;

use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{BigInt, Integer, Text},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    CurrentUser, Cursor, PageRequest, PubDate, RowsOf, User, audience_member, block::lock_users,
    lossy_text::LossyText, must_exist,
};
use crate::{
    db::{Conn, in_list},
    schema::{audiences, post_audiences, posts, story_audiences},
};

/// An audience, for its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Audience)]
pub struct AudienceDict {
    #[schema(example = 3)]
    pub id: i32,
    #[schema(example = "Family")]
    pub name: String,
    #[schema(example = 12)]
    pub members_count: i64,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
}

/// An audience to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAudience {
    pub name: String,
    /// Followers of the owner.
    pub member_ids: Vec<i32>,
}

/// Why an audience is not made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AudienceRefused {
    NameTaken,
    TooMany,
    AlreadyMember,
    TooManyMembers,
}

/// The audiences, as rows.
pub struct Audience;

/// The columns of an [`AudienceDict`].
type Row = (i32, LossyText, i64, PubDate);

/// The columns of a [`Row`].
#[diesel::dsl::auto_type]
fn columns() -> _ {
    let members_count: diesel::expression::SqlLiteral<BigInt> = sql::<BigInt>(
        "(SELECT count(*) FROM audience_members m JOIN users u ON u.id = m.user_id \
         JOIN following f ON f.user_id = m.user_id AND f.following_id = audiences.user_id \
         WHERE m.audience_id = audiences.id AND NOT u.is_disabled)",
    );
    (audiences::id, audiences::name, members_count, audiences::created_at)
}

/// The ids and the names of audiences, in the same order.
pub(super) type IdsAndNames = (Vec<i32>, Vec<String>);

/// Audiences by the post or story whose id precedes theirs.
fn by_content(rows: Vec<(i32, i32, LossyText)>) -> HashMap<i32, IdsAndNames> {
    let mut found: HashMap<i32, IdsAndNames> = HashMap::new();
    for (content_id, id, name) in rows {
        let (ids, names) = found.entry(content_id).or_default();
        ids.push(id);
        names.push(name.into());
    }
    found
}

fn dict((id, name, members_count, created_at): Row) -> AudienceDict {
    AudienceDict { id, name: name.into(), members_count, created_at }
}

impl Audience {
    /// The maximum number of audiences of a user.
    pub const MOST: i64 = 50;

    /// The maximum number of members of an audience.
    pub const MOST_MEMBERS: i64 = 1_000;

    /// The maximum number of audiences of a post or story.
    pub const MOST_OF_POST: usize = 10;

    /// A page of the audiences of `owner`, newest first, and where the next one begins.
    pub fn list(
        conn: &mut Conn,
        owner: &CurrentUser,
        page: PageRequest,
    ) -> QueryResult<(Vec<AudienceDict>, Option<Cursor>)> {
        let (table, time, viewer_id) = ("audiences", "created_at", owner.id);
        let rows_of = RowsOf { table, time, user: "user_id", owner: ("user_id", owner.id), viewer_id };
        let rows: Vec<Row> = audiences::table
            .filter(audiences::user_id.eq(owner.id))
            .filter(rows_of.behind(page))
            .order((audiences::created_at.desc(), audiences::id.desc()))
            .limit(page.limit)
            .select(columns())
            .load(conn)?;
        let list: Vec<AudienceDict> = rows.into_iter().map(dict).collect();
        let next = page.next(&list, |audience| Cursor::new(audience.created_at, audience.id));
        Ok((list, next))
    }

    /// The audiences of `owner`'s post, by name. Another user's post is not found.
    pub fn of_post(conn: &mut Conn, owner: &User, post_id: i32) -> QueryResult<Vec<AudienceDict>> {
        let mine = posts::table.find(post_id).filter(posts::user_id.eq(owner.id));
        mine.select(posts::id).get_result::<i32>(conn)?;
        let ids =
            post_audiences::table.filter(post_audiences::post_id.eq(post_id)).select(post_audiences::audience_id);
        let rows: Vec<Row> = audiences::table
            .filter(audiences::id.eq_any(ids))
            .order((audiences::name, audiences::id))
            .select(columns())
            .load(conn)?;
        Ok(rows.into_iter().map(dict).collect())
    }

    /// The audiences of these posts, by the ids of the posts.
    pub(super) fn of_posts(
        conn: &mut Conn,
        post_ids: impl IntoIterator<Item = i32>,
    ) -> QueryResult<HashMap<i32, IdsAndNames>> {
        let rows = post_audiences::table
            .inner_join(audiences::table.on(audiences::id.eq(post_audiences::audience_id)))
            .filter(in_list(post_audiences::post_id, post_ids))
            .order(audiences::id)
            .select((post_audiences::post_id, audiences::id, audiences::name))
            .load(conn)?;
        Ok(by_content(rows))
    }

    /// The audiences of these stories, by the ids of the stories.
    pub(super) fn of_stories(
        conn: &mut Conn,
        story_ids: impl IntoIterator<Item = i32>,
    ) -> QueryResult<HashMap<i32, IdsAndNames>> {
        let rows = story_audiences::table
            .inner_join(audiences::table.on(audiences::id.eq(story_audiences::audience_id)))
            .filter(in_list(story_audiences::story_id, story_ids))
            .order(audiences::id)
            .select((story_audiences::story_id, audiences::id, audiences::name))
            .load(conn)?;
        Ok(by_content(rows))
    }

    /// Makes an audience. Users who do not follow `owner` are not found.
    pub fn create(
        conn: &mut Conn,
        owner: &User,
        new: &NewAudience,
    ) -> QueryResult<Result<AudienceDict, AudienceRefused>> {
        #[derive(QueryableByName)]
        struct Made {
            #[diesel(sql_type = Integer)]
            id: i32,
        }

        audience_member::lock_and_flag(conn, owner.id, &new.member_ids)?;
        let number: i64 = audiences::table.filter(audiences::user_id.eq(owner.id)).count().get_result(conn)?;
        if number >= Self::MOST {
            return Ok(Err(AudienceRefused::TooMany));
        }
        let made: Option<Made> = diesel::sql_query(
            "INSERT INTO audiences (user_id, name) VALUES ($1, $2) ON CONFLICT (user_id, name) DO NOTHING RETURNING id",
        )
        .bind::<Integer, _>(owner.id)
        .bind::<Text, _>(&new.name)
        .get_result(conn)
        .optional()?;
        let Some(Made { id }) = made else { return Ok(Err(AudienceRefused::NameTaken)) };
        for member_id in &new.member_ids {
            audience_member::insert(conn, owner.id, id, *member_id)?.ok_or(diesel::NotFound)?;
        }
        Self::find(conn, owner, id).map(Ok)
    }

    /// Gives `owner`'s audience another name. Another user's audience is not found.
    pub fn rename(
        conn: &mut Conn,
        owner: &User,
        id: i32,
        name: &str,
    ) -> QueryResult<Result<AudienceDict, AudienceRefused>> {
        let same_name = audiences::table.filter(audiences::user_id.eq(owner.id).and(audiences::name.eq(name)));
        let taken = same_name.filter(audiences::id.ne(id)).select(audiences::id).first::<i32>(conn).optional()?;
        if taken.is_some() {
            return Ok(Err(AudienceRefused::NameTaken));
        }
        let mine = audiences::table.find(id).filter(audiences::user_id.eq(owner.id));
        must_exist(diesel::update(mine).set(audiences::name.eq(name)).execute(conn)?)?;
        Self::find(conn, owner, id).map(Ok)
    }

    /// Deletes `owner`'s audience. Posts and stories of which it was the only audience are then for `owner` alone. Another
    /// user's audience is not found.
    pub fn delete(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<()> {
        // The database deletes the audience before its rows of posts. A post that gets audiences locks them the other way
        // round, so both lock the owner first.
        lock_users(conn, owner.id, owner.id)?;
        let mine = audiences::table.find(id).filter(audiences::user_id.eq(owner.id));
        must_exist(diesel::delete(mine).execute(conn)?)
    }

    fn find(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<AudienceDict> {
        let mine = audiences::table.find(id).filter(audiences::user_id.eq(owner.id));
        mine.select(columns()).get_result(conn).map(dict)
    }

    /// Whether these are audiences of `owner`. Others are not found.
    pub fn find_own(conn: &mut Conn, owner_id: i32, ids: &[i32]) -> QueryResult<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let own = audiences::table.filter(in_list(audiences::id, ids.iter().copied()));
        let own: i64 = own.filter(audiences::user_id.eq(owner_id)).count().get_result(conn)?;
        if usize::try_from(own) == Ok(ids.len()) { Ok(()) } else { Err(diesel::NotFound) }
    }

    /// Shows a post without audiences to these. The caller sets `has_audience`.
    pub(super) fn add_to_post(conn: &mut Conn, post_id: i32, ids: &[i32]) -> QueryResult<()> {
        for id in ids {
            diesel::insert_into(post_audiences::table)
                .values((post_audiences::post_id.eq(post_id), post_audiences::audience_id.eq(id)))
                .execute(conn)?;
        }
        Ok(())
    }

    /// As [`Self::add_to_post`], for a post that may have audiences.
    pub(super) fn replace_of_post(conn: &mut Conn, post_id: i32, ids: &[i32]) -> QueryResult<()> {
        diesel::delete(post_audiences::table.filter(post_audiences::post_id.eq(post_id))).execute(conn)?;
        Self::add_to_post(conn, post_id, ids)
    }

    /// As [`Self::add_to_post`], for a story.
    pub(super) fn add_to_story(conn: &mut Conn, story_id: i32, ids: &[i32]) -> QueryResult<()> {
        for id in ids {
            diesel::insert_into(story_audiences::table)
                .values((story_audiences::story_id.eq(story_id), story_audiences::audience_id.eq(id)))
                .execute(conn)?;
        }
        Ok(())
    }

    /// Rows of `owner`'s audiences with the ids of their members, for the data export.
    pub(super) fn export(
        conn: &mut Conn,
        owner_id: i32,
        after: i32,
        limit: i64,
    ) -> QueryResult<Vec<(AudienceDict, Vec<i32>)>> {
        let rows: Vec<Row> = audiences::table
            .filter(audiences::user_id.eq(owner_id).and(audiences::id.gt(after)))
            .order(audiences::id)
            .limit(limit)
            .select(columns())
            .load(conn)?;
        let with_members = |row: Row| {
            let audience = dict(row);
            let member_ids = audience_member::ids(conn, audience.id)?;
            Ok((audience, member_ids))
        };
        rows.into_iter().map(with_members).collect()
    }
}
