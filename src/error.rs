//! What can go wrong with a request, and how each of it is answered. HTTP begins here: below, nothing knows it.

use std::{borrow::Cow, fmt::Display};

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{HeaderMap, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use diesel::result::{DatabaseErrorKind, Error as QueryError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::DbError,
    models::{BrokenRule, LimitReached, NotTheirs, PostIsFull, TooManyStories, WriteKind},
    pictures::PictureError,
    storage::{QuotaExceeded, SpaceError, StorageError},
};

/// Seconds after which it is worth trying again when the service is full or its database away.
const RETRY_AFTER_SECONDS: u32 = 1;

/// The same for uploads when the disk is almost full: somebody has to make room first.
const RETRY_AFTER_LOW_SPACE: u32 = 60;

/// A failed request. The text of a variant is for the person who reads the answer.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// 400: the request is wrong, and how.
    #[error("{0}")]
    BadRequest(Cow<'static, str>),
    /// 400: the database refused a second one of something.
    #[error("{0}")]
    Duplicate(&'static str),
    /// 400: what somebody wants to be called, or to sign in with, cannot be.
    #[error(transparent)]
    Rule(#[from] BrokenRule),
    /// 400: nobody may sign up.
    #[error("Nobody can sign up here. Ask whoever runs this service for an account.")]
    SignupClosed,
    /// 400: the invitation is missing, unknown, used or expired.
    #[error(
        "Signing up here takes an invitation that is still good. Ask whoever runs this service for a new one."
    )]
    BadInvitation,
    /// 400: the link is unknown, used or expired.
    #[error("This link is not good any more, or never was. Ask whoever runs this service for a new one.")]
    BadResetLink,
    /// 401: no such username, another password, or a disabled account; nobody learns which.
    #[error("Wrong username or password.")]
    WrongCredentials,
    /// 401 of the guard: no usable token.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// 422 of the guard: something was presented that is no valid token.
    #[error("{0}")]
    InvalidToken(&'static str),
    /// 404: it does not exist, or it is not this person's to see or touch.
    #[error("There is no such thing here, or it is not yours.")]
    NotFound,
    /// 408: the body did not come in time.
    #[error("The request body took too long to arrive.")]
    TooSlow,
    /// 413
    #[error("The request body is larger than 256 KiB.")]
    PayloadTooLarge,
    /// 413: a picture, and how large one may be.
    #[error("{0}")]
    PictureTooLarge(Cow<'static, str>),
    /// 413: an image that does not fit into what a user may store.
    #[error(transparent)]
    QuotaExceeded(#[from] QuotaExceeded),
    /// 415
    #[error("The request body must be JSON, with the content type application/json.")]
    UnsupportedMediaType,
    /// 415: a file that is no picture that is taken, and what to do about it.
    #[error("{0}")]
    NotAPicture(&'static str),
    /// 429: too many failed sign-ins from one address, or tries to sign up.
    #[error("Too many tries. Please try again in {retry_after} seconds.")]
    TooManyAttempts { retry_after: u32 },
    /// 429: a user has written too much within an hour.
    #[error("{}", limit_text(.0))]
    LimitReached(LimitReached),
    /// 429: one user uploads too many files at once.
    #[error("You are uploading too many photos at once. Wait until one of them is uploaded, then try again.")]
    TooManyUploads,
    /// 503: the disk is almost full, and what is left is for everything but uploads.
    #[error("The server is almost out of disk space and takes no photos at the moment. Please try again later.")]
    LowDiskSpace,
    /// 503: the database is away, or too many wait already. The cause is in the log alone.
    #[error("The service is busy or its database is away. Please try again in a moment.")]
    Unavailable,
}

impl ApiError {
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::BadRequest(message.into())
    }

    /// Says what a duplicate is a duplicate of; other errors stay as they are.
    pub fn or_duplicate(self, message: &'static str) -> Self {
        match self {
            Self::Duplicate(_) => Self::Duplicate(message),
            other => other,
        }
    }

    /// Adds what goes with the status of this error.
    pub fn add_headers(&self, headers: &mut HeaderMap) {
        match self {
            Self::Unauthenticated(_) => headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            Self::TooManyAttempts { retry_after } => headers.insert(RETRY_AFTER, HeaderValue::from(*retry_after)),
            Self::LimitReached(limit) => headers.insert(RETRY_AFTER, HeaderValue::from(limit.retry_after)),
            Self::LowDiskSpace => headers.insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_LOW_SPACE)),
            Self::TooManyUploads | Self::Unavailable => {
                headers.insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS))
            }
            _ => return,
        };
    }

    /// Logs a fault of ours, which the client does not get to see, and gives its answer.
    pub fn fault(cause: &impl Display) -> Self {
        tracing::error!(%cause, "a request could not be served");
        Self::Unavailable
    }
}

impl From<DbError> for ApiError {
    fn from(why: DbError) -> Self {
        if let DbError::Query(query) = &why
            && let Some(refusal) = NotTheirs::in_query(query)
        {
            return Self::bad_request(refusal.to_string());
        }
        match &why {
            DbError::Query(QueryError::NotFound) => Self::NotFound,
            DbError::Query(QueryError::DatabaseError(kind, _)) => match kind {
                DatabaseErrorKind::UniqueViolation => Self::Duplicate("It is there already."),
                // What the row refers to went away while the request was under way.
                DatabaseErrorKind::ForeignKeyViolation => Self::NotFound,
                _ => Self::fault(&why),
            },
            _ => Self::fault(&why),
        }
    }
}

impl From<LimitReached> for ApiError {
    fn from(limit: LimitReached) -> Self {
        Self::LimitReached(limit)
    }
}

impl From<PostIsFull> for ApiError {
    fn from(why: PostIsFull) -> Self {
        Self::bad_request(why.to_string())
    }
}

impl From<TooManyStories> for ApiError {
    fn from(why: TooManyStories) -> Self {
        Self::bad_request(why.to_string())
    }
}

impl From<PictureError> for ApiError {
    fn from(why: PictureError) -> Self {
        match why {
            PictureError::Unsupported(advice) => Self::NotAPicture(advice),
            PictureError::Broken => Self::bad_request(why.to_string()),
            PictureError::TooLarge(text) => Self::PictureTooLarge(text),
            PictureError::Busy => Self::Unavailable,
            PictureError::Io(_) => Self::fault(&why),
        }
    }
}

impl From<StorageError> for ApiError {
    fn from(why: StorageError) -> Self {
        Self::fault(&why)
    }
}

fn limit_text(limit: &LimitReached) -> String {
    let what = match limit.kind {
        WriteKind::Comments => "written too many comments",
        WriteKind::Posts => "shared too many posts and stories",
        WriteKind::Uploads => "uploaded too many photos",
        WriteKind::Follows => "followed too many people",
        WriteKind::Changes => "changed your posts and your profile too often",
        WriteKind::Revocations => "signed out too often",
    };
    let minutes = limit.retry_after.div_ceil(60);
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    format!("You have {what} within an hour. Please try again in {minutes} {unit}.")
}

impl From<SpaceError> for ApiError {
    fn from(why: SpaceError) -> Self {
        match why {
            SpaceError::Low => Self::LowDiskSpace,
            SpaceError::Unknown(_) => Self::fault(&why),
        }
    }
}

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody<'a> {
    /// What is wrong, for a person to read.
    #[schema(example = "post_id must be an integer or a string of digits.")]
    pub message: &'a str,
    /// The same text again where the guard refuses: clients of the original read it under this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub msg: Option<&'a str>,
}

impl<'a> ErrorBody<'a> {
    pub fn new(message: &'a str) -> Self {
        Self { message, msg: None }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::BadRequest(_)
            | Self::Duplicate(_)
            | Self::Rule(_)
            | Self::SignupClosed
            | Self::BadInvitation
            | Self::BadResetLink => StatusCode::BAD_REQUEST,
            Self::WrongCredentials | Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::InvalidToken(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::PayloadTooLarge | Self::PictureTooLarge(_) | Self::QuotaExceeded(_) => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Self::UnsupportedMediaType | Self::NotAPicture(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooManyAttempts { .. } | Self::LimitReached(_) | Self::TooManyUploads => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Self::LowDiskSpace | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let message = self.to_string();
        let by_guard = matches!(self, Self::Unauthenticated(_) | Self::InvalidToken(_));
        let body = ErrorBody { message: &message, msg: by_guard.then_some(&message) };
        let mut response = HttpResponse::build(self.status_code()).json(body);
        self.add_headers(response.headers_mut());
        response
    }
}
