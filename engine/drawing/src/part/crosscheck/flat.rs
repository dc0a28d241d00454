//! A cutting file (DXF) against the drawing and against the model of the same part.

use trusquin_domain::{Dimension, DimensionKind, Disagreement, FlatGeometry, PlaceValue};

use super::{DrawingSide, ModelSide, folded, millimetres, sheet_thickness_mm};
use crate::part::evidence::heard;
use crate::part::sizes::{Sizes, round, written_tolerance_mm};

/// Outlines are exported to a hundredth or so, arcs flattened by some CAM systems, mm.
const OUTLINE_TOLERANCE_MM: f64 = 0.1;
/// Diameters are compared this near, mm.
const DIAMETER_TOLERANCE_MM: f64 = 0.05;

fn of_flat(file: &str, value: String) -> PlaceValue {
    PlaceValue { value, page: None, sheet_box: None, reference: None, file: Some(file.to_owned()) }
}

/// Lengths of the drawing that do not fit into the outline. A drawing of a bent part shows the developed length, which is the outline's.
pub(super) fn against_drawing(drawing: &DrawingSide<'_>, file: &str, flat: &FlatGeometry) -> Vec<Disagreement> {
    let Some(sizes) = Sizes::of_flat(flat) else { return Vec::new() };
    let too_long = |dimension: &&&Dimension| {
        let size = dimension.nominal_mm.unwrap_or_default();
        let sized = matches!(dimension.kind, DimensionKind::Linear | DimensionKind::Diameter) && dimension.thread.is_none();
        sized && size > sizes.diagonal() + written_tolerance_mm(dimension) + OUTLINE_TOLERANCE_MM
    };
    let dimensions = heard(drawing.sheets.iter().flat_map(|sheet| &sheet.dimensions));
    let largest =
        dimensions.iter().filter(too_long).max_by(|a, b| a.nominal_mm.partial_cmp(&b.nominal_mm).unwrap_or(std::cmp::Ordering::Equal));
    let [length, width] = sizes.extents.as_slice() else { return Vec::new() };
    let outline = format!("{} × {} mm", millimetres(*length), millimetres(*width));
    largest
        .map(|dimension| Disagreement { what: "envelope".to_owned(), drawing: drawing.dimension(dimension), model: of_flat(file, outline) })
        .into_iter()
        .collect()
}

/// The outline against the flat model's, and the diameters cut against the model's. A bent model is larger flat than folded.
pub(super) fn against_model(file: &str, flat: &FlatGeometry, model: &ModelSide<'_>) -> Vec<Disagreement> {
    let mut found = Vec::new();
    let (Some(outline), Some(solid)) = (Sizes::of_flat(flat), Sizes::of_solid(model.solid)) else { return found };
    if sheet_thickness_mm(model.solid).is_none() || model.solid.products > 1 || folded(model.solid) {
        return found;
    }
    let ([length, width], [long, wide, _]) = (outline.extents.as_slice(), solid.extents.as_slice()) else { return found };
    let apart = |a: &f64, b: &f64| (a - b).abs() > OUTLINE_TOLERANCE_MM;
    if apart(length, long) || apart(width, wide) {
        found.push(Disagreement {
            what: "envelope".to_owned(),
            drawing: of_flat(file, format!("{} × {} mm", millimetres(*length), millimetres(*width))),
            model: model.whole(format!("{} × {} mm", millimetres(*long), millimetres(*wide))),
        });
    }
    for diameter in flat.contours.iter().filter(|contour| contour.depth == 1).filter_map(|contour| contour.diameter_mm) {
        let gap = |face: &trusquin_domain::FaceSummary| round(face).map(|radius| (2.0 * radius - diameter).abs());
        let nearest = model.solid.face_summaries.iter().filter_map(|face| Some((gap(face)?, face))).min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((gap, face)) = nearest.filter(|(gap, _)| *gap > DIAMETER_TOLERANCE_MM && *gap <= 0.15 * diameter) else { continue };
        let has = 2.0 * face.radius_mm.unwrap_or_default();
        let told = found.iter().any(|known: &Disagreement| known.drawing.value == format!("Ø{}", millimetres(diameter)));
        if gap > 0.0 && !told {
            found.push(Disagreement {
                what: "hole diameter".to_owned(),
                drawing: of_flat(file, format!("Ø{}", millimetres(diameter))),
                model: model.place(format!("Ø{has:.3}"), Some(face.reference.clone())),
            });
        }
    }
    found
}
