//! POST /api/session: log in.

use std::sync::LazyLock;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use trusquin_store::AccountRow;

use super::begin;
use crate::access::secrets;
use crate::contract::{LogInJson, ProblemJson, SessionJson};
use crate::problem::Problem;
use crate::routes::Body;
use crate::state::App;

/// Passwords checked at a time: each takes 19 MiB and tens of milliseconds of a core.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What a login that does not exist is compared with, so that it takes as long as one that does.
static NOBODY: LazyLock<String> = LazyLock::new(|| secrets::password_hash("nobody has this password").unwrap_or_default());

/// Logs in: the answer sets the cookie of a session.
///
/// # Errors
/// 401 a wrong login or password, 429 after too many of them.
#[utoipa::path(post, path = "/api/session", tag = "session", request_body = LogInJson, responses(
    (status = 200, body = SessionJson, headers(("set-cookie" = String))),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
    (status = 401, body = ProblemJson, content_type = "application/problem+json"),
    (status = 429, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn open(State(app): State<App>, Body(given): Body<LogInJson>) -> Result<Response, Problem> {
    let login: String = given.login.trim().to_lowercase().chars().take(64).collect();
    if let Some(seconds) = app.attempts.wait(&login, Instant::now()) {
        let mut answer = Problem::new("API-039").about(seconds).into_response();
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        return Ok(answer);
    }
    let known = app.store().account_by_login(&login).await?;
    let Some(account) = checked(known, given.password).await? else {
        app.attempts.failed(&login, Instant::now());
        tracing::warn!(%login, "a log-in was refused");
        return Err(Problem::new("API-038"));
    };
    app.attempts.succeeded(&login);
    let (cookie, session) = begin(&app, account).await?;
    Ok((StatusCode::OK, [cookie], Json(session)).into_response())
}

/// The account, when the password is its own and it may log in. Takes as long when there is none.
pub(super) async fn checked(account: Option<AccountRow>, password: String) -> Result<Option<AccountRow>, Problem> {
    let _turn = AT_ONCE.acquire().await.map_err(|error| Problem::internal(&error))?;
    let checked = tokio::task::spawn_blocking(move || {
        let hash = account.as_ref().map_or(NOBODY.as_str(), |account| account.password_hash.as_str());
        let right = password.len() <= secrets::LONGEST_PASSWORD && secrets::is_password(&password, hash);
        account.filter(|account| right && account.active)
    });
    checked.await.map_err(|error| Problem::internal(&error))
}
