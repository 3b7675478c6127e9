//! The types of the fields in which users say something about themselves. An empty string removes what was there.

use serde::Deserialize;
use utoipa::ToSchema;

use super::fields::{Problem, Text, is_web_address};

/// The length limits in characters. The schemas repeat them.
const MAX_BIO: usize = 500;
const MAX_PRONOUNS: usize = 40;
const MAX_LINK: usize = 300;

/// `bio`: text of several lines.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, max_length = 500, example = "Mountains, mostly before breakfast.")]
pub struct Bio(pub Option<String>);

/// `pronouns`: a short text on one line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, max_length = 40, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$", example = "she/her")]
pub struct Pronouns(pub Option<String>);

/// `link`: an http or https address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(
    value_type = String, max_length = 300, pattern = r"^$|^[Hh][Tt][Tt][Pp][Ss]?://[^/]",
    example = "https://example.org/ada"
)]
pub struct ProfileLink(pub Option<String>);

impl TryFrom<String> for Bio {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        let Text(text) = text.try_into()?;
        limited(text, MAX_BIO).map(Self)
    }
}

impl TryFrom<String> for Pronouns {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        one_line(text, MAX_PRONOUNS).map(Self)
    }
}

impl TryFrom<String> for ProfileLink {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        let link = limited(text, MAX_LINK)?;
        if link.as_deref().is_some_and(|link| !is_web_address(link)) {
            return Err("must be an http or https URL".into());
        }
        Ok(Self(link))
    }
}

/// As [`limited`], for a text on one line.
pub(super) fn one_line(text: String, most: usize) -> Result<Option<String>, Problem> {
    if text.contains(char::is_control) {
        return Err("must be on one line, without control characters".into());
    }
    limited(text, most)
}

/// The text without spaces around it, if it is short enough; `None` if nothing is left.
fn limited(text: String, most: usize) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(format!("may be at most {most} characters long").into());
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}
