//! The guard: an actix middleware that lets only requests with a valid access token through, and puts the person
//! behind it into the request's extensions as [`CurrentUser`].
//!
//! It wraps single routes rather than a scope, so that a wrong path or method is answered before sign-in is asked
//! for. A page is guarded by the same guard, told to redirect to the login form instead of answering an error.

use std::{
    future::{Ready, ready},
    rc::Rc,
};

use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse, ResponseError,
    body::{EitherBody, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
    http::{
        Method,
        header::{HeaderMap, LOCATION},
    },
    web::Data,
};
use futures_util::future::LocalBoxFuture;

use super::{
    AllowedOrigins, Auth, Claims, CurrentUser, Kind, Tokens, cookies::ACCESS_COOKIE, credential::Credential, csrf,
};
use crate::{db::on_behalf_of, error::ApiError};

/// The middleware; see the module.
#[derive(Clone, Copy)]
pub struct Guard {
    refusal: Refusal,
}

/// What a refused request gets.
#[derive(Clone, Copy)]
enum Refusal {
    Error,
    Redirect(fn(&ServiceRequest) -> String),
}

impl Guard {
    /// For the API: refuses with a JSON error.
    pub fn api() -> Self {
        Self { refusal: Refusal::Error }
    }

    /// For pages: refuses with a redirect to where `location` says.
    pub fn page(location: fn(&ServiceRequest) -> String) -> Self {
        Self { refusal: Refusal::Redirect(location) }
    }
}

impl<S, B> Transform<S, ServiceRequest> for Guard
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type InitError = ();
    type Transform = Guarded<S>;
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(Guarded { refusal: self.refusal, service: Rc::new(service) }))
    }
}

/// A service behind the guard.
pub struct Guarded<S> {
    refusal: Refusal,
    service: Rc<S>,
}

impl<S, B> Service<ServiceRequest> for Guarded<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Error>>;

    forward_ready!(service);

    fn call(&self, req: ServiceRequest) -> Self::Future {
        let refusal = self.refusal;
        let service = Rc::clone(&self.service);
        Box::pin(async move {
            let auth = auth_of(&req);
            let claims = match authenticate_request(&auth.tokens, &auth.origins, req.method(), req.headers()) {
                Ok(claims) => claims,
                Err(why) => return Ok(refusal.refuse(req, &why)),
            };
            // From here on, the database knows who waits for it.
            on_behalf_of(claims.sub.user_id(), async move {
                match auth.load_current_user(&claims).await {
                    Ok(viewer) => {
                        req.extensions_mut().insert(viewer);
                        let mut res = service.call(req).await?.map_into_left_body();
                        keep_signed_in(&mut res, &claims);
                        Ok(res)
                    }
                    Err(why) => Ok(refusal.refuse(req, &why)),
                }
            })
            .await
        })
    }
}

impl Refusal {
    fn refuse<B>(self, req: ServiceRequest, why: &ApiError) -> ServiceResponse<EitherBody<B>> {
        let response = self.answer(&req, why);
        req.into_response(response).map_into_right_body()
    }

    fn answer(self, req: &ServiceRequest, why: &ApiError) -> HttpResponse {
        match self {
            // A page cannot be shown while the database is away, and signing in would not help.
            Self::Redirect(location) if !matches!(why, ApiError::Unavailable) => {
                HttpResponse::Found().insert_header((LOCATION, location(req))).finish()
            }
            Self::Redirect(_) | Self::Error => why.error_response(),
        }
    }
}

/// The claims of the token that a request presents: all of the judgement that needs no database. A write by cookie
/// also needs the CSRF token, and must not come from a page of another origin.
///
/// # Errors
/// 401 if there is no token or CSRF token, it has expired, or the request comes from another origin; 422 if what is
/// there is no valid access token.
pub fn authenticate_request(
    tokens: &Tokens,
    origins: &AllowedOrigins,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Claims, ApiError> {
    let credential = Credential::find(headers)?;
    let claims = tokens.verify(credential.token(), Kind::Access)?;
    if matches!(credential, Credential::Cookie(_)) && csrf::is_write(method) {
        csrf::check(headers, claims.csrf.as_deref())?;
        origins.check(headers)?;
    }
    Ok(claims)
}

/// Asks the database again about the user and token of a request that passed the guard: for requests whose body took its
/// time to arrive. A token that expired meanwhile is fine.
///
/// # Errors
/// 401 if the session has ended since, or the user is gone or disabled.
pub async fn recheck_session(req: &HttpRequest) -> Result<(), ApiError> {
    if req.extensions().get::<CurrentUser>().is_none() {
        return Ok(());
    }
    let auth: &Data<Auth> = req.app_data().expect("the application is assembled with its Auth");
    let claims = auth.tokens.verify_origin(Credential::find(req.headers())?.token())?;
    auth.load_current_user(&claims).await.map(drop)
}

/// Sets the cookies again with a longer life where the request was signed by cookie and succeeded.
fn keep_signed_in<B>(res: &mut ServiceResponse<B>, claims: &Claims) {
    if res.status().is_client_error() || res.status().is_server_error() {
        return;
    }
    // The handler has begun another session, or ended this one.
    if res.response().cookies().any(|cookie| cookie.name() == ACCESS_COOKIE) {
        return;
    }
    let req = res.request();
    let Ok(Credential::Cookie(_)) = Credential::find(req.headers()) else { return };
    let Some(csrf) = claims.csrf.clone() else { return };
    let Some(auth) = req.app_data::<Data<Auth>>() else { return };
    let Ok(Some(renewed)) = auth.tokens.renew(claims) else { return };
    let cookies = auth.cookies.signed_in(renewed, csrf);
    for cookie in cookies {
        // Only a cookie with a value that is no header value could fail, and a JWT and a verified claim are.
        let _ = res.response_mut().add_cookie(&cookie);
    }
}

fn auth_of(req: &ServiceRequest) -> Data<Auth> {
    Data::clone(req.app_data().expect("the application is assembled with its Auth"))
}
