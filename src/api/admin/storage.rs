//! `/api/admin/storage`

use actix_web::web::{Data, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        creation::Created,
        extract::{Body, Query},
        paging::{Page, PageQuery},
    },
    auth::{Admin, Confirmed},
    db::{Conn, Db, QueryResult},
    error::{ApiError, ErrorBody},
    media::{CleanupJob, CleanupOutcome, CleanupRun, MediaStore},
    models::{PubDate, Quota, UserLimits, UserStorage},
};

/// What all users together have stored, and where.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AdminStorage)]
pub struct StorageDict {
    /// A folder of the server, or a bucket.
    #[schema(example = "s3://photos/")]
    place: String,
    #[schema(example = 1_288_490_188)]
    bytes_used: u64,
    #[schema(example = 240)]
    images_used: u64,
    /// The free bytes of the fullest disk of the database, the images and running uploads; null if unknown.
    #[schema(required, example = 21_474_836_480_u64)]
    bytes_free: Option<u64>,
    /// Whether uploads are refused because that disk is almost full.
    is_low: bool,
    /// The last cleanup that an admin has started here since this process began.
    #[schema(required)]
    cleanup: Option<CleanupDict>,
}

/// A search for unused files.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Cleanup)]
pub struct CleanupDict {
    /// `running`, `done` or `failed`.
    #[schema(example = "done")]
    state: &'static str,
    /// Whether the files were only counted. Otherwise, they were deleted.
    dry_run: bool,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-12-01T08:00:00Z")]
    started_at: PubDate,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-12-01T08:00:07Z")]
    finished_at: Option<PubDate>,
    /// Images to which no post, story or profile refers.
    #[schema(example = 2)]
    unused_images: usize,
    /// Images whose files no row of the database knows, and the bytes of these files.
    #[schema(example = 1)]
    orphaned_images: usize,
    #[schema(example = 81_920)]
    orphaned_bytes: u64,
    /// Files that were written halfway.
    #[schema(example = 0)]
    unfinished_files: usize,
    /// Further images without a row that were kept: they are suspiciously many, or older than a restore.
    #[schema(example = 0)]
    kept_images: usize,
}

/// How much a user has stored.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserStorage)]
pub struct UserStorageDict {
    #[schema(example = 2)]
    id: i32,
    #[schema(example = "grace")]
    username: String,
    #[schema(example = 1_288_490_188)]
    bytes_used: i64,
    #[schema(example = 5_368_709_120_u64)]
    bytes_limit: u64,
    #[schema(example = 240)]
    images_used: i64,
    #[schema(example = 20_000)]
    images_limit: u64,
}

/// The body of `POST /api/admin/storage/cleanup`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StartCleanup {
    /// Whether to only count the files.
    dry_run: bool,
}

impl From<CleanupRun> for CleanupDict {
    fn from(run: CleanupRun) -> Self {
        let (state, report) = match run.outcome {
            CleanupOutcome::Running => ("running", None),
            CleanupOutcome::Done(report) => ("done", Some(report)),
            CleanupOutcome::Failed => ("failed", None),
        };
        let report = report.unwrap_or_default();
        Self {
            state,
            dry_run: run.is_dry_run,
            started_at: PubDate::from_unix(run.started_at),
            finished_at: run.finished_at.map(PubDate::from_unix),
            unused_images: report.unused.len(),
            orphaned_images: report.orphaned.len(),
            orphaned_bytes: report.orphaned_bytes,
            unfinished_files: report.unfinished.len(),
            kept_images: report.kept,
        }
    }
}

impl UserStorageDict {
    fn new(user: UserStorage, quota: Quota) -> Self {
        Self {
            id: user.id,
            username: user.username,
            bytes_used: user.bytes,
            bytes_limit: quota.bytes,
            images_used: user.images,
            images_limit: quota.images,
        }
    }
}

/// `GET /api/admin/storage`: what all users have stored, the free disk space, and the last cleanup. For admins.
#[utoipa::path(
    get, path = "/api/admin/storage", tag = "Administration",
    responses((status = 200, body = StorageDict, description = "The storage"))
)]
pub async fn show(
    _: Admin,
    media: Data<MediaStore>,
    cleanup: Data<CleanupJob>,
) -> Result<Json<StorageDict>, ApiError> {
    let used = media.total_usage().await?;
    let disk = media.limits().free_space.fullest_disk().await;
    Ok(Json(StorageDict {
        place: media.storage_url().to_string(),
        bytes_used: used.bytes,
        images_used: used.images,
        bytes_free: disk.map(|disk| disk.free),
        is_low: disk.is_some_and(|disk| disk.for_uploads == 0),
        cleanup: cleanup.last().map(CleanupDict::from),
    }))
}

/// `GET /api/admin/storage/users`: how much each user has stored, most first. For admins.
#[utoipa::path(
    get, path = "/api/admin/storage/users", tag = "Administration", params(PageQuery),
    responses((
        status = 200, body = Vec<UserStorageDict>, description = "The users, most bytes first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn users(
    _: Admin,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
    media: Data<MediaStore>,
) -> Result<Page<UserStorageDict>, ApiError> {
    let page = query.page();
    let usual = media.usual_quota();
    let read = move |conn: &mut Conn| {
        let (users, next) = UserStorage::list(conn, page)?;
        let with_quota = |user: UserStorage| {
            let quota = UserLimits::quota(conn, user.id, usual)?;
            Ok(UserStorageDict::new(user, quota))
        };
        Ok((users.into_iter().map(with_quota).collect::<QueryResult<Vec<_>>>()?, next))
    };
    let (users, next) = db.read_slow(read).await?;
    Ok(Page::new(users, Some(page), next))
}

/// `POST /api/admin/storage/cleanup`: starts to delete unused files, or only to count them, in the background. It deletes
/// what the hourly cleanup deletes. `GET /api/admin/storage` has the result. For admins.
#[utoipa::path(
    post, path = "/api/admin/storage/cleanup", tag = "Administration", request_body = StartCleanup,
    responses(
        (status = 201, body = CleanupDict, description = "The cleanup has begun"),
        (status = 400, body = ErrorBody, description = "Another cleanup is running"),
    )
)]
pub async fn clean_up(
    admin: Confirmed<Admin>,
    Body(StartCleanup { dry_run }): Body<StartCleanup>,
    cleanup: Data<CleanupJob>,
) -> Result<Created<CleanupDict>, ApiError> {
    Ok(Created::now(cleanup.start(admin.actor(), dry_run)?.into()))
}
