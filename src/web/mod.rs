//! The pages: sign-in and sign-out, the browser client, static files, and health checks. Registration and new passwords are
//! in [`accounts`], the pages of guest links in [`guest`], the rules of the service in [`rules`].

mod accounts;
mod app_files;
pub mod csp;
mod form;
mod guest;
mod images;
mod logout;
mod prefetch;
mod rules;

use std::path::{Path, PathBuf};

use actix_files::Files;
use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    body::MessageBody,
    dev::{HttpServiceFactory, ServiceRequest, ServiceResponse, fn_service},
    guard::{self, GuardContext},
    http::{
        Method, StatusCode,
        header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType, HeaderValue, LOCATION},
    },
    middleware::{Next, from_fn},
    web::{self, Data},
};
use askama::Template;
use serde::{Deserialize, Serialize};

use self::form::Form;
use crate::{
    api::{
        GUEST_PREFIX,
        routes::{Route, RouteTemplate},
    },
    auth::{Auth, CurrentUser, Guard, RequestOrigin, RequestSource, end_browser_session, sign_in},
    db::{Db, is_current},
    error::ApiError,
    models::Signup,
};

/// The folders of the files to serve.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The built client: `index.html`, and assets in `static`.
    pub client: PathBuf,
    /// Additional files to serve under `/static`.
    pub statics: PathBuf,
}

/// The routes of the pages.
pub fn route_table() -> Vec<Route> {
    let at = |path| Route::at(path, Guard::page(|_| "/login".to_owned()));
    vec![
        at("/").signed_in(Method::GET, client),
        at("/api").signed_in(Method::GET, api_page),
        at("/login").public(Method::GET, login_form).public(Method::POST, log_in),
        at("/signup").public(Method::GET, accounts::sign_up_form).public(Method::POST, accounts::sign_up_by_form),
        at("/reset").public(Method::GET, accounts::reset_form).public(Method::POST, accounts::reset_by_form),
        at("/rules").public(Method::GET, rules::show),
        at("/logout").public(Method::GET, logout::log_out),
        at("/images/{key}/{file}").public(Method::GET, images::show),
        at("/g/{token}").public(Method::GET, guest::show).public(Method::POST, guest::unlock),
        at("/g/{token}/{post}/{image}/{size}").public(Method::GET, guest::image),
        at("/service-worker.js").public(Method::GET, app_files::service_worker),
        at("/manifest.webmanifest").public(Method::GET, app_files::manifest),
        at("/share-target").public(Method::POST, app_files::share_target),
        at("/healthz").public(Method::GET, alive),
        at("/readyz").public(Method::GET, ready),
    ]
}

/// Serves `/static`: the client's assets first, then the additional files.
pub fn statics(folders: &Folders) -> impl HttpServiceFactory + use<> {
    let own = files(&folders.statics).default_handler(fn_service(|req: ServiceRequest| async {
        Ok(req.into_response(ApiError::NotFound.error_response()))
    }));
    let client = files(&folders.client.join("static")).try_compressed().default_handler(own);
    web::scope("/static").app_data(RouteTemplate("/static".into())).wrap(from_fn(cache)).service(client)
}

fn files(folder: &Path) -> Files {
    Files::new("", folder).prefer_utf8(true).disable_content_disposition()
}

/// Sets how long browsers may keep a file: permanently if its name changes with its content, otherwise one hour.
async fn cache(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let lifetime =
        if has_hash(req.path()) { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    let mut res = next.call(req).await?;
    if res.status().is_success() {
        res.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(lifetime));
    }
    Ok(res)
}

/// Whether a file has a name like `index-BqT2x9aZ.js`, which the client's bundler derives from the content.
fn has_hash(path: &str) -> bool {
    const HASH_LENGTH: usize = 8;
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let Some(start) = stem.len().checked_sub(HASH_LENGTH + 1) else { return false };
    let Some(hash) = stem.get(start..).and_then(|end| end.strip_prefix('-')) else { return false };
    let letters = hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    letters && hash.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// Serves the client at every other address that accepts HTML, so that its views can be reloaded. Users who are not signed in
/// return to the address after the login form.
pub fn client_addresses() -> actix_web::Resource {
    let page = web::route()
        .guard(guard::Any(guard::Get()).or(guard::Head()))
        .to(client)
        .wrap(Guard::page(login_and_back));
    web::resource("/{address:.*}")
        .app_data(RouteTemplate("/{address}".into()))
        .guard(guard::fn_guard(wants_html))
        .route(page)
}

fn wants_html(context: &GuardContext<'_>) -> bool {
    let head = context.head();
    let path = head.uri.path();
    let page = !["/api/", GUEST_PREFIX, "/images/", "/static/"].iter().any(|prefix| path.starts_with(prefix));
    let html = |value: &HeaderValue| value.to_str().is_ok_and(|text| text.contains("text/html"));
    page && matches!(head.method, Method::GET | Method::HEAD) && head.headers.get_all(ACCEPT).any(html)
}

/// The path of the login form that leads back to the address of a request. Slashes are not escaped, for readability.
fn login_and_back(req: &ServiceRequest) -> String {
    let address = req.uri().path_and_query().map_or("/", |address| address.as_str());
    if address.len() > MAX_NEXT_BYTES {
        return "/login".to_owned();
    }
    let next = url::form_urlencoded::byte_serialize(address.as_bytes()).collect::<String>().replace("%2F", "/");
    format!("/login?next={next}")
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    username: &'a str,
}

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    username: &'a str,
    next: &'a str,
    error: Option<&'a str>,
    notice: Option<Notice>,
    /// Whether registration is open.
    signup: bool,
}

/// What has just happened, said above the sign-in form. The name of a query parameter asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    PasswordReset,
    AccountDeleted,
    SessionEnded,
}

impl Notice {
    const ALL: [Self; 3] = [Self::PasswordReset, Self::AccountDeleted, Self::SessionEnded];

    fn parameter(self) -> &'static str {
        match self {
            Self::PasswordReset => "reset",
            Self::AccountDeleted => "deleted",
            Self::SessionEnded => "ended",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::PasswordReset => "Your password was changed. Sign in with the new one.",
            Self::AccountDeleted => "Your account was deleted, with everything in it.",
            Self::SessionEnded => "Your session has ended. Please sign in again.",
        }
    }

    /// The notice that the address of a request asks for.
    fn of(req: &HttpRequest) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| query(req, notice.parameter()).is_some())
    }

    /// The sign-in form with the notice.
    fn address(self) -> String {
        format!("/login?{}", self.parameter())
    }
}

/// `GET /`, and every address of the client: its `index.html`.
async fn client(viewer: CurrentUser, folders: Data<Folders>) -> Result<HttpResponse, ApiError> {
    let path = folders.client.join("index.html");
    match web::block(move || std::fs::read_to_string(path)).await {
        Ok(Ok(index)) => Ok(html(StatusCode::OK, &csp::of_client(&index), index)),
        _ => page(StatusCode::OK, &HomePage { username: &viewer.username }, csp::WITHOUT_SCRIPTS),
    }
}

/// `GET /api`: the API explorer.
async fn api_page(_: CurrentUser) -> Result<HttpResponse, ApiError> {
    page(StatusCode::OK, &ApiPage, csp::EXPLORER)
}

/// `GET /healthz`: 200 while the process is running.
async fn alive() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(Health { status: "alive" })
}

/// `GET /readyz`: 200 if the database answers and is migrated, otherwise 503.
async fn ready(db: Data<Db>) -> Result<HttpResponse, ApiError> {
    if !db.read(is_current).await? {
        tracing::error!("the database is not migrated: run photo-app migrate");
        return Err(ApiError::Unavailable);
    }
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(Health { status: "ready" }))
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct LoginForm {
    username: String,
    password: String,
    next: String,
}

/// `GET /login`: the form.
async fn login_form(req: HttpRequest, auth: Data<Auth>) -> Result<HttpResponse, ApiError> {
    let (next, notice) = (next(&req, ""), Notice::of(&req));
    let signup = auth.settings.current().signup == Signup::Open;
    let template = LoginPage { username: "", next: &next, error: None, notice, signup };
    page(StatusCode::OK, &template, csp::WITHOUT_SCRIPTS)
}

/// `POST /login`: signs the user in, or shows the form again.
async fn log_in(
    req: HttpRequest,
    Form(form): Form<LoginForm>,
    source: RequestSource,
    auth: Data<Auth>,
) -> Result<HttpResponse, ApiError> {
    let (username, next) = (form.username, next(&req, &form.next));
    let outcome = match auth.origins.origin_of(req.headers()) {
        RequestOrigin::Hidden | RequestOrigin::Foreign => Err(ApiError::BadRequest(CROSS_SITE_FORM)),
        _ => sign_in(&auth, source, username.clone(), form.password).await,
    };
    match outcome {
        Ok(grant) => {
            let cookies = auth.cookies.issue(&auth.tokens, &grant)?;
            // If this fails, the new session still replaces the old one in this browser.
            let _ = end_session(&req, &auth).await;
            let mut response = HttpResponse::Found();
            for cookie in cookies {
                response.cookie(cookie);
            }
            Ok(response.insert_header((LOCATION, next)).finish())
        }
        Err(why) => {
            let status = match why {
                ApiError::WrongCredentials => StatusCode::OK,
                _ => why.status_code(),
            };
            let error = why.to_string();
            let signup = auth.settings.current().signup == Signup::Open;
            let template =
                LoginPage { username: &username, next: &next, error: Some(&error), notice: None, signup };
            let mut response = page(status, &template, csp::WITHOUT_SCRIPTS)?;
            why.add_headers(response.headers_mut());
            Ok(response)
        }
    }
}

/// Ends the current session of a browser, if there is one.
///
/// # Errors
/// 503 if the database is unavailable. Then the session continues.
async fn end_session(req: &HttpRequest, auth: &Auth) -> Result<(), ApiError> {
    end_browser_session(&auth.db, &auth.tokens, req.headers()).await.inspect_err(|_| {
        tracing::warn!("could not end a session: its token stays valid until it expires");
    })
}

/// The pages of other sites must not sign a browser in as another user.
const CROSS_SITE_FORM: &str = "This form was sent by another site. Please send it from this page.";

fn page(status: StatusCode, template: &impl Template, policy: &str) -> Result<HttpResponse, ApiError> {
    let text = template.render().map_err(|cause| {
        tracing::error!(%cause, "could not render a page");
        ApiError::Unavailable
    })?;
    Ok(html(status, policy, text))
}

fn html(status: StatusCode, policy: &str, text: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type(ContentType::html())
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .body(text)
}

/// The first value of a query parameter.
fn query(req: &HttpRequest, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(req.query_string().as_bytes());
    pairs.find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}

/// The most bytes of the address after sign-in. A longer one could exceed the limit of a proxy for headers.
const MAX_NEXT_BYTES: usize = 2_000;

/// The address after sign-in: from the query or the form, if it is a path on this server.
fn next(req: &HttpRequest, field: &str) -> String {
    let wanted = query(req, "next").unwrap_or_else(|| field.to_owned());
    let is_local = wanted.len() <= MAX_NEXT_BYTES
        && wanted.starts_with('/')
        && !wanted.contains("//")
        && !wanted.contains('\\')
        && !wanted.chars().any(char::is_control);
    // The user does not want to sign out right after signing in.
    let path = wanted.split(['?', '#']).next().unwrap_or_default();
    let signs_out = path.trim_end_matches('/') == "/logout";
    // A header must be ASCII. Browsers encode other characters.
    if is_local && !signs_out && wanted.is_ascii() { wanted } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::has_hash;

    #[test]
    fn only_names_with_a_hash_are_cached_permanently() {
        for hashed in ["/static/index-BqT2x9aZ.js", "/static/a-b-D_-xy1zq.css.map", "/static/icon-DwUoyjec.svg"] {
            assert!(has_hash(hashed), "{hashed}");
        }
        for plain in [
            "/static/pages.css",
            "/static/demo/posts/01.svg",
            "/static/my-holidays.jpg",
            "/static/",
            "/static/x-é1234567.js",
        ] {
            assert!(!has_hash(plain), "{plain}");
        }
    }
}
