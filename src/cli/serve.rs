//! The command that starts the server.

use std::io;

use clap::Args;

use super::{CliError, now, open, print_line, process};
use crate::{
    auth::LinkCode,
    config::Config,
    db::{Conn, Db},
    media::MediaStore,
    models::{Actor, Invite, UserCredentials},
    seed::{self, DEMO_USERNAME, Size},
    server,
};

#[derive(Debug, Default, Args)]
pub(super) struct ServeArgs {
    /// Fill an empty database with demo data first
    #[arg(long)]
    pub(super) demo: bool,
    /// Allow --demo on an address that other machines can reach, although its passwords are public
    #[arg(long)]
    pub(super) demo_public: bool,
}

pub(super) fn serve(config: &Config, args: &ServeArgs) -> Result<(), CliError> {
    if args.demo && !args.demo_public && !config.address.ip().is_loopback() {
        return Err(CliError::DemoOnPublicAddress(config.address.ip()));
    }
    process::allow_many_files();
    let mut conn = open(config)?;
    let mut new_demo = false;
    if args.demo {
        if UserCredentials::none_exist(&mut conn)? {
            let created = seed::fill(&mut conn, Size::default(), 1, config.bcrypt_cost)?;
            print_line(format_args!("{created}"));
            new_demo = true;
        } else if UserCredentials::by_username(&mut conn, DEMO_USERNAME)?.is_none() {
            print_line(format_args!("The database already has users, so no demo data was added."));
        }
    }
    let set_up =
        if UserCredentials::none_exist(&mut conn)? { Some(set_up_link(&mut conn, config)?) } else { None };
    let demo_user = args.demo && UserCredentials::by_username(&mut conn, DEMO_USERNAME)?.is_some();
    drop(conn);
    let outcome: Result<(), CliError> = actix_web::rt::System::new().block_on(async {
        let (server, address) = server::start(config)?;
        // The server handles signals after it was polled once. A program that reads the next line may send a signal.
        let running = actix_web::rt::spawn(server);
        tokio::task::yield_now().await;
        print_line(format_args!("Photo App is ready at http://{address}"));
        if let Some(link) = set_up {
            print_line(format_args!("There are no users yet. Make the first admin here, within a day: {link}"));
        }
        if new_demo {
            actix_web::rt::spawn(publish_photos(server::open_media(config)?));
        }
        if demo_user {
            print_line(format_args!(
                "Sign in as {DEMO_USERNAME} with the password \"password\". Press Ctrl-C to stop."
            ));
        }
        Ok(running.await.map_err(io::Error::other)??)
    });
    // Afterwards, a copy of the database file alone is complete.
    if let Err(why) = Conn::open(&config.db_url).map_err(CliError::from).and_then(|mut conn| Ok(conn.empty_log()?))
    {
        tracing::warn!(%why, "parts of the database may still be in its write-ahead log");
    }
    outcome
}

/// Makes a link with which one person can become the first admin.
fn set_up_link(conn: &mut Conn, config: &Config) -> Result<String, CliError> {
    let (code, expires) = (LinkCode::generate()?, Invite::expiry(now(), 1));
    conn.writing(|conn| Actor::command_line().add_set_up_link(conn, &code.hash(), expires))?;
    Ok(code.invite_link(&config.public_url))
}

/// Without its photos the demo shows drawn images only, so the server runs on if they cannot be stored.
async fn publish_photos((db, media): (Db, MediaStore)) {
    if let Err(why) = seed::publish_photos(&db, &media).await {
        tracing::warn!(%why, "the photos of the demo could not be stored");
    }
}
