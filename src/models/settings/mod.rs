//! Settings that admins change while the service runs. The table has only what they changed; the rest is as the
//! configuration says.

mod cache;
mod limits;
mod signup;
mod user_limits;

pub use cache::SettingsCache;
pub use limits::{LimitName, LimitValues, Limits, WriteLimits};
pub use signup::Signup;
pub use user_limits::UserLimits;

use std::str::FromStr;

use diesel::{prelude::*, sql_types::Text};

use crate::{db::Conn, schema::settings};

/// The settings in effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub signup: Signup,
    /// Shown to signed-in users above the feed.
    pub message: Option<String>,
    /// What users accept when they register.
    pub rules: Option<String>,
    pub limits: Limits,
    /// Whether hourly limits apply at all.
    pub are_writes_limited: bool,
}

/// The settings that admins have changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredSettings {
    pub signup: Option<Signup>,
    pub message: Option<String>,
    pub rules: Option<String>,
    pub limits: LimitValues,
}

/// The name of a setting, as the table, the API and the audit log have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingName {
    Signup,
    Message,
    Rules,
    Limit(LimitName),
}

/// A text that is not a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownSetting;

impl SettingName {
    pub fn name(self) -> &'static str {
        match self {
            Self::Signup => "signup",
            Self::Message => "message",
            Self::Rules => "rules",
            Self::Limit(limit) => limit.name(),
        }
    }

    /// Whether its value is a text for users, which would be too long for the audit log.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Message | Self::Rules)
    }

    /// Stores a value. `None` restores that of the configuration. Returns whether the value changed.
    pub(super) fn set(self, conn: &mut Conn, value: Option<&str>) -> QueryResult<bool> {
        let Some(value) = value else {
            return Ok(diesel::delete(settings::table.find(self.name())).execute(conn)? > 0);
        };
        let changed = diesel::sql_query(
            "INSERT INTO settings (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE settings.value <> excluded.value",
        )
        .bind::<Text, _>(self.name())
        .bind::<Text, _>(value)
        .execute(conn)?;
        Ok(changed > 0)
    }
}

impl FromStr for SettingName {
    type Err = UnknownSetting;

    fn from_str(text: &str) -> Result<Self, UnknownSetting> {
        let named = [Self::Signup, Self::Message, Self::Rules].into_iter().find(|setting| setting.name() == text);
        named.or_else(|| text.parse().ok().map(Self::Limit)).ok_or(UnknownSetting)
    }
}

impl StoredSettings {
    /// Reads the table. Rows that cannot be understood count as absent: a later version, or another program, wrote them.
    pub fn load(conn: &mut Conn) -> QueryResult<Self> {
        let rows: Vec<(String, String)> = settings::table.select((settings::name, settings::value)).load(conn)?;
        let mut stored = Self::default();
        for (name, value) in rows {
            match name.parse() {
                Ok(SettingName::Signup) => stored.signup = value.parse().ok(),
                Ok(SettingName::Message) => stored.message = Some(value),
                Ok(SettingName::Rules) => stored.rules = Some(value),
                Ok(SettingName::Limit(limit)) => {
                    stored.limits.extend(value.parse().ok().map(|value| (limit, value)))
                }
                Err(UnknownSetting) => {}
            }
        }
        Ok(stored)
    }
}

impl Settings {
    /// These settings, with what admins have changed.
    pub fn with(&self, stored: StoredSettings) -> Self {
        Self {
            signup: stored.signup.unwrap_or(self.signup),
            message: stored.message,
            rules: stored.rules,
            limits: self.limits.with(&stored.limits),
            are_writes_limited: self.are_writes_limited,
        }
    }
}
