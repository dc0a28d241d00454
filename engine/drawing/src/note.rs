//! Notes: rows of words grouped to paragraphs, numbered or not.

use std::sync::LazyLock;

use regex::Regex;
use trusquin_domain::{Note, SheetBox};

use crate::sheet_text::direction::LocalBox;
use crate::sheet_text::row::Row;

/// Most notes of one page.
const MOST_NOTES: usize = 500;
/// Longest note, characters.
const LONGEST_NOTE: usize = 4_000;

/// A row that opens a numbered note.
static NUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:\(?\d{1,2}\s?[.):/-]|\d{1,2}\s[A-Z]|[-•▪*]\s|[A-Z]\)|NOTES?\s?\d?\s?[:.])").ok());
/// Names of views, sections and their scales: labels, not notes. English, French, German.
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:SECTION|DETAIL|DÉTAIL|VIEW|VUE|COUPE|SCHNITT|ANSICHT|EINZELHEIT|SCALE|ÉCHELLE|ECHELLE|MA(?:SS|ß)STAB|FRONT|TOP|BOTTOM|SIDE|LEFT|RIGHT|ISO(?:METRIC)?|FLAT PATTERN)\b").ok()
});
/// Bend lines of a flat pattern (`UP 90° R 1`): read with the flat, not as notes.
static BEND: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)^(?:UP|DOWN|HAUT|BAS)\s+\d").ok());

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|p| p.is_match(text))
}

/// Groups the rows of one direction that nothing else has read.
pub fn read_notes(rows: &[Row], page: u32) -> Vec<Note> {
    let mut order: Vec<&Row> = rows.iter().collect();
    order.sort_by(|a, b| a.local.v().total_cmp(&b.local.v()).then(a.local.u0.total_cmp(&b.local.u0)));
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for row in order.into_iter().take(5_000) {
        if let Some(paragraph) = paragraphs.iter_mut().rev().take(60).find(|p| p.continues(row)) {
            paragraph.add(row);
        } else if paragraphs.len() < 4 * MOST_NOTES {
            paragraphs.push(Paragraph::new(row));
        }
    }
    paragraphs
        .into_iter()
        .filter(|p| p.is_note())
        .take(MOST_NOTES)
        .map(|p| Note { text: p.text, page, sheet_box: Some(p.sheet_box), reference: None })
        .collect()
}

struct Paragraph {
    text: String,
    last: LocalBox,
    left: f64,
    font_mm: f64,
    sheet_box: SheetBox,
}

impl Paragraph {
    fn new(row: &Row) -> Self {
        Self { text: row.text.clone(), last: row.local, left: row.local.u0, font_mm: row.font_mm, sheet_box: row.sheet_box }
    }

    /// The next row of the same paragraph: just below, same letters, and not the start of a new numbered note.
    fn continues(&self, row: &Row) -> bool {
        let pitch = (row.local.v() - self.last.v()) / self.font_mm;
        let indent = (row.local.u0 - self.left) / self.font_mm;
        let centred = (row.local.u() - self.last.u()).abs() < self.font_mm;
        (0.6..2.0).contains(&pitch)
            && (-1.5..4.0).contains(&indent) | centred
            && (row.font_mm / self.font_mm - 1.0).abs() < 0.2
            && self.last.shared_u(&row.local) > 0.0
            && !is(&NUMBERED, &row.text)
            && !is(&LABEL, &row.text)
            && !is(&LABEL, &self.text)
    }

    fn add(&mut self, row: &Row) {
        if self.text.len() < LONGEST_NOTE {
            self.text.push(' ');
            self.text.push_str(&row.text);
        }
        self.last = row.local;
        self.sheet_box = self.sheet_box.union(&row.sheet_box);
    }

    /// At least a word: not a datum letter, a view mark or a stray figure.
    fn is_note(&self) -> bool {
        let word = self.text.split(|c: char| !c.is_alphabetic()).any(|w| w.chars().count() >= 4);
        word && !is(&LABEL, &self.text) && !is(&BEND, &self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, u: f64, v: f64) -> Row {
        let width = text.len() as f64 * 2.0;
        Row {
            text: text.to_owned(),
            local: LocalBox { u0: u, u1: u + width, v0: v, v1: v + 3.0 },
            sheet_box: SheetBox::new(u, v, u + width, v + 3.0),
            font_mm: 3.5,
            drawn: false,
            pieces: Vec::new(),
        }
    }

    #[test]
    fn paragraphs() {
        let rows = [
            row("NOTES:", 10.0, 10.0),
            row("1. DEBURR AND BREAK", 10.0, 16.0),
            row("SHARP EDGES 0.2", 14.0, 21.0),
            row("2. BLACK ANODIZE", 10.0, 26.0),
            row("SECTION A-A", 100.0, 10.0),
            row("A", 150.0, 10.0),
            row("SYMMETRY ON", 200.0, 50.0),
            row("OPPOSITE FACE", 200.0, 55.0),
        ];
        let texts: Vec<String> = read_notes(&rows, 1).into_iter().map(|n| n.text).collect();
        assert_eq!(texts, ["NOTES:", "1. DEBURR AND BREAK SHARP EDGES 0.2", "2. BLACK ANODIZE", "SYMMETRY ON OPPOSITE FACE"]);
    }
}
