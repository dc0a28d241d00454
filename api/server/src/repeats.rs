//! A request sent twice is done once: `Idempotency-Key` on a POST with a JSON body. The first answer is kept for a day and given again.
//!
//! Not for log-ins, accounts and keys, whose answers hold secrets; a POST of files uses the key as the name of its RFQ (routes/rfqs).

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use trusquin_store::{FirstAnswer, Repeat};

use crate::access::{Caller, moment};
use crate::problem::Problem;
use crate::state::App;

/// The header.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Longest key, characters.
const LONGEST_KEY: usize = 255;

/// Largest body, and answer, that is looked at, bytes.
const LARGEST: usize = 2 << 20;

/// Answers are forgotten after this time.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A request that was begun and never answered (a kill) may be begun again after this time.
const GIVEN_UP: SignedDuration = SignedDuration::from_mins(1);

/// Headers of an answer that are given again.
const GIVEN_AGAIN: [HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG];

/// Where answers hold secrets.
const SECRET: [&str; 4] = ["/api/session", "/api/setup", "/api/accounts", "/api/keys"];

/// The key of a request, when it carries one.
///
/// # Errors
/// API-010 when it is empty, too long or not plain.
pub fn key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    let key = value.to_str().unwrap_or_default();
    if key.is_empty() || key.len() > LONGEST_KEY {
        return Err(Problem::new("API-010").about(format!("Idempotency-Key: 1-{LONGEST_KEY} plain characters")));
    }
    Ok(Some(key))
}

/// The layer: answers a repeat with the first answer.
pub async fn once(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if request.method() != Method::POST || kind.starts_with("multipart/") || SECRET.iter().any(|secret| path.starts_with(secret)) {
        return next.run(request).await;
    }
    let key = match key(request.headers()) {
        Ok(Some(key)) => key.to_owned(),
        Ok(None) => return next.run(request).await,
        Err(problem) => return problem.into_response(),
    };
    let Some(account) = request.extensions().get::<Caller>().map(|caller| caller.account.id) else { return next.run(request).await };
    first_or_again(&app, account, &key, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn first_or_again(app: &App, account: i64, key: &str, request: Request, next: Next) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(|_| Problem::new("API-018").about(LARGEST >> 20))?;
    let mut hash = Sha256::new();
    hash.update(format!("{} {}\n", parts.method, parts.uri));
    hash.update(&body);
    let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let now = Timestamp::now();
    let begun = app.store().begin_once(account, key, &hash, &moment(now), &moment(now - GIVEN_UP), &moment(now - KEPT)).await?;
    match begun {
        Repeat::First => {}
        Repeat::Again(answer) => return Ok(again(answer)),
        Repeat::Busy => return Err(Problem::new("API-035")),
        Repeat::Other => return Err(Problem::new("API-034")),
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let (head, body) = response.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(|error| Problem::internal(&error))?;
    if head.status.is_server_error() {
        // A failure of ours is tried again.
        app.store().forget_once(account, key).await?;
    } else {
        let kept = GIVEN_AGAIN.iter().filter_map(|name| Some((name.to_string(), head.headers.get(name)?.to_str().ok()?.to_owned())));
        let answer = FirstAnswer { status: head.status.as_u16(), headers: kept.collect(), body: body.to_vec() };
        app.store().finish_once(account, key, &answer).await?;
    }
    Ok(Response::from_parts(head, Body::from(body)))
}

fn again(answer: FirstAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer.body).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
