//! GET /api/rfqs/{id}/files/{position}/analysis: what was read from a file.

use axum::Json;
use axum::extract::State;

use super::file;
use crate::contract::{AnalysisJson, AnalysisSchema, ProblemJson};
use crate::problem::Problem;
use crate::routes::Path;
use crate::state::App;

/// What was read from a file: the object that `trusquin analyze` writes.
///
/// # Errors
/// 404 when there is no such file, or it is not read yet.
#[utoipa::path(get, path = "/api/rfqs/{id}/files/{position}/analysis", tag = "rfqs",
    params(("id" = i64, Path, description = "RFQ"), ("position" = i64, Path, description = "`position` of the file")),
    responses(
        (status = 200, body = AnalysisSchema),
        (status = 400, body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub async fn analysis(State(app): State<App>, Path((id, position)): Path<(i64, i64)>) -> Result<Json<AnalysisJson>, Problem> {
    let file = file(&app, id, position).await?;
    let analysis = app.store().analysis(&file, app.service.reader_version()).await?;
    analysis.map(|analysis| Json(AnalysisJson::from(analysis))).ok_or_else(|| Problem::new("API-005"))
}
