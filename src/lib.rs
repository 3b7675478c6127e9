//! Photo App: a private, self-hosted photo-sharing service.
#![forbid(unsafe_code)]
pub mod api;
pub mod auth;
pub mod cli;
pub mod config;
pub mod db;
pub mod error;
pub mod imaging;
pub mod media;
pub mod models;
pub mod push;
pub mod schema;
pub mod seed;
pub mod server;
pub mod telemetry;
pub mod web;
