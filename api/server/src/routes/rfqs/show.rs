//! GET /api/rfqs/{id}: an RFQ as it stands.

use axum::Json;
use axum::extract::State;

use super::{load, no_rfq};
use crate::contract::{ProblemJson, RfqJson};
use crate::problem::Problem;
use crate::routes::Path;
use crate::state::App;

/// An RFQ as it stands, with its files.
///
/// # Errors
/// 404 when there is none.
#[utoipa::path(get, path = "/api/rfqs/{id}", tag = "rfqs", params(("id" = i64, Path, description = "RFQ")), responses(
    (status = 200, body = RfqJson),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn show(State(app): State<App>, Path(id): Path<i64>) -> Result<Json<RfqJson>, Problem> {
    Ok(Json(load(&app, id).await?.ok_or_else(|| no_rfq(id))?))
}
