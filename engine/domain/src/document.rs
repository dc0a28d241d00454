//! A page as any reader delivers it: text spans and straight or flattened strokes, in sheet millimetres.

use serde::{Deserialize, Serialize};

use crate::{Reader, SheetBox};

/// One character and its box.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CharBox {
    /// The character.
    pub character: char,
    /// Its box on the sheet.
    pub sheet_box: SheetBox,
}

/// A run of characters on one baseline, with one direction and one size: a word group, not a paragraph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextSpan {
    /// The text, in reading order.
    pub text: String,
    /// Box of the whole span.
    pub sheet_box: SheetBox,
    /// Baseline direction in degrees, counter-clockwise as seen on the sheet; 0 reads left to right, 90 bottom to top.
    pub rotation_deg: f64,
    /// Height of the font, mm (nominal size, not the cap height).
    pub font_size_mm: f64,
    /// The characters with their boxes, spaces left out.
    pub characters: Vec<CharBox>,
    /// The reader that delivered the span.
    pub reader: Reader,
}

/// A straight stroke (curves arrive flattened), in sheet millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Start x, mm.
    pub x0: f64,
    /// Start y, mm.
    pub y0: f64,
    /// End x, mm.
    pub x1: f64,
    /// End y, mm.
    pub y1: f64,
    /// Stroke width, mm.
    pub width_mm: f64,
}

/// A raster image placed on the page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageImage {
    /// Where it stands on the sheet.
    pub sheet_box: SheetBox,
    /// Pixels, width and height.
    pub size_px: [u32; 2],
}

/// One page of a document, as displayed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DocumentPage {
    /// Page, counted from 1.
    pub page: u32,
    /// Width and height of the displayed sheet, mm.
    pub size_mm: [f64; 2],
    /// Text, unordered.
    pub spans: Vec<TextSpan>,
    /// Strokes and edges of filled shapes.
    pub segments: Vec<Segment>,
    /// Raster images.
    pub images: Vec<PageImage>,
}
