//! The demonstration shop: loaded to look around, removed before the work begins.

pub mod load;
pub mod remove;
