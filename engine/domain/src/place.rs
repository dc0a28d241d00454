//! Where a value comes from: the reader that found it and its box on the sheet. Invariant I5 lives in these types.

use serde::{Deserialize, Serialize};

/// The reader that found a value; the words of the command-line contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// Text objects of a PDF.
    TextLayer,
    /// Text recognised from CAD strokes.
    StrokeFont,
    /// Raster character recognition.
    Ocr,
    /// A text-bearing entity of a DXF or DWG file.
    Entity,
    /// A block attribute of a DXF or DWG file.
    Attribute,
    /// A product name, property or PMI of a CAD model.
    Model,
    /// The file's own name: the weakest of all, never shown as read from the drawing.
    FileName,
}

/// Axis-aligned box in millimetres on the sheet as displayed (after rotation, crop and user unit), origin top left.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct SheetBox {
    /// Left edge, mm.
    pub x0: f64,
    /// Top edge, mm.
    pub y0: f64,
    /// Right edge, mm.
    pub x1: f64,
    /// Bottom edge, mm.
    pub y1: f64,
}

impl SheetBox {
    /// A box from two opposite corners, in any order.
    pub fn new(xa: f64, ya: f64, xb: f64, yb: f64) -> Self {
        Self { x0: xa.min(xb), y0: ya.min(yb), x1: xa.max(xb), y1: ya.max(yb) }
    }

    /// Width, mm.
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// Height, mm.
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// Centre point, mm.
    pub fn centre(&self) -> (f64, f64) {
        ((self.x0 + self.x1) / 2.0, (self.y0 + self.y1) / 2.0)
    }

    /// The smallest box that holds both.
    pub fn union(&self, other: &Self) -> Self {
        Self { x0: self.x0.min(other.x0), y0: self.y0.min(other.y0), x1: self.x1.max(other.x1), y1: self.y1.max(other.y1) }
    }

    /// True when `(x, y)` lies in the box, edges included.
    pub fn contains(&self, x: f64, y: f64) -> bool {
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }

    /// True when the boxes share some area.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    /// The box grown by `margin` mm on every side.
    pub fn grown(&self, margin: f64) -> Self {
        Self { x0: self.x0 - margin, y0: self.y0 - margin, x1: self.x1 + margin, y1: self.y1 + margin }
    }
}

/// A value read from a document, with its source. There is no way to build one without a reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extracted {
    /// The drawing's own wording.
    pub value: String,
    /// What it means, as named values (`{"iso513": "P", "designation": "1.1191"}`); `None` when the wording has no table entry.
    pub normalized: Option<serde_json::Value>,
    /// 0 to 1. From 0.9 a person sees it green, and it must be right.
    pub confidence: f64,
    /// Who found it.
    pub source: Reader,
    /// Page, counted from 1.
    pub page: u32,
    /// Box of the value (not of its label) on the sheet.
    pub sheet_box: Option<SheetBox>,
    /// Entity handle or STEP instance (`#123`) where the source has no sheet.
    pub reference: Option<String>,
}
