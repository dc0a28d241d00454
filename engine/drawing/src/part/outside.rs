//! Threads on the outside of a part: a thread of the drawing that fits no hole of the model, on the one cylinder of its diameter.

use trusquin_domain::{Dimension, FaceKind, FaceSummary, OutsideThread, SolidGeometry};

/// Models show the outside of a thread at its nominal diameter, or a little under it (the tolerance position g of ISO 965-1), mm.
const UNDER_NOMINAL_MM: f64 = 0.3;
/// And hardly above it.
const OVER_NOMINAL_MM: f64 = 0.05;
/// Faces together closed around the axis from here on, degrees; a keyway may take the rest.
const CLOSED_DEG: f64 = 300.0;
/// Ends and axes closer than this are the same, mm.
const SAME_MM: f64 = 0.02;

/// A cylinder of the outside: direction, position of its axis and extent along the leading coordinate.
struct Journal<'a> {
    axis: [f64; 3],
    origin: [f64; 3],
    low: f64,
    high: f64,
    sweep_deg: f64,
    reference: &'a str,
}

/// The thread on the model's outside; `None` when no cylinder has its diameter, or several have: then it has to be asked.
pub(super) fn outside_thread(solid: &SolidGeometry, dimension: &Dimension) -> Option<OutsideThread> {
    let thread = dimension.thread.clone()?;
    let nominal = thread_diameter_mm(dimension)?;
    let mut journals: Vec<Journal<'_>> = Vec::new();
    for face in &solid.face_summaries {
        let diameter = face.radius_mm.map_or(0.0, |radius| 2.0 * radius);
        if face.kind == FaceKind::Cylinder && !face.concave && (nominal - UNDER_NOMINAL_MM..=nominal + OVER_NOMINAL_MM).contains(&diameter)
        {
            join(&mut journals, face);
        }
    }
    journals.retain(|journal| journal.sweep_deg >= CLOSED_DEG);
    let [journal] = journals.as_slice() else { return None };
    let lead = leading(journal.axis);
    // The box of a cylinder is wider than its axis where the axis is oblique: exact only along a model axis.
    let along = journal.axis.get(lead).copied().unwrap_or(0.0).abs();
    if along < 0.999 {
        return None;
    }
    let whole = journal.high - journal.low;
    let written = dimension.depth_mm.filter(|length| *length > 0.0 && *length <= whole + SAME_MM);
    Some(OutsideThread {
        thread,
        length_mm: written.unwrap_or(whole),
        axis: journal.axis,
        count: dimension.count.max(1),
        from: written.map_or_else(|| format!("model {}", journal.reference), |_| format!("drawing page {}", dimension.page)),
    })
}

fn leading(axis: [f64; 3]) -> usize {
    (0..3).max_by(|a, b| axis[*a].abs().total_cmp(&axis[*b].abs())).unwrap_or(0)
}

/// Halves of one cylinder, which many exporters write, are one journal.
fn join<'a>(journals: &mut Vec<Journal<'a>>, face: &'a FaceSummary) {
    let (Some(axis), Some(origin)) = (face.axis, face.origin) else { return };
    let lead = leading(axis);
    let (low, high) = (face.min_mm[lead], face.max_mm[lead]);
    let same = journals.iter_mut().find(|known| {
        let across = (0..3).filter(|i| *i != lead).all(|i| (known.origin[i] - origin[i]).abs() < SAME_MM);
        leading(known.axis) == lead && across && low < known.high + SAME_MM && high > known.low - SAME_MM
    });
    match same {
        Some(known) => {
            let overlap = high.min(known.high) - low.max(known.low) > SAME_MM;
            known.sweep_deg = if overlap { known.sweep_deg + face.sweep_deg } else { known.sweep_deg.max(face.sweep_deg) };
            known.low = known.low.min(low);
            known.high = known.high.max(high);
        }
        None => journals.push(Journal { axis, origin, low, high, sweep_deg: face.sweep_deg, reference: &face.reference }),
    }
}

/// Nominal diameter of the thread itself: a callout's own nominal may be that of its drill.
pub(super) fn thread_diameter_mm(dimension: &Dimension) -> Option<f64> {
    let metric = dimension.thread.as_deref().and_then(|thread| thread.strip_prefix('M')).map(|rest| {
        let digits: String = rest.chars().take_while(|character| character.is_ascii_digit() || *character == '.').collect();
        digits.parse::<f64>().ok()
    });
    metric.flatten().or(dimension.nominal_mm)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use trusquin_domain::DimensionKind;

    fn cylinder(diameter: f64, low: f64, high: f64, sweep_deg: f64, concave: bool) -> FaceSummary {
        let radius = diameter / 2.0;
        FaceSummary {
            reference: format!("#{diameter}"),
            kind: FaceKind::Cylinder,
            area_mm2: 1.0,
            axis: Some([0.0, 0.0, 1.0]),
            origin: Some([0.0, 0.0, low]),
            radius_mm: Some(radius),
            concave,
            sweep_deg,
            min_mm: [-radius, -radius, low],
            max_mm: [radius, radius, high],
        }
    }

    fn thread(name: &str, depth_mm: Option<f64>) -> Dimension {
        Dimension {
            text: name.to_owned(),
            kind: DimensionKind::Thread,
            nominal_mm: None,
            nominal_deg: None,
            upper_mm: None,
            lower_mm: None,
            fit: None,
            depth_mm,
            thread: Some(name.to_owned()),
            count: 1,
            page: 2,
            sheet_box: None,
            reference: None,
            confidence: 0.9,
            critical: false,
            auxiliary: false,
            basic: false,
        }
    }

    fn check(faces: Vec<FaceSummary>, dimension: &Dimension, expect: Option<(f64, &str)>) {
        let solid = SolidGeometry { face_summaries: faces, ..SolidGeometry::default() };
        let found = outside_thread(&solid, dimension);
        assert_eq!(found.as_ref().map(|found| (found.length_mm, found.from.as_str())), expect);
    }

    #[test]
    fn a_thread_is_on_the_one_cylinder_of_its_diameter() {
        let plain = thread("M16x1.5", None);
        check(vec![cylinder(16.0, 0.0, 25.0, 360.0, false), cylinder(20.0, 25.0, 60.0, 360.0, false)], &plain, Some((25.0, "model #16")));
        check(vec![cylinder(15.85, 0.0, 25.0, 360.0, false)], &plain, Some((25.0, "model #15.85")));
        check(vec![cylinder(16.0, 0.0, 25.0, 180.0, false), cylinder(16.0, 0.0, 25.0, 180.0, false)], &plain, Some((25.0, "model #16")));
        check(vec![cylinder(16.0, 0.0, 25.0, 360.0, false)], &thread("M16", Some(12.0)), Some((12.0, "drawing page 2")));
        // Two of them, a hole, half a cylinder, another diameter: asked.
        check(vec![cylinder(16.0, 0.0, 25.0, 360.0, false), cylinder(16.0, 50.0, 60.0, 360.0, false)], &plain, None);
        check(vec![cylinder(16.0, 0.0, 25.0, 360.0, true)], &plain, None);
        check(vec![cylinder(16.0, 0.0, 25.0, 180.0, false)], &plain, None);
        check(vec![cylinder(15.0, 0.0, 25.0, 360.0, false)], &plain, None);
    }
}
