//! `trusquin sheets --json`: the method sheets of each part.

use serde::Serialize;
use trusquin_domain::{MethodSheet, Part, Routing};

/// The sheets of one part.
#[derive(Debug, Clone, Serialize)]
pub struct PartSheetsJson {
    /// Drawing number, or the first file.
    pub part: String,
    /// Files it was read from.
    pub files: Vec<String>,
    /// Pieces to deliver, and to launch.
    pub quantity: u32,
    /// Pieces launched.
    pub launched: u32,
    /// One sheet per operation: fixturings, steps, tools, conditions (each value with formula, source, limit and reason), programming.
    pub sheets: Vec<MethodSheet>,
    /// Why there is no routing, French.
    pub infeasible: Vec<String>,
    /// Questions of the routing, French.
    pub questions: Vec<String>,
}

impl PartSheetsJson {
    /// The sheets with the routing they are of.
    pub fn new(part: &Part, routing: &Routing, sheets: Vec<MethodSheet>) -> Self {
        let number = part.drawing_number.as_ref().map(|found| found.value.clone());
        Self {
            part: number.or_else(|| part.files.first().cloned()).unwrap_or_default(),
            files: part.files.clone(),
            quantity: routing.quantity,
            launched: routing.launched,
            sheets,
            infeasible: routing.infeasible.clone(),
            questions: routing.questions.clone(),
        }
    }
}
