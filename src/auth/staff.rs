//! Moderators and admins: the arguments of handlers that other users may not call.
//!
//! The role is read from the database with the current user, so that a role that was taken away is gone at once. Claims of
//! tokens have no part in it.

use std::{
    future::{Ready, ready},
    ops::Deref,
};

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest, ResponseError,
    body::{EitherBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    middleware::Next,
    web::Data,
};

use super::{Auth, CurrentUser, clock::unix_now, credential::Credential};
use crate::{
    db::Conn,
    error::ApiError,
    models::{Actor, PasswordProof, Role, TokenId},
};

/// A current user who is a moderator or an admin. Others get 403.
pub struct Moderator(CurrentUser);

/// A current user who is an admin. Others get 403.
pub struct Admin(CurrentUser);

/// A moderator or an admin who has repeated their password within the last ten minutes, in this session. Others get 403.
pub struct Confirmed<T>(pub T);

/// An argument that refuses all callers but moderators or admins.
pub trait Staff:
    FromRequest<Error = ApiError, Future = Ready<Result<Self, ApiError>>> + Deref<Target = CurrentUser> + 'static
{
}

impl Staff for Moderator {}
impl Staff for Admin {}
impl<T: Staff> Staff for Confirmed<T> {}

impl<T: Staff> Confirmed<T> {
    /// The user as the audit log names them.
    pub fn actor(&self) -> Actor {
        Actor::from(&***self)
    }
}

impl Deref for Moderator {
    type Target = CurrentUser;

    fn deref(&self) -> &CurrentUser {
        &self.0
    }
}

impl Deref for Admin {
    type Target = CurrentUser;

    fn deref(&self) -> &CurrentUser {
        &self.0
    }
}

impl<T: Staff> Deref for Confirmed<T> {
    type Target = CurrentUser;

    fn deref(&self) -> &CurrentUser {
        &self.0
    }
}

/// Whether this session of a moderator or an admin has a valid proof of the password.
#[derive(Clone, Copy)]
struct HasProof(bool);

/// Middleware for the routes of moderators and admins, behind the guard. It refuses other users before their request is
/// parsed.
///
/// # Errors
/// Those of the route.
pub async fn load_staff<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match load_proof(req.request()).await {
        Ok(has_proof) => {
            req.extensions_mut().insert(has_proof);
            Ok(next.call(req).await?.map_into_left_body())
        }
        Err(why) => Ok(req.into_response(why.error_response()).map_into_right_body()),
    }
}

async fn load_proof(req: &HttpRequest) -> Result<HasProof, ApiError> {
    let (user_id, token) = (require(req, Role::Moderator)?.id, session_of(req)?);
    let is_valid = move |conn: &mut Conn| PasswordProof::is_valid(conn, user_id, &token, unix_now());
    Ok(HasProof(auth_of(req).db.read(is_valid).await?))
}

impl FromRequest for Moderator {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(require(req, Role::Moderator).map(Self))
    }
}

impl FromRequest for Admin {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(require(req, Role::Admin).map(Self))
    }
}

impl<T: Staff> FromRequest for Confirmed<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let staff = T::from_request(req, payload).into_inner();
        ready(staff.and_then(|staff| match req.extensions().get::<HasProof>() {
            Some(HasProof(true)) => Ok(Self(staff)),
            _ => Err(ApiError::PasswordProofNeeded),
        }))
    }
}

/// The session of a request.
pub struct Session(pub TokenId);

impl FromRequest for Session {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let session = session_of(req).and_then(|token| match token.jti.is_empty() || token.issued == i64::MIN {
            // All tokens without them would be one session.
            true => Err(ApiError::BadRequest("This needs a token with jti and iat. Sign in instead.")),
            false => Ok(Self(token)),
        });
        ready(session)
    }
}

fn require(req: &HttpRequest, least: Role) -> Result<CurrentUser, ApiError> {
    let user = req.extensions().get::<CurrentUser>().cloned().ok_or(ApiError::Unauthenticated("Sign in first"))?;
    if user.role >= least { Ok(user) } else { Err(ApiError::Forbidden) }
}

fn session_of(req: &HttpRequest) -> Result<TokenId, ApiError> {
    let credential = Credential::find(req.headers())?;
    Ok(auth_of(req).tokens.verify_signature(credential.token())?.token_id())
}

fn auth_of(req: &HttpRequest) -> &Data<Auth> {
    req.app_data().expect("the application is assembled with its Auth")
}
