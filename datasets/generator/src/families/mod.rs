//! Families of parts: each knows its solid, its holes and how a draughtsman would draw it.

pub mod bent_sheet;
mod bent_sheet_views;
mod box_views;
pub mod bracket;
mod bracket_sheet;
pub mod flange;
mod flange_sheet;
pub mod pocketed_plate;
pub mod shaft;
mod shaft_dimensions;
mod shaft_sheet;
pub mod welded_frame;
mod welded_frame_sheet;

use trusquin_domain::Process;

use crate::order::Identity;
use crate::sheet::Sheet;
use crate::solid::{Assembly, Solid};
use crate::truth::{FlatTruth, HoleTruth};

/// What every family gives. A new family implements this and gets PDF, DXF, STEP and ground truth.
pub trait Family {
    /// Name used on the command line and in the truth.
    fn name(&self) -> &'static str;
    /// The model.
    fn solid(&self) -> Solid;
    /// Volume from the formulae of the shape, mm³: independent of the model's faces.
    fn volume_mm3(&self) -> f64;
    /// The model as an assembly of placed parts; `None` for a single solid.
    fn assembly(&self) -> Option<Assembly> {
        None
    }
    /// The flat pattern at true size and what is true of it; `None` but for sheet metal.
    fn flat_pattern(&self) -> Option<(Sheet, FlatTruth)> {
        None
    }
    /// Holes.
    fn holes(&self) -> Vec<HoleTruth>;
    /// Processes, the main one first.
    fn processes(&self) -> Vec<Process>;
    /// Sheet size, mm, and scale it is drawn at.
    fn format(&self) -> ([f64; 2], f64);
    /// Draws views, dimensions and callouts.
    fn draw(&self, sheet: &mut Sheet, identity: &Identity);
    /// Fits on the drawing: `(is a diameter, size in mm, class)`.
    fn fits(&self) -> Vec<(bool, f64, &'static str)>;
    /// Upper left corner of the notes, mm.
    fn notes_at(&self, sheet: &Sheet) -> [f64; 2];
    /// Upper left corner of the table of fits, mm.
    fn fits_at(&self, sheet: &Sheet) -> [f64; 2];
}

/// `4x ` in front of a text that applies several times.
pub fn times(count: u32) -> String {
    if count > 1 { format!("{count}x ") } else { String::new() }
}
