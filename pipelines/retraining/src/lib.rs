//! From a file of operations or bookings to a model folder, and from a model folder to answers: snapshot, train, backtest, propose.
//!
//! Architecture invariant: no clock, no chance: the same file and options give the same folder, byte for byte.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod card;
mod dataset;
mod error;
mod evaluate;
mod folder;
mod plot;
mod predict;
mod report;

pub use dataset::{Dataset, Wanted, load, table_of};
pub use error::RetrainingError;
pub use evaluate::{Evaluation, evaluate};
pub use folder::{Manifest, read_model, train_into};
pub use predict::{AnswerRow, predict_sheet};
