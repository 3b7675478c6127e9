//! The commands for people and their ways in: accounts, invitations, links and tokens.

use std::io::{self, BufRead, IsTerminal};

use clap::{Args, Subcommand};

use super::{CliError, now, open, say};
use crate::{
    auth::{Kind, OneTimeCode, Tokens, grant_now, hash_new_password},
    config::{Config, Signup},
    db::Conn,
    models::{EndingSessions, Invite, NewUser, PasswordReset, UserCredentials, ValidationError, end_sessions_now},
};

/// Seconds that a link for a new password is good.
const RESET_LINK_LIFE: i64 = 3600;

const DAY: i64 = 24 * 3600;

#[derive(Debug, Args)]
pub(super) struct InviteArgs {
    /// How many days the link is good
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(i64).range(1..=365))]
    pub(super) days: i64,
}

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Add an account; the password is asked for, or read from standard input
    Add {
        username: String,
        #[arg(long)]
        email: String,
        #[arg(long, default_value = "")]
        first_name: String,
        #[arg(long, default_value = "")]
        last_name: String,
    },
    /// Set a new password, which is asked for or read from standard input
    Passwd { username: String },
    /// Print a link with which somebody can set a new password, once and within the hour
    ResetLink { username: String },
    /// End every sign-in and token of somebody, without changing the password
    LogoutEverywhere { username: String },
    /// Keep an account from signing in, and hide it and what it has posted
    Disable { username: String },
    /// Let a disabled account sign in again, and show it
    Enable { username: String },
    /// List all accounts
    List,
}

pub(super) fn user(command: UserCommand, config: &Config) -> Result<(), CliError> {
    let conn = &mut open(config)?;
    match command {
        UserCommand::Add { username, email, first_name, last_name } => {
            let [username, email, first_name, last_name] =
                ValidationError::of_account([username, email, first_name, last_name])?;
            let last_id = UserCredentials::last_id(conn)?;
            // Before the password is asked for.
            if UserCredentials::looks_like_another(conn, &username)? {
                return Err(CliError::Taken);
            }
            let person = NewUser {
                first_name,
                last_name,
                password_hash: hash_new_password(&ask_password()?, config.bcrypt_cost)?,
                username: username.clone(),
                email,
                image_url: None,
                thumb_url: None,
            };
            let id = conn.writing(|conn| UserCredentials::create_unlike_others(conn, &person, last_id)).map_err(
                |why| match why {
                    diesel::result::Error::DatabaseError(
                        diesel::result::DatabaseErrorKind::UniqueViolation,
                        _,
                    ) => CliError::Taken,
                    other => CliError::Query(other),
                },
            )?;
            say(format_args!("Added {username} as user {id}."));
        }
        UserCommand::Passwd { username } => {
            let id = find(conn, &username)?.id;
            let hash = hash_new_password(&ask_password()?, config.bcrypt_cost)?;
            end_sessions_now(conn, |conn| UserCredentials::set_password_hash(conn, id, &hash))?;
            say(format_args!("{username} has a new password, and is signed out everywhere."));
        }
        UserCommand::ResetLink { username } => {
            let account = find(conn, &username)?;
            if account.is_disabled {
                return Err(CliError::Disabled(username));
            }
            let (token, expires) = (OneTimeCode::generate()?, now() + RESET_LINK_LIFE);
            conn.writing(|conn| PasswordReset::create(conn, &token.hash(), account.id, expires))?;
            say(format_args!("{}/reset?token={}", config.public_url, token.as_str()));
        }
        UserCommand::Disable { username } => {
            let id = find(conn, &username)?.id;
            end_sessions_now(conn, |conn| UserCredentials::disable(conn, id))?;
            say(format_args!("{username} can no longer sign in, is signed out everywhere, and is hidden."));
        }
        UserCommand::Enable { username } => {
            let id = find(conn, &username)?.id;
            conn.writing(|conn| UserCredentials::enable(conn, id))?;
            say(format_args!("{username} can sign in, and is shown again."));
        }
        UserCommand::LogoutEverywhere { username } => {
            let id = find(conn, &username)?.id;
            end_sessions_now(conn, |conn| EndingSessions::begin(conn, id))?;
            say(format_args!("{username} is signed out everywhere."));
        }
        UserCommand::List => {
            say(format_args!("{:>6}  {:<24} {:<36} state", "id", "username", "e-mail"));
            for account in UserCredentials::all(conn)? {
                let state = if account.is_disabled { "disabled" } else { "active" };
                say(format_args!("{:>6}  {:<24} {:<36} {state}", account.id, account.username, account.email));
            }
        }
    }
    Ok(())
}

pub(super) fn invite(days: i64, config: &Config) -> Result<(), CliError> {
    if config.signup == Signup::Closed {
        tracing::warn!("nobody can use this link while SIGNUP is closed");
    }
    let (code, expires) = (OneTimeCode::generate()?, now() + days * DAY);
    open(config)?.writing(|conn| Invite::create(conn, &code.hash(), expires))?;
    say(format_args!("{}/signup?invite={}", config.public_url, code.as_str()));
    Ok(())
}

pub(super) fn token(username: String, config: &Config) -> Result<(), CliError> {
    let conn = &mut open(config)?;
    let id = find(conn, &username)?.id;
    let grant = grant_now(conn, id)?.ok_or(CliError::Disabled(username))?;
    let issued = Tokens::new(&config.tokens).issue(Kind::Access, &grant)?;
    say(format_args!("{}", issued.token));
    Ok(())
}

fn find(conn: &mut Conn, username: &str) -> Result<UserCredentials, CliError> {
    let known = if username.contains('\0') { None } else { UserCredentials::by_username(conn, username)? };
    known.ok_or_else(|| CliError::NoSuchUser(username.to_owned()))
}

/// Asks for a password twice at a terminal, and otherwise reads a line of standard input. Never an argument: those
/// are there for everybody on the machine to read.
fn ask_password() -> Result<String, CliError> {
    if io::stdin().is_terminal() {
        let ask = |prompt| rpassword::prompt_password(prompt).map_err(CliError::NoPassword);
        let password = ask("Password: ")?;
        if ask("The same again: ")? != password {
            return Err(CliError::PasswordsDiffer);
        }
        return Ok(password);
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(CliError::NoPassword)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
