//! What the service tells its operator: its log and its metrics.

pub mod logging;
pub mod metrics;
