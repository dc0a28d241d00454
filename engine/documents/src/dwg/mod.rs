//! DWG, from AutoCAD R12 to 2018: decoded into the records of a DXF file, which the DXF reader then reads.
//!
//! So entities, block transforms, texts, dimensions, layouts and contours mean the same in both formats, and are tested once. See docs/adr/0009.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use acadrust::io::dwg::DwgReadOptions;
use acadrust::io::read::ReadOutcome;
use acadrust::{CadDocument, DwgReader, DxfWriter, EntityType};
use trusquin_domain::{Diagnostic, Reading};

use crate::dxf::{FlatDrawing, read_records};

/// Why a DWG file could not be read at all; each message names the release that wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DwgError {
    /// The decoder gave nothing.
    #[error("{release} cannot be decoded ({reason}): ask for the drawing again as DXF or PDF")]
    Undecoded {
        /// What wrote it.
        release: String,
        /// The decoder's own words.
        reason: String,
    },
    /// Larger than this reader takes.
    #[error("{release} of {bytes} bytes is larger than 64 MiB: ask for the part alone, or as DXF")]
    TooLarge {
        /// What wrote it.
        release: String,
        /// Size of the file.
        bytes: usize,
    },
}

impl DwgError {
    /// The error as a remark for the person who sent the file.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error("DWG-001", self.to_string())
    }
}

/// Largest file read, bytes: decoded it takes some twenty times its size, and a worker has a limit.
const LARGEST: usize = 64 << 20;
/// Bytes its sections may unpack to; a small file can ask for gigabytes.
const UNPACKED: usize = 512 << 20;
/// Kinds of records named in a remark.
const KINDS_NAMED: usize = 8;

/// Reads a DWG file. What the decoder had to leave out is told in the diagnostics.
///
/// # Errors
/// When nothing can be decoded: a release before R12, encryption, or damage in the tables that lead to everything else.
pub fn read_dwg(bytes: &[u8]) -> Result<Reading<FlatDrawing>, DwgError> {
    let release = crate::detect::explain(bytes);
    if bytes.len() > LARGEST {
        return Err(DwgError::TooLarge { release, bytes: bytes.len() });
    }
    let (records, mut remarks) =
        decode(bytes).map_err(|reason| DwgError::Undecoded { release: release.clone(), reason: one_line(&reason) })?;
    let mut reading = read_records(&records).map_err(|error| DwgError::Undecoded { release, reason: one_line(&error.to_string()) })?;
    if let Some(version) = bytes.get(..6).and_then(|head| std::str::from_utf8(head).ok()) {
        version.clone_into(&mut reading.value.geometry.version);
    }
    remarks.append(&mut reading.diagnostics);
    Ok(Reading { value: reading.value, diagnostics: remarks })
}

/// The drawing as DXF records, and what was lost. A panic of the decoder or the writer loses this file only.
fn decode(bytes: &[u8]) -> Result<(Vec<u8>, Vec<Diagnostic>), String> {
    let decoded = catch_unwind(|| {
        let options = DwgReadOptions::failsafe().with_max_decompressed_bytes(UNPACKED);
        DwgReader::from_stream_with_options(Cursor::new(bytes), options).read_with_stats().map_err(|error| error.to_string())
    });
    let outcome = decoded.map_err(|_| "the decoder gave up".to_owned())??;
    let mut remarks = losses(&outcome);
    if is_cut_short(bytes) && !remarks.iter().any(|remark| remark.code == "DWG-003") {
        remarks.push(Diagnostic::warning(
            "DWG-003",
            "the file ends before the sections its head names: what was there is read, ask for a complete copy",
        ));
    }
    remarks.extend(doubtful_arrays(bytes, &outcome.document));
    let written =
        catch_unwind(AssertUnwindSafe(|| DxfWriter::new_binary(&outcome.document).write_to_vec().map_err(|error| error.to_string())));
    let records = written.map_err(|_| "its records could not be set out".to_owned())??;
    Ok((records, remarks))
}

/// What the decoder left out, by kind of record.
fn losses(outcome: &ReadOutcome) -> Vec<Diagnostic> {
    let stats = &outcome.stats;
    let mut out = Vec::new();
    if stats.skipped_source_records > 0 {
        let mut kinds: Vec<&str> = stats.diagnostics.iter().filter_map(|remark| remark.record_type.as_deref()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let named = if kinds.is_empty() { String::new() } else { format!(": {}", kinds[..kinds.len().min(KINDS_NAMED)].join(", ")) };
        out.push(Diagnostic::warning(
            "DWG-002",
            format!(
                "{} of {} records of the file could not be decoded and are left out{named}",
                stats.skipped_source_records, stats.source_records
            ),
        ));
    }
    if !stats.stream_completed || stats.recovered_errors > 0 || (stats.skipped_source_records == 0 && !stats.diagnostics.is_empty()) {
        let first = stats.diagnostics.iter().find(|remark| remark.record_type.is_none()).map(|remark| one_line(&remark.message));
        let first = first.map(|message| format!(", first: {message}")).unwrap_or_default();
        out.push(Diagnostic::warning(
            "DWG-003",
            format!(
                "the file is damaged or cut short in {} places{first}; what was there is read, ask for a complete copy",
                stats.recovered_errors.max(1)
            ),
        ));
    }
    out
}

/// True when a file of R13 to 2000 names sections beyond its end; the decoder skips those without a word. Later releases are paged and checked
/// page by page. Layout of the head: Open Design Specification for .dwg files, section 3.2 (locators of one number, a place and a size each).
fn is_cut_short(bytes: &[u8]) -> bool {
    const COUNT_AT: usize = 0x15;
    const LOCATOR: usize = 9;
    if ![b"AC1012", b"AC1014", b"AC1015"].iter().any(|release| bytes.starts_with(*release)) {
        return false;
    }
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
    let Some(count) = number(COUNT_AT) else { return true };
    (0..count.min(16)).any(|index| {
        let at = COUNT_AT + 4 + index * LOCATOR;
        number(at + 1).zip(number(at + 5)).is_none_or(|(place, size)| place.saturating_add(size) > bytes.len())
    })
}

/// Arrays of blocks with attributes: from release 2004 on the decoder reads their counts and spacing from the wrong place.
fn doubtful_arrays(bytes: &[u8], document: &CadDocument) -> Option<Diagnostic> {
    let before_2004 = [b"AC1009", b"AC1012", b"AC1014", b"AC1015"].iter().any(|release| bytes.starts_with(*release));
    let doubtful = |entity: &&EntityType| matches!(entity, EntityType::Insert(insert) if insert.is_minsert() && insert.has_attributes());
    let count = document.entities().filter(doubtful).count();
    (count > 0 && !before_2004).then(|| {
        let text = format!(
            "{count} arrays of blocks with attributes: their rows, columns and spacing are not reliable in this release, check them"
        );
        Diagnostic::warning("DWG-004", text)
    })
}

/// The decoder's words on one line of bearable length.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ").chars().take(160).collect()
}
