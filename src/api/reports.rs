//! `/api/reports`

use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Message,
    creation::{Created, IdempotencyHeader, New},
    extract::Body,
    fields::{IdField, NonBlankText},
};
use crate::{
    auth::CurrentUser,
    error::{ApiError, ErrorBody},
    models::{Report, ReportSubject, WriteKind},
};

/// The body of `POST /api/reports`: a reason, and one of the ids.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateReport {
    post_id: Option<IdField>,
    comment_id: Option<IdField>,
    story_id: Option<IdField>,
    user_id: Option<IdField>,
    /// What is wrong.
    reason: NonBlankText,
}

impl CreateReport {
    fn subject(&self) -> Result<ReportSubject, ApiError> {
        let ids = [
            ("post_id", self.post_id.map(|id| ReportSubject::Post(id.0))),
            ("comment_id", self.comment_id.map(|id| ReportSubject::Comment(id.0))),
            ("story_id", self.story_id.map(|id| ReportSubject::Story(id.0))),
            ("user_id", self.user_id.map(|id| ReportSubject::User(id.0))),
        ];
        let mut given = ids.into_iter().filter_map(|(field, subject)| Some((field, subject?)));
        match (given.next(), given.next()) {
            (Some((_, subject)), None) => Ok(subject),
            (None, _) => Err(ApiError::FieldNeeded {
                field: "post_id",
                reason: "a report needs a post_id, comment_id, story_id or user_id",
            }),
            (_, Some((field, _))) => Err(ApiError::invalid_field(field, "cannot be combined with another id")),
        }
    }
}

/// `POST /api/reports`: reports a post, comment, story or user to the moderators. The reported user does not learn of it.
#[utoipa::path(
    post, path = "/api/reports", tag = "Reports", request_body = CreateReport,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = Message, description = "The moderators see the report"),
        (status = 404, body = ErrorBody, description = "It does not exist, or you may not see it"),
        (status = 429, body = ErrorBody, description = "Too many reports within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    New { body: Body(body), creation }: New<Body<CreateReport>>,
) -> Result<Created<Message>, ApiError> {
    const DUPLICATE: ApiError = ApiError::AlreadyExists("You have already reported this.");

    let (subject, reason) = (body.subject()?, body.reason.0);
    let report = creation.counted(WriteKind::Reports).write_or_refuse(move |conn| {
        let created = Report::create(conn, &viewer, subject, &reason)?;
        Ok(created.map(|()| Message { message: "Thank you. The moderators will look at it." }))
    });
    report.await.map_err(|why| why.or_duplicate(DUPLICATE))
}
