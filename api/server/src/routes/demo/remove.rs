//! DELETE /api/demo: the demonstration shop goes.

use axum::extract::State;
use axum::http::StatusCode;

use crate::cli::demo_shop;
use crate::contract::ProblemJson;
use crate::problem::Problem;
use crate::state::App;

/// Removes the demonstration shop: the shop is again the one of the file that the service was started with.
///
/// # Errors
/// 409 when the shop is not the demonstration's.
#[utoipa::path(delete, path = "/api/demo", tag = "demo", responses(
    (status = 204, description = "It is gone"),
    (status = 409, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn remove(State(app): State<App>) -> Result<StatusCode, Problem> {
    let (_, hash) = demo_shop().map_err(|error| Problem::internal(&format!("{error:#}")))?;
    if app.store().imported_shop().await?.as_deref() != Some(hash.as_str()) {
        return Err(Problem::new("API-054"));
    }
    app.store().forget_shop().await?;
    app.service.import_own_shop().await?;
    Ok(StatusCode::NO_CONTENT)
}
