//! The projection symbol (ISO 5456-2, ASME Y14.3) on a raster: two concentric circles beside the truncated cone they are the end view of.
//!
//! What is found comes back as strokes, so that the reader of vector sheets judges it: here nothing is decided about first or third angle.

use trusquin_domain::GreyRaster;

use super::Letter;

/// Mark that can hold the circles, mm, longest side: they are drawn at the size of the lettering and up to 18 mm.
const MARK_MM: std::ops::Range<f64> = 2.5..40.0;
/// Points on a circle that are looked at.
const SAMPLES: usize = 64;
/// Part of a circle or an edge that has to be inked: scans break lines.
const DRAWN: f64 = 0.84;
/// Part of the paper between two circles that may be inked: the centre lines cross it.
const CLEAR: f64 = 0.4;

/// A stroke in pixels.
pub type Stroke = [(f64, f64); 2];

/// Two circles about one centre.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rings {
    x: f64,
    y: f64,
    outer: f64,
    inner: f64,
}

/// Longest side of a mark that can hold the symbol, pixels.
pub fn largest_symbol_px(dpi: f64) -> i32 {
    (MARK_MM.end * dpi / 25.4) as i32
}

/// The strokes of the first projection symbol on an ink mask (255 on 0): two closed polygons for the circles, four edges of the cone.
///
/// `marks` are boxes of connected ink; empty when there is no symbol.
pub fn projection_symbol(ink: &GreyRaster, marks: &[Letter], dpi: f64) -> Vec<Stroke> {
    let px = |mm: f64| mm * dpi / 25.4;
    let fitting = marks.iter().filter(|mark| (px(MARK_MM.start)..px(MARK_MM.end)).contains(&f64::from(mark.width.max(mark.height))));
    for mark in fitting {
        for rings in rings(ink, mark, px(1.0)) {
            if let Some(cone) = cone(ink, &rings) {
                let mut strokes = polygon(&rings, rings.outer);
                strokes.extend(polygon(&rings, rings.inner));
                strokes.extend(cone);
                return strokes;
            }
        }
    }
    Vec::new()
}

fn inked(ink: &GreyRaster, x: f64, y: f64) -> bool {
    let (x, y) = (x.round(), y.round());
    x >= 0.0
        && y >= 0.0
        && (x as usize) < ink.width()
        && (y as usize) < ink.height()
        && ink.pixels().get(y as usize * ink.width() + x as usize).is_some_and(|pixel| *pixel > 0)
}

/// Part of a circle that is inked, within `slack` pixels of its radius.
fn on_circle(ink: &GreyRaster, (x, y): (f64, f64), radius: f64, slack: f64) -> f64 {
    let hits = (0..SAMPLES).filter(|at| {
        let (sin, cos) = (*at as f64 * std::f64::consts::TAU / SAMPLES as f64).sin_cos();
        [0.0, -slack, slack].iter().any(|off| inked(ink, x + (radius + off) * cos, y + (radius + off) * sin))
    });
    hits.count() as f64 / SAMPLES as f64
}

/// Part of a straight edge that is inked, within `slack` pixels across.
fn on_edge(ink: &GreyRaster, from: (f64, f64), to: (f64, f64), slack: f64) -> f64 {
    let length = (to.0 - from.0).hypot(to.1 - from.1).max(1.0);
    let (across_x, across_y) = (-(to.1 - from.1) / length, (to.0 - from.0) / length);
    let steps = length.ceil() as usize;
    let hits = (0..=steps).filter(|at| {
        let part = *at as f64 / steps as f64;
        let (x, y) = (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1));
        [0.0, -slack, slack].iter().any(|off| inked(ink, x + off * across_x, y + off * across_y))
    });
    hits.count() as f64 / (steps + 1) as f64
}

/// Concentric circles whose centre lies on the longer axis of a mark: the cone may hang on it by the centre line.
fn rings(ink: &GreyRaster, mark: &Letter, smallest: f64) -> Vec<Rings> {
    let (width, height) = (f64::from(mark.width), f64::from(mark.height));
    let (longer, shorter) = (width.max(height), width.min(height));
    let (x, y) = (f64::from(mark.x) + width / 2.0, f64::from(mark.y) + height / 2.0);
    let reach = if longer > 1.25 * shorter { longer / 2.0 - 0.25 * shorter } else { 0.12 * longer };
    let step = (shorter / 24.0).max(1.0);
    let steps = (reach / step).ceil() as i32;
    let aside = [0.0, -step, step, -2.0 * step, 2.0 * step];
    let mut found: Vec<Rings> = Vec::new();
    for along in -steps..=steps {
        for across in &aside {
            let (dx, dy) = if width >= height { (f64::from(along) * step, *across) } else { (*across, f64::from(along) * step) };
            found.extend(rings_at(ink, (x + dx, y + dy), shorter, smallest));
            if found.len() > 40 {
                return found;
            }
        }
    }
    found
}

fn rings_at(ink: &GreyRaster, centre: (f64, f64), size: f64, smallest: f64) -> Option<Rings> {
    let least = (0.28 * size).max(smallest);
    let outer = circle(ink, centre, 0.56 * size, least).filter(|radius| on_circle(ink, centre, 1.25 * radius, 0.0) <= CLEAR)?;
    let inner = circle(ink, centre, 0.82 * outer, 0.25 * outer)?;
    let clear = on_circle(ink, centre, (outer + inner) / 2.0, 0.0) <= CLEAR;
    clear.then_some(Rings { x: centre.0, y: centre.1, outer, inner })
}

/// The largest inked circle between two radii: the middle of its stroke, not where it begins.
fn circle(ink: &GreyRaster, centre: (f64, f64), from: f64, to: f64) -> Option<f64> {
    let drawn = |radius: f64| on_circle(ink, centre, radius, (0.05 * radius).max(1.0)) >= DRAWN;
    let mut radius = from;
    while radius >= to && !drawn(radius) {
        radius -= 1.0;
    }
    let begins = radius;
    while radius >= to && drawn(radius) {
        radius -= 1.0;
    }
    (begins >= to).then_some((begins + radius + 1.0) / 2.0)
}

/// The four edges of a cone on the circles' axis whose ends are as high as the circles.
fn cone(ink: &GreyRaster, rings: &Rings) -> Option<[Stroke; 4]> {
    let slack = (0.08 * rings.outer).max(1.5);
    // Right, left, below, above.
    for (ux, uy) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
        let at = |along: f64, across: f64| (rings.x + along * ux - across * uy, rings.y + along * uy + across * ux);
        // An end is a stroke of the circle's height that goes no further, as a cell's line would.
        let end = |along: f64, half: f64| {
            on_edge(ink, at(along, -half), at(along, half), 0.0) >= DRAWN
                && on_edge(ink, at(along, 1.35 * half), at(along, 1.8 * half), 0.0) < 0.5
                && on_edge(ink, at(along, -1.35 * half), at(along, -1.8 * half), 0.0) < 0.5
        };
        let steps = (7.0 * rings.outer) as usize;
        let first = (1.1 * rings.outer) as usize;
        let ends: Vec<(f64, bool)> = (first..steps)
            .flat_map(|along| {
                let along = along as f64;
                [(along, true, rings.outer), (along, false, rings.inner)]
            })
            .filter(|(along, _, half)| end(*along, *half))
            .map(|(along, large, _)| (along, large))
            .collect();
        let half = |large: bool| if large { rings.outer } else { rings.inner };
        for (near, near_large) in &ends {
            for (far, far_large) in &ends {
                let length = far - near;
                if near_large == far_large || !(0.7 * rings.outer..5.0 * rings.outer).contains(&length) {
                    continue;
                }
                let (a, b) = (half(*near_large), half(*far_large));
                let flank = |side: f64| on_edge(ink, at(*near, side * a), at(*far, side * b), slack) >= DRAWN;
                // Inside is paper: the centre line is on the axis only.
                let hollow = [-0.5, 0.5].iter().all(|side| {
                    on_edge(ink, at(near + 0.15 * length, side * rings.inner), at(far - 0.15 * length, side * rings.inner), 0.0) <= CLEAR
                });
                if flank(1.0) && flank(-1.0) && hollow {
                    return Some([
                        [at(*near, a), at(*far, b)],
                        [at(*near, -a), at(*far, -b)],
                        [at(*near, -a), at(*near, a)],
                        [at(*far, -b), at(*far, b)],
                    ]);
                }
            }
        }
    }
    None
}

/// A circle as a closed polygon of 24 strokes.
fn polygon(rings: &Rings, radius: f64) -> Vec<Stroke> {
    let corner = |at: usize| {
        let (sin, cos) = ((at % 24) as f64 * std::f64::consts::TAU / 24.0).sin_cos();
        (rings.x + radius * cos, rings.y + radius * sin)
    };
    (0..24).map(|at| [corner(at), corner(at + 1)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::marks;

    struct Paper(usize, usize, Vec<u8>);

    impl Paper {
        fn line(&mut self, from: (f64, f64), to: (f64, f64)) {
            let steps = ((to.0 - from.0).hypot(to.1 - from.1) * 2.0).ceil();
            for at in 0..=steps as usize {
                let part = at as f64 / steps;
                let (x, y) = (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1));
                for (dx, dy) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)] {
                    self.2[(y + dy).round() as usize * self.0 + (x + dx).round() as usize] = 255;
                }
            }
        }

        fn circle(&mut self, x: f64, y: f64, radius: f64) {
            for stroke in polygon(&Rings { x, y, outer: radius, inner: 0.0 }, radius) {
                self.line(stroke[0], stroke[1]);
            }
        }
    }

    /// Circles at (300, 200), a cone to their right whose near end is `near` high and whose far end `far`, centre lines through all.
    fn symbol(near: f64, far: f64, centre_lines: bool) -> GreyRaster {
        let mut paper = Paper(700, 400, vec![0; 700 * 400]);
        paper.circle(300.0, 200.0, 28.0);
        paper.circle(300.0, 200.0, 14.0);
        let (start, end) = (350.0, 410.0);
        paper.line((start, 200.0 - near), (start, 200.0 + near));
        paper.line((end, 200.0 - far), (end, 200.0 + far));
        paper.line((start, 200.0 - near), (end, 200.0 - far));
        paper.line((start, 200.0 + near), (end, 200.0 + far));
        if centre_lines {
            paper.line((262.0, 200.0), (420.0, 200.0));
            paper.line((300.0, 162.0), (300.0, 238.0));
        }
        // A cell around it.
        for (from, to) in [((230.0, 120.0), (460.0, 120.0)), ((230.0, 280.0), (460.0, 280.0)), ((230.0, 120.0), (230.0, 280.0))] {
            paper.line(from, to);
        }
        GreyRaster::new(paper.0, paper.1, paper.2).unwrap()
    }

    #[test]
    fn circles_and_cone_become_strokes() {
        for centre_lines in [false, true] {
            for (near, far) in [(14.0, 28.0), (28.0, 14.0)] {
                let sheet = symbol(near, far, centre_lines);
                let found = projection_symbol(&sheet, &marks(&sheet, largest_symbol_px(200.0)).unwrap().outlines, 200.0);
                assert_eq!(found.len(), 52, "{near} {far} {centre_lines}");
                let flank = found[48];
                let heights = flank.map(|(_, y)| (y - 200.0).abs());
                assert!((heights[0] - near).abs() < 4.0 && (heights[1] - far).abs() < 4.0, "{flank:?}");
            }
        }
    }

    #[test]
    fn circles_alone_and_a_rectangle_are_no_symbol() {
        for (near, far) in [(28.0, 28.0), (14.0, 14.0)] {
            let sheet = symbol(near, far, true);
            assert!(
                projection_symbol(&sheet, &marks(&sheet, largest_symbol_px(200.0)).unwrap().outlines, 200.0).is_empty(),
                "{near} {far}"
            );
        }
    }
}
