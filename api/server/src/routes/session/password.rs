//! PUT /api/session/password: one's own password.

use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;

use super::open::checked;
use crate::access::{By, Caller, secrets};
use crate::contract::{OwnPasswordJson, ProblemJson};
use crate::problem::Problem;
use crate::routes::{Body, accounts};
use crate::state::App;

/// Changes the caller's own password; other browsers of the account are logged out.
///
/// # Errors
/// 400 a password that is too short, 401 when nobody is logged in or the old password is wrong, 429 after too many of them.
#[utoipa::path(put, path = "/api/session/password", tag = "session", request_body = OwnPasswordJson, responses(
    (status = 204, description = "It holds from now on"),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
    (status = 401, body = ProblemJson, content_type = "application/problem+json"),
    (status = 429, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn password(State(app): State<App>, caller: Caller, Body(change): Body<OwnPasswordJson>) -> Result<StatusCode, Problem> {
    let (id, login) = (caller.account.id, caller.account.login.clone());
    if let Some(seconds) = app.attempts.wait(&login, Instant::now()) {
        return Err(Problem::new("API-039").about(seconds));
    }
    if checked(Some(caller.account), change.old).await?.is_none() {
        app.attempts.failed(&login, Instant::now());
        return Err(Problem::new("API-038"));
    }
    let hash = accounts::hashed(change.new).await?;
    let kept = match &caller.by {
        By::Session(token) => Some(secrets::token_hash(token)),
        By::Key { .. } => None,
    };
    app.store().change_password(id, &hash, kept.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
