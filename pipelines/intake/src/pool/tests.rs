//! The pool against workers that misbehave: shell scripts that speak the frames.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use trusquin_domain::FileKind;

use super::*;

const MIB: u64 = 1 << 20;

/// Two complete members, and one that is not ended; for a member the script only dies.
const THREE_MEMBERS: &str = r"if head -c 60 | grep -q '!/'; then exit 1; fi
printf '\001\005\000\000\000a.pdf\002\004\000\000\000%%PDF\004\000\000\000\000'
printf '\001\005\000\000\000b.pdf\002\004\000\000\000%%PDF\002\004\000\000\000-1.7\004\000\000\000\000'
printf '\001\005\000\000\000c.pdf\002\004\000\000\000%%PDF'
";

fn limits() -> Limits {
    Limits { memory_bytes: 256 * MIB, worker_memory_bytes: 256 * MIB, file_time: Duration::from_secs(2), ..Limits::default() }
}

/// Answers by the last part of the name: kind and codes.
fn answers(script: &str, bytes: usize, limits: &Limits) -> BTreeMap<String, (FileKind, Vec<String>)> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&vec![b'x'; bytes]).unwrap();
    let task = Task {
        order: vec![0],
        display: "rfq.zip".to_owned(),
        source: Source::Path(file.path().to_path_buf()),
        depth: 0,
        budget: None,
        lesson: None,
    };
    let command = WorkerCommand {
        program: "/bin/sh".into(),
        arguments: vec!["-c".to_owned(), script.to_owned()],
        layouts: TaughtLayouts::default(),
        critical: None,
    };
    let mut found = BTreeMap::new();
    read_all(vec![task], 2, &command, limits, |_, analysis| {
        let codes = analysis.diagnostics.iter().map(|it| it.code.clone()).collect();
        assert!(found.insert(analysis.file.replace("rfq.zip!/", ""), (analysis.kind, codes)).is_none());
    });
    found
}

fn codes_of(found: &BTreeMap<String, (FileKind, Vec<String>)>) -> Vec<(&str, &str)> {
    found.iter().map(|(name, (_, codes))| (name.as_str(), codes.first().map_or("", String::as_str))).collect()
}

#[test]
fn a_worker_that_never_reads_is_stopped_while_it_is_fed() {
    let found = answers("exec sleep 600", 4 << 20, &limits());
    assert_eq!(codes_of(&found), [("rfq.zip", "WRK-002")]);
}

#[test]
fn complete_members_outlive_the_worker() {
    for (end, code) in [("exit 1", "WRK-003"), ("exec sleep 600", "WRK-002"), ("printf '\\003\\002\\000\\000\\000no'", "WRK-005")] {
        let found = answers(&format!("{THREE_MEMBERS}{end}"), 10, &limits());
        assert_eq!(codes_of(&found), [("a.pdf", "WRK-003"), ("b.pdf", "WRK-003"), ("rfq.zip", code)], "{end}");
    }
}

#[test]
fn members_before_the_end_of_the_budget_are_read() {
    for limits in [Limits { archive_bytes: 10, ..limits() }, Limits { archive_members: 1, ..limits() }] {
        let found = answers(&format!("{THREE_MEMBERS}exec sleep 600"), 10, &limits);
        assert_eq!(codes_of(&found), [("a.pdf", "WRK-003"), ("rfq.zip", "ARC-002")]);
    }
}

#[test]
fn a_second_attempt_has_the_whole_memory_and_the_whole_budget() {
    let script = format!(
        "[ \"$TRUSQUIN_WORKER_MEMORY_MB\" = 256 ] || {{ {THREE_MEMBERS}exit 1; }}\nprintf '\\005\\006\\000\\000\\000\"step\"'\n{THREE_MEMBERS}exit 1"
    );
    let found = answers(&script, 10, &Limits { worker_memory_bytes: 128 * MIB, archive_members: 3, ..limits() });
    assert_eq!(codes_of(&found), [("a.pdf", "WRK-003"), ("b.pdf", "WRK-003"), ("rfq.zip", "WRK-003")]);
    assert_eq!(found["rfq.zip"].0, FileKind::Step);
}

#[test]
fn the_kind_is_known_although_the_reader_died() {
    let found = answers("printf '\\005\\005\\000\\000\\000\"pdf\"'; exit 3", 10, &limits());
    assert_eq!(found["rfq.zip"], (FileKind::Pdf, vec!["WRK-003".to_owned()]));
}
