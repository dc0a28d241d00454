//! A frame drawn round one text alone: a theoretically exact size (ISO 5458, ASME Y14.5 basic) or the letter of a datum.

use crate::sheet_text::direction::{Direction, LocalBox};
use crate::sheet_text::strokes::{LocalStroke, Strokes};

/// Lines within this many degrees of the text's own axes are sides of its frame: scans lean a little.
const LEAN_DEG: f64 = 2.5;
/// How far a side may stand from the middle of the text across it, and from its ends along it, in heights of its letters.
const FARTHEST_ACROSS: f64 = 1.7;
const FARTHEST_ALONG: f64 = 1.7;
/// A side ends at the corners: it may run past them by this much, in heights of letters, else it is a rule of a table or a part's edge.
const PAST_CORNER: f64 = 0.45;
/// Height of a frame, in heights of the letters in it.
const HEIGHT: std::ops::Range<f64> = 0.9..3.2;

/// The frame drawn round a text; `None` when a side is missing or belongs to something longer.
pub(crate) fn frame_box(text: &LocalBox, font_mm: f64, direction: &Direction, strokes: &Strokes<'_>) -> Option<LocalBox> {
    let (u0, u1, v) = (text.u0, text.u1, text.v());
    let reach = FARTHEST_ALONG * font_mm;
    let window = LocalBox { u0: u0 - reach, u1: u1 + reach, v0: v - FARTHEST_ACROSS * font_mm, v1: v + FARTHEST_ACROSS * font_mm };
    let near = strokes.near(&direction.sheet_box(&window), direction);
    let slack = PAST_CORNER * font_mm;
    let level = |s: &&LocalStroke| !(LEAN_DEG..=180.0 - LEAN_DEG).contains(&s.angle_deg());
    let upright = |s: &&LocalStroke| (90.0 - LEAN_DEG..=90.0 + LEAN_DEG).contains(&s.angle_deg());
    let along: Vec<LocalBox> = near.iter().filter(level).map(LocalStroke::bounds).filter(|b| b.u0 <= u0 && b.u1 >= u1).collect();
    let across: Vec<LocalBox> = near.iter().filter(upright).map(LocalStroke::bounds).filter(|b| b.v0 < v && b.v1 > v).collect();
    let clear = 0.3 * font_mm;
    let top = along.iter().filter(|b| b.v() < v - clear && b.v() > window.v0).max_by(|a, b| a.v().total_cmp(&b.v()))?;
    let bottom = along.iter().filter(|b| b.v() > v + clear && b.v() < window.v1).min_by(|a, b| a.v().total_cmp(&b.v()))?;
    let inside = 0.25 * font_mm;
    let left = across.iter().filter(|b| b.u() < u0 + inside && b.u() > window.u0).max_by(|a, b| a.u().total_cmp(&b.u()))?;
    let right = across.iter().filter(|b| b.u() > u1 - inside && b.u() < window.u1).min_by(|a, b| a.u().total_cmp(&b.u()))?;
    let frame = LocalBox { u0: left.u(), u1: right.u(), v0: top.v(), v1: bottom.v() };
    let ends_at_corners = |side: &LocalBox| (side.u0 - frame.u0).abs() < slack && (side.u1 - frame.u1).abs() < slack;
    let stands_between = |side: &LocalBox| (side.v0 - frame.v0).abs() < slack && (side.v1 - frame.v1).abs() < slack;
    let height = (frame.v1 - frame.v0) / font_mm;
    (HEIGHT.contains(&height) && [top, bottom].into_iter().all(ends_at_corners) && [left, right].into_iter().all(stands_between))
        .then_some(frame)
}

/// True when a text stands in a frame of its own.
pub(super) fn frame_around(text: &LocalBox, font_mm: f64, direction: &Direction, strokes: &Strokes<'_>) -> bool {
    frame_box(text, font_mm, direction, strokes).is_some()
}

#[cfg(test)]
mod tests {
    use trusquin_domain::Segment;

    use super::*;

    fn line(x0: f64, y0: f64, x1: f64, y1: f64) -> Segment {
        Segment { x0, y0, x1, y1, width_mm: 0.25 }
    }

    fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64) -> Vec<Segment> {
        vec![line(x0, y0, x1, y0), line(x0, y1, x1, y1), line(x0, y0, x0, y1), line(x1, y0, x1, y1)]
    }

    #[test]
    fn a_frame_of_its_own_is_no_cell_of_a_table() {
        let text = LocalBox { u0: 101.0, u1: 109.0, v0: 100.0, v1: 103.0 };
        let own = rectangle(99.5, 98.5, 110.5, 104.5);
        let cell = [rectangle(60.0, 98.5, 160.0, 104.5), vec![line(99.5, 98.5, 99.5, 104.5), line(110.5, 98.5, 110.5, 104.5)]].concat();
        let open = own[..3].to_vec();
        // The sides of a plate, with the size between them.
        let plate = rectangle(99.5, 80.0, 110.5, 130.0);
        for (segments, expect) in [(own, true), (cell, false), (open, false), (plate, false)] {
            let strokes = Strokes::new(&segments);
            assert_eq!(frame_around(&text, 3.5, &Direction::new(0.0), &strokes), expect);
        }
    }
}
