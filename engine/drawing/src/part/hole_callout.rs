//! A hole as a callout of the drawing gives it: drilled diameter and, where one is written, its counterbore with its own depth.

use trusquin_domain::{Dimension, HoleNeed, HoleStep};

use crate::dimension::{DrawingUnit, parse_dimension};

/// The hole of a callout; `None` without a size.
pub(super) fn hole_need(dimension: &Dimension) -> Option<HoleNeed> {
    let diameter_mm = dimension.nominal_mm?;
    let (steps, enlarged) = enlargement(dimension, diameter_mm);
    Some(HoleNeed {
        diameter_mm,
        depth_mm: dimension.depth_mm,
        count: dimension.count.max(1),
        thread: dimension.thread.clone(),
        axis: None,
        enlarged,
        steps,
        from: format!("drawing page {}", dimension.page),
    })
}

/// The diameters from the mouth down, each with its own depth (0: not written), when the text has a counterbore; and whether there is
/// a widening whose depth nobody wrote (a countersink).
fn enlargement(dimension: &Dimension, diameter_mm: f64) -> (Vec<HoleStep>, bool) {
    let Some(parsed) = parse_dimension(&dimension.text, DrawingUnit::Millimetre) else { return (Vec::new(), false) };
    let Some(wide) = parsed.enlargement else { return (Vec::new(), false) };
    // The text may be in inches: the reading already is in millimetres, so that their ratio is the unit.
    let unit = parsed.nominal_mm.filter(|read| *read > 0.0).map_or(1.0, |read| diameter_mm / read);
    let bore = wide.diameter_mm.map(|diameter| diameter * unit).filter(|diameter| *diameter > diameter_mm);
    match (bore, wide.depth_mm.map(|depth| depth * unit).filter(|depth| *depth > 0.0), wide.angle_deg) {
        (Some(bore), Some(depth), None) => {
            let rest = dimension.depth_mm.map_or(0.0, |whole| (whole - depth).max(0.0));
            let steps = vec![HoleStep { diameter_mm: bore, depth_mm: depth }, HoleStep { diameter_mm, depth_mm: rest }];
            (steps, true)
        }
        _ => (Vec::new(), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trusquin_domain::DimensionKind;

    fn callout(text: &str, nominal_mm: f64, depth_mm: Option<f64>) -> Dimension {
        Dimension {
            text: text.to_owned(),
            kind: DimensionKind::HoleCallout,
            nominal_mm: Some(nominal_mm),
            nominal_deg: None,
            upper_mm: None,
            lower_mm: None,
            fit: None,
            depth_mm,
            thread: None,
            count: 4,
            page: 1,
            sheet_box: None,
            reference: None,
            confidence: 0.9,
            critical: false,
            auxiliary: false,
            basic: false,
        }
    }

    fn check(text: &str, nominal_mm: f64, depth_mm: Option<f64>, steps: &[(f64, f64)], enlarged: bool) {
        let hole = hole_need(&callout(text, nominal_mm, depth_mm)).unwrap();
        let got: Vec<(f64, f64)> = hole.steps.iter().map(|step| (step.diameter_mm, step.depth_mm)).collect();
        assert!(
            got.len() == steps.len() && got.iter().zip(steps).all(|(a, b)| (a.0 - b.0).abs() < 0.01 && (a.1 - b.1).abs() < 0.01),
            "{text}: {got:?}"
        );
        assert_eq!(hole.enlarged, enlarged, "{text}");
    }

    #[test]
    fn every_diameter_of_a_callout_has_its_own_depth() {
        check("4x Ø8.5 THRU\n⌴ Ø15 ↧9", 8.5, None, &[(15.0, 9.0), (8.5, 0.0)], true);
        check("4x Ø8.5 ↧20\n⌴ Ø15 ↧9", 8.5, Some(20.0), &[(15.0, 9.0), (8.5, 11.0)], true);
        check("Ø8.5 THRU", 8.5, None, &[], false);
        // The same in inches, read into millimetres.
        check("4x Ø.332 THRU\n⌴ Ø.590 ↧.354", 8.4328, None, &[(14.986, 8.9916), (8.4328, 0.0)], true);
    }
}
