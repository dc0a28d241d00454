//! What is read on a drawing sheet: title block, dimensions, tolerances, roughness, notes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CoatedSizes, Convention, DatumSign, Extracted, Restriction, SheetBox, View, Weld};

/// Fields of a title block; the words of the command-line contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the variants are their own documentation, see docs/GLOSSARY.md
pub enum TitleBlockField {
    DrawingNumber,
    Title,
    Material,
    HeatTreatment,
    SurfaceTreatment,
    Finish,
    Revision,
    Date,
    Owner,
    Author,
    Approver,
    DocumentType,
    Scale,
    GeneralTolerance,
    Unit,
    Projection,
    Mass,
    Sheet,
    Standard,
}

/// The fields that were found; a field that is absent was not found.
pub type TitleBlock = BTreeMap<TitleBlockField, Extracted>;

/// Sort of dimension; the words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum DimensionKind {
    Diameter,
    Linear,
    Radius,
    Angle,
    Chamfer,
    Thread,
    HoleCallout,
}

/// A dimension with its tolerance. Angles carry degrees in `nominal_mm`'s place under `nominal_deg`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    /// As drawn.
    pub text: String,
    /// Sort.
    pub kind: DimensionKind,
    /// Nominal size, mm; `None` for an angle.
    pub nominal_mm: Option<f64>,
    /// Nominal angle, degrees; angles only.
    pub nominal_deg: Option<f64>,
    /// Upper deviation, mm, when written on the dimension.
    pub upper_mm: Option<f64>,
    /// Lower deviation, mm, when written on the dimension.
    pub lower_mm: Option<f64>,
    /// ISO 286 tolerance class (`H7`).
    pub fit: Option<String>,
    /// Depth of a hole or thread, mm, when written.
    pub depth_mm: Option<f64>,
    /// Thread designation (`M10x1.5`), threads only.
    pub thread: Option<String>,
    /// How many times it applies (`4x`).
    pub count: u32,
    /// Page, from 1.
    pub page: u32,
    /// Box on the sheet; `None` for a CAD entity, which has `reference`.
    pub sheet_box: Option<SheetBox>,
    /// Entity handle.
    pub reference: Option<String>,
    /// 0 to 1.
    pub confidence: f64,
    /// Tight enough to be watched.
    pub critical: bool,
    /// For information only: in round brackets or marked REF (ISO 129-1, auxiliary dimension); never toleranced, never inspected.
    #[serde(default)]
    pub auxiliary: bool,
    /// In a frame: theoretically exact (ISO 5458, ASME Y14.5 basic); its tolerance is geometrical.
    #[serde(default)]
    pub basic: bool,
}

/// A feature control frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GeometricTolerance {
    /// As drawn.
    pub text: String,
    /// `position`, `flatness`, ...
    pub characteristic: String,
    /// Tolerance, mm.
    pub value_mm: Option<f64>,
    /// `M`, `L`, `P`, ...
    pub modifiers: Vec<String>,
    /// Datum letters in order.
    pub datums: Vec<String>,
    /// Page, from 1.
    pub page: u32,
    /// Box on the sheet; `None` for a CAD entity, which has `reference`.
    pub sheet_box: Option<SheetBox>,
    /// Handle of the drawing's entity, or `#id` of the model's.
    #[serde(default)]
    pub reference: Option<String>,
    /// 0 to 1.
    pub confidence: f64,
    /// Tight enough to be watched.
    #[serde(default)]
    pub critical: bool,
}

/// A surface texture requirement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Roughness {
    /// As drawn.
    pub text: String,
    /// `Ra`, `Rz`, ...
    pub parameter: String,
    /// Value, micrometres.
    pub value_um: f64,
    /// Page, from 1.
    pub page: u32,
    /// Box on the sheet; `None` for a CAD entity, which has `reference`.
    pub sheet_box: Option<SheetBox>,
    /// Entity handle.
    #[serde(default)]
    pub reference: Option<String>,
    /// What the parameter meant when the drawing was made, where that changed (`ISO 4287:1997`).
    #[serde(default)]
    pub definition: Option<String>,
    /// Fine enough to be watched.
    #[serde(default)]
    pub critical: bool,
}

/// A written note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The text.
    pub text: String,
    /// Page, from 1.
    pub page: u32,
    /// Box on the sheet; `None` for a CAD entity, which has `reference`.
    pub sheet_box: Option<SheetBox>,
    /// Entity handle.
    #[serde(default)]
    pub reference: Option<String>,
}

/// One sheet of a drawing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SheetReading {
    /// Page, from 1.
    pub page: u32,
    /// Title block.
    pub title_block: TitleBlock,
    /// Dimensions.
    pub dimensions: Vec<Dimension>,
    /// Feature control frames.
    pub geometric_tolerances: Vec<GeometricTolerance>,
    /// Surface texture.
    pub roughness: Vec<Roughness>,
    /// Notes.
    pub notes: Vec<Note>,
    /// The scale its dimension lines tell, whatever the title block says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn_scale: Option<DrawnScale>,
    /// Welds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub welds: Vec<Weld>,
    /// Datum signs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub datums: Vec<DatumSign>,
    /// Marks that limit who may read the sheet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<Restriction>,
    /// Whether sizes hold before or after the coating, when the sheet says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coated_sizes: Option<CoatedSizes>,
    /// Views, sections and details.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
    /// The rules it is drawn by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub convention: Option<Convention>,
}

/// The scale a sheet is really drawn at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawnScale {
    /// Drawn length over real length: 0.5 for 1:2.
    pub factor: f64,
    /// How many dimensions tell it.
    pub dimensions: u32,
    /// One of them, as drawn.
    pub text: String,
    /// Its page, from 1.
    pub page: u32,
    /// Its box.
    pub sheet_box: SheetBox,
}

/// A drawing: its sheets in order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DrawingReading {
    /// Sheets, first page first.
    pub sheets: Vec<SheetReading>,
}
