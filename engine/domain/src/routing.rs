//! A routing: raw stock and ordered operations on machines that exist, with times.

use serde::{Deserialize, Serialize};

use crate::Step;

/// Form of raw stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockForm {
    /// Round bar.
    Round,
    /// Plate or flat bar.
    Plate,
    /// Sheet metal.
    Sheet,
    /// Tube.
    Tube,
}

/// Where the stock comes from; stock and offcuts come before purchases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockOrigin {
    /// An offcut on the rack, by its mark.
    Offcut(String),
    /// A bar or plate in stock, by its mark.
    Stock(String),
    /// To be bought.
    Purchase,
}

/// The blank of one piece (brut).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawStock {
    /// Form.
    pub form: StockForm,
    /// Shop material identifier.
    pub material: String,
    /// Round: `[diameter, length]`. Plate, sheet: `[thickness, width, length]`. mm, allowances included.
    pub size_mm: Vec<f64>,
    /// Saw kerf or parting width spent per piece, mm.
    pub kerf_mm: f64,
    /// End of each bar that cannot be used, mm; offcuts are used up as they are.
    #[serde(default)]
    pub lost_end_mm: f64,
    /// Mass of the blank and its kerf, kg.
    pub mass_kg: f64,
    /// Mass of the finished part, kg, when its volume is known.
    pub part_mass_kg: Option<f64>,
    /// Origin.
    pub origin: StockOrigin,
    /// French text: "Ø50 × 73, 1.1191 (C45E)".
    pub text: String,
    /// Why this blank: allowances, section chosen, what was tried in stock. French.
    pub reasons: Vec<String>,
}

/// Sort of operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum OperationKind {
    Sawing,
    #[default]
    Turning,
    Milling,
    Grinding,
    LaserCutting,
    Bending,
    Welding,
    Deburring,
    HeatTreatment,
    SurfaceTreatment,
    Marking,
    Inspection,
    Assembly,
    Packing,
}

/// What a time stands on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeBasis {
    /// Computed from removal, paths, rapids, tool changes.
    #[default]
    Physics,
    /// Corrected by a learned model, by its version.
    Model(String),
    /// Typed by a person or a fixed allowance of the shop file.
    Setting,
}

/// Time of one operation. Raw seconds: the safety margin is applied once, at quoting.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TimeEstimate {
    /// Setup, s per lot.
    pub setup_s: f64,
    /// Run, s per piece.
    pub run_s: f64,
    /// Tenth percentile of the run, when a model gives it.
    pub p10_s: Option<f64>,
    /// Ninetieth percentile of the run, when a model gives it.
    pub p90_s: Option<f64>,
    /// Why there is no interval, when there is none.
    pub no_interval_reason: Option<String>,
    /// What it stands on.
    pub basis: TimeBasis,
    /// The terms of the sum: name and seconds per piece, so that a person can check it.
    pub terms: Vec<(String, f64)>,
}

/// An operation done outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExternalTreatment {
    /// Treatment identifier in the shop file.
    pub treatment: String,
    /// Working days away.
    pub working_days: u32,
    /// Area of one piece, dm², when it sets the price.
    pub area_dm2: Option<f64>,
    /// Mass of one piece, kg, when it sets the price.
    pub mass_kg: Option<f64>,
}

/// One clamping (posage) within an operation: how the part is held, what is cut there, and its share of the time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Fixturing {
    /// 1, 2, ... within the operation.
    pub number: u32,
    /// How the part is held, French: "étau, mors parallèles", "mors doux alésés Ø40".
    pub holding: String,
    /// How it stands: the face that is up or free, the surfaces it rests on, where the origin is. French.
    pub position: String,
    /// What is made in this clamping, French, in the order of work.
    pub features: Vec<String>,
    /// Setting of this clamping, s per lot.
    pub setup_s: f64,
    /// Run of this clamping, s per piece.
    pub run_s: f64,
    /// The terms of its run.
    pub terms: Vec<(String, f64)>,
    /// What each tool does there, with its conditions; empty until they are worked out.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// One operation (OP10).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Operation {
    /// 10, 20, ...
    pub op: u32,
    /// Sort.
    pub kind: OperationKind,
    /// French name: "Débit", "Tournage 1re face".
    pub name: String,
    /// French text of what to do.
    pub text: String,
    /// Work centre identifier, or the treatment's for an external operation.
    pub work_centre: String,
    /// Machine identifier; `None` when it is done outside.
    pub machine: Option<String>,
    /// Time.
    pub time: TimeEstimate,
    /// True when the time is machining time: the safety margin applies to it.
    pub machining: bool,
    /// Done outside.
    pub external: Option<ExternalTreatment>,
    /// The clampings of a machining operation, in order; empty for bench work and what is done outside.
    #[serde(default)]
    pub fixturings: Vec<Fixturing>,
}

/// The routing of one part for one quantity.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Routing {
    /// Blank; `None` when the material or the size is unknown (the questions say so).
    pub raw_stock: Option<RawStock>,
    /// Operations in order.
    pub operations: Vec<Operation>,
    /// Pieces launched to deliver the quantity: scrap and setting parts included.
    pub launched: u32,
    /// Pieces to deliver.
    pub quantity: u32,
    /// Non-recurring methods and programming, hours.
    pub programming_hours: f64,
    /// Number of fixturings on machines.
    pub setups: u32,
    /// What the estimate assumes, French, printed on the quote.
    pub assumptions: Vec<String>,
    /// Questions that would make it better, French.
    pub questions: Vec<String>,
    /// Why the shop cannot make it, French; empty when it can.
    pub infeasible: Vec<String>,
}
