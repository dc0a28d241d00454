//! A workbook (XLSX, XLS, ODS) as a table of text: the first sheet that has a header, or the one named. It does not know what a tool is.

use std::io::Cursor;

use calamine::{Data, Reader};
use jiff::ToSpan;
use jiff::civil::date;

use crate::sheet::{SheetRow, named};
use crate::{Sheet, ShopFloorError, sheet_from_bytes};

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

/// Reads the first sheet of a workbook that has a header and a row, as a delimited file would be read.
///
/// # Errors
/// It is no workbook, or no sheet has a header and a row.
pub(crate) fn workbook(name: &str, bytes: &[u8]) -> Result<Sheet, ShopFloorError> {
    let sheet = workbook_table(name, bytes, None)?;
    named(Sheet { name: name.to_owned(), delimiter: ',', ..sheet })
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

/// A cell as a delimited file would have it: a point for the decimals, ISO for moments.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(value) => value.to_string(),
        Data::Float(value) => value.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(moment) => moment_text(moment.as_f64()),
    }
}

/// Days since the end of 1899 as a moment; less than a year of them is a duration, told in minutes: nobody books in 1900.
fn moment_text(days: f64) -> String {
    const YEAR: f64 = 366.0;
    if days < YEAR {
        return (days * 24.0 * 60.0).to_string();
    }
    let seconds = (days * 86_400.0).round() as i64;
    match date(1899, 12, 30).at(0, 0, 0, 0).checked_add(seconds.seconds()) {
        Ok(moment) => moment.to_string().replace('T', " "),
        Err(_) => days.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{Format, Workbook};

    use crate::sheet_from_bytes;

    #[test]
    fn the_first_filled_sheet_is_read_with_its_lines_numbers_and_moments() {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("Notes").unwrap();
        let sheet = book.add_worksheet();
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        for (column, name) in ["OF", "Qt\u{e9}", "D\u{e9}but"].iter().enumerate() {
            sheet.write_string(2, column as u16, *name).unwrap();
        }
        sheet.write_string(4, 0, "W1").unwrap();
        sheet.write_number(4, 1, 12.5).unwrap();
        sheet.write_number_with_format(4, 2, 45_000.5, &moment).unwrap();
        let read = sheet_from_bytes("t.xlsx", &book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(read.header, ["OF", "Qt\u{e9}", "D\u{e9}but"]);
        assert_eq!(read.rows.len(), 1);
        assert_eq!((read.rows[0].line, read.rows[0].fields.clone()), (5, vec!["W1".into(), "12.5".into(), "2023-03-15 12:00:00".into()]));
    }

    #[test]
    fn a_damaged_workbook_is_told() {
        let said = sheet_from_bytes("t.xlsx", b"PK\x03\x04....").unwrap_err().to_string();
        assert!(said.contains("t.xlsx") && said.contains("save it again"), "{said}");
    }
}
