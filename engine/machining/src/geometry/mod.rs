//! What a measured solid says to a methods engineer: a turning axis, a sheet, the directions tools must come from.

mod areas;
mod directions;
mod sheet;
mod slots;
mod turned;
pub(crate) mod vector;

pub(crate) use areas::{MilledAreas, milled_areas};
pub(crate) use directions::{ToolDirections, tool_directions};
pub(crate) use sheet::{SheetShape, sheet_shape};
pub(crate) use slots::{Slot, slots};
pub(crate) use turned::{TurnedShape, turned_shape};
pub(crate) use vector::{distance_to_line, parallel};
