//! POST /api/accounts: an account is added.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use trusquin_store::AccountData;

use super::{hashed, named};
use crate::contract::{AccountJson, NewAccountJson, ProblemJson};
use crate::problem::Problem;
use crate::routes::{Body, versions};
use crate::state::App;

/// Adds an account.
///
/// # Errors
/// 400 a bad field, 409 the login is taken.
#[utoipa::path(post, path = "/api/accounts", tag = "accounts", request_body = NewAccountJson, responses(
    (status = 201, body = AccountJson, headers(("location" = String), ("etag" = String))),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
    (status = 409, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn create(State(app): State<App>, Body(new): Body<NewAccountJson>) -> Result<Response, Problem> {
    let (login, name) = named(&new.login, &new.name)?;
    let clearances = new.clearances.iter().map(|mark| mark.word().to_owned()).collect();
    let data = AccountData { login, name, role: new.role.word().to_owned(), clearances, active: true };
    let hash = hashed(new.password).await?;
    let account = app.store().add_account(&data, &hash, false).await?.ok_or_else(|| Problem::new("API-047").about(&data.login))?;
    let headers = [(header::LOCATION, format!("/api/accounts/{}", account.id)), versions::tag(account.version)];
    Ok((StatusCode::CREATED, headers, Json(AccountJson::from(account))).into_response())
}
