//! Moderators and admins: the arguments of handlers that other users may not call.
//!
//! The role is read from the database at each such request, so that a role that was taken away is gone at once. Claims of
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
    error::ApiError,
    models::{Actor, PasswordProof, Role, TokenId},
};

/// A current user who is a moderator or an admin. Others get 403.
pub struct Moderator {
    pub user: CurrentUser,
    pub role: Role,
}

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
        &self.user
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

/// What the database says about a moderator or an admin.
#[derive(Clone, Copy)]
struct Membership {
    role: Role,
    /// Whether this session has a valid proof of the password.
    proven: bool,
}

/// Middleware for the routes of moderators and admins, behind the guard. It refuses other users before their request is
/// parsed.
///
/// # Errors
/// Those of the route.
pub async fn load_staff<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match load_membership(req.request()).await {
        Ok(membership) => {
            req.extensions_mut().insert(membership);
            Ok(next.call(req).await?.map_into_left_body())
        }
        Err(why) => Ok(req.into_response(why.error_response()).map_into_right_body()),
    }
}

async fn load_membership(req: &HttpRequest) -> Result<Membership, ApiError> {
    let (user_id, token) = (current_user(req)?.id, session_of(req)?);
    let load = auth_of(req).db.read(move |conn| {
        let proven = PasswordProof::is_valid(conn, user_id, &token, unix_now())?;
        Ok(Membership { role: Role::of(conn, user_id)?, proven })
    });
    let membership = load.await?;
    if membership.role == Role::Member { Err(ApiError::Forbidden) } else { Ok(membership) }
}

impl FromRequest for Moderator {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(require(req, Role::Moderator).map(|(user, role)| Self { user, role }))
    }
}

impl FromRequest for Admin {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(require(req, Role::Admin).map(|(user, _)| Self(user)))
    }
}

impl<T: Staff> FromRequest for Confirmed<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let staff = T::from_request(req, payload).into_inner();
        ready(staff.and_then(|staff| match membership_of(req)?.proven {
            true => Ok(Self(staff)),
            false => Err(ApiError::PasswordProofNeeded),
        }))
    }
}

/// The session of a request, to which proofs of the password are bound.
pub struct Session(pub TokenId);

impl FromRequest for Session {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(session_of(req).map(Self))
    }
}

fn require(req: &HttpRequest, least: Role) -> Result<(CurrentUser, Role), ApiError> {
    let Membership { role, .. } = membership_of(req)?;
    if role >= least { Ok((current_user(req)?, role)) } else { Err(ApiError::Forbidden) }
}

fn membership_of(req: &HttpRequest) -> Result<Membership, ApiError> {
    req.extensions().get::<Membership>().copied().ok_or(ApiError::Forbidden)
}

fn current_user(req: &HttpRequest) -> Result<CurrentUser, ApiError> {
    req.extensions().get::<CurrentUser>().cloned().ok_or(ApiError::Unauthenticated("Sign in first"))
}

fn session_of(req: &HttpRequest) -> Result<TokenId, ApiError> {
    let credential = Credential::find(req.headers())?;
    Ok(auth_of(req).tokens.verify_signature(credential.token())?.token_id())
}

fn auth_of(req: &HttpRequest) -> &Data<Auth> {
    req.app_data().expect("the application is assembled with its Auth")
}
