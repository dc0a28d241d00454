//! Holes of real models against labels made by hand, each hole with diameter, depth, ends and kind. Reported as ignored without a corpus.

#![allow(clippy::panic)]

#[path = "../../../tests/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::path::Path;

use libtest_mimic::{Arguments, Failed, Trial};
use trusquin_documents::step::read_step;
use trusquin_domain::{Hole, HoleKind};

const LABELS: &str = include_str!("../../../tests/labels/holes.tsv");
/// Lengths agree within this, mm: models in inches are labelled to a thousandth.
const SAME_MM: f64 = 0.002;

#[derive(Debug, Clone, PartialEq)]
struct Label {
    kind: HoleKind,
    diameter_mm: f64,
    depth_mm: f64,
    through: bool,
    count: u32,
}

fn main() {
    let arguments = Arguments::from_args();
    let folder = corpus::corpus().map(|corpus| corpus.join("step"));
    let mut trials: Vec<Trial> = labels()
        .into_iter()
        .map(|(file, labels)| {
            let path = folder.as_ref().map(|folder| folder.join(&file));
            let absent = path.as_ref().is_none_or(|path| !path.is_file());
            Trial::test(file, move || path.as_ref().map_or(Ok(()), |path| check(path, &labels))).with_ignored_flag(absent)
        })
        .collect();
    trials.push(Trial::test("thirty_models_are_labelled", || {
        let files = labels().len();
        if files < 30 { Err(format!("{files} files").into()) } else { Ok(()) }
    }));
    libtest_mimic::run(&arguments, trials).exit();
}

/// Labels by file; a file that has no hole has no label.
fn labels() -> BTreeMap<String, Vec<Label>> {
    let mut out: BTreeMap<String, Vec<Label>> = BTreeMap::new();
    for row in LABELS.lines().filter(|row| !row.starts_with('#')).skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [file, kind, diameter, depth, end, count] = cells.as_slice() else { panic!("a label has six cells: {row}") };
        let kind = match *kind {
            "none" => None,
            "plain" => Some(HoleKind::Plain),
            "counterbore" => Some(HoleKind::Counterbore),
            "countersink" => Some(HoleKind::Countersink),
            "stepped" => Some(HoleKind::Stepped),
            other => panic!("{other} in {row}"),
        };
        let entry = out.entry((*file).to_owned()).or_default();
        if let Some(kind) = kind {
            let number = |text: &str| text.parse::<f64>().unwrap_or_else(|e| panic!("{text} in {row}: {e}"));
            let count = count.parse().unwrap_or_else(|e| panic!("{count} in {row}: {e}"));
            entry.push(Label { kind, diameter_mm: number(diameter), depth_mm: number(depth), through: *end == "through", count });
        }
    }
    out
}

fn check(path: &Path, labels: &[Label]) -> Result<(), Failed> {
    let found = read_step(&std::fs::read(path)?)?.value.holes;
    let alike = |label: &Label, hole: &Hole| {
        hole.kind == label.kind
            && hole.through == label.through
            && (hole.diameter_mm - label.diameter_mm).abs() < SAME_MM
            && (hole.depth_mm - label.depth_mm).abs() < SAME_MM
    };
    let mut wrong = Vec::new();
    for label in labels {
        let count: u32 = found.iter().filter(|hole| alike(label, hole)).map(|hole| hole.count).sum();
        if count != label.count {
            wrong.push(format!("{label:?}: {count} found"));
        }
    }
    for hole in found.iter().filter(|hole| !labels.iter().any(|label| alike(label, hole))) {
        let Hole { kind, diameter_mm, depth_mm, through, count, axis, .. } = hole;
        wrong.push(format!("not labelled: {count} x {kind:?} {diameter_mm:.3} x {depth_mm:.3}, through {through}, along {axis:?}"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}
