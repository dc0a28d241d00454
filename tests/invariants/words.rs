//! I9: no French in identifiers, logs, errors and diagnostics. Texts for people, drawing dictionaries and templates are free.
//!
//! The rule is what a machine can be sure of: accented letters. They are refused in code outside literals, and in literals handed to a
//! log, an error or a diagnostic.

use regex::Regex;

use crate::sources::{ROOMS, hold, rust_files};

const ACCENTED: &str = "[àâäçéèêëîïôöùûüœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ]";

/// Code that takes an English sentence as the literal that follows (perhaps after a code or a field).
const ENGLISH_WANTED: &str = r#"(?:\b(?:trace|debug|info|warn|error|anyhow|bail|ensure|panic|unreachable)!\s*\(|\b(?:context|with_context|expect)\s*\(|\bDiagnostic::(?:info|warning|error)\s*\(|#\[error\s*\()[^;{}"]*(?:"\s*"[^;{}"]*)*$"#;

#[test]
fn identifiers_are_english() {
    let accented = Regex::new(ACCENTED).unwrap();
    let mut breaches = Vec::new();
    for file in rust_files(ROOMS).iter().filter(|file| !file.is_test()) {
        for found in accented.find_iter(&file.parts.code) {
            breaches.push(format!("{}:{}: {}", file.path, file.line_of(found.start()), found.as_str()));
        }
    }
    hold("I9: an identifier is English", &breaches);
}

#[test]
fn logs_errors_and_diagnostics_are_english() {
    let accented = Regex::new(ACCENTED).unwrap();
    let wanted = Regex::new(ENGLISH_WANTED).unwrap();
    let mut breaches = Vec::new();
    for file in rust_files(ROOMS).iter().filter(|file| !file.is_test()) {
        for (offset, string) in file.parts.strings.iter().filter(|(_, string)| accented.is_match(string)) {
            let mut begin = offset.saturating_sub(200);
            while !file.parts.code.is_char_boundary(begin) {
                begin += 1;
            }
            let before = file.parts.code.get(begin..offset.saturating_sub(1)).unwrap_or_default();
            if wanted.is_match(before) {
                breaches.push(format!("{}:{}: {string}", file.path, file.line_of(*offset)));
            }
        }
    }
    hold("I9: logs, errors and diagnostics are English; French goes into templates, data and the texts for people", &breaches);
}

#[test]
fn the_rule_sees_a_breach() {
    let wanted = Regex::new(ENGLISH_WANTED).unwrap();
    for before in
        ["    warn!(", "tracing::info!(file, ", "Diagnostic::error(\"       \", format!(", ".with_context(|| format!(", "#[error("]
    {
        assert!(wanted.is_match(before), "{before}");
    }
    for before in ["questions.push(format!(", "warn!(\"   \"); questions.push(", "name: "] {
        assert!(!wanted.is_match(before), "{before}");
    }
}
