//! A file as a training set: operations as they are, or bookings cleaned and summed.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};
use trusquin_cycle_time::{Column, Roles, Table, Task, TrainingSet};
use trusquin_domain::TimeBooking;
use trusquin_shop_floor::{ClosedOperation, ColumnMapping, Sheet, clean, parse_number, read_bookings, sheet_from_bytes};

use crate::RetrainingError;

/// What the caller asks.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Column of the measured time; without it the file holds bookings.
    pub target: Option<String>,
    /// Column of another estimate.
    pub baseline: Option<String>,
    /// Column whose rows stay together.
    pub group: Option<String>,
    /// Columns where more never takes less time.
    pub increasing: Vec<String>,
    /// Columns to leave out.
    pub ignore: Vec<String>,
    /// Only candidates whose answer never falls with work.
    pub monotone: bool,
}

/// A training set and where it came from.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// What to learn from.
    pub set: TrainingSet,
    /// Name of the file, without its folder.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Rows of the file.
    pub rows_read: usize,
    /// What was left out before training, by reason.
    pub excluded: BTreeMap<String, usize>,
    /// Things a person should know.
    pub remarks: Vec<String>,
}

/// Reads a file.
///
/// # Errors
/// It cannot be read, or is neither operations nor bookings.
pub fn load(path: &Path, wanted: &Wanted, mapping: &ColumnMapping) -> Result<Dataset, RetrainingError> {
    let bytes = std::fs::read(path).map_err(|source| RetrainingError::File { path: path.to_path_buf(), source })?;
    let sheet = sheet_from_bytes(&path.display().to_string(), &bytes)?;
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let file = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let rows_read = sheet.rows.len();
    let mut remarks = Vec::new();
    if !sheet.uneven.is_empty() && wanted.target.is_some() {
        let lines: Vec<String> = sheet.uneven.iter().take(5).map(|(line, _)| line.to_string()).collect();
        remarks.push(format!("{} rows have more or fewer fields than the header (lines {})", sheet.uneven.len(), lines.join(", ")));
    }
    let (set, excluded) = match &wanted.target {
        Some(target) => (operations(&sheet, target, wanted), BTreeMap::new()),
        None => bookings(&sheet, mapping, &mut remarks)?,
    };
    Ok(Dataset { set, file, sha256, rows_read, excluded, remarks })
}

fn operations(sheet: &Sheet, target: &str, wanted: &Wanted) -> TrainingSet {
    let roles = Roles {
        target: target.to_owned(),
        baseline: wanted.baseline.clone(),
        group: wanted.group.clone(),
        increasing: wanted.increasing.clone(),
        ignore: wanted.ignore.clone(),
        monotone: wanted.monotone,
    };
    TrainingSet { task: Task::Operations, table: table_of(sheet), roles }
}

fn bookings(
    sheet: &Sheet,
    mapping: &ColumnMapping,
    remarks: &mut Vec<String>,
) -> Result<(TrainingSet, BTreeMap<String, usize>), RetrainingError> {
    let read = read_bookings(sheet, mapping)?;
    remarks.extend(read.remarks.iter().cloned());
    let all: Vec<TimeBooking> = read.bookings.into_iter().map(|(_, booking)| booking).collect();
    let cleaned = clean(&all, mapping.rules());
    let mut excluded: BTreeMap<String, usize> = cleaned.excluded.iter().map(|(reason, count)| (reason.text().to_owned(), *count)).collect();
    if !read.problems.is_empty() {
        let first = &read.problems[0];
        remarks.push(format!("{} rows are no bookings, the first on line {}: {}", read.problems.len(), first.line, first.problem));
        excluded.insert("row that does not read".to_owned(), read.problems.len());
    }
    remarks.push(format!(
        "{} runs read, {} used in {} operations; {} of these a rule that looks at one booking alone would have thrown away",
        cleaned.runs,
        cleaned.runs_used,
        cleaned.operations.len(),
        cleaned.kept_from_naive_rules
    ));
    if cleaned.operations.is_empty() {
        let why = excluded.iter().map(|(reason, count)| format!("{count} {reason}")).collect::<Vec<_>>().join(", ");
        return Err(RetrainingError::NothingClosed { file: sheet.name.clone(), why });
    }
    let mut operations = cleaned.operations;
    // In order of time, so that "the last ones" means the latest.
    operations.sort_by(|a, b| (a.first_at, &a.work_order, &a.part, &a.operation).cmp(&(b.first_at, &b.work_order, &b.part, &b.operation)));
    let roles = Roles { target: "run_min_per_piece".to_owned(), group: Some("work_order".to_owned()), ..Roles::default() };
    Ok((TrainingSet { task: Task::Bookings, table: closed_table(&operations), roles }, excluded))
}

fn closed_table(operations: &[ClosedOperation]) -> Table {
    let text = |name: &str, of: fn(&ClosedOperation) -> &str| Column {
        name: name.to_owned(),
        texts: operations.iter().map(|operation| of(operation).to_owned()).collect(),
        numbers: vec![f64::NAN; operations.len()],
    };
    let number = |name: &str, of: fn(&ClosedOperation) -> Option<f64>| Column {
        name: name.to_owned(),
        texts: operations.iter().map(|operation| of(operation).map_or_else(String::new, |value| value.to_string())).collect(),
        numbers: operations.iter().map(|operation| of(operation).unwrap_or(f64::NAN)).collect(),
    };
    Table::new(vec![
        text("operation", |operation| &operation.operation),
        text("part", |operation| &operation.part),
        text("machine", |operation| &operation.machine),
        text("work_order", |operation| &operation.work_order),
        number("order_qty", |operation| operation.order_quantity.filter(|quantity| *quantity > 0.0)),
        number("run_min_per_piece", |operation| Some(operation.run_min_per_piece())),
    ])
}

/// A sheet as cells of text and number.
pub fn table_of(sheet: &Sheet) -> Table {
    let column = |(at, name): (usize, &String)| {
        let texts: Vec<String> = sheet.texts(at).map(|text| told(text).to_owned()).collect();
        let numbers = texts.iter().map(|text| parse_number(text).unwrap_or(f64::NAN)).collect();
        Column { name: name.clone(), texts, numbers }
    };
    Table::new(sheet.header.iter().enumerate().map(column).collect())
}

/// The text, or nothing where it says that nothing was told.
fn told(text: &str) -> &str {
    let text = text.trim();
    let absent = ["", "missing", "null", "none", "nan", "n/a", "na", "-", "?"];
    if absent.contains(&text.to_ascii_lowercase().as_str()) { "" } else { text }
}
