//! From rows with a measured time to a model: every candidate is tried on rows it never saw, the best one learns from all of them.

use std::collections::BTreeMap;

use crate::core::median;
use crate::evaluation::{Answer, Figures, robust_loss, sides};
use crate::features::{Encoded, Roles, Schema};
use crate::interval::Interval;
use crate::mixed::Mixed;
use crate::model::{
    FEW_ROWS, Fitted, INNER_SIDES, Kind, Learned, Model, Prepared, SEED, Task, fit_baseline, fit_boosting, fit_core, fit_forest, rounds,
};
use crate::table::{Column, Table};

/// Rows with a measured time that a model and an interval need. Below, an interval of four in five would rest on three rows a side.
pub const LEAST_ROWS: usize = 40;
/// Groups (work orders, parts) they must come from.
const LEAST_GROUPS: usize = 5;
/// Most that P50 is moved for the sake of the total, on the logarithm.
const MOST_SHIFT: f64 = 0.015;

/// What to learn from.
#[derive(Debug, Clone)]
pub struct TrainingSet {
    /// Kind of data.
    pub task: Task,
    /// All columns.
    pub table: Table,
    /// Which is what.
    pub roles: Roles,
}

/// A row the models cannot learn from, by reason.
pub type LeftOut = BTreeMap<&'static str, usize>;

/// A slice of the backtest.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// `machine = F1`.
    pub name: String,
    /// Figures there.
    pub figures: Figures,
    /// The baseline's there.
    pub baseline: Figures,
}

/// What the backtest found.
#[derive(Debug, Clone, Default)]
pub struct Backtest {
    /// Every candidate with its figures (without intervals) and the loss it is chosen by.
    pub candidates: Vec<(Kind, Figures, f64)>,
    /// Measured times, in order of the rows used.
    pub measured: Vec<f64>,
    /// The winner's answers to rows it never saw.
    pub answers: Vec<Answer>,
    /// The winner's figures with intervals.
    pub figures: Figures,
    /// By level, by size, by part seen before.
    pub slices: Vec<Slice>,
    /// Promised share below a quantile and what was found.
    pub reliability: Vec<(f64, f64)>,
    /// Sides of the split.
    pub folds: usize,
}

/// A model and how it was found.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// Backtest; empty when history is too short for one.
    pub backtest: Backtest,
    /// Rows used.
    pub rows: usize,
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

/// Adds what the columns say together. Bookings: the operation's family, "Turning & Milling" of "Turning & Milling - Machine 4".
/// Operations: how far the tool goes along an axis instead of where it begins and ends, which is only where the part was clamped.
pub fn with_derived(task: Task, table: &Table) -> Table {
    let mut columns = table.columns().to_vec();
    match task {
        Task::Bookings => {
            if let Some(operation) = table.column("operation") {
                let texts: Vec<String> = operation.texts.iter().map(|text| family(text)).collect();
                columns.push(Column { name: "operation family".to_owned(), numbers: vec![f64::NAN; texts.len()], texts });
            }
        }
        Task::Operations => {
            for (axis, highest, lowest) in ends(&columns) {
                let numbers: Vec<f64> = (0..table.rows()).map(|row| columns[highest].numbers[row] - columns[lowest].numbers[row]).collect();
                let texts = numbers.iter().map(|value| if value.is_finite() { value.to_string() } else { String::new() }).collect();
                columns.push(Column { name: format!("extent {axis}"), texts, numbers });
            }
            let gone: Vec<usize> = ends(&columns).into_iter().flat_map(|(_, highest, lowest)| [highest, lowest]).collect();
            let mut at = 0;
            columns.retain(|_| {
                at += 1;
                !gone.contains(&(at - 1))
            });
        }
    }
    Table::new(columns)
}

/// Pairs `Max_X`, `Min_X`: what they share, and where they are.
fn ends(columns: &[Column]) -> Vec<(String, usize, usize)> {
    let without = |name: &str, word: &str| {
        let words = crate::names::words(name);
        let rest: Vec<&str> = words.iter().map(String::as_str).filter(|found| *found != word).collect();
        (rest.len() + 1 == words.len() && !rest.is_empty()).then(|| rest.join(" "))
    };
    let mut out = Vec::new();
    for (highest, column) in columns.iter().enumerate() {
        let Some(axis) = without(&column.name, "max") else { continue };
        let lowest = columns.iter().position(|other| without(&other.name, "min").as_deref() == Some(axis.as_str()));
        out.extend(lowest.map(|lowest| (axis, highest, lowest)));
    }
    out
}

fn family(operation: &str) -> String {
    let head = operation.split(" - ").next().unwrap_or(operation);
    let words = head.split_whitespace().filter(|word| !word.chars().any(|c| c.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
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
    let learner = Learner { set, roles, table: &table, times: &times, groups: groups.as_deref() };
    if rows.len() < LEAST_ROWS || !enough_groups {
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

struct Learner<'a> {
    set: &'a TrainingSet,
    roles: &'a Roles,
    table: &'a Table,
    times: &'a [f64],
    groups: Option<&'a [String]>,
}

/// The candidates' answers to rows they never saw.
#[derive(Default)]
struct HeldBack {
    logs: BTreeMap<Kind, Vec<f64>>,
    deviations: Vec<f64>,
    rounds: Vec<f64>,
    seen_before: Vec<bool>,
}

impl Learner<'_> {
    fn prepared(&self, schema: &Schema, rows: &[usize]) -> Prepared {
        let table = self.table.pick(rows);
        let base = self.roles.baseline.as_ref().map(|name| table.numbers(name).iter().map(|value| value.ln()).collect());
        Prepared { encoded: schema.encode(&table), log_base: base, log_time: rows.iter().map(|row| self.times[*row].ln()).collect() }
    }

    /// Columns the models may see: without the group, which is only a number of an order.
    fn schema(&self, rows: &[usize]) -> Schema {
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
        let model = self.model(schema, Kind::Baseline, learned, &prepared, 0.0, None);
        Trained { model, backtest: Backtest::default(), rows: rows.len(), left_out }
    }

    fn model(&self, schema: Schema, winner: Kind, learned: Learned, prepared: &Prepared, shift: f64, interval: Option<Interval>) -> Model {
        let mut usual = prepared.log_base.clone().unwrap_or_default();
        let usual_log_base = median(&mut usual);
        let mut roles = self.roles.clone();
        roles.target = String::new();
        Model { format: 1, task: self.set.task, roles, schema, winner, learned, shift, interval, usual_log_base }
    }

    fn trained(&self, left_out: LeftOut) -> Trained {
        let all: Vec<usize> = (0..self.times.len()).collect();
        let schema = self.schema(&all);
        let prepared = self.prepared(&schema, &all);
        let start = (self.set.task == Task::Bookings).then(|| Mixed::fit(&prepared.encoded, &prepared.log_time, None));
        let folds = if all.len() < 300 { 10 } else { 5 };
        let held_back = self.held_back(folds, start.as_ref());
        let candidates: Vec<(Kind, Figures, f64)> = held_back
            .logs
            .iter()
            .map(|(kind, logs)| {
                let answers: Vec<f64> = logs.iter().map(|log| log.exp()).collect();
                let plain: Vec<Answer> = answers.iter().map(|p50| Answer { p50: *p50, interval: None }).collect();
                (*kind, Figures::of(self.times, &plain), robust_loss(self.times, &answers))
            })
            .collect();
        let winner = candidates.iter().min_by(|a, b| a.2.total_cmp(&b.2)).map_or(Kind::Baseline, |found| found.0);
        let logs = &held_back.logs[&winner];
        let shift = shift(self.times, logs);
        let differences: Vec<f64> = prepared.log_time.iter().zip(logs).map(|(time, log)| time - log - shift).collect();
        let own = (winner == Kind::Shrinkage && self.set.task == Task::Bookings).then_some(held_back.deviations.as_slice());
        let (interval, around) = Interval::fit(&schema, &prepared.encoded, &differences, own, self.groups);
        let answers: Vec<Answer> = logs
            .iter()
            .zip(&around)
            .map(|(log, (low, high))| {
                let middle = log + shift;
                Answer { p50: middle.exp(), interval: Some(((middle + low).exp(), (middle + high).exp())) }
            })
            .collect();
        let learned = match winner {
            Kind::Baseline => fit_baseline(&schema, &prepared),
            Kind::Shrinkage if start.is_some() => Learned::Mixed(Mixed::fit(&prepared.encoded, &prepared.log_time, start.as_ref())),
            kind => {
                let Fitted { core, left_over } = fit_core(&schema, &prepared);
                let count = median(&mut held_back.rounds.clone()).round() as usize;
                let boosting = matches!(kind, Kind::Boosting | Kind::Blend).then(|| fit_boosting(&schema, &prepared, &left_over, count));
                let free = kind == Kind::FreeForest;
                let forest = (free || matches!(kind, Kind::Forest | Kind::Blend)).then(|| fit_forest(&schema, &prepared, &left_over, free));
                Learned::Core { core, boosting, forest, free }
            }
        };
        let baseline: Vec<Answer> = held_back.logs[&Kind::Baseline].iter().map(|log| Answer { p50: log.exp(), interval: None }).collect();
        let backtest = Backtest {
            figures: Figures::of(self.times, &answers),
            slices: self.slices(&schema, &prepared.encoded, &answers, &baseline, &held_back.seen_before),
            reliability: reliability(&differences),
            measured: self.times.to_vec(),
            candidates,
            answers,
            folds,
        };
        Trained { model: self.model(schema, winner, learned, &prepared, shift, Some(interval)), backtest, rows: all.len(), left_out }
    }

    fn held_back(&self, folds: usize, start: Option<&Mixed>) -> HeldBack {
        let n = self.times.len();
        let side = sides(self.groups, n, folds, SEED);
        let mut out = HeldBack { deviations: vec![1.0; n], seen_before: vec![false; n], ..HeldBack::default() };
        for fold in 0..folds {
            let (asked, taught): (Vec<usize>, Vec<usize>) = (0..n).partition(|row| side[*row] == fold);
            if asked.is_empty() || taught.is_empty() {
                continue;
            }
            let schema = self.schema(&taught);
            let (known, unknown) = (self.prepared(&schema, &taught), self.prepared(&schema, &asked));
            for (row, seen) in asked.iter().zip(self.seen_before(&schema, &unknown.encoded)) {
                out.seen_before[*row] = seen;
            }
            let mut keep = |kind: Kind, learned: &Learned| {
                let (logs, deviations) = learned.answers(&schema, &unknown.encoded, unknown.log_base.as_deref());
                let all = out.logs.entry(kind).or_insert_with(|| vec![0.0; n]);
                asked.iter().zip(logs).for_each(|(row, log)| all[*row] = log);
                deviations.into_iter().flatten().zip(&asked).for_each(|(deviation, row)| out.deviations[*row] = deviation);
            };
            keep(Kind::Baseline, &fit_baseline(&schema, &known));
            // The number of trees is chosen inside the taught rows.
            let groups: Option<Vec<String>> = self.groups.map(|groups| taught.iter().map(|row| groups[*row].clone()).collect());
            let inner = sides(groups.as_deref(), taught.len(), INNER_SIDES, SEED ^ 1);
            let Fitted { core, left_over } = fit_core(&schema, &known);
            match start {
                Some(start) => keep(Kind::Shrinkage, &Learned::Mixed(Mixed::fit(&known.encoded, &known.log_time, Some(start)))),
                None => keep(Kind::Shrinkage, &Learned::Core { core: core.clone(), boosting: None, forest: None, free: false }),
            }
            let count = rounds(&schema, &known, &left_over, &inner);
            out.rounds.push(count as f64);
            let boosting = fit_boosting(&schema, &known, &left_over, count);
            let with = |boosting, forest, free| Learned::Core { core: core.clone(), boosting, forest, free };
            keep(Kind::Boosting, &with(Some(boosting), None, false));
            keep(Kind::Forest, &with(None, Some(fit_forest(&schema, &known, &left_over, false)), false));
            if self.may_be_free() {
                keep(Kind::FreeForest, &with(None, Some(fit_forest(&schema, &known, &left_over, true)), true));
            }
            let mean: Vec<f64> = asked.iter().map(|row| 0.5 * (out.logs[&Kind::Boosting][*row] + out.logs[&Kind::Forest][*row])).collect();
            let all = out.logs.entry(Kind::Blend).or_insert_with(|| vec![0.0; n]);
            asked.iter().zip(mean).for_each(|(row, log)| all[*row] = log);
        }
        out
    }

    /// The free forest is tried where rows are few, an estimate carries the work already, and nobody asked for order.
    fn may_be_free(&self) -> bool {
        self.times.len() < FEW_ROWS && self.roles.baseline.is_some() && !self.roles.monotone
    }

    /// Whether a row's part (bookings) was among those taught.
    fn seen_before(&self, schema: &Schema, asked: &Encoded) -> Vec<bool> {
        let part = schema.levels.iter().position(|column| column.name == "part");
        (0..asked.rows).map(|row| part.is_some_and(|part| asked.levels[part][row] != crate::features::UNKNOWN)).collect()
    }

    fn slices(&self, schema: &Schema, encoded: &Encoded, answers: &[Answer], baseline: &[Answer], seen: &[bool]) -> Vec<Slice> {
        let slice = |name: String, rows: &[usize]| {
            let pick = |all: &[Answer]| rows.iter().map(|row| all[*row]).collect::<Vec<_>>();
            let measured: Vec<f64> = rows.iter().map(|row| self.times[*row]).collect();
            Slice { name, figures: Figures::of(&measured, &pick(answers)), baseline: Figures::of(&measured, &pick(baseline)) }
        };
        let mut out = Vec::new();
        let mut order: Vec<usize> = (0..self.times.len()).collect();
        order.sort_by(|a, b| self.times[*a].total_cmp(&self.times[*b]));
        for (name, rows) in ["short third", "middle third", "long third"].iter().zip(order.chunks(order.len().div_ceil(3).max(1))) {
            out.push(slice((*name).to_owned(), rows));
        }
        if self.set.task == Task::Bookings {
            for (name, wanted) in [("part made before", true), ("new part", false)] {
                let rows: Vec<usize> = (0..seen.len()).filter(|row| seen[*row] == wanted).collect();
                if !rows.is_empty() {
                    out.push(slice(name.to_owned(), &rows));
                }
            }
        }
        for (column, found) in schema.levels.iter().zip(&encoded.levels) {
            for (at, level) in column.levels.iter().enumerate() {
                let rows: Vec<usize> = (0..found.len()).filter(|row| found[*row] == at).collect();
                if rows.len() >= 8 {
                    out.push(slice(format!("{} = {level}", column.name), &rows));
                }
            }
        }
        out
    }
}

/// Moves P50 so that the total of many answers is fair: the middle of a long-tailed time lies under its mean.
fn shift(times: &[f64], logs: &[f64]) -> f64 {
    let total: f64 = logs.iter().map(|log| log.exp()).sum();
    (times.iter().sum::<f64>() / total.max(1e-12)).ln().clamp(-MOST_SHIFT, MOST_SHIFT)
}

/// Quantiles of one half of the rows, looked up in the other.
fn reliability(differences: &[f64]) -> Vec<(f64, f64)> {
    let halves: [Vec<f64>; 2] = [0, 1].map(|half| {
        let mut some: Vec<f64> = differences.iter().copied().skip(half).step_by(2).collect();
        some.sort_by(f64::total_cmp);
        some
    });
    (1..10)
        .map(|tenth| {
            let share = f64::from(tenth) / 10.0;
            let mut below = 0;
            for (own, other) in [(&halves[0], &halves[1]), (&halves[1], &halves[0])] {
                let at = ((share * own.len() as f64) as usize).min(own.len().saturating_sub(1));
                let cut = own.get(at).copied().unwrap_or(0.0);
                below += other.iter().filter(|difference| **difference <= cut).count();
            }
            (share, below as f64 / differences.len().max(1) as f64)
        })
        .collect()
}
