//! Marks on a drawing that restrict who may read it (export control, French protection marks).
//!
//! Seen is what was read: title block, notes, and the file's own name. A mark that was not read restricts nothing by itself; a person can
//! set it.

use std::collections::BTreeSet;

use trusquin_domain::Analysis;

/// Mark, words and source, one a line.
const TABLE: &str = include_str!("../data/restrictions.tsv");

/// Marks that an analysis shows, in the words of the table, each once.
pub fn restrictions(analysis: &Analysis) -> Vec<String> {
    let sheets = &analysis.drawing.sheets;
    let notes = sheets.iter().flat_map(|sheet| sheet.notes.iter().map(|note| note.text.as_str()));
    let fields = sheets.iter().flat_map(|sheet| sheet.title_block.values().map(|field| field.value.as_str()));
    marks(notes.chain(fields).chain([analysis.file.as_str()]))
}

fn marks<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found = BTreeSet::new();
    for text in texts {
        // Spaces and line ends alike: a mark may be broken over two lines.
        let text = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            if let (Some(mark), Some(words)) = (cells.next(), cells.next())
                && holds(&text, words)
            {
                found.insert(mark.to_owned());
            }
        }
    }
    found.into_iter().collect()
}

/// True when the words stand in the text as whole words.
fn holds(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + words.len()..).and_then(|text| text.chars().next());
        ![before, after].into_iter().flatten().any(|it| it.is_alphanumeric() || it == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_as_whole_words() {
        for (text, expected) in [
            ("WARNING - THIS DOCUMENT CONTAINS TECHNICAL DATA SUBJECT TO THE ITAR (22 CFR 120-130)", vec!["itar"]),
            ("DIFFUSION\n  RESTREINTE", vec!["diffusion_restreinte"]),
            ("Spécial France", vec!["special_france"]),
            ("ECCN: 9A991.d, subject to the Export Administration Regulations", vec!["ear"]),
            ("SHAFT FOR GUITAR WINDER", vec![]),
            ("confidential, property of the owner", vec![]),
            ("itar_free-bracket.pdf", vec![]),
        ] {
            assert_eq!(marks([text].into_iter()), expected, "{text}");
        }
    }
}
