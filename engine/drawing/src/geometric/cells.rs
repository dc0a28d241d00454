//! Finds frames of cells drawn round a number, and sorts text and strokes into their cells.

use trusquin_domain::{DocumentPage, SheetBox};

use crate::dimension::clean;
use crate::sheet_text::direction::{Direction, LocalBox};
use crate::sheet_text::piece::{Directed, Piece};
use crate::sheet_text::strokes::{LocalStroke, Strokes};
use crate::sheet_text::symbol::{Family, classify, clusters};

/// Most cells of a frame: symbol, tolerance, three datums, and a spare.
const MOST_CELLS: usize = 6;
/// Most frames of one page and direction.
const MOST_FRAMES: usize = 300;

/// One cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    /// Text in reading order; words apart where the drawing leaves a gap.
    pub(super) text: String,
    /// Strokes drawn in it.
    pub(super) strokes: Vec<LocalStroke>,
    /// A drawn `Ø` stands in it.
    pub(super) diameter_drawn: bool,
}

/// A row of at least two cells with a number in the second.
#[derive(Debug, Clone)]
pub(super) struct ControlFrame {
    local: LocalBox,
    /// On the sheet.
    pub(super) sheet_box: SheetBox,
    /// Font of the number, mm.
    pub(super) font_mm: f64,
    /// Left to right.
    pub(super) cells: Vec<Cell>,
}

impl ControlFrame {
    pub(super) fn holds(&self, u: f64, v: f64) -> bool {
        u >= self.local.u0 && u <= self.local.u1 && v >= self.local.v0 && v <= self.local.v1
    }

    pub(super) fn text(&self) -> String {
        self.cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join(" | ")
    }
}

pub(super) fn control_frames(page: &DocumentPage, directed: &Directed, strokes: &Strokes<'_>) -> Vec<ControlFrame> {
    let mut frames: Vec<ControlFrame> = Vec::new();
    for piece in directed.pieces.iter().filter(|p| !p.drawn && holds_tolerance(&p.text)) {
        if frames.len() >= MOST_FRAMES || frames.iter().any(|f| f.holds(piece.local.u(), piece.local.v())) {
            continue;
        }
        if let Some(frame) = frame_round(piece, page, &directed.direction, strokes) {
            frames.push(frame);
        }
    }
    frames
}

fn holds_tolerance(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits > 0 && digits <= 8 && text.chars().count() <= 30
}

fn frame_round(piece: &Piece, page: &DocumentPage, direction: &Direction, strokes: &Strokes<'_>) -> Option<ControlFrame> {
    let font = piece.font_mm;
    // The start of the text stands in the tolerance cell, whatever else its span runs on to.
    let (u, v) = (piece.local.u0 + 0.4 * font, piece.local.v());
    let window = LocalBox { u0: u - 6.0 * font, u1: u + 16.0 * font, v0: v - 2.0 * font, v1: v + 2.0 * font };
    let near = strokes.near(&direction.sheet_box(&window), direction);
    let slack = 0.08 * font;
    let level: Vec<LocalBox> = near.iter().filter(|s| !(1.5..=178.5).contains(&s.angle_deg())).map(LocalStroke::bounds).collect();
    let upright: Vec<LocalBox> = near.iter().filter(|s| (88.5..=91.5).contains(&s.angle_deg())).map(LocalStroke::bounds).collect();
    let over = |b: &&LocalBox| b.u0 <= u + slack && b.u1 >= u - slack;
    let top = level.iter().filter(over).map(LocalBox::v).filter(|y| *y < v - 0.35 * font && *y > v - 1.7 * font).reduce(f64::max)?;
    let bottom = level.iter().filter(over).map(LocalBox::v).filter(|y| *y > v + 0.35 * font && *y < v + 1.7 * font).reduce(f64::min)?;
    let (from, to) = chain(&level, top, u, slack)?;
    let (low_from, low_to) = chain(&level, bottom, u, slack)?;
    // An extension line may run on from one edge of the frame: the frame is what both edges share.
    let (from, to) = (from.max(low_from), to.min(low_to));
    let mut bars: Vec<f64> = upright
        .iter()
        .filter(|b| b.v0 <= top + 2.0 * slack && b.v1 >= bottom - 2.0 * slack && b.u() >= from - 2.0 * slack && b.u() <= to + 2.0 * slack)
        .map(LocalBox::u)
        .collect();
    bars.sort_by(f64::total_cmp);
    bars.dedup_by(|a, b| (*a - *b).abs() < 2.0 * slack);
    // The tolerance cell must be the second: exactly two bars to its left.
    let left = bars.iter().filter(|b| **b < u).count();
    if left != 2 || bars.len() < 3 || bars.len() > MOST_CELLS + 1 {
        return None;
    }
    let height = bottom - top;
    if bars[1] - bars[0] > 2.2 * height || bars[1] - bars[0] < 0.5 * height {
        return None;
    }
    let local = LocalBox { u0: bars[0], u1: *bars.last()?, v0: top, v1: bottom };
    let cells = bars
        .windows(2)
        .map(|pair| cell(&LocalBox { u0: pair[0], u1: pair[1], v0: top, v1: bottom }, page, direction, strokes, font))
        .collect();
    Some(ControlFrame { local, sheet_box: direction.sheet_box(&local), font_mm: font, cells })
}

/// The ends of the unbroken line at height `v` that passes `u`.
fn chain(level: &[LocalBox], v: f64, u: f64, slack: f64) -> Option<(f64, f64)> {
    let mut parts: Vec<(f64, f64)> = level.iter().filter(|b| (b.v() - v).abs() < slack).map(|b| (b.u0, b.u1)).collect();
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut runs: Vec<(f64, f64)> = Vec::new();
    for (from, to) in parts {
        match runs.last_mut() {
            Some(run) if from <= run.1 + slack => run.1 = run.1.max(to),
            _ => runs.push((from, to)),
        }
    }
    runs.into_iter().find(|(from, to)| *from <= u + slack && *to >= u - slack)
}

fn cell(place: &LocalBox, page: &DocumentPage, direction: &Direction, strokes: &Strokes<'_>, font: f64) -> Cell {
    let mut letters: Vec<(f64, f64, char)> = Vec::new();
    let area = direction.sheet_box(place);
    for span in page.spans.iter().filter(|s| direction.holds(s.rotation_deg) && s.sheet_box.grown(0.5).overlaps(&area)) {
        for letter in &span.characters {
            let (x, y) = letter.sheet_box.centre();
            let (u, v) = direction.local(x, y);
            if u > place.u0 && u < place.u1 && v > place.v0 && v < place.v1 && !letter.character.is_whitespace() {
                let half = direction.local_box(&letter.sheet_box, font).width().min(font) / 2.0;
                letters.push((u - half, u + half, letter.character));
            }
        }
    }
    letters.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut text = String::new();
    let mut end = f64::NEG_INFINITY;
    for (from, to, letter) in letters.into_iter().take(40) {
        // Letters of one width stand apart, the figures of one number never do.
        let number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
        let inside_number = text.ends_with(number) && number(letter) && from - end < 0.6 * font;
        let after_number = text.ends_with(|c: char| c.is_ascii_digit()) && letter.is_alphabetic();
        if !text.is_empty() && !inside_number && (from - end > 0.22 * font || after_number) {
            text.push(' ');
        }
        text.push(letter);
        end = to;
    }
    let margin = 0.03 * font;
    let inner = LocalBox { u0: place.u0 + margin, u1: place.u1 - margin, v0: place.v0 + margin, v1: place.v1 - margin };
    let inside = strokes.inside(&inner, direction);
    let diameter_drawn = clusters(&inside, 0.03 * font).iter().any(|group| classify(group, font, Family::Dimension) == Some('Ø'));
    Cell { text: clean(&text).replace('\n', " "), strokes: inside, diameter_drawn }
}
