//! A candidate against what answers now, on rows neither of them saw: whole, and slice by slice.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use trusquin_cycle_time::{Chance, SEED, Table};
use trusquin_registry::WorseSlice;

use crate::folder::{BASELINE, MEASURED, Manifest};
use crate::{RetrainingError, read_model, read_rows, table_of};

/// Rows a slice needs before anything is said of it.
const LEAST_ROWS: usize = 8;
/// Mean |ln| by which a slice must be worse: less is nothing a person would see.
const LEAST_LOSS: f64 = 0.02;
/// Resamplings of the rows of a slice.
const RESAMPLED: usize = 1000;
/// Share of them that must agree before a slice is called worse.
const SURE: f64 = 0.9;

/// A slice of the comparison: means of |ln(answer / measured)|.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SliceComparison {
    /// `machine = F1`.
    pub name: String,
    /// Rows.
    pub rows: usize,
    /// The candidate's.
    pub candidate: f64,
    /// That of what answers now.
    pub against: f64,
    /// Worse by more than luck: by 0.02 at least, in nine of ten resamplings of the rows.
    pub worse: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The candidate.
    pub candidate: String,
    /// The active version, or `baseline`.
    pub against: String,
    /// Everything, then slices.
    pub slices: Vec<SliceComparison>,
}

impl Comparison {
    /// The slices in which the candidate got worse.
    pub fn worse(&self) -> Vec<WorseSlice> {
        let worse = self.slices.iter().filter(|slice| slice.worse);
        worse.map(|s| WorseSlice { name: s.name.clone(), rows: s.rows, candidate: s.candidate, against: s.against }).collect()
    }
}

/// Compares a candidate's folder with the active one's, or with the baseline where there is none or it answers something else.
///
/// # Errors
/// A folder holds no model.
pub fn compare(candidate: &Path, active: Option<&Path>) -> Result<Comparison, RetrainingError> {
    let (_, manifest) = read_model(candidate)?;
    let table = table_of(&read_rows(&candidate.join("backtest.parquet"))?);
    let measured = table.numbers(MEASURED);
    let own = table.numbers("p50");
    let (against, other) = match active.map(|folder| answers_of(folder, &manifest, &table)).transpose()?.flatten() {
        Some((version, answers)) => (version, answers),
        None => ("baseline".to_owned(), table.numbers(BASELINE)),
    };
    let off =
        |answers: &[f64]| -> Vec<f64> { answers.iter().zip(&measured).map(|(answer, measured)| (answer / measured).ln().abs()).collect() };
    let (own, other) = (off(&own), off(&other));
    let mut slices = Vec::new();
    for (name, rows) in slices_of(&manifest, &table, &measured) {
        slices.push(compared(name, &rows, &own, &other));
    }
    Ok(Comparison { candidate: manifest.version, against, slices })
}

/// What the active version answers to the candidate's rows: what its own backtest answered where it learned from the row, else what it
/// predicts. Nothing where it answers another question.
fn answers_of(folder: &Path, candidate: &Manifest, table: &Table) -> Result<Option<(String, Vec<f64>)>, RetrainingError> {
    let (model, manifest) = read_model(folder)?;
    if manifest.columns.target != candidate.columns.target || manifest.task != candidate.task {
        return Ok(None);
    }
    let mut answers: Vec<f64> = model.predict(table).into_iter().map(|prediction| prediction.p50).collect();
    let known = table_of(&read_rows(&folder.join("backtest.parquet"))?);
    let mut kept: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let columns: Vec<&str> = candidate.columns.numbers.iter().chain(&candidate.columns.categories).map(String::as_str).collect();
    let p50 = known.numbers("p50");
    for row in (0..known.rows()).rev() {
        kept.entry(key(&known, &columns, row)).or_default().push(p50[row]);
    }
    for (row, answer) in answers.iter_mut().enumerate() {
        if let Some(own) = kept.get_mut(&key(table, &columns, row)).and_then(Vec::pop) {
            *answer = own;
        }
    }
    Ok(Some((manifest.version, answers)))
}

/// All that is known of a row; two rows of one key are alike in everything the models see and in what was measured.
fn key(table: &Table, columns: &[&str], row: usize) -> String {
    let cell = |name: &str| table.column(name).map_or("", |column| column.texts[row].as_str());
    columns.iter().copied().chain(["work_order", MEASURED]).map(cell).collect::<Vec<_>>().join("\u{1f}")
}

/// Everything; thirds by size; every level of every category.
fn slices_of(manifest: &Manifest, table: &Table, measured: &[f64]) -> Vec<(String, Vec<usize>)> {
    let mut out = vec![("everything".to_owned(), (0..measured.len()).collect::<Vec<_>>())];
    let mut order: Vec<usize> = (0..measured.len()).collect();
    order.sort_by(|a, b| measured[*a].total_cmp(&measured[*b]).then(a.cmp(b)));
    for (name, rows) in ["short third", "middle third", "long third"].iter().zip(order.chunks(order.len().div_ceil(3).max(1))) {
        out.push(((*name).to_owned(), rows.to_vec()));
    }
    for column in manifest.columns.categories.iter().filter_map(|name| table.column(name)) {
        let mut levels: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        column.texts.iter().enumerate().for_each(|(row, text)| levels.entry(text).or_default().push(row));
        out.extend(
            levels.into_iter().filter(|(level, _)| !level.is_empty()).map(|(level, rows)| (format!("{} = {level}", column.name), rows)),
        );
    }
    out.retain(|(_, rows)| rows.len() >= LEAST_ROWS);
    out
}

fn compared(name: String, rows: &[usize], own: &[f64], other: &[f64]) -> SliceComparison {
    let mean = |values: &[f64]| rows.iter().map(|row| values[*row]).sum::<f64>() / rows.len().max(1) as f64;
    let (candidate, against) = (mean(own), mean(other));
    let mut chance = Chance::new(SEED ^ rows.len() as u64);
    let worse_in = (0..RESAMPLED)
        .filter(|_| {
            let drawn = rows.iter().map(|_| rows[chance.below(rows.len())]);
            drawn.map(|row| own[row] - other[row]).sum::<f64>() > 0.0
        })
        .count();
    let worse = candidate - against > LEAST_LOSS && worse_in as f64 >= SURE * RESAMPLED as f64;
    SliceComparison { name, rows: rows.len(), candidate, against, worse }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worse_is_more_than_luck() {
        let rows: Vec<usize> = (0..40).collect();
        let other = vec![0.2; 40];
        let lucky: Vec<f64> = (0..40).map(|row| if row == 0 { 1.3 } else { 0.2 }).collect();
        assert!(!compared("a".into(), &rows, &lucky, &other).worse);
        let worse: Vec<f64> = (0..40).map(|row| if row % 2 == 0 { 0.3 } else { 0.2 }).collect();
        assert!(compared("a".into(), &rows, &worse, &other).worse);
        assert!(!compared("a".into(), &rows, &other, &worse).worse);
    }
}
