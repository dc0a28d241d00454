//! The shop.

pub mod show;
