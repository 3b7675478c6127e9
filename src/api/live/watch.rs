//! Watches the database for all streams of this process.

use std::time::Duration;

use actix_web::rt::time::sleep;

use super::LiveHub;
use crate::{
    db::{Db, DbError},
    models::{Changes, Mention, Positions},
};

/// How often the database is asked.
const INTERVAL: Duration = Duration::from_secs(1);

/// Notifies streams of changes, while there are any. It runs until it is dropped.
pub async fn watch(db: Db, hub: LiveHub) {
    let mut positions = None;
    let mut was_read = true;
    loop {
        if hub.user_ids().is_empty() {
            positions = None;
            hub.first().await;
        }
        let read = look(&db, &hub, positions.clone()).await;
        match &read {
            // Once, and not every second while the database is unavailable.
            Err(why) if was_read => tracing::warn!(%why, "could not look for changes: streams are late"),
            _ => {}
        }
        was_read = read.is_ok();
        positions = read.ok().or(positions);
        sleep(INTERVAL).await;
    }
}

/// Notifies the streams of what was written since `positions`, and returns the new positions.
async fn look(db: &Db, hub: &LiveHub, positions: Option<Positions>) -> Result<Positions, DbError> {
    Mention::read_new(db).await?;
    let Some(positions) = positions else {
        let positions = db.read(Positions::now).await?;
        // Their first states may be older.
        hub.notify_all();
        return Ok(positions);
    };
    let user_ids = hub.user_ids();
    let (positions, changes) = db
        .read(move |conn| {
            let mut positions = positions.clone();
            let mut changes = positions.advance(conn)?;
            changes.add_followers(conn, &user_ids)?;
            Ok((positions, changes))
        })
        .await?;
    if changes != Changes::default() {
        hub.notify_changes(&changes);
    }
    Ok(positions)
}
