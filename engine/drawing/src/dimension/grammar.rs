//! The grammar of a dimension: one line or a callout of several lines to a nominal, its tolerance, depth, thread and count.

use trusquin_domain::DimensionKind;

use super::characters::clean;
use super::line::Line;
use super::line_reader::read_line;

/// Unit the numbers of a drawing are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DrawingUnit {
    /// Millimetres.
    #[default]
    Millimetre,
    /// Inches.
    Inch,
}

impl DrawingUnit {
    /// Millimetres in one unit.
    pub fn mm(self) -> f64 {
        match self {
            Self::Millimetre => 1.0,
            Self::Inch => 25.4,
        }
    }
}

/// Counterbore or countersink of a hole callout.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Enlargement {
    /// Diameter at the surface, mm.
    pub diameter_mm: Option<f64>,
    /// Depth, mm; counterbores.
    pub depth_mm: Option<f64>,
    /// Included angle, degrees; countersinks.
    pub angle_deg: Option<f64>,
}

/// What a dimension text says.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedDimension {
    /// Sort.
    pub kind: DimensionKind,
    /// Nominal, mm; `None` for an angle.
    pub nominal_mm: Option<f64>,
    /// Nominal angle, degrees.
    pub nominal_deg: Option<f64>,
    /// Upper deviation, mm: written, or that of the fit.
    pub upper_mm: Option<f64>,
    /// Lower deviation, mm.
    pub lower_mm: Option<f64>,
    /// Upper and lower deviation of an angle, degrees.
    pub angle_deviation_deg: Option<(f64, f64)>,
    /// ISO 286 class.
    pub fit: Option<String>,
    /// Depth, mm.
    pub depth_mm: Option<f64>,
    /// Thread designation.
    pub thread: Option<String>,
    /// Times it applies.
    pub count: u32,
    /// The hole goes through.
    pub through: bool,
    /// Counterbore or countersink.
    pub enlargement: Option<Enlargement>,
    /// In round brackets or marked REF: for information, never toleranced.
    pub reference: bool,
    /// In a frame: theoretically exact.
    pub basic: bool,
    /// The customer marked it (KC, CC, SC, ...).
    pub marked: bool,
    /// A plain number: no symbol, unit, tolerance or word says it is a dimension.
    pub bare: bool,
}

/// Most lines a hole callout has.
const MOST_LINES: usize = 8;

/// Reads a dimension text (`Ø50 H7`, `4x M6 ↧12`, `12 +0.1/0`, `%%c8`); `None` when it is something else.
pub fn parse_dimension(text: &str, unit: DrawingUnit) -> Option<ParsedDimension> {
    let cleaned = clean(text);
    if cleaned.split('\n').count() > MOST_LINES {
        return None;
    }
    let lines: Option<Vec<Line>> = cleaned.split('\n').map(|line| read_line(line, unit)).collect();
    let stacked = || {
        let two = cleaned.split('\n').count() == 2 && !cleaned.contains(['↧', '⌴', '⌵']);
        two.then(|| read_line(&cleaned.replace('\n', " "), unit)).flatten()
    };
    lines.and_then(merge).or_else(stacked).and_then(Line::into_dimension)
}

/// Puts the lines of one callout together: the first that has a size is the hole, the others deepen, thread or enlarge it.
fn merge(lines: Vec<Line>) -> Option<Line> {
    let mut all: Option<Line> = None;
    for line in lines {
        let Some(hole) = all.as_mut() else {
            all = Some(line);
            continue;
        };
        if !hole.absorb(line) {
            return None;
        }
    }
    all
}
