//! Where a quote stands between its making and its order, and what people do to it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Money, ScenarioKind};

/// Where a quote stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteStatus {
    /// Being made or edited.
    Draft,
    /// Re-read and approved by a person.
    Approved,
    /// At the customer's.
    Sent,
    /// Ordered.
    Accepted,
    /// Turned down by the customer.
    Refused,
    /// Its validity is over.
    Expired,
    /// A newer version stands in its place.
    Replaced,
}

/// What happens to a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum QuoteEvent {
    /// A person has re-read it.
    Approve {
        /// Who.
        by: String,
    },
    /// It goes to the customer.
    Send,
    /// The customer orders.
    Accept {
        /// Scenario ordered.
        scenario: ScenarioKind,
        /// Quantity ordered.
        quantity: u32,
    },
    /// The customer turns it down.
    Refuse {
        /// Why, as told.
        reason: String,
    },
    /// Somebody edits it: a draft again, and a new version once it was sent.
    Edit,
    /// The day after its validity.
    Expire,
}

/// Settings: which steps wait for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Gates {
    /// A quote is approved before it is sent.
    pub quote_approval: bool,
    /// The work orders of an order wait for a person.
    pub routing_after_order: bool,
    /// An inspection sheet goes with every work order, not only with aerospace and defence.
    pub inspection_sheet: bool,
    /// Days after sending without an answer when the customer is asked; each entry is one reminder.
    pub first_reminder_days: u32,
    /// Days before the end of validity for the last reminder.
    pub last_reminder_days: u32,
}

impl Default for Gates {
    fn default() -> Self {
        Self { quote_approval: true, routing_after_order: false, inspection_sheet: true, first_reminder_days: 7, last_reminder_days: 5 }
    }
}

/// A line of a customer's purchase order, as read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PurchaseOrderLine {
    /// Line of the quote it names.
    pub line: u32,
    /// Drawing number as written.
    pub number: String,
    /// Revision, when written.
    pub revision: Option<String>,
    /// Pieces, when written.
    pub quantity: Option<u32>,
    /// Unit price, when written.
    pub unit_price: Option<Money>,
    /// Delivery, when written.
    pub delivery: Option<Date>,
    /// The words they were read in.
    pub text: String,
}

/// A customer's purchase order, as read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PurchaseOrder {
    /// Its number.
    pub number: Option<String>,
    /// The quote it names.
    pub quote: Option<String>,
    /// Lines that name a plan of the quote.
    pub lines: Vec<PurchaseOrderLine>,
    /// Amounts that look like articles but name no plan of the quote.
    pub unknown: Vec<String>,
}

/// What differs between an order and the quote, or between two versions of a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// The line is on one side only.
    Missing,
    /// Drawing number.
    Number,
    /// Revision.
    Revision,
    /// Material.
    Material,
    /// Pieces.
    Quantity,
    /// Unit price.
    UnitPrice,
    /// Charged once.
    ChargedOnce,
    /// Delivery.
    Delivery,
    /// Total of a scenario.
    Total,
    /// Operations or times of the routing.
    Routing,
}

/// One difference; a side that has nothing is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Line, when it is of one.
    pub line: Option<u32>,
    /// What.
    pub kind: DifferenceKind,
    /// On the quote, or on the older version.
    pub before: Option<String>,
    /// On the order, or on the newer version.
    pub after: Option<String>,
}
