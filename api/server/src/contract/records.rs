//! What the shop has, as the API shows it: the document of each thing, with its version.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use trusquin_store::{AuditRow, RecordRow};
use utoipa::ToSchema;

/// A thing of the shop.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Record")]
pub struct RecordJson {
    id: String,
    version: i64,
    #[schema(format = "date-time")]
    updated_at: String,
    /// The thing itself, with the keys of the shop file.
    #[schema(value_type = Object)]
    data: Map<String, Value>,
}

impl From<RecordRow> for RecordJson {
    fn from(row: RecordRow) -> Self {
        Self { id: row.id, version: row.version, updated_at: row.updated_at, data: serde_json::from_str(&row.document).unwrap_or_default() }
    }
}

/// Whether the demonstration may take the place of what is there.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(title = "Demo")]
pub struct DemoJson {
    /// True: what the shop had is replaced.
    #[serde(default)]
    pub replace: bool,
}

/// A part of a list of things.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "RecordList")]
pub struct RecordListJson {
    /// In the shop's order.
    pub items: Vec<RecordJson>,
    /// What to ask for as `after` to go on; null at the end.
    #[schema(required = true)]
    pub next_after: Option<i64>,
}

/// What a thing was before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "RecordState")]
pub struct RecordStateJson {
    #[schema(format = "date-time")]
    at: String,
    /// Who made it so.
    actor: String,
    /// As it was from then on.
    #[schema(value_type = Object)]
    data: Map<String, Value>,
}

impl RecordStateJson {
    /// The state that a line of the trail tells; `None` when it tells none.
    pub fn of(row: AuditRow) -> Option<Self> {
        Some(Self { at: row.at, actor: row.actor, data: serde_json::from_str(&row.new_value?).ok()? })
    }
}

/// The states of a thing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "RecordHistory")]
pub struct RecordHistoryJson {
    /// Newest first.
    pub items: Vec<RecordStateJson>,
    /// What to ask for as `before` to go on; null at the end.
    #[schema(required = true)]
    pub next_before: Option<i64>,
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerData {
    /// Short name, unique.
    pub id: String,
    /// Name on documents.
    pub name: String,
    /// Address, one line an entry.
    #[serde(default)]
    pub address: Vec<String>,
    /// Where to deliver, when elsewhere.
    #[serde(default)]
    pub delivery_address: Vec<String>,
    /// SIREN, 9 digits.
    #[serde(default)]
    pub siren: Option<String>,
    /// VAT identifier.
    #[serde(default)]
    pub vat_id: Option<String>,
    /// ISO 3166 country, two letters.
    #[serde(default)]
    pub country: Option<String>,
    /// Person.
    #[serde(default)]
    pub contact: Option<String>,
    /// E-mail.
    #[serde(default)]
    pub email: Option<String>,
    /// Telephone.
    #[serde(default)]
    pub telephone: Option<String>,
    /// `fr` or `en`.
    #[serde(default)]
    pub language: Option<String>,
    /// Terms that differ from the shop's.
    #[serde(default)]
    pub payment_terms: Option<String>,
    /// Anything else.
    #[serde(default)]
    pub notes: Option<String>,
}

/// A tool of the shop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolData {
    /// Mark in the store.
    pub id: String,
    /// Designation.
    pub name: String,
    /// `drill`, `end_mill`, `insert`, `tap`, ...
    pub kind: String,
    /// Cutting diameter.
    #[serde(default)]
    pub diameter_mm: Option<f64>,
    /// Corner radius.
    #[serde(default)]
    pub corner_radius_mm: Option<f64>,
    /// Cutting edges.
    #[serde(default)]
    pub teeth: Option<u32>,
    /// Reach.
    #[serde(default)]
    pub length_mm: Option<f64>,
    /// ISO 513 letters it cuts.
    #[serde(default)]
    pub iso513: Vec<String>,
    /// Supplier's reference.
    #[serde(default)]
    pub reference: Option<String>,
    /// Minutes of cut before it is replaced.
    #[serde(default)]
    pub life_min: Option<f64>,
    /// Purchase price, decimal text.
    #[serde(default)]
    pub price: Option<trusquin_domain::Money>,
    /// How many are in the store.
    #[serde(default)]
    pub count: u32,
}

/// A trade that can be switched on; only the active ones appear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum TradeData {
    Machining,
    SheetMetal,
    Welding,
    TubeBending,
    Edm,
    Grinding,
    Plastics,
    Additive,
}

/// What the shop does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TradesData {
    /// At least one, each once.
    pub trades: std::collections::BTreeSet<TradeData>,
}
