//! T-slots and dovetails: a floor whose side walls are covered, or lean over it.

use std::collections::HashSet;

use trusquin_domain::{Convexity, Feature, FeatureKind};

use super::graph::{Faces, SAME_MM};
use crate::geometry::vector::{Vector, dot, minus};

/// Sine of the least lean of a dovetail's wall over its floor: 10 degrees, above any draft of moulded parts.
const LEAN: f64 = 0.174;

pub(super) fn undercuts(faces: &Faces, used: &mut HashSet<usize>) -> Vec<Feature> {
    let mut found = Vec::new();
    for floor in 0..faces.len() {
        if used.contains(&floor) {
            continue;
        }
        let Some(normal) = faces.normal(floor) else { continue };
        let walls: Vec<(usize, Vector)> = faces
            .around(floor)
            .iter()
            .filter(|(edge, _)| edge.convexity == Convexity::Concave)
            .filter_map(|(_, other)| faces.normal(*other).map(|n| (*other, n)))
            .collect();
        let pair = walls
            .iter()
            .enumerate()
            .find_map(|(i, a)| walls.iter().skip(i + 1).find(|b| face_one_another(faces, *a, **b, normal)).map(|b| (*a, *b)));
        let Some((a, b)) = pair else { continue };
        let cut = dovetail(faces, floor, normal, a, b).or_else(|| t_slot(faces, floor, normal, a, b));
        // A guide is longer than its mouth is wide, and it has a mouth; across a bent sheet neither holds.
        let guide = |f: &Feature| f.length_mm.zip(f.width_mm).is_some_and(|(length, width)| width > SAME_MM && length > width);
        if let Some((feature, members)) = cut.filter(|(feature, _)| guide(feature)) {
            used.extend(members);
            found.push(feature);
        }
    }
    found
}

/// Their normals look at each other across the floor, and both lean alike.
fn face_one_another(faces: &Faces, a: (usize, Vector), b: (usize, Vector), up: Vector) -> bool {
    let flat = |n: Vector| minus(n, up.map(|x| x * dot(n, up)));
    let (p, q) = (flat(a.1), flat(b.1));
    let length = (dot(p, p) * dot(q, q)).sqrt();
    length > 0.1
        && dot(p, q) < -0.999 * length
        && (dot(a.1, up) - dot(b.1, up)).abs() < 0.02
        && dot(minus(faces.face(b.0).centre_mm, faces.face(a.0).centre_mm), p) > 0.0
}

/// Distance between two facing walls at the height of `level`, seen along the normal of the first.
fn apart(faces: &Faces, a: (usize, Vector), b: usize, up: Vector, highest: bool) -> f64 {
    let side = minus(a.1, up.map(|x| x * dot(a.1, up)));
    let length = dot(side, side).sqrt().max(1e-9);
    let at = |face: usize| {
        let points = || faces.around(face).into_iter().flat_map(|(edge, _)| edge.ends);
        let level = points()
            .map(|p| dot(p, up))
            .fold(if highest { f64::NEG_INFINITY } else { f64::INFINITY }, if highest { f64::max } else { f64::min });
        let on = points().filter(|p| (dot(*p, up) - level).abs() < SAME_MM).map(|p| dot(p, side) / length);
        (on.clone().sum::<f64>(), on.count().max(1) as f64)
    };
    let ((s, n), (t, m)) = (at(a.0), at(b));
    (t / m - s / n).abs()
}

fn along(faces: &Faces, floor: usize, wall: usize) -> f64 {
    faces.around(floor).iter().filter(|(_, o)| *o == wall).map(|(edge, _)| edge.length_mm).fold(0.0, f64::max)
}

fn dovetail(faces: &Faces, floor: usize, up: Vector, a: (usize, Vector), b: (usize, Vector)) -> Option<(Feature, Vec<usize>)> {
    let lean = -dot(a.1, up);
    (lean > LEAN && lean < 0.95).then_some(())?;
    let (low, high) = faces.extent(a.0, up);
    let feature = Feature {
        axis: Some(up),
        through: Some(true),
        depth_mm: Some(high - low),
        width_mm: Some(apart(faces, a, b.0, up, true)),
        length_mm: Some(along(faces, floor, a.0)),
        angle_deg: Some(90.0 - lean.asin().to_degrees()),
        ..Feature::new(FeatureKind::DovetailSlot, faces.references(vec![floor, a.0, b.0]))
    };
    Some((feature, vec![floor, a.0, b.0]))
}

fn t_slot(faces: &Faces, floor: usize, up: Vector, a: (usize, Vector), b: (usize, Vector)) -> Option<(Feature, Vec<usize>)> {
    (dot(a.1, up).abs() < 0.01).then_some(())?;
    // A ceiling stands on each wall, and a neck goes up from its inner edge.
    let cover = |wall: usize| {
        faces
            .around(wall)
            .into_iter()
            .find(|(edge, o)| edge.convexity == Convexity::Concave && *o != floor && faces.normal(*o).is_some_and(|n| dot(n, up) < -0.999))
            .map(|(_, o)| o)
    };
    let neck = |ceiling: usize, inwards: Vector| {
        faces
            .around(ceiling)
            .into_iter()
            .find(|(edge, o)| edge.convexity == Convexity::Convex && faces.normal(*o).is_some_and(|n| dot(n, inwards) > 0.999))
            .map(|(_, o)| o)
    };
    let (c, d) = (cover(a.0)?, cover(b.0)?);
    let (e, f) = (neck(c, a.1)?, neck(d, b.1)?);
    let foot = faces.extent(floor, up).0;
    let members = vec![floor, a.0, b.0, c, d, e, f];
    let feature = Feature {
        axis: Some(up),
        through: Some(true),
        depth_mm: Some(faces.extent(e, up).1 - foot),
        width_mm: Some(apart(faces, (e, a.1), f, up, true)),
        length_mm: Some(along(faces, floor, a.0)),
        ..Feature::new(FeatureKind::TSlot, faces.references(members.clone()))
    };
    Some((feature, members))
}
