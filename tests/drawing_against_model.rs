//! Drawings of the corpus against their own models and against everybody else's: no false alarm on the former, the latter caught.
//! Reported as ignored where there is no corpus. Prints the figures with `--nocapture`.

mod corpus;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use trusquin_domain::{Analysis, Disagreement, FileKind};
use trusquin_drawing::part::assemble;
use trusquin_intake::{Limits, TaughtLayouts, WorkerCommand, read_all, tasks};

/// Share of the wrong pairs whose geometry alone must be caught.
const LEAST_CAUGHT: f64 = 0.8;

struct Pair {
    drawing: Analysis,
    model: Analysis,
    same_revision: bool,
}

fn main() {
    let arguments = Arguments::from_args();
    let table = corpus::corpus().map(|corpus| (corpus.join("pairs.tsv"), corpus)).filter(|(table, _)| table.is_file());
    let absent = table.is_none();
    let check =
        Trial::test("drawings_against_models", move || table.map_or(Ok(()), |(table, corpus)| drawings_against_models(&table, &corpus)));
    libtest_mimic::run(&arguments, vec![check.with_ignored_flag(absent)]).exit();
}

/// Everything is read once, by the product's own reading processes.
fn pairs(table: &Path, corpus: &Path) -> Result<Vec<Pair>, Failed> {
    let text = std::fs::read_to_string(table)?;
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let paths: Vec<PathBuf> = rows.iter().flat_map(|row| row.iter().take(2).map(|file| corpus.join(file))).collect();
    let program = PathBuf::from(env!("CARGO_BIN_EXE_trusquin"));
    let worker = WorkerCommand { program, arguments: vec!["worker".to_owned()], layouts: TaughtLayouts::default(), critical: None };
    let mut read: BTreeMap<String, Analysis> = BTreeMap::new();
    read_all(tasks(&paths)?, 2, &worker, &Limits::default(), |_, analysis| {
        read.insert(analysis.file.clone(), analysis);
    });
    let of = |file: &str| {
        read.get(corpus.join(file).to_string_lossy().as_ref()).cloned().ok_or_else(|| Failed::from(format!("{file} gave no answer")))
    };
    rows.iter()
        .map(|row| match row.as_slice() {
            [drawing, model, note, ..] => Ok(Pair { drawing: of(drawing)?, model: of(model)?, same_revision: !note.contains("differs") }),
            _ => Err("a row of pairs.tsv has not three columns".into()),
        })
        .collect()
}

/// What is told of two files as those of one part, whatever their names and numbers say when `anonymous`.
fn told(drawing: &Analysis, model: &Analysis, anonymous: bool) -> Vec<Disagreement> {
    let (mut drawing, mut model) = (drawing.clone(), model.clone());
    if anonymous {
        (drawing.file, model.file) = ("same.pdf".to_owned(), "same.step".to_owned());
    }
    assemble(&[drawing, model]).into_iter().flat_map(|part| part.disagreements).collect()
}

/// Said by shape and size, not by a name or a weight.
fn is_geometric(disagreement: &Disagreement) -> bool {
    !matches!(disagreement.what.as_str(), "mass" | "revision" | "revision of the file name" | "drawing number")
}

fn show(found: &[Disagreement]) -> Vec<String> {
    found.iter().map(|it| format!("{}: {} / {}", it.what, it.drawing.value, it.model.value)).collect()
}

fn drawings_against_models(table: &Path, corpus: &Path) -> Result<(), Failed> {
    let pairs = pairs(table, corpus)?;
    let mut faults = Vec::new();
    for pair in &pairs {
        let found = told(&pair.drawing, &pair.model, false);
        println!("{}{} {:?}", pair.drawing.file, if pair.same_revision { "" } else { " (another revision)" }, show(&found));
        if pair.same_revision && found.iter().any(is_geometric) {
            faults.push(format!("false alarm: {} {:?}", pair.drawing.file, show(&found)));
        }
        if !pair.same_revision && found.is_empty() {
            faults.push(format!("another revision was not noticed: {}", pair.drawing.file));
        }
    }
    let models: Vec<&Pair> = pairs.iter().filter(|pair| pair.model.kind == FileKind::Step).collect();
    let (mut wrong, mut caught, mut by_geometry) = (0, 0, 0);
    for (index, pair) in models.iter().enumerate() {
        for (_, other) in models.iter().enumerate().filter(|(other, _)| *other != index) {
            let found = told(&pair.drawing, &other.model, true);
            wrong += 1;
            caught += usize::from(!found.is_empty());
            by_geometry += usize::from(found.iter().any(is_geometric));
            if found.is_empty() {
                println!("not caught: {} with {}", pair.drawing.file, other.model.file);
            }
        }
    }
    println!("{wrong} wrong pairs: {caught} caught, {by_geometry} by geometry alone");
    if (by_geometry as f64) < LEAST_CAUGHT * wrong as f64 {
        faults.push(format!("only {by_geometry} of {wrong} wrong pairs are caught by geometry"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}
