//! `/api/admin/invites`

use actix_web::web::{Data, Json};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::{
    api::{
        Message,
        creation::{Created, IdempotencyHeader, New},
        extract::{Body, Query},
        fields::Problem,
        message,
        paging::{Page, PageQuery},
        path::Id,
    },
    auth::{Admin, Auth, Confirmed, LinkCode},
    db::Db,
    error::ApiError,
    models::{Invite, InviteDict, PubDate, Signup},
};

/// `days`: how long an invitation is valid.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
pub struct DaysField(i64);

/// The body of `POST /api/admin/invites`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateInvite {
    /// How many days the invitation is valid; 7 if absent.
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 365, example = 7)]
    days: Option<DaysField>,
}

/// A new invitation. Its link is shown only once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewInviteDict {
    #[schema(example = 3)]
    id: i32,
    #[schema(example = "https://photos.example.org/signup?invite=…")]
    link: String,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-12-07T08:00:00Z")]
    expires_at: PubDate,
}

impl TryFrom<i64> for DaysField {
    type Error = Problem;

    fn try_from(days: i64) -> Result<Self, Problem> {
        match Invite::DAYS.contains(&days) {
            true => Ok(Self(days)),
            false => Err("must be from 1 to 365".into()),
        }
    }
}

/// `GET /api/admin/invites`: the invitations that were not used yet, newest first. For admins.
#[utoipa::path(
    get, path = "/api/admin/invites", tag = "Administration", params(PageQuery),
    responses((
        status = 200, body = Vec<InviteDict>, description = "The invitations, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(_: Admin, Query(query): Query<PageQuery>, db: Data<Db>) -> Result<Page<InviteDict>, ApiError> {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    Page::read(&db, query, move |conn, page| Invite::list(conn, now, page)).await
}

/// `POST /api/admin/invites`: makes a link with which one person can register. For admins.
#[utoipa::path(
    post, path = "/api/admin/invites", tag = "Administration", request_body = CreateInvite,
    params(IdempotencyHeader),
    responses((status = 201, body = NewInviteDict, description = "The invitation with its link"))
)]
pub async fn create(
    admin: Confirmed<Admin>,
    New { body: Body(body), creation }: New<Body<CreateInvite>>,
    auth: Data<Auth>,
) -> Result<Created<NewInviteDict>, ApiError> {
    let is_closed = auth.settings.current().signup == Signup::Closed;
    let code = LinkCode::generate().map_err(|why| ApiError::fault(&why))?;
    let days = body.days.map_or(Invite::DEFAULT_DAYS, |DaysField(days)| days);
    let expires = Invite::expiry(OffsetDateTime::now_utc().unix_timestamp(), days);
    let (actor, hash) = (admin.actor(), code.hash());
    let link = code.invite_link(&auth.public_url);
    let create = move |conn: &mut _| {
        if is_closed {
            return Ok(Err(ApiError::SignupClosed));
        }
        let id = actor.add_invite(conn, &hash, expires)?;
        Ok(Ok(NewInviteDict { id, link: link.clone(), expires_at: PubDate::from_unix(expires) }))
    };
    creation.write_or_refuse(create).await
}

/// `DELETE /api/admin/invites/{id}`: withdraws an invitation that was not used yet. For admins.
#[utoipa::path(
    delete, path = "/api/admin/invites/{id}", tag = "Administration",
    params(("id" = i32, Path, minimum = 1, description = "The invitation")),
    responses((status = 200, body = Message, description = "The link does not work any more"))
)]
pub async fn delete(admin: Confirmed<Admin>, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    let actor = admin.actor();
    db.write(move |conn| actor.withdraw_invite(conn, id)).await?;
    Ok(message("The invitation was withdrawn."))
}
