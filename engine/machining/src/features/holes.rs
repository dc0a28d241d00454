//! Holes of the model in the words of features: their cones and shoulders join the cylinders the reader lists.

use std::collections::{HashMap, HashSet};

use trusquin_domain::{Convexity, FaceSurface, Feature, FeatureKind, Hole, HoleKind, ProfileStep};

use super::graph::{Faces, SAME_MM, off_axis, parallel};
use super::patterns::patterns;
use super::profile;
use crate::geometry::vector::{Vector, dot, minus};

/// One feature per sort of hole the reader counted together.
pub(super) fn holes(faces: &Faces, holes: &[Hole], used: &mut HashSet<usize>) -> Vec<Feature> {
    let mut found: Vec<Feature> = holes.iter().flat_map(|hole| split(faces, hole)).map(|hole| feature(faces, &hole, used)).collect();
    cross(faces, &mut found);
    found
}

/// The reader counts holes of one kind, diameter and depth together; here those with other countersinks or edges part.
fn split(faces: &Faces, hole: &Hole) -> Vec<Hole> {
    let mut by_axis: Vec<(Option<usize>, Vec<String>)> = Vec::new();
    for reference in &hole.references {
        let axis = faces.find(reference).and_then(|face| faces.axis_of(face));
        match by_axis.iter_mut().find(|(known, _)| *known == axis) {
            Some((_, references)) => references.push(reference.clone()),
            None => by_axis.push((axis, vec![reference.clone()])),
        }
    }
    let total = by_axis.len();
    let mut sorts: Vec<(Vec<ProfileStep>, usize, Vec<String>)> = Vec::new();
    for (_, references) in by_axis {
        let one = Hole { references, ..hole.clone() };
        let (all, ..) = members(faces, &one);
        let steps = drillings(faces, &one, &all).into_iter().next().map(|d| d.steps).unwrap_or_default();
        match sorts.iter_mut().find(|(known, ..)| alike(known, &steps)) {
            Some((_, count, references)) => {
                *count += 1;
                references.extend(one.references);
            }
            None => sorts.push((steps, 1, one.references)),
        }
    }
    if sorts.len() < 2 {
        return vec![hole.clone()];
    }
    // A body placed several times counts its holes as often.
    let times = (f64::from(hole.count) / total as f64).max(1.0);
    sorts
        .into_iter()
        .map(|(_, count, references)| Hole { references, count: (count as f64 * times).round() as u32, ..hole.clone() })
        .collect()
}

/// The same steps from either end: equal holes drilled from both sides of the part are one sort.
fn alike(a: &[ProfileStep], b: &[ProfileStep]) -> bool {
    let same = |a: &[ProfileStep], b: &[ProfileStep]| {
        let near = |x: f64, y: f64| (x - y).abs() < SAME_MM;
        a.len() == b.len()
            && a.iter().zip(b).all(|(a, b)| {
                near(a.length_mm, b.length_mm) && near(a.diameter_mm, b.diameter_mm) && near(a.end_diameter_mm, b.end_diameter_mm)
            })
    };
    let length = b.iter().map(|s| s.at_mm + s.length_mm).fold(0.0, f64::max);
    same(a, b) || same(a, &profile::reversed(b, length))
}

/// All faces of equal holes, the widest diameter, and the angle of a countersink.
fn members(faces: &Faces, hole: &Hole) -> (Vec<usize>, f64, Option<f64>) {
    let bores: Vec<usize> = hole.references.iter().filter_map(|r| faces.find(r)).collect();
    let mut all = bores.clone();
    let mut widest = hole.diameter_mm;
    let mut angle = None;
    for bore in &bores {
        let Some((axis, origin, radius)) = faces.cylinder(*bore) else { continue };
        widest = widest.max(2.0 * radius);
        for (_, other) in faces.around(*bore) {
            match faces.face(other).surface {
                FaceSurface::Cone { axis: about, apex, half_angle_deg }
                    if faces.face(other).concave && parallel(about, axis) && off_axis(apex, origin, axis) < SAME_MM =>
                {
                    all.push(other);
                    if hole.kind == HoleKind::Countersink && is_mouth(faces, other) {
                        angle = Some(2.0 * half_angle_deg);
                        widest = widest.max(rim(faces, other));
                    }
                }
                // A shoulder or a floor inside the hole: all its neighbours belong to the hole.
                FaceSurface::Plane { normal, .. }
                    if parallel(normal, axis) && faces.graph.around(other).all(|(_, n)| is_coaxial(faces, n, axis, origin)) =>
                {
                    all.push(other);
                }
                // The rounded foot or mouth of the bore.
                FaceSurface::Torus { axis: about, centre, .. } if parallel(about, axis) && off_axis(centre, origin, axis) < SAME_MM => {
                    all.push(other);
                }
                _ => {}
            }
        }
    }
    (all, widest, angle)
}

fn feature(faces: &Faces, hole: &Hole, used: &mut HashSet<usize>) -> Feature {
    let (all, widest, angle) = members(faces, hole);
    used.extend(all.iter().copied());
    let kind = match hole.kind {
        HoleKind::Plain => FeatureKind::Hole,
        HoleKind::Counterbore => FeatureKind::CounterboredHole,
        HoleKind::Countersink => FeatureKind::CountersunkHole,
        HoleKind::Stepped => FeatureKind::SteppedHole,
    };
    let drillings = drillings(faces, hole, &all);
    let centres: Vec<Vector> = drillings.iter().map(|d| d.mouth).collect();
    let mut access: Vec<Vector> = Vec::new();
    for direction in drillings.iter().flat_map(|d| &d.access) {
        if !access.iter().any(|known| dot(*known, *direction) > 0.999) {
            access.push(*direction);
        }
    }
    Feature {
        axis: Some(hole.axis),
        through: Some(hole.through),
        diameter_mm: Some(hole.diameter_mm),
        second_diameter_mm: (widest > hole.diameter_mm + SAME_MM).then_some(widest),
        depth_mm: Some(hole.depth_mm),
        depth_ratio: (hole.diameter_mm > 0.0).then(|| hole.depth_mm / hole.diameter_mm),
        angle_deg: angle,
        steps: drillings.into_iter().next().map(|d| d.steps).unwrap_or_default(),
        access,
        patterns: patterns(&centres, hole.axis),
        count: hole.count,
        ..Feature::new(kind, faces.references(all))
    }
}

/// One of the equal holes.
struct Drilling {
    mouth: Vector,
    steps: Vec<ProfileStep>,
    access: Vec<Vector>,
}

/// The faces of equal holes told apart by their axes: where each opens, and its steps from there.
fn drillings(faces: &Faces, hole: &Hole, all: &[usize]) -> Vec<Drilling> {
    let mut by_axis: HashMap<usize, Vec<usize>> = HashMap::new();
    for face in all {
        if let Some(axis) = faces.axis_of(*face) {
            by_axis.entry(axis).or_default().push(*face);
        }
    }
    let mut axes: Vec<(usize, Vec<usize>)> = by_axis.into_iter().collect();
    axes.sort_unstable_by_key(|(axis, _)| *axis);
    axes.into_iter().filter_map(|(axis, members)| drilling(faces, hole, faces.axes().get(axis)?, &members)).collect()
}

fn drilling(faces: &Faces, hole: &Hole, line: &super::graph::AxisLine, members: &[usize]) -> Option<Drilling> {
    let mut steps = profile::steps(faces, members.iter().copied(), line.axis, line.origin);
    // Two equal holes on one axis: one of them is enough to tell the steps.
    let gap = steps.windows(2).position(|w| match w {
        [a, b] => b.at_mm > a.at_mm + a.length_mm + SAME_MM,
        _ => false,
    });
    if let Some(gap) = gap
        && steps.iter().take(gap + 1).map(|s| s.length_mm).sum::<f64>() > hole.depth_mm - SAME_MM
    {
        steps.truncate(gap + 1);
    }
    let (low, high) = (steps.first()?.at_mm, steps.last().map(|s| s.at_mm + s.length_mm)?);
    for step in &mut steps {
        step.at_mm -= low;
        step.inside = true;
    }
    let (first, last) = (steps.first()?.diameter_mm, steps.last()?.end_diameter_mm);
    let point = |at: f64| [line.origin[0] + at * line.axis[0], line.origin[1] + at * line.axis[1], line.origin[2] + at * line.axis[2]];
    let (up, down) = (line.axis, line.axis.map(|x| 0.0 - x));
    let (closed_low, closed_high) = (is_closed(faces, members, point(low), down), is_closed(faces, members, point(high), up));
    // A blind hole opens at its other end; a through hole is drilled from its wider one, a plain one from either.
    let from_low = match (closed_low, closed_high) {
        (false, true) => true,
        (true, false) => false,
        _ => first >= last,
    };
    let access = if !hole.through {
        vec![if from_low { down } else { up }]
    } else if (first - last).abs() < SAME_MM {
        vec![up, down]
    } else {
        vec![if from_low { down } else { up }]
    };
    let mouth = point(if from_low { low } else { high });
    Some(Drilling { mouth, steps: if from_low { steps } else { profile::reversed(&steps, high - low) }, access })
}

/// Something closes the hole at this end: the tip of the drill, or a floor.
fn is_closed(faces: &Faces, members: &[usize], end: Vector, outwards: Vector) -> bool {
    let at_end = |p: Vector| dot(minus(p, end), outwards) > -SAME_MM;
    members.iter().any(|face| match faces.face(*face).surface {
        FaceSurface::Cone { apex, axis, .. } => dot(minus(apex, end), outwards).abs() < SAME_MM && dot(axis, outwards) < 0.0,
        FaceSurface::Cylinder { .. } | FaceSurface::Torus { .. } => faces.around(*face).iter().any(|(edge, other)| {
            at_end(edge.middle)
                && match faces.face(*other).surface {
                    FaceSurface::Plane { normal, .. } => dot(normal, outwards) < -0.999,
                    FaceSurface::Sphere { .. } => faces.face(*other).concave,
                    _ => false,
                }
        }),
        _ => false,
    })
}

/// Holes that run into one another: their bores share an edge, or one opens in the other.
fn cross(faces: &Faces, found: &mut [Feature]) {
    let mut owner: HashMap<usize, usize> = HashMap::new();
    for (index, feature) in found.iter().enumerate() {
        owner.extend(feature.faces.iter().filter_map(|r| faces.find(r)).map(|face| (face, index)));
    }
    let mut met: Vec<(usize, usize)> = Vec::new();
    for (face, index) in &owner {
        if faces.face(*face).concave {
            met.extend(
                faces
                    .around(*face)
                    .iter()
                    .filter(|(_, other)| faces.face(*other).concave && faces.axis_of(*other) != faces.axis_of(*face))
                    .filter_map(|(_, other)| owner.get(other))
                    .map(|other| (*index, *other)),
            );
        }
    }
    met.sort_unstable();
    met.dedup();
    for (index, other) in met {
        if let Some(feature) = found.get_mut(index) {
            feature.crosses.push(other);
        }
    }
}

fn is_coaxial(faces: &Faces, index: usize, axis: [f64; 3], origin: [f64; 3]) -> bool {
    match faces.face(index).surface {
        FaceSurface::Cylinder { axis: a, origin: o, .. } | FaceSurface::Cone { axis: a, apex: o, .. } => {
            faces.face(index).concave && parallel(a, axis) && off_axis(o, origin, axis) < SAME_MM
        }
        FaceSurface::Torus { axis: a, centre: o, .. } => parallel(a, axis) && off_axis(o, origin, axis) < SAME_MM,
        _ => false,
    }
}

/// The cone opens on a face outside the hole.
fn is_mouth(faces: &Faces, cone: usize) -> bool {
    faces.around(cone).iter().any(|(edge, other)| edge.convexity == Convexity::Convex && faces.normal(*other).is_some())
}

/// Largest diameter on the boundary of a cone.
fn rim(faces: &Faces, cone: usize) -> f64 {
    let FaceSurface::Cone { axis, apex, .. } = faces.face(cone).surface else { return 0.0 };
    faces.around(cone).iter().flat_map(|(edge, _)| edge.ends).map(|p| 2.0 * off_axis(p, apex, axis)).fold(0.0, f64::max)
}
