//! Where the drawing and the model of one part contradict each other, each with both places. Listed before anybody quotes.
//!
//! A false alarm costs trust, so every check keeps silent where the model may be simplified or the drawing may mean something else:
//! `names` compares numbers and revisions, `mass` mass, `envelope` overall sizes and whether it is the same part at all, `holes`
//! diameters, counts and threads, `thickness` sheets, `flat` a cutting file, `scale` the title block with the drawn lines. `question` asks about them in French.

mod envelope;
mod flat;
mod holes;
mod mass;
mod names;
mod question;
mod scale;
mod thickness;

use trusquin_domain::{Dimension, Disagreement, Extracted, FlatGeometry, PlaceValue, SheetReading, SolidGeometry};

use super::evidence::{heard, weigh};
use super::sizes::Sizes;
pub(super) use question::question;

/// Below this weight of evidence (odds of 1 to 12) drawing and model are taken for two parts.
const OTHER_PART: f64 = -2.5;
/// The faces of an assembly are listed once for each product, not in their places: more has to speak against it.
const OTHER_ASSEMBLY: f64 = -5.0;
/// And only when so many sizes are absent, or no extent is stated: a few misread sizes among many good ones are no other part.
const ABSENT_IN_OTHER: f64 = 0.4;

/// The drawing of a part.
pub(super) struct DrawingSide<'a> {
    /// File, as given.
    pub file: &'a str,
    /// Its sheets of this part.
    pub sheets: &'a [&'a SheetReading],
    /// Density of the material that was read, kg/dm³.
    pub density_kg_dm3: Option<f64>,
}

/// The model of a part.
pub(super) struct ModelSide<'a> {
    /// File, as given.
    pub file: &'a str,
    /// The model.
    pub solid: &'a SolidGeometry,
}

impl DrawingSide<'_> {
    fn field(&self, extracted: &Extracted) -> PlaceValue {
        PlaceValue {
            value: extracted.value.clone(),
            page: Some(extracted.page),
            sheet_box: extracted.sheet_box,
            reference: extracted.reference.clone(),
            file: Some(self.file.to_owned()),
        }
    }

    fn dimension(&self, dimension: &Dimension) -> PlaceValue {
        PlaceValue {
            value: dimension.text.clone(),
            page: Some(dimension.page),
            sheet_box: dimension.sheet_box,
            reference: dimension.reference.clone(),
            file: Some(self.file.to_owned()),
        }
    }
}

impl ModelSide<'_> {
    fn place(&self, value: String, reference: Option<String>) -> PlaceValue {
        PlaceValue { value, page: None, sheet_box: None, reference, file: Some(self.file.to_owned()) }
    }

    fn whole(&self, value: String) -> PlaceValue {
        self.place(value, self.solid.product_reference.clone())
    }
}

/// Contradictions between one drawing and one model.
pub(super) fn disagreements(drawing: &DrawingSide<'_>, model: &ModelSide<'_>) -> Vec<Disagreement> {
    let mut found = Vec::new();
    names::number(drawing, model, &mut found);
    names::revision(drawing, model, &mut found);
    mass::mass(drawing, model, &mut found);
    let Some(sizes) = Sizes::of_solid(model.solid) else { return found };
    let dimensions = heard(drawing.sheets.iter().flat_map(|sheet| &sheet.dimensions));
    let mut evidence = weigh(&dimensions, &sizes, folded(model.solid));
    evidence.weight += mass::weight(drawing, model);
    let assembly = model.solid.products > 1;
    let unlike = evidence.absent.len() as f64 >= ABSENT_IN_OTHER * evidence.compared as f64 || evidence.extents_stated == 0;
    if unlike && evidence.compared >= 2 && evidence.weight < if assembly { OTHER_ASSEMBLY } else { OTHER_PART } {
        let unit = envelope::other_unit(drawing, model, &dimensions, &sizes);
        found.push(unit.unwrap_or_else(|| envelope::other_part(drawing, model, &dimensions, &evidence)));
        return found;
    }
    // A model of several parts is dimensioned by several drawings.
    if assembly {
        return found;
    }
    envelope::sizes(drawing, model, &sizes, &evidence, &mut found);
    holes::diameters(drawing, model, &dimensions, &mut found);
    holes::counts(drawing, model, &dimensions, &mut found);
    holes::threads(drawing, model, &dimensions, &mut found);
    thickness::thickness(drawing, model, &mut found);
    found
}

/// Contradictions of a drawing with itself.
pub(super) fn within_drawing(drawing: &DrawingSide<'_>) -> Vec<Disagreement> {
    let mut found = Vec::new();
    scale::scale(drawing, &mut found);
    found
}

/// Contradictions between a drawing and the cutting file of the same part.
pub(super) fn drawing_and_flat(drawing: &DrawingSide<'_>, file: &str, flat: &FlatGeometry) -> Vec<Disagreement> {
    flat::against_drawing(drawing, file, flat)
}

/// Contradictions between a cutting file and the model of the same part.
pub(super) fn flat_and_model(file: &str, cutting: &FlatGeometry, model: &ModelSide<'_>) -> Vec<Disagreement> {
    flat::against_model(file, cutting, model)
}

/// A millimetre value for people: at most three decimals.
fn millimetres(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Twice the volume over the area is the thickness of a sheet; `None` when the part is not thin everywhere.
fn sheet_thickness_mm(solid: &SolidGeometry) -> Option<f64> {
    let (volume, area, size) = (solid.volume_mm3?, solid.area_mm2.filter(|area| *area > 0.0)?, solid.bbox_mm?);
    let thickness = 2.0 * volume / area;
    let largest = size.into_iter().fold(0.0, f64::max);
    (thickness > 0.0 && largest > 15.0 * thickness).then_some(thickness)
}

/// Thin everywhere and not flat: its drawing also shows it unfolded, larger than the model.
fn folded(solid: &SolidGeometry) -> bool {
    let smallest = solid.bbox_mm.map_or(0.0, |size| size.into_iter().fold(f64::MAX, f64::min));
    sheet_thickness_mm(solid).is_some_and(|thickness| smallest > 3.0 * thickness)
}

#[cfg(test)]
mod tests;
