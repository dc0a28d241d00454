//! POST /api/setup: the first account, an admin.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use trusquin_store::AccountData;

use crate::contract::{ProblemJson, RoleJson, SessionJson, SetupJson};
use crate::problem::Problem;
use crate::routes::{Body, accounts, session};
use crate::state::App;

/// Makes the first account, an admin, and logs it in. Refused for ever once there is an account.
///
/// # Errors
/// 400 a bad field, 409 when there is an account already.
#[utoipa::path(post, path = "/api/setup", tag = "setup", request_body = SetupJson, responses(
    (status = 201, body = SessionJson, headers(("set-cookie" = String))),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
    (status = 409, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn create(State(app): State<App>, Body(first): Body<SetupJson>) -> Result<Response, Problem> {
    let closed = || Problem::new("API-037");
    // Before the password is hashed: that takes time, and nobody needs it here any more.
    if app.store().has_accounts().await? {
        return Err(closed());
    }
    let (login, name) = accounts::named(&first.login, &first.name)?;
    let data = AccountData { login, name, role: RoleJson::Admin.word().to_owned(), clearances: Vec::new(), active: true };
    let hash = accounts::hashed(first.password).await?;
    let account = app.store().add_account(&data, &hash, true).await?.ok_or_else(closed)?;
    let (cookie, session) = session::begin(&app, account).await?;
    Ok((StatusCode::CREATED, [cookie], Json(session)).into_response())
}
