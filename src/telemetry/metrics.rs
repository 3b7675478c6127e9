//! What the program counts and measures of itself, in the terms of Prometheus.

use std::{sync::Arc, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Registry, Unit},
};

/// Upper ends of the buckets of durations, in seconds.
const DURATIONS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Counts and measures. Clones share what they hold.
#[derive(Clone)]
pub struct Metrics {
    answers: Family<Answer, Histogram>,
    sign_ins: Family<SignIn, Counter>,
}

/// An answered request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Answer {
    pub method: &'static str,
    /// The template of its path, as `/api/posts/{id}`: a path itself would make a row for each id.
    pub route: Arc<str>,
    pub status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SignIn {
    outcome: &'static str,
}

/// What came of username and password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInOutcome {
    Succeeded,
    Refused,
    /// Not looked at, after too many failures.
    Limited,
    /// Not looked at, because the service was busy or its database away.
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

/// What is read off when somebody asks, rather than counted all the time.
#[derive(Debug, Clone, Copy)]
pub struct Readings {
    pub connections_open: u32,
    pub connections_idle: u32,
    pub connections_limit: u32,
    /// Statements that wait for a connection.
    pub reads_waiting: usize,
    /// Changes that wait for SQLite's one writer.
    pub writes_waiting: usize,
    /// Passwords that are hashed or wait for it.
    pub passwords_waiting: usize,
}

impl Default for Metrics {
    fn default() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(DURATIONS);
        Self { answers: Family::new_with_constructor(histogram), sign_ins: Family::default() }
    }
}

impl Metrics {
    /// Counts an answer that took so long.
    pub fn answered(&self, answer: &Answer, took: Duration) {
        self.answers.get_or_create(answer).observe(took.as_secs_f64());
    }

    pub fn signed_in(&self, outcome: SignInOutcome) {
        self.sign_ins.get_or_create(&SignIn { outcome: outcome.label() }).inc();
    }

    /// All of it as text, in the exposition format of OpenMetrics 1.0.
    ///
    /// # Errors
    /// Practically none.
    pub fn render(&self, readings: Readings) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("photo_app");
        registry.register("build", "What is running", Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]));
        registry.register_with_unit(
            "http_request_duration",
            "Requests by route and status, and how long their answers took",
            Unit::Seconds,
            self.answers.clone(),
        );
        registry.register("sign_ins", "Sign-ins with username and password", self.sign_ins.clone());
        let gauge = |value: i64| {
            let gauge: Gauge = Gauge::default();
            gauge.set(value);
            gauge
        };
        let count = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
        for (name, help, value) in [
            ("db_connections_open", "Connections of the pool", readings.connections_open.into()),
            ("db_connections_idle", "Connections that nobody uses", readings.connections_idle.into()),
            ("db_connections_limit", "Connections that there may be", readings.connections_limit.into()),
            ("db_reads_waiting", "Statements that wait for a connection", count(readings.reads_waiting)),
            ("db_writes_waiting", "Changes that wait for SQLite's one writer", count(readings.writes_waiting)),
            ("passwords_waiting", "Passwords in hashing or waiting for it", count(readings.passwords_waiting)),
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
    fn what_was_counted_is_told() {
        let metrics = Metrics::default();
        let answer = Answer { method: "GET", route: "/api/posts/{id}".into(), status: 404 };
        metrics.answered(&answer, Duration::from_millis(7));
        metrics.answered(&answer, Duration::from_millis(700));
        metrics.signed_in(SignInOutcome::Refused);
        let readings = Readings {
            connections_open: 4,
            connections_idle: 3,
            connections_limit: 8,
            reads_waiting: 5,
            writes_waiting: 6,
            passwords_waiting: 2,
        };

        let text = metrics.render(readings).expect("a text");

        let labels = r#"method="GET",route="/api/posts/{id}",status="404""#;
        for line in [
            format!("photo_app_http_request_duration_seconds_count{{{labels}}} 2"),
            format!(r#"photo_app_http_request_duration_seconds_bucket{{le="0.01",{labels}}} 1"#),
            r#"photo_app_sign_ins_total{outcome="refused"} 1"#.to_owned(),
            "photo_app_db_connections_idle 3".to_owned(),
            "photo_app_passwords_waiting 2".to_owned(),
        ] {
            assert!(text.lines().any(|told| told == line), "{line} is missing from\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
