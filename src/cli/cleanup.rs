//! The command that deletes unused images.

use clap::Args;

use super::{CliError, print_line};
use crate::{
    config::Config,
    media::{self, CleanupMode},
    server,
};

#[derive(Debug, Args)]
pub(super) struct CleanupArgs {
    /// Only list what would be deleted
    #[arg(long, alias = "check")]
    pub(super) dry_run: bool,
}

pub(super) fn cleanup(args: &CleanupArgs, config: &Config) -> Result<(), CliError> {
    server::prepare_database(config)?;
    let storage = server::open_storage(config)?;
    let mode = if args.dry_run { CleanupMode::DryRun } else { CleanupMode::Full };
    let report =
        actix_web::rt::System::new().block_on(async { media::clean_up(&config.db_url, &storage, mode).await })?;
    for (keys, why) in
        [(&report.unused, "nothing refers to it"), (&report.orphaned, "files without a database row")]
    {
        for key in keys {
            print_line(format_args!("{key}: {why}"));
        }
    }
    for file in &report.unfinished {
        print_line(format_args!("{}: written halfway", file.display()));
    }
    let count = report.unused.len() + report.orphaned.len();
    let done = if args.dry_run { "Would delete" } else { "Deleted" };
    let images = if count == 1 { "image" } else { "images" };
    print_line(format_args!("{done} {count} {images} from {}.", config.storage_url));
    Ok(())
}
