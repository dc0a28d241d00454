//! `trusquin compare --json` and `GET /api/compare`: what changed between two issues.

use serde::Serialize;
use trusquin_domain::{Analysis, Change, PlaceValue};
use utoipa::ToSchema;

use super::box_json;

/// Two issues of a drawing or model, and what changed from the old to the new one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Comparison")]
pub struct ComparisonJson {
    old: ComparedFileJson,
    new: ComparedFileJson,
    /// True when nothing changed.
    same: bool,
    /// Title block and measures first.
    changes: Vec<ChangeJson>,
}

/// One of the two files.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "ComparedFile")]
pub struct ComparedFileJson {
    file: String,
    sha256: String,
    kind: String,
}

/// One thing that changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Change")]
pub struct ChangeJson {
    /// `title_block`, `dimension`, `tolerance`, `geometric_tolerance`, `roughness`, `note`, `outline`; of models `envelope`, `volume`, `area`,
    /// `solids`, `hole`, `face`, `face_extent`.
    subject: String,
    /// `changed`, `added`, `removed`, `moved`.
    change: String,
    /// The field of the title block, the sort of dimension or of surface.
    name: String,
    /// How many equal ones changed alike.
    count: u32,
    /// Null when it was added.
    #[schema(required = true)]
    old: Option<PlaceJson>,
    /// Null when it was removed.
    #[schema(required = true)]
    new: Option<PlaceJson>,
}

/// A value with its place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Place")]
pub struct PlaceJson {
    value: String,
    #[schema(required = true)]
    page: Option<u32>,
    /// Box on the sheet, mm from its top left corner.
    #[serde(rename = "box")]
    #[schema(required = true)]
    sheet_box: Option<[f64; 4]>,
    /// Entity handle or STEP instance.
    #[serde(rename = "ref")]
    #[schema(required = true)]
    reference: Option<String>,
    #[schema(required = true)]
    file: Option<String>,
}

impl ComparisonJson {
    /// The comparison of two files.
    pub fn new(old: &Analysis, new: &Analysis, changes: &[Change]) -> Self {
        Self { old: compared(old), new: compared(new), same: changes.is_empty(), changes: changes.iter().map(ChangeJson::from).collect() }
    }
}

fn compared(analysis: &Analysis) -> ComparedFileJson {
    ComparedFileJson { file: analysis.file.clone(), sha256: analysis.sha256.clone(), kind: word(analysis.kind) }
}

/// The contract's word for a variant.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

impl From<&Change> for ChangeJson {
    fn from(change: &Change) -> Self {
        Self {
            subject: word(change.subject),
            change: word(change.kind),
            name: change.name.clone(),
            count: change.count,
            old: change.old.as_ref().map(PlaceJson::from),
            new: change.new.as_ref().map(PlaceJson::from),
        }
    }
}

impl From<&PlaceValue> for PlaceJson {
    fn from(place: &PlaceValue) -> Self {
        Self {
            value: place.value.clone(),
            page: place.page,
            sheet_box: box_json(place.sheet_box),
            reference: place.reference.clone(),
            file: place.file.clone(),
        }
    }
}
