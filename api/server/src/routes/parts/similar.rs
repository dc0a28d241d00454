//! GET /api/parts/similar: earlier parts like a line of a quote.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use trusquin_intake::EarlierParts;
use utoipa::IntoParams;

use crate::contract::{AskedPartJson, ProblemJson, SimilarPartsJson};
use crate::problem::Problem;
use crate::routes::quotes::find;
use crate::routes::{Query, listed};
use crate::state::App;

/// Which part, and how many answers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Number of the quote.
    quote: String,
    /// Its line.
    #[param(minimum = 1)]
    line: u32,
    /// Earlier parts wanted.
    #[param(minimum = 1, maximum = 200, default = 50)]
    top: Option<u32>,
}

/// Earlier parts nearest to a line of a quote, with their times and prices; not those of the same RFQ.
///
/// # Errors
/// 404 when there is no such quote or line.
#[utoipa::path(get, path = "/api/parts/similar", tag = "parts", params(Wanted), responses(
    (status = 200, body = SimilarPartsJson),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn similar(State(app): State<App>, Query(wanted): Query<Wanted>) -> Result<Json<SimilarPartsJson>, Problem> {
    let top = listed(wanted.top)?;
    let kept = find(&app, &wanted.quote).await?;
    let line = kept.quote.lines.iter().find(|line| line.line == wanted.line);
    let line = line.ok_or_else(|| Problem::new("API-032").about(&kept.number).about(wanted.line))?;
    let earlier = EarlierParts::load(app.store()).await?;
    let found = earlier.like(app.store(), &line.part, top as usize, Some(kept.rfq_id)).await?;
    Ok(Json(SimilarPartsJson { parts: vec![AskedPartJson::new(&line.part, &found)] }))
}
