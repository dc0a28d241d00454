//! A quote: lines, three scenarios, and what every euro depends on.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    AppliedOverride, Dependence, EstimateBasis, LineTerms, MarginInterval, Money, MoveProposal, NonRecurringMode, Part, Purchase,
    RequestedDelivery, Routing, StockPromise,
};

/// How machines are chosen among those that can do the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MachineChoice {
    /// Shortest time.
    Fastest,
    /// The shop's first suitable machine by least cost at today's load.
    Usual,
    /// Least cost, whatever the time.
    Cheapest,
}

/// The three scenarios.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScenarioKind {
    /// Planning rearranged, overtime, fastest machines.
    Express,
    /// Behind what is booked.
    Standard,
    /// Free slots, batched setups, cheapest machines.
    Economic,
}

/// A line of the breakdown; the order is the order on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum CostKind {
    Material,
    /// Material certificate.
    Certificate,
    Setup,
    Machine,
    Labour,
    Tools,
    Treatment,
    /// Work done outside that is no treatment.
    Subcontracting,
    Inspection,
    Packing,
    Logistics,
    Programming,
    /// Fixtures and soft jaws, once.
    Fixtures,
    /// Special tools and gauges, once.
    SpecialTooling,
    /// First-article file, once.
    FirstArticle,
    /// Proving of the programme and first piece, once.
    FirstPart,
    Overtime,
    Replanning,
    Overhead,
    Margin,
    /// What lifts the quote to the least invoice.
    InvoiceComplement,
    /// Discount, below zero.
    Discount,
    /// What rounding the unit price to the cent adds or takes.
    Rounding,
}

impl CostKind {
    /// One-off costs: not paid again when the part comes back.
    pub fn is_non_recurring(self) -> bool {
        matches!(self, Self::Programming | Self::Fixtures | Self::SpecialTooling | Self::FirstArticle | Self::FirstPart)
    }

    /// Amounts that are price and no cost: margin, complement, discount, rounding.
    pub fn is_price_only(self) -> bool {
        matches!(self, Self::Margin | Self::InvoiceComplement | Self::Discount | Self::Rounding)
    }
}

/// Amounts for the whole quantity of a line, each to the cent; they sum to the line's total, rounding included.
pub type Breakdown = BTreeMap<CostKind, Money>;

/// What quoting needs of a line: the part and its routing for each quantity and machine choice.
#[derive(Debug, Clone, PartialEq)]
pub struct LineToPrice {
    /// Line number, from 1.
    pub line: u32,
    /// Part.
    pub part: Part,
    /// Routings; a line to enter by hand has none.
    pub routings: BTreeMap<(u32, MachineChoice), Routing>,
    /// What the estimator decided about it.
    pub terms: LineTerms,
}

/// When an operation runs in a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScheduledOperation {
    /// Line.
    pub line: u32,
    /// Operation number.
    pub op: u32,
    /// Machine, or treatment for an external one.
    pub resource: String,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
}

/// Price of one line in one scenario.
///
/// Rounding rule: the unit price is rounded to the cent, half away from zero; the line is unit price times quantity, plus what is
/// charged once; the breakdown sums to the line, with the rounding as an entry of its own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PricedLine {
    /// Line.
    pub line: u32,
    /// Unit price, rounded to the cent; `None` for a line to enter by hand.
    pub unit_price: Option<Money>,
    /// Unit price times quantity, and what is charged once.
    pub total: Option<Money>,
    /// Charged once, beside the unit price; `None` when one-off costs are in the unit price.
    #[serde(default)]
    pub charged_once: Option<Money>,
    /// One-off costs within the price of the line, overhead and margin included, to the cent.
    #[serde(default)]
    pub non_recurring: Money,
    /// What it is made of.
    pub breakdown: Breakdown,
    /// Margin on price (taux de marque) reached after discount, per cent.
    pub margin_percent: Option<Decimal>,
    /// Why, French.
    pub reasons: Vec<String>,
    /// What each amount depends on.
    #[serde(default)]
    pub dependences: Vec<Dependence>,
    /// What the interval of the times does to the margin; `None` when no operation has one.
    #[serde(default)]
    pub margin_interval: Option<MarginInterval>,
    /// Typed values that counted.
    #[serde(default)]
    pub overrides: Vec<AppliedOverride>,
}

/// One scenario for one quantity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Which.
    pub name: ScenarioKind,
    /// Pieces of each line.
    pub quantity: u32,
    /// Total before tax of the lines that have a price; `None` when none has one.
    pub total: Option<Money>,
    /// Currency.
    pub currency: String,
    /// Calendar days from the quote to delivery; `None` when there is no delivery date.
    pub lead_time_days: Option<u32>,
    /// Delivery; `None` when nothing is priced, or when the work ends beyond the shop's calendar (QUO-007). The reasons say which.
    pub delivery_date: Option<Date>,
    /// What the shop does, French, with its machines, loads and costs: for the estimator.
    pub reasons: Vec<String>,
    /// What the customer is told, French: nothing of the shop's load, costs or machines.
    #[serde(default)]
    pub customer_reasons: Vec<String>,
    /// Lines.
    pub lines: Vec<PricedLine>,
    /// Schedule behind the date.
    pub schedule: Vec<ScheduledOperation>,
    /// Margin on price of the whole, after discount, per cent.
    #[serde(default)]
    pub margin_percent: Option<Decimal>,
    /// Confirmed work that has to move: nothing moves before a manager has validated it.
    #[serde(default)]
    pub moves: Vec<MoveProposal>,
    /// Stock the lines take.
    #[serde(default)]
    pub stock: Vec<StockPromise>,
    /// Material to buy.
    #[serde(default)]
    pub purchases: Vec<Purchase>,
}

impl Scenario {
    /// Lines without a price: they are not in the total.
    pub fn unpriced_lines(&self) -> Vec<u32> {
        self.lines.iter().filter(|line| line.total.is_none()).map(|line| line.line).collect()
    }

    /// True when there is a total that leaves lines out.
    pub fn is_partly_priced(&self) -> bool {
        self.total.is_some() && self.lines.iter().any(|line| line.total.is_none())
    }
}

/// One line of the quote as everybody sees it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct QuoteLine {
    /// Line, from 1.
    pub line: u32,
    /// Part.
    pub part: Part,
    /// Routing of the standard scenario for the first quantity.
    pub routing: Option<Routing>,
    /// Questions to the customer, French: the part's and the routing's.
    pub questions: Vec<String>,
    /// What the estimator decided about it.
    #[serde(default)]
    pub terms: LineTerms,
}

/// A quote.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Quote {
    /// Day it was made.
    pub date: Date,
    /// Last day it is valid.
    pub valid_until: Date,
    /// Lines.
    pub lines: Vec<QuoteLine>,
    /// Scenarios: the first three are for the first quantity.
    pub scenarios: Vec<Scenario>,
    /// How one-off costs are charged.
    #[serde(default)]
    pub non_recurring: NonRecurringMode,
    /// The date the customer asks for.
    #[serde(default)]
    pub requested: Option<RequestedDelivery>,
    /// What the estimate stands on.
    #[serde(default)]
    pub basis: Option<EstimateBasis>,
}
