//! Lists of posts by the page: which one is asked for, and where the next one begins.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, Responder, body::BoxBody, dev::Payload, http::header::LINK, web::Json,
};

use crate::{
    error::ApiError,
    models::{PageOf, PostDict},
};

const DEFAULT_LIMIT: i64 = 20;
const MAX_LIMIT: i64 = 50;

/// `?limit=1..50&before=CURSOR`; of several, the first one counts.
#[derive(Debug, Clone, Copy)]
pub struct Paging(pub PageOf);

impl FromRequest for Paging {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(req.query_string()).map(Self))
    }
}

fn parse(query: &str) -> Result<PageOf, ApiError> {
    let value = |wanted: &str| {
        url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value)
    };
    let limit = match value("limit") {
        None => DEFAULT_LIMIT,
        Some(text) => {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            let limit = text.parse().ok().filter(|limit| digits && (1..=MAX_LIMIT).contains(limit));
            limit
                .ok_or_else(|| ApiError::bad_request(format!("limit must be an integer from 1 to {MAX_LIMIT}.")))?
        }
    };
    let before = value("before").map(|text| text.parse()).transpose();
    let before = before
        .map_err(|_| ApiError::bad_request("before must be taken from the Link header of the page before it."))?;
    Ok(PageOf { limit, before })
}

/// A page of posts. Its header `Link` (RFC 8288) names the next one, unless it is the last.
pub struct PostPage {
    pub posts: Vec<PostDict>,
    pub asked: PageOf,
}

impl Responder for PostPage {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let full = i64::try_from(self.posts.len()).is_ok_and(|length| length == self.asked.limit);
        let next = self.posts.last().filter(|_| full).map(|last| {
            format!("<{}?limit={}&before={}>; rel=\"next\"", req.uri().path(), self.asked.limit, last.cursor())
        });
        let mut response = Json(self.posts).respond_to(req).map_into_boxed_body();
        if let Some(next) = next.and_then(|next| next.parse().ok()) {
            response.headers_mut().insert(LINK, next);
        }
        response
    }
}
