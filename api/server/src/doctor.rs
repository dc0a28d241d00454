//! `trusquin doctor`: what is found, what is missing, and what to do about it. It repairs nothing.

use std::fmt;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use sha2::{Digest, Sha256};

/// The libraries that set-up stages; the same table the set-up reads.
const STAGED: &str = include_str!("../../../setup/staged.tsv");

/// Least address space a reading process needs, bytes: libraries and allocators reserve much more than they fill.
const LEAST_MEMORY_BYTES: u64 = 1 << 30;

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Found and right.
    Found,
    /// Told for information; nothing depends on it now.
    Info,
    /// Missing or wrong, and Trusquin cannot work without it.
    Missing,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub what: String,
    /// How it stands.
    pub state: State,
    /// What was found.
    pub detail: String,
    /// What to do, when it is missing.
    pub remedy: Option<String>,
}

/// Everything that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DoctorReport {
    /// The findings, in the order they are printed.
    pub findings: Vec<Finding>,
}

impl DoctorReport {
    /// True when everything essential is there.
    pub fn healthy(&self) -> bool {
        self.findings.iter().all(|finding| finding.state != State::Missing)
    }

    fn add(&mut self, what: &str, state: State, detail: impl Into<String>) {
        self.findings.push(Finding { what: what.to_owned(), state, detail: detail.into(), remedy: None });
    }

    fn missing(&mut self, what: &str, detail: impl Into<String>, remedy: impl Into<String>) {
        self.findings.push(Finding { what: what.to_owned(), state: State::Missing, detail: detail.into(), remedy: Some(remedy.into()) });
    }
}

impl fmt::Display for DoctorReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let mark = match finding.state {
                State::Found => "ok     ",
                State::Info => "info   ",
                State::Missing => "MISSING",
            };
            writeln!(formatter, "{mark}  {:<14} {}", finding.what, finding.detail)?;
            if let Some(remedy) = &finding.remedy {
                writeln!(formatter, "{:>24} remedy: {remedy}", "")?;
            }
        }
        let verdict = if self.healthy() { "everything essential is there" } else { "something essential is missing" };
        write!(formatter, "{verdict}")
    }
}

/// Prints the report on stdout. The exit code is 1 when something essential is missing.
///
/// # Errors
/// Never so far; the signature is the commands'.
pub fn run(home: &Path) -> anyhow::Result<ExitCode> {
    let report = report(home);
    println!("{report}");
    Ok(if report.healthy() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Looks at the machine and at `home`, the folder of staged libraries.
pub fn report(home: &Path) -> DoctorReport {
    let mut report = DoctorReport::default();
    report.add("trusquin", State::Info, format!("{} on {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH));
    check_home(&mut report, home);
    check_libraries(&mut report, home, STAGED, std::env::consts::ARCH);
    if let Some(data) = std::env::var_os("TRUSQUIN_DATA") {
        check_data(&mut report, Path::new(&data));
    }
    check_memory(&mut report);
    report.add("fonts", State::Found, format!("{} embedded for documents", crate::documents::embedded_fonts()));
    check_python(&mut report);
    report
}

fn check_home(report: &mut DoctorReport, home: &Path) {
    let shown = home.display().to_string();
    if !home.is_dir() {
        return report.missing(
            "home",
            format!("{shown} is not there"),
            "run 'make setup', or tell where it is with --home or TRUSQUIN_HOME",
        );
    }
    report.add("home", State::Found, shown);
}

/// The shop's data folder, when TRUSQUIN_DATA names one: it must take a file.
fn check_data(report: &mut DoctorReport, data: &Path) {
    let probe = data.join(format!(".write-test.{}", std::process::id()));
    match std::fs::write(&probe, b"") {
        Ok(()) => {
            std::fs::remove_file(&probe).ok();
            report.add("data folder", State::Found, format!("{}, writable", data.display()));
        }
        Err(error) => {
            report.missing("data folder", format!("{}: {error}", data.display()), "create it and give this user the right to write there")
        }
    }
}

/// One line of the table of staged libraries.
struct Pin<'a> {
    library: &'a str,
    install_as: &'a str,
    sha256: &'a str,
}

fn pins<'a>(table: &'a str, architecture: &str) -> Vec<Pin<'a>> {
    let rows = table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter_map(|row| match row.as_slice() {
        [_, _, library, found, _, _, _, install_as, sha256, _] if *found == architecture || *found == "any" => {
            Some(Pin { library, install_as, sha256 })
        }
        _ => None,
    })
    .collect()
}

fn check_libraries(report: &mut DoctorReport, home: &Path, table: &str, architecture: &str) {
    let pins = pins(table, architecture);
    if !pins.iter().any(|pin| pin.install_as.starts_with("lib/")) {
        report.missing(
            "architecture",
            format!("{architecture}: no library is pinned for it"),
            "use an x86_64 or aarch64 machine, or add a line to setup/staged.tsv",
        );
    }
    for pin in pins {
        let path = home.join(pin.install_as);
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match sha256_of(&path) {
            Ok(found) if found == pin.sha256 => {
                report.add(&name, State::Found, format!("{}, sha256 {}…", pin.library, found.get(..12).unwrap_or(&found)))
            }
            Ok(found) => report.missing(
                &name,
                format!("{} is not the pinned {} (sha256 {found})", path.display(), pin.library),
                "run 'make setup': it is replaced",
            ),
            Err(error) => report.missing(
                &name,
                format!("{}: {error}", path.display()),
                format!("run 'make setup'; until then {}", without(pin.install_as)),
            ),
        }
    }
}

/// What people lose while a staged file is absent.
fn without(install_as: &str) -> &'static str {
    if install_as == "lib/libpdfium.so" {
        "every PDF becomes a line to enter by hand"
    } else {
        "scans and images become lines to enter by hand"
    }
}

fn sha256_of(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 16];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hash.update(buffer.get(..count).unwrap_or_default());
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Workers lower their own limit; a limit set from outside must leave them room.
fn check_memory(report: &mut DoctorReport) {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    match address_space_limit(&limits) {
        Some(limit) if limit < LEAST_MEMORY_BYTES => report.missing(
            "memory limit",
            format!("the address space is limited to {} MiB, a reading process needs {} MiB", limit >> 20, LEAST_MEMORY_BYTES >> 20),
            "raise it: ulimit -v unlimited, or LimitAS= of the service",
        ),
        Some(limit) => report.add("memory limit", State::Found, format!("{} MiB of address space", limit >> 20)),
        None => report.add("memory limit", State::Found, "none set from outside; each reading process limits itself"),
    }
}

/// Soft limit of the address space, bytes, from the text of `/proc/self/limits`; `None` when unlimited or not told.
fn address_space_limit(limits: &str) -> Option<u64> {
    limits
        .lines()
        .find_map(|line| line.strip_prefix("Max address space"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|soft| soft.parse().ok())
}

fn check_python(report: &mut DoctorReport) {
    let pip = std::process::Command::new("python3").args(["-m", "pip", "--version"]).stdin(std::process::Stdio::null()).output();
    let detail = match pip {
        Ok(output) if output.status.success() => {
            String::from_utf8_lossy(&output.stdout).split(" from ").next().unwrap_or_default().trim().to_owned()
        }
        Ok(_) => "python3 is there, pip is not (only the set-up needs it)".to_owned(),
        Err(_) => "not there (only the set-up needs it)".to_owned(),
    };
    report.add("python3, pip", State::Info, detail);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TABLE: &str =
        "# comment\nlib\t1\tLib 1\tx86_64\tany\t00\tm\tlib/lib.so\t2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\t5\n";

    fn states(home: &Path, architecture: &str) -> Vec<(String, State)> {
        let mut report = DoctorReport::default();
        check_libraries(&mut report, home, TABLE, architecture);
        report.findings.into_iter().map(|finding| (finding.what, finding.state)).collect()
    }

    #[test]
    fn a_library_is_judged_by_its_hash() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(states(home.path(), "x86_64"), [("lib.so".to_owned(), State::Missing)]);
        std::fs::create_dir(home.path().join("lib")).unwrap();
        std::fs::write(home.path().join("lib/lib.so"), "hello").unwrap();
        assert_eq!(states(home.path(), "x86_64"), [("lib.so".to_owned(), State::Found)]);
        std::fs::write(home.path().join("lib/lib.so"), "hullo").unwrap();
        assert_eq!(states(home.path(), "x86_64"), [("lib.so".to_owned(), State::Missing)]);
        assert_eq!(states(home.path(), "riscv64"), [("architecture".to_owned(), State::Missing)]);
    }

    #[test]
    fn every_pin_of_the_real_table_is_read() {
        for architecture in ["x86_64", "aarch64"] {
            let pins = pins(STAGED, architecture);
            let files: Vec<&str> = pins.iter().map(|pin| pin.install_as).collect();
            let expect = [
                "lib/libpdfium.so",
                "lib/libonnxruntime.so",
                "models/PP-OCRv6_det_small.onnx",
                "models/PP-OCRv6_rec_small.onnx",
                "models/ch_ppocr_mobile_v2.0_cls_mobile.onnx",
            ];
            assert_eq!(files, expect, "{architecture}");
            assert!(pins.iter().all(|pin| pin.sha256.len() == 64));
        }
        let rows = STAGED.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).count();
        assert_eq!(rows, 7);
    }

    #[test]
    fn a_bare_machine_is_told_what_to_do() {
        let report = report(Path::new("/nowhere/at/all"));
        assert!(!report.healthy());
        assert!(report.to_string().contains("make setup"));
        assert!(report.findings.iter().all(|finding| finding.state != State::Missing || finding.remedy.is_some()));
    }

    #[test]
    fn a_data_folder_must_take_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut report = DoctorReport::default();
        check_data(&mut report, folder.path());
        check_data(&mut report, &folder.path().join("absent"));
        assert_eq!(report.findings.iter().map(|finding| finding.state).collect::<Vec<_>>(), [State::Found, State::Missing]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_limit_from_outside_is_read() {
        assert_eq!(
            address_space_limit("Max address space         1048576              unlimited            bytes     \n"),
            Some(1_048_576)
        );
        assert_eq!(address_space_limit("Max address space         unlimited            unlimited            bytes     \n"), None);
        assert_eq!(address_space_limit(""), None);
    }
}
