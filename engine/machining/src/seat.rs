//! Fitted diameters of a turned part, each with its grade and, where the model shows its cylinder, its length.

use trusquin_domain::{FaceKind, FaceSummary, FittedDiameter, Part};

use crate::geometry::{distance_to_line, parallel};
use crate::need::{Shape, fit_grade};
use crate::tables::{GrindingPractice, Tables};

/// A model shows the nominal size within this, mm.
const SAME_DIAMETER_MM: f64 = 0.1;
/// Faces of one cylinder stand on one axis within this, mm.
const SAME_AXIS_MM: f64 = 0.05;

/// A toleranced diameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seat {
    pub diameter_mm: f64,
    pub grade: u8,
    /// Length of all its cylinders along the axis, mm; `None` when no model shows it.
    pub length_mm: Option<f64>,
    /// A bore.
    pub inside: bool,
    /// As drawn.
    pub text: String,
}

impl Seat {
    /// True when the rule sends it to the grinder.
    pub fn is_ground(&self, hardened: bool, rule: &GrindingPractice) -> bool {
        self.grade <= rule.it_grade || (hardened && self.grade <= rule.it_grade_after_hardening)
    }
}

/// The fitted diameters of a turned part. A part with one tolerance text only (read without its kind) has that one.
pub(crate) fn seats(part: &Part, shape: &Shape, tables: &Tables) -> Vec<Seat> {
    let Shape::Turned(turned) = shape else { return Vec::new() };
    let text = part.tolerances.tightest_text.as_deref().unwrap_or_default();
    let alone = crate::need::first_number(text)
        .filter(|size| *size > 0.0 && *size <= turned.diameter_mm + SAME_DIAMETER_MM)
        .map(|diameter_mm| FittedDiameter { diameter_mm, width_mm: part.tolerances.tightest_mm.unwrap_or(0.0), text: text.to_owned() });
    let fitted = if part.tolerances.diameters.is_empty() { alone.as_slice() } else { &part.tolerances.diameters[..] };
    let faces = part.solid.as_ref().map_or(&[][..], |solid| solid.face_summaries.as_slice());
    fitted
        .iter()
        .filter_map(|fit| {
            let grade =
                fit_grade(&fit.text).or_else(|| tables.iso286.grade(fit.diameter_mm, Some(fit.width_mm).filter(|width| *width > 0.0)?))?;
            let found = turned.axis.and_then(|axis| extent(faces, axis, fit.diameter_mm));
            let (length_mm, inside) = found.map_or((None, false), |(length, inside)| (Some(length), inside));
            Some(Seat { diameter_mm: fit.diameter_mm, grade, length_mm, inside, text: fit.text.clone() })
        })
        .collect()
}

/// Length of the cylinders of a diameter along a model axis, faces side by side counted once; and whether they are bores.
fn extent(faces: &[FaceSummary], axis: [f64; 3], diameter_mm: f64) -> Option<(f64, bool)> {
    let lead = (0..3).find(|i| axis[*i].abs() > 0.999)?;
    let main =
        faces.iter().filter(|face| face.kind == FaceKind::Cylinder && !face.concave).max_by(|a, b| a.area_mm2.total_cmp(&b.area_mm2))?;
    let cylinders: Vec<&FaceSummary> = faces
        .iter()
        .filter(|face| face.kind == FaceKind::Cylinder && face.axis.is_some_and(|other| parallel(other, axis)))
        .filter(|face| face.radius_mm.is_some_and(|radius| (2.0 * radius - diameter_mm).abs() < SAME_DIAMETER_MM))
        .filter(|face| main.origin.zip(face.origin).is_some_and(|(a, b)| distance_to_line(b, a, axis) < SAME_AXIS_MM))
        .collect();
    // A shaft and a bore of one size: the drawing's dimension does not say which.
    let inside = cylinders.first()?.concave;
    if cylinders.iter().any(|face| face.concave != inside) {
        return None;
    }
    let mut spans: Vec<(f64, f64)> = cylinders.iter().map(|face| (face.min_mm[lead], face.max_mm[lead])).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut length, mut reached) = (0.0, f64::MIN);
    for (low, high) in spans {
        length += (high - low.max(reached)).max(0.0);
        reached = reached.max(high);
    }
    (length > 0.0).then_some((length, inside))
}
