//! `/api/token`: tokens for clients other than browsers.

use actix_web::web::{Data, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Message,
    extract::{Body, OptionalBody},
    fields::NonBlankString,
};
use crate::{
    auth::{Auth, Grant, IssueTime, Kind, RequestSource, load_current_user, revoke_tokens, sign_in},
    error::{ApiError, ErrorBody},
};

/// The body of `POST /api/token`. If a field is missing, the credentials are wrong.
#[derive(Deserialize, ToSchema)]
pub struct Credentials {
    #[schema(example = "webdev", required)]
    username: Option<String>,
    #[schema(example = "password", required)]
    password: Option<String>,
}

/// The body of `POST /api/token/refresh`.
#[derive(Deserialize, ToSchema)]
pub struct RefreshToken {
    #[schema(value_type = String, pattern = r"^[\w-]+\.[\w-]+\.[\w-]+$")]
    refresh_token: NonBlankString,
}

/// The body of `POST /api/token/revoke`: at least one token of any kind.
#[derive(Deserialize, ToSchema)]
pub struct RevokeTokens {
    token: Option<String>,
    access_token: Option<String>,
    refresh_token: Option<String>,
}

/// A pair of tokens.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenPair {
    /// For the header `Authorization: Bearer …`.
    access_token: String,
    /// For `POST /api/token/refresh`, when the access token has expired.
    refresh_token: String,
}

impl TokenPair {
    /// New tokens for a user who has just signed in.
    pub(super) fn issue(auth: &Auth, grant: &Grant) -> Result<Self, ApiError> {
        Ok(Self {
            access_token: auth.tokens.issue(Kind::Access, grant)?.token,
            refresh_token: auth.tokens.issue(Kind::Refresh, grant)?.token,
        })
    }
}

/// `POST /api/token`: returns tokens for a username and a password.
#[utoipa::path(
    post, path = "/api/token", tag = "Tokens", request_body = Credentials,
    responses(
        (status = 200, body = TokenPair, description = "An access token and a refresh token"),
        (status = 401, body = ErrorBody, description = "The username or the password is wrong or missing"),
        (status = 429, body = ErrorBody, description = "Too many failed sign-ins from this address; see Retry-After"),
    )
)]
pub async fn create(
    OptionalBody(body): OptionalBody<Credentials>,
    source: RequestSource,
    auth: Data<Auth>,
) -> Result<Json<TokenPair>, ApiError> {
    let (Some(username), Some(password)) = (body.username, body.password) else {
        return Err(ApiError::WrongCredentials);
    };
    let grant = sign_in(&auth, source, username, password).await?;
    TokenPair::issue(&auth, &grant).map(Json)
}

/// `POST /api/token/refresh`: returns a new access token, and the refresh token unchanged.
#[utoipa::path(
    post, path = "/api/token/refresh", tag = "Tokens", request_body = RefreshToken,
    responses(
        (status = 200, body = TokenPair, description = "A new access token, and the same refresh token"),
        (status = 401, body = ErrorBody, description = "The refresh token has expired, or its user was deleted or disabled"),
        (status = 422, body = ErrorBody, description = "It is not a valid refresh token"),
    )
)]
pub async fn refresh(
    Body(RefreshToken { refresh_token }): Body<RefreshToken>,
    auth: Data<Auth>,
) -> Result<Json<TokenPair>, ApiError> {
    let claims = auth.tokens.verify(&refresh_token.0, Kind::Refresh)?;
    let (time, user) = IssueTime::before(load_current_user(&auth.db, auth.emails, &claims)).await;
    user?;
    let access_token = auth.tokens.issue(Kind::Access, &time.grant(claims.sub))?.token;
    Ok(Json(TokenPair { access_token, refresh_token: refresh_token.0 }))
}

/// `POST /api/token/revoke`: revokes tokens. It needs no other proof than the tokens themselves.
#[utoipa::path(
    post, path = "/api/token/revoke", tag = "Tokens", request_body = RevokeTokens,
    responses(
        (status = 200, body = Message, description = "The tokens are revoked"),
        (status = 422, body = ErrorBody, description = "One of them is not a token of this server"),
    )
)]
pub async fn revoke(Body(body): Body<RevokeTokens>, auth: Data<Auth>) -> Result<Json<Message>, ApiError> {
    let sent = [body.token, body.access_token, body.refresh_token].into_iter().flatten();
    let claims = sent.map(|token| auth.tokens.verify_signature(&token)).collect::<Result<Vec<_>, _>>()?;
    if claims.is_empty() {
        return Err(ApiError::MissingField { field: "token".into() });
    }
    revoke_tokens(&auth.db, &auth.tokens, &claims).await?;
    Ok(Json(Message { message: "The tokens were revoked." }))
}
