//! Versions of learned models in the shop's data folder: which are candidates, which one answers, which answered before, and who decided so.
//!
//! Architecture invariant: a version's files never change once they are here; promoting and rolling back move a pointer. No clock: the
//! caller says when. What a model is, and whether a candidate is better, is decided elsewhere; here a candidate that got worse somewhere is
//! refused unless a person gives a reason.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod error;
mod ledger;
mod registry;

pub use error::RegistryError;
pub use ledger::{Action, Event, Ledger, Status, Version, WorseSlice};
pub use registry::{Decision, Registry};
