//! The first run: the first account.

pub mod create;
pub mod show;
