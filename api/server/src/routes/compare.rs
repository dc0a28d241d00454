//! GET /api/compare: what changed between two stored files.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use trusquin_domain::Analysis;
use utoipa::IntoParams;

use crate::cli::compare_reason;
use crate::contract::{ComparisonJson, ProblemJson};
use crate::problem::Problem;
use crate::routes::Query;
use crate::routes::rfqs::cleared_for;
use crate::state::App;

/// The two issues, each a file's `sha256`, or `<rfq>/<position>` of a file of an RFQ.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Issues {
    /// The issue that was quoted or made.
    old: String,
    /// The issue that came now.
    new: String,
}

/// What changed from the old issue to the new one: the object that `trusquin compare --json` writes.
///
/// # Errors
/// 404 when a file is not there or not read, 422 when the two cannot be compared.
#[utoipa::path(get, path = "/api/compare", tag = "parts", params(Issues), responses(
    (status = 200, body = ComparisonJson),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
    (status = 422, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn compare(State(app): State<App>, Query(issues): Query<Issues>) -> Result<Json<ComparisonJson>, Problem> {
    let (old, new) = (find(&app, &issues.old).await?, find(&app, &issues.new).await?);
    let compared = tokio::task::spawn_blocking(move || {
        let changes = trusquin_drawing::compare::compare(&old, &new);
        changes.map(|changes| ComparisonJson::new(&old, &new, &changes)).map_err(|why| compare_reason(why, &old, &new))
    });
    match compared.await.map_err(|error| Problem::internal(&error))? {
        Ok(comparison) => Ok(Json(comparison)),
        Err(why) => Err(Problem::new("API-031").about(why)),
    }
}

async fn find(app: &App, wanted: &str) -> Result<Analysis, Problem> {
    let shown = || wanted.chars().take(80).collect::<String>();
    let reader = app.service.reader_version();
    let found = match wanted.split_once('/') {
        Some((rfq, position)) => {
            let numbers = rfq.parse::<i64>().ok().zip(position.parse::<i64>().ok());
            let (rfq, position) = numbers.ok_or_else(|| Problem::new("API-010").about(format!("'{}' is not <rfq>/<position>", shown())))?;
            cleared_for(app, rfq).await?;
            let file = app.store().rfq_file(rfq, position).await?;
            match file {
                Some(file) => app.store().analysis(&file, reader).await?,
                None => None,
            }
        }
        None if wanted.len() == 64 => {
            for rfq in app.store().rfqs_of_content(wanted).await? {
                cleared_for(app, rfq).await?;
            }
            app.store().analysis_of_content(wanted, reader).await?
        }
        None => return Err(Problem::new("API-010").about(format!("'{}' is neither a sha256 nor <rfq>/<position>", shown()))),
    };
    found.ok_or_else(|| Problem::new("API-030").about(shown()))
}
