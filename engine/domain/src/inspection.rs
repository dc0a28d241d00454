//! The inspection plan of a part: numbered characteristics, their limits, the instrument and how many pieces.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::SheetBox;

/// What an instrument can measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measurand {
    /// Outside sizes: shafts, lengths, thicknesses.
    Outside,
    /// Inside sizes: bores, slots.
    Inside,
    /// Depths and steps.
    Depth,
    /// Angles.
    Angle,
    /// Threads.
    Thread,
    /// Surface texture.
    Roughness,
    /// Form, orientation, position, run-out.
    Geometry,
}

/// A measuring instrument of the shop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Identifier on its label.
    pub id: String,
    /// French name.
    pub name: String,
    /// What it measures.
    pub measures: Vec<Measurand>,
    /// Smallest step it shows: mm, degrees for an angle, micrometres for roughness; `None` for a go/no-go gauge.
    #[serde(default)]
    pub resolution: Option<f64>,
    /// Range, in the unit of the resolution; any size when left out.
    #[serde(default)]
    pub range: Option<[f64; 2]>,
    /// Last day its calibration holds; refused after it.
    #[serde(default)]
    pub valid_until: Option<Date>,
}

/// One characteristic with its balloon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Characteristic {
    /// Number in the balloon, from 1.
    pub number: u32,
    /// As drawn.
    pub text: String,
    /// What is measured.
    pub measurand: Measurand,
    /// Nominal, mm (degrees for an angle, micrometres for roughness).
    pub nominal: Option<f64>,
    /// Lower limit, in the same unit.
    pub lower: Option<f64>,
    /// Upper limit, in the same unit.
    pub upper: Option<f64>,
    /// The limits come from the general tolerance, not from the dimension.
    pub from_general: bool,
    /// How many times on the part.
    pub count: u32,
    /// Watched: tight, or marked by the customer.
    pub critical: bool,
    /// Page, from 1.
    pub page: u32,
    /// Box on the sheet, where the balloon points.
    pub sheet_box: Option<SheetBox>,
    /// Instrument identifier; `None` when the shop has none that is fine enough.
    pub instrument: Option<String>,
    /// Why this one, or why none, French.
    pub instrument_reason: String,
    /// Pieces measured out of the lot.
    pub pieces: u32,
}

/// Whether an inspection sheet is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InspectionNeed {
    /// Aerospace and defence: always.
    Always,
    /// Asked, yes unless somebody says no.
    Asked,
}

/// The inspection plan of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InspectionPlan {
    /// Whether it has to be made.
    pub need: InspectionNeed,
    /// Pieces of the lot.
    pub lot: u32,
    /// Characteristics by page, from the top of the sheet.
    pub characteristics: Vec<Characteristic>,
}
