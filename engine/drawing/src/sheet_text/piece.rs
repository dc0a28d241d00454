//! Pieces of text in the frame of their direction: the spans of the page, and the symbols drawn beside them as strokes.

use trusquin_domain::{DocumentPage, SheetBox, TextSpan};

use super::direction::{Direction, LocalBox, directions};
use super::strokes::Strokes;
use super::symbol::{Family, classify, clusters};
use crate::dimension::clean;

/// Most spans of one page that are laid out; a dense sheet has 2 000.
const MOST_SPANS: usize = 20_000;
/// Most symbols drawn in a row beside one text (`⌵`, `Ø`).
const MOST_SYMBOLS: usize = 3;

/// A piece of text, cleaned.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Cleaned text, never empty.
    pub text: String,
    /// Place in the frame of its direction.
    pub local: LocalBox,
    /// Place on the sheet.
    pub sheet_box: SheetBox,
    /// Font height, mm.
    pub font_mm: f64,
    /// Drawn as strokes, not written as text.
    pub drawn: bool,
}

/// All pieces of one direction.
#[derive(Debug, Clone)]
pub struct Directed {
    /// The direction.
    pub direction: Direction,
    /// Its pieces.
    pub pieces: Vec<Piece>,
}

/// The pieces of a page by direction, with the symbols that are drawn beside numbers.
pub fn pieces(page: &DocumentPage, strokes: &Strokes<'_>) -> Vec<Directed> {
    let spans = &page.spans[..page.spans.len().min(MOST_SPANS)];
    directions(spans)
        .into_iter()
        .map(|direction| {
            let mut pieces: Vec<Piece> = spans
                .iter()
                .filter(|span| direction.holds(span.rotation_deg))
                .flat_map(|span| span_pieces(span, &direction, strokes))
                .collect();
            let symbols = drawn_symbols(&pieces, &direction, strokes);
            pieces.extend(symbols);
            Directed { direction, pieces }
        })
        .collect()
}

/// The place of a span's ink in the frame of a direction.
pub fn local_box(span: &TextSpan, direction: &Direction) -> LocalBox {
    let axis = direction.degrees % 90.0 == 0.0;
    let ink = span.characters.iter().filter(|c| !c.character.is_whitespace()).map(|c| c.sheet_box).reduce(|a, b| a.union(&b));
    match ink {
        Some(ink) if axis => direction.local_box(&ink, span.font_size_mm),
        Some(ink) => {
            // The boxes of slanted characters are wider than their ink; their centres are not.
            let reach = span.font_size_mm * 0.3;
            let mut centres = span.characters.iter().filter(|c| !c.character.is_whitespace()).map(|c| {
                let (x, y) = c.sheet_box.centre();
                direction.local(x, y)
            });
            let (u, v) = centres.next().unwrap_or_else(|| direction.local(ink.centre().0, ink.centre().1));
            let (u0, u1, sum, n) = centres.fold((u, u, v, 1.0), |(u0, u1, sum, n), (u, v)| (u0.min(u), u1.max(u), sum + v, n + 1.0));
            let v = sum / n;
            LocalBox { u0: u0 - reach, u1: u1 + reach, v0: v - reach * 1.3, v1: v + reach * 1.3 }
        }
        None => direction.local_box(&span.sheet_box, span.font_size_mm),
    }
}

/// The pieces of a span: one, or one per number where a reader has run two dimensions together.
fn span_pieces(span: &TextSpan, direction: &Direction, strokes: &Strokes<'_>) -> Vec<Piece> {
    if let Some((before, after)) = parted_by_symbol(span, direction, strokes) {
        let mut pieces = span_pieces(&before, direction, strokes);
        pieces.extend(span_pieces(&after, direction, strokes));
        return pieces;
    }
    let text = clean(&span.text).replace('\n', " ");
    let placed = |b: &SheetBox| [b.x0, b.y0, b.x1, b.y1].iter().all(|v| v.is_finite() && v.abs() < 1e5);
    let sized = span.font_size_mm > 0.1 && span.font_size_mm < 200.0;
    let sound = sized && placed(&span.sheet_box) && span.characters.iter().all(|c| placed(&c.sheet_box));
    if text.is_empty() || !sound {
        return Vec::new();
    }
    let words: Vec<&str> = text.split(' ').collect();
    let plain = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    let single = |word: &&str| word.chars().count() == 1;
    let whole = |text: String| Piece {
        text,
        local: local_box(span, direction),
        sheet_box: span.sheet_box,
        font_mm: span.font_size_mm,
        drawn: false,
    };
    if words.len() > 1 && words.iter().all(single) && words.iter().any(plain) {
        // Stretched lettering (CATIA): every character stands alone.
        return vec![whole(words.concat())];
    }
    let inked: Vec<_> = span.characters.iter().filter(|c| !c.character.is_whitespace()).collect();
    let letters: usize = words.iter().map(|w| w.chars().count()).sum();
    if words.len() == 1 || words.len() > 8 || !words.iter().all(plain) || inked.len() != letters {
        return vec![whole(text)];
    }
    let mut start = 0;
    let mut pieces = Vec::new();
    for word in words {
        let end = start + word.chars().count();
        let characters: Vec<_> = inked.get(start..end).unwrap_or_default().iter().map(|c| **c).collect();
        start = end;
        let Some(sheet_box) = characters.iter().map(|c| c.sheet_box).reduce(|a, b| a.union(&b)) else { continue };
        let part = TextSpan { text: word.to_owned(), sheet_box, characters, ..span.clone() };
        pieces.push(Piece {
            text: word.to_owned(),
            local: local_box(&part, direction),
            sheet_box,
            font_mm: span.font_size_mm,
            drawn: false,
        });
    }
    pieces
}

/// A text that leaves a gap for a drawn symbol (`Ø8 ↧ 20` with the arrow as lines) is two.
fn parted_by_symbol(span: &TextSpan, direction: &Direction, strokes: &Strokes<'_>) -> Option<(TextSpan, TextSpan)> {
    let inked: Vec<_> = span.characters.iter().filter(|c| !c.character.is_whitespace()).copied().collect();
    if !may_have_symbol(&span.text) || inked.len() > 60 || direction.degrees % 90.0 != 0.0 {
        return None;
    }
    let font = span.font_size_mm;
    let place = |at: usize| direction.local_box(&inked[at].sheet_box, font);
    let at = (1..inked.len()).find(|at| {
        let (before, after) = (place(at - 1), place(*at));
        if after.u0 - before.u1 < 0.5 * font {
            return false;
        }
        let window = LocalBox { u0: before.u1, u1: after.u0, v0: before.v() - 0.85 * font, v1: before.v() + 0.85 * font };
        clusters(&strokes.inside(&window, direction), 0.03 * font).iter().any(|group| classify(group, font, Family::Dimension).is_some())
    })?;
    // The text is cut where as many inked characters are behind as in front of the gap.
    let cut = span.text.char_indices().filter(|(_, c)| !c.is_whitespace()).nth(at)?.0;
    let part = |text: &str, characters: &[trusquin_domain::CharBox]| {
        let sheet_box = characters.iter().map(|c| c.sheet_box).reduce(|a, b| a.union(&b))?;
        Some(TextSpan { text: text.trim().to_owned(), sheet_box, characters: characters.to_vec(), ..span.clone() })
    };
    Some((part(&span.text[..cut], &inked[..at])?, part(&span.text[cut..], &inked[at..])?))
}

/// A text a symbol may stand beside: it holds a number, and is no sentence.
fn may_have_symbol(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit()) && text.chars().filter(|c| c.is_alphabetic()).count() <= 24
}

fn drawn_symbols(pieces: &[Piece], direction: &Direction, strokes: &Strokes<'_>) -> Vec<Piece> {
    let mut symbols: Vec<Piece> = Vec::new();
    for piece in pieces.iter().filter(|p| may_have_symbol(&p.text)) {
        for before in [true, false] {
            let mut edge = if before { piece.local.u0 } else { piece.local.u1 };
            for _ in 0..MOST_SYMBOLS {
                let Some(symbol) = symbol_beside(piece, edge, before, direction, strokes) else { break };
                edge = if before { symbol.local.u0 } else { symbol.local.u1 };
                let known = symbols.iter().any(|s| {
                    (s.local.u() - symbol.local.u()).abs() < 0.2 * symbol.font_mm
                        && (s.local.v() - symbol.local.v()).abs() < 0.2 * symbol.font_mm
                });
                if !known {
                    symbols.push(symbol);
                }
            }
        }
    }
    symbols
}

fn symbol_beside(piece: &Piece, edge: f64, before: bool, direction: &Direction, strokes: &Strokes<'_>) -> Option<Piece> {
    let font = piece.font_mm;
    let (near, far) = (0.12 * font, 2.6 * font);
    let (u0, u1) = if before { (edge - far, edge + near) } else { (edge - near, edge + far) };
    let window = LocalBox { u0, u1, v0: piece.local.v() - 0.85 * font, v1: piece.local.v() + 0.85 * font };
    let groups = clusters(&strokes.inside(&window, direction), 0.03 * font);
    let mut best: Option<(f64, Piece)> = None;
    for group in groups {
        let Some(sign) = classify(&group, font, Family::Dimension) else { continue };
        let local = group.iter().skip(1).fold(group[0].bounds(), |all, stroke| all.union(&stroke.bounds()));
        // A degree sign stands after its number, high; every other sign on the line.
        let high = piece.local.v() - local.v() > 0.12 * font;
        if (sign == '°') == before || sign == '°' && !high || sign != '°' && (local.v() - piece.local.v()).abs() > 0.4 * font {
            continue;
        }
        let distance = if before { edge - local.u1 } else { local.u0 - edge };
        if best.as_ref().is_none_or(|(nearest, _)| distance < *nearest) {
            let text = sign.to_string();
            let sheet_box = direction.sheet_box(&local);
            // A raised sign belongs to the line of its number.
            let local = LocalBox { v0: piece.local.v0, v1: piece.local.v1, ..local };
            best = Some((distance, Piece { text, local, sheet_box, font_mm: font, drawn: true }));
        }
    }
    best.map(|(_, symbol)| symbol)
}
