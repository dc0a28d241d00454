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
    for name in ["model.json", "manifest.json", "report.html", "MODEL_CARD.md", "snapshot.parquet", "backtest.parquet"] {
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

/// Operations as the shop quotes them, booked a factor longer on each machine, with a spread that repeats itself.
fn booked_operations(rows: usize, factors: [f64; 3]) -> String {
    let mut out = "work_order,part,operation,process,machine,material,order_qty,physics_run_s,physics_setup_s,run_s,closed_at\n".to_owned();
    for row in 0..rows {
        let physics = 30.0 + (row * 37 % 400) as f64;
        let spread = 1.0 + 0.08 * ((row * 29 % 17) as f64 / 8.0 - 1.0);
        let (process, machine) = [("turning", "T1"), ("milling", "F1"), ("sawing", "S1")][row % 3];
        let run = physics * factors[row % 3] * spread;
        let (day, quantity) = (1 + row * 27 / rows, 5 + row % 7);
        let _ = writeln!(
            out,
            "W{},P{},OP{},{process},{machine},S235,{quantity},{physics},900,{run:.2},2026-02-{day:02}T12:00:00",
            row / 3,
            row % 11,
            10 * (1 + row % 3)
        );
    }
    out
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let done = trusquin(arguments);
    assert!(done.status.success(), "{}", said(&done));
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn versions_are_compared_promoted_rolled_back_and_watched() {
    let folder = tempfile::tempdir().unwrap();
    let shop = path(folder.path(), "shop");
    let version = |name: &str, factors: [f64; 3]| {
        let data = write(folder.path(), &format!("{name}.csv"), &booked_operations(240, factors));
        let model = path(folder.path(), name);
        let done = trusquin(&["train", "cycle-time", "--data", &data, "--out", &model]);
        assert!(done.status.success(), "{}", said(&done));
        let done = trusquin(&["models", "add", &model, "--data", &shop]);
        assert!(done.status.success(), "{}", said(&done));
        let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(Path::new(&model).join("manifest.json")).unwrap()).unwrap();
        assert_eq!((&manifest["columns"]["target"], &manifest["columns"]["baseline"]), (&"run_s".into(), &"physics_run_s".into()));
        assert_eq!(manifest["data"]["schema"], "operations/1");
        assert_eq!(manifest["data"]["cut_off"], "2026-02-27T12:00:00");
        (data, manifest["version"].as_str().unwrap().to_owned())
    };
    let (data, first) = version("first", [1.4, 1.2, 1.0]);
    let compared = json(&["models", "compare", &first, "--data", &shop, "--json"]);
    assert_eq!(compared["against"], "baseline");
    assert!(compared["slices"].as_array().unwrap().len() > 4 && compared["slices"][0]["worse"] == false, "{compared}");
    let done = trusquin(&["models", "promote", &first[..6], "--data", &shop, "--by", "Ana"]);
    assert!(done.status.success(), "{}", said(&done));
    // A shop with other times on one machine: the old version says nothing of it, the new one does.
    let (_, second) = version("second", [1.4, 2.4, 1.0]);
    let done = trusquin(&["models", "promote", &second, "--data", &shop, "--by", "Ana", "--reason", "new fixture"]);
    assert!(done.status.success(), "{}", said(&done));
    let done = trusquin(&["models", "rollback", "--data", &shop, "--by", "Ana", "--reason", "fixture sent back"]);
    assert!(said(&done).contains(&format!("{first} answers again")), "{}", said(&done));
    let listed = json(&["models", "list", "--data", &shop, "--json"]);
    assert_eq!(listed["active"], first);
    let actions: Vec<&str> = listed["history"].as_array().unwrap().iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["added", "promoted", "added", "promoted", "rolled_back"]);
    assert_eq!(listed["history"][4]["reason"], "fixture sent back");

    // What it learned from is not recent; the same operations booked half as long again a month later are.
    let drifted = |file: &str| json(&["models", "drift", file, "--data", &shop, "--json"]);
    assert_eq!(drifted(&data)["verdict"], "too_few_rows");
    let later = write(folder.path(), "later.csv", &booked_operations(60, [1.4, 1.2, 1.0]).replace("2026-02", "2026-03"));
    assert_eq!(drifted(&later)["verdict"], "none");
    let longer = write(folder.path(), "longer.csv", &booked_operations(60, [2.1, 1.8, 1.5]).replace("2026-02", "2026-03"));
    let found = drifted(&longer);
    assert_eq!(found["verdict"], "retrain");
    assert!(found["reasons"][0].as_str().unwrap().contains("times are longer"), "{found}");
}

#[test]
fn a_quote_asks_the_active_model_and_bookings_find_what_was_quoted() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../datasets/sample_rfq/TRQ-1057_A.dxf");
    let sample = sample.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (shop, operations) = (path(folder.path(), "shop"), path(folder.path(), "operations.parquet"));
    let quote = |data: &str| {
        json(&["quote", "--json", "--date", "2026-11-28", "--quantity", "10", "--operations", &operations, "--data", data, sample])
    };
    let basis = |quote: &serde_json::Value| -> Vec<String> {
        let operations = quote["lines"][0]["operations"].as_array().unwrap();
        operations.iter().map(|operation| operation["basis"].as_str().unwrap().to_owned()).collect()
    };
    let before = quote(&shop);
    assert!(basis(&before).contains(&"physics".to_owned()) && !basis(&before).iter().any(|basis| basis.starts_with("model:")));

    // The quoted operations booked on 60 orders, a third longer than the physics says.
    let line = &before["lines"][0];
    let mut bookings = "work_order,part,operation,machine,kind,started_at,ended_at,duration_min,qty_completed,order_qty\n".to_owned();
    let physics = |operation: &&serde_json::Value| operation["basis"] == "physics" && operation["run_s"].as_f64().unwrap() > 0.0;
    for order in 0..60 {
        for (at, operation) in line["operations"].as_array().unwrap().iter().filter(physics).enumerate() {
            let spread = 1.0 + 0.1 * ((order * 13 + at * 5) % 11) as f64 / 5.0;
            let minutes = operation["run_s"].as_f64().unwrap() * 1.2 * spread * 10.0 / 60.0;
            let day = 1 + order % 28;
            let part = line["drawing_number"].as_str().unwrap();
            let _ = writeln!(
                bookings,
                "W{order},{part},OP{},M,run,2026-01-{day:02} 08:00,2026-01-{day:02} 09:00,{minutes:.3},10,10",
                operation["op"]
            );
        }
    }
    let bookings = write(folder.path(), "bookings.csv", &bookings);
    let model = path(folder.path(), "model");
    let done = trusquin(&["train", "cycle-time", "--data", &bookings, "--operations", &operations, "--out", &model]);
    assert!(done.status.success(), "{}", said(&done));
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(Path::new(&model).join("manifest.json")).unwrap()).unwrap();
    let version = manifest["version"].as_str().unwrap();
    assert!(trusquin(&["models", "add", &model, "--data", &shop]).status.success());
    let done = trusquin(&["models", "promote", version, "--data", &shop, "--force", "--reason", "test"]);
    assert!(done.status.success(), "{}", said(&done));

    let after = quote(&path(folder.path(), "shop"));
    assert!(basis(&after).contains(&format!("model:{version}")), "{:?}", basis(&after));
    for (old, new) in line["operations"].as_array().unwrap().iter().zip(after["lines"][0]["operations"].as_array().unwrap()) {
        let run = |operation: &serde_json::Value, name: &str| operation[name].as_f64();
        if new["basis"].as_str().unwrap().starts_with("model:") {
            let ratio = run(new, "run_s").unwrap() / run(old, "run_s").unwrap();
            assert!((1.15..1.5).contains(&ratio), "{ratio} {new}");
            assert!(
                run(new, "p10_s").unwrap() <= run(new, "run_s").unwrap() && run(new, "run_s").unwrap() <= run(new, "p90_s").unwrap(),
                "{new}"
            );
        } else {
            assert_eq!(old["run_s"], new["run_s"]);
        }
    }
}
