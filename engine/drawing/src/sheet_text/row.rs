//! Rows: pieces of one direction joined along their baseline.

use trusquin_domain::SheetBox;

use super::direction::LocalBox;
use super::piece::Piece;

/// Largest gap between two pieces of one row, in font heights.
const LARGEST_GAP: f64 = 1.0;
/// How far the middles of two pieces of a row may differ, in font heights.
const SAME_BASELINE: f64 = 0.3;

/// A row of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The pieces' texts, a space between them.
    pub text: String,
    /// Place in the frame of its direction.
    pub local: LocalBox,
    /// Place on the sheet.
    pub sheet_box: SheetBox,
    /// Font height of its largest written piece, mm.
    pub font_mm: f64,
    /// Some of it was drawn as strokes.
    pub drawn: bool,
    /// Indexes of its pieces.
    pub pieces: Vec<usize>,
}

/// Joins pieces to rows. `used` marks pieces another reading has taken.
pub fn rows(pieces: &[Piece], used: &[bool]) -> Vec<Row> {
    let mut order: Vec<usize> = (0..pieces.len()).filter(|i| !used.get(*i).copied().unwrap_or(false)).collect();
    order.sort_by(|a, b| pieces[*a].local.u0.total_cmp(&pieces[*b].local.u0));
    let mut rows: Vec<Row> = Vec::new();
    for index in order {
        let piece = &pieces[index];
        let host = rows
            .iter_mut()
            .filter(|row| continues(row, piece))
            .min_by(|a, b| (piece.local.u0 - a.local.u1).total_cmp(&(piece.local.u0 - b.local.u1)));
        match host {
            Some(row) => {
                row.text.push(' ');
                row.text.push_str(&piece.text);
                row.local = row.local.union(&piece.local);
                row.sheet_box = row.sheet_box.union(&piece.sheet_box);
                row.drawn |= piece.drawn;
                if !piece.drawn {
                    row.font_mm = row.font_mm.max(piece.font_mm);
                }
                row.pieces.push(index);
            }
            None => rows.push(Row {
                text: piece.text.clone(),
                local: piece.local,
                sheet_box: piece.sheet_box,
                font_mm: piece.font_mm,
                drawn: piece.drawn,
                pieces: vec![index],
            }),
        }
    }
    rows
}

fn continues(row: &Row, piece: &Piece) -> bool {
    let font = row.font_mm.min(piece.font_mm);
    let gap = piece.local.u0 - row.local.u1;
    let level = (piece.local.v() - row.local.v()).abs() < SAME_BASELINE * font;
    let alike = row.font_mm / piece.font_mm.max(0.01);
    // Two whole numbers side by side are two dimensions, however close they stand.
    let two_numbers = ends_a_number(&row.text) && piece.text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    level && gap > -0.5 * font && gap < LARGEST_GAP * font && (0.6..1.7).contains(&alike) && !two_numbers
}

/// True when a text already ends in a full number, so that another number cannot continue it.
fn ends_a_number(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or(text);
    last.ends_with(|c: char| c.is_ascii_digit() || c == '°') && last != "±"
}
