//! One part to quote: what all its files together say it is.

use serde::{Deserialize, Serialize};

use crate::{Extracted, GeometricTolerance, HoleStep, Recognition, SheetBox, SolidGeometry};

/// Manufacturing process; the words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Process {
    Turning,
    Milling,
    MillTurn,
    Drilling,
    Grinding,
    Sawing,
    SheetMetal,
    TubeBending,
    Welding,
    Edm,
    InjectionMoulding,
    Additive,
    Assembly,
}

/// One reason for a guess, in English, with the number that carries it.
pub type Evidence = String;

/// A process with its probability and the evidence for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProcessGuess {
    /// Process.
    pub process: Process,
    /// 0 to 1; the list is multi-label, so it need not sum to 1.
    pub probability: f64,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// The material the drawing asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MaterialNeed {
    /// The drawing's own wording, with its source.
    pub written: Extracted,
    /// Identifier in the shop's material table, when the wording matches one.
    pub shop_material: Option<String>,
}

/// A hole the part needs, from the model or from the drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HoleNeed {
    /// Diameter, mm.
    pub diameter_mm: f64,
    /// Depth, mm; `None` when neither model nor drawing says.
    pub depth_mm: Option<f64>,
    /// How many.
    pub count: u32,
    /// Thread designation, only when the drawing or PMI says so.
    pub thread: Option<String>,
    /// Direction of the axis in the model, when it comes from a model.
    pub axis: Option<[f64; 3]>,
    /// Counterbored or countersunk: one more tool per hole.
    pub enlarged: bool,
    /// Several diameters on the axis, each with its own length, when the model shows them.
    #[serde(default)]
    pub steps: Vec<HoleStep>,
    /// Where it comes from: `model #123` or `drawing page 1`.
    pub from: String,
}

/// A thread cut on the outside of the part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutsideThread {
    /// Designation as written (`M16x1.5`).
    pub thread: String,
    /// Length, mm: the drawing's, or that of the model's cylinder.
    pub length_mm: f64,
    /// Direction of the cylinder in the model.
    pub axis: [f64; 3],
    /// How many.
    pub count: u32,
    /// Where the length comes from: `drawing page 1`, `model #123`.
    pub from: String,
}

/// A diameter with a tolerance written on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedDiameter {
    /// Nominal size, mm.
    pub diameter_mm: f64,
    /// Total width of the tolerance, mm.
    pub width_mm: f64,
    /// As drawn: `Ø25 g6`.
    pub text: String,
}

/// The tightest requirements, which choose machines and inspection.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ToleranceNeed {
    /// Tightest total width of a size tolerance written on a dimension, mm.
    pub tightest_mm: Option<f64>,
    /// Its text.
    pub tightest_text: Option<String>,
    /// Finest roughness, Ra in micrometres.
    pub finest_ra_um: Option<f64>,
    /// Number of dimensions flagged critical.
    pub critical_count: u32,
    /// Diameters with a tolerance of their own, each once.
    #[serde(default)]
    pub diameters: Vec<FittedDiameter>,
}

/// A value with its place, for a disagreement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceValue {
    /// As text.
    pub value: String,
    /// Page of a drawing.
    pub page: Option<u32>,
    /// Box on the sheet.
    pub sheet_box: Option<SheetBox>,
    /// STEP instance or entity handle.
    pub reference: Option<String>,
    /// The file, as given: a part may have several drawings and models.
    #[serde(default)]
    pub file: Option<String>,
}

/// Drawing and model say two different things.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Disagreement {
    /// What it is about: `hole diameter`, `revision`, `mass`, ...
    pub what: String,
    /// On the drawing.
    pub drawing: PlaceValue,
    /// In the model.
    pub model: PlaceValue,
}

/// Another file that plainly shows the same part, though no number and no name says so: for a person to decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairProposal {
    /// The file, as given.
    pub file: String,
    /// Why, in English.
    pub evidence: Vec<Evidence>,
}

/// One part of an RFQ: one quote line.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Part {
    /// Files that describe it, as given.
    pub files: Vec<String>,
    /// Number, with its source.
    pub drawing_number: Option<Extracted>,
    /// Title.
    pub title: Option<Extracted>,
    /// Revision.
    pub revision: Option<Extracted>,
    /// Material.
    pub material: Option<MaterialNeed>,
    /// Heat treatment as written.
    pub heat_treatment: Option<Extracted>,
    /// Surface treatment as written.
    pub surface_treatment: Option<Extracted>,
    /// Envelope in the model's axes, mm, from the model, or else from drawing or flat file.
    pub envelope_mm: Option<[f64; 3]>,
    /// Where the envelope comes from.
    pub envelope_from: Option<String>,
    /// Measured model, when there is one.
    pub solid: Option<SolidGeometry>,
    /// Cut length of a flat file, mm.
    pub cut_length_mm: Option<f64>,
    /// Holes and threads.
    pub holes: Vec<HoleNeed>,
    /// Threads on the outside, found on the model.
    #[serde(default)]
    pub outside_threads: Vec<OutsideThread>,
    /// Tightest requirements.
    pub tolerances: ToleranceNeed,
    /// Number of dimensions read on the drawing.
    pub dimension_count: u32,
    /// Notes of the drawing, in reading order.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Feature control frames of drawing or model: their datums say what is machined first.
    #[serde(default)]
    pub geometric_tolerances: Vec<GeometricTolerance>,
    /// Machining features of the model and the directions they are cut from; their faces are left in the analysis.
    #[serde(default)]
    pub recognition: Recognition,
    /// Processes, most probable first.
    pub processes: Vec<ProcessGuess>,
    /// Contradictions between the files.
    pub disagreements: Vec<Disagreement>,
    /// Files that may be of the same part.
    #[serde(default)]
    pub proposals: Vec<PairProposal>,
    /// Questions to the customer, in French.
    pub questions: Vec<String>,
    /// Why a person has to enter this line, when nothing usable could be read.
    pub manual_reason: Option<String>,
}
