//! `/api/users`

use actix_web::{
    HttpRequest,
    http::StatusCode,
    web::{Data, Json, Path},
};

use super::{
    body::{JsonObject, MAX_BODY_BYTES},
    openapi::NewUserBody,
    paging::{PageOfPosts, PageTurns, Paging},
    post_body::CommentSource,
};
use crate::{
    auth::{Auth, CurrentUser, NewAccount, RequestSource, sign_up},
    db::Db,
    error::{ApiError, ErrorBody},
    models::{FoundPerson, Person, PersonPage, Post, PostContents, PostDict, User},
};

/// Characters that are searched for.
const LONGEST_SEARCH: usize = 80;

/// `POST /api/users`: makes an account of one's own, with an invitation where one is needed.
#[utoipa::path(post, path = "/api/users", tag = "People", request_body = NewUserBody, security(()), responses((status = 201, body = User, description = "The new account"), (status = 400, body = ErrorBody, description = "The invitation is not good, a field breaks its rule, or the username or e-mail address is taken"), (status = 429, body = ErrorBody, description = "Too many tries from this address; Retry-After says when to try again")))]
pub async fn create(
    body: JsonObject,
    source: RequestSource,
    auth: Data<Auth>,
) -> Result<(Json<User>, StatusCode), ApiError> {
    let field = |name| Ok::<_, ApiError>(body.optional_text(name, MAX_BODY_BYTES)?.unwrap_or_default());
    let wanted = NewAccount {
        username: field("username")?,
        email: field("email")?,
        password: field("password")?,
        first_name: field("first_name")?,
        last_name: field("last_name")?,
        invite: field("invite")?,
    };
    Ok((Json(sign_up(&auth, source, wanted).await?), StatusCode::CREATED))
}

/// `GET /api/users`: people whose username or name has a text in it, the best first.
#[utoipa::path(get, path = "/api/users", tag = "People", params(("q" = String, Query, min_length = 1, max_length = 80, pattern = r"\S", description = "What to look for, in whatever case")), responses((status = 200, body = Vec<FoundPerson>, description = "Twenty people at most"), (status = 400, body = ErrorBody, description = "q is missing, blank, or longer than 80 characters")))]
pub async fn search(
    viewer: CurrentUser,
    req: HttpRequest,
    db: Data<Db>,
) -> Result<Json<Vec<FoundPerson>>, ApiError> {
    let query = url::form_urlencoded::parse(req.query_string().as_bytes()).find(|(name, _)| name == "q");
    let text = query.map(|(_, text)| text.trim().to_owned()).unwrap_or_default();
    if text.is_empty() || text.contains('\0') || text.chars().count() > LONGEST_SEARCH {
        return Err(ApiError::bad_request(format!("q must be 1 to {LONGEST_SEARCH} characters to look for.")));
    }
    Ok(Json(db.read_slow(move |conn| Person::search(conn, &viewer, &text)).await?))
}

/// `GET /api/users/{username}`: one person, whether one follows them or not.
#[utoipa::path(get, path = "/api/users/{username}", tag = "People", params(("username" = String, Path, description = "Any user who is not disabled")), responses((status = 200, body = PersonPage, description = "The person; with numbers, if one may see their posts")))]
pub async fn show(
    viewer: CurrentUser,
    username: Path<String>,
    db: Data<Db>,
) -> Result<Json<PersonPage>, ApiError> {
    if username.contains('\0') {
        return Err(ApiError::NotFound);
    }
    Ok(Json(db.read(move |conn| Person::page(conn, &viewer, &username)).await?))
}

/// `GET /api/users/{username}/posts`: what one person has posted, newest first.
#[utoipa::path(get, path = "/api/users/{username}/posts", tag = "People", params(("username" = String, Path, description = "The viewer, or somebody whom the viewer follows"), ("limit" = Option<i32>, Query, minimum = 1, maximum = 50, description = "How many at most; 20 if absent"), ("before" = Option<String>, Query, pattern = r"^-?[0-9]{1,17}--?[0-9]{1,9}$", description = "Where to go on, from the Link header of the page before"), ("comments" = Option<i32>, Query, minimum = 0, maximum = 50, description = "How many of the newest comments of each post; all if absent")), responses((status = 200, body = Vec<PostDict>, description = "The person's posts, newest first", headers(("Link" = String, description = "The next page, if there may be one")))))]
pub async fn posts(
    viewer: CurrentUser,
    username: Path<String>,
    Paging(page): Paging,
    db: Data<Db>,
    contents: Data<PostContents>,
    turns: Data<PageTurns>,
) -> Result<PageOfPosts, ApiError> {
    if username.contains('\0') {
        return Err(ApiError::NotFound);
    }
    let turn = turns.take(&viewer, page).await?;
    let source = CommentSource { db: db.clone(), viewer: viewer.clone() };
    let posts = db
        .read(move |conn| {
            let author_id = User::visible(conn, &viewer, &username)?;
            Post::by(conn, &contents, &viewer, author_id, page)
        })
        .await?;
    Ok(PageOfPosts::new(posts, page, source, turn))
}
