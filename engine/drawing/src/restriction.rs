//! Marks that restrict who may read a drawing: export control, national and company secrets. It finds them; who may read is decided elsewhere.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;
use trusquin_domain::{DocumentPage, Restriction};
use unicode_normalization::UnicodeNormalization;

/// Most texts looked at, and the longest of them, characters.
const MOST_TEXTS: usize = 20_000;
const LONGEST: usize = 600;

#[derive(Deserialize)]
struct Mark {
    kind: String,
    patterns: Vec<String>,
}

#[derive(Deserialize)]
struct Words {
    marks: Vec<Mark>,
}

static MARKS: LazyLock<Vec<(String, Vec<Regex>)>> = LazyLock::new(|| {
    let words: Option<Words> = toml::from_str(include_str!("../data/restriction_words.toml")).ok();
    let compiled = |patterns: &[String]| patterns.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect();
    words.map(|words| words.marks.into_iter().map(|mark| (mark.kind, compiled(&mark.patterns))).collect()).unwrap_or_default()
});

/// Capitals without accents, single spaces.
fn folded(text: &str) -> String {
    let plain =
        text.chars().take(LONGEST).nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).flat_map(char::to_uppercase);
    plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The kinds of mark a text carries, in the order of the data file.
pub fn marks_in(text: &str) -> Vec<&'static str> {
    let text = folded(text);
    MARKS.iter().filter(|(_, patterns)| patterns.iter().any(|pattern| pattern.is_match(&text))).map(|(kind, _)| kind.as_str()).collect()
}

/// The marks of a page, each kind once.
pub fn read_restrictions(page: &DocumentPage) -> Vec<Restriction> {
    let mut found: Vec<Restriction> = Vec::new();
    for span in page.spans.iter().take(MOST_TEXTS).filter(|span| span.text.len() >= 3) {
        for kind in marks_in(&span.text) {
            if !found.iter().any(|known| known.kind == kind) {
                let text = span.text.trim().chars().take(LONGEST).collect();
                found.push(Restriction { kind: kind.to_owned(), text, page: page.page, sheet_box: Some(span.sheet_box) });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_words() {
        for (text, expect) in [
            ("THIS DOCUMENT CONTAINS ITAR CONTROLLED DATA", &["itar"][..]),
            ("Diffusion  Restreinte", &["diffusion_restreinte"]),
            ("DIFFUSION RESTREINTE - SPÉCIAL FRANCE", &["diffusion_restreinte", "special_france"]),
            ("VS-NfD", &["vs_nfd"]),
            ("EAR99", &["ear"]),
            ("Proprietary and confidential", &["confidential"]),
            ("Ce plan est confidentiel", &["confidential"]),
            ("NEAR SIDE", &[]),
            ("Guitar bracket", &[]),
            ("EAR, LIFTING", &[]),
            ("Plan de pièce", &[]),
        ] {
            assert_eq!(marks_in(text), expect, "{text}");
        }
        assert_eq!(MARKS.len(), 8);
        assert!(MARKS.iter().all(|(_, patterns)| !patterns.is_empty()));
    }
}
