//! DELETE /api/keys/{id}: a key is taken back.

use axum::extract::State;
use axum::http::StatusCode;

use crate::contract::ProblemJson;
use crate::problem::Problem;
use crate::routes::Path;
use crate::state::App;

/// Takes a key back: it is refused from now on. Its line stays.
///
/// # Errors
/// 404 when there is none.
#[utoipa::path(delete, path = "/api/keys/{id}", tag = "keys", params(("id" = i64, Path, description = "Key")), responses(
    (status = 204, description = "Refused from now on"),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn revoke(State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    if app.store().revoke_key(id).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::new("API-046").about("key").about(id))
}
