//! `trusquin tools`: a supplier's catalogue to entries of the shop file; the tools of a shop.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use trusquin_domain::ToolKind;
use trusquin_shop_floor::{CatalogueMapping, read_catalogue, table_from_bytes, tools_as_toml};

use super::settings::shop;

/// Rows that are no tool and are told one by one.
const PROBLEMS_TOLD: usize = 20;

/// What to do with tools.
#[derive(Debug, Args)]
pub struct ToolsArgs {
    #[command(subcommand)]
    command: ToolsCommand,
}

#[derive(Debug, Subcommand)]
enum ToolsCommand {
    /// Read a supplier's catalogue (CSV, XLSX, XLS, ODS) and write its tools as [[tool]] entries of a shop file.
    Import(ImportArgs),
    /// List the tools of a shop file.
    List(ListArgs),
}

#[derive(Debug, Args)]
struct ImportArgs {
    /// The catalogue.
    file: PathBuf,
    /// TOML file that names columns ([columns]) and words ([kinds], [grades]).
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// One column: canonical=COLUMN, as in diameter_mm=DC. Can be given several times.
    #[arg(long = "map", value_name = "CANONICAL=COLUMN")]
    map: Vec<String>,
    /// Sort of every tool of the file, where no column says it: end_mill, drill, tap, ...
    #[arg(long, value_parser = kind)]
    kind: Option<ToolKind>,
    /// Sheet of a workbook (default: the first with a header).
    #[arg(long)]
    sheet: Option<String>,
    /// File to write (default: standard output).
    #[arg(long, short)]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct ListArgs {
    /// Shop file (default: the demo shop).
    #[arg(long, env = "TRUSQUIN_SHOP")]
    shop: Option<PathBuf>,
}

fn kind(text: &str) -> Result<ToolKind, String> {
    serde_json::from_value(serde_json::Value::from(text))
        .map_err(|_| format!("'{text}' is no sort of tool: end_mill, face_mill, drill, tap, reamer, turning_rough, ..."))
}

/// Runs a command on tools.
///
/// # Errors
/// The catalogue or the shop file cannot be used.
pub fn run(args: &ToolsArgs) -> Result<ExitCode> {
    match &args.command {
        ToolsCommand::Import(args) => import(args),
        ToolsCommand::List(args) => list(args),
    }
}

fn import(args: &ImportArgs) -> Result<ExitCode> {
    let bytes = std::fs::read(&args.file).with_context(|| format!("{} cannot be read; check its name and rights", args.file.display()))?;
    let name = args.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mapping = CatalogueMapping::new(args.mapping.as_deref(), &args.map, args.kind)?;
    let sheet = table_from_bytes(&name, &bytes, args.sheet.as_deref())?;
    let found = read_catalogue(&sheet, &mapping)?;
    for problem in found.problems.iter().take(PROBLEMS_TOLD) {
        eprintln!("{}, line {}: {}", sheet.name, problem.line, problem.problem);
    }
    if found.problems.len() > PROBLEMS_TOLD {
        eprintln!("... and {} more rows that are no tool", found.problems.len() - PROBLEMS_TOLD);
    }
    if !found.unused.is_empty() {
        eprintln!("columns left out: {}", found.unused.join(", "));
    }
    let with_data = found.tools.iter().filter(|tool| !tool.data.is_empty()).count();
    eprintln!("{} tools read, {with_data} with conditions, {} rows are none", found.tools.len(), found.problems.len());
    let text = tools_as_toml(&found.tools);
    match &args.out {
        Some(path) => std::fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))?,
        None => std::io::stdout().lock().write_all(text.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn list(args: &ListArgs) -> Result<ExitCode> {
    let shop = shop(args.shop.as_deref(), None)?.shop;
    let mut output = std::io::stdout().lock();
    for tool in &shop.tool {
        let diameter = tool.diameter_mm.map(|d| format!("Ø{d}")).unwrap_or_default();
        let place = match (&tool.machine, tool.place) {
            (Some(machine), Some(place)) => format!("{machine} T{place}"),
            (Some(machine), None) => machine.clone(),
            _ => String::new(),
        };
        writeln!(
            output,
            "{:<8} {:<14} {:<14} {:<7} {:>3}  {:<14} {}",
            tool.id,
            tool.kind.word(),
            tool.grade.word(),
            diameter,
            tool.count,
            place,
            tool.name
        )?;
    }
    Ok(ExitCode::SUCCESS)
}
