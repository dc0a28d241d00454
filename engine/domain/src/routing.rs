//! A routing: raw stock and ordered operations on machines that exist, with times. Operation (OP10) > fixturing (one clamping).

use serde::{Deserialize, Serialize};

use crate::{Money, RawStock, Step};

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
    /// Threads and fits plugged or varnished before a coating, and freed after it.
    Masking,
    Cleaning,
    /// Penetrant, magnetic particle, ultrasonic or radiographic inspection.
    NonDestructiveTest,
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
    /// Operations that must be finished before this one, by number.
    #[serde(default)]
    pub after: Vec<u32>,
    /// Why it stands where it stands, French: one sentence for each rule of order that binds it.
    #[serde(default)]
    pub order_reasons: Vec<String>,
}

/// What is paid once, whatever the quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NonRecurringKind {
    /// Methods: routing, method sheets.
    Methods,
    /// CAM programming.
    Programming,
    /// Clamping fixture.
    Fixture,
    /// Soft jaws bored to the part.
    SoftJaws,
    /// A gauge the shop does not own: plug, ring, thread gauge.
    Gauge,
    /// A cutting tool outside the usual magazine.
    SpecialTool,
    /// First-article inspection file.
    FirstArticle,
}

/// One non-recurring item: hours of the shop, money paid outside, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NonRecurringItem {
    /// Sort.
    pub kind: NonRecurringKind,
    /// French text: "Mors doux alésés Ø40 pour OP20, posage 2".
    pub text: String,
    /// Hours of the shop.
    pub hours: f64,
    /// Paid outside, or material, when any.
    pub cost: Option<Money>,
    /// Why it is needed, French.
    pub reason: String,
}

/// A way to make the part that was considered; the chosen one is the first of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// Machines of the shaping operations, in order.
    pub machines: Vec<String>,
    /// Clampings.
    pub fixturings: u32,
    /// Setting of all of them, s per lot.
    pub setup_s: f64,
    /// Run, s per piece.
    pub run_s: f64,
    /// Work of the shop on the whole launch at its own rates, margin, material and treatments not included: only to compare.
    pub cost: Money,
    /// Chosen.
    pub chosen: bool,
    /// Why it was taken or left, French.
    pub reason: String,
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
    /// Non-recurring methods and programming, hours: the sum of those kinds in `non_recurring`.
    pub programming_hours: f64,
    /// What is paid once: programming, fixtures, soft jaws, gauges, special tools, first article.
    #[serde(default)]
    pub non_recurring: Vec<NonRecurringItem>,
    /// The ways compared for this machine choice, the chosen one first.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
    /// Number of fixturings on machines.
    pub setups: u32,
    /// What the estimate assumes, French, printed on the quote.
    pub assumptions: Vec<String>,
    /// Questions that would make it better, French.
    pub questions: Vec<String>,
    /// Why the shop cannot make it, French; empty when it can.
    pub infeasible: Vec<String>,
}
