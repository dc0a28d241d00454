//! From a file of operations or bookings to a model folder, and from a model folder to answers: snapshot, train, backtest, propose.
//!
//! Architecture invariant: no clock, no chance: the same file and options give the same folder, byte for byte.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod active;
mod canonical;
mod card;
mod compare;
mod dataset;
mod drift;
mod error;
mod evaluate;
mod folder;
mod parquet;
mod plot;
mod predict;
mod report;

pub use active::{CYCLE_TIME, LearnedTimes, table_of as operations_table};
pub use canonical::{Joined, join};
pub use compare::{Comparison, SliceComparison, compare};
pub use dataset::{Dataset, Wanted, closed_table, load, load_joined, of_joined, table_of};
pub use drift::{Drift, drift};
pub use error::RetrainingError;
pub use evaluate::{Evaluation, evaluate};
pub use folder::{DataManifest, Manifest, SliceManifest, read_model, train_into};
pub use parquet::{read_rows, to_parquet};
pub use predict::{AnswerRow, predict_sheet};
