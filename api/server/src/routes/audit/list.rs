//! GET /api/audit: who did what, newest first.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use trusquin_store::AuditFilter;
use utoipa::IntoParams;

use crate::contract::{AuditEntryJson, AuditListJson, ProblemJson};
use crate::problem::Problem;
use crate::routes::{Query, listed};
use crate::state::App;

/// Part of the trail.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Part {
    /// Lines wanted.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Go on from here: `next_before` of the part before.
    before: Option<i64>,
    /// Of one sort of thing.
    noun: Option<String>,
    /// Of one thing.
    record: Option<String>,
    /// Of one account.
    account: Option<i64>,
}

/// The audit trail: who changed what, with the values before and after, and who read what is restricted.
///
/// # Errors
/// A bad parameter, or the database.
#[utoipa::path(get, path = "/api/audit", tag = "audit", params(Part), responses(
    (status = 200, body = AuditListJson),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn list(State(app): State<App>, Query(part): Query<Part>) -> Result<Json<AuditListJson>, Problem> {
    let limit = listed(part.limit)?;
    let filter = AuditFilter { noun: part.noun, record: part.record, account: part.account, before: part.before };
    let mut rows = app.store().audit(&filter, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_before = rows.last().filter(|_| more).map(|row| row.id);
    Ok(Json(AuditListJson { items: rows.into_iter().map(AuditEntryJson::from).collect(), next_before }))
}
