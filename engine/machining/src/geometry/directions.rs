//! The directions tools must come from: the fixturings of a milled part on a three-axis machine.

use trusquin_domain::{FaceKind, FaceSummary, Hole, SolidGeometry};

use super::vector::{Vector, model_axis, parallel, unit};

/// Axes along which holes, pockets and inside corners open.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ToolDirections {
    /// The axis most of the work opens along.
    pub main: Option<Vector>,
    /// Sides besides the two of the main axis that work opens to: an axis counts twice when blind work opens at both its ends.
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
        others: others.clone().map(|(axis, _)| sides(solid, *axis)).fold(0, u32::saturating_add),
        oblique: u32::try_from(others.filter(|(axis, _)| model_axis(*axis).is_none()).count()).unwrap_or(u32::MAX),
        sculptured_share: if total > 0.0 { sculptured / total } else { 0.0 },
        smallest_corner_mm: corner,
    }
}

/// Ends of a face and of the part are the same within this share of its length.
const AT_THE_END: f64 = 0.01;

/// Sides of the part that work along an axis opens to: two when some of it is blind from either end, else one. Work that goes
/// through can be done from either. Only along a model axis can the boxes of the faces tell; elsewhere it is one.
fn sides(solid: &SolidGeometry, axis: Vector) -> u32 {
    let Some(lead) = model_axis(axis) else { return 1 };
    let faces = &solid.face_summaries;
    let low = faces.iter().map(|face| face.min_mm[lead]).fold(f64::MAX, f64::min);
    let high = faces.iter().map(|face| face.max_mm[lead]).fold(f64::MIN, f64::max);
    let near = AT_THE_END * (high - low).max(1.0);
    // Of a through hole only a counterbore has a side of its own.
    let is_through = |face: &FaceSummary| {
        let narrow = |hole: &Hole| face.radius_mm.is_some_and(|radius| 2.0 * radius < hole.diameter_mm + 0.01);
        solid.holes.iter().any(|hole| hole.through && narrow(hole) && hole.references.contains(&face.reference))
    };
    let (mut from_low, mut from_high) = (false, false);
    for face in faces.iter().filter(|face| face.kind == FaceKind::Cylinder && face.concave && !is_through(face)) {
        if face.axis.and_then(unit).is_none_or(|other| !parallel(other, axis)) {
            continue;
        }
        match (face.min_mm[lead] - low < near, high - face.max_mm[lead] < near) {
            (true, false) => from_low = true,
            (false, true) => from_high = true,
            // Through, or inside a step whose own opening is at an end.
            _ => {}
        }
    }
    1 + u32::from(from_low && from_high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hole along y in a part from 0 to 100 along every axis.
    fn hole(from: f64, to: f64) -> FaceSummary {
        FaceSummary {
            reference: format!("#{from}-{to}"),
            kind: FaceKind::Cylinder,
            area_mm2: 10.0,
            axis: Some([0.0, 1.0, 0.0]),
            origin: Some([50.0, from, 50.0]),
            radius_mm: Some(4.0),
            concave: true,
            sweep_deg: 360.0,
            min_mm: [46.0, from, 46.0],
            max_mm: [54.0, to, 54.0],
        }
    }

    fn check(holes: &[(f64, f64)], others: u32) {
        let body = FaceSummary { concave: false, kind: FaceKind::Plane, min_mm: [0.0; 3], max_mm: [100.0; 3], ..hole(0.0, 1.0) };
        let along_z = FaceSummary {
            area_mm2: 1e4,
            axis: Some([0.0, 0.0, 1.0]),
            min_mm: [10.0, 10.0, 0.0],
            max_mm: [20.0, 20.0, 100.0],
            ..hole(0.0, 1.0)
        };
        let mut faces = vec![body, along_z];
        faces.extend(holes.iter().map(|(from, to)| hole(*from, *to)));
        let directions = tool_directions(&SolidGeometry { face_summaries: faces, ..SolidGeometry::default() });
        assert_eq!(directions.others, others, "{holes:?}");
    }

    #[test]
    fn blind_holes_from_opposite_sides_are_two_fixturings() {
        check(&[], 0);
        check(&[(0.0, 30.0)], 1);
        check(&[(0.0, 30.0), (70.0, 100.0)], 2);
        check(&[(0.0, 100.0)], 1);
        check(&[(0.0, 30.0), (0.0, 100.0), (10.0, 20.0)], 1);
    }
}
