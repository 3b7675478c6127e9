//! Errors of requests: message, status, code and headers. No layer below this one knows HTTP.

mod code;
mod conversions;

use std::{borrow::Cow, fmt::Display};

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{HeaderMap, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use serde::Serialize;
use utoipa::ToSchema;

pub use code::ErrorCode;

use crate::media::CleanupIsRunning;
use crate::models::{
    LastAdmin, LimitReached, MOST_BLOCKS, NotTheirs, PasswordError, PostIsFull, QuotaExceeded, TooManyGuestLinks,
    TooManyStories, ValidationError, WriteKind,
};

/// `Retry-After` if the service is busy or its database is unavailable.
const RETRY_AFTER_SECONDS: u32 = 1;

/// `Retry-After` if the disk is almost full: an operator has to free space first.
const RETRY_AFTER_LOW_SPACE: u32 = 60;

/// A failed request. The text of a variant is the message for users.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// 400 without a code of its own.
    #[error("{0}")]
    BadRequest(&'static str),
    /// 400: the body is not in the expected format.
    #[error("{0}")]
    MalformedBody(Cow<'static, str>),
    /// 400: a required field is absent, null or empty.
    #[error("{field} is missing.")]
    MissingField { field: Cow<'static, str> },
    /// 400: a field is absent that this request needs for the given reason.
    #[error("{field} is missing: {reason}.")]
    FieldNeeded { field: &'static str, reason: &'static str },
    /// 400: a field has a value that is not allowed. `problem` continues a sentence that begins with the field.
    #[error("{field} {problem}.")]
    InvalidField { field: Cow<'static, str>, problem: Cow<'static, str> },
    /// 400: the database refused a duplicate.
    #[error("{0}")]
    AlreadyExists(&'static str),
    #[error("You cannot follow yourself.")]
    SelfFollow,
    #[error(transparent)]
    PostFull(#[from] PostIsFull),
    #[error(transparent)]
    TooManyStories(#[from] TooManyStories),
    /// 400: of blocks or of mutes.
    #[error("This list of users is full. It can hold {MOST_BLOCKS}: remove one first.")]
    TooManyBlocks,
    #[error(transparent)]
    TooManyGuestLinks(#[from] TooManyGuestLinks),
    /// 400: of audiences, or of members of one.
    #[error("{0}")]
    TooManyAudiences(&'static str),
    /// 400: a name, an e-mail address or a password breaks a rule.
    #[error(transparent)]
    Validation(#[from] ValidationError),
    /// 400: the header `Idempotency-Key`.
    #[error(
        "The header Idempotency-Key must be 16 to 128 visible ASCII characters: send a random one, such as a UUID."
    )]
    InvalidIdempotencyKey,
    /// 422: with the same idempotency key, the user has sent another request.
    #[error("You have sent another request with this Idempotency-Key. Use a new key for each new request.")]
    IdempotencyKeyReused,
    /// 400: a signed-in user did not repeat their password correctly.
    #[error("{field} is not your password.")]
    WrongPassword { field: &'static str },
    #[error("username is not yours.")]
    UsernameMismatch,
    /// 400: the password changed during the request.
    #[error("Your password has just been changed. Please sign in again.")]
    PasswordChanged,
    #[error("This e-mail address cannot be used here. Try another.")]
    EmailTaken,
    /// 400: the answer does not reveal which one.
    #[error("This username or e-mail address cannot be used here. Try another.")]
    UsernameOrEmailTaken,
    #[error("Registration is closed. Ask the operator of this service for an account.")]
    SignupClosed,
    #[error("You need a valid invitation to sign up. Ask the operator of this service for one.")]
    InvitationRequired,
    #[error("This link is invalid or has expired. Ask the operator of this service for a new one.")]
    InvalidResetLink,
    /// 401: unknown username, wrong password, or disabled user. The answer does not reveal which one.
    #[error("Wrong username or password.")]
    WrongCredentials,
    /// 401 of the guard: no usable token.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// 401 of the guard: the CSRF token is missing or wrong, or the request comes from another origin.
    #[error("{0}")]
    CsrfFailed(&'static str),
    /// 422 of the guard: the token is malformed or invalid.
    #[error("{0}")]
    InvalidToken(&'static str),
    /// 400
    #[error(transparent)]
    LastAdmin(#[from] LastAdmin),
    /// 400
    #[error(transparent)]
    CleanupIsRunning(#[from] CleanupIsRunning),
    /// 403: the caller's role does not allow it.
    #[error("You may not do this.")]
    Forbidden,
    /// 403: an admin action without a recent proof of the password.
    #[error("Enter your password to continue.")]
    PasswordProofNeeded,
    /// 404: it does not exist, or the caller may not see or change it.
    #[error("Not found.")]
    NotFound,
    #[error("This method is not allowed here.")]
    MethodNotAllowed,
    /// 406: events are sent only to clients that ask for them, because others would wait for the end of the answer.
    #[error("This address sends events: ask for text/event-stream in the header Accept.")]
    NotAcceptable,
    /// 408
    #[error("The request body took too long to arrive.")]
    BodyTooSlow,
    /// 413
    #[error("The request body is larger than 256 KiB.")]
    BodyTooLarge,
    /// 413: an image, with the limit that it exceeds.
    #[error("{0}")]
    ImageTooLarge(Cow<'static, str>),
    /// 413: the user's storage is full.
    #[error(transparent)]
    QuotaExceeded(#[from] QuotaExceeded),
    /// 415
    #[error("The request body must be JSON, with the content type application/json.")]
    UnsupportedMediaType,
    /// 415: not an image of a supported type, with advice.
    #[error("{0}")]
    UnsupportedImage(&'static str),
    /// 400: the image is incomplete or damaged.
    #[error("{0}")]
    DamagedImage(String),
    /// 400: a field names an image that another user uploaded.
    #[error(transparent)]
    ImageNotYours(#[from] NotTheirs),
    /// 429: too many failed sign-ins or registrations from one address.
    #[error("Too many attempts. Please try again in {retry_after} seconds.")]
    TooManyAttempts { retry_after: u32 },
    /// 429: a user has written too much within an hour.
    #[error("{}", limit_text(.0))]
    LimitReached(LimitReached),
    /// 429
    #[error("You are uploading too many photos at once. Wait until one of them is uploaded, then try again.")]
    TooManyUploads,
    /// 503: the disk is almost full. The remaining space is reserved for everything except uploads.
    #[error("The server is almost out of disk space and cannot accept photos right now. Please try again later.")]
    LowDiskSpace,
    /// 503: the database is unavailable, or too many requests wait. The cause is only in the log.
    #[error("The service is busy or its database is unavailable. Please try again in a moment.")]
    Unavailable,
}

impl ApiError {
    /// A field whose value is not allowed; `problem` continues a sentence that begins with the field.
    pub fn invalid_field(field: impl Into<Cow<'static, str>>, problem: impl Into<Cow<'static, str>>) -> Self {
        Self::InvalidField { field: field.into(), problem: problem.into() }
    }

    /// Replaces the error for a duplicate. Other errors stay unchanged.
    pub fn or_duplicate(self, instead: Self) -> Self {
        match self {
            Self::AlreadyExists(_) => instead,
            other => other,
        }
    }

    /// The code of the error, which also determines the status.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::BadRequest(_) | Self::CleanupIsRunning(_) => ErrorCode::BadRequest,
            Self::MalformedBody(_) => ErrorCode::MalformedBody,
            Self::MissingField { .. } | Self::FieldNeeded { .. } => ErrorCode::MissingField,
            Self::InvalidField { .. } => ErrorCode::InvalidField,
            Self::AlreadyExists(_) => ErrorCode::AlreadyExists,
            Self::SelfFollow => ErrorCode::SelfFollow,
            Self::PostFull(_) => ErrorCode::PostFull,
            Self::TooManyStories(_) => ErrorCode::TooManyStories,
            Self::TooManyBlocks => ErrorCode::TooManyBlocks,
            Self::TooManyGuestLinks(_) => ErrorCode::TooManyGuestLinks,
            Self::TooManyAudiences(_) => ErrorCode::TooManyAudiences,
            Self::Validation(why) => validation_code(*why),
            Self::InvalidIdempotencyKey => ErrorCode::InvalidIdempotencyKey,
            Self::IdempotencyKeyReused => ErrorCode::IdempotencyKeyReused,
            Self::WrongPassword { .. } => ErrorCode::WrongPassword,
            Self::UsernameMismatch => ErrorCode::UsernameMismatch,
            Self::PasswordChanged => ErrorCode::PasswordChanged,
            Self::EmailTaken => ErrorCode::EmailTaken,
            Self::UsernameOrEmailTaken => ErrorCode::UsernameOrEmailTaken,
            Self::SignupClosed => ErrorCode::SignupClosed,
            Self::InvitationRequired => ErrorCode::InvitationRequired,
            Self::InvalidResetLink => ErrorCode::InvalidResetLink,
            Self::WrongCredentials => ErrorCode::WrongCredentials,
            Self::Unauthenticated(_) => ErrorCode::Unauthenticated,
            Self::CsrfFailed(_) => ErrorCode::CsrfFailed,
            Self::InvalidToken(_) => ErrorCode::InvalidToken,
            Self::LastAdmin(_) => ErrorCode::LastAdmin,
            Self::Forbidden => ErrorCode::Forbidden,
            Self::PasswordProofNeeded => ErrorCode::PasswordProofNeeded,
            Self::NotFound => ErrorCode::NotFound,
            Self::MethodNotAllowed => ErrorCode::MethodNotAllowed,
            Self::NotAcceptable => ErrorCode::NotAcceptable,
            Self::BodyTooSlow => ErrorCode::BodyTooSlow,
            Self::BodyTooLarge => ErrorCode::BodyTooLarge,
            Self::ImageTooLarge(_) => ErrorCode::ImageTooLarge,
            Self::QuotaExceeded(_) => ErrorCode::QuotaExceeded,
            Self::UnsupportedMediaType => ErrorCode::UnsupportedMediaType,
            Self::UnsupportedImage(_) => ErrorCode::UnsupportedImage,
            Self::DamagedImage(_) => ErrorCode::DamagedImage,
            Self::ImageNotYours(_) => ErrorCode::ImageNotYours,
            Self::TooManyAttempts { .. } => ErrorCode::TooManyAttempts,
            Self::LimitReached(_) => ErrorCode::HourlyLimitReached,
            Self::TooManyUploads => ErrorCode::TooManyUploads,
            Self::LowDiskSpace => ErrorCode::LowDiskSpace,
            Self::Unavailable => ErrorCode::Unavailable,
        }
    }

    /// The wrong field of the request, if there is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::FieldNeeded { field, .. } | Self::WrongPassword { field } => Some(field),
            Self::MissingField { field } | Self::InvalidField { field, .. } => Some(field),
            Self::Validation(why) => Some(why.field()),
            Self::ImageNotYours(why) => Some(why.field),
            Self::UsernameMismatch => Some("username"),
            Self::EmailTaken => Some("email"),
            _ => None,
        }
    }

    /// Adds the headers that belong to this error.
    pub fn add_headers(&self, headers: &mut HeaderMap) {
        match self {
            Self::Unauthenticated(_) | Self::CsrfFailed(_) => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
            }
            Self::TooManyAttempts { retry_after } => headers.insert(RETRY_AFTER, HeaderValue::from(*retry_after)),
            Self::LimitReached(limit) => headers.insert(RETRY_AFTER, HeaderValue::from(limit.retry_after)),
            Self::LowDiskSpace => headers.insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_LOW_SPACE)),
            Self::TooManyUploads | Self::Unavailable => {
                headers.insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS))
            }
            _ => return,
        };
    }

    /// Logs a fault of the service, and returns the error for the client, which does not reveal the cause.
    pub fn fault(cause: &impl Display) -> Self {
        tracing::error!(%cause, "cannot serve a request");
        Self::Unavailable
    }
}

fn limit_text(limit: &LimitReached) -> String {
    let what = match limit.kind {
        WriteKind::Comments => "written too many comments",
        WriteKind::Posts => "shared too many posts and stories",
        WriteKind::Uploads => "uploaded too many photos",
        WriteKind::Follows => "followed too many people",
        WriteKind::Changes => "changed your posts and your profile too often",
        WriteKind::Reports => "reported too often",
        WriteKind::Revocations => "signed out too often",
        WriteKind::GuestLinks => "made too many guest links",
    };
    let minutes = limit.retry_after.div_ceil(60);
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    format!("You have {what} within an hour. Please try again in {minutes} {unit}.")
}

fn validation_code(why: ValidationError) -> ErrorCode {
    match why {
        ValidationError::Username => ErrorCode::InvalidUsername,
        ValidationError::Email => ErrorCode::InvalidEmail,
        ValidationError::Name => ErrorCode::InvalidName,
        ValidationError::PasswordIsKnown => ErrorCode::PasswordTooCommon,
        ValidationError::Password(why) => match why {
            PasswordError::TooShort => ErrorCode::PasswordTooShort,
            PasswordError::TooLong => ErrorCode::PasswordTooLong,
            PasswordError::Common => ErrorCode::PasswordTooCommon,
            PasswordError::Empty | PasswordError::Nul | PasswordError::Failed => ErrorCode::PasswordInvalid,
        },
    }
}

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody<'a> {
    /// What is wrong, as text for users. It may change at any time.
    #[schema(example = "post_id must be an integer or a string of digits.")]
    pub message: &'a str,
    /// What is wrong, for programs.
    pub code: ErrorCode,
    /// The wrong field of the body or query, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "post_id")]
    pub field: Option<&'a str>,
    /// The message again, for errors of the guard: clients of the original application read this field.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub msg: Option<&'a str>,
}

impl ErrorBody<'static> {
    /// The body of an error for which a library only set the status.
    pub fn of_status(status: StatusCode) -> Self {
        let message = status.canonical_reason().unwrap_or("The request failed");
        Self { message, code: ErrorCode::of_status(status), field: None, msg: None }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.code().status()
    }

    fn error_response(&self) -> HttpResponse {
        let message = self.to_string();
        let by_guard = matches!(self, Self::Unauthenticated(_) | Self::CsrfFailed(_) | Self::InvalidToken(_));
        let body = ErrorBody {
            message: &message,
            code: self.code(),
            field: self.field(),
            msg: by_guard.then_some(&message),
        };
        let mut response = HttpResponse::build(self.status_code()).json(body);
        self.add_headers(response.headers_mut());
        response
    }
}
