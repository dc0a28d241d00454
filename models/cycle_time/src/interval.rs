//! Intervals that hold what they promise: quantiles of what the backtest was off, on the scale of how hard a row is (split conformal
//! prediction, Papadopoulos et al. 2002; locally weighted, Lei et al. 2018).

use serde::{Deserialize, Serialize};

use crate::evaluation::sides;
use crate::features::{Encoded, Schema, UNKNOWN};
use crate::linear::factor;

/// Middle P90 / P10 from which a history is called too noisy: the time may be half or double.
pub const NOISY_RATIO: f64 = 4.0;

/// Quantiles of scaled differences, and how hard a row is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Added to the logarithm of P50, times the row's scale.
    pub low: f64,
    /// The same for P90.
    pub high: f64,
    /// Middle of P90 / P10 in the backtest.
    pub ratio: f64,
    /// Scale of a row, where the model gives no deviation of its own.
    pub difficulty: Option<Difficulty>,
}

/// Logarithm of how far a row is usually off: a ridge regression on its levels and numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difficulty {
    parameters: Vec<f64>,
}

impl Difficulty {
    fn columns(schema: &Schema, encoded: &Encoded) -> Vec<Vec<f64>> {
        let mut out = vec![vec![1.0; encoded.rows]];
        for (column, found) in schema.levels.iter().zip(&encoded.levels) {
            for level in &column.frequent {
                out.push(found.iter().map(|f| f64::from(u8::from(f == level && *f != UNKNOWN))).collect());
            }
        }
        for (number, scaled) in schema.numbers.iter().zip(&encoded.scaled) {
            if !number.work {
                out.push(scaled.iter().map(|value| value.clamp(-3.0, 3.0)).collect());
            }
        }
        out
    }

    fn fit(schema: &Schema, encoded: &Encoded, differences: &[f64], rows: &[usize]) -> Self {
        let columns = Self::columns(schema, encoded);
        let p = columns.len();
        // A difference of nothing is not infinitely easy.
        let floor = 0.25 * crate::core::median(&mut rows.iter().map(|row| differences[*row].abs()).collect::<Vec<_>>()) + 1e-6;
        let mut normal = vec![0.0; p * p];
        let mut right = vec![0.0; p];
        for row in rows {
            let goal = (differences[*row].abs() + floor).ln();
            for i in 0..p {
                right[i] += columns[i][*row] * goal;
                for j in 0..p {
                    normal[i * p + j] += columns[i][*row] * columns[j][*row];
                }
            }
        }
        for i in 0..p {
            // The logarithm of a difference scatters by about 1 around its mean, effects by about 0.25: a pull of sixteen rows.
            normal[i * p + i] += if i == 0 { 1e-6 } else { 16.0 };
        }
        Self { parameters: factor(normal, p).map_or_else(|| vec![0.0; p], |factored| factored.solve(&right)) }
    }

    /// Scale, a row each.
    pub fn scales(&self, schema: &Schema, encoded: &Encoded) -> Vec<f64> {
        let columns = Self::columns(schema, encoded);
        let middle = self.parameters.first().copied().unwrap_or(0.0);
        (0..encoded.rows)
            .map(|row| {
                let log: f64 = columns.iter().zip(&self.parameters).map(|(column, p)| column[row] * p).sum();
                log.clamp(middle - 1.2, middle + 1.2).exp()
            })
            .collect()
    }
}

impl Interval {
    /// From a backtest: `differences` are ln(measured) - ln(answer) of rows the answers never saw; `deviations` the model's own scale.
    /// Also gives the interval each row would have had from the other rows (P10 and P90 on the logarithm, less P50's).
    pub fn fit(
        schema: &Schema,
        encoded: &Encoded,
        differences: &[f64],
        deviations: Option<&[f64]>,
        groups: Option<&[String]>,
    ) -> (Self, Vec<(f64, f64)>) {
        let n = differences.len();
        let side = sides(groups, n, 5, 77);
        let mut scales = vec![1.0; n];
        let mut difficulty = None;
        match deviations {
            Some(own) => scales.copy_from_slice(own),
            None => {
                for out in 0..5 {
                    let rows: Vec<usize> = (0..n).filter(|row| side[*row] != out).collect();
                    let some = Difficulty::fit(schema, encoded, differences, &rows).scales(schema, encoded);
                    (0..n).filter(|row| side[*row] == out).for_each(|row| scales[row] = some[row]);
                }
                difficulty = Some(Difficulty::fit(schema, encoded, differences, &(0..n).collect::<Vec<_>>()));
            }
        }
        let scores: Vec<f64> = differences.iter().zip(&scales).map(|(d, s)| d / s.max(1e-9)).collect();
        let mut held_back = vec![(0.0, 0.0); n];
        for out in 0..5 {
            let others: Vec<f64> = (0..n).filter(|row| side[*row] != out).map(|row| scores[row]).collect();
            let (low, high) = quantiles(others);
            (0..n).filter(|row| side[*row] == out).for_each(|row| held_back[row] = (low * scales[row], high * scales[row]));
        }
        let (low, high) = quantiles(scores);
        let mut ratios: Vec<f64> = held_back.iter().map(|(low, high)| (high - low).exp()).collect();
        (Self { low, high, ratio: crate::core::median(&mut ratios), difficulty }, held_back)
    }

    /// P10 and P90 on the logarithm, less P50's, for a row of this scale.
    pub fn around(&self, scale: f64) -> (f64, f64) {
        (self.low * scale, self.high * scale)
    }
}

/// The tenth and the ninetieth of a hundred, with the finite-sample correction; P50 always lies between.
fn quantiles(mut scores: Vec<f64>) -> (f64, f64) {
    scores.sort_by(f64::total_cmp);
    let n = scores.len();
    if n == 0 {
        return (0.0, 0.0);
    }
    let at = |share: f64| {
        let place = share * (n as f64 + 1.0) - 1.0;
        let below = place.floor().clamp(0.0, (n - 1) as f64);
        let above = (below + 1.0).min((n - 1) as f64);
        let part = (place - below).clamp(0.0, 1.0);
        scores[below as usize] * (1.0 - part) + scores[above as usize] * part
    };
    (at(0.1).min(0.0), at(0.9).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    #[test]
    fn four_in_five_lie_inside() {
        let mut chance = Chance::new(5);
        let differences: Vec<f64> = (0..2000).map(|_| 0.2 * chance.normal() + 0.02).collect();
        let encoded = Encoded { rows: 2000, ..Encoded::default() };
        let (interval, held_back) = Interval::fit(&Schema::default(), &encoded, &differences, None, None);
        let inside = differences.iter().zip(&held_back).filter(|(d, (low, high))| low <= d && *d <= high).count();
        assert!((1560..=1640).contains(&inside), "{inside}");
        assert!(interval.ratio > 1.5 && interval.ratio < 1.8, "{}", interval.ratio);
    }
}
