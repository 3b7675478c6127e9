//! How errors of the lower layers become errors of requests.

use diesel::result::{DatabaseErrorKind, Error as QueryError};

use super::ApiError;
use crate::{
    db::DbError,
    imaging::ImageError,
    media::{MediaError, storage::SpaceError},
    models::{
        AudienceRefused, BlockOrMuteRefused, DecisionRefused, FollowRefused, LimitReached, OwnReport,
        ProfileRefused, RoleRefused, StoryRefused,
    },
};

impl From<DbError> for ApiError {
    fn from(why: DbError) -> Self {
        match &why {
            DbError::Query(QueryError::NotFound) => Self::NotFound,
            DbError::Query(QueryError::DatabaseError(kind, _)) => match kind {
                DatabaseErrorKind::UniqueViolation => Self::AlreadyExists("It already exists."),
                // A row that the new row refers to was deleted during the request.
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

impl From<FollowRefused> for ApiError {
    fn from(why: FollowRefused) -> Self {
        Self::AlreadyExists(match why {
            FollowRefused::AlreadyFollowing => "You already follow this user.",
            FollowRefused::AlreadyRequested => "You have already asked to follow this user.",
        })
    }
}

impl From<AudienceRefused> for ApiError {
    fn from(why: AudienceRefused) -> Self {
        match why {
            AudienceRefused::NameTaken => Self::AlreadyExists("You already have an audience with this name."),
            AudienceRefused::AlreadyMember => Self::AlreadyExists("This user is already in the audience."),
            AudienceRefused::TooMany => Self::TooManyAudiences("You have 50 audiences. Delete one first."),
            AudienceRefused::TooManyMembers => {
                Self::TooManyAudiences("This audience is full. It can hold 1000 users: remove one first.")
            }
        }
    }
}

impl From<BlockOrMuteRefused> for ApiError {
    fn from(why: BlockOrMuteRefused) -> Self {
        match why {
            BlockOrMuteRefused::AlreadyBlocked => Self::AlreadyExists("You already block this user."),
            BlockOrMuteRefused::AlreadyMuted => Self::AlreadyExists("You already mute this user."),
            BlockOrMuteRefused::TooMany => Self::TooManyBlocks,
        }
    }
}

impl From<OwnReport> for ApiError {
    fn from(_: OwnReport) -> Self {
        Self::BadRequest("You cannot report yourself.")
    }
}

impl From<DecisionRefused> for ApiError {
    fn from(why: DecisionRefused) -> Self {
        match why {
            DecisionRefused::Role(why) => why.into(),
            DecisionRefused::NoContent => Self::invalid_field("decision", "cannot hide or delete a user"),
            DecisionRefused::NothingToRestore => {
                Self::BadRequest("Nothing was hidden or disabled, so there is nothing to restore.")
            }
        }
    }
}

impl From<RoleRefused> for ApiError {
    fn from(why: RoleRefused) -> Self {
        match why {
            RoleRefused::LastAdmin(why) => why.into(),
            RoleRefused::NotAMember => Self::Forbidden,
        }
    }
}

impl From<StoryRefused> for ApiError {
    fn from(why: StoryRefused) -> Self {
        match why {
            StoryRefused::TooMany(why) => why.into(),
            StoryRefused::Image(why) => why.into(),
        }
    }
}

impl From<ProfileRefused> for ApiError {
    fn from(why: ProfileRefused) -> Self {
        match why {
            ProfileRefused::Image(why) => why.into(),
            ProfileRefused::EmailTaken => Self::EmailTaken,
        }
    }
}

impl From<ImageError> for ApiError {
    fn from(why: ImageError) -> Self {
        match why {
            ImageError::Unsupported(advice) => Self::UnsupportedImage(advice),
            ImageError::Broken => Self::DamagedImage(why.to_string()),
            ImageError::TooLarge(text) => Self::ImageTooLarge(text),
            ImageError::Busy => Self::Unavailable,
            ImageError::Io(_) => Self::fault(&why),
        }
    }
}

impl From<MediaError> for ApiError {
    fn from(why: MediaError) -> Self {
        match why {
            MediaError::Image(why) => why.into(),
            MediaError::QuotaExceeded(why) => why.into(),
            MediaError::TooManyUploads => Self::TooManyUploads,
            MediaError::Busy => Self::Unavailable,
            MediaError::NotFound => Self::NotFound,
            MediaError::Space(why) => why.into(),
            MediaError::Db(why) => why.into(),
            MediaError::Storage(_) | MediaError::Random(_) => Self::fault(&why),
        }
    }
}

impl From<SpaceError> for ApiError {
    fn from(why: SpaceError) -> Self {
        match why {
            SpaceError::Low => Self::LowDiskSpace,
            SpaceError::Unknown(_) => Self::fault(&why),
        }
    }
}
