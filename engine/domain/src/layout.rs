//! A title-block layout taught by a person's correction: where this customer's sheet format keeps its fields.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{SheetBox, TitleBlockField};

/// Places of a sheet format, kept as data. All lengths are millimetres on the level sheet, measured from its bottom right corner.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LearnedLayout {
    /// What people call it: usually the drawing it was taught on.
    pub name: String,
    /// Words printed on every sheet of this format.
    pub marks: Vec<LayoutMark>,
    /// Ruled lines around the fields, level or upright: x0, y0, x1, y1.
    pub lines: Vec<[f64; 4]>,
    /// Where the fields are.
    pub fields: Vec<LearnedField>,
}

/// A printed word and its middle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayoutMark {
    /// Lower case, without accents and punctuation.
    pub text: String,
    /// From the bottom right corner, mm.
    pub x: f64,
    /// From the bottom right corner, mm; negative is up.
    pub y: f64,
}

/// The place of one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearnedField {
    /// The field.
    pub field: TitleBlockField,
    /// The space its value may fill; `None` when this format has no such field.
    pub area: Option<SheetBox>,
    /// What is printed in the same text before the value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// What is printed in the same text after the value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suffix: String,
}

/// What a person says stands in a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaughtValue {
    /// As drawn.
    pub value: String,
    /// Where, when it was picked on the page as displayed, mm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<SheetBox>,
}

/// A corrected title block, from which its layout is learned.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Lesson {
    /// What the layout will be called.
    pub name: String,
    /// Page the title block is on, from 1.
    pub page: u32,
    /// Fields as they should have been read; `None` for a field this format does not have.
    pub fields: BTreeMap<TitleBlockField, Option<TaughtValue>>,
}

/// What came of a lesson.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Taught {
    /// The layout; `None` when none of the values stands on the page, or nothing tells the format from others.
    pub layout: Option<LearnedLayout>,
    /// Fields whose value was not found on the page: typed from elsewhere, they teach no place.
    pub unplaced: Vec<TitleBlockField>,
}
