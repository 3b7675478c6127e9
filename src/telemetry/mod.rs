//! The log and the metrics, for the operator.

pub mod logging;
pub mod metrics;
