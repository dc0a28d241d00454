//! What is true of a machined part. Lengths in millimetres.

use serde::Serialize;
use trusquin_domain::{FeatureKind, HoleKind, StepKind};

/// One step along an axis; the words of the domain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StepTruth {
    /// Cylinder, cone or groove.
    pub kind: StepKind,
    /// Bored.
    pub inside: bool,
    /// Where it begins: from an end of the shaft, from the mouth of a hole.
    pub at_mm: f64,
    /// Length.
    pub length_mm: f64,
    /// Diameter where it begins.
    pub diameter_mm: f64,
    /// Diameter where it ends.
    pub end_diameter_mm: f64,
}

/// One hole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HoleCutTruth {
    /// Sort.
    pub kind: HoleKind,
    /// Smallest diameter.
    pub diameter_mm: f64,
    /// To the end of the last cylinder; the tip of the drill adds none.
    pub depth_mm: f64,
    /// Open at both ends.
    pub through: bool,
    /// Diameter of a counterbore, a countersink or the widest step.
    pub second_diameter_mm: Option<f64>,
    /// Whole angle of a countersink, degrees.
    pub angle_deg: Option<f64>,
    /// From the mouth, the tip of the drill included.
    pub steps: Vec<StepTruth>,
}

/// A pocket, slot or step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CutTruth {
    /// Sort.
    pub kind: FeatureKind,
    /// Depth.
    pub depth_mm: f64,
    /// Longer side, where the sort has one.
    pub length_mm: Option<f64>,
    /// Shorter side, or width at the mouth of an undercut slot.
    pub width_mm: Option<f64>,
    /// Corner radius.
    pub radius_mm: Option<f64>,
}

/// Everything that is true of a part.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MachinedTruth {
    /// Seed.
    pub seed: u64,
    /// Turned away from the model axes.
    pub askew: bool,
    /// `prismatic`, `turned` or `mill_turn`.
    pub class: &'static str,
    /// Holes, one by one.
    pub holes: Vec<HoleCutTruth>,
    /// Pockets, slots, steps, flats.
    pub cuts: Vec<CutTruth>,
    /// Turned profile, outside then inside, each from one end; empty when there is none.
    pub profile: Vec<StepTruth>,
    /// Bolt circle among the holes: count and diameter.
    pub bolt_circle: Option<(u32, f64)>,
    /// Grid of holes: sorted counts and pitches.
    pub grid: Option<([u32; 2], [f64; 2])>,
}
