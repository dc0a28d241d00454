//! Faces in the words of the domain, in model axes.

use trusquin_domain::{FaceKind, FaceSummary};

use super::body::{Prototype, corners};
use super::face::Measured;
use super::surface::Surface;
use super::vector::{Placement, V3, add, mul, unit};

/// Summaries of the measured faces of a body where it is placed.
pub(super) fn summaries(body: &Prototype, placement: &Placement) -> Vec<FaceSummary> {
    let scale = placement.scale();
    let rows = [placement.row(0), placement.row(1), placement.row(2)];
    body.measured
        .iter()
        .enumerate()
        .map(|(i, m)| {
            let (low, high) = body.boxes(&rows).and_then(|b| b.get(i).copied()).unwrap_or_else(|| corners(m, &rows));
            let (axis, origin, radius) = analytic(m, body.outward);
            FaceSummary {
                reference: format!("#{}", m.face.id),
                kind: m.face.kind,
                area_mm2: m.measure.area * scale * scale,
                axis: axis.and_then(|a| unit(placement.vector(a))),
                origin: origin.map(|o| placement.point(o)),
                radius_mm: radius.map(|r| r * scale),
                concave: concave(m, body.outward),
                sweep_deg: match m.face.kind {
                    FaceKind::Plane | FaceKind::Bspline => 0.0,
                    _ => m.sweep().to_degrees(),
                },
                min_mm: add(low, placement.t),
                max_mm: add(high, placement.t),
            }
        })
        .collect()
}

/// True when the outward normal of a curved face looks at its axis or centre.
pub(super) fn concave(m: &Measured, outward: f64) -> bool {
    matches!(&*m.face.surface, Surface::Cylinder(..) | Surface::Cone(..) | Surface::Sphere(..) | Surface::Torus(..))
        && m.face.same_sense == (outward < 0.0)
}

fn analytic(m: &Measured, outward: f64) -> (Option<V3>, Option<V3>, Option<f64>) {
    match &*m.face.surface {
        Surface::Plane(f) => (m.normal([0.0, 0.0]).map(|n| mul(n, outward)), Some(f.o), None),
        Surface::Cylinder(f, r) | Surface::Cone(f, r, _) => (Some(f.z), Some(f.o), Some(*r)),
        Surface::Sphere(f, r) => (None, Some(f.o), Some(*r)),
        Surface::Torus(f, _, r) => (Some(f.z), Some(f.o), Some(*r)),
        _ => (None, None, None),
    }
}
