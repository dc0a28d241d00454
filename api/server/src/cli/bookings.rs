//! `trusquin bookings import`: a file of time bookings into the shop's data, every row read or told with its line.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use trusquin_shop_floor::{ColumnMapping, clean, read_bookings, read_sheet};
use trusquin_store::{NewBooking, Store};

/// Bookings that cannot be read and are told one by one; the rest is counted.
const PROBLEMS_TOLD: usize = 20;

/// What to do with bookings.
#[derive(Debug, Args)]
pub struct BookingsArgs {
    #[command(subcommand)]
    command: BookingsCommand,
}

#[derive(Debug, Subcommand)]
enum BookingsCommand {
    /// Read a CSV export of bookings, say what is left out of training and why, and keep all of it in the data folder.
    Import(ImportArgs),
}

#[derive(Debug, Args)]
struct ImportArgs {
    /// The export: any delimiter, decimal comma or point, dates in several forms.
    file: PathBuf,
    /// Folder of the shop's data; without it the file is only checked.
    #[arg(long, env = "TRUSQUIN_DATA")]
    data: Option<PathBuf>,
    #[command(flatten)]
    mapping: MappingArgs,
}

/// Which column of a file is which.
#[derive(Debug, Args)]
pub struct MappingArgs {
    /// TOML file that names columns ([columns]), words ([kinds]), unit (duration_unit) and limits ([cleaning]).
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// One column: canonical=COLUMN, as in work_order=OF. Can be given several times.
    #[arg(long = "map", value_name = "CANONICAL=COLUMN")]
    map: Vec<String>,
}

impl MappingArgs {
    /// The built-in names, then those told.
    ///
    /// # Errors
    /// The mapping file or an option cannot be used.
    pub fn load(&self) -> Result<ColumnMapping> {
        Ok(ColumnMapping::new(self.mapping.as_deref(), &self.map)?)
    }
}

/// Runs a command on bookings.
///
/// # Errors
/// The file holds no bookings, or the data folder cannot be used.
pub fn run(args: &BookingsArgs) -> Result<ExitCode> {
    let BookingsCommand::Import(args) = &args.command;
    let mapping = args.mapping.load()?;
    let read = read_bookings(&read_sheet(&args.file)?, &mapping)?;
    let all: Vec<_> = read.bookings.iter().map(|(_, booking)| booking.clone()).collect();
    let cleaned = clean(&all, mapping.rules());
    let mut output = std::io::stdout().lock();
    for problem in read.problems.iter().take(PROBLEMS_TOLD) {
        writeln!(output, "{}, line {}: {}", args.file.display(), problem.line, problem.problem)?;
    }
    if read.problems.len() > PROBLEMS_TOLD {
        writeln!(output, "... and {} more rows that do not read", read.problems.len() - PROBLEMS_TOLD)?;
    }
    for remark in &read.remarks {
        writeln!(output, "{}: {remark}", args.file.display())?;
    }
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    all.iter().for_each(|booking| *kinds.entry(format!("{:?}", booking.kind).to_lowercase()).or_default() += 1);
    let kinds = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ");
    writeln!(output, "{} bookings read ({kinds}), {} rows do not read", all.len(), read.problems.len())?;
    writeln!(output, "{} of {} runs learned from, in {} closed operations", cleaned.runs_used, cleaned.runs, cleaned.operations.len())?;
    for (reason, count) in &cleaned.excluded {
        writeln!(output, "  {count:>6}  kept but not learned from: {}", reason.text())?;
    }
    match &args.data {
        Some(folder) => {
            let reasons = cleaned.reasons.iter().map(|reason| reason.map(|reason| reason.text().to_owned()));
            let bookings = read.bookings.into_iter().zip(reasons);
            let bookings: Vec<NewBooking> = bookings.map(|((line, booking), excluded)| NewBooking { line, booking, excluded }).collect();
            let kept = keep(folder, &args.file, &bookings)?;
            writeln!(output, "{} new bookings kept in {}, {} were there already", kept.new, folder.display(), kept.known)?;
        }
        None => writeln!(output, "checked only: name the data folder with --data to keep them")?,
    }
    Ok(ExitCode::SUCCESS)
}

fn keep(folder: &Path, file: &Path, bookings: &[NewBooking]) -> Result<trusquin_store::KeptBookings> {
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("the asynchronous runtime cannot start")?;
    runtime.block_on(async {
        let store = Store::open(folder).await?;
        let kept = store.keep_bookings(&name, bookings).await;
        store.close().await;
        Ok(kept?)
    })
}
