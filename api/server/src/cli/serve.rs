//! `trusquin serve` and `trusquin migrate`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use trusquin_intake::{PrintQuote, ServiceSettings};
use trusquin_store::Store;

use super::DataArgs;
use super::models::times_of_service;
use super::reading::{READER_VERSION, ReadingArgs};
use super::settings::shop;
use trusquin_ocr::models_are_staged;

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
    data: DataArgs,
    /// Shop file (default: shop.toml of the data folder, else the demo shop).
    #[arg(long, env = "TRUSQUIN_SHOP")]
    shop: Option<PathBuf>,
    /// Reading processes at a time (default: one a core, at most 8).
    #[arg(long, env = "TRUSQUIN_JOBS")]
    jobs: Option<usize>,
    /// Largest upload, MiB.
    #[arg(long, env = "TRUSQUIN_UPLOAD_MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(1..=65_536))]
    upload_mb: u64,
    /// Most files of one upload.
    #[arg(long, env = "TRUSQUIN_UPLOAD_FILES", default_value_t = 500)]
    upload_files: usize,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// What to bring up to date.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    #[command(flatten)]
    data: DataArgs,
}

/// Serves until interrupted.
///
/// # Errors
/// The data folder, the shop file or the address cannot be used.
pub fn run(args: &ServeArgs, home: &Path) -> Result<ExitCode> {
    let data = &args.data.data;
    let shop = shop(args.shop.as_deref(), Some(data))?;
    if shop.demo {
        tracing::warn!("SHP-001 no shop file was named: the prices are those of the demo shop; name yours with --shop");
    }
    let print: PrintQuote =
        Arc::new(|quote, shop, number, pictures| quote_pdf(quote, shop, number, pictures).map_err(|error| format!("{error:#}")));
    let (seats, reading) = args.reading.share(args.jobs);
    let settings = ServiceSettings {
        shop: shop.shop,
        command: args.reading.worker_command(home)?,
        limits: reading,
        seats,
        reader_version: READER_VERSION,
        print,
        times: times_of_service(data),
    };
    let limits = UploadLimits { files: args.upload_files, file_bytes: settings.limits.file_bytes, request_bytes: args.upload_mb << 20 };
    let ocr = models_are_staged(home);
    let runtime = runtime()?;
    let outcome = runtime.block_on(serve(Start { data, listen: args.listen, settings, limits, ocr }));
    // A picture that is still being drawn is drawn again when it is asked for.
    runtime.shutdown_background();
    outcome.map(|()| ExitCode::SUCCESS)
}

/// Brings the tables up to date and says so.
///
/// # Errors
/// The data folder cannot be used.
pub fn migrate(args: &MigrateArgs) -> Result<ExitCode> {
    runtime()?.block_on(async {
        let store = Store::open(&args.data.data).await?;
        store.migrate_queue().await?;
        store.close().await;
        eprintln!("trusquin: {} is up to date", args.data.data.display());
        Ok(ExitCode::SUCCESS)
    })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the asynchronous runtime cannot start")
}
