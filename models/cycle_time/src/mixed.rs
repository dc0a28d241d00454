//! Hierarchical shrinkage: the logarithm of a time as a sum of effects of operation, part, machine and their like, each with a slope along
//! the order's quantity, and of a part on one operation; each is pulled towards none by as much as the data say (variance components by
//! maximum likelihood, Zhou et al. 2019). A part seen once moves its own times a little, one seen often a lot. Spread differs by operation,
//! and what stood still hardly counts.

use serde::{Deserialize, Serialize};

use crate::derived::OPERATION_FAMILY;
use crate::features::{Encoded, Schema};
use crate::linear::{Factor, dot, factor};

/// Rows the variance components are learned on, at most (cost grows with the cube).
const MOST_FOR_VARIANCES: usize = 600;
/// Rows the effects are learned on, at most: the last ones.
const MOST_ROWS: usize = 1500;
/// Freedom of Student's t of the spread: 4 has the tails of shop-floor bookings.
const FREEDOM: f64 = 4.0;
/// Rows' worth of the shop's own spread in the spread of one operation.
const SPREAD_ROWS: f64 = 6.0;

/// Steps uphill of the likelihood between two looks at what stood still.
const STEPS: [usize; 3] = [24, 8, 8];

/// What the effects look at, row by row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Seen {
    /// Numbers, scaled.
    numbers: Vec<Vec<f64>>,
    /// Levels; the first column is the operation, whose spread is told apart.
    levels: Vec<Vec<usize>>,
    /// Pairs of columns whose meeting has an effect of its own.
    pairs: Vec<(usize, usize)>,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mixed {
    seen: Seen,
    mean: f64,
    /// Variance of each component, then of the noise.
    variances: Vec<f64>,
    /// Noise of an operation as a multiple of the shop's.
    spreads: Vec<f64>,
    weights: Vec<f64>,
    pulls: Vec<f64>,
}

impl Seen {
    fn of(encoded: &Encoded, rows: &[usize], pairs: &[(usize, usize)]) -> Self {
        let clamped = |column: &Vec<f64>| rows.iter().map(|row| column[*row].clamp(-3.5, 3.5)).collect();
        Self {
            numbers: encoded.scaled.iter().map(clamped).collect(),
            levels: encoded.levels.iter().map(|column| rows.iter().map(|row| column[*row]).collect()).collect(),
            pairs: pairs.to_vec(),
        }
    }

    fn len(&self) -> usize {
        self.levels.first().map(Vec::len).or_else(|| self.numbers.first().map(Vec::len)).unwrap_or(0)
    }

    /// The shop's slopes; per level column an effect and a slope; the pairs.
    fn components(&self) -> usize {
        1 + 2 * self.levels.len() + self.pairs.len()
    }

    /// Writes every component's likeness of two rows, and gives the one of the level everything shares (a wide prior, not learned).
    fn likeness(&self, i: usize, other: &Seen, j: usize, out: &mut [f64]) -> f64 {
        out[0] = self.numbers.iter().zip(&other.numbers).map(|(mine, theirs)| mine[i] * theirs[j]).sum();
        let slope = match (self.numbers.first(), other.numbers.first()) {
            (Some(mine), Some(theirs)) => mine[i] * theirs[j],
            _ => 0.0,
        };
        let count = self.levels.len();
        for (k, (mine, theirs)) in self.levels.iter().zip(&other.levels).enumerate() {
            let same = mine[i] == theirs[j] && mine[i] != crate::features::UNKNOWN;
            let same = f64::from(u8::from(same));
            out[1 + 2 * k] = same;
            out[2 + 2 * k] = same * slope;
        }
        for (k, (a, b)) in self.pairs.iter().enumerate() {
            out[1 + 2 * count + k] = out[1 + 2 * a] * out[1 + 2 * b];
        }
        4.0
    }
}

/// The part on one operation, and on one family of them, where the table has these columns.
fn pairs(schema: &Schema) -> Vec<(usize, usize)> {
    let at = |name: &str| schema.levels.iter().position(|column| column.name == name);
    let Some(part) = at("part") else { return Vec::new() };
    ["operation", OPERATION_FAMILY].into_iter().filter_map(at).map(|operation| (part, operation)).collect()
}

impl Mixed {
    /// Fits on all rows; `start` gives the variances of an earlier fit.
    pub fn fit(schema: &Schema, encoded: &Encoded, log_time: &[f64], start: Option<&Mixed>) -> Self {
        let pairs = pairs(schema);
        // A side of a split on which a column says nothing has other components: it learns its own variances.
        let start = start.filter(|start| start.variances.len() == 2 + 2 * encoded.levels.len() + pairs.len() && start.seen.pairs == pairs);
        let first = encoded.rows.saturating_sub(MOST_ROWS);
        let rows: Vec<usize> = (first..encoded.rows).collect();
        let few: Vec<usize> = if rows.len() > MOST_FOR_VARIANCES {
            (0..MOST_FOR_VARIANCES).map(|k| rows[k * rows.len() / MOST_FOR_VARIANCES]).collect()
        } else {
            rows.clone()
        };
        let seen = Seen::of(encoded, &few, &pairs);
        let values: Vec<f64> = few.iter().map(|row| log_time[*row]).collect();
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let mut model = Self {
            variances: start.map_or_else(
                || {
                    let mut v = vec![0.1; seen.components()];
                    v.push(0.5);
                    v
                },
                |start| start.variances.clone(),
            ),
            spreads: Vec::new(),
            weights: vec![1.0; few.len()],
            pulls: Vec::new(),
            seen,
            mean,
        };
        match start {
            // The variances stand: what a fold and the whole are off is then on one scale.
            Some(_) => (0..2).for_each(|_| model.reweigh(&values)),
            None => {
                for steps in STEPS {
                    (0..steps).for_each(|_| model.improve_variances(&values));
                    model.reweigh(&values);
                }
            }
        }
        if rows.len() > few.len() {
            let all = Seen::of(encoded, &rows, &pairs);
            let spread_of = |row: usize| model.spread(&all, row);
            model.weights = (0..rows.len()).map(|row| 1.0 / spread_of(row)).collect();
            model.seen = all;
            let values: Vec<f64> = rows.iter().map(|row| log_time[*row]).collect();
            model.reweigh(&values);
            model.solve(&values);
        } else {
            model.solve(&values);
        }
        model
    }

    fn noise(&self) -> f64 {
        self.variances.last().copied().unwrap_or(1.0)
    }

    fn spread(&self, seen: &Seen, row: usize) -> f64 {
        let level = seen.levels.first().map_or(usize::MAX, |column| column[row]);
        self.spreads.get(level).copied().unwrap_or(1.0)
    }

    /// Logarithm of the time and its deviation, a row each.
    pub fn answers(&self, encoded: &Encoded) -> Vec<(f64, f64)> {
        let rows: Vec<usize> = (0..encoded.rows).collect();
        let asked = Seen::of(encoded, &rows, &self.seen.pairs);
        let factored = self.factored();
        let mut parts = vec![0.0; self.seen.components()];
        rows.iter()
            .map(|row| {
                let towards: Vec<f64> = (0..self.seen.len())
                    .map(|j| {
                        let shared = asked.likeness(*row, &self.seen, j, &mut parts);
                        shared + dot(&parts, &self.variances[..parts.len()])
                    })
                    .collect();
                let own = asked.likeness(*row, &asked, *row, &mut parts) + dot(&parts, &self.variances[..parts.len()]);
                let explained = factored.as_ref().map_or(0.0, |factored| {
                    let z = factored.forward(&towards);
                    dot(&z, &z)
                });
                let variance = (own - explained).max(0.0) + self.noise() * self.spread(&asked, *row);
                (self.mean + dot(&towards, &self.pulls), variance.sqrt())
            })
            .collect()
    }

    fn matrix(&self) -> Vec<f64> {
        let n = self.seen.len();
        let mut parts = vec![0.0; self.seen.components()];
        let mut out = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let shared = self.seen.likeness(i, &self.seen, j, &mut parts);
                let value = shared + dot(&parts, &self.variances[..parts.len()]);
                out[i * n + j] = value;
                out[j * n + i] = value;
            }
            out[i * n + i] += self.noise() / self.weights[i];
        }
        out
    }

    fn factored(&self) -> Option<Factor> {
        factor(self.matrix(), self.seen.len())
    }

    fn solve(&mut self, values: &[f64]) {
        let centred: Vec<f64> = values.iter().map(|value| value - self.mean).collect();
        if let Some(factored) = self.factored() {
            self.pulls = factored.solve(&centred);
        }
    }

    /// Inverse of the matrix and what it makes of the values.
    fn inverted(&self, values: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
        let inverse = self.factored()?.inverse();
        let n = values.len();
        let centred: Vec<f64> = values.iter().map(|value| value - self.mean).collect();
        let pulls = (0..n).map(|i| dot(&inverse[i * n..(i + 1) * n], &centred)).collect();
        Some((inverse, pulls))
    }

    /// One step uphill of the likelihood for every variance at once.
    fn improve_variances(&mut self, values: &[f64]) {
        let Some((inverse, pulls)) = self.inverted(values) else { return };
        let (n, k) = (values.len(), self.seen.components());
        let (mut up, mut down) = (vec![0.0; k + 1], vec![0.0; k + 1]);
        let mut parts = vec![0.0; k];
        for i in 0..n {
            for j in 0..=i {
                self.seen.likeness(i, &self.seen, j, &mut parts);
                let twice = if i == j { 1.0 } else { 2.0 };
                let (a, b) = (twice * pulls[i] * pulls[j], twice * inverse[i * n + j]);
                for (c, part) in parts.iter().enumerate() {
                    up[c] += a * part;
                    down[c] += b * part;
                }
            }
            up[k] += pulls[i] * pulls[i] / self.weights[i];
            down[k] += inverse[i * n + i] / self.weights[i];
        }
        // A weak pull towards a small variance keeps a component that the data say nothing about from running away.
        for c in 0..=k {
            let prior = 0.5;
            let ratio = ((up[c] + prior * 0.1 / self.variances[c]) / (down[c] + prior / self.variances[c]).max(1e-12)).max(1e-6);
            self.variances[c] = (self.variances[c] * ratio.sqrt()).clamp(1e-6, 50.0);
        }
    }

    /// Weights from what each row is off when it is left out, on the scale of its operation.
    fn reweigh(&mut self, values: &[f64]) {
        let Some((inverse, pulls)) = self.inverted(values) else { return };
        let n = values.len();
        let off: Vec<f64> = (0..n).map(|i| pulls[i] / inverse[i * n + i]).collect();
        let typical = crate::core::median(&mut off.iter().map(|o| o.abs()).collect::<Vec<_>>()).max(1e-3);
        let shop = 2.2 * typical * typical;
        let levels = self.seen.levels.first().map_or(0, |column| column.iter().filter(|l| **l != usize::MAX).max().map_or(0, |l| l + 1));
        let (mut sums, mut counts) = (vec![0.0; levels], vec![0.0; levels]);
        for i in 0..n {
            let level = self.seen.levels.first().map_or(usize::MAX, |column| column[i]);
            if level < levels {
                sums[level] += (off[i] * off[i]).min(9.0 * shop);
                counts[level] += 1.0;
            }
        }
        self.spreads = (0..levels).map(|l| (sums[l] + SPREAD_ROWS * shop) / (counts[l] + SPREAD_ROWS) / shop).collect();
        let spreads: Vec<f64> = (0..n).map(|i| self.spread(&self.seen, i)).collect();
        for i in 0..n {
            self.weights[i] = (FREEDOM + 1.0) / (FREEDOM + off[i] * off[i] / (shop * spreads[i])) / spreads[i];
        }
        let mean = self.weights.iter().sum::<f64>() / n.max(1) as f64;
        self.weights.iter_mut().for_each(|weight| *weight /= mean);
    }
}
