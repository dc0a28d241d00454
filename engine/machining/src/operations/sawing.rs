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
        StockForm::Round => PI / 4.0 * at(0).powi(2),
        StockForm::Tube => PI * at(2) * (at(0) - at(2)),
        StockForm::Flat => at(0) * at(1),
        StockForm::Plate | StockForm::Sheet => at(0) * (at(1) + at(2)),
        // A rolled section: what it weighs over its length; the others come sawn.
        StockForm::Profile => job.stock.mass_kg * 1e6 / job.material.density_kg_dm3 / (at(2) + job.stock.kerf_mm).max(1.0),
        StockForm::Block | StockForm::Casting => 0.0,
    };
    let mut terms = Terms::default();
    terms.add("cutting", sawing_s(job.group, section, saw));
    terms.add("load_unload", saw.load_unload_s);
    let list = job.stock.cutting.as_ref().map(|list| format!(" ; {}", list.text)).unwrap_or_default();
    on_machine(OperationKind::Sawing, "Débit", format!("Débit {}{list}", job.stock.text), saw, saw.setup_s, terms)
}
