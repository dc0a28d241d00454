//! GET /health: is the service there, and which one.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::contract::ProblemJson;
use crate::problem::Problem;
use crate::state::App;

/// The state of the service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Health")]
pub struct HealthJson {
    /// `ok`.
    status: &'static str,
    version: &'static str,
    /// True when scans are read.
    ocr: bool,
}

/// Is the service there, does its database answer, and which version is it.
///
/// # Errors
/// The database does not answer.
#[utoipa::path(get, path = "/health", tag = "service", responses(
    (status = 200, body = HealthJson),
    (status = 500, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn health(State(app): State<App>) -> Result<Json<HealthJson>, Problem> {
    app.store().rfqs(1, None).await?;
    Ok(Json(HealthJson { status: "ok", version: env!("CARGO_PKG_VERSION"), ocr: app.ocr }))
}
