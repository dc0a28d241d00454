//! A problem as the client sees it: `application/problem+json` (RFC 9457).

use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong with a request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Problem")]
pub struct ProblemJson {
    /// A name for the sort of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short English name of the sort of problem.
    pub title: String,
    /// HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// Stable code, see docs/diagnostics.
    #[schema(pattern = "^[A-Z]{3}-[0-9]{3}$")]
    pub code: String,
    /// What is wrong and what to do, in English, or in French with `Accept-Language: fr`.
    pub detail: String,
    /// The request in the service's log.
    pub request_id: String,
}
