//! Thin walls: two opposite plane faces with little material between them over a stretch that is large against it.

use std::collections::HashMap;

use trusquin_domain::{Feature, FeatureKind};

use super::graph::{Faces, canonical, parallel};
use super::limits::ThinWalls;
use super::outline::Outline;
use crate::geometry::vector::{Vector, dot};

/// Pairs compared at most: a perforated plate has thousands of small faces and no thin wall between them.
const MOST_PAIRS: usize = 2_000;

/// A plane face with what the comparison needs of it.
struct Plane {
    face: usize,
    normal: Vector,
    /// Which of the directions it is seen along, so that both sides of a wall are drawn in one plane.
    direction: usize,
    at: f64,
}

pub(super) fn thin_walls(faces: &Faces, limits: &ThinWalls) -> Vec<Feature> {
    let mut directions: Vec<Vector> = Vec::new();
    let mut planes: Vec<Plane> = Vec::new();
    for face in 0..faces.len() {
        let Some(normal) = faces.normal(face) else { continue };
        let Some(point) = faces.around(face).first().map(|(edge, _)| edge.middle) else { continue };
        let direction = directions.iter().position(|d| parallel(*d, normal)).unwrap_or_else(|| {
            directions.push(canonical(normal));
            directions.len() - 1
        });
        planes.push(Plane { face, normal, direction, at: dot(point, normal) });
    }
    planes.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut outlines: HashMap<usize, Option<Outline>> = HashMap::new();
    let mut found: Vec<Feature> = Vec::new();
    let mut pairs = 0;
    for a in &planes {
        // The far side of a wall looks the other way: along its own normal it stands at the thickness less what the near one stands at.
        let low = planes.partition_point(|p| p.at < 1e-3 - a.at);
        for b in planes.iter().skip(low).take_while(|p| p.at + a.at <= limits.most_mm) {
            let thickness = a.at + b.at;
            let opposite = a.direction == b.direction && dot(a.normal, b.normal) < 0.0;
            if b.face <= a.face || !opposite || faces.face(a.face).body != faces.face(b.face).body {
                continue;
            }
            pairs += 1;
            if pairs > MOST_PAIRS {
                return found;
            }
            let Some(direction) = directions.get(a.direction) else { continue };
            for face in [a.face, b.face] {
                outlines.entry(face).or_insert_with(|| Outline::of(faces, face, *direction));
            }
            let (Some(Some(p)), Some(Some(q))) = (outlines.get(&a.face), outlines.get(&b.face)) else { continue };
            let least = limits.least_ratio * thickness;
            let Some((sides, area)) = p.overlap(q, least) else { continue };
            let (length, width) = (sides[0].max(sides[1]), sides[0].min(sides[1]));
            if width < least || area < 0.5 * length * width {
                continue;
            }
            found.push(Feature {
                axis: Some(a.normal),
                thickness_mm: Some(thickness),
                length_mm: Some(length),
                width_mm: Some(width),
                ..Feature::new(FeatureKind::ThinWall, faces.references(vec![a.face, b.face]))
            });
        }
    }
    found.sort_by(|a, b| a.thickness_mm.partial_cmp(&b.thickness_mm).unwrap_or(std::cmp::Ordering::Equal));
    found
}
