//! Every file of the corpus of real drawings answers; none crashes or hangs. Reported as ignored where there is no corpus.

mod corpus;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

fn main() {
    let arguments = Arguments::from_args();
    let corpus = corpus::corpus();
    let mut trials: Vec<Trial> = ["drawings", "scans", "step", "dxf", "shop", "mfcad"]
        .map(|folder| {
            let files = corpus.as_ref().map(|corpus| files(&corpus.join(folder))).unwrap_or_default();
            let absent = files.is_empty();
            Trial::test(format!("every_file_of_{folder}_answers"), move || answers(&files)).with_ignored_flag(absent)
        })
        .into_iter()
        .collect();
    let pairs = corpus.as_deref().map(pairs).unwrap_or_default();
    let absent = pairs.len() < 12;
    trials.push(Trial::test("drawings_with_their_models_are_one_line_each", move || one_line_each(&pairs)).with_ignored_flag(absent));
    libtest_mimic::run(&arguments, trials).exit();
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn answers(files: &[PathBuf]) -> Result<(), Failed> {
    let output = Command::new(env!("CARGO_BIN_EXE_trusquin")).arg("analyze").args(files).output()?;
    if !output.status.success() {
        return Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr)).into());
    }
    let mut wanted: BTreeSet<String> = files.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let mut broken = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let answer: Value = serde_json::from_str(line)?;
        wanted.remove(answer["file"].as_str().unwrap_or_default());
        for diagnostic in answer["diagnostics"].as_array().into_iter().flatten() {
            // A worker that crashed, ran out of time or memory, or panicked: the product's fault, whatever the file.
            if ["WRK-002", "WRK-003", "WRK-004", "WRK-005"].contains(&diagnostic["code"].as_str().unwrap_or_default()) {
                broken.push(format!("{}: {}", answer["file"], diagnostic["message"]));
            }
        }
    }
    if !wanted.is_empty() || !broken.is_empty() {
        return Err(format!("no answer: {wanted:?}; failed: {broken:#?}").into());
    }
    Ok(())
}

/// Drawing and model of the first twelve parts of the corpus whose drawing states a material.
fn pairs(corpus: &Path) -> Vec<[PathBuf; 2]> {
    let table = std::fs::read_to_string(corpus.join("pairs.tsv")).unwrap_or_default();
    let rows = table.lines().skip(1).filter_map(|row| {
        let mut columns = row.split('\t');
        Some([corpus.join(columns.next()?), corpus.join(columns.next()?)])
    });
    // These two have an empty material cell, and one has no text layer.
    let without_material = ["B1241", "B1258", "1322", "qcad"];
    rows.filter(|[drawing, _]| !without_material.iter().any(|name| drawing.to_string_lossy().contains(name))).take(12).collect()
}

/// One line per part, with number and material read on the drawing.
fn one_line_each(pairs: &[[PathBuf; 2]]) -> Result<(), Failed> {
    let output = Command::new(env!("CARGO_BIN_EXE_trusquin"))
        .args(["quote", "--json"])
        .args(pairs.as_flattened())
        .env_remove("TRUSQUIN_DATA")
        .output()?;
    if !output.status.success() {
        return Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr)).into());
    }
    let quote: Value = serde_json::from_slice(&output.stdout)?;
    let lines = quote["lines"].as_array().cloned().unwrap_or_default();
    if lines.len() != pairs.len() {
        return Err(format!("{} lines for {} parts", lines.len(), pairs.len()).into());
    }
    for line in lines {
        let read = line["drawing_number_source"] == "text_layer"
            && line["material"].is_string()
            && line["files"].as_array().is_some_and(|files| files.len() == 2);
        if !read {
            return Err(format!("number, material or model missing: {line:#}").into());
        }
    }
    Ok(())
}
