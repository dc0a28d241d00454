//! Reads a drawing: from the text spans and strokes of its pages to title block, dimensions, tolerances, roughness and notes.
//!
//! Architecture invariant: this crate sees only neutral pages; no file format, file, clock or network is known here.

mod coated_sizes;
pub mod compare;
pub mod critical;
mod datum;
pub mod dimension;
mod drawn_scale;
pub mod flat;
pub mod geometric;
pub mod no_drawing;
pub mod normalize;
pub mod note;
pub mod part;
pub mod request;
mod restriction;
pub mod roughness;
mod sheet;
pub mod sheet_text;
pub mod standard;
pub mod stroke_font;
pub mod text_sense;
pub mod title_block;
pub mod view;
mod weld;

pub use critical::CriticalRule;
pub use dimension::{DrawingUnit, ParsedDimension, parse_dimension};
pub use sheet::{read_drawing, read_drawing_by, read_known_drawing, read_sheet};
