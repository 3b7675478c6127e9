//! The command line.

mod backup;
mod cleanup;
mod health;
mod process;
mod serve;
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
    cleanup::{CleanupArgs, cleanup},
    serve::{ServeArgs, serve},
    users::{InviteArgs, UserCommand, invite, token, user},
};
use crate::{
    api,
    auth::{GrantError, SigningError},
    config::{Config, ConfigError, LogFormat, Options},
    db::Conn,
    media::CleanupError,
    models::{PasswordError, ValidationError},
    seed::{self, SeedError, Size},
    server::{self, ServeError},
    telemetry::logging,
};

/// A private, self-hosted photo-sharing service.
///
/// Without a command, it starts the server. Options can also be set by environment variables, or in a file named .env.
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
    /// Check whether the server at HOST and PORT is ready. Exits with an error if it is not
    Health,
    /// Print the OpenAPI document of the API
    Openapi,
}

/// The commands that need the configuration. The others must not read the secret or create one.
#[derive(Debug, Subcommand)]
enum ConfiguredCommand {
    /// Start the server. This is the default
    Serve(ServeArgs),
    /// Migrate the database to the current version, then exit
    Migrate,
    /// Fill an empty database with demo data. The password of all users is "password"; user 1 is webdev
    Seed(SeedArgs),
    /// Copy the database to a new file. The server may be running (SQLite only; use pg_dump for PostgreSQL)
    Backup { file: PathBuf },
    /// Replace the database by a backup. The server must be stopped. The old database is kept beside the new one. All
    /// sessions end, and new ids continue after the old database's. Without a file: complete a restore that was done by
    /// another program, such as pg_restore
    Restore { file: Option<PathBuf> },
    /// Delete uploaded images that have been unused for an hour. A running server does this every hour
    #[command(alias = "gc")]
    Cleanup(CleanupArgs),
    /// Manage users
    #[command(subcommand)]
    User(UserCommand),
    /// Print a link with which one person can register
    Invite(InviteArgs),
    /// Print an access token for a user, for example for curl
    Token { username: String },
}

#[derive(Debug, Args)]
struct SeedArgs {
    /// Seed of the random generator. The same number gives the same data
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of users
    #[arg(long, default_value_t = Size::DEFAULT_USERS, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    users: u32,
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
        "--demo creates users whose password is \"password\", and other machines can reach {0}: add --demo-public to \
         allow this"
    )]
    DemoOnPublicAddress(IpAddr),
    #[error(transparent)]
    Seed(#[from] SeedError),
    #[error("{0}")]
    Password(#[from] PasswordError),
    #[error("the two passwords differ")]
    PasswordsDiffer,
    #[error("cannot read the password: {0}")]
    PasswordInput(io::Error),
    #[error(transparent)]
    Validation(#[from] ValidationError),
    #[error("there is no user {0:?}: see photo-app user list")]
    NoSuchUser(String),
    #[error("{0} is disabled, so tokens and links do not work: see photo-app user enable")]
    Disabled(String),
    #[error("this username or e-mail address, or a similar one, is already taken")]
    Taken,
    #[error("cannot connect to the database: {0}")]
    Connect(#[from] diesel::ConnectionError),
    #[error("the database reported an error: {0}")]
    Query(#[from] diesel::result::Error),
    #[error(transparent)]
    Restore(#[from] RestoreError),
    #[error("cannot delete unused images: {0}")]
    Cleanup(#[from] CleanupError),
    #[error("the system has no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    #[error(transparent)]
    Grant(#[from] GrantError),
    #[error(transparent)]
    Token(#[from] SigningError),
    #[error("cannot write the OpenAPI document: {0}")]
    Document(#[from] serde_json::Error),
    #[error("the server at {address} is not ready: {source}")]
    NotReady { address: SocketAddr, source: io::Error },
    #[error("the server stopped: {0}")]
    Stopped(#[from] io::Error),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// One line for the operator: what is wrong, and what to do about it.
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
            Some(Command::Openapi) => {
                print_line(format_args!("{}", api::openapi_document().to_pretty_json()?));
                return Ok(());
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
                print_line(format_args!("The database at {} is up to date.", config.db_url));
                Ok(())
            }
            ConfiguredCommand::Seed(SeedArgs { seed, users }) => {
                let created = seed::fill(&mut open(&config)?, Size { users }, seed, config.bcrypt_cost)?;
                print_line(format_args!("{created}"));
                Ok(())
            }
            ConfiguredCommand::Backup { file } => backup(&file, &config),
            ConfiguredCommand::Restore { file } => restore(file.as_deref(), &config),
            ConfiguredCommand::Cleanup(args) => cleanup(&args, &config),
            ConfiguredCommand::User(command) => user(command, &config),
            ConfiguredCommand::Invite(InviteArgs { days }) => invite(days, &config),
            ConfiguredCommand::Token { username } => token(username, &config),
        }
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

/// Writes a line to standard output. A closed output is not an error.
fn print_line(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Opens the database, after migrating it.
fn open(config: &Config) -> Result<Conn, CliError> {
    server::prepare_database(config)?;
    Ok(Conn::open(&config.db_url)?)
}
