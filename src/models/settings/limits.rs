//! What users may write in an hour, and store. Admins can change each number, for the service or for a user.

use std::{collections::BTreeMap, str::FromStr};

use serde::Serialize;
use utoipa::ToSchema;

use crate::models::{Quota, RevokedToken, WriteKind};

/// What a user may write per hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteLimits {
    pub comments: u32,
    /// Posts and stories.
    pub posts: u32,
    pub uploads: u32,
    pub follows: u32,
    /// Changes of posts and of the profile.
    pub changes: u32,
    pub reports: u32,
    pub guest_links: u32,
}

impl WriteLimits {
    /// How many writes of a kind are allowed.
    pub fn of(&self, kind: WriteKind) -> u32 {
        match kind {
            WriteKind::Comments => self.comments,
            WriteKind::Posts => self.posts,
            WriteKind::Uploads => self.uploads,
            WriteKind::Follows => self.follows,
            WriteKind::Changes => self.changes,
            WriteKind::Reports => self.reports,
            WriteKind::GuestLinks => self.guest_links,
            WriteKind::Revocations => RevokedToken::MOST_AN_HOUR,
        }
    }
}

/// All limits of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub writes: WriteLimits,
    pub quota: Quota,
}

/// A limit that admins can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitName {
    CommentsPerHour,
    PostsPerHour,
    UploadsPerHour,
    FollowsPerHour,
    ChangesPerHour,
    ReportsPerHour,
    GuestLinksPerHour,
    QuotaBytes,
    QuotaImages,
}

/// Numbers by limit, for example those that admins have changed.
pub type LimitValues = BTreeMap<LimitName, u64>;

/// A text that is not a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLimit;

impl Default for WriteLimits {
    fn default() -> Self {
        Self {
            comments: 1_000,
            posts: 400,
            uploads: 600,
            follows: 400,
            changes: 600,
            reports: 60,
            guest_links: 60,
        }
    }
}

impl LimitName {
    pub const ALL: [Self; 9] = [
        Self::CommentsPerHour,
        Self::PostsPerHour,
        Self::UploadsPerHour,
        Self::FollowsPerHour,
        Self::ChangesPerHour,
        Self::ReportsPerHour,
        Self::GuestLinksPerHour,
        Self::QuotaBytes,
        Self::QuotaImages,
    ];

    /// As the tables and the API name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CommentsPerHour => "comments_per_hour",
            Self::PostsPerHour => "posts_per_hour",
            Self::UploadsPerHour => "uploads_per_hour",
            Self::FollowsPerHour => "follows_per_hour",
            Self::ChangesPerHour => "changes_per_hour",
            Self::ReportsPerHour => "reports_per_hour",
            Self::GuestLinksPerHour => "guest_links_per_hour",
            Self::QuotaBytes => "quota_bytes",
            Self::QuotaImages => "quota_images",
        }
    }
}

impl FromStr for LimitName {
    type Err = UnknownLimit;

    fn from_str(text: &str) -> Result<Self, UnknownLimit> {
        Self::ALL.into_iter().find(|limit| limit.name() == text).ok_or(UnknownLimit)
    }
}

impl Limits {
    pub fn get(&self, name: LimitName) -> u64 {
        match name {
            LimitName::CommentsPerHour => self.writes.comments.into(),
            LimitName::PostsPerHour => self.writes.posts.into(),
            LimitName::UploadsPerHour => self.writes.uploads.into(),
            LimitName::FollowsPerHour => self.writes.follows.into(),
            LimitName::ChangesPerHour => self.writes.changes.into(),
            LimitName::ReportsPerHour => self.writes.reports.into(),
            LimitName::GuestLinksPerHour => self.writes.guest_links.into(),
            LimitName::QuotaBytes => self.quota.bytes,
            LimitName::QuotaImages => self.quota.images,
        }
    }

    /// These limits, with those that admins have changed.
    pub fn with(&self, overrides: &LimitValues) -> Self {
        let value = |name| overrides.get(&name).copied().unwrap_or_else(|| self.get(name));
        let hourly = |name| u32::try_from(value(name)).unwrap_or(u32::MAX);
        Self {
            writes: WriteLimits {
                comments: hourly(LimitName::CommentsPerHour),
                posts: hourly(LimitName::PostsPerHour),
                uploads: hourly(LimitName::UploadsPerHour),
                follows: hourly(LimitName::FollowsPerHour),
                changes: hourly(LimitName::ChangesPerHour),
                reports: hourly(LimitName::ReportsPerHour),
                guest_links: hourly(LimitName::GuestLinksPerHour),
            },
            quota: Quota { bytes: value(LimitName::QuotaBytes), images: value(LimitName::QuotaImages) },
        }
    }
}
