//! Holes of the model in the words of features: their cones and shoulders join the cylinders the reader lists.

use std::collections::HashSet;

use trusquin_domain::{Convexity, FaceSurface, Feature, FeatureKind, Hole, HoleKind};

use super::graph::{Faces, SAME_MM, off_axis, parallel};

/// One feature per sort of hole the reader counted together.
pub(super) fn holes(faces: &Faces, holes: &[Hole], used: &mut HashSet<usize>) -> Vec<Feature> {
    holes.iter().map(|hole| feature(faces, hole, used)).collect()
}

fn feature(faces: &Faces, hole: &Hole, used: &mut HashSet<usize>) -> Feature {
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
                    if parallel(normal, axis) && faces.around(other).iter().all(|(_, n)| is_coaxial(faces, *n, axis, origin)) =>
                {
                    all.push(other);
                }
                _ => {}
            }
        }
    }
    used.extend(all.iter().copied());
    let kind = match hole.kind {
        HoleKind::Plain => FeatureKind::Hole,
        HoleKind::Counterbore => FeatureKind::CounterboredHole,
        HoleKind::Countersink => FeatureKind::CountersunkHole,
        HoleKind::Stepped => FeatureKind::SteppedHole,
    };
    Feature {
        axis: Some(hole.axis),
        through: Some(hole.through),
        diameter_mm: Some(hole.diameter_mm),
        second_diameter_mm: (widest > hole.diameter_mm + SAME_MM).then_some(widest),
        depth_mm: Some(hole.depth_mm),
        angle_deg: angle,
        count: hole.count,
        ..Feature::new(kind, faces.references(all))
    }
}

fn is_coaxial(faces: &Faces, index: usize, axis: [f64; 3], origin: [f64; 3]) -> bool {
    match faces.face(index).surface {
        FaceSurface::Cylinder { axis: a, origin: o, .. } | FaceSurface::Cone { axis: a, apex: o, .. } => {
            faces.face(index).concave && parallel(a, axis) && off_axis(o, origin, axis) < SAME_MM
        }
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
