//! The step (one tool on one feature) and the method sheet (fiche méthode) that tells the workshop how to make an operation.

use serde::{Deserialize, Serialize};

use crate::{CamSystem, Control, CuttingConditions, Fixturing, OperationKind, ToolUse};

/// What a tool does on a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepWork {
    /// Facing on a lathe.
    Facing,
    /// Outside turning, roughing.
    RoughTurning,
    /// Outside turning, finishing.
    FinishTurning,
    /// Inside turning, roughing.
    RoughBoring,
    /// Inside turning, or boring on a mill, finishing.
    FinishBoring,
    /// Grooving.
    Grooving,
    /// Thread turning, outside.
    ThreadTurning,
    /// Parting off.
    Parting,
    /// Face milling.
    FaceMilling,
    /// Roughing with an end or a shoulder mill.
    RoughMilling,
    /// Finishing walls.
    WallFinishing,
    /// Finishing floors.
    FloorFinishing,
    /// Milling a slot as wide as the tool.
    SlotMilling,
    /// Sculptured faces with a ball-nose mill.
    BallFinishing,
    /// Chamfering and deburring with a tool.
    Chamfering,
    /// Spotting before a drill.
    Spotting,
    /// Drilling.
    Drilling,
    /// Counterboring.
    Counterboring,
    /// Countersinking.
    Countersinking,
    /// Reaming.
    Reaming,
    /// Tapping.
    Tapping,
}

/// The size of what a step cuts. Lengths in mm; what does not apply is `None`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StepSize {
    /// Diameter that is turned, drilled, reamed, tapped.
    pub diameter_mm: Option<f64>,
    /// Diameter of the bar or of the hole before the step.
    pub before_mm: Option<f64>,
    /// Depth of a hole, or height of a wall or pocket.
    pub depth_mm: Option<f64>,
    /// Length of the cut: turned length, thread length, contour.
    pub length_mm: Option<f64>,
    /// Width of a slot, groove or face; the largest mill that fits goes here.
    pub width_mm: Option<f64>,
    /// Smallest inside corner radius.
    pub corner_radius_mm: Option<f64>,
    /// Volume to take off, mm³.
    pub volume_mm3: Option<f64>,
    /// Area to finish, mm².
    pub area_mm2: Option<f64>,
    /// Roughness asked for, Ra, µm.
    pub ra_um: Option<f64>,
    /// Thread as designated, with its pitch.
    pub thread: Option<String>,
    /// Pitch of the thread.
    pub pitch_mm: Option<f64>,
    /// Fit of a hole or a shaft (`H7`).
    pub fit: Option<String>,
    /// Overhang of the part from its clamping over its diameter (L/D of the part).
    pub slenderness: Option<f64>,
    /// Held at both ends: tailstock or sub-spindle.
    pub supported: bool,
    /// How many equal ones.
    pub count: u32,
}

/// One tool on one feature (opération élémentaire).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// 1, 2, ... within the fixturing.
    pub number: u32,
    /// What is done.
    pub work: StepWork,
    /// French text: "Percer 4 × Ø6,8 prof. 25".
    pub text: String,
    /// What is cut.
    pub size: StepSize,
    /// Tool; `None` when none is known for this work, and then a question says so.
    pub tool: Option<ToolUse>,
    /// Conditions; `None` when data are missing, and then a question says which.
    pub conditions: Option<CuttingConditions>,
    /// Cutting time of all the equal ones, s per piece; `None` with the conditions.
    pub cutting_s: Option<f64>,
    /// What has to be asked before the step can be run, French.
    pub questions: Vec<String>,
}

/// The method sheet (fiche méthode) of one operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodSheet {
    /// Token of its QR code: opens the operation on a phone.
    pub qr_token: String,
    /// Drawing number, or the file's name.
    pub part_number: String,
    /// Title of the part.
    pub part_title: Option<String>,
    /// Revision.
    pub revision: Option<String>,
    /// 10, 20, ...
    pub op: u32,
    /// Sort of operation.
    pub kind: OperationKind,
    /// Designation: "Tournage 1re face".
    pub name: String,
    /// What to do, in one sentence.
    pub text: String,
    /// Pieces launched.
    pub quantity: u32,
    /// Machine identifier; `None` when it is done outside.
    pub machine: Option<String>,
    /// Name of the machine, or of the treatment.
    pub machine_name: String,
    /// Material designation and delivery state.
    pub material: String,
    /// Blank: "Ø50 × 73".
    pub blank: String,
    /// Drawings and models, by file name.
    pub documents: Vec<String>,
    /// Setup, s per lot.
    pub setup_s: f64,
    /// Run, s per piece, raw.
    pub run_s: f64,
    /// Clampings with their steps.
    pub fixturings: Vec<Fixturing>,
    /// How to program it in the CAM system, step by step, French.
    pub programming: Vec<String>,
    /// CAM system of the machine.
    pub cam: Option<CamSystem>,
    /// Post-processor of the machine.
    pub post: Option<String>,
    /// Control of the machine.
    pub control: Option<Control>,
    /// Machine parameters to set: zero, chuck pressure, coolant. French.
    pub parameters: Vec<String>,
    /// What to watch and what has to be asked, French.
    pub questions: Vec<String>,
    /// What operators wrote, most recent last.
    pub comments: Vec<String>,
}
