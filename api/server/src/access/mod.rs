//! Who may use the service: sessions of browsers, keys of programs, roles and their rights.

mod attempts;
mod guard;
pub mod rights;
pub mod secrets;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::{SignedDuration, Timestamp};
use trusquin_store::{AccountRow, Store};

use crate::problem::Problem;

pub use attempts::Attempts;
pub use guard::{Guard, guard};

/// Cookie of a browser's session.
pub const COOKIE: &str = "trusquin_session";

/// Header a page of ours sends with changes.
pub const CSRF_HEADER: &str = "x-trusquin-csrf";

/// A session nobody used ends after this time.
const IDLE: SignedDuration = SignedDuration::from_hours(12);

/// A session ends after this time in any case.
pub const LONGEST_SESSION: SignedDuration = SignedDuration::from_hours(24 * 7);

/// A session is noted as seen this often.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);

tokio::task_local! {
    static CALLER: Caller;
}

/// True when who asks is cleared for every one of these marks. An admin is not cleared by being one.
pub fn is_cleared(marks: &[String]) -> bool {
    marks.is_empty() || CALLER.try_with(|caller| marks.iter().all(|mark| caller.account.clearances.contains(mark))).unwrap_or(false)
}

/// Who asks.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The account.
    pub account: AccountRow,
    /// How it showed who it is.
    pub by: By,
}

/// How a caller showed who it is.
#[derive(Debug, Clone)]
pub enum By {
    /// The cookie of a session, whose token this is.
    Session(String),
    /// A key, with its scopes.
    Key {
        /// What it is for.
        name: String,
        /// `module:read` and `module:write`.
        scopes: Vec<String>,
    },
}

/// Moment as the store keeps it.
pub fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl Caller {
    /// True when the caller may read, or write, in a module.
    pub fn may(&self, module: &str, writing: bool) -> bool {
        let scoped = match &self.by {
            By::Session(_) => true,
            By::Key { scopes, .. } => scopes.iter().any(|scope| rights::covers(scope, module, writing)),
        };
        scoped && rights::allows(rights::right(&self.account.role, module), writing)
    }

    /// Name as the trail shows it.
    pub fn name(&self) -> String {
        match &self.by {
            By::Session(_) => self.account.name.clone(),
            By::Key { name, .. } => format!("{} ({name})", self.account.name),
        }
    }

    /// Finds out who asks: a key in `Authorization`, else the cookie; `None` when neither is there or the session is over.
    ///
    /// # Errors
    /// API-042 when a key is not or no longer valid.
    pub async fn of(store: &Store, headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let now = Timestamp::now();
        if let Some(key) = bearer(headers) {
            let found = store.key(&secrets::token_hash(key), &moment(now)).await?;
            let (key, account) = found.ok_or_else(|| Problem::new("API-042"))?;
            return Ok(Some(Self { account, by: By::Key { name: key.name, scopes: key.scopes } }));
        }
        let Some(token) = cookie(headers) else { return Ok(None) };
        let hash = secrets::token_hash(token);
        let Some(session) = store.session(&hash, &moment(now), &moment(now - IDLE)).await? else { return Ok(None) };
        if session.seen_at < moment(now - SEEN_EVERY) {
            store.see_session(&hash, &moment(now)).await?;
        }
        Ok(Some(Self { account: session.account, by: By::Session(token.to_owned()) }))
    }
}

/// The key in `Authorization: Bearer`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(key.trim())
}

/// The token in our cookie.
pub fn cookie(headers: &HeaderMap) -> Option<&str> {
    let mut pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('=')).filter(|token| !token.is_empty())
}

/// The caller of a request; 401 when nobody is logged in. Only behind the guard.
impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new("API-040"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn cookie_and_key_are_found_among_others() {
        let both = headers(&[(header::COOKIE, "theme=dark; trusquin_session=abc; x=y"), (header::AUTHORIZATION, "Bearer tqk_1")]);
        assert_eq!((cookie(&both), bearer(&both)), (Some("abc"), Some("tqk_1")));
        let neither = headers(&[(header::COOKIE, "trusquin_session=; trusquin_sessions=abc"), (header::AUTHORIZATION, "Basic abc")]);
        assert_eq!((cookie(&neither), bearer(&neither)), (None, None));
    }
}
