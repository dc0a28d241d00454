//! What a file is, by its content and never by its name, from its first kilobytes.

use trusquin_domain::FileKind;

use crate::dxf::BINARY_SENTINEL;

/// Bytes looked at; every mark of every format lies there.
const HEAD: usize = 8192;
/// How far a PDF's mark may lie behind rubbish (ISO 32000-1, annex H, implementation note 13).
const PDF_HEAD: usize = 1024 + 5;

const SIGNATURES: &str = include_str!("data/signatures.tsv");

/// Kind of a file.
pub fn kind(bytes: &[u8]) -> FileKind {
    let head = &bytes[..bytes.len().min(HEAD)];
    if head.is_empty() {
        FileKind::Unknown
    } else if image_format(head).is_some() {
        FileKind::Image
    } else if dwg_release(head).is_some() {
        FileKind::Dwg
    } else if archive_format(head).is_some() {
        FileKind::Archive
    } else if is_mail(head) {
        // Before DXF, STEP and PDF: an e-mail may carry one as plain text, none of them begins with header fields.
        FileKind::Archive
    } else if is_dxf(head) {
        // Before PDF: a drawing may carry `%PDF-` in a comment, a PDF never starts with a SECTION.
        FileKind::Dxf
    } else if is_step(head) {
        FileKind::Step
    } else if find(&head[..head.len().min(PDF_HEAD)], b"%PDF-") {
        FileKind::Pdf
    } else if is_iges(head) {
        FileKind::Iges
    } else {
        FileKind::Unknown
    }
}

/// True for an e-mail as text (RFC 5322), which [`kind`] counts as an archive of its attachments.
pub fn is_email(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    archive_format(head).is_none() && kind(bytes) == FileKind::Archive
}

/// True for an e-mail as Outlook stores it (.msg): a compound file (MS-CFB) with the property stream of a message (MS-OXMSG, 2.4).
pub fn is_outlook_message(bytes: &[u8]) -> bool {
    const COMPOUND_FILE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let stream: Vec<u8> = "__properties_version1.0".bytes().flat_map(|byte| [byte, 0]).collect();
    bytes.starts_with(&COMPOUND_FILE) && find(bytes, &stream)
}

/// What a file looks like, in words for a diagnostic: the format of a readable one, the nearest guess for another.
pub fn explain(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(HEAD)];
    match kind(bytes) {
        FileKind::Pdf => "PDF document".to_owned(),
        FileKind::Image => format!("{} image", image_format(head).unwrap_or("raster")),
        FileKind::Dxf if head.starts_with(BINARY_SENTINEL) => "DXF drawing, binary".to_owned(),
        FileKind::Dxf => "DXF drawing".to_owned(),
        FileKind::Dwg => format!("DWG drawing of {}", dwg_release(head).unwrap_or("AutoCAD")),
        FileKind::Step => "STEP model (ISO 10303-21)".to_owned(),
        FileKind::Iges => "IGES model".to_owned(),
        FileKind::Archive => archive_format(head).unwrap_or("e-mail").to_owned(),
        FileKind::Unknown => explain_unknown(bytes, head),
    }
}

fn explain_unknown(bytes: &[u8], head: &[u8]) -> String {
    if bytes.is_empty() {
        return "empty file".to_owned();
    }
    if head.iter().all(|byte| *byte == 0) {
        return "nothing but zeros: a transfer or a disk has failed".to_owned();
    }
    if let Some(name) = known_signature(head) {
        return name.to_owned();
    }
    if is_binary_stl(bytes) {
        return "STL mesh (binary)".to_owned();
    }
    let text = without_marks(head);
    if text.contains(&0) || text.iter().filter(|byte| **byte < 32 && !byte.is_ascii_whitespace()).count() * 20 > text.len() {
        return "binary data of no known format".to_owned();
    }
    let lower = String::from_utf8_lossy(text).trim_start().to_ascii_lowercase();
    let starts = |mark: &str| lower.starts_with(mark);
    let name = if starts("<!doctype html") || starts("<html") || lower.contains("<html") {
        "web page (HTML): a download page saved in place of the file"
    } else if lower.contains("<svg") {
        "SVG drawing"
    } else if starts("<?xml") || starts("<") {
        "XML document"
    } else if starts("solid") && lower.contains("facet normal") {
        "STL mesh (text)"
    } else if starts("{") || starts("[") {
        "JSON data"
    } else if lower.split_ascii_whitespace().take(4).all(|word| word.parse::<i64>().is_ok()) && lower.contains("acis") {
        "ACIS model (text)"
    } else if starts("in;") || starts("\u{1b}%") || lower.contains(";sp1;") {
        "plotter file (HPGL)"
    } else if lower.trim().is_empty() {
        "blank text"
    } else {
        "text of no known format"
    };
    name.to_owned()
}

fn known_signature(head: &[u8]) -> Option<&'static str> {
    SIGNATURES.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut cells = line.split('\t');
        let offset: usize = cells.next()?.parse().ok()?;
        let mark = cells.next()?;
        let name = cells.next()?;
        let found = head.get(offset..offset + mark.len() / 2)?;
        let same = found
            .iter()
            .zip(mark.as_bytes().chunks_exact(2))
            .all(|(byte, pair)| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()) == Some(*byte));
        same.then_some(name)
    })
}

fn image_format(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("PNG"),
        [0xff, 0xd8, 0xff, ..] => Some("JPEG"),
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some("TIFF"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("GIF"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("WebP"),
        // Size, two reserved words of zero, offset of the pixels, size of the header (12 to 124).
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, _, _, _, _, 12..=124, 0, 0, 0, ..] => Some("BMP"),
        [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] => Some("JPEG 2000"),
        _ => None,
    }
}

/// The AutoCAD release that wrote a DWG file, by its first six bytes (Open Design Specification for .dwg files, version identifiers).
pub fn dwg_release(head: &[u8]) -> Option<&'static str> {
    let mark = head.get(..6)?;
    // In a DXF the same letters are a line of text; a DWG goes on with binary zeros.
    if !head.get(6..16).unwrap_or(head).contains(&0) {
        return None;
    }
    match mark {
        b"AC1.2\0" | b"AC1.3\0" | b"AC1.40" | b"AC1.50" => Some("AutoCAD 1.2 to 2.0"),
        b"AC2.10" | b"AC2.21" | b"AC2.22" | b"AC1001" | b"AC1002" => Some("AutoCAD 2"),
        b"AC1003" => Some("AutoCAD 2.6"),
        b"AC1004" => Some("AutoCAD R9"),
        b"AC1006" => Some("AutoCAD R10"),
        b"AC1009" => Some("AutoCAD R11 or R12 (AC1009)"),
        b"AC1012" => Some("AutoCAD R13 (AC1012)"),
        b"AC1014" => Some("AutoCAD R14 (AC1014)"),
        b"AC1015" => Some("AutoCAD 2000 (AC1015)"),
        b"AC1018" => Some("AutoCAD 2004 (AC1018)"),
        b"AC1021" => Some("AutoCAD 2007 (AC1021)"),
        b"AC1024" => Some("AutoCAD 2010 (AC1024)"),
        b"AC1027" => Some("AutoCAD 2013 (AC1027)"),
        b"AC1032" => Some("AutoCAD 2018 (AC1032)"),
        [b'A', b'C', b'1', b'0', a, b] if a.is_ascii_digit() && b.is_ascii_digit() => Some("an AutoCAD release not known here"),
        _ => None,
    }
}

fn archive_format(head: &[u8]) -> Option<&'static str> {
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Some("ZIP archive"),
        [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => Some("7z archive"),
        [b'R', b'a', b'r', b'!', 0x1a, 7, ..] => Some("RAR archive"),
        [0x1f, 0x8b, 8, ..] => Some("gzip archive"),
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, ..] => Some("bzip2 archive"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some("xz archive"),
        _ if head.get(257..262) == Some(b"ustar") => Some("tar archive"),
        _ => None,
    }
}

/// ASCII or binary DXF: the pair (0, SECTION) near the top, behind comments, blanks or a byte order mark; or an entity to begin with.
fn is_dxf(head: &[u8]) -> bool {
    if head.starts_with(BINARY_SENTINEL) {
        return true;
    }
    let narrow: Vec<u8> = without_marks(head).iter().copied().filter(|byte| *byte != 0).collect();
    if narrow.len() * 3 < head.len() {
        return false;
    }
    let mut lines = narrow.split(|byte| matches!(byte, b'\n' | b'\r')).map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let mut previous: &[u8] = b"";
    let mut first_pair = true;
    let mut is_comment = false;
    for line in lines.by_ref().take(400) {
        if previous == b"0" && line.eq_ignore_ascii_case(b"SECTION") {
            return true;
        }
        if first_pair && previous == b"0" {
            const OPENERS: [&[u8]; 7] = [b"LINE", b"CIRCLE", b"ARC", b"POLYLINE", b"LWPOLYLINE", b"INSERT", b"TEXT"];
            return OPENERS.contains(&line);
        }
        if !is_comment && !previous.is_empty() && previous != b"999" {
            first_pair = false;
        }
        is_comment = previous == b"999" && !is_comment;
        previous = line;
    }
    false
}

fn is_step(head: &[u8]) -> bool {
    let text = without_marks(head);
    let start = &text[..text.len().min(1024)];
    find(start, b"ISO-10303-21")
}

/// IGES: 80-column lines with a section letter in column 73 and a counter behind it; `C` announces the compressed form (IGES 5.3, 2.2 and 2.3).
fn is_iges(head: &[u8]) -> bool {
    head.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty()).take(3).any(|line| {
        let counter = line.get(73..80).map(<[u8]>::trim_ascii);
        matches!(line.get(72), Some(b'S' | b'C' | b'B' | b'G'))
            && counter.is_some_and(|counter| !counter.is_empty() && counter.iter().all(u8::is_ascii_digit))
            && line.get(80..).is_none_or(|rest| rest.trim_ascii().is_empty() || !head.contains(&b'\n'))
    })
}

/// An e-mail: header lines to begin with, at least three of them well known.
fn is_mail(head: &[u8]) -> bool {
    const FIELDS: [&str; 11] = [
        "from:",
        "to:",
        "subject:",
        "date:",
        "received:",
        "return-path:",
        "mime-version:",
        "message-id:",
        "delivered-to:",
        "content-type:",
        "x-mailer:",
    ];
    let text = String::from_utf8_lossy(without_marks(head)).to_ascii_lowercase();
    let mut known = 0;
    for line in text.trim_start().lines().take(200) {
        if line.is_empty() {
            break;
        }
        let folded = line.starts_with([' ', '\t']);
        let named = line.split_once(':').is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()));
        if !folded && !named && !line.starts_with("from ") {
            break;
        }
        known += usize::from(FIELDS.iter().any(|field| line.starts_with(field)));
    }
    known >= 3
}

fn is_binary_stl(bytes: &[u8]) -> bool {
    let Some(&[a, b, c, d]) = bytes.get(80..84) else { return false };
    u64::from(u32::from_le_bytes([a, b, c, d])) * 50 + 84 == bytes.len() as u64
}

fn without_marks(head: &[u8]) -> &[u8] {
    match head {
        [0xef, 0xbb, 0xbf, rest @ ..] | [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] => rest,
        _ => head,
    }
}

fn find(text: &[u8], mark: &[u8]) -> bool {
    memchr::memmem::find(text, mark).is_some()
}

#[cfg(test)]
mod tests;
