//! Error codes for programs. Messages are for users.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong. Codes never change; messages may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    // 400
    BadRequest,
    MalformedBody,
    InvalidIdempotencyKey,
    MissingField,
    InvalidField,
    AlreadyExists,
    SelfFollow,
    PostFull,
    TooManyStories,
    TooManyBlocks,
    TooManyGuestLinks,
    TooManyAudiences,
    DamagedImage,
    ImageNotYours,
    UsernameMismatch,
    WrongPassword,
    PasswordChanged,
    InvalidUsername,
    InvalidEmail,
    InvalidName,
    PasswordInvalid,
    PasswordTooShort,
    PasswordTooLong,
    PasswordTooCommon,
    EmailTaken,
    UsernameOrEmailTaken,
    SignupClosed,
    InvitationRequired,
    InvalidResetLink,
    LastAdmin,
    // 401
    WrongCredentials,
    Unauthenticated,
    CsrfFailed,
    // 403
    Forbidden,
    PasswordProofNeeded,
    // 404 to 422
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    BodyTooSlow,
    BodyTooLarge,
    ImageTooLarge,
    QuotaExceeded,
    UnsupportedMediaType,
    UnsupportedImage,
    InvalidToken,
    IdempotencyKeyReused,
    // 429
    TooManyAttempts,
    HourlyLimitReached,
    TooManyUploads,
    // 503
    LowDiskSpace,
    Unavailable,
}

impl ErrorCode {
    /// The code of an error for which a library only set the status.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::NOT_ACCEPTABLE => Self::NotAcceptable,
            StatusCode::REQUEST_TIMEOUT => Self::BodyTooSlow,
            StatusCode::PAYLOAD_TOO_LARGE => Self::BodyTooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            server_error if server_error.is_server_error() => Self::Unavailable,
            _ => Self::BadRequest,
        }
    }

    /// The status of an [`ApiError`](super::ApiError) with this code.
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadRequest
            | Self::MalformedBody
            | Self::InvalidIdempotencyKey
            | Self::MissingField
            | Self::InvalidField
            | Self::AlreadyExists
            | Self::SelfFollow
            | Self::PostFull
            | Self::TooManyStories
            | Self::TooManyBlocks
            | Self::TooManyGuestLinks
            | Self::TooManyAudiences
            | Self::DamagedImage
            | Self::ImageNotYours
            | Self::UsernameMismatch
            | Self::WrongPassword
            | Self::PasswordChanged
            | Self::InvalidUsername
            | Self::InvalidEmail
            | Self::InvalidName
            | Self::PasswordInvalid
            | Self::PasswordTooShort
            | Self::PasswordTooLong
            | Self::PasswordTooCommon
            | Self::EmailTaken
            | Self::UsernameOrEmailTaken
            | Self::SignupClosed
            | Self::InvitationRequired
            | Self::InvalidResetLink
            | Self::LastAdmin => StatusCode::BAD_REQUEST,
            Self::WrongCredentials | Self::Unauthenticated | Self::CsrfFailed => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::PasswordProofNeeded => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::BodyTooLarge | Self::ImageTooLarge | Self::QuotaExceeded => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType | Self::UnsupportedImage => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::InvalidToken | Self::IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyAttempts | Self::HourlyLimitReached | Self::TooManyUploads => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Self::LowDiskSpace | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
