//! `/api/profile`

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json},
};

use super::{
    body::{JsonObject, MAX_BODY_BYTES},
    openapi::NewPassword,
    token::TokenPair,
};
use crate::{
    auth::{Auth, ClientAddress, CurrentUser, Subject, change_password as change, signed_by_cookie},
    error::{ApiError, ErrorBody},
    models::User,
};

/// `GET /api/profile`: the signed-in person themself.
#[utoipa::path(get, path = "/api/profile", tag = "People", responses((status = 200, body = User, description = "Oneself")))]
pub async fn show(viewer: CurrentUser) -> Json<User> {
    Json(User::clone(&viewer))
}

/// `POST /api/profile/password`: changes one's password. Every earlier sign-in ends; the answer is a new one.
#[utoipa::path(post, path = "/api/profile/password", tag = "People", request_body = NewPassword, responses((status = 201, body = TokenPair, description = "New tokens, and new cookies for a browser"), (status = 429, body = ErrorBody, description = "Too many wrong passwords from this address; Retry-After says when to try again")))]
pub async fn change_password(
    viewer: CurrentUser,
    req: HttpRequest,
    body: JsonObject,
    ClientAddress(address): ClientAddress,
    auth: Data<Auth>,
) -> Result<HttpResponse, ApiError> {
    let current = body.text("current", MAX_BODY_BYTES)?;
    let new = body.text("new", MAX_BODY_BYTES)?;
    change(&auth, address, viewer.id, current, new).await?;

    let subject = Subject::of_user(viewer.id);
    let mut response = HttpResponse::Created();
    if signed_by_cookie(&req) {
        for cookie in auth.cookies_for(&subject)? {
            response.cookie(cookie);
        }
    }
    Ok(response.json(TokenPair::issue(&auth, &subject)?))
}
