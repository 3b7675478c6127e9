//! Pages of lists: parsing the requested page, and linking to the next page.

use std::borrow::Cow;

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    http::{StatusCode, header::LINK},
};
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::IntoParams;

use super::{
    fields::{CommentLimit, LikeLimit, PageCursor, PageLimit},
    post_response::{CommentSource, Shape, posts_response},
};
use crate::{
    auth::KeyedSemaphore,
    db::{Conn, Db, QueryResult},
    error::ApiError,
    models::{Cursor, Included, IncludedComments, IncludedLikes, PageRequest, PostDict, User},
};

const DEFAULT_LIMIT: i64 = 20;

/// The query of a page of a list.
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

/// The query of a page of posts.
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
    /// How many of the newest likes of each post; all if absent
    #[param(value_type = Option<i32>, minimum = 0, maximum = 50)]
    likes: Option<LikeLimit>,
}

/// How many likes come with each post.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LikesQuery {
    /// How many of the newest likes of each post; all if absent
    #[param(value_type = Option<i32>, minimum = 0, maximum = 50)]
    likes: Option<LikeLimit>,
}

/// The query of a post.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PostQuery {
    /// How many of the newest comments; all if absent
    #[param(value_type = Option<i32>, minimum = 0, maximum = 50)]
    comments: Option<CommentLimit>,
    /// How many of the newest likes; all if absent
    #[param(value_type = Option<i32>, minimum = 0, maximum = 50)]
    likes: Option<LikeLimit>,
}

impl PageQuery {
    /// The requested page.
    pub fn page(self) -> PageRequest {
        PageRequest {
            limit: self.limit.map_or(DEFAULT_LIMIT, |PageLimit(limit)| limit),
            before: self.before.map(|PageCursor(before)| before),
            included: Included::ALL,
        }
    }

    /// The requested page; `None` without parameters, which requests the whole list.
    pub fn page_or_all(self) -> Option<PageRequest> {
        (self.limit.is_some() || self.before.is_some()).then(|| self.page())
    }
}

impl PostPageQuery {
    /// The requested page.
    pub fn page(self) -> PageRequest {
        let page = PageQuery { limit: self.limit, before: self.before }.page();
        PageRequest { included: included(self.comments, self.likes), ..page }
    }
}

impl PostQuery {
    pub fn included(self) -> Included {
        included(self.comments, self.likes)
    }
}

impl LikesQuery {
    /// What comes with a post without comments.
    pub fn included(self) -> Included {
        Included { likes: included_likes(self.likes), ..Included::NO_COMMENTS }
    }
}

fn included(comments: Option<CommentLimit>, likes: Option<LikeLimit>) -> Included {
    let comments = comments.map_or(IncludedComments::All, |CommentLimit(limit)| IncludedComments::Newest(limit));
    Included { comments, likes: included_likes(likes) }
}

fn included_likes(likes: Option<LikeLimit>) -> IncludedLikes {
    likes.map_or(IncludedLikes::All, |LikeLimit(limit)| IncludedLikes::Newest(limit))
}

/// A page of a list. Its `Link` header (RFC 8288) names the next page, if there may be one.
pub struct Page<T> {
    items: Vec<T>,
    next: Option<Next>,
    /// What else the query of the next page must say.
    query: Cow<'static, str>,
}

/// How many long pages of posts may be built for one user at once. A page can take several megabytes, which the response
/// budget counts only after it is built.
const LONG_PAGES_AT_ONCE: u32 = 4;

/// Limits how many long pages of posts are built for one user at once, as data of the application.
#[derive(Clone)]
pub struct PagePermits(KeyedSemaphore);

impl Default for PagePermits {
    fn default() -> Self {
        Self(KeyedSemaphore::new(LONG_PAGES_AT_ONCE))
    }
}

impl PagePermits {
    /// Waits until one more page may be built for this user.
    ///
    /// # Errors
    /// Practically none.
    pub async fn acquire(&self, user: &User, page: PageRequest) -> Result<PagePermit, ApiError> {
        if page.limit <= DEFAULT_LIMIT {
            return Ok(PagePermit { _permit: None });
        }
        let permit = self.0.get(&user.id.to_string()).acquire_owned().await;
        permit.map(|permit| PagePermit { _permit: Some(permit) }).map_err(|_| ApiError::Unavailable)
    }
}

/// Permission to build one page. Short pages need no permit.
pub struct PagePermit {
    _permit: Option<OwnedSemaphorePermit>,
}

/// A page of posts.
pub struct PostPage {
    posts: Vec<PostDict>,
    next: Option<Next>,
    source: CommentSource,
    _permit: PagePermit,
}

/// The requested page, and where the next page begins.
struct Next(PageRequest, Cursor);

impl<T> Page<T> {
    /// The `requested` page; the next page begins at `next`.
    pub fn new(items: Vec<T>, requested: Option<PageRequest>, next: Option<Cursor>) -> Self {
        Self {
            items,
            next: requested.zip(next).map(|(requested, next)| Next(requested, next)),
            query: Cow::Borrowed(""),
        }
    }

    /// The page that a query requests. `list` reads it, and says where the next page begins.
    ///
    /// # Errors
    /// Those of `list` and of the database.
    pub async fn read<F>(db: &Db, query: PageQuery, list: F) -> Result<Self, ApiError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn, PageRequest) -> QueryResult<(Vec<T>, Option<Cursor>)> + Send + 'static,
    {
        let requested = query.page();
        let (items, next) = db.read(move |conn| list(conn, requested)).await?;
        Ok(Self::new(items, Some(requested), next))
    }

    /// Adds parameters of this list, such as `direction=outgoing`, to the link to the next page.
    pub fn with_query(self, query: impl Into<Cow<'static, str>>) -> Self {
        Self { query: query.into(), ..self }
    }
}

impl PostPage {
    /// The `requested` page. If it is full, there may be a next page.
    pub fn new(posts: Vec<PostDict>, requested: PageRequest, source: CommentSource, permit: PagePermit) -> Self {
        let full = i64::try_from(posts.len()).is_ok_and(|length| length == requested.limit);
        let next = posts.last().filter(|_| full).map(|last| Next(requested, last.cursor()));
        Self { posts, next, source, _permit: permit }
    }
}

impl Next {
    fn add_link(self, req: &HttpRequest, response: &mut HttpResponse, query: &str) {
        let Self(requested, next) = self;
        let comments = match requested.included.comments {
            IncludedComments::Newest(number) => format!("&comments={number}"),
            IncludedComments::All | IncludedComments::None => String::new(),
        };
        let likes = match requested.included.likes {
            IncludedLikes::Newest(number) => format!("&likes={number}"),
            IncludedLikes::All => String::new(),
        };
        let separator = if query.is_empty() { "" } else { "&" };
        let (path, limit) = (req.uri().path(), requested.limit);
        let link =
            format!("<{path}?{query}{separator}limit={limit}&before={next}{comments}{likes}>; rel=\"next\"");
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
            next.add_link(req, &mut response, &self.query);
        }
        response
    }
}

impl Responder for PostPage {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let mut response = posts_response(self.posts, Shape::List, StatusCode::OK, self.source);
        if let Some(next) = self.next {
            next.add_link(req, &mut response, "");
        }
        response
    }
}
