//! GET /api/quotes/{number}/pdf: a quote on paper.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::find;
use crate::contract::ProblemJson;
use crate::problem::Problem;
use crate::routes::Path;
use crate::state::App;

/// A quote as a PDF.
///
/// # Errors
/// 404 when there is none of this number, or its document is gone.
#[utoipa::path(get, path = "/api/quotes/{number}/pdf", tag = "quotes", params(("number" = String, Path, description = "Number")), responses(
    (status = 200, body = Vec<u8>, content_type = "application/pdf"),
    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn pdf(State(app): State<App>, Path(number): Path<String>) -> Result<Response, Problem> {
    // Only numbers the store knows reach the file system.
    let kept = find(&app, &number).await?;
    let path = app.store().document_path(&format!("{}.pdf", kept.number));
    let bytes = tokio::task::spawn_blocking(move || std::fs::read(path)).await.map_err(|error| Problem::internal(&error))?;
    let bytes = bytes.map_err(|error| {
        tracing::warn!(number = %kept.number, %error, "the PDF of a quote cannot be read");
        Problem::new("API-008").about(&kept.number)
    })?;
    let name = format!("inline; filename=\"{}.pdf\"", kept.number);
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
