//! Images that users have uploaded: their owners, what refers to them, and which are unused.
//!
//! An image's row is written before its files and deleted before them. So files without a row are garbage. A row without
//! files belongs to an upload that is in progress, or that failed; cleanup deletes it after [`GRACE`].
//!
//! **Cleanup never deletes an image that is in use.** It deletes the row first ([`Image::delete_row_if_unused`]), and a
//! transaction that refers to an image writes to that row ([`Image::attach`]). Both lock the row, so one of them waits:
//! - If cleanup is first, `attach` finds no row afterwards, and the post is refused.
//! - If `attach` is first, cleanup gets the lock after that transaction has ended, and then looks for references in a
//!   separate statement. On PostgreSQL that statement sees what was committed before it began (READ COMMITTED); a condition
//!   in the DELETE itself would be judged by the state before the wait. SQLite has one writer at a time.
//!
//! The hour of grace is for what no lock can see: the time in which a user writes the caption of an uploaded image.

use std::collections::{HashMap, HashSet};

use diesel::{
    dsl::{exists, select},
    prelude::*,
    sql_types::{BigInt, Integer, Nullable, Text},
};

use super::{
    ImagePath, Quota, QuotaExceeded, Usage, UserLimits,
    image_path::{PREFIX, is_key, leads_to_images},
};
use crate::{
    db::{Conn, SingleStatement, Written},
    schema::images,
};

/// How long an image may stay without a reference to it, in seconds.
pub const GRACE: i64 = 3600;

/// The number of rows that a statement reads.
const BATCH: i64 = 5_000;

/// What may refer to an image.
const REFERENCES: [Reference; 5] = [
    Reference { rows: "posts r", url: "r.image_url", owner: "r.user_id" },
    Reference { rows: "post_images r JOIN posts p ON p.id = r.post_id", url: "r.image_url", owner: "p.user_id" },
    Reference { rows: "stories r", url: "r.image_url", owner: "r.user_id" },
    Reference { rows: "users r", url: "r.image_url", owner: "r.id" },
    Reference { rows: "users r", url: "r.thumb_url", owner: "r.id" },
];

/// SQL for a column that may hold the URL of an image.
struct Reference {
    /// What follows FROM. The rows of `r` have an `id`.
    rows: &'static str,
    /// The column.
    url: &'static str,
    /// The id of the user to whom the row belongs.
    owner: &'static str,
}

/// An uploaded image.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = images)]
pub struct Image {
    pub key: String,
    pub user_id: i32,
    pub extension: &'static str,
    /// In seconds since 1970.
    pub created: i64,
    /// The size of all its files together.
    pub bytes: i64,
}

/// A field names an image that another user uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field} must be a picture that you uploaded.")]
pub struct NotTheirs {
    pub field: &'static str,
}

#[derive(QueryableByName)]
struct ReferringRow {
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

impl From<Sums> for Usage {
    fn from(sums: Sums) -> Self {
        let unsigned = |number: i64| u64::try_from(number).unwrap_or_default();
        Self { bytes: unsigned(sums.bytes), images: unsigned(sums.images) }
    }
}

impl Image {
    /// Adds an image, before its files, if the quota of its owner allows it: `quota`, or what admins have set for this user.
    /// Needs a transaction: uploads of the same user wait for each other, so that two cannot both take the last space.
    pub fn create(conn: &mut Conn, image: &Self, quota: Quota) -> QueryResult<Result<(), QuotaExceeded>> {
        if let Conn::Postgres(_) = conn {
            diesel::sql_query("SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE")
                .bind::<Integer, _>(image.user_id)
                .execute(conn)?;
        }
        let quota = UserLimits::quota(conn, image.user_id, quota)?;
        let used = Self::usage(conn, image.user_id)?;
        if let Err(exceeded) = quota.check(used, image.bytes.unsigned_abs()) {
            return Ok(Err(exceeded));
        }
        diesel::insert_into(images::table).values(image).execute(conn)?;
        Ok(Ok(()))
    }

    /// The number and size of a user's images.
    pub fn usage(conn: &mut Conn, owner_id: i32) -> QueryResult<Usage> {
        let sums = "SELECT count(*) AS images, CAST(coalesce(sum(bytes), 0) AS BIGINT) AS bytes \
             FROM images WHERE user_id = $1";
        diesel::sql_query(sums).bind::<Integer, _>(owner_id).get_result::<Sums>(conn).map(Usage::from)
    }

    /// The number and size of the images of all users.
    pub fn total_usage(conn: &mut Conn) -> QueryResult<Usage> {
        let sums = "SELECT count(*) AS images, CAST(coalesce(sum(bytes), 0) AS BIGINT) AS bytes FROM images";
        diesel::sql_query(sums).get_result::<Sums>(conn).map(Usage::from)
    }

    /// The keys of images whose size is not known.
    pub fn unmeasured(conn: &mut Conn) -> QueryResult<Vec<String>> {
        images::table.filter(images::bytes.eq(0)).select(images::key).load(conn)
    }

    /// Writes the sizes of images that had none.
    pub fn note_sizes(conn: &mut Conn, sizes: HashMap<String, u64>) -> QueryResult<()> {
        for (key, size) in sizes {
            let unmeasured = images::table.find(key).filter(images::bytes.eq(0));
            let size = i64::try_from(size).unwrap_or(i64::MAX);
            diesel::update(unmeasured).set(images::bytes.eq(size)).execute(conn)?;
        }
        Ok(())
    }

    /// Deletes the row of an image whose files could not be stored.
    pub fn delete_row(conn: SingleStatement<'_>, key: &str) -> Written<()> {
        conn.execute(diesel::delete(images::table.find(key))).map(drop)
    }

    /// Checks that `owner` uploaded the image at `url`, and protects it from cleanup until the end of the transaction, which
    /// must be the one that writes the URL. URLs of other images are accepted without a query.
    pub fn attach(
        conn: &mut Conn,
        owner_id: i32,
        field: &'static str,
        url: &str,
    ) -> QueryResult<Result<(), NotTheirs>> {
        if !Self::may_be_at(url) {
            return Ok(Ok(()));
        }
        let Some(path) = ImagePath::parse(url) else {
            return Ok(Err(NotTheirs { field }));
        };
        let mine = images::table
            .find(path.key)
            .filter(images::user_id.eq(owner_id))
            .filter(images::extension.eq(path.extension));
        // Changes nothing, and locks the row until the end of the transaction.
        let locked = diesel::update(mine).set(images::created.eq(images::created)).execute(conn)?;
        Ok(if locked == 0 { Err(NotTheirs { field }) } else { Ok(()) })
    }

    /// Whether the image at `url` is still there.
    pub fn exists_at(conn: &mut Conn, url: &str) -> QueryResult<bool> {
        match ImagePath::parse(url) {
            Some(path) => select(exists(images::table.find(path.key))).get_result(conn),
            None => Ok(false),
        }
    }

    /// Deletes the row of the image at `url`, if `owner` uploaded it and nothing of theirs refers to it any more. Returns its
    /// key, so that its files can be deleted after the commit.
    pub fn detach(conn: &mut Conn, owner_id: i32, url: &str) -> QueryResult<Option<String>> {
        match ImagePath::parse(url) {
            Some(path) => Self::delete_unused_row(conn, path.key, Some(owner_id)),
            None => Ok(None),
        }
    }

    /// Whether `text` is a key as this program makes them.
    pub fn is_key(text: &str) -> bool {
        is_key(text)
    }

    /// Whether a URL may name an uploaded image. If not, there is nothing to detach.
    pub fn may_be_at(url: &str) -> bool {
        url.starts_with(PREFIX)
    }

    /// Whether a path on this server leads to the uploaded images under another spelling, which [`Self::attach`] would not
    /// recognize.
    pub fn is_disguised(path: &str) -> bool {
        !Self::may_be_at(path) && leads_to_images(path)
    }

    /// The keys of all images of a user, read before the user is deleted, so that their files can be deleted afterwards.
    pub fn all_of(conn: &mut Conn, owner_id: i32) -> QueryResult<Vec<String>> {
        images::table.filter(images::user_id.eq(owner_id)).select(images::key).load(conn)
    }

    /// The keys of all images of a user, and the names of their largest files.
    pub fn largest_of(conn: &mut Conn, owner_id: i32) -> QueryResult<Vec<(String, String)>> {
        let mine = images::table.filter(images::user_id.eq(owner_id)).order(images::created);
        let rows: Vec<(String, String)> = mine.select((images::key, images::extension)).load(conn)?;
        Ok(rows.into_iter().map(|(key, extension)| (key, format!("large.{extension}"))).collect())
    }

    /// Those of `keys` that have no row.
    pub fn unknown(conn: &mut Conn, keys: Vec<String>) -> QueryResult<Vec<String>> {
        let known = images::table.filter(images::key.eq_any(&keys)).select(images::key).load::<String>(conn)?;
        let known: HashSet<String> = known.into_iter().collect();
        Ok(keys.into_iter().filter(|key| !known.contains(key)).collect())
    }

    /// The keys of images that nothing refers to, and that are older than [`GRACE`] at `now`.
    pub fn unused(conn: &mut Conn, now: i64) -> QueryResult<Vec<String>> {
        // Read before the references: images that are added in between are too young.
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

    /// Deletes the row of an image if nothing refers to it, and returns whether it did. Needs a separate transaction.
    pub fn delete_row_if_unused(conn: &mut Conn, key: &str) -> QueryResult<bool> {
        Self::delete_unused_row(conn, key, None).map(|deleted| deleted.is_some())
    }

    /// Looks at rows of the uploader only: other users cannot refer to an image by its path. [`Self::unused`] also sees
    /// rows of other users who copied the full URL.
    fn delete_unused_row(conn: &mut Conn, key: &str, owner_id: Option<i32>) -> QueryResult<Option<String>> {
        // Locks the row. An explicit lock would need different SQL on each database.
        let row = diesel::update(images::table.find(key)).set(images::created.eq(images::created));
        let found: Option<i32> = row.returning(images::user_id).get_result(conn).optional()?;
        let Some(uploader) = found.filter(|uploader| owner_id.is_none_or(|owner| owner == *uploader)) else {
            return Ok(None);
        };
        for Reference { rows, url, owner } in REFERENCES {
            let count: Count = diesel::sql_query(format!(
                "SELECT count(*) AS n FROM {rows} WHERE {owner} = $1 AND {url} LIKE $2"
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

    /// Removes the images, by the random part of their key, that any row refers to. Only `images` takes memory: URLs may name
    /// any number of images that do not exist.
    fn remove_used(conn: &mut Conn, images: &mut HashMap<u128, String>) -> QueryResult<()> {
        for Reference { rows, url, .. } in REFERENCES {
            let mut last = i32::MIN;
            loop {
                let found: Vec<ReferringRow> = diesel::sql_query(format!(
                    "SELECT r.id, {url} AS url FROM {rows} WHERE r.id > $1 AND {url} LIKE '%{PREFIX}%' \
                     ORDER BY r.id LIMIT {BATCH}"
                ))
                .bind::<Integer, _>(last)
                .load(conn)?;
                let Some(end) = found.last().map(|row| row.id) else { break };
                last = end;
                for url in found.iter().filter_map(|row| row.url.as_deref()) {
                    for random in url.split(PREFIX).skip(1).filter_map(random_part) {
                        images.remove(&random);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The random part of a key, as a number, which takes little memory.
fn random_part(key: &str) -> Option<u128> {
    u128::from_str_radix(key.get(..32)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_disguise_is_recognized() {
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
