//! `trusquin program`: what a machine's program says: time, tools, operations, machine; and the post-processors and samples to try.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use trusquin_machining::{fusion_post, post_config, read_program, sample_program};
use walkdir::WalkDir;

use super::settings::shop;
use crate::contract::ProgramJson;
use crate::terminal_program::program_text;

/// File endings of programs.
const ENDINGS: &[&str] = &["nc", "tap", "iso", "gcode", "mpf", "spf", "h", "cnc", "eia", "min", "ngc", "txt"];

/// Which programs.
#[derive(Debug, Args)]
pub struct ProgramArgs {
    /// Programs (.nc, .tap, .iso, .gcode, .mpf, .h); folders are walked.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Machine they are for, by its identifier (default: the one the program names, else the first with its control).
    #[arg(long)]
    machine: Option<String>,
    /// Shop file (default: the demo shop).
    #[arg(long, env = "TRUSQUIN_SHOP")]
    shop: Option<PathBuf>,
    /// One JSON object per program and line.
    #[arg(long)]
    json: bool,
}

/// Which post-processors.
#[derive(Debug, Args)]
pub struct PostArgs {
    /// Folder to write into, made when it is not there.
    #[arg(long)]
    out: PathBuf,
    /// One machine only, by its identifier.
    #[arg(long)]
    machine: Option<String>,
    /// Write this many sample programs for each machine too, with their exact times.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1000))]
    samples: u32,
    /// Shop file (default: the demo shop).
    #[arg(long, env = "TRUSQUIN_SHOP")]
    shop: Option<PathBuf>,
}

/// Reads programs.
///
/// # Errors
/// The shop file cannot be used. A file that is no program is told in its line.
pub fn run(args: &ProgramArgs) -> Result<ExitCode> {
    let shop = shop(args.shop.as_deref(), None)?.shop;
    let files = files(&args.paths);
    if files.is_empty() {
        eprintln!("trusquin: no program found; programs end in .{}", ENDINGS.join(", ."));
        return Ok(ExitCode::from(2));
    }
    let mut output = std::io::stdout().lock();
    for file in files {
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let read = read_program(&name, &bytes, args.machine.as_deref(), &shop);
        let answer = ProgramJson::new(&file.display().to_string(), read);
        if args.json {
            serde_json::to_writer(&mut output, &answer).context("the program cannot be written")?;
            writeln!(output)?;
        } else {
            writeln!(output, "{}", program_text(&answer))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes post-processor configurations.
///
/// # Errors
/// The shop file cannot be used, no machine has a control, or the folder cannot be written.
pub fn post(args: &PostArgs) -> Result<ExitCode> {
    let shop = shop(args.shop.as_deref(), None)?.shop;
    let machines = shop.machine.iter().filter(|machine| args.machine.as_deref().is_none_or(|id| machine.id == id));
    let mut output = std::io::stdout().lock();
    let mut written = 0_u32;
    std::fs::create_dir_all(&args.out).with_context(|| format!("{} cannot be made", args.out.display()))?;
    for machine in machines {
        let Some(config) = post_config(machine) else { continue };
        written += 1;
        let name =
            machine.sheet.post.clone().filter(|name| !name.contains(['/', '\\'])).unwrap_or_else(|| format!("{}.post.toml", machine.id));
        write(&args.out.join(&name), &config.to_toml())?;
        writeln!(output, "{name}  {}", machine.name)?;
        if let Some(script) = fusion_post(&config).filter(|_| machine.sheet.cam == Some(trusquin_domain::CamSystem::Fusion360)) {
            let name = format!("{}.cps", machine.id);
            write(&args.out.join(&name), &script)?;
            writeln!(output, "{name}  {}", machine.name)?;
        }
        for seed in 1..=args.samples {
            let Some(sample) = sample_program(machine, &config, u64::from(seed)) else { continue };
            write(&args.out.join(&machine.id).join(&sample.file_name), &sample.text)?;
            writeln!(output, "{}/{}  exact time {:.1} s", machine.id, sample.file_name, sample.time.total_s())?;
        }
    }
    if written == 0 {
        eprintln!(
            "trusquin: no machine of the shop file has a control: write control = \"fanuc\", \"siemens\" or \"heidenhain\" in its [machine.sheet]"
        );
        return Ok(ExitCode::from(2));
    }
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    std::fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

/// Files named as they are, folders walked for the endings of programs.
fn files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let is_program = |path: &Path| {
        path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| ENDINGS.contains(&ending.to_lowercase().as_str()))
    };
    let mut found = Vec::new();
    for path in paths {
        if path.is_file() {
            found.push(path.clone());
        } else {
            let walk = WalkDir::new(path).sort_by_file_name().into_iter().filter_map(Result::ok);
            found.extend(walk.map(walkdir::DirEntry::into_path).filter(|path| path.is_file() && is_program(path)));
        }
    }
    found
}
