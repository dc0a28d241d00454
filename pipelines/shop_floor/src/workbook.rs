//! A workbook (XLSX, XLS, ODS) as a table of text: the first sheet that has a header, or the one named. It does not know what a tool is.

use std::io::Cursor;

use calamine::{Data, Reader};

use crate::{Sheet, SheetRow, ShopFloorError, sheet_from_bytes};

/// Rows read of one sheet: a catalogue has thousands.
const MOST_ROWS: usize = 200_000;

/// Reads a delimited file or a workbook by what its bytes are.
///
/// # Errors
/// As [`sheet_from_bytes`]; a workbook that cannot be opened, or without the sheet named.
pub fn table_from_bytes(name: &str, bytes: &[u8], wanted: Option<&str>) -> Result<Sheet, ShopFloorError> {
    let workbook = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
    if workbook { workbook_table(name, bytes, wanted) } else { sheet_from_bytes(name, bytes) }
}

fn workbook_table(name: &str, bytes: &[u8], wanted: Option<&str>) -> Result<Sheet, ShopFloorError> {
    let broken = |problem: String| ShopFloorError::Workbook { file: name.to_owned(), problem };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let names = book.sheet_names();
    if let Some(wanted) = wanted.filter(|wanted| !names.iter().any(|name| name == wanted)) {
        return Err(broken(format!("there is no sheet '{wanted}'; it has: {}", names.join(", "))));
    }
    for title in names.iter().filter(|title| wanted.is_none_or(|wanted| *title == wanted)) {
        let range = book.worksheet_range(title).map_err(|error| broken(error.to_string()))?;
        let first_line = range.start().map_or(0, |(row, _)| row);
        let mut header: Option<Vec<String>> = None;
        let mut rows = Vec::new();
        for (index, cells) in range.rows().enumerate().take(MOST_ROWS) {
            let fields: Vec<String> = cells.iter().map(text).collect();
            if fields.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            // A title above the table fills one cell; a header fills several.
            match &header {
                None if fields.iter().filter(|field| !field.trim().is_empty()).count() < 2 => {}
                None => header = Some(fields.iter().map(|field| field.trim().to_owned()).collect()),
                Some(_) => rows.push(SheetRow { line: u64::from(first_line) + index as u64 + 1, fields }),
            }
        }
        if let Some(header) = header.filter(|_| !rows.is_empty()) {
            return Ok(Sheet { name: format!("{name} [{title}]"), header, rows, delimiter: ';', uneven: Vec::new() });
        }
    }
    Err(ShopFloorError::Empty { file: name.to_owned() })
}

/// A cell as a person reads it: whole numbers without a decimal point.
fn text(cell: &Data) -> String {
    match cell {
        Data::Float(value) if value.fract() == 0.0 && value.abs() < 1e15 => format!("{value:.0}"),
        Data::Float(value) => value.to_string(),
        Data::Int(value) => value.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::String(value) | Data::DateTimeIso(value) | Data::DurationIso(value) => value.trim().to_owned(),
        Data::DateTime(value) => value.as_f64().to_string(),
        Data::Empty | Data::Error(_) => String::new(),
    }
}
