//! Bosses: material standing up inside a face, seen by an inside boundary whose corners are all inside corners.

use std::collections::HashSet;

use trusquin_domain::{Convexity, Feature, FeatureKind};

use super::graph::{Faces, SAME_MM, rectangle};
use super::turned::Profile;
use crate::geometry::vector::{Vector, dot, minus, unit};

pub(super) fn bosses(faces: &Faces, used: &HashSet<usize>, profile: Option<&Profile>) -> Vec<Feature> {
    let mut found: Vec<(Feature, Vec<usize>)> = Vec::new();
    for base in 0..faces.len() {
        let Some(normal) = faces.normal(base) else { continue };
        for bound in faces.face(base).loops.iter().filter(|bound| !bound.outer) {
            if !faces.is_all(base, bound, Convexity::Concave) {
                continue;
            }
            let edges = faces.along(base, bound);
            let walls: Vec<usize> = edges.iter().map(|(_, w)| *w).collect();
            let turned = |w: &usize| profile.is_some_and(|p| p.faces.contains(w));
            // A shoulder of a turned part has its smaller diameter inside it: that is the profile, not a boss.
            if walls.iter().any(|w| used.contains(w) || faces.face(*w).concave) || walls.iter().all(turned) {
                continue;
            }
            if !walls.iter().all(|w| faces.runs_along(*w, normal)) {
                continue;
            }
            let foot = edges.first().map_or(0.0, |(e, _)| dot(e.ends[0], normal));
            let height = walls.iter().map(|w| faces.extent(*w, normal).1).fold(f64::NEG_INFINITY, f64::max) - foot;
            if height.is_nan() || height < SAME_MM {
                continue;
            }
            let mut members = walls.clone();
            for wall in &walls {
                members.extend(
                    faces
                        .around(*wall)
                        .iter()
                        .filter(|(e, o)| e.convexity == Convexity::Convex && faces.normal(*o).is_some_and(|n| dot(n, normal) > 0.999_9))
                        .map(|(_, o)| *o),
                );
            }
            let points: Vec<Vector> = edges.iter().flat_map(|(e, _)| [e.ends[0], e.ends[1], e.middle]).collect();
            let along = edges.first().and_then(|(e, _)| unit(minus(e.ends[1], e.ends[0])).or_else(|| unit(minus(e.middle, e.ends[0]))));
            let Some(along) = along else { continue };
            let (length, width) = rectangle(&points, normal, along);
            let round = faces
                .cylinder(walls[0])
                .filter(|(.., r)| walls.iter().all(|w| faces.cylinder(*w).is_some_and(|(.., q)| (q - r).abs() < SAME_MM)));
            let boss = Feature {
                axis: Some(normal),
                access: vec![normal],
                depth_mm: Some(height),
                diameter_mm: round.map(|(.., r)| 2.0 * r),
                length_mm: round.is_none().then_some(length),
                width_mm: round.is_none().then_some(width),
                ..Feature::new(FeatureKind::Boss, Vec::new())
            };
            match found.iter_mut().find(|(known, _)| same(known, &boss)) {
                Some((known, all)) => {
                    known.count += 1;
                    all.extend(members);
                }
                None => found.push((boss, members)),
            }
        }
    }
    found.into_iter().map(|(boss, members)| Feature { faces: faces.references(members), ..boss }).collect()
}

/// Equal bosses of one side are one feature with a count.
fn same(a: &Feature, b: &Feature) -> bool {
    let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < SAME_MM,
        (None, None) => true,
        _ => false,
    };
    near(a.depth_mm, b.depth_mm)
        && near(a.diameter_mm, b.diameter_mm)
        && near(a.length_mm, b.length_mm)
        && near(a.width_mm, b.width_mm)
        && a.axis.zip(b.axis).is_some_and(|(a, b)| dot(a, b) > 0.999_9)
}
