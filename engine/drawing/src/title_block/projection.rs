//! The projection symbol (ISO 5456-2, ASME Y14.3): two circles beside a truncated cone.

use std::collections::HashMap;

use trusquin_domain::{DocumentPage, Segment, SheetBox};

/// Radii of the symbol's circles on the sheet, mm. ISO 128 draws them at the size of the lettering.
const RADIUS_MM: std::ops::Range<f64> = 0.5..9.0;
/// Strokes looked at around the block.
const MOST_STROKES: usize = 20_000;

/// Start, end (by rising coordinate along the axis) and stroke number of a slanted edge.
type Flank = ((f64, f64), (f64, f64), usize);

struct Circle {
    centre: (f64, f64),
    radius: f64,
}

/// Angle of projection and the symbol's box, looked for inside `area`.
pub(super) fn symbol(page: &DocumentPage, area: &SheetBox) -> Option<(&'static str, SheetBox)> {
    let strokes: Vec<&Segment> = page
        .segments
        .iter()
        .filter(|line| {
            area.contains(line.x0, line.y0) && area.contains(line.x1, line.y1) && (line.x1 - line.x0).hypot(line.y1 - line.y0) < 30.0
        })
        .take(MOST_STROKES)
        .collect();
    let circles = circles(&strokes);
    for outer in &circles {
        let paired = circles.iter().any(|inner| {
            let apart = (inner.centre.0 - outer.centre.0).hypot(inner.centre.1 - outer.centre.1);
            apart < 0.12 * outer.radius && inner.radius < 0.85 * outer.radius && inner.radius > 0.2 * outer.radius
        });
        if paired && let Some(found) = cone(&strokes, outer) {
            return Some(found);
        }
    }
    None
}

/// Closed chains of short strokes whose corners lie on one circle.
fn circles(strokes: &[&Segment]) -> Vec<Circle> {
    let key = |x: f64, y: f64| ((x * 20.0).round() as i64, (y * 20.0).round() as i64);
    let mut at: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for (index, line) in strokes.iter().enumerate() {
        at.entry(key(line.x0, line.y0)).or_default().push(index);
        at.entry(key(line.x1, line.y1)).or_default().push(index);
    }
    let mut seen = vec![false; strokes.len()];
    let mut found = Vec::new();
    for start in 0..strokes.len() {
        if seen[start] {
            continue;
        }
        let (mut chain, mut open) = (Vec::new(), vec![start]);
        seen[start] = true;
        while let Some(index) = open.pop() {
            chain.push(index);
            let line = strokes[index];
            for end in [key(line.x0, line.y0), key(line.x1, line.y1)] {
                for next in at.get(&end).into_iter().flatten() {
                    if !seen[*next] {
                        seen[*next] = true;
                        open.push(*next);
                    }
                }
            }
        }
        if !(6..=200).contains(&chain.len()) {
            continue;
        }
        let corners: Vec<(f64, f64)> =
            chain.iter().flat_map(|index| [(strokes[*index].x0, strokes[*index].y0), (strokes[*index].x1, strokes[*index].y1)]).collect();
        let hull = corners.iter().map(|(x, y)| SheetBox::new(*x, *y, *x, *y)).reduce(|sum, each| sum.union(&each)).unwrap_or_default();
        let centre = hull.centre();
        let radius = (hull.width() + hull.height()) / 4.0;
        let round = RADIUS_MM.contains(&radius)
            && (hull.width() / hull.height() - 1.0).abs() < 0.06
            && corners.iter().all(|(x, y)| ((x - centre.0).hypot(y - centre.1) / radius - 1.0).abs() < 0.06);
        if round {
            found.push(Circle { centre, radius });
        }
    }
    found
}

/// Two slanted strokes, mirrored about the circles' axis: the cone's flanks. Narrow end towards the circles is third angle.
fn cone(strokes: &[&Segment], outer: &Circle) -> Option<(&'static str, SheetBox)> {
    // Level cone, then upright cone with the axes exchanged.
    for turned in [false, true] {
        let axes = |x: f64, y: f64| if turned { (y, x) } else { (x, y) };
        let (cx, cy) = axes(outer.centre.0, outer.centre.1);
        let mut flanks: Vec<Flank> = Vec::new();
        for (index, line) in strokes.iter().enumerate() {
            let (a, b) = (axes(line.x0, line.y0), axes(line.x1, line.y1));
            let (a, b) = if a.0 < b.0 { (a, b) } else { (b, a) };
            let (along, across) = (b.0 - a.0, (b.1 - a.1).abs());
            let near = (a.0 - cx).abs() < 9.0 * outer.radius && (a.1 - cy).abs() < 2.0 * outer.radius;
            let outside = a.0 > cx + 0.7 * outer.radius || b.0 < cx - 0.7 * outer.radius;
            if near && outside && along > 0.6 * outer.radius && across > 0.12 * outer.radius && across < 1.2 * along {
                flanks.push((a, b, index));
            }
        }
        for (position, upper) in flanks.iter().enumerate() {
            for lower in flanks.iter().skip(position + 1) {
                let mirrored = (upper.0.0 - lower.0.0).abs() < 0.2 * outer.radius
                    && (upper.1.0 - lower.1.0).abs() < 0.2 * outer.radius
                    && (upper.0.1 + lower.0.1 - 2.0 * cy).abs() < 0.3 * outer.radius
                    && (upper.1.1 + lower.1.1 - 2.0 * cy).abs() < 0.3 * outer.radius;
                let (start, end) = ((upper.0.1 - lower.0.1).abs(), (upper.1.1 - lower.1.1).abs());
                let tapered = start.min(end) < 0.9 * start.max(end)
                    && start.max(end) > 0.9 * outer.radius
                    && start.max(end) < 3.0 * outer.radius
                    && start.min(end) > 0.2 * outer.radius;
                if !mirrored || !tapered {
                    continue;
                }
                let cone_after = upper.0.0 > cx;
                let narrow_first = start < end;
                let third = cone_after == narrow_first;
                let circle_box = SheetBox {
                    x0: outer.centre.0 - outer.radius,
                    y0: outer.centre.1 - outer.radius,
                    x1: outer.centre.0 + outer.radius,
                    y1: outer.centre.1 + outer.radius,
                };
                let area = [upper.2, lower.2]
                    .iter()
                    .map(|index| strokes[*index])
                    .fold(circle_box, |sum, line| sum.union(&SheetBox::new(line.x0, line.y0, line.x1, line.y1)));
                return Some((if third { "third" } else { "first" }, area));
            }
        }
    }
    None
}
