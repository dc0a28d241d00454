//! What a two-dimensional CAD file (DXF, DWG) gives: entities, texts, contours.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::FlatCutting;

/// Where a text of a CAD file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlatTextKind {
    /// TEXT or MTEXT entity.
    Text,
    /// Attribute of a block; `tag` names it.
    Attribute,
    /// Dimension: typed text, or the measured value when no text is typed.
    Dimension,
    /// Feature control frame (TOLERANCE entity): cells apart by blanks, frames by lines.
    Tolerance,
}

/// One text of a CAD file, in drawing units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatText {
    /// The text without format codes.
    pub text: String,
    /// Kind of source.
    pub kind: FlatTextKind,
    /// Attribute tag (`PARTNO`), empty otherwise.
    pub tag: String,
    /// Entity handle, hexadecimal as written; empty in files that have none.
    pub handle: String,
    /// Insertion point, drawing units, y upwards.
    pub at: [f64; 2],
    /// Text height, drawing units.
    pub height: f64,
    /// Rotation, degrees counter-clockwise.
    pub rotation_deg: f64,
    /// Dimension only: the value measured by the CAD system, drawing units (degrees for angular).
    pub measured: Option<f64>,
    /// In paper space (a layout) rather than model space.
    pub paper_space: bool,
    /// Which layout: the `number` of a [`FlatLayout`], 0 in model space.
    #[serde(default)]
    pub layout: u16,
}

/// A layout: a sheet of paper on which model space is shown through viewports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatLayout {
    /// Identifies it within the file, from 1.
    pub number: u16,
    /// Name of its tab, empty where the file does not say.
    pub name: String,
    /// Paper as plotted, mm.
    pub size_mm: Option<[f64; 2]>,
    /// Handle and scale (paper over model) of its largest viewport.
    pub scale: Option<(String, f64)>,
    /// Parts of model space its viewports show, drawing units: low x, low y, high x, high y.
    pub windows: Vec<[f64; 4]>,
}

/// A closed outline of model space.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatContour {
    /// Length, mm.
    pub length_mm: f64,
    /// Enclosed area, mm².
    pub area_mm2: f64,
    /// Diameter when the contour is one full circle, mm.
    pub diameter_mm: Option<f64>,
    /// How many contours enclose this one: 0 is an outer contour, 1 a hole.
    pub depth: u32,
}

/// A two-dimensional CAD file measured.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FlatGeometry {
    /// `$ACADVER` as written (`AC1015`), or `R12` and earlier names.
    pub version: String,
    /// Unit of the drawing: `mm`, `inch`, ... or `unitless`.
    pub unit: String,
    /// Model-space entities by type, blocks not exploded, no VERTEX, SEQEND, ATTRIB.
    pub entities: BTreeMap<String, u32>,
    /// Envelope of model space, blocks exploded, mm.
    pub bbox_mm: Option<[f64; 2]>,
    /// Envelope of the cuttable curves alone (no frame of hatches, centre lines, bends): the part, when the file is one flat part, mm.
    #[serde(default)]
    pub cut_bbox_mm: Option<[f64; 2]>,
    /// Length of all cuttable curves (lines, arcs, circles, polylines, splines, ellipses) on visible layers, mm.
    pub cut_length_mm: f64,
    /// Closed contours, largest first.
    pub contours: Vec<FlatContour>,
    /// What cutting it takes.
    #[serde(default)]
    pub cutting: FlatCutting,
}
