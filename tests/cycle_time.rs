//! Cycle times from the command line: train, ask, import, and what is said when it cannot be done.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn trusquin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trusquin")).args(arguments).env_remove("TRUSQUIN_DATA").output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Operations with an estimate that is short by a factor of the machine and 20 s; decimal commas, semicolons.
fn operations(rows: usize) -> String {
    let mut out = "machine;feed;estimate;measured\n".to_owned();
    for row in 0..rows {
        let estimate = 20.0 + (row * 37 % 400) as f64;
        let factor = [1.0, 1.3, 1.6][row % 3];
        // A spread that repeats itself, so that the test needs no chance.
        let spread = 1.0 + 0.08 * ((row * 29 % 17) as f64 / 8.0 - 1.0);
        let measured = (20.0 + estimate * factor) * spread;
        let line = format!("M{};{};{estimate:.1};{measured:.2}\n", row % 3, 100 + row % 5);
        out.push_str(&line.replace('.', ","));
    }
    out
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

#[test]
fn operations_are_learned_and_every_row_is_answered_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let data = write(folder.path(), "operations.csv", &operations(240));
    let train = |out: &str| {
        let done = trusquin(&[
            "train",
            "cycle-time",
            "--data",
            &data,
            "--target",
            "measured",
            "--baseline",
            "estimate",
            "--out",
            &path(folder.path(), out),
        ]);
        assert!(done.status.success(), "{}", said(&done));
    };
    train("one");
    train("two");
    for name in ["model.json", "manifest.json", "report.html", "MODEL_CARD.md", "snapshot.csv"] {
        let read = |out: &str| std::fs::read(PathBuf::from(folder.path()).join(out).join(name)).unwrap();
        assert!(read("one") == read("two"), "{name} differs from run to run");
    }
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.path().join("one/manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["data"]["rows_used"], 240);
    assert!(
        manifest["candidates"]["baseline"]["within_15_percent"].as_f64().unwrap()
            < manifest["backtest"]["within_15_percent"].as_f64().unwrap()
    );
    assert_ne!(manifest["winner"], "baseline");

    // Asked without the target, with a machine nobody saw and a column nobody knows.
    let asked = write(folder.path(), "asked.csv", "note;estimate;machine\nfirst;100,0;M0\nsecond;100,0;M2\nthird;100,0;M9\n");
    let out = path(folder.path(), "answers.csv");
    let done = trusquin(&["predict", "cycle-time", "--model", &path(folder.path(), "one"), "--data", &asked, "--out", &out]);
    assert!(done.status.success(), "{}", said(&done));
    let answers = std::fs::read_to_string(out).unwrap();
    let lines: Vec<Vec<&str>> = answers.lines().map(|line| line.split(';').collect()).collect();
    assert_eq!(lines[0], ["note", "estimate", "machine", "p10", "p50", "p90", "basis", "model_version"]);
    assert_eq!(lines[1..].iter().map(|line| line[0]).collect::<Vec<_>>(), ["first", "second", "third"]);
    let p = |row: usize, column: usize| lines[row][column].parse::<f64>().unwrap();
    assert!((p(1, 4) / 120.0 - 1.0).abs() < 0.08 && (p(2, 4) / 180.0 - 1.0).abs() < 0.08, "{answers}");
    for (row, line) in lines.iter().enumerate().skip(1) {
        assert!(p(row, 3) < p(row, 4) && p(row, 4) < p(row, 5), "{answers}");
        assert_eq!(line[7], manifest["version"]);
    }
}

#[test]
fn a_short_history_says_so_and_repeats_the_baseline() {
    let folder = tempfile::tempdir().unwrap();
    let data = write(folder.path(), "operations.csv", &operations(20));
    let model = path(folder.path(), "model");
    let done = trusquin(&["train", "cycle-time", "--data", &data, "--target", "measured", "--baseline", "estimate", "--out", &model]);
    assert!(done.status.success() && said(&done).contains("history too short: no interval"), "{}", said(&done));
    let done = trusquin(&["predict", "cycle-time", "--model", &model, "--data", &data]);
    let answers = String::from_utf8(done.stdout).unwrap();
    let second = answers.lines().nth(1).unwrap();
    assert!(
        second.starts_with("M0;100;20,0;") && second.contains(";;20.000000;;baseline; ")
            || second.contains("\"baseline; history too short: no interval\""),
        "{second}"
    );
}

/// Bookings of 60 orders on three operations; a run ends past midnight, its pieces are counted on the next one.
fn bookings() -> String {
    let mut out = "OF;Article;Phase;Poste;Type;Debut;Fin;Duree;Qte bonne;Qte OF;Retouche\n".to_owned();
    for order in 0..60 {
        let quantity = 10 + order % 7 * 15;
        for (operation, minutes) in [("Turning - Machine 1", 4.0), ("Grinding - Machine 2", 9.0), ("Packing", 0.5)] {
            let spread = 1.0 + 0.3 * (((order * 31 + operation.len()) % 11) as f64 / 5.0 - 1.0);
            let run = minutes * spread * quantity as f64;
            let day = 1 + order % 27;
            let name = format!("{operation};Prod;{day:02}/01/2026 20:00;{:02}/01/2026 05:00", day + 1);
            let (op, rest) = name.split_once(';').unwrap();
            let first = run / 3.0;
            let _ = writeln!(out, "W{order};P{};{op};M;Reglage;;;35,5;0;{quantity};non", order % 9);
            let _ = writeln!(out, "W{order};P{};{op};M;{rest};{};0;{quantity};non", order % 9, format!("{first:.2}").replace('.', ","));
            let _ = writeln!(
                out,
                "W{order};P{};{op};M;Prod;;;{};{quantity};{quantity};non",
                order % 9,
                format!("{:.2}", run - first).replace('.', ",")
            );
        }
    }
    out + "W1;P1;Packing;M;Prod;;;30;5;25;oui\nW1;P1;Packing;M;Prod;;;x;5;25;non\n"
}

#[test]
fn bookings_are_imported_once_cleaned_and_learned_from() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "pointages.csv", &bookings());
    let shop = path(folder.path(), "shop");
    let first = said(&trusquin(&["bookings", "import", &file, "--data", &shop]));
    for expected in [
        "541 bookings read (361 run, 180 setup), 1 rows do not read",
        "360 of 361 runs learned from, in 180 closed operations",
        "1  kept but not learned from: flagged rework",
        "line 543: duration_min 'x' is no number",
        "541 new bookings kept",
    ] {
        assert!(first.contains(expected), "'{expected}' is not in:\n{first}");
    }
    let again = said(&trusquin(&["bookings", "import", &file, "--data", &shop]));
    assert!(again.contains("0 new bookings kept") && again.contains("541 were there already"), "{again}");

    let model = path(folder.path(), "model");
    let done = trusquin(&["train", "cycle-time", "--data", &file, "--out", &model]);
    assert!(done.status.success() && said(&done).contains("1  left out: flagged rework"), "{}", said(&done));
    let asked = write(
        folder.path(),
        "asked.csv",
        "work_order,part,operation,machine,order_qty\nX1,P1,Grinding - Machine 2,M,40\nX1,P1,Packing,M,40\nX2,new,Turning - Machine 1,M,40\n",
    );
    let answers = String::from_utf8(trusquin(&["predict", "cycle-time", "--model", &model, "--data", &asked]).stdout).unwrap();
    let p50: Vec<f64> = answers.lines().skip(1).map(|line| line.split(',').nth(6).unwrap().parse().unwrap()).collect();
    for (found, wanted) in p50.iter().zip([9.0, 0.5, 4.0]) {
        assert!((found / wanted - 1.0_f64).abs() < 0.3, "{answers}");
    }
}

#[test]
fn what_cannot_be_done_is_told_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let data = write(folder.path(), "operations.csv", &operations(60));
    let model = path(folder.path(), "model");
    for (arguments, expected) in [
        (vec!["train", "cycle-time", "--data", &data, "--out", &model], "no column for work_order"),
        (
            vec!["train", "cycle-time", "--data", &data, "--target", "time", "--out", &model],
            "there is no column 'time'; the file has: machine, feed",
        ),
        (vec!["predict", "cycle-time", "--model", &model, "--data", &data], "holds no cycle-time model"),
        (vec!["bookings", "import", &model], "cannot be read"),
    ] {
        let done = trusquin(&arguments);
        assert_eq!(done.status.code(), Some(1), "{arguments:?}");
        assert!(said(&done).contains(expected), "{arguments:?} said {}", said(&done));
    }
}
