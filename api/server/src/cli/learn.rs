//! `trusquin train`, `predict` and `evaluate`: models learned from files, asked with files, judged on rows they never saw.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use trusquin_cycle_time::Figures;
use trusquin_retraining::{
    AnswerRow, Dataset, Wanted, evaluate as evaluate_dataset, load, load_joined, predict_sheet, read_model, read_rows, train_into,
};
use trusquin_shop_floor::Sheet;

use super::bookings::MappingArgs;

/// Models that are learned.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Learned {
    /// Cycle times: operations with a measured time, or bookings.
    CycleTime,
}

/// The data and its columns.
#[derive(Debug, Args)]
struct DataArgs {
    /// What is learned.
    #[arg(value_enum)]
    what: Learned,
    /// CSV, XLSX or Parquet file: operations, one a row (name the measured time with --target); the shop's own operations with run_s and
    /// physics_run_s; bookings; or the snapshot of an earlier training.
    #[arg(long)]
    data: PathBuf,
    /// Quoted operations (trusquin quote --operations FILE): bookings in --data are joined to them, and the physics is corrected.
    #[arg(long, conflicts_with = "target")]
    operations: Option<PathBuf>,
    /// Column of the measured time, seconds or minutes. Without it the file holds bookings or the shop's own operations.
    #[arg(long)]
    target: Option<String>,
    /// Column of another estimate in the same unit, which the model corrects.
    #[arg(long, requires = "target")]
    baseline: Option<String>,
    /// Column whose rows stay on one side of every split (part, work order).
    #[arg(long, requires = "target")]
    group: Option<String>,
    /// Columns where more never takes less time, beyond those known by their names (volumes, path lengths, holes).
    #[arg(long, value_delimiter = ',', requires = "target")]
    increasing: Vec<String>,
    /// Columns nobody shall look at.
    #[arg(long, value_delimiter = ',', requires = "target")]
    ignore: Vec<String>,
    /// Only models whose answer never falls with work; with few rows and a baseline a freer one may be nearer.
    #[arg(long, requires = "target")]
    monotone: bool,
    /// Learn setting up (a lot) instead of running (a piece), from bookings or canonical operations.
    #[arg(long, conflicts_with = "target")]
    setup: bool,
    #[command(flatten)]
    mapping: MappingArgs,
}

/// Training.
#[derive(Debug, Args)]
pub struct TrainArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Folder of the model: manifest.json, model.json, MODEL_CARD.md, report.html, snapshot.parquet, backtest.parquet.
    #[arg(long)]
    out: PathBuf,
}

/// Prediction.
#[derive(Debug, Args)]
pub struct PredictArgs {
    /// What is asked.
    #[arg(value_enum)]
    what: Learned,
    /// Folder of the model.
    #[arg(long)]
    model: PathBuf,
    /// CSV, XLSX or Parquet file of rows to answer.
    #[arg(long)]
    data: PathBuf,
    /// Write the answers here instead of to the terminal.
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    mapping: MappingArgs,
}

/// Repeated splits.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    #[command(flatten)]
    data: DataArgs,
    /// How often four fifths are taught and the rest asked.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    repeats: u32,
}

impl DataArgs {
    fn load(&self) -> Result<Dataset> {
        let Learned::CycleTime = self.what;
        let wanted = Wanted {
            target: self.target.clone(),
            baseline: self.baseline.clone(),
            group: self.group.clone(),
            increasing: self.increasing.clone(),
            ignore: self.ignore.clone(),
            monotone: self.monotone,
            setup: self.setup,
        };
        let mapping = self.mapping.load()?;
        Ok(match &self.operations {
            Some(operations) => load_joined(&self.data, operations, &wanted, &mapping)?,
            None => load(&self.data, &wanted, &mapping)?,
        })
    }

    /// The command as it can be typed again, with the file's name only: the same data elsewhere give the same model.
    fn command(&self) -> String {
        let name = self.data.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let mut out = format!("trusquin train cycle-time --data {name}");
        if let Some(operations) = self.operations.as_ref().and_then(|path| path.file_name()) {
            let _ = write!(out, " --operations {}", operations.to_string_lossy());
        }
        for (option, value) in [("target", &self.target), ("baseline", &self.baseline), ("group", &self.group)] {
            if let Some(value) = value {
                let _ = write!(out, " --{option} '{value}'");
            }
        }
        for (option, values) in [("increasing", &self.increasing), ("ignore", &self.ignore)] {
            if !values.is_empty() {
                let _ = write!(out, " --{option} '{}'", values.join(","));
            }
        }
        for (option, given) in [("monotone", self.monotone), ("setup", self.setup)] {
            if given {
                let _ = write!(out, " --{option}");
            }
        }
        out + " --out DIR"
    }
}

/// Trains a model and writes its folder.
///
/// # Errors
/// The data cannot be learned from, or the folder cannot be written.
pub fn train(args: &TrainArgs) -> Result<ExitCode> {
    let dataset = args.data.load()?;
    let (manifest, backtest) = train_into(&dataset, &args.out, &args.data.command())?;
    let mut output = std::io::stdout().lock();
    writeln!(output, "cycle-time {} from {} of {} rows", manifest.version, manifest.data.rows_used, manifest.data.rows_read)?;
    for (reason, count) in &manifest.data.excluded {
        writeln!(output, "  {count:>6}  left out: {reason}")?;
    }
    for remark in &manifest.data.remarks {
        writeln!(output, "  {remark}")?;
    }
    for (kind, figures, _) in &backtest.candidates {
        writeln!(output, "  {:<12} {}", kind.name(), line(figures))?;
    }
    if backtest.folds > 0 {
        writeln!(output, "winner {}: {} ({})", manifest.winner, line(&manifest.backtest), manifest.split)?;
    }
    for slice in &manifest.held_out {
        writeln!(output, "  {:<18} {}; baseline {}", slice.name, line(&slice.figures), line(&slice.baseline))?;
    }
    if let Some(remark) = &manifest.remark {
        writeln!(output, "{remark}")?;
    }
    writeln!(output, "written to {}", args.out.display())?;
    Ok(ExitCode::SUCCESS)
}

/// Answers every row of a file.
///
/// # Errors
/// The folder holds no model, or a file cannot be read or written.
pub fn predict(args: &PredictArgs) -> Result<ExitCode> {
    let Learned::CycleTime = args.what;
    let (model, manifest) = read_model(&args.model)?;
    let sheet = read_rows(&args.data)?;
    let rows = predict_sheet(&model, &sheet, &args.mapping.load()?)?;
    match &args.out {
        Some(path) => {
            let file = std::fs::File::create(path).with_context(|| format!("{} cannot be written; check its rights", path.display()))?;
            write_answers(std::io::BufWriter::new(file), &sheet, &rows, &manifest.version)?;
        }
        None => write_answers(std::io::stdout().lock(), &sheet, &rows, &manifest.version)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Judges by repeated splits.
///
/// # Errors
/// The data cannot be learned from.
pub fn evaluate(args: &EvaluateArgs) -> Result<ExitCode> {
    let dataset = args.data.load()?;
    let found = evaluate_dataset(&dataset, args.repeats as usize)?;
    let mut output = std::io::stdout().lock();
    for (at, (winner, figures)) in found.splits.iter().enumerate() {
        writeln!(output, "split {:>2}  {winner:<12} {}", at + 1, line(figures))?;
    }
    writeln!(output, "all splits          {}", line(&found.figures))?;
    if let Some(baseline) = &found.baseline {
        writeln!(output, "baseline alone      {}", line(baseline))?;
    }
    if let Some((middle, least)) = found.gain {
        writeln!(
            output,
            "within 15 % more than the baseline by {middle:+.3}, by {least:+.3} at least in 95 % of 2000 resamplings of the rows"
        )?;
    }
    if let Some((before, new)) = &found.parts {
        writeln!(output, "parts made before   {}", line(before))?;
        writeln!(output, "new parts           {}", line(new))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn line(figures: &Figures) -> String {
    let coverage = figures.coverage.map_or_else(String::new, |coverage| format!(", P10-P90 covers {coverage:.3}"));
    format!(
        "n {}, within 15 % {:.3}, MAPE {:.3}, mean |log ratio| {:.3}, total {:+.3}{coverage}",
        figures.rows, figures.within_15_percent, figures.mape, figures.mean_log_ratio, figures.total
    )
}

fn write_answers(output: impl Write, sheet: &Sheet, rows: &[AnswerRow], version: &str) -> Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(sheet.delimiter as u8).flexible(true).from_writer(output);
    let added = ["p10", "p50", "p90", "basis", "model_version"];
    writer.write_record(sheet.header.iter().map(String::as_str).chain(added))?;
    for row in rows {
        let (low, high) = row.prediction.interval.unzip();
        let told = |value: Option<f64>| value.map_or_else(String::new, number);
        let answers = [told(low), number(row.prediction.p50), told(high), row.prediction.basis.clone(), version.to_owned()];
        writer.write_record(row.fields.iter().chain(&answers))?;
    }
    writer.flush()?;
    Ok(())
}

/// Six digits behind the point, three from a hundred on: rounding alike on both sides keeps the order of answers.
fn number(value: f64) -> String {
    if value >= 100.0 { format!("{value:.3}") } else { format!("{value:.6}") }
}
