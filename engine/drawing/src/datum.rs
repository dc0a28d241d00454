//! Datum signs: a capital letter in a square of its own, on a stem with a triangle (ISO 5459, ASME Y14.5).

use trusquin_domain::DatumSign;

use crate::dimension::frame_box;
use crate::sheet_text::direction::{Direction, LocalBox};
use crate::sheet_text::piece::Directed;
use crate::sheet_text::strokes::Strokes;
use crate::sheet_text::zone::Zones;

/// Letters no standard uses for datums (ISO 5459:2011, 6.1): they are read as figures.
const NEVER: &str = "IOQX";
/// Sides of the square, width over height.
const SQUARE: std::ops::Range<f64> = 0.7..1.45;
/// A stem begins this close to the square, in heights of the letter.
const STEM: f64 = 0.4;
/// Most signs of one page and direction.
const MOST_SIGNS: usize = 60;

/// The datum signs among the pieces of one direction; `used` marks pieces other readings have taken, and takes theirs.
pub(crate) fn read_datums(directed: &Directed, used: &mut [bool], zones: &Zones, strokes: &Strokes<'_>, page: u32) -> Vec<DatumSign> {
    let mut signs = Vec::new();
    for (index, piece) in directed.pieces.iter().enumerate() {
        if signs.len() >= MOST_SIGNS || piece.drawn || used.get(index).copied().unwrap_or(true) || !is_letter(&piece.text) {
            continue;
        }
        if zones.exclude(&piece.sheet_box) {
            continue;
        }
        let Some(frame) = frame_box(&piece.local, piece.font_mm, &directed.direction, strokes) else { continue };
        if !SQUARE.contains(&(frame.width() / (frame.v1 - frame.v0).max(0.1))) {
            continue;
        }
        used[index] = true;
        let stem = has_stem(&frame, piece.font_mm, &directed.direction, strokes);
        let confidence = if stem { 0.9 } else { 0.6 };
        let sheet_box = Some(directed.direction.sheet_box(&frame));
        signs.push(DatumSign { letter: piece.text.clone(), page, sheet_box, confidence });
    }
    signs
}

/// One capital, or two alike (ISO 5459 goes on with AA after Z).
fn is_letter(text: &str) -> bool {
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return false };
    first.is_ascii_uppercase() && !NEVER.contains(first) && letters.clone().count() <= 1 && letters.all(|other| other == first)
}

/// A line that leaves the square outwards from the middle part of one of its sides.
fn has_stem(frame: &LocalBox, font_mm: f64, direction: &Direction, strokes: &Strokes<'_>) -> bool {
    let reach = STEM * font_mm;
    let window = LocalBox { u0: frame.u0 - reach, u1: frame.u1 + reach, v0: frame.v0 - reach, v1: frame.v1 + reach };
    let outside = |(u, v): (f64, f64)| u < frame.u0 - reach || u > frame.u1 + reach || v < frame.v0 - reach || v > frame.v1 + reach;
    let at_side = |(u, v): (f64, f64)| {
        let (du, dv) = ((u - frame.u()).abs(), (v - frame.v()).abs());
        let (half_u, half_v) = (frame.width() / 2.0, (frame.v1 - frame.v0) / 2.0);
        (du - half_u).abs() < reach && dv < 0.75 * half_v || (dv - half_v).abs() < reach && du < 0.75 * half_u
    };
    strokes
        .near(&direction.sheet_box(&window), direction)
        .iter()
        .any(|stroke| at_side(stroke.a) && outside(stroke.b) || at_side(stroke.b) && outside(stroke.a))
}

#[cfg(test)]
mod tests {
    use trusquin_domain::{CharBox, DocumentPage, Reader, Segment, SheetBox, TextSpan, TitleBlock};

    use super::*;
    use crate::sheet_text::piece::pieces;

    fn line(x0: f64, y0: f64, x1: f64, y1: f64) -> Segment {
        Segment { x0, y0, x1, y1, width_mm: 0.25 }
    }

    fn check(text: &str, segments: Vec<Segment>, expect: Option<(&str, bool)>) {
        let place = SheetBox::new(102.0, 101.5, 104.2, 104.5);
        let characters = text.chars().map(|character| CharBox { character, sheet_box: place }).collect();
        let letter = TextSpan {
            text: text.to_owned(),
            sheet_box: place,
            rotation_deg: 0.0,
            font_size_mm: 3.5,
            characters,
            reader: Reader::TextLayer,
        };
        let page = DocumentPage { page: 1, size_mm: [420.0, 297.0], spans: vec![letter], segments, images: Vec::new() };
        let strokes = Strokes::new(&page.segments);
        let zones = Zones::new(&page, &strokes, &TitleBlock::new());
        let mut found = Vec::new();
        for directed in pieces(&page, &strokes) {
            let mut used = vec![false; directed.pieces.len()];
            found.extend(read_datums(&directed, &mut used, &zones, &strokes, 1));
        }
        let got = found.first().map(|sign| (sign.letter.as_str(), sign.confidence >= 0.9));
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn letters_in_squares_of_their_own() {
        let square = vec![
            line(100.0, 100.0, 106.0, 100.0),
            line(106.0, 100.0, 106.0, 106.0),
            line(106.0, 106.0, 100.0, 106.0),
            line(100.0, 106.0, 100.0, 100.0),
        ];
        let with_stem = [square.clone(), vec![line(103.0, 106.0, 103.0, 112.0)]].concat();
        check("A", with_stem.clone(), Some(("A", true)));
        check("B", square.clone(), Some(("B", false)));
        check("O", with_stem.clone(), None);
        check("4", with_stem, None);
        check("A", Vec::new(), None);
        // The last cell of a frame: the next cell shares a side, and the rules run on.
        let cells = [
            square[1..3].to_vec(),
            vec![line(70.0, 100.0, 106.0, 100.0), line(70.0, 106.0, 106.0, 106.0), line(100.0, 106.0, 100.0, 100.0)],
        ]
        .concat();
        check("A", cells, None);
    }
}
