//! The pages for who has no account yet, or no password any more. Both come from links with a secret in them, so their
//! addresses go to no other site.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{HeaderValue, LOCATION, REFERRER_POLICY},
    },
    web::Data,
};
use askama::Template;
use serde::Deserialize;

use super::{CROSS_SITE_FORM, csp, end_session, form::Form, page, query};
use crate::{
    auth::{Auth, NewAccount, RequestSource, check_invitation, reset_account, reset_password, sign_up_and_in},
    error::ApiError,
};

/// What the form of [`sign_up_form`] shows. Passwords are never shown again.
#[derive(Template, Default)]
#[template(path = "signup.html")]
struct SignUpPage<'a> {
    username: &'a str,
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    invite: &'a str,
    error: Option<&'a ApiError>,
}

impl SignUpPage<'_> {
    /// Whether the error is about this field.
    fn is_wrong(&self, field: &str) -> bool {
        match self.error {
            Some(ApiError::Validation(rule)) => rule.field() == field,
            // One of them is taken, and nobody is told which.
            Some(ApiError::UsernameOrEmailTaken) => ["username", "email"].contains(&field),
            _ => false,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SignUpForm {
    username: String,
    email: String,
    password: String,
    first_name: String,
    last_name: String,
    invite: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ResetForm {
    token: String,
    password: String,
}

#[derive(Template)]
#[template(path = "reset.html")]
struct ResetPage<'a> {
    username: &'a str,
    token: &'a str,
    error: Option<&'a ApiError>,
}

/// Instead of a form that could do nothing.
#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage<'a> {
    error: &'a ApiError,
}

/// `GET /signup`: the form, for who may use it.
pub async fn sign_up_form(req: HttpRequest, auth: Data<Auth>) -> Result<HttpResponse, ApiError> {
    let invite = query(&req, "invite").unwrap_or_default();
    match check_invitation(&auth, &invite).await {
        Ok(()) => answer(StatusCode::OK, &SignUpPage { invite: &invite, ..SignUpPage::default() }),
        Err(why) => refuse(&why),
    }
}

/// `POST /signup`: makes an account and signs the browser in, or shows the form again.
pub async fn sign_up_by_form(
    req: HttpRequest,
    Form(form): Form<SignUpForm>,
    source: RequestSource,
    auth: Data<Auth>,
) -> Result<HttpResponse, ApiError> {
    let wanted = NewAccount {
        username: form.username.clone(),
        email: form.email.clone(),
        password: form.password,
        first_name: form.first_name.clone(),
        last_name: form.last_name.clone(),
        invite: form.invite.clone(),
    };
    let outcome = match check_origin(&req, &auth) {
        Ok(()) => sign_up_and_in(&auth, source, wanted).await,
        Err(why) => Err(why),
    };
    match outcome {
        Ok(grant) => {
            // The new session replaces it in this browser in any case.
            let _ = end_session(&req, &auth).await;
            let mut response = HttpResponse::Found();
            for cookie in auth.cookies_for(&grant)? {
                response.cookie(cookie);
            }
            Ok(response.insert_header((LOCATION, "/")).finish())
        }
        Err(why @ (ApiError::SignupClosed | ApiError::InvitationRequired)) => refuse(&why),
        Err(why) => again(
            &why,
            &SignUpPage {
                username: &form.username,
                email: &form.email,
                first_name: &form.first_name,
                last_name: &form.last_name,
                invite: &form.invite,
                error: Some(&why),
            },
        ),
    }
}

/// `GET /reset`: the form, for who has a good link.
pub async fn reset_form(req: HttpRequest, auth: Data<Auth>) -> Result<HttpResponse, ApiError> {
    let token = query(&req, "token").unwrap_or_default();
    match reset_account(&auth, &token).await {
        Ok(account) => {
            answer(StatusCode::OK, &ResetPage { username: &account.username, token: &token, error: None })
        }
        Err(why) => refuse(&why),
    }
}

/// `POST /reset`: sets the password and leads to the login form, or shows its own again.
pub async fn reset_by_form(
    req: HttpRequest,
    Form(form): Form<ResetForm>,
    source: RequestSource,
    auth: Data<Auth>,
) -> Result<HttpResponse, ApiError> {
    let token = query(&req, "token").unwrap_or(form.token);
    let outcome = match check_origin(&req, &auth) {
        Ok(()) => reset_password(&auth, source, &token, form.password).await,
        Err(why) => Err(why),
    };
    match outcome {
        Ok(()) => Ok(HttpResponse::Found().insert_header((LOCATION, "/login?reset")).finish()),
        Err(why @ ApiError::InvalidResetLink) => refuse(&why),
        Err(why) => {
            let username = reset_account(&auth, &token).await.map(|account| account.username).unwrap_or_default();
            again(&why, &ResetPage { username: &username, token: &token, error: Some(&why) })
        }
    }
}

/// Refuses a form that a page of another site sent, before it counts as an attempt of whoever looked at that page.
fn check_origin(req: &HttpRequest, auth: &Auth) -> Result<(), ApiError> {
    match auth.origins.origin_of(req.headers()).is_trusted() {
        true => Ok(()),
        false => Err(ApiError::BadRequest(CROSS_SITE_FORM)),
    }
}

fn refuse(why: &ApiError) -> Result<HttpResponse, ApiError> {
    again(why, &RefusedPage { error: why })
}

/// A page that says what is wrong.
fn again(why: &ApiError, template: &impl Template) -> Result<HttpResponse, ApiError> {
    let mut response = answer(why.status_code(), template)?;
    why.add_headers(response.headers_mut());
    Ok(response)
}

fn answer(status: StatusCode, template: &impl Template) -> Result<HttpResponse, ApiError> {
    let mut response = page(status, template, csp::WITHOUT_SCRIPTS)?;
    // Not `no-referrer`, with which browsers would hide the origin of the form.
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    Ok(response)
}
