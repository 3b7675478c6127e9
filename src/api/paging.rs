//! Lists by the page: which one is asked for, and where the next one begins.

use std::{
    borrow::Cow,
    future::{Ready, ready},
    ops::RangeInclusive,
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    dev::Payload,
    http::{StatusCode, header::LINK},
};
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;

use super::post_body::{CommentSource, Shape, answer};
use crate::{
    auth::KeyedSemaphore,
    error::ApiError,
    models::{CommentsWanted, Cursor, PageOf, PostDict, User},
};

const DEFAULT_LIMIT: i64 = 20;
const LIMITS: RangeInclusive<i64> = 1..=50;
const NUMBERS_OF_COMMENTS: RangeInclusive<i64> = 0..=50;

/// `?limit=1..50&before=CURSOR&comments=0..50`; of several, the first one counts.
#[derive(Debug, Clone, Copy)]
pub struct Paging(pub PageOf);

/// As [`Paging`], but without `limit` and `before` the whole list is asked for.
#[derive(Debug, Clone, Copy)]
pub struct OptionalPaging(pub Option<PageOf>);

/// `?comments=0..50`: how many of the newest comments are to come with a post.
#[derive(Debug, Clone, Copy)]
pub struct CommentsParameter(pub CommentsWanted);

impl FromRequest for Paging {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse_query(req.query_string()).map(Self))
    }
}

impl FromRequest for OptionalPaging {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let query = req.query_string();
        let asked = value(query, "limit").or_else(|| value(query, "before"));
        ready(asked.map(|_| parse_query(query)).transpose().map(Self))
    }
}

impl FromRequest for CommentsParameter {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(comments(req.query_string()).map(Self))
    }
}

/// Reads which page a query asks for.
///
/// # Errors
/// 400 if `limit`, `before` or `comments` is out of what they can be.
pub fn parse_query(query: &str) -> Result<PageOf, ApiError> {
    let before = value(query, "before").map(|text| text.parse()).transpose();
    Ok(PageOf {
        limit: number(query, "limit", LIMITS)?.unwrap_or(DEFAULT_LIMIT),
        before: before.map_err(|_| {
            ApiError::bad_request("before must be taken from the Link header of the page before it.")
        })?,
        comments: comments(query)?,
    })
}

fn comments(query: &str) -> Result<CommentsWanted, ApiError> {
    let wanted = number(query, "comments", NUMBERS_OF_COMMENTS)?.and_then(|number| usize::try_from(number).ok());
    Ok(wanted.map_or(CommentsWanted::All, CommentsWanted::Newest))
}

fn number(query: &str, name: &str, range: RangeInclusive<i64>) -> Result<Option<i64>, ApiError> {
    let Some(text) = value(query, name) else { return Ok(None) };
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && range.contains(number));
    let (first, last) = range.into_inner();
    let wrong = || ApiError::bad_request(format!("{name} must be an integer from {first} to {last}."));
    number.ok_or_else(wrong).map(Some)
}

fn value<'a>(query: &'a str, wanted: &str) -> Option<Cow<'a, str>> {
    url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value)
}

/// A page of a list. Its header `Link` (RFC 8288) names the next one, if there may be one.
pub struct Page<T> {
    items: Vec<T>,
    next: Option<Next>,
}

/// Long pages of posts that one user can build at once. One can take some megabytes, which are counted only when it is built.
const LONG_PAGES_AT_ONCE: u32 = 4;

/// Limits how many long pages of posts a user builds at once, as data of the application.
#[derive(Clone)]
pub struct PageTurns(KeyedSemaphore);

impl Default for PageTurns {
    fn default() -> Self {
        Self(KeyedSemaphore::new(LONG_PAGES_AT_ONCE))
    }
}

impl PageTurns {
    /// Waits until this user may build one more page.
    ///
    /// # Errors
    /// Practically none.
    pub async fn take(&self, user: &User, page: PageOf) -> Result<PageTurn, ApiError> {
        if page.limit <= DEFAULT_LIMIT {
            return Ok(PageTurn { _permit: None });
        }
        let permit = self.0.get(&user.id.to_string()).acquire_owned().await;
        permit.map(|permit| PageTurn { _permit: Some(permit) }).map_err(|_| ApiError::Unavailable)
    }
}

/// The right to build one page. Short pages need no permit.
pub struct PageTurn {
    _permit: Option<OwnedSemaphorePermit>,
}

/// A page of posts.
pub struct PageOfPosts {
    posts: Vec<PostDict>,
    next: Option<Next>,
    source: CommentSource,
    _turn: PageTurn,
}

/// The page that was asked for, and where the next one begins.
struct Next(PageOf, Cursor);

impl<T> Page<T> {
    /// The page that was `asked` for; the next one begins at `next`.
    pub fn new(items: Vec<T>, asked: Option<PageOf>, next: Option<Cursor>) -> Self {
        Self { items, next: asked.zip(next).map(|(asked, next)| Next(asked, next)) }
    }
}

impl PageOfPosts {
    /// The page that was `asked` for; a full one has a next.
    pub fn new(posts: Vec<PostDict>, asked: PageOf, source: CommentSource, turn: PageTurn) -> Self {
        let full = i64::try_from(posts.len()).is_ok_and(|length| length == asked.limit);
        let next = posts.last().filter(|_| full).map(|last| Next(asked, last.cursor()));
        Self { posts, next, source, _turn: turn }
    }
}

impl Next {
    fn add_link(self, req: &HttpRequest, response: &mut HttpResponse) {
        let Self(asked, next) = self;
        let comments = match asked.comments {
            CommentsWanted::Newest(number) => format!("&comments={number}"),
            CommentsWanted::All | CommentsWanted::None => String::new(),
        };
        let link = format!("<{}?limit={}&before={next}{comments}>; rel=\"next\"", req.uri().path(), asked.limit);
        if let Ok(link) = link.parse() {
            response.headers_mut().insert(LINK, link);
        }
    }
}

impl<T: Serialize> Responder for Page<T> {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok().json(self.items);
        if let Some(next) = self.next {
            next.add_link(req, &mut response);
        }
        response
    }
}

impl Responder for PageOfPosts {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let mut response = answer(self.posts, Shape::List, StatusCode::OK, self.source);
        if let Some(next) = self.next {
            next.add_link(req, &mut response);
        }
        response
    }
}
