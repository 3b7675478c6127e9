//! Guest links: addresses that show some posts of a user to people without an account, until they expire or are revoked.
//! A guest sees the photos, their descriptions and the captions, and nothing else of the posts.

use std::{iter, ops::RangeInclusive};

use diesel::{
    dsl::{not, sql},
    prelude::*,
    sql_types::{BigInt, Bool},
};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{
    CurrentUser, Cursor, PageRequest, PostImage, PubDate, RowsOf, User, images_behind_the_first,
    lossy_text::{LossyText, LossyTextOrNull},
    visibility::{enabled, post_hidden},
};
use crate::{
    db::{Conn, SingleStatement, Written, in_list},
    schema::{guest_link_posts, guest_links, posts, users},
};

/// A guest link, for its owner. Its address is not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = GuestLink)]
pub struct GuestLinkDict {
    #[schema(example = 4)]
    pub id: i32,
    #[schema(required, example = "A week in the mountains")]
    pub title: Option<String>,
    pub has_passphrase: bool,
    /// How many of its posts are left.
    #[schema(example = 12)]
    pub posts_count: i64,
    /// How often its page was shown.
    #[schema(example = 3)]
    pub openings: i64,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-12-07T08:00:00Z")]
    pub expires_at: PubDate,
}

/// A guest link to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGuestLink {
    pub token_hash: String,
    pub title: Option<String>,
    pub passphrase_hash: Option<String>,
    /// Seconds until it expires.
    pub lifetime: i64,
    /// Without repetitions, in the order in which guests see the posts.
    pub post_ids: Vec<i32>,
}

/// A user has the maximum number of guest links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("You have {} guest links. Revoke one, or wait until one expires.", GuestLink::MOST_LIVING)]
pub struct TooManyGuestLinks;

/// The links, as rows.
pub struct GuestLink;

/// A link that can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenGuestLink {
    pub id: i32,
    pub title: Option<String>,
    /// The first and the last name of its owner, as far as they have them.
    pub owner_name: String,
    /// `None` without a passphrase.
    pub passphrase_hash: Option<String>,
    pub expires_at: PubDate,
    owner_id: i32,
}

/// A post, as guests see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedPost {
    /// Its position in the link.
    pub position: i32,
    pub caption: Option<String>,
    /// At least one.
    pub images: Vec<PostImage>,
}

/// The columns of a [`GuestLinkDict`].
type Row = (i32, LossyTextOrNull, bool, i64, i64, PubDate, i64);

fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

/// The columns of a [`Row`].
#[diesel::dsl::auto_type]
fn columns() -> _ {
    let posts_count: diesel::expression::SqlLiteral<BigInt> =
        sql::<BigInt>("(SELECT count(*) FROM guest_link_posts p WHERE p.guest_link_id = guest_links.id)");
    let has_passphrase: diesel::expression::SqlLiteral<Bool> =
        sql::<Bool>("guest_links.passphrase_hash IS NOT NULL");
    (
        guest_links::id,
        guest_links::title,
        has_passphrase,
        posts_count,
        guest_links::openings,
        guest_links::created_at,
        guest_links::expires,
    )
}

fn dict((id, title, has_passphrase, posts_count, openings, created_at, expires): Row) -> GuestLinkDict {
    GuestLinkDict {
        id,
        title: title.into(),
        has_passphrase,
        posts_count,
        openings,
        created_at,
        expires_at: PubDate::from_unix(expires),
    }
}

impl GuestLink {
    /// The maximum number of living links of a user.
    pub const MOST_LIVING: i64 = 100;

    /// The maximum number of posts of a link.
    pub const MOST_POSTS: usize = 50;

    /// Whether `owner` published all these posts. Others are not found.
    pub fn find_own_posts(conn: &mut Conn, owner: &User, post_ids: &[i32]) -> QueryResult<()> {
        let own =
            posts::table.filter(in_list(posts::id, post_ids.iter().copied())).filter(posts::user_id.eq(owner.id));
        let own: i64 = own.count().get_result(conn)?;
        if usize::try_from(own) == Ok(post_ids.len()) { Ok(()) } else { Err(diesel::NotFound) }
    }

    /// Makes a link. Posts of other users are not found. The inner result is an error if the user has too many links.
    pub fn create(
        conn: &mut Conn,
        owner: &User,
        link: &NewGuestLink,
    ) -> QueryResult<Result<GuestLinkDict, TooManyGuestLinks>> {
        let now = now();
        let living =
            guest_links::table.filter(guest_links::user_id.eq(owner.id).and(guest_links::expires.gt(now)));
        if living.count().get_result::<i64>(conn)? >= Self::MOST_LIVING {
            return Ok(Err(TooManyGuestLinks));
        }
        Self::find_own_posts(conn, owner, &link.post_ids)?;
        let id: i32 = diesel::insert_into(guest_links::table)
            .values((
                guest_links::user_id.eq(owner.id),
                guest_links::token_hash.eq(&link.token_hash),
                guest_links::title.eq(&link.title),
                guest_links::passphrase_hash.eq(&link.passphrase_hash),
                guest_links::expires.eq(now + link.lifetime),
            ))
            .returning(guest_links::id)
            .get_result(conn)?;
        for (position, post_id) in (1..).zip(&link.post_ids) {
            diesel::insert_into(guest_link_posts::table)
                .values((
                    guest_link_posts::guest_link_id.eq(id),
                    guest_link_posts::position.eq(position),
                    guest_link_posts::post_id.eq(post_id),
                ))
                .execute(conn)?;
        }
        guest_links::table.find(id).select(columns()).get_result(conn).map(|row| Ok(dict(row)))
    }

    /// A page of the living links of `owner`, newest first, and where the next one begins.
    pub fn list(
        conn: &mut Conn,
        owner: &CurrentUser,
        page: PageRequest,
    ) -> QueryResult<(Vec<GuestLinkDict>, Option<Cursor>)> {
        let (table, time, viewer_id) = ("guest_links", "created_at", owner.id);
        let rows_of = RowsOf { table, time, user: "user_id", owner: ("user_id", owner.id), viewer_id };
        let rows: Vec<Row> = guest_links::table
            .filter(guest_links::user_id.eq(owner.id).and(guest_links::expires.gt(now())))
            .filter(rows_of.behind(page))
            .order((guest_links::created_at.desc(), guest_links::id.desc()))
            .limit(page.limit)
            .select(columns())
            .load(conn)?;
        let list: Vec<GuestLinkDict> = rows.into_iter().map(dict).collect();
        let next = page.next(&list, |link| Cursor::new(link.created_at, link.id));
        Ok((list, next))
    }

    /// Revokes `owner`'s link. Another user's link is not found.
    pub fn delete(conn: SingleStatement<'_>, owner: &User, id: i32) -> Written<()> {
        let mine = guest_links::table.filter(guest_links::id.eq(id).and(guest_links::user_id.eq(owner.id)));
        conn.execute(diesel::delete(mine)).must_exist()
    }

    /// Counts an opening of a link.
    pub fn count_opening(conn: SingleStatement<'_>, id: i32) -> Written<()> {
        let link = guest_links::table.find(id);
        conn.execute(diesel::update(link).set(guest_links::openings.eq(guest_links::openings + 1))).map(drop)
    }

    /// Deletes the links that have expired at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(guest_links::table.filter(guest_links::expires.le(now))).execute(conn)
    }

    /// Links of a user by id, from behind the id `after`, with the ids of their posts.
    pub(super) fn export(
        conn: &mut Conn,
        owner_id: i32,
        after: i32,
        limit: i64,
    ) -> QueryResult<Vec<(GuestLinkDict, Vec<i32>)>> {
        let rows: Vec<Row> = guest_links::table
            .filter(guest_links::user_id.eq(owner_id).and(guest_links::id.gt(after)))
            .order(guest_links::id)
            .limit(limit)
            .select(columns())
            .load(conn)?;
        let post_ids: Vec<(i32, i32)> = guest_link_posts::table
            .filter(in_list(guest_link_posts::guest_link_id, rows.iter().map(|row| row.0)))
            .order((guest_link_posts::guest_link_id, guest_link_posts::position))
            .select((guest_link_posts::guest_link_id, guest_link_posts::post_id))
            .load(conn)?;
        let posts_of = |id| post_ids.iter().filter(|(link, _)| *link == id).map(|(_, post_id)| *post_id).collect();
        Ok(rows.into_iter().map(|row| (posts_of(row.0), dict(row))).map(|(posts, link)| (link, posts)).collect())
    }
}

impl OpenGuestLink {
    /// The link whose token has this hash. It is not found if it has expired, or its owner is disabled.
    pub fn find(conn: &mut Conn, token_hash: &str) -> QueryResult<Self> {
        let row: (i32, LossyTextOrNull, Option<String>, i64, i32, LossyText, LossyText) = guest_links::table
            .inner_join(users::table)
            .filter(guest_links::token_hash.eq(token_hash).and(guest_links::expires.gt(now())))
            .filter(enabled())
            .select((
                guest_links::id,
                guest_links::title,
                guest_links::passphrase_hash,
                guest_links::expires,
                guest_links::user_id,
                users::first_name,
                users::last_name,
            ))
            .get_result(conn)?;
        let (id, title, passphrase_hash, expires, owner_id, first_name, last_name) = row;
        let owner_name = format!("{} {}", String::from(first_name), String::from(last_name)).trim().to_owned();
        let expires_at = PubDate::from_unix(expires);
        Ok(Self { id, title: title.into(), owner_name, passphrase_hash, expires_at, owner_id })
    }

    /// The posts at these positions, in their order. Those that were deleted or hidden are left out.
    pub fn posts(&self, conn: &mut Conn, positions: RangeInclusive<i32>) -> QueryResult<Vec<SharedPost>> {
        let rows: Vec<(i32, i32, LossyText, LossyTextOrNull, LossyTextOrNull)> = guest_link_posts::table
            .inner_join(posts::table)
            .filter(guest_link_posts::guest_link_id.eq(self.id))
            .filter(guest_link_posts::position.between(*positions.start(), *positions.end()))
            .filter(posts::user_id.eq(self.owner_id))
            .filter(not(post_hidden()))
            .order(guest_link_posts::position)
            .select((guest_link_posts::position, posts::id, posts::image_url, posts::caption, posts::alt_text))
            .load(conn)?;
        let mut others = images_behind_the_first(conn, rows.iter().map(|(_, id, ..)| *id))?;
        let post = |(position, id, image_url, caption, alt_text): (i32, i32, LossyText, LossyTextOrNull, _)| {
            let first = PostImage { image_url: image_url.into(), alt_text: LossyTextOrNull::into(alt_text) };
            let images = iter::once(first).chain(others.remove(&id).unwrap_or_default()).collect();
            SharedPost { position, caption: caption.into(), images }
        };
        Ok(rows.into_iter().map(post).collect())
    }
}
