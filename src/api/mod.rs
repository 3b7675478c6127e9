//! The API: the list of its operations, one module per resource, and the code that they share.

mod admin;
mod audience_fields;
mod audience_members;
mod audiences;
mod blocks;
mod body;
mod body_budget;
mod bookmarks;
mod change;
pub mod client_key;
mod comment_likes;
mod comments;
mod creation;
mod data_export;
mod explorer;
mod extract;
mod field_deserializer;
mod fields;
mod follow_requests;
mod followers;
mod following;
mod guest_link_fields;
mod guest_links;
mod images;
mod likes;
pub mod live;
mod mentions;
mod mutes;
mod notices;
mod notifications;
mod openapi;
mod operation;
mod paging;
mod path;
mod post_response;
mod posts;
mod profile;
mod profile_fields;
#[cfg(test)]
mod properties;
mod push;
mod push_fields;
mod reports;
pub mod response_budget;
pub mod routes;
mod service;
mod storage;
mod stories;
mod streaming;
mod suggestions;
mod tags;
mod token;
mod upload;
mod users;
pub mod write_limits;

use std::sync::LazyLock;

use actix_web::{
    HttpResponse, ResponseError,
    http::Method,
    web::{Data, Json, ServiceConfig},
};
use serde::Serialize;
use utoipa::{ToSchema, openapi::OpenApi};

pub use body::{BodyTimeout, MAX_BODY_BYTES, read_body};
pub use body_budget::BodyBudget;
pub use creation::IDEMPOTENCY_KEY;
pub use extract::{Body, OptionalBody, Query};
pub use field_deserializer::{FieldValue, from_fields};
pub use fields::{IdField, ImageUrl, MAX_TEXT, NonBlankString, NonBlankText, Text};
pub use guest_links::GUEST_PREFIX;
pub use paging::{PagePermits, PageQuery};
pub use path::parse_id;
pub use upload::MinUploadRate;

use self::operation::{Operation, operation};
use crate::{
    api::routes::{Access, Route},
    auth::Guard,
    error::ApiError,
};

/// The beginning of all paths.
const PREFIX: &str = "/api";

/// The operations of the API.
fn operations() -> Vec<Operation> {
    user_operations().into_iter().chain(admin::operations()).collect()
}

/// The operations for all users. Fixed segments come before `{id}`, which would match them too.
fn user_operations() -> Vec<Operation> {
    vec![
        operation!(token::create).public(),
        operation!(token::refresh).public(),
        operation!(token::revoke).public(),
        operation!(posts::list),
        operation!(posts::create),
        operation!(likes::create).alias("/api/likes"),
        operation!(likes::delete).alias("/api/likes/{id}"),
        operation!(bookmarks::list).alias("/api/posts/bookmarks"),
        operation!(bookmarks::create).alias("/api/posts/bookmarks"),
        operation!(bookmarks::delete).alias("/api/posts/bookmarks/{id}"),
        operation!(posts::show),
        operation!(posts::update),
        operation!(posts::delete),
        operation!(comments::list),
        operation!(comments::delete_on_post),
        operation!(likes::list),
        operation!(likes::create_on_post),
        operation!(likes::delete_of_post),
        operation!(images::create),
        operation!(comments::create),
        operation!(comments::delete),
        operation!(comment_likes::create),
        operation!(comment_likes::delete),
        operation!(following::list),
        operation!(following::create),
        operation!(following::delete),
        operation!(followers::list),
        operation!(followers::delete),
        operation!(follow_requests::list),
        operation!(follow_requests::accept),
        operation!(follow_requests::delete),
        operation!(live::stream),
        operation!(notifications::list),
        operation!(notifications::count),
        operation!(notifications::set_seen),
        operation!(notifications::settings),
        operation!(notifications::change_settings),
        operation!(push::key),
        operation!(push::list),
        operation!(push::subscribe),
        operation!(push::unsubscribe),
        operation!(blocks::list),
        operation!(blocks::create),
        operation!(blocks::delete),
        operation!(mutes::list),
        operation!(mutes::create),
        operation!(mutes::delete),
        operation!(audiences::list),
        operation!(audiences::create),
        operation!(audiences::update),
        operation!(audiences::delete),
        operation!(audiences::of_post),
        operation!(audience_members::list),
        operation!(audience_members::create),
        operation!(audience_members::delete),
        operation!(guest_links::list),
        operation!(guest_links::create),
        operation!(guest_links::delete),
        operation!(profile::show),
        operation!(profile::update),
        operation!(profile::delete),
        operation!(profile::change_password),
        operation!(data_export::download),
        operation!(storage::show),
        operation!(reports::create),
        operation!(notices::list),
        operation!(notices::acknowledge),
        operation!(stories::list),
        operation!(stories::create),
        operation!(stories::delete),
        operation!(stories::mark_as_seen),
        operation!(stories::viewers),
        operation!(users::create).public(),
        operation!(users::search),
        operation!(users::show),
        operation!(users::posts),
        operation!(tags::posts),
        operation!(suggestions::list),
        operation!(suggestions::friends),
        operation!(service::show),
        operation!(openapi::show),
    ]
}

/// The OpenAPI document, made when it is first asked for.
static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(|| openapi::document(&operations()));

/// The OpenAPI document of the API.
pub fn openapi_document() -> &'static OpenApi {
    &DOCUMENT
}

/// Adds everything under `/api` to a scope of that path.
pub fn configure(config: &mut ServiceConfig) {
    config.app_data(Data::new(&DOCUMENT));
    Route::mount_all(PREFIX, routes_of(&operations()), config);
}

fn routes_of(operations: &[Operation]) -> Vec<Route> {
    let mut routes = Vec::new();
    for operation in operations {
        operation.add_to(&mut routes, PREFIX);
    }
    routes.push(Route::at("/explorer/{file}", Guard::api()).signed_in(Method::GET, explorer::file));
    routes
}

/// Method, path and access of every route under `/api`, for tests that cover all of them.
pub fn routes() -> Vec<(Method, String, Access)> {
    let of_route = |route: &Route| {
        let path = format!("{PREFIX}{}", route.path());
        route.methods().iter().map(|(method, access)| (method.clone(), path.clone(), *access)).collect::<Vec<_>>()
    };
    routes_of(&operations()).iter().flat_map(of_route).collect()
}

/// Answers all other paths under `/api`.
pub async fn not_found() -> HttpResponse {
    ApiError::NotFound.error_response()
}

/// The body of a response without other data.
#[derive(Debug, Serialize, ToSchema)]
struct Message {
    #[schema(example = "The post was deleted.")]
    message: &'static str,
}

fn message(message: &'static str) -> Json<Message> {
    Json(Message { message })
}
