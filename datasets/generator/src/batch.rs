//! Many parts at once: drawings, models and degraded copies under neutral names, with truth tables the scoring tools read.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, anyhow};
use pdfium_render::prelude::Pdfium;
use serde_json::{Value, json};

use crate::part::Format;
use crate::random_part::{self, Wish};
use crate::scan::encode::{self, PictureFormat};
use crate::scan::recipe::Severity;
use crate::scan::{self, Copy};
use crate::truth::PartTruth;
use crate::truth_table::{self, TITLE_BLOCK_HEAD};

/// What to make.
#[derive(Debug, Clone)]
pub struct Batch {
    /// First seed; seeds follow on.
    pub seed: u64,
    /// How many sheets.
    pub count: u64,
    /// What is fixed for all of them.
    pub wish: Wish,
    /// Degraded copies of each sheet.
    pub copies: u32,
    /// How bad they are; by chance without.
    pub severity: Option<Severity>,
}

/// The tables of one sheet or of all, as text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tables {
    /// Lines of `title_block_truth.tsv`.
    pub title_block: String,
    /// Lines of `dimensions_truth.tsv`.
    pub dimensions: String,
    /// Lines of `step_truth.tsv`.
    pub step: String,
    /// Lines of `sheets.jsonl`.
    pub sheets: String,
    /// Lines of `parts.jsonl`.
    pub parts: String,
}

impl Tables {
    fn add(&mut self, other: &Self) {
        self.title_block.push_str(&other.title_block);
        self.dimensions.push_str(&other.dimensions);
        self.step.push_str(&other.step);
        self.sheets.push_str(&other.sheets);
        self.parts.push_str(&other.parts);
    }
}

/// A file of a sheet: folder and name, bytes.
pub type Written = (String, Vec<u8>);

/// The files of one seed and what is true of them.
pub fn sheet(batch: &Batch, seed: u64, pdfium: Option<&Pdfium>) -> Result<(Vec<Written>, Tables)> {
    let stem = format!("s{seed:06}");
    let mut wish = batch.wish.clone();
    if batch.copies > 0 && !wish.formats.contains(&Format::Pdf) {
        wish.formats.push(Format::Pdf);
    }
    let part = random_part::order(seed, &wish);
    let (contents, truth) = part.make_named(&stem)?;
    let (mut files, mut tables) = (Vec::new(), Tables::default());
    let style = json!({ "layout": part.style.layout, "lettering": part.style.lettering, "seed": seed });
    let mut pdf = None;
    for (name, bytes) in contents {
        let told = truth.files.iter().find(|file| file.name == name);
        let kind = told.map_or("", |file| file.kind.as_str());
        let folder = match kind {
            "pdf" => "drawings",
            "step" => "step",
            _ => "dxf",
        };
        let path = format!("{folder}/{name}");
        match kind {
            "pdf" => {
                truth_table::sheet_rows(&mut tables, &path, &truth, &style, None)?;
                pdf = Some(bytes.clone());
            }
            "dxf" => truth_table::sheet_rows(&mut tables, &path, &truth, &style, None)?,
            "step" => truth_table::step_row(&mut tables, &path, &truth),
            _ => {}
        }
        files.push((path, bytes));
    }
    let mut line = serde_json::to_value(&truth)?;
    if let Value::Object(fields) = &mut line {
        fields.insert("stem".to_owned(), json!(stem));
        fields.insert("style".to_owned(), style.clone());
    }
    let _ = writeln!(tables.parts, "{line}");
    if let (Some(pdfium), Some(pdf)) = (pdfium, pdf) {
        for copy in 0..batch.copies {
            let (path, bytes) = scanned(batch, (seed, copy), pdfium, &pdf, &truth, (&style, &mut tables))?;
            files.push((path, bytes));
        }
    }
    Ok((files, tables))
}

fn scanned(
    batch: &Batch,
    (seed, number): (u64, u32),
    pdfium: &Pdfium,
    pdf: &[u8],
    truth: &PartTruth,
    (style, tables): (&Value, &mut Tables),
) -> Result<Written> {
    let mixed = seed.wrapping_mul(1009).wrapping_add(u64::from(number));
    let copy: Copy = scan::degrade(pdfium, pdf, (truth.sheet_mm, &truth.sheet, truth.language), mixed, batch.severity)?;
    let recipe = &copy.recipe;
    let dpi = copy.recipe.perspective.is_none().then_some(recipe.dpi);
    let bytes = encode::write(&copy.picture, recipe.format, recipe.quality, dpi)?;
    let suffix = if recipe.format == PictureFormat::Pdf { "_scan" } else { "" };
    let path = format!("scans/s{seed:06}_{number}{suffix}.{}", recipe.format.extension());
    truth_table::sheet_rows(tables, &path, truth, style, Some(&copy))?;
    Ok((path, bytes))
}

/// Makes a batch into a folder, on as many threads as the machine has; the files do not depend on their number.
pub fn run(batch: &Batch, out: &Path) -> Result<u64> {
    let pdfium = if batch.copies > 0 { Some(scan::pdfium()?) } else { None };
    for folder in ["drawings", "dxf", "step", "scans"] {
        let path = out.join(folder);
        std::fs::create_dir_all(&path).with_context(|| path.display().to_string())?;
    }
    let done: Mutex<Vec<(u64, Result<Tables>)>> = Mutex::new(Vec::new());
    let next = AtomicU64::new(batch.seed);
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= batch.seed.saturating_add(batch.count) {
                        return;
                    }
                    let result = sheet(batch, seed, pdfium.as_ref()).and_then(|(files, tables)| store(out, files).map(|()| tables));
                    if let Ok(mut done) = done.lock() {
                        done.push((seed, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().map_err(|_| anyhow!("a worker thread failed"))?;
    done.sort_by_key(|(seed, _)| *seed);
    let mut all = Tables {
        title_block: TITLE_BLOCK_HEAD.to_owned(),
        dimensions: "file\tpage\ttext\tsure\n".to_owned(),
        step: "file\tbbox_x_mm\tbbox_y_mm\tbbox_z_mm\tvolume_mm3\tarea_mm2\tsolids\tfaces\terror\n".to_owned(),
        ..Tables::default()
    };
    let count = done.len() as u64;
    for (seed, tables) in done {
        all.add(&tables.with_context(|| format!("seed {seed}"))?);
    }
    let tables = [
        ("title_block_truth.tsv", all.title_block),
        ("dimensions_truth.tsv", all.dimensions),
        ("step_truth.tsv", all.step),
        ("sheets.jsonl", all.sheets),
        ("parts.jsonl", all.parts),
    ];
    store(out, tables.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect())?;
    Ok(count)
}

fn store(out: &Path, files: Vec<Written>) -> Result<()> {
    for (name, bytes) in files {
        let path = out.join(&name);
        std::fs::write(&path, &bytes).with_context(|| path.display().to_string())?;
    }
    Ok(())
}
