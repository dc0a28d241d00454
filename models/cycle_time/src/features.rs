//! From a table to what the models see: numbers on a fair scale, categories as levels, work told apart from the rest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::names::{is_identity, is_rate, is_work};
use crate::table::Table;

/// A category nobody saw in training, or none at all.
pub const UNKNOWN: usize = usize::MAX;

/// What the caller knows of the columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// Column of the measured time; empty once a model only predicts.
    pub target: String,
    /// Column of another estimate of it, in the same unit.
    pub baseline: Option<String>,
    /// Rows with the same text here stay on one side of every split.
    pub group: Option<String>,
    /// Columns where more never takes less time, beyond those told by their name.
    pub increasing: Vec<String>,
    /// Columns nobody shall look at.
    pub ignore: Vec<String>,
    /// Only candidates whose answer never falls with work.
    pub monotone: bool,
}

/// A numeric column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberColumn {
    /// Name.
    pub name: String,
    /// Its logarithm is taken (all values positive, spread over more than a decade).
    pub log: bool,
    /// What stands in where it is not told: the median of training.
    pub fill: f64,
    /// Mean and deviation in training, after the logarithm.
    pub mean: f64,
    /// Deviation.
    pub deviation: f64,
    /// More never takes less time.
    pub work: bool,
    /// Work divided by it is a time.
    pub rate: bool,
    /// Some cells were empty in training: their emptiness is itself told to the trees.
    pub gaps: bool,
}

/// A column of categories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelColumn {
    /// Name; `operation family` is made from `operation`.
    pub name: String,
    /// Levels seen in training, in order.
    pub levels: Vec<String>,
    /// Levels with at least [`ONE_HOT_ROWS`] rows, which the trees may split on.
    pub frequent: Vec<usize>,
}

/// Rows a level needs for the trees to split on it.
pub const ONE_HOT_ROWS: usize = 3;
/// Most levels of one column the trees split on.
const MOST_LEVELS: usize = 60;

/// What training learned about the columns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Schema {
    /// Numbers.
    pub numbers: Vec<NumberColumn>,
    /// Categories.
    pub levels: Vec<LevelColumn>,
    /// Columns left out, with the reason.
    pub left_out: BTreeMap<String, String>,
}

/// A table as the models see it.
#[derive(Debug, Clone, Default)]
pub struct Encoded {
    /// Rows.
    pub rows: usize,
    /// Numbers as in the file, gaps filled, a list per column.
    pub raw: Vec<Vec<f64>>,
    /// The same after logarithm and scaling.
    pub scaled: Vec<Vec<f64>>,
    /// Level per row, a list per category column; [`UNKNOWN`] where it was never seen.
    pub levels: Vec<Vec<usize>>,
    /// Columns of the trees.
    pub tree: Vec<Vec<f64>>,
}

/// A column of the trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeColumn {
    /// A number; true where more never takes less time.
    Number(usize, bool),
    /// One level of a category column.
    Level(usize, usize),
    /// Emptiness of a number.
    Gap(usize),
}

impl Schema {
    /// Learns the columns of a training table.
    pub fn learn(table: &Table, roles: &Roles) -> Self {
        let mut schema = Self::default();
        for column in table.columns() {
            let name = column.name.as_str();
            if name == roles.target || Some(name) == roles.baseline.as_deref() || name.is_empty() {
                continue;
            }
            if roles.ignore.iter().any(|ignored| ignored == name) {
                schema.left_out.insert(name.to_owned(), "ignored as asked".to_owned());
                continue;
            }
            let told: Vec<f64> = column.numbers.iter().copied().filter(|value| value.is_finite()).collect();
            let written = column.texts.iter().filter(|text| !text.is_empty()).count();
            if written == 0 {
                schema.left_out.insert(name.to_owned(), "empty".to_owned());
            } else if told.len() * 10 >= written * 8 {
                match number_column(name, &told, table.rows(), roles) {
                    Ok(number) => schema.numbers.push(number),
                    Err(reason) => {
                        schema.left_out.insert(name.to_owned(), reason.to_owned());
                    }
                }
            } else {
                match level_column(name, &column.texts) {
                    Ok(levels) => schema.levels.push(levels),
                    Err(reason) => {
                        schema.left_out.insert(name.to_owned(), reason.to_owned());
                    }
                }
            }
        }
        schema
    }

    /// Encodes a table; columns that are not there read as not told.
    pub fn encode(&self, table: &Table) -> Encoded {
        let rows = table.rows();
        let mut out = Encoded { rows, ..Encoded::default() };
        let mut gaps = Vec::new();
        for number in &self.numbers {
            let told = table.numbers(&number.name);
            gaps.push(told.iter().map(|value| f64::from(u8::from(!value.is_finite()))).collect::<Vec<f64>>());
            let raw: Vec<f64> = told.iter().map(|value| if value.is_finite() { *value } else { number.fill }).collect();
            out.scaled.push(raw.iter().map(|value| number.scaled(*value)).collect());
            out.raw.push(raw);
        }
        for column in &self.levels {
            let index: BTreeMap<&str, usize> = column.levels.iter().enumerate().map(|(at, level)| (level.as_str(), at)).collect();
            let texts = table.column(&column.name).map(|found| &found.texts);
            let level = |row: usize| texts.and_then(|texts| index.get(texts[row].as_str())).copied().unwrap_or(UNKNOWN);
            out.levels.push((0..rows).map(level).collect());
        }
        for column in self.tree_columns() {
            out.tree.push(match column {
                TreeColumn::Number(at, _) => out.scaled[at].clone(),
                TreeColumn::Level(at, level) => out.levels[at].iter().map(|found| f64::from(u8::from(*found == level))).collect(),
                TreeColumn::Gap(at) => gaps[at].clone(),
            });
        }
        out
    }

    /// Columns of the trees, in the order [`Schema::encode`] gives them.
    pub fn tree_columns(&self) -> Vec<TreeColumn> {
        let numbers = self.numbers.iter().enumerate().map(|(at, number)| TreeColumn::Number(at, number.work));
        let gaps = self.numbers.iter().enumerate().filter(|(_, number)| number.gaps).map(|(at, _)| TreeColumn::Gap(at));
        let levels =
            self.levels.iter().enumerate().flat_map(|(at, column)| column.frequent.iter().map(move |level| TreeColumn::Level(at, *level)));
        numbers.chain(gaps).chain(levels).collect()
    }

    /// Names of the work columns.
    pub fn work(&self) -> Vec<&str> {
        self.numbers.iter().filter(|number| number.work).map(|number| number.name.as_str()).collect()
    }
}

impl NumberColumn {
    fn scaled(&self, value: f64) -> f64 {
        // A value of zero or less where training saw none is as far out as the smallest thing training knows.
        let value = if self.log { value.max(self.fill * 1e-6).ln() } else { value };
        (value - self.mean) / self.deviation
    }
}

fn number_column(name: &str, told: &[f64], rows: usize, roles: &Roles) -> Result<NumberColumn, &'static str> {
    let mut sorted = told.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted[0], sorted[sorted.len() - 1]);
    if low == high {
        return Err("the same everywhere");
    }
    let counts_rows = told.len() == rows && rows > 30 && told.windows(2).all(|pair| pair[1] - pair[0] == 1.0);
    if counts_rows || is_identity(name) {
        return Err("numbers the rows");
    }
    let fill = sorted[sorted.len() / 2];
    let log = low > 0.0 && high / low > 10.0;
    let on_scale: Vec<f64> = told.iter().map(|value| if log { value.ln() } else { *value }).collect();
    let mean = on_scale.iter().sum::<f64>() / on_scale.len() as f64;
    let deviation = (on_scale.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / on_scale.len() as f64).sqrt().max(1e-12);
    let work = low >= 0.0 && (is_work(name) || roles.increasing.iter().any(|increasing| increasing == name));
    Ok(NumberColumn { name: name.to_owned(), log, fill, mean, deviation, work, rate: low > 0.0 && is_rate(name), gaps: told.len() < rows })
}

fn level_column(name: &str, texts: &[String]) -> Result<LevelColumn, &'static str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        *counts.entry(text).or_default() += 1;
    }
    if counts.len() < 2 {
        return Err("the same everywhere");
    }
    // A text that is nearly always another one is a name, a comment or a moment, not a category.
    if texts.len() > 30 && counts.len() * 10 > texts.len() * 6 {
        return Err("nearly always another text");
    }
    let levels: Vec<String> = counts.keys().map(|level| (*level).to_owned()).collect();
    let mut frequent: Vec<usize> = (0..levels.len()).filter(|at| counts[levels[*at].as_str()] >= ONE_HOT_ROWS).collect();
    frequent.sort_by_key(|at| std::cmp::Reverse(counts[levels[*at].as_str()]));
    frequent.truncate(MOST_LEVELS);
    frequent.sort_unstable();
    Ok(LevelColumn { name: name.to_owned(), levels, frequent })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Column;

    fn table() -> Table {
        let column = |name: &str, texts: &[&str]| Column {
            name: name.into(),
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
            numbers: texts.iter().map(|text| text.parse().unwrap_or(f64::NAN)).collect(),
        };
        Table::new(vec![
            column("path_mm", &["1", "10", "100", ""]),
            column("machine", &["A", "A", "A", "B"]),
            column("time", &["1", "2", "3", "4"]),
            column("same", &["1", "1", "1", "1"]),
        ])
    }

    #[test]
    fn columns_are_told_apart_and_unknown_values_are_fine() {
        let roles = Roles { target: "time".into(), ..Roles::default() };
        let schema = Schema::learn(&table(), &roles);
        assert_eq!((schema.numbers.len(), schema.levels.len()), (1, 1));
        assert!(schema.numbers[0].work && schema.numbers[0].log && schema.numbers[0].gaps);
        assert_eq!(schema.left_out["same"], "the same everywhere");
        let encoded = schema.encode(&table());
        assert_eq!(encoded.raw[0][3], 10.0);
        assert_eq!(encoded.levels[0], vec![0, 0, 0, 1]);
        // Other columns, an unknown machine, nothing told of the path.
        let other = Table::new(vec![Column { name: "machine".into(), texts: vec!["Z".into()], numbers: vec![f64::NAN] }]);
        let encoded = schema.encode(&other);
        assert_eq!((encoded.rows, encoded.levels[0][0], encoded.tree.len()), (1, UNKNOWN, schema.tree_columns().len()));
        assert!(encoded.tree.iter().flatten().all(|value| value.is_finite()));
    }
}
