//! How near answers come to measured times, and how rows are put on two sides of a split.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chance::Chance;
use crate::model::Task;

/// Figures over rows with a measured time and an answer, both above zero.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Rows.
    pub rows: usize,
    /// Share of answers within 15 % of the measured time.
    pub within_15_percent: f64,
    /// Mean of |answer - measured| / measured.
    pub mape: f64,
    /// The middle of it.
    pub median_ape: f64,
    /// Mean of |ln(answer / measured)|.
    pub mean_log_ratio: f64,
    /// Mean of ln(answer / measured): above zero answers are long.
    pub bias_log: f64,
    /// Sum of answers over sum of measured times, less one.
    pub total: f64,
    /// Share of measured times between P10 and P90; `None` without intervals.
    pub coverage: Option<f64>,
}

/// An answer to one row: P10, P50, P90.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The middle.
    pub p50: f64,
    /// P10 and P90, when there is an interval.
    pub interval: Option<(f64, f64)>,
}

impl Figures {
    /// Compares answers with measured times.
    pub fn of(measured: &[f64], answers: &[Answer]) -> Self {
        let pairs: Vec<(f64, &Answer)> = measured.iter().copied().zip(answers).filter(|(m, a)| *m > 0.0 && a.p50 > 0.0).collect();
        let rows = pairs.len();
        if rows == 0 {
            return Self::default();
        }
        let n = rows as f64;
        let mut off: Vec<f64> = pairs.iter().map(|(m, a)| (a.p50 - m).abs() / m).collect();
        off.sort_by(f64::total_cmp);
        let logs: Vec<f64> = pairs.iter().map(|(m, a)| (a.p50 / m).ln()).collect();
        let inside: Vec<bool> = pairs.iter().filter_map(|(m, a)| a.interval.map(|(low, high)| low <= *m && *m <= high)).collect();
        Self {
            rows,
            within_15_percent: off.iter().filter(|off| **off <= 0.15).count() as f64 / n,
            mape: off.iter().sum::<f64>() / n,
            median_ape: off[rows / 2],
            mean_log_ratio: logs.iter().map(|log| log.abs()).sum::<f64>() / n,
            bias_log: logs.iter().sum::<f64>() / n,
            total: pairs.iter().map(|(_, a)| a.p50).sum::<f64>() / pairs.iter().map(|(m, _)| m).sum::<f64>() - 1.0,
            coverage: (!inside.is_empty()).then(|| inside.iter().filter(|inside| **inside).count() as f64 / inside.len() as f64),
        }
    }
}

/// What a candidate is chosen by. Operations: the mean of |ln(answer / measured)| and of |answer - measured| / measured, half each, an order
/// that stood still counting no more than a doubling. Bookings are off by more than a doubling as a rule: the mean of |ln|, an order that stood
/// still counting no more than a factor of fifty.
pub fn loss(task: Task, measured: &[f64], answers: &[f64]) -> f64 {
    let losses = measured.iter().zip(answers).map(|(m, a)| {
        let log = (a / m).ln().abs();
        match task {
            Task::Operations => 0.5 * (log.min(0.7) + (a / m - 1.0).abs().min(1.0)),
            Task::Bookings => log.min(50.0_f64.ln()),
        }
    });
    losses.sum::<f64>() / measured.len().max(1) as f64
}

/// Side (0 to `sides` - 1) of each row; rows of one group are on one side. The same rows and seed give the same sides.
pub fn sides(groups: Option<&[String]>, rows: usize, sides: usize, seed: u64) -> Vec<usize> {
    let mut chance = Chance::new(seed);
    let Some(groups) = groups else {
        let mut order: Vec<usize> = (0..rows).collect();
        chance.shuffle(&mut order);
        let mut out = vec![0; rows];
        order.iter().enumerate().for_each(|(at, row)| out[*row] = at % sides);
        return out;
    };
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for group in groups {
        *sizes.entry(group).or_default() += 1;
    }
    let mut order: Vec<&str> = sizes.keys().copied().collect();
    chance.shuffle(&mut order);
    // Each group to the side that has the fewest rows so far.
    let mut filled = vec![0; sides];
    let mut side_of: BTreeMap<&str, usize> = BTreeMap::new();
    for group in order {
        let side = (0..sides).min_by_key(|side| filled[*side]).unwrap_or(0);
        filled[side] += sizes[group];
        side_of.insert(group, side);
    }
    groups.iter().map(|group| side_of[group.as_str()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_a_person_works_out() {
        let answer = |p50: f64, interval| Answer { p50, interval };
        let figures = Figures::of(&[100.0, 200.0], &[answer(110.0, Some((90.0, 120.0))), answer(100.0, Some((80.0, 150.0)))]);
        assert_eq!((figures.rows, figures.within_15_percent, figures.coverage), (2, 0.5, Some(0.5)));
        assert!((figures.mape - 0.3).abs() < 1e-12 && (figures.total + 0.3).abs() < 1e-12);
        assert!((figures.mean_log_ratio - 0.5 * (1.1_f64.ln() + 2.0_f64.ln())).abs() < 1e-12);
    }

    #[test]
    fn a_group_is_wholly_on_one_side() {
        let groups: Vec<String> = (0..200).map(|row| format!("W{}", row / 7)).collect();
        let sides = sides(Some(&groups), 200, 5, 1);
        for row in 1..200 {
            assert!(groups[row] != groups[row - 1] || sides[row] == sides[row - 1]);
        }
        for side in 0..5 {
            let rows = sides.iter().filter(|found| **found == side).count();
            assert!((25..=55).contains(&rows), "{rows}");
        }
    }
}
