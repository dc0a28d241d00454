//! Writers: one solid or one sheet to the bytes of one file format.

pub mod dxf;
pub mod pdf;
mod signs;
pub mod step;
