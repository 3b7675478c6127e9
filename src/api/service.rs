//! `/api/service`

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{Auth, CurrentUser};

/// What the operators of this service tell its users.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Service)]
pub struct ServiceDict {
    /// The message of the day; null if there is none.
    #[schema(required, example = "The album of the summer party is open.")]
    message: Option<String>,
    /// Whether there are rules, on the page /rules.
    has_rules: bool,
}

/// `GET /api/service`: the message of the day, and whether there are rules.
#[utoipa::path(
    get, path = "/api/service", tag = "About",
    responses((status = 200, body = ServiceDict, description = "What the operators of this service tell its users"))
)]
pub async fn show(_: CurrentUser, auth: Data<Auth>) -> Json<ServiceDict> {
    let settings = auth.settings.current();
    Json(ServiceDict { message: settings.message.clone(), has_rules: settings.rules.is_some() })
}
