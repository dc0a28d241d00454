//! The strokes of a page, indexed by place.

use std::collections::HashMap;

use trusquin_domain::{Segment, SheetBox};

use super::direction::{Direction, LocalBox};

/// Cell of the index, mm.
const CELL_MM: f64 = 12.0;
/// Strokes longer than this stay out of the index and are searched one by one, mm.
const LONG_MM: f64 = 36.0;
/// Most strokes kept of one page: beyond, a drawing is a shaded picture.
const MOST_STROKES: usize = 400_000;

/// A stroke in the frame of a direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalStroke {
    /// Start.
    pub a: (f64, f64),
    /// End.
    pub b: (f64, f64),
}

impl LocalStroke {
    /// Length, mm.
    pub fn length(&self) -> f64 {
        (self.b.0 - self.a.0).hypot(self.b.1 - self.a.1)
    }

    /// Bounds.
    pub fn bounds(&self) -> LocalBox {
        LocalBox { u0: self.a.0.min(self.b.0), u1: self.a.0.max(self.b.0), v0: self.a.1.min(self.b.1), v1: self.a.1.max(self.b.1) }
    }

    /// Angle above the `u` axis, degrees, 0 to 180: 45 rises to the right.
    pub fn angle_deg(&self) -> f64 {
        (self.a.1 - self.b.1).atan2(self.b.0 - self.a.0).to_degrees().rem_euclid(180.0)
    }
}

/// Strokes by place.
#[derive(Debug, Default)]
pub struct Strokes<'p> {
    short: HashMap<(i32, i32), Vec<&'p Segment>>,
    long: Vec<&'p Segment>,
}

impl<'p> Strokes<'p> {
    /// Indexes the strokes of a page.
    pub fn new(segments: &'p [Segment]) -> Self {
        let mut index = Self::default();
        for segment in segments.iter().take(MOST_STROKES) {
            let sound = [segment.x0, segment.y0, segment.x1, segment.y1].iter().all(|v| v.is_finite() && v.abs() < 1e6);
            if !sound {
                continue;
            }
            if (segment.x1 - segment.x0).hypot(segment.y1 - segment.y0) > LONG_MM {
                index.long.push(segment);
            } else {
                index.short.entry(cell((segment.x0 + segment.x1) / 2.0, (segment.y0 + segment.y1) / 2.0)).or_default().push(segment);
            }
        }
        index
    }

    /// Strokes that may touch `area`, in the frame of `direction`.
    pub fn near(&self, area: &SheetBox, direction: &Direction) -> Vec<LocalStroke> {
        let reach = area.grown(LONG_MM / 2.0);
        let (from, to) = (cell(reach.x0, reach.y0), cell(reach.x1, reach.y1));
        let mut found = Vec::new();
        for column in from.0..=to.0.min(from.0 + 400) {
            for row in from.1..=to.1.min(from.1 + 400) {
                for segment in self.short.get(&(column, row)).into_iter().flatten() {
                    if touches(segment, area) {
                        found.push(local(segment, direction));
                    }
                }
            }
        }
        found.extend(self.long.iter().filter(|segment| touches(segment, area)).map(|segment| local(segment, direction)));
        found
    }

    /// Strokes that lie wholly in a box of the frame of `direction`.
    pub fn inside(&self, window: &LocalBox, direction: &Direction) -> Vec<LocalStroke> {
        let mut found = self.near(&direction.sheet_box(window), direction);
        found.retain(|stroke| {
            let b = stroke.bounds();
            b.u0 >= window.u0 && b.u1 <= window.u1 && b.v0 >= window.v0 && b.v1 <= window.v1
        });
        found
    }

    /// Long strokes of the page in the frame of `direction`.
    pub fn long(&self, direction: &Direction) -> Vec<LocalStroke> {
        self.long.iter().map(|segment| local(segment, direction)).collect()
    }
}

fn local(segment: &Segment, direction: &Direction) -> LocalStroke {
    LocalStroke { a: direction.local(segment.x0, segment.y0), b: direction.local(segment.x1, segment.y1) }
}

fn touches(segment: &Segment, area: &SheetBox) -> bool {
    segment.x0.min(segment.x1) <= area.x1
        && segment.x0.max(segment.x1) >= area.x0
        && segment.y0.min(segment.y1) <= area.y1
        && segment.y0.max(segment.y1) >= area.y0
}

fn cell(x: f64, y: f64) -> (i32, i32) {
    // A sheet is metres wide at most; the clamp keeps arithmetic on cells far from overflow.
    let index = |v: f64| (v / CELL_MM).clamp(-1e5, 1e5).floor() as i32;
    (index(x), index(y))
}
