//! The types of the fields of a new guest link.

use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    fields::{IdField, Problem},
    profile_fields::one_line,
};
use crate::models::{GuestLink, LONGEST_PASSWORD};

/// The longest lifetime of a link, in hours: 90 days.
const MAX_HOURS: i64 = 90 * 24;

/// The length limit of a title, in characters.
const MAX_TITLE: usize = 100;

/// The shortest passphrase, in characters.
const MIN_PASSPHRASE: usize = 8;

/// `post_ids`: posts of yours, in the order in which guests see them. A repeated post counts once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "Vec<IdField>")]
#[schema(value_type = Vec<IdField>, min_items = 1, max_items = 50)]
pub struct SharedPostIds(pub Vec<i32>);

/// `expires_in_hours`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "Value")]
#[schema(value_type = i32, minimum = 1, maximum = 2160, example = 168)]
pub struct LifetimeHours(pub i64);

/// `title`: a short text on one line. An empty text is no title.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(
    value_type = String, max_length = 100, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$", example = "A week in the mountains"
)]
pub struct GuestLinkTitle(pub Option<String>);

/// `passphrase`: at most 72 bytes. Spaces around it do not count.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 8, max_length = 72, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$", example = "blue heron")]
pub struct Passphrase(pub String);

impl TryFrom<Vec<IdField>> for SharedPostIds {
    type Error = Problem;

    fn try_from(sent: Vec<IdField>) -> Result<Self, Problem> {
        if !(1..=GuestLink::MOST_POSTS).contains(&sent.len()) {
            return Err(format!("must have 1 to {} posts", GuestLink::MOST_POSTS).into());
        }
        let mut ids = Vec::new();
        for IdField(id) in sent {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(Self(ids))
    }
}

impl LifetimeHours {
    pub fn seconds(&self) -> i64 {
        self.0 * 60 * 60
    }
}

impl Default for LifetimeHours {
    fn default() -> Self {
        Self(7 * 24)
    }
}

impl TryFrom<Value> for LifetimeHours {
    type Error = Problem;

    fn try_from(hours: Value) -> Result<Self, Problem> {
        let hours = hours.as_i64().filter(|hours| (1..=MAX_HOURS).contains(hours));
        hours.map(Self).ok_or_else(|| format!("must be an integer from 1 to {MAX_HOURS}").into())
    }
}

impl TryFrom<String> for GuestLinkTitle {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        one_line(text, MAX_TITLE).map(Self)
    }
}

impl TryFrom<String> for Passphrase {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        let text = one_line(text, LONGEST_PASSWORD)?.unwrap_or_default();
        if text.chars().count() < MIN_PASSPHRASE || text.len() > LONGEST_PASSWORD {
            let problem =
                format!("must be at least {MIN_PASSPHRASE} characters and at most {LONGEST_PASSWORD} bytes long");
            return Err(problem.into());
        }
        Ok(Self(text))
    }
}
