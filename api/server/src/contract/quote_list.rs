//! Quotes in a list.

use serde::Serialize;
use trusquin_domain::{Money, ScenarioKind};
use trusquin_store::QuoteEntry;
use utoipa::ToSchema;

/// A page of the list of quotes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "QuoteList")]
pub struct QuoteListJson {
    /// Newest first.
    pub items: Vec<QuoteSummaryJson>,
    /// What to ask for as `before` to go on; null at the end.
    #[schema(required = true)]
    pub next_before: Option<String>,
}

/// A quote in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "QuoteSummary")]
pub struct QuoteSummaryJson {
    number: String,
    #[schema(format = "date")]
    date: String,
    /// The RFQ it answers.
    rfq: i64,
    line_count: u32,
    scenarios: Vec<ScenarioSummaryJson>,
}

/// A scenario in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "ScenarioSummary")]
pub struct ScenarioSummaryJson {
    /// `express`, `standard`, `economic`.
    #[schema(value_type = String)]
    name: ScenarioKind,
    quantity: u32,
    /// Before tax, decimal text; null when no line is priced.
    #[schema(value_type = Option<String>, required = true, pattern = "^-?[0-9]+(\\.[0-9]+)?$")]
    total: Option<Money>,
    /// ISO 4217.
    currency: String,
    /// Null when nothing is priced, or when the day lies beyond the planning calendar.
    #[schema(format = "date", required = true)]
    delivery_date: Option<String>,
}

impl From<&QuoteEntry> for QuoteSummaryJson {
    fn from(entry: &QuoteEntry) -> Self {
        let quote = &entry.quote;
        Self {
            number: entry.number.clone(),
            date: quote.date.to_string(),
            rfq: entry.rfq_id,
            line_count: u32::try_from(quote.lines.len()).unwrap_or(u32::MAX),
            scenarios: quote
                .scenarios
                .iter()
                .map(|scenario| ScenarioSummaryJson {
                    name: scenario.name,
                    quantity: scenario.quantity,
                    total: scenario.total,
                    currency: scenario.currency.clone(),
                    delivery_date: scenario.delivery_date.map(|day| day.to_string()),
                })
                .collect(),
        }
    }
}
