//! The invariants of docs/ARCHITECTURE.md, checked on manifests and sources. A rule that is broken names file, line and remedy.
#![allow(clippy::unwrap_used, clippy::panic)]

mod contract;
mod docs;
mod features;
mod layers;
mod length;
mod money;
mod purity;
mod rust_text;
mod sources;
mod sql;
mod words;
