//! Delivers a message to the push service of a browser.

use std::{sync::OnceLock, time::Duration};

use reqwest::{
    Client, Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER},
    redirect::Policy,
};
use time::OffsetDateTime;
use url::Url;

use super::{
    browser_auth, browser_key,
    message::{Message, TAG},
    vapid::VapidKey,
};
use crate::models::LeasedDevice;

/// How long a push service may take to answer.
const TIMEOUT: Duration = Duration::from_secs(20);

/// How long a push service keeps a message for a device that is off, in seconds.
const TIME_TO_LIVE: u32 = 3 * 24 * 60 * 60;

/// The contact for push services, if the service has no address in the internet.
const LOCAL_CONTACT: &str = "mailto:postmaster@localhost";

pub(super) struct Deliverer {
    /// Built for the first message: it needs the certificates of the machine, which a service without devices can do without.
    client: OnceLock<Client>,
    key: VapidKey,
    contact: String,
}

/// The outcome of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delivery {
    /// The push service has it.
    Accepted,
    /// The browser has ended the subscription, or the push service will never accept it.
    Gone,
    /// Another attempt may succeed, after these seconds if the push service has said so.
    Failed { retry_after: Option<i64> },
}

impl Deliverer {
    pub fn new(key: VapidKey, public_url: &str) -> Self {
        let contact = if public_url.starts_with("https://") { public_url } else { LOCAL_CONTACT };
        Self { client: OnceLock::new(), key, contact: contact.to_owned() }
    }

    /// Encrypts a message and sends it.
    pub async fn deliver(&self, endpoint: Url, device: &LeasedDevice, message: &Message) -> Delivery {
        let (Some(key), Some(auth)) = (browser_key(&device.p256dh), browser_auth(&device.auth)) else {
            return Delivery::Gone;
        };
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let encrypted = serde_json::to_vec(message)
            .ok()
            .and_then(|json| web_push_native::encrypt(json, &key, &auth.into()).ok())
            .zip(self.key.authorization(&endpoint, &self.contact, now).ok());
        let Some((body, authorization)) = encrypted else {
            tracing::error!("could not encrypt or sign a push message");
            return Delivery::Failed { retry_after: None };
        };
        let client = match self.client() {
            Ok(client) => client,
            Err(why) => {
                tracing::error!(%why, "push messages cannot be sent: check the certificates of this machine");
                return Delivery::Failed { retry_after: None };
            }
        };
        let sent = client
            .post(endpoint)
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(CONTENT_TYPE, "application/octet-stream")
            .header("TTL", TIME_TO_LIVE)
            .header("Topic", TAG)
            .body(body)
            .send()
            .await;
        match sent {
            Ok(response) => of_response(&response),
            Err(why) => {
                // The address identifies the device.
                tracing::debug!(why = %why.without_url(), "could not reach a push service");
                Delivery::Failed { retry_after: None }
            }
        }
    }

    fn client(&self) -> Result<&Client, reqwest::Error> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // Redirects could lead to other machines.
        let client = Client::builder().timeout(TIMEOUT).redirect(Policy::none()).build()?;
        Ok(self.client.get_or_init(|| client))
    }
}

fn of_response(response: &Response) -> Delivery {
    match response.status() {
        status if status.is_success() => Delivery::Accepted,
        StatusCode::NOT_FOUND | StatusCode::GONE => Delivery::Gone,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            Delivery::Failed { retry_after: retry_after(response) }
        }
        status if status.is_client_error() => {
            let service = response.url().host_str().unwrap_or_default();
            tracing::warn!(%status, service, "a push service refused a message: its device must subscribe again");
            Delivery::Gone
        }
        _ => Delivery::Failed { retry_after: retry_after(response) },
    }
}

/// In seconds. A date is ignored.
fn retry_after(response: &Response) -> Option<i64> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok().filter(|seconds| *seconds >= 0)
}
