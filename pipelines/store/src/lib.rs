//! Every SQL statement of the product, behind plain functions. SQLite embedded, or PostgreSQL where `DATABASE_URL` names one.
//!
//! Architecture invariant: no SQL text stands anywhere else but in `migrations/`; nothing here prices, routes or reads.

mod accounts;
mod audit;
mod bookings;
mod database;
mod dump;
mod error;
mod files;
mod jobs;
mod layouts;
mod lock;
mod notices;
mod parts;
mod quotes;
mod received;
mod records;
mod repeats;
mod rfqs;

use std::path::{Path, PathBuf};

pub use accounts::{AccountData, AccountRow, Changed, KeyRow, NewKey, SessionRow};
pub use audit::{Actor, AuditFilter, AuditRow, acting_as};
pub use bookings::{KeptBookings, NewBooking};
pub use dump::DumpSummary;
pub use error::StoreError;
pub use jobs::{Job, JobQueue, MOST_ATTEMPTS};
pub use layouts::Correction;
pub use lock::DataLock;
pub use notices::{Notice, Notices};
pub use parts::QuotedPart;
pub use quotes::KeptQuote;
pub use received::{FileReport, FileRow, FileStatus, NewFile, NewMember, NewRfq, QuantitiesSource, QuoteEntry, RfqRow, RfqStatus};
pub use records::{LISTS, ONLY, RecordChange, RecordFilter, RecordRow, SINGLES};
pub use repeats::{FirstAnswer, Repeat};
pub use rfqs::{RfqFile, rfq_fingerprint};

use database::Database;

/// The variable that names a PostgreSQL server.
pub const DATABASE_URL: &str = "DATABASE_URL";

/// Address of the server that [`DATABASE_URL`] names; `None` where the data live in one file.
pub fn database_url() -> Option<String> {
    std::env::var(DATABASE_URL).ok().filter(|url| !url.trim().is_empty())
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// The shop's data: a database, and a folder with the files under their hash.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    folder: PathBuf,
}

impl Store {
    /// Opens (or creates) the data folder and brings its tables up to date. They stand in the folder, or on the PostgreSQL server that
    /// the variable `DATABASE_URL` names.
    ///
    /// # Errors
    /// The folder cannot be written, or the database cannot be reached, is newer than this program or damaged.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::open_at(folder, database_url().as_deref()).await
    }

    /// The same with the address of the server given; `None` is the file in the folder.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_at(folder: &Path, url: Option<&str>) -> Result<Self, StoreError> {
        let store = Self::connect(folder, url).await?;
        store.database.migrate().await?;
        Ok(store)
    }

    /// The same without touching the tables.
    async fn connect(folder: &Path, url: Option<&str>) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder.join("files")).map_err(|source| StoreError::Folder { folder: folder.to_path_buf(), source })?;
        let database = match url {
            None => Database::sqlite(&folder.join("trusquin.sqlite")).await?,
            #[cfg(feature = "postgres")]
            Some(url) if is_postgres(url) => Database::postgres(url).await?,
            #[cfg(not(feature = "postgres"))]
            Some(url) if is_postgres(url) => return Err(StoreError::NoServer),
            Some(_) => return Err(StoreError::Address),
        };
        Ok(Self { database, folder: folder.to_path_buf() })
    }

    /// True when other processes may work on the same data: the database is a server.
    pub fn is_shared(&self) -> bool {
        !matches!(self.database, Database::Sqlite(_))
    }

    /// Takes the tables back to the version an older program knows; 0 removes them all.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn migrate_down(&self, version: i64) -> Result<(), StoreError> {
        self.database.migrate_down(version).await
    }

    /// Closes the database so that every page is on disk.
    pub async fn close(self) {
        self.database.close().await;
    }
}
