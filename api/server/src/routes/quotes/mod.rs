//! Quotes: listed, shown, printed.

pub mod list;
pub mod pdf;
pub mod show;

use trusquin_store::KeptQuote;

use crate::problem::Problem;
use crate::routes::rfqs::cleared_for;
use crate::state::App;

/// A quote by its number.
///
/// # Errors
/// 404 when there is none, 403 when the caller is not cleared for its RFQ.
pub(crate) async fn find(app: &App, number: &str) -> Result<KeptQuote, Problem> {
    let unknown = || Problem::new("API-007").about(number.chars().take(40).collect::<String>());
    let kept = app.store().quote_by_number(number).await?.ok_or_else(unknown)?;
    cleared_for(app, kept.rfq_id).await?;
    Ok(kept)
}
