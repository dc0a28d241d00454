//! Strokes that hang together: what a pen draws without a gap, and what touches or crosses it.

use std::collections::HashMap;

use trusquin_domain::{Segment, SheetBox};

/// Strokes closer than this hang together, mm.
const TOUCH_MM: f64 = 0.04;
/// A stroke this long is no letter's: what touches it does not hang together with it, mm.
const LONG_MM: f64 = 10.0;
/// Side of a cell of the index, mm.
const CELL_MM: f64 = 2.5;
/// Most strokes looked at; a page beyond is a picture made of lines.
const MOST_STROKES: usize = 250_000;
/// Most strokes one character has: beyond, it is a hatch or a gear.
const MOST_PARTS: usize = 160;

/// Strokes that hang together and are small enough to be a character or a part of one.
#[derive(Debug, Clone)]
pub(super) struct Component {
    /// Indexes of its segments on the page.
    pub(super) segments: Vec<usize>,
    pub(super) sheet_box: SheetBox,
    /// Ends of its segments, mm on the sheet.
    pub(super) strokes: Vec<[f64; 4]>,
    /// A long line touches it: the tail of a letter on a leader's shelf, or the head of an arrow.
    pub(super) attached: bool,
}

/// The components of a page that are at most `largest_mm` wide and high.
pub(super) fn components(segments: &[Segment], largest_mm: f64) -> Vec<Component> {
    if segments.len() > MOST_STROKES {
        return Vec::new();
    }
    let mut sets: Vec<usize> = (0..segments.len()).collect();
    let long: Vec<bool> = segments.iter().map(|s| (s.x1 - s.x0).hypot(s.y1 - s.y0) > LONG_MM).collect();
    let mut attached: Vec<bool> = vec![false; segments.len()];
    let mut index: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    for (at, segment) in segments.iter().enumerate() {
        if ![segment.x0, segment.y0, segment.x1, segment.y1].iter().all(|v| v.is_finite() && v.abs() < 1e5) {
            continue;
        }
        for cell in cells(segment) {
            let there = index.entry(cell).or_default();
            for other in there.iter() {
                let (a, b) = (root(&mut sets, at), root(&mut sets, *other));
                if a == b || !touch(segment, &segments[*other]) {
                    continue;
                }
                if long[at] == long[*other] {
                    sets[a] = b;
                } else {
                    attached[if long[at] { *other } else { at }] = true;
                }
            }
            there.push(at);
        }
    }
    let mut groups: HashMap<usize, Vec<usize>> = HashMap::new();
    for at in 0..segments.len() {
        groups.entry(root(&mut sets, at)).or_default().push(at);
    }
    let mut found: Vec<Component> = groups
        .into_values()
        .filter(|group| group.len() <= MOST_PARTS)
        .filter_map(|group| {
            let boxed = |at: &usize| segments.get(*at).map(|s| SheetBox::new(s.x0, s.y0, s.x1, s.y1));
            let sheet_box = group.iter().filter_map(boxed).reduce(|a, b| a.union(&b))?;
            let small = sheet_box.width() <= largest_mm && sheet_box.height() <= largest_mm;
            let strokes = group.iter().filter_map(|at| segments.get(*at)).map(|s| [s.x0, s.y0, s.x1, s.y1]).collect();
            let attached = group.iter().any(|at| attached[*at]);
            let written = small && sheet_box.x0.is_finite() && !group.iter().any(|at| long[*at]);
            written.then_some(Component { segments: group, sheet_box, strokes, attached })
        })
        .collect();
    // Groups come in any order: the page must read the same every time.
    found.sort_by(|a, b| a.segments.first().cmp(&b.segments.first()));
    found
}

fn root(sets: &mut [usize], mut at: usize) -> usize {
    while sets[at] != at {
        sets[at] = sets[sets[at]];
        at = sets[at];
    }
    at
}

/// Cells a stroke passes, each once.
fn cells(segment: &Segment) -> Vec<(i32, i32)> {
    let length = (segment.x1 - segment.x0).hypot(segment.y1 - segment.y0);
    let steps = (length / CELL_MM * 2.0).ceil().clamp(1.0, 4_000.0);
    let cell = |v: f64| (v / CELL_MM).floor() as i32;
    let mut passed: Vec<(i32, i32)> = Vec::new();
    for step in 0..=steps as usize {
        let t = step as f64 / steps;
        let (x, y) = (segment.x0 + t * (segment.x1 - segment.x0), segment.y0 + t * (segment.y1 - segment.y0));
        // A stroke along the edge of a cell belongs to both sides.
        for (dx, dy) in [(-TOUCH_MM, -TOUCH_MM), (TOUCH_MM, TOUCH_MM)] {
            let here = (cell(x + dx), cell(y + dy));
            if !passed.iter().rev().take(6).any(|known| *known == here) {
                passed.push(here);
            }
        }
    }
    passed
}

fn touch(a: &Segment, b: &Segment) -> bool {
    let apart = |a0: f64, a1: f64, b0: f64, b1: f64| a0.min(a1) > b0.max(b1) + TOUCH_MM || b0.min(b1) > a0.max(a1) + TOUCH_MM;
    if apart(a.x0, a.x1, b.x0, b.x1) || apart(a.y0, a.y1, b.y0, b.y1) {
        return false;
    }
    let near = |x: f64, y: f64, s: &Segment| distance(x, y, s) < TOUCH_MM;
    near(a.x0, a.y0, b) || near(a.x1, a.y1, b) || near(b.x0, b.y0, a) || near(b.x1, b.y1, a) || cross(a, b)
}

fn distance(x: f64, y: f64, s: &Segment) -> f64 {
    let (dx, dy) = (s.x1 - s.x0, s.y1 - s.y0);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 { (((x - s.x0) * dx + (y - s.y0) * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    (x - s.x0 - t * dx).hypot(y - s.y0 - t * dy)
}

fn cross(a: &Segment, b: &Segment) -> bool {
    let side = |s: &Segment, x: f64, y: f64| (s.x1 - s.x0) * (y - s.y0) - (s.y1 - s.y0) * (x - s.x0);
    side(a, b.x0, b.y0) * side(a, b.x1, b.y1) < 0.0 && side(b, a.x0, a.y0) * side(b, a.x1, a.y1) < 0.0
}
