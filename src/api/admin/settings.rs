//! `/api/admin/settings`

use actix_web::web::{Data, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::limits::{ChangeLimits, LimitDict};
use crate::{
    api::{
        change::Change,
        extract::Body,
        fields::{MultilineText, Problem},
    },
    auth::{Admin, Auth, Confirmed},
    error::ApiError,
    models::{SettingName, SettingsCache, Signup, StoredSettings},
};

/// `signup`: who may register.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct SignupField(Signup);

/// The body of `PATCH /api/admin/settings`. An absent setting stays as it is, null restores that of the configuration.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeSettings {
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^(open|invite|closed)$", example = "invite")]
    signup: Change<SignupField>,
    /// The message of the day, which users see above their feed. A blank text removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 500, example = "The album of the summer party is open.")]
    message: Change<MultilineText<500>>,
    /// The rules of this service, on the page /rules. A blank text removes them.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 20_000, example = "Be kind.")]
    rules: Change<MultilineText<20_000>>,
    #[schema(nullable = false)]
    limits: Option<ChangeLimits>,
}

/// The settings that admins can change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Settings)]
pub struct SettingsDict {
    /// Null if that of the configuration applies.
    #[schema(required)]
    signup: Option<Signup>,
    /// Who may register by the configuration.
    default_signup: Signup,
    /// The message of the day; null if there is none.
    #[schema(required, example = "The album of the summer party is open.")]
    message: Option<String>,
    /// Null if there are none.
    #[schema(required, example = "Be kind.")]
    rules: Option<String>,
    limits: Vec<LimitDict>,
    /// Whether hourly limits apply. RATE_LIMITS=off switches them off.
    are_writes_limited: bool,
}

impl TryFrom<String> for SignupField {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse().map(Self).map_err(|_| "must be open, invite or closed".into())
    }
}

impl ChangeSettings {
    /// The settings to change, as the table has them; `None` restores that of the configuration.
    fn changes(self) -> Vec<(SettingName, Option<String>)> {
        let signup =
            self.signup.into_option().map(|signup| signup.map(|SignupField(mode)| mode.name().to_owned()));
        let message = self.message.into_option().map(|text| text.and_then(MultilineText::not_blank));
        let rules = self.rules.into_option().map(|text| text.and_then(MultilineText::not_blank));
        let texts = [(SettingName::Signup, signup), (SettingName::Message, message), (SettingName::Rules, rules)];
        let limits = self.limits.unwrap_or_default().changes().into_iter();
        let limits = limits.map(|(name, limit)| (SettingName::Limit(name), limit.map(|limit| limit.to_string())));
        texts.into_iter().filter_map(|(name, value)| Some((name, value?))).chain(limits).collect()
    }
}

impl SettingsDict {
    fn of(settings: &SettingsCache, stored: StoredSettings) -> Self {
        let configured = settings.configured();
        Self {
            signup: stored.signup,
            default_signup: configured.signup,
            message: stored.message,
            rules: stored.rules,
            limits: LimitDict::list(&configured.limits, &stored.limits, None),
            are_writes_limited: configured.are_writes_limited,
        }
    }
}

/// Reads the settings from the database, which also brings this process up to date.
async fn reload(auth: &Auth) -> Result<Json<SettingsDict>, ApiError> {
    let settings = auth.settings.clone();
    let stored = auth.db.read(move |conn| settings.reload(conn)).await?;
    Ok(Json(SettingsDict::of(&auth.settings, stored)))
}

/// `GET /api/admin/settings`: the settings that admins can change. For admins.
#[utoipa::path(
    get, path = "/api/admin/settings", tag = "Administration",
    responses((status = 200, body = SettingsDict, description = "The settings"))
)]
pub async fn show(_: Admin, auth: Data<Auth>) -> Result<Json<SettingsDict>, ApiError> {
    reload(&auth).await
}

/// `PATCH /api/admin/settings`: changes settings, in all processes within a few seconds. For admins.
#[utoipa::path(
    patch, path = "/api/admin/settings", tag = "Administration", request_body = ChangeSettings,
    responses((status = 200, body = SettingsDict, description = "The changed settings"))
)]
pub async fn update(
    admin: Confirmed<Admin>,
    Body(body): Body<ChangeSettings>,
    auth: Data<Auth>,
) -> Result<Json<SettingsDict>, ApiError> {
    let (actor, changes) = (admin.actor(), body.changes());
    auth.db.write(move |conn| actor.change_settings(conn, &changes)).await?;
    reload(&auth).await
}
