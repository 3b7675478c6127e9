//! The page with the rules of this service, for everybody who has its address: people read them before they register.

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;

use super::{accounts::refuse, csp, page};
use crate::{auth::Auth, error::ApiError};

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage<'a> {
    rules: &'a str,
}

/// `GET /rules`: the rules, if there are any.
pub async fn show(auth: Data<Auth>) -> Result<HttpResponse, ApiError> {
    match &auth.settings.current().rules {
        Some(rules) => page(StatusCode::OK, &RulesPage { rules }, csp::WITHOUT_SCRIPTS),
        None => refuse(&ApiError::NotFound),
    }
}
