//! A model of cycle times: the candidates that are compared, and the one that answers.

use serde::{Deserialize, Serialize};

use crate::boosting::{Boosting, Settings};
use crate::core::{Core, Factors, Levels, Slopes, median};
use crate::features::{Encoded, NumberColumn, Roles, Schema, TreeColumn, UNKNOWN};
use crate::forest::Forest;
use crate::interval::Interval;
use crate::mixed::Mixed;
use crate::names::is_machine;

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
    /// A forest that also sees work and estimate and learns what the estimate is off, without a core, for few rows with an estimate: it tells
    /// short programs from long ones, but more work in one column alone may make it answer less.
    FreeForest,
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
            Self::FreeForest => "free forest",
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
        /// Core; without one the trees learn what the other estimate is off.
        core: Option<Core>,
        /// Boosted trees.
        boosting: Option<Boosting>,
        /// Forest.
        forest: Option<Forest>,
        /// The forest sees work and estimate too.
        free: bool,
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

/// Layout of a model as it is kept.
pub const FORMAT: u32 = 2;

/// Seed of everything random in training.
pub const SEED: u64 = 20_261_121;

/// Rows below which the core has few factors, every row serves to choose the number of trees, and the free forest is tried.
pub const FEW_ROWS: usize = 600;

/// Columns of the forest: all but work, so that more work cannot make it answer less.
fn forest_columns(schema: &Schema, encoded: &Encoded) -> Vec<Vec<f64>> {
    let kept = schema.tree_columns().into_iter().zip(&encoded.tree);
    kept.filter(|(column, _)| !matches!(column, TreeColumn::Number(_, true))).map(|(_, values)| values.clone()).collect()
}

/// Columns of the free forest: all, the other estimate, and its share that is no cutting (the estimate over work by rate: a program that
/// mostly moves through the air, or plunges, runs off its estimate otherwise than one that cuts all the time).
fn free_columns(schema: &Schema, encoded: &Encoded, log_base: Option<&[f64]>) -> Vec<Vec<f64>> {
    let mut columns = encoded.tree.clone();
    let Some(base) = log_base else { return columns };
    columns.push(base.to_vec());
    let first = |wanted: fn(&NumberColumn) -> bool| schema.numbers.iter().position(wanted);
    if let (Some(work), Some(rate)) = (first(|number| number.work), first(|number| number.rate)) {
        let share = |row: usize| base[row] - (encoded.raw[work][row].max(1e-9) / encoded.raw[rate][row].max(1e-9)).ln();
        columns.push((0..encoded.rows).map(share).collect());
    }
    columns
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

/// Steps of a core's fit.
const STEPS: usize = 30;
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

/// Fits the core. With few rows only what each machine and the feeds do, so that it leaves something over for the trees: a core with every
/// factor explains its own rows too well for them to learn from the rest.
pub fn fit_core(schema: &Schema, prepared: &Prepared) -> Fitted {
    let machine = schema.levels.iter().position(|column| is_machine(&column.name)).map_or(Levels::No, Levels::One);
    let factors = if prepared.encoded.rows < FEW_ROWS {
        Factors { levels: machine, slopes: Slopes::Rates }
    } else {
        Factors { levels: Levels::All, slopes: Slopes::All }
    };
    let core = Core::fit(schema, &prepared.encoded, prepared.log_base.as_deref(), &prepared.log_time, factors, STEPS);
    let logs = core.logs(schema, &prepared.encoded, prepared.log_base.as_deref());
    let left_over = prepared.log_time.iter().zip(logs).map(|(time, log)| time - log).collect();
    Fitted { core, left_over }
}

/// Boosted trees on what the core leaves over.
pub fn fit_boosting(schema: &Schema, prepared: &Prepared, left_over: &[f64], rounds: usize) -> Boosting {
    let (columns, increasing) = boosting_columns(schema, &prepared.encoded, prepared.log_base.as_deref());
    Boosting::fit(&columns, &increasing, left_over, &[], Settings { rounds, ..Settings::default() }, SEED).0
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

/// A forest on what the core leaves over; a free one also sees work and estimate.
pub fn fit_forest(schema: &Schema, prepared: &Prepared, left_over: &[f64], free: bool) -> Forest {
    let columns = if free {
        free_columns(schema, &prepared.encoded, prepared.log_base.as_deref())
    } else {
        forest_columns(schema, &prepared.encoded)
    };
    Forest::fit(&columns, left_over, forest_size(prepared.encoded.rows), SEED)
}

/// A forest on what the other estimate is off.
pub fn fit_free_forest(schema: &Schema, prepared: &Prepared) -> Learned {
    let off = |row: usize| prepared.log_time[row] - prepared.log_base.as_ref().map_or(0.0, |base| base[row]);
    let left_over: Vec<f64> = (0..prepared.encoded.rows).map(off).collect();
    Learned::Core { core: None, boosting: None, forest: Some(fit_forest(schema, prepared, &left_over, true)), free: true }
}

/// Fits one candidate. `start` is there for bookings: the variances of their effects; `rounds` is the number of boosted trees.
pub fn fit_kind(kind: Kind, schema: &Schema, prepared: &Prepared, start: Option<&Mixed>, rounds: usize) -> Learned {
    match (kind, start) {
        (Kind::Baseline, _) => fit_baseline(schema, prepared),
        (Kind::Shrinkage, Some(start)) => Learned::Mixed(Mixed::fit(schema, &prepared.encoded, &prepared.log_time, Some(start))),
        (Kind::FreeForest, _) => fit_free_forest(schema, prepared),
        _ => {
            let Fitted { core, left_over } = fit_core(schema, prepared);
            let boosting = matches!(kind, Kind::Boosting | Kind::Blend).then(|| fit_boosting(schema, prepared, &left_over, rounds));
            let forest = matches!(kind, Kind::Forest | Kind::Blend).then(|| fit_forest(schema, prepared, &left_over, false));
            Learned::Core { core: Some(core), boosting, forest, free: false }
        }
    }
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
            Self::Core { core, boosting, forest, free } => {
                let told = || log_base.map_or_else(|| vec![0.0; encoded.rows], <[f64]>::to_vec);
                let mut logs = core.as_ref().map_or_else(told, |core| core.logs(schema, encoded, log_base));
                let boosted =
                    boosting.as_ref().map(|boosting| boosting.answers(&boosting_columns(schema, encoded, log_base).0, encoded.rows));
                let alike = forest.as_ref().map(|forest| {
                    let columns = if *free { free_columns(schema, encoded, log_base) } else { forest_columns(schema, encoded) };
                    forest.quantiles(&columns, encoded.rows, 0.5)
                });
                let share = if boosted.is_some() && alike.is_some() { 0.5 } else { 1.0 };
                for answers in [boosted, alike].into_iter().flatten() {
                    logs.iter_mut().zip(answers).for_each(|(log, answer)| *log += share * answer);
                }
                (logs, None)
            }
        }
    }
}

/// Raises answers above the middle one, the more the longer they are: the middle of a long-tailed time lies under its mean, the total of an
/// order is carried by its long operations, and a short one keeps its middle.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Stretch {
    /// Logarithm of the answer from which it begins.
    pub from: f64,
    /// Rise of the logarithm per unit of logarithm.
    pub slope: f64,
}

/// Largest slope of a stretch.
const MOST_SLOPE: f64 = 0.025;
/// Span of the logarithm over which it rises: to e² times the middle answer.
const STRETCHED_SPAN: f64 = 2.0;

impl Stretch {
    /// The slope that makes the total fair, at most [`MOST_SLOPE`]; never below none, so that the order of answers stays.
    pub fn fit(times: &[f64], logs: &[f64]) -> Self {
        let from = median(&mut logs.to_vec());
        let wanted: f64 = times.iter().sum();
        let total = |slope: f64| {
            let stretch = Self { from, slope };
            logs.iter().map(|log| stretch.of(*log).exp()).sum::<f64>()
        };
        let (mut low, mut high) = (0.0, MOST_SLOPE);
        if total(high) <= wanted {
            return Self { from, slope: high };
        }
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            if total(middle) < wanted { low = middle } else { high = middle }
        }
        Self { from, slope: low }
    }

    /// The logarithm of an answer, raised.
    pub fn of(self, log: f64) -> f64 {
        log + self.slope * (log - self.from).clamp(0.0, STRETCHED_SPAN)
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
    /// What long answers are raised by, so that the total of many answers is fair.
    pub stretch: Stretch,
    /// Where intervals come from; `None` when history is too short.
    pub interval: Option<Interval>,
    /// Stands in for an estimate that a row does not tell: the middle of training.
    pub usual_log_base: f64,
}
