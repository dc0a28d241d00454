//! A solid seen as sheet metal: one thickness everywhere, large faces in parallel pairs, bends as concentric cylinder pairs.

use trusquin_domain::{FaceKind, FaceSummary, SolidGeometry};

use super::vector::{Vector, distance_to_line, dot, minus, parallel, unit};

/// A solid seen as a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SheetShape {
    /// Thickness, mm.
    pub thickness_mm: f64,
    /// Area of faces that have a partner at the thickness over the whole area.
    pub paired_share: f64,
    /// Number of bends.
    pub bends: u32,
    /// Developed area of one side, mm².
    pub developed_mm2: f64,
    /// Length of all edges through the thickness (outline and holes), mm.
    pub edge_length_mm: f64,
    /// Share of the area in the larger of the two sides of the largest pair of planes.
    pub largest_plane_share: f64,
}

/// Faces looked at: pairing is quadratic, and a sheet's sides are among its largest faces.
const LARGEST: usize = 400;

struct Wall<'a> {
    face: &'a FaceSummary,
    axis: Vector,
    origin: Vector,
}

/// The sheet a solid is, or `None` when volume, area or faces are missing or no two faces pair.
pub(crate) fn sheet_shape(solid: &SolidGeometry) -> Option<SheetShape> {
    let (volume, area) = (solid.volume_mm3?, solid.area_mm2?);
    if !(volume > 0.0 && area > 0.0) {
        return None;
    }
    let mut walls: Vec<Wall> = solid
        .face_summaries
        .iter()
        .filter(|face| matches!(face.kind, FaceKind::Plane | FaceKind::Cylinder))
        .filter_map(|face| Some(Wall { face, axis: unit(face.axis?)?, origin: face.origin? }))
        .collect();
    walls.sort_by(|a, b| b.face.area_mm2.total_cmp(&a.face.area_mm2));
    walls.truncate(LARGEST);
    let closed: Vec<bool> = walls.iter().map(|wall| is_closed(wall, &walls)).collect();
    let mut closed = closed.into_iter();
    walls.retain(|_| !closed.next().unwrap_or(false));
    let total: f64 = solid.face_summaries.iter().map(|face| face.area_mm2).sum();
    // For an ideal sheet V = t (A - edges) / 2, so t lies a little above 2 V / A.
    let least = 2.0 * volume / area;
    let thickness = gap_of_largest_pair(&walls, least)?;
    let tolerance = 0.02 + 0.01 * thickness;
    let mut paired = vec![false; walls.len()];
    let mut bends: Vec<(Vector, Vector)> = Vec::new();
    let mut largest_plane: f64 = 0.0;
    for first in 0..walls.len() {
        for second in first + 1..walls.len() {
            let (a, b) = (&walls[first], &walls[second]);
            if gap(a, b).is_none_or(|gap| (gap - thickness).abs() > tolerance) {
                continue;
            }
            if a.face.kind == FaceKind::Plane {
                largest_plane = largest_plane.max(a.face.area_mm2);
            } else if !bends.iter().any(|bend| parallel(bend.0, a.axis) && distance_to_line(a.origin, bend.1, bend.0) < 0.1) {
                bends.push((a.axis, a.origin));
            }
            paired[first] = true;
            paired[second] = true;
        }
    }
    let paired_area: f64 = walls.iter().zip(&paired).filter(|(_, paired)| **paired).map(|(wall, _)| wall.face.area_mm2).sum();
    let developed = volume / thickness;
    Some(SheetShape {
        thickness_mm: thickness,
        paired_share: if total > 0.0 { (paired_area / total).min(1.0) } else { 0.0 },
        bends: u32::try_from(bends.len()).unwrap_or(u32::MAX),
        developed_mm2: developed,
        edge_length_mm: ((area - 2.0 * developed) / thickness).max(0.0),
        largest_plane_share: if total > 0.0 { largest_plane / total } else { 0.0 },
    })
}

/// A cylinder that goes all round, in one face or in halves, is a tube, a bush or a hole, never a bend.
fn is_closed(wall: &Wall, walls: &[Wall]) -> bool {
    let same = |other: &&Wall| {
        other.face.kind == FaceKind::Cylinder
            && other.face.concave == wall.face.concave
            && other.face.radius_mm.zip(wall.face.radius_mm).is_some_and(|(a, b)| (a - b).abs() < 0.01)
            && parallel(other.axis, wall.axis)
            && distance_to_line(other.origin, wall.origin, wall.axis) < 0.05
    };
    // Two bends in line share an axis: halves of one tube also overlap along it.
    let overlapping = |other: &&Wall| {
        (0..3).all(|i| other.face.min_mm[i] <= wall.face.max_mm[i] + 0.01 && wall.face.min_mm[i] <= other.face.max_mm[i] + 0.01)
    };
    wall.face.kind == FaceKind::Cylinder
        && walls.iter().filter(same).filter(overlapping).map(|other| other.face.sweep_deg).sum::<f64>() > 300.0
}

/// Distance between two faces that may be the two sides of one wall: opposite planes, or concentric cylinders of opposite curvature.
fn gap(a: &Wall, b: &Wall) -> Option<f64> {
    match (a.face.kind, b.face.kind) {
        (FaceKind::Plane, FaceKind::Plane) if dot(a.axis, b.axis) < -super::vector::PARALLEL && facing(a.face, b.face) => {
            // Outward normals point away from each other when material lies between the planes.
            let distance = dot(minus(a.origin, b.origin), a.axis);
            (distance > 1e-3).then_some(distance)
        }
        (FaceKind::Cylinder, FaceKind::Cylinder)
            if a.face.concave != b.face.concave && parallel(a.axis, b.axis) && distance_to_line(b.origin, a.origin, a.axis) < 0.05 =>
        {
            let (outer, inner) = if a.face.concave { (b.face, a.face) } else { (a.face, b.face) };
            outer.radius_mm.zip(inner.radius_mm).map(|(outer, inner)| outer - inner).filter(|gap| *gap > 1e-3)
        }
        _ => None,
    }
}

/// The boxes of two opposite planes overlap when seen along the normal: they are two sides of one wall.
fn facing(a: &FaceSummary, b: &FaceSummary) -> bool {
    let shared = (0..3).filter(|i| a.min_mm[*i] <= b.max_mm[*i] + 1e-3 && b.min_mm[*i] <= a.max_mm[*i] + 1e-3).count();
    shared >= 2
}

fn gap_of_largest_pair(walls: &[Wall], least: f64) -> Option<f64> {
    let mut best: Option<(f64, f64)> = None;
    for (index, a) in walls.iter().enumerate() {
        if best.is_some_and(|(area, _)| a.face.area_mm2 < area) {
            break;
        }
        for b in walls.iter().skip(index + 1) {
            if let Some(gap) = gap(a, b).filter(|gap| *gap >= least * 0.95 && *gap <= least * 1.8) {
                let area = b.face.area_mm2;
                if best.is_none_or(|(known, _)| area > known) {
                    best = Some((area, gap));
                }
            }
        }
    }
    best.map(|(_, gap)| gap)
}
