//! The backtest: every candidate answers rows it never saw, and the winner is asked on harder splits too.

use std::collections::BTreeMap;

use crate::evaluation::{Answer, Figures, sides};
use crate::features::{Encoded, Schema};
use crate::mixed::Mixed;
use crate::model::{
    FEW_ROWS, Fitted, INNER_SIDES, Kind, Learned, SEED, Stretch, Task, fit_baseline, fit_boosting, fit_core, fit_forest, fit_free_forest,
    fit_kind, rounds,
};
use crate::training::{LEAST_ROWS, Learner};

/// Rows that a figure of a harder split needs.
const LEAST_ASKED: usize = 10;

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
    /// The side each row was on.
    pub sides: Vec<usize>,
    /// The baseline's answers to the same rows.
    pub baseline: Vec<f64>,
    /// The winner on harder splits: the latest orders, and parts never made, with the baseline's figures there.
    pub held_out: Vec<Slice>,
}

/// The candidates' answers to rows they never saw.
#[derive(Default)]
pub(crate) struct HeldBack {
    pub logs: BTreeMap<Kind, Vec<f64>>,
    pub deviations: Vec<f64>,
    pub rounds: Vec<f64>,
    pub seen_before: Vec<bool>,
    pub sides: Vec<usize>,
}

impl Learner<'_> {
    pub(crate) fn held_back(&self, folds: usize, start: Option<&Mixed>) -> HeldBack {
        let n = self.times.len();
        let side = sides(self.groups, n, folds, SEED);
        let mut out = HeldBack { deviations: vec![1.0; n], seen_before: vec![false; n], sides: side.clone(), ..HeldBack::default() };
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
                Some(start) => keep(Kind::Shrinkage, &Learned::Mixed(Mixed::fit(&schema, &known.encoded, &known.log_time, Some(start)))),
                None => keep(Kind::Shrinkage, &Learned::Core { core: Some(core.clone()), boosting: None, forest: None, free: false }),
            }
            let count = rounds(&schema, &known, &left_over, &inner);
            out.rounds.push(count as f64);
            let boosting = fit_boosting(&schema, &known, &left_over, count);
            let with = |boosting, forest| Learned::Core { core: Some(core.clone()), boosting, forest, free: false };
            keep(Kind::Boosting, &with(Some(boosting), None));
            keep(Kind::Forest, &with(None, Some(fit_forest(&schema, &known, &left_over, false))));
            if self.may_be_free() {
                keep(Kind::FreeForest, &fit_free_forest(&schema, &known));
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

    pub(crate) fn slices(&self, schema: &Schema, encoded: &Encoded, answers: &[Answer], baseline: &[Answer], seen: &[bool]) -> Vec<Slice> {
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

    /// The winner on splits harder than the backtest's: taught on the orders before the last fifth, and on other parts only.
    pub(crate) fn held_out(&self, winner: Kind, rounds: usize, stretch: Stretch, start: Option<&Mixed>) -> Vec<Slice> {
        let mut out = Vec::new();
        if self.set.in_order_of_time {
            out.push(("last fifth in time", self.last_fifth()));
        }
        if let Some(part) = self.table.column("part") {
            let of_part = sides(Some(&part.texts), self.times.len(), 5, SEED ^ 2);
            out.push(("parts never seen", of_part.iter().map(|side| *side == 0).collect()));
        }
        out.into_iter().filter_map(|(name, asked)| self.asked_apart(name, &asked, winner, rounds, stretch, start)).collect()
    }

    /// True for the rows of the groups (or rows) that begin last.
    fn last_fifth(&self) -> Vec<bool> {
        let n = self.times.len();
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        let names: Vec<&str> = self.groups.map_or_else(Vec::new, |groups| groups.iter().map(String::as_str).collect());
        names.iter().enumerate().for_each(|(row, name)| {
            first.entry(name).or_insert(row);
        });
        (0..n).map(|row| names.get(row).and_then(|name| first.get(name)).copied().unwrap_or(row) * 5 >= n * 4).collect()
    }

    fn asked_apart(
        &self,
        name: &str,
        asked: &[bool],
        winner: Kind,
        rounds: usize,
        stretch: Stretch,
        start: Option<&Mixed>,
    ) -> Option<Slice> {
        let (asked, taught): (Vec<usize>, Vec<usize>) = (0..asked.len()).partition(|row| asked[*row]);
        if asked.len() < LEAST_ASKED || taught.len() < LEAST_ROWS {
            return None;
        }
        let schema = self.schema(&taught);
        let (known, unknown) = (self.prepared(&schema, &taught), self.prepared(&schema, &asked));
        let measured: Vec<f64> = asked.iter().map(|row| self.times[*row]).collect();
        let figures = |learned: &Learned, stretch: Stretch| {
            let (logs, _) = learned.answers(&schema, &unknown.encoded, unknown.log_base.as_deref());
            let answers: Vec<Answer> = logs.iter().map(|log| Answer { p50: stretch.of(*log).exp(), interval: None }).collect();
            Figures::of(&measured, &answers)
        };
        let learned = fit_kind(winner, &schema, &known, start, rounds);
        let baseline = figures(&fit_baseline(&schema, &known), Stretch::default());
        Some(Slice { name: name.to_owned(), figures: figures(&learned, stretch), baseline })
    }
}

/// Quantiles of one half of the rows, looked up in the other.
pub(crate) fn reliability(differences: &[f64]) -> Vec<(f64, f64)> {
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
