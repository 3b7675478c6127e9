//! The command line.

mod backup;
mod health;
mod process;
mod users;

use std::{
    fmt,
    io::{self, Write},
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use clap::{Args, Parser, Subcommand};
use time::OffsetDateTime;

use self::{
    backup::{RestoreError, backup, restore},
    users::{InviteArgs, UserCommand, invite, token, user},
};
use crate::{
    config::{Config, ConfigError, LogFormat, Options},
    db::Conn,
    error::ApiError,
    media::{self, CleanupError, CleanupMode},
    models::{PasswordError, UserCredentials, ValidationError},
    seed::{self, SeedError, Size},
    server::{self, ServeError},
    telemetry::logging,
};

/// User 1 of the demo data.
const DEMO_USERNAME: &str = "webdev";

/// A private, self-hosted photo-sharing service.
///
/// Without a command it serves. Options can also be set by environment variables, or in a file named .env.
#[derive(Debug, Parser)]
#[command(name = "photo-app", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(flatten)]
    serve: ServeArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Configured(ConfiguredCommand),
    /// Ask the server that listens on HOST and PORT whether it is ready, for health checks
    Health,
}

/// What works with the whole configuration. Whoever asks for the rest need not have the server's secret, nor make one.
#[derive(Debug, Subcommand)]
enum ConfiguredCommand {
    /// Serve the application (what happens without a command)
    Serve(ServeArgs),
    /// Bring the database up to date, then stop
    Migrate,
    /// Fill an empty database with demo data; everybody's password is "password", user 1 is webdev
    Seed(SeedArgs),
    /// Copy a database that is in use to a new file (SQLite only; for PostgreSQL there is pg_dump)
    Backup { file: PathBuf },
    /// Put a backup in the place of the database, which is kept beside it, while the server is stopped. Earlier tokens
    /// end, and ids go on above those that were given since. Without a file: the database was restored by other means,
    /// such as pg_restore
    Restore { file: Option<PathBuf> },
    /// Remove uploaded pictures that nothing has referred to for an hour; the server does so every hour by itself
    Gc(GcArgs),
    /// Manage accounts
    #[command(subcommand)]
    User(UserCommand),
    /// Print a link with which one person can make an account
    Invite(InviteArgs),
    /// Print an access token for a user, ready for curl
    Token { username: String },
}

#[derive(Debug, Default, Args)]
struct ServeArgs {
    /// Fill an empty database with demo data first
    #[arg(long)]
    demo: bool,
    /// Allow --demo, whose passwords everybody knows, on an address that others can reach
    #[arg(long)]
    demo_public: bool,
}

#[derive(Debug, Args)]
struct SeedArgs {
    /// The same number makes the same people, posts and words again
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many people
    #[arg(long, default_value_t = Size::DEFAULT_USERS, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    users: u32,
}

#[derive(Debug, Args)]
struct GcArgs {
    /// Only say what would be removed
    #[arg(long)]
    check: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error("LOG_LEVEL: {0}; use error, warn, info, debug or trace")]
    LogLevel(#[from] logging::LevelError),
    #[error(
        "--demo signs everybody in who knows the word \"password\", and {0} can be reached by others: add --demo-public if that is meant"
    )]
    DemoOnPublicAddress(IpAddr),
    #[error(transparent)]
    Seed(#[from] SeedError),
    #[error("{0}")]
    Password(#[from] PasswordError),
    #[error("the two passwords differ")]
    PasswordsDiffer,
    #[error("the password cannot be read: {0}")]
    NoPassword(io::Error),
    #[error(transparent)]
    Rule(#[from] ValidationError),
    #[error("there is no user {0:?}: see photo-app user list")]
    NoSuchUser(String),
    #[error("{0} is disabled, and no token or link would work: see photo-app user enable")]
    Disabled(String),
    #[error("the username or the e-mail address is taken already, be it in other letters (large for small)")]
    Taken,
    #[error("the database cannot be reached: {0}")]
    Connect(#[from] diesel::ConnectionError),
    #[error("the database refused: {0}")]
    Query(#[from] diesel::result::Error),
    #[error(transparent)]
    Restore(#[from] RestoreError),
    #[error("pictures that nobody needs could not be removed: {0}")]
    Sweep(#[from] CleanupError),
    #[error("no token or link could be made: {0}")]
    Token(#[from] ApiError),
    #[error("the server at {address} is not ready: {source}")]
    NotReady { address: SocketAddr, source: io::Error },
    #[error("the server stopped: {0}")]
    Stopped(#[from] io::Error),
}

impl Cli {
    /// Does what the arguments say.
    ///
    /// # Errors
    /// One line for the person at the terminal: what is wrong, and what to do about it.
    pub fn run(self) -> Result<(), CliError> {
        process::keep_files_private();
        let Self { options, serve: flags, command } = self;
        let command = match command {
            None => ConfiguredCommand::Serve(ServeArgs::default()),
            Some(Command::Configured(command)) => command,
            Some(Command::Health) => {
                let address = SocketAddr::new(options.host, options.port);
                return health::check(address).map_err(|source| CliError::NotReady { address, source });
            }
        };
        let config = options.resolve()?;
        let _log = logging::start(&config.log_level, config.log_format == LogFormat::Json)?;
        for warning in &config.warnings {
            tracing::warn!("{warning}");
        }
        match command {
            ConfiguredCommand::Serve(args) => serve(
                &config,
                &ServeArgs { demo: args.demo || flags.demo, demo_public: args.demo_public || flags.demo_public },
            ),
            ConfiguredCommand::Migrate => {
                server::prepare_database(&config)?;
                say(format_args!("The database at {} is up to date.", config.db_url));
                Ok(())
            }
            ConfiguredCommand::Seed(SeedArgs { seed, users }) => {
                let made = seed::fill(&mut open(&config)?, Size { users }, seed, config.bcrypt_cost)?;
                say(format_args!("{made}"));
                Ok(())
            }
            ConfiguredCommand::Backup { file } => backup(&file, &config),
            ConfiguredCommand::Restore { file } => restore(file.as_deref(), &config),
            ConfiguredCommand::Gc(args) => gc(&args, &config),
            ConfiguredCommand::User(command) => user(command, &config),
            ConfiguredCommand::Invite(InviteArgs { days }) => invite(days, &config),
            ConfiguredCommand::Token { username } => token(username, &config),
        }
    }
}

fn serve(config: &Config, args: &ServeArgs) -> Result<(), CliError> {
    if args.demo && !args.demo_public && !config.address.ip().is_loopback() {
        return Err(CliError::DemoOnPublicAddress(config.address.ip()));
    }
    process::allow_many_files();
    let mut conn = open(config)?;
    if args.demo {
        if UserCredentials::none_exist(&mut conn)? {
            let made = seed::fill(&mut conn, Size::default(), 1, config.bcrypt_cost)?;
            say(format_args!("{made}"));
        } else if UserCredentials::by_username(&mut conn, DEMO_USERNAME)?.is_none() {
            say(format_args!("There are accounts already, so no demo data was added."));
        }
    }
    let demo_user = args.demo && UserCredentials::by_username(&mut conn, DEMO_USERNAME)?.is_some();
    drop(conn);
    let served: Result<(), CliError> = actix_web::rt::System::new().block_on(async {
        let (server, address) = server::start(config)?;
        // It listens to signals from the first time that it runs; whoever reads that it is ready may send one.
        let running = actix_web::rt::spawn(server);
        tokio::task::yield_now().await;
        say(format_args!("Photo App is ready at http://{address}"));
        if demo_user {
            say(format_args!("Sign in as {DEMO_USERNAME} with the password \"password\". Press Ctrl-C to stop."));
        }
        Ok(running.await.map_err(io::Error::other)??)
    });
    // So that a copy of the database file alone is complete.
    if let Err(why) = Conn::open(&config.db_url).map_err(CliError::from).and_then(|mut conn| Ok(conn.empty_log()?))
    {
        tracing::warn!(%why, "a part of the database may still be in its write-ahead log");
    }
    served
}

/// Removes pictures that nobody needs, or says which they are.
fn gc(args: &GcArgs, config: &Config) -> Result<(), CliError> {
    server::prepare_database(config)?;
    let storage = server::open_storage(config)?;
    let manner = if args.check { CleanupMode::Look } else { CleanupMode::Thorough };
    let swept = actix_web::rt::System::new()
        .block_on(async { media::clean_up(&config.db_url, &storage, manner).await })?;
    for (keys, why) in [(&swept.unused, "nothing refers to it"), (&swept.stray, "files without a picture")] {
        for key in keys {
            say(format_args!("{key}: {why}"));
        }
    }
    let count = swept.unused.len() + swept.stray.len();
    let done = if args.check { "would be removed" } else { "removed" };
    say(format_args!("Pictures {done} from {}: {count}.", config.storage_url));
    Ok(())
}

/// In seconds since 1970.
fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

/// Writes a line to standard output. Nobody being there to read it is no reason to fail.
fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// A connection to the database, which is brought up to date first.
fn open(config: &Config) -> Result<Conn, CliError> {
    server::prepare_database(config)?;
    Ok(Conn::open(&config.db_url)?)
}
