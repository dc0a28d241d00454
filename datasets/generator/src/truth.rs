//! Ground truth of a generated part: what every file of it really says, with boxes on the sheet.

use std::collections::BTreeMap;

use serde::Serialize;
use trusquin_domain::{DimensionKind, FaceKind, HoleKind, Process, TitleBlockField};

use crate::order::Language;

/// `[x0, y0, x1, y1]` in mm on the sheet, origin top left, as in the command-line contract.
pub type Box4 = [f64; 4];

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlacedText {
    /// As drawn.
    pub value: String,
    /// Page, from 1.
    pub page: u32,
    /// Box in mm, origin top left; `None` when no sheet of the part carries it.
    #[serde(rename = "box")]
    pub sheet_box: Option<Box4>,
}

/// A dimension as drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DimensionTruth {
    /// As drawn, the stacked deviations left out.
    pub text: String,
    /// All of it as drawn, where that is not the text with its deviations; empty for a line of the callout told before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<String>,
    /// Sort.
    pub kind: DimensionKind,
    /// Nominal, mm (the diameter of a thread).
    pub nominal_mm: f64,
    /// Upper deviation written on the dimension, mm.
    pub upper_mm: Option<f64>,
    /// Lower deviation written on the dimension, mm.
    pub lower_mm: Option<f64>,
    /// ISO 286 class.
    pub fit: Option<String>,
    /// Thread designation.
    pub thread: Option<String>,
    /// Depth, mm.
    pub depth_mm: Option<f64>,
    /// Second size: width of a groove, angle of a chamfer in degrees, diameter of a counterbore in mm.
    pub second: Option<f64>,
    /// How many times.
    pub count: u32,
    /// Page, from 1.
    pub page: u32,
    /// Box in mm, origin top left.
    #[serde(rename = "box")]
    pub sheet_box: Box4,
}

/// A roughness symbol.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoughnessTruth {
    /// As drawn.
    pub text: String,
    /// `Ra`.
    pub parameter: String,
    /// Micrometres.
    pub value_um: f64,
    /// True for the general requirement of the sheet.
    pub general: bool,
    /// Page, from 1.
    pub page: u32,
    /// Box of the text in mm, origin top left.
    #[serde(rename = "box")]
    pub sheet_box: Box4,
}

/// A feature control frame.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GeometricTruth {
    /// As a reader would type it: symbol, value, datums.
    pub text: String,
    /// `position`, `flatness`, ...
    pub characteristic: String,
    /// Tolerance, mm.
    pub value_mm: f64,
    /// Datum letters in order.
    pub datums: Vec<String>,
    /// Page, from 1.
    pub page: u32,
    /// Box of the frame in mm, origin top left.
    #[serde(rename = "box")]
    pub sheet_box: Box4,
}

/// A weld symbol.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeldTruth {
    /// Size and length as written.
    pub text: String,
    /// `fillet`.
    pub kind: String,
    /// Throat, mm.
    pub throat_mm: f64,
    /// Process number of ISO 4063.
    pub process: String,
    /// Welded all round.
    pub all_round: bool,
    /// Page, from 1.
    pub page: u32,
    /// Box of the texts in mm, origin top left.
    #[serde(rename = "box")]
    pub sheet_box: Box4,
}

/// A line of the parts list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartsListLine {
    /// Item number.
    pub item: u32,
    /// How many.
    pub quantity: u32,
    /// Designation as written.
    pub designation: String,
    /// Material as written.
    pub material: String,
    /// Page, from 1.
    pub page: u32,
    /// Box of the row in mm, origin top left.
    #[serde(rename = "box")]
    pub sheet_box: Box4,
}

/// A flat pattern of sheet metal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlatTruth {
    /// Length and width, mm.
    pub size_mm: [f64; 2],
    /// All contours, mm.
    pub cut_length_mm: f64,
    /// Closed contours, the outer one included.
    pub closed_contours: u32,
    /// Bend lines.
    pub bends: u32,
    /// Sheet thickness, mm.
    pub thickness_mm: f64,
    /// Inner bend radius, mm.
    pub bend_radius_mm: f64,
}

/// What a sheet says.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct SheetTruth {
    /// Title block.
    pub title_block: BTreeMap<TitleBlockField, PlacedText>,
    /// Dimensions.
    pub dimensions: Vec<DimensionTruth>,
    /// Roughness.
    pub roughness: Vec<RoughnessTruth>,
    /// Feature control frames.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub geometric_tolerances: Vec<GeometricTruth>,
    /// Weld symbols.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub welds: Vec<WeldTruth>,
    /// Parts list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts_list: Vec<PartsListLine>,
    /// Notes.
    pub notes: Vec<PlacedText>,
}

/// A hole of the part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HoleTruth {
    /// Diameter of the smallest cylinder in the model, mm (the tap drill of a thread).
    pub diameter_mm: f64,
    /// Full depth, mm, to the end of the cylinder.
    pub depth_mm: f64,
    /// Open at both ends.
    pub through: bool,
    /// Sort.
    pub kind: HoleKind,
    /// Direction of the axis in the model.
    pub axis: [f64; 3],
    /// How many alike.
    pub count: u32,
    /// Thread designation.
    pub thread: Option<String>,
}

/// The model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SolidTruth {
    /// Volume, mm³.
    pub volume_mm3: f64,
    /// Area, mm².
    pub area_mm2: f64,
    /// Placed solids; told when there are several.
    #[serde(skip_serializing_if = "one")]
    pub solids: u32,
    /// Envelope along the model's axes, mm.
    pub envelope_mm: [f64; 3],
    /// Faces.
    pub faces: u32,
    /// Faces by surface.
    pub faces_by_kind: BTreeMap<FaceKind, u32>,
    /// Holes.
    pub holes: Vec<HoleTruth>,
}

fn one(count: &u32) -> bool {
    *count == 1
}

/// A file of the part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FileTruth {
    /// Name in the folder.
    pub name: String,
    /// `pdf`, `dxf`, `step`, or `flat` for the DXF of a flat pattern.
    pub kind: String,
    /// Size, bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
}

/// One part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartTruth {
    /// Drawing number.
    pub drawing_number: String,
    /// Revision.
    pub revision: String,
    /// Family of the generator.
    pub family: String,
    /// Language of the sheet.
    pub language: Language,
    /// Processes the part needs, main one first.
    pub processes: Vec<Process>,
    /// Mass, kg, from volume and density.
    pub mass_kg: f64,
    /// Size of the sheet, mm.
    pub sheet_mm: [f64; 2],
    /// Sheet.
    pub sheet: SheetTruth,
    /// Model.
    pub solid: SolidTruth,
    /// Flat pattern of sheet metal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flat: Option<FlatTruth>,
    /// Files.
    pub files: Vec<FileTruth>,
}

/// A request for quotation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RfqTruth {
    /// Version of this schema.
    pub schema: u32,
    /// Its parts, one quote line each.
    pub parts: Vec<PartTruth>,
}
