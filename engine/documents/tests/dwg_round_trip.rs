//! DWG against DXF: the same drawing in both formats gives the same counts, envelope, lengths and texts; damage gets an answer.
//!
//! The samples are written by the decoder's own crate from DXF files, so they prove the path from records to measures, and that its writer and
//! reader agree; files of CAD systems are what docs/adr/0009 tells of.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../../tests/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use acadrust::types::DxfVersion;
use acadrust::{CadDocument, DwgWriter, DxfReader};
use libtest_mimic::{Arguments, Failed, Trial};
use trusquin_documents::dwg::read_dwg;
use trusquin_documents::dxf::{FlatDrawing, read_dxf};

const SAMPLE: &str = include_str!("dxf_sample.dxf");
/// Largest file of the corpus taken: the crate's DXF reader is slow.
const LARGEST: usize = 400_000;
/// Share of the corpus that must read the same from DWG; what differs is named in docs/adr/0009.
const SAME: f64 = 0.96;

fn main() {
    let arguments = Arguments::from_args();
    let folder = corpus::corpus().map(|corpus| corpus.join("dxf"));
    let absent = folder.is_none();
    let trial = |name: &str, test: fn()| {
        Trial::test(name, move || {
            test();
            Ok::<(), Failed>(())
        })
    };
    let trials = vec![
        trial("the_sample_reads_the_same_from_every_release", the_sample_reads_the_same_from_every_release),
        trial("damaged_files_get_an_answer_that_names_the_release", damaged_files_get_an_answer_that_names_the_release),
        Trial::test("the_corpus_reads_the_same_from_dwg", move || {
            the_corpus_reads_the_same(&folder.unwrap_or_default());
            Ok(())
        })
        .with_ignored_flag(absent),
    ];
    libtest_mimic::run(&arguments, trials).exit();
}

fn document(dxf: &[u8]) -> Option<CadDocument> {
    DxfReader::from_reader(Cursor::new(dxf.to_vec())).and_then(|reader| reader.read()).ok()
}

fn as_dwg(document: &CadDocument, version: DxfVersion) -> Option<Vec<u8>> {
    let mut document = document.clone();
    document.version = version;
    DwgWriter::write_to_vec(&document).ok()
}

/// Counts as both formats know them: DWG has one entity for a plane polyline of either age, and none for a 3DLINE.
fn counts(drawing: &FlatDrawing) -> BTreeMap<String, u32> {
    let mut out = BTreeMap::new();
    for (kind, count) in &drawing.geometry.entities {
        let kind = match kind.as_str() {
            "POLYLINE" => "LWPOLYLINE",
            "3DLINE" => "LINE",
            other => other,
        };
        *out.entry(kind.to_owned()).or_insert(0) += count;
    }
    out
}

/// Envelope in drawing units: DWG before 2000 keeps no unit.
fn envelope(drawing: &FlatDrawing) -> Option<[f64; 2]> {
    drawing.geometry.bbox_mm.map(|size| size.map(|side| side / drawing.unit_mm))
}

fn differs(a: Option<[f64; 2]>, b: Option<[f64; 2]>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (0..2).any(|axis| (a[axis] - b[axis]).abs() > 1e-3 * a[axis].max(1.0)),
        (a, b) => a.is_some() != b.is_some(),
    }
}

const RELEASES: [(DxfVersion, &str); 7] = [
    (DxfVersion::AC1014, "AC1014"),
    (DxfVersion::AC1015, "AC1015"),
    (DxfVersion::AC1018, "AC1018"),
    (DxfVersion::AC1021, "AC1021"),
    (DxfVersion::AC1024, "AC1024"),
    (DxfVersion::AC1027, "AC1027"),
    (DxfVersion::AC1032, "AC1032"),
];

fn the_sample_reads_the_same_from_every_release() {
    let from_dxf = read_dxf(SAMPLE.as_bytes()).unwrap().value;
    let document = document(SAMPLE.as_bytes()).expect("the sample");
    let said = |drawing: &FlatDrawing| {
        let mut texts: Vec<_> = drawing
            .texts
            .iter()
            .map(|it| (it.text.clone(), it.kind, it.tag.clone(), it.measured.map(|value| (value * 1e3).round())))
            .collect();
        texts.sort_by(|a, b| a.0.cmp(&b.0));
        texts
    };
    for (version, name) in RELEASES {
        let dwg = as_dwg(&document, version).unwrap_or_else(|| panic!("{name} is not written"));
        let read = read_dwg(&dwg).unwrap();
        assert_eq!(read.value.geometry.version, name);
        assert_eq!(counts(&read.value), counts(&from_dxf), "{name}");
        assert!(!differs(envelope(&read.value), envelope(&from_dxf)), "{name}: {:?}", envelope(&read.value));
        let warned = read.diagnostics.iter().any(|it| it.code == "DWG-004");
        // The array of the sample carries attributes: from 2004 on the decoder loses its spacing, and says nothing; we do.
        assert_eq!(warned, version >= DxfVersion::AC1018, "{name}: {:?}", read.diagnostics);
        if !warned {
            let length = |drawing: &FlatDrawing| drawing.geometry.cut_length_mm / drawing.unit_mm;
            assert!((length(&read.value) - length(&from_dxf)).abs() < 1e-3, "{name}: {}", length(&read.value));
            assert_eq!(read.value.geometry.contours.len(), from_dxf.geometry.contours.len(), "{name}");
        }
        assert_eq!(said(&read.value), said(&from_dxf), "{name}");
        if version >= DxfVersion::AC1015 {
            assert_eq!(read.value.geometry.unit, from_dxf.geometry.unit, "{name}");
        }
        assert!(read.diagnostics.iter().all(|it| !["DWG-002", "DWG-003"].contains(&it.code.as_str())), "{name}: {:?}", read.diagnostics);
    }
}

fn the_corpus_reads_the_same(folder: &Path) {
    let (mut read, mut same, mut different) = (0, 0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        if bytes.len() > LARGEST {
            continue;
        }
        let (Ok(from_dxf), Some(document)) = (read_dxf(&bytes), document(&bytes)) else { continue };
        // The first and the last kind of container, and the one in between.
        for version in [DxfVersion::AC1015, DxfVersion::AC1021, DxfVersion::AC1032] {
            let Some(dwg) = as_dwg(&document, version) else { continue };
            read += 1;
            let answer = read_dwg(&dwg).map(|reading| reading.value);
            let agrees = answer.is_ok_and(|drawing| {
                counts(&drawing) == counts(&from_dxf.value) && !differs(envelope(&drawing), envelope(&from_dxf.value))
            });
            if agrees {
                same += 1;
            } else {
                different.push(format!("{}@{version:?}", entry.file_name().to_string_lossy()));
            }
        }
    }
    println!("{same} of {read} DWG files read as their DXF; not: {}", different.join(", "));
    assert!(read > 300, "only {read} files were written: the test shows nothing");
    assert!(f64::from(same) >= SAME * f64::from(read), "{same} of {read}; not: {}", different.join(", "));
}

fn damaged_files_get_an_answer_that_names_the_release() {
    let document = document(SAMPLE.as_bytes()).expect("the sample");
    let mut seed: u64 = 2_026;
    let mut below = |limit: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % limit.max(1) as u64) as usize
    };
    let (mut losses, mut silent) = (0, Vec::new());
    for (version, name) in RELEASES {
        let dwg = as_dwg(&document, version).unwrap();
        let whole = counts(&read_dwg(&dwg).unwrap().value);
        for round in 0..60 {
            let mut hurt = dwg.clone();
            if round % 3 == 0 {
                hurt.truncate(below(dwg.len()).max(6));
            } else {
                for _ in 0..1 + below(30) {
                    // The first six bytes are the release: without them the file is no DWG at all.
                    let at = 6 + below(hurt.len() - 6);
                    hurt[at] = below(256) as u8;
                }
            }
            match std::panic::catch_unwind(|| read_dwg(&hurt)) {
                Ok(Ok(reading)) => {
                    assert_eq!(reading.value.geometry.version, name);
                    assert!(reading.value.geometry.cut_length_mm.is_finite());
                    if counts(&reading.value) != whole {
                        losses += 1;
                        if !reading.diagnostics.iter().any(|it| ["DWG-002", "DWG-003"].contains(&it.code.as_str())) {
                            silent.push((round % 3 == 0, format!("{name} round {round}")));
                        }
                    }
                }
                Ok(Err(error)) => {
                    losses += 1;
                    let remark = error.diagnostic();
                    assert!(remark.code == "DWG-001" && remark.message.contains(name), "{remark:?}");
                }
                Err(_) => panic!("panic on damaged {name}, round {round}"),
            }
        }
    }
    println!("{losses} of 420 damaged files lost something; without a word: {silent:?}");
    assert!(losses > 100, "only {losses} lost anything: the damage is not damage");
    assert!(!silent.iter().any(|(cut, _)| *cut), "cut short without a word: {silent:?}");
    // A changed byte inside a record can make it another sound record: the format has no sum per record.
    assert!(silent.len() <= 8, "lost without a word: {silent:?}");
}
