//! The adoption of a database that the original application made.
//!
//! [`TABLES`] describes the tables as the first migration makes them; later migrations add their columns. A foreign column
//! that has the name of such a column is renamed. SQLite cannot
//! change a column in place, so [`sqlite`] renames the old tables, lets the migrations create new ones and copies the rows;
//! [`postgres`] alters the tables in place. Both run in the transaction of the migrations: if anything is unexpected,
//! nothing is changed.

pub(super) mod postgres;
pub(super) mod sqlite;

use diesel::{debug_query, query_builder::QueryFragment, sqlite::Sqlite};

use crate::schema::{bookmarks, comments, following, likes_comments, likes_posts, posts, stories, users};

/// A table that the original also has.
pub(super) struct Table {
    pub name: &'static str,
    /// All columns but `id`.
    pub columns: &'static [Column],
    /// Sets of columns that are unique together.
    pub unique: &'static [&'static [&'static str]],
}

pub(super) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub absent: Absent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An id of the named table.
    Reference(&'static str),
    /// Text of at least this number of characters.
    Text(u32),
    /// A time in UTC.
    Time,
    Flag,
}

impl Kind {
    fn what(self) -> &'static str {
        match self {
            Self::Reference(_) => "32-bit integers",
            Self::Text(_) => "text",
            Self::Time => "times without a zone",
            Self::Flag => "true or false",
        }
    }
}

/// The replacement for a value that a row or the whole table lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// The column may be NULL.
    Null,
    /// The SQL default of the column's kind: now, or false.
    Default,
    /// An empty text.
    Blank,
    /// None: such a row stops the adoption.
    Error,
}

const fn column(name: &'static str, kind: Kind, absent: Absent) -> Column {
    Column { name, kind, absent }
}

const USER: Column = column("user_id", Kind::Reference("users"), Absent::Error);
const POST: Column = column("post_id", Kind::Reference("posts"), Absent::Error);
const PUB_DATE: Column = column("pub_date", Kind::Time, Absent::Default);
const TIMESTAMP: Column = column("timestamp", Kind::Time, Absent::Default);
const TEXT: Column = column("text", Kind::Text(5000), Absent::Blank);

/// Section 8 of the wire contract, parents before children.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "users",
        columns: &[
            column("first_name", Kind::Text(255), Absent::Blank),
            column("last_name", Kind::Text(255), Absent::Blank),
            column("username", Kind::Text(255), Absent::Error),
            column("password_hash", Kind::Text(255), Absent::Error),
            column("email", Kind::Text(255), Absent::Error),
            column("image_url", Kind::Text(2048), Absent::Null),
            column("thumb_url", Kind::Text(2048), Absent::Null),
            column("date_created", Kind::Time, Absent::Default),
            column("is_verified", Kind::Flag, Absent::Default),
            column("is_disabled", Kind::Flag, Absent::Default),
        ],
        unique: &[&["username"], &["email"]],
    },
    Table {
        name: "posts",
        columns: &[
            column("image_url", Kind::Text(2048), Absent::Blank),
            column("caption", Kind::Text(5000), Absent::Null),
            column("alt_text", Kind::Text(5000), Absent::Null),
            PUB_DATE,
            USER,
        ],
        unique: &[],
    },
    Table { name: "comments", columns: &[TEXT, PUB_DATE, USER, POST], unique: &[] },
    Table { name: "likes_posts", columns: &[USER, POST, TIMESTAMP], unique: &[&["post_id", "user_id"]] },
    Table { name: "bookmarks", columns: &[USER, POST, TIMESTAMP], unique: &[&["user_id", "post_id"]] },
    Table {
        name: "likes_comments",
        columns: &[USER, column("comment_id", Kind::Reference("comments"), Absent::Error), TIMESTAMP],
        unique: &[&["comment_id", "user_id"]],
    },
    Table {
        name: "following",
        columns: &[USER, column("following_id", Kind::Reference("users"), Absent::Error)],
        unique: &[&["user_id", "following_id"]],
    },
    Table { name: "stories", columns: &[TEXT, PUB_DATE, USER], unique: &[] },
];

/// Why a database cannot be adopted.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    #[error(
        "this database has tables of another application: column {table}.{column} is of type {found}, but must \
         hold {expected}. Nothing was changed; point DB_URL at another database, or change the column"
    )]
    UnexpectedType { table: &'static str, column: String, found: String, expected: &'static str },
    #[error(
        "this database has tables of another application: {table} has no column {column}. Nothing was changed; \
         point DB_URL at another database, or add the column"
    )]
    MissingColumn { table: &'static str, column: &'static str },
    #[error("{table}.{column} is NULL in {rows} rows. Nothing was changed; fill or delete them, then start again")]
    MissingValues { table: &'static str, column: &'static str, rows: i64 },
    #[error(
        "{table} has {rows} rows that repeat the same ({columns}). Nothing was changed; delete the surplus ones, \
         then start again"
    )]
    Duplicates { table: &'static str, columns: String, rows: i64 },
    #[error("taking over the original's tables failed, nothing was changed: {0}")]
    Query(#[from] diesel::result::Error),
}

/// A column of the database.
#[derive(Debug, diesel::QueryableByName)]
pub(super) struct Found {
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub name: String,
    /// The type, as the database writes it.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub declared: String,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    pub default: Option<String>,
    /// The maximum number of characters, for text with a limit.
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Integer>)]
    pub limit: Option<i32>,
}

/// The new name of a foreign column whose name a migration needs for a column of this program. It is not used instead: what
/// it holds has another meaning, and a foreign `role` could make anybody an admin.
fn renamed(column: &str) -> String {
    format!("before_adoption_{column}")
}

/// Whether a later migration adds a column of this name to `table`.
fn is_added_later(table: &Table, column: &str) -> bool {
    let columns = match table.name {
        "users" => names(users::all_columns),
        "posts" => names(posts::all_columns),
        "comments" => names(comments::all_columns),
        "likes_posts" => names(likes_posts::all_columns),
        "bookmarks" => names(bookmarks::all_columns),
        "likes_comments" => names(likes_comments::all_columns),
        "following" => names(following::all_columns),
        _ => names(stories::all_columns),
    };
    let is_known = column == "id" || table.columns.iter().any(|known| known.name == column);
    !is_known && columns.contains(&format!("`{column}`"))
}

/// The columns of a table after all migrations, as SQLite would write them in a SELECT.
fn names(columns: impl QueryFragment<Sqlite>) -> String {
    debug_query(&columns).to_string()
}

/// Checks that each column of `table` exists or can be added, and that `fits` accepts its type.
fn check_columns(
    table: &'static Table,
    found: &[Found],
    fits: impl Fn(Kind, &str) -> bool,
) -> Result<(), AdoptError> {
    let id = Column { name: "id", kind: Kind::Reference(table.name), absent: Absent::Error };
    for column in std::iter::once(&id).chain(table.columns) {
        match found.iter().find(|found| found.name == column.name) {
            Some(found) if fits(column.kind, &found.declared) => {}
            Some(found) => {
                return Err(AdoptError::UnexpectedType {
                    table: table.name,
                    column: found.name.clone(),
                    found: found.declared.clone(),
                    expected: column.kind.what(),
                });
            }
            None if matches!(column.absent, Absent::Error) => {
                return Err(AdoptError::MissingColumn { table: table.name, column: column.name });
            }
            None => {}
        }
    }
    Ok(())
}

/// Checks the rows of `table` with `count`, which runs SQL that selects a number as `n`.
fn check_rows(
    table: &'static Table,
    mut count: impl FnMut(&str) -> diesel::QueryResult<i64>,
) -> Result<(), AdoptError> {
    let name = table.name;
    for column in table.columns.iter().filter(|column| column.absent == Absent::Error) {
        let rows = count(&format!("SELECT count(*) AS n FROM {name} WHERE {} IS NULL", column.name))?;
        if rows > 0 {
            return Err(AdoptError::MissingValues { table: name, column: column.name, rows });
        }
    }
    for columns in table.unique {
        let columns = columns.join(", ");
        let rows = count(&format!(
            "SELECT (SELECT count(*) FROM {name}) - (SELECT count(*) FROM (SELECT DISTINCT {columns} FROM {name}) \
             AS once) AS n"
        ))?;
        if rows > 0 {
            return Err(AdoptError::Duplicates { table: name, columns, rows });
        }
    }
    Ok(())
}

/// Columns that refer to ids of `table`, as (table, column).
fn references_to(table: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLES.iter().flat_map(move |from| {
        let of_table = move |column: &&Column| matches!(column.kind, Kind::Reference(parent) if parent == table);
        from.columns.iter().filter(of_table).map(|column| (from.name, column.name))
    })
}

/// SQL for the highest id of `table` that any row has or refers to; 0 if there is none.
fn highest_id(table: &str, greatest: &str) -> String {
    let mut parts = vec![format!("coalesce((SELECT max(id) FROM {table}), 0)")];
    parts.extend(
        references_to(table).map(|(from, column)| format!("coalesce((SELECT max({column}) FROM {from}), 0)")),
    );
    parts.push("0".to_owned());
    format!("{greatest}({})", parts.join(", "))
}

#[derive(diesel::QueryableByName)]
pub(in crate::db) struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

/// Runs `sql`, which selects a number as `n`.
pub(in crate::db) fn count<C>(conn: &mut C, sql: &str) -> diesel::QueryResult<i64>
where
    C: diesel::connection::LoadConnection,
    diesel::query_builder::SqlQuery: for<'a> diesel::query_dsl::methods::LoadQuery<'a, C, Count>,
{
    use diesel::RunQueryDsl;

    diesel::sql_query(sql).get_result::<Count>(conn).map(|row| row.n)
}
