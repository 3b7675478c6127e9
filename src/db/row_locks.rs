//! Locks of rows that are referred to.

use diesel::{
    QueryResult, RunQueryDsl,
    sql_types::{Integer, Text},
};

use super::Conn;

/// Locks rows against their deletion until the end of the transaction, by id, and returns the ids of those that exist. On
/// SQLite a transaction that writes is alone, and needs no locks.
///
/// # Errors
/// Those of the database.
pub fn lock_rows(conn: &mut Conn, table: &'static str, ids: &[i32]) -> QueryResult<Vec<i32>> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        id: i32,
    }

    let list = ids.iter().map(i32::to_string).collect::<Vec<_>>().join(",");
    let rows: Vec<Row> = match conn {
        Conn::Sqlite(conn) => diesel::sql_query(format!(
            "SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each('[' || ? || ']'))"
        ))
        .bind::<Text, _>(list)
        .load(conn)?,
        Conn::Postgres(conn) => diesel::sql_query(format!(
            "SELECT id FROM {table} WHERE id = ANY (string_to_array($1, ',')::int[]) ORDER BY id FOR KEY SHARE"
        ))
        .bind::<Text, _>(list)
        .load(conn)?,
    };
    Ok(rows.into_iter().map(|row| row.id).collect())
}
