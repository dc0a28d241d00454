//! Sheet metal: bends with radius and angle, and the flat length across them.

use trusquin_domain::{Convexity, Feature, FeatureKind, SheetMetal, SolidGeometry};

use super::graph::{Faces, SAME_MM, parallel};
use super::limits::Bending;
use crate::geometry::sheet_shape;
use crate::geometry::vector::{Vector, dot};

/// A bend, with its faces.
struct Bend {
    axis: Vector,
    inner: usize,
    outer: usize,
    radius: f64,
    angle: f64,
    length: f64,
}

/// Bends and the sheet they are in, when the solid is one thickness all over.
pub(super) fn sheet(faces: &Faces, solid: &SolidGeometry, table: &Bending) -> Option<(SheetMetal, Vec<Feature>)> {
    let shape = sheet_shape(solid)?;
    let slender = solid.bbox_mm.map_or(0.0, |b| b.iter().copied().fold(0.0, f64::max)) / shape.thickness_mm.max(1e-9);
    if shape.paired_share < table.least_paired_share || shape.thickness_mm > table.most_thickness_mm || slender < table.least_slenderness {
        return None;
    }
    let bends = bends(faces, shape.thickness_mm);
    let features = bends
        .iter()
        .map(|bend| Feature {
            axis: Some(bend.axis),
            radius_mm: Some(bend.radius),
            angle_deg: Some(bend.angle),
            thickness_mm: Some(shape.thickness_mm),
            length_mm: Some(bend.length),
            ..Feature::new(FeatureKind::Bend, faces.references(vec![bend.inner, bend.outer]))
        })
        .collect();
    let flat = flat(faces, &bends, shape.thickness_mm, table);
    let k_factor = bends.first().map(|bend| table.k_factor(bend.radius, shape.thickness_mm));
    let sheet = SheetMetal {
        thickness_mm: shape.thickness_mm,
        bends: u32::try_from(bends.len()).unwrap_or(u32::MAX),
        k_factor: k_factor.filter(|k| bends.iter().all(|b| (table.k_factor(b.radius, shape.thickness_mm) - k).abs() < 1e-6)),
        flat_length_mm: flat.map(|f| f.0),
        flat_width_mm: flat.map(|f| f.1),
    };
    Some((sheet, features))
}

/// Inside cylinders with an outside one a sheet thickness larger about the same axis and beside it.
fn bends(faces: &Faces, thickness: f64) -> Vec<Bend> {
    let tolerance = 0.02 + 0.01 * thickness;
    let mut found = Vec::new();
    for inner in 0..faces.len() {
        let Some((axis, _, radius)) = faces.cylinder(inner) else { continue };
        let face = faces.face(inner);
        if !face.concave || face.sweep_deg > 200.0 || face.sweep_deg < 1.0 {
            continue;
        }
        let (low, high) = faces.extent(inner, axis);
        let outer = faces.coaxial(inner).iter().copied().find(|o| {
            let other = faces.face(*o);
            let (a, b) = faces.extent(*o, axis);
            !other.concave
                && faces.cylinder(*o).is_some_and(|(.., r)| (r - radius - thickness).abs() < tolerance)
                && (other.sweep_deg - face.sweep_deg).abs() < 2.0
                && b.min(high) - a.max(low) > 0.5 * (high - low)
        });
        // A bend runs on into flanges: a rounded corner of a milled frame ends on faces across it.
        let flanges =
            faces.around(inner).iter().filter(|(edge, o)| edge.convexity == Convexity::Smooth && faces.normal(*o).is_some()).count();
        if let Some(outer) = outer.filter(|_| flanges > 0) {
            found.push(Bend { axis, inner, outer, radius, angle: face.sweep_deg, length: high - low });
        }
    }
    found
}

/// Length and width of the flat pattern: flanges between bends measured on one skin, plus the arc of the neutral axis of each bend.
/// Only where all bends are parallel and each flange meets two of them at most: else the outline decides, and that takes an unfolding.
fn flat(faces: &Faces, bends: &[Bend], thickness: f64, table: &Bending) -> Option<(f64, f64)> {
    let axis = bends.first()?.axis;
    if !bends.iter().all(|b| parallel(b.axis, axis)) {
        return None;
    }
    let bend_of = |face: usize| bends.iter().position(|b| b.inner == face || b.outer == face);
    // Walk over one skin from a bend, through smooth edges along the axis.
    let start = bends.first()?.inner;
    let (mut skin, mut next) = (vec![start], vec![start]);
    while let Some(face) = next.pop() {
        for (edge, other) in faces.around(face) {
            let flat_or_bend = faces.normal(other).is_some() || bend_of(other).is_some();
            if edge.convexity == Convexity::Smooth && flat_or_bend && !skin.contains(&other) {
                skin.push(other);
                next.push(other);
            }
        }
    }
    let mut met = 0;
    let (mut length, mut low, mut high) = (0.0, f64::INFINITY, f64::NEG_INFINITY);
    for face in skin {
        let (a, b) = faces.extent(face, axis);
        (low, high) = (low.min(a), high.max(b));
        if let Some(bend) = bend_of(face).and_then(|b| bends.get(b)) {
            met += 1;
            length += table.allowance_mm(bend.radius, bend.angle, thickness);
            continue;
        }
        let normal = faces.normal(face)?;
        let across = [
            normal[1] * axis[2] - normal[2] * axis[1],
            normal[2] * axis[0] - normal[0] * axis[2],
            normal[0] * axis[1] - normal[1] * axis[0],
        ];
        let neighbours = faces.around(face).iter().filter_map(|(_, o)| bend_of(*o)).collect::<std::collections::HashSet<_>>().len();
        if neighbours > 2 || dot(normal, axis).abs() > 1e-3 {
            return None;
        }
        let (a, b) = faces.extent(face, across);
        length += b - a;
    }
    (met == bends.len() && high - low > SAME_MM).then_some((length, high - low))
}
