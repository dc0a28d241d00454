//! Drift: whether what was booked since the training is still what the active model says. Recent rows are answered by the model and the errors
//! held against those of its backtest.

use serde::Serialize;
use trusquin_cycle_time::{Answer, Chance, Figures, Model, SEED};

use crate::Dataset;
use crate::folder::Manifest;

/// Recent rows below which nothing is said.
pub const LEAST_RECENT: usize = 20;
/// Resamplings of the recent rows.
const RESAMPLED: usize = 2000;
/// Growth of the mean |ln(answer / measured)| that is worth a new training.
const LEAST_GROWTH: f64 = 0.1;
/// Shift of the middle of ln(measured / answer) that is worth one.
const LEAST_SHIFT: f64 = 0.05;
/// Standard deviations by which the coverage of the intervals may lie off four in five.
const MOST_DEVIATIONS: f64 = 2.6;

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drift {
    /// The model's version.
    pub version: String,
    /// Rows it was asked about: those after its cut-off, or where rows tell no moment those it did not learn from.
    pub rows: usize,
    /// `none`, `too_few_rows` or `retrain`.
    pub verdict: &'static str,
    /// What drifted, in words and numbers.
    pub reasons: Vec<String>,
    /// The recent rows' figures.
    pub recent: Figures,
    /// The backtest's.
    pub backtest: Figures,
    /// Middle of ln(measured / answer) of the recent rows, and where 95 of 100 resamplings put it.
    pub shift: (f64, f64, f64),
}

/// Holds a model against recent rows.
pub fn drift(model: &Model, manifest: &Manifest, dataset: &Dataset) -> Drift {
    let recent = recent_rows(manifest, dataset);
    let table = dataset.set.table.pick(&recent);
    let measured = table.numbers(&dataset.set.roles.target);
    let answers: Vec<Answer> = model.predict(&table).iter().map(|p| Answer { p50: p.p50, interval: p.interval }).collect();
    let figures = Figures::of(&measured, &answers);
    let logs: Vec<f64> = measured.iter().zip(&answers).map(|(m, a)| (m / a.p50).ln()).collect();
    let (middle, low, high) = resampled(&logs, |values| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(0.0)
    });
    let mut out = Drift {
        version: manifest.version.clone(),
        rows: recent.len(),
        verdict: "none",
        reasons: Vec::new(),
        recent: figures,
        backtest: manifest.backtest,
        shift: (middle, low, high),
    };
    if recent.len() < LEAST_RECENT {
        out.verdict = "too_few_rows";
        out.reasons.push(format!("{} rows since the training; {LEAST_RECENT} are needed before anything is said", recent.len()));
        return out;
    }
    if low > LEAST_SHIFT || high < -LEAST_SHIFT {
        let word = if middle > 0.0 { "longer" } else { "shorter" };
        out.reasons.push(format!(
            "times are {word} than answered: by {:+.0} % in the middle (95 %: {:+.0} to {:+.0} %)",
            percent(middle),
            percent(low),
            percent(high)
        ));
    }
    let off: Vec<f64> = logs.iter().map(|log| log.abs()).collect();
    let (mean, least, _) = resampled(&off, |values| values.iter().sum::<f64>() / values.len().max(1) as f64);
    let before = manifest.backtest.mean_log_ratio;
    if least > before * (1.0 + LEAST_GROWTH) {
        out.reasons.push(format!("answers are farther off: mean |log ratio| {mean:.3} after {before:.3} in the backtest"));
    }
    if let Some(coverage) = figures.coverage {
        let deviation = (0.8_f64 * 0.2 / recent.len() as f64).sqrt();
        if (coverage - 0.8).abs() > MOST_DEVIATIONS * deviation {
            out.reasons.push(format!("P10-P90 covers {coverage:.2} of the recent rows instead of 0.80"));
        }
    }
    if !out.reasons.is_empty() {
        out.verdict = "retrain";
    }
    out
}

/// Rows with a measured time that begin after the model's cut-off; all with one where neither tells a moment.
fn recent_rows(manifest: &Manifest, dataset: &Dataset) -> Vec<usize> {
    let times = dataset.set.table.numbers(&dataset.set.roles.target);
    let begins = dataset.snapshot.column("first_at").or_else(|| dataset.snapshot.column("closed_at"));
    let after = |row: usize| match (&manifest.data.cut_off, begins) {
        (Some(cut_off), Some(begins)) => begins.texts[row].as_str() > cut_off.as_str(),
        _ => true,
    };
    (0..times.len()).filter(|row| times[*row] > 0.0 && after(*row)).collect()
}

fn percent(log: f64) -> f64 {
    100.0 * (log.exp() - 1.0)
}

/// A figure of the values, and the ends between which 95 of 100 resamplings put it.
fn resampled(values: &[f64], figure: fn(&mut [f64]) -> f64) -> (f64, f64, f64) {
    let whole = figure(&mut values.to_vec());
    if values.is_empty() {
        return (0.0, 0.0, 0.0);
    }
    let mut chance = Chance::new(SEED);
    let mut found: Vec<f64> = (0..RESAMPLED)
        .map(|_| {
            let mut drawn: Vec<f64> = values.iter().map(|_| values[chance.below(values.len())]).collect();
            figure(&mut drawn)
        })
        .collect();
    found.sort_by(f64::total_cmp);
    (whole, found[RESAMPLED / 40], found[RESAMPLED - 1 - RESAMPLED / 40])
}
