//! What a flat file means to a cutting machine: pieces to cut out, holes, bends, pierces, what is drawn twice or left open.
//!
//! Places and sizes are in millimetres of the drawing, y upwards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The cutting side of a flat file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FlatCutting {
    /// Length to cut by layer name, mm; their sum is the cut length.
    pub length_by_layer_mm: BTreeMap<String, f64>,
    /// Times the beam or jet starts: once per closed contour and once per stroke of an open one.
    pub pierces: u32,
    /// Length of engraving and marking layers, mm; no part of the cut.
    pub marking_length_mm: f64,
    /// Round openings by diameter, smallest first.
    pub holes: Vec<FlatHole>,
    /// Pieces to cut out (outlines that stand free or in an opening of another), largest first.
    pub pieces: Vec<FlatPiece>,
    /// Pieces in all, also those not listed.
    pub piece_count: u32,
    /// Bend lines.
    pub bends: Vec<FlatBend>,
    /// Outlines closed over a gap wider than the rounding of exporters.
    pub bridged: Vec<FlatGap>,
    /// Chains of curves that do not close, longest first.
    pub open: Vec<FlatGap>,
    /// Chains that do not close, also those not listed.
    pub open_count: u32,
    /// Length drawn again over another line or arc, counted once, mm.
    pub doubled_length_mm: f64,
    /// Lines and arcs drawn again, in whole or in part.
    pub doubled_curves: u32,
    /// Sheet thickness as something in the file says it, most trustworthy first.
    #[serde(default)]
    pub thickness: Vec<ThicknessHint>,
}

/// Round openings of one diameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatHole {
    /// Diameter, mm.
    pub diameter_mm: f64,
    /// How many.
    pub count: u32,
}

/// A piece to cut out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatPiece {
    /// Smallest rectangle round it in any direction, long side first, mm: what a nest needs.
    pub rectangle_mm: [f64; 2],
    /// Direction of the rectangle's long side against the drawing's x axis, degrees, 0 up to 180.
    pub angle_deg: f64,
    /// Area inside its outline, mm².
    pub area_mm2: f64,
    /// Area less its openings, mm².
    pub net_area_mm2: f64,
    /// Outline and openings, mm.
    pub cut_length_mm: f64,
    /// Openings of any shape.
    pub openings: u32,
}

/// A bend line of a flat pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatBend {
    /// Ends, mm; pieces interrupted by openings are one bend.
    pub from_mm: [f64; 2],
    /// The other end, mm.
    pub to_mm: [f64; 2],
    /// Length bent (openings left out), mm.
    pub length_mm: f64,
    /// Layer it is on.
    pub layer: String,
    /// `up` or `down`, when the file says it.
    pub direction: Option<String>,
    /// Angle of the bend, degrees, when the file says it.
    pub angle_deg: Option<f64>,
    /// Inside radius, mm, when the file says it.
    pub radius_mm: Option<f64>,
    /// Why it is taken for a bend.
    pub evidence: String,
    /// 0 to 1.
    pub confidence: f64,
}

/// A place where an outline does not meet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatGap {
    /// Length of the chain of curves, mm.
    pub length_mm: f64,
    /// Distance between its loose ends, mm; `None` when it has more than two.
    pub gap_mm: Option<f64>,
    /// One loose end, mm.
    pub at_mm: [f64; 2],
}

/// A sheet thickness with where it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThicknessHint {
    /// Thickness, mm.
    pub value_mm: f64,
    /// As written.
    pub text: String,
    /// Entity handle, or `layer NAME`.
    pub reference: String,
    /// 0 to 1.
    pub confidence: f64,
}
