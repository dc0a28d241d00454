//! Truth tables of a batch: a line of JSON for every sheet, and rows for the scoring tools.

use std::fmt::Write as _;

use anyhow::Result;
use serde::Serialize;
use serde_json::{Map, Value, json};
use trusquin_domain::{Process, TitleBlockField as Field};

use crate::batch::Tables;
use crate::order::Language;
use crate::scan::homography::Homography;
use crate::scan::{Copy, overlap};
use crate::truth::{Box4, DimensionTruth, PartTruth};

/// Columns of the title block table, those of the corpus.
pub const TITLE_BLOCK_HEAD: &str = "file\tpage\tdrawing_number\tpart_number\ttitle\tmaterial\tfinish_treatment\tgeneral_tolerance\tscale\tunit\tunit_inferred\tprojection\trevision\tstandard\tstandard_inferred\tmain_process\tlanguage\tnotes\n";

/// Adds the rows of a sheet as it stands in a file; a degraded copy has its boxes in pixels of the picture.
pub fn sheet_rows(tables: &mut Tables, path: &str, truth: &PartTruth, style: &Value, copy: Option<&Copy>) -> Result<()> {
    title_block_row(tables, path, truth);
    let covered = |of: Box4| copy.is_some_and(|copy| copy.stamps.iter().any(|stamp| overlap(*stamp, of)));
    let mut row = |text: &str, of: Box4| {
        let _ = writeln!(tables.dimensions, "{path}\t1\t{text}\t{}", u8::from(!covered(of)));
    };
    for dimension in truth.sheet.dimensions.iter().filter(|dimension| dimension.whole.as_deref() != Some("")) {
        row(&full_text(dimension, truth.language), dimension.sheet_box);
    }
    for roughness in &truth.sheet.roughness {
        row(&roughness.text, roughness.sheet_box);
    }
    for geometric in &truth.sheet.geometric_tolerances {
        row(&geometric.text, geometric.sheet_box);
    }
    let transform = copy.map_or(Homography::IDENTITY, |copy| copy.pixel_from_sheet_mm);
    let placed = |value: Value| in_picture(value, &transform, copy.is_some(), &covered);
    let list = |items: Value| Value::Array(items.as_array().cloned().unwrap_or_default().into_iter().map(&placed).collect());
    let sheet = &truth.sheet;
    let fields: Map<String, Value> = serde_json::to_value(&sheet.title_block)?
        .as_object()
        .cloned()
        .unwrap_or_default()
        .into_iter()
        .map(|(field, value)| (field, placed(value)))
        .collect();
    let line = json!({
        "file": path,
        "page": 1,
        "unit": if copy.is_some() { "px" } else { "mm" },
        "family": truth.family,
        "language": truth.language,
        "style": style,
        "sheet_mm": truth.sheet_mm,
        "size_px": copy.map(|copy| [copy.picture.width, copy.picture.height]),
        "recipe": copy.map(|copy| &copy.recipe),
        "pixel_from_sheet_mm": copy.map(|copy| copy.pixel_from_sheet_mm),
        "stamps": copy.map(|copy| copy.stamps.iter().map(|of| corners(*of, &transform)).collect::<Vec<_>>()),
        "title_block": fields,
        "dimensions": list(json!(sheet.dimensions)),
        "roughness": list(json!(sheet.roughness)),
        "geometric_tolerances": list(json!(sheet.geometric_tolerances)),
        "welds": list(json!(sheet.welds)),
        "parts_list": list(json!(sheet.parts_list)),
        "notes": list(json!(sheet.notes)),
    });
    let _ = writeln!(tables.sheets, "{line}");
    Ok(())
}

fn title_block_row(tables: &mut Tables, path: &str, truth: &PartTruth) {
    let said = |field: Field| truth.sheet.title_block.get(&field).map(|value| value.value.as_str()).unwrap_or_default();
    let finish = [said(Field::SurfaceTreatment), said(Field::HeatTreatment)].join(" ");
    let projection = if said(Field::Projection).is_empty() { "" } else { "first" };
    let columns = [
        path,
        "1",
        said(Field::DrawingNumber),
        "",
        said(Field::Title),
        said(Field::Material),
        finish.trim(),
        said(Field::GeneralTolerance),
        said(Field::Scale),
        said(Field::Unit),
        "",
        projection,
        said(Field::Revision),
        "",
        "ISO",
        &truth.processes.first().map(process_word).unwrap_or_default(),
        match truth.language {
            Language::French => "fr",
            Language::English => "en",
        },
        "",
    ];
    let _ = writeln!(tables.title_block, "{}", columns.join("\t"));
}

fn process_word(process: &Process) -> String {
    serde_json::to_value(process).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Adds the row of a model.
pub fn step_row(tables: &mut Tables, path: &str, truth: &PartTruth) {
    let solid = &truth.solid;
    let [x, y, z] = solid.envelope_mm;
    let (volume, area, solids, faces) = (solid.volume_mm3, solid.area_mm2, solid.solids, solid.faces);
    let _ = writeln!(tables.step, "{path}\t{x}\t{y}\t{z}\t{volume}\t{area}\t{solids}\t{faces}\t");
}

/// A dimension with its stacked deviations behind it. A word that only says "for information" is a remark beside the size, not a part of it.
pub fn full_text(dimension: &DimensionTruth, language: Language) -> String {
    let text = written(dimension, language);
    text.strip_suffix(" REF").map_or_else(|| text.clone(), str::to_owned)
}

fn written(dimension: &DimensionTruth, language: Language) -> String {
    if let Some(whole) = &dimension.whole {
        return whole.clone();
    }
    match (dimension.upper_mm, dimension.lower_mm) {
        (Some(upper), Some(lower)) if !dimension.text.contains('±') => {
            let signed = |value: f64| if value == 0.0 { "0".to_owned() } else { language.decimals(format!("{value:+}")) };
            format!("{} {} {}", dimension.text, signed(upper), signed(lower))
        }
        _ => dimension.text.clone(),
    }
}

fn corners(of: Box4, transform: &Homography) -> Value {
    json!(transform.corners(of).map(|corner| corner.map(tenth)))
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The truth of one text with its box in the picture, its corners, and whether a stamp lies on it.
fn in_picture(mut value: Value, transform: &Homography, copied: bool, covered: &dyn Fn(Box4) -> bool) -> Value {
    let Some(fields) = value.as_object_mut() else { return value };
    let Some(of) = fields.get("box").and_then(|found| serde_json::from_value::<Box4>(found.clone()).ok()) else { return value };
    if copied {
        fields.insert("box".to_owned(), plain(&transform.hull(of).map(tenth)));
        fields.insert("quad".to_owned(), corners(of, transform));
        fields.insert("sure".to_owned(), json!(!covered(of)));
    }
    value
}

fn plain(value: &impl Serialize) -> Value {
    json!(value)
}
