//! GET /api/quotes/{number}: a quote.

use axum::Json;
use axum::extract::State;

use trusquin_intake::similar_of_lines;

use super::find;
use crate::contract::{KeptQuoteJson, ProblemJson, QuoteSchema};
use crate::problem::Problem;
use crate::routes::Path;
use crate::state::App;

/// A quote: the object that `trusquin quote --json` writes, and the RFQ it answers.
///
/// # Errors
/// 404 when there is none of this number.
#[utoipa::path(get, path = "/api/quotes/{number}", tag = "quotes", params(("number" = String, Path, description = "Number")), responses(
    (status = 200, body = QuoteSchema),
    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn show(State(app): State<App>, Path(number): Path<String>) -> Result<Json<KeptQuoteJson>, Problem> {
    let kept = find(&app, &number).await?;
    let similar = similar_of_lines(app.store(), &kept.quote, kept.rfq_id).await?;
    Ok(Json(KeptQuoteJson::new(&kept, &similar)))
}
