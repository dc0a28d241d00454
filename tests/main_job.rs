//! The main job as a whole: the sample RFQ in, lines, three scenarios and a PDF out; and twelve real drawings with their models.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const DAY: &str = "2026-11-23";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sample_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(repository().join("datasets/sample_rfq"))
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| ["pdf", "step", "dxf"].iter().any(|kind| extension == *kind)))
        .collect();
    files.sort();
    files
}

fn quote(arguments: &[&str], files: &[PathBuf]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_trusquin"))
        .arg("quote")
        .args(["--json", "--date", DAY])
        .args(arguments)
        .args(files)
        .env_remove("TRUSQUIN_DATA")
        .env_remove("TRUSQUIN_SHOP")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn decimal(value: &Value) -> rust_decimal::Decimal {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a decimal in quotes")).parse().unwrap()
}

#[test]
fn the_sample_rfq_becomes_six_lines_and_three_scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("devis.pdf");
    let answer = quote(&["--quantity", "10,50", "--pdf", pdf.to_str().unwrap()], &sample_files());
    let lines = answer["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 6);
    for line in lines {
        assert!(line["drawing_number"].is_string() && line["material"].is_string(), "{line}");
        assert!(line["manual_reason"].is_null(), "{line}");
        assert!(!line["operations"].as_array().unwrap().is_empty());
    }
    let scenarios = answer["scenarios"].as_array().unwrap();
    let names: Vec<&str> = scenarios.iter().map(|scenario| scenario["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["express", "standard", "economic", "express", "standard", "economic"]);
    for scenario in scenarios {
        let quantity = rust_decimal::Decimal::from(scenario["quantity"].as_u64().unwrap());
        let sum: rust_decimal::Decimal =
            scenario["lines"].as_array().unwrap().iter().map(|line| decimal(&line["unit_price"]) * quantity).sum();
        assert_eq!(decimal(&scenario["total"]), sum, "{scenario}");
        assert!(!scenario["reasons"].as_array().unwrap().is_empty());
    }
    let dates: Vec<&str> = scenarios.iter().take(3).map(|scenario| scenario["delivery_date"].as_str().unwrap()).collect();
    assert!(dates.is_sorted(), "{dates:?}");
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF-"));
}

/// An e-mail with a text, files as they are (binary transfer encoding, RFC 2045), and a logo shown in its HTML.
fn mail(text: &str, files: &[PathBuf]) -> Vec<u8> {
    let head = "From: =?UTF-8?Q?Am=C3=A9lie?= <a@client.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100\r\nSubject: Demande de prix\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=part\r\n";
    let mut mail =
        format!("{head}\r\n--part\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n")
            .into_bytes();
    mail.extend_from_slice(b"--part\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:logo\">\r\n--part\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo>\r\n\r\npng\r\n");
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let part = format!(
            "--part\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"../{name}\"\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        );
        mail.extend_from_slice(part.as_bytes());
        mail.extend_from_slice(&std::fs::read(file).unwrap());
        mail.extend_from_slice(b"\r\n");
    }
    mail.extend_from_slice(b"--part--\r\n");
    mail
}

#[test]
fn an_email_is_quoted_for_what_it_asks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rfq.eml");
    let plans: Vec<PathBuf> = sample_files().into_iter().filter(|file| file.extension().is_some_and(|it| it == "pdf")).take(2).collect();
    std::fs::write(&path, mail("Merci de chiffrer 5 et 20 pièces.\r\nLivraison souhaitée le 24/11/2026.", &plans)).unwrap();
    let answer = quote(&[], std::slice::from_ref(&path));
    let lines = answer["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.iter().all(|line| line["drawing_number"].is_string()));
    let scenarios = answer["scenarios"].as_array().unwrap();
    let quantities: Vec<u64> = scenarios.iter().map(|scenario| scenario["quantity"].as_u64().unwrap()).collect();
    assert_eq!(quantities, [5, 5, 5, 20, 20, 20]);
    for scenario in scenarios {
        let reasons = scenario["reasons"].to_string();
        assert!(reasons.contains("5, 20 lue dans l’e-mail de Amélie : « Merci de chiffrer 5 et 20 pièces. »"), "{reasons}");
        assert!(reasons.contains("Date demandée du 24/11/2026 non tenue"), "{reasons}");
    }
    let given = quote(&["--quantity", "3"], std::slice::from_ref(&path));
    assert_eq!(given["scenarios"].as_array().unwrap().len(), 3);

    let output = Command::new(env!("CARGO_BIN_EXE_trusquin")).arg("analyze").arg(&path).output().unwrap();
    let answers: Vec<Value> = String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let head = answers.iter().find(|answer| answer["kind"] == "archive").unwrap();
    assert_eq!(head["request"]["requested_date"]["date"], "2026-11-24");
    assert_eq!(head["request"]["quantities"]["values"], serde_json::json!([5, 20]));
    let codes: Vec<&str> = head["diagnostics"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["EML-002", "ARC-003", "ARC-003"]);
    assert_eq!(answers.len(), 3);
    assert!(answers.iter().all(|answer| !answer["file"].as_str().unwrap().contains("..")));
}

#[test]
fn the_sample_rfq_reads_as_its_snapshot() {
    let mut answer = quote(&["--quantity", "10"], &sample_files());
    for line in answer["lines"].as_array_mut().unwrap() {
        for file in line["files"].as_array_mut().unwrap() {
            *file = Value::from(file.as_str().unwrap().rsplit('/').next().unwrap());
        }
    }
    // The words of the break table are held by the tests of quoting; the hash stands for the whole shop file.
    for line in answer["scenarios"].as_array_mut().unwrap().iter_mut().flat_map(|scenario| scenario["lines"].as_array_mut().unwrap()) {
        let rows = line.as_object_mut().unwrap().remove("dependences").unwrap();
        assert_eq!(rows.as_array().unwrap().len(), line["breakdown"].as_object().unwrap().len());
    }
    let hash = answer["basis"].as_object_mut().unwrap().remove("sha256").unwrap();
    assert_eq!(hash.as_str().unwrap().len(), 64);
    insta::assert_json_snapshot!("sample_rfq", answer);
}

#[test]
fn quoting_twice_into_a_data_folder_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let files = sample_files();
    let (first, second) = (quote(&["--data", data], &files), quote(&["--data", data], &files));
    assert_eq!(first, second);
    assert_eq!(first["number"], "DEV-2026-0001");
    let by_another_way: Vec<PathBuf> =
        files.iter().map(|file| repository().join("datasets/./sample_rfq").join(file.file_name().unwrap())).collect();
    assert_eq!(quote(&["--data", data], &by_another_way)["number"], "DEV-2026-0001");
    assert!(Path::new(first["pdf"].as_str().unwrap()).is_file());
}

#[test]
fn an_unreadable_file_is_a_line_to_enter_by_hand_and_the_others_are_priced() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("scan.pdf");
    std::fs::write(&bad, b"not a drawing").unwrap();
    let mut files = sample_files();
    files.push(bad);
    let answer = quote(&[], &files);
    let lines = answer["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 7);
    let by_hand: Vec<&Value> = lines.iter().filter(|line| line["manual_reason"].is_string()).collect();
    assert_eq!(by_hand.len(), 1);
    let priced = answer["scenarios"][1]["lines"].as_array().unwrap().iter().filter(|line| line["unit_price"].is_string()).count();
    assert_eq!(priced, 6);
    assert_eq!(answer["scenarios"][1]["unpriced_lines"].as_array().unwrap().len(), 1);
}

#[test]
fn nothing_readable_is_no_total_and_no_date() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("scan.pdf");
    std::fs::write(&bad, b"not a drawing").unwrap();
    let pdf = folder.path().join("devis.pdf");
    let answer = quote(&["--pdf", pdf.to_str().unwrap()], &[bad]);
    for scenario in answer["scenarios"].as_array().unwrap() {
        for field in ["total", "lead_time_days", "delivery_date"] {
            assert!(scenario.get(field).is_some_and(Value::is_null), "{field}: {scenario}");
        }
        assert!(!scenario["reasons"].as_array().unwrap().is_empty());
    }
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF-"));
}
