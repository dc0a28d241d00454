//! Tells pages that are no drawing: orders, mails, data sheets, parts lists. It needs no title block and reads no value.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;
use trusquin_domain::{DocumentPage, Reader, TitleBlock};

use crate::dimension::fold;

/// Side of the squares in which drawn shapes are counted, mm.
const SQUARE_MM: f64 = 10.0;
/// Squares with slanting strokes a drawing has at least: a logo or a few ticks have fewer.
const FEWEST_DRAWN: usize = 10;
/// Squares that a plate with two dimensions has already.
const LEAST_DRAWN: usize = 4;
/// Words a line of running text has at least.
const LINE_WORDS: usize = 5;
/// Lines of running text of a letter or a page of a manual; a drawing's notes are fewer, or stand beside a title block.
const TEXT_PAGE: usize = 8;
const MUCH_TEXT: usize = 25;

/// Why a page is no drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDrawing {
    /// It has the fields of a printed e-mail.
    Mail,
    /// Its heading names another sort of document.
    Document,
    /// Running text without anything drawn.
    Text,
    /// Cells and words without anything drawn.
    Table,
}

impl NoDrawing {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Mail => "it is a printed e-mail",
            Self::Document => "its heading names an order, a list or another document",
            Self::Text => "it is running text",
            Self::Table => "it has cells and words but nothing drawn",
        }
    }
}

#[derive(Deserialize, Default)]
struct Words {
    heads: Vec<String>,
    mail: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("../data/document_words.toml")).unwrap_or_default());

/// Judges a page whose title block is known; `None` for a drawing, and for what may be one.
pub fn no_drawing(page: &DocumentPage, title_block: &TitleBlock) -> Option<NoDrawing> {
    if page.spans.is_empty() {
        return None;
    }
    let drawn = drawn_squares(page);
    let lines =
        page.spans.iter().filter(|span| span.text.split_whitespace().filter(|word| letters(word) >= 2).count() >= LINE_WORDS).count();
    let headed = heading(page);
    let named = title_block.len() >= 4;
    // What is drawn on a scan is not known as strokes: only its words can tell.
    if page.spans.iter().all(|span| span.reader == Reader::Ocr) {
        return headed.filter(|why| !named && (lines >= TEXT_PAGE || *why == NoDrawing::Mail));
    }
    if drawn < FEWEST_DRAWN {
        // Nothing is drawn: whatever stands in cells with the labels of a title block is a form.
        return match headed {
            Some(why) => Some(why),
            None if named => None,
            None if lines >= TEXT_PAGE => Some(NoDrawing::Text),
            None => (drawn < LEAST_DRAWN && page.spans.len() >= 12).then_some(NoDrawing::Table),
        };
    }
    // A figure among text: a data sheet, a manual.
    if named {
        return None;
    }
    match headed {
        Some(why) if lines >= TEXT_PAGE || why == NoDrawing::Mail => Some(why),
        _ => (lines >= MUCH_TEXT).then_some(NoDrawing::Text),
    }
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphabetic()).count()
}

/// Squares of the page in which something slants or curves; letters drawn as outlines lie close together and count little.
fn drawn_squares(page: &DocumentPage) -> usize {
    let mut squares: HashSet<(i32, i32)> = HashSet::new();
    for s in page.segments.iter().take(200_000) {
        let (dx, dy) = ((s.x1 - s.x0).abs(), (s.y1 - s.y0).abs());
        let slants = dx.min(dy) > 0.05 * dx.max(dy) && dx.hypot(dy) > 0.2;
        if slants && s.x0.is_finite() && s.y0.is_finite() && s.x0.abs() < 1e5 && s.y0.abs() < 1e5 {
            squares.insert(((s.x0 / SQUARE_MM).floor() as i32, (s.y0 / SQUARE_MM).floor() as i32));
        }
    }
    squares.len()
}

/// A heading of another sort of document in the upper half of the page, or the fields of a mail.
fn heading(page: &DocumentPage) -> Option<NoDrawing> {
    let texts = || page.spans.iter().filter(|span| span.text.len() < 120);
    let fields: HashSet<String> = texts()
        .filter(|span| span.sheet_box.y0 < 0.5 * page.size_mm[1])
        .filter_map(|span| span.text.split_once(':'))
        .map(|(label, _)| fold(label))
        .filter(|label| WORDS.mail.contains(label))
        .collect();
    let address = texts().any(|span| span.text.contains('@'));
    if fields.len() >= 2 && address || fields.len() >= 3 {
        return Some(NoDrawing::Mail);
    }
    let named = |text: &str| {
        let folded = fold(text);
        WORDS.heads.iter().any(|head| folded.starts_with(head.as_str()))
    };
    texts().filter(|span| span.sheet_box.y0 < 0.4 * page.size_mm[1]).any(|span| named(&span.text)).then_some(NoDrawing::Document)
}
