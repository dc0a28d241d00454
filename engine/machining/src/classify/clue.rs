//! A clue to a process, and the word rules of data/clues.toml.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use trusquin_domain::Process;

/// One reason for or against a process.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clue {
    /// Log-odds; negative speaks against.
    pub weight: f64,
    /// English sentence with the number that carries it.
    pub evidence: String,
}

/// Clues gathered so far.
#[derive(Debug, Default)]
pub(crate) struct Clues(Vec<(Process, Clue)>);

impl Clues {
    pub fn add(&mut self, process: Process, weight: f64, evidence: impl Into<String>) {
        self.0.push((process, Clue { weight, evidence: evidence.into() }));
    }

    pub fn by_process(self) -> BTreeMap<Process, Vec<Clue>> {
        let mut map: BTreeMap<Process, Vec<Clue>> = BTreeMap::new();
        for (process, clue) in self.0 {
            map.entry(process).or_default().push(clue);
        }
        map
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    /// Log-odds before any clue.
    pub prior: BTreeMap<Process, f64>,
    pub field_factor: FieldFactor,
    pub clue: Vec<WordClue>,
}

/// How much a word counts by where it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldFactor {
    pub title: f64,
    pub material: f64,
    pub notes: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordClue {
    pub process: Process,
    pub weight: f64,
    /// The words count in notes too.
    #[serde(default)]
    pub in_notes: bool,
    pub words: Vec<String>,
}

static RULES: LazyLock<Result<Rules, String>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/clues.toml")).map_err(|error| format!("clues.toml: {error}")));

pub(crate) fn rules() -> Result<&'static Rules, &'static str> {
    RULES.as_ref().map_err(String::as_str)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_word_rules_parse() {
        assert!(super::rules().unwrap().clue.len() > 10);
    }
}
