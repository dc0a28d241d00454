//! `trusquin serve` and `trusquin migrate`.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use trusquin_store::Store;

use super::DataArgs;
use crate::pages::router;

/// Where to listen.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port.
    #[arg(long, env = "TRUSQUIN_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[command(flatten)]
    data: DataArgs,
}

/// What to bring up to date.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    #[command(flatten)]
    data: DataArgs,
}

/// Serves kept quotes until interrupted.
///
/// # Errors
/// The data folder or the address cannot be used.
pub fn run(args: &ServeArgs) -> Result<ExitCode> {
    runtime()?.block_on(async {
        let store = Store::open(&args.data.data).await?;
        let listener = tokio::net::TcpListener::bind(args.listen)
            .await
            .with_context(|| format!("{} cannot be listened on; choose another with --listen", args.listen))?;
        eprintln!("trusquin: http://{} (Ctrl+C stops)", listener.local_addr()?);
        let stop = async {
            let _ = tokio::signal::ctrl_c().await;
        };
        axum::serve(listener, router(store.clone())).with_graceful_shutdown(stop).await?;
        store.close().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// Brings the tables up to date and says so.
///
/// # Errors
/// The data folder cannot be used.
pub fn migrate(args: &MigrateArgs) -> Result<ExitCode> {
    runtime()?.block_on(async {
        Store::open(&args.data.data).await?.close().await;
        eprintln!("trusquin: {} is up to date", args.data.data.display());
        Ok(ExitCode::SUCCESS)
    })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the asynchronous runtime cannot start")
}
