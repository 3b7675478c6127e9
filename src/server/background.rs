//! Tasks that run beside the requests.

use std::time::Duration;

use actix_web::rt::{
    signal::unix::{SignalKind, signal},
    time::sleep,
};
use time::OffsetDateTime;

use crate::{
    api::live::LiveHub,
    auth::PasswordQueue,
    db::{Db, DbError, DbUrl},
    error::ApiError,
    media::{self, CleanupMode, storage::Storage},
    models::{
        FollowRequest, GuestLink, Invite, KeyedRequest, LimitedAttempts, Mention, PasswordProof, PasswordReset,
        Report, RevokedToken, SettingsCache, Story, Tag, UserCredentials, WriteCount, settle_leftovers,
    },
};

const CLEANUP_INTERVAL: Duration = Duration::from_secs(3600);

/// The first cleanup of images waits, to leave the disk to the first requests.
const FIRST_IMAGE_CLEANUP: Duration = Duration::from_secs(60);

/// How often the tags and mentions in texts that other programs wrote are read, if no request needs them sooner.
const TAG_INTERVAL: Duration = Duration::from_secs(60);

/// The pause between the tags of some posts and the next ones, to leave the database to the requests.
const TAG_PAUSE: Duration = Duration::from_millis(50);

/// How often the settings that admins have changed are read.
const SETTINGS_INTERVAL: Duration = Duration::from_secs(3);

/// The pause before the work of checking passwords is measured again, if that failed.
const MEASURE_RETRY: Duration = Duration::from_secs(10);

/// Deletes expired rows every hour, and completes interrupted ends of sessions.
pub(super) async fn delete_expired(db: Db) {
    loop {
        let time = OffsetDateTime::now_utc();
        let now = time.unix_timestamp();
        let deleted = db.write(move |conn| {
            Report::delete_old_copies(conn, time)?;
            RevokedToken::delete_expired(conn, now)?;
            Story::delete_expired(conn, now)?;
            Invite::delete_expired(conn, now)?;
            FollowRequest::delete_expired(conn, now)?;
            GuestLink::delete_expired(conn, now)?;
            PasswordReset::delete_expired(conn, now)?;
            PasswordProof::delete_expired(conn, now)?;
            LimitedAttempts::delete_expired(conn, now)?;
            KeyedRequest::delete_expired(conn, now)?;
            WriteCount::delete_expired(conn, now)
        });
        if let Err(why) = deleted.await {
            tracing::warn!(%why, "could not delete expired rows");
        }
        if let Err(why) = settle_leftovers(&db).await {
            tracing::warn!(%why, "could not complete interrupted ends of sessions: the users concerned must sign in again");
        }
        sleep(CLEANUP_INTERVAL).await;
    }
}

/// Measures every hour how much work it takes to check the kinds of password hashes in use.
pub(super) async fn measure_passwords(db: Db, passwords: PasswordQueue) {
    loop {
        let hashes = db.read(UserCredentials::kinds_of_password_hashes).await.map_err(ApiError::from);
        let measured = match hashes {
            Ok(hashes) => passwords.measure(hashes).await,
            Err(why) => Err(why),
        };
        let pause = match measured {
            Ok(()) => CLEANUP_INTERVAL,
            Err(why) => {
                tracing::warn!(%why, "could not measure the work of checking a password");
                MEASURE_RETRY
            }
        };
        sleep(pause).await;
    }
}

/// Reads the tags and mentions in texts that were written or changed. After an update of an old database they are many.
pub(super) async fn read_tags_and_mentions(db: Db) {
    loop {
        let pause = match update_some(&db).await {
            Ok(true) => TAG_PAUSE,
            Ok(false) => TAG_INTERVAL,
            Err(why) => {
                tracing::warn!(%why, "could not read tags and mentions");
                TAG_INTERVAL
            }
        };
        sleep(pause).await;
    }
}

/// Reads the tags and mentions of some texts. Returns whether there were any.
async fn update_some(db: &Db) -> Result<bool, DbError> {
    let tags = db.read(Tag::are_outdated).await?;
    if tags {
        db.write(Tag::update_some).await?;
    }
    Ok(Mention::read_new(db).await? || tags)
}

/// Follows the changes of settings that other processes make.
pub(super) async fn follow_settings(db: Db, settings: SettingsCache) {
    let mut was_read = true;
    loop {
        sleep(SETTINGS_INTERVAL).await;
        let settings = settings.clone();
        let read = db.read(move |conn| settings.reload(conn)).await;
        match &read {
            // Once, and not every few seconds while the database is unavailable.
            Err(why) if was_read => {
                tracing::warn!(%why, "could not read the settings: those known so far stay in effect")
            }
            _ => {}
        }
        was_read = read.is_ok();
    }
}

/// Ends the streams of events when the server is told to stop, so that it does not wait for them.
pub(super) async fn end_streams_at_stop(hub: LiveHub) {
    match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            hub.close();
        }
        (Err(why), _) | (_, Err(why)) => {
            tracing::warn!(%why, "cannot wait for signals: a stop may take longer");
        }
    }
}

/// Deletes unused images every hour.
pub(super) async fn delete_unused_images(db_url: DbUrl, storage: Storage) {
    sleep(FIRST_IMAGE_CLEANUP).await;
    loop {
        match media::clean_up(&db_url, &storage, CleanupMode::Automatic).await {
            Err(why) => tracing::warn!(%why, "could not delete unused images"),
            Ok(report) if report.kept > 0 => tracing::warn!(
                images = report.kept,
                "kept image files without a database row, because they are many, or older than the last restore: if this \
                 is the right database, photo-app cleanup deletes them"
            ),
            Ok(_) => {}
        }
        sleep(CLEANUP_INTERVAL).await;
    }
}
