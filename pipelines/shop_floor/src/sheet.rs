//! A file as rows of text: a workbook, or delimited text whose encoding, delimiter and header are found from the bytes. It does not know what a
//! booking is.

use std::path::Path;

use crate::ShopFloorError;
use crate::workbook::workbook;

/// A row with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// One text a column, as written; missing ends are empty.
    pub fields: Vec<String>,
}

/// A table of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Where it came from, for messages.
    pub name: String,
    /// Column names, trimmed.
    pub header: Vec<String>,
    /// Rows in order; empty lines are left out.
    pub rows: Vec<SheetRow>,
    /// Between two fields.
    pub delimiter: char,
    /// Rows with more or fewer fields than the header: (line, fields).
    pub uneven: Vec<(u64, usize)>,
}

impl Sheet {
    /// Number of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// A column's texts.
    pub fn texts(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row.fields.get(column).map_or("", String::as_str))
    }
}

/// Reads a file.
///
/// # Errors
/// The file cannot be opened, is no text, has no header, or its quotes never close.
pub fn read_sheet(path: &Path) -> Result<Sheet, ShopFloorError> {
    let bytes = std::fs::read(path).map_err(|source| ShopFloorError::Open { file: path.to_path_buf(), source })?;
    sheet_from_bytes(&path.display().to_string(), &bytes)
}

/// The same from bytes; `name` is for messages.
///
/// # Errors
/// As [`read_sheet`].
pub fn sheet_from_bytes(name: &str, bytes: &[u8]) -> Result<Sheet, ShopFloorError> {
    if is_workbook(bytes) {
        return workbook(name, bytes);
    }
    let text = decoded(name, bytes)?;
    let delimiter = delimiter_of(&text);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut lines = Lines { text: text.as_bytes(), byte: 0, line: 1 };
    let mut header: Option<Vec<String>> = None;
    let (mut rows, mut uneven) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(|error| ShopFloorError::Row {
            file: name.to_owned(),
            line: error.position().map_or(0, csv::Position::line),
            problem: error.to_string(),
        })?;
        let line = lines.of(record.position().map_or(0, csv::Position::byte) as usize);
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        match &header {
            None => header = Some(record.iter().map(|field| field.trim().to_owned()).collect()),
            Some(columns) => {
                let mut fields: Vec<String> = record.iter().map(str::to_owned).collect();
                if fields.len() != columns.len() {
                    uneven.push((line, fields.len()));
                    fields.resize(columns.len(), String::new());
                }
                rows.push(SheetRow { line, fields });
            }
        }
    }
    let header = header.ok_or_else(|| ShopFloorError::Empty { file: name.to_owned() })?;
    named(Sheet { name: name.to_owned(), header, rows, delimiter: char::from(delimiter), uneven })
}

/// The sheet, when no two of its columns have the same name.
pub(crate) fn named(sheet: Sheet) -> Result<Sheet, ShopFloorError> {
    for (at, column) in sheet.header.iter().enumerate() {
        if !column.is_empty() && sheet.header[..at].contains(column) {
            return Err(ShopFloorError::DoubleColumn { file: sheet.name, column: column.clone() });
        }
    }
    Ok(sheet)
}

/// Begins as a ZIP archive (XLSX, ODS) or a compound file (XLS).
fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// Counts lines up to where a record begins; the reader's own count takes the empty lines before a record for its first.
struct Lines<'a> {
    text: &'a [u8],
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, mut begin: usize) -> u64 {
        while self.text.get(begin).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            begin += 1;
        }
        let passed = self.text.get(self.byte..begin).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.byte = begin;
        self.line
    }
}

/// UTF-8 (with or without mark), UTF-16 by its mark, else the Windows code page that French exporters use.
fn decoded(name: &str, bytes: &[u8]) -> Result<String, ShopFloorError> {
    let (text, _, _) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes),
        None if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8.decode(bytes),
        None => encoding_rs::WINDOWS_1252.decode(bytes),
    };
    if text.contains('\0') {
        return Err(ShopFloorError::NotText { file: name.to_owned(), begins: "bytes that are no text".to_owned() });
    }
    Ok(text.into_owned())
}

/// The sign that splits the first lines into the same, largest number of fields.
fn delimiter_of(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let count = |line: &str, sign: char| {
        let mut quoted = false;
        line.chars()
            .filter(|c| {
                quoted ^= *c == '"';
                !quoted && *c == sign
            })
            .count()
    };
    let mut best = (0, 0, b',');
    for sign in [b';', b'\t', b'|', b','] {
        let counts: Vec<usize> = lines.iter().map(|line| count(line, char::from(sign))).collect();
        let Some(&first) = counts.first() else { break };
        let same = counts.iter().filter(|found| **found == first).count();
        if first > 0 && (same, first) > (best.0, best.1) {
            best = (same, first, sign);
        }
    }
    best.2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_and_encodings_are_found() {
        for (bytes, delimiter) in [
            (&b"a;b;c\n1,5;2;x\n2,5;3;y,z\n"[..], ';'),
            (b"a,b,c\n1.5,2,\"x;y;z;w\"\n", ','),
            (b"a\tb\n1\t2\n", '\t'),
            (b"\xef\xbb\xbfa,b,c\n1,2,3\n", ','),
        ] {
            let sheet = sheet_from_bytes("t", bytes).unwrap();
            assert_eq!((sheet.delimiter, sheet.header[0].as_str()), (delimiter, "a"));
        }
        let latin = sheet_from_bytes("t", b"op;n\nper\xe7age;1\n").unwrap();
        assert_eq!(latin.rows[0].fields[0], "per\u{e7}age");
    }

    #[test]
    fn a_short_row_is_kept_and_told() {
        let sheet = sheet_from_bytes("t", b"a,b,c\n1,2,3\n\n4,5\n").unwrap();
        assert_eq!(sheet.uneven, vec![(4, 2)]);
        assert_eq!(sheet.rows[1].fields, vec!["4", "5", ""]);
    }

    #[test]
    fn what_is_no_table_is_refused_with_a_remedy() {
        for bytes in [&b""[..], b"a\0b\0\n", b"a,a\n1,2\n"] {
            let said = sheet_from_bytes("t.csv", bytes).unwrap_err().to_string();
            assert!(said.contains("t.csv") && (said.contains("export") || said.contains("rename")), "{said}");
        }
    }
}
