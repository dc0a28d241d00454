//! How often a login may be tried: failures within a window, per login. Kept in memory: a restart forgives.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures before a login has to wait.
const MOST_FAILURES: usize = 5;

/// Failures are forgotten after this time.
const WINDOW: Duration = Duration::from_secs(300);

/// Logins remembered: somebody who tries a million names fills no memory.
const MOST_LOGINS: usize = 10_000;

/// Failed attempts by login.
#[derive(Debug, Default)]
pub struct Attempts {
    failures: Mutex<HashMap<String, Vec<Instant>>>,
}

impl Attempts {
    /// Seconds to wait before this login may be tried again; `None` when it may be tried now.
    pub fn wait(&self, login: &str, now: Instant) -> Option<u64> {
        let mut all = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let failures = all.get_mut(login)?;
        failures.retain(|at| now.duration_since(*at) < WINDOW);
        let oldest = failures.first().filter(|_| failures.len() >= MOST_FAILURES)?;
        Some((WINDOW - now.duration_since(*oldest)).as_secs().max(1))
    }

    /// Notes a failure.
    pub fn failed(&self, login: &str, now: Instant) {
        let mut all = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_LOGINS {
            all.retain(|_, failures| failures.iter().any(|at| now.duration_since(*at) < WINDOW));
        }
        if all.len() < MOST_LOGINS {
            all.entry(login.to_owned()).or_default().push(now);
        }
    }

    /// Forgets the failures of a login: it succeeded.
    pub fn succeeded(&self, login: &str) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(login);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_make_one_wait_and_time_or_success_forgives() {
        let (attempts, start) = (Attempts::default(), Instant::now());
        for _ in 0..MOST_FAILURES {
            assert_eq!(attempts.wait("a", start), None);
            attempts.failed("a", start);
        }
        assert_eq!(attempts.wait("a", start), Some(WINDOW.as_secs()));
        assert_eq!(attempts.wait("b", start), None, "another login is not held up");
        assert_eq!(attempts.wait("a", start + WINDOW), None);
        (0..MOST_FAILURES).for_each(|_| attempts.failed("a", start + WINDOW));
        attempts.succeeded("a");
        assert_eq!(attempts.wait("a", start + WINDOW), None);
    }
}
