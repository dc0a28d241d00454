//! I1 on the sources: what the standard library would let through.

use regex::Regex;

use crate::sources::{hold, rust_files};

/// Words that reach the outside: files, environment, network, processes, threads that are not the caller's, clocks, terminals.
const OUTSIDE: &str = r"std::fs\b|std::env\b|std::net\b|std::process\b|\bSystemTime\b|\bInstant::now\b|\b(?:Zoned|Timestamp|Utc|Local)::now\b|\basync\s+fn\b|\.await\b|\b(?:println|eprintln|print|eprint)!|\bstdin\(|\bstdout\(|\boption_env!|(?:^|[^_a-z])env!\(";

#[test]
fn the_engine_touches_nothing_outside() {
    let outside = Regex::new(OUTSIDE).unwrap();
    let mut breaches = Vec::new();
    for file in rust_files(&["engine"]).iter().filter(|file| !file.is_test()) {
        for found in outside.find_iter(&file.parts.code) {
            breaches.push(format!("{}:{}: {}", file.path, file.line_of(found.start()), found.as_str().trim()));
        }
    }
    hold("I1: engine is pure; give it the value instead (bytes, a date, a loaded library)", &breaches);
}

#[test]
fn the_rule_sees_a_breach() {
    let outside = Regex::new(OUTSIDE).unwrap();
    for breach in ["std::fs::read(p)", "let t = Instant::now();", "async fn a()", "println!(\"\")"] {
        assert!(outside.is_match(breach), "{breach}");
    }
    assert!(!outside.is_match("use std::fmt; let environment = 1; struct Instantiated;"));
}
