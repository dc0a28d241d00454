//! Lines and arcs drawn over others in part: how much of each is already drawn, and which lines run along one straight.

use std::collections::HashMap;
use std::f64::consts::{PI, TAU};

use super::curve::Curve;

/// Lines whose directions differ by less run along each other: a hundredth of a millimetre over a metre.
const SAME_DIRECTION: f64 = 1e-5;

/// A line on its straight: from where to where, along the direction all lines of the group share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub curve: usize,
    pub from: f64,
    pub to: f64,
}

struct Level {
    angle: f64,
    offset: f64,
    span: Span,
}

/// Groups the lines among `members` that run along one straight, each group sorted by where its lines begin. Lone lines are left out.
pub(super) fn collinear(curves: &[Curve], members: &[usize], tolerance: f64) -> Vec<Vec<Span>> {
    let lines = || members.iter().filter_map(|index| Some((*index, curves.get(*index)?)));
    let Some([origin, _]) = lines().find(|(_, curve)| matches!(curve, Curve::Line(..))).map(|(_, curve)| curve.ends()) else {
        return Vec::new();
    };
    let mut levels: Vec<Level> = lines()
        .filter_map(|(curve, line)| {
            let Curve::Line(a, b) = line else { return None };
            let (a, b) = ([a[0] - origin[0], a[1] - origin[1]], [b[0] - origin[0], b[1] - origin[1]]);
            let mut angle = (b[1] - a[1]).atan2(b[0] - a[0]).rem_euclid(PI);
            if angle > PI - SAME_DIRECTION / 2.0 {
                angle -= PI;
            }
            let (sin, cos) = angle.sin_cos();
            let along = |p: [f64; 2]| p[0] * cos + p[1] * sin;
            let offset = ((a[1] + b[1]) * cos - (a[0] + b[0]) * sin) / 2.0;
            let (from, to) = (along(a).min(along(b)), along(a).max(along(b)));
            Some(Level { angle, offset, span: Span { curve, from, to } })
        })
        .collect();
    levels.sort_by(|a, b| a.angle.total_cmp(&b.angle));
    let mut out = Vec::new();
    for parallel in runs(&mut levels, |level| level.angle, SAME_DIRECTION) {
        parallel.sort_by(|a, b| a.offset.total_cmp(&b.offset));
        for straight in runs(parallel, |level| level.offset, tolerance) {
            if straight.len() > 1 {
                let mut spans: Vec<Span> = straight.iter().map(|level| level.span).collect();
                spans.sort_by(|a, b| a.from.total_cmp(&b.from));
                out.push(spans);
            }
        }
    }
    out
}

/// Cuts a sorted slice where a value leaves the first one of its run by more than `reach`.
fn runs<T>(sorted: &mut [T], value: impl Fn(&T) -> f64, reach: f64) -> Vec<&mut [T]> {
    let mut out = Vec::new();
    let mut rest = sorted;
    while let Some(first) = rest.first().map(&value) {
        let length = rest.iter().position(|item| value(item) - first > reach).unwrap_or(rest.len());
        let (run, further) = rest.split_at_mut(length);
        out.push(run);
        rest = further;
    }
    out
}

/// Length of each curve that lies on a line or arc before it, by curve; only what is longer than the tolerance.
pub(super) fn covered(curves: &[Curve], members: &[usize], tolerance: f64) -> HashMap<usize, f64> {
    let mut out = HashMap::new();
    for spans in collinear(curves, members, tolerance) {
        sweep(&spans, tolerance, 1.0, &mut out);
    }
    let mut circles: HashMap<[i64; 3], Vec<usize>> = HashMap::new();
    for index in members {
        if let Some((centre, radius)) = curves.get(*index).and_then(circle) {
            let grid = [centre[0], centre[1], radius].map(|value| (value / (2.0 * tolerance)).round() as i64);
            circles.entry(grid).or_default().push(*index);
        }
    }
    for group in circles.into_values().filter(|group| group.len() > 1) {
        let mut spans: Vec<Span> = group.iter().filter_map(|index| Some((*index, curves.get(*index)?))).flat_map(turns).collect();
        spans.sort_by(|a, b| a.from.total_cmp(&b.from));
        let radius = group.first().and_then(|index| circle(curves.get(*index)?)).map_or(0.0, |(_, radius)| radius);
        sweep(&spans, tolerance, radius, &mut out);
    }
    out
}

/// Adds what each span shares with those before it; `unit` is the length of one unit of the spans.
fn sweep(spans: &[Span], tolerance: f64, unit: f64, out: &mut HashMap<usize, f64>) {
    let mut reach = f64::NEG_INFINITY;
    for span in spans {
        let shared = (span.to.min(reach) - span.from) * unit;
        if shared > tolerance {
            *out.entry(span.curve).or_insert(0.0) += shared;
        }
        reach = reach.max(span.to);
    }
}

fn circle(curve: &Curve) -> Option<([f64; 2], f64)> {
    let Curve::Arc { centre, .. } = curve else { return None };
    Some((*centre, curve.radius()?))
}

/// The turn of a circular arc as angles seen from its centre, cut where a turn ends.
fn turns((curve, arc): (usize, &Curve)) -> Vec<Span> {
    let Curve::Arc { centre, u, v, sweep, .. } = arc else { return Vec::new() };
    let seen = |p: [f64; 2]| (p[1] - centre[1]).atan2(p[0] - centre[0]);
    let [start, end] = arc.ends();
    // A mirrored arc runs clockwise: seen counter-clockwise it begins at its end.
    let from = if u[0] * v[1] - u[1] * v[0] >= 0.0 { seen(start) } else { seen(end) }.rem_euclid(TAU);
    let to = from + sweep;
    if to > TAU { vec![Span { curve, from, to: TAU }, Span { curve, from: 0.0, to: to - TAU }] } else { vec![Span { curve, from, to }] }
}

/// Replaces lines among `members` that overlap on one straight by one line each; the new lines are added to `curves`.
pub(super) fn merged(curves: &mut Vec<Curve>, members: &[usize], tolerance: f64) -> Vec<usize> {
    let mut replaced: HashMap<usize, ()> = HashMap::new();
    let mut added = Vec::new();
    for spans in collinear(curves, members, tolerance) {
        let mut chain: Vec<Span> = Vec::new();
        let mut reach = f64::NEG_INFINITY;
        for span in spans.iter().copied().chain([Span { curve: usize::MAX, from: f64::INFINITY, to: f64::INFINITY }]) {
            if span.from >= reach - tolerance {
                if chain.len() > 1
                    && let Some(line) = united(curves, &chain)
                {
                    replaced.extend(chain.iter().map(|span| (span.curve, ())));
                    added.push(curves.len());
                    curves.push(line);
                }
                chain.clear();
            }
            reach = reach.max(span.to);
            chain.push(span);
        }
    }
    members.iter().copied().filter(|index| !replaced.contains_key(index)).chain(added).collect()
}

/// One line from the first to the last end of overlapping ones.
fn united(curves: &[Curve], chain: &[Span]) -> Option<Curve> {
    let first = chain.iter().min_by(|a, b| a.from.total_cmp(&b.from))?;
    let last = chain.iter().max_by(|a, b| a.to.total_cmp(&b.to))?;
    let (Curve::Line(a, b), Curve::Line(c, d)) = (curves.get(first.curve)?, curves.get(last.curve)?) else { return None };
    // The two ends of all four that stand farthest apart.
    let ends = [a, b, c, d];
    let pairs = ends.iter().flat_map(|p| ends.iter().map(move |q| (**p, **q)));
    let (p, q) = pairs.max_by(|(p, q), (r, s)| (p[0] - q[0]).hypot(p[1] - q[1]).total_cmp(&(r[0] - s[0]).hypot(r[1] - s[1])))?;
    Some(Curve::Line(p, q))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arc(start: f64, sweep: f64) -> Curve {
        Curve::Arc { centre: [3.0, 4.0], u: [10.0, 0.0], v: [0.0, 10.0], start, sweep }
    }

    fn total(curves: &[Curve]) -> f64 {
        let members: Vec<usize> = (0..curves.len()).collect();
        covered(curves, &members, 0.01).values().sum()
    }

    #[test]
    fn what_lies_on_another_is_measured() {
        let line = Curve::Line;
        assert!((total(&[line([0.0, 0.0], [10.0, 0.0]), line([15.0, 0.0], [5.0, 0.0])]) - 5.0).abs() < 1e-9);
        assert!((total(&[line([0.0, 0.0], [9.0, 12.0]), line([3.0, 4.0], [6.0, 8.0])]) - 5.0).abs() < 1e-9);
        assert_eq!(total(&[line([0.0, 0.0], [10.0, 0.0]), line([0.0, 0.1], [10.0, 0.1])]), 0.0);
        assert_eq!(total(&[line([0.0, 0.0], [10.0, 0.0]), line([10.0, 0.0], [20.0, 0.0])]), 0.0);
        // Directions just above and just below the turn of the scale.
        assert!((total(&[line([0.0, 0.0], [10.0, 1e-6]), line([12.0, -1e-6], [2.0, 0.0])]) - 8.0).abs() < 1e-5);
        assert!((total(&[arc(0.0, 2.0), arc(1.0, 2.0)]) - 10.0).abs() < 1e-9);
        assert!((total(&[arc(-0.5, 1.0), arc(0.0, 0.25)]) - 2.5).abs() < 1e-9);
        let mirrored = Curve::Arc { centre: [3.0, 4.0], u: [10.0, 0.0], v: [0.0, -10.0], start: -1.0, sweep: 1.0 };
        assert!((total(&[arc(0.0, 2.0), mirrored]) - 10.0).abs() < 1e-9);
    }

    #[test]
    fn overlapping_lines_become_one() {
        let mut curves = vec![
            Curve::Line([0.0, 0.0], [6.0, 0.0]),
            Curve::Line([10.0, 0.0], [4.0, 0.0]),
            Curve::Line([20.0, 0.0], [30.0, 0.0]),
            Curve::Line([0.0, 1.0], [6.0, 1.0]),
        ];
        let left = merged(&mut curves, &[0, 1, 2, 3], 0.01);
        assert_eq!(left, vec![2, 3, 4]);
        let ends = curves[4].ends();
        assert!(ends.contains(&[0.0, 0.0]) && ends.contains(&[10.0, 0.0]), "{ends:?}");
    }
}
