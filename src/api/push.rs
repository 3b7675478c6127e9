//! `/api/push`

use actix_web::web::{Data, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Message,
    creation::{Created, IdempotencyHeader, New},
    extract::Body,
    message,
    path::Id,
    push_fields::{BrowserAuth, BrowserKey, DeviceName, Endpoint},
};
use crate::{
    auth::{CurrentUser, Session},
    db::Db,
    error::{ApiError, ErrorBody},
    models::{NewPushSubscription, PushSubscription, PushSubscriptionDict, WriteKind},
    push::Push,
};

/// The key with which browsers subscribe.
#[derive(Debug, Serialize, ToSchema)]
pub struct PushKey {
    /// An uncompressed point of P-256, in base64url: the `applicationServerKey` of `PushManager.subscribe`.
    #[schema(example = "BIPUL12DLfytvTajnryr2PRdAgXS3HGKiLqndGcJGabyhHheJYlNGCeXl1dn18gSJ1WAkAPIxr4gK0_dQds4yiI")]
    public_key: String,
}

/// The body of `POST /api/push/subscriptions`: what `PushSubscription.toJSON` gives in a browser, and a name.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreatePushSubscription {
    endpoint: Endpoint,
    keys: BrowserKeys,
    #[serde(default)]
    #[schema(required = false)]
    device: DeviceName,
}

/// The keys that encrypt messages for a browser.
#[derive(Debug, Deserialize, ToSchema)]
pub struct BrowserKeys {
    p256dh: BrowserKey,
    auth: BrowserAuth,
}

/// `GET /api/push/key`: the key of the service, for browsers that subscribe to push messages.
#[utoipa::path(
    get, path = "/api/push/key", tag = "Notifications",
    responses(
        (status = 200, body = PushKey, description = "The key"),
        (status = 404, body = ErrorBody, description = "This service sends no push messages"),
    )
)]
pub async fn key(_: CurrentUser, push: Data<Push>) -> Result<Json<PushKey>, ApiError> {
    let public_key = push.public_key().ok_or(ApiError::NotFound)?.to_owned();
    Ok(Json(PushKey { public_key }))
}

/// `GET /api/push/subscriptions`: your devices that get push messages, newest first. There are at most 20.
#[utoipa::path(
    get, path = "/api/push/subscriptions", tag = "Notifications",
    responses((status = 200, body = Vec<PushSubscriptionDict>, description = "The devices"))
)]
pub async fn list(
    viewer: CurrentUser,
    session: Option<Session>,
    db: Data<Db>,
) -> Result<Json<Vec<PushSubscriptionDict>>, ApiError> {
    let session = session.map(|Session(token_id)| token_id);
    Ok(Json(db.read(move |conn| PushSubscription::list(conn, &viewer, session.as_ref())).await?))
}

/// `POST /api/push/subscriptions`: sends messages about your notifications to a browser, until this session is signed out. A
/// browser that is subscribed already stays so. A device beyond the twentieth replaces the oldest.
#[utoipa::path(
    post, path = "/api/push/subscriptions", tag = "Notifications", request_body = CreatePushSubscription,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = PushSubscriptionDict, description = "The device"),
        (status = 400, body = ErrorBody, description = "The keys are malformed, or the address is of no known push service"),
        (status = 404, body = ErrorBody, description = "This service sends no push messages"),
        (status = 429, body = ErrorBody, description = "Too many changes within an hour; see Retry-After"),
    )
)]
pub async fn subscribe(
    viewer: CurrentUser,
    Session(session): Session,
    push: Data<Push>,
    New { body: Body(body), creation }: New<Body<CreatePushSubscription>>,
) -> Result<Created<PushSubscriptionDict>, ApiError> {
    let server_key = push.public_key().ok_or(ApiError::NotFound)?.to_owned();
    let CreatePushSubscription { endpoint: Endpoint(endpoint), keys, device: DeviceName(device) } = body;
    if !push.accepts(&endpoint) {
        return Err(ApiError::invalid_field(
            "endpoint",
            "is not at a push service that this service sends messages to",
        ));
    }
    let new = NewPushSubscription {
        endpoint: endpoint.into(),
        p256dh: keys.p256dh.0,
        auth: keys.auth.0,
        server_key,
        device,
        session,
    };
    let creation = creation.counted(WriteKind::Changes);
    creation.write(move |conn| PushSubscription::create(conn, &viewer, &new)).await
}

/// `DELETE /api/push/subscriptions/{id}`: sends no more messages to a device of yours.
#[utoipa::path(
    delete, path = "/api/push/subscriptions/{id}", tag = "Notifications",
    params(("id" = i32, Path, minimum = 1, description = "The id of the subscription")),
    responses((status = 200, body = Message, description = "The device gets no more messages"))
)]
pub async fn unsubscribe(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write(move |conn| PushSubscription::delete(conn, &viewer, id)).await?;
    Ok(message("The device gets no more notifications."))
}
