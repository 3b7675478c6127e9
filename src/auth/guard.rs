//! The guard: an actix middleware that only accepts requests with a valid access token. It adds their user to the request
//! extensions as [`CurrentUser`].
//!
//! It wraps single routes rather than a scope, so that a wrong path or method is answered without sign-in. For web pages
//! it redirects to the login form instead of answering with an error.

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
    load_current_user,
};
use crate::{db::on_behalf_of, error::ApiError, models::Role};

#[derive(Clone, Copy)]
pub struct Guard {
    refusal: Refusal,
}

/// How a refused request is answered.
#[derive(Clone, Copy)]
enum Refusal {
    Error,
    Redirect(fn(&ServiceRequest) -> String),
}

impl Guard {
    /// For the API: answers refused requests with a JSON error.
    pub fn api() -> Self {
        Self { refusal: Refusal::Error }
    }

    /// For web pages: redirects refused requests to `location`.
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
            // The database shares its time between users, so it must know whose request this is.
            on_behalf_of(claims.sub.user_id(), async move {
                match load_current_user(&auth.db, auth.emails, &claims).await {
                    Ok(viewer) => {
                        req.extensions_mut().insert(viewer);
                        let mut res = service.call(req).await?.map_into_left_body();
                        renew_cookies(&mut res, &claims);
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
            // Without the database the page cannot be shown, and signing in would not help.
            Self::Redirect(location) if !matches!(why, ApiError::Unavailable) => {
                HttpResponse::Found().insert_header((LOCATION, location(req))).finish()
            }
            Self::Redirect(_) | Self::Error => why.error_response(),
        }
    }
}

/// Verifies the token of a request, as far as possible without the database. A write by cookie also needs the CSRF token,
/// and must not come from a page of another origin.
///
/// # Errors
/// 401 if the token or CSRF token is missing, the token has expired, or the request comes from another origin; 422 if the
/// token is not a valid access token.
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

/// Whether the user of a request is more than a member.
pub fn has_role(req: &HttpRequest) -> bool {
    req.extensions().get::<CurrentUser>().is_some_and(|user| user.role > Role::Member)
}

/// Loads the user of a request again, because the session may have ended while the body arrived. A token that expired
/// meanwhile is accepted.
///
/// # Errors
/// 401 if the session ended meanwhile, or the user was deleted or disabled; 403 if the user lost their role.
pub async fn recheck_session(req: &HttpRequest) -> Result<(), ApiError> {
    let Some(role) = req.extensions().get::<CurrentUser>().map(|user| user.role) else { return Ok(()) };
    let auth: &Data<Auth> = req.app_data().expect("the application is assembled with its Auth");
    let claims = auth.tokens.verify_signature(Credential::find(req.headers())?.token())?;
    let user = load_current_user(&auth.db, auth.emails, &claims).await?;
    if user.role < role { Err(ApiError::Forbidden) } else { Ok(()) }
}

/// Renews the cookies of a successful request that was authenticated by cookie.
fn renew_cookies<B>(res: &mut ServiceResponse<B>, claims: &Claims) {
    if res.status().is_client_error() || res.status().is_server_error() {
        return;
    }
    // The handler began another session or ended this one.
    if res.response().cookies().any(|cookie| cookie.name() == ACCESS_COOKIE) {
        return;
    }
    let req = res.request();
    let Ok(Credential::Cookie(_)) = Credential::find(req.headers()) else { return };
    let Some(csrf) = claims.csrf.clone() else { return };
    let Some(auth) = req.app_data::<Data<Auth>>() else { return };
    let renewed = auth.tokens.renew(claims).inspect_err(|why| tracing::error!(%why));
    let Ok(Some(renewed)) = renewed else { return };
    let cookies = auth.cookies.of_token(renewed, csrf);
    for cookie in cookies {
        // This fails only for values that are not allowed in headers, which a JWT and a verified claim never are.
        let _ = res.response_mut().add_cookie(&cookie);
    }
}

fn auth_of(req: &ServiceRequest) -> Data<Auth> {
    Data::clone(req.app_data().expect("the application is assembled with its Auth"))
}
