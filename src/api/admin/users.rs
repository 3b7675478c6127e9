//! `/api/admin/users`

use actix_web::web::{Data, Json};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use time::OffsetDateTime;
use url::form_urlencoded;
use utoipa::ToSchema;

use crate::{
    api::{
        Message,
        creation::{Created, IdempotencyHeader, New},
        extract::{Body, OptionalBody, Query},
        fields::{Problem, SearchText},
        message,
        paging::{Page, PageQuery},
        path::Id,
    },
    auth::{Admin, Auth, Confirmed, LinkCode, Moderator},
    db::Db,
    error::{ApiError, ErrorBody},
    media::MediaStore,
    models::{
        AdminUserDict, AdminUserFilter, LastAdmin, PasswordReset, PubDate, Role, UserState, end_sessions,
        end_sessions_or_refuse,
    },
};

/// `role`: what a user may do beside what all users may.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct RoleField(Role);

/// `state`: whether a user may sign in.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct StateField(UserState);

/// Which users are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// A part of a username, an e-mail address or a name, in any letter case
    #[param(value_type = Option<String>, min_length = 1, max_length = 80, pattern = r"\S")]
    q: Option<SearchText>,
    /// `active` or `disabled`; both if absent
    #[param(value_type = Option<String>, pattern = "^(active|disabled)$")]
    state: Option<StateField>,
    /// `member`, `moderator` or `admin`; all if absent
    #[param(value_type = Option<String>, pattern = "^(member|moderator|admin)$")]
    role: Option<RoleField>,
}

/// The body of `PATCH /api/admin/users/{id}`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeUser {
    #[schema(value_type = Role)]
    role: RoleField,
}

/// A link to set a new password. It is shown only once.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResetLinkDict {
    #[schema(example = "https://photos.example.org/reset?token=…")]
    link: String,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T09:00:00Z")]
    expires_at: PubDate,
}

impl TryFrom<String> for RoleField {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse().map(Self).map_err(|_| "must be member, moderator or admin".into())
    }
}

impl TryFrom<String> for StateField {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse().map(Self).map_err(|_| "must be active or disabled".into())
    }
}

impl UserQuery {
    fn filter(self) -> AdminUserFilter {
        AdminUserFilter {
            text: self.q.map(|SearchText(text)| text),
            state: self.state.map(|StateField(state)| state),
            role: self.role.map(|RoleField(role)| role),
        }
    }
}

/// The filter as parameters of a URL.
fn parameters(filter: &AdminUserFilter) -> String {
    let parameters = [
        ("q", filter.text.as_deref()),
        ("state", filter.state.map(UserState::name)),
        ("role", filter.role.map(Role::name)),
    ];
    let given = parameters.into_iter().filter_map(|(name, value)| Some((name, value?)));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish()
}

/// `GET /api/admin/users`: users with their e-mail addresses, newest first. For moderators.
#[utoipa::path(
    get, path = "/api/admin/users", tag = "Administration", params(UserQuery, PageQuery),
    responses((
        status = 200, body = Vec<AdminUserDict>, description = "The users, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    _: Moderator,
    Query(wanted): Query<UserQuery>,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<AdminUserDict>, ApiError> {
    let (filter, page) = (wanted.filter(), query.page());
    let parameters = parameters(&filter);
    let (users, next) = db.read_slow(move |conn| AdminUserDict::list(conn, &filter, page)).await?;
    Ok(Page::new(users, Some(page), next).with_query(parameters))
}

/// `PATCH /api/admin/users/{id}`: changes the role of a user. For admins.
#[utoipa::path(
    patch, path = "/api/admin/users/{id}", tag = "Administration", request_body = ChangeUser,
    params(("id" = i32, Path, minimum = 1, description = "The user")),
    responses((status = 200, body = AdminUserDict, description = "The changed user"))
)]
pub async fn update(
    admin: Confirmed<Admin>,
    Id(id): Id,
    Body(ChangeUser { role: RoleField(role) }): Body<ChangeUser>,
    db: Data<Db>,
) -> Result<Json<AdminUserDict>, ApiError> {
    let actor = admin.actor();
    let changed = db.write_or_refuse(move |conn| {
        if role < Role::Admin
            && let Err(refused) = LastAdmin::check(conn, id)?
        {
            return Ok(Err(refused));
        }
        actor.set_role(conn, id, role)?;
        AdminUserDict::of(conn, id).map(Ok)
    });
    Ok(Json(changed.await??))
}

/// `DELETE /api/admin/users/{id}`: deletes a user with everything that belongs to them. For admins.
#[utoipa::path(
    delete, path = "/api/admin/users/{id}", tag = "Administration",
    params(("id" = i32, Path, minimum = 1, description = "The user")),
    responses(
        (status = 200, body = Message, description = "The user was deleted"),
        (status = 400, body = ErrorBody, description = "The user is the only admin who can sign in"),
    )
)]
pub async fn delete(
    admin: Confirmed<Admin>,
    Id(id): Id,
    db: Data<Db>,
    media: Data<MediaStore>,
) -> Result<Json<Message>, ApiError> {
    let actor = admin.actor();
    let images = db.write_or_refuse(move |conn| match LastAdmin::check(conn, id)? {
        Ok(()) => actor.delete_user(conn, id).map(Ok),
        Err(refused) => Ok(Err(refused)),
    });
    media.delete_files(images.await??).await;
    Ok(message("The user was deleted."))
}

/// `POST /api/admin/users/{id}/disable`: prevents a user from signing in, and hides them. Moderators can disable members.
#[utoipa::path(
    post, path = "/api/admin/users/{id}/disable", tag = "Administration",
    params(("id" = i32, Path, minimum = 1, description = "The user")),
    responses(
        (status = 200, body = AdminUserDict, description = "The disabled user"),
        (status = 400, body = ErrorBody, description = "The user is the only admin who can sign in"),
    )
)]
pub async fn disable(
    staff: Confirmed<Moderator>,
    Id(id): Id,
    db: Data<Db>,
) -> Result<Json<AdminUserDict>, ApiError> {
    let (actor, role) = (staff.actor(), staff.0.role);
    let done = end_sessions_or_refuse(&db, move |conn| match role.may_disable(conn, id)? {
        Ok(()) => actor.disable_user(conn, id).map(Ok),
        Err(refused) => Ok(Err(refused)),
    });
    done.await??;
    Ok(Json(db.read(move |conn| AdminUserDict::of(conn, id)).await?))
}

/// `POST /api/admin/users/{id}/enable`: lets a disabled user sign in again, and shows them again. For admins.
#[utoipa::path(
    post, path = "/api/admin/users/{id}/enable", tag = "Administration",
    params(("id" = i32, Path, minimum = 1, description = "The user")),
    responses((status = 200, body = AdminUserDict, description = "The enabled user"))
)]
pub async fn enable(admin: Confirmed<Admin>, Id(id): Id, db: Data<Db>) -> Result<Json<AdminUserDict>, ApiError> {
    let actor = admin.actor();
    let enabled = db.write(move |conn| {
        actor.enable_user(conn, id)?;
        AdminUserDict::of(conn, id)
    });
    Ok(Json(enabled.await?))
}

/// `POST /api/admin/users/{id}/sign-out-everywhere`: ends all sessions of a user. For admins.
#[utoipa::path(
    post, path = "/api/admin/users/{id}/sign-out-everywhere", tag = "Administration",
    params(("id" = i32, Path, minimum = 1, description = "The user")),
    responses((status = 200, body = Message, description = "All sessions of the user have ended"))
)]
pub async fn sign_out_everywhere(
    admin: Confirmed<Admin>,
    Id(id): Id,
    db: Data<Db>,
) -> Result<Json<Message>, ApiError> {
    let actor = admin.actor();
    end_sessions(&db, move |conn| actor.sign_out_everywhere(conn, id)).await?;
    Ok(message("All sessions of the user have ended."))
}

/// `POST /api/admin/users/{id}/password-reset-link`: makes a link to set a new password, once and within one hour. For
/// admins.
#[utoipa::path(
    post, path = "/api/admin/users/{id}/password-reset-link", tag = "Administration",
    params(("id" = i32, Path, minimum = 1, description = "A user who is not disabled"), IdempotencyHeader),
    responses((status = 201, body = ResetLinkDict, description = "The link, which replaces earlier links"))
)]
pub async fn create_reset_link(
    admin: Confirmed<Admin>,
    Id(id): Id,
    New { creation, .. }: New<OptionalBody<IgnoredAny>>,
    auth: Data<Auth>,
) -> Result<Created<ResetLinkDict>, ApiError> {
    let code = LinkCode::generate().map_err(|why| ApiError::fault(&why))?;
    let expires = OffsetDateTime::now_utc().unix_timestamp() + PasswordReset::LIFETIME;
    let (actor, hash) = (admin.actor(), code.hash());
    let link = code.reset_link(&auth.public_url);
    let create = move |conn: &mut _| {
        actor.add_reset_link(conn, id, &hash, expires)?;
        Ok(ResetLinkDict { link: link.clone(), expires_at: PubDate::from_unix(expires) })
    };
    creation.write(create).await
}
