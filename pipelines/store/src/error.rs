//! What can go wrong with the store.

use std::path::PathBuf;

/// The store cannot do the work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data folder or a file in it cannot be written or read.
    #[error("the data folder {} cannot be used ({source}); check its rights and the free space, or name another with --data", folder.display())]
    Folder {
        /// Folder or file.
        folder: PathBuf,
        /// The system's word.
        source: std::io::Error,
    },
    /// Another service works on this folder.
    #[error("the data folder {} is in use by another trusquin serve ({holder}); stop that one, or name another folder with --data", folder.display())]
    Busy {
        /// Folder.
        folder: PathBuf,
        /// What the other wrote of itself.
        holder: String,
    },
    /// The queue of jobs refused.
    #[error("the queue of jobs refused: {0}")]
    Queue(#[from] apalis_sqlite::Error),
    /// A file to keep cannot be read.
    #[error("{} cannot be read ({source}); check its rights", file.display())]
    Source {
        /// The file.
        file: PathBuf,
        /// The system's word.
        source: std::io::Error,
    },
    /// The bytes are not those that were read.
    #[error("{} changed while it was being quoted; run the quote again", file.display())]
    Changed {
        /// The file.
        file: PathBuf,
    },
    /// The tables cannot be brought up to date.
    #[error("the database cannot be brought up to date ({0}); it may come from a newer Trusquin: update the program or restore a backup")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database refused a statement.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored document no longer reads.
    #[error("a stored document cannot be read: {0}")]
    Document(#[from] serde_json::Error),
}
