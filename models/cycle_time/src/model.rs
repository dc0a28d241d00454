//! A model of cycle times: the candidates that are compared, and the one that answers.

use serde::{Deserialize, Serialize};

use crate::boosting::{Boosting, Settings};
use crate::core::{Core, Factors, Levels, Slopes, median};
use crate::features::{Encoded, Roles, Schema, TreeColumn, UNKNOWN};
use crate::forest::Forest;
use crate::interval::Interval;
use crate::mixed::Mixed;

/// What is learned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// One row an operation, with its measured time.
    Operations,
    /// Bookings summed to minutes of running per good piece.
    Bookings,
}

/// Candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The other estimate as it is; without one, the middle time of the first category column.
    Baseline,
    /// Factors per level and a fixed amount, pulled towards the shop's; for bookings effects with their own variances.
    Shrinkage,
    /// Shrinkage, then boosted trees on what it leaves over.
    Boosting,
    /// Shrinkage, then the middle of rows alike in a forest.
    Forest,
    /// The mean of boosting and forest.
    Blend,
}

impl Kind {
    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Shrinkage => "shrinkage",
            Self::Boosting => "boosting",
            Self::Forest => "forest",
            Self::Blend => "blend",
        }
    }
}

/// What was fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Learned {
    /// The other estimate.
    Told,
    /// Middle logarithm per level of the first category column, then of all.
    Middle {
        /// Per level.
        levels: Vec<f64>,
        /// Of all.
        all: f64,
    },
    /// Effects with variances.
    Mixed(Mixed),
    /// Core, and the trees on top of it.
    Core {
        /// Core.
        core: Core,
        /// Boosted trees.
        boosting: Option<Boosting>,
        /// Forest over the columns that are no work.
        forest: Option<Forest>,
    },
}

/// Rows ready for fitting.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// As the models see them.
    pub encoded: Encoded,
    /// Logarithm of the other estimate.
    pub log_base: Option<Vec<f64>>,
    /// Logarithm of the measured time.
    pub log_time: Vec<f64>,
}

/// Seed of everything random in training.
pub const SEED: u64 = 20_261_121;

/// Rows below which every row serves to choose factors and the number of trees, and boosting is repeated.
const FEW_ROWS: usize = 600;

/// Columns of the forest: all but work, so that more work cannot make it answer less.
fn forest_columns(schema: &Schema, encoded: &Encoded) -> Vec<Vec<f64>> {
    let kept = schema.tree_columns().into_iter().zip(&encoded.tree);
    kept.filter(|(column, _)| !matches!(column, TreeColumn::Number(_, true))).map(|(_, values)| values.clone()).collect()
}

/// Columns of the boosted trees: all, and the other estimate.
fn boosting_columns(schema: &Schema, encoded: &Encoded, log_base: Option<&[f64]>) -> (Vec<Vec<f64>>, Vec<bool>) {
    let mut columns = encoded.tree.clone();
    let mut increasing: Vec<bool> = schema.tree_columns().iter().map(|column| matches!(column, TreeColumn::Number(_, true))).collect();
    if let Some(base) = log_base {
        columns.push(base.to_vec());
        increasing.push(true);
    }
    (columns, increasing)
}

/// Trees of the forest: fewer for more rows, so that training stays within seconds.
fn forest_size(rows: usize) -> usize {
    (120_000 / rows.max(1)).clamp(40, 200)
}

/// Fits the middle of the first category column, or takes the other estimate.
pub fn fit_baseline(schema: &Schema, prepared: &Prepared) -> Learned {
    if prepared.log_base.is_some() {
        return Learned::Told;
    }
    let all = median(&mut prepared.log_time.clone());
    let count = schema.levels.first().map_or(0, |column| column.levels.len());
    let levels = (0..count)
        .map(|level| {
            let found = prepared.encoded.levels[0].iter().zip(&prepared.log_time).filter(|(l, _)| **l == level).map(|(_, time)| *time);
            let mut times: Vec<f64> = found.collect();
            if times.is_empty() { all } else { median(&mut times) }
        })
        .collect();
    Learned::Middle { levels, all }
}

/// Steps of a core's fit, and of the fits that only compare.
const STEPS: usize = 30;
const STEPS_TO_COMPARE: usize = 10;
/// Sides of the split inside the taught rows.
pub const INNER_SIDES: usize = 4;

/// A core and what it leaves over of the rows it was fitted on: what the trees learn from.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The core.
    pub core: Core,
    /// ln(measured) less the core's logarithm.
    pub left_over: Vec<f64>,
}

/// Fits the core. With few rows only a few factors, so that it leaves something over for the trees: the ones that serve rows kept out best.
/// `sides` splits the rows (0 to [`INNER_SIDES`] - 1).
pub fn fit_core(schema: &Schema, prepared: &Prepared, sides: &[usize]) -> Fitted {
    let mut best = Factors { levels: Levels::All, slopes: Slopes::All };
    if prepared.encoded.rows < FEW_ROWS {
        let ones = (0..schema.levels.len().min(6)).map(Levels::One);
        let mut least = f64::INFINITY;
        for levels in std::iter::once(Levels::No).chain(ones) {
            for slopes in [Slopes::No, Slopes::Rates] {
                let factors = Factors { levels, slopes };
                let loss = loss_kept_out(schema, prepared, sides, factors);
                if loss < least {
                    (least, best) = (loss, factors);
                }
            }
        }
    }
    let core = Core::fit(schema, &prepared.encoded, prepared.log_base.as_deref(), &prepared.log_time, best, STEPS);
    let logs = core.logs(schema, &prepared.encoded, prepared.log_base.as_deref());
    let left_over = prepared.log_time.iter().zip(logs).map(|(time, log)| time - log).collect();
    Fitted { core, left_over }
}

fn loss_kept_out(schema: &Schema, prepared: &Prepared, sides: &[usize], factors: Factors) -> f64 {
    let mut loss = 0.0;
    for side in 0..INNER_SIDES {
        let (asked, taught): (Vec<usize>, Vec<usize>) = (0..sides.len()).partition(|row| sides[*row] == side);
        let (known, unknown) = (prepared.pick(&taught), prepared.pick(&asked));
        let core = Core::fit(schema, &known.encoded, known.log_base.as_deref(), &known.log_time, factors, STEPS_TO_COMPARE);
        let logs = core.logs(schema, &unknown.encoded, unknown.log_base.as_deref());
        loss += unknown.log_time.iter().zip(logs).map(|(time, log)| (time - log).abs().min(0.7)).sum::<f64>();
    }
    loss
}

impl Prepared {
    /// Some of the rows.
    pub fn pick(&self, rows: &[usize]) -> Self {
        let some = |values: &Vec<f64>| rows.iter().map(|row| values[*row]).collect::<Vec<f64>>();
        let each = |columns: &Vec<Vec<f64>>| columns.iter().map(some).collect();
        Self {
            encoded: Encoded {
                rows: rows.len(),
                raw: each(&self.encoded.raw),
                scaled: each(&self.encoded.scaled),
                levels: self.encoded.levels.iter().map(|column| rows.iter().map(|row| column[*row]).collect()).collect(),
                tree: each(&self.encoded.tree),
            },
            log_base: self.log_base.as_ref().map(some),
            log_time: some(&self.log_time),
        }
    }
}

/// Boosted trees on what the core leaves over.
pub fn fit_boosting(schema: &Schema, prepared: &Prepared, left_over: &[f64], rounds: usize) -> Boosting {
    let (columns, increasing) = boosting_columns(schema, &prepared.encoded, prepared.log_base.as_deref());
    // Few rows: the mean of several, each from another draw of rows and columns, leans less on any one draw.
    let repeats = if left_over.len() < FEW_ROWS { 5 } else { 1 };
    let settings = Settings { rounds, ..Settings::default() };
    let fitted = (0..repeats).map(|repeat| Boosting::fit(&columns, &increasing, left_over, &[], settings, SEED + repeat).0);
    Boosting::mean_of(fitted.collect())
}

/// The number of trees that serves rows kept out best: each side is kept out once, or one side only where rows are many.
pub fn rounds(schema: &Schema, prepared: &Prepared, left_over: &[f64], sides: &[usize]) -> usize {
    let (columns, increasing) = boosting_columns(schema, &prepared.encoded, prepared.log_base.as_deref());
    let settings = Settings::default();
    let mut sums = vec![0.0; settings.rounds];
    let kept_out = if sides.len() < FEW_ROWS { INNER_SIDES } else { 1 };
    for side in 0..kept_out {
        let watch: Vec<usize> = (0..sides.len()).filter(|row| sides[*row] == side).collect();
        let (_, losses) = Boosting::fit(&columns, &increasing, left_over, &watch, settings, SEED ^ side as u64);
        sums.iter_mut().zip(losses).for_each(|(sum, loss)| *sum += loss);
    }
    (0..sums.len()).min_by(|a, b| sums[*a].total_cmp(&sums[*b])).map_or(1, |best| best + 1)
}

/// A forest on what the core leaves over.
pub fn fit_forest(schema: &Schema, prepared: &Prepared, left_over: &[f64]) -> Forest {
    Forest::fit(&forest_columns(schema, &prepared.encoded), left_over, forest_size(prepared.encoded.rows), SEED)
}

impl Learned {
    /// Logarithm of P50 and, where the model has one, its own deviation; a row each.
    pub fn answers(&self, schema: &Schema, encoded: &Encoded, log_base: Option<&[f64]>) -> (Vec<f64>, Option<Vec<f64>>) {
        match self {
            Self::Told => (log_base.map_or_else(|| vec![0.0; encoded.rows], <[f64]>::to_vec), None),
            Self::Middle { levels, all } => {
                let level = |row: usize| encoded.levels.first().map_or(UNKNOWN, |column| column[row]);
                ((0..encoded.rows).map(|row| levels.get(level(row)).copied().unwrap_or(*all)).collect(), None)
            }
            Self::Mixed(mixed) => {
                let (logs, deviations) = mixed.answers(encoded).into_iter().unzip();
                (logs, Some(deviations))
            }
            Self::Core { core, boosting, forest } => {
                let mut logs = core.logs(schema, encoded, log_base);
                let boosted = boosting.as_ref().map(|boosting| boosting.answers(&boosting_columns(schema, encoded, log_base).0, encoded.rows));
                let alike = forest.as_ref().map(|forest| forest.quantiles(&forest_columns(schema, encoded), encoded.rows, 0.5));
                let share = if boosted.is_some() && alike.is_some() { 0.5 } else { 1.0 };
                for answers in [boosted, alike].into_iter().flatten() {
                    logs.iter_mut().zip(answers).for_each(|(log, answer)| *log += share * answer);
                }
                (logs, None)
            }
        }
    }
}

/// The model as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Layout of this file.
    pub format: u32,
    /// What was learned from.
    pub task: Task,
    /// Roles of the columns.
    pub roles: Roles,
    /// Columns.
    pub schema: Schema,
    /// The winner.
    pub winner: Kind,
    /// What answers.
    pub learned: Learned,
    /// Added to the logarithm of P50, so that the total of many answers is fair.
    pub shift: f64,
    /// Where intervals come from; `None` when history is too short.
    pub interval: Option<Interval>,
    /// Stands in for an estimate that a row does not tell: the middle of training.
    pub usual_log_base: f64,
}
