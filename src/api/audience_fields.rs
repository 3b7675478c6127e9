//! The types of the fields that concern audiences.

use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    fields::{IdField, Problem},
    profile_fields::one_line,
};
use crate::models::Audience;

/// The length limit of a name, in characters.
const MAX_NAME: usize = 50;

/// The maximum number of users that can be added to a new audience.
const MAX_NEW_MEMBERS: usize = 200;

/// `audience_ids`: audiences of yours. Only followers in one of them see what is shared; with an empty list, all followers do.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(try_from = "Vec<IdField>")]
#[schema(value_type = Vec<IdField>, max_items = 10)]
pub struct AudienceIds(pub Vec<i32>);

/// `name` of an audience: a short text on one line. Spaces around it do not count.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(
    value_type = String, min_length = 1, max_length = 50, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$", example = "Family"
)]
pub struct AudienceName(pub String);

/// `user_ids`: followers of yours, who become members.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(try_from = "Vec<IdField>")]
#[schema(value_type = Vec<IdField>, max_items = 200)]
pub struct NewMemberIds(pub Vec<i32>);

/// The ids without repetitions, in ascending order.
fn distinct(ids: Vec<IdField>) -> Vec<i32> {
    let mut ids: Vec<i32> = ids.into_iter().map(|id| id.0).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

impl TryFrom<Vec<IdField>> for AudienceIds {
    type Error = Problem;

    fn try_from(sent: Vec<IdField>) -> Result<Self, Problem> {
        if sent.len() > Audience::MOST_OF_POST {
            return Err(format!("may have at most {} audiences", Audience::MOST_OF_POST).into());
        }
        Ok(Self(distinct(sent)))
    }
}

impl TryFrom<Vec<IdField>> for NewMemberIds {
    type Error = Problem;

    fn try_from(sent: Vec<IdField>) -> Result<Self, Problem> {
        if sent.len() > MAX_NEW_MEMBERS {
            return Err(format!("may have at most {MAX_NEW_MEMBERS} users").into());
        }
        Ok(Self(distinct(sent)))
    }
}

impl TryFrom<String> for AudienceName {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        one_line(text, MAX_NAME)?.map(Self).ok_or_else(|| "must not be empty".into())
    }
}
