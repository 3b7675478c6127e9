//! Times of posts, comments and stories, and how long ago they were, in words.

use std::borrow::Cow;

use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    pg::Pg,
    sql_types::Timestamp,
    sqlite::Sqlite,
};
use serde::{Serialize, Serializer};
use time::{
    OffsetDateTime, PrimitiveDateTime, format_description::BorrowedFormatItem, macros::format_description,
};

use crate::db::{MultiBackend, MultiRawValue};

/// ISO 8601 without fractions of a second.
const ISO: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// The time of publication, in UTC. In JSON it is a text in ISO 8601, or null if it is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromSqlRow)]
pub struct PubDate(pub PrimitiveDateTime);

impl FromSql<Timestamp, MultiBackend> for PubDate {
    /// SQLite stores times as text, and other programs write there too. A text that is not a time counts as the beginning of
    /// time, so that an odd row does not break a whole feed.
    fn from_sql(value: MultiRawValue<'_>) -> deserialize::Result<Self> {
        let time = value.from_sql::<PrimitiveDateTime, Timestamp>();
        Ok(time.map_or(Self::UNKNOWN, Self))
    }
}

impl FromSql<Timestamp, Sqlite> for PubDate {
    fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(FromSql::<Timestamp, Sqlite>::from_sql(value).map_or(Self::UNKNOWN, Self))
    }
}

impl FromSql<Timestamp, Pg> for PubDate {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(FromSql::<Timestamp, Pg>::from_sql(value).map_or(Self::UNKNOWN, Self))
    }
}

impl PubDate {
    /// The beginning of time.
    pub(in crate::models) const UNKNOWN: Self =
        Self(PrimitiveDateTime::new(time::Date::MIN, time::Time::MIDNIGHT));

    /// A time in seconds since 1970.
    pub fn from_unix(seconds: i64) -> Self {
        let time = OffsetDateTime::from_unix_timestamp(seconds);
        time.map_or(Self::UNKNOWN, |time| Self(PrimitiveDateTime::new(time.date(), time.time())))
    }

    /// How long before `now` it was: "Just now", "1 hour ago", "5 hours ago", "1 day ago", "12 days ago".
    pub fn display(self, now: OffsetDateTime) -> Cow<'static, str> {
        let age = now - self.0.assume_utc();
        match (age.whole_days(), age.whole_hours()) {
            (..=0, ..=0) => Cow::Borrowed("Just now"),
            (..=0, 1) => Cow::Borrowed("1 hour ago"),
            (..=0, hours) => Cow::Owned(format!("{hours} hours ago")),
            (1, _) => Cow::Borrowed("1 day ago"),
            (days, _) => Cow::Owned(format!("{days} days ago")),
        }
    }
}

impl Serialize for PubDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A year before 0 has a sign, which clients cannot read; such a time is not that of a post.
        if self.0.year() < 0 {
            return serializer.serialize_none();
        }
        let mut text = [0; "9999-12-31T23:59:59Z".len()];
        let written = self.0.format_into(&mut text.as_mut_slice(), ISO).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(std::str::from_utf8(&text[..written]).map_err(serde::ser::Error::custom)?)
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;

    #[test]
    fn times_are_written_in_iso_8601() {
        let json = |time| serde_json::to_string(&PubDate(time)).expect("JSON");
        assert_eq!(json(datetime!(2026-03-01 12:00:07.654321)), "\"2026-03-01T12:00:07Z\"");
        assert_eq!(json(datetime!(9999-12-31 23:59:59)), "\"9999-12-31T23:59:59Z\"");
        assert_eq!(json(datetime!(0001-01-01 0:00)), "\"0001-01-01T00:00:00Z\"");
        assert_eq!(json(PubDate::UNKNOWN.0), "null");
    }

    #[test]
    fn ages_read_as_people_say_them() {
        let now = datetime!(2026-03-01 12:00 UTC);
        let ago = |age: Duration| {
            let then = now - age;
            PubDate(PrimitiveDateTime::new(then.date(), then.time())).display(now).into_owned()
        };

        assert_eq!(ago(Duration::seconds(-5)), "Just now");
        assert_eq!(ago(Duration::minutes(59)), "Just now");
        assert_eq!(ago(Duration::minutes(60)), "1 hour ago");
        assert_eq!(ago(Duration::minutes(119)), "1 hour ago");
        assert_eq!(ago(Duration::hours(23)), "23 hours ago");
        assert_eq!(ago(Duration::hours(24)), "1 day ago");
        assert_eq!(ago(Duration::hours(47)), "1 day ago");
        assert_eq!(ago(Duration::days(400)), "400 days ago");
    }
}
