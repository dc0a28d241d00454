//! What stands on a drawing beside its sizes: welds, datum signs, restriction marks, and whether sizes hold before or after a coating.

use serde::{Deserialize, Serialize};

use crate::SheetBox;

/// A weld, as its symbol says (ISO 2553, AWS A2.4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weld {
    /// The dimensions of the symbol as written (`a5 3x50 (100)`).
    pub text: String,
    /// `fillet`, `butt`, `spot`, or `unknown` where only the fork is seen.
    pub kind: String,
    /// Throat of a fillet, `a`, mm.
    pub throat_mm: Option<f64>,
    /// Leg of a fillet, `z`, mm.
    pub leg_mm: Option<f64>,
    /// Length of one element, mm; `None` when the weld runs through.
    pub length_mm: Option<f64>,
    /// Clear distance between elements (ISO 2553) or their pitch (AWS), mm, as written.
    pub spacing_mm: Option<f64>,
    /// Elements.
    pub count: u32,
    /// Process of the tail, ISO 4063 (`135`).
    pub process: Option<String>,
    /// Page, from 1.
    pub page: u32,
    /// Box on the sheet.
    pub sheet_box: Option<SheetBox>,
    /// 0 to 1.
    pub confidence: f64,
}

/// The sign of a datum: a letter in a square on a triangle (ISO 5459, ASME Y14.5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatumSign {
    /// The letter.
    pub letter: String,
    /// Page, from 1.
    pub page: u32,
    /// Box on the sheet.
    pub sheet_box: Option<SheetBox>,
    /// 0 to 1.
    pub confidence: f64,
}

/// Sort of restriction mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestrictionKind {
    /// ITAR, EAR, dual-use and other export rules.
    ExportControl,
    /// Protected by the state (restricted distribution, secret).
    Classified,
    /// May be shown to nationals of one country alone.
    NationalEyes,
    /// A company's own confidentiality.
    Confidential,
}

/// A mark that limits who may read the drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Restriction {
    /// Sort.
    pub kind: RestrictionKind,
    /// Identifier of the mark in the table (`itar`).
    pub id: String,
    /// As written.
    pub text: String,
    /// Page, from 1.
    pub page: u32,
    /// Box on the sheet; `None` for a CAD entity, which has `reference`.
    pub sheet_box: Option<SheetBox>,
    /// Entity handle.
    #[serde(default)]
    pub reference: Option<String>,
}

/// When the sizes of a coated part hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizesHold {
    /// Before the coating: the layer comes on top.
    BeforeCoating,
    /// After the coating: the machined size has to leave room for the layer.
    AfterCoating,
}

/// A statement of the drawing on sizes and coating.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoatedSizes {
    /// When they hold.
    pub hold: SizesHold,
    /// As written.
    pub text: String,
    /// Page, from 1.
    pub page: u32,
    /// Box on the sheet.
    pub sheet_box: Option<SheetBox>,
    /// Entity handle.
    #[serde(default)]
    pub reference: Option<String>,
}
