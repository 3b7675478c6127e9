//! The clock of tokens, codes and limits.

use time::OffsetDateTime;

/// Seconds since 1970.
pub fn unix_now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}
