//! Marks that limit who may read a drawing: export control, state protection, a company's confidentiality. What follows from them is decided elsewhere.

use std::sync::LazyLock;

use serde::Deserialize;
use trusquin_domain::{Diagnostic, DocumentPage, Reading, Restriction, RestrictionKind, SheetBox};

use crate::dimension::spaced_words;

/// Texts looked at on one page.
const MOST_TEXTS: usize = 5_000;

#[derive(Deserialize)]
struct Mark {
    id: String,
    kind: RestrictionKind,
    phrases: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Table {
    negations: Vec<String>,
    mark: Vec<Mark>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(include_str!("../data/restrictions.toml")).unwrap_or_default());

/// A text that may carry a mark, with its place or entity.
pub(crate) struct MarkedText<'t> {
    pub(crate) text: &'t str,
    pub(crate) sheet_box: Option<SheetBox>,
    pub(crate) reference: Option<String>,
}

/// The marks of a page: each once, at the first text that carries it.
pub(crate) fn read_restrictions(page: &DocumentPage) -> Reading<Vec<Restriction>> {
    let texts = page.spans.iter().map(|span| MarkedText { text: &span.text, sheet_box: Some(span.sheet_box), reference: None });
    restrictions_in(texts, page.page)
}

/// The same of any texts.
pub(crate) fn restrictions_in<'t>(texts: impl Iterator<Item = MarkedText<'t>>, page: u32) -> Reading<Vec<Restriction>> {
    let mut reading: Reading<Vec<Restriction>> = Reading::clean(Vec::new());
    for said in texts.take(MOST_TEXTS) {
        for (id, kind) in marks_in(said.text) {
            if reading.value.iter().any(|known| known.id == id) {
                continue;
            }
            let text = said.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let message = format!("the sheet is marked \"{text}\" ({id}): keep it to the people allowed to read it");
            let severe = kind != RestrictionKind::Confidential;
            let diagnostic = if severe { Diagnostic::warning("DRW-040", message) } else { Diagnostic::info("DRW-041", message) };
            reading.diagnostics.push(diagnostic.on_page(page));
            reading.value.push(Restriction { kind, id, text, page, sheet_box: said.sheet_box, reference: said.reference.clone() });
        }
    }
    reading
}

/// Identifier and sort of the marks in one text.
fn marks_in(text: &str) -> Vec<(String, RestrictionKind)> {
    let words = spaced_words(text);
    let mut hits: Vec<(usize, usize, &Mark)> = Vec::new();
    for mark in &TABLE.mark {
        let longest = mark.phrases.iter().filter_map(|phrase| place_of(&words, phrase)).max_by_key(|(from, to)| to - from);
        if let Some((from, to)) = longest {
            hits.push((from, to, mark));
        }
    }
    // A longer phrase names what a shorter one inside it only resembles (the state's mark holds the company's word).
    let inside = |(from, to, _): &(usize, usize, &Mark)| {
        hits.iter().any(|(other_from, other_to, _)| other_from <= from && other_to >= to && other_to - other_from > to - from)
    };
    hits.iter().filter(|hit| !inside(hit)).map(|(_, _, mark)| (mark.id.clone(), mark.kind)).collect()
}

/// Where a phrase stands among spaced words, unless a word beside it takes it back.
fn place_of(words: &str, phrase: &str) -> Option<(usize, usize)> {
    let from = words.find(&format!(" {phrase} "))? + 1;
    let to = from + phrase.len();
    let before = words.get(..from)?.split_whitespace().next_back();
    let after = words.get(to..)?.split_whitespace().next();
    let negates = |word: Option<&str>| word.is_some_and(|word| TABLE.negations.iter().any(|negation| negation == word));
    (!negates(before) && !negates(after)).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_as_written() {
        for (text, expect) in [
            ("ITAR CONTROLLED TECHNICAL DATA", &["itar"][..]),
            ("This document contains technical data subject to the International Traffic in Arms Regulations (22 CFR 120-130)", &["itar"]),
            ("ITAR / EAR", &["ear"]),
            ("Subject to the EAR, ECCN 9E991", &["ear"]),
            ("DIFFUSION RESTREINTE", &["diffusion_restreinte"]),
            ("Spécial France", &["special_france"]),
            ("DIFFUSION RESTREINTE - SPÉCIAL FRANCE", &["diffusion_restreinte", "special_france"]),
            ("CONFIDENTIEL DÉFENSE", &["secret"]),
            ("PROPRIETARY AND CONFIDENTIAL", &["confidential"]),
            ("Streng vertraulich", &["confidential"]),
            ("VS-NfD", &["vs_nfd"]),
            ("Non-ITAR", &[]),
            ("ITAR: no", &[]),
            ("ITAR-free", &[]),
            ("GUITARE", &[]),
            ("EAR 12", &[]),
            ("secretary", &[]),
            ("Cotes en mm", &[]),
        ] {
            let got: Vec<String> = marks_in(text).into_iter().map(|(id, _)| id).collect();
            assert_eq!(got, expect, "{text}");
        }
    }
}
