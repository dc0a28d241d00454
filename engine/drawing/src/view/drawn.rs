//! Where on a sheet something is drawn: the outlines of the views, without frame, tables, texts and dimension lines.

use std::collections::HashMap;

use trusquin_domain::{DocumentPage, Segment, SheetBox};

use crate::sheet_text::zone::Zones;

/// Side of the squares in which strokes are gathered, mm: views stand farther apart than two of them.
const SQUARE_MM: f64 = 4.0;
/// Most strokes looked at.
const MOST_STROKES: usize = 300_000;
/// Smallest view, mm, and the length of stroke in it.
const SMALLEST_MM: f64 = 6.0;
const LEAST_STROKE_MM: f64 = 30.0;
/// An outline is this much wider than a dimension line (ISO 128-20: twice), and makes this part of all strokes at least.
const WIDER: f64 = 1.35;
const LEAST_WIDE: f64 = 0.12;
/// Most views of a sheet.
const MOST_VIEWS: usize = 40;

fn length(s: &Segment) -> f64 {
    (s.x1 - s.x0).hypot(s.y1 - s.y0)
}

fn box_of(s: &Segment) -> SheetBox {
    SheetBox::new(s.x0, s.y0, s.x1, s.y1)
}

/// Boxes around what is drawn, largest first.
pub(super) fn drawn_areas(page: &DocumentPage, zones: &Zones) -> Vec<SheetBox> {
    let frame = zones.frame.unwrap_or(SheetBox::new(0.0, 0.0, page.size_mm[0], page.size_mm[1])).grown(-1.5);
    let inside = |s: &&Segment| {
        let place = box_of(s);
        let sound = [s.x0, s.y0, s.x1, s.y1].iter().all(|v| v.is_finite());
        sound && frame.contains(place.x0, place.y0) && frame.contains(place.x1, place.y1) && !zones.in_block(&place)
    };
    let strokes: Vec<&Segment> = page.segments.iter().take(MOST_STROKES).filter(inside).collect();
    let outlines = outlines(&strokes, page);
    let mut areas = gathered(&outlines);
    areas.sort_by(|a, b| (b.0.width() * b.0.height()).total_cmp(&(a.0.width() * a.0.height())));
    let mut views: Vec<SheetBox> = Vec::new();
    for (area, drawn) in areas {
        let large = area.width().max(area.height()) >= SMALLEST_MM && drawn >= LEAST_STROKE_MM.min(2.5 * (area.width() + area.height()));
        // A stray part inside the box of a view is a part of it.
        let (x, y) = area.centre();
        let known = views.iter().any(|view| view.contains(x, y));
        if large && drawn >= 0.5 * LEAST_STROKE_MM && !known && views.len() < MOST_VIEWS {
            views.push(area);
        }
    }
    views
}

/// The strokes that draw the part: the wide ones where a sheet has two widths, else all but those that dimension it.
fn outlines<'p>(strokes: &[&'p Segment], page: &DocumentPage) -> Vec<&'p Segment> {
    let mut widths: Vec<(f64, f64)> = Vec::new();
    for s in strokes {
        let room = widths.len() < 24;
        match widths.iter_mut().find(|(width, _)| (width - s.width_mm).abs() < 0.03) {
            Some((_, total)) => *total += length(s),
            None if room => widths.push((s.width_mm, length(s))),
            None => {}
        }
    }
    let all: f64 = widths.iter().map(|(_, total)| total).sum();
    widths.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wide = widths.iter().rev().find(|(_, total)| *total >= LEAST_WIDE * all).map(|(width, _)| *width);
    let thin = widths.iter().find(|(_, total)| *total >= 0.08 * all).map(|(width, _)| *width);
    if let (Some(wide), Some(thin)) = (wide, thin)
        && wide >= WIDER * thin.max(0.05)
    {
        return strokes.iter().copied().filter(|s| s.width_mm >= 0.8 * wide).collect();
    }
    let dimension_lines = dimension_lines(strokes, page);
    strokes.iter().zip(dimension_lines).filter(|(_, dimensions)| !dimensions).map(|(s, _)| *s).collect()
}

/// Level and upright lines that run along a number, and the ones that end them.
fn dimension_lines(strokes: &[&Segment], page: &DocumentPage) -> Vec<bool> {
    let numbers: Vec<SheetBox> = page
        .spans
        .iter()
        .take(5_000)
        .filter(|span| span.text.chars().any(|c| c.is_ascii_digit()) && span.text.chars().count() <= 24)
        .map(|span| span.sheet_box.grown(0.6 * span.font_size_mm.clamp(1.0, 6.0)))
        .collect();
    let straight = |s: &Segment| (s.x1 - s.x0).abs() < 0.05 || (s.y1 - s.y0).abs() < 0.05;
    let mut dimensions: Vec<bool> =
        strokes.iter().map(|s| straight(s) && length(s) > 3.0 && numbers.iter().any(|number| number.overlaps(&box_of(s)))).collect();
    let ends: Vec<(f64, f64)> =
        strokes.iter().zip(&dimensions).filter(|(_, yes)| **yes).flat_map(|(s, _)| [(s.x0, s.y0), (s.x1, s.y1)]).collect();
    for (s, dimension) in strokes.iter().zip(&mut dimensions) {
        // An extension line is crossed near its end by the end of a dimension line.
        let crossed =
            || ends.iter().any(|(x, y)| distance(*x, *y, s) < 0.1 && (x - s.x0).hypot(y - s.y0).min((x - s.x1).hypot(y - s.y1)) < 4.0);
        if !*dimension && straight(s) && length(s) > 3.0 && ends.len() < 4_000 && crossed() {
            *dimension = true;
        }
    }
    dimensions
}

fn distance(x: f64, y: f64, s: &Segment) -> f64 {
    let (dx, dy) = (s.x1 - s.x0, s.y1 - s.y0);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 { (((x - s.x0) * dx + (y - s.y0) * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    (x - s.x0 - t * dx).hypot(y - s.y0 - t * dy)
}

/// Strokes in squares that touch belong together: boxes with the length of what is drawn in them.
fn gathered(strokes: &[&Segment]) -> Vec<(SheetBox, f64)> {
    let square = |v: f64| (v / SQUARE_MM).floor() as i32;
    let mut squares: HashMap<(i32, i32), usize> = HashMap::new();
    let mut sets: Vec<usize> = Vec::new();
    let mut first: Vec<usize> = Vec::with_capacity(strokes.len());
    for s in strokes {
        let steps = (length(s) / SQUARE_MM * 2.0).ceil().clamp(1.0, 2_000.0) as usize;
        let mut own: Option<usize> = None;
        for step in 0..=steps {
            let t = step as f64 / steps as f64;
            let here = (square(s.x0 + t * (s.x1 - s.x0)), square(s.y0 + t * (s.y1 - s.y0)));
            let next = sets.len();
            let set = *squares.entry(here).or_insert(next);
            if set == next {
                sets.push(next);
            }
            match own {
                Some(other) => join(&mut sets, set, other),
                None => own = Some(set),
            }
        }
        first.push(own.unwrap_or_default());
    }
    let mut places: Vec<((i32, i32), usize)> = squares.iter().map(|(place, set)| (*place, *set)).collect();
    places.sort_unstable();
    for ((column, row), set) in places {
        for (dx, dy) in [(1, 0), (0, 1), (1, 1), (1, -1)] {
            if let Some(other) = squares.get(&(column + dx, row + dy)) {
                join(&mut sets, set, *other);
            }
        }
    }
    let mut areas: HashMap<usize, (SheetBox, f64)> = HashMap::new();
    for (s, set) in strokes.iter().zip(first) {
        let name = root(&mut sets, set);
        let area = areas.entry(name).or_insert((box_of(s), 0.0));
        *area = (area.0.union(&box_of(s)), area.1 + length(s));
    }
    let mut found: Vec<(usize, (SheetBox, f64))> = areas.into_iter().collect();
    found.sort_unstable_by_key(|(name, _)| *name);
    found.into_iter().map(|(_, area)| area).collect()
}

fn root(sets: &mut [usize], mut at: usize) -> usize {
    while sets[at] != at {
        sets[at] = sets[sets[at]];
        at = sets[at];
    }
    at
}

fn join(sets: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(sets, a), root(sets, b));
    sets[a.max(b)] = a.min(b);
}
