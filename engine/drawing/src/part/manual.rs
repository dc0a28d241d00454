//! Why a line has to be entered by hand, in the estimator's language, from the diagnostics of its files.

use trusquin_domain::{Analysis, Diagnostic, Severity};

/// French sentences by diagnostic code; data, so that a translation is one more file.
const REASONS: &str = include_str!("../../data/manual_reasons.toml");

/// The reason of the worst diagnostic, or that the file holds nothing to quote.
pub fn reason(analysis: &Analysis) -> String {
    let reasons: toml::Table = toml::from_str(REASONS).unwrap_or_default();
    let word = |code: &str| reasons.get(code).and_then(toml::Value::as_str).map(str::to_owned);
    let worst = analysis
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity >= Severity::Warning)
        .max_by_key(|diagnostic| diagnostic.severity);
    match worst {
        Some(Diagnostic { code, message, .. }) => word(code)
            .map_or_else(|| format!("{} ({code} : {message})", word("other").unwrap_or_default()), |text| format!("{text} ({code})")),
        None => word("nothing").unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_a_sentence_and_the_general_ones_exist() {
        let reasons: toml::Table = toml::from_str(REASONS).unwrap();
        for needed in ["other", "nothing", "TXT-001", "KND-001", "WRK-002", "WRK-003"] {
            assert!(reasons.get(needed).and_then(toml::Value::as_str).is_some_and(|text| text.len() > 10), "{needed}");
        }
    }
}
