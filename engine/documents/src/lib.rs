//! Bytes to neutral documents: what a file is, and what its reader finds in it.
//!
//! Architecture invariant: bytes in, values and diagnostics out; native libraries are lent by the caller, nothing here opens a file.

pub mod detect;
pub mod dwg;
pub mod dxf;
pub mod mail;
pub mod pdf;
pub mod raster;
pub mod step;
