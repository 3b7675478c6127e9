//! Adoption on PostgreSQL: the tables are altered in place, so that views, grants and sequences stay.

use diesel::{PgConnection, QueryResult, RunQueryDsl, connection::SimpleConnection, sql_types::Text};

use super::{
    Absent, AdoptError, Column, Found, Kind, TABLES, Table, check_columns, check_rows, count, highest_id,
    is_added_later, renamed,
};

/// Alters the original's tables, if this is a database of the original, and returns whether it was. Missing tables are left
/// to the migrations.
///
/// # Errors
/// If a table differs from the original's.
pub(in crate::db) fn reshape(conn: &mut PgConnection) -> Result<bool, AdoptError> {
    if exists(conn, "__diesel_schema_migrations")? {
        return Ok(false);
    }
    let mut present = Vec::new();
    for table in TABLES {
        if exists(conn, table.name)? {
            let columns = columns_of(conn, table.name)?;
            check_columns(table, &columns, fits)?;
            present.push((table, columns));
        }
    }
    for (table, columns) in &present {
        check_rows(table, |sql| count(conn, sql))?;
        for column in table.columns {
            fit_column(conn, table, column, columns.iter().find(|found| found.name == column.name))?;
        }
        free_added_columns(conn, table, columns)?;
        make_room_for_later_columns(conn, table, columns)?;
        make_unique(conn, table)?;
    }
    Ok(!present.is_empty())
}

/// Adds foreign keys and sequences, after the migrations have created the missing tables.
///
/// # Errors
/// Those of the database.
pub(in crate::db) fn add_foreign_keys_and_sequences(conn: &mut PgConnection) -> Result<(), AdoptError> {
    for table in TABLES {
        make_references_cascade(conn, table)?;
        never_reuse_ids(conn, table.name)?;
    }
    Ok(())
}

fn exists(conn: &mut PgConnection, table: &str) -> QueryResult<bool> {
    count(
        conn,
        &format!(
            "SELECT count(*) AS n FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_name = '{table}'"
        ),
    )
    .map(|n| n > 0)
}

fn columns_of(conn: &mut PgConnection, table: &str) -> QueryResult<Vec<Found>> {
    diesel::sql_query(
        "SELECT column_name::text AS name, data_type::text AS declared, column_default::text AS \"default\", \
         character_maximum_length::int AS \"limit\" \
         FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1",
    )
    .bind::<Text, _>(table)
    .load(conn)
}

fn fits(kind: Kind, declared: &str) -> bool {
    match kind {
        Kind::Reference(_) => declared == "integer",
        Kind::Text(_) => matches!(declared, "text" | "character varying"),
        Kind::Time => declared == "timestamp without time zone",
        Kind::Flag => declared == "boolean",
    }
}

/// Adds, widens, fills and constrains one column.
fn fit_column(conn: &mut PgConnection, table: &Table, column: &Column, found: Option<&Found>) -> QueryResult<()> {
    let (table, name) = (table.name, format!("\"{}\"", column.name));
    let default = match (column.absent, column.kind) {
        (Absent::Default, Kind::Flag) => Some("FALSE"),
        (Absent::Default, _) => Some("timezone('utc', now())"),
        (Absent::Blank, _) => Some("''"),
        (Absent::Null | Absent::Error, _) => None,
    };
    match (found, column.kind) {
        (None, kind) => {
            let sql_type = match kind {
                Kind::Reference(_) => "integer",
                Kind::Text(_) => "text",
                Kind::Time => "timestamp",
                Kind::Flag => "boolean",
            };
            conn.batch_execute(&format!("ALTER TABLE {table} ADD COLUMN {name} {sql_type}"))?;
        }
        (Some(found), Kind::Text(wanted)) if found.limit.is_some_and(|limit| limit.unsigned_abs() < wanted) => {
            conn.batch_execute(&format!("ALTER TABLE {table} ALTER COLUMN {name} TYPE text"))?;
        }
        (Some(_), _) => {}
    }
    if let Some(default) = default {
        conn.batch_execute(&format!("UPDATE {table} SET {name} = {default} WHERE {name} IS NULL"))?;
        if column.absent == Absent::Default {
            conn.batch_execute(&format!("ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {default}"))?;
        }
    }
    let null = if column.absent == Absent::Null { "DROP" } else { "SET" };
    conn.batch_execute(&format!("ALTER TABLE {table} ALTER COLUMN {name} {null} NOT NULL"))
}

/// Makes added columns nullable, so that inserts of this program, which omit them, do not fail.
fn free_added_columns(conn: &mut PgConnection, table: &Table, columns: &[Found]) -> QueryResult<()> {
    let ours = |found: &&Found| found.name == "id" || table.columns.iter().any(|column| column.name == found.name);
    for added in columns.iter().filter(|found| !ours(found) && found.default.is_none()) {
        let name = added.name.replace('"', "\"\"");
        conn.batch_execute(&format!("ALTER TABLE {} ALTER COLUMN \"{name}\" DROP NOT NULL", table.name))?;
    }
    Ok(())
}

/// Renames added columns whose names the migrations need.
fn make_room_for_later_columns(conn: &mut PgConnection, table: &Table, columns: &[Found]) -> QueryResult<()> {
    for column in columns.iter().filter(|found| is_added_later(table, &found.name)) {
        let (name, new) = (column.name.replace('"', "\"\""), renamed(&column.name).replace('"', "\"\""));
        conn.batch_execute(&format!("ALTER TABLE {} RENAME COLUMN \"{name}\" TO \"{new}\"", table.name))?;
    }
    Ok(())
}

fn make_unique(conn: &mut PgConnection, table: &Table) -> QueryResult<()> {
    let keys = std::iter::once(["id"].as_slice()).chain(table.unique.iter().copied());
    for columns in keys {
        let columns = columns.join(", ");
        let present = count(
            conn,
            &format!(
                "SELECT count(*) AS n FROM pg_index i WHERE i.indrelid = '{name}'::regclass AND i.indisunique \
                 AND i.indpred IS NULL AND (SELECT string_agg(a.attname, ', ' ORDER BY k.position) \
                   FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k(attnum, position) \
                   JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) = '{columns}'",
                name = table.name
            ),
        )?;
        if present == 0 {
            let key = if columns == "id" { "PRIMARY KEY" } else { "UNIQUE" };
            conn.batch_execute(&format!("ALTER TABLE {} ADD {key} ({columns})", table.name))?;
        }
    }
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct Constraint {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Makes every foreign key cascade on delete. Existing orphans stay: then the constraint only applies to new rows.
fn make_references_cascade(conn: &mut PgConnection, table: &Table) -> QueryResult<()> {
    for column in table.columns {
        let Kind::Reference(parent) = column.kind else { continue };
        let (table, column) = (table.name, column.name);
        let on_this_column = format!(
            "FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum] \
             WHERE c.contype = 'f' AND c.conrelid = '{table}'::regclass AND a.attname = '{column}'"
        );
        let cascading = format!("c.confdeltype = 'c' AND c.confrelid = '{parent}'::regclass");
        if count(conn, &format!("SELECT count(*) AS n {on_this_column} AND {cascading}"))? > 0 {
            continue;
        }
        let others = diesel::sql_query(format!("SELECT c.conname::text AS name {on_this_column}"))
            .load::<Constraint>(conn)?;
        for Constraint { name } in others {
            conn.batch_execute(&format!("ALTER TABLE {table} DROP CONSTRAINT \"{}\"", name.replace('"', "\"\"")))?;
        }
        let orphans = count(
            conn,
            &format!(
                "SELECT count(*) AS n FROM {table} c WHERE NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.id = c.{column})"
            ),
        )?;
        let validity = if orphans > 0 { "NOT VALID" } else { "" };
        conn.batch_execute(&format!(
            "ALTER TABLE {table} ADD FOREIGN KEY ({column}) REFERENCES {parent} (id) ON DELETE CASCADE {validity}"
        ))?;
    }
    Ok(())
}

/// Gives `table` a sequence that its id owns, and moves the sequence past every id that was ever used.
fn never_reuse_ids(conn: &mut PgConnection, table: &str) -> QueryResult<()> {
    let owned = format!("SELECT count(pg_get_serial_sequence('{table}', 'id')) AS n");
    if count(conn, &owned)? == 0 {
        conn.batch_execute(&format!(
            "DO $$ DECLARE given text; BEGIN \
               SELECT substring(column_default FROM 'nextval\\(''(.*)''::regclass\\)') INTO given \
                 FROM information_schema.columns WHERE table_schema = current_schema() \
                 AND table_name = '{table}' AND column_name = 'id'; \
               IF given IS NULL THEN \
                 given := '{table}_id_seq'; \
                 EXECUTE format('CREATE SEQUENCE %s', given); \
                 ALTER TABLE {table} ALTER COLUMN id SET DEFAULT nextval('{table}_id_seq'); \
               END IF; \
               EXECUTE format('ALTER SEQUENCE %s OWNED BY {table}.id', given); \
             END $$"
        ))?;
    }
    let highest = highest_id(table, "GREATEST");
    conn.batch_execute(&format!(
        "SELECT setval(pg_get_serial_sequence('{table}', 'id')::regclass, GREATEST({highest}, \
           coalesce(pg_sequence_last_value(pg_get_serial_sequence('{table}', 'id')::regclass), 0), 1))"
    ))
}
