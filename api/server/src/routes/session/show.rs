//! GET /api/session: who is logged in.

use axum::Json;

use super::seen;
use crate::access::Caller;
use crate::contract::{ProblemJson, SessionJson};

/// Who is logged in, and what they may do.
///
/// # Errors
/// 401 when nobody is.
#[utoipa::path(get, path = "/api/session", tag = "session", responses(
    (status = 200, body = SessionJson),
    (status = 401, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn show(caller: Caller) -> Json<SessionJson> {
    Json(seen(&caller))
}
