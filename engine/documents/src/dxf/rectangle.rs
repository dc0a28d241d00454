//! The smallest rectangle round an outline in any direction: what a nest on a sheet needs.

use super::curve::{Curve, Envelope};

/// Directions tried at most; an outline of more corners is looked at along every second, third, ... edge.
const MOST_DIRECTIONS: usize = 512;
/// A turned rectangle must be smaller by this share than the upright one, so that a square or a circle stays upright.
const WORTH_TURNING: f64 = 1e-3;

/// Sides (long one first) and direction of the long side, degrees from 0 up to 180; `points` follow the curves closely, the curves are exact.
pub(super) fn smallest(curves: &[&Curve], points: &[[f64; 2]]) -> Option<([f64; 2], f64)> {
    let hull = hull(points);
    let stride = hull.len().div_ceil(MOST_DIRECTIONS).max(1);
    let next = hull.iter().cycle().skip(1);
    let mut best = (0.0, size(curves, 0.0)?);
    let area = |size: [f64; 2]| size[0] * size[1];
    let rough = hull
        .iter()
        .zip(next)
        .step_by(stride)
        .map(|(a, b)| (b[1] - a[1]).atan2(b[0] - a[0]))
        .map(|angle| (angle, area(of_points(&hull, angle))))
        .min_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((angle, _)) = rough
        && let Some(turned) = size(curves, angle)
        && area(turned) < area(best.1) * (1.0 - WORTH_TURNING)
    {
        best = (angle, turned);
    }
    let (angle, [along, across]) = best;
    let turn = if along >= across { 0.0 } else { 90.0 };
    let degrees = (angle.to_degrees() + turn).rem_euclid(180.0);
    // 179.9999999 degrees is the x axis.
    let degrees = if 180.0 - degrees < 1e-6 { 0.0 } else { degrees };
    Some(([along.max(across), along.min(across)], degrees))
}

/// Extent along a direction and across it, of the curves themselves.
fn size(curves: &[&Curve], angle: f64) -> Option<[f64; 2]> {
    let mut envelope = Envelope::default();
    for curve in curves {
        curve.turned(-angle).extend(&mut envelope);
    }
    envelope.size()
}

fn of_points(points: &[[f64; 2]], angle: f64) -> [f64; 2] {
    let (sin, cos) = angle.sin_cos();
    let mut envelope = Envelope::default();
    for [x, y] in points {
        envelope.add([x * cos + y * sin, y * cos - x * sin]);
    }
    envelope.size().unwrap_or([f64::INFINITY; 2])
}

/// Convex hull, counter-clockwise (A. M. Andrew's monotone chain).
fn hull(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    sorted.dedup();
    let half = |points: &mut dyn Iterator<Item = &[f64; 2]>| {
        let mut out: Vec<[f64; 2]> = Vec::new();
        for p in points {
            while let [.., a, b] = out.as_slice()
                && (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) <= 0.0
            {
                out.pop();
            }
            out.push(*p);
        }
        out.pop();
        out
    };
    let mut out = half(&mut sorted.iter());
    out.extend(half(&mut sorted.iter().rev()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    fn check(corners: &[[f64; 2]], turn_deg: f64, sides: [f64; 2], angle: f64) {
        let (sin, cos) = turn_deg.to_radians().sin_cos();
        let corners: Vec<[f64; 2]> = corners.iter().map(|[x, y]| [x * cos - y * sin + 700.0, x * sin + y * cos - 300.0]).collect();
        let curves: Vec<Curve> = (0..corners.len()).map(|i| Curve::Line(corners[i], corners[(i + 1) % corners.len()])).collect();
        let (got, degrees) = smallest(&curves.iter().collect::<Vec<_>>(), &corners).unwrap_or_default();
        assert!((got[0] - sides[0]).abs() < 1e-6 && (got[1] - sides[1]).abs() < 1e-6, "{got:?} {sides:?}");
        assert!((degrees - angle).abs() < 1e-6, "{degrees} {angle}");
    }

    #[test]
    fn the_rectangle_turns_with_the_part() {
        let plate = [[0.0, 0.0], [100.0, 0.0], [100.0, 30.0], [60.0, 30.0], [60.0, 20.0], [0.0, 20.0]];
        check(&plate, 0.0, [100.0, 30.0], 0.0);
        check(&plate, 33.0, [100.0, 30.0], 33.0);
        check(&plate, 120.0, [100.0, 30.0], 120.0);
        check(&plate, 180.0, [100.0, 30.0], 0.0);
        check(&[[0.0, 0.0], [10.0, 0.0], [10.0, 40.0], [0.0, 40.0]], 0.0, [40.0, 10.0], 90.0);
    }

    #[test]
    fn round_ones_are_exact_and_upright() {
        let circle = Curve::Arc { centre: [5.0, 5.0], u: [10.0, 0.0], v: [0.0, 10.0], start: 0.3, sweep: TAU };
        let points: Vec<[f64; 2]> = (0..64).map(|step| circle.at(f64::from(step) / 64.0)).collect();
        let (sides, angle) = smallest(&[&circle], &points).unwrap_or_default();
        assert!((sides[0] - 20.0).abs() < 1e-9 && (sides[1] - 20.0).abs() < 1e-9 && angle.abs() < 1e-9, "{sides:?} {angle}");
        assert_eq!(smallest(&[], &[]), None);
    }
}
