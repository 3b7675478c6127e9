//! `/api/token`: tokens for clients that are no browser.

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Message,
    body::{JsonObject, MAX_BODY_BYTES, OptionalJsonObject},
    openapi::{Credentials, RefreshToken, RevokedTokens},
};
use crate::{
    auth::{Auth, Grant, IssueTime, Kind, RequestSource, sign_in},
    error::{ApiError, ErrorBody},
};

/// A pair of tokens.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenPair {
    /// Goes into `Authorization: Bearer …`.
    access_token: String,
    /// Gives a new access token when that one has expired.
    refresh_token: String,
}

impl TokenPair {
    /// New tokens for a person who has just shown who they are.
    pub(super) fn issue(auth: &Auth, grant: &Grant) -> Result<Self, ApiError> {
        Ok(Self {
            access_token: auth.tokens.issue(Kind::Access, grant)?.token,
            refresh_token: auth.tokens.issue(Kind::Refresh, grant)?.token,
        })
    }
}

/// `POST /api/token`: gives tokens for a username and a password.
#[utoipa::path(post, path = "/api/token", tag = "Tokens", request_body = Credentials, security(()), responses((status = 200, body = TokenPair, description = "An access and a refresh token"), (status = 401, body = ErrorBody, description = "The username or the password is wrong or missing"), (status = 429, body = ErrorBody, description = "Too many failed sign-ins from this address; Retry-After says when to try again")))]
pub async fn create(
    body: OptionalJsonObject,
    source: RequestSource,
    auth: Data<Auth>,
) -> Result<Json<TokenPair>, ApiError> {
    let OptionalJsonObject(body) = body;
    let field = |name| body.optional_text(name, MAX_BODY_BYTES);
    let (Some(username), Some(password)) = (field("username")?, field("password")?) else {
        return Err(ApiError::WrongCredentials);
    };
    let grant = sign_in(&auth, source, username, password).await?;
    TokenPair::issue(&auth, &grant).map(Json)
}

/// `POST /api/token/refresh`: gives a new access token for a refresh token, which comes back as it is.
#[utoipa::path(post, path = "/api/token/refresh", tag = "Tokens", request_body = RefreshToken, security(()), responses((status = 200, body = TokenPair, description = "A new access token, and the same refresh token"), (status = 401, body = ErrorBody, description = "The refresh token has expired, or its person is gone or disabled"), (status = 422, body = ErrorBody, description = "It is no valid refresh token")))]
pub async fn refresh(body: JsonObject, auth: Data<Auth>) -> Result<Json<TokenPair>, ApiError> {
    let refresh_token = body.text("refresh_token", MAX_BODY_BYTES)?;
    let claims = auth.tokens.verify(&refresh_token, Kind::Refresh)?;
    let (time, admitted) = IssueTime::before(auth.admitted(&claims)).await;
    admitted?;
    let access_token = auth.tokens.issue(Kind::Access, &time.grant(claims.sub))?.token;
    Ok(Json(TokenPair { access_token, refresh_token }))
}

/// `POST /api/token/revoke`: ends tokens. Whoever holds one may end it; an access and a refresh token can go together.
#[utoipa::path(post, path = "/api/token/revoke", tag = "Tokens", request_body = RevokedTokens, security(()), responses((status = 200, body = Message, description = "They are good for nothing any more"), (status = 422, body = ErrorBody, description = "One of them is no token of this server")))]
pub async fn revoke(body: JsonObject, auth: Data<Auth>) -> Result<Json<Message>, ApiError> {
    let mut all = Vec::new();
    for field in ["token", "access_token", "refresh_token"] {
        if let Some(token) = body.optional_text(field, MAX_BODY_BYTES)? {
            all.push(auth.tokens.verify_origin(&token)?);
        }
    }
    if all.is_empty() {
        return Err(ApiError::bad_request("token is missing."));
    }
    auth.revoke(&all).await?;
    Ok(Json(Message { message: "What was sent is revoked." }))
}
