//! `/api/admin/audit-log`

use actix_web::web::Data;

use crate::{
    api::{
        extract::Query,
        paging::{Page, PageQuery},
    },
    auth::Admin,
    db::Db,
    error::ApiError,
    models::{AuditEntry, AuditEntryDict},
};

/// `GET /api/admin/audit-log`: what moderators, admins and the command line have done, newest first. For admins.
#[utoipa::path(
    get, path = "/api/admin/audit-log", tag = "Administration", params(PageQuery),
    responses((
        status = 200, body = Vec<AuditEntryDict>, description = "The entries, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    _: Admin,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<AuditEntryDict>, ApiError> {
    Page::read(&db, query, AuditEntry::list).await
}
