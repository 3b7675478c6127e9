//! The members of audiences.

use diesel::{
    prelude::*,
    sql_types::{Array, Integer},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Audience, AudienceRefused, CurrentUser, Cursor, PageRequest, PubDate, RowsOf, User, UserDict,
    visibility::enabled,
};
use crate::{
    db::{Conn, in_list},
    schema::{audience_members, following, users},
};

/// A member of an audience, for the owner of the audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AudienceMember)]
pub struct AudienceMemberDict {
    #[schema(example = 8)]
    pub id: i32,
    #[schema(value_type = User)]
    pub user: UserDict,
    /// When the user became a member.
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
}

/// The members, as rows.
pub struct AudienceMember;

impl AudienceMember {
    /// A page of the members of `owner`'s audience, newest first, and where the next one begins. Another user's audience is
    /// not found. Disabled users are left out, and those who do not follow (another program may have added them).
    pub fn list(
        conn: &mut Conn,
        owner: &CurrentUser,
        audience_id: i32,
        page: PageRequest,
    ) -> QueryResult<(Vec<AudienceMemberDict>, Option<Cursor>)> {
        Audience::find_own(conn, owner.id, &[audience_id])?;
        let rows_of = RowsOf {
            table: "audience_members",
            time: "created_at",
            user: "user_id",
            owner: ("audience_id", audience_id),
            viewer_id: owner.id,
        };
        let rows: Vec<(i32, PubDate, User)> = audience_members::table
            .inner_join(users::table)
            .inner_join(following::table.on(following::user_id.eq(audience_members::user_id)))
            .filter(following::following_id.eq(owner.id))
            .filter(audience_members::audience_id.eq(audience_id).and(enabled()))
            .filter(rows_of.behind(page))
            .order((audience_members::created_at.desc(), audience_members::id.desc()))
            .limit(page.limit)
            .select((audience_members::id, audience_members::created_at, User::as_select()))
            .load(conn)?;
        let next = page.next(&rows, |(id, at, _)| Cursor::new(*at, *id));
        let dict = |(id, created_at, user)| AudienceMemberDict { id, user: owner.sees(user), created_at };
        Ok((rows.into_iter().map(dict).collect(), next))
    }

    /// Adds a follower of `owner` to an audience. Other users, and another user's audience, are not found.
    pub fn create(
        conn: &mut Conn,
        owner: &CurrentUser,
        audience_id: i32,
        user_id: i32,
    ) -> QueryResult<Result<AudienceMemberDict, AudienceRefused>> {
        lock_and_flag(conn, owner.id, &[user_id])?;
        Audience::find_own(conn, owner.id, &[audience_id])?;
        let of_audience = audience_members::table.filter(audience_members::audience_id.eq(audience_id));
        if of_audience.count().get_result::<i64>(conn)? >= Audience::MOST_MEMBERS {
            return Ok(Err(AudienceRefused::TooManyMembers));
        }
        let Some(id) = insert(conn, owner.id, audience_id, user_id)? else {
            let is_member = of_audience.filter(audience_members::user_id.eq(user_id)).select(audience_members::id);
            is_member.first::<i32>(conn)?;
            return Ok(Err(AudienceRefused::AlreadyMember));
        };
        let (created_at, user): (PubDate, User) = audience_members::table
            .inner_join(users::table)
            .filter(audience_members::id.eq(id))
            .select((audience_members::created_at, User::as_select()))
            .get_result(conn)?;
        Ok(Ok(AudienceMemberDict { id, user: owner.sees(user), created_at }))
    }

    /// Removes a member of `owner`'s audience, by the id of the row. Others are not found.
    pub fn delete(conn: &mut Conn, owner: &User, audience_id: i32, id: i32) -> QueryResult<()> {
        Audience::find_own(conn, owner.id, &[audience_id])?;
        let member = audience_members::table.find(id).filter(audience_members::audience_id.eq(audience_id));
        super::must_exist(diesel::delete(member).execute(conn)?)
    }
}

/// Adds a user to an audience, and returns the id of the row; `None` if the user is a member already, does not follow the
/// owner of the audience, or is disabled.
pub(super) fn insert(conn: &mut Conn, owner_id: i32, audience_id: i32, user_id: i32) -> QueryResult<Option<i32>> {
    #[derive(QueryableByName)]
    struct Inserted {
        #[diesel(sql_type = Integer)]
        id: i32,
    }

    // A user who stops following meanwhile waits, and then leaves the audience.
    let lock = if let Conn::Postgres(_) = conn { "FOR KEY SHARE OF f" } else { "" };
    let inserted: Option<Inserted> = diesel::sql_query(format!(
        "INSERT INTO audience_members (audience_id, user_id) SELECT $1, u.id \
         FROM following f JOIN users u ON u.id = f.user_id \
         WHERE f.following_id = $2 AND f.user_id = $3 AND NOT u.is_disabled {lock} \
         ON CONFLICT (audience_id, user_id) DO NOTHING RETURNING id"
    ))
    .bind::<Integer, _>(audience_id)
    .bind::<Integer, _>(owner_id)
    .bind::<Integer, _>(user_id)
    .get_result(conn)
    .optional()?;
    Ok(inserted.map(|row| row.id))
}

/// Locks the rows of the owner and the new members of an audience, in the order of their ids, and sets their
/// `has_audiences`. It comes before anything else is written, as where users are blocked or deleted.
pub(super) fn lock_and_flag(conn: &mut Conn, owner_id: i32, member_ids: &[i32]) -> QueryResult<()> {
    let ids = || member_ids.iter().copied().chain([owner_id]);
    if let Conn::Postgres(conn) = conn {
        diesel::sql_query("SELECT 1 FROM users WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE")
            .bind::<Array<Integer>, _>(ids().collect::<Vec<_>>())
            .execute(conn)?;
    }
    let without_flag = users::table.filter(in_list(users::id, ids())).filter(users::has_audiences.eq(false));
    let without_flag: Vec<i32> = without_flag.order(users::id).select(users::id).load(conn)?;
    for id in without_flag {
        diesel::update(users::table.find(id)).set(users::has_audiences.eq(true)).execute(conn)?;
    }
    Ok(())
}

/// The ids of the members of an audience.
pub(super) fn ids(conn: &mut Conn, audience_id: i32) -> QueryResult<Vec<i32>> {
    audience_members::table
        .filter(audience_members::audience_id.eq(audience_id))
        .order(audience_members::user_id)
        .select(audience_members::user_id)
        .load(conn)
}
