//! Where the drawing and the model of one part contradict each other. Listed before anybody quotes.

use trusquin_domain::{
    Dimension, DimensionKind, Disagreement, Extracted, FaceKind, PlaceValue, SheetReading, SolidGeometry, TitleBlock, TitleBlockField,
};

/// Written masses are rounded and models carry no coating: below this they agree.
const MASS_TOLERANCE: f64 = 0.10;

/// Drawn diameters are rounded to two decimals, three in inches.
const DIAMETER_TOLERANCE_MM: f64 = 0.03;

/// Contradictions between one drawing and one model.
pub fn disagreements(
    sheets: &[&SheetReading],
    model_file_stem: &str,
    solid: &SolidGeometry,
    density_kg_dm3: Option<f64>,
) -> Vec<Disagreement> {
    let mut found = Vec::new();
    let Some(first) = sheets.first() else { return found };
    revision(&first.title_block, model_file_stem, solid, &mut found);
    mass(&first.title_block, solid, density_kg_dm3, &mut found);
    for dimension in sheets.iter().flat_map(|sheet| &sheet.dimensions) {
        diameter(dimension, solid, &mut found);
    }
    found
}

fn on_drawing(extracted: &Extracted) -> PlaceValue {
    PlaceValue {
        value: extracted.value.clone(),
        page: Some(extracted.page),
        sheet_box: extracted.sheet_box,
        reference: extracted.reference.clone(),
    }
}

fn in_model(value: String, reference: Option<String>) -> PlaceValue {
    PlaceValue { value, page: None, sheet_box: None, reference }
}

/// The model's revision is what follows the drawing's number in its product id or file name.
fn revision(block: &TitleBlock, stem: &str, solid: &SolidGeometry, found: &mut Vec<Disagreement>) {
    let (Some(number), Some(written)) = (block.get(&TitleBlockField::DrawingNumber), block.get(&TitleBlockField::Revision)) else { return };
    let drawn = letters_and_digits(&written.value);
    let drawn = drawn.strip_prefix("REV").unwrap_or(&drawn);
    let number = letters_and_digits(&number.value);
    // Some drawing numbers end in the revision itself.
    let bare = number.strip_suffix(drawn).filter(|bare| bare.len() >= 4).unwrap_or(&number);
    let names = [solid.product_id.as_deref(), solid.product_name.as_deref(), Some(stem)];
    for name in names.into_iter().flatten() {
        let Some((last, model)) = trailing_revision(name) else { continue };
        let base = letters_and_digits(&last);
        let same_part = base.len() >= 4 && (base == bare || base.ends_with(bare) || bare.ends_with(&base));
        if same_part && !drawn.is_empty() {
            if model != drawn {
                found.push(Disagreement {
                    what: "revision".to_owned(),
                    drawing: on_drawing(written),
                    model: in_model(model, solid.product_reference.clone()),
                });
            }
            return;
        }
    }
}

/// `1230-B2P-B` is `1230-B2P` at revision `B`; a name that does not end in one or two letters says nothing.
fn trailing_revision(name: &str) -> Option<(String, String)> {
    let cut = name.rfind(|character: char| !character.is_alphanumeric())?;
    let (base, tail) = (name.get(..cut)?, name.get(cut + 1..)?);
    let tail = tail.to_uppercase();
    let tail = tail.strip_prefix("REV").unwrap_or(&tail);
    ((1..=2).contains(&tail.len()) && tail.chars().all(|character| character.is_ascii_alphabetic()))
        .then(|| (base.to_owned(), tail.to_owned()))
}

fn letters_and_digits(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn mass(block: &TitleBlock, solid: &SolidGeometry, density_kg_dm3: Option<f64>, found: &mut Vec<Disagreement>) {
    let (Some(written), Some(volume), Some(density)) = (block.get(&TitleBlockField::Mass), solid.volume_mm3, density_kg_dm3) else {
        return;
    };
    let Some(kilograms) = written.normalized.as_ref().and_then(|meaning| meaning.get("kg")).and_then(serde_json::Value::as_f64) else {
        return;
    };
    let computed = volume * 1e-6 * density;
    if kilograms > 0.0 && (computed / kilograms - 1.0).abs() > MASS_TOLERANCE {
        found.push(Disagreement {
            what: "mass".to_owned(),
            drawing: on_drawing(written),
            model: in_model(format!("{computed:.3} kg (volume × {density} kg/dm³)"), solid.product_reference.clone()),
        });
    }
}

/// A diameter on the drawing that no round face of the model has. Threads and dimensions read with doubt are left out.
fn diameter(dimension: &Dimension, solid: &SolidGeometry, found: &mut Vec<Disagreement>) {
    let round = matches!(dimension.kind, DimensionKind::Diameter | DimensionKind::HoleCallout);
    let (Some(nominal), true, None) = (dimension.nominal_mm, round && dimension.confidence >= 0.8, &dimension.thread) else { return };
    if solid.face_summaries.is_empty() || nominal <= 0.0 {
        return;
    }
    let mut nearest: Option<(f64, &str)> = None;
    for face in &solid.face_summaries {
        // A cone or a torus has every diameter between its ends, which its box bounds: nothing can be said against it.
        if !matches!(face.kind, FaceKind::Cylinder | FaceKind::Sphere | FaceKind::Plane) {
            let widest = (0..3).map(|axis| face.max_mm[axis] - face.min_mm[axis]).fold(0.0, f64::max);
            if nominal <= widest + DIAMETER_TOLERANCE_MM {
                return;
            }
            continue;
        }
        let (FaceKind::Cylinder | FaceKind::Sphere, Some(radius)) = (face.kind, face.radius_mm) else { continue };
        let gap = (2.0 * radius - nominal).abs();
        if nearest.is_none_or(|(best, _)| gap < (best - nominal).abs()) {
            nearest = Some((2.0 * radius, &face.reference));
        }
        if gap <= DIAMETER_TOLERANCE_MM {
            return;
        }
    }
    // Far from every diameter it is more likely a pitch circle or an envelope of another part than a contradiction.
    let Some((diameter, reference)) = nearest.filter(|(diameter, _)| (diameter / nominal - 1.0).abs() <= 0.15) else { return };
    found.push(Disagreement {
        what: "diameter".to_owned(),
        drawing: PlaceValue {
            value: dimension.text.clone(),
            page: Some(dimension.page),
            sheet_box: dimension.sheet_box,
            reference: dimension.reference.clone(),
        },
        model: in_model(format!("Ø{diameter:.3}"), Some(reference.to_owned())),
    });
}
