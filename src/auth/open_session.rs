//! The session of a response that takes long to send.

use actix_web::{HttpRequest, web::Data};

use super::{Auth, Claims, CurrentUser, Kind, clock::unix_now, credential::Credential, load_current_user};
use crate::error::ApiError;

/// The token of a request, to be checked again while its response is sent.
pub struct OpenSession {
    auth: Data<Auth>,
    claims: Claims,
}

impl OpenSession {
    /// The session of a request that has passed the guard.
    ///
    /// # Errors
    /// Those of the guard.
    pub fn of(req: &HttpRequest) -> Result<Self, ApiError> {
        let auth: &Data<Auth> = req.app_data().expect("the application is assembled with its Auth");
        let claims = auth.tokens.verify(Credential::find(req.headers())?.token(), Kind::Access)?;
        Ok(Self { auth: Data::clone(auth), claims })
    }

    /// The user, as the database knows them now.
    ///
    /// # Errors
    /// 401 if the session has ended, the token has expired, or the user was deleted or disabled.
    pub async fn load_user(&self) -> Result<CurrentUser, ApiError> {
        if self.claims.has_expired_at(unix_now()) {
            return Err(ApiError::Unauthenticated("The token has expired"));
        }
        load_current_user(&self.auth.db, self.auth.emails, &self.claims).await
    }
}
