//! Similar parts: `trusquin similar --json`, `GET /api/parts/similar`, and `similar` of a quote's line.

use serde::Serialize;
use trusquin_domain::{Money, Part};
use trusquin_intake::EarlierPart;
use utoipa::ToSchema;

use super::rounded;

/// Parts asked about, each with the earlier ones like it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "SimilarParts")]
pub struct SimilarPartsJson {
    /// One object per part of the files, or of the quote's line.
    pub parts: Vec<AskedPartJson>,
}

/// A part, with the earlier ones like it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "AskedPart")]
pub struct AskedPartJson {
    files: Vec<String>,
    #[schema(required = true)]
    drawing_number: Option<String>,
    /// Nearest first.
    similar: Vec<SimilarPartJson>,
}

/// An earlier part with its times and prices.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(title = "SimilarPart")]
pub struct SimilarPartJson {
    /// Number of its quote.
    quote: String,
    rfq: i64,
    line: u32,
    #[schema(format = "date")]
    date: String,
    #[schema(required = true)]
    drawing_number: Option<String>,
    #[schema(required = true)]
    title: Option<String>,
    #[schema(required = true)]
    revision: Option<String>,
    #[schema(required = true)]
    material: Option<String>,
    #[schema(required = true)]
    process: Option<String>,
    #[schema(required = true)]
    envelope_mm: Option<Vec<f64>>,
    /// 0 for the same part; 1 for one that an estimator would hardly compare with; no upper end.
    distance: f64,
    /// The same part quoted again.
    repeat: bool,
    /// Why it is near: `size`, `shape`, `faces`, `holes`, `process`, `material`, `tolerance`.
    shared: Vec<String>,
    /// In what it differs, farthest first.
    apart: Vec<String>,
    operations: Vec<EarlierOperationJson>,
    prices: Vec<EarlierPriceJson>,
}

/// An operation of an earlier part, with the times it was quoted at.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(title = "EarlierOperation")]
pub struct EarlierOperationJson {
    op: u32,
    name: String,
    work_centre: String,
    #[schema(required = true)]
    setup_s: Option<f64>,
    #[schema(required = true)]
    run_s: Option<f64>,
}

/// A price of an earlier part.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(title = "EarlierPrice")]
pub struct EarlierPriceJson {
    /// `express`, `standard`, `economic`.
    scenario: String,
    quantity: u32,
    /// Before tax, decimal text.
    #[schema(value_type = String)]
    unit_price: Money,
    currency: String,
}

impl AskedPartJson {
    /// A part with what was found.
    pub fn new(part: &Part, similar: &[EarlierPart]) -> Self {
        Self {
            files: part.files.clone(),
            drawing_number: part.drawing_number.as_ref().map(|number| number.value.clone()),
            similar: similar.iter().map(SimilarPartJson::from).collect(),
        }
    }
}

fn word(value: impl Serialize) -> Option<String> {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned))
}

impl From<&EarlierPart> for SimilarPartJson {
    fn from(earlier: &EarlierPart) -> Self {
        let part = &earlier.line.part;
        let value = |field: &Option<trusquin_domain::Extracted>| field.as_ref().map(|field| field.value.clone());
        let operations = earlier.line.routing.iter().flat_map(|routing| &routing.operations).map(|operation| EarlierOperationJson {
            op: operation.op,
            name: operation.name.clone(),
            work_centre: operation.work_centre.clone(),
            setup_s: rounded(operation.time.setup_s, 1),
            run_s: rounded(operation.time.run_s, 1),
        });
        let prices = earlier.prices.iter().map(|price| EarlierPriceJson {
            scenario: word(price.scenario).unwrap_or_default(),
            quantity: price.quantity,
            unit_price: price.unit_price,
            currency: price.currency.clone(),
        });
        Self {
            quote: earlier.quote.clone(),
            rfq: earlier.rfq_id,
            line: earlier.line.line,
            date: earlier.date.to_string(),
            drawing_number: value(&part.drawing_number),
            title: value(&part.title),
            revision: value(&part.revision),
            material: part.material.as_ref().map(|need| need.written.value.clone()),
            process: part.processes.first().and_then(|guess| word(guess.process)),
            envelope_mm: part.envelope_mm.map(|size| size.iter().filter_map(|side| rounded(*side, 2)).collect()),
            distance: rounded(f64::from(earlier.likeness.distance), 3).unwrap_or_default(),
            repeat: earlier.likeness.is_repeat(),
            shared: earlier.likeness.shared.iter().map(|it| it.word().to_owned()).collect(),
            apart: earlier.likeness.apart.iter().map(|it| it.word().to_owned()).collect(),
            operations: operations.collect(),
            prices: prices.collect(),
        }
    }
}
