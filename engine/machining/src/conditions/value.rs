//! Builds the values a person checks: number, formula with its numbers, source, limit and reason.

use trusquin_domain::{ConditionValue, LimitingFactor};

use crate::french::number;

/// Where the formulas come from, as printed.
pub(super) const FORMULAS: &str = "formules Sandvik Coromant, « Machining formulas and definitions »";

/// A value that nothing but the recommendation limits.
pub(super) fn value(value: f64, formula: String, source: &str) -> ConditionValue {
    ConditionValue { value, formula, source: source.to_owned(), limit: LimitingFactor::Recommendation, reason: String::new() }
}

/// A value some limit holds; `None` when none does.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Held {
    pub limit: LimitingFactor,
    pub reason: String,
}

/// The same value under a limit.
pub(super) fn under(mut found: ConditionValue, held: Option<&Held>) -> ConditionValue {
    if let Some(held) = held {
        found.limit = held.limit;
        found.reason.clone_from(&held.reason);
    }
    found
}

/// A number for a formula: three significant figures are enough to follow it, more are noise.
pub(super) fn figure(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        v if v >= 0.1 => 3,
        _ => 4,
    };
    number(value, digits)
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn figures_are_short() {
        for (value, expect) in [(1273.24, "1273"), (47.123, "47,1"), (2.5, "2,5"), (0.28, "0,28"), (0.0063, "0,0063")] {
            assert_eq!(figure(value), expect);
        }
    }
}
