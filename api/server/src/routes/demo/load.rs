//! POST /api/demo: the demonstration shop takes the place of the shop.

use axum::extract::State;
use axum::http::StatusCode;

use crate::cli::demo_shop;
use crate::contract::{DemoJson, ProblemJson};
use crate::problem::Problem;
use crate::routes::Body;
use crate::state::App;

/// Loads the demonstration shop: company, rates, machines, materials, treatments, stock. What the shop had is replaced, and only when
/// `replace` says so.
///
/// # Errors
/// 409 when there is another shop and `replace` is not set.
#[utoipa::path(post, path = "/api/demo", tag = "demo", request_body = DemoJson, responses(
    (status = 204, description = "It is there"),
    (status = 409, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn load(State(app): State<App>, Body(wanted): Body<DemoJson>) -> Result<StatusCode, Problem> {
    let (shop, hash) = demo_shop().map_err(|error| Problem::internal(&format!("{error:#}")))?;
    let there = app.store().imported_shop().await?;
    if there.is_some_and(|there| there != hash) && !wanted.replace {
        return Err(Problem::new("API-053"));
    }
    app.store().import_shop(&shop, &hash).await?;
    Ok(StatusCode::NO_CONTENT)
}
