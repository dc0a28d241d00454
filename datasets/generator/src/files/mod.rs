//! Writers: one solid or one sheet to the bytes of one file format.

pub mod dxf;
pub mod pdf;
pub mod step;
