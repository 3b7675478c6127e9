//! The databases: one connection type for both, and the ways to run work on a connection.
//!
//! The layers above use [`Db`], [`Conn`] and [`SingleStatement`]. Queries return diesel's `QueryResult`. [`DbError`] also
//! covers failures around them: no connection, or too many waiting jobs.

mod adopt;
mod connection;
mod fair_queue;
mod foreign_log;
mod handle;
mod ids;
mod info;
mod job_queue;
mod migrate;
mod native;
mod pool;
mod row_locks;
mod single_statement;
mod url;
mod writer;

pub use connection::{Conn, MultiBackend, MultiRawValue};
pub use diesel::QueryResult;
pub use fair_queue::{for_the_same_user, on_behalf_of};
pub use handle::{Db, DbError, Usage};
pub use ids::{IdList, in_list};
pub use info::DatabaseInfo;
pub use migrate::{MigrateError, Migrated, is_current, migrate};
pub use native::Native;
pub use row_locks::lock_rows;
pub use single_statement::{SingleStatement, Written};
pub use url::{DbUrl, DbUrlError};
