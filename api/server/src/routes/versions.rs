//! Changes that name the version they start from: `ETag` out, `If-Match` in, so that nobody overwrites what they have not seen.

use axum::http::{HeaderMap, HeaderName, header};
use trusquin_store::Changed;

use crate::problem::Problem;

/// The tag of a version.
pub fn tag(version: i64) -> (HeaderName, String) {
    (header::ETAG, format!("\"v{version}\""))
}

/// The version a change starts from; `None` for `*`: whatever it is.
///
/// # Errors
/// API-045 when it is not told, API-010 when it is no tag of ours.
pub fn wanted(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let told = headers.get(header::IF_MATCH).ok_or_else(|| Problem::new("API-045"))?;
    let told = told.to_str().unwrap_or_default().trim();
    if told == "*" {
        return Ok(None);
    }
    let version = told.strip_prefix("\"v").and_then(|rest| rest.strip_suffix('"')).and_then(|number| number.parse().ok());
    version.map(Some).ok_or_else(|| Problem::new("API-010").about(format!("If-Match {}", told.chars().take(40).collect::<String>())))
}

/// The new state, or why there is none.
///
/// # Errors
/// 404, 412 or 409 as the change ended.
pub fn done<T>(changed: Changed<T>, noun: &str, id: impl ToString) -> Result<T, Problem> {
    match changed {
        Changed::Done(new) => Ok(new),
        Changed::Missing => Err(Problem::new("API-046").about(noun).about(id)),
        Changed::Stale => Err(Problem::new("API-044")),
        Changed::Taken => Err(Problem::new("API-047").about(id)),
        Changed::LastAdmin => Err(Problem::new("API-048")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_comes_back_as_its_version() {
        let with = |value: &str| wanted(&[(header::IF_MATCH, value.parse().unwrap())].into_iter().collect());
        assert_eq!(with(&tag(7).1), Ok(Some(7)));
        assert_eq!(with("*"), Ok(None));
        assert!(with("7").is_err() && with("\"x\"").is_err() && wanted(&HeaderMap::new()).is_err());
    }
}
