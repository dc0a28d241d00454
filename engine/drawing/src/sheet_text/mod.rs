//! The text of a sheet laid out: directions, rows, symbols drawn as strokes, and zones where numbers are no dimensions.

pub mod direction;
pub mod piece;
pub mod row;
pub mod strokes;
pub mod symbol;
pub mod zone;
