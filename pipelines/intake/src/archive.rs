//! Opens a ZIP inside a worker and streams its members to the service. Member names are labels here, never paths.

use std::io::{self, Cursor, Read, Write};

use trusquin_domain::Diagnostic;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::limits::Limits;
use crate::protocol::{Tag, write_frame};

/// Members of system bookkeeping, in archives made by macOS and Windows.
const BOOKKEEPING: [&str; 4] = ["__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini"];

/// Ratio is looked at only above this size: small text files pack well in honest archives.
const RATIO_FROM_BYTES: u64 = 16 << 20;

/// Streams every readable member as frames and returns what had to be said.
///
/// # Errors
/// Only when the service is gone: a bad archive is diagnostics.
pub fn stream_members(bytes: &[u8], limits: &Limits, to: &mut impl Write) -> io::Result<Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => {
            diagnostics.push(Diagnostic::error(
                "ARC-001",
                format!("the archive cannot be opened ({error}); ask for it again, or for the files themselves"),
            ));
            return Ok(diagnostics);
        }
    };
    if archive.len() > limits.archive_members {
        diagnostics.push(Diagnostic::error(
            "ARC-005",
            format!("the archive has {} members, only the first {} are read; split it", archive.len(), limits.archive_members),
        ));
    }
    let mut left = limits.archive_bytes;
    for index in 0..archive.len().min(limits.archive_members) {
        let mut member = match archive.by_index(index) {
            Ok(member) => member,
            Err(error) => {
                let code = if matches!(error, ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) { "ARC-004" } else { "ARC-006" };
                diagnostics.push(Diagnostic::error(
                    code,
                    format!("member {} cannot be read ({error}); ask for it outside the archive", index + 1),
                ));
                continue;
            }
        };
        if member.is_dir() {
            continue;
        }
        // A name in an unknown code page is kept byte by byte: it is only a label.
        let stored = member.name().map_or_else(|_| String::from_utf8_lossy(member.name_raw()).into_owned(), |name| name.into_owned());
        let (name, escaped) = safe_label(&stored);
        if BOOKKEEPING.iter().any(|mark| name.contains(mark)) {
            continue;
        }
        if escaped {
            diagnostics.push(Diagnostic::warning(
                "ARC-003",
                format!("member '{name}' was stored with a path that leaves the archive; it is read under this name and written nowhere"),
            ));
        }
        write_frame(to, Tag::MemberStart, name.as_bytes())?;
        match copy_member(&mut member, &name, limits, &mut left, to)? {
            Copied::Whole => write_frame(to, Tag::MemberEnd, b"")?,
            Copied::Cut(diagnostic) => {
                write_frame(to, Tag::MemberEnd, b"")?;
                diagnostics.push(diagnostic);
            }
            // Not ended: the service drops it.
            Copied::Stop(diagnostic) => {
                diagnostics.push(diagnostic);
                break;
            }
        }
    }
    Ok(diagnostics)
}

enum Copied {
    Whole,
    /// This member is incomplete but kept, the next may be read.
    Cut(Diagnostic),
    /// The archive is not read further.
    Stop(Diagnostic),
}

fn copy_member(
    member: &mut zip::read::ZipFile<'_, Cursor<&[u8]>>,
    name: &str,
    limits: &Limits,
    left: &mut u64,
    to: &mut impl Write,
) -> io::Result<Copied> {
    let packed = member.compressed_size().max(1);
    let mut written = 0_u64;
    let mut buffer = vec![0_u8; 1 << 16];
    loop {
        let count = match member.read(&mut buffer) {
            Ok(0) => return Ok(Copied::Whole),
            Ok(count) => count,
            Err(error) => {
                let message = format!("member '{name}' is damaged after {written} bytes ({error}); what was read is kept");
                return Ok(Copied::Cut(Diagnostic::warning("ARC-006", message)));
            }
        };
        written += count as u64;
        if written > RATIO_FROM_BYTES && written / packed > limits.archive_ratio {
            let message = format!(
                "member '{name}' unpacks to more than {} times its size: the archive is taken for a ZIP bomb and not read further",
                limits.archive_ratio
            );
            return Ok(Copied::Stop(Diagnostic::error("ARC-002", message)));
        }
        if written > limits.file_bytes {
            let message = format!("member '{name}' is larger than {} MiB and was cut", limits.file_bytes >> 20);
            return Ok(Copied::Cut(Diagnostic::error("ARC-007", message)));
        }
        if count as u64 > *left {
            let message =
                format!("the archive unpacks to more than {} MiB; members from '{name}' on are not read", limits.archive_bytes >> 20);
            return Ok(Copied::Stop(Diagnostic::error("ARC-002", message)));
        }
        *left -= count as u64;
        write_frame(to, Tag::MemberBytes, buffer.get(..count).unwrap_or_default())?;
    }
}

/// The member's name without drive, root, `.` and `..` parts or control characters, and whether it tried to leave.
fn safe_label(stored: &str) -> (String, bool) {
    let mut escaped = stored.starts_with(['/', '\\']) || stored.get(1..2) == Some(":");
    let parts: Vec<String> = stored
        .split(['/', '\\'])
        .filter(|part| {
            let up = *part == "..";
            escaped |= up;
            !(up || part.is_empty() || *part == "." || part.ends_with(':'))
        })
        .map(|part| part.chars().filter(|character| !character.is_control()).take(200).collect())
        .collect();
    (parts.join("/"), escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_never_leave_the_archive() {
        for (stored, label, escaped) in [
            ("a/b.pdf", "a/b.pdf", false),
            ("../../etc/passwd", "etc/passwd", true),
            ("C:\\temp\\x.step", "temp/x.step", true),
            ("/abs.dxf", "abs.dxf", true),
            ("./y.pdf", "y.pdf", false),
        ] {
            assert_eq!(safe_label(stored), (label.to_owned(), escaped), "{stored}");
        }
    }
}
