//! `/api/admin/reports`

use actix_web::web::{Data, Json};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{
        Message,
        extract::{Body, Query},
        fields::{NonBlankText, Problem},
        message,
        paging::{Page, PageQuery},
        path::Id,
    },
    auth::{Confirmed, Moderator},
    db::Db,
    error::{ApiError, ErrorBody},
    media::MediaStore,
    models::{Decision, Report, ReportDict, ReportState, end_sessions_or_refuse},
};

/// `state`: whether open or closed reports are wanted.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct StateField(ReportState);

/// `decision`: what was decided.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct DecisionField(Decision);

/// Which reports are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StateQuery {
    /// `open` or `closed`; `open` if absent
    #[param(value_type = Option<String>, pattern = "^(open|closed)$")]
    state: Option<StateField>,
}

/// The body of `POST /api/admin/reports/{id}/close`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CloseReport {
    /// `content_hidden` hides what was reported from all but its author, `content_deleted` deletes it, `user_warned` shows
    /// the user who made it a text, `user_disabled` disables that user.
    #[schema(
        value_type = String,
        pattern = "^(dismissed|content_hidden|content_deleted|user_warned|user_disabled)$",
        example = "dismissed"
    )]
    decision: DecisionField,
    /// What the user reads, for `user_warned` only.
    warning: Option<NonBlankText>,
}

impl TryFrom<String> for StateField {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        match text.as_str() {
            "open" => Ok(Self(ReportState::Open)),
            "closed" => Ok(Self(ReportState::Closed)),
            _ => Err("must be open or closed".into()),
        }
    }
}

impl TryFrom<String> for DecisionField {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
            .map(Self)
            .map_err(|_| "must be dismissed, content_hidden, content_deleted, user_warned or user_disabled".into())
    }
}

/// `GET /api/admin/reports`: reports, newest first, without those about you. For moderators.
#[utoipa::path(
    get, path = "/api/admin/reports", tag = "Administration", params(StateQuery, PageQuery),
    responses((
        status = 200, body = Vec<ReportDict>, description = "The reports, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    staff: Moderator,
    Query(StateQuery { state }): Query<StateQuery>,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<ReportDict>, ApiError> {
    let state = state.map_or(ReportState::Open, |StateField(state)| state);
    let page = Page::read(&db, query, move |conn, page| Report::list(conn, &staff.user, state, page)).await?;
    Ok(match state {
        ReportState::Open => page,
        ReportState::Closed => page.with_query("state=closed"),
    })
}

/// `POST /api/admin/reports/{id}/close`: closes a report with a decision, and carries it out. For moderators.
#[utoipa::path(
    post, path = "/api/admin/reports/{id}/close", tag = "Administration", request_body = CloseReport,
    params(("id" = i32, Path, minimum = 1, description = "An open report that is not about you")),
    responses((status = 200, body = Message, description = "The report is closed"))
)]
pub async fn close(
    staff: Confirmed<Moderator>,
    Id(id): Id,
    Body(body): Body<CloseReport>,
    db: Data<Db>,
    media: Data<MediaStore>,
) -> Result<Json<Message>, ApiError> {
    let (DecisionField(decision), warning) = (body.decision, body.warning);
    if warning.is_some() && decision != Decision::UserWarned {
        return Err(ApiError::invalid_field("warning", "is only for the decision user_warned"));
    }
    let actor = staff.actor();
    let user = staff.clone();
    match decision {
        Decision::Dismissed => db.write(move |conn| actor.dismiss_report(conn, &user, id)).await?,
        Decision::UserWarned => {
            let NonBlankText(warning) =
                warning.ok_or(ApiError::FieldNeeded { field: "warning", reason: "the user reads it" })?;
            db.write(move |conn| actor.warn_author(conn, &user, id, &warning)).await?;
        }
        Decision::ContentHidden => db.write_or_refuse(move |conn| actor.hide_reported(conn, &user, id)).await??,
        Decision::ContentDeleted => {
            let deleted = db.write_or_refuse(move |conn| actor.delete_reported(conn, &user, id)).await??;
            media.detach(&deleted.author, deleted.image_urls).await;
        }
        Decision::UserDisabled => {
            let closed = end_sessions_or_refuse(&db, move |conn| {
                actor.close_report_and_disable(conn, &user, user.role, id)
            });
            closed.await??;
        }
    }
    Ok(message("The report was closed."))
}

/// `POST /api/admin/reports/{id}/restore`: shows hidden content again, or enables the user that was disabled. For
/// moderators; only admins enable users.
#[utoipa::path(
    post, path = "/api/admin/reports/{id}/restore", tag = "Administration",
    params(("id" = i32, Path, minimum = 1, description = "A closed report that is not about you")),
    responses(
        (status = 200, body = Message, description = "The decision is reversed"),
        (status = 400, body = ErrorBody, description = "Nothing was hidden or disabled"),
    )
)]
pub async fn restore(staff: Confirmed<Moderator>, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    let actor = staff.actor();
    let user = staff.clone();
    db.write_or_refuse(move |conn| actor.restore_reported(conn, &user, user.role, id)).await??;
    Ok(message("The decision was reversed."))
}
