//! The application of each worker: what it shares with the others, and its routes.

use std::{sync::Arc, time::Duration};

use actix_web::{
    http::header::CACHE_CONTROL,
    middleware::{DefaultHeaders, from_fn},
    web::{self, Data, ServiceConfig},
};

use super::cors::{correct_cors, cors};
use crate::{
    api::{
        self, BodyBudget, BodyTimeout, MinUploadRate, PagePermits, live::LiveHub, response_budget::ResponseBudget,
        routes::Route, write_limits::WriteLimiter,
    },
    auth::Auth,
    db::Db,
    media::{CleanupJob, MediaStore},
    models::PostCache,
    push::Push,
    web::{self as web_pages, Folders},
};

/// What all workers share.
#[derive(Clone)]
pub(super) struct State {
    pub(super) auth: Auth,
    pub(super) db: Db,
    pub(super) post_cache: PostCache,
    pub(super) media: MediaStore,
    pub(super) cleanup: CleanupJob,
    pub(super) folders: Folders,
    pub(super) cors_origins: Option<Arc<[String]>>,
    pub(super) request_timeout: Duration,
    pub(super) write_limiter: WriteLimiter,
    pub(super) response_budget: ResponseBudget,
    pub(super) body_budget: BodyBudget,
    pub(super) page_permits: PagePermits,
    pub(super) live: LiveHub,
    pub(super) push: Push,
    pub(super) min_upload_rate: u64,
}

/// Mounts all routes, most specific first: pages, the API, files, and the client for every other address.
pub(super) fn configure(config: &mut ServiceConfig, state: &State) {
    config
        .app_data(Data::new(state.auth.clone()))
        .app_data(Data::new(state.auth.metrics.clone()))
        .app_data(Data::new(state.db.clone()))
        .app_data(Data::new(state.post_cache.clone()))
        .app_data(Data::new(state.media.clone()))
        .app_data(Data::new(state.cleanup.clone()))
        .app_data(Data::new(state.folders.clone()))
        .app_data(Data::new(state.write_limiter.clone()))
        .app_data(Data::new(state.response_budget.clone()))
        .app_data(Data::new(state.body_budget.clone()))
        .app_data(Data::new(state.page_permits.clone()))
        .app_data(Data::new(state.live.clone()))
        .app_data(Data::new(state.push.clone()))
        .app_data(BodyTimeout(state.request_timeout))
        .app_data(MinUploadRate(state.min_upload_rate));
    let (with_parameters, fixed): (Vec<_>, Vec<_>) =
        web_pages::route_table().into_iter().partition(Route::has_parameters);
    Route::mount_all("", fixed, config);
    config.service(
        web::scope("/api")
            .configure(api::configure)
            .default_service(web::to(api::not_found))
            .wrap(DefaultHeaders::new().add((CACHE_CONTROL, "no-store")))
            .wrap(cors(state.cors_origins.as_ref(), state.auth.cookies.secure))
            .wrap(from_fn(correct_cors)),
    );
    // After the API, so that its requests are not compared with these patterns.
    Route::mount_all("", with_parameters, config);
    config
        .service(web_pages::statics(&state.folders))
        .service(web_pages::client_addresses())
        .default_service(web::to(api::not_found));
}
