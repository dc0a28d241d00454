//! Around every request: its id, its language, a line in the log, security headers, and problems for what no handler answered.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

/// Header that carries the request's id both ways.
const REQUEST_ID: &str = "x-request-id";

/// Headers of every answer. Styles may be inline because the viewer of the API and charts set them; scripts may not.
const SECURITY: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "SAMEORIGIN"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

static STARTED: LazyLock<u64> = LazyLock::new(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()));
static COUNTER: AtomicU64 = AtomicU64::new(1);

struct Current {
    id: String,
    french: bool,
}

tokio::task_local! {
    static CURRENT: Current;
}

/// The id of the request this task answers; empty outside a request.
pub fn id() -> String {
    CURRENT.try_with(|current| current.id.clone()).unwrap_or_default()
}

/// True when the client would rather read French than English.
pub fn wants_french() -> bool {
    CURRENT.try_with(|current| current.french).unwrap_or(false)
}

/// The layer around every route.
pub async fn surround(request: Request, next: Next) -> Response {
    let current = Current { id: id_of(request.headers()), french: prefers_french(request.headers()) };
    let (id, started) = (current.id.clone(), Instant::now());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = CURRENT.scope(current, answer(request, next)).await;
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static(REQUEST_ID), value);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    tracing::info!(request = %id, %method, %path, status = response.status().as_u16(), ms = started.elapsed().as_millis(), "answered");
    response
}

async fn answer(request: Request, next: Next) -> Response {
    if !request.method().is_safe() && is_from_another_site(request.headers()) {
        return Problem::new("API-021").into_response();
    }
    let response = next.run(request).await;
    // What axum itself refuses (method, path, query) has no problem body yet.
    let has_one = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json"));
    match response.status() {
        status if has_one || !(status.is_client_error() || status.is_server_error()) => response,
        StatusCode::NOT_FOUND => Problem::new("API-001").into_response(),
        StatusCode::METHOD_NOT_ALLOWED => {
            let mut problem = Problem::new("API-002").into_response();
            if let Some(allowed) = response.headers().get(header::ALLOW) {
                problem.headers_mut().insert(header::ALLOW, allowed.clone());
            }
            problem
        }
        status if status.is_client_error() => Problem::new("API-020").into_response(),
        status => Problem::internal(&status).into_response(),
    }
}

/// The client's id when it is a plain word, else one of ours: the second the service started and a running number.
fn id_of(headers: &HeaderMap) -> String {
    let told = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let plain = |id: &&str| (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    told.filter(plain).map_or_else(|| format!("{:x}-{:x}", *STARTED, COUNTER.fetch_add(1, Ordering::Relaxed)), str::to_owned)
}

/// Looks at the languages in their order: the first of the two we speak wins (weights are written in falling order by every browser).
fn prefers_french(headers: &HeaderMap) -> bool {
    let languages = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let spoken =
        languages.split(',').map(|language| language.trim().to_ascii_lowercase()).find(|it| it.starts_with("fr") || it.starts_with("en"));
    spoken.is_some_and(|language| language.starts_with("fr"))
}

/// Browsers say where a request comes from; a form on a strange page could otherwise fill the shop's disk, or act for who is logged in.
fn is_from_another_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !["same-origin", "none"].contains(&site);
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, from)| from != host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn the_language_is_the_first_of_ours() {
        for (languages, french) in
            [("fr", true), ("fr-CH, en;q=0.5", true), ("en, fr;q=0.5", false), ("de, fr;q=0.8, en;q=0.7", true), ("", false)]
        {
            assert_eq!(prefers_french(&headers(&[("accept-language", languages)])), french, "{languages}");
        }
    }

    #[test]
    fn only_a_plain_id_is_taken_over() {
        assert_eq!(id_of(&headers(&[("x-request-id", "abc-1")])), "abc-1");
        for strange in ["", "a b", "x\u{e9}", &"y".repeat(65)] {
            assert_ne!(id_of(&headers(&[("x-request-id", strange)])), strange);
        }
    }

    #[test]
    fn a_strange_page_is_told_from_ours() {
        for (pairs, strange) in [
            (vec![("sec-fetch-site", "same-origin")], false),
            (vec![("sec-fetch-site", "cross-site")], true),
            (vec![("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")], false),
            (vec![("origin", "http://evil.example"), ("host", "127.0.0.1:8080")], true),
            (vec![("origin", "null"), ("host", "127.0.0.1:8080")], true),
            (vec![("host", "127.0.0.1:8080")], false),
        ] {
            assert_eq!(is_from_another_site(&headers(&pairs)), strange, "{pairs:?}");
        }
    }
}
