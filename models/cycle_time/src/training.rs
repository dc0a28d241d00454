//! From rows with a measured time to a model: every candidate is tried on rows it never saw, the best one learns from all of them.

use std::collections::BTreeMap;

use crate::backtest::{Backtest, reliability};
use crate::core::median;
use crate::derived::with_derived;
use crate::evaluation::{Answer, Figures, loss};
use crate::features::{Roles, Schema};
use crate::interval::Interval;
use crate::mixed::Mixed;
use crate::model::{FORMAT, Kind, Learned, Model, Prepared, Stretch, Task, fit_baseline, fit_kind};
use crate::table::Table;

/// Rows with a measured time that a model and an interval need. Below, an interval of four in five would rest on three rows a side.
pub const LEAST_ROWS: usize = 40;
/// Groups (work orders, parts) they must come from.
const LEAST_GROUPS: usize = 5;

/// What to learn from.
#[derive(Debug, Clone)]
pub struct TrainingSet {
    /// Kind of data.
    pub task: Task,
    /// All columns.
    pub table: Table,
    /// Which is what.
    pub roles: Roles,
    /// Rows stand in order of time: the last fifth is then asked about apart.
    pub in_order_of_time: bool,
}

/// A row the models cannot learn from, by reason.
pub type LeftOut = BTreeMap<&'static str, usize>;

/// A model and how it was found.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// Backtest; empty when history is too short for one.
    pub backtest: Backtest,
    /// Rows used, by their place in the table.
    pub rows: Vec<usize>,
    /// Rows left out.
    pub left_out: LeftOut,
}

/// Training cannot start.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TrainingError {
    /// No such column.
    #[error("there is no column '{column}'; the file has: {present}")]
    NoColumn {
        /// Asked for.
        column: String,
        /// There.
        present: String,
    },
    /// Nothing to learn from.
    #[error("no row has a measured time above zero in '{column}'; check the column and its decimal sign")]
    NoTime {
        /// The target.
        column: String,
    },
}

/// Trains: backtest, choice, final fit.
///
/// # Errors
/// A named column is not there, or no row has a time.
pub fn train(set: &TrainingSet) -> Result<Trained, TrainingError> {
    let roles = &set.roles;
    let named = [Some(&roles.target), roles.baseline.as_ref(), roles.group.as_ref()].into_iter().flatten();
    for name in named.chain(&roles.increasing).chain(&roles.ignore) {
        if set.table.column(name).is_none() {
            let present = set.table.columns().iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(TrainingError::NoColumn { column: name.clone(), present });
        }
    }
    let (rows, left_out) = usable(&set.table, roles);
    if rows.is_empty() {
        return Err(TrainingError::NoTime { column: roles.target.clone() });
    }
    let table = with_derived(set.task, &set.table.pick(&rows));
    let times = table.numbers(&roles.target);
    let groups = groups(&table, roles);
    let enough_groups = groups.as_ref().is_none_or(|groups| groups.iter().collect::<std::collections::BTreeSet<_>>().len() >= LEAST_GROUPS);
    let learner = Learner { set, roles, table: &table, times: &times, groups: groups.as_deref(), used: rows };
    if learner.used.len() < LEAST_ROWS || !enough_groups {
        return Ok(learner.too_short(left_out));
    }
    Ok(learner.trained(left_out))
}

fn usable(table: &Table, roles: &Roles) -> (Vec<usize>, LeftOut) {
    let (times, bases) = (table.numbers(&roles.target), roles.baseline.as_ref().map(|name| table.numbers(name)));
    let mut left_out = LeftOut::new();
    let rows = (0..table.rows()).filter(|row| {
        let reason = if !(times[*row].is_finite() && times[*row] > 0.0) {
            Some("no measured time above zero")
        } else if bases.as_ref().is_some_and(|bases| !(bases[*row].is_finite() && bases[*row] > 0.0)) {
            Some("no estimate above zero in the baseline column")
        } else {
            None
        };
        reason.map(|reason| *left_out.entry(reason).or_default() += 1).is_none()
    });
    let rows = rows.collect();
    (rows, left_out)
}

fn groups(table: &Table, roles: &Roles) -> Option<Vec<String>> {
    roles.group.as_ref().and_then(|name| table.column(name)).map(|column| column.texts.clone())
}

pub(crate) struct Learner<'a> {
    pub set: &'a TrainingSet,
    pub roles: &'a Roles,
    pub table: &'a Table,
    pub times: &'a [f64],
    pub groups: Option<&'a [String]>,
    /// Places of the rows in the set's table.
    used: Vec<usize>,
}

impl Learner<'_> {
    pub(crate) fn prepared(&self, schema: &Schema, rows: &[usize]) -> Prepared {
        let table = self.table.pick(rows);
        let base = self.roles.baseline.as_ref().map(|name| table.numbers(name).iter().map(|value| value.ln()).collect());
        Prepared { encoded: schema.encode(&table), log_base: base, log_time: rows.iter().map(|row| self.times[*row].ln()).collect() }
    }

    /// Columns the models may see: without the group, which is only a number of an order.
    pub(crate) fn schema(&self, rows: &[usize]) -> Schema {
        let mut roles = self.roles.clone();
        if self.set.task == Task::Bookings {
            roles.ignore.extend(roles.group.clone());
        }
        Schema::learn(&self.table.pick(rows), &roles)
    }

    fn too_short(&self, left_out: LeftOut) -> Trained {
        let rows: Vec<usize> = (0..self.times.len()).collect();
        let schema = self.schema(&rows);
        let prepared = self.prepared(&schema, &rows);
        let learned = fit_baseline(&schema, &prepared);
        let model = self.model(schema, Kind::Baseline, learned, &prepared, Stretch::default(), None);
        Trained { model, backtest: Backtest::default(), rows: self.used.clone(), left_out }
    }

    fn model(
        &self,
        schema: Schema,
        winner: Kind,
        learned: Learned,
        prepared: &Prepared,
        stretch: Stretch,
        interval: Option<Interval>,
    ) -> Model {
        let mut usual = prepared.log_base.clone().unwrap_or_default();
        let usual_log_base = median(&mut usual);
        let mut roles = self.roles.clone();
        roles.target = String::new();
        Model { format: FORMAT, task: self.set.task, roles, schema, winner, learned, stretch, interval, usual_log_base }
    }

    fn trained(&self, left_out: LeftOut) -> Trained {
        let all: Vec<usize> = (0..self.times.len()).collect();
        let schema = self.schema(&all);
        let prepared = self.prepared(&schema, &all);
        let start = (self.set.task == Task::Bookings).then(|| Mixed::fit(&schema, &prepared.encoded, &prepared.log_time, None));
        let folds = if all.len() < 300 { 10 } else { 5 };
        let held_back = self.held_back(folds, start.as_ref());
        let candidates: Vec<(Kind, Figures, f64)> = held_back
            .logs
            .iter()
            .map(|(kind, logs)| {
                let answers: Vec<f64> = logs.iter().map(|log| log.exp()).collect();
                let plain: Vec<Answer> = answers.iter().map(|p50| Answer { p50: *p50, interval: None }).collect();
                (*kind, Figures::of(self.times, &plain), loss(self.set.task, self.times, &answers))
            })
            .collect();
        let winner = candidates.iter().min_by(|a, b| a.2.total_cmp(&b.2)).map_or(Kind::Baseline, |found| found.0);
        // Bookings are so wide that no small rise makes their total fair: they keep their middle.
        let stretch = match self.set.task {
            Task::Operations => Stretch::fit(self.times, &held_back.logs[&winner]),
            Task::Bookings => Stretch::default(),
        };
        let logs: Vec<f64> = held_back.logs[&winner].iter().map(|log| stretch.of(*log)).collect();
        let differences: Vec<f64> = prepared.log_time.iter().zip(&logs).map(|(time, log)| time - log).collect();
        let own = (winner == Kind::Shrinkage && self.set.task == Task::Bookings).then_some(held_back.deviations.as_slice());
        let (interval, around) = Interval::fit(&schema, &prepared.encoded, &differences, own, self.groups);
        let answers: Vec<Answer> = logs
            .iter()
            .zip(&around)
            .map(|(log, (low, high))| Answer { p50: log.exp(), interval: Some(((log + low).exp(), (log + high).exp())) })
            .collect();
        let rounds = median(&mut held_back.rounds.clone()).round() as usize;
        let learned = fit_kind(winner, &schema, &prepared, start.as_ref(), rounds);
        let baseline: Vec<Answer> = held_back.logs[&Kind::Baseline].iter().map(|log| Answer { p50: log.exp(), interval: None }).collect();
        let backtest = Backtest {
            figures: Figures::of(self.times, &answers),
            slices: self.slices(&schema, &prepared.encoded, &answers, &baseline, &held_back.seen_before),
            reliability: reliability(&differences),
            measured: self.times.to_vec(),
            candidates,
            answers,
            folds,
            held_out: self.held_out(winner, rounds, stretch, start.as_ref()),
            baseline: baseline.iter().map(|answer| answer.p50).collect(),
            sides: held_back.sides,
        };
        Trained {
            model: self.model(schema, winner, learned, &prepared, stretch, Some(interval)),
            backtest,
            rows: self.used.clone(),
            left_out,
        }
    }
}
