//! Round sizes of the drawing against the round faces of the model: diameters, how many, and threads.

use trusquin_domain::{Dimension, DimensionKind, Disagreement, FaceKind, FaceSummary, SolidGeometry};

use super::{DrawingSide, ModelSide};
use crate::part::outside::thread_diameter_mm;
use crate::part::sizes::{across, any_diameter, round, widest};

/// Drawn diameters are rounded to two decimals, three in inches.
const DIAMETER_TOLERANCE_MM: f64 = 0.03;
/// Farther from every diameter of the model it is more likely a pitch circle or an envelope of another part than a contradiction.
const NEAR: f64 = 0.15;
/// Axes nearer than this are one, mm.
const SAME_MM: f64 = 0.02;
/// Cores of threads begin here: 0.75 of the nominal diameter of the coarsest (ISO 724: M1 to M64 lie above).
const CORE: f64 = 0.72;

/// Smallest and largest diameter that a model may be drawn with for a dimension: models show the nominal or any size allowed.
fn allowed(dimension: &Dimension) -> Option<(f64, f64)> {
    let round = matches!(dimension.kind, DimensionKind::Diameter | DimensionKind::HoleCallout) && dimension.thread.is_none();
    let nominal = dimension.nominal_mm.filter(|size| round && *size > 0.0)?;
    let (lower, upper) = (dimension.lower_mm.unwrap_or(0.0).min(0.0), dimension.upper_mm.unwrap_or(0.0).max(0.0));
    let (lower, upper) = if dimension.lower_mm.is_some_and(|lower| lower > 0.0) { (0.0, upper) } else { (lower, upper) };
    Some((nominal + lower - DIAMETER_TOLERANCE_MM, nominal + upper + DIAMETER_TOLERANCE_MM))
}

/// A cone or a torus has every diameter between its ends, which its box bounds: nothing can be said against it.
fn may_hide(solid: &SolidGeometry, diameter: f64) -> bool {
    solid.face_summaries.iter().any(|face| any_diameter(face) && diameter <= widest(face) + DIAMETER_TOLERANCE_MM)
}

/// The diameter nearest to `wanted`, and its face.
fn nearest(solid: &SolidGeometry, wanted: f64) -> Option<(f64, &FaceSummary)> {
    let diameters = solid.face_summaries.iter().filter_map(|face| Some((2.0 * round(face)?, face)));
    diameters.min_by(|a, b| (a.0 - wanted).abs().total_cmp(&(b.0 - wanted).abs()))
}

/// Diameters on the drawing that no round face of the model has.
pub(super) fn diameters(drawing: &DrawingSide<'_>, model: &ModelSide<'_>, heard: &[&Dimension], found: &mut Vec<Disagreement>) {
    for dimension in heard {
        let (Some((low, high)), Some(nominal)) = (allowed(dimension), dimension.nominal_mm) else { continue };
        let Some((diameter, face)) = nearest(model.solid, nominal) else { continue };
        let has = model.solid.face_summaries.iter().filter_map(round).any(|radius| (low..=high).contains(&(2.0 * radius)));
        if has || may_hide(model.solid, nominal) || (diameter / nominal - 1.0).abs() > NEAR {
            continue;
        }
        let what = if face.concave { "hole diameter" } else { "diameter" };
        found.push(Disagreement {
            what: what.to_owned(),
            drawing: drawing.dimension(dimension),
            model: model.place(format!("Ø{diameter:.3}"), Some(face.reference.clone())),
        });
    }
}

/// A drawing that asks for more equal holes than the model has. The other way round the rest may be called out elsewhere.
pub(super) fn counts(drawing: &DrawingSide<'_>, model: &ModelSide<'_>, heard: &[&Dimension], found: &mut Vec<Disagreement>) {
    // A product placed several times lists its faces once.
    if model.solid.solids > 1 {
        return;
    }
    for dimension in heard.iter().filter(|dimension| dimension.count >= 2) {
        let (Some((low, high)), Some(nominal)) = (allowed(dimension), dimension.nominal_mm) else { continue };
        let (count, first) = runs(model.solid, low, high);
        if count > 0 && count < dimension.count && !may_hide(model.solid, nominal) {
            found.push(Disagreement {
                what: "hole count".to_owned(),
                drawing: drawing.dimension(dimension),
                model: model.place(format!("{count} × Ø{nominal}"), first),
            });
        }
    }
}

/// How many cylinders of a diameter there are (halves of one, which exporters write, are one), and the first's face.
fn runs(solid: &SolidGeometry, low: f64, high: f64) -> (u32, Option<String>) {
    let mut known: Vec<&FaceSummary> = Vec::new();
    let (mut count, mut first) = (0, None);
    let wanted = |face: &&FaceSummary| face.kind == FaceKind::Cylinder && round(face).is_some_and(|r| (low..=high).contains(&(2.0 * r)));
    for face in solid.face_summaries.iter().filter(wanted) {
        let together = |other: &&FaceSummary| {
            let places = face.axis.zip(other.axis).zip(face.origin.zip(other.origin));
            let coaxial = places.and_then(|((axis, also), (at, there))| across(axis, also, at, there)).is_some_and(|gap| gap < SAME_MM);
            coaxial && (0..3).all(|i| face.min_mm[i] < other.max_mm[i] + SAME_MM && other.min_mm[i] < face.max_mm[i] + SAME_MM)
        };
        if !known.iter().any(together) {
            count += 1;
            first = first.or_else(|| Some(face.reference.clone()));
        }
        known.push(face);
    }
    (count, first)
}

/// Metric threads for which the model has no cylinder at all between core and nominal diameter, inside or outside.
pub(super) fn threads(drawing: &DrawingSide<'_>, model: &ModelSide<'_>, heard: &[&Dimension], found: &mut Vec<Disagreement>) {
    let solid = model.solid;
    for dimension in heard.iter().filter(|dimension| dimension.thread.as_deref().is_some_and(|thread| thread.starts_with('M'))) {
        let Some(nominal) = thread_diameter_mm(dimension) else { continue };
        let fits = |radius: f64| (CORE * nominal..=nominal + 0.1).contains(&(2.0 * radius));
        if solid.face_summaries.iter().filter_map(round).any(fits) || may_hide(solid, CORE * nominal) {
            continue;
        }
        // A model without any round face leaves holes out altogether: nothing to compare.
        let Some((diameter, face)) = nearest(solid, 0.85 * nominal) else { continue };
        found.push(Disagreement {
            what: "thread".to_owned(),
            drawing: drawing.dimension(dimension),
            model: model.place(format!("Ø{diameter:.3}"), Some(face.reference.clone())),
        });
    }
}
