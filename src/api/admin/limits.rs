//! Limits in bodies and answers, for the service and for single users.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{change::Change, fields::Problem},
    models::{LimitName, LimitValues, Limits},
};

/// The highest hourly limit.
const MOST_PER_HOUR: u64 = 1_000_000;

/// The largest quota in bytes: a pebibyte.
const MOST_BYTES: u64 = 1 << 50;

/// The largest quota of images.
const MOST_IMAGES: u64 = 1_000_000_000;

/// A limit from 0 to `MOST`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
pub struct LimitField<const MOST: u64>(u64);

/// New limits. An absent limit stays as it is, null restores the usual one.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ChangeLimits {
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000, example = 1000)]
    comments_per_hour: Change<LimitField<MOST_PER_HOUR>>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000, example = 400)]
    posts_per_hour: Change<LimitField<MOST_PER_HOUR>>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000, example = 600)]
    uploads_per_hour: Change<LimitField<MOST_PER_HOUR>>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000, example = 400)]
    follows_per_hour: Change<LimitField<MOST_PER_HOUR>>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000, example = 600)]
    changes_per_hour: Change<LimitField<MOST_PER_HOUR>>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000, example = 60)]
    reports_per_hour: Change<LimitField<MOST_PER_HOUR>>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000, example = 60)]
    guest_links_per_hour: Change<LimitField<MOST_PER_HOUR>>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_125_899_906_842_624_i64, example = 5_368_709_120_i64)]
    quota_bytes: Change<LimitField<MOST_BYTES>>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000, example = 20_000)]
    quota_images: Change<LimitField<MOST_IMAGES>>,
}

/// A limit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Limit)]
pub struct LimitDict {
    name: LimitName,
    /// What an admin has set; null if the usual limit applies.
    #[schema(required, example = 100)]
    value: Option<u64>,
    /// The usual limit: that of the configuration for the service, that of the service for a user.
    #[schema(example = 1000)]
    default: u64,
    /// What the user has used of it: in the running hour, or in total. Only for a user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 12)]
    used: Option<u64>,
}

impl<const MOST: u64> TryFrom<i64> for LimitField<MOST> {
    type Error = Problem;

    fn try_from(limit: i64) -> Result<Self, Problem> {
        let limit = u64::try_from(limit).ok().filter(|limit| *limit <= MOST);
        limit.map(Self).ok_or_else(|| format!("must be an integer from 0 to {MOST}").into())
    }
}

impl ChangeLimits {
    /// The limits to change; `None` restores the usual one.
    pub fn changes(self) -> Vec<(LimitName, Option<u64>)> {
        fn change<const MOST: u64>(field: Change<LimitField<MOST>>) -> Option<Option<u64>> {
            Some(field.into_option()?.map(|LimitField(limit)| limit))
        }
        let fields = [
            (LimitName::CommentsPerHour, change(self.comments_per_hour)),
            (LimitName::PostsPerHour, change(self.posts_per_hour)),
            (LimitName::UploadsPerHour, change(self.uploads_per_hour)),
            (LimitName::FollowsPerHour, change(self.follows_per_hour)),
            (LimitName::ChangesPerHour, change(self.changes_per_hour)),
            (LimitName::ReportsPerHour, change(self.reports_per_hour)),
            (LimitName::GuestLinksPerHour, change(self.guest_links_per_hour)),
            (LimitName::QuotaBytes, change(self.quota_bytes)),
            (LimitName::QuotaImages, change(self.quota_images)),
        ];
        fields.into_iter().filter_map(|(name, change)| Some((name, change?))).collect()
    }
}

impl LimitDict {
    /// All limits. `used` is known for a user only.
    pub fn list(usual: &Limits, overrides: &LimitValues, used: Option<&LimitValues>) -> Vec<Self> {
        let limit = |name| Self {
            name,
            value: overrides.get(&name).copied(),
            default: usual.get(name),
            used: used.map(|used| used.get(&name).copied().unwrap_or_default()),
        };
        LimitName::ALL.into_iter().map(limit).collect()
    }
}
