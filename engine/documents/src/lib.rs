//! placeholder
pub mod step;
