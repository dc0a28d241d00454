//! The faces of a milled solid by the way they are cut: outer faces by face mill or flank, the rest by end mill, free forms by ball mill.

use trusquin_domain::{FaceKind, FaceSummary, SolidGeometry};

use super::directions::tool_directions;
use super::vector::{model_axis, unit};

/// Areas to finish, mm².
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct MilledAreas {
    /// Outer faces square to the main tool axis: face milled.
    pub faced_mm2: f64,
    /// Outer faces along the main tool axis: finished with the flank of an end mill.
    pub wall_mm2: f64,
    /// Everything inside the outline: pockets, slots, steps, inside corners. Full bores are left to the drills.
    pub inner_mm2: f64,
    /// Free-form faces.
    pub sculptured_mm2: f64,
}

/// Sorts the faces. The main tool axis is the one most holes and pockets open along; without any, the thinnest side of the envelope.
pub(crate) fn milled_areas(solid: &SolidGeometry) -> MilledAreas {
    let faces = &solid.face_summaries;
    let (mut low, mut high) = ([f64::MAX; 3], [f64::MIN; 3]);
    for face in faces {
        for i in 0..3 {
            low[i] = low[i].min(face.min_mm[i]);
            high[i] = high[i].max(face.max_mm[i]);
        }
    }
    let thinnest = (0..3).min_by(|a, b| (high[*a] - low[*a]).total_cmp(&(high[*b] - low[*b]))).unwrap_or(2);
    let main = tool_directions(solid).main.and_then(model_axis).unwrap_or(thinnest);
    let mut areas = MilledAreas::default();
    for face in faces {
        match (face.kind, outer_side(face, &low, &high)) {
            (FaceKind::Bspline | FaceKind::Other, _) => areas.sculptured_mm2 += face.area_mm2,
            (_, Some(side)) if side == main => areas.faced_mm2 += face.area_mm2,
            (_, Some(_)) => areas.wall_mm2 += face.area_mm2,
            (FaceKind::Cylinder, None) if face.concave && face.sweep_deg > 300.0 => {}
            // Outside roundings run with the walls.
            (FaceKind::Cylinder, None) if !face.concave => areas.wall_mm2 += face.area_mm2,
            _ => areas.inner_mm2 += face.area_mm2,
        }
    }
    areas
}

/// The model axis whose extreme the plane lies on, when it does.
fn outer_side(face: &FaceSummary, low: &[f64; 3], high: &[f64; 3]) -> Option<usize> {
    if face.kind != FaceKind::Plane {
        return None;
    }
    let side = model_axis(unit(face.axis?)?)?;
    let tolerance = 1e-3 * (high[side] - low[side]).max(1.0);
    ((face.min_mm[side] - low[side]).abs() < tolerance || (face.max_mm[side] - high[side]).abs() < tolerance).then_some(side)
}
