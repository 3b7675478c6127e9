//! Text from the tables. SQLite accepts any bytes as text, and other programs write there too. Bytes that are not UTF-8 are
//! read as replacement characters, so that an odd row does not break a whole feed.

use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    sql_types::{Nullable, Text},
};

/// Text of a column that is NOT NULL.
#[derive(Debug, FromSqlRow)]
pub struct LossyText(String);

/// Text of a column that may be NULL.
#[derive(Debug, FromSqlRow)]
pub struct LossyTextOrNull(Option<String>);

impl<DB> FromSql<Text, DB> for LossyText
where
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(read(value)))
    }
}

impl<DB> FromSql<Nullable<Text>, DB> for LossyTextOrNull
where
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Some(read(value))))
    }

    fn from_nullable_sql(value: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        Ok(Self(value.map(read)))
    }
}

fn read<DB>(value: DB::RawValue<'_>) -> String
where
    DB: Backend,
    String: FromSql<Text, DB>,
{
    String::from_sql(value).unwrap_or_else(|_| char::REPLACEMENT_CHARACTER.to_string())
}

impl From<LossyText> for String {
    fn from(text: LossyText) -> Self {
        text.0
    }
}

impl From<LossyTextOrNull> for Option<String> {
    fn from(text: LossyTextOrNull) -> Self {
        text.0
    }
}
