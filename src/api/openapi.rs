//! The OpenAPI document, put together from the handlers, and what all of their routes have in common.

use actix_web::{http::header, web::Json};
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        self, ContentBuilder, HeaderBuilder, ObjectBuilder, OneOfBuilder, PathItem, Ref, RefOr, Response,
        ResponseBuilder, Schema, Type,
        path::{Operation, ParameterIn},
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};

use super::{
    Message, archive, bookmarks, comment_likes, comments, followers, following,
    images::{self, ImageDict},
    likes, posts, profile,
    storage::{self, StorageDict},
    stories, suggestions, token,
    token::TokenPair,
    users,
};
use crate::{
    auth::CurrentUser,
    error::ErrorBody,
    models::{
        BookmarkDict, CommentDict, CommentLikeDict, FollowerDict, FollowingDict, LikeDict, PostDict, StoryDict,
        User,
    },
};

/// What `POST /api/token` takes.
#[derive(ToSchema)]
pub struct Credentials {
    #[schema(example = "webdev")]
    pub username: String,
    #[schema(example = "password")]
    pub password: String,
}

/// What `POST /api/token/refresh` takes.
#[derive(ToSchema)]
pub struct RefreshToken {
    #[schema(pattern = r"^[\w-]+\.[\w-]+\.[\w-]+$")]
    pub refresh_token: String,
}

/// What `POST /api/token/revoke` takes: at least one token of any kind.
#[derive(ToSchema)]
pub struct RevokedTokens {
    pub token: Option<String>,
    pub access_token: Option<String>,
    pub refresh_token: Option<String>,
}

/// What `POST /api/users` takes.
#[derive(ToSchema)]
#[schema(as = NewUser)]
pub struct NewUserBody {
    /// Without spaces, slashes or invisible characters, and nobody else's in whatever case.
    #[schema(min_length = 1, max_length = 80, example = "grace")]
    pub username: String,
    #[schema(max_length = 80, example = "grace@example.org")]
    pub email: String,
    /// At most 71 bytes, and neither the username, the e-mail address nor one that everybody would try.
    #[schema(min_length = 8, max_length = 71, example = "four unrelated words")]
    pub password: String,
    #[schema(max_length = 80, example = "Grace")]
    pub first_name: Option<String>,
    #[schema(max_length = 80, example = "Hopper")]
    pub last_name: Option<String>,
    /// The code at the end of an invitation, where signing up takes one.
    pub invite: Option<String>,
}

/// What `PATCH /api/profile` takes. What is absent or null stays as it is.
#[derive(ToSchema)]
#[schema(as = ProfileChanges)]
pub struct ProfileChangesBody {
    #[schema(max_length = 80, example = "Ada")]
    pub first_name: Option<String>,
    #[schema(max_length = 80)]
    pub last_name: Option<String>,
    /// An http or https URL, or a path on this server, of at most 512 bytes; an empty text removes the picture.
    #[schema(max_length = 512)]
    pub image_url: Option<String>,
    /// As `image_url`, for the small picture.
    #[schema(max_length = 512)]
    pub thumb_url: Option<String>,
    /// Takes the password, if it is another than before.
    #[schema(max_length = 80)]
    pub email: Option<String>,
    pub password: Option<String>,
}

/// What `DELETE /api/profile` takes: who one is, once more.
#[derive(ToSchema)]
pub struct AccountToDelete {
    pub username: String,
    pub password: String,
}

/// What `POST /api/profile/password` takes.
#[derive(ToSchema)]
pub struct NewPassword {
    #[schema(example = "password")]
    pub current: String,
    /// At most 71 bytes, and none of the passwords that are tried first.
    #[schema(min_length = 8, max_length = 71)]
    pub new: String,
}

/// What `POST /api/posts` takes.
#[derive(ToSchema)]
#[schema(as = NewPost)]
pub struct NewPostBody {
    /// An http or https URL, or a path on this server.
    #[schema(
        max_length = 2048,
        pattern = r"^(/([^/\\]|$)|[Hh][Tt][Tt][Pp][Ss]?://[^/])",
        example = "/static/demo/posts/08.svg"
    )]
    pub image_url: String,
    #[schema(max_length = 5000, example = "Good morning from above the fog")]
    pub caption: Option<String>,
    /// What the picture shows, for those who do not see it.
    #[schema(max_length = 5000, example = "A pine forest in the mist")]
    pub alt_text: Option<String>,
}

/// What `PATCH /api/posts/{id}` takes. What is absent or null stays as it is.
#[derive(ToSchema)]
#[schema(as = PostChanges)]
pub struct PostChangesBody {
    /// An http or https URL, or a path on this server; not blank.
    #[schema(max_length = 2048, pattern = r"^(/([^/\\]|$)|[Hh][Tt][Tt][Pp][Ss]?://[^/])")]
    pub image_url: Option<String>,
    /// An empty text empties it.
    #[schema(max_length = 5000, example = "A better caption")]
    pub caption: Option<String>,
    /// An empty text empties it.
    #[schema(max_length = 5000)]
    pub alt_text: Option<String>,
}

/// Names a post.
#[derive(ToSchema)]
pub struct PostReference {
    #[schema(schema_with = id)]
    pub post_id: i32,
}

/// What `POST /api/stories` takes: a text, a picture, or both.
#[derive(ToSchema)]
#[schema(as = NewStory)]
pub struct NewStoryBody {
    #[schema(max_length = 5000, example = "Up before the sun. Worth it.")]
    pub text: Option<String>,
    /// An http or https URL, or a path on this server.
    #[schema(max_length = 2048, example = "/static/demo/posts/08.svg")]
    pub image_url: Option<String>,
}

/// What `POST /api/images` takes.
#[derive(ToSchema)]
pub struct NewImage {
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    pub image: Vec<u8>,
}

/// What `POST /api/comments` takes.
#[derive(ToSchema)]
pub struct NewComment {
    #[schema(schema_with = id)]
    pub post_id: i32,
    /// Not blank.
    #[schema(max_length = 5000, min_length = 1, pattern = r"\S", example = "The light in this one!")]
    pub text: String,
}

/// Names a person.
#[derive(ToSchema)]
pub struct PersonReference {
    #[schema(schema_with = id)]
    pub user_id: i32,
}

/// An id in a body: an integer or a string of digits.
fn id() -> Schema {
    let digits = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]+$"));
    OneOfBuilder::new()
        .item(ObjectBuilder::new().schema_type(Type::Integer))
        .item(digits)
        .examples([serde_json::json!(12)])
        .into()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Photo App",
        description = "Photos, stories and comments of the people one follows, and nothing else.\n\n\
            Scripts send `Authorization: Bearer <access token>`, which `POST /api/token` gives for a username and a \
            password. A browser that is signed in sends its cookie; with it, whatever changes something also needs \
            the header `X-CSRF-TOKEN` with the value of the cookie `csrf_access_token`, and must come from a page of \
            this service or of an origin in `CORS_ORIGINS`. Every path also works with a \
            slash at its end. Every error is `{\"message\": \"…\"}`."
    ),
    paths(
        token::create, token::refresh, token::revoke,
        posts::list, posts::create, posts::show, posts::update, posts::delete,
        comments::list, comments::create, comments::delete, comment_likes::create, comment_likes::delete,
        images::create,
        likes::create, likes::delete, likes::create_on_post, likes::delete_of_post,
        bookmarks::list, bookmarks::create, bookmarks::delete,
        following::list, following::create, following::delete, followers::list,
        profile::show, profile::update, profile::delete, profile::change_password, archive::download,
        storage::show,
        suggestions::list, suggestions::friends, stories::list, stories::create, stories::delete,
        users::create, users::search, users::show, users::posts, show,
    ),
    components(schemas(
        User, PostDict, CommentDict, LikeDict, BookmarkDict, FollowingDict, FollowerDict, StoryDict, CommentLikeDict,
        TokenPair, ErrorBody, ImageDict, Message, StorageDict,
    )),
    security(("bearer" = []), ("cookie" = [], "csrf" = [])),
    modifiers(&Common, &Spellings),
)]
struct Document;

/// The whole document (OpenAPI 3.1).
pub fn document() -> openapi::OpenApi {
    Document::openapi()
}

/// `GET /api/openapi.json`: this document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "About", responses((status = 200, body = serde_json::Value, description = "The OpenAPI document")))]
pub async fn show(_: CurrentUser) -> Json<openapi::OpenApi> {
    Json(document())
}

/// What every route has in common, so that no handler needs to say it.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let cookie = ApiKeyValue::with_description("access_token_cookie", "Set by the login form");
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let csrf = ApiKeyValue::with_description(
            "X-CSRF-TOKEN",
            "The value of the cookie csrf_access_token; needed beside the cookie where something is changed",
        );
        components.add_security_scheme("csrf", SecurityScheme::ApiKey(ApiKey::Header(csrf)));

        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                operation.operation_id = Some(operation_id(method, path));
                operation.summary = operation.summary.as_deref().map(summary);
                add_common_errors(operation);
            }
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("get", &mut item.get),
        ("post", &mut item.post),
        ("patch", &mut item.patch),
        ("delete", &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// As `get_posts_id` for `GET /api/posts/{id}`: the names of the handlers repeat from resource to resource.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.split(['/', '{', '}']).filter(|word| !word.is_empty() && *word != "api");
    words.fold(method.to_owned(), |id, word| format!("{id}_{word}"))
}

/// What the first line of a handler's doc says, without the method and path before it, which the document has.
fn summary(doc: &str) -> String {
    let text = doc.rsplit_once("`: ").map_or(doc, |(_, text)| text).trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn add_common_errors(operation: &mut Operation) {
    let mut errors =
        vec![("503", "The service is busy, its database away, or (for uploads) its disk almost full")];
    if operation.security.is_none() {
        errors.push(("401", "No token, an expired one, a missing or wrong CSRF token, a write by cookie from another origin, or the person is gone"));
        errors.push(("422", "What was presented is no valid access token"));
    }
    let takes = |place: &ParameterIn| {
        let mut parameters = operation.parameters.iter().flatten();
        parameters.any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == *place))
    };
    let takes_id = takes(&ParameterIn::Path);
    if takes(&ParameterIn::Query) {
        errors.push((
            "400",
            "limit is no integer from 1 to 50, before no place in the list, or comments no integer from 0 to 50",
        ));
    }
    if operation.request_body.is_some() {
        errors.push(("400", "The body is no JSON object, a field is missing or wrong, or it is there already"));
        errors.push(("408", "The body took too long to arrive"));
        errors.push(("413", "The body is larger than 256 KiB"));
        errors.push(("415", "The body says that it is not JSON"));
    }
    if takes_id || refers_to_something(operation) {
        errors.push(("404", "It does not exist, or is not yours"));
    }
    errors.push(("405", "The path has no such method; Allow names those it has"));
    for (status, description) in errors {
        let response = || RefOr::T(error(status, description));
        operation.responses.responses.entry(status.to_owned()).or_insert_with(response);
    }
}

/// Whether the body names a post or a person.
fn refers_to_something(operation: &Operation) -> bool {
    let body = serde_json::to_string(&operation.request_body).unwrap_or_default();
    ["PostReference", "NewComment", "PersonReference"].iter().any(|name| body.contains(name))
}

fn error(status: &str, description: &str) -> Response {
    let schema = RefOr::Ref(Ref::from_schema_name("Error"));
    let mut response = ResponseBuilder::new()
        .description(description)
        .content("application/json", ContentBuilder::new().schema(Some(schema)).build());
    if status == "503" {
        let seconds = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::Integer).build()))
            .description(Some("Seconds after which to try again"))
            .build();
        response = response.header(header::RETRY_AFTER.as_str(), seconds);
    }
    response.build()
}

/// Older and newer clients spell some paths otherwise; those do the same work.
struct Spellings;

impl Modify for Spellings {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let paths = &mut document.paths.paths;
        for (from, to) in [
            ("/api/posts/likes", "/api/likes"),
            ("/api/posts/likes/{id}", "/api/likes/{id}"),
            ("/api/bookmarks", "/api/posts/bookmarks"),
            ("/api/bookmarks/{id}", "/api/posts/bookmarks/{id}"),
        ] {
            if let Some(mut item) = paths.get(from).cloned() {
                for (method, operation) in operations(&mut item) {
                    operation.operation_id = Some(operation_id(method, to));
                    operation.summary = Some(format!("The same as {from}"));
                }
                paths.insert(to.to_owned(), item);
            }
        }
    }
}
