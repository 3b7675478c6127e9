//! Database URLs, with errors for likely mistakes.

use std::{fmt, path::PathBuf, str::FromStr};

/// The place of the data: an SQLite file or a PostgreSQL server.
#[derive(Clone, PartialEq, Eq)]
pub enum DbUrl {
    Sqlite(PathBuf),
    Postgres(::url::Url),
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DbUrlError {
    #[error("the database URL is empty: write sqlite:PATH or postgresql://USER@HOST/NAME")]
    Empty,
    #[error("the PostgreSQL URL cannot be read ({0}): write postgresql://USER:PASSWORD@HOST:PORT/NAME")]
    Postgres(::url::ParseError),
    #[error(
        "the database URL is neither sqlite:PATH nor postgresql://USER@HOST/NAME; for a file whose name \
         looks like a URL, write sqlite:./NAME"
    )]
    Unknown,
    #[error("a % in the user, the password or the options of a PostgreSQL URL must be written as %25")]
    Percent,
    #[error("an SQLite database in memory cannot be shared by several connections: name a file")]
    InMemory,
    #[error("options after a question mark are not supported in an SQLite URL: give the path alone")]
    SqliteOptions,
}

impl FromStr for DbUrl {
    type Err = DbUrlError;

    /// Takes `sqlite:PATH`, `sqlite://PATH`, `postgres://…`, `postgresql://…` or a bare path. A bare path that
    /// looks like a mistyped URL or a connection string is refused, because SQLite would create a file with that name.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() {
            return Err(DbUrlError::Empty);
        }
        if has_scheme(text, "postgres://") || has_scheme(text, "postgresql://") {
            let parsed = ::url::Url::parse(text).map_err(DbUrlError::Postgres)?;
            let options = parsed.query().unwrap_or_default();
            let parts = [parsed.username(), parsed.password().unwrap_or_default(), parsed.path(), options];
            // The database library's error would contain the password.
            return if parts.into_iter().all(is_encoded) {
                Ok(Self::Postgres(parsed))
            } else {
                Err(DbUrlError::Percent)
            };
        }
        if has_scheme(text, "sqlite:") {
            let path = &text["sqlite:".len()..];
            return sqlite_file(path.strip_prefix("//").unwrap_or(path));
        }
        let cut_short = ["postgres", "postgresql", "psql", "sqlite", "localhost"].contains(&text);
        let like_a_url = cut_short || text.contains([':', '@', '=']) || text.contains("//");
        if like_a_url && text != ":memory:" {
            return Err(DbUrlError::Unknown);
        }
        sqlite_file(text)
    }
}

/// Whether every % is followed by two hexadecimal digits other than 00.
fn is_encoded(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit) && digits != b"00")
    })
}

fn has_scheme(text: &str, scheme: &str) -> bool {
    text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn sqlite_file(path: &str) -> Result<DbUrl, DbUrlError> {
    match path {
        "" => Err(DbUrlError::Empty),
        ":memory:" => Err(DbUrlError::InMemory),
        path if path.contains('?') => Err(DbUrlError::SqliteOptions),
        path => Ok(DbUrl::Sqlite(path.into())),
    }
}

/// For messages and logs, without the password.
impl fmt::Display for DbUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let port = url.port().unwrap_or(5432);
                write!(f, "postgresql://{}:{port}{}", url.host_str().unwrap_or("localhost"), url.path())
            }
        }
    }
}

impl fmt::Debug for DbUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
