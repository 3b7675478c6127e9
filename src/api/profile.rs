//! `/api/profile`

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json},
};

use super::{
    Message,
    body::{JsonObject, MAX_BODY_BYTES},
    deleted,
    openapi::{AccountToDelete, NewPassword, ProfileChangesBody},
    token::TokenPair,
};
use crate::{
    album::Album,
    auth::{
        Auth, CurrentUser, RequestSource, change_password as change, change_profile, delete_account,
        signed_by_cookie,
    },
    error::{ApiError, ErrorBody},
    models::{ProfileChanges, User, WriteKind},
    rate_limits::RateLimits,
};

/// `GET /api/profile`: the signed-in person themself.
#[utoipa::path(get, path = "/api/profile", tag = "People", responses((status = 200, body = User, description = "Oneself")))]
pub async fn show(viewer: CurrentUser) -> Json<User> {
    Json(User::clone(&viewer))
}

/// `PATCH /api/profile`: changes one's name, pictures or e-mail address.
#[utoipa::path(patch, path = "/api/profile", tag = "People", request_body = ProfileChangesBody, responses((status = 200, body = User, description = "Oneself as one is now"), (status = 429, body = ErrorBody, description = "Too many wrong passwords, or changes of the e-mail address, from this address, or too many changes in an hour; Retry-After says when to try again")))]
pub async fn update(
    viewer: CurrentUser,
    body: JsonObject,
    source: RequestSource,
    auth: Data<Auth>,
    album: Data<Album>,
    limits: Data<RateLimits>,
) -> Result<Json<User>, ApiError> {
    let text = |name| body.optional_text(name, MAX_BODY_BYTES);
    let changes = ProfileChanges {
        first_name: text("first_name")?,
        last_name: text("last_name")?,
        email: text("email")?.filter(|email| *email != viewer.email),
        image_url: body.profile_picture("image_url")?,
        thumb_url: body.profile_picture("thumb_url")?,
    };
    limits.count(&auth.db, viewer.id, WriteKind::Changes).await?;
    let (user, before) = change_profile(&auth, source, viewer.id, changes, text("password")?).await?;
    let replaced = before.into_iter().zip([&user.image_url, &user.thumb_url]).filter(|(old, new)| old != *new);
    album.release(&viewer, replaced.filter_map(|(old, _)| old)).await;
    Ok(Json(user))
}

/// `DELETE /api/profile`: removes one's account, and everything that is one's own with it.
#[utoipa::path(delete, path = "/api/profile", tag = "People", request_body = AccountToDelete, responses((status = 200, body = Message, description = "It is gone, and so are its tokens"), (status = 429, body = ErrorBody, description = "Too many wrong passwords from this address; Retry-After says when to try again")))]
pub async fn delete(
    viewer: CurrentUser,
    body: JsonObject,
    source: RequestSource,
    auth: Data<Auth>,
    album: Data<Album>,
) -> Result<HttpResponse, ApiError> {
    let username = body.text("username", MAX_BODY_BYTES)?;
    let password = body.text("password", MAX_BODY_BYTES)?;
    let pictures = delete_account(&auth, source, viewer.id, &username, password).await?;
    album.erase(pictures).await;
    let mut response = HttpResponse::Ok();
    auth.cookies.expire_all(&mut response);
    Ok(response.json(deleted("Your account was deleted.")))
}

/// `POST /api/profile/password`: changes one's password. Every earlier sign-in ends; the answer is a new one.
#[utoipa::path(post, path = "/api/profile/password", tag = "People", request_body = NewPassword, responses((status = 201, body = TokenPair, description = "New tokens, and new cookies for a browser"), (status = 429, body = ErrorBody, description = "Too many wrong passwords from this address; Retry-After says when to try again")))]
pub async fn change_password(
    viewer: CurrentUser,
    req: HttpRequest,
    body: JsonObject,
    source: RequestSource,
    auth: Data<Auth>,
) -> Result<HttpResponse, ApiError> {
    let current = body.text("current", MAX_BODY_BYTES)?;
    let new = body.text("new", MAX_BODY_BYTES)?;
    let grant = change(&auth, source, viewer.id, current, new).await?;

    let mut response = HttpResponse::Created();
    if signed_by_cookie(&req) {
        for cookie in auth.cookies_for(&grant)? {
            response.cookie(cookie);
        }
    }
    Ok(response.json(TokenPair::issue(&auth, &grant)?))
}
