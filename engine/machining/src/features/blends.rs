//! Broken and rounded edges: chamfers, rounds and fillets, equal ones counted together.

use std::collections::HashSet;

use trusquin_domain::{Convexity, EdgeCurve, FaceSurface, Feature, FeatureKind};

use super::graph::{Faces, SAME_MM};
use crate::geometry::vector::dot;

/// A chamfer is at least this many times as long as it is wide; a wider one is a sloping face.
const LONG: f64 = 3.0;
/// Widest face that is called a chamfer, share of the diagonal of the part.
const WIDE: f64 = 0.1;

pub(super) fn blends(faces: &Faces, used: &HashSet<usize>) -> Vec<Feature> {
    let mut found: Vec<(Feature, Vec<usize>)> = Vec::new();
    let diagonal = diagonal(faces);
    for index in 0..faces.len() {
        let blend = rounding(faces, index).filter(|f| f.kind == FeatureKind::Round || !used.contains(&index));
        let feature = blend.or_else(|| flat_chamfer(faces, index, diagonal)).or_else(|| turned_chamfer(faces, index, used, diagonal));
        let Some(feature) = feature else { continue };
        let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < SAME_MM,
            (None, None) => true,
            _ => false,
        };
        let same = |f: &Feature| {
            f.kind == feature.kind
                && near(f.radius_mm, feature.radius_mm)
                && near(f.width_mm, feature.width_mm)
                && near(f.angle_deg.map(|a| a / 10.0), feature.angle_deg.map(|a| a / 10.0))
        };
        match found.iter_mut().find(|(f, _)| same(f)) {
            Some((f, members)) => {
                f.count += 1;
                f.length_mm = f.length_mm.zip(feature.length_mm).map(|(a, b)| a + b);
                members.push(index);
            }
            None => found.push((feature, vec![index])),
        }
    }
    found.into_iter().map(|(f, members)| Feature { faces: faces.references(members), ..f }).collect()
}

fn diagonal(faces: &Faces) -> f64 {
    let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    for face in &faces.graph.faces {
        for k in 0..3 {
            low[k] = low[k].min(face.min_mm[k]);
            high[k] = high[k].max(face.max_mm[k]);
        }
    }
    (0..3).map(|k| (high[k] - low[k]).powi(2)).sum::<f64>().sqrt()
}

/// A part of a cylinder or torus that runs smoothly into a face on each side.
fn rounding(faces: &Faces, index: usize) -> Option<Feature> {
    let face = faces.face(index);
    let (radius, turn) = match face.surface {
        FaceSurface::Cylinder { radius_mm, .. } if face.sweep_deg < 179.0 => (radius_mm, face.sweep_deg),
        FaceSurface::Torus { minor_mm, .. } => (minor_mm, 90.0),
        _ => return None,
    };
    let smooth: Vec<f64> = faces.around(index).iter().filter(|(e, _)| e.convexity == Convexity::Smooth).map(|(e, _)| e.length_mm).collect();
    let longest = smooth.iter().copied().fold(0.0, f64::max);
    let sides = smooth.iter().filter(|l| **l > 0.5 * longest).count();
    if sides < 2 || turn < 1.0 {
        return None;
    }
    let kind = if face.concave { FeatureKind::Fillet } else { FeatureKind::Round };
    Some(Feature { radius_mm: Some(radius), length_mm: Some(longest), ..Feature::new(kind, Vec::new()) })
}

/// A narrow plane between two faces that would meet in an outside corner.
fn flat_chamfer(faces: &Faces, index: usize, diagonal: f64) -> Option<Feature> {
    let normal = faces.normal(index)?;
    let face = faces.face(index);
    let [bound] = face.loops.as_slice() else { return None };
    let mut edges = faces.along(index, bound);
    edges.sort_by(|a, b| b.0.length_mm.total_cmp(&a.0.length_mm));
    let [(first, a), (second, b), rest @ ..] = edges.as_slice() else { return None };
    let length = first.length_mm.max(second.length_mm);
    let width = face.area_mm2 / (0.5 * (first.length_mm + second.length_mm)).max(1e-9);
    let sure = first.convexity == Convexity::Convex
        && second.convexity == Convexity::Convex
        && first.curve == EdgeCurve::Line
        && second.curve == EdgeCurve::Line
        && a != b
        && second.length_mm > 0.5 * first.length_mm
        && length > LONG * width
        && width < WIDE * diagonal
        && rest.iter().all(|(e, _)| e.length_mm < 2.0 * width);
    let (m, n) = (faces.normal(*a)?, faces.normal(*b)?);
    // The neighbours would meet square, and the chamfer looks outwards between them.
    let (c, d) = (dot(normal, m), dot(normal, n));
    let between = c > 0.1 && d > 0.1 && dot(m, n).abs() < 0.02;
    (sure && between).then(|| {
        // Widths on both faces are equal at 45 degrees; the angle is given to the face it leans on most.
        let angle = c.max(d).clamp(-1.0, 1.0).acos().to_degrees();
        Feature {
            width_mm: Some(width * angle.to_radians().cos()),
            angle_deg: Some(angle),
            length_mm: Some(length),
            ..Feature::new(FeatureKind::Chamfer, Vec::new())
        }
    })
}

/// A short cone between a cylinder and a square face: the chamfer of a turned edge or of a bore.
fn turned_chamfer(faces: &Faces, index: usize, used: &HashSet<usize>, diagonal: f64) -> Option<Feature> {
    let face = faces.face(index);
    let FaceSurface::Cone { axis, half_angle_deg, .. } = face.surface else { return None };
    if used.contains(&index) && !face.concave {
        return None;
    }
    let edges = faces.around(index);
    let to_plane =
        edges.iter().any(|(e, o)| e.convexity == Convexity::Convex && faces.normal(*o).is_some_and(|n| dot(n, axis).abs() > 0.999));
    let to_bore = edges.iter().any(|(e, o)| {
        e.convexity == Convexity::Convex
            && faces.cylinder(*o).is_some_and(|(a, ..)| dot(a, axis).abs() > 0.999)
            && faces.face(*o).concave == face.concave
    });
    let (low, high) = faces.extent(index, axis);
    let width = high - low;
    (to_plane && to_bore && width < WIDE * diagonal && width > 0.0 && (10.0..80.0).contains(&half_angle_deg) && !used.contains(&index))
        .then(|| Feature {
            width_mm: Some(width),
            angle_deg: Some(half_angle_deg),
            axis: Some(axis),
            ..Feature::new(FeatureKind::Chamfer, Vec::new())
        })
}
