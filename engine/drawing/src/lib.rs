//! Reads a drawing: from the text spans and strokes of its pages to title block, dimensions, tolerances, roughness and notes.
//!
//! Architecture invariant: this crate sees only neutral pages; no file format, file, clock or network is known here.

pub mod dimension;
