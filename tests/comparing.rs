//! `trusquin compare` and `trusquin similar` as a person and as a program call them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../datasets/sample_rfq").join(name)
}

fn trusquin(arguments: &[&str], files: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trusquin"));
    command.args(arguments).args(files).env_remove("TRUSQUIN_DATA").env_remove("TRUSQUIN_SHOP").output().unwrap()
}

fn answer(output: &Output) -> Value {
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn an_issue_is_compared_with_another() {
    let (plan, model, other) = (sample("TRQ-1042_B.pdf"), sample("TRQ-1042_B.step"), sample("TRQ-1061_C.step"));
    for file in [&plan, &model, &sample("TRQ-1057_A.dxf")] {
        let same = answer(&trusquin(&["compare", "--json"], &[file, file]));
        assert_eq!((&same["same"], &same["changes"]), (&true.into(), &serde_json::json!([])), "{}", file.display());
        assert_eq!(same["old"]["sha256"].as_str().unwrap().len(), 64);
    }
    let differ = answer(&trusquin(&["compare", "--json"], &[&model, &other]));
    assert_eq!(differ["same"], false);
    let envelope = differ["changes"].as_array().unwrap().iter().find(|change| change["subject"] == "envelope").unwrap();
    assert!(envelope["old"]["value"].is_string() && envelope["new"]["file"].as_str().unwrap().ends_with("TRQ-1061_C.step"), "{envelope}");
    let text = trusquin(&["compare"], &[&model, &other]);
    assert!(String::from_utf8(text.stdout).unwrap().contains("Encombrement"));
    let same = trusquin(&["compare"], &[&plan, &plan]);
    assert!(String::from_utf8(same.stdout).unwrap().starts_with("Aucune différence"));
    let refused = trusquin(&["compare"], &[&plan, &model]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("drawing"), "{}", String::from_utf8_lossy(&refused.stderr));
    assert_eq!(trusquin(&["compare"], &[&plan, Path::new("none.pdf")]).status.code(), Some(2));
}

/// A DXF with one typed size changed: that size, and nothing else.
#[test]
fn one_changed_text_of_a_drawing_is_one_change() {
    let folder = tempfile::tempdir().unwrap();
    let sample_dxf = sample("TRQ-1057_A.dxf");
    let read = answer(&trusquin(&["analyze"], &[&sample_dxf]));
    let radius = read["dimensions"].as_array().unwrap().iter().find(|size| size["kind"] == "radius").expect("the sample has a radius");
    let old = radius["text"].as_str().unwrap().to_owned();
    let new = format!("{old}0");
    // Line by line and as bytes: the file is in the code page of its time.
    let bytes = std::fs::read(&sample_dxf).unwrap();
    let line = |line: &[u8]| if line.trim_ascii_end() == old.as_bytes() { new.as_bytes().to_vec() } else { line.trim_ascii_end().to_vec() };
    let lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(line).collect();
    let target = folder.path().join("TRQ-1057_B.dxf");
    std::fs::write(&target, lines.join(&b"\n"[..])).unwrap();
    let differ = answer(&trusquin(&["compare", "--json"], &[&sample_dxf, &target]));
    let changes = differ["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{old} -> {new}: {changes:#?}");
    assert_eq!(
        (&changes[0]["change"], &changes[0]["old"]["value"], &changes[0]["new"]["value"]),
        (&"changed".into(), &old.into(), &new.into())
    );
    assert!(changes[0]["old"]["ref"].is_string() || changes[0]["old"]["box"].is_array(), "{}", changes[0]);
}

#[test]
fn an_earlier_part_is_found_with_its_times_and_prices() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    // The drawings name the materials: without one nothing is timed or priced.
    let part = |name: &str| [sample(&format!("{name}.pdf")), sample(&format!("{name}.step"))];
    let ([shaft_plan, shaft], [bush_plan, bush], [plate_plan, plate]) = (part("TRQ-1042_B"), part("88-20322_A"), part("TRQ-1061_C"));
    let quote =
        |day: &str, files: &[&Path]| answer(&trusquin(&["quote", "--json", "--date", day, "--quantity", "10", "--data", data], files));
    let first = quote("2026-11-23", &[&shaft_plan, &shaft, &bush_plan, &bush, &plate_plan, &plate]);
    assert!(first["lines"].as_array().unwrap().iter().all(|line| line["similar"] == serde_json::json!([])), "nothing was quoted before");
    let found = answer(&trusquin(&["similar", "--json", "--top", "2", "--data", data], &[&bush_plan, &bush]));
    let similar = found["parts"][0]["similar"].as_array().unwrap();
    assert_eq!(similar.len(), 2);
    assert_eq!(
        (&similar[0]["repeat"], &similar[0]["distance"], &similar[0]["line"]),
        (&true.into(), &0.0.into(), &2.into()),
        "{similar:#?}"
    );
    assert_eq!(similar[0]["quote"], first["number"]);
    assert!(similar[0]["operations"].as_array().unwrap().iter().any(|operation| operation["run_s"].as_f64().unwrap() > 0.0));
    assert_eq!(similar[0]["prices"][1]["quantity"], 10);
    assert!(similar[1]["distance"].as_f64().unwrap() > 0.1 && similar[1]["repeat"] == false);
    // Asked again another day: the line says so.
    let again = quote("2026-11-24", &[&plate_plan, &plate]);
    let nearest = &again["lines"][0]["similar"][0];
    assert_eq!((&nearest["repeat"], &nearest["quote"], &nearest["line"]), (&true.into(), &first["number"], &3.into()), "{nearest}");
    let text = String::from_utf8(trusquin(&["similar", "--data", data], &[&bush_plan, &bush]).stdout).unwrap();
    assert!(text.contains("même pièce") && text.contains("Matière"), "{text}");
    assert_eq!(trusquin(&["similar", "--data", data], &[Path::new("none.step")]).status.code(), Some(2));
}
