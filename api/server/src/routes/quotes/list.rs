//! GET /api/quotes: quotes, newest first.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::is_cleared;
use crate::contract::{ProblemJson, QuoteListJson, QuoteSummaryJson};
use crate::problem::Problem;
use crate::routes::{Query, listed};
use crate::state::App;

/// Part of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Part {
    /// Lines wanted.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Go on from here: `next_before` of the part before.
    before: Option<String>,
}

/// Quotes, newest first, in pages.
///
/// # Errors
/// A bad parameter, or the database.
#[utoipa::path(get, path = "/api/quotes", tag = "quotes", params(Part), responses(
    (status = 200, body = QuoteListJson),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn list(State(app): State<App>, Query(page): Query<Part>) -> Result<Json<QuoteListJson>, Problem> {
    let limit = listed(page.limit)?;
    let mut entries = app.store().quotes(limit + 1, page.before.as_deref()).await?;
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let next_before = entries.last().filter(|_| more).map(|entry| entry.number.clone());
    // What the caller is not cleared for is not even named.
    entries.retain(|entry| is_cleared(&entry.restrictions));
    Ok(Json(QuoteListJson { items: entries.iter().map(QuoteSummaryJson::from).collect(), next_before }))
}
