//! The OpenAPI document: the documentation of each operation, and the parts that all operations share.

use std::sync::LazyLock;

use actix_web::{
    http::{Method, header},
    web::{Data, Json},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ComponentsBuilder, ContentBuilder, HeaderBuilder, HttpMethod, InfoBuilder, ObjectBuilder, OpenApi,
        OpenApiBuilder, PathItem, PathsBuilder, Ref, RefOr, Response, ResponseBuilder, Type,
        path::{self, ParameterIn},
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use super::{operation::Operation, routes::Access};
use crate::{
    auth::CurrentUser,
    error::{ErrorBody, ErrorCode},
};

const DESCRIPTION: &str = "Photos, stories and comments of the users that you follow.\n\n\
    Scripts send `Authorization: Bearer <access token>`; `POST /api/token` gives one for a username and a password. A \
    browser that is signed in sends its cookie. With the cookie, requests that change something also need the header \
    `X-CSRF-TOKEN` with the value of the cookie `csrf_access_token`, and must come from a page of this service or of an \
    origin in `CORS_ORIGINS`. Every path also works with a trailing slash. Every error is \
    `{\"message\": \"…\", \"code\": \"…\"}`, with a `field` where one is wrong.";

/// `GET /api/openapi.json`: this document.
#[utoipa::path(
    get, path = "/api/openapi.json", tag = "About",
    responses((status = 200, body = serde_json::Value, description = "The OpenAPI document"))
)]
pub async fn show(_: CurrentUser, document: Data<&'static LazyLock<OpenApi>>) -> Json<&'static OpenApi> {
    Json(LazyLock::force(**document))
}

/// Builds the document (OpenAPI 3.1).
pub fn document(operations: &[Operation]) -> OpenApi {
    let mut components = ComponentsBuilder::new();
    let mut paths = PathsBuilder::new();
    for operation in operations {
        let documented = (operation.documentation)();
        components = components.schemas_from_iter(documented.schemas);
        let method = http_method(&operation.method);
        for path in std::iter::once(operation.path.as_str()).chain(operation.aliases.iter().copied()) {
            paths =
                paths.path(path, PathItem::new(method.clone(), at_path(operation, &documented.operation, path)));
        }
    }
    components = components
        .schema(ErrorBody::name(), ErrorBody::schema())
        .schema(ErrorCode::name(), ErrorCode::schema())
        .security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)))
        .security_scheme("cookie", key(ApiKey::Cookie, "access_token_cookie", "Set by the login form"))
        .security_scheme(
            "csrf",
            key(
                ApiKey::Header,
                "X-CSRF-TOKEN",
                "The value of the cookie csrf_access_token; required with the cookie for requests that change something",
            ),
        );
    let info =
        InfoBuilder::new().title("Photo App").version(env!("CARGO_PKG_VERSION")).description(Some(DESCRIPTION));
    let none = Vec::<String>::new;
    let cookie = SecurityRequirement::new("cookie", none()).add("csrf", none());
    OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(components.build()))
        .security(Some([SecurityRequirement::new("bearer", none()), cookie]))
        .build()
}

fn key(location: fn(ApiKeyValue) -> ApiKey, name: &str, description: &str) -> SecurityScheme {
    SecurityScheme::ApiKey(location(ApiKeyValue::with_description(name, description)))
}

fn http_method(method: &Method) -> HttpMethod {
    match *method {
        Method::POST => HttpMethod::Post,
        Method::PATCH => HttpMethod::Patch,
        Method::DELETE => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

/// The documentation of an operation at one of its paths.
fn at_path(operation: &Operation, documented: &path::Operation, path: &str) -> path::Operation {
    let mut documentation = documented.clone();
    documentation.operation_id = Some(operation_id(&operation.method, path));
    documentation.summary = match path == operation.path {
        true => documentation.summary.as_deref().map(summary),
        false => Some(format!("The same as {}", operation.path)),
    };
    if operation.access == Access::Public {
        documentation.security = Some(vec![SecurityRequirement::default()]);
    }
    add_common_errors(&mut documentation, operation.access);
    documentation
}

/// Such as `get_posts_id` for `GET /api/posts/{id}`. The names of handlers are not unique.
fn operation_id(method: &Method, path: &str) -> String {
    let words = path.split(['/', '{', '}']).filter(|word| !word.is_empty() && *word != "api");
    words.fold(method.as_str().to_lowercase(), |id, word| format!("{id}_{word}"))
}

/// The first line of a handler's doc comment, without the method and path before it.
fn summary(doc: &str) -> String {
    let text = doc.rsplit_once("`: ").map_or(doc, |(_, text)| text).trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Adds the errors that all operations of this kind share, except those that the operation documents itself.
fn add_common_errors(operation: &mut path::Operation, access: Access) {
    let mut errors = vec![(
        "503",
        "The service is busy, its database is unavailable, or (for uploads) its disk is almost full",
    )];
    if access != Access::Public {
        errors.push((
            "401",
            "The token is missing or expired, the CSRF token is missing or wrong, the request comes from another origin, \
             or the user was deleted or disabled",
        ));
    }
    if access == Access::Staff {
        errors.push((
            "403",
            "Your role does not allow it, or your password is needed first (POST /api/admin/proof)",
        ));
    }
    let takes = |location: &ParameterIn| {
        let mut parameters = operation.parameters.iter().flatten();
        parameters.any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == *location))
    };
    if takes(&ParameterIn::Header) {
        errors.push(("400", "The Idempotency-Key, the body or a field is invalid, or it already exists"));
        errors.push((
            "422",
            "The token is malformed or invalid (invalid_token), or you have sent another request with this Idempotency-Key",
        ));
    }
    if access != Access::Public {
        errors.push(("422", "The token is malformed or invalid"));
    }
    if takes(&ParameterIn::Path) {
        errors.push(("404", "It does not exist, or you may not see or change it"));
    }
    if takes(&ParameterIn::Query) {
        errors.push(("400", "A parameter has a value that is not allowed"));
    }
    if operation.request_body.is_some() {
        errors.push(("400", "The body is not a JSON object, a field is missing or invalid, or it already exists"));
        errors.push(("408", "The body took too long to arrive"));
        errors.push(("413", "The body is larger than 256 KiB"));
        errors.push(("415", "The content type is not JSON"));
    }
    errors.push(("405", "The path does not support this method; Allow lists those that it supports"));
    for (status, description) in errors {
        let responses = &mut operation.responses.responses;
        responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(error(status, description)));
    }
}

fn error(status: &str, description: &str) -> Response {
    let schema = RefOr::Ref(Ref::from_schema_name(ErrorBody::name()));
    let response = ResponseBuilder::new()
        .description(description)
        .content("application/json", ContentBuilder::new().schema(Some(schema)).build());
    if status != "503" {
        return response.build();
    }
    let seconds = HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::Integer).build()))
        .description(Some("The seconds to wait before the next attempt"))
        .build();
    response.header(header::RETRY_AFTER.as_str(), seconds).build()
}
