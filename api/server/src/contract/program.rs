//! `trusquin program --json`: what a machine's program says.

use serde::Serialize;
use trusquin_domain::{Control, Diagnostic};
use trusquin_machining::{ProgramError, ProgramOperation, ProgramReading, ProgramTool};

use super::rounded;

/// One program.
#[derive(Debug, Clone, Serialize)]
pub struct ProgramJson {
    /// The file.
    pub file: String,
    /// SHA-256 of its bytes: its version.
    pub sha256: Option<String>,
    /// Control it is written for; null when it is no program.
    pub control: Option<Control>,
    /// Program number or name.
    pub name: Option<String>,
    /// Machine.
    pub machine: Option<String>,
    /// Operation number.
    pub op: Option<u32>,
    /// Turned, not milled.
    pub turning: bool,
    /// Time in all, s.
    pub total_s: Option<f64>,
    /// At feed, s.
    pub cutting_s: Option<f64>,
    /// At rapid, s.
    pub rapid_s: Option<f64>,
    /// Dwells, s.
    pub dwell_s: Option<f64>,
    /// Tool changes and spindle starts, s.
    pub tool_change_s: Option<f64>,
    /// Way at feed, mm.
    pub cutting_mm: Option<f64>,
    /// Tools in the order they are called.
    pub tools: Vec<ProgramTool>,
    /// Operations in order.
    pub operations: Vec<ProgramOperation>,
    /// Least and most coordinates reached at feed, mm.
    pub extent_mm: Option<[[f64; 3]; 2]>,
    /// What was not understood or assumed.
    pub diagnostics: Vec<Diagnostic>,
}

impl ProgramJson {
    /// A program that was read, or why it is none.
    pub fn new(file: &str, read: Result<ProgramReading, ProgramError>) -> Self {
        let empty = Self {
            file: file.to_owned(),
            sha256: None,
            control: None,
            name: None,
            machine: None,
            op: None,
            turning: false,
            total_s: None,
            cutting_s: None,
            rapid_s: None,
            dwell_s: None,
            tool_change_s: None,
            cutting_mm: None,
            tools: Vec::new(),
            operations: Vec::new(),
            extent_mm: None,
            diagnostics: Vec::new(),
        };
        let read = match read {
            Ok(read) => read,
            Err(error) => return Self { diagnostics: vec![Diagnostic::error("PRG-001", error.to_string())], ..empty },
        };
        let seconds = |value: f64| rounded(value, 2);
        Self {
            sha256: Some(read.sha256),
            control: Some(read.control),
            name: read.name,
            machine: read.machine,
            op: read.op,
            turning: read.turning,
            total_s: seconds(read.total_s),
            cutting_s: seconds(read.time.cutting_s),
            rapid_s: seconds(read.time.rapid_s),
            dwell_s: seconds(read.time.dwell_s),
            tool_change_s: seconds(read.time.tool_change_s + read.time.spindle_s),
            cutting_mm: rounded(read.cutting_mm, 1),
            tools: read.tools,
            operations: read.operations,
            extent_mm: read.extent_mm.map(|corners| corners.map(|corner| corner.map(|value| (value * 1000.0).round() / 1000.0))),
            diagnostics: read.diagnostics,
            ..empty
        }
    }
}
