//! What stands behind the prices of a quote: typed-over values, dependences, stock promised, purchases, moves proposed, the frozen basis.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{CostKind, Money, Override, OverrideField, ScenarioKind, StockForm};

/// A typed value that counted in a price, with the automatic one it replaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedOverride {
    /// What was typed over.
    pub field: OverrideField,
    /// Original and value.
    pub change: Override<Decimal>,
}

/// What an amount grows with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Driver {
    /// Pieces launched.
    Piece,
    /// Each lot launched, whatever its quantity.
    Lot,
    /// The first order of the part.
    Once,
    /// The quote as a whole.
    Quote,
    /// A percentage of the other amounts.
    Percent,
}

/// What an amount of the breakdown depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependence {
    /// The amount's kind.
    pub kind: CostKind,
    /// The amount.
    pub amount: Money,
    /// Share of the line's total, per cent, to a tenth.
    pub share_percent: Decimal,
    /// What it grows with.
    pub driver: Driver,
    /// Quantity, rate and source in words, French.
    pub explained: String,
}

/// What the interval of the times does to the margin, at the price quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarginInterval {
    /// Margin on price, per cent, when every operation with an interval takes its tenth percentile.
    pub p10_percent: Decimal,
    /// Margin on price, per cent, when every one takes its ninetieth.
    pub p90_percent: Decimal,
    /// Operations without an interval: they count as estimated.
    pub without_interval: Vec<u32>,
}

/// Stock promised to a line: reserved when the quote is sent or ordered, never promised twice within a quote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StockPromise {
    /// Line.
    pub line: u32,
    /// Mark of the stock item.
    pub item: String,
    /// Pieces cut out of it.
    pub pieces: u32,
    /// Bars, plates or offcuts touched.
    pub units: u32,
    /// Bars: length used with kerf, mm.
    pub length_mm: Option<f64>,
    /// The item carries a certificate.
    pub certified: bool,
}

/// Material to buy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Purchase {
    /// Material identifier.
    pub material: String,
    /// Form.
    pub form: StockForm,
    /// Diameter or thickness, mm.
    pub section_mm: f64,
    /// Blanks, and the lines they are for.
    pub blanks: u32,
    /// Lines.
    pub lines: Vec<u32>,
    /// Mass, kg.
    pub mass_kg: f64,
    /// Paid to the supplier: minimum and surcharge included, markup not.
    pub price: Money,
    /// Day of the price it stands on.
    pub price_date: Date,
    /// Who the price comes from.
    pub price_source: String,
    /// Working days to get it.
    pub delivery_working_days: u32,
    /// With a material certificate.
    pub certificate: bool,
}

/// Confirmed work that express asks to move: a proposal, for a manager to validate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MoveProposal {
    /// Machine identifier.
    pub machine: String,
    /// Order that is moved; `None` when the booked load has no name.
    pub order: Option<String>,
    /// Hours that make room.
    pub hours: f64,
    /// Working days the order ends later.
    pub later_working_days: u32,
    /// Day promised to its customer, when known.
    pub due: Option<Date>,
}

/// The date the customer asks for, against what the shop can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestedDelivery {
    /// Asked for.
    pub date: Date,
    /// Scenarios of the first quantity that deliver by then, cheapest last.
    pub met_by: Vec<ScenarioKind>,
    /// The earliest delivery there is.
    pub earliest: Option<Date>,
}

/// What the estimate stood on, kept with the quote: the same basis gives the same prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EstimateBasis {
    /// First day of the rate grid that was in force.
    pub rates_valid_from: Option<Date>,
    /// Day of the price of each material used.
    pub material_prices: BTreeMap<String, Date>,
    /// What the times stand on: `physics`, `setting`, `model:VERSION`.
    pub time_bases: BTreeSet<String>,
    /// SHA-256 of rates, machines, materials, treatments, stock, calendar, routings and conditions, in hexadecimal.
    pub sha256: String,
}
