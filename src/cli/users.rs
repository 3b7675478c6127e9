//! The commands for users, invitations, reset links and tokens.

use std::io::{self, BufRead, IsTerminal};

use clap::{Args, Subcommand};

use super::{CliError, now, open, print_line};
use crate::{
    auth::{Kind, LinkCode, Tokens, grant_blocking, hash_new_password},
    config::Config,
    db::Conn,
    models::{
        Actor, AlreadyTaken, Invite, NewUser, PasswordReset, Role, Signup, UserCredentials, ValidationError,
        end_sessions_now,
    },
    server::load_settings,
};

#[derive(Debug, Args)]
pub(super) struct InviteArgs {
    /// Days that the link is valid
    #[arg(long, default_value_t = Invite::DEFAULT_DAYS, value_parser = clap::value_parser!(i64).range(Invite::DAYS))]
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
        /// Make the user an admin
        #[arg(long)]
        admin: bool,
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
    /// Make a user an admin, a moderator or a member
    Role { username: String, role: Role },
    /// List all users
    List,
}

pub(super) fn user(command: UserCommand, config: &Config) -> Result<(), CliError> {
    let conn = &mut open(config)?;
    let actor = Actor::command_line();
    match command {
        UserCommand::Add { username, email, first_name, last_name, admin } => {
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
            let role = if admin { Role::Admin } else { Role::Member };
            let added = conn.writing_or_refuse(|conn| actor.add_user(conn, &new_user, role, last_id));
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
            end_sessions_now(conn, |conn| actor.set_password(conn, id, &hash))?;
            print_line(format_args!("Changed the password of {username} and ended all sessions."));
        }
        UserCommand::ResetLink { username } => {
            let user = find(conn, &username)?;
            if user.is_disabled {
                return Err(CliError::Disabled(username));
            }
            let (code, expires) = (LinkCode::generate()?, now() + PasswordReset::LIFETIME);
            conn.writing(|conn| actor.add_reset_link(conn, user.id, &code.hash(), expires))?;
            print_line(format_args!("{}", code.reset_link(&config.public_url)));
        }
        UserCommand::Disable { username } => {
            let id = find(conn, &username)?.id;
            end_sessions_now(conn, |conn| actor.disable_user(conn, id))?;
            print_line(format_args!("Disabled {username}: they cannot sign in, and their posts are hidden."));
        }
        UserCommand::Enable { username } => {
            let id = find(conn, &username)?.id;
            conn.writing(|conn| actor.enable_user(conn, id))?;
            print_line(format_args!("Enabled {username}: they can sign in, and their posts are visible."));
        }
        UserCommand::LogoutEverywhere { username } => {
            let id = find(conn, &username)?.id;
            end_sessions_now(conn, |conn| actor.sign_out_everywhere(conn, id))?;
            print_line(format_args!("Ended all sessions of {username}."));
        }
        UserCommand::Role { username, role } => {
            let id = find(conn, &username)?.id;
            conn.writing(|conn| actor.set_role(conn, id, role))?;
            print_line(format_args!("The role of {username} is {role} now."));
        }
        UserCommand::List => {
            print_line(format_args!("{:>6}  {:<24} {:<36} {:<10} state", "id", "username", "e-mail", "role"));
            for user in UserCredentials::all(conn)? {
                let state = if user.is_disabled { "disabled" } else { "active" };
                let role = user.role.name();
                print_line(format_args!(
                    "{:>6}  {:<24} {:<36} {role:<10} {state}",
                    user.id, user.username, user.email
                ));
            }
        }
    }
    Ok(())
}

pub(super) fn invite(days: i64, config: &Config) -> Result<(), CliError> {
    let mut conn = open(config)?;
    if load_settings(config)?.current().signup == Signup::Closed {
        tracing::warn!("this link does not work while registration is closed");
    }
    let (code, expires) = (LinkCode::generate()?, Invite::expiry(now(), days));
    conn.writing(|conn| Actor::command_line().add_invite(conn, &code.hash(), expires))?;
    print_line(format_args!("{}", code.invite_link(&config.public_url)));
    Ok(())
}

pub(super) fn token(username: String, config: &Config) -> Result<(), CliError> {
    let conn = &mut open(config)?;
    let id = find(conn, &username)?.id;
    let grant = grant_blocking(conn, id)?.ok_or(CliError::Disabled(username))?;
    let issued = Tokens::new(&config.tokens).issue(Kind::Access, &grant)?;
    conn.writing(|conn| Actor::command_line().note_token(conn, id))?;
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
