//! `trusquin serve`, `trusquin work` and `trusquin migrate`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use trusquin_intake::{PrintQuote, ServiceSettings};
use trusquin_store::Store;

use super::DataArgs;
use super::models::times_of_service;
use super::reading::{READER_VERSION, ReadingArgs};
use super::settings::{hash, shop};
use trusquin_ocr::models_are_staged;

use crate::automatic::Backups;
use crate::documents::quote_pdf;
use crate::service::{Start, serve};
use crate::state::UploadLimits;

/// Where to listen and what to work with.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port; port 0 takes a free one.
    #[arg(long, env = "TRUSQUIN_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[command(flatten)]
    work: WorkArgs,
    /// Largest upload, MiB.
    #[arg(long, env = "TRUSQUIN_UPLOAD_MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(1..=65_536))]
    upload_mb: u64,
    /// Most files of one upload.
    #[arg(long, env = "TRUSQUIN_UPLOAD_FILES", default_value_t = 500)]
    upload_files: usize,
    /// Hours between automatic backups, which are kept in the data folder; 0 for none.
    #[arg(long, env = "TRUSQUIN_BACKUP_HOURS", default_value_t = 24)]
    backup_hours: u64,
    /// Automatic backups kept.
    #[arg(long, env = "TRUSQUIN_BACKUP_KEEP", default_value_t = 7)]
    backup_keep: usize,
}

/// What to read and price with.
#[derive(Debug, Args)]
pub struct WorkArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Shop file (default: shop.toml of the data folder, else the demo shop).
    #[arg(long, env = "TRUSQUIN_SHOP")]
    shop: Option<PathBuf>,
    /// Reading processes at a time (default: one a core, at most 8).
    #[arg(long, env = "TRUSQUIN_JOBS")]
    jobs: Option<usize>,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// What to bring up to date.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Take the tables back to this version instead, for an older program; 0 removes them with everything in them.
    #[arg(long, value_name = "VERSION")]
    down_to: Option<i64>,
}

/// Serves until interrupted.
///
/// # Errors
/// The data folder, the shop file or the address cannot be used.
pub fn run(args: &ServeArgs, home: &Path) -> Result<ExitCode> {
    let data = &args.work.data.data;
    let settings = settings(&args.work, home)?;
    let limits = UploadLimits { files: args.upload_files, file_bytes: settings.limits.file_bytes, request_bytes: args.upload_mb << 20 };
    let ocr = models_are_staged(home);
    let runtime = runtime()?;
    let every = Duration::from_secs(args.backup_hours.saturating_mul(3600));
    let backups = (!every.is_zero()).then_some(Backups { every, kept: args.backup_keep });
    let outcome = runtime.block_on(serve(Start { data, listen: args.listen, settings, limits, ocr, backups }));
    // A picture that is still being drawn is drawn again when it is asked for.
    runtime.shutdown_background();
    outcome.map(|()| ExitCode::SUCCESS)
}

/// Reads and prices until interrupted, beside other processes on the same PostgreSQL server.
///
/// # Errors
/// The data folder or the shop file cannot be used.
pub fn work(args: &WorkArgs, home: &Path) -> Result<ExitCode> {
    let settings = settings(args, home)?;
    let runtime = runtime()?;
    runtime.block_on(crate::service::work(&args.data.data, settings)).map(|()| ExitCode::SUCCESS)
}

/// What a service reads and prices with.
fn settings(args: &WorkArgs, home: &Path) -> Result<ServiceSettings> {
    let shop = shop(args.shop.as_deref(), Some(&args.data.data))?;
    if shop.demo {
        tracing::warn!("SHP-001 no shop file was named: the prices are those of the demo shop; name yours with --shop");
    }
    let print: PrintQuote =
        Arc::new(|quote, shop, number, pictures| quote_pdf(quote, shop, number, pictures).map_err(|error| format!("{error:#}")));
    let (seats, limits) = args.reading.share(args.jobs);
    let shop_hash = hash(&shop.toml);
    let command = args.reading.worker_command(home)?;
    let times = times_of_service(&args.data.data);
    Ok(ServiceSettings { shop: shop.shop, shop_hash, command, limits, seats, reader_version: READER_VERSION, print, times })
}

/// Brings the tables up to date and says so.
///
/// # Errors
/// The data folder cannot be used.
pub fn migrate(args: &MigrateArgs) -> Result<ExitCode> {
    runtime()?.block_on(async {
        let store = Store::open(&args.data.data).await?;
        match args.down_to {
            Some(version) => {
                store.migrate_down(version).await?;
                eprintln!("trusquin: the tables of {} are those of version {version}", args.data.data.display());
            }
            None => {
                store.migrate_queue().await?;
                eprintln!("trusquin: {} is up to date", args.data.data.display());
            }
        }
        store.close().await;
        Ok(ExitCode::SUCCESS)
    })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the asynchronous runtime cannot start")
}
