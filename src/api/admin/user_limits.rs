//! `/api/admin/users/{id}/limits`

use actix_web::web::{Data, Json};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::limits::{ChangeLimits, LimitDict};
use crate::{
    api::{extract::Body, path::Id},
    auth::{Admin, Auth, Confirmed},
    error::ApiError,
    models::{SettingsCache, UserLimits},
};

/// The limits of a user.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserLimits)]
pub struct UserLimitsDict {
    limits: Vec<LimitDict>,
    /// Whether hourly limits apply. RATE_LIMITS=off switches them off.
    are_writes_limited: bool,
}

impl UserLimitsDict {
    fn of(settings: &SettingsCache, user: &UserLimits) -> Self {
        let settings = settings.current();
        Self {
            limits: LimitDict::list(&settings.limits, &user.overrides, Some(&user.used)),
            are_writes_limited: settings.are_writes_limited,
        }
    }
}

/// `GET /api/admin/users/{id}/limits`: the limits of a user, and what they have used of them. For admins.
#[utoipa::path(
    get, path = "/api/admin/users/{id}/limits", tag = "Administration",
    params(("id" = i32, Path, minimum = 1, description = "The user")),
    responses((status = 200, body = UserLimitsDict, description = "The limits"))
)]
pub async fn show(_: Admin, Id(id): Id, auth: Data<Auth>) -> Result<Json<UserLimitsDict>, ApiError> {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let limits = auth.db.read(move |conn| UserLimits::of(conn, id, now)).await?;
    Ok(Json(UserLimitsDict::of(&auth.settings, &limits)))
}

/// `PATCH /api/admin/users/{id}/limits`: changes limits of a user. For admins.
#[utoipa::path(
    patch, path = "/api/admin/users/{id}/limits", tag = "Administration", request_body = ChangeLimits,
    params(("id" = i32, Path, minimum = 1, description = "The user")),
    responses((status = 200, body = UserLimitsDict, description = "The changed limits"))
)]
pub async fn update(
    admin: Confirmed<Admin>,
    Id(id): Id,
    Body(body): Body<ChangeLimits>,
    auth: Data<Auth>,
) -> Result<Json<UserLimitsDict>, ApiError> {
    let (actor, changes) = (admin.actor(), body.changes());
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let changed = auth.db.write(move |conn| {
        actor.change_user_limits(conn, id, &changes)?;
        UserLimits::of(conn, id, now)
    });
    Ok(Json(UserLimitsDict::of(&auth.settings, &changed.await?)))
}
