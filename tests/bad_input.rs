//! Bad input gets a diagnostic with a code, and everything else goes on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../datasets/sample_rfq");

/// Answers by file name, each with its diagnostic codes; the run as a whole must succeed.
fn analyze(arguments: &[&str], paths: &[&Path]) -> BTreeMap<String, (Value, Vec<String>)> {
    let output = Command::new(env!("CARGO_BIN_EXE_trusquin")).arg("analyze").args(arguments).args(paths).output().unwrap();
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let answer: Value = serde_json::from_str(line).unwrap();
            let codes = answer["diagnostics"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect();
            (answer["file"].as_str().unwrap().rsplit('/').next().unwrap().to_owned(), (answer, codes))
        })
        .collect()
}

fn sample_pdf() -> Vec<u8> {
    let mut pdfs: Vec<_> = std::fs::read_dir(SAMPLE)
        .unwrap()
        .flatten()
        .map(|it| it.path())
        .filter(|path| path.extension().is_some_and(|it| it == "pdf"))
        .collect();
    pdfs.sort();
    std::fs::read(pdfs.first().expect("the sample RFQ has a PDF")).unwrap()
}

#[test]
fn each_bad_file_says_what_is_wrong_and_a_good_one_beside_them_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let good = sample_pdf();
    std::fs::write(at("good.pdf"), &good).unwrap();
    std::fs::write(at("empty.pdf"), b"").unwrap();
    std::fs::write(at("cut.pdf"), good.get(..good.len() / 3).unwrap()).unwrap();
    std::fs::write(at("picture.pdf"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x08\x08\x02\0\0\0").unwrap();
    std::fs::write(at("noise.step"), (0..5000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>())
        .unwrap();
    std::fs::write(at("cut.step"), b"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\nFILE_SCHEMA(('AUTOMOTIVE_DESIGN'));\nENDSEC;\nDATA;\n#1=CARTESIAN_POINT('',(0.,").unwrap();
    std::fs::write(at("cut.dxf"), b"  0\nSECTION\n  2\nENTITIES\n  0\nLINE\n 10\n1.0\n 20\n").unwrap();
    std::fs::write(at("locked.pdf"), password_pdf()).unwrap();

    let answers = analyze(&[], &[folder.path()]);
    assert_eq!(answers.len(), 8);
    for name in ["empty.pdf", "cut.pdf", "picture.pdf", "noise.step", "cut.step", "cut.dxf", "locked.pdf"] {
        assert!(!answers[name].1.is_empty(), "{name} has no diagnostic");
    }
    assert_eq!(answers["empty.pdf"].1, ["KND-002"]);
    assert_eq!(
        (answers["picture.pdf"].0["kind"].as_str(), answers["picture.pdf"].1.as_slice()),
        (Some("image"), ["TXT-001".to_owned()].as_slice())
    );
    assert!(answers["locked.pdf"].0["diagnostics"][0]["message"].as_str().unwrap().contains("password"), "{}", answers["locked.pdf"].0);
    assert!(answers["good.pdf"].0["title_block"]["drawing_number"]["value"].is_string(), "{}", answers["good.pdf"].0);
}

#[test]
fn a_gigabyte_of_zeros_costs_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zeros.pdf");
    let mut file = File::create(&path).unwrap();
    file.seek(SeekFrom::Start((1 << 30) - 1)).unwrap();
    file.write_all(&[0]).unwrap();
    assert_eq!(analyze(&[], &[&path])["zeros.pdf"].1, ["WRK-006"]);
    let small = folder.path().join("small.pdf");
    std::fs::write(&small, vec![0; 1 << 20]).unwrap();
    assert_eq!(analyze(&[], &[&small])["small.pdf"].1, ["KND-001"]);
}

#[test]
fn a_zip_bomb_is_stopped_and_what_came_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.zip");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    zip.start_file("plan.pdf", SimpleFileOptions::default()).unwrap();
    zip.write_all(&sample_pdf()).unwrap();
    zip.start_file("bomb.step", SimpleFileOptions::default()).unwrap();
    for _ in 0..300 {
        zip.write_all(&vec![0; 1 << 20]).unwrap();
    }
    zip.finish().unwrap();
    let answers = analyze(&[], &[&path]);
    assert!(answers["bomb.zip"].1.contains(&"ARC-002".to_owned()), "{answers:?}");
    assert_eq!(answers["plan.pdf"].0["file"], Value::from(format!("{}!/plan.pdf", path.display())));
    assert!(answers["plan.pdf"].0["title_block"]["drawing_number"]["value"].is_string());
}

#[test]
fn nested_archives_share_one_budget() {
    // Forty members of 12 MiB in each of ten archives: no single member or archive looks like a bomb, together they are 4.7 GiB.
    let zip_of = |members: &[(String, Vec<u8>)]| {
        let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in members {
            zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let inner = zip_of(&(0..40).map(|index| (format!("{index}.bin"), vec![0; 12 << 20])).collect::<Vec<_>>());
    let outer = zip_of(&(0..10).map(|index| (format!("{index}.zip"), inner.clone())).collect::<Vec<_>>());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nested.zip");
    std::fs::write(&path, outer).unwrap();
    let good = folder.path().join("good.pdf");
    std::fs::write(&good, sample_pdf()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_trusquin")).arg("analyze").arg(&path).arg(&good).output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let stopped = text.lines().filter(|line| line.contains("ARC-002")).count();
    let unpacked = text.lines().filter(|line| line.contains(".bin\"")).count();
    assert!(stopped >= 7, "{stopped} of ten inner archives stopped");
    assert!(unpacked <= 86, "{unpacked} members of 12 MiB are more than the 1 GiB of one archive");
    assert!(text.lines().any(|line| line.contains("good.pdf") && line.contains("drawing_number")));
}

#[test]
fn a_member_with_a_travelling_path_is_read_and_written_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inner").join("travel.zip");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    zip.start_file("../../escaped.pdf", SimpleFileOptions::default()).unwrap();
    zip.write_all(&sample_pdf()).unwrap();
    zip.finish().unwrap();
    let answers = analyze(&[], &[&path]);
    assert!(answers["travel.zip"].1.contains(&"ARC-003".to_owned()), "{answers:?}");
    assert!(answers["escaped.pdf"].0["title_block"]["drawing_number"]["value"].is_string());
    assert!(!folder.path().join("escaped.pdf").exists() && !folder.path().parent().unwrap().join("escaped.pdf").exists());
}

#[test]
fn ten_million_nested_step_references_end_with_a_diagnostic() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nested.step");
    let mut text = b"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\nFILE_SCHEMA(('AUTOMOTIVE_DESIGN'));\nENDSEC;\nDATA;\n#1=PRODUCT('a','b','',".to_vec();
    text.resize(text.len() + 10_000_000, b'(');
    std::fs::write(&path, text).unwrap();
    let chain = folder.path().join("chain.step");
    let mut file = std::io::BufWriter::new(File::create(&chain).unwrap());
    file.write_all(b"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\nFILE_SCHEMA(('AUTOMOTIVE_DESIGN'));\nENDSEC;\nDATA;\n").unwrap();
    for id in 1..=10_000_000_u32 {
        write!(file, "#{id}=NEXT_ASSEMBLY_USAGE_OCCURRENCE('','','',#{},#{},$);", id + 1, id + 1).unwrap();
    }
    file.write_all(b"\nENDSEC;\nEND-ISO-10303-21;\n").unwrap();
    file.into_inner().unwrap().sync_all().unwrap();
    let good = folder.path().join("good.pdf");
    std::fs::write(&good, sample_pdf()).unwrap();
    let answers = analyze(&["--file-mb=1024"], &[&path, &chain, &good]);
    for name in ["nested.step", "chain.step"] {
        assert!(!answers[name].1.is_empty(), "{name}: {}", answers[name].0);
        assert_eq!(answers[name].0["kind"], "step", "{name}");
    }
    assert!(answers["good.pdf"].0["title_block"]["drawing_number"]["value"].is_string());
}

/// Answers of a run under what `sh` lowers first, by file name.
fn analyze_under(limit: &str, path: &Path) -> BTreeMap<String, Vec<String>> {
    let script = format!("{limit}; exec \"$0\" analyze \"$1\"");
    let output = Command::new("/bin/sh").args(["-c", &script, env!("CARGO_BIN_EXE_trusquin")]).arg(path).output().unwrap();
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let answers = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let codes =
        |answer: &Value| answer["diagnostics"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect();
    answers.map(|answer| (answer["file"].as_str().unwrap().rsplit('/').next().unwrap().to_owned(), codes(&answer))).collect()
}

#[test]
fn an_archive_of_three_thousand_members_needs_few_open_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.zip");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    for index in 0..3_000 {
        zip.start_file(format!("{index}.txt"), SimpleFileOptions::default()).unwrap();
        write!(zip, "member {index}").unwrap();
    }
    zip.finish().unwrap();
    let answers = analyze_under("ulimit -n 64", &path);
    assert_eq!(answers.len(), 3_001);
    for (name, codes) in &answers {
        let expected: &[&str] = if name == "many.zip" { &[] } else { &["KND-001"] };
        assert_eq!(codes, expected, "{name}");
    }
}

#[test]
fn a_full_temporary_folder_is_named_and_what_came_before_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.zip");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    for (name, size) in [("small.txt", 100), ("large.bin", 8 << 20), ("after.txt", 100)] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&vec![b'x'; size]).unwrap();
    }
    zip.finish().unwrap();
    // Files of at most 4,096 blocks of 512 bytes: writing on fails, as on a full disk.
    let answers = analyze_under("trap '' XFSZ; ulimit -f 4096", &path);
    assert_eq!(answers["large.zip"], ["WRK-007"]);
    assert_eq!(answers["small.txt"], ["KND-001"]);
    assert_eq!(answers.len(), 2);
    let answers = analyze_under("export TMPDIR=/nowhere/at/all", &path);
    assert_eq!((answers.len(), answers["large.zip"].as_slice()), (1, ["WRK-007".to_owned()].as_slice()));
}

#[test]
fn a_missing_file_beside_a_good_one_is_a_line_and_alone_it_is_bad_usage() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.pdf");
    std::fs::write(&good, sample_pdf()).unwrap();
    let absent = folder.path().join("absent.pdf");
    assert_eq!(analyze(&[], &[&good, &absent])["absent.pdf"].1, ["WRK-001"]);
    let status = Command::new(env!("CARGO_BIN_EXE_trusquin")).arg("analyze").arg(&absent).output().unwrap().status;
    assert_eq!(status.code(), Some(2));
}

/// A small PDF whose standard security handler needs a user password (RC4 40 bit; the keys are of no consequence, they match nothing).
fn password_pdf() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>".to_owned(),
        format!("<< /Filter /Standard /V 1 /R 2 /P -4 /O <{}> /U <{}> >>", "11".repeat(32), "22".repeat(32)),
    ];
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let table = pdf.len();
    pdf.extend_from_slice(b"xref\n0 5\n0000000000 65535 f \n");
    for offset in offsets {
        pdf.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let id = "33".repeat(16);
    pdf.extend_from_slice(
        format!("trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{table}\n%%EOF\n").as_bytes(),
    );
    pdf
}
