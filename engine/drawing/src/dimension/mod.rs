//! Dimensions of a sheet: the grammar of one text, and the reading of a page.

mod characters;
mod fit;
mod framed;
mod grammar;
mod line;
mod line_reader;
mod sheet;
mod stack;
mod thread;
mod token;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use characters::DEPTH;
pub use characters::{clean, gdt_letter};
pub use fit::{Limits, it_grade_mm, limits, split_class};
pub(crate) use framed::frame_box;
pub use grammar::{DrawingUnit, Enlargement, ParsedDimension, parse_dimension};
pub use sheet::{DimensionRows, is_critical, read_direction};
pub use words::{fold, spaced_words};
