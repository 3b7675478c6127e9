//! Pages of lists: which one a request asks for, and where the next one begins.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    http::{StatusCode, header::LINK},
};
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::IntoParams;

use super::{
    fields::{CommentLimit, PageCursor, PageLimit},
    post_body::{CommentSource, Shape, answer},
};
use crate::{
    auth::KeyedSemaphore,
    error::ApiError,
    models::{CommentsWanted, Cursor, PageOf, PostDict, User},
};

const DEFAULT_LIMIT: i64 = 20;

/// Asks for a page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many items at most; 20 if absent
    #[param(value_type = Option<i32>, minimum = 1, maximum = 50)]
    limit: Option<PageLimit>,
    /// Where to continue, from the Link header of the previous page
    #[param(value_type = Option<String>, pattern = r"^-?[0-9]{1,17}--?[0-9]{1,9}$")]
    before: Option<PageCursor>,
}

/// Asks for a page of posts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PostPageQuery {
    /// How many posts at most; 20 if absent
    #[param(value_type = Option<i32>, minimum = 1, maximum = 50)]
    limit: Option<PageLimit>,
    /// Where to continue, from the Link header of the previous page
    #[param(value_type = Option<String>, pattern = r"^-?[0-9]{1,17}--?[0-9]{1,9}$")]
    before: Option<PageCursor>,
    /// How many of the newest comments of each post; all if absent
    #[param(value_type = Option<i32>, minimum = 0, maximum = 50)]
    comments: Option<CommentLimit>,
}

/// Asks for a post.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PostQuery {
    /// How many of the newest comments; all if absent
    #[param(value_type = Option<i32>, minimum = 0, maximum = 50)]
    comments: Option<CommentLimit>,
}

impl PageQuery {
    /// The page that is asked for.
    pub fn page(self) -> PageOf {
        PageOf {
            limit: self.limit.map_or(DEFAULT_LIMIT, |PageLimit(limit)| limit),
            before: self.before.map(|PageCursor(before)| before),
            comments: CommentsWanted::All,
        }
    }

    /// The page that is asked for; `None` without parameters, which asks for the whole list.
    pub fn page_or_all(self) -> Option<PageOf> {
        (self.limit.is_some() || self.before.is_some()).then(|| self.page())
    }
}

impl PostPageQuery {
    /// The page that is asked for.
    pub fn page(self) -> PageOf {
        let page = PageQuery { limit: self.limit, before: self.before }.page();
        PageOf { comments: comments_wanted(self.comments), ..page }
    }
}

impl PostQuery {
    pub fn comments(self) -> CommentsWanted {
        comments_wanted(self.comments)
    }
}

fn comments_wanted(limit: Option<CommentLimit>) -> CommentsWanted {
    limit.map_or(CommentsWanted::All, |CommentLimit(limit)| CommentsWanted::Newest(limit))
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
