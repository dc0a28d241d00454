//! GET /api/setup: does the service wait for its first account?

use axum::extract::State;
use axum::{Extension, Json};

use crate::access::Caller;
use crate::contract::SetupStateJson;
use crate::problem::Problem;
use crate::state::App;

/// Whether the service waits for its first account, and whether the caller is logged in. Never an error for who is not.
///
/// # Errors
/// The database refuses.
#[utoipa::path(get, path = "/api/setup", tag = "setup", responses((status = 200, body = SetupStateJson)))]
pub async fn show(State(app): State<App>, caller: Option<Extension<Caller>>) -> Result<Json<SetupStateJson>, Problem> {
    Ok(Json(SetupStateJson { needed: !app.store().has_accounts().await?, logged_in: caller.is_some() }))
}
