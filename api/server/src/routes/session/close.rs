//! DELETE /api/session: log out.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::access::{By, COOKIE, Caller, secrets};
use crate::contract::ProblemJson;
use crate::problem::Problem;
use crate::state::App;

/// Logs out: the session ends and its cookie goes. A key has no session to end.
///
/// # Errors
/// 401 when nobody is logged in.
#[utoipa::path(delete, path = "/api/session", tag = "session", responses(
    (status = 204, description = "Logged out", headers(("set-cookie" = String))),
    (status = 401, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn close(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    if let By::Session(token) = &caller.by {
        app.store().close_session(&secrets::token_hash(token)).await?;
    }
    let gone = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}
