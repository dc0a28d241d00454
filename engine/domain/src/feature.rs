//! Machining features: groups of faces one tool or one operation makes. Only what is sure is named.

use serde::{Deserialize, Serialize};

/// What a group of faces is to the workshop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeatureKind {
    /// One cylinder.
    Hole,
    /// A flat-bottomed widening at the mouth.
    CounterboredHole,
    /// A conical widening at the mouth.
    CountersunkHole,
    /// Several diameters on one axis.
    SteppedHole,
    /// Walls all round, a floor, one way in.
    Pocket,
    /// A floor with walls on some sides, others open.
    OpenPocket,
    /// An opening through the part with walls all round.
    ThroughPocket,
    /// Two facing walls and a floor, open at both ends.
    ThroughSlot,
    /// Two facing walls and a floor, closed at one end.
    BlindSlot,
    /// A slot with round ends, closed all round.
    RoundEndedSlot,
    /// A floor with a wall on one side.
    Step,
    /// Material standing up on a face.
    Boss,
    /// A flat or conical face that breaks an outside corner.
    Chamfer,
    /// A rounded outside corner.
    Round,
    /// A rounded inside corner.
    Fillet,
    /// A ring cut into a turned surface.
    Groove,
    /// The surfaces a lathe makes around one axis.
    TurnedProfile,
}

/// One feature with its faces and those sizes that mean something for its kind; lengths in millimetres.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// What it is.
    pub kind: FeatureKind,
    /// STEP instances of its faces, `#123`.
    pub faces: Vec<String>,
    /// Direction it is cut in or turned about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub axis: Option<[f64; 3]>,
    /// Open at both ends.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub through: Option<bool>,
    /// Diameter: of the smallest bore of a hole, or the largest of a turned profile.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub diameter_mm: Option<f64>,
    /// Diameter of the widening of a hole at its mouth, or of the floor of a groove.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub second_diameter_mm: Option<f64>,
    /// Depth along the axis.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub depth_mm: Option<f64>,
    /// Longer extent across the axis; length of a turned profile or of an edge.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub length_mm: Option<f64>,
    /// Shorter extent across the axis; width of a groove or of a chamfer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub width_mm: Option<f64>,
    /// Smallest inside corner radius; radius of a fillet or round.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub radius_mm: Option<f64>,
    /// Angle of a chamfer to the larger of its neighbours, or of a countersink.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub angle_deg: Option<f64>,
    /// How many equal ones there are; their faces are all listed.
    #[serde(skip_serializing_if = "is_one", default = "one")]
    pub count: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_one(count: &u32) -> bool {
    *count == 1
}

fn one() -> u32 {
    1
}

impl Feature {
    /// A feature of which only kind and faces are known yet.
    pub fn new(kind: FeatureKind, faces: Vec<String>) -> Self {
        Self {
            kind,
            faces,
            axis: None,
            through: None,
            diameter_mm: None,
            second_diameter_mm: None,
            depth_mm: None,
            length_mm: None,
            width_mm: None,
            radius_mm: None,
            angle_deg: None,
            count: 1,
        }
    }
}
