//! GET /api/accounts/{id}: an account.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::contract::{AccountJson, ProblemJson};
use crate::problem::Problem;
use crate::routes::{Path, versions};
use crate::state::App;

/// An account; its `ETag` is needed to change it.
///
/// # Errors
/// 404 when there is none.
#[utoipa::path(get, path = "/api/accounts/{id}", tag = "accounts", params(("id" = i64, Path, description = "Account")), responses(
    (status = 200, body = AccountJson, headers(("etag" = String))),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn show(State(app): State<App>, Path(id): Path<i64>) -> Result<Response, Problem> {
    let account = app.store().account(id).await?.ok_or_else(|| Problem::new("API-046").about("account").about(id))?;
    Ok(([versions::tag(account.version)], Json(AccountJson::from(account))).into_response())
}
