//! The migrations of both databases and `src/schema.rs` describe the same tables.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{RunQueryDsl, sql_types};
use photo_app::db::{Conn, DbUrl, migrate};

use crate::test_app::new_database;

/// A column, by what both databases and diesel have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    kind: String,
    nullable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Index {
    /// With `-` before those that descend.
    columns: Vec<String>,
    unique: bool,
    partial: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Table {
    columns: BTreeMap<String, Column>,
    primary_key: BTreeSet<String>,
    indexes: BTreeSet<Index>,
    /// The column, the table it refers to, and what happens when the row there is deleted.
    foreign_keys: BTreeSet<[String; 3]>,
}

type Schema = BTreeMap<String, Table>;

/// A row of any of the queries: texts separated by `|`.
#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Text)]
    line: String,
}

/// The rows that `sql` selects as `line`, split into `N` texts.
fn rows<const N: usize>(conn: &mut Conn, sql: &str) -> Vec<[String; N]> {
    let rows: Vec<Row> = diesel::sql_query(sql).load(conn).expect(sql);
    let split = |row: Row| {
        let parts: Vec<String> = row.line.split('|').map(str::to_owned).collect();
        parts.try_into().unwrap_or_else(|parts| panic!("{parts:?}"))
    };
    rows.into_iter().map(split).collect()
}

const SQLITE_TABLES: &str = "sqlite_master t WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' \
     AND t.name <> '__diesel_schema_migrations'";

fn schema_of_sqlite(conn: &mut Conn) -> Schema {
    let tables = |from: &str| SQLITE_TABLES.replace(" t WHERE", &format!(" t, {from} WHERE"));
    let columns = format!(
        "SELECT t.name || '|' || c.name || '|' || c.type || '|' || (NOT c.\"notnull\") || '|' || (c.pk > 0) AS line FROM {}",
        tables("pragma_table_info(t.name) c")
    );
    let indexes = format!(
        "SELECT t.name || '|' || i.name || '|' || i.\"unique\" || '|' || i.partial || '|' || \
         CASE WHEN c.desc THEN '-' ELSE '' END || c.name AS line FROM {} \
         AND i.origin <> 'pk' AND c.key ORDER BY i.name, c.seqno",
        tables("pragma_index_list(t.name) i, pragma_index_xinfo(i.name) c")
    );
    let foreign_keys = format!(
        "SELECT t.name || '|' || k.\"from\" || '|' || k.\"table\" || '|' || k.on_delete AS line FROM {}",
        tables("pragma_foreign_key_list(t.name) k")
    );
    schema(rows(conn, &columns), rows(conn, &indexes), rows(conn, &foreign_keys))
}

fn schema_of_postgres(conn: &mut Conn) -> Schema {
    let columns = "SELECT c.table_name || '|' || c.column_name || '|' || c.data_type || '|' \
         || (c.is_nullable = 'YES')::int || '|' || EXISTS (SELECT 1 FROM pg_index x JOIN pg_attribute a \
         ON a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey) WHERE x.indisprimary \
         AND x.indrelid = c.table_name::regclass AND a.attname = c.column_name)::int AS line \
         FROM information_schema.columns c \
         WHERE c.table_schema = 'public' AND c.table_name <> '__diesel_schema_migrations'";
    let indexes = "SELECT t.relname || '|' || i.relname || '|' || x.indisunique::int || '|' \
         || (x.indpred IS NOT NULL)::int || '|' || CASE WHEN x.indoption[k.n - 1] & 1 = 1 THEN '-' ELSE '' END \
         || a.attname AS line FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid \
         JOIN pg_class i ON i.oid = x.indexrelid \
         JOIN pg_namespace s ON s.oid = t.relnamespace AND s.nspname = 'public' \
         CROSS JOIN LATERAL unnest(x.indkey::smallint[]) WITH ORDINALITY k(attnum, n) \
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum \
         WHERE NOT x.indisprimary ORDER BY i.relname, k.n";
    let foreign_keys = "SELECT t.relname || '|' || a.attname || '|' || o.relname || '|' \
         || CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE k.confdeltype::text END AS line \
         FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class o ON o.oid = k.confrelid \
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (k.conkey) WHERE k.contype = 'f'";
    schema(rows(conn, columns), rows(conn, indexes), rows(conn, foreign_keys))
}

/// Puts together the rows of a database: table, column, type, whether it is nullable and part of the primary key; table,
/// index, whether it is unique and partial, column; table, column, other table, action.
fn schema(columns: Vec<[String; 5]>, indexes: Vec<[String; 5]>, foreign_keys: Vec<[String; 4]>) -> Schema {
    let mut schema = Schema::new();
    for [table, column, kind, nullable, key] in columns {
        let table = schema.entry(table).or_default();
        if key == "1" {
            table.primary_key.insert(column.clone());
        }
        table.columns.insert(column, Column { kind: kind_of(&kind).to_owned(), nullable: nullable == "1" });
    }
    let mut by_name: BTreeMap<[String; 2], Index> = BTreeMap::new();
    for [table, index, unique, partial, column] in indexes {
        let new = Index { columns: Vec::new(), unique: unique == "1", partial: partial == "1" };
        by_name.entry([table, index]).or_insert(new).columns.push(column);
    }
    for ([table, _], index) in by_name {
        schema.entry(table).or_default().indexes.insert(index);
    }
    for [table, column, other, action] in foreign_keys {
        schema.entry(table).or_default().foreign_keys.insert([column, other, action]);
    }
    schema
}

/// diesel's name for a type of either database.
fn kind_of(kind: &str) -> &str {
    match kind {
        "INTEGER" | "integer" => "Integer",
        "BIGINT" | "bigint" => "BigInt",
        "TEXT" | "text" => "Text",
        "BOOLEAN" | "boolean" => "Bool",
        "TIMESTAMP" | "timestamp without time zone" => "Timestamp",
        other => other,
    }
}

/// The tables of `src/schema.rs`, which says nothing of indexes and what happens when a row is deleted.
fn schema_of_diesel() -> Schema {
    let mut schema = Schema::new();
    let mut table = String::new();
    for line in include_str!("../src/schema.rs").lines().map(str::trim) {
        if let Some((name, key)) = line.strip_suffix(") {").and_then(|line| line.split_once(" (")) {
            name.clone_into(&mut table);
            schema.entry(table.clone()).or_default().primary_key = key.split(", ").map(str::to_owned).collect();
        } else if let Some((column, kind)) = line.strip_suffix(',').and_then(|line| line.split_once(" -> ")) {
            let inner = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
            let column_type = Column { kind: inner.unwrap_or(kind).to_owned(), nullable: inner.is_some() };
            schema.entry(table.clone()).or_default().columns.insert(column.to_owned(), column_type);
        }
    }
    schema
}

/// The part of a schema that diesel knows.
fn without_indexes(mut schema: Schema) -> Schema {
    for table in schema.values_mut() {
        table.indexes.clear();
        table.foreign_keys.clear();
    }
    schema
}

fn migrated_sqlite() -> Schema {
    let folder = tempfile::tempdir().expect("a folder");
    let url = DbUrl::Sqlite(folder.path().join("schema.sqlite"));
    migrate(&url).expect("a migrated database");
    schema_of_sqlite(&mut Conn::open(&url).expect("the database"))
}

#[track_caller]
fn assert_same(left: &Schema, right: &Schema) {
    let names: Vec<_> = left.keys().collect();
    assert_eq!(names, right.keys().collect::<Vec<_>>());
    for (name, table) in left {
        assert_eq!(table, &right[name], "{name}");
    }
}

#[test]
fn the_migrations_of_sqlite_and_the_schema_of_diesel_agree() {
    let sqlite = migrated_sqlite();

    assert!(sqlite["posts"].indexes.len() == 1 && sqlite["likes_posts"].foreign_keys.len() == 2, "{sqlite:?}");
    assert_same(&without_indexes(sqlite), &schema_of_diesel());
}

mod postgres {
    use super::*;

    #[test]
    fn the_migrations_of_both_databases_agree() {
        let (url, _) = new_database();
        migrate(&url).expect("a migrated database");
        let postgres = schema_of_postgres(&mut Conn::open(&url).expect("the database"));

        assert_same(&without_indexes(postgres.clone()), &schema_of_diesel());
        assert_same(&postgres, &migrated_sqlite());
    }
}
