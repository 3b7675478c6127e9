//! Text as the tables hold it. SQLite takes any bytes for a text, and other programs write there too: what is no
//! UTF-8 shows as a replacement character, because one odd row must not take a whole feed away.

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    sql_types::{Nullable, Text},
};

use crate::db::{MultiBackend, MultiRawValue};

/// The text of a column that is never NULL.
#[derive(Debug, FromSqlRow)]
pub struct OddText(String);

/// The text of a column that may be NULL.
#[derive(Debug, FromSqlRow)]
pub struct OddTextOrNull(Option<String>);

fn read(value: MultiRawValue<'_>) -> String {
    value.from_sql::<String, Text>().unwrap_or_else(|_| char::REPLACEMENT_CHARACTER.to_string())
}

impl FromSql<Text, MultiBackend> for OddText {
    fn from_sql(value: MultiRawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(read(value)))
    }
}

impl FromSql<Nullable<Text>, MultiBackend> for OddTextOrNull {
    fn from_sql(value: MultiRawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Some(read(value))))
    }

    fn from_nullable_sql(value: Option<MultiRawValue<'_>>) -> deserialize::Result<Self> {
        Ok(Self(value.map(read)))
    }
}

impl From<OddText> for String {
    fn from(text: OddText) -> Self {
        text.0
    }
}

impl From<OddTextOrNull> for Option<String> {
    fn from(text: OddTextOrNull) -> Self {
        text.0
    }
}
