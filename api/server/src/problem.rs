//! Errors as the API gives them: `application/problem+json` (RFC 9457) with a code of ours, in English or French, and the request's id.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use trusquin_intake::ServiceError;
use trusquin_store::StoreError;

use crate::contract::ProblemJson;
use crate::request;

/// Code, status, title and the two texts of every problem; docs/diagnostics/api.md explains them.
const TABLE: &str = include_str!("problems.tsv");

static PROBLEMS: LazyLock<BTreeMap<&'static str, Entry>> = LazyLock::new(|| TABLE.lines().filter_map(Entry::read).collect());

struct Entry {
    status: StatusCode,
    title: &'static str,
    english: &'static str,
    french: &'static str,
}

impl Entry {
    fn read(line: &'static str) -> Option<(&'static str, Self)> {
        let [code, status, title, english, french] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
        let status = StatusCode::from_bytes(status.as_bytes()).ok()?;
        Some((code, Self { status, title, english, french }))
    }
}

/// A problem to answer with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    code: &'static str,
    arguments: Vec<String>,
}

impl Problem {
    /// A problem of the table.
    pub fn new(code: &'static str) -> Self {
        Self { code, arguments: Vec::new() }
    }

    /// The same with a value its texts mention.
    pub fn about(mut self, value: impl ToString) -> Self {
        self.arguments.push(value.to_string());
        self
    }

    /// Something of ours failed: the client gets the code, the log the cause.
    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(request = %request::id(), %error, "a request failed");
        Self::new("API-050")
    }

    /// The code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    fn fill(&self, template: &str) -> String {
        self.arguments.iter().enumerate().fold(template.to_owned(), |text, (index, value)| text.replace(&format!("{{{index}}}"), value))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let entry = PROBLEMS.get(self.code);
        let status = entry.map_or(StatusCode::INTERNAL_SERVER_ERROR, |entry| entry.status);
        let template = entry.map_or("", |entry| if request::wants_french() { entry.french } else { entry.english });
        let problem = ProblemJson {
            kind: format!("urn:trusquin:problem:{}", self.code),
            title: entry.map_or(self.code, |entry| entry.title).to_owned(),
            status: status.as_u16(),
            code: self.code.to_owned(),
            detail: self.fill(template),
            request_id: request::id(),
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Folder { source, .. } if is_full(source) => Self::new("API-051"),
            _ => Self::internal(&error),
        }
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Store(error) => error.into(),
            other => Self::internal(&other),
        }
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        if is_full(&error) { Self::new("API-051") } else { Self::internal(&error) }
    }
}

fn is_full(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read_and_documented() {
        let documented = include_str!("../../../docs/diagnostics/api.md");
        assert_eq!(PROBLEMS.len(), TABLE.lines().count(), "a line of problems.tsv does not read");
        for (code, entry) in PROBLEMS.iter() {
            assert!(documented.contains(&format!("| {code} ")), "{code} is not in docs/diagnostics/api.md");
            let placeholders = |text: &str| (0..4).filter(|index| text.contains(&format!("{{{index}}}"))).collect::<Vec<_>>();
            assert_eq!(placeholders(entry.english), placeholders(entry.french), "{code}");
            assert!(entry.status.is_client_error() || entry.status.is_server_error(), "{code}");
        }
    }

    #[test]
    fn every_code_in_the_routes_is_in_the_table() {
        let routes = concat!(
            include_str!("request.rs"),
            include_str!("problem.rs"),
            include_str!("web.rs"),
            include_str!("routes/mod.rs"),
            include_str!("routes/compare.rs"),
            include_str!("routes/parts/similar.rs"),
            include_str!("routes/rfqs/create.rs"),
            include_str!("routes/rfqs/form.rs"),
            include_str!("routes/rfqs/upload.rs"),
            include_str!("routes/rfqs/mod.rs"),
            include_str!("routes/rfqs/page.rs"),
            include_str!("routes/rfqs/analysis.rs"),
            include_str!("routes/quotes/mod.rs"),
            include_str!("routes/quotes/pdf.rs"),
        );
        for (at, _) in routes.match_indices("\"API-") {
            let code = routes.get(at + 1..at + 8).unwrap();
            // This very test names the prefix alone.
            if code.ends_with(|character: char| character.is_ascii_digit()) {
                assert!(PROBLEMS.contains_key(code), "{code}");
            }
        }
    }
}
