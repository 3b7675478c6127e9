//! Ids in paths. A text that cannot be the id of a row is not found (404).

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use crate::error::ApiError;

macro_rules! path_id {
    ($type:ident, $name:literal) => {
        #[doc = concat!("`{", $name, "}`")]
        pub struct $type(pub i32);

        impl FromRequest for $type {
            type Error = ApiError;
            type Future = Ready<Result<Self, ApiError>>;

            fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
                ready(segment(req, $name).map(Self))
            }
        }
    };
}

path_id!(Id, "id");
path_id!(LikeId, "like_id");
path_id!(CommentId, "comment_id");
path_id!(MemberId, "member_id");

fn segment(req: &HttpRequest, name: &str) -> Result<i32, ApiError> {
    parse_id(req.match_info().get(name).unwrap_or_default())
}

/// Parses an id in a path.
///
/// # Errors
/// 404 if no row can have it.
pub fn parse_id(text: &str) -> Result<i32, ApiError> {
    // `parse` alone would accept a sign.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|id| digits && *id > 0).ok_or(ApiError::NotFound)
}
