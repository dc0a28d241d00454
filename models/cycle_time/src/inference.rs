//! Answers of a kept model to new rows: in order, every one, with what each stands on.

use crate::derived::with_derived;
use crate::interval::NOISY_RATIO;
use crate::model::{Kind, Model};
use crate::table::Table;

/// An answer to one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The middle, in the unit of the measured times.
    pub p50: f64,
    /// P10 and P90; `None` when there is no interval.
    pub interval: Option<(f64, f64)>,
    /// What it stands on: the winner's name, and what keeps the answer from being trusted.
    pub basis: String,
}

/// Said when there is no interval.
pub const TOO_SHORT: &str = "history too short: no interval";
/// Said when the interval is so wide that it plans nothing.
pub const TOO_NOISY: &str = "history too noisy";

impl Model {
    /// True when the interval is so wide that the history plans nothing.
    pub fn is_noisy(&self) -> bool {
        self.interval.as_ref().is_some_and(|interval| interval.ratio > NOISY_RATIO)
    }

    /// True when more work never makes the answer less.
    pub fn is_monotone(&self) -> bool {
        self.winner != Kind::FreeForest
    }

    /// What holds for every answer.
    pub fn remark(&self) -> Option<&'static str> {
        match &self.interval {
            None => Some(TOO_SHORT),
            Some(_) if self.is_noisy() => Some(TOO_NOISY),
            Some(_) => None,
        }
    }

    /// Answers every row of a table. Columns that are missing, values never seen and cells that do not read are answered for as untold.
    pub fn predict(&self, table: &Table) -> Vec<Prediction> {
        let table = with_derived(self.task, table);
        let encoded = self.schema.encode(&table);
        let told = self.roles.baseline.as_ref().map(|name| table.numbers(name));
        let usable = |value: f64| value.is_finite() && value > 0.0;
        let log_base: Option<Vec<f64>> =
            told.as_ref().map(|told| told.iter().map(|v| if usable(*v) { v.ln() } else { self.usual_log_base }).collect());
        let (logs, deviations) = self.learned.answers(&self.schema, &encoded, log_base.as_deref());
        let scales = match self.interval.as_ref().map(|interval| &interval.difficulty) {
            Some(Some(difficulty)) => difficulty.scales(&self.schema, &encoded),
            _ => deviations.unwrap_or_else(|| vec![1.0; encoded.rows]),
        };
        let remark = self.remark();
        (0..encoded.rows)
            .map(|row| {
                let middle = self.stretch.of(logs[row]);
                let untold = told.as_ref().is_some_and(|told| !usable(told[row]));
                let interval = self.interval.as_ref().filter(|_| !untold).map(|interval| {
                    let (low, high) = interval.around(scales[row]);
                    ((middle + low).exp(), (middle + high).exp())
                });
                let mut basis = self.winner.name().to_owned();
                let said = if untold { Some("no baseline in this row: no interval") } else { remark };
                if let Some(said) = said {
                    basis = format!("{basis}; {said}");
                }
                Prediction { p50: middle.exp(), interval, basis }
            })
            .collect()
    }
}
