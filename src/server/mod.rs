//! Builds the server, starts it and stops it.

mod app;
mod background;
mod connections;
mod cors;
mod database;
mod memory;
mod metrics_server;
mod request_span;
mod response;
mod unread_body;

pub use database::{load_settings, prepare_database, start_epoch};

use std::{
    env, io,
    net::{SocketAddr, TcpListener},
    num::NonZero,
    path::Path,
    sync::Arc,
    thread::available_parallelism,
    time::Duration,
};

use actix_web::{App, HttpServer, dev::Server, middleware::from_fn, rt::spawn};
use tracing_actix_web::TracingLogger;

use self::{app::State, connections::Connections, request_span::RequestSpan, response::response_middleware};
use crate::{
    api::{
        BodyBudget, PagePermits,
        live::{self, LiveHub},
        response_budget::ResponseBudget,
        write_limits::WriteLimiter,
    },
    auth::{AllowedOrigins, Auth, PasswordQueue, SessionCookies, SignInLimiter, Tokens},
    config::{Config, MetricsAddress},
    db::{Db, DbUrl, MigrateError},
    media::{
        CleanupJob, MediaStore, UploadLimits,
        storage::{FreeSpace, Storage, StorageError, StorageUrl},
    },
    models::{Emails, PostCache, SettingsCache},
    push::{self, Push, PushKeyError},
    telemetry::metrics::Metrics,
    web::Folders,
};

/// How long an idle connection stays open.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Seconds that running requests may take to finish when the server stops.
const SHUTDOWN_TIMEOUT: u64 = 30;

#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("the database at {url} cannot be used: {source}")]
    Database { url: String, source: MigrateError },
    #[error("cannot listen on {address}: {source}; choose another with --host and --port")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot serve metrics on {address}: {source}; choose another with METRICS_ADDR, or off")]
    Metrics { address: SocketAddr, source: io::Error },
    #[error("images cannot be stored at {url}: {source}; choose another place with STORAGE_URL")]
    Storage { url: StorageUrl, source: StorageError },
    #[error(transparent)]
    PushKey(#[from] PushKeyError),
    #[error("the server cannot start: {0}")]
    Start(io::Error),
}

/// Opens the storage of images.
///
/// # Errors
/// If it cannot be used.
pub fn open_storage(config: &Config) -> Result<Storage, ServeError> {
    Storage::open(&config.storage_url)
        .map_err(|source| ServeError::Storage { url: config.storage_url.clone(), source })
}

/// Opens the database and the images without a server.
///
/// # Errors
/// If the storage cannot be used, or the system cannot start threads.
pub fn open_media(config: &Config) -> Result<(Db, MediaStore), ServeError> {
    media_store(config, &open_storage(config)?, load_settings(config)?)
}

fn media_store(
    config: &Config,
    storage: &Storage,
    settings: SettingsCache,
) -> Result<(Db, MediaStore), ServeError> {
    let db = Db::new(&config.db_url, config.pool_size).map_err(ServeError::Start)?;
    let media = MediaStore::new(db.clone(), storage.clone(), upload_limits(config), settings);
    Ok((db, media))
}

/// Starts to listen. Returns the server, which runs while it is awaited, and its address.
///
/// # Errors
/// If the address is taken, or the workers cannot start.
pub fn start(config: &Config) -> Result<(Server, SocketAddr), ServeError> {
    let listen = |source| ServeError::Listen { address: config.address, source };
    let listener = TcpListener::bind(config.address).map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    close_unread(&listener, config.response_timeout).map_err(listen)?;

    let storage = open_storage(config)?;
    let connections = Connections::new(config.trusted_proxies.as_slice().into());
    let state = build_state(config, &storage, connections.most_streams())?;
    let (db, passwords) = (state.db.clone(), state.auth.password_queue.clone());
    let (settings, hub, push) = (state.auth.settings.clone(), state.live.clone(), state.push.clone());
    let (emails, metrics) = (state.auth.emails, state.auth.metrics.clone());
    if let Some(listener) = metrics_listener(config.metrics)? {
        spawn(metrics_server::start(listener, state.auth.clone()).map_err(ServeError::Start)?);
    }
    for folder in [&config.client_dir, &config.static_dir] {
        if !folder.is_dir() {
            tracing::warn!("the folder {} does not exist: its files cannot be served", folder.display());
        }
    }
    let workers = config.workers.map_or_else(|| available_parallelism().map_or(1, NonZero::get), usize::from);
    let per_worker = connections.per_worker(workers);
    let server = HttpServer::new(move || {
        App::new()
            .wrap(from_fn(response_middleware))
            .wrap(TracingLogger::<RequestSpan>::new())
            .configure(|config| app::configure(config, &state))
    })
    .keep_alive(KEEP_ALIVE)
    .client_request_timeout(config.request_timeout)
    .shutdown_timeout(SHUTDOWN_TIMEOUT)
    .workers(workers)
    .max_connections(per_worker)
    .on_connect(move |connection, extensions| connections.accept(connection, extensions));
    spawn(background::delete_expired(db.clone()));
    spawn(background::read_tags_and_mentions(db.clone()));
    spawn(live::watch(db.clone(), hub.clone()));
    spawn(background::end_streams_at_stop(hub));
    spawn(background::follow_settings(db.clone(), settings));
    spawn(push::send_messages(db.clone(), push, emails, metrics));
    spawn(background::measure_passwords(db, passwords));
    spawn(background::delete_unused_images(config.db_url.clone(), storage));
    let server = server.listen(listener).map_err(ServeError::Start)?.run();
    Ok((server, address))
}

fn build_state(config: &Config, storage: &Storage, most_streams: usize) -> Result<State, ServeError> {
    let settings = load_settings(config)?;
    let (db, media) = media_store(config, storage, settings.clone())?;
    let metrics = Metrics::default();
    let live = LiveHub::new(metrics.clone(), most_streams);
    let emails = if config.show_emails { Emails::OfAll } else { Emails::OwnAlone };
    Ok(State {
        media,
        cleanup: CleanupJob::new(db.clone(), config.db_url.clone(), storage.clone()),
        auth: Auth {
            db: db.clone(),
            tokens: Tokens::new(&config.tokens),
            sign_in_limiter: SignInLimiter::new(db.clone(), config.sign_in_limits),
            trusted_proxies: config.trusted_proxies.as_slice().into(),
            password_queue: PasswordQueue::new(config.bcrypt_cost),
            cookies: SessionCookies { secure: config.cookie_secure },
            public_url: config.public_url.as_str().into(),
            origins: AllowedOrigins::new(&config.public_url, config.cors_origins.as_deref()),
            metrics,
            settings: settings.clone(),
            private_accounts: config.private_accounts,
            emails,
        },
        db,
        post_cache: PostCache::new(emails),
        folders: Folders { client: config.client_dir.clone(), statics: config.static_dir.clone() },
        cors_origins: config.cors_origins.clone().map(Arc::from),
        request_timeout: config.request_timeout,
        write_limiter: WriteLimiter::new(settings),
        response_budget: ResponseBudget::default(),
        body_budget: BodyBudget::default(),
        page_permits: PagePermits::default(),
        live,
        push: Push::new(&config.push, &config.tokens.secret, &config.public_url)?,
        min_upload_rate: config.min_upload_rate,
    })
}

/// Makes the system close connections whose clients leave a response unread for this long. Accepted connections inherit it.
#[cfg(target_os = "linux")]
fn close_unread(listener: &TcpListener, after: Duration) -> io::Result<()> {
    socket2::SockRef::from(listener).set_tcp_user_timeout(Some(after))
}

/// Other systems have no such setting. The response budget limits the memory of unread responses.
#[cfg(not(target_os = "linux"))]
fn close_unread(_: &TcpListener, _: Duration) -> io::Result<()> {
    Ok(())
}

/// Uploads take disk space in three places: the storage, the folder of files to be processed, and the database.
fn upload_limits(config: &Config) -> UploadLimits {
    let mut folders = vec![env::temp_dir()];
    if let StorageUrl::Folder(folder) = &config.storage_url {
        folders.push(folder.clone());
    }
    if let DbUrl::Sqlite(file) = &config.db_url {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        folders.push(folder.unwrap_or(Path::new(".")).to_owned());
    }
    UploadLimits { image: config.image_limits, free_space: FreeSpace::new(folders, config.disk_reserve) }
}

fn metrics_listener(address: MetricsAddress) -> Result<Option<TcpListener>, ServeError> {
    match address {
        MetricsAddress::Off => Ok(None),
        MetricsAddress::Required(address) => match TcpListener::bind(address) {
            Ok(listener) => Ok(Some(listener)),
            Err(source) => Err(ServeError::Metrics { address, source }),
        },
        MetricsAddress::Preferred(address) => Ok(TcpListener::bind(address)
            .inspect_err(
                |why| tracing::info!(%address, %why, "metrics are not served: choose an address with METRICS_ADDR"),
            )
            .ok()),
    }
}
