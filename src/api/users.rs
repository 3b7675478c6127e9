//! `/api/users`

use actix_web::web::{Data, Json, Path};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    creation::Created,
    extract::{Body, Query},
    fields::SearchText,
    paging::{PagePermits, PostPage, PostPageQuery},
    post_response::CommentSource,
};
use crate::{
    auth::{Auth, CurrentUser, NewAccount, RequestSource, sign_up},
    db::Db,
    error::{ApiError, ErrorBody},
    models::{Post, PostCache, PostDict, User, UserProfile, UserSearchResult, UserSummary},
};

/// The body of `POST /api/users`. A field that is missing counts as empty.
#[derive(Deserialize, ToSchema)]
pub struct CreateUser {
    /// Without spaces, slashes or invisible characters, and not taken in any letter case.
    #[schema(value_type = String, min_length = 1, max_length = 80, example = "grace")]
    username: Option<String>,
    #[schema(value_type = String, max_length = 80, example = "grace@example.org")]
    email: Option<String>,
    /// At most 71 bytes; not the username, the e-mail address or a common password.
    #[schema(value_type = String, min_length = 8, max_length = 71, example = "four unrelated words")]
    password: Option<String>,
    #[schema(max_length = 80, example = "Grace")]
    first_name: Option<String>,
    #[schema(max_length = 80, example = "Hopper")]
    last_name: Option<String>,
    /// The code at the end of an invitation, where registration needs one.
    invite: Option<String>,
}

/// What to search for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// A part of a username or name, in any letter case
    #[param(value_type = String, min_length = 1, max_length = 80, pattern = r"\S")]
    q: SearchText,
}

/// `POST /api/users`: creates an account, with an invitation where one is needed.
#[utoipa::path(
    post, path = "/api/users", tag = "People", request_body = CreateUser,
    responses(
        (status = 201, body = User, description = "The new account"),
        (
            status = 400, body = ErrorBody,
            description = "The invitation is invalid, a field breaks its rule, or the username or e-mail address is taken",
        ),
        (status = 429, body = ErrorBody, description = "Too many attempts from this address; see Retry-After"),
    )
)]
pub async fn create(
    Body(body): Body<CreateUser>,
    source: RequestSource,
    auth: Data<Auth>,
) -> Result<Created<User>, ApiError> {
    let wanted = NewAccount {
        username: body.username.unwrap_or_default(),
        email: body.email.unwrap_or_default(),
        password: body.password.unwrap_or_default(),
        first_name: body.first_name.unwrap_or_default(),
        last_name: body.last_name.unwrap_or_default(),
        invite: body.invite.unwrap_or_default(),
    };
    Ok(Created::now(sign_up(&auth, source, wanted).await?))
}

/// `GET /api/users`: users whose username or name contains a text, best match first.
#[utoipa::path(
    get, path = "/api/users", tag = "People", params(SearchQuery),
    responses(
        (status = 200, body = Vec<UserSearchResult>, description = "At most 20 users"),
        (status = 400, body = ErrorBody, description = "q is missing, blank, or longer than 80 characters"),
    )
)]
pub async fn search(
    viewer: CurrentUser,
    Query(SearchQuery { q: SearchText(text) }): Query<SearchQuery>,
    db: Data<Db>,
) -> Result<Json<Vec<UserSearchResult>>, ApiError> {
    Ok(Json(db.read_slow(move |conn| UserSummary::search(conn, &viewer, &text)).await?))
}

/// `GET /api/users/{username}`: a user, whether you follow them or not.
#[utoipa::path(
    get, path = "/api/users/{username}", tag = "People",
    params(("username" = String, Path, description = "Any user who is not disabled")),
    responses((status = 200, body = UserProfile, description = "The user; with numbers if you may see their posts"))
)]
pub async fn show(
    viewer: CurrentUser,
    username: Path<String>,
    db: Data<Db>,
) -> Result<Json<UserProfile>, ApiError> {
    if username.contains('\0') {
        return Err(ApiError::NotFound);
    }
    Ok(Json(db.read(move |conn| UserSummary::page(conn, &viewer, &username)).await?))
}

/// `GET /api/users/{username}/posts`: the posts of a user, newest first.
#[utoipa::path(
    get, path = "/api/users/{username}/posts", tag = "People",
    params(("username" = String, Path, description = "You, or a user that you follow"), PostPageQuery),
    responses((
        status = 200, body = Vec<PostDict>, description = "The posts, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn posts(
    viewer: CurrentUser,
    username: Path<String>,
    Query(query): Query<PostPageQuery>,
    db: Data<Db>,
    contents: Data<PostCache>,
    permits: Data<PagePermits>,
) -> Result<PostPage, ApiError> {
    if username.contains('\0') {
        return Err(ApiError::NotFound);
    }
    let page = query.page();
    let permit = permits.acquire(&viewer, page).await?;
    let source = CommentSource { db: db.clone(), viewer: viewer.clone() };
    let posts = db
        .read(move |conn| {
            let author_id = User::visible(conn, &viewer, &username)?;
            Post::by(conn, &contents, &viewer, author_id, page)
        })
        .await?;
    Ok(PostPage::new(posts, page, source, permit))
}
