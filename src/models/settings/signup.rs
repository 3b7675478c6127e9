//! Who may register.

use std::str::FromStr;

use clap::ValueEnum;
use serde::Serialize;
use utoipa::ToSchema;

/// Who may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Signup {
    Open,
    Invite,
    Closed,
}

/// A text that does not say who may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownSignup;

impl Signup {
    /// As the configuration, the table and the API name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invite => "invite",
            Self::Closed => "closed",
        }
    }
}

impl FromStr for Signup {
    type Err = UnknownSignup;

    fn from_str(text: &str) -> Result<Self, UnknownSignup> {
        [Self::Open, Self::Invite, Self::Closed].into_iter().find(|mode| mode.name() == text).ok_or(UnknownSignup)
    }
}
