//! Bytes to neutral documents: what a file is, and what its reader finds in it.

pub mod detect;
pub mod dxf;
