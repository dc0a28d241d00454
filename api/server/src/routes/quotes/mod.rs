//! Quotes: listed, shown, printed.

pub mod list;
pub mod pdf;
pub mod show;

use trusquin_store::KeptQuote;

use crate::problem::Problem;
use crate::state::App;

async fn find(app: &App, number: &str) -> Result<KeptQuote, Problem> {
    let unknown = || Problem::new("API-007").about(number.chars().take(40).collect::<String>());
    app.store().quote_by_number(number).await?.ok_or_else(unknown)
}
