//! The part of a time a machinist writes down: a base (another estimate, or work over rates), times a factor per machine, strategy and feed,
//! plus a fixed amount per operation. Fitted on the logarithm, robustly, every factor pulled towards none: with few rows of a machine its
//! factor stays near the shop's. More work or a longer base never gives less time, by construction.

use serde::{Deserialize, Serialize};

use crate::features::{Encoded, Schema, UNKNOWN};
use crate::linear::factor;

/// Spread expected of the factor of one level, squared, on the logarithm: 0.22, so that two thirds of machines lie within 25 % of the shop.
const LEVEL_VARIANCE: f64 = 0.05;
/// The same for the fixed amount, which differs more: tool changers and habits of starting.
const FIXED_VARIANCE: f64 = 0.5;
/// The same for the slope along one number, a deviation of it at a time.
const SLOPE_VARIANCE: f64 = 0.005;

/// Which factors a core has. With few rows fewer serve better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// Categories with a factor per level.
    pub levels: Levels,
    /// Numbers with a slope.
    pub slopes: Slopes,
}

/// Categories of a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Levels {
    /// None.
    No,
    /// One column.
    One(usize),
    /// All.
    All,
}

/// Numbers of a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Slopes {
    /// None.
    No,
    /// Feeds and speeds.
    Rates,
    /// All that are no work.
    All,
}

/// A fitted core.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Core {
    base: Base,
    factors: Factors,
    /// `m0`, then levels of each category, then slopes of the numbers that are no work.
    factor: Vec<f64>,
    /// `c0`, then levels of each category; empty when the base has its own constant.
    fixed: Vec<f64>,
}

/// What the factor multiplies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Base {
    /// Another estimate, told per row.
    Told,
    /// A sum of work and work over rates, none of it negative.
    Work { constant: f64, terms: Vec<Term> },
}

/// A share of work, over a rate or not, of every row or of one level's rows (a material that takes longer to remove).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Term {
    work: usize,
    rate: Option<usize>,
    /// Column, level, and the share of rows that have it: what a level never seen is charged.
    level: Option<(usize, usize, f64)>,
    share: f64,
}

impl Term {
    fn of(&self, encoded: &Encoded, row: usize) -> f64 {
        // Less than no work counts as none.
        let work = encoded.raw[self.work][row].max(0.0);
        let over = self.rate.map_or(work, |rate| work / encoded.raw[rate][row].max(1e-9));
        over * self.level.map_or(1.0, |(column, level, usual)| match encoded.levels[column][row] {
            UNKNOWN => usual,
            found => f64::from(u8::from(found == level)),
        })
    }
}

/// Rows a term of one level needs, on average over all terms: below, only terms of every row are tried.
const ROWS_A_TERM: usize = 8;

impl Core {
    /// Fits in at most `steps` steps; `log_base` is the logarithm of the other estimate where there is one.
    pub fn fit(schema: &Schema, encoded: &Encoded, log_base: Option<&[f64]>, log_time: &[f64], factors: Factors, steps: usize) -> Self {
        let base = if log_base.is_some() { Base::Told } else { work_base(schema, encoded, log_time) };
        let bases = base.logs(encoded, log_base);
        let (columns, penalties) = columns(schema, encoded, factors);
        let with_fixed = matches!(base, Base::Told);
        let (n, p) = (encoded.rows, columns.len());
        let fixed_count = penalties.iter().filter(|penalty| **penalty != SLOPE_VARIANCE).count();
        let mut differences: Vec<f64> = (0..n).map(|row| log_time[row] - bases[row]).collect();
        let mut parameters = vec![0.0; p + if with_fixed { fixed_count } else { 0 }];
        parameters[0] = median(&mut differences.clone());
        let mut start = 0.0;
        if with_fixed {
            start = median(&mut bases.clone()) + 0.1_f64.ln();
            parameters[p] = start;
        }
        let size = parameters.len();
        for _ in 0..steps {
            let mut rows: Vec<Vec<(usize, f64)>> = Vec::with_capacity(n);
            for row in 0..n {
                let m: f64 = columns.iter().zip(&parameters).map(|(column, parameter)| column[row] * parameter).sum();
                let u = bases[row] + m;
                if with_fixed {
                    let c: f64 = (0..fixed_count).map(|k| columns[k][row] * parameters[p + k]).sum();
                    let top = u.max(c);
                    let sum = top + ((u - top).exp() + (c - top).exp()).ln();
                    differences[row] = log_time[row] - sum;
                    let share = (u - sum).exp();
                    let left = columns.iter().enumerate().map(|(k, column)| (k, share * column[row]));
                    let right = (0..fixed_count).map(|k| (p + k, (1.0 - share) * columns[k][row]));
                    rows.push(left.chain(right).filter(|entry| entry.1 != 0.0).collect());
                } else {
                    differences[row] = log_time[row] - u;
                    rows.push(columns.iter().enumerate().map(|(k, column)| (k, column[row])).filter(|entry| entry.1 != 0.0).collect());
                }
            }
            let spread = (1.4826 * median(&mut differences.iter().map(|d| d.abs()).collect::<Vec<_>>())).max(0.03);
            let mut normal = vec![0.0; size * size];
            let mut right = vec![0.0; size];
            for (entries, difference) in rows.iter().zip(&differences) {
                // Cauchy: an operation that stood still overnight hardly pulls.
                let weight = 1.0 / (spread * spread * (1.0 + (difference / spread).powi(2)));
                for (i, a) in entries {
                    right[*i] += weight * a * difference;
                    for (j, b) in entries {
                        normal[i * size + j] += weight * a * b;
                    }
                }
            }
            for k in 0..size {
                let (variance, centre) = if k < p {
                    (penalties[k], 0.0)
                } else if k == p {
                    (2.0, start)
                } else {
                    (FIXED_VARIANCE, 0.0)
                };
                if variance > 0.0 {
                    normal[k * size + k] += 1.0 / variance;
                    right[k] -= (parameters[k] - centre) / variance;
                }
                normal[k * size + k] *= 1.0 + 1e-6;
                normal[k * size + k] += 1e-9;
            }
            let Some(factored) = factor(normal, size) else { break };
            let step = factored.solve(&right);
            let longest = step.iter().fold(0.0_f64, |most, s| most.max(s.abs()));
            let scale = if longest > 0.7 { 0.7 / longest } else { 1.0 };
            for (parameter, s) in parameters.iter_mut().zip(&step) {
                *parameter += scale * s;
            }
            if longest < 1e-6 {
                break;
            }
        }
        let fixed = parameters.split_off(p);
        Self { base, factors, factor: parameters, fixed }
    }

    /// Logarithm of the time, a row each.
    pub fn logs(&self, schema: &Schema, encoded: &Encoded, log_base: Option<&[f64]>) -> Vec<f64> {
        let (columns, _) = columns(schema, encoded, self.factors);
        let bases = self.base.logs(encoded, log_base);
        (0..encoded.rows)
            .map(|row| {
                let u = bases[row] + columns.iter().zip(&self.factor).map(|(column, p)| column[row] * p).sum::<f64>();
                if self.fixed.is_empty() {
                    return u;
                }
                let c: f64 = self.fixed.iter().enumerate().map(|(k, p)| columns[k][row] * p).sum();
                let top = u.max(c);
                top + ((u - top).exp() + (c - top).exp()).ln()
            })
            .collect()
    }
}

impl Base {
    fn logs(&self, encoded: &Encoded, log_base: Option<&[f64]>) -> Vec<f64> {
        match self {
            Self::Told => log_base.map_or_else(|| vec![0.0; encoded.rows], <[f64]>::to_vec),
            Self::Work { constant, terms } => (0..encoded.rows)
                .map(|row| (constant + terms.iter().map(|term| term.share * term.of(encoded, row)).sum::<f64>()).max(1e-12).ln())
                .collect(),
        }
    }
}

/// Columns and the variance of their factor (0: free): one, levels, numbers that are no work. An unknown level is no level.
fn columns(schema: &Schema, encoded: &Encoded, factors: Factors) -> (Vec<Vec<f64>>, Vec<f64>) {
    let (mut out, mut variances) = (vec![vec![1.0; encoded.rows]], vec![0.0]);
    for (at, (column, found)) in schema.levels.iter().zip(&encoded.levels).enumerate() {
        if factors.levels != Levels::All && factors.levels != Levels::One(at) {
            continue;
        }
        for level in 0..column.levels.len() {
            out.push(found.iter().map(|f| f64::from(u8::from(*f == level && *f != UNKNOWN))).collect());
            variances.push(LEVEL_VARIANCE);
        }
    }
    for (number, scaled) in schema.numbers.iter().zip(&encoded.scaled) {
        let taken = match factors.slopes {
            Slopes::No => false,
            Slopes::Rates => number.rate,
            Slopes::All => true,
        };
        if taken && !number.work {
            // A machine that never ran so fast: no factor beyond three deviations is believed.
            out.push(scaled.iter().map(|value| value.clamp(-3.0, 3.0)).collect());
            variances.push(SLOPE_VARIANCE);
        }
    }
    (out, variances)
}

/// Shares of work and of work over rates that explain the times best, none negative: coordinate descent on relative errors.
fn work_base(schema: &Schema, encoded: &Encoded, log_time: &[f64]) -> Base {
    let works: Vec<usize> = (0..schema.numbers.len()).filter(|at| schema.numbers[*at].work).take(10).collect();
    let rates: Vec<usize> = (0..schema.numbers.len()).filter(|at| schema.numbers[*at].rate).take(5).collect();
    let n = encoded.rows;
    let mut terms: Vec<Term> = Vec::new();
    for work in &works {
        for rate in std::iter::once(None).chain(rates.iter().map(|rate| Some(*rate))) {
            terms.push(Term { work: *work, rate, level: None, share: 0.0 });
        }
    }
    let plain = terms.clone();
    for term in &plain {
        for (column, levels) in schema.levels.iter().enumerate() {
            for level in &levels.frequent {
                let usual = encoded.levels[column].iter().filter(|found| *found == level).count() as f64 / n.max(1) as f64;
                terms.push(Term { level: Some((column, *level, usual)), ..term.clone() });
            }
        }
    }
    if terms.len() * ROWS_A_TERM > n {
        terms = plain;
    }
    let times: Vec<f64> = log_time.iter().map(|log| log.exp()).collect();
    let mut columns: Vec<Vec<f64>> = vec![vec![1.0; n]];
    columns.extend(terms.iter().map(|term| (0..n).map(|row| term.of(encoded, row)).collect()));
    let scales: Vec<f64> =
        columns.iter().map(|column| (column.iter().map(|v| v * v).sum::<f64>() / n.max(1) as f64).sqrt().max(1e-12)).collect();
    for (column, scale) in columns.iter_mut().zip(&scales) {
        column.iter_mut().for_each(|value| *value /= scale);
    }
    let k = columns.len();
    let mut shares = vec![0.0; k];
    let mut fitted = times.clone();
    for _ in 0..6 {
        let mut gram = vec![0.0; k * k];
        let mut right = vec![0.0; k];
        for row in 0..n {
            let off = (times[row] / fitted[row].max(1e-12)).ln();
            let weight = 1.0 / (fitted[row].powi(2).max(1e-24) * (1.0 + (off / 0.3).powi(2)));
            for i in 0..k {
                let a = weight * columns[i][row];
                if a == 0.0 {
                    continue;
                }
                right[i] += a * times[row];
                for j in 0..=i {
                    gram[i * k + j] += a * columns[j][row];
                }
            }
        }
        for i in 0..k {
            for j in i + 1..k {
                gram[i * k + j] = gram[j * k + i];
            }
        }
        for _ in 0..400 {
            let mut moved = 0.0_f64;
            for i in 0..k {
                let pull = right[i] - (0..k).map(|j| gram[i * k + j] * shares[j]).sum::<f64>();
                let next = (shares[i] + pull / (gram[i * k + i] * (1.0 + 1e-6) + 1e-12)).max(0.0);
                moved = moved.max((next - shares[i]).abs());
                shares[i] = next;
            }
            if moved < 1e-9 {
                break;
            }
        }
        for (row, fit) in fitted.iter_mut().enumerate() {
            *fit = shares.iter().zip(&columns).map(|(share, column)| share * column[row]).sum::<f64>().max(1e-9 * times[row]);
        }
    }
    let constant = shares[0] / scales[0];
    for (at, term) in terms.iter_mut().enumerate() {
        term.share = shares[at + 1] / scales[at + 1];
    }
    terms.retain(|term| term.share > 0.0);
    if terms.is_empty() {
        let mut sorted = times;
        return Base::Work { constant: median(&mut sorted).max(1e-12), terms };
    }
    Base::Work { constant, terms }
}

/// The middle value; 0 of nothing.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        n if n % 2 == 1 => values[n / 2],
        n => 0.5 * (values[n / 2 - 1] + values[n / 2]),
    }
}
