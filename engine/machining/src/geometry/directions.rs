//! The directions tools must come from: the fixturings of a milled part on a three-axis machine.

use trusquin_domain::{FaceKind, SolidGeometry};

use super::vector::{Vector, model_axis, parallel, unit};

/// Axes along which holes, pockets and inside corners open.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ToolDirections {
    /// The axis most of the work opens along.
    pub main: Option<Vector>,
    /// Other axes with work of their own.
    pub others: u32,
    /// Of those, oblique to the model axes: a sine table, or a five-axis machine.
    pub oblique: u32,
    /// Share of the area in sculptured faces (B-splines and other free surfaces).
    pub sculptured_share: f64,
    /// Smallest inside corner along an axis, mm radius: the largest finishing tool.
    pub smallest_corner_mm: Option<f64>,
}

/// Groups concave cylinders (holes, pocket corners, slots) by axis and counts the axes.
pub(crate) fn tool_directions(solid: &SolidGeometry) -> ToolDirections {
    let mut axes: Vec<(Vector, f64)> = Vec::new();
    let mut corner: Option<f64> = None;
    let (mut total, mut sculptured) = (0.0, 0.0);
    for face in &solid.face_summaries {
        total += face.area_mm2;
        if matches!(face.kind, FaceKind::Bspline | FaceKind::Other) {
            sculptured += face.area_mm2;
        }
        if face.kind != FaceKind::Cylinder || !face.concave {
            continue;
        }
        if let Some(radius) = face.radius_mm.filter(|_| face.sweep_deg < 170.0)
            && radius > 0.2
        {
            corner = Some(corner.map_or(radius, |known: f64| known.min(radius)));
        }
        if let Some(axis) = face.axis.and_then(unit) {
            match axes.iter().position(|(known, _)| parallel(*known, axis)) {
                Some(index) => axes[index].1 += face.area_mm2,
                None if axes.len() < 200 => axes.push((axis, face.area_mm2)),
                None => {}
            }
        }
    }
    for hole in &solid.holes {
        if let Some(axis) = unit(hole.axis)
            && !axes.iter().any(|(known, _)| parallel(*known, axis))
            && axes.len() < 200
        {
            axes.push((axis, 0.0));
        }
    }
    axes.sort_by(|a, b| b.1.total_cmp(&a.1));
    let others = axes.iter().skip(1);
    ToolDirections {
        main: axes.first().map(|(axis, _)| *axis),
        others: u32::try_from(others.clone().count()).unwrap_or(u32::MAX),
        oblique: u32::try_from(others.filter(|(axis, _)| model_axis(*axis).is_none()).count()).unwrap_or(u32::MAX),
        sculptured_share: if total > 0.0 { sculptured / total } else { 0.0 },
        smallest_corner_mm: corner,
    }
}
