//! A file as a training set: operations as they are, the canonical ones, bookings cleaned and summed, or a snapshot of an earlier training.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};
use trusquin_cycle_time::{Column, Roles, Table, Task, TrainingSet};
use trusquin_domain::{MEASURED_RUN, MEASURED_SETUP, OPERATION_SCHEMA, PHYSICS_RUN, PHYSICS_SETUP, TimeBooking};
use trusquin_shop_floor::{ClosedOperation, ColumnMapping, Sheet, clean, parse_number, read_bookings};

use crate::canonical::{Joined, join};
use crate::{RetrainingError, read_rows};

/// Column of what bookings are summed to, minutes of running per good piece.
const RUN_TARGET: &str = "run_min_per_piece";
/// Column of setting up, minutes per lot.
const SETUP_TARGET: &str = "setup_min_per_lot";

/// What the caller asks.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Column of the measured time; without it the file holds bookings or canonical operations.
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
    /// Setting up is learned, not running.
    pub setup: bool,
}

/// A training set and where it came from.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// What to learn from.
    pub set: TrainingSet,
    /// The same rows with all that is known of them: what the snapshot keeps.
    pub snapshot: Table,
    /// Name and version of the snapshot's columns.
    pub schema: String,
    /// The last moment the rows know of; none where they tell none.
    pub cut_off: Option<String>,
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
    let sheet = read_rows(path)?;
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let file = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut remarks = Vec::new();
    if !sheet.uneven.is_empty() && wanted.target.is_some() {
        let lines: Vec<String> = sheet.uneven.iter().take(5).map(|(line, _)| line.to_string()).collect();
        remarks.push(format!("{} rows have more or fewer fields than the header (lines {})", sheet.uneven.len(), lines.join(", ")));
    }
    let has = |name: &str| sheet.column(name).is_some();
    let dataset = if wanted.target.is_some() {
        operations(table_of(&sheet), wanted)
    } else if has(PHYSICS_RUN) && (has(MEASURED_RUN) || has(MEASURED_SETUP)) {
        canonical(table_of(&sheet), wanted.setup)
    } else if has(RUN_TARGET) && has("operation") && has("work_order") {
        closed(table_of(&sheet), wanted.setup)
    } else {
        bookings(&sheet, mapping, wanted.setup, &mut remarks)?
    };
    Ok(Dataset { file, sha256, rows_read: sheet.rows.len(), remarks, ..dataset })
}

/// Bookings joined to the operations they were quoted as.
pub fn of_joined(joined: Joined, wanted: &Wanted, file: &str) -> Dataset {
    let rows_read = joined.table.rows() + joined.left_out.values().sum::<usize>();
    let sha256 = crate::folder::hash(&crate::to_parquet(&joined.table, &BTreeMap::new()));
    Dataset { file: file.to_owned(), sha256, rows_read, excluded: joined.left_out, ..canonical(joined.table, wanted.setup) }
}

/// Reads bookings and joins them to the operations of a file of quoted ones.
///
/// # Errors
/// A file cannot be read, holds no bookings or no quoted operations.
pub fn load_joined(bookings: &Path, operations: &Path, wanted: &Wanted, mapping: &ColumnMapping) -> Result<Dataset, RetrainingError> {
    let read = read_bookings(&read_rows(bookings)?, mapping)?;
    let all: Vec<TimeBooking> = read.bookings.into_iter().map(|(_, booking)| booking).collect();
    let cleaned = clean(&all, mapping.rules());
    let quoted = table_of(&read_rows(operations)?);
    let name = |path: &Path| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut dataset = of_joined(join(&name(operations), &cleaned.operations, &quoted)?, wanted, &name(bookings));
    dataset.excluded.extend(cleaned.excluded.iter().map(|(reason, count)| (reason.text().to_owned(), *count)));
    Ok(dataset)
}

fn dataset(set: TrainingSet, snapshot: Table, schema: &str) -> Dataset {
    let moments = |name: &str| snapshot.column(name).and_then(|column| column.texts.iter().filter(|text| !text.is_empty()).max().cloned());
    let cut_off = moments("last_at").or_else(|| moments("closed_at"));
    Dataset {
        set,
        snapshot,
        schema: schema.to_owned(),
        cut_off,
        file: String::new(),
        sha256: String::new(),
        rows_read: 0,
        excluded: BTreeMap::new(),
        remarks: Vec::new(),
    }
}

fn operations(table: Table, wanted: &Wanted) -> Dataset {
    let roles = Roles {
        target: wanted.target.clone().unwrap_or_default(),
        baseline: wanted.baseline.clone(),
        group: wanted.group.clone(),
        increasing: wanted.increasing.clone(),
        ignore: wanted.ignore.clone(),
        monotone: wanted.monotone,
    };
    let set = TrainingSet { task: Task::Operations, table: table.clone(), roles, in_order_of_time: false };
    dataset(set, table, "rows/1")
}

/// The shop's own operations, physics beside; the part and the number of the operation name a row, they are nothing to learn from.
fn canonical(table: Table, setup: bool) -> Dataset {
    let (target, baseline, other) =
        if setup { (MEASURED_SETUP, PHYSICS_SETUP, MEASURED_RUN) } else { (MEASURED_RUN, PHYSICS_RUN, MEASURED_SETUP) };
    let there = |name: &&str| table.column(name).is_some();
    let roles = Roles {
        target: target.to_owned(),
        baseline: Some(baseline.to_owned()),
        group: Some("work_order").filter(there).map(str::to_owned),
        ignore: ["work_order", "part", "operation", "closed_at", other].into_iter().filter(there).map(str::to_owned).collect(),
        ..Roles::default()
    };
    let in_order_of_time = table.column("closed_at").is_some();
    let ordered = if in_order_of_time { by_moment(&table, "closed_at") } else { table };
    let set = TrainingSet { task: Task::Operations, table: ordered.clone(), roles, in_order_of_time };
    dataset(set, ordered, OPERATION_SCHEMA)
}

fn by_moment(table: &Table, name: &str) -> Table {
    let Some(column) = table.column(name) else { return table.clone() };
    let mut order: Vec<usize> = (0..table.rows()).collect();
    order.sort_by(|a, b| column.texts[*a].cmp(&column.texts[*b]).then(a.cmp(b)));
    table.pick(&order)
}

/// Closed operations of an earlier snapshot, in its order.
fn closed(table: Table, setup: bool) -> Dataset {
    let target = if setup { SETUP_TARGET } else { RUN_TARGET };
    let seen = ["operation", "part", "machine", "work_order", "order_qty", target];
    let columns = seen.iter().filter_map(|name| table.column(name)).cloned().collect();
    let roles = Roles { target: target.to_owned(), group: Some("work_order".to_owned()), ..Roles::default() };
    let set = TrainingSet { task: Task::Bookings, table: Table::new(columns), roles, in_order_of_time: true };
    dataset(set, table, "closed-operations/1")
}

fn bookings(sheet: &Sheet, mapping: &ColumnMapping, setup: bool, remarks: &mut Vec<String>) -> Result<Dataset, RetrainingError> {
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
    Ok(Dataset { excluded, ..closed(closed_table(&operations), setup) })
}

/// Closed operations with all that is known of them.
pub fn closed_table(operations: &[ClosedOperation]) -> Table {
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
    let moment = |name: &str, of: fn(&ClosedOperation) -> Option<jiff::civil::DateTime>| Column {
        name: name.to_owned(),
        texts: operations.iter().map(|operation| of(operation).map_or_else(String::new, |moment| moment.to_string())).collect(),
        numbers: vec![f64::NAN; operations.len()],
    };
    Table::new(vec![
        text("operation", |operation| &operation.operation),
        text("part", |operation| &operation.part),
        text("machine", |operation| &operation.machine),
        text("work_order", |operation| &operation.work_order),
        number("order_qty", |operation| operation.order_quantity.filter(|quantity| *quantity > 0.0)),
        number(RUN_TARGET, |operation| Some(operation.run_min_per_piece())),
        number(SETUP_TARGET, |operation| Some(operation.setup_min).filter(|minutes| *minutes > 0.0)),
        number("run_min", |operation| Some(operation.run_min)),
        number("good_pieces", |operation| Some(operation.good)),
        number("bookings", |operation| Some(operation.bookings as f64)),
        moment("first_at", |operation| operation.first_at),
        moment("last_at", |operation| operation.last_at),
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
