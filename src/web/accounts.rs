//! The registration page and the page for a new password. Their addresses contain secret codes, so browsers must not send
//! these addresses to other sites.

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

use super::{CROSS_SITE_FORM, Notice, csp, end_session, form::Form, page, query};
use crate::{
    auth::{
        Auth, NewAccount, RequestSource, check_invitation, find_reset_account, reset_password, sign_up_and_sign_in,
    },
    error::ApiError,
};

/// The registration form. It keeps what the user entered, except the password.
#[derive(Template, Default)]
#[template(path = "signup.html")]
struct SignUpPage<'a> {
    username: &'a str,
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    invite: &'a str,
    error: Option<&'a ApiError>,
    /// Whether there are rules to accept.
    has_rules: bool,
}

impl SignUpPage<'_> {
    /// Whether the error concerns this field.
    fn is_wrong(&self, field: &str) -> bool {
        match self.error {
            Some(ApiError::Validation(rule)) => rule.field() == field,
            // One of both is taken. The answer must not tell which.
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

/// Shown instead of a form that cannot be used.
#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage<'a> {
    error: &'a ApiError,
}

/// `GET /signup`: the form, if the user may register.
pub async fn sign_up_form(req: HttpRequest, auth: Data<Auth>) -> Result<HttpResponse, ApiError> {
    let invite = query(&req, "invite").unwrap_or_default();
    let settings = auth.settings.current();
    match check_invitation(&auth.db, settings.signup, &invite).await {
        Ok(()) => {
            let has_rules = settings.rules.is_some();
            respond(StatusCode::OK, &SignUpPage { invite: &invite, has_rules, ..SignUpPage::default() })
        }
        Err(why) => refuse(&why),
    }
}

/// `POST /signup`: creates an account and signs the user in, or shows the form again.
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
        Ok(()) => sign_up_and_sign_in(&auth, source, wanted).await,
        Err(why) => Err(why),
    };
    match outcome {
        Ok(grant) => {
            // If this fails, the new session still replaces the old one in this browser.
            let _ = end_session(&req, &auth).await;
            let mut response = HttpResponse::Found();
            for cookie in auth.cookies.issue(&auth.tokens, &grant)? {
                response.cookie(cookie);
            }
            Ok(response.insert_header((LOCATION, "/")).finish())
        }
        Err(why @ (ApiError::SignupClosed | ApiError::InvitationRequired)) => refuse(&why),
        Err(why) => show_error(
            &why,
            &SignUpPage {
                username: &form.username,
                email: &form.email,
                first_name: &form.first_name,
                last_name: &form.last_name,
                invite: &form.invite,
                error: Some(&why),
                has_rules: auth.settings.current().rules.is_some(),
            },
        ),
    }
}

/// `GET /reset`: the form, if the link is valid.
pub async fn reset_form(req: HttpRequest, auth: Data<Auth>) -> Result<HttpResponse, ApiError> {
    let token = query(&req, "token").unwrap_or_default();
    match find_reset_account(&auth.db, &token).await {
        Ok(account) => {
            respond(StatusCode::OK, &ResetPage { username: &account.username, token: &token, error: None })
        }
        Err(why) => refuse(&why),
    }
}

/// `POST /reset`: sets the password and redirects to the login form, or shows the form again.
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
        Ok(()) => Ok(HttpResponse::Found().insert_header((LOCATION, Notice::PasswordReset.address())).finish()),
        Err(why @ ApiError::InvalidResetLink) => refuse(&why),
        Err(why) => {
            let username =
                find_reset_account(&auth.db, &token).await.map(|account| account.username).unwrap_or_default();
            show_error(&why, &ResetPage { username: &username, token: &token, error: Some(&why) })
        }
    }
}

/// Rejects a form that another site sent, before it counts as an attempt of the user who visited that site.
pub(super) fn check_origin(req: &HttpRequest, auth: &Auth) -> Result<(), ApiError> {
    match auth.origins.origin_of(req.headers()).is_trusted() {
        true => Ok(()),
        false => Err(ApiError::BadRequest(CROSS_SITE_FORM)),
    }
}

/// A page that shows an error instead of what was asked for.
pub(super) fn refuse(why: &ApiError) -> Result<HttpResponse, ApiError> {
    show_error(why, &RefusedPage { error: why })
}

/// A page that shows an error, with its status.
fn show_error(why: &ApiError, template: &impl Template) -> Result<HttpResponse, ApiError> {
    let mut response = respond(why.status_code(), template)?;
    why.add_headers(response.headers_mut());
    Ok(response)
}

fn respond(status: StatusCode, template: &impl Template) -> Result<HttpResponse, ApiError> {
    let mut response = page(status, template, csp::WITHOUT_SCRIPTS)?;
    // With `no-referrer`, browsers would hide the origin of the form.
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    Ok(response)
}
