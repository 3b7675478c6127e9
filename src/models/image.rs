//! Pictures that people have uploaded: whose they are, what refers to them, and which nobody needs any more.
//!
//! A picture's row is there before its files, and goes before them. So files without a row are garbage for certain, and a
//! row without files is one of an upload that is going on, or that broke off and is swept after [`GRACE`].
//!
//! **No picture that is in use is ever swept.** Sweeping means deleting the row first ([`Image::take_unused`]), and
//! referring to a picture means having written to that row in the same transaction ([`Image::claim`]). Both take the lock
//! of the row, so one of them waits for the other:
//! - Where the sweep is first, the claim finds no row afterwards, and the post is refused.
//! - Where the claim is first, the sweep gets the lock after the claim's transaction has ended, and looks for what refers to
//!   the picture in a statement of its own after that. On PostgreSQL that statement sees what was committed before it began
//!   (READ COMMITTED); a condition in the DELETE itself would be judged by what was there before the wait. On SQLite there
//!   is one writer at a time in any case.
//!
//! The hour of grace is for what no lock can see: the time in which somebody writes the words to a picture that is there.

use std::{
    collections::{HashMap, HashSet},
    error::Error as StdError,
    fmt,
};

use diesel::{
    prelude::*,
    result::Error,
    sql_types::{BigInt, Integer, Nullable, Text},
};
use percent_encoding::percent_decode_str;
use url::Url;

use super::{Quota, QuotaExceeded, Usage};
use crate::{db::Conn, schema::images};

/// What the paths of pictures begin with.
const PREFIX: &str = "/images/";

/// How long a picture may be without anything that refers to it, in seconds.
pub const GRACE: i64 = 3600;

/// How many rows are looked at in one statement.
const BATCH: i64 = 5_000;

/// What may refer to a picture: a table, the column with the address, and the column with the id of whose it is. Each table
/// has an `id`.
const REFERENCES: [(&str, &str, &str); 4] = [
    ("posts", "image_url", "user_id"),
    ("stories", "image_url", "user_id"),
    ("users", "image_url", "id"),
    ("users", "thumb_url", "id"),
];

/// A picture that somebody has uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = images)]
pub struct Image {
    pub key: String,
    pub user_id: i32,
    pub extension: &'static str,
    /// In seconds since 1970.
    pub created: i64,
    /// What all its files take together.
    pub bytes: i64,
}

/// The path of a file of a picture, `/images/KEY/large.jpg`, in its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImagePath<'a> {
    pub key: &'a str,
    /// `large.jpg`
    pub file: &'a str,
    extension: &'a str,
}

impl<'a> ImagePath<'a> {
    /// Puts together a key and the name of a file, if they are as this program makes them.
    pub fn of(key: &'a str, file: &'a str) -> Option<Self> {
        let (size, extension) = file.split_once('.')?;
        let known = matches!(size, "large" | "medium" | "thumb") && matches!(extension, "jpg" | "webp" | "png");
        (known && is_key(key)).then_some(Self { key, file, extension })
    }

    /// Reads a path on this server.
    pub fn parse(path: &'a str) -> Option<Self> {
        let (key, file) = path.strip_prefix(PREFIX)?.split_once('/')?;
        Self::of(key, file)
    }

    /// The path of a file.
    pub fn text(key: &str, file: &str) -> String {
        format!("{PREFIX}{key}/{file}")
    }
}

/// Whether `text` is `{32 hex digits}-{width}x{height}-{6 hex digits}`.
fn is_key(text: &str) -> bool {
    let hex = |part: &str, length| {
        part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let size = |part: &str| {
        (1..=5).contains(&part.len()) && !part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts = text.split('-');
    let [Some(random), Some(sizes), Some(colour), None] = [(); 4].map(|()| parts.next()) else { return false };
    let sized = sizes.split_once('x').is_some_and(|(width, height)| size(width) && size(height));
    hex(random, 32) && sized && hex(colour, 6)
}

/// Somebody wants to show a picture that they have not uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotTheirs {
    /// Where they named it.
    pub field: &'static str,
}

impl fmt::Display for NotTheirs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} must be a picture that you uploaded.", self.field)
    }
}

impl StdError for NotTheirs {}

impl NotTheirs {
    /// The error of a query that [`Image::claim`] has refused, if it is that.
    pub fn in_query(why: &Error) -> Option<Self> {
        match why {
            Error::QueryBuilderError(why) => why.downcast_ref().copied(),
            _ => None,
        }
    }
}

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Nullable<Text>)]
    url: Option<String>,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Sums {
    #[diesel(sql_type = BigInt)]
    images: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

impl Image {
    /// Adds an image, before its files, if the quota of its owner allows it. Needs a transaction: uploads of the same user
    /// wait for each other, so that two cannot both take the last room.
    pub fn create(conn: &mut Conn, image: &Self, quota: Quota) -> QueryResult<Result<(), QuotaExceeded>> {
        if let Conn::Postgres(_) = conn {
            diesel::sql_query("SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE")
                .bind::<Integer, _>(image.user_id)
                .execute(conn)?;
        }
        let used = Self::usage(conn, image.user_id)?;
        if let Err(exceeded) = quota.check(used, image.bytes.unsigned_abs()) {
            return Ok(Err(exceeded));
        }
        diesel::insert_into(images::table).values(image).execute(conn)?;
        Ok(Ok(()))
    }

    /// How much the images of a user take.
    pub fn usage(conn: &mut Conn, owner_id: i32) -> QueryResult<Usage> {
        let sums = "SELECT count(*) AS images, CAST(coalesce(sum(bytes), 0) AS BIGINT) AS bytes \
             FROM images WHERE user_id = $1";
        let sums: Sums = diesel::sql_query(sums).bind::<Integer, _>(owner_id).get_result(conn)?;
        let unsigned = |number: i64| u64::try_from(number).unwrap_or_default();
        Ok(Usage { bytes: unsigned(sums.bytes), images: unsigned(sums.images) })
    }

    /// The keys of images whose size nobody has noted.
    pub fn unmeasured(conn: &mut Conn) -> QueryResult<Vec<String>> {
        images::table.filter(images::bytes.eq(0)).select(images::key).load(conn)
    }

    /// Notes how many bytes the files of images take.
    pub fn note_sizes(conn: &mut Conn, sizes: HashMap<String, u64>) -> QueryResult<()> {
        for (key, size) in sizes {
            let unmeasured = images::table.find(key).filter(images::bytes.eq(0));
            let size = i64::try_from(size).unwrap_or(i64::MAX);
            diesel::update(unmeasured).set(images::bytes.eq(size)).execute(conn)?;
        }
        Ok(())
    }

    /// Removes a picture whose files could not be kept.
    pub fn abandon(conn: &mut Conn, key: &str) -> QueryResult<()> {
        diesel::delete(images::table.find(key)).execute(conn).map(drop)
    }

    /// Makes sure that the owner may show what `url` names, where that is a picture kept here: only who has uploaded it may.
    /// Asks nothing of the database where it is not. To be called in the transaction that writes the URL, whatever the
    /// table: it keeps the picture from being swept meanwhile.
    ///
    /// # Errors
    /// [`NotTheirs`], as the error of a query, so that the transaction is undone; answered with 400.
    pub fn claim(conn: &mut Conn, owner_id: i32, field: &'static str, url: &str) -> QueryResult<()> {
        if !url.starts_with(PREFIX) {
            return Ok(());
        }
        let refused = || Error::QueryBuilderError(Box::new(NotTheirs { field }));
        let path = ImagePath::parse(url).ok_or_else(refused)?;
        let mine = images::table
            .find(path.key)
            .filter(images::user_id.eq(owner_id))
            .filter(images::extension.eq(path.extension));
        // Changes nothing, and holds the row until the end of the transaction.
        match diesel::update(mine).set(images::created.eq(images::created)).execute(conn)? {
            0 => Err(refused()),
            _ => Ok(()),
        }
    }

    /// Takes away the row of the picture that `url` names, if `owner` has uploaded it and nothing of theirs refers to it any
    /// more; gives its key, so that its files can be removed after the commit.
    pub fn release(conn: &mut Conn, owner_id: i32, url: &str) -> QueryResult<Option<String>> {
        match ImagePath::parse(url) {
            Some(path) => Self::take_if_unused(conn, path.key, Some(owner_id)),
            None => Ok(None),
        }
    }

    /// Whether `text` is a key as this program makes them.
    pub fn is_key(text: &str) -> bool {
        is_key(text)
    }

    /// Whether a URL may name a picture kept here; if not, there is nothing to release.
    pub fn may_be_at(url: &str) -> bool {
        url.starts_with(PREFIX)
    }

    /// Whether a path on this server leads to the pictures kept here without saying so: [`Self::claim`] would not know it.
    pub fn is_disguised(path: &str) -> bool {
        !Self::may_be_at(path) && leads_here(path)
    }

    /// The keys of all pictures of somebody, to be read before they are deleted; see `MediaStore::erase`.
    pub fn all_of(conn: &mut Conn, owner_id: i32) -> QueryResult<Vec<String>> {
        images::table.filter(images::user_id.eq(owner_id)).select(images::key).load(conn)
    }

    /// The keys of all pictures of somebody, and the names of their largest files.
    pub fn largest_of(conn: &mut Conn, owner_id: i32) -> QueryResult<Vec<(String, String)>> {
        let mine = images::table.filter(images::user_id.eq(owner_id)).order(images::created);
        let rows: Vec<(String, String)> = mine.select((images::key, images::extension)).load(conn)?;
        Ok(rows.into_iter().map(|(key, extension)| (key, format!("large.{extension}"))).collect())
    }

    /// Of these keys, those that have no row.
    pub fn unknown(conn: &mut Conn, keys: Vec<String>) -> QueryResult<Vec<String>> {
        let known = images::table.filter(images::key.eq_any(&keys)).select(images::key).load::<String>(conn)?;
        let known: HashSet<String> = known.into_iter().collect();
        Ok(keys.into_iter().filter(|key| !known.contains(key)).collect())
    }

    /// The keys of pictures that nothing has referred to for long enough, at `now`.
    pub fn unused(conn: &mut Conn, now: i64) -> QueryResult<Vec<String>> {
        // Read before the references: what is added in between is young.
        let mut old = Vec::new();
        loop {
            let last: String = old.last().cloned().unwrap_or_default();
            let batch: Vec<String> = images::table
                .filter(images::created.lt(now - GRACE))
                .filter(images::key.gt(last))
                .order(images::key)
                .limit(BATCH)
                .select(images::key)
                .load(conn)?;
            let found = batch.len();
            old.extend(batch);
            if i64::try_from(found).is_ok_and(|found| found < BATCH) {
                break;
            }
        }
        if old.is_empty() {
            return Ok(old);
        }
        let mut unused = Vec::new();
        let mut candidates = HashMap::new();
        for key in old {
            match random_part(&key) {
                Some(random) => drop(candidates.insert(random, key)),
                None => unused.push(key),
            }
        }
        Self::remove_used(conn, &mut candidates)?;
        unused.extend(candidates.into_values());
        Ok(unused)
    }

    /// Takes away the row of a picture if nothing refers to it; gives whether it did. Needs a transaction of its own.
    pub fn take_unused(conn: &mut Conn, key: &str) -> QueryResult<bool> {
        Self::take_if_unused(conn, key, None).map(|taken| taken.is_some())
    }

    /// Only who has uploaded a picture may refer to it by its path. Whoever copied its whole address is seen by
    /// [`Self::unused`] alone.
    fn take_if_unused(conn: &mut Conn, key: &str, owner_id: Option<i32>) -> QueryResult<Option<String>> {
        // Holds the row; a lock that the database would not have to write would be of another form on each.
        let row = diesel::update(images::table.find(key)).set(images::created.eq(images::created));
        let found: Option<i32> = row.returning(images::user_id).get_result(conn).optional()?;
        let Some(uploader) = found.filter(|uploader| owner_id.is_none_or(|owner| owner == *uploader)) else {
            return Ok(None);
        };
        for (table, column, owner) in REFERENCES {
            let count: Count = diesel::sql_query(format!(
                "SELECT count(*) AS n FROM {table} WHERE {owner} = $1 AND {column} LIKE $2"
            ))
            .bind::<Integer, _>(uploader)
            .bind::<Text, _>(format!("%{key}%"))
            .get_result(conn)?;
            if count.n > 0 {
                return Ok(None);
            }
        }
        diesel::delete(images::table.find(key)).execute(conn)?;
        Ok(Some(key.to_owned()))
    }

    /// Leaves those images, by the random part of their key, that nothing refers to, by whatever address. Memory is used for
    /// these alone: addresses may name any number of images that do not exist.
    fn remove_used(conn: &mut Conn, images: &mut HashMap<u128, String>) -> QueryResult<()> {
        for (table, column, _) in REFERENCES {
            let mut last = i32::MIN;
            loop {
                let rows: Vec<Reference> = diesel::sql_query(format!(
                    "SELECT id, {column} AS url FROM {table} WHERE id > $1 AND {column} LIKE '%{PREFIX}%' \
                     ORDER BY id LIMIT {BATCH}"
                ))
                .bind::<Integer, _>(last)
                .load(conn)?;
                let Some(end) = rows.last().map(|row| row.id) else { break };
                last = end;
                for url in rows.iter().filter_map(|row| row.url.as_deref()) {
                    for random in url.split(PREFIX).skip(1).filter_map(random_part) {
                        images.remove(&random);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether browsers or servers may find a picture by this path on this server. Browsers resolve `.` and `..` first, also
/// where they are written as `%2e`, and the server decodes afterwards; a proxy in between may resolve once more, and take
/// many slashes for one.
fn leads_here(path: &str) -> bool {
    let Ok(url) = Url::parse("http://localhost").and_then(|base| base.join(path)) else { return false };
    let decoded = percent_decode_str(url.path()).decode_utf8_lossy();
    let mut folders = Vec::new();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(folders.pop()),
            folder => folders.push(folder),
        }
    }
    folders.len() > 1 && folders[0] == PREFIX.trim_matches('/')
}

/// What makes a key one of its own: as a number, of which very many fit into memory.
fn random_part(key: &str) -> Option<u128> {
    u128::from_str_radix(key.get(..32)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef-2048x1536-a0b1c2";

    #[test]
    fn only_paths_as_this_program_makes_them_are_paths_of_pictures() {
        let path = ImagePath::text(KEY, "thumb.png");
        assert_eq!(ImagePath::parse(&path), ImagePath::of(KEY, "thumb.png"));
        assert!(ImagePath::of(KEY, "large.jpg").is_some());

        for file in [
            "",
            "large",
            "large.",
            "large.gif",
            "huge.jpg",
            "large.jpg/",
            "large.jpg.jpg",
            "LARGE.jpg",
            "../x.jpg",
        ] {
            assert_eq!(ImagePath::of(KEY, file), None, "{file}");
        }
        for key in [
            "",
            "..",
            "0123456789abcdef0123456789abcdef",
            "0123456789ABCDEF0123456789abcdef-1x1-000000",
            "0123456789abcdef0123456789abcde-1x1-000000",
            "0123456789abcdef0123456789abcdef-0x1-000000",
            "0123456789abcdef0123456789abcdef-1x-000000",
            "0123456789abcdef0123456789abcdef-100000x1-000000",
            "0123456789abcdef0123456789abcdef-1x1-00000g",
            "0123456789abcdef0123456789abcdef-1x1-000000-",
            "0123456789abcdef0123456789abcdef-1x1-000000/..",
        ] {
            assert_eq!(ImagePath::of(key, "large.jpg"), None, "{key}");
        }
    }

    #[test]
    fn a_path_in_disguise_is_known() {
        for disguised in [
            "/%69mages/x/large.jpg",
            "/%69%6d%61%67%65%73/x/large.jpg",
            "/./images/x/large.jpg",
            "/%2e/images/x/large.jpg",
            "/static/../images/x/large.jpg",
            "/static/%2e%2E/images/x/large.jpg",
            "/static/..%2fimages/x/large.jpg",
            "/../images/x/large.jpg",
            "/.//images/x/large.jpg",
            "/images%2fx/large.jpg",
            "/a%2fb/../images/x/large.jpg?y#z",
        ] {
            assert!(Image::is_disguised(disguised), "{disguised}");
        }
        for plain in [
            "/",
            "/images/x/large.jpg",
            "/images/../images/x/large.jpg",
            "/images",
            "/imagesque/a.jpg",
            "/static/a%20b.jpg",
            "/static/a%2fb.jpg",
            "/static/100%.jpg",
            "/static/%ff.jpg",
            "/static/images/a.jpg",
            "/static/../a.jpg",
            "/static/a.jpg?from=/../images/x",
        ] {
            assert!(!Image::is_disguised(plain), "{plain}");
        }
    }
}
