//! Everything one input file gave.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CustomerRequest, Diagnostic, DrawingReading, FlatGeometry, FlatText, ProcessGuess, Recognition, SolidGeometry, Taught};

/// What a file is, told from its bytes, never from its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum FileKind {
    Pdf,
    Image,
    Dxf,
    Dwg,
    Step,
    Iges,
    Archive,
    #[default]
    Unknown,
}

/// Size of one page or image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageInfo {
    /// Page, from 1.
    pub page: u32,
    /// Displayed size, mm.
    pub size_mm: Option<[f64; 2]>,
    /// Pixels, for rasters.
    pub size_px: Option<[u32; 2]>,
    /// Resolution of a raster.
    pub dpi: Option<f64>,
    /// `file`, `page_frame` or `assumed`.
    pub dpi_source: Option<String>,
}

/// Everything one input file gave. Also what a worker process sends back to its parent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Analysis {
    /// As given: a path, or `archive.zip!/member`.
    pub file: String,
    /// Hash of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Size, bytes.
    pub bytes: u64,
    /// Kind by content.
    pub kind: FileKind,
    /// Pages or images.
    pub pages: Vec<PageInfo>,
    /// What is written on the sheets.
    pub drawing: DrawingReading,
    /// STEP: the solid.
    pub solid: Option<SolidGeometry>,
    /// STEP: machining features found on its faces, and what they say of the part.
    #[serde(default)]
    pub recognition: Recognition,
    /// STEP, when asked for: class of each face by its key (ADVANCED_FACE name where unique, else `#id`).
    #[serde(default)]
    pub face_labels: Option<BTreeMap<String, u8>>,
    /// DXF, DWG: the flat geometry.
    pub flat: Option<FlatGeometry>,
    /// DXF, DWG: its texts.
    pub texts: Vec<FlatText>,
    /// Processes suggested by this file alone, most probable first.
    pub processes: Vec<ProcessGuess>,
    /// E-mail: what its text asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<CustomerRequest>,
    /// What came of a lesson on this file, when one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taught: Option<Taught>,
    /// Remarks.
    pub diagnostics: Vec<Diagnostic>,
    /// Milliseconds by stage, measured by the caller.
    pub timing_ms: BTreeMap<String, f64>,
}
