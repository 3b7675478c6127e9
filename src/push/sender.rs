//! Finds devices with something new, and sends it.

use std::time::Duration;

use futures_util::future::join_all;
use time::{OffsetDateTime, PrimitiveDateTime};
use tokio::time::sleep;
use url::Url;

use super::{Push, delivery::Delivery, message::Message};
use crate::{
    db::{Db, DbError},
    models::{Emails, Fresh, LatestNotification, LeasedDevice, Mention, Notification, User},
    telemetry::metrics::{Metrics, PushOutcome},
};

/// How often the database is asked whether there is something to send, unless messages are delayed by less than that.
const INTERVAL: Duration = Duration::from_secs(5);

/// The shortest such time.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(250);

/// An event may be committed this much later than its time says. Newer events are left for the next message.
const COMMIT_DELAY: Duration = Duration::from_secs(2);

/// The number of devices that get messages at once.
const BATCH: usize = 16;

/// How long a process leases the devices of a batch, in seconds. Push services answer sooner, or count as failed.
const LEASE: i64 = 120;

/// After a message, the next one to the same device is delayed this many times as long as the first.
const PAUSE: u32 = 10;

/// The first pause after a failure, in seconds. Each further failure doubles it.
const RETRY: i64 = 30;

/// The longest pause after a failure, in seconds.
const LONGEST_RETRY: i64 = 6 * 60 * 60;

/// After this many failures in a row, which takes about four days, the device is deleted.
const MOST_FAILURES: i32 = 24;

/// Sends messages about new notifications. It runs until it is dropped.
pub async fn send_messages(db: Db, push: Push, emails: Emails, metrics: Metrics) {
    if push.public_key().is_none() {
        return;
    }
    let sender = Sender { db, push, emails, metrics };
    let interval = sender.push.0.delay.clamp(SHORTEST_INTERVAL, INTERVAL);
    let mut works = true;
    let mut batch = 0;
    loop {
        // A full batch may have left others. At first, the other tasks of the start have the connections.
        if batch < BATCH {
            sleep(interval).await;
        }
        let sent = sender.send_batch().await;
        match &sent {
            // Once, and not every few seconds while the database is unavailable.
            Err(why) if works => tracing::warn!(%why, "could not look for push messages to send: they are late"),
            _ => {}
        }
        works = sent.is_ok();
        batch = sent.unwrap_or_default();
    }
}

struct Sender {
    db: Db,
    push: Push,
    emails: Emails,
    metrics: Metrics,
}

impl Sender {
    /// Leases some devices and sends them what is new. Returns their number.
    async fn send_batch(&self) -> Result<usize, DbError> {
        let now = OffsetDateTime::now_utc();
        let (seconds, key) = (now.unix_timestamp(), self.push.0.public_key.clone());
        // One message for all that happens within the delay.
        let until = without_offset(now - self.push.0.delay.max(COMMIT_DELAY));
        let is_due = {
            let key = key.clone();
            self.db.read(move |conn| LeasedDevice::any_due(conn, &key, until, seconds)).await?
        };
        if !is_due {
            return Ok(0);
        }
        Mention::read_new(&self.db).await?;
        let lease = move |conn: &mut _| LeasedDevice::lease(conn, &key, until, seconds, seconds + LEASE, BATCH);
        let devices = self.db.write(lease).await?;
        let results = join_all(devices.into_iter().map(|device| self.notify(device))).await;
        let number = results.len();
        results.into_iter().collect::<Result<Vec<()>, _>>().map(|_| number)
    }

    /// Sends a device everything that is new, also what is newer than that for which it was leased.
    async fn notify(&self, device: LeasedDevice) -> Result<(), DbError> {
        let until = without_offset(OffsetDateTime::now_utc() - COMMIT_DELAY);
        let Some(latest) = self.latest_notification(&device, until).await? else { return Ok(()) };
        let delivery = match Url::parse(&device.endpoint) {
            // The operator may have changed the list of services.
            Ok(endpoint) if self.push.accepts(&endpoint) => {
                let message = Message::new(&latest, &self.push.0.public_url);
                self.push.0.deliverer.deliver(endpoint, &device, &message).await
            }
            _ => Delivery::Gone,
        };
        let now = OffsetDateTime::now_utc().unix_timestamp();
        match delivery {
            Delivery::Accepted => {
                self.metrics.record_push(PushOutcome::Accepted);
                let pause = i64::try_from((self.push.0.delay * PAUSE).as_secs()).unwrap_or(i64::MAX);
                self.db.write(move |conn| device.set_notified(conn, until, now.saturating_add(pause))).await
            }
            Delivery::Failed { retry_after } if device.failures < MOST_FAILURES => {
                self.metrics.record_push(PushOutcome::Failed);
                let pause = pause_after(device.failures).max(retry_after.unwrap_or_default()).min(LONGEST_RETRY);
                self.db.write(move |conn| device.set_failed(conn, now + pause)).await
            }
            Delivery::Gone | Delivery::Failed { .. } => {
                self.metrics.record_push(PushOutcome::Gone);
                self.db.write(move |conn| device.delete(conn)).await
            }
        }
    }

    /// The notification to send to a device. If its session has ended, the device is deleted.
    async fn latest_notification(
        &self,
        device: &LeasedDevice,
        until: PrimitiveDateTime,
    ) -> Result<Option<LatestNotification>, DbError> {
        let emails = self.emails;
        let read = {
            let device = device.clone();
            self.db.read(move |conn| {
                let user = User::load_current_user(conn, device.user_id, &device.session, emails)?;
                user.map(|user| Notification::latest(conn, &user, device.notified_until, until)).transpose()
            })
        };
        let device = device.clone();
        match read.await? {
            Some(Fresh::Read(Some(latest))) => return Ok(Some(latest)),
            // The user has seen everything, or may not see it.
            Some(Fresh::Read(None)) => self.db.write(move |conn| device.set_notified(conn, until, 0)).await?,
            // Texts that were written this moment. The next batch reads their mentions first.
            Some(Fresh::MentionsAreOutdated) => self.db.write(move |conn| device.end_lease(conn)).await?,
            None => self.db.write(move |conn| device.delete(conn)).await?,
        }
        Ok(None)
    }
}

/// In seconds.
fn pause_after(failures: i32) -> i64 {
    let doublings = u32::try_from(failures).unwrap_or_default().min(16);
    (RETRY << doublings).min(LONGEST_RETRY)
}

/// A time in UTC, as the database stores it.
fn without_offset(time: OffsetDateTime) -> PrimitiveDateTime {
    PrimitiveDateTime::new(time.date(), time.time())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_limit_and_take_days_in_all() {
        assert_eq!(pause_after(0), 30);
        assert_eq!(pause_after(3), 240);
        assert_eq!(pause_after(i32::MAX), LONGEST_RETRY);
        let days = (0..MOST_FAILURES).map(pause_after).sum::<i64>() / 86_400;
        assert!((3..=5).contains(&days), "{days}");
    }
}
