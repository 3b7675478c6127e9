//! The databases: one connection type for both, the pools, and how a piece of work gets a connection.
//!
//! The layers above see [`Db`] and [`Conn`] alone. Queries return diesel's `QueryResult`; what can go wrong
//! around them (no connection, no room) is a [`DbError`].

mod adopt;
mod connection;
mod ids;
mod migrate;
mod pool;
mod url;

pub use connection::{Conn, MultiBackend, MultiRawValue};
pub use ids::among;
pub use migrate::{MigrateError, Migrated, migrate};
pub use pool::{Db, DbError};
pub use url::{DbUrl, DbUrlError};
