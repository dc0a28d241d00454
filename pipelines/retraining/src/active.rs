//! The active model of a shop as what a quote asks for times, and the registry's words for it.

use std::path::Path;

use trusquin_cycle_time::{Column, Model, TOO_NOISY, TOO_SHORT, Table};
use trusquin_domain::{LearnedTime, MEASURED_RUN, OperationFacts, PHYSICS_RUN, TimeEstimator};
use trusquin_registry::Registry;

use crate::{RetrainingError, read_model};

/// Name of the cycle-time models in the registry.
pub const CYCLE_TIME: &str = "cycle-time";

/// A model of the shop's own operations.
#[derive(Debug, Clone)]
pub struct LearnedTimes {
    version: String,
    model: Model,
}

impl LearnedTimes {
    /// The shop's active model; nothing where none is active, or where it does not correct the physics of the shop's own operations.
    ///
    /// # Errors
    /// The ledger or the active version cannot be read.
    pub fn active(data: &Path) -> Result<Option<Self>, RetrainingError> {
        let Some((_, folder)) = Registry::open(data, CYCLE_TIME).active()? else { return Ok(None) };
        let (model, manifest) = read_model(&folder)?;
        let corrects = manifest.columns.baseline.as_deref() == Some(PHYSICS_RUN) && manifest.columns.target == MEASURED_RUN;
        Ok(corrects.then_some(Self { version: manifest.version, model }))
    }
}

impl TimeEstimator for LearnedTimes {
    fn version(&self) -> &str {
        &self.version
    }

    fn times(&self, operations: &[OperationFacts]) -> Vec<Option<LearnedTime>> {
        let table = table_of(operations);
        let answers = self.model.predict(&table).into_iter().zip(operations);
        answers
            .map(|(answer, facts)| {
                // Without a physics' time there is nothing to correct.
                (facts.physics_run_s > 0.0 && answer.p50.is_finite()).then(|| LearnedTime {
                    run_s: answer.p50,
                    interval_s: answer.interval,
                    no_interval_reason: answer.interval.is_none().then(|| reason(&answer.basis)),
                })
            })
            .collect()
    }
}

/// Operations as the columns a model is asked with.
pub fn table_of(operations: &[OperationFacts]) -> Table {
    let mut columns: Vec<Column> = Vec::new();
    for facts in operations {
        for (at, (name, text)) in facts.cells().into_iter().enumerate() {
            if columns.len() <= at {
                columns.push(Column { name: name.to_owned(), texts: Vec::new(), numbers: Vec::new() });
            }
            columns[at].numbers.push(text.parse().unwrap_or(f64::NAN));
            columns[at].texts.push(text);
        }
    }
    Table::new(columns)
}

/// For people, French.
fn reason(basis: &str) -> String {
    let text = if basis.contains(TOO_SHORT) {
        "historique trop court"
    } else if basis.contains(TOO_NOISY) {
        "historique trop dispers\u{e9}"
    } else {
        "temps physique inconnu"
    };
    text.to_owned()
}
