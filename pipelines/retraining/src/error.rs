//! What stops a training or a prediction.

use std::path::PathBuf;

use trusquin_cycle_time::TrainingError;
use trusquin_shop_floor::ShopFloorError;

/// The work cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum RetrainingError {
    /// The data cannot be read.
    #[error(transparent)]
    Data(#[from] ShopFloorError),
    /// The data cannot be learned from.
    #[error("{file}: {source}")]
    Training {
        /// The data.
        file: String,
        /// Why.
        source: TrainingError,
    },
    /// A file cannot be written or read.
    #[error("{} cannot be used ({source}); check its rights and the free space", path.display())]
    File {
        /// File or folder.
        path: PathBuf,
        /// The system's word.
        source: std::io::Error,
    },
    /// A Parquet file that cannot be made or read.
    #[error("{file}: no Parquet file that can be used ({problem}); export it again, or use CSV")]
    Parquet {
        /// The file.
        file: String,
        /// What is wrong.
        problem: String,
    },
    /// No table of quoted operations.
    #[error("{file}: no column '{missing}'; export the quoted operations with: trusquin quote --operations FILE")]
    NotOperations {
        /// The file.
        file: String,
        /// The column that is not there.
        missing: String,
    },
    /// The registry of models refuses.
    #[error(transparent)]
    Registry(#[from] trusquin_registry::RegistryError),
    /// The folder holds no model, or another program's.
    #[error("{} holds no cycle-time model that this program reads ({problem}); train one with: trusquin train cycle-time --data FILE --out {}", folder.display(), folder.display())]
    NoModel {
        /// Folder.
        folder: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A model that does not serialise: our bug.
    #[error("the model cannot be written: {0}")]
    Write(#[from] serde_json::Error),
    /// No closed operation in the bookings.
    #[error("{file}: no operation to learn from; {why}")]
    NothingClosed {
        /// The data.
        file: String,
        /// Counts of what was left out.
        why: String,
    },
}
