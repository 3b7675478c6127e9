//! `/api/guest-links`

use actix_web::web::{Data, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Message,
    creation::{Created, IdempotencyHeader, New},
    extract::{Body, Query},
    guest_link_fields::{GuestLinkTitle, LifetimeHours, Passphrase, SharedPostIds},
    message,
    paging::{Page, PageQuery},
    path::Id,
};
use crate::{
    auth::{Auth, CurrentUser, LinkCode, RequestSource, hash_passphrase},
    db::Db,
    error::{ApiError, ErrorBody},
    models::{GuestLink, GuestLinkDict, NewGuestLink, WriteKind},
};

/// The beginning of the paths that guests open. A secret code follows.
pub const GUEST_PREFIX: &str = "/g/";

/// The body of `POST /api/guest-links`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateGuestLink {
    post_ids: SharedPostIds,
    /// From an hour to 90 days; 168, which is a week, if absent.
    expires_in_hours: Option<LifetimeHours>,
    title: Option<GuestLinkTitle>,
    /// What guests must enter before they see the posts.
    passphrase: Option<Passphrase>,
}

/// A new guest link, with its address.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewGuestLink)]
pub struct CreatedGuestLink {
    #[serde(flatten)]
    link: GuestLinkDict,
    /// The address for guests, as a path on this server. It is not stored, so no later answer contains it.
    #[schema(example = "/g/Vb3pCgwk0uSDYQYwXkFxkQ7uS7mBzJhQxFrHnKX5p2I")]
    url: String,
}

/// `GET /api/guest-links`: your guest links that have not expired, newest first.
#[utoipa::path(
    get, path = "/api/guest-links", tag = "Guest links", params(PageQuery),
    responses((
        status = 200, body = Vec<GuestLinkDict>, description = "The links, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<GuestLinkDict>, ApiError> {
    Page::read(&db, query, move |conn, page| GuestLink::list(conn, &viewer, page)).await
}

/// `POST /api/guest-links`: makes a link that shows some of your posts to people without an account.
#[utoipa::path(
    post, path = "/api/guest-links", tag = "Guest links", request_body = CreateGuestLink,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = CreatedGuestLink, description = "The link, with its address"),
        (status = 400, body = ErrorBody, description = "A field is invalid, or you have too many links"),
        (status = 404, body = ErrorBody, description = "A post does not exist, or is not yours"),
        (status = 429, body = ErrorBody, description = "Too many links within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    New { body: Body(body), creation }: New<Body<CreateGuestLink>>,
    source: RequestSource,
    auth: Data<Auth>,
    db: Data<Db>,
) -> Result<Created<CreatedGuestLink>, ApiError> {
    // Its posts may be deleted since.
    if let Some(earlier) = creation.find_earlier().await? {
        return Ok(earlier);
    }
    let (owner, post_ids) = (viewer.clone(), body.post_ids.0);
    let post_ids =
        db.read(move |conn| GuestLink::find_own_posts(conn, &owner, &post_ids).map(|()| post_ids.clone())).await?;
    let passphrase_hash = match body.passphrase {
        Some(Passphrase(passphrase)) => Some(hash_passphrase(&auth, source, passphrase).await?),
        None => None,
    };
    let token = LinkCode::generate().map_err(|why| ApiError::fault(&why))?;
    let link = NewGuestLink {
        token_hash: token.hash(),
        title: body.title.unwrap_or_default().0,
        passphrase_hash,
        lifetime: body.expires_in_hours.unwrap_or_default().seconds(),
        post_ids,
    };
    let create = move |conn: &mut _| {
        let created = GuestLink::create(conn, &viewer, &link)?;
        Ok(created.map(|link| CreatedGuestLink { link, url: token.guest_path(GUEST_PREFIX) }))
    };
    creation.counted(WriteKind::GuestLinks).write_or_refuse(create).await
}

/// `DELETE /api/guest-links/{id}`: revokes your guest link. Its page and its photos are not found any more.
#[utoipa::path(
    delete, path = "/api/guest-links/{id}", tag = "Guest links",
    params(("id" = i32, Path, minimum = 1, description = "Your guest link")),
    responses((status = 200, body = Message, description = "The link was revoked"))
)]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| GuestLink::delete(conn, &viewer, id)).await?;
    Ok(message("The link was revoked."))
}
