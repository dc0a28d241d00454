//! Cycle times learned from what was measured: operations with an estimate to correct, or bookings summed per operation. Each answer has a
//! middle and an interval whose coverage was measured, or says why there is none. What was learned, from what and how well: MODEL_CARD.md.
//!
//! Architecture invariant: no file, clock or environment is touched here; the same rows give the same model, bit by bit.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]
// Matrices and columns of one length by index.
#![allow(clippy::needless_range_loop)]

mod backtest;
mod boosting;
mod chance;
mod core;
mod derived;
mod evaluation;
mod features;
mod forest;
mod inference;
mod interval;
mod linear;
mod mixed;
mod model;
mod names;
mod table;
mod training;
mod tree;

pub use backtest::{Backtest, Slice};
pub use chance::Chance;
pub use evaluation::{Answer, Figures, sides as split_sides};
pub use features::{Roles, Schema};
pub use inference::{Prediction, TOO_NOISY, TOO_SHORT};
pub use model::{FORMAT, Kind, Model, SEED, Task};
pub use table::{Column, Table};
pub use training::{LEAST_ROWS, LeftOut, Trained, TrainingError, TrainingSet, train};
