//! GET /api/rfqs: RFQs, newest first.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::is_cleared;
use crate::contract::{ProblemJson, RfqListJson, RfqSummaryJson};
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
    before: Option<i64>,
}

/// RFQs, newest first, in pages.
///
/// # Errors
/// A bad parameter, or the database.
#[utoipa::path(get, path = "/api/rfqs", tag = "rfqs", params(Part), responses(
    (status = 200, body = RfqListJson),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn list(State(app): State<App>, Query(page): Query<Part>) -> Result<Json<RfqListJson>, Problem> {
    let limit = listed(page.limit)?;
    // One more than asked tells whether there is a next page.
    let mut rows = app.store().rfqs(limit + 1, page.before).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_before = rows.last().filter(|_| more).map(|row| row.id);
    // What the caller is not cleared for is not even named.
    Ok(Json(RfqListJson {
        items: rows.into_iter().filter(|row| is_cleared(&row.restrictions)).map(RfqSummaryJson::from).collect(),
        next_before,
    }))
}
