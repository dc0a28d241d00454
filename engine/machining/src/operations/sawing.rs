//! Sawing the blank to length.

use std::f64::consts::PI;

use trusquin_domain::{Machine, Operation, OperationKind, StockForm};

use super::{Job, Terms, on_machine};
use crate::cutting::sawing_s;

/// Débit. One cut per piece; a plate blank takes a second cut across.
pub(crate) fn sawing(job: &Job, saw: &Machine) -> Operation {
    let size = &job.stock.size_mm;
    let at = |index: usize| size.get(index).copied().unwrap_or(0.0);
    let section = match job.stock.form {
        StockForm::Round | StockForm::Tube => PI / 4.0 * at(0).powi(2),
        StockForm::Plate | StockForm::Sheet => at(0) * (at(1) + at(2)),
    };
    let mut terms = Terms::default();
    terms.add("cutting", sawing_s(job.group, section, saw));
    terms.add("load_unload", saw.load_unload_s);
    on_machine(OperationKind::Sawing, "Débit", format!("Débit {}", job.stock.text), saw, saw.setup_s, terms)
}
