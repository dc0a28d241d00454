//! The model folder: model.json, manifest.json, snapshot.parquet (rows learned from), backtest.parquet (answers to rows never seen),
//! MODEL_CARD.md, report.html. The version is the hash of the model's bytes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use trusquin_cycle_time::{Backtest, Column, FORMAT, Figures, Model, SEED, Slice, Table, Trained, train};
use trusquin_domain::{MEASURED_RUN, MEASURED_SETUP};

use crate::card::card;
use crate::report::report;
use crate::{Dataset, RetrainingError, to_parquet};

/// What a folder says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// `cycle-time`.
    pub model: String,
    /// First 12 digits of the hash of model.json.
    pub version: String,
    /// SHA-256 of model.json.
    pub sha256: String,
    /// `candidate`, `active` or `retired`.
    pub status: String,
    /// `operations` or `bookings`.
    pub task: trusquin_cycle_time::Task,
    /// Unit of the answers, as far as it is known.
    pub unit: String,
    /// The candidate that answers.
    pub winner: String,
    /// Every candidate's figures in the backtest.
    pub candidates: BTreeMap<String, Figures>,
    /// The winner's figures, intervals included.
    pub backtest: Figures,
    /// How the backtest was split.
    pub split: String,
    /// The winner by level, by size, by part made before, with the baseline beside.
    pub slices: Vec<SliceManifest>,
    /// The winner on harder splits: the latest orders, parts never made.
    pub held_out: Vec<SliceManifest>,
    /// What every answer carries; `null` when there is nothing to say against it.
    pub remark: Option<String>,
    /// True when more work never makes an answer less.
    pub monotone: bool,
    /// Middle P90 / P10.
    pub interval_ratio: Option<f64>,
    /// Where the data came from.
    pub data: DataManifest,
    /// Columns learned from, and those left out with the reason.
    pub columns: ColumnsManifest,
    /// The command that gives this folder again.
    pub command: String,
    /// Start of everything random.
    pub seed: u64,
}

/// Figures of a slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SliceManifest {
    /// `machine = F1`.
    pub name: String,
    /// The winner's figures there.
    pub figures: Figures,
    /// The baseline's there.
    pub baseline: Figures,
}

impl SliceManifest {
    fn of(slices: &[Slice]) -> Vec<Self> {
        slices.iter().map(|slice| Self { name: slice.name.clone(), figures: slice.figures, baseline: slice.baseline }).collect()
    }
}

/// Where the data came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataManifest {
    /// File name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// SHA-256 of snapshot.parquet: the rows learned from, after cleaning.
    pub snapshot_sha256: String,
    /// Name and version of the snapshot's columns.
    pub schema: String,
    /// The last moment the rows know of; `null` where they tell none.
    pub cut_off: Option<String>,
    /// Rows of the file.
    pub rows_read: usize,
    /// Rows learned from.
    pub rows_used: usize,
    /// Left out, by reason.
    pub excluded: BTreeMap<String, usize>,
    /// Remarks.
    pub remarks: Vec<String>,
}

/// The columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnsManifest {
    /// Measured time.
    pub target: String,
    /// Other estimate.
    pub baseline: Option<String>,
    /// Rows that stay together.
    pub group: Option<String>,
    /// Numbers.
    pub numbers: Vec<String>,
    /// Of these, the ones where more never takes less time.
    pub work: Vec<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// Left out, with the reason.
    pub left_out: BTreeMap<String, String>,
}

/// Trains on a dataset and writes the folder.
///
/// # Errors
/// The data cannot be learned from, or the folder cannot be written.
pub fn train_into(dataset: &Dataset, out: &Path, command: &str) -> Result<(Manifest, Backtest), RetrainingError> {
    let trained = train(&dataset.set).map_err(|source| RetrainingError::Training { file: dataset.file.clone(), source })?;
    let snapshot = snapshot(dataset);
    let model = serde_json::to_vec(&trained.model)?;
    let manifest = manifest(dataset, &trained, &model, &snapshot, command);
    let write = |name: &str, bytes: &[u8]| {
        let path = out.join(name);
        std::fs::write(&path, bytes).map_err(|source| RetrainingError::File { path, source })
    };
    std::fs::create_dir_all(out).map_err(|source| RetrainingError::File { path: out.to_path_buf(), source })?;
    write("model.json", &model)?;
    write("snapshot.parquet", &snapshot)?;
    write("backtest.parquet", &backtest(dataset, &trained))?;
    write("MODEL_CARD.md", card(&manifest, &trained.backtest).as_bytes())?;
    write("report.html", report(&manifest, &trained.backtest).as_bytes())?;
    // Last: a folder with a manifest is whole.
    let mut text = serde_json::to_string_pretty(&manifest)?;
    text.push('\n');
    write("manifest.json", text.as_bytes())?;
    Ok((manifest, trained.backtest))
}

/// Reads a model and its manifest back.
///
/// # Errors
/// The folder holds none, or the model's bytes are not those the manifest names.
pub fn read_model(folder: &Path) -> Result<(Model, Manifest), RetrainingError> {
    let no_model = |problem: String| RetrainingError::NoModel { folder: folder.to_path_buf(), problem };
    let read = |name: &str| std::fs::read(folder.join(name)).map_err(|error| no_model(format!("{name}: {error}")));
    let manifest: Manifest =
        serde_json::from_slice(&read("manifest.json")?).map_err(|error| no_model(format!("manifest.json: {error}")))?;
    let bytes = read("model.json")?;
    if hash(&bytes) != manifest.sha256 {
        return Err(no_model("model.json is not the file the manifest names".to_owned()));
    }
    let model: Model = serde_json::from_slice(&bytes).map_err(|error| no_model(format!("model.json: {error}")))?;
    if model.format != FORMAT {
        return Err(no_model(format!("model.json has layout {}, this program reads {FORMAT}", model.format)));
    }
    Ok((model, manifest))
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unit(target: &str) -> String {
    match target {
        "run_min_per_piece" => "minutes of running per good piece".to_owned(),
        "setup_min_per_lot" => "minutes of setting up per lot".to_owned(),
        MEASURED_RUN => "seconds of running per good piece".to_owned(),
        MEASURED_SETUP => "seconds of setting up per lot".to_owned(),
        other => format!("that of {other}"),
    }
}

/// The rows learned from.
fn snapshot(dataset: &Dataset) -> Vec<u8> {
    let mut facts = BTreeMap::from([
        ("schema".to_owned(), dataset.schema.clone()),
        ("source".to_owned(), dataset.file.clone()),
        ("source_sha256".to_owned(), dataset.sha256.clone()),
    ]);
    facts.extend(dataset.cut_off.clone().map(|cut_off| ("cut_off".to_owned(), cut_off)));
    to_parquet(&dataset.snapshot, &facts)
}

/// What the winner answered to rows it never saw, beside what was measured: one row a row learned from, empty when history is too short.
fn backtest(dataset: &Dataset, trained: &Trained) -> Vec<u8> {
    let found = &trained.backtest;
    let rows = if found.answers.is_empty() { &[][..] } else { trained.rows.as_slice() };
    let mut columns = dataset.snapshot.pick(rows).columns().to_vec();
    let mut add = |name: &str, numbers: Vec<f64>| {
        let texts = numbers.iter().map(|value| if value.is_finite() { value.to_string() } else { String::new() }).collect();
        columns.push(Column { name: name.to_owned(), texts, numbers });
    };
    let end = |which: fn((f64, f64)) -> f64| found.answers.iter().map(|answer| answer.interval.map_or(f64::NAN, which)).collect();
    add(MEASURED, found.measured.clone());
    add("p10", end(|interval| interval.0));
    add("p50", found.answers.iter().map(|answer| answer.p50).collect());
    add("p90", end(|interval| interval.1));
    add(BASELINE, found.baseline.clone());
    add("side", found.sides.iter().map(|side| *side as f64).collect());
    to_parquet(&Table::new(columns), &BTreeMap::from([("target".to_owned(), dataset.set.roles.target.clone())]))
}

/// Columns of backtest.parquet that are no column of the rows.
pub(crate) const MEASURED: &str = "backtest_measured";
/// The baseline's answer.
pub(crate) const BASELINE: &str = "backtest_baseline";

fn manifest(dataset: &Dataset, trained: &Trained, model: &[u8], snapshot: &[u8], command: &str) -> Manifest {
    let sha256 = hash(model);
    let roles = &dataset.set.roles;
    let mut excluded = dataset.excluded.clone();
    excluded.extend(trained.left_out.iter().map(|(reason, count)| ((*reason).to_owned(), *count)));
    let schema = &trained.model.schema;
    let folds = trained.backtest.folds;
    let split = match (&roles.group, folds) {
        (_, 0) => "none: history too short".to_owned(),
        (Some(group), folds) => format!("{folds} sides, every {group} wholly on one"),
        (None, folds) => format!("{folds} sides by row"),
    };
    Manifest {
        model: "cycle-time".to_owned(),
        version: sha256.chars().take(12).collect(),
        sha256,
        status: "candidate".to_owned(),
        task: trained.model.task,
        unit: unit(&roles.target),
        winner: trained.model.winner.name().to_owned(),
        candidates: trained.backtest.candidates.iter().map(|(kind, figures, _)| (kind.name().to_owned(), *figures)).collect(),
        backtest: trained.backtest.figures,
        split,
        slices: SliceManifest::of(&trained.backtest.slices),
        held_out: SliceManifest::of(&trained.backtest.held_out),
        remark: trained.model.remark().map(str::to_owned),
        monotone: trained.model.is_monotone(),
        interval_ratio: trained.model.interval.as_ref().map(|interval| interval.ratio),
        data: DataManifest {
            file: dataset.file.clone(),
            sha256: dataset.sha256.clone(),
            snapshot_sha256: hash(snapshot),
            rows_read: dataset.rows_read,
            schema: dataset.schema.clone(),
            cut_off: dataset.cut_off.clone(),
            rows_used: trained.rows.len(),
            excluded,
            remarks: dataset.remarks.clone(),
        },
        columns: ColumnsManifest {
            target: roles.target.clone(),
            baseline: roles.baseline.clone(),
            group: roles.group.clone(),
            numbers: schema.numbers.iter().map(|number| number.name.clone()).collect(),
            work: schema.work().into_iter().map(str::to_owned).collect(),
            categories: schema.levels.iter().map(|column| column.name.clone()).collect(),
            left_out: schema.left_out.clone(),
        },
        command: command.to_owned(),
        seed: SEED,
    }
}
