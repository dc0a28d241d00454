//! `trusquin analyze`: one JSON line per file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use trusquin_intake::{read_all, tasks};

use super::reading::{ReadingArgs, any_exists};
use crate::contract::AnalysisJson;

/// What to read and where to write.
#[derive(Debug, Args)]
pub struct AnalyzeArgs {
    /// Files, folders (walked) and ZIP archives.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Reading processes at a time (default: one a core, at most 8, as memory allows).
    #[arg(long)]
    jobs: Option<usize>,
    /// Label the machining feature of every face (needs the face model, which is not there yet: says so and goes on).
    #[arg(long)]
    faces: bool,
    /// Write here instead of standard output.
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// Reads everything named.
///
/// # Errors
/// Nothing can be read at all, or the output cannot be written.
pub fn run(args: &AnalyzeArgs, home: &Path) -> Result<ExitCode> {
    if !any_exists(&args.paths) {
        return Ok(ExitCode::from(2));
    }
    if args.faces {
        tracing::warn!("no face model is installed: face_labels are left out");
    }
    let tasks = tasks(&args.paths)?;
    let mut output: Box<dyn Write> = match &args.out {
        Some(path) => Box::new(BufWriter::new(File::create(path).with_context(|| format!("{} cannot be written", path.display()))?)),
        None => Box::new(BufWriter::new(io::stdout())),
    };
    let mut written: io::Result<()> = Ok(());
    let (jobs, limits) = args.reading.share(args.jobs);
    read_all(tasks, jobs, &args.reading.worker_command(home)?, &limits, |_, analysis| {
        if written.is_ok() {
            written = write_line(&mut output, &AnalysisJson::from(analysis));
        }
    });
    match written {
        // The reader of our output has what it wanted (`| head`).
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        other => other.context("the results cannot be written").map(|()| ExitCode::SUCCESS),
    }
}

fn write_line(output: &mut impl Write, analysis: &AnalysisJson) -> io::Result<()> {
    serde_json::to_writer(&mut *output, analysis)?;
    output.write_all(b"\n")?;
    output.flush()
}
