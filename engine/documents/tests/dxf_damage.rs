//! Damaged DXF files always get an answer: no panic, no endless work, whatever was cut, flipped or swapped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../../tests/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Failed, Trial};
use trusquin_documents::dxf::read_dxf;

const SAMPLE: &str = include_str!("dxf_sample.dxf");

/// A small generator of the same numbers every time (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn damaged(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut out = bytes.to_vec();
    match numbers.below(8) {
        0 => out.truncate(numbers.below(bytes.len())),
        1 => {
            for _ in 0..1 + numbers.below(20) {
                let at = numbers.below(out.len());
                if let Some(byte) = out.get_mut(at) {
                    *byte = numbers.below(256) as u8;
                }
            }
        }
        2 => out.iter_mut().filter(|byte| **byte == b'.').for_each(|byte| *byte = b','),
        3 => {
            let from = numbers.below(out.len());
            let to = (from + numbers.below(200)).min(out.len());
            out.drain(from..to);
        }
        4 => {
            let from = numbers.below(out.len());
            let piece = out[from..(from + numbers.below(400)).min(out.len())].to_vec();
            let to = numbers.below(out.len());
            out.splice(to..to, piece);
        }
        5 => without_line(&mut out, numbers),
        6 => {
            // Two lines change places: a code and its value, or a value and the next code.
            let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
            for _ in 0..1 + numbers.below(4) {
                let at = numbers.below(lines.len().saturating_sub(1));
                if at + 1 < lines.len() {
                    lines.swap(at, at + 1);
                }
            }
            out = lines.concat();
        }
        _ => {
            // Digits become other digits: counts, codes and flags lie.
            for _ in 0..1 + numbers.below(60) {
                let at = numbers.below(out.len());
                if let Some(byte) = out.get_mut(at).filter(|byte| byte.is_ascii_digit()) {
                    *byte = b'0' + numbers.below(10) as u8;
                }
            }
        }
    }
    out
}

/// Takes one line out, as bad transfers and hand edits do.
fn without_line(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    let from = numbers.below(bytes.len());
    let start = bytes.get(..from).and_then(|head| head.iter().rposition(|byte| *byte == b'\n')).map_or(0, |at| at + 1);
    let end = bytes.get(start..).and_then(|tail| tail.iter().position(|byte| *byte == b'\n')).map_or(bytes.len(), |at| start + at + 1);
    bytes.drain(start..end);
}

/// Codes that speak of damage to the file.
const OF_DAMAGE: [&str; 12] =
    ["DXF-002", "DXF-003", "DXF-004", "DXF-005", "DXF-006", "DXF-007", "DXF-008", "DXF-009", "DXF-010", "DXF-011", "DXF-013", "DXF-014"];

/// What a file gives: entities by type, and how often each kind of damage is told.
fn told(bytes: &[u8]) -> (BTreeMap<String, u32>, BTreeMap<String, String>) {
    let reading = read_dxf(bytes).expect("a DXF file");
    let codes = reading.diagnostics.into_iter().filter(|it| OF_DAMAGE.contains(&it.code.as_str()));
    (reading.value.geometry.entities, codes.map(|it| (it.code, it.message)).collect())
}

fn what_is_lost_is_listed() {
    let (entities, damage) = told(SAMPLE.as_bytes());
    let mut numbers = Numbers(2_026);
    let mut losses = 0;
    for round in 0..1500 {
        let mut hurt = SAMPLE.as_bytes().to_vec();
        if round % 3 == 0 {
            hurt.truncate(numbers.below(SAMPLE.len()).max(2000));
        } else {
            without_line(&mut hurt, &mut numbers);
        }
        let (left, listed) = told(&hurt);
        if left != entities {
            losses += 1;
            assert_ne!(listed, damage, "round {round}: entities differ and nothing is told: {left:?}");
        }
    }
    assert!(losses > 300, "only {losses} rounds lost anything: the test shows nothing");
}

fn a_binary_drawing_survives_damage() {
    // The sample's tags as a binary file: strings end in zero, numbers are little-endian, by the ranges of the DXF Reference.
    let mut bytes = b"AutoCAD Binary DXF\r\n\x1a\0".to_vec();
    let mut lines = SAMPLE.lines();
    while let (Some(code), Some(value)) = (lines.next(), lines.next()) {
        let Ok(code) = code.trim().parse::<i16>() else { continue };
        bytes.extend(code.to_le_bytes());
        match code {
            10..=59 | 110..=149 | 210..=239 | 1010..=1059 => bytes.extend(value.trim().parse::<f64>().unwrap_or(0.0).to_le_bytes()),
            60..=79 | 170..=179 | 270..=289 | 370..=389 | 1060..=1070 => {
                bytes.extend((value.trim().parse::<i64>().unwrap_or(0) as i16).to_le_bytes());
            }
            90..=99 | 420..=429 | 1071 => bytes.extend((value.trim().parse::<i64>().unwrap_or(0) as i32).to_le_bytes()),
            290..=299 => bytes.push(value.trim().parse().unwrap_or(0)),
            _ => {
                bytes.extend(value.as_bytes());
                bytes.push(0);
            }
        }
    }
    assert_eq!(told(&bytes).0, told(SAMPLE.as_bytes()).0, "the binary file holds the same entities");
    survives(&bytes, 2000, 11);
}

fn survives(bytes: &[u8], rounds: usize, seed: u64) {
    let mut numbers = Numbers(seed | 1);
    for round in 0..rounds {
        let hurt = damaged(bytes, &mut numbers);
        let start = Instant::now();
        let answer = std::panic::catch_unwind(|| read_dxf(&hurt).map(|reading| reading.value.geometry));
        let answer = answer.unwrap_or_else(|_| panic!("panic in round {round} with seed {seed}"));
        if let Ok(geometry) = answer {
            assert!(geometry.cut_length_mm.is_finite() && geometry.bbox_mm.is_none_or(|size| size.iter().all(|side| side.is_finite())));
        }
        assert!(start.elapsed() < Duration::from_secs(20), "round {round} with seed {seed} does not end");
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../datasets/sample_rfq");
    let corpus = corpus::corpus().map(|corpus| corpus.join("dxf"));
    let absent = corpus.is_none();
    let trial = |name: &str, test: fn()| {
        Trial::test(name, move || {
            test();
            Ok::<(), Failed>(())
        })
    };
    let of_folder = |name: &str, folder: std::path::PathBuf| {
        Trial::test(name, move || {
            every_drawing_survives_damage(&folder);
            Ok(())
        })
    };
    let trials = vec![
        trial("a_small_drawing_survives_damage", a_small_drawing_survives_damage),
        of_folder("every_sample_drawing_survives_damage", sample),
        of_folder("every_drawing_of_the_corpus_survives_damage", corpus.unwrap_or_default()).with_ignored_flag(absent),
        trial("a_binary_drawing_survives_damage", a_binary_drawing_survives_damage),
        trial("what_is_lost_is_listed", what_is_lost_is_listed),
        trial("blocks_in_blocks_in_blocks_end", blocks_in_blocks_in_blocks_end),
        trial("what_is_no_drawing_is_refused_with_its_name", what_is_no_drawing_is_refused_with_its_name),
    ];
    libtest_mimic::run(&arguments, trials).exit();
}

fn a_small_drawing_survives_damage() {
    survives(SAMPLE.as_bytes(), 3000, 7);
}

fn every_drawing_survives_damage(folder: &Path) {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files: Vec<_> = files.filter(|entry| entry.path().extension().is_some_and(|it| it.eq_ignore_ascii_case("dxf"))).collect();
    assert!(!files.is_empty(), "{} holds no DXF", folder.display());
    let rounds = std::env::var("TRUSQUIN_DAMAGE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(6);
    for entry in files {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        if !bytes.is_empty() && bytes.len() < 1_000_000 {
            survives(&bytes, rounds, bytes.len() as u64);
        }
    }
}

fn blocks_in_blocks_in_blocks_end() {
    // Twelve blocks, each ten by ten of the one before: 10^24 lines asked for by three kilobytes.
    let mut text =
        String::from("0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n2\nB0\n10\n0\n20\n0\n0\nLINE\n8\n0\n10\n0\n20\n0\n11\n1\n21\n1\n0\nENDBLK\n");
    for level in 1..12 {
        let below = level - 1;
        text += &format!(
            "0\nBLOCK\n2\nB{level}\n10\n0\n20\n0\n0\nINSERT\n2\nB{below}\n10\n0\n20\n0\n70\n10\n71\n10\n44\n2\n45\n2\n0\nENDBLK\n"
        );
    }
    text += "0\nENDSEC\n0\nSECTION\n2\nENTITIES\n0\nINSERT\n8\n0\n2\nB11\n10\n0\n20\n0\n0\nENDSEC\n0\nEOF\n";
    let reading = read_dxf(text.as_bytes()).expect("a DXF file");
    assert_eq!(reading.value.geometry.entities.get("INSERT"), Some(&1));
    assert!(reading.diagnostics.iter().any(|diagnostic| diagnostic.code == "DXF-010"), "{:?}", reading.diagnostics);
}

fn what_is_no_drawing_is_refused_with_its_name() {
    for bytes in [b"".as_slice(), &[0; 5000], b"<html>404</html>", b"%PDF-1.7"] {
        let error = read_dxf(bytes).expect_err("no DXF");
        assert_eq!(error.diagnostic().code, "DXF-001");
    }
}
