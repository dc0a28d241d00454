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
    /// A slot wider below than at its mouth, with square undercuts: only a T-slot cutter makes it.
    TSlot,
    /// A slot wider below than at its mouth, with leaning walls: only a dovetail cutter makes it.
    DovetailSlot,
    /// A flat cut along a turned surface.
    Flat,
    /// A bend of sheet metal: two cylinders about one axis, one sheet thickness apart.
    Bend,
    /// Two faces with little material between them, both free on their far side.
    ThinWall,
    /// A ring of equal teeth about an axis.
    Teeth,
    /// Faces of no analytic surface that meet one another: ball-nose milling, or a mould.
    FreeformRegion,
}

/// What one step of a profile is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// One diameter.
    Cylinder,
    /// A taper, a chamfer, a countersink or the tip of a drill.
    Cone,
    /// A narrow ring between two larger diameters outside, or two smaller ones inside.
    Groove,
    /// A rounded transition, or a ball.
    Arc,
}

/// One step along an axis, as a turned profile or a hole has several.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ProfileStep {
    /// What it is.
    pub kind: StepKind,
    /// Bored, not turned outside.
    pub inside: bool,
    /// Where it begins along the axis: from the end of the profile, or from the mouth of the hole, mm.
    pub at_mm: f64,
    /// Length along the axis, mm.
    pub length_mm: f64,
    /// Diameter where it begins, mm.
    pub diameter_mm: f64,
    /// Diameter where it ends, mm.
    pub end_diameter_mm: f64,
}

/// How equal holes are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Pattern {
    /// At equal distances on a line.
    Linear {
        /// How many.
        count: u32,
        /// From one to the next, mm.
        pitch_mm: f64,
    },
    /// Rows and columns.
    Grid {
        /// How many along the first and the second direction.
        counts: [u32; 2],
        /// From one to the next along both, mm.
        pitches_mm: [f64; 2],
    },
    /// On a circle at equal angles, places of the circle may be empty.
    Circular {
        /// How many.
        count: u32,
        /// Pitch circle, mm.
        diameter_mm: f64,
        /// Angle from one to the next, degrees.
        pitch_deg: f64,
    },
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
    /// Thickness of a thin wall or of a bent sheet.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub thickness_mm: Option<f64>,
    /// Depth over the largest tool that fits: its own diameter for a hole, twice the corner radius or the width for a pocket.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub depth_ratio: Option<f64>,
    /// Directions a tool can come from, pointing from the part to the tool; empty where none is clear or none is needed.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub access: Vec<[f64; 3]>,
    /// The diameters along the axis, in order: of a turned profile, or of one of the holes from its mouth.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub steps: Vec<ProfileStep>,
    /// Regular arrangements among equal holes.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub patterns: Vec<Pattern>,
    /// Places in the list of the other holes these holes run into.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub crosses: Vec<usize>,
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
            thickness_mm: None,
            depth_ratio: None,
            access: Vec::new(),
            steps: Vec::new(),
            patterns: Vec::new(),
            crosses: Vec::new(),
            count: 1,
        }
    }
}
