//! The commands for users, invitations, reset links and tokens.

use std::io::{self, BufRead, IsTerminal};

use clap::{Args, Subcommand};

use super::{CliError, now, open, print_line};
use crate::{
    auth::{Kind, LinkCode, Tokens, grant_blocking, hash_new_password},
    config::{Config, Signup},
    db::Conn,
    models::{
        AlreadyTaken, EndingSessions, Invite, NewUser, PasswordReset, UserCredentials, ValidationError,
        end_sessions_now,
    },
};

/// Seconds that a reset link is valid.
const RESET_LINK_LIFE: i64 = 3600;

const DAY: i64 = 24 * 3600;

#[derive(Debug, Args)]
pub(super) struct InviteArgs {
    /// Days that the link is valid
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(i64).range(1..=365))]
    pub(super) days: i64,
}

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Add a user. Asks for the password, or reads it from standard input
    Add {
        username: String,
        #[arg(long)]
        email: String,
        #[arg(long, default_value = "")]
        first_name: String,
        #[arg(long, default_value = "")]
        last_name: String,
    },
    /// Set a new password. Asks for it, or reads it from standard input
    Passwd { username: String },
    /// Print a link with which a user can set a new password, once and within one hour
    ResetLink { username: String },
    /// End all sessions of a user, without changing the password
    LogoutEverywhere { username: String },
    /// Prevent a user from signing in, and hide the user and their posts
    Disable { username: String },
    /// Allow a disabled user to sign in again, and show the user and their posts
    Enable { username: String },
    /// List all users
    List,
}

pub(super) fn user(command: UserCommand, config: &Config) -> Result<(), CliError> {
    let conn = &mut open(config)?;
    match command {
        UserCommand::Add { username, email, first_name, last_name } => {
            let [username, email, first_name, last_name] =
                ValidationError::of_account([username, email, first_name, last_name])?;
            let last_id = UserCredentials::last_id(conn)?;
            // Checked before the operator has to enter a password.
            if UserCredentials::looks_like_another(conn, &username)? {
                return Err(CliError::Taken);
            }
            let new_user = NewUser {
                first_name,
                last_name,
                password_hash: hash_new_password(&ask_password()?, config.bcrypt_cost)?,
                username: username.clone(),
                email,
                image_url: None,
                thumb_url: None,
                is_private: config.private_accounts,
            };
            let added =
                conn.writing_or_refuse(|conn| UserCredentials::create_unlike_others(conn, &new_user, last_id));
            let id = added
                .map_err(|why| match why {
                    diesel::result::Error::DatabaseError(
                        diesel::result::DatabaseErrorKind::UniqueViolation,
                        _,
                    ) => CliError::Taken,
                    other => CliError::Query(other),
                })?
                .map_err(|AlreadyTaken| CliError::Taken)?;
            print_line(format_args!("Added {username} as user {id}."));
        }
        UserCommand::Passwd { username } => {
            let id = find(conn, &username)?.id;
            let hash = hash_new_password(&ask_password()?, config.bcrypt_cost)?;
            end_sessions_now(conn, |conn| UserCredentials::set_password_hash(conn, id, &hash))?;
            print_line(format_args!("Changed the password of {username} and ended all sessions."));
        }
        UserCommand::ResetLink { username } => {
            let user = find(conn, &username)?;
            if user.is_disabled {
                return Err(CliError::Disabled(username));
            }
            let (code, expires) = (LinkCode::generate()?, now() + RESET_LINK_LIFE);
            conn.writing(|conn| PasswordReset::create(conn, &code.hash(), user.id, expires))?;
            print_line(format_args!("{}/reset?token={}", config.public_url, code.as_str()));
        }
        UserCommand::Disable { username } => {
            let id = find(conn, &username)?.id;
            end_sessions_now(conn, |conn| UserCredentials::disable(conn, id))?;
            print_line(format_args!("Disabled {username}: they cannot sign in, and their posts are hidden."));
        }
        UserCommand::Enable { username } => {
            let id = find(conn, &username)?.id;
            conn.writing(|conn| UserCredentials::enable(conn, id))?;
            print_line(format_args!("Enabled {username}: they can sign in, and their posts are visible."));
        }
        UserCommand::LogoutEverywhere { username } => {
            let id = find(conn, &username)?.id;
            end_sessions_now(conn, |conn| EndingSessions::begin(conn, id))?;
            print_line(format_args!("Ended all sessions of {username}."));
        }
        UserCommand::List => {
            print_line(format_args!("{:>6}  {:<24} {:<36} state", "id", "username", "e-mail"));
            for user in UserCredentials::all(conn)? {
                let state = if user.is_disabled { "disabled" } else { "active" };
                print_line(format_args!("{:>6}  {:<24} {:<36} {state}", user.id, user.username, user.email));
            }
        }
    }
    Ok(())
}

pub(super) fn invite(days: i64, config: &Config) -> Result<(), CliError> {
    if config.signup == Signup::Closed {
        tracing::warn!("this link does not work while SIGNUP is closed");
    }
    let (code, expires) = (LinkCode::generate()?, now() + days * DAY);
    open(config)?.writing(|conn| Invite::create(conn, &code.hash(), expires))?;
    print_line(format_args!("{}/signup?invite={}", config.public_url, code.as_str()));
    Ok(())
}

pub(super) fn token(username: String, config: &Config) -> Result<(), CliError> {
    let conn = &mut open(config)?;
    let id = find(conn, &username)?.id;
    let grant = grant_blocking(conn, id)?.ok_or(CliError::Disabled(username))?;
    let issued = Tokens::new(&config.tokens).issue(Kind::Access, &grant)?;
    print_line(format_args!("{}", issued.token));
    Ok(())
}

fn find(conn: &mut Conn, username: &str) -> Result<UserCredentials, CliError> {
    // PostgreSQL rejects text with NUL.
    let found = if username.contains('\0') { None } else { UserCredentials::by_username(conn, username)? };
    found.ok_or_else(|| CliError::NoSuchUser(username.to_owned()))
}

/// Asks for a password twice at a terminal, and otherwise reads a line of standard input. A password is never an argument,
/// because other users of the machine can read arguments.
fn ask_password() -> Result<String, CliError> {
    if io::stdin().is_terminal() {
        let ask = |prompt| rpassword::prompt_password(prompt).map_err(CliError::PasswordInput);
        let password = ask("Password: ")?;
        if ask("Repeat the password: ")? != password {
            return Err(CliError::PasswordsDiffer);
        }
        return Ok(password);
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(CliError::PasswordInput)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
