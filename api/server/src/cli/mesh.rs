//! `trusquin mesh`: a STEP model as triangles for a viewer.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use trusquin_intake::model_mesh;

use super::reading::ReadingArgs;

/// The model and where its mesh goes.
#[derive(Debug, Args)]
pub struct MeshArgs {
    /// STEP file.
    file: PathBuf,
    /// Binary glTF file to write (default: standard output).
    #[arg(long, short)]
    out: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// Writes the mesh.
///
/// # Errors
/// The file cannot be opened, holds no solid, or the mesh cannot be written.
pub fn run(args: &MeshArgs, home: &Path) -> Result<ExitCode> {
    if !args.file.is_file() {
        eprintln!("trusquin: {} is not a file", args.file.display());
        return Ok(ExitCode::from(2));
    }
    if args.out.is_none() && std::io::stdout().is_terminal() {
        eprintln!("trusquin: a mesh is not for a terminal: name a file with --out");
        return Ok(ExitCode::from(2));
    }
    let (_, limits) = args.reading.share(Some(1));
    let mesh = model_mesh(&args.file, &args.reading.worker_command(home)?, &limits).with_context(|| args.file.display().to_string())?;
    match &args.out {
        Some(path) => std::fs::write(path, mesh).with_context(|| format!("{} cannot be written", path.display()))?,
        None => std::io::stdout().lock().write_all(&mesh).context("the mesh cannot be written")?,
    }
    Ok(ExitCode::SUCCESS)
}
