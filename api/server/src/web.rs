//! The web application's files, carried inside the binary. Every other address is a page of it: the application reads the address itself.

use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Dist;

/// The page every address of the application starts from.
const INDEX: &str = "index.html";

/// Files whose name carries a hash of their content never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file of the application, or its first page.
pub async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Problem::new("API-001").into_response();
    }
    match Dist::get(path) {
        Some(file) => answer(path, &file, &headers),
        // A missing asset is missing; a page of the application is its first page.
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => match Dist::get(INDEX) {
            Some(file) => answer(INDEX, &file, &headers),
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

fn answer(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>());
    let cached = if path.starts_with("assets/") { FOR_EVER } else { "no-cache" };
    let about = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, cached.to_owned())];
    if is_known(headers, &tag) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    let kind = mime_guess::from_path(path).first_or_octet_stream().to_string();
    (about, [(header::CONTENT_TYPE, kind)], file.data.clone().into_owned()).into_response()
}

/// True when the client has this version already.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').map(|it| it.trim().trim_start_matches("W/")).any(|it| it == tag || it == "*")
}
