//! `/api/admin/service`

use actix_web::web::{Data, Json};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::{
    auth::{Admin, Auth},
    db::{Conn, DatabaseInfo},
    error::ApiError,
    media::MediaStore,
    models::{AuditEntry, PubDate},
};

/// How the service is. Numbers are those of the process that answers, since its start.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServiceState)]
pub struct ServiceStateDict {
    /// The version of the program.
    #[schema(example = "1.0.0")]
    version: &'static str,
    #[schema(example = "PostgreSQL")]
    database: &'static str,
    #[schema(example = "17.5")]
    database_version: String,
    /// The last migration of the database.
    #[schema(example = "20261201000003")]
    migration: String,
    /// Whether the database has all migrations of the program.
    is_current: bool,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-12-01T08:00:00Z")]
    started_at: PubDate,
    #[schema(example = 86_400)]
    uptime_seconds: i64,
    /// When `photo-app backup` last succeeded; null if it never did. Backups of pg_dump are not known.
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-12-01T03:00:00Z")]
    last_backup_at: Option<PubDate>,
    /// The free bytes of the fullest disk of the database, the images and running uploads; null if unknown.
    #[schema(required, example = 21_474_836_480_u64)]
    bytes_free: Option<u64>,
    /// Whether uploads are refused because that disk is almost full.
    is_disk_low: bool,
    /// Connections to the database.
    #[schema(example = 4)]
    connections_open: u32,
    #[schema(example = 8)]
    connections_limit: u32,
    /// Reads and writes that wait for the database, and passwords that wait for their check.
    #[schema(example = 0)]
    reads_waiting: usize,
    #[schema(example = 0)]
    writes_waiting: usize,
    #[schema(example = 0)]
    passwords_waiting: usize,
    /// Answered requests; those with a status from 400 to 499, and from 500.
    #[schema(example = 120_000)]
    requests: u64,
    #[schema(example = 310)]
    client_errors: u64,
    #[schema(example = 2)]
    server_errors: u64,
    /// Sign-ins with a right and with a wrong password, and those refused after too many attempts.
    #[schema(example = 40)]
    sign_ins_succeeded: u64,
    #[schema(example = 3)]
    sign_ins_refused: u64,
    #[schema(example = 0)]
    sign_ins_limited: u64,
}

/// `GET /api/admin/service`: versions, health, the last backup, and numbers of this process. For admins.
#[utoipa::path(
    get, path = "/api/admin/service", tag = "Administration",
    responses((status = 200, body = ServiceStateDict, description = "How the service is"))
)]
pub async fn show(
    _: Admin,
    auth: Data<Auth>,
    media: Data<MediaStore>,
) -> Result<Json<ServiceStateDict>, ApiError> {
    let read = |conn: &mut Conn| Ok((DatabaseInfo::read(conn)?, AuditEntry::last_backup(conn)?));
    let (database, last_backup_at) = auth.db.read_slow(read).await?;
    let disk = media.limits().free_space.fullest_disk().await;
    let (readings, totals) = (auth.readings(), auth.metrics.totals());
    Ok(Json(ServiceStateDict {
        version: env!("CARGO_PKG_VERSION"),
        database: database.engine,
        database_version: database.version,
        migration: database.migration,
        is_current: database.is_current,
        started_at: PubDate::from_unix(totals.started_at.unix_timestamp()),
        uptime_seconds: (OffsetDateTime::now_utc() - totals.started_at).whole_seconds(),
        last_backup_at,
        bytes_free: disk.map(|disk| disk.free),
        is_disk_low: disk.is_some_and(|disk| disk.for_uploads == 0),
        connections_open: readings.connections_open,
        connections_limit: readings.connections_limit,
        reads_waiting: readings.reads_waiting,
        writes_waiting: readings.writes_waiting,
        passwords_waiting: readings.passwords_waiting,
        requests: totals.requests,
        client_errors: totals.client_errors,
        server_errors: totals.server_errors,
        sign_ins_succeeded: totals.sign_ins_succeeded,
        sign_ins_refused: totals.sign_ins_refused,
        sign_ins_limited: totals.sign_ins_limited,
    }))
}
