//! `/api/notifications`

use actix_web::web::{Data, Json};
use serde::{Deserialize, de::IgnoredAny};
use utoipa::ToSchema;

use super::{
    extract::{Body, OptionalBody, Query},
    fields::Problem,
    live::LiveHub,
    mentions::read_fresh,
    paging::{Page, PageQuery},
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{Notification, NotificationCountDict, NotificationDict, NotificationKind, NotificationSettingsDict},
};

/// The body of `PATCH /api/notifications/settings`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeNotificationSettings {
    /// The kinds that you do not want, instead of those before. You always get `notice`.
    #[schema(value_type = Vec<NotificationKind>, max_items = 100)]
    unwanted_kinds: Vec<KindField>,
}

/// A kind of notifications.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct KindField(NotificationKind);

impl TryFrom<String> for KindField {
    type Error = Problem;

    fn try_from(name: String) -> Result<Self, Problem> {
        let kind = NotificationKind::from_name(&name).filter(|kind| kind.is_optional());
        kind.map(Self).ok_or_else(|| "is not a kind of notifications that can be left out".into())
    }
}

/// `GET /api/notifications`: what others did that concerns you, newest first. What users did with the same post or comment
/// on the same day is one notification. Users whom you mute or block, and what you may not see, are left out.
#[utoipa::path(
    get, path = "/api/notifications", tag = "Notifications", params(PageQuery),
    responses((
        status = 200, body = Vec<NotificationDict>, description = "The notifications, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<NotificationDict>, ApiError> {
    let page = query.page();
    let read = read_fresh(&db, move |conn| Notification::list(conn, &viewer, page));
    let (notifications, next) = read.await?;
    Ok(Page::new(notifications, Some(page), next))
}

/// `GET /api/notifications/count`: the number of notifications that you have not seen.
#[utoipa::path(
    get, path = "/api/notifications/count", tag = "Notifications",
    responses((status = 200, body = NotificationCountDict, description = "The number"))
)]
pub async fn count(viewer: CurrentUser, db: Data<Db>) -> Result<Json<NotificationCountDict>, ApiError> {
    Ok(Json(read_fresh(&db, move |conn| Notification::count_unseen(conn, &viewer)).await?))
}

/// `POST /api/notifications/seen`: marks all notifications as seen. The body is empty or an object.
#[utoipa::path(
    post, path = "/api/notifications/seen", tag = "Notifications",
    responses(
        (status = 200, body = NotificationCountDict, description = "The number of notifications not seen, which is 0"),
        (status = 400, body = ErrorBody, description = "The body is not a JSON object"),
        (status = 408, body = ErrorBody, description = "The body took too long to arrive"),
        (status = 413, body = ErrorBody, description = "The body is larger than 256 KiB"),
        (status = 415, body = ErrorBody, description = "The content type is not JSON"),
    )
)]
pub async fn set_seen(
    viewer: CurrentUser,
    _: OptionalBody<IgnoredAny>,
    db: Data<Db>,
    hub: Data<LiveHub>,
) -> Result<Json<NotificationCountDict>, ApiError> {
    let viewer_id = viewer.id;
    let count = db.write(move |conn| Notification::set_seen(conn, &viewer)).await?;
    hub.notify_user(viewer_id);
    Ok(Json(count))
}

/// `GET /api/notifications/settings`: which notifications you get.
#[utoipa::path(
    get, path = "/api/notifications/settings", tag = "Notifications",
    responses((status = 200, body = NotificationSettingsDict, description = "Your settings"))
)]
pub async fn settings(viewer: CurrentUser, db: Data<Db>) -> Result<Json<NotificationSettingsDict>, ApiError> {
    Ok(Json(db.read(move |conn| Notification::settings(conn, viewer.id)).await?))
}

/// `PATCH /api/notifications/settings`: changes which notifications you get. Those of unwanted kinds are left out of the list
/// and the number, also earlier ones, until you want them again.
#[utoipa::path(
    patch, path = "/api/notifications/settings", tag = "Notifications", request_body = ChangeNotificationSettings,
    responses((status = 200, body = NotificationSettingsDict, description = "Your settings"))
)]
pub async fn change_settings(
    viewer: CurrentUser,
    Body(body): Body<ChangeNotificationSettings>,
    db: Data<Db>,
) -> Result<Json<NotificationSettingsDict>, ApiError> {
    let mut kinds: Vec<NotificationKind> = body.unwanted_kinds.into_iter().map(|KindField(kind)| kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    Ok(Json(db.write(move |conn| Notification::set_settings(conn, viewer.id, &kinds)).await?))
}
