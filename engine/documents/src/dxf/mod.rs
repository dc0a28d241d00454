//! DXF, from AutoCAD R10 to 2018, ASCII and binary: entities counted, curves measured, texts with their places.
//!
//! Reads what real exporters write rather than what the format asks for; what was repaired or left out is said in counted diagnostics.
//! It keeps no drawing: no colours, no line weights, no solids.

pub(crate) use format_codes::sign_of_letter;

mod ascii;
mod binary;
mod bulk;
mod code_page;
mod contours;
mod curve;
mod cutting;
mod dimension;
mod entity;
mod explode;
mod findings;
mod format_codes;
mod hatch;
mod header;
mod layers;
mod layouts;
mod lettering;
mod measure;
mod nesting;
mod overlaps;
mod placement;
mod record;
mod rectangle;
mod scan;
mod shapes;
mod spline;
mod tag;

use std::borrow::Cow;

use self::findings::Places;
use encoding_rs::{UTF_16BE, UTF_16LE};
use trusquin_domain::{Diagnostic, FlatGeometry, FlatLayout, FlatText, Reading};

pub(crate) use binary::BINARY_SENTINEL;

/// What a DXF file gives.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FlatDrawing {
    /// Counts, envelope, cut length, contours.
    pub geometry: FlatGeometry,
    /// Texts, attributes and dimensions in the order of the file, blocks set out.
    pub texts: Vec<FlatText>,
    /// Its sheets of paper, in the order of their tabs.
    pub layouts: Vec<FlatLayout>,
    /// Millimetres in a drawing unit.
    pub unit_mm: f64,
}

/// Why a file could not be read as DXF at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DxfError {
    /// No section and no entity was found in it.
    #[error("no DXF structure found, it looks like: {0}; ask for the drawing again as DXF or PDF")]
    NotDxf(String),
    /// Larger than this reader takes: its entities would not fit the memory of a worker.
    #[error("file of {0} bytes is larger than 512 MiB: ask for the part alone")]
    TooLarge(usize),
}

impl DxfError {
    /// The error as a remark for the person who sent the file.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error("DXF-001", self.to_string())
    }
}

/// Largest file read, bytes.
const LARGEST: usize = 512 << 20;

/// Reads a DXF file. Damage costs only what it hit: the rest is read and the loss is told in the diagnostics.
///
/// # Errors
/// Only when nothing of a DXF file is in the bytes.
pub fn read_dxf(bytes: &[u8]) -> Result<Reading<FlatDrawing>, DxfError> {
    if bytes.len() > LARGEST {
        return Err(DxfError::TooLarge(bytes.len()));
    }
    let text = as_single_bytes(bytes);
    let binary = text.starts_with(BINARY_SENTINEL);
    read(bytes, &text, if binary { Places::Bytes } else { Places::Lines })
}

/// Reads records another reader has set out as binary DXF: their places mean nothing to the person who sent the file.
pub(crate) fn read_records(records: &[u8]) -> Result<Reading<FlatDrawing>, DxfError> {
    read(records, records, Places::Nowhere)
}

fn read(bytes: &[u8], text: &[u8], places: Places) -> Result<Reading<FlatDrawing>, DxfError> {
    let scanned = scan::scan(text, places);
    if scanned.records == 0 || (scanned.sections == 0 && scanned.counts.is_empty()) {
        return Err(DxfError::NotDxf(crate::detect::explain(bytes)));
    }
    let mut reading = measure::measure(scanned);
    if reading.value.geometry.version.is_empty() {
        "R12 or earlier".clone_into(&mut reading.value.geometry.version);
    }
    Ok(reading)
}

/// The bytes as the tokenizer wants them: without byte order mark, UTF-16 turned into UTF-8.
fn as_single_bytes(bytes: &[u8]) -> Cow<'_, [u8]> {
    let wide = match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [b' ' | b'0', 0, ..] => Some(UTF_16LE),
        [0, b' ' | b'0', ..] => Some(UTF_16BE),
        _ => None,
    };
    match (wide, bytes) {
        (Some(encoding), _) => Cow::Owned(encoding.decode(bytes).0.into_owned().into_bytes()),
        (None, [0xef, 0xbb, 0xbf, rest @ ..]) => Cow::Borrowed(rest),
        (None, _) => Cow::Borrowed(bytes),
    }
}
