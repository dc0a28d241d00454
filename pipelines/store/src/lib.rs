//! Every SQL statement of the product, behind plain functions. SQLite embedded; the statements keep to the dialect PostgreSQL shares.
//!
//! Architecture invariant: no SQL text stands anywhere else but in `migrations/`; nothing here prices, routes or reads.

mod bookings;
mod error;
mod files;
mod jobs;
mod layouts;
mod lock;
mod parts;
mod quotes;
mod received;
mod rfqs;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

pub use bookings::{KeptBookings, NewBooking};
pub use error::StoreError;
pub use jobs::{Job, JobQueue, MOST_ATTEMPTS};
pub use layouts::Correction;
pub use lock::DataLock;
pub use parts::QuotedPart;
pub use quotes::KeptQuote;
pub use received::{FileReport, FileRow, FileStatus, NewFile, NewMember, NewRfq, QuantitiesSource, QuoteEntry, RfqRow, RfqStatus};
pub use rfqs::{RfqFile, rfq_fingerprint};

/// The shop's data folder: one SQLite database and the files under their hash.
#[derive(Debug, Clone)]
pub struct Store {
    pool: SqlitePool,
    folder: PathBuf,
}

impl Store {
    /// Opens (or creates) the data folder and brings its tables up to date.
    ///
    /// # Errors
    /// The folder cannot be written, or the database is newer than this program or damaged.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder.join("files")).map_err(|source| StoreError::Folder { folder: folder.to_path_buf(), source })?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join("trusquin.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(30));
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        sqlx::migrate!("../../migrations/sqlite").run(&pool).await?;
        Ok(Self { pool, folder: folder.to_path_buf() })
    }

    /// Closes the database so that every page is on disk.
    pub async fn close(self) {
        self.pool.close().await;
    }
}
