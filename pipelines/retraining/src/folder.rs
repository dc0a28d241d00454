//! The model folder: model.json, manifest.json, snapshot.csv, MODEL_CARD.md, report.html. The version is the hash of the model's bytes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use trusquin_cycle_time::{Backtest, Figures, Model, SEED, Trained, train};

use crate::card::card;
use crate::report::report;
use crate::{Dataset, RetrainingError};

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

/// Where the data came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataManifest {
    /// File name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// SHA-256 of snapshot.csv: the rows learned from, after cleaning.
    pub snapshot_sha256: String,
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
    write("snapshot.csv", &snapshot)?;
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
    if model.format != 1 {
        return Err(no_model(format!("model.json has layout {}, this program reads 1", model.format)));
    }
    Ok((model, manifest))
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The rows learned from.
fn snapshot(dataset: &Dataset) -> Vec<u8> {
    let table = &dataset.set.table;
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail.
    let _ = writer.write_record(table.columns().iter().map(|column| column.name.as_str()));
    for row in 0..table.rows() {
        let _ = writer.write_record(table.columns().iter().map(|column| column.texts[row].as_str()));
    }
    writer.into_inner().unwrap_or_default()
}

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
        unit: if roles.target == "run_min_per_piece" {
            "minutes of running per good piece".to_owned()
        } else {
            format!("that of {}", roles.target)
        },
        winner: trained.model.winner.name().to_owned(),
        candidates: trained.backtest.candidates.iter().map(|(kind, figures, _)| (kind.name().to_owned(), *figures)).collect(),
        backtest: trained.backtest.figures,
        split,
        remark: trained.model.remark().map(str::to_owned),
        monotone: trained.model.is_monotone(),
        interval_ratio: trained.model.interval.as_ref().map(|interval| interval.ratio),
        data: DataManifest {
            file: dataset.file.clone(),
            sha256: dataset.sha256.clone(),
            snapshot_sha256: hash(snapshot),
            rows_read: dataset.rows_read,
            rows_used: trained.rows,
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
