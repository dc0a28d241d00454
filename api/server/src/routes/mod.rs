//! The handlers, one file per noun and verb. A handler reads the request, calls the service or the store, and answers.

pub mod accounts;
pub mod audit;
pub mod compare;
pub mod demo;
pub mod health;
pub mod keys;
pub mod parts;
pub mod quotes;
pub mod records;
pub mod rfqs;
pub mod session;
pub mod setup;
pub mod shop;
mod versions;

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts};

use crate::problem::Problem;

/// Lines of a list when nobody says.
const LISTED: u32 = 50;

/// Most lines of a list.
const MOST_LISTED: u32 = 200;

/// Number of lines of a part of a list.
///
/// # Errors
/// API-010 when it is out of range.
fn listed(limit: Option<u32>) -> Result<u32, Problem> {
    match limit.unwrap_or(LISTED) {
        limit @ 1..=MOST_LISTED => Ok(limit),
        limit => Err(Problem::new("API-010").about(format!("limit {limit}: 1-{MOST_LISTED}"))),
    }
}

/// `axum::extract::Path` whose refusal is a problem of ours.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Path<T>(pub T);

/// `axum::extract::Query` whose refusal is a problem of ours.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct Query<T>(pub T);

/// `axum::Json` of a request whose refusal is a problem of ours.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub struct Body<T>(pub T);

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        Self::new("API-010").about(rejection.body_text())
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::new("API-010").about(rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new("API-010").about(rejection.body_text())
    }
}
