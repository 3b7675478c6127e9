//! The API: its whole URL space, and what its resources have in common. One module is one resource.

mod archive;
mod body;
mod body_budget;
mod bookmarks;
mod comment_likes;
mod comments;
mod explorer;
mod followers;
mod following;
mod images;
mod likes;
pub mod openapi;
mod paging;
mod path;
mod post_body;
mod posts;
mod profile;
#[cfg(test)]
mod properties;
mod storage;
mod stories;
mod streaming;
mod suggestions;
mod token;
mod upload;
mod users;

use actix_web::{HttpResponse, ResponseError, http::Method, web::Json};
use serde::Serialize;
use utoipa::ToSchema;

pub use body::{BodyTimeout, JsonObject, MAX_BODY_BYTES, MAX_TEXT, read_body};
pub use body_budget::BodyBudget;
pub use paging::{PageTurns, parse_query};
pub use path::parse_id;
pub use upload::MinUploadRate;

use crate::{
    auth::Guard,
    error::ApiError,
    routing::{Access, Endpoint},
};

/// Every route under `/api`. Fixed words stand before `{id}`, or they would be taken for one.
pub fn endpoints() -> Vec<Endpoint> {
    const GET: Method = Method::GET;
    const POST: Method = Method::POST;
    const PATCH: Method = Method::PATCH;
    const DELETE: Method = Method::DELETE;
    let at = |path| Endpoint::at(path, Guard::api());

    vec![
        at("/token").public(POST, token::create),
        at("/token/refresh").public(POST, token::refresh),
        at("/token/revoke").public(POST, token::revoke),
        at("/posts").signed_in(GET, posts::list).signed_in(POST, posts::create),
        at("/posts/likes").signed_in(POST, likes::create),
        at("/posts/likes/{id}").signed_in(DELETE, likes::delete),
        at("/posts/bookmarks").signed_in(GET, bookmarks::list).signed_in(POST, bookmarks::create),
        at("/posts/bookmarks/{id}").signed_in(DELETE, bookmarks::delete),
        at("/posts/{id}")
            .signed_in(GET, posts::show)
            .signed_in(PATCH, posts::update)
            .signed_in(DELETE, posts::delete),
        at("/posts/{id}/comments").signed_in(GET, comments::list),
        at("/posts/{id}/likes").signed_in(POST, likes::create_on_post),
        at("/posts/{id}/likes/{like_id}").signed_in(DELETE, likes::delete_of_post),
        at("/images").signed_in(POST, images::create),
        at("/likes").signed_in(POST, likes::create),
        at("/likes/{id}").signed_in(DELETE, likes::delete),
        at("/bookmarks").signed_in(GET, bookmarks::list).signed_in(POST, bookmarks::create),
        at("/bookmarks/{id}").signed_in(DELETE, bookmarks::delete),
        at("/comments").signed_in(POST, comments::create),
        at("/comments/{id}").signed_in(DELETE, comments::delete),
        at("/comments/{id}/likes").signed_in(POST, comment_likes::create),
        at("/comments/{id}/likes/{like_id}").signed_in(DELETE, comment_likes::delete),
        at("/following").signed_in(GET, following::list).signed_in(POST, following::create),
        at("/following/{id}").signed_in(DELETE, following::delete),
        at("/followers").signed_in(GET, followers::list),
        at("/profile")
            .signed_in(GET, profile::show)
            .signed_in(PATCH, profile::update)
            .signed_in(DELETE, profile::delete),
        at("/profile/archive").signed_in(GET, archive::download),
        at("/profile/password").signed_in(POST, profile::change_password),
        at("/profile/storage").signed_in(GET, storage::show),
        at("/stories").signed_in(GET, stories::list).signed_in(POST, stories::create),
        at("/stories/{id}").signed_in(DELETE, stories::delete),
        at("/users").public(POST, users::create).signed_in(GET, users::search),
        at("/users/{username}").signed_in(GET, users::show),
        at("/users/{username}/posts").signed_in(GET, users::posts),
        at("/suggestions").signed_in(GET, suggestions::list),
        at("/suggestions/friends").signed_in(GET, suggestions::friends),
        at("/openapi.json").signed_in(GET, openapi::show),
        at("/explorer/{file}").signed_in(GET, explorer::file),
    ]
}

/// Method, path and access of every route under `/api`, for tests that leave none out.
pub fn routes() -> Vec<(Method, String, Access)> {
    endpoints().iter().flat_map(|endpoint| endpoint.routes("/api")).collect()
}

/// Anything else under `/api`.
pub async fn not_found() -> HttpResponse {
    ApiError::NotFound.error_response()
}

/// What a DELETE answers.
#[derive(Debug, Serialize, ToSchema)]
struct Message {
    #[schema(example = "The post was deleted.")]
    message: &'static str,
}

fn deleted(message: &'static str) -> Json<Message> {
    Json(Message { message })
}
