//! Photo App: a private, self-hosted photo-sharing service.
#![forbid(unsafe_code)]
pub mod album;
pub mod api;
pub mod auth;
pub mod cli;
pub mod config;
pub mod db;
pub mod envelope;
pub mod error;
pub mod exporter;
pub mod health;
pub mod logging;
pub mod metrics;
pub mod models;
mod outgoing;
pub mod pages;
pub mod pictures;
mod rate_limits;
pub mod routing;
pub mod schema;
pub mod seed;
pub mod server;
pub mod storage;
mod unread_body;
