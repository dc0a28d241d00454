//! Free room on a sheet: a grid of squares that something touches or not.

use crate::random::SplitMix64;
use crate::sheet::{Item, Point, Sheet, frame};

/// Side of a square, mm.
const SQUARE: f64 = 2.0;
/// Squares kept free round a callout.
const CLEAR: i64 = 2;
/// Places tried for one callout.
const TRIES: usize = 250;

/// Which squares are taken.
pub(super) struct Floor {
    columns: i64,
    rows: i64,
    taken: Vec<bool>,
}

impl Floor {
    pub(super) fn of(sheet: &Sheet) -> Self {
        let (columns, rows) = ((sheet.size[0] / SQUARE) as i64, (sheet.size[1] / SQUARE) as i64);
        let mut floor = Self { columns, rows, taken: vec![false; (columns * rows).max(0) as usize] };
        let [x0, y0, x1, y1] = sheet.layout.covers(sheet.size);
        floor.take([x0 - 4.0, y0, x1, y1 + 4.0]);
        for square in squares(&sheet.flattened()) {
            floor.mark(square, true);
        }
        floor
    }

    fn mark(&mut self, (column, row): (i64, i64), taken: bool) {
        if (0..self.columns).contains(&column) && (0..self.rows).contains(&row) {
            self.taken[(row * self.columns + column) as usize] |= taken;
        }
    }

    fn take(&mut self, [x0, y0, x1, y1]: [f64; 4]) {
        for column in (x0 / SQUARE) as i64..=(x1 / SQUARE) as i64 {
            for row in (y0 / SQUARE) as i64..=(y1 / SQUARE) as i64 {
                self.mark((column, row), true);
            }
        }
    }

    /// How far a drawing must move to stand free; its place is taken then. `None` when there is no room.
    pub(super) fn place(&mut self, drawn: &Sheet, random: &mut SplitMix64) -> Option<Point> {
        let shape = squares(&drawn.flattened());
        let (left, right) = (shape.iter().map(|s| s.0).min()?, shape.iter().map(|s| s.0).max()?);
        let (bottom, top) = (shape.iter().map(|s| s.1).min()?, shape.iter().map(|s| s.1).max()?);
        let margin = (frame::MARGIN / SQUARE) as i64 + 2;
        let from = [(frame::LEFT_MARGIN / SQUARE) as i64 + 2, margin];
        let to = [self.columns - margin - (right - left), self.rows - margin - (top - bottom)];
        if to[0] <= from[0] || to[1] <= from[1] {
            return None;
        }
        for _ in 0..TRIES {
            let [column, row] = [random.whole(from[0], to[0]), random.whole(from[1], to[1])];
            let at = |(c, r): (i64, i64)| (c - left + column, r - bottom + row);
            let free = |column: i64, row: i64| !self.taken.get((row * self.columns + column) as usize).copied().unwrap_or(true);
            let fits = (-CLEAR..=top - bottom + CLEAR).all(|r| (-CLEAR..=right - left + CLEAR).all(|c| free(column + c, row + r)));
            if fits {
                self.take([column, row, column + right - left, row + top - bottom].map(|cells| cells as f64 * SQUARE));
                let moved = at((0, 0));
                return Some([moved.0 as f64 * SQUARE, moved.1 as f64 * SQUARE]);
            }
        }
        None
    }
}

/// Squares that something drawn touches.
fn squares(items: &[Item]) -> Vec<(i64, i64)> {
    let mut found = Vec::new();
    let mut point = |x: f64, y: f64| found.push(((x / SQUARE).floor() as i64, (y / SQUARE).floor() as i64));
    let mut line = |a: Point, b: Point| {
        let steps = ((b[0] - a[0]).hypot(b[1] - a[1]) / SQUARE * 2.0).ceil().max(1.0);
        for step in 0..=steps as u32 {
            let t = f64::from(step) / steps;
            point(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]));
        }
    };
    for item in items {
        match item {
            Item::Line(a, b, _) => line(*a, *b),
            Item::Polyline(points, _) => points.windows(2).for_each(|pair| line(pair[0], pair[1])),
            Item::Arc([x, y], radius, ..) => {
                for turn in 0..24 {
                    let at = |turn: u32| f64::from(turn) * std::f64::consts::TAU / 24.0;
                    let on = |turn: u32| [x + radius * at(turn).cos(), y + radius * at(turn).sin()];
                    line(on(turn), on(turn + 1));
                }
            }
            Item::Arrow(points, _) => (0..3).for_each(|corner| line(points[corner], points[(corner + 1) % 3])),
            Item::Text(text) => {
                let [x0, y0, x1, y1] = text.extent();
                for (a, b) in [([x0, y0], [x1, y0]), ([x0, y1], [x1, y1]), ([x0, y0], [x0, y1]), ([x1, y0], [x1, y1])] {
                    line(a, b);
                }
            }
            Item::Dimension(_) | Item::TitleBlock(..) => {}
        }
    }
    found
}
