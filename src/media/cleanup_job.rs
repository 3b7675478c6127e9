//! A cleanup that an admin starts. It runs in the background, one at a time, and its result is kept until the next one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use time::OffsetDateTime;

use super::{CleanupMode, CleanupReport, clean_up, storage::Storage};
use crate::{
    db::{Db, DbUrl},
    models::Actor,
};

/// The cleanups that admins start in this process.
#[derive(Clone)]
pub struct CleanupJob {
    db: Db,
    db_url: DbUrl,
    storage: Storage,
    last: LastRun,
}

/// The last cleanup of this process.
#[derive(Clone, Default)]
struct LastRun(Arc<Mutex<Option<CleanupRun>>>);

/// A cleanup that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanupRun {
    /// Whether it only looks for unused files.
    pub is_dry_run: bool,
    /// In seconds since 1970.
    pub started_at: i64,
    pub finished_at: Option<i64>,
    pub outcome: CleanupOutcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CleanupOutcome {
    Running,
    Done(CleanupReport),
    /// The cause is in the log.
    Failed,
}

/// Another cleanup has not ended yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A cleanup is already running. Wait until it is done.")]
pub struct CleanupIsRunning;

impl CleanupJob {
    pub fn new(db: Db, db_url: DbUrl, storage: Storage) -> Self {
        Self { db, db_url, storage, last: LastRun::default() }
    }

    /// The last cleanup, if there was one since the start of this process.
    pub fn last(&self) -> Option<CleanupRun> {
        self.last.lock().clone()
    }

    /// Starts a cleanup, which deletes the same files as the hourly one, and notes it in the audit log. A dry run deletes and
    /// notes nothing.
    ///
    /// # Errors
    /// If one is running.
    pub fn start(&self, actor: Actor, is_dry_run: bool) -> Result<CleanupRun, CleanupIsRunning> {
        let job = self.clone();
        self.last.start(is_dry_run, async move { job.run(actor, is_dry_run).await })
    }

    async fn run(&self, actor: Actor, is_dry_run: bool) -> CleanupOutcome {
        let mode = if is_dry_run { CleanupMode::DryRun } else { CleanupMode::Automatic };
        if !is_dry_run && let Err(why) = self.db.write(move |conn| actor.note_cleanup(conn)).await {
            tracing::error!(%why, "cannot note a cleanup in the audit log, so it does not run");
            return CleanupOutcome::Failed;
        }
        match clean_up(&self.db_url, &self.storage, mode).await {
            Ok(report) => CleanupOutcome::Done(report),
            Err(why) => {
                tracing::error!(%why, "cannot delete unused images");
                CleanupOutcome::Failed
            }
        }
    }
}

impl LastRun {
    /// Starts `work` in the background, and keeps its outcome.
    fn start(
        &self,
        is_dry_run: bool,
        work: impl Future<Output = CleanupOutcome> + Send + 'static,
    ) -> Result<CleanupRun, CleanupIsRunning> {
        let mut last = self.lock();
        if last.as_ref().is_some_and(|run| run.outcome == CleanupOutcome::Running) {
            return Err(CleanupIsRunning);
        }
        let run =
            CleanupRun { is_dry_run, started_at: now(), finished_at: None, outcome: CleanupOutcome::Running };
        *last = Some(run.clone());
        let (last, started) = (self.clone(), run.clone());
        tokio::spawn(async move {
            // A task of its own, so that a panic in it ends here.
            let outcome = tokio::spawn(work).await.unwrap_or_else(|why| {
                tracing::error!(%why, "a cleanup has failed");
                CleanupOutcome::Failed
            });
            *last.lock() = Some(CleanupRun { finished_at: Some(now()), outcome, ..started });
        });
        Ok(run)
    }

    fn lock(&self) -> MutexGuard<'_, Option<CleanupRun>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outcome of `work`, which takes no time.
    fn outcome_of(last: &LastRun, work: impl Future<Output = CleanupOutcome> + Send + 'static) -> CleanupOutcome {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            last.start(true, work).expect("no other cleanup");
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            last.lock().clone().expect("a cleanup").outcome
        })
    }

    #[test]
    fn a_cleanup_that_panics_has_failed_and_another_one_can_start() {
        let last = LastRun::default();
        assert_eq!(outcome_of(&last, async { panic!("a fault") }), CleanupOutcome::Failed);

        let done = CleanupOutcome::Done(CleanupReport::default());
        let again = done.clone();
        assert_eq!(outcome_of(&last, async { again }), done);
    }
}
