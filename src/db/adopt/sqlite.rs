//! Adoption on SQLite: the old tables are renamed, the migrations create new ones, and the rows are copied.

use diesel::{QueryResult, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_types::Text};

use super::{
    Absent, AdoptError, Found, Kind, TABLES, Table, check_columns, check_rows, count, highest_id, is_added_later,
    renamed,
};

/// The renamed tables, whose rows wait to be copied.
pub(in crate::db) struct SetAside {
    tables: Vec<Old>,
    /// Statements that create the indexes and triggers again that were added to the old tables.
    extras: Vec<String>,
}

struct Old {
    table: &'static Table,
    columns: Vec<Found>,
}

#[derive(diesel::QueryableByName)]
struct Definition {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

fn aside(table: &str) -> String {
    format!("before_adoption_{table}")
}

fn exists(conn: &mut SqliteConnection, table: &str) -> QueryResult<bool> {
    count(conn, &format!("SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name = '{table}'"))
        .map(|n| n > 0)
}

/// Renames the original's tables, if this is a database of the original. Foreign keys must be off and
/// `legacy_alter_table` on, or the renaming would also change other tables.
///
/// # Errors
/// If a table differs from the original's.
pub(in crate::db) fn set_aside(conn: &mut SqliteConnection) -> Result<Option<SetAside>, AdoptError> {
    if exists(conn, "__diesel_schema_migrations")? {
        return Ok(None);
    }
    let mut tables = Vec::new();
    for table in TABLES {
        if exists(conn, table.name)? {
            let columns = columns_of(conn, table.name)?;
            check_columns(table, &columns, fits)?;
            tables.push(Old { table, columns });
        }
    }
    if tables.is_empty() {
        return Ok(None);
    }
    let mut extras = Vec::new();
    for old in &tables {
        check_rows(old.table, |sql| count(conn, sql))?;
        let name = old.table.name;
        let definitions = diesel::sql_query(
            "SELECT type AS kind, name, sql FROM sqlite_master \
             WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
        )
        .bind::<Text, _>(name)
        .load::<Definition>(conn)?;
        for Definition { kind, name, sql } in definitions {
            conn.batch_execute(&format!("DROP {kind} {}", quoted(&name)))?;
            extras.push(sql);
        }
        conn.batch_execute(&format!("ALTER TABLE {name} RENAME TO {}", aside(name)))?;
    }
    Ok(Some(SetAside { tables, extras }))
}

impl SetAside {
    /// Copies the rows into the new tables and drops the old ones.
    ///
    /// # Errors
    /// Those of the database.
    pub(in crate::db) fn bring_back(self, conn: &mut SqliteConnection) -> Result<(), AdoptError> {
        for old in &self.tables {
            old.copy(conn)?;
        }
        for old in &self.tables {
            old.never_reuse_ids(conn)?;
            conn.batch_execute(&format!("DROP TABLE {}", aside(old.table.name)))?;
        }
        // What was there before is not new.
        conn.batch_execute(
            "UPDATE following SET created_at = NULL; \
             INSERT INTO notification_states (user_id, seen_at) \
             SELECT id, strftime('%Y-%m-%d %H:%M:%f000', 'now') FROM users;",
        )?;
        for sql in &self.extras {
            conn.batch_execute(sql)?;
        }
        Ok(())
    }
}

impl Old {
    fn copy(&self, conn: &mut SqliteConnection) -> Result<(), AdoptError> {
        let name = self.table.name;
        let mut into = vec!["id".to_owned()];
        let mut from = vec!["id".to_owned()];
        for column in &self.columns {
            let quoted_name = quoted(&column.name);
            let mut new_name = quoted_name.clone();
            match self.table.columns.iter().find(|known| known.name == column.name) {
                Some(known) => from.push(match (known.absent, known.kind) {
                    (Absent::Blank, _) => format!("coalesce({quoted_name}, '')"),
                    (Absent::Default, Kind::Flag) => format!("coalesce({quoted_name}, FALSE)"),
                    (Absent::Default, _) => {
                        format!("coalesce({quoted_name}, strftime('%Y-%m-%d %H:%M:%f000', 'now'))")
                    }
                    (Absent::Null | Absent::Error, _) => quoted_name.clone(),
                }),
                None if column.name == "id" => continue,
                None => {
                    if is_added_later(self.table, &column.name.to_ascii_lowercase()) {
                        new_name = quoted(&renamed(&column.name));
                    }
                    let definition = format!("{new_name} {}", type_and_default(column));
                    conn.batch_execute(&format!("ALTER TABLE {name} ADD COLUMN {definition}"))?;
                    from.push(quoted_name);
                }
            }
            into.push(new_name);
        }
        conn.batch_execute(&format!(
            "INSERT INTO {name} ({}) SELECT {} FROM {}",
            into.join(", "),
            from.join(", "),
            aside(name)
        ))?;
        Ok(())
    }

    /// The old tables may have lacked AUTOINCREMENT, so references to deleted ids also count as used ids.
    fn never_reuse_ids(&self, conn: &mut SqliteConnection) -> QueryResult<()> {
        let name = self.table.name;
        let old = aside(name);
        let highest = highest_id(name, "max");
        conn.batch_execute(&format!(
            "CREATE TEMP TABLE highest AS SELECT max({highest}, \
               coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name IN ('{name}', '{old}')), 0)) AS id; \
             DELETE FROM sqlite_sequence WHERE name = '{name}'; \
             INSERT INTO sqlite_sequence (name, seq) SELECT '{name}', id FROM highest; \
             DROP TABLE highest;"
        ))
    }
}

/// The definition of an added column behind its name: never NOT NULL, because inserts of this program omit it. SQLite cannot add a column
/// with a computed default, so such a default is dropped.
fn type_and_default(column: &Found) -> String {
    let mut definition = column.declared.clone();
    if let Some(default) = &column.default
        && !default.starts_with('(')
        && !default.to_ascii_uppercase().starts_with("CURRENT_")
    {
        definition.push_str(" DEFAULT ");
        definition.push_str(default);
    }
    definition
}

fn columns_of(conn: &mut SqliteConnection, table: &str) -> QueryResult<Vec<Found>> {
    diesel::sql_query(
        "SELECT name, type AS declared, dflt_value AS \"default\", NULL AS \"limit\" FROM pragma_table_info(?)",
    )
    .bind::<Text, _>(table)
    .load(conn)
}

/// SQLite accepts any word as a type. Its rule for type affinity finds integers; the rest is a list of common names.
fn fits(kind: Kind, declared: &str) -> bool {
    let word = declared.to_ascii_uppercase();
    match kind {
        Kind::Reference(_) => word.contains("INT"),
        Kind::Text(_) => ["CHAR", "TEXT", "CLOB", "STRING"].iter().any(|part| word.contains(part)),
        Kind::Time => ["DATETIME", "TIMESTAMP", "TEXT"].iter().any(|part| word.contains(part)),
        Kind::Flag => ["BOOL", "INT"].iter().any(|part| word.contains(part)),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
