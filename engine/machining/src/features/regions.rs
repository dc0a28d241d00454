//! Regions made as one: free-form faces that meet, and rings of equal teeth.

use std::collections::{HashMap, HashSet};

use trusquin_domain::{FaceSurface, Feature, FeatureKind};

use super::graph::{AxisLine, Faces, SAME_MM, off_axis, parallel};
use crate::geometry::vector::Vector;

/// Free-form faces that meet one another, as regions; specks are left out.
pub(super) fn freeform(faces: &Faces) -> Vec<Feature> {
    let total: f64 = faces.graph.faces.iter().map(|f| f.area_mm2).sum();
    let free = |i: usize| matches!(faces.face(i).surface, FaceSurface::Free);
    let mut seen: HashSet<usize> = HashSet::new();
    let mut found = Vec::new();
    for start in (0..faces.len()).filter(|i| free(*i)) {
        if !seen.insert(start) {
            continue;
        }
        let (mut region, mut next) = (vec![start], vec![start]);
        while let Some(face) = next.pop() {
            for (_, other) in faces.around(face) {
                if free(other) && seen.insert(other) {
                    region.push(other);
                    next.push(other);
                }
            }
        }
        let area: f64 = region.iter().map(|i| faces.face(*i).area_mm2).sum();
        if area > 0.01 * total {
            found.push(Feature::new(FeatureKind::FreeformRegion, faces.references(region)));
        }
    }
    found
}

/// Teeth: a tip cylinder cut into many equal pieces about one axis, with equal pieces of a smaller root cylinder between them.
pub(super) fn teeth(faces: &Faces) -> Vec<Feature> {
    /// Fewest pieces that are teeth: below are keyways and splines of a few flats.
    const FEWEST: usize = 8;
    let mut found = Vec::new();
    for line in faces.axes() {
        if line.faces.len() < 2 * FEWEST {
            continue;
        }
        let rings = rings(faces, line);
        let full = |ring: &&(f64, Vec<usize>)| ring.1.len() >= FEWEST;
        let tip = rings.iter().filter(full).max_by(|a, b| a.0.total_cmp(&b.0));
        let root = rings.iter().filter(full).min_by(|a, b| a.0.total_cmp(&b.0));
        let (Some((tip, tips)), Some((root, roots))) = (tip, root) else { continue };
        if tips.len() != roots.len() || tip - root < SAME_MM {
            continue;
        }
        let (low, high) =
            tips.iter().map(|i| faces.extent(*i, line.axis)).fold((f64::INFINITY, f64::NEG_INFINITY), |r, e| (r.0.min(e.0), r.1.max(e.1)));
        // The flanks hang between tips and roots.
        let mut members: HashSet<usize> = tips.iter().chain(roots).copied().collect();
        for face in tips.iter().chain(roots) {
            members.extend(faces.around(*face).iter().map(|(_, o)| *o).filter(|o| !across(faces, *o, line.axis)));
        }
        found.push(Feature {
            axis: Some(line.axis),
            diameter_mm: Some(2.0 * tip),
            second_diameter_mm: Some(2.0 * root),
            depth_mm: Some(tip - root),
            width_mm: Some(high - low),
            count: u32::try_from(tips.len()).unwrap_or(u32::MAX),
            ..Feature::new(FeatureKind::Teeth, faces.references(members.into_iter().collect()))
        });
    }
    found
}

fn across(faces: &Faces, index: usize, axis: Vector) -> bool {
    faces.normal(index).is_some_and(|n| parallel(n, axis))
}

/// Pieces of cylinders about an axis by radius, those that sweep less than a third of the turn.
fn rings(faces: &Faces, line: &AxisLine) -> Vec<(f64, Vec<usize>)> {
    let mut rings: HashMap<i64, Vec<usize>> = HashMap::new();
    for index in &line.faces {
        let Some((_, origin, radius)) = faces.cylinder(*index) else { continue };
        if faces.face(*index).sweep_deg < 120.0 && off_axis(origin, line.origin, line.axis) < SAME_MM {
            rings.entry((radius / SAME_MM).round() as i64).or_default().push(*index);
        }
    }
    let mut rings: Vec<(f64, Vec<usize>)> = rings.into_iter().map(|(r, faces)| (r as f64 * SAME_MM, faces)).collect();
    rings.sort_by(|a, b| a.0.total_cmp(&b.0));
    rings
}
