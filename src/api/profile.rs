//! `/api/profile`

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Message,
    extract::Body,
    fields::{NonBlankString, ProfileImageUrl},
    message,
    profile_fields::{Bio, ProfileLink, Pronouns},
    token::TokenPair,
};
use crate::{
    api::write_limits::WriteLimiter,
    auth::{
        Auth, CurrentUser, RequestSource, change_password as change, change_profile, delete_account,
        is_signed_in_by_cookie,
    },
    error::{ApiError, ErrorBody},
    media::MediaStore,
    models::{OwnProfile, ProfileChanges, WriteKind},
};

/// The body of `PATCH /api/profile`. A field that is absent or null keeps its value.
#[derive(Deserialize, ToSchema)]
pub struct UpdateProfile {
    #[schema(max_length = 80, example = "Ada")]
    first_name: Option<String>,
    #[schema(max_length = 80)]
    last_name: Option<String>,
    /// A new address needs the password.
    #[schema(max_length = 80)]
    email: Option<String>,
    image_url: Option<ProfileImageUrl>,
    thumb_url: Option<ProfileImageUrl>,
    bio: Option<Bio>,
    pronouns: Option<Pronouns>,
    link: Option<ProfileLink>,
    /// Whether you decide who follows you. `false` accepts all requests to follow you.
    is_private: Option<bool>,
    password: Option<String>,
}

/// The body of `DELETE /api/profile`: your credentials again.
#[derive(Deserialize, ToSchema)]
pub struct DeleteProfile {
    username: NonBlankString,
    password: NonBlankString,
}

/// The body of `POST /api/profile/password`.
#[derive(Deserialize, ToSchema)]
pub struct ChangePassword {
    #[schema(value_type = String, example = "password")]
    current: NonBlankString,
    /// At most 71 bytes, and not a common password.
    #[schema(value_type = String, min_length = 8, max_length = 71)]
    new: NonBlankString,
}

/// `GET /api/profile`: your profile.
#[utoipa::path(
    get, path = "/api/profile", tag = "People",
    responses((status = 200, body = OwnProfile, description = "Your profile"))
)]
pub async fn show(viewer: CurrentUser) -> Json<OwnProfile> {
    Json(viewer.into())
}

/// `PATCH /api/profile`: changes your name, your images, your e-mail address, what you say about yourself, or who may follow you.
#[utoipa::path(
    patch, path = "/api/profile", tag = "People", request_body = UpdateProfile,
    responses(
        (status = 200, body = OwnProfile, description = "Your changed profile"),
        (status = 429, body = ErrorBody, description = "Too many wrong passwords or changes; see Retry-After"),
    )
)]
pub async fn update(
    viewer: CurrentUser,
    Body(body): Body<UpdateProfile>,
    source: RequestSource,
    auth: Data<Auth>,
    media: Data<MediaStore>,
    limits: Data<WriteLimiter>,
) -> Result<Json<OwnProfile>, ApiError> {
    let changes = ProfileChanges {
        first_name: body.first_name,
        last_name: body.last_name,
        email: body.email.filter(|email| *email != viewer.email),
        image_url: body.image_url.map(|url| url.0),
        thumb_url: body.thumb_url.map(|url| url.0),
        bio: body.bio.map(|bio| bio.0),
        pronouns: body.pronouns.map(|pronouns| pronouns.0),
        link: body.link.map(|link| link.0),
        is_private: body.is_private,
    };
    limits.count(&auth.db, viewer.id, WriteKind::Changes).await?;
    let (profile, before) = change_profile(&auth, source, viewer.id, changes, body.password).await?;
    let replaced = before
        .into_iter()
        .zip([&profile.user.image_url, &profile.user.thumb_url])
        .filter(|(old, new)| old != *new);
    media.detach(&viewer, replaced.filter_map(|(old, _)| old)).await;
    Ok(Json(profile))
}

/// `DELETE /api/profile`: deletes your account with everything that belongs to it.
#[utoipa::path(
    delete, path = "/api/profile", tag = "People", request_body = DeleteProfile,
    responses(
        (status = 200, body = Message, description = "The account was deleted, and its tokens are revoked"),
        (status = 429, body = ErrorBody, description = "Too many wrong passwords from this address; see Retry-After"),
    )
)]
pub async fn delete(
    viewer: CurrentUser,
    Body(body): Body<DeleteProfile>,
    source: RequestSource,
    auth: Data<Auth>,
    media: Data<MediaStore>,
) -> Result<HttpResponse, ApiError> {
    let images = delete_account(&auth, source, viewer.id, &body.username.0, body.password.0).await?;
    media.delete_files(images).await;
    let mut response = HttpResponse::Ok();
    auth.cookies.expire_all(&mut response);
    Ok(response.json(message("Your account was deleted.")))
}

/// `POST /api/profile/password`: changes your password. All earlier sessions end; the answer has the tokens of a new one.
#[utoipa::path(
    post, path = "/api/profile/password", tag = "People", request_body = ChangePassword,
    responses(
        (status = 201, body = TokenPair, description = "New tokens, and new cookies for a browser"),
        (status = 429, body = ErrorBody, description = "Too many wrong passwords from this address; see Retry-After"),
    )
)]
pub async fn change_password(
    viewer: CurrentUser,
    req: HttpRequest,
    Body(body): Body<ChangePassword>,
    source: RequestSource,
    auth: Data<Auth>,
) -> Result<HttpResponse, ApiError> {
    let grant = change(&auth, source, viewer.id, body.current.0, body.new.0).await?;

    let mut response = HttpResponse::Created();
    if is_signed_in_by_cookie(&req) {
        for cookie in auth.cookies.issue(&auth.tokens, &grant)? {
            response.cookie(cookie);
        }
    }
    Ok(response.json(TokenPair::issue(&auth, &grant)?))
}
