//! GET /api/keys: keys, oldest first.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::contract::{KeyJson, KeyListJson, ProblemJson};
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
    /// Go on from here: `next_after` of the part before.
    after: Option<i64>,
}

/// Keys of programs, oldest first, in pages; never the keys themselves.
///
/// # Errors
/// A bad parameter, or the database.
#[utoipa::path(get, path = "/api/keys", tag = "keys", params(Part), responses(
    (status = 200, body = KeyListJson),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn list(State(app): State<App>, Query(part): Query<Part>) -> Result<Json<KeyListJson>, Problem> {
    let limit = listed(part.limit)?;
    let mut rows = app.store().keys(limit + 1, part.after).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_after = rows.last().filter(|_| more).map(|row| row.id);
    Ok(Json(KeyListJson { items: rows.into_iter().map(KeyJson::from).collect(), next_after }))
}
