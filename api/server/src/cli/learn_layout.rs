//! `trusquin learn`: a corrected title block teaches the layout of its sheet format.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use trusquin_domain::{Analysis, LearnedLayout, Lesson, TaughtValue, TitleBlockField};
use trusquin_intake::{TaughtLayouts, read_all, tasks, whole_lesson};

use super::reading::{ReadingArgs, read_layouts};

/// The drawing and what stands on it.
#[derive(Debug, Args)]
pub struct LearnArgs {
    /// A PDF or a picture of a drawing in the format to learn.
    file: PathBuf,
    /// Fields as drawn: `material="1.4301"`; `revision=` for a field this format does not have. Fields that are read right need not be named.
    #[arg(required = true, value_parser = correction)]
    fields: Vec<(TitleBlockField, String)>,
    /// Page of the title block.
    #[arg(long, default_value_t = 1)]
    page: u32,
    /// File of layouts to write; those in it stay. Name it with --layouts when reading.
    #[arg(long, short)]
    out: PathBuf,
    /// What to call the layout (default: the name of the file).
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    reading: ReadingArgs,
}

fn correction(text: &str) -> Result<(TitleBlockField, String), String> {
    let (field, value) = text.split_once('=').ok_or_else(|| format!("'{text}' is not field=value"))?;
    let field = serde_json::from_value(serde_json::Value::from(field.trim()))
        .map_err(|_| format!("'{field}' is no field of a title block (drawing_number, title, material, ...)"))?;
    Ok((field, value.trim().to_owned()))
}

/// Learns, and tells how the file is read by what was learned.
///
/// # Errors
/// The file cannot be read, or nothing can be learned from it.
pub fn run(args: &LearnArgs, home: &Path) -> Result<ExitCode> {
    if !args.file.is_file() {
        eprintln!("trusquin: {} is not a file", args.file.display());
        return Ok(ExitCode::from(2));
    }
    let mut known = if args.out.is_file() { read_layouts(&args.out)? } else { Vec::new() };
    let read = read(args, home, &known, None)?;
    let corrected: BTreeMap<TitleBlockField, Option<TaughtValue>> = args
        .fields
        .iter()
        .map(|(field, value)| (*field, (!value.is_empty()).then(|| TaughtValue { value: value.clone(), area: None })))
        .collect();
    let stem = || args.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let lesson = whole_lesson(&args.name.clone().unwrap_or_else(stem), args.page, corrected, &read);
    let taught = self::read(args, home, &known, Some(lesson))?.taught;
    let Some(taught) = taught else {
        let because = read.diagnostics.iter().max_by_key(|diagnostic| diagnostic.severity);
        let because = because.map(|diagnostic| format!(" ({} {})", diagnostic.code, diagnostic.message)).unwrap_or_default();
        bail!("{}: there is no page {} with readable text{because}", args.file.display(), args.page);
    };
    for field in &taught.unplaced {
        eprintln!("trusquin: {}: its value is not on the page, no place was learned", word(*field));
    }
    let Some(layout) = taught.layout else {
        bail!("{}: none of the values is on the page, or nothing tells this format from others", args.file.display());
    };
    let name = layout.name.clone();
    known.retain(|other| other.name != name);
    known.push(layout);
    let text = serde_json::to_string_pretty(&known)?;
    std::fs::write(&args.out, text).with_context(|| format!("{} cannot be written", args.out.display()))?;
    println!("layout '{name}' learned; {} in {}", known.len(), args.out.display());
    let now = self::read(args, home, &known, None)?;
    for (field, value) in now.drawing.sheets.iter().filter(|sheet| sheet.page == args.page).flat_map(|sheet| &sheet.title_block) {
        println!("  {:<20} {}", word(*field), value.value);
    }
    Ok(ExitCode::SUCCESS)
}

fn read(args: &LearnArgs, home: &Path, layouts: &[LearnedLayout], lesson: Option<Lesson>) -> Result<Analysis> {
    let mut worker = args.reading.worker_command(home)?;
    worker.layouts = TaughtLayouts::new(layouts.to_vec());
    let mut list = tasks(std::slice::from_ref(&args.file))?;
    for task in &mut list {
        task.lesson.clone_from(&lesson);
    }
    let (jobs, limits) = args.reading.share(Some(1));
    let mut answers = Vec::new();
    read_all(list, jobs, &worker, &limits, |_, analysis| answers.push(analysis));
    let count = answers.len();
    match answers.pop() {
        Some(analysis) if count == 1 => Ok(analysis),
        _ => bail!("{count} files were read: name one drawing, not an archive"),
    }
}

fn word(field: TitleBlockField) -> String {
    serde_json::to_value(field).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
