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
    /// The database server does not answer.
    #[error(
        "the database that DATABASE_URL names cannot be reached ({source}); check the address, that PostgreSQL runs there, and the account"
    )]
    Server {
        /// The driver's word.
        source: sqlx::Error,
    },
    /// `DATABASE_URL` names a server, but this program knows none.
    #[error("DATABASE_URL names a server, but this program was built without PostgreSQL (cargo build --features postgres)")]
    NoServer,
    /// `DATABASE_URL` names something else.
    #[error("DATABASE_URL must begin with postgres:// (or be left out: the data then live in one file of the data folder)")]
    Address,
    /// The queue of jobs refused.
    #[error("the queue of jobs refused: {0}")]
    Queue(#[from] apalis_sqlite::Error),
    /// The queue of jobs on PostgreSQL refused.
    #[cfg(feature = "postgres")]
    #[error("the queue of jobs refused: {0}")]
    SharedQueue(#[from] apalis_postgres::Error),
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
    /// A dump cannot be read or written.
    #[error("the dump of the tables cannot be used: {0}")]
    Dump(String),
    /// There is something where a backup shall be restored.
    #[error("there are tables already; restore with --replace to put the backup in their place")]
    NotEmpty,
    /// The records of the shop do not make a shop.
    #[error("the shop's records do not hang together: {0}; correct them, or import the shop file again")]
    Shop(String),
    /// A stored document no longer reads.
    #[error("a stored document cannot be read: {0}")]
    Document(#[from] serde_json::Error),
}
