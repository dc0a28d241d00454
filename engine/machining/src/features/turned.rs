//! What a lathe makes: the faces around one axis, and grooves cut into them.

use std::collections::HashSet;

use trusquin_domain::{Convexity, FaceSurface, Feature, FeatureKind, ProfileStep, SolidGeometry, StepKind};

use super::graph::{Faces, SAME_MM, canonical, off_axis, parallel, square};
use super::profile;
use crate::geometry::{
    turned_shape,
    vector::{Vector, dot, minus},
};

/// Share of the area a lathe must make before the part has a turned profile.
const TURNED_SHARE: f64 = 0.6;
/// The part fills this share of the circle it turns in.
const ROUND: f64 = 0.9;

/// The turned profile with the faces it is made of.
pub(super) struct Profile {
    pub feature: Feature,
    pub faces: HashSet<usize>,
    pub origin: Vector,
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
    let axis = canonical(shape.axis);
    let reach = |of: fn(f64, f64) -> f64, start: f64, pick: fn((f64, f64)) -> f64| {
        members.iter().map(|i| pick(faces.extent(*i, axis))).filter(|x| x.is_finite()).fold(start, of)
    };
    let (low, high) = (reach(f64::min, f64::INFINITY, |e| e.0), reach(f64::max, f64::NEG_INFINITY, |e| e.1));
    let mut order: Vec<usize> = members.iter().copied().collect();
    order.sort_unstable();
    let from_end = {
        let base = dot(shape.origin, axis) - low;
        [0, 1, 2].map(|k| shape.origin[k] - base * axis[k])
    };
    let steps = profile::steps(faces, order.iter().copied(), axis, from_end);
    let feature = Feature {
        axis: Some(axis),
        diameter_mm: Some(shape.diameter_mm),
        length_mm: Some(if high > low { high - low } else { shape.length_mm }),
        access: sides(&steps, axis),
        steps,
        ..Feature::new(FeatureKind::TurnedProfile, faces.references(order))
    };
    (!members.is_empty()).then_some(Profile { feature, faces: members, origin: shape.origin })
}

/// Ends the lathe must reach the part from: one when no diameter hides behind a larger one outside or a smaller one inside.
fn sides(steps: &[ProfileStep], axis: Vector) -> Vec<Vector> {
    // A groove is plunged square to the axis from either clamping.
    let hidden = |from_low: bool| {
        steps.iter().filter(|s| s.kind != StepKind::Groove).any(|s| {
            let own = if s.inside { s.diameter_mm.min(s.end_diameter_mm) } else { s.diameter_mm.max(s.end_diameter_mm) };
            steps.iter().filter(|o| o.inside == s.inside && o.kind != StepKind::Groove).any(|o| {
                let before = if from_low { o.at_mm < s.at_mm - SAME_MM } else { o.at_mm > s.at_mm + SAME_MM };
                let other = if o.inside { o.diameter_mm.min(o.end_diameter_mm) } else { o.diameter_mm.max(o.end_diameter_mm) };
                before && if s.inside { other < own - SAME_MM } else { other > own + SAME_MM }
            })
        })
    };
    let down = axis.map(|x| 0.0 - x);
    match (hidden(true), hidden(false)) {
        (false, _) => vec![down],
        (true, false) => vec![axis],
        (true, true) => vec![axis, down],
    }
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
        let ring: Vec<usize> = faces
            .coaxial(floor)
            .iter()
            .copied()
            .filter(|i| {
                faces.face(*i).concave == faces.face(floor).concave
                    && faces.cylinder(*i).is_some_and(|(.., r)| (r - radius).abs() < SAME_MM)
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

/// Flats: planes along the axis of a turned part that cut its outside, with nothing standing on them but shoulders across the axis.
pub(super) fn flats(faces: &Faces, profile: &Profile, used: &mut HashSet<usize>) -> Vec<Feature> {
    let (Some(axis), origin) = (profile.feature.axis, profile.origin) else { return Vec::new() };
    /// More equal ones are a knurl, and no mill cuts them one by one: twelve flats are the most a wrench takes.
    const MOST_EQUAL: usize = 12;
    let mut found: Vec<(Feature, Vec<usize>)> = Vec::new();
    for plane in 0..faces.len() {
        let Some(normal) = faces.normal(plane).filter(|n| square(*n, axis)) else { continue };
        if used.contains(&plane) {
            continue;
        }
        let around = faces.around(plane);
        // A concave edge along the axis is the foot of a keyway or a slot.
        let foot =
            around.iter().any(|(edge, o)| edge.convexity == Convexity::Concave && !faces.normal(*o).is_some_and(|n| parallel(n, axis)));
        let cut = around
            .iter()
            .filter(|(edge, o)| edge.convexity == Convexity::Convex && profile.faces.contains(o) && !faces.face(*o).concave)
            .filter_map(|(_, o)| faces.cylinder(*o).map(|c| c.2))
            .fold(0.0, f64::max);
        let Some(point) = around.first().map(|(edge, _)| edge.middle) else { continue };
        let distance = dot(minus(point, origin), normal);
        if foot || cut < SAME_MM || distance < SAME_MM || distance > cut - SAME_MM {
            continue;
        }
        let mut members = vec![plane];
        members
            .extend(around.iter().filter(|(edge, o)| edge.convexity == Convexity::Concave && !profile.faces.contains(o)).map(|(_, o)| *o));
        let (low, high) = faces.extent(plane, axis);
        let flat = Feature {
            axis: Some(normal),
            depth_mm: Some(cut - distance),
            length_mm: Some(high - low),
            access: vec![normal],
            ..Feature::new(FeatureKind::Flat, Vec::new())
        };
        let near = |a: Option<f64>, b: Option<f64>| a.zip(b).is_some_and(|(a, b)| (a - b).abs() < SAME_MM);
        match found.iter_mut().find(|(f, _)| near(f.depth_mm, flat.depth_mm) && near(f.length_mm, flat.length_mm)) {
            Some((known, all)) => {
                known.count += 1;
                known.access.push(normal);
                all.extend(members);
            }
            None => found.push((flat, members)),
        }
    }
    found.retain(|(flat, _)| flat.count as usize <= MOST_EQUAL);
    used.extend(found.iter().flat_map(|(_, members)| members).copied());
    found.into_iter().map(|(flat, members)| Feature { faces: faces.references(members), ..flat }).collect()
}
