//! The databases: one connection type for both, and how a piece of work gets a connection.
//!
//! The layers above see [`Db`] and [`Conn`] alone. Queries return diesel's `QueryResult`; what can go wrong
//! around them (no connection, no room) is a [`DbError`].

mod adopt;
mod connection;
mod fair_queue;
mod foreign_log;
mod handle;
mod ids;
mod job_queue;
mod migrate;
mod native;
mod pool;
mod url;
mod writer;

pub use connection::{Conn, MultiBackend, MultiRawValue};
pub use diesel::QueryResult;
pub use fair_queue::{for_the_same_user, on_behalf_of};
pub use handle::{Db, DbError, Usage};
pub use ids::{IdList, in_list};
pub use migrate::{MigrateError, Migrated, is_current, migrate};
pub use native::Native;
pub use url::{DbUrl, DbUrlError};
