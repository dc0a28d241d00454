//! The running service: lock, store, jobs and HTTP from start to a graceful stop.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use trusquin_intake::{RfqService, ServiceSettings};
use trusquin_store::{DataLock, Store, database_url};

use crate::automatic::{Backups, keep_backups};
use crate::router::router;
use crate::state::{App, UploadLimits};

/// Jobs and requests that were begun may take this long after a stop was asked; what is not finished is done after the next start.
const LAST_WORK: Duration = Duration::from_secs(20);

/// What a service is started with.
pub struct Start<'a> {
    /// The shop's data.
    pub data: &'a Path,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What reading and pricing stand on.
    pub settings: ServiceSettings,
    /// What one upload may cost.
    pub limits: UploadLimits,
    /// True when scans are read.
    pub ocr: bool,
    /// Backups written by itself; `None`: none.
    pub backups: Option<Backups>,
}

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// The data folder is in use or cannot be used, or the address cannot be listened on.
pub async fn serve(start: Start<'_>) -> Result<()> {
    let (_lock, store) = open(start.data).await?;
    let service = RfqService::new(store.clone(), start.settings).await?;
    if service.import_own_shop().await? {
        tracing::info!("the shop file is taken over");
    }
    let listener = TcpListener::bind(start.listen)
        .await
        .with_context(|| format!("{} cannot be listened on; choose another with --listen", start.listen))?;
    let (stop, stopping) = watch::channel(false);
    let app = App { service: service.clone(), limits: start.limits, ocr: start.ocr, attempts: Arc::default(), stopping: stopping.clone() };
    let jobs = tokio::spawn(service.run(told(stopping.clone())));
    let http = tokio::spawn(axum::serve(listener_ready(listener)?, router(app)).with_graceful_shutdown(told(stopping)).into_future());
    let backups = start.backups.map(|backups| tokio::spawn(keep_backups(store.clone(), start.data.to_path_buf(), backups)));
    asked_to_stop().await?;
    tracing::info!("stopping: what was begun is finished");
    if let Some(backups) = backups {
        backups.abort();
    }
    // Nobody listening any more is no error.
    let _ = stop.send(true);
    let last = tokio::time::timeout(LAST_WORK, async { tokio::join!(http, jobs) }).await;
    match last {
        Ok((http, jobs)) => {
            http.context("the HTTP server panicked")?.context("the HTTP server failed")?;
            jobs.context("the jobs panicked")?.context("the jobs failed")?;
        }
        Err(_) => tracing::warn!("some work is not finished; it is done after the next start"),
    }
    store.close().await;
    Ok(())
}

/// Runs jobs until SIGINT or SIGTERM, without HTTP: as many of these as there are cores to spare share one PostgreSQL server and one folder
/// of files.
///
/// # Errors
/// The data folder is in use or cannot be used.
pub async fn work(data: &Path, settings: ServiceSettings) -> Result<()> {
    let (_lock, store) = open(data).await?;
    // The file of the service that people work with is the one that counts.
    if store.imported_shop().await?.is_none() {
        store.import_shop(&settings.shop, &settings.shop_hash).await?;
    }
    let service = RfqService::new(store.clone(), settings).await?;
    let (stop, stopping) = watch::channel(false);
    let jobs = tokio::spawn(service.run(told(stopping)));
    eprintln!("trusquin: working on {} (Ctrl+C stops)", data.display());
    asked_to_stop().await?;
    tracing::info!("stopping: what was begun is finished");
    // Nobody listening any more is no error.
    let _ = stop.send(true);
    match tokio::time::timeout(LAST_WORK, jobs).await {
        Ok(jobs) => jobs.context("the jobs panicked")?.context("the jobs failed")?,
        Err(_) => tracing::warn!("some work is not finished; another process does it"),
    }
    store.close().await;
    Ok(())
}

/// The store of a folder, with the folder's lock where its database is a file in it.
async fn open(data: &Path) -> Result<(Option<DataLock>, Store)> {
    let lock = if database_url().is_none() { Some(DataLock::take(data)?) } else { None };
    Ok((lock, Store::open(data).await?))
}

/// Says where it listens; scripts and tests wait for this line.
fn listener_ready(listener: TcpListener) -> Result<TcpListener> {
    eprintln!("trusquin: http://{} (Ctrl+C stops)", listener.local_addr()?);
    Ok(listener)
}

async fn told(mut stopping: watch::Receiver<bool>) {
    // The sender gone means the same.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

async fn asked_to_stop() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("the stop signal cannot be listened to")?;
    tokio::select! {
        outcome = tokio::signal::ctrl_c() => outcome.context("Ctrl+C cannot be listened to"),
        _ = terminate.recv() => Ok(()),
    }
}
