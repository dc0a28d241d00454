//! What the faces of a model tell a methods engineer beyond single features: class of the part, fixturings, limits of tools.

use serde::{Deserialize, Serialize};

use crate::Feature;

/// What sort of part a solid is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartClass {
    /// Milled from a block or plate.
    Prismatic,
    /// Made on a lathe alone.
    Turned,
    /// Turned, with work off the axis.
    MillTurn,
    /// Cut from sheet, bent or flat.
    Sheet,
    /// A tube or hollow section cut to length, straight or bent.
    Tube,
    /// Mostly sculptured.
    Freeform,
}

/// The class of a part and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassifiedPart {
    /// Class.
    pub class: PartClass,
    /// Measures it was decided by, as sentences.
    pub evidence: Vec<String>,
}

/// One clamping: what can be cut with the tool along one direction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// From the part to the tool, a unit vector.
    pub direction: [f64; 3],
    /// Places in the list of features.
    pub features: Vec<usize>,
}

/// A solid as sheet metal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetMetal {
    /// Thickness, mm.
    pub thickness_mm: f64,
    /// Number of bends.
    pub bends: u32,
    /// K-factor the flat length was found with: place of the neutral axis in the thickness.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub k_factor: Option<f64>,
    /// Length of the flat pattern across the bends, mm, when all bends are parallel and follow one another.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub flat_length_mm: Option<f64>,
    /// Width of the flat pattern along the bends, mm, under the same condition.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub flat_width_mm: Option<f64>,
}

/// Everything found on the faces of a model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Recognition {
    /// Machining features.
    pub features: Vec<Feature>,
    /// Class of a single solid.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part_class: Option<ClassifiedPart>,
    /// Clampings, the one with most features first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub setups: Vec<Setup>,
    /// The part as sheet metal.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sheet: Option<SheetMetal>,
    /// Thinnest wall found, mm.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub thinnest_wall_mm: Option<f64>,
    /// Smallest inside corner a mill must leave, mm radius.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub smallest_inside_radius_mm: Option<f64>,
}
