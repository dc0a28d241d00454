//! What a lathe makes: the faces around one axis, and grooves cut into them.

use std::collections::HashSet;

use trusquin_domain::{Convexity, FaceSurface, Feature, FeatureKind, SolidGeometry};

use super::graph::{Faces, SAME_MM, off_axis, parallel};
use crate::geometry::{
    turned_shape,
    vector::{Vector, dot},
};

/// Share of the area a lathe must make before the part has a turned profile.
const TURNED_SHARE: f64 = 0.6;
/// The part fills this share of the circle it turns in.
const ROUND: f64 = 0.9;

/// The turned profile with the faces it is made of.
pub(super) struct Profile {
    pub feature: Feature,
    pub faces: HashSet<usize>,
}

/// The turned profile of a single solid, when it has one.
pub(super) fn profile(faces: &Faces, solid: &SolidGeometry) -> Option<Profile> {
    if solid.solids != 1 {
        return None;
    }
    let shape = turned_shape(solid)?;
    if shape.turned_share < TURNED_SHARE || shape.roundness < ROUND || shape.diameter_mm < ROUND * shape.swing_mm {
        return None;
    }
    let members: HashSet<usize> = (0..faces.len()).filter(|i| is_turned(faces, *i, shape.axis, shape.origin)).collect();
    let feature = Feature {
        axis: Some(shape.axis),
        diameter_mm: Some(shape.diameter_mm),
        length_mm: Some(shape.length_mm),
        ..Feature::new(FeatureKind::TurnedProfile, faces.references(members.iter().copied().collect()))
    };
    (!members.is_empty()).then_some(Profile { feature, faces: members })
}

/// A face of revolution about the axis, or a plane square to it that a face of revolution bounds.
fn is_turned(faces: &Faces, index: usize, axis: Vector, origin: Vector) -> bool {
    let about = |i: usize| match faces.face(i).surface {
        FaceSurface::Cylinder { axis: a, origin: o, .. }
        | FaceSurface::Cone { axis: a, apex: o, .. }
        | FaceSurface::Torus { axis: a, centre: o, .. } => parallel(a, axis) && off_axis(o, origin, axis) < 5.0 * SAME_MM,
        FaceSurface::Sphere { centre, .. } => off_axis(centre, origin, axis) < 5.0 * SAME_MM,
        _ => false,
    };
    match faces.face(index).surface {
        FaceSurface::Plane { normal, .. } => parallel(normal, axis) && faces.around(index).iter().any(|(_, o)| about(*o)),
        _ => about(index),
    }
}

/// Grooves: a cylinder between two facing shoulders that both end at an outside corner.
pub(super) fn grooves(faces: &Faces, used: &mut HashSet<usize>) -> Vec<Feature> {
    let mut found = Vec::new();
    let mut seen: HashSet<usize> = HashSet::new();
    for floor in 0..faces.len() {
        let Some((axis, origin, radius)) = faces.cylinder(floor) else { continue };
        if seen.contains(&floor) {
            continue;
        }
        // The pieces of one ring: a cylinder is often written in halves.
        let ring: Vec<usize> = (0..faces.len())
            .filter(|i| {
                faces.face(*i).concave == faces.face(floor).concave
                    && faces
                        .cylinder(*i)
                        .is_some_and(|(a, o, r)| parallel(a, axis) && (r - radius).abs() < SAME_MM && off_axis(o, origin, axis) < SAME_MM)
                    && (faces.extent(*i, axis).0 - faces.extent(floor, axis).0).abs() < SAME_MM
                    && (faces.extent(*i, axis).1 - faces.extent(floor, axis).1).abs() < SAME_MM
            })
            .collect();
        if ring.iter().map(|i| faces.face(*i).sweep_deg).sum::<f64>() < 359.0 {
            continue;
        }
        seen.extend(&ring);
        let mut shoulders: Vec<(usize, f64)> = Vec::new();
        let mut sure = true;
        for (edge, other) in ring.iter().flat_map(|i| faces.around(*i)).filter(|(_, o)| !ring.contains(o)) {
            match faces.normal(other).filter(|n| edge.convexity == Convexity::Concave && parallel(*n, axis)) {
                Some(n) => shoulders.push((other, dot(n, axis).signum())),
                None => sure = false,
            }
        }
        if !sure || !shoulders.iter().any(|s| s.1 > 0.0) || !shoulders.iter().any(|s| s.1 < 0.0) {
            continue;
        }
        // Both shoulders end on a wider outside (or narrower inside) cylinder: nearest of both is what the groove is cut into.
        let rim = |sign: f64| {
            shoulders
                .iter()
                .filter(|s| s.1 == sign)
                .flat_map(|s| faces.around(s.0))
                .filter(|(e, o)| e.convexity == Convexity::Convex && faces.face(*o).concave == faces.face(floor).concave)
                .filter_map(|(_, o)| {
                    faces.cylinder(o).filter(|(a, p, _)| parallel(*a, axis) && off_axis(*p, origin, axis) < SAME_MM).map(|c| c.2)
                })
                .next()
        };
        let (Some(a), Some(b)) = (rim(1.0), rim(-1.0)) else { continue };
        let into = if faces.face(floor).concave { a.max(b) } else { a.min(b) };
        let (low, high) = faces.extent(floor, axis);
        let depth = (into - radius).abs();
        // Wider than a few depths it is a turned neck, not a groove.
        if high - low > 4.0 * depth + 5.0 {
            continue;
        }
        let mut members = ring;
        members.extend(shoulders.iter().map(|s| s.0));
        used.extend(members.iter().copied());
        found.push(Feature {
            axis: Some(axis),
            diameter_mm: Some(2.0 * into),
            second_diameter_mm: Some(2.0 * radius),
            depth_mm: Some(depth),
            width_mm: Some(high - low),
            ..Feature::new(FeatureKind::Groove, faces.references(members))
        });
    }
    found
}
