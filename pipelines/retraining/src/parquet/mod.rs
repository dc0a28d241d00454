//! Tables as Parquet files and back: what analysts open, and what a training can start from again. Numbers are DOUBLE, all else is UTF8;
//! what was not told is null. The same table gives the same bytes.
//!
//! Plain pages without compression, one row group: what every reader of the format reads, in three small files; read back is what was written
//! here (docs/adr/0040-parquet.md).

mod read;
mod thrift;
mod write;

use std::collections::BTreeMap;
use std::path::Path;

use trusquin_cycle_time::Table;
use trusquin_shop_floor::{Sheet, read_sheet};

use crate::RetrainingError;

/// First and last bytes of a Parquet file.
const MARK: &[u8; 4] = b"PAR1";
/// Physical types.
const DOUBLE: i64 = 5;
const BYTE_ARRAY: i64 = 6;

/// The table as a Parquet file; `facts` go into its metadata.
pub fn to_parquet(table: &Table, facts: &BTreeMap<String, String>) -> Vec<u8> {
    write::file(table, facts)
}

/// Reads a file of rows: Parquet, a workbook or delimited text.
///
/// # Errors
/// It cannot be opened or holds no table.
pub fn read_rows(path: &Path) -> Result<Sheet, RetrainingError> {
    let bytes = std::fs::read(path).map_err(|source| RetrainingError::File { path: path.to_path_buf(), source })?;
    if !bytes.starts_with(MARK) {
        return Ok(read_sheet(path)?);
    }
    let name = path.display().to_string();
    read::sheet(&name, &bytes).map_err(|problem| RetrainingError::Parquet { file: name, problem: problem.to_owned() })
}

#[cfg(test)]
mod tests {
    use trusquin_cycle_time::Column;

    use super::*;

    fn table(rows: usize) -> Table {
        let column = |name: &str, text: &dyn Fn(usize) -> String| {
            let texts: Vec<String> = (0..rows).map(text).collect();
            Column { name: name.into(), numbers: texts.iter().map(|text| text.parse().unwrap_or(f64::NAN)).collect(), texts }
        };
        Table::new(vec![
            column("machine", &|row| if row % 3 == 1 { String::new() } else { format!("Poste \u{e9}t\u{e9} {}", row % 5) }),
            column("min", &|row| if row % 7 == 2 { String::new() } else { (row as f64 / 8.0).to_string() }),
            column("none", &|_| String::new()),
        ])
    }

    #[test]
    fn a_table_comes_back_as_it_was_and_twice_the_same() {
        let facts = BTreeMap::from([("cut_off".to_owned(), "2026-01-31".to_owned())]);
        for rows in [0, 1, 8, 9, 1000] {
            let table = table(rows);
            let bytes = to_parquet(&table, &facts);
            assert_eq!(bytes, to_parquet(&table, &facts));
            let sheet = read::sheet("t", &bytes).unwrap();
            assert_eq!(sheet.header, ["machine", "min", "none"]);
            assert_eq!(sheet.rows.len(), rows);
            for (at, row) in sheet.rows.iter().enumerate() {
                let wanted: Vec<String> = table.columns().iter().map(|column| column.texts[at].clone()).collect();
                assert_eq!(row.fields, wanted);
            }
        }
    }

    #[test]
    fn a_damaged_file_is_told_and_never_read_past_its_end() {
        let bytes = to_parquet(&table(20), &BTreeMap::new());
        for cut in 0..bytes.len() {
            let _ = read::sheet("t", &bytes[..cut]);
            let mut wrong = bytes.clone();
            wrong[cut] ^= 0x5a;
            let _ = read::sheet("t", &wrong);
        }
        assert!(read::sheet("t", &bytes[..bytes.len() - 5]).is_err());
    }
}
