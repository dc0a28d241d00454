//! The ruled frame: long level and upright strokes, and the cell around a point.

use trusquin_domain::{DocumentPage, SheetBox};

/// Collinear strokes closer than this are one line, mm.
const JOIN_MM: f64 = 0.4;
/// Shorter lines belong to symbols and letters, mm.
const SHORTEST_MM: f64 = 3.5;
/// Axis-aligned lines kept; hatched pages have many more strokes, but few of them long and level.
const MOST_LINES: usize = 20_000;

/// A level or upright line: its position across, and its reach.
#[derive(Debug, Clone, Copy)]
struct Line {
    at: f64,
    from: f64,
    to: f64,
}

/// The lines of one page.
#[derive(Debug, Default)]
pub(super) struct Frame {
    level: Vec<Line>,
    upright: Vec<Line>,
    page_area: f64,
}

/// The space around a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    pub(super) area: SheetBox,
    /// Lines close it on all four sides and it is small enough to be a cell, not the drawing area.
    pub(super) closed: bool,
}

impl Cell {
    pub(super) fn holds(&self, area: &SheetBox) -> bool {
        let (x, y) = area.centre();
        self.area.contains(x, y)
    }
}

impl Frame {
    pub(super) fn of(page: &DocumentPage) -> Self {
        let (mut level, mut upright) = (Vec::new(), Vec::new());
        for line in &page.segments {
            let (dx, dy) = ((line.x1 - line.x0).abs(), (line.y1 - line.y0).abs());
            if dy < 0.05 && dx > 0.3 {
                level.push(Line { at: (line.y0 + line.y1) / 2.0, from: line.x0.min(line.x1), to: line.x0.max(line.x1) });
            } else if dx < 0.05 && dy > 0.3 {
                upright.push(Line { at: (line.x0 + line.x1) / 2.0, from: line.y0.min(line.y1), to: line.y0.max(line.y1) });
            }
        }
        Self { level: merge(level), upright: merge(upright), page_area: page.size_mm[0] * page.size_mm[1] }
    }

    /// Every line: x0, y0, x1, y1.
    pub(super) fn lines(&self) -> impl Iterator<Item = [f64; 4]> + '_ {
        let level = self.level.iter().map(|line| [line.from, line.at, line.to, line.at]);
        level.chain(self.upright.iter().map(|line| [line.at, line.from, line.at, line.to]))
    }

    /// True when one line covers most of this one, at most `off` mm beside it.
    pub(super) fn covers(&self, [x0, y0, x1, y1]: [f64; 4], off: f64) -> bool {
        let (lines, at, from, to) = if (y1 - y0).abs() < (x1 - x0).abs() { (&self.level, y0, x0, x1) } else { (&self.upright, x0, y0, y1) };
        lines.iter().filter(|line| (line.at - at).abs() <= off).any(|line| line.to.min(to) - line.from.max(from) > 0.7 * (to - from))
    }

    /// The cell around a text, found by looking outwards from it.
    pub(super) fn around(&self, text: &SheetBox) -> Cell {
        let (x, y) = text.centre();
        let inset = text.width().min(1.0) * 0.5;
        let left = nearest(&self.upright, y, |at| at < text.x0 + inset, true);
        let right = nearest(&self.upright, y, |at| at > text.x1 - inset, false);
        let top = nearest(&self.level, x, |at| at < y, true);
        let bottom = nearest(&self.level, x, |at| at > y, false);
        let (Some(left), Some(right), Some(top), Some(bottom)) = (left, right, top, bottom) else {
            let far = 1e6;
            let at = |line: Option<Line>, other: f64| line.map_or(other, |found| found.at);
            return Cell {
                area: SheetBox { x0: at(left, -far), y0: at(top, -far), x1: at(right, far), y1: at(bottom, far) },
                closed: false,
            };
        };
        let area = SheetBox { x0: left.at, y0: top.at, x1: right.at, y1: bottom.at };
        let spans = |line: Line, from: f64, to: f64| line.to.min(to) - line.from.max(from) > 0.75 * (to - from);
        let bounded = spans(left, area.y0, area.y1)
            && spans(right, area.y0, area.y1)
            && spans(top, area.x0, area.x1)
            && spans(bottom, area.x0, area.x1);
        let small = area.width() * area.height() < 0.1 * self.page_area && area.height() < 70.0;
        Cell { area, closed: bounded && small }
    }

    pub(super) fn around_point(&self, x: f64, y: f64) -> Cell {
        self.around(&SheetBox { x0: x, y0: y, x1: x, y1: y })
    }
}

fn nearest(lines: &[Line], across: f64, side: impl Fn(f64) -> bool, last: bool) -> Option<Line> {
    let reaches = |line: &&Line| side(line.at) && line.from - 0.3 <= across && line.to + 0.3 >= across;
    if last { lines.iter().rev().find(reaches).copied() } else { lines.iter().find(reaches).copied() }
}

/// Joins collinear pieces, drops short ones, sorts by position.
fn merge(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| (a.at * 10.0).round().total_cmp(&(b.at * 10.0).round()).then(a.from.total_cmp(&b.from)));
    let mut merged: Vec<Line> = Vec::new();
    for line in lines {
        match merged.last_mut() {
            Some(last) if (last.at - line.at).abs() < 0.11 && line.from <= last.to + JOIN_MM => last.to = last.to.max(line.to),
            _ => merged.push(line),
        }
    }
    merged.retain(|line| line.to - line.from >= SHORTEST_MM);
    if merged.len() > MOST_LINES {
        merged.sort_by(|a, b| (b.to - b.from).total_cmp(&(a.to - a.from)));
        merged.truncate(MOST_LINES);
    }
    merged.sort_by(|a, b| a.at.total_cmp(&b.at));
    merged
}
