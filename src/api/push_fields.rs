//! The types of the fields of a push subscription.

use serde::Deserialize;
use url::Url;
use utoipa::ToSchema;

use super::{fields::Problem, profile_fields::one_line};
use crate::push::{is_browser_auth, is_browser_key};

/// The length limit of an address, in bytes.
const MAX_ENDPOINT: usize = 2_048;

/// The length limit of the name of a device, in characters.
const MAX_DEVICE: usize = 100;

/// `endpoint`: the address at the push service.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(
    value_type = String, max_length = 2048,
    example = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn"
)]
pub struct Endpoint(pub Url);

/// `p256dh`: the public key of the browser.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(
    value_type = String, min_length = 87, max_length = 87, pattern = "^[A-Za-z0-9_-]{87}$",
    example = "BIPUL12DLfytvTajnryr2PRdAgXS3HGKiLqndGcJGabyhHheJYlNGCeXl1dn18gSJ1WAkAPIxr4gK0_dQds4yiI"
)]
pub struct BrowserKey(pub String);

/// `auth`: the authentication secret of the browser.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(
    value_type = String, min_length = 22, max_length = 22, pattern = "^[A-Za-z0-9_-]{22}$",
    example = "BTBZMqHH6r4Tts7J_aSIgg"
)]
pub struct BrowserAuth(pub String);

/// `device`: a name for the device, for the list of devices.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, max_length = 100, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$", example = "Firefox on Android")]
pub struct DeviceName(pub String);

impl TryFrom<String> for Endpoint {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        match Url::parse(&text) {
            Ok(url) if text.len() <= MAX_ENDPOINT && url.as_str().len() <= MAX_ENDPOINT => Ok(Self(url)),
            _ => Err("is not the address of a push subscription".into()),
        }
    }
}

impl TryFrom<String> for BrowserKey {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        match is_browser_key(&text) {
            true => Ok(Self(text)),
            false => Err("is not the public key of a browser, in base64url".into()),
        }
    }
}

impl TryFrom<String> for BrowserAuth {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        match is_browser_auth(&text) {
            true => Ok(Self(text)),
            false => Err("is not the authentication secret of a browser, in base64url".into()),
        }
    }
}

impl TryFrom<String> for DeviceName {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        Ok(Self(one_line(text, MAX_DEVICE)?.unwrap_or_default()))
    }
}
