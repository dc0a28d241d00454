//! `trusquin analyze`: one object per file.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use trusquin_domain::{
    Analysis, CoatedSizes, CustomerRequest, DatumSign, Diagnostic, Dimension, Extracted, FileKind, GeometricTolerance, Note, PageInfo,
    ProcessGuess, Reader, Restriction, Roughness, Said, SheetReading, SolidGeometry, TitleBlockField, Weld,
};

use super::flat::flat_json;
use super::recognition::RecognitionJson;
use super::view::{convention_json, view_json};
use super::{box_json, rounded};

/// One input file as the contract has it.
#[derive(Debug, Serialize)]
pub struct AnalysisJson {
    file: String,
    sha256: String,
    kind: FileKind,
    pages: Vec<PageInfo>,
    #[serde(flatten)]
    sheet: SheetJson,
    geometry: Option<Value>,
    #[serde(flatten)]
    recognition: RecognitionJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    face_labels: Option<BTreeMap<String, u8>>,
    processes: Vec<ProcessGuess>,
    sheets: Vec<SheetJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Value>,
    diagnostics: Vec<Diagnostic>,
    timing_ms: BTreeMap<String, Option<f64>>,
}

#[derive(Debug, Serialize)]
struct SheetJson {
    page: u32,
    title_block: BTreeMap<TitleBlockField, ExtractedJson>,
    dimensions: Vec<DimensionJson>,
    geometric_tolerances: Vec<Value>,
    roughness: Vec<Value>,
    notes: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    welds: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    datums: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    restrictions: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coated_sizes: Option<Value>,
    views: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    convention: Option<Value>,
}

#[derive(Debug, Serialize)]
struct ExtractedJson {
    value: String,
    normalized: Option<Value>,
    confidence: Option<f64>,
    source: Reader,
    page: u32,
    #[serde(rename = "box")]
    sheet_box: Option<[f64; 4]>,
    box_px: Option<[f64; 4]>,
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
}

#[derive(Debug, Serialize)]
struct DimensionJson {
    text: String,
    kind: trusquin_domain::DimensionKind,
    nominal_mm: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nominal_deg: Option<f64>,
    upper_mm: Option<f64>,
    lower_mm: Option<f64>,
    fit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    depth_mm: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread: Option<String>,
    count: u32,
    page: u32,
    #[serde(rename = "box")]
    sheet_box: Option<[f64; 4]>,
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    confidence: Option<f64>,
    critical: bool,
    #[serde(skip_serializing_if = "is_false")]
    auxiliary: bool,
    #[serde(skip_serializing_if = "is_false")]
    basic: bool,
}

/// Flags few dimensions have are written where they are set.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl From<Analysis> for AnalysisJson {
    fn from(analysis: Analysis) -> Self {
        let pixels: BTreeMap<u32, f64> = analysis.pages.iter().filter_map(|page| Some((page.page, pixels_a_mm(page)?))).collect();
        let mut sheets = analysis.drawing.sheets.into_iter().map(SheetJson::from).map(|sheet| match pixels.get(&sheet.page) {
            Some(pixels_a_mm) => sheet.in_pixels(*pixels_a_mm),
            None => sheet,
        });
        let mut first = sheets.next().unwrap_or_else(|| SheetJson::from(SheetReading { page: 1, ..SheetReading::default() }));
        let geometry = match (analysis.solid, analysis.flat) {
            (Some(solid), _) => {
                // What the model states of itself stands where a drawing would say it, with its instance instead of a box.
                first.dimensions.extend(solid.dimensions.iter().cloned().map(DimensionJson::from));
                first.geometric_tolerances.extend(solid.tolerances.iter().map(geometric_json));
                Some(solid_json(&solid))
            }
            (None, Some(flat)) => Some(flat_json(&flat)),
            (None, None) => None,
        };
        Self {
            file: analysis.file,
            sha256: analysis.sha256,
            kind: analysis.kind,
            pages: analysis
                .pages
                .into_iter()
                .map(|page| PageInfo { size_mm: page.size_mm.map(|size| size.map(|side| rounded(side, 2).unwrap_or_default())), ..page })
                .collect(),
            sheet: first,
            geometry,
            recognition: RecognitionJson::new(&analysis.recognition),
            face_labels: analysis.face_labels,
            processes: analysis
                .processes
                .into_iter()
                .map(|guess| ProcessGuess { probability: rounded(guess.probability, 3).unwrap_or_default(), ..guess })
                .collect(),
            sheets: sheets.collect(),
            request: analysis.request.as_ref().map(request_json),
            diagnostics: analysis.diagnostics,
            timing_ms: analysis.timing_ms.into_iter().map(|(stage, time)| (stage, rounded(time, 1))).collect(),
        }
    }
}

/// Pixels a millimetre of a raster whose size on paper is only assumed: its boxes are told in pixels.
fn pixels_a_mm(page: &PageInfo) -> Option<f64> {
    page.dpi.filter(|_| page.size_mm.is_none() && page.size_px.is_some()).map(|dpi| dpi / 25.4)
}

impl SheetJson {
    fn in_pixels(mut self, pixels_a_mm: f64) -> Self {
        for value in self.title_block.values_mut() {
            value.box_px = value.sheet_box.take().map(|sides| sides.map(|side| (side * pixels_a_mm).round()));
        }
        self
    }
}

impl From<SheetReading> for SheetJson {
    fn from(sheet: SheetReading) -> Self {
        Self {
            page: sheet.page,
            title_block: sheet.title_block.into_iter().map(|(field, value)| (field, ExtractedJson::from(value))).collect(),
            dimensions: sheet.dimensions.into_iter().map(DimensionJson::from).collect(),
            geometric_tolerances: sheet.geometric_tolerances.iter().map(geometric_json).collect(),
            roughness: sheet.roughness.iter().map(roughness_json).collect(),
            notes: sheet.notes.iter().map(note_json).collect(),
            welds: sheet.welds.iter().map(weld_json).collect(),
            datums: sheet.datums.iter().map(datum_json).collect(),
            restrictions: sheet.restrictions.iter().map(restriction_json).collect(),
            coated_sizes: sheet.coated_sizes.as_ref().map(coated_json),
            views: sheet.views.iter().map(view_json).collect(),
            convention: sheet.convention.as_ref().map(convention_json),
        }
    }
}

impl From<Extracted> for ExtractedJson {
    fn from(value: Extracted) -> Self {
        Self {
            value: value.value,
            normalized: value.normalized,
            confidence: rounded(value.confidence, 3),
            source: value.source,
            page: value.page,
            sheet_box: box_json(value.sheet_box),
            box_px: None,
            reference: value.reference,
        }
    }
}

impl From<Dimension> for DimensionJson {
    fn from(dimension: Dimension) -> Self {
        let millimetres = |value: Option<f64>| value.and_then(|value| rounded(value, 5));
        Self {
            text: dimension.text,
            kind: dimension.kind,
            nominal_mm: millimetres(dimension.nominal_mm),
            nominal_deg: millimetres(dimension.nominal_deg),
            upper_mm: millimetres(dimension.upper_mm),
            lower_mm: millimetres(dimension.lower_mm),
            fit: dimension.fit,
            depth_mm: millimetres(dimension.depth_mm),
            thread: dimension.thread,
            count: dimension.count,
            page: dimension.page,
            sheet_box: box_json(dimension.sheet_box),
            reference: dimension.reference,
            confidence: rounded(dimension.confidence, 3),
            critical: dimension.critical,
            auxiliary: dimension.auxiliary,
            basic: dimension.basic,
        }
    }
}

/// What an e-mail asks for; every value with its words.
fn request_json(request: &CustomerRequest) -> Value {
    let day = |said: &Option<Said<Date>>| said.as_ref().map(|said| json!({"date": said.value.to_string(), "text": said.text}));
    json!({
        "subject": request.subject, "sent": request.sent.map(|day| day.to_string()), "customer": request.customer,
        "quantities": request.quantities.as_ref().map(|said| json!({"values": said.value, "text": said.text})),
        "articles": request.articles, "requested_date": day(&request.requested_date), "reply_by": day(&request.reply_by),
        "questions": request.questions,
    })
}

fn geometric_json(tolerance: &GeometricTolerance) -> Value {
    let value = json!({
        "text": tolerance.text, "characteristic": tolerance.characteristic, "value_mm": tolerance.value_mm, "modifiers": tolerance.modifiers,
        "datums": tolerance.datums, "page": tolerance.page, "box": box_json(tolerance.sheet_box), "confidence": rounded(tolerance.confidence, 3),
        "critical": tolerance.critical,
    });
    with_reference(value, tolerance.reference.as_deref())
}

fn roughness_json(texture: &Roughness) -> Value {
    let mut value = json!({
        "text": texture.text, "parameter": texture.parameter, "value_um": rounded(texture.value_um, 3), "page": texture.page,
        "box": box_json(texture.sheet_box), "critical": texture.critical,
    });
    if let (Value::Object(object), Some(definition)) = (&mut value, &texture.definition) {
        object.insert("definition".to_owned(), definition.as_str().into());
    }
    with_reference(value, texture.reference.as_deref())
}

fn weld_json(weld: &Weld) -> Value {
    json!({
        "text": weld.text, "kind": weld.kind, "throat_mm": weld.throat_mm.and_then(|mm| rounded(mm, 3)),
        "leg_mm": weld.leg_mm.and_then(|mm| rounded(mm, 3)), "length_mm": weld.length_mm.and_then(|mm| rounded(mm, 3)),
        "spacing_mm": weld.spacing_mm.and_then(|mm| rounded(mm, 3)), "count": weld.count, "process": weld.process, "page": weld.page,
        "box": box_json(weld.sheet_box), "confidence": rounded(weld.confidence, 3),
    })
}

fn datum_json(sign: &DatumSign) -> Value {
    json!({"letter": sign.letter, "page": sign.page, "box": box_json(sign.sheet_box), "confidence": rounded(sign.confidence, 3)})
}

fn restriction_json(mark: &Restriction) -> Value {
    let value = json!({"kind": mark.kind, "id": mark.id, "text": mark.text, "page": mark.page, "box": box_json(mark.sheet_box)});
    with_reference(value, mark.reference.as_deref())
}

fn coated_json(said: &CoatedSizes) -> Value {
    let value = json!({"hold": said.hold, "text": said.text, "page": said.page, "box": box_json(said.sheet_box)});
    with_reference(value, said.reference.as_deref())
}

fn note_json(note: &Note) -> Value {
    with_reference(json!({"text": note.text, "page": note.page, "box": box_json(note.sheet_box)}), note.reference.as_deref())
}

/// `ref` stands only where the source is an entity.
fn with_reference(mut value: Value, reference: Option<&str>) -> Value {
    if let (Value::Object(object), Some(reference)) = (&mut value, reference) {
        object.insert("ref".to_owned(), reference.into());
    }
    value
}

/// A volume or an area to a thousandth, a tiny one to six digits: a watch part is less than a cubic millimetre.
fn measured(value: f64) -> Option<f64> {
    let digits = if value.abs() > 0.0 { 5 - value.abs().log10().floor().clamp(-12.0, 12.0) as i32 } else { 3 };
    rounded(value, digits.max(3))
}

fn solid_json(solid: &SolidGeometry) -> Value {
    let holes: Vec<Value> = solid
        .holes
        .iter()
        .map(|hole| {
            json!({
                "diameter_mm": rounded(hole.diameter_mm, 4), "depth_mm": rounded(hole.depth_mm, 4), "through": hole.through, "kind": hole.kind,
                "axis": hole.axis.map(|part| rounded(part, 6)), "count": hole.count, "refs": hole.references,
                "steps": hole.steps.iter().map(|step| json!({"diameter_mm": rounded(step.diameter_mm, 4), "depth_mm": rounded(step.depth_mm, 4)})).collect::<Vec<_>>(),
            })
        })
        .collect();
    let envelope = |size: Option<[f64; 3]>| size.map(|size| size.map(|side| rounded(side, 5)));
    let mut value = json!({
        "unit": solid.unit, "solids": solid.solids, "bbox_mm": envelope(solid.model_bbox_mm.or(solid.bbox_mm)),
        "volume_mm3": solid.volume_mm3.and_then(measured), "area_mm2": solid.area_mm2.and_then(measured),
        "centre_of_mass_mm": solid.centre_of_mass_mm.map(|centre| centre.map(|part| rounded(part, 4))),
        "faces": solid.faces, "faces_by_kind": solid.faces_by_kind, "holes": holes, "products": solid.products,
        "product_id": solid.product_id, "product_name": solid.product_name,
        "product_tree": solid.product_tree.iter().map(|node| json!({
            "ref": node.reference, "id": node.id, "name": node.name, "instances": node.instances, "solids": node.solids,
            "components": node.components.iter().map(|(reference, count)| json!({"ref": reference, "count": count})).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    });
    if solid.model_bbox_mm.is_some() {
        value["solid_bbox_mm"] = json!(envelope(solid.bbox_mm));
    }
    value
}
