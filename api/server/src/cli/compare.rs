//! `trusquin compare`: what changed between two issues of a drawing or of a model.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use trusquin_domain::Analysis;
use trusquin_drawing::compare::{Incomparable, compare};
use trusquin_intake::{read_all, tasks};

use super::reading::ReadingArgs;
use crate::contract::ComparisonJson;
use crate::terminal_comparison::comparison_text;

/// The two issues.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The issue that was quoted or made.
    old: PathBuf,
    /// The issue that came now.
    new: PathBuf,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// Compares two files.
///
/// # Errors
/// One of them holds several files or nothing that was read, or one is a drawing and the other a model.
pub fn run(args: &CompareArgs, home: &Path) -> Result<ExitCode> {
    for path in [&args.old, &args.new] {
        if !path.is_file() {
            eprintln!("trusquin: {} is not a file", path.display());
            return Ok(ExitCode::from(2));
        }
    }
    let (old, new) = read(args, home)?;
    let changes = compare(&old, &new).map_err(|why| anyhow::anyhow!(reason(why, &old, &new)))?;
    let mut output = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut output, &ComparisonJson::new(&old, &new, &changes))
            .context("the comparison cannot be written")?;
        writeln!(output)?;
    } else {
        writeln!(output, "{}", comparison_text(&old.file, &new.file, &changes))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read(args: &CompareArgs, home: &Path) -> Result<(Analysis, Analysis)> {
    let mut answers = BTreeMap::new();
    let (jobs, limits) = args.reading.share(None);
    let paths = [args.old.clone(), args.new.clone()];
    read_all(tasks(&paths)?, jobs, &args.reading.worker_command(home)?, &limits, |order, analysis| {
        answers.insert(order, analysis);
    });
    let count = answers.len();
    let mut answers = answers.into_values();
    match (answers.next(), answers.next(), count) {
        (Some(old), Some(new), 2) => Ok((old, new)),
        _ => bail!("{count} files were read: name one drawing or one model each, not an archive"),
    }
}

/// Why two files cannot be compared, in English.
pub fn reason(why: Incomparable, old: &Analysis, new: &Analysis) -> String {
    let unread = |analysis: &Analysis| {
        let because = analysis.diagnostics.iter().max_by_key(|diagnostic| diagnostic.severity);
        let because = because.map(|diagnostic| format!(" ({} {})", diagnostic.code, diagnostic.message)).unwrap_or_default();
        format!("nothing was read of {}{because}", analysis.file)
    };
    match why {
        Incomparable::Kinds => "one is a drawing and the other a model: give two drawings or two models".to_owned(),
        Incomparable::OldUnread => unread(old),
        Incomparable::NewUnread => unread(new),
    }
}
