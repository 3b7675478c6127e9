//! The streams of this process that wait for changes.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::Notify;

use crate::{error::ApiError, models::Changes, telemetry::metrics::Metrics};

/// The most streams of a user. A further one ends the oldest, whose window may be gone.
const MOST_OF_USER: usize = 8;

/// Knows all streams. Clones share them.
#[derive(Clone)]
pub struct LiveHub(Arc<Shared>);

struct Shared {
    metrics: Metrics,
    /// The most streams.
    most: usize,
    streams: Mutex<Streams>,
    /// Wakes the watcher at the first stream.
    first: Notify,
}

#[derive(Default)]
struct Streams {
    next_id: u64,
    by_id: HashMap<u64, Stream>,
    is_closed: bool,
}

struct Stream {
    user_id: i32,
    post_id: Option<i32>,
    signal: Arc<Signal>,
}

/// Tells a stream that something may have changed, or that it must end.
#[derive(Default)]
pub(super) struct Signal {
    changed: Notify,
    is_over: AtomicBool,
}

/// A stream that is counted. It is forgotten when it is dropped.
pub(super) struct Subscription {
    hub: LiveHub,
    id: u64,
    pub signal: Arc<Signal>,
}

impl Signal {
    /// Waits until something may have changed.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Whether the stream must end.
    pub fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.changed.notify_one();
    }
}

impl LiveHub {
    pub fn new(metrics: Metrics, most: usize) -> Self {
        Self(Arc::new(Shared { metrics, most, streams: Mutex::default(), first: Notify::new() }))
    }

    /// Adds a stream of a user. `post_id` is the post that the user has open.
    ///
    /// # Errors
    /// 503 if there are too many streams, or the server stops.
    pub(super) fn subscribe(&self, user_id: i32, post_id: Option<i32>) -> Result<Subscription, ApiError> {
        let mut streams = self.streams();
        if streams.is_closed || streams.by_id.len() >= self.0.most {
            return Err(ApiError::Unavailable);
        }
        let own = streams.by_id.iter().filter(|(_, stream)| stream.user_id == user_id).map(|(id, _)| *id);
        let own: Vec<u64> = own.collect();
        if own.len() >= MOST_OF_USER
            && let Some(oldest) = own.into_iter().min()
            && let Some(stream) = streams.by_id.remove(&oldest)
        {
            stream.signal.end();
        }
        let id = streams.next_id;
        streams.next_id += 1;
        let signal = Arc::<Signal>::default();
        streams.by_id.insert(id, Stream { user_id, post_id, signal: Arc::clone(&signal) });
        drop(streams);
        self.0.metrics.record_opened_stream();
        self.0.first.notify_one();
        Ok(Subscription { hub: self.clone(), id, signal })
    }

    /// Tells the streams of a user that something may have changed.
    pub fn notify_user(&self, user_id: i32) {
        self.notify(|stream| stream.user_id == user_id);
    }

    /// Tells the streams which these changes may concern.
    pub fn notify_changes(&self, changes: &Changes) {
        let of_post = |id: i32| changes.post_ids.contains(&id);
        self.notify(|stream| changes.user_ids.contains(&stream.user_id) || stream.post_id.is_some_and(of_post));
    }

    /// Tells all streams that something may have changed.
    pub fn notify_all(&self) {
        self.notify(|_| true);
    }

    /// Ends all streams, and accepts no others: the server stops.
    pub fn close(&self) {
        let mut streams = self.streams();
        streams.is_closed = true;
        for stream in streams.by_id.values() {
            stream.signal.end();
        }
    }

    /// The users with a stream.
    pub fn user_ids(&self) -> Vec<i32> {
        let mut ids: Vec<i32> = self.streams().by_id.values().map(|stream| stream.user_id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Waits until there is a stream.
    pub async fn first(&self) {
        while self.streams().by_id.is_empty() {
            self.0.first.notified().await;
        }
    }

    fn notify(&self, concerns: impl Fn(&Stream) -> bool) {
        for stream in self.streams().by_id.values().filter(|stream| concerns(stream)) {
            stream.signal.changed.notify_one();
        }
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.0.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.streams().by_id.remove(&self.id);
        self.hub.0.metrics.record_closed_stream();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_hub_refuses_streams_until_one_ends() {
        let hub = LiveHub::new(Metrics::default(), 2);
        let first = hub.subscribe(1, None).expect("room");
        let _second = hub.subscribe(2, None).expect("room");

        assert!(hub.subscribe(3, None).is_err());
        drop(first);
        assert!(hub.subscribe(3, None).is_ok());
    }
}
