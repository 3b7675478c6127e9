//! The server: the application put together, listening, and stopping.

mod connections;
mod metrics_server;
mod response;
mod unread_body;

use std::{
    env, io,
    net::{SocketAddr, TcpListener},
    num::NonZero,
    path::Path,
    sync::Arc,
    thread::available_parallelism,
    time::Duration,
};

use actix_cors::Cors;
use actix_web::{
    App, HttpServer,
    body::MessageBody,
    dev::{Server, ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{
            self, ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
            ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, CACHE_CONTROL, CONTENT_TYPE,
            HeaderName, HeaderValue,
        },
    },
    middleware::{DefaultHeaders, Next, from_fn},
    web::{self, Data, ServiceConfig},
};
use diesel::QueryResult;
use time::OffsetDateTime;
use tracing_actix_web::TracingLogger;

use self::{connections::Connections, response::envelope};
use crate::{
    api::{
        self, BodyBudget, BodyTimeout, MinUploadRate, PageTurns, response_budget::ResponseBudget, routes::Route,
        write_limits::WriteLimiter,
    },
    auth::{AllowedOrigins, Auth, CookieJar, Passwords, RateLimiter, Tokens},
    config::{Config, MetricsPlace},
    db::{Conn, Db, DbUrl, MigrateError, migrate},
    error::ApiError,
    media::{
        self, CleanupMode, MediaStore, UploadLimits,
        storage::{FreeSpace, Storage, StorageError, StorageUrl},
    },
    models::{
        Emails, Epoch, Invite, LimitedAttempts, PasswordReset, PostCache, RevokedToken, Story, UserCredentials,
        WriteCount, settle_leftovers,
    },
    telemetry::{logging::RequestSpan, metrics::Metrics},
    web::Folders,
};

/// How long open connections without a request are kept.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How often expired entries are removed.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);

/// How soon the work of checking passwords is measured again if that failed.
const MEASURE_AGAIN: Duration = Duration::from_secs(10);

/// How long requests under way may take to finish when the server is told to stop, in seconds.
const SHUTDOWN_TIMEOUT: u64 = 30;

#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("the database at {url} cannot be used: {source}")]
    Database { url: String, source: MigrateError },
    #[error("cannot listen on {address}: {source}; choose another with --host and --port")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot serve metrics on {address}: {source}; choose another with METRICS_ADDR, or off")]
    Metrics { address: SocketAddr, source: io::Error },
    #[error("pictures cannot be kept at {url}: {source}; choose another place with STORAGE_URL")]
    Storage { url: StorageUrl, source: StorageError },
    #[error("the server cannot start: {0}")]
    Start(io::Error),
}

/// What every worker shares.
#[derive(Clone)]
struct State {
    auth: Auth,
    db: Db,
    contents: PostCache,
    media: MediaStore,
    folders: Folders,
    cors_origins: Option<Arc<[String]>>,
    /// How long a client may take to send the body of its request.
    request_timeout: Duration,
    rate_limits: WriteLimiter,
    outgoing: ResponseBudget,
    body_budget: BodyBudget,
    page_turns: PageTurns,
    min_upload_rate: u64,
}

/// Brings the database up to date, starts a new epoch if it is a backup, and says so in the log. Gives whether an epoch
/// began.
///
/// # Errors
/// If it cannot be reached or must not be touched.
pub fn prepare_database(config: &Config) -> Result<bool, ServeError> {
    let failed = |source| ServeError::Database { url: config.db_url.to_string(), source };
    let migrated = migrate(&config.db_url).map_err(failed)?;
    if migrated.adopted {
        tracing::info!("took over the tables of the original application");
    }
    if !migrated.applied.is_empty() {
        tracing::info!(migrations = migrated.applied.join(", "), "brought the database up to date");
    }
    if migrated.plaintext_passwords {
        tracing::warn!(
            "users.password_plaintext holds passwords in the clear, left by the original application; this one \
             never reads it: drop the column once nobody else does"
        );
    }
    if migrated.readable_by_others {
        tracing::warn!(
            "other users of this machine may read the database {}: chmod 600 keeps it private",
            config.db_url
        );
    }
    let begun = with_database(config, Epoch::start_if_copy).map_err(failed)?;
    if begun {
        log_new_epoch();
    }
    Ok(begun)
}

/// Starts a new epoch in a database that was put in the place of another. In a backup, one begins as soon as it is
/// opened.
///
/// # Errors
/// As [`prepare_database`].
pub fn start_epoch(config: &Config) -> Result<(), ServeError> {
    if !prepare_database(config)? {
        let failed = |source| ServeError::Database { url: config.db_url.to_string(), source };
        with_database(config, Epoch::start).map_err(failed)?;
        log_new_epoch();
    }
    Ok(())
}

fn with_database<T>(config: &Config, work: impl FnOnce(&mut Conn) -> QueryResult<T>) -> Result<T, MigrateError> {
    Ok(work(&mut Conn::open(&config.db_url)?)?)
}

fn log_new_epoch() {
    tracing::warn!(
        "this database was restored: earlier tokens, invitations and links for a new password have ended, and new ids \
         skip those that were given since the backup"
    );
}

/// The place where pictures are kept.
///
/// # Errors
/// If it cannot be used.
pub fn open_storage(config: &Config) -> Result<Storage, ServeError> {
    Storage::open(&config.storage_url)
        .map_err(|source| ServeError::Storage { url: config.storage_url.clone(), source })
}

/// Starts to listen and gives the server, to be awaited until it ends, and its address.
///
/// # Errors
/// If the address is taken, or the workers cannot start.
pub fn start(config: &Config) -> Result<(Server, SocketAddr), ServeError> {
    let listen = |source| ServeError::Listen { address: config.address, source };
    let listener = TcpListener::bind(config.address).map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    close_unread(&listener, config.response_timeout).map_err(listen)?;

    let db = Db::new(&config.db_url, config.pool_size).map_err(ServeError::Start)?;
    let storage = open_storage(config)?;
    let emails = if config.show_emails { Emails::OfAll } else { Emails::OwnAlone };
    let state = State {
        media: MediaStore::new(db.clone(), storage.clone(), bounds(config)),
        auth: Auth {
            db: db.clone(),
            tokens: Tokens::new(&config.tokens),
            attempts: RateLimiter::new(db.clone(), config.login_rate_limit),
            trusted_proxies: config.trusted_proxies.as_slice().into(),
            passwords: Passwords::new(config.bcrypt_cost),
            cookies: CookieJar { secure: config.cookie_secure },
            origins: AllowedOrigins::new(&config.public_url, config.cors_origins.as_deref()),
            metrics: Metrics::default(),
            signup: config.signup,
            emails,
        },
        db,
        contents: PostCache::new(emails),
        folders: Folders { client: config.client_dir.clone(), statics: config.static_dir.clone() },
        cors_origins: config.cors_origins.clone().map(Arc::from),
        request_timeout: config.request_timeout,
        rate_limits: WriteLimiter(config.write_limits),
        outgoing: ResponseBudget::default(),
        body_budget: BodyBudget::default(),
        page_turns: PageTurns::default(),
        min_upload_rate: config.min_upload_rate,
    };
    let (sweeper, passwords) = (state.db.clone(), state.auth.passwords.clone());
    if let Some(listener) = metrics_listener(config.metrics)? {
        let server = metrics_server::start(listener, state.auth.clone()).map_err(ServeError::Start)?;
        actix_web::rt::spawn(server);
    }
    for folder in [&config.client_dir, &config.static_dir] {
        if !folder.is_dir() {
            tracing::warn!("there is no folder {}: its files cannot be served", folder.display());
        }
    }
    let workers = config.workers.map_or_else(|| available_parallelism().map_or(1, NonZero::get), usize::from);
    let connections = Connections::new(Arc::clone(&state.auth.trusted_proxies));
    let per_worker = connections.per_worker(workers);
    let server = HttpServer::new(move || {
        App::new()
            .wrap(from_fn(envelope))
            .wrap(TracingLogger::<RequestSpan>::new())
            .configure(|config| routes(config, &state))
    })
    .keep_alive(KEEP_ALIVE)
    .client_request_timeout(config.request_timeout)
    .shutdown_timeout(SHUTDOWN_TIMEOUT)
    .workers(workers)
    .max_connections(per_worker)
    .on_connect(move |connection, extensions| connections.accept(connection, extensions));
    actix_web::rt::spawn(sweep(sweeper.clone()));
    actix_web::rt::spawn(measure_passwords(sweeper, passwords));
    actix_web::rt::spawn(sweep_pictures(config.db_url.clone(), storage));
    let server = server.listen(listener).map_err(ServeError::Start)?.run();
    Ok((server, address))
}

/// Makes the system close connections whose clients leave an answer unread for so long. Accepted connections inherit it.
#[cfg(target_os = "linux")]
fn close_unread(listener: &TcpListener, after: Duration) -> io::Result<()> {
    socket2::SockRef::from(listener).set_tcp_user_timeout(Some(after))
}

/// Other systems have no such setting; the budget for answers bounds what unread ones hold.
#[cfg(not(target_os = "linux"))]
fn close_unread(_: &TcpListener, _: Duration) -> io::Result<()> {
    Ok(())
}

/// What uploads must not exceed. They take room where images are stored, where they wait to be processed, and in the
/// database.
fn bounds(config: &Config) -> UploadLimits {
    let mut folders = vec![env::temp_dir()];
    if let StorageUrl::Folder(folder) = &config.storage_url {
        folders.push(folder.clone());
    }
    if let DbUrl::Sqlite(file) = &config.db_url {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        folders.push(folder.unwrap_or(Path::new(".")).to_owned());
    }
    UploadLimits {
        image: config.image_limits,
        quota: config.user_quota,
        free_space: FreeSpace::new(folders, config.disk_reserve),
    }
}

/// Listens where metrics are to be served, if they are.
fn metrics_listener(place: MetricsPlace) -> Result<Option<TcpListener>, ServeError> {
    match place {
        MetricsPlace::Off => Ok(None),
        MetricsPlace::At(address) => match TcpListener::bind(address) {
            Ok(listener) => Ok(Some(listener)),
            Err(source) => Err(ServeError::Metrics { address, source }),
        },
        MetricsPlace::Rather(address) => Ok(TcpListener::bind(address)
            .inspect_err(
                |why| tracing::info!(%address, %why, "metrics are not served; METRICS_ADDR chooses where"),
            )
            .ok()),
    }
}

/// Forgets, now and then, what is over: revoked tokens that have expired, links that nobody used, stories, and failed
/// sign-ins of the past.
async fn sweep(db: Db) {
    loop {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let swept = db.write(move |conn| {
            RevokedToken::sweep(conn, now)?;
            Story::sweep(conn, now)?;
            Invite::sweep(conn, now)?;
            PasswordReset::sweep(conn, now)?;
            LimitedAttempts::sweep(conn, now)?;
            WriteCount::sweep(conn, now)
        });
        if let Err(why) = swept.await {
            tracing::warn!(%why, "expired entries could not be removed");
        }
        if let Err(why) = settle_leftovers(&db).await {
            tracing::warn!(%why, "users whose sessions were ended must sign in before their new tokens are valid");
        }
        actix_web::rt::time::sleep(SWEEP_EVERY).await;
    }
}

/// Measures, now and then, how much work it takes to check the password hashes that are in use.
async fn measure_passwords(db: Db, passwords: Passwords) {
    loop {
        let hashes = db.read(UserCredentials::kinds_of_password_hashes).await.map_err(ApiError::from);
        let measured = match hashes {
            Ok(hashes) => passwords.measure(hashes).await,
            Err(why) => Err(why),
        };
        let pause = match measured {
            Ok(()) => SWEEP_EVERY,
            Err(why) => {
                tracing::warn!(%why, "it could not be measured how much work checking a password takes");
                MEASURE_AGAIN
            }
        };
        actix_web::rt::time::sleep(pause).await;
    }
}

/// Removes, now and then, pictures that nobody needs.
async fn sweep_pictures(db_url: DbUrl, storage: Storage) {
    loop {
        match media::clean_up(&db_url, &storage, CleanupMode::Careful).await {
            Err(why) => tracing::warn!(%why, "pictures that nobody needs could not be removed"),
            Ok(swept) if swept.left > 0 => tracing::warn!(
                pictures = swept.left,
                "stored pictures that the database does not know were left alone, because they are many, or older than its \
                 restore: if it is the right database, photo-app gc removes them"
            ),
            Ok(_) => {}
        }
        actix_web::rt::time::sleep(SWEEP_EVERY).await;
    }
}

/// The URL space: pages, the API, files, the client's addresses, and nothing.
fn routes(config: &mut ServiceConfig, state: &State) {
    config
        .app_data(Data::new(state.auth.clone()))
        .app_data(Data::new(state.auth.metrics.clone()))
        .app_data(Data::new(state.db.clone()))
        .app_data(Data::new(state.contents.clone()))
        .app_data(Data::new(state.media.clone()))
        .app_data(Data::new(state.folders.clone()))
        .app_data(Data::new(state.rate_limits))
        .app_data(Data::new(state.outgoing.clone()))
        .app_data(Data::new(state.body_budget.clone()))
        .app_data(Data::new(state.page_turns.clone()))
        .app_data(BodyTimeout(state.request_timeout))
        .app_data(MinUploadRate(state.min_upload_rate));
    let (later, first): (Vec<_>, Vec<_>) = crate::web::route_table().into_iter().partition(Route::has_parameters);
    Route::mount_all("", first, config);
    config.service(
        web::scope("/api")
            .configure(api::configure)
            .default_service(web::to(api::not_found))
            .wrap(DefaultHeaders::new().add((CACHE_CONTROL, "no-store")))
            .wrap(cors(state))
            .wrap(from_fn(cors_for_browsers)),
    );
    // Behind the API, whose requests would have to be compared with them otherwise.
    Route::mount_all("", later, config);
    config
        .service(crate::web::statics(&state.folders))
        .service(crate::web::client_addresses())
        .default_service(web::to(api::not_found));
}

/// Cross-origin rules of the API (contract, section 7).
fn cors(state: &State) -> Cors {
    let cors = Cors::default()
        .allowed_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allowed_headers([header::AUTHORIZATION, CONTENT_TYPE, HeaderName::from_static("x-csrf-token")])
        .supports_credentials()
        .max_age(3600)
        // A foreign origin gets no CORS headers, which is what keeps its scripts out; its request is nothing worse
        // than any other.
        .block_on_origin_mismatch(false);
    match &state.cors_origins {
        Some(origins) => {
            let origins = Arc::clone(origins);
            cors.allowed_origin_fn(move |origin, _| origins.iter().any(|allowed| origin == allowed.as_str()))
        }
        // Another port or subdomain is the same site, so that browsers send it our cookie and it could read what
        // it gets. Where cookies matter enough to be secure, only requests without one are for everybody.
        None if state.auth.cookies.secure => cors.allowed_origin_fn(|_, head| !CookieJar::in_use(&head.headers)),
        None => cors.allow_any_origin(),
    }
}

/// Rounds off what the CORS middleware does. It refuses a preflight that asks for more than is allowed without saying
/// what is; a browser is better served with the lists, and compares by itself. And it adds half of its headers for
/// origins that get no access.
async fn cors_for_browsers(
    mut req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if req.method() == Method::OPTIONS && req.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
        let headers = req.headers_mut();
        headers.insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("GET"));
        headers.remove(ACCESS_CONTROL_REQUEST_HEADERS);
    }
    let mut res = next.call(req).await?;
    let headers = res.headers_mut();
    if headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
        // By the library, they would come in another order each time.
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("link, retry-after, x-request-id"));
    } else {
        headers.remove(ACCESS_CONTROL_ALLOW_CREDENTIALS);
    }
    Ok(res)
}
