//! What a sheet shows: its views and sections, the rules it is drawn by, and the marks that restrict who may read it.

use serde::{Deserialize, Serialize};

use crate::SheetBox;

/// Sort of view; the words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewKind {
    /// A projection, named or not.
    View,
    /// A section or cut (`A-A`).
    Section,
    /// A detail, usually at a larger scale.
    Detail,
}

/// A view on a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Sort.
    pub kind: ViewKind,
    /// Its letters (`A-A`, `B`); `None` for a view without a name.
    pub name: Option<String>,
    /// Its wording on the sheet (`COUPE A-A`).
    pub label: Option<String>,
    /// Box of that wording.
    pub label_box: Option<SheetBox>,
    /// Drawn length over real length: 2 for 2:1; of the sheet where the view names none.
    pub scale: Option<f64>,
    /// Page, from 1.
    pub page: u32,
    /// Box around what is drawn; of the wording alone where its view was not found.
    pub sheet_box: SheetBox,
    /// 0 to 1.
    pub confidence: f64,
}

/// A sign on the sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetSign {
    /// What was seen, in English.
    pub reason: String,
    /// The wording, where it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet_box: Option<SheetBox>,
}

/// How it is known where a neighbouring view looks from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectionBasis {
    /// The symbol or its wording in the title block.
    Stated,
    /// Where the sections stand against the way their arrows look.
    SectionArrows,
    /// The usage of the rules the sheet follows: likely, not known.
    Usage,
}

/// The rules a sheet is drawn by.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Convention {
    /// `iso` or `asme`; `None` when the signs are few or even.
    pub standard: Option<String>,
    /// Signs for it.
    pub standard_evidence: Vec<SheetSign>,
    /// `first` or `third` angle; `None` when nothing tells it.
    pub projection: Option<String>,
    /// How it is known.
    pub projection_basis: Option<ProjectionBasis>,
    /// Signs for it.
    pub projection_evidence: Vec<SheetSign>,
}
