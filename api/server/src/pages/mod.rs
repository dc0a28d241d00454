//! Read-only pages over kept quotes, for a binary that was built without the web application.

mod html;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::get;
use serde_json::json;
use trusquin_store::{Store, StoreError};

/// How many quotes the list shows.
const LISTED: u32 = 200;

/// Every route.
pub fn router(store: Store) -> Router {
    Router::new().route("/", get(list)).route("/quotes/{number}", get(show)).route("/quotes/{number}/pdf", get(pdf)).with_state(store)
}

/// The database did not answer; the client gets a code, the log gets the cause.
struct Failure(StoreError);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        tracing::error!(error = %self.0, "the store failed");
        (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({"code": "STO-001", "message": "the store failed; the log has the cause"})))
            .into_response()
    }
}

async fn list(State(store): State<Store>) -> Result<Html<String>, Failure> {
    Ok(Html(html::list(&store.latest_quotes(LISTED).await?)))
}

async fn show(State(store): State<Store>, Path(number): Path<String>) -> Result<Response, Failure> {
    Ok(match store.quote_by_number(&number).await? {
        Some(kept) => Html(html::quote(&kept)).into_response(),
        None => missing(),
    })
}

async fn pdf(State(store): State<Store>, Path(number): Path<String>) -> Result<Response, Failure> {
    // Only numbers the store knows reach the file system.
    let Some(kept) = store.quote_by_number(&number).await? else { return Ok(missing()) };
    Ok(match std::fs::read(store.document_path(&format!("{}.pdf", kept.number))) {
        Ok(bytes) => ([(header::CONTENT_TYPE, "application/pdf")], bytes).into_response(),
        Err(_) => missing(),
    })
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({"code": "QUO-404", "message": "no such quote"}))).into_response()
}
