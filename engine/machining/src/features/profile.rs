//! Faces about one axis as a row of steps: cylinders, cones, arcs, each with diameter, place and length.

use trusquin_domain::{FaceSurface, ProfileStep, StepKind};

use super::graph::{Faces, SAME_MM, off_axis};
use crate::geometry::vector::{Vector, dot, minus};

/// A groove is at most this much wider than this many of its depths; wider it is a neck, turned with the profile, mm.
const GROOVE_WIDTH: (f64, f64) = (4.0, 5.0);

/// Steps of the faces about an axis, positions counted along `axis` from `origin`; outside first, each side from low to high.
pub(super) fn steps(faces: &Faces, members: impl Iterator<Item = usize>, axis: Vector, origin: Vector) -> Vec<ProfileStep> {
    let mut out: Vec<ProfileStep> = Vec::new();
    for index in members {
        let Some(step) = step(faces, index, axis, origin) else { continue };
        // Halves of one cylinder, and pieces a keyway or a cross hole left of it, are one step.
        let same = out.iter_mut().find(|s| {
            let touching = step.at_mm < s.at_mm + s.length_mm + SAME_MM && s.at_mm < step.at_mm + step.length_mm + SAME_MM;
            let alike = |a: f64, b: f64| (a - b).abs() < SAME_MM;
            let placed = step.kind == StepKind::Cylinder || (alike(s.at_mm, step.at_mm) && alike(s.length_mm, step.length_mm));
            s.kind == step.kind
                && s.inside == step.inside
                && touching
                && placed
                && alike(s.diameter_mm, step.diameter_mm)
                && alike(s.end_diameter_mm, step.end_diameter_mm)
        });
        match same {
            Some(s) => {
                let end = (s.at_mm + s.length_mm).max(step.at_mm + step.length_mm);
                s.at_mm = s.at_mm.min(step.at_mm);
                s.length_mm = end - s.at_mm;
            }
            None => out.push(step),
        }
    }
    out.sort_by(|a, b| a.inside.cmp(&b.inside).then(a.at_mm.total_cmp(&b.at_mm)).then(a.length_mm.total_cmp(&b.length_mm)));
    grooves(&mut out);
    out
}

/// One face as a step; none for planes, and for faces without extent along the axis.
fn step(faces: &Faces, index: usize, axis: Vector, origin: Vector) -> Option<ProfileStep> {
    let face = faces.face(index);
    let base = dot(origin, axis);
    let (low, high) = faces.extent(index, axis);
    if !(low.is_finite() && high.is_finite()) {
        return None;
    }
    let (mut from, mut to) = (low - base, high - base);
    let (kind, ends, inside) = match face.surface {
        FaceSurface::Cylinder { radius_mm, .. } => (StepKind::Cylinder, [radius_mm, radius_mm], face.concave),
        FaceSurface::Cone { apex, half_angle_deg, .. } => {
            let tip = dot(minus(apex, origin), axis);
            // A cone that closes on itself has no edge at its tip.
            if to - from < SAME_MM {
                (from, to) = (from.min(tip), to.max(tip));
            }
            let radius = |at: f64| (at - tip).abs() * half_angle_deg.to_radians().tan();
            (StepKind::Cone, [radius(from), radius(to)], face.concave)
        }
        FaceSurface::Torus { .. } | FaceSurface::Sphere { .. } => {
            let widest = |at: f64| {
                faces
                    .around(index)
                    .iter()
                    .flat_map(|(edge, _)| [edge.ends[0], edge.ends[1], edge.middle])
                    .filter(|p| (dot(minus(*p, origin), axis) - at).abs() < SAME_MM)
                    .map(|p| off_axis(p, origin, axis))
                    .fold(0.0, f64::max)
            };
            // The curvature of a blend does not tell which side of the wall it is on; its neighbours do.
            let inside = faces.around(index).iter().any(|(_, o)| {
                matches!(faces.face(*o).surface, FaceSurface::Cylinder { .. } | FaceSurface::Cone { .. })
                    && faces.axis_of(*o) == faces.axis_of(index)
                    && faces.face(*o).concave
            });
            (StepKind::Arc, [widest(from), widest(to)], inside)
        }
        _ => return None,
    };
    (to - from > 1e-6).then_some(ProfileStep {
        kind,
        inside,
        at_mm: from,
        length_mm: to - from,
        diameter_mm: 2.0 * ends[0],
        end_diameter_mm: 2.0 * ends[1],
    })
}

/// Names the cylinders that are narrow rings below both their neighbours.
fn grooves(steps: &mut [ProfileStep]) {
    let below = |step: &ProfileStep, neighbour: f64| if step.inside { step.diameter_mm - neighbour } else { neighbour - step.diameter_mm };
    let named: Vec<usize> = (1..steps.len().saturating_sub(1))
        .filter(|i| {
            let (Some(before), Some(here), Some(after)) = (steps.get(i - 1), steps.get(*i), steps.get(i + 1)) else { return false };
            let together = before.inside == here.inside
                && after.inside == here.inside
                && (before.at_mm + before.length_mm - here.at_mm).abs() < SAME_MM
                && (here.at_mm + here.length_mm - after.at_mm).abs() < SAME_MM;
            let depth = below(here, before.end_diameter_mm).min(below(here, after.diameter_mm)) / 2.0;
            here.kind == StepKind::Cylinder && together && depth > SAME_MM && here.length_mm <= GROOVE_WIDTH.0 * depth + GROOVE_WIDTH.1
        })
        .collect();
    for i in named {
        if let Some(step) = steps.get_mut(i) {
            step.kind = StepKind::Groove;
        }
    }
}

/// The same steps seen from the other end of a stretch `length` long.
pub(super) fn reversed(steps: &[ProfileStep], length: f64) -> Vec<ProfileStep> {
    steps
        .iter()
        .rev()
        .map(|s| ProfileStep {
            at_mm: length - s.at_mm - s.length_mm,
            diameter_mm: s.end_diameter_mm,
            end_diameter_mm: s.diameter_mm,
            ..*s
        })
        .collect()
}
