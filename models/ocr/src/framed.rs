//! The first cell of a feature control frame: a ruled cell before a figure, holding one sign of ISO 1101 that only our own reader knows.

use trusquin_domain::GreyRaster;

use crate::detection::TextBox;
use crate::lettering::LetteringReader;
use crate::preprocess::RuledLine;
use crate::recognition::Recognised;

/// The signs (ISO 1101:2017, table 5).
const CHARACTERISTICS: &str = "⏤⏥○⌭⌒⌓∥⊥∠⌖◎⌯↗⌰";
/// How far before the figure its cell may start, in heights of its box.
const CELL_STARTS: f64 = 1.6;
/// Width of the cell of the sign, in heights of the figure's box.
const CELL: std::ops::Range<f64> = 0.7..3.2;
/// A sign below this probability is not believed.
const BELIEVED: f64 = 0.6;

/// Looks into the cell before every figure; signs found take the place of what was read there.
pub fn with_characteristics(own: &LetteringReader, sheet: &GreyRaster, lines: &[RuledLine], found: &mut Vec<(TextBox, Recognised)>) {
    let cells: Vec<TextBox> = found
        .iter()
        .filter(|(_, read)| {
            let text = read.text();
            text.chars().any(|c| c.is_ascii_digit()) && text.chars().count() <= 12
        })
        .filter_map(|(place, _)| cell_before(place, lines))
        .collect();
    let mut seen: Vec<TextBox> = Vec::new();
    for cell in cells {
        if seen.iter().any(|other| (other.x - cell.x).hypot(other.y - cell.y) < 0.5 * cell.height) {
            continue;
        }
        seen.push(cell);
        let read = own.read(sheet, &cell);
        let mut letters = read.characters.iter().filter(|each| each.character != ' ');
        let (Some(sign), None) = (letters.next().copied(), letters.next()) else { continue };
        if !CHARACTERISTICS.contains(sign.character) || sign.probability < BELIEVED {
            continue;
        }
        found.retain(|(place, _)| (place.x - cell.x).abs() > cell.width / 2.0 || (place.y - cell.y).abs() > cell.height / 2.0);
        found.push((cell, Recognised { characters: vec![sign] }));
    }
}

/// The ruled cell before the cell of a figure; level and upright frames only.
fn cell_before(place: &TextBox, lines: &[RuledLine]) -> Option<TextBox> {
    let level = place.is_level();
    if !level && place.angle_deg != -90.0 {
        return None;
    }
    // Along the text and across it; upright text runs upwards.
    let (u, v) = if level { (place.x, place.y) } else { (-place.y, place.x) };
    let along = |line: &RuledLine| if level { line.x0 } else { -line.y0 };
    let spans = |line: &RuledLine, at: f64| {
        let (from, to) = if line.is_level() { (line.x0, line.x1) } else { (line.y0, line.y1) };
        // The direction that runs against the sheet's is turned.
        let (from, to) = if line.is_level() != level || level { (from, to) } else { (-to, -from) };
        from <= at + 2.0 && to >= at - 2.0
    };
    let height = place.height;
    let start = u - place.width / 2.0;
    let across: Vec<f64> = lines.iter().filter(|line| line.is_level() != level && spans(line, v)).map(along).collect();
    let near = across.iter().copied().filter(|at| *at < start + 0.35 * height && *at > start - CELL_STARTS * height).reduce(f64::max)?;
    let far = across.iter().copied().filter(|at| CELL.contains(&((near - at) / height))).reduce(f64::max)?;
    let middle = (near + far) / 2.0;
    let rules = lines.iter().filter(|line| line.is_level() == level && spans(line, middle));
    let beside: Vec<f64> = rules.map(|line| if level { line.y0 } else { line.x0 }).collect();
    let top = beside.iter().copied().filter(|at| *at < v - 0.25 * height && *at > v - 1.5 * height).reduce(f64::max)?;
    let bottom = beside.iter().copied().filter(|at| *at > v + 0.25 * height && *at < v + 1.5 * height).reduce(f64::min)?;
    let middle_v = (top + bottom) / 2.0;
    let (x, y) = if level { (middle, middle_v) } else { (middle_v, -middle) };
    let rim = 0.05 * (bottom - top) + 1.0;
    let (width, height) = (near - far - 2.0 * rim, bottom - top - 2.0 * rim);
    (width > 4.0 && height > 4.0).then_some(TextBox { x, y, width, height, ..*place })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(x0: f64, y0: f64, x1: f64, y1: f64) -> RuledLine {
        RuledLine { x0, y0, x1, y1, width: 2.0 }
    }

    #[test]
    fn the_cell_before_the_figure() {
        let lines = [
            rule(100.0, 100.0, 260.0, 100.0),
            rule(100.0, 150.0, 260.0, 150.0),
            rule(100.0, 100.0, 100.0, 150.0),
            rule(155.0, 100.0, 155.0, 150.0),
            rule(260.0, 100.0, 260.0, 150.0),
        ];
        let figure = TextBox { x: 205.0, y: 125.0, width: 80.0, height: 36.0, angle_deg: 0.0, score: 1.0 };
        let cell = cell_before(&figure, &lines).unwrap();
        assert_eq!((cell.x, cell.y), (127.5, 125.0));
        assert!(cell.width < 55.0 && cell.height < 50.0 && cell.height > 40.0, "{cell:?}");
        // The same frame standing upright, read from below.
        let upright: Vec<RuledLine> = lines.iter().map(|l| rule(l.y0, -l.x1, l.y1, -l.x0)).collect();
        let figure = TextBox { x: 125.0, y: -205.0, angle_deg: -90.0, ..figure };
        let cell = cell_before(&figure, &upright).unwrap();
        assert_eq!((cell.x, cell.y), (125.0, -127.5));
        assert!(cell_before(&figure, &lines).is_none());
    }
}
