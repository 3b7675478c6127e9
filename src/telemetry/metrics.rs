//! Metrics for Prometheus.

use std::{sync::Arc, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Registry, Unit},
};
use time::OffsetDateTime;

/// The upper bounds of the duration buckets, in seconds.
const DURATION_BUCKETS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Counters and histograms. Clones share their values.
#[derive(Clone)]
pub struct Metrics {
    requests: Family<RequestLabels, Histogram>,
    sign_ins: Family<SignInLabels, Counter>,
    push_messages: Family<PushLabels, Counter>,
    /// Sums over all labels of `requests`, whose values cannot be listed.
    requests_in_all: Counter,
    client_errors: Counter,
    server_errors: Counter,
    event_streams: Gauge,
    started_at: OffsetDateTime,
}

/// What this process has done since its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    pub started_at: OffsetDateTime,
    pub requests: u64,
    /// Answers with a status from 400 to 499, and from 500.
    pub client_errors: u64,
    pub server_errors: u64,
    pub sign_ins_succeeded: u64,
    pub sign_ins_refused: u64,
    pub sign_ins_limited: u64,
}

/// The labels of a completed request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RequestLabels {
    pub method: &'static str,
    /// The template of the path, such as `/api/posts/{id}`. The path itself would create a time series for each id.
    pub route: Arc<str>,
    pub status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SignInLabels {
    outcome: &'static str,
}

/// The outcome of a sign-in with username and password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInOutcome {
    Succeeded,
    Refused,
    /// Not checked, because of too many failed attempts.
    Limited,
    /// Not checked, because the service was busy or the database unavailable.
    Unavailable,
}

impl SignInOutcome {
    fn label(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Refused => "refused",
            Self::Limited => "limited",
            Self::Unavailable => "unavailable",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PushLabels {
    outcome: &'static str,
}

/// The outcome of a push message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushOutcome {
    /// The push service has it.
    Accepted,
    /// It is sent again later.
    Failed,
    /// Its device was deleted.
    Gone,
}

impl PushOutcome {
    fn label(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Failed => "failed",
            Self::Gone => "gone",
        }
    }
}

/// Values that are read when metrics are requested.
#[derive(Debug, Clone, Copy)]
pub struct Readings {
    pub connections_open: u32,
    pub connections_idle: u32,
    pub connections_limit: u32,
    /// Reads that wait for a connection.
    pub reads_waiting: usize,
    /// Writes that wait for the SQLite writer.
    pub writes_waiting: usize,
    /// Passwords that are being hashed or wait for it.
    pub passwords_waiting: usize,
}

impl Default for Metrics {
    fn default() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(DURATION_BUCKETS);
        Self {
            requests: Family::new_with_constructor(histogram),
            sign_ins: Family::default(),
            push_messages: Family::default(),
            requests_in_all: Counter::default(),
            client_errors: Counter::default(),
            server_errors: Counter::default(),
            event_streams: Gauge::default(),
            started_at: OffsetDateTime::now_utc(),
        }
    }
}

impl Metrics {
    pub fn record_request(&self, labels: &RequestLabels, duration: Duration) {
        self.requests.get_or_create(labels).observe(duration.as_secs_f64());
        self.requests_in_all.inc();
        match labels.status {
            500.. => drop(self.server_errors.inc()),
            400.. => drop(self.client_errors.inc()),
            _ => (),
        }
    }

    pub fn record_opened_stream(&self) {
        self.event_streams.inc();
    }

    pub fn record_closed_stream(&self) {
        self.event_streams.dec();
    }

    pub fn record_sign_in(&self, outcome: SignInOutcome) {
        self.sign_ins.get_or_create(&SignInLabels { outcome: outcome.label() }).inc();
    }

    pub fn record_push(&self, outcome: PushOutcome) {
        self.push_messages.get_or_create(&PushLabels { outcome: outcome.label() }).inc();
    }

    /// What this process has done since its start.
    pub fn totals(&self) -> Totals {
        let sign_ins = |outcome: SignInOutcome| {
            self.sign_ins.get(&SignInLabels { outcome: outcome.label() }).map_or(0, |counter| counter.get())
        };
        Totals {
            started_at: self.started_at,
            requests: self.requests_in_all.get(),
            client_errors: self.client_errors.get(),
            server_errors: self.server_errors.get(),
            sign_ins_succeeded: sign_ins(SignInOutcome::Succeeded),
            sign_ins_refused: sign_ins(SignInOutcome::Refused),
            sign_ins_limited: sign_ins(SignInOutcome::Limited),
        }
    }

    /// All metrics in the text format of OpenMetrics 1.0.
    ///
    /// # Errors
    /// None in practice.
    pub fn render(&self, readings: Readings) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("photo_app");
        registry.register(
            "build",
            "Version of the running program",
            Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]),
        );
        registry.register_with_unit(
            "http_request_duration",
            "Duration of requests by method, route and status",
            Unit::Seconds,
            self.requests.clone(),
        );
        registry.register("sign_ins", "Sign-ins with username and password by outcome", self.sign_ins.clone());
        registry.register("push_messages", "Push messages by outcome", self.push_messages.clone());
        registry.register("event_streams", "Open streams of events", self.event_streams.clone());
        let gauge = |value: i64| {
            let gauge: Gauge = Gauge::default();
            gauge.set(value);
            gauge
        };
        let count = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
        for (name, help, value) in [
            ("db_connections_open", "Open connections in the pool", readings.connections_open.into()),
            ("db_connections_idle", "Idle connections in the pool", readings.connections_idle.into()),
            ("db_connections_limit", "Maximum connections in the pool", readings.connections_limit.into()),
            ("db_reads_waiting", "Reads waiting for a connection", count(readings.reads_waiting)),
            ("db_writes_waiting", "Writes waiting for the SQLite writer", count(readings.writes_waiting)),
            ("passwords_waiting", "Passwords being hashed or waiting for it", count(readings.passwords_waiting)),
        ] {
            registry.register(name, help, gauge(value));
        }
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_values_are_rendered() {
        let metrics = Metrics::default();
        let not_found = RequestLabels { method: "GET", route: "/api/posts/{id}".into(), status: 404 };
        metrics.record_request(&not_found, Duration::from_millis(7));
        metrics.record_request(&not_found, Duration::from_millis(700));
        metrics.record_sign_in(SignInOutcome::Refused);
        metrics.record_push(PushOutcome::Accepted);
        metrics.record_opened_stream();
        metrics.record_opened_stream();
        metrics.record_closed_stream();
        let readings = Readings {
            connections_open: 4,
            connections_idle: 3,
            connections_limit: 8,
            reads_waiting: 5,
            writes_waiting: 6,
            passwords_waiting: 2,
        };

        let totals = metrics.totals();
        assert_eq!((totals.requests, totals.client_errors, totals.server_errors), (2, 2, 0));
        assert_eq!((totals.sign_ins_refused, totals.sign_ins_limited), (1, 0));
        let text = metrics.render(readings).expect("a text");

        let labels = r#"method="GET",route="/api/posts/{id}",status="404""#;
        for line in [
            format!("photo_app_http_request_duration_seconds_count{{{labels}}} 2"),
            format!(r#"photo_app_http_request_duration_seconds_bucket{{le="0.01",{labels}}} 1"#),
            r#"photo_app_sign_ins_total{outcome="refused"} 1"#.to_owned(),
            r#"photo_app_push_messages_total{outcome="accepted"} 1"#.to_owned(),
            "photo_app_event_streams 1".to_owned(),
            "photo_app_db_connections_idle 3".to_owned(),
            "photo_app_passwords_waiting 2".to_owned(),
        ] {
            assert!(text.lines().any(|rendered| rendered == line), "{line} is missing from\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
