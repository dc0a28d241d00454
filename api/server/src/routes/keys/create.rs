//! POST /api/keys: a key for a program.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use trusquin_store::NewKey;

use crate::access::{Caller, moment, rights, secrets};
use crate::contract::{KeyJson, MadeKeyJson, NewKeyJson, ProblemJson};
use crate::problem::Problem;
use crate::routes::Body;
use crate::state::App;

/// Characters of a key that are kept to tell it from others.
const HINT: usize = 10;

/// Makes a key. The key itself is in this answer only; it is kept as a hash.
///
/// # Errors
/// 400 a bad field, 404 when there is no such account.
#[utoipa::path(post, path = "/api/keys", tag = "keys", request_body = NewKeyJson, responses(
    (status = 201, body = MadeKeyJson, headers(("location" = String))),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn create(State(app): State<App>, caller: Caller, Body(new): Body<NewKeyJson>) -> Result<Response, Problem> {
    let bad = |what: String| Problem::new("API-010").about(what);
    let name = new.name.trim();
    if !(1..=200).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(bad("name: 1-200 characters".to_owned()));
    }
    if new.scopes.is_empty() {
        return Err(bad("scopes: at least one".to_owned()));
    }
    if let Some(scope) = new.scopes.iter().find(|scope| !rights::is_scope(scope)) {
        return Err(bad(format!("scope '{}': module:read or module:write", scope.chars().take(40).collect::<String>())));
    }
    let ends_at = new.ends_at.as_deref().map(|text| text.parse::<Timestamp>().map(moment)).transpose();
    let ends_at = ends_at.map_err(|_| bad("ends_at: 2026-12-31T23:59:59Z".to_owned()))?;
    let account_id = new.account.unwrap_or(caller.account.id);
    if app.store().account(account_id).await?.is_none() {
        return Err(Problem::new("API-046").about("account").about(account_id));
    }
    let key = secrets::key()?;
    let hint: String = key.chars().take(HINT).collect();
    let (key_hash, ends_at) = (secrets::token_hash(&key), ends_at.as_deref());
    let kept = app.store().add_key(&NewKey { account_id, name, key_hash: &key_hash, hint: &hint, scopes: &new.scopes, ends_at }).await?;
    let location = [(header::LOCATION, format!("/api/keys/{}", kept.id))];
    Ok((StatusCode::CREATED, location, Json(MadeKeyJson { about: KeyJson::from(kept), key })).into_response())
}
