//! The committed sample RFQ: made again byte for byte, and well formed in each format.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::process::Command;

use trusquin_generator::sample_rfq;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../sample_rfq")
}

fn files(extension: &str) -> Vec<(String, Vec<u8>)> {
    let (files, _) = sample_rfq::make().unwrap();
    files.into_iter().filter(|(name, _)| name.ends_with(extension)).collect()
}

#[test]
fn regenerating_gives_the_committed_bytes() {
    let (files, truth) = sample_rfq::make().unwrap();
    assert_eq!(truth.parts.len(), 6);
    for (name, bytes) in &files {
        let committed = std::fs::read(folder().join(name)).unwrap_or_default();
        assert!(committed == *bytes, "{name} differs: run `cargo run -p trusquin-generator -- sample-rfq`");
    }
    let mut present: Vec<String> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    present.retain(|name| name != "README.md");
    present.sort();
    assert_eq!(present, files.keys().cloned().collect::<Vec<_>>());
    assert!(files.values().map(Vec::len).sum::<usize>() < 1_000_000);
}

#[test]
fn pdf_has_header_objects_and_a_true_cross_reference_table() {
    for (name, bytes) in files(".pdf") {
        assert!(bytes.starts_with(b"%PDF-1."), "{name}");
        // One character a byte, so that offsets of the file are offsets of the text.
        let text: String = bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect();
        let start: usize = text.rsplit("startxref").next().unwrap().lines().nth(1).unwrap().trim().parse().unwrap();
        let table = &text[start..];
        assert!(table.starts_with("xref"), "{name}");
        let mut lines = table.lines().skip(1);
        let count: usize = lines.next().unwrap().split(' ').nth(1).unwrap().trim().parse().unwrap();
        for (number, line) in lines.take(count).enumerate().filter(|(_, line)| line.trim_end().ends_with('n')) {
            let offset: usize = line.split(' ').next().unwrap().parse().unwrap();
            assert!(text[offset..].starts_with(&format!("{number} 0 obj")), "{name} object {number}");
        }
    }
}

#[test]
#[ignore = "needs pdftotext (poppler-utils); the snapshot of the sample RFQ reads the same words through our own reader"]
fn pdf_says_every_word_of_the_truth() {
    let (_, truth) = sample_rfq::make().unwrap();
    for part in truth.parts {
        let Some(file) = part.files.iter().find(|file| file.kind == "pdf") else { continue };
        let output = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(folder().join(&file.name)).arg("-").output().unwrap();
        let words: Vec<String> = String::from_utf8(output.stdout).unwrap().split_whitespace().map(str::to_owned).collect();
        let values = part.sheet.title_block.values().map(|value| value.value.clone());
        let texts = values
            .chain(part.sheet.dimensions.iter().map(|dimension| dimension.text.clone()))
            .chain(part.sheet.roughness.iter().map(|roughness| roughness.text.clone()))
            .chain(part.sheet.notes.iter().map(|note| note.value.clone()));
        for word in texts.flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()) {
            assert!(words.contains(&word), "{}: `{word}` is not in the text of the PDF", file.name);
        }
    }
}

#[test]
fn dxf_is_pairs_of_code_and_value_with_unique_handles() {
    for (name, bytes) in files(".dxf") {
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len() % 2, 0, "{name}");
        let mut handles = std::collections::BTreeSet::new();
        let (mut depth, mut attributes, mut dimensions) = (0, 0, 0);
        let mut header = true;
        for pair in lines.chunks_exact(2) {
            let code: u16 = pair[0].trim().parse().unwrap();
            match code {
                0 => match pair[1] {
                    "SECTION" => depth += 1,
                    "ENDSEC" => (depth, header) = (depth - 1, false),
                    "ATTRIB" => attributes += 1,
                    "DIMENSION" => dimensions += 1,
                    _ => {}
                },
                5 if !header => assert!(handles.insert(pair[1]), "{name}: handle {} twice", pair[1]),
                10..=59 => assert!(pair[1].parse::<f64>().is_ok(), "{name}: {code} {}", pair[1]),
                60..=79 => assert!(pair[1].parse::<i32>().is_ok(), "{name}: {code} {}", pair[1]),
                _ => {}
            }
        }
        assert_eq!((depth, lines[lines.len() - 1]), (0, "EOF"), "{name}");
        assert!(attributes >= 13 && dimensions >= 8, "{name}: {attributes} attributes, {dimensions} dimensions");
    }
}
