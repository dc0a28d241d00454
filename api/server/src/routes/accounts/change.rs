//! PUT /api/accounts/{id}: an account is changed.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::named;
use crate::contract::{AccountChangeJson, AccountJson, ProblemJson};
use crate::problem::Problem;
use crate::routes::{Body, Path, versions};
use crate::state::App;

/// Changes an account. One that is no longer active is logged out everywhere; the last admin stays one.
///
/// # Errors
/// 404 when there is none, 409 when the login is taken or no admin would be left, 412 when it changed meanwhile.
#[utoipa::path(put, path = "/api/accounts/{id}", tag = "accounts",
    params(("id" = i64, Path, description = "Account"), ("if-match" = String, Header, description = "`ETag` of what is changed, or `*`")),
    request_body = AccountChangeJson,
    responses(
        (status = 200, body = AccountJson, headers(("etag" = String))),
        (status = 400, body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, body = ProblemJson, content_type = "application/problem+json"),
        (status = 409, body = ProblemJson, content_type = "application/problem+json"),
        (status = 412, body = ProblemJson, content_type = "application/problem+json"),
        (status = 428, body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub async fn change(
    State(app): State<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Body(change): Body<AccountChangeJson>,
) -> Result<Response, Problem> {
    let version = versions::wanted(&headers)?;
    named(&change.login, &change.name)?;
    let account = versions::done(app.store().change_account(id, version, &change.data()).await?, "account", id)?;
    Ok(([versions::tag(account.version)], Json(AccountJson::from(account))).into_response())
}
