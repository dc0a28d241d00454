//! What every route stands on.

use std::sync::Arc;

use tokio::sync::watch;
use trusquin_intake::RfqService;
use trusquin_store::Store;

use crate::access::Attempts;

/// Shared by all routes; a clone is a few pointers.
#[derive(Clone)]
pub struct App {
    /// Reads and prices RFQs.
    pub service: Arc<RfqService>,
    /// What one upload may cost.
    pub limits: UploadLimits,
    /// True when scans are read.
    pub ocr: bool,
    /// Log-ins that failed.
    pub attempts: Arc<Attempts>,
    /// True once the service is stopping: streams then end.
    pub stopping: watch::Receiver<bool>,
}

/// What one upload may cost.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimits {
    /// Files of one RFQ.
    pub files: usize,
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of one request.
    pub request_bytes: u64,
}

impl App {
    /// The store.
    pub fn store(&self) -> &Store {
        self.service.store()
    }
}
