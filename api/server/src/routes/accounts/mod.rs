//! Accounts: who may use the service.

pub mod change;
pub mod create;
pub mod list;
pub mod password;
pub mod show;

use crate::access::secrets::{LONGEST_PASSWORD, SHORTEST_PASSWORD, password_hash};
use crate::problem::Problem;

/// What is kept of a password, made beside the runtime.
pub(super) async fn hashed(password: String) -> Result<String, Problem> {
    if password.chars().count() < SHORTEST_PASSWORD || password.len() > LONGEST_PASSWORD {
        return Err(Problem::new("API-049").about(SHORTEST_PASSWORD).about(LONGEST_PASSWORD));
    }
    let hash = tokio::task::spawn_blocking(move || password_hash(&password)).await.map_err(|error| Problem::internal(&error))?;
    hash.map_err(|error| Problem::internal(&error))
}

/// A login as it is kept, and a name that is one.
pub(super) fn named(login: &str, name: &str) -> Result<(String, String), Problem> {
    let (login, name) = (login.trim().to_lowercase(), name.trim().to_owned());
    let allowed = |character: char| character.is_alphanumeric() || ".-_@".contains(character);
    if !(2..=64).contains(&login.chars().count()) || !login.chars().all(allowed) {
        return Err(Problem::new("API-010").about("login: 2-64 letters, digits or . - _ @"));
    }
    if !(1..=200).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(Problem::new("API-010").about("name: 1-200 characters"));
    }
    Ok((login, name))
}
