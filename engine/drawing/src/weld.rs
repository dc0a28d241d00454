//! Weld symbols: size, length and pitch on the reference line, the process in the fork at its end (ISO 2553:2019, AWS A2.4).
//!
//! Read before the dimensions, because `3x50 (100)` beside the triangle of a weld is no size of the part.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Deserialize;
use trusquin_domain::Weld;

use crate::dimension::DrawingUnit;
use crate::sheet_text::direction::{Direction, LocalBox};
use crate::sheet_text::piece::{Directed, Piece};
use crate::sheet_text::strokes::{LocalStroke, Strokes};
use crate::sheet_text::zone::Zones;

/// How far from the middle of its text a reference line may lie, in heights of letters.
const LINE_BESIDE: f64 = 1.7;
/// A reference line is at least so many heights of letters long.
const LINE_LENGTH: f64 = 3.0;
/// A triangle stands no further from the size before it, in heights of letters.
const TRIANGLE_REACH: f64 = 2.8;
/// The length stands no further behind the size (the triangle lies between), and the fork's number behind the end of the line.
const LENGTH_REACH: f64 = 5.0;
const FORK_REACH: f64 = 3.5;
/// Largest throat or leg, mm: thicker welds are drawn with their preparation.
const LARGEST_MM: f64 = 40.0;
/// Most welds of one page and direction.
const MOST_WELDS: usize = 200;

#[derive(Deserialize, Default)]
struct Table {
    processes: Vec<u32>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(include_str!("../data/welding.toml")).unwrap_or_default());

/// `a5`, `z6`, `a5z7`, `s8`, with length and pitch behind when all stands in one text (`a5 3x50 (100)`, `z6△5x60(120)`).
static SIZE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:(\d{1,3})\s?[xX]\s?)?(a|z|s)\s?(\d{1,2}(?:[.,]\d{1,2})?)(?:\s?(z)\s?(\d{1,2}(?:[.,]\d{1,2})?))?\s?[△▷◁▽⊿◺◿▲]?\s?(.*)$")
        .ok()
});
/// `3x50 (100)`, `50 (100)`, `50-150`, `50`: elements, length, distance or pitch.
static LENGTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:(\d{1,3})\s?[xX*]\s?)?(\d{1,4}(?:[.,]\d)?)(?:\s?(?:\(\s?(\d{1,4}(?:[.,]\d)?)\s?\)|-\s?(\d{1,4}(?:[.,]\d)?)))?$").ok()
});
/// A leg without a letter, as AWS writes it: `6`, `1/4`, `(6)`.
static BARE_LEG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\(?(\d{1,2}(?:[.,]\d{1,2})?|\d/\d{1,2}|[.,]\d{1,3})\)?$").ok());

/// Welds of one direction, and the pieces they used.
#[derive(Debug, Default)]
pub(crate) struct WeldReading {
    pub(crate) welds: Vec<Weld>,
    pub(crate) used: Vec<bool>,
}

/// Reads the weld symbols among the pieces of one direction. `used` marks pieces other readings have taken.
pub(crate) fn read_welds(
    directed: &Directed,
    used: &[bool],
    zones: &Zones,
    strokes: &Strokes<'_>,
    unit: DrawingUnit,
    page: u32,
) -> WeldReading {
    let mut reading = WeldReading { welds: Vec::new(), used: vec![false; directed.pieces.len()] };
    for (index, piece) in directed.pieces.iter().enumerate() {
        let free = !piece.drawn && !used.get(index).copied().unwrap_or(true) && !reading.used[index];
        if !free || reading.welds.len() >= MOST_WELDS || zones.exclude(&piece.sheet_box) {
            continue;
        }
        let Some(size) = weld_size(&piece.text, unit) else { continue };
        let Some(line) = reference_line(piece, &directed.direction, strokes) else { continue };
        let triangle = triangle_behind(piece, &line, &directed.direction, strokes);
        // A number without a letter is the size of a weld only before its triangle.
        if !size.lettered && !triangle {
            continue;
        }
        let mut weld = Weld {
            text: piece.text.clone(),
            kind: if size.preparation { "butt" } else { "fillet" }.to_owned(),
            throat_mm: size.throat_mm,
            leg_mm: size.leg_mm,
            length_mm: size.length.map(|length| length.length_mm),
            spacing_mm: size.length.and_then(|length| length.spacing_mm),
            count: size.count.or(size.length.map(|length| length.count)).unwrap_or(1),
            process: None,
            page,
            sheet_box: Some(piece.sheet_box),
            confidence: if triangle { 0.9 } else { 0.8 },
        };
        reading.used[index] = true;
        let others = || (0..directed.pieces.len()).filter(move |at| *at != index && !used.get(*at).copied().unwrap_or(true));
        if size.length.is_none()
            && let Some((at, length)) = others().find_map(|at| Some((at, length_behind(piece, &directed.pieces[at], unit)?)))
        {
            let behind = &directed.pieces[at];
            (weld.length_mm, weld.spacing_mm) = (Some(length.length_mm), length.spacing_mm);
            weld.count = weld.count.max(length.count);
            weld.text = format!("{} {}", weld.text, behind.text);
            weld.sheet_box = weld.sheet_box.map(|place| place.union(&behind.sheet_box));
            reading.used[at] = true;
        }
        if let Some(at) = others().find(|at| in_fork_of(&directed.pieces[*at], &line, piece.font_mm)) {
            weld.process = Some(directed.pieces[at].text.clone());
            reading.used[at] = true;
        }
        reading.welds.push(weld);
    }
    reading
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct WeldSize {
    lettered: bool,
    preparation: bool,
    count: Option<u32>,
    throat_mm: Option<f64>,
    leg_mm: Option<f64>,
    length: Option<WeldLength>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct WeldLength {
    count: u32,
    length_mm: f64,
    spacing_mm: Option<f64>,
}

fn number(text: &str) -> Option<f64> {
    let tidy = text.replace(',', ".");
    if let Some((above, below)) = tidy.split_once('/') {
        let (above, below): (f64, f64) = (above.parse().ok()?, below.parse().ok()?);
        return (below > above && above > 0.0).then_some(above / below);
    }
    format!("0{tidy}").parse::<f64>().ok().filter(|value| value.is_finite() && *value > 0.0)
}

fn group<'t>(found: &Captures<'t>, at: usize) -> Option<&'t str> {
    found.get(at).map(|part| part.as_str())
}

fn weld_size(text: &str, unit: DrawingUnit) -> Option<WeldSize> {
    let mm = |text: &str| number(text).map(|value| value * unit.mm()).filter(|value| *value <= LARGEST_MM);
    if let Some(found) = SIZE.as_ref()?.captures(text) {
        let value = mm(group(&found, 3)?)?;
        let second = group(&found, 5).and_then(mm);
        let letter = group(&found, 2)?;
        let rest = group(&found, 6).unwrap_or_default().trim();
        let length = if rest.is_empty() { None } else { Some(weld_length(rest, unit)?) };
        return Some(WeldSize {
            lettered: true,
            preparation: letter == "s",
            count: group(&found, 1).and_then(|count| count.parse().ok()),
            throat_mm: (letter != "z").then_some(value),
            leg_mm: if letter == "z" { Some(value) } else { second },
            length,
        });
    }
    let found = BARE_LEG.as_ref()?.captures(text)?;
    let leg_mm = Some(mm(group(&found, 1)?)?);
    Some(WeldSize { lettered: false, preparation: false, count: None, throat_mm: None, leg_mm, length: None })
}

fn weld_length(text: &str, unit: DrawingUnit) -> Option<WeldLength> {
    let found = LENGTH.as_ref()?.captures(text.trim())?;
    let mm = |at: usize| group(&found, at).and_then(number).map(|value| value * unit.mm());
    let count = group(&found, 1).and_then(|count| count.parse().ok()).unwrap_or(1);
    Some(WeldLength { count, length_mm: mm(2)?, spacing_mm: mm(3).or_else(|| mm(4)) })
}

/// The line the symbol stands on or hangs from, as long as any that passes under or over its size.
fn reference_line(piece: &Piece, direction: &Direction, strokes: &Strokes<'_>) -> Option<LocalBox> {
    let font = piece.font_mm;
    let (u, v) = (piece.local.u(), piece.local.v());
    let reach = LocalBox { u0: piece.local.u0, u1: piece.local.u1, v0: v - LINE_BESIDE * font, v1: v + LINE_BESIDE * font };
    strokes
        .near(&direction.sheet_box(&reach), direction)
        .iter()
        .filter(|stroke| !(2.0..=178.0).contains(&stroke.angle_deg()) && stroke.length() > LINE_LENGTH * font)
        .map(LocalStroke::bounds)
        .filter(|line| line.u0 <= u && line.u1 >= u && line.v() > reach.v0 && line.v() < reach.v1)
        .min_by(|a, b| (a.v() - v).abs().total_cmp(&(b.v() - v).abs()))
}

/// The triangle of a fillet behind its size: an upright on the reference line, and a slope from its top back to the line.
fn triangle_behind(piece: &Piece, line: &LocalBox, direction: &Direction, strokes: &Strokes<'_>) -> bool {
    let font = piece.font_mm;
    let window = LocalBox {
        u0: piece.local.u1 - 0.4 * font,
        u1: piece.local.u1 + TRIANGLE_REACH * font,
        v0: line.v() - 1.8 * font,
        v1: line.v() + 1.8 * font,
    };
    let near = strokes.inside(&window, direction);
    let slack = 0.15 * font;
    let on_line = |p: (f64, f64)| (p.1 - line.v()).abs() < slack;
    let ends = |s: &LocalStroke| if on_line(s.a) { Some((s.a, s.b)) } else { on_line(s.b).then_some((s.b, s.a)) };
    let uprights = near.iter().filter(|s| (84.0..=96.0).contains(&s.angle_deg()) && s.length() > 0.5 * font).filter_map(ends);
    let slopes: Vec<_> = near
        .iter()
        .filter(|s| (28.0..=62.0).contains(&s.angle_deg()) || (118.0..=152.0).contains(&s.angle_deg()))
        .filter_map(ends)
        .collect();
    uprights.into_iter().any(|(_, top)| slopes.iter().any(|(_, tip)| (tip.0 - top.0).hypot(tip.1 - top.1) < slack))
}

/// The length of the elements, on the same side of the line behind the triangle.
fn length_behind(size: &Piece, other: &Piece, unit: DrawingUnit) -> Option<WeldLength> {
    let font = size.font_mm;
    let gap = other.local.u0 - size.local.u1;
    let level = (other.local.v() - size.local.v()).abs() < 0.5 * font;
    if other.drawn || !level || !(0.0..LENGTH_REACH * font).contains(&gap) {
        return None;
    }
    weld_length(&other.text, unit)
}

/// The number of a process behind the end of the line.
fn in_fork_of(piece: &Piece, line: &LocalBox, font_mm: f64) -> bool {
    let level = (piece.local.v() - line.v()).abs() < 1.2 * font_mm;
    let behind = piece.local.u0 - line.u1;
    let before = line.u0 - piece.local.u1;
    let reach = -0.3 * font_mm..FORK_REACH * font_mm;
    let number = piece.text.split(['/', '-', ' ', ',']).next().and_then(|first| first.parse::<u32>().ok());
    level && (reach.contains(&behind) || reach.contains(&before)) && number.is_some_and(|number| TABLE.processes.contains(&number))
}

#[cfg(test)]
mod tests {
    use trusquin_domain::{CharBox, DocumentPage, Reader, Segment, SheetBox, TextSpan, TitleBlock};

    use super::*;
    use crate::sheet_text::piece::pieces;

    #[test]
    fn sizes_and_lengths_as_written() {
        for (text, throat, leg, length, spacing, count) in [
            ("a5", Some(5.0), None, None, None, None),
            ("a 3,5", Some(3.5), None, None, None, None),
            ("z6", None, Some(6.0), None, None, None),
            ("a5z7", Some(5.0), Some(7.0), None, None, None),
            ("a5 3x50 (100)", Some(5.0), None, Some(50.0), Some(100.0), Some(3)),
            ("z6△5x60(120)", None, Some(6.0), Some(60.0), Some(120.0), Some(5)),
            ("s8", Some(8.0), None, None, None, None),
            ("6", None, Some(6.0), None, None, None),
        ] {
            let got = weld_size(text, DrawingUnit::Millimetre);
            let length_of = got.and_then(|size| size.length);
            let flat = got.map(|size| (size.throat_mm, size.leg_mm));
            assert_eq!(flat, Some((throat, leg)), "{text}");
            assert_eq!(
                length_of.map(|it| (Some(it.length_mm), it.spacing_mm, Some(it.count))),
                length.map(|mm| (Some(mm), spacing, count)),
                "{text}"
            );
        }
        for text in ["a", "z", "5a", "ab5", "a5 rouge", "A5", "a99", "Ø5", ""] {
            assert_eq!(weld_size(text, DrawingUnit::Millimetre), None, "{text}");
        }
        let length = weld_length("50-150", DrawingUnit::Millimetre);
        assert_eq!(length, Some(WeldLength { count: 1, length_mm: 50.0, spacing_mm: Some(150.0) }));
    }

    fn line(x0: f64, y0: f64, x1: f64, y1: f64) -> Segment {
        Segment { x0, y0, x1, y1, width_mm: 0.25 }
    }

    fn span(text: &str, x: f64, y: f64) -> TextSpan {
        let characters: Vec<CharBox> = text
            .chars()
            .enumerate()
            .map(|(at, character)| {
                let left = x + 2.0 * at as f64;
                CharBox { character, sheet_box: SheetBox::new(left, y, left + 2.0, y + 3.0) }
            })
            .collect();
        let sheet_box = SheetBox::new(x, y, x + 2.0 * text.chars().count() as f64, y + 3.0);
        TextSpan { text: text.to_owned(), sheet_box, rotation_deg: 0.0, font_size_mm: 3.5, characters, reader: Reader::TextLayer }
    }

    fn read(spans: Vec<TextSpan>, segments: Vec<Segment>) -> (Vec<Weld>, Vec<bool>) {
        let page = DocumentPage { page: 1, size_mm: [420.0, 297.0], spans, segments, images: Vec::new() };
        let strokes = Strokes::new(&page.segments);
        let zones = Zones::new(&page, &strokes, &TitleBlock::new());
        let directed = pieces(&page, &strokes).remove(0);
        let used = vec![false; directed.pieces.len()];
        let reading = read_welds(&directed, &used, &zones, &strokes, DrawingUnit::Millimetre, 1);
        (reading.welds, reading.used)
    }

    #[test]
    fn a_symbol_is_read_whole_and_a_size_on_a_dimension_line_is_none() {
        let reference = vec![line(100.0, 100.0, 130.0, 100.0)];
        let triangle = vec![line(112.0, 100.0, 112.0, 96.5), line(112.0, 96.5, 115.5, 100.0)];
        let spans = vec![span("a5", 107.0, 96.5), span("3x50 (100)", 117.0, 96.5), span("135", 133.0, 98.5)];
        let (welds, used) = read(spans, [reference.clone(), triangle.clone()].concat());
        let weld = welds.first().unwrap();
        assert_eq!((weld.throat_mm, weld.length_mm, weld.spacing_mm, weld.count), (Some(5.0), Some(50.0), Some(100.0), 3));
        assert_eq!((weld.process.as_deref(), weld.kind.as_str(), weld.text.as_str()), (Some("135"), "fillet", "a5 3x50 (100)"));
        assert!(used.iter().all(|used| *used));
        // AWS: the leg before the triangle has no letter.
        let (welds, _) = read(vec![span("6", 108.0, 96.5)], [reference.clone(), triangle].concat());
        assert_eq!(welds.first().and_then(|weld| weld.leg_mm), Some(6.0));
        // A size on its dimension line, and a letter with a number in the open.
        assert!(read(vec![span("6", 108.0, 96.5)], reference).0.is_empty());
        assert!(read(vec![span("a5", 107.0, 96.5)], Vec::new()).0.is_empty());
    }
}
