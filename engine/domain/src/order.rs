//! Orders and work orders: what the customer ordered of a quote, and what the workshop makes of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Money, Routing, ScenarioKind};

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Line of the quote.
    pub line: u32,
    /// Drawing number.
    pub drawing_number: Option<String>,
    /// Revision.
    pub revision: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Material, as drawn.
    pub material: Option<String>,
    /// Pieces.
    pub quantity: u32,
    /// Unit price before tax.
    pub unit_price: Money,
    /// Charged once.
    pub charged_once: Option<Money>,
    /// Unit price times quantity, and what is charged once.
    pub total: Money,
    /// Promised delivery.
    pub delivery: Option<Date>,
}

/// An order of a customer, made from an accepted quote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Our number.
    pub number: String,
    /// Quote it comes from.
    pub quote: String,
    /// The customer's own number.
    pub purchase_order: Option<String>,
    /// Day it was accepted.
    pub date: Date,
    /// Scenario that was accepted.
    pub scenario: ScenarioKind,
    /// Currency.
    pub currency: String,
    /// Lines.
    pub lines: Vec<OrderLine>,
}

impl Order {
    /// Sum of the lines before tax.
    pub fn total(&self) -> Money {
        self.lines.iter().map(|line| line.total).sum()
    }
}

/// Where a work order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkOrderStatus {
    /// Something is missing before it can be launched.
    Preparing,
    /// It can be launched.
    Ready,
    /// Being made.
    Started,
    /// All operations are done.
    Done,
    /// Given up.
    Cancelled,
}

/// A work order (OF): one order line, with its own copy of the quoted routing, never computed again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkOrder {
    /// Number.
    pub number: String,
    /// Order.
    pub order: String,
    /// Line of the order.
    pub line: u32,
    /// Pieces to deliver.
    pub quantity: u32,
    /// Pieces launched.
    pub launched: u32,
    /// Promised delivery.
    pub due: Option<Date>,
    /// The quoted routing, with raw times.
    pub routing: Routing,
    /// Safety margin that makes the allowed times of the raw ones, per cent of machining time.
    pub allowed_margin_percent: rust_decimal::Decimal,
    /// An inspection sheet goes with it.
    pub inspection_sheet: bool,
    /// Where it stands.
    pub status: WorkOrderStatus,
    /// What is missing before it is ready, French.
    pub missing: Vec<String>,
}

impl WorkOrder {
    /// Allowed times of an operation: setup and run of a piece, s. The margin is on machining alone, as at quoting.
    pub fn allowed_s(&self, operation: &crate::Operation) -> (f64, f64) {
        let factor = 1.0 + Money::new(self.allowed_margin_percent).to_f64() / 100.0;
        let run = if operation.machining { operation.time.run_s * factor } else { operation.time.run_s };
        (operation.time.setup_s, run)
    }
}
