//! PUT /api/rfqs/{id}/restrictions: who may read an RFQ.

use axum::extract::State;
use axum::http::StatusCode;

use super::{cleared, no_rfq};
use crate::access::{Caller, is_cleared};
use crate::contract::{ProblemJson, RestrictionsJson};
use crate::problem::Problem;
use crate::routes::{Body, Path};
use crate::state::App;

/// Sets the marks that restrict who may read an RFQ, in place of those that were read on its drawings. Only who is cleared for all of
/// them, old and new, may do so.
///
/// # Errors
/// 403 when the caller is not cleared, 404 when there is no such RFQ.
#[utoipa::path(put, path = "/api/rfqs/{id}/restrictions", tag = "rfqs", params(("id" = i64, Path, description = "RFQ")),
    request_body = RestrictionsJson,
    responses(
        (status = 204, description = "They hold from now on"),
        (status = 404, body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub async fn restrict(
    State(app): State<App>,
    Path(id): Path<i64>,
    _: Caller,
    Body(wanted): Body<RestrictionsJson>,
) -> Result<StatusCode, Problem> {
    let row = app.store().rfq(id).await?.ok_or_else(|| no_rfq(id))?;
    cleared(&app, &row).await?;
    let mut marks: Vec<String> = wanted.marks.iter().map(|mark| mark.word().to_owned()).collect();
    marks.sort();
    marks.dedup();
    if !is_cleared(&marks) {
        return Err(Problem::new("API-036").about(id).about(marks.join(", ")));
    }
    if app.store().restrict_rfq(id, &marks).await? { Ok(StatusCode::NO_CONTENT) } else { Err(no_rfq(id)) }
}
