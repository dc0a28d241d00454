//! PUT /api/accounts/{id}/password: another password for somebody who lost theirs.

use axum::extract::State;
use axum::http::StatusCode;

use super::hashed;
use crate::contract::{NewPasswordJson, ProblemJson};
use crate::problem::Problem;
use crate::routes::{Body, Path};
use crate::state::App;

/// Gives an account another password; it is logged out everywhere.
///
/// # Errors
/// 400 a password that is too short, 404 when there is no such account.
#[utoipa::path(put, path = "/api/accounts/{id}/password", tag = "accounts", params(("id" = i64, Path, description = "Account")),
    request_body = NewPasswordJson,
    responses(
        (status = 204, description = "It holds from now on"),
        (status = 400, body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub async fn password(State(app): State<App>, Path(id): Path<i64>, Body(new): Body<NewPasswordJson>) -> Result<StatusCode, Problem> {
    let hash = hashed(new.password).await?;
    if app.store().change_password(id, &hash, None).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::new("API-046").about("account").about(id))
}
