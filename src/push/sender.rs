//! Finds what is new for devices, and sends it.

use std::time::Duration;

use futures_util::future::join_all;
use time::{OffsetDateTime, PrimitiveDateTime};
use tokio::time::sleep;
use url::Url;

use super::{Push, delivery::Delivery, message::Message};
use crate::{
    db::{Db, DbError},
    models::{Emails, Fresh, Mention, News, Notification, PushTarget, User},
    telemetry::metrics::{Metrics, PushOutcome},
};

/// How often the database is asked whether there is something to send, unless messages wait less than that.
const INTERVAL: Duration = Duration::from_secs(5);

/// The shortest such time.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(250);

/// An event may be committed this much later than its time says. Newer events are told next time.
const COMMIT_DELAY: Duration = Duration::from_secs(2);

/// To how many devices messages are sent at once.
const BATCH: usize = 16;

/// How long a process has the devices of a batch to itself, in seconds. Longer than push services may take to answer.
const TAKEN: i64 = 120;

/// After a message, the next one to the same device waits this many times as long as the first.
const PAUSE: u32 = 10;

/// The first pause after a failure, in seconds. Each further failure doubles it.
const RETRY: i64 = 30;

/// The longest pause after a failure, in seconds.
const LONGEST_RETRY: i64 = 6 * 60 * 60;

/// After this many failures in a row, which takes about four days, the device is given up.
const MOST_FAILURES: i32 = 24;

/// Sends messages about what is new. It runs until it is dropped.
pub async fn send_messages(db: Db, push: Push, emails: Emails, metrics: Metrics) {
    if push.public_key().is_none() {
        return;
    }
    let sender = Sender { db, push, emails, metrics };
    let interval = sender.push.0.delay.clamp(SHORTEST_INTERVAL, INTERVAL);
    let mut works = true;
    loop {
        let sent = sender.send_batch().await;
        match &sent {
            // Once, and not every few seconds while the database is unavailable.
            Err(why) if works => tracing::warn!(%why, "could not look for push messages to send: they are late"),
            _ => {}
        }
        works = sent.is_ok();
        if !matches!(sent, Ok(BATCH)) {
            sleep(interval).await;
        }
    }
}

struct Sender {
    db: Db,
    push: Push,
    emails: Emails,
    metrics: Metrics,
}

impl Sender {
    /// Tells some devices what is new. Returns to how many this process could tell something.
    async fn send_batch(&self) -> Result<usize, DbError> {
        let now = OffsetDateTime::now_utc();
        let (seconds, key) = (now.unix_timestamp(), self.push.0.public_key.clone());
        // What has just happened waits, so that what follows is told with it.
        let until = moment(now - self.push.0.delay.max(COMMIT_DELAY));
        let is_due = {
            let key = key.clone();
            self.db.read(move |conn| PushTarget::any_due(conn, &key, until, seconds)).await?
        };
        if !is_due {
            return Ok(0);
        }
        Mention::read_new(&self.db).await?;
        let take = move |conn: &mut _| PushTarget::take(conn, &key, until, seconds, seconds + TAKEN, BATCH);
        let targets = self.db.write(take).await?;
        let results = join_all(targets.into_iter().map(|target| self.tell(target))).await;
        let number = results.len();
        results.into_iter().collect::<Result<Vec<()>, _>>().map(|_| number)
    }

    /// Tells a device everything that is new, also what is newer than that for which it was taken.
    async fn tell(&self, target: PushTarget) -> Result<(), DbError> {
        let until = moment(OffsetDateTime::now_utc() - COMMIT_DELAY);
        let Some(news) = self.news(&target, until).await? else { return Ok(()) };
        let delivery = match Url::parse(&target.endpoint) {
            // The operator may have changed the list of services.
            Ok(endpoint) if self.push.accepts(&endpoint) => {
                let message = Message::new(&news, &self.push.0.public_url);
                self.push.0.deliverer.deliver(endpoint, &target, &message).await
            }
            _ => Delivery::Gone,
        };
        let now = OffsetDateTime::now_utc().unix_timestamp();
        match delivery {
            Delivery::Accepted => {
                self.metrics.record_push(PushOutcome::Accepted);
                let pause = i64::try_from((self.push.0.delay * PAUSE).as_secs()).unwrap_or(i64::MAX);
                self.db.write(move |conn| target.set_told(conn, until, now.saturating_add(pause))).await
            }
            Delivery::Failed { retry_after } if target.failures < MOST_FAILURES => {
                self.metrics.record_push(PushOutcome::Failed);
                let pause = pause_after(target.failures).max(retry_after.unwrap_or_default()).min(LONGEST_RETRY);
                self.db.write(move |conn| target.set_failed(conn, now + pause)).await
            }
            Delivery::Gone | Delivery::Failed { .. } => {
                self.metrics.record_push(PushOutcome::Gone);
                self.db.write(move |conn| target.delete(conn)).await
            }
        }
    }

    /// What is new for a device. If its session has ended, the device is deleted.
    async fn news(&self, target: &PushTarget, until: PrimitiveDateTime) -> Result<Option<News>, DbError> {
        let emails = self.emails;
        let read = {
            let target = target.clone();
            self.db.read(move |conn| {
                let user = User::load_current_user(conn, target.user_id, &target.session, emails)?;
                user.map(|user| Notification::news(conn, &user, target.told_at, until)).transpose()
            })
        };
        let target = target.clone();
        match read.await? {
            Some(Fresh::Read(Some(news))) => return Ok(Some(news)),
            // What the user has seen or may not see needs not be told.
            Some(Fresh::Read(None)) => self.db.write(move |conn| target.set_told(conn, until, 0)).await?,
            // Written this moment. The next batch reads them first.
            Some(Fresh::MentionsAreOutdated) => self.db.write(move |conn| target.give_back(conn)).await?,
            None => self.db.write(move |conn| target.delete(conn)).await?,
        }
        Ok(None)
    }
}

/// In seconds.
fn pause_after(failures: i32) -> i64 {
    let doublings = u32::try_from(failures).unwrap_or_default().min(16);
    (RETRY << doublings).min(LONGEST_RETRY)
}

fn moment(time: OffsetDateTime) -> PrimitiveDateTime {
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
