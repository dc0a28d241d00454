//! RFQs in the service: files are read by jobs, then priced by a job; every step may be killed and is then run again (invariant I7).
//!
//! Not here: HTTP, and what stands on a quote's PDF.

mod price;
mod read_file;
mod run;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use tokio::sync::{broadcast, mpsc};
use trusquin_domain::{Quote, Shop, TimeEstimator};
use trusquin_store::{NewRfq, Notice, Store, StoreError};

use crate::knowledge::TaughtLayouts;
use crate::limits::Limits;
use crate::page_image::{PageImageError, model_mesh, page_image};
use crate::pool::WorkerCommand;
use crate::reading_pool::ReadingPool;
use crate::thumbnails::Thumbnails;

/// Sets a quote on paper: quote, shop, number and pictures of the plans to the bytes of a PDF, or why not.
pub type PrintQuote = Arc<dyn Fn(&Quote, &Shop, &str, &Thumbnails) -> Result<Vec<u8>, String> + Send + Sync>;

/// Looks up the active model of times; nothing where the physics answers.
pub type ActiveTimes = Arc<dyn Fn() -> Option<Arc<dyn TimeEstimator>> + Send + Sync>;

/// Changes that may wait for a slow listener before it has to look at the whole state again.
const CHANGES_IN_FLIGHT: usize = 256;

/// What a service stands on.
#[derive(Clone)]
pub struct ServiceSettings {
    /// The shop RFQs are priced for while the store has no records of one.
    pub shop: Shop,
    /// Hash of the text it was read from.
    pub shop_hash: String,
    /// How to start a worker process.
    pub command: WorkerCommand,
    /// What one file may cost.
    pub limits: Limits,
    /// Files read at a time.
    pub seats: usize,
    /// Readers' version: an analysis made by an older reader is kept beside the new one.
    pub reader_version: &'static str,
    /// Sets a quote on paper.
    pub print: PrintQuote,
    /// The shop's active model of times, looked up at every quote: who promotes a version need not restart the service.
    pub times: ActiveTimes,
}

/// A job could not be done.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The store cannot do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Disk or rights, outside the store.
    #[error("a file of the data folder cannot be used: {0}")]
    File(#[from] std::io::Error),
    /// The quote cannot be set on paper: our bug.
    #[error("the quote cannot be printed: {0}")]
    Print(String),
    /// A step of ours panicked: our bug.
    #[error("an internal error: {0}")]
    Internal(String),
    /// There is no drawing and no model among the files.
    #[error("there is nothing to quote: no drawing and no model is among the files; send them again with at least one")]
    NothingToQuote,
    /// The service is stopping; the job is done after the next start.
    #[error("the service is stopping")]
    Stopping,
}

impl ServiceError {
    /// True when another run of the job would end in the same way.
    fn is_final(&self) -> bool {
        matches!(self, Self::Print(_) | Self::Internal(_) | Self::NothingToQuote)
    }

    /// Code shown to the person who sent the RFQ.
    fn code(&self) -> &'static str {
        match self {
            Self::NothingToQuote => "JOB-002",
            _ => "JOB-001",
        }
    }
}

/// Reads and prices RFQs, and tells who listens what changed.
pub struct RfqService {
    store: Store,
    settings: ServiceSettings,
    pool: ReadingPool,
    changes: broadcast::Sender<i64>,
    bell: mpsc::Sender<()>,
    rung: Arc<Mutex<mpsc::Receiver<()>>>,
}

impl RfqService {
    /// A service on an open store whose folder is locked for it (a store on a server needs no lock). Nothing runs before [`RfqService::run`].
    ///
    /// # Errors
    /// The queue cannot be opened.
    pub async fn new(store: Store, settings: ServiceSettings) -> Result<Arc<Self>, ServiceError> {
        store.clear_incoming()?;
        store.migrate_queue().await?;
        let mut known = settings.command.layouts.all().to_vec();
        known.extend(store.layouts().await?);
        settings.command.layouts.replace(known);
        let pool = ReadingPool::new(settings.seats, &settings.command, &settings.limits);
        // One ring waits at most: who hears it looks at everything there is.
        let (bell, rung) = mpsc::channel(1);
        let changes = broadcast::channel(CHANGES_IN_FLIGHT).0;
        Ok(Arc::new(Self { store, settings, pool, changes, bell, rung: Arc::new(Mutex::new(rung)) }))
    }

    /// The store behind it.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The shop as it is now: what the next RFQ is priced for.
    ///
    /// # Errors
    /// The database refuses, or the records no longer make a shop.
    pub async fn shop(&self) -> Result<Shop, ServiceError> {
        Ok(self.store.shop().await?.unwrap_or_else(|| self.settings.shop.clone()))
    }

    /// Takes the shop file over that the service was started with, when it is another one than the last time.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn import_own_shop(&self) -> Result<bool, ServiceError> {
        Ok(self.store.import_shop(&self.settings.shop, &self.settings.shop_hash).await?)
    }

    /// Readers' version.
    pub fn reader_version(&self) -> &'static str {
        self.settings.reader_version
    }

    /// What people taught about layouts.
    pub(crate) fn layouts(&self) -> &TaughtLayouts {
        &self.settings.command.layouts
    }

    /// The reading processes.
    pub(crate) fn pool(&self) -> &ReadingPool {
        &self.pool
    }

    /// What one file may cost.
    pub fn limits(&self) -> &Limits {
        &self.settings.limits
    }

    /// Identifiers of RFQs, each time one changed. A listener that lags looks at the whole state again.
    pub fn changes(&self) -> broadcast::Receiver<i64> {
        self.changes.subscribe()
    }

    /// Records an RFQ whose files are in the store, and begins.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn receive(&self, rfq: &NewRfq) -> Result<i64, ServiceError> {
        let id = self.store.receive_rfq(rfq).await?;
        tracing::info!(rfq = id, files = rfq.files.len(), "an RFQ arrived");
        self.announce(id).await;
        Ok(id)
    }

    /// Draws one page of a stored file as a PNG, in a process of its own. Blocks.
    ///
    /// # Errors
    /// See [`PageImageError`].
    pub fn page_image(&self, sha256: &str, page: u32, width_px: u32) -> Result<Vec<u8>, PageImageError> {
        page_image(&self.store.file_path(sha256), page, width_px, &self.settings.command, &self.settings.limits)
    }

    /// The model in a stored STEP file as binary glTF. Blocks: call it off the runtime.
    ///
    /// # Errors
    /// See [`PageImageError`].
    pub fn model_mesh(&self, sha256: &str) -> Result<Vec<u8>, PageImageError> {
        model_mesh(&self.store.file_path(sha256), &self.settings.command, &self.settings.limits)
    }

    /// Hands new jobs to the queue and tells the listeners. A relay that fails is tried again by the service's own round.
    async fn announce(&self, rfq: i64) {
        self.relay().await;
        // Nobody listening is no error.
        let _ = self.changes.send(rfq);
        if let Err(error) = self.store.tell(Notice::Changed(rfq)).await {
            tracing::warn!(%error, rfq, "other processes were not told of a change; they see it at their next look");
        }
    }

    async fn relay(&self) {
        match self.store.relay_outbox().await {
            Ok(0) => {}
            Ok(_) => {
                // A bell that rings already is heard once.
                let _ = self.bell.try_send(());
            }
            Err(error) => tracing::warn!(%error, "new jobs wait: they could not be handed to the queue"),
        }
    }
}

/// The moment as the store keeps it: ISO 8601 in UTC, to the second.
pub(crate) fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A path for something that is not complete yet.
fn incoming(store: &Store) -> Result<PathBuf, StoreError> {
    store.incoming_folder()
}
