//! The pages of guest links, for people without an account, and the photos on them. Photos that were uploaded here have
//! addresses below that of the link. So guests do not learn their permanent addresses, and the server sends them nothing
//! more once the link is revoked.

use std::borrow::Cow;

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{
        Method, StatusCode,
        header::{HeaderName, HeaderValue, LOCATION, REFERRER_POLICY},
    },
    web::{Data, Path},
};
use askama::Template;
use serde::Deserialize;
use time::{format_description::BorrowedFormatItem, macros::format_description};

use super::{accounts::check_origin, csp, form::Form, images::send_file, page, prefetch::is_prefetch};
use crate::{
    api::GUEST_PREFIX,
    auth::{Auth, GuestPass, LinkCode, RequestSource, unlock_guest_link},
    db::DbError,
    error::ApiError,
    imaging::medium_of,
    media::MediaStore,
    models::{GuestLink, ImagePath, OpenGuestLink, SharedPost},
};

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

const EXPIRY: &[BorrowedFormatItem<'_>] =
    format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");

const INVALID_LINK: &str = "This link does not work. It may have expired, or it was revoked.";
const NOTHING_LEFT: &str = "There is nothing here any more. The photos of this link are gone.";
const WRONG_PASSPHRASE: &str = "This passphrase is wrong.";

#[derive(Template)]
#[template(path = "guest.html")]
struct GuestPage<'a> {
    link: &'a OpenGuestLink,
    posts: Vec<PostView<'a>>,
    photo_count: usize,
    expires: String,
}

struct PostView<'a> {
    caption: Option<&'a str>,
    photos: Vec<Photo<'a>>,
}

struct Photo<'a> {
    address: Cow<'a, str>,
    alt: Cow<'a, str>,
    /// Only of photos that were uploaded here.
    sizes: Option<Sizes>,
}

/// The pixels of the large size, and the medium one.
struct Sizes {
    width: u32,
    height: u32,
    medium_address: String,
    medium_width: u32,
}

/// A page without photos: the link does not work, or nothing is left of its posts.
#[derive(Template)]
#[template(path = "guest_notice.html")]
struct NoticePage<'a> {
    text: &'a str,
}

#[derive(Template)]
#[template(path = "guest_passphrase.html")]
struct PassphrasePage<'a> {
    error: Option<&'a str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PassphraseForm {
    passphrase: String,
}

impl GuestPage<'_> {
    fn title(&self) -> &str {
        self.link.title.as_deref().unwrap_or(if self.photo_count == 1 {
            "A shared photo"
        } else {
            "Shared photos"
        })
    }
}

impl<'a> PostView<'a> {
    fn of(post: &'a SharedPost, token: &str) -> Self {
        let count = post.images.len();
        let photos = (1..).zip(&post.images).map(|(number, image)| {
            let alt = match image.alt_text.as_deref().filter(|text| !text.trim().is_empty()) {
                Some(text) => text.into(),
                None if count == 1 => "Photo".into(),
                None => format!("Photo {number} of {count}").into(),
            };
            let Some(path) = ImagePath::parse(&image.image_url) else {
                return Photo { address: image.image_url.as_str().into(), alt, sizes: None };
            };
            let address = |size| format!("{GUEST_PREFIX}{token}/{}/{number}/{size}", post.position);
            let (width, height) = path.size();
            let medium_width = medium_of((width, height)).0;
            let sizes = Sizes { width, height, medium_address: address("medium"), medium_width };
            Photo { address: address("large").into(), alt, sizes: Some(sizes) }
        });
        let caption = post.caption.as_deref().filter(|text| !text.trim().is_empty());
        Self { caption, photos: photos.collect() }
    }
}

/// `GET /g/{token}`: the posts of a link, or the form for its passphrase.
pub async fn show(req: HttpRequest, token: Path<String>, auth: Data<Auth>) -> Result<HttpResponse, ApiError> {
    match open(&req, &token, &auth).await {
        Ok(response) => Ok(response),
        // Guests have no client that shows the JSON of an error.
        Err(why) => {
            let text = why.to_string();
            let mut response = respond(why.status_code(), &NoticePage { text: &text }, csp::WITHOUT_SCRIPTS)?;
            why.add_headers(response.headers_mut());
            Ok(response)
        }
    }
}

async fn open(req: &HttpRequest, token: &str, auth: &Auth) -> Result<HttpResponse, ApiError> {
    let Some(link) = find(auth, token).await? else { return invalid_link() };
    if !GuestPass::admits(req.headers(), &link) {
        return ask_for_passphrase(StatusCode::OK, None);
    }
    let id = link.id;
    let (link, posts) = auth
        .db
        .read(move |conn| {
            let posts = link.posts(conn, 1..=i32::MAX)?;
            Ok((link.clone(), posts))
        })
        .await?;
    if posts.is_empty() {
        return respond(StatusCode::OK, &NoticePage { text: NOTHING_LEFT }, csp::WITHOUT_SCRIPTS);
    }
    if req.method() == Method::GET
        && !is_prefetch(req.headers())
        && let Err(why) = auth.db.write_one(move |conn| GuestLink::count_opening(conn, id)).await
    {
        // A full disk keeps nobody from seeing the photos.
        tracing::warn!(%why, "could not count the opening of a guest link");
    }
    let views: Vec<PostView<'_>> = posts.iter().map(|post| PostView::of(post, token)).collect();
    let photos = || views.iter().flat_map(|post| &post.photos);
    let policy = match photos().all(|photo| photo.address.starts_with('/')) {
        true => csp::WITHOUT_SCRIPTS,
        false => csp::WITH_OTHER_IMAGES,
    };
    let (photo_count, expires) = (photos().count(), link.expires_at.0.format(EXPIRY).unwrap_or_default());
    respond(StatusCode::OK, &GuestPage { link: &link, posts: views, photo_count, expires }, policy)
}

/// `POST /g/{token}`: checks the passphrase, and redirects to the posts or shows the form again.
pub async fn unlock(
    req: HttpRequest,
    token: Path<String>,
    Form(form): Form<PassphraseForm>,
    source: RequestSource,
    auth: Data<Auth>,
) -> Result<HttpResponse, ApiError> {
    let Some(link) = find(&auth, &token).await? else { return invalid_link() };
    let address = format!("{GUEST_PREFIX}{token}");
    let mut response = HttpResponse::SeeOther();
    response.insert_header((LOCATION, address.as_str())).insert_header((REFERRER_POLICY, "no-referrer"));
    if link.passphrase_hash.is_none() {
        return Ok(response.finish());
    }
    let outcome = match check_origin(&req, &auth) {
        Ok(()) => {
            let hash = LinkCode::from_text(&token).hash();
            unlock_guest_link(&auth, source, hash, form.passphrase.trim().to_owned()).await
        }
        Err(why) => Err(why),
    };
    match outcome {
        Ok(Some(pass)) => Ok(response.cookie(pass.into_cookie(address, auth.cookies.secure)).finish()),
        Ok(None) => ask_for_passphrase(StatusCode::FORBIDDEN, Some(WRONG_PASSPHRASE)),
        // Revoked meanwhile.
        Err(ApiError::NotFound) => invalid_link(),
        Err(why) => {
            let mut response = ask_for_passphrase(why.status_code(), Some(&why.to_string()))?;
            why.add_headers(response.headers_mut());
            Ok(response)
        }
    }
}

/// `GET /g/{token}/{post}/{image}/{size}`: a photo of a link. Browsers do not keep it, so that they ask again after the link
/// was revoked.
pub async fn image(
    req: HttpRequest,
    path: Path<(String, i32, usize, String)>,
    auth: Data<Auth>,
    media: Data<MediaStore>,
) -> Result<HttpResponse, ApiError> {
    let (token, position, number, size) = path.into_inner();
    let link = find(&auth, &token).await?.filter(|link| GuestPass::admits(req.headers(), link));
    let link = link.ok_or(ApiError::NotFound)?;
    let mut posts = auth.db.read(move |conn| link.posts(conn, position..=position)).await?;
    let images = posts.pop().ok_or(ApiError::NotFound)?.images;
    let image = number.checked_sub(1).and_then(|index| images.get(index)).ok_or(ApiError::NotFound)?;
    let path = ImagePath::parse(&image.image_url).ok_or(ApiError::NotFound)?;
    let name = match (size.as_str(), path.file.rsplit_once('.')) {
        ("large" | "medium", Some((_, extension))) => format!("{size}.{extension}"),
        _ => return Err(ApiError::NotFound),
    };
    let mut response = send_file(&media, path.key, &name, "no-store").await?;
    response.headers_mut().insert(ROBOTS, NOT_INDEXED);
    Ok(response)
}

const NOT_INDEXED: HeaderValue = HeaderValue::from_static("noindex, nofollow");

/// The link with this token, if it can be opened.
async fn find(auth: &Auth, token: &str) -> Result<Option<OpenGuestLink>, ApiError> {
    let hash = LinkCode::from_text(token).hash();
    match auth.db.read(move |conn| OpenGuestLink::find(conn, &hash)).await {
        Ok(link) => Ok(Some(link)),
        Err(DbError::Query(diesel::NotFound)) => Ok(None),
        Err(why) => Err(why.into()),
    }
}

/// The same for a link that is unknown, expired or revoked, and for one of a disabled user.
fn invalid_link() -> Result<HttpResponse, ApiError> {
    respond(StatusCode::NOT_FOUND, &NoticePage { text: INVALID_LINK }, csp::WITHOUT_SCRIPTS)
}

fn ask_for_passphrase(status: StatusCode, error: Option<&str>) -> Result<HttpResponse, ApiError> {
    let mut response = respond(status, &PassphrasePage { error }, csp::WITHOUT_SCRIPTS)?;
    // With `no-referrer`, browsers would hide the origin of the form.
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    Ok(response)
}

fn respond(status: StatusCode, template: &impl Template, policy: &str) -> Result<HttpResponse, ApiError> {
    let mut response = page(status, template, policy)?;
    response.headers_mut().insert(ROBOTS, NOT_INDEXED);
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(response)
}
