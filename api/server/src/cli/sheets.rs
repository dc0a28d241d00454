//! `trusquin sheets`: the method sheets of the parts of some files, as text, JSON or PDF.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use trusquin_domain::{Analysis, MachineChoice, MethodSheet};
use trusquin_intake::{parts_to_quote, read_all, tasks};
use trusquin_machining::{SheetOrder, method_sheets, plan, sheet_text};

use super::reading::{ReadingArgs, any_exists};
use super::settings::shop;
use crate::contract::PartSheetsJson;
use crate::documents::method_sheets_pdf;

/// Which parts and how.
#[derive(Debug, Args)]
pub struct SheetsArgs {
    /// Files, folders, archives and e-mails of the parts.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Pieces to deliver.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    quantity: u32,
    /// One operation only (10, 20, ...).
    #[arg(long)]
    op: Option<u32>,
    /// Show the formula, the source and the limit of every value.
    #[arg(long)]
    reasons: bool,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
    /// Write the sheets as a PDF.
    #[arg(long)]
    pdf: Option<PathBuf>,
    /// Shop file (default: the demo shop).
    #[arg(long, env = "TRUSQUIN_SHOP")]
    shop: Option<PathBuf>,
    /// Reading processes at a time.
    #[arg(long)]
    jobs: Option<usize>,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// Makes the sheets.
///
/// # Errors
/// The shop file or an output cannot be used. A part that cannot be routed says why and has no sheets.
pub fn run(args: &SheetsArgs, home: &Path) -> Result<ExitCode> {
    if !any_exists(&args.paths) {
        return Ok(ExitCode::from(2));
    }
    let shop = shop(args.shop.as_deref(), None)?.shop;
    let analyses = read(args, home)?;
    if analyses.is_empty() {
        bail!("there is no file in {}", args.paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "));
    }
    let mut answers = Vec::new();
    for part in parts_to_quote(&analyses, &shop) {
        let routing = plan(&part, &shop, args.quantity, MachineChoice::Usual);
        let mut sheets = method_sheets(&SheetOrder { part: &part, shop: &shop, routing: &routing, comments: &[] });
        sheets.retain(|sheet| args.op.is_none_or(|op| sheet.op == op));
        answers.push(PartSheetsJson::new(&part, &routing, sheets));
    }
    if let Some(target) = &args.pdf {
        let sheets: Vec<MethodSheet> = answers.iter().flat_map(|answer| answer.sheets.iter().cloned()).collect();
        let bytes = method_sheets_pdf(&sheets, &shop.company.name)?;
        std::fs::write(target, bytes).with_context(|| format!("{} cannot be written", target.display()))?;
    }
    print(args, &answers)?;
    Ok(ExitCode::SUCCESS)
}

fn print(args: &SheetsArgs, answers: &[PartSheetsJson]) -> Result<()> {
    let mut output = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut output, answers).context("the sheets cannot be written")?;
        writeln!(output)?;
        return Ok(());
    }
    for answer in answers {
        for reason in &answer.infeasible {
            writeln!(output, "{} : {reason}", answer.part)?;
        }
        for sheet in &answer.sheets {
            writeln!(output, "{}\n", sheet_text(sheet, args.reasons))?;
        }
    }
    Ok(())
}

fn read(args: &SheetsArgs, home: &Path) -> Result<Vec<Analysis>> {
    let mut answers = BTreeMap::new();
    let (jobs, limits) = args.reading.share(args.jobs);
    read_all(tasks(&args.paths)?, jobs, &args.reading.worker_command(home)?, &limits, |order, analysis| {
        answers.insert(order, analysis);
    });
    Ok(answers.into_values().collect())
}
