//! `/api/admin/proof`

use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{creation::Created, extract::Body, fields::NonBlankString},
    auth::{Auth, Moderator, RequestSource, Session, prove_password},
    error::{ApiError, ErrorBody},
    models::PasswordProof,
};

/// The body of `POST /api/admin/proof`.
#[derive(Deserialize, ToSchema)]
pub struct ProvePassword {
    password: NonBlankString,
}

/// For how long you may act.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProofDict {
    /// Seconds until your password is needed again.
    #[schema(example = 600)]
    expires_in: i64,
}

/// `POST /api/admin/proof`: repeats your password, which the other changes under `/api/admin` need every ten minutes.
#[utoipa::path(
    post, path = "/api/admin/proof", tag = "Administration", request_body = ProvePassword,
    responses(
        (status = 201, body = ProofDict, description = "This session may make changes now"),
        (status = 429, body = ErrorBody, description = "Too many wrong passwords from this address; see Retry-After"),
    )
)]
pub async fn create(
    staff: Moderator,
    Session(token): Session,
    Body(body): Body<ProvePassword>,
    source: RequestSource,
    auth: Data<Auth>,
) -> Result<Created<ProofDict>, ApiError> {
    prove_password(&auth, source, staff.id, token, body.password.0).await?;
    Ok(Created::now(ProofDict { expires_in: PasswordProof::LIFETIME }))
}
