//! The canonical operation: what is known of an operation before it is done, as the columns a time model learns from and is asked with. The
//! quote exports it, bookings are joined to it. Which model answers, and how, is decided elsewhere.

use crate::{Operation, OperationKind, Part, Quote, Routing, Shop};

/// Version of the columns; a model of another version is not asked.
pub const OPERATION_SCHEMA: &str = "operations/1";
/// Column of the measured running time, s per good piece.
pub const MEASURED_RUN: &str = "run_s";
/// Column of the physics' running time, s per piece: what a model corrects.
pub const PHYSICS_RUN: &str = "physics_run_s";
/// Column of the measured setting up, s per lot.
pub const MEASURED_SETUP: &str = "setup_s";
/// Column of the physics' setting up, s per lot.
pub const PHYSICS_SETUP: &str = "physics_setup_s";

/// Term of a time that a model moved: what it added to the physics, s per piece (less than zero where it took away).
pub const LEARNED_TERM: &str = "learned_correction";

/// An operation before it is done.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationFacts {
    /// Part: its number, else its title.
    pub part: String,
    /// 10, 20, ...
    pub op: u32,
    /// Sort: `turning`, `milling`, ...
    pub kind: OperationKind,
    /// Machine identifier, or the work centre's where no machine does it.
    pub machine: String,
    /// The shop's material.
    pub material: Option<String>,
    /// ISO 513 letter of the material.
    pub material_group: Option<String>,
    /// Pieces of the order.
    pub order_qty: u32,
    /// Longest, middle and shortest side of the part, mm.
    pub sides_mm: Option<[f64; 3]>,
    /// Tightest total width of a size tolerance, mm.
    pub tolerance_mm: Option<f64>,
    /// Holes of the part.
    pub holes: u32,
    /// Physics: s per piece.
    pub physics_run_s: f64,
    /// Physics: s per lot.
    pub physics_setup_s: f64,
    /// Of the physics' running, s per piece: rapid moves, tool changes, loading and unloading.
    pub rapids_s: f64,
    /// Tool changes, s per piece.
    pub tool_changes_s: f64,
    /// Loading and unloading, s per piece.
    pub load_unload_s: f64,
}

impl OperationFacts {
    /// Of one operation of a routing.
    pub fn new(part: &Part, routing: &Routing, operation: &Operation, shop: &Shop) -> Self {
        let material = part.material.as_ref().and_then(|need| need.shop_material.clone());
        let group = shop.material.iter().find(|known| Some(&known.id) == material.as_ref()).map(|known| known.iso513.clone());
        let text = |field: &Option<crate::Extracted>| field.as_ref().map(|field| field.value.clone());
        let term = |name: &str| operation.time.terms.iter().filter(|(known, _)| known == name).map(|(_, seconds)| seconds).sum::<f64>();
        let sides_mm = part.envelope_mm.map(|mut sides| {
            sides.sort_by(|a, b| b.total_cmp(a));
            sides
        });
        Self {
            part: text(&part.drawing_number).or_else(|| text(&part.title)).unwrap_or_default(),
            op: operation.op,
            kind: operation.kind,
            machine: operation.machine.clone().unwrap_or_else(|| operation.work_centre.clone()),
            material,
            material_group: group,
            order_qty: routing.quantity,
            sides_mm,
            tolerance_mm: part.tolerances.tightest_mm,
            holes: part.holes.iter().map(|hole| hole.count).sum(),
            physics_run_s: operation.time.run_s - term(LEARNED_TERM),
            physics_setup_s: operation.time.setup_s,
            rapids_s: term("rapids"),
            tool_changes_s: term("tool_changes"),
            load_unload_s: term("load_unload"),
        }
    }

    /// Names and values of the columns a model sees, in order; an empty value is not told. `work_order`, `operation` and the measured times
    /// come from bookings.
    pub fn cells(&self) -> Vec<(&'static str, String)> {
        let number = |value: f64| if value.is_finite() { value.to_string() } else { String::new() };
        let side = |at: usize| self.sides_mm.map_or_else(String::new, |sides| number(sides[at]));
        vec![
            ("part", self.part.clone()),
            ("operation", format!("OP{}", self.op)),
            ("process", process(self.kind)),
            ("machine", self.machine.clone()),
            ("material", self.material.clone().unwrap_or_default()),
            ("material_group", self.material_group.clone().unwrap_or_default()),
            ("order_qty", self.order_qty.to_string()),
            ("longest_mm", side(0)),
            ("middle_mm", side(1)),
            ("shortest_mm", side(2)),
            ("tolerance_mm", self.tolerance_mm.map_or_else(String::new, number)),
            ("hole_count", self.holes.to_string()),
            (PHYSICS_RUN, number(self.physics_run_s)),
            (PHYSICS_SETUP, number(self.physics_setup_s)),
            ("rapids_s", number(self.rapids_s)),
            ("tool_changes_s", number(self.tool_changes_s)),
            ("load_unload_s", number(self.load_unload_s)),
        ]
    }
}

/// The contract's word for a sort of operation.
fn process(kind: OperationKind) -> String {
    let mut out = String::new();
    for c in format!("{kind:?}").chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// The operations of a quote's lines, as quoted for its first quantity.
pub fn quoted_operations(quote: &Quote, shop: &Shop) -> Vec<OperationFacts> {
    let lines = quote.lines.iter().filter_map(|line| Some((line, line.routing.as_ref()?)));
    lines
        .flat_map(|(line, routing)| {
            let inside = routing.operations.iter().filter(|operation| operation.external.is_none());
            inside.map(move |operation| OperationFacts::new(&line.part, routing, operation, shop))
        })
        .collect()
}

/// A running time from a model.
#[derive(Debug, Clone, PartialEq)]
pub struct LearnedTime {
    /// The middle, s per piece.
    pub run_s: f64,
    /// P10 and P90, s per piece.
    pub interval_s: Option<(f64, f64)>,
    /// Why there is no interval, French, for people.
    pub no_interval_reason: Option<String>,
}

/// A model that answers running times. It is loaded and injected by whoever runs the pipeline.
pub trait TimeEstimator: Send + Sync {
    /// Version of the model: every answer is stored with it.
    fn version(&self) -> &str;

    /// An answer per operation, in order; `None` where the model has nothing to say and physics stands.
    fn times(&self, operations: &[OperationFacts]) -> Vec<Option<LearnedTime>>;
}
