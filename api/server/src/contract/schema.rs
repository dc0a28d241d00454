//! The shape of an analysis and of a quote for the OpenAPI document. It only describes: what is written is in `analysis` and `quote`,
//! and the tests hold real answers against this.
#![allow(dead_code, reason = "these types only describe")]

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::SimilarPartJson;
use super::rfq::{DiagnosticJson, FileKindJson};

/// What was read from one file. The top level is sheet 1, further sheets stand in `sheets`. Boxes are mm on the sheet as displayed, from its
/// top left corner: x0, y0, x1, y1.
#[derive(ToSchema)]
#[schema(title = "Analysis")]
pub struct AnalysisSchema {
    file: String,
    sha256: String,
    kind: FileKindJson,
    pages: Vec<PageSchema>,
    page: u32,
    /// By field: drawing_number, title, material, ...
    title_block: BTreeMap<String, FieldSchema>,
    dimensions: Vec<DimensionSchema>,
    geometric_tolerances: Vec<Map<String, Value>>,
    roughness: Vec<Map<String, Value>>,
    notes: Vec<Map<String, Value>>,
    /// Weld symbols: text, kind, throat_mm or leg_mm, length_mm, spacing_mm, count, process.
    welds: Option<Vec<Map<String, Value>>>,
    /// Datum signs: letter.
    datums: Option<Vec<Map<String, Value>>>,
    /// Marks that limit who may read the sheet: kind (export_control, classified, national_eyes, confidential), id, text.
    restrictions: Option<Vec<Map<String, Value>>>,
    /// Whether sizes hold before_coating or after_coating, as the sheet says it: hold, text.
    coated_sizes: Option<Map<String, Value>>,
    /// Views, sections and details: kind, name, label, label_box, scale, box.
    views: Vec<Map<String, Value>>,
    /// ISO or ASME, first or third angle, each with its signs.
    convention: Option<Map<String, Value>>,
    /// Of a model (unit, solids, bbox_mm, volume_mm3, holes, ...) or a flat drawing (entities, cut_length_mm, ...).
    #[schema(required = true)]
    geometry: Option<Map<String, Value>>,
    features: Vec<Map<String, Value>>,
    /// Class of a single solid, with its evidence.
    part_class: Option<Map<String, Value>>,
    /// Clampings: direction of the tool, and places in `features`.
    setups: Option<Vec<Map<String, Value>>>,
    /// Thickness, bends, K-factor, flat length of a sheet part.
    sheet_metal: Option<Map<String, Value>>,
    thinnest_wall_mm: Option<f64>,
    smallest_inside_radius_mm: Option<f64>,
    processes: Vec<ProcessSchema>,
    sheets: Vec<Map<String, Value>>,
    diagnostics: Vec<DiagnosticJson>,
    timing_ms: BTreeMap<String, Option<f64>>,
}

#[derive(ToSchema)]
#[schema(title = "Page")]
pub struct PageSchema {
    page: u32,
    /// Width and height as displayed.
    #[schema(required = true)]
    size_mm: Option<Vec<f64>>,
    #[schema(required = true)]
    size_px: Option<Vec<u32>>,
    #[schema(required = true)]
    dpi: Option<f64>,
    #[schema(required = true)]
    dpi_source: Option<String>,
}

#[derive(ToSchema)]
#[schema(title = "Field")]
pub struct FieldSchema {
    /// As drawn.
    value: String,
    /// From 0 to 1; from 0.9 on it is shown as certain.
    #[schema(required = true)]
    confidence: Option<f64>,
    /// The reader that found it.
    source: String,
    page: u32,
    #[schema(required = true)]
    r#box: Option<Vec<f64>>,
    #[schema(required = true)]
    box_px: Option<Vec<f64>>,
}

#[derive(ToSchema)]
#[schema(title = "Dimension")]
pub struct DimensionSchema {
    text: String,
    kind: String,
    #[schema(required = true)]
    nominal_mm: Option<f64>,
    #[schema(required = true)]
    upper_mm: Option<f64>,
    #[schema(required = true)]
    lower_mm: Option<f64>,
    #[schema(required = true)]
    fit: Option<String>,
    count: u32,
    page: u32,
    #[schema(required = true)]
    r#box: Option<Vec<f64>>,
    #[schema(required = true)]
    confidence: Option<f64>,
    critical: bool,
    /// For information only: in brackets or marked REF.
    auxiliary: Option<bool>,
    /// Theoretically exact: in a frame.
    basic: Option<bool>,
}

#[derive(ToSchema)]
#[schema(title = "Process")]
pub struct ProcessSchema {
    process: String,
    probability: f64,
    evidence: Vec<String>,
}

/// A quote: a line per part, three scenarios per quantity.
#[derive(ToSchema)]
#[schema(title = "Quote")]
pub struct QuoteSchema {
    number: String,
    #[schema(format = "date")]
    date: String,
    #[schema(format = "date")]
    valid_until: String,
    /// The RFQ it answers.
    rfq: i64,
    lines: Vec<QuoteLineSchema>,
    /// The first three are for the first quantity.
    scenarios: Vec<ScenarioSchema>,
    /// How one-off costs are charged: `shared`, `shown` or `charged_once`.
    non_recurring: String,
    /// `date`, `met_by` (scenarios), `earliest`; null when no date was asked for.
    #[schema(required = true)]
    requested: Option<Map<String, Value>>,
    /// What the estimate stood on, frozen with it: rates, prices, time bases, `sha256`.
    #[schema(required = true)]
    basis: Option<Map<String, Value>>,
    diagnostics: Vec<DiagnosticJson>,
    /// Address of the PDF.
    #[schema(required = true)]
    pdf: Option<String>,
}

#[derive(ToSchema)]
#[schema(title = "QuoteLine")]
pub struct QuoteLineSchema {
    line: u32,
    files: Vec<String>,
    #[schema(required = true)]
    drawing_number: Option<String>,
    #[schema(required = true)]
    title: Option<String>,
    #[schema(required = true)]
    material: Option<String>,
    #[schema(required = true)]
    revision: Option<String>,
    #[schema(required = true)]
    process: Option<String>,
    /// Why the line has to be entered by hand.
    #[schema(required = true)]
    manual_reason: Option<String>,
    operations: Vec<OperationSchema>,
    /// `what`, and the value and place of each on the `drawing` and in the `model`.
    disagreements: Vec<Map<String, Value>>,
    /// Earlier parts like it, nearest first.
    similar: Vec<SimilarPartJson>,
    questions: Vec<String>,
}

#[derive(ToSchema)]
#[schema(title = "Operation")]
pub struct OperationSchema {
    op: u32,
    name: String,
    work_centre: String,
    #[schema(required = true)]
    setup_s: Option<f64>,
    #[schema(required = true)]
    run_s: Option<f64>,
    /// `physics`, `setting` or `model:<version>`.
    basis: String,
}

#[derive(ToSchema)]
#[schema(title = "Scenario")]
pub struct ScenarioSchema {
    /// `express`, `standard`, `economic`.
    name: String,
    quantity: u32,
    /// Before tax, decimal text; null when no line is priced.
    #[schema(required = true, pattern = "^-?[0-9]+(\\.[0-9]+)?$")]
    total: Option<String>,
    currency: String,
    #[schema(required = true)]
    lead_time_days: Option<u32>,
    /// Null when nothing is priced, or when the day lies beyond the planning calendar.
    #[schema(required = true, format = "date")]
    delivery_date: Option<String>,
    reasons: Vec<String>,
    #[schema(required = true)]
    margin_percent: Option<String>,
    /// Confirmed work that express would move, for a manager to validate.
    moves: Vec<Map<String, Value>>,
    stock: Vec<Map<String, Value>>,
    purchases: Vec<Map<String, Value>>,
    lines: Vec<ScenarioLineSchema>,
}

#[derive(ToSchema)]
#[schema(title = "ScenarioLine")]
pub struct ScenarioLineSchema {
    line: u32,
    #[schema(required = true)]
    unit_price: Option<String>,
    /// Beside the unit price, once.
    #[schema(required = true)]
    charged_once: Option<String>,
    /// One-off costs within the price.
    non_recurring: String,
    /// Decimal text by sort of cost; it sums to the total.
    breakdown: BTreeMap<String, String>,
    /// What each amount depends on.
    dependences: Vec<Map<String, Value>>,
    /// Typed values that counted, with the originals.
    overrides: Vec<Map<String, Value>>,
    #[schema(required = true)]
    margin_interval: Option<Map<String, Value>>,
}
