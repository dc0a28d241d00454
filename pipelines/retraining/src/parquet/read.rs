//! Reads back what [`super::write`] writes. Another program's compressed or dictionary pages are told, not guessed at.

use trusquin_shop_floor::{Sheet, SheetRow};

use super::thrift::{Reader, Value};
use super::{BYTE_ARRAY, DOUBLE, MARK};

const CUT_SHORT: &str = "it is cut short or damaged";
const OTHERS: &str = "its pages are compressed, nested or of another kind than the program's own";

/// The rows of a file.
pub fn sheet(name: &str, bytes: &[u8]) -> Result<Sheet, &'static str> {
    let footer = footer(bytes).ok_or(CUT_SHORT)?;
    let rows = footer.field(3).and_then(Value::int).and_then(|rows| usize::try_from(rows).ok()).ok_or(CUT_SHORT)?;
    let groups = footer.field(4).and_then(Value::list).ok_or(CUT_SHORT)?;
    let [group] = groups else { return Err(OTHERS) };
    let (mut header, mut columns) = (Vec::new(), Vec::new());
    for chunk in group.field(1).and_then(Value::list).ok_or(CUT_SHORT)? {
        let about = chunk.field(3).ok_or(CUT_SHORT)?;
        let path = about.field(3).and_then(Value::list).ok_or(CUT_SHORT)?;
        let [only] = path else { return Err(OTHERS) };
        header.push(only.string().ok_or(CUT_SHORT)?);
        columns.push(column(bytes, about, rows)?);
    }
    let row = |at: usize| SheetRow {
        line: at as u64 + 1,
        fields: columns.iter().map(|column| column.get(at).cloned().unwrap_or_default()).collect(),
    };
    Ok(Sheet { name: name.to_owned(), header, rows: (0..rows).map(row).collect(), delimiter: ',', uneven: Vec::new() })
}

fn footer(bytes: &[u8]) -> Option<Value> {
    let body = bytes.strip_suffix(MARK)?;
    let (body, length) = body.split_last_chunk::<4>()?;
    let begin = body.len().checked_sub(u32::from_le_bytes(*length) as usize)?;
    Reader::new(body.get(begin..)?).read_struct()
}

fn column(bytes: &[u8], about: &Value, rows: usize) -> Result<Vec<String>, &'static str> {
    let number = |field: i16| about.field(field).and_then(Value::int);
    let kind = number(1).ok_or(CUT_SHORT)?;
    if number(4) != Some(0) || number(5) != i64::try_from(rows).ok() || ![DOUBLE, BYTE_ARRAY].contains(&kind) {
        return Err(OTHERS);
    }
    let begin = number(9).and_then(|begin| usize::try_from(begin).ok()).ok_or(CUT_SHORT)?;
    let mut reader = Reader::new(bytes.get(begin..).ok_or(CUT_SHORT)?);
    let head = reader.read_struct().ok_or(CUT_SHORT)?;
    let plain = head.field(5).and_then(|page| page.field(2)).and_then(Value::int) == Some(0);
    let whole = head.field(5).and_then(|page| page.field(1)).and_then(Value::int) == i64::try_from(rows).ok();
    if head.field(1).and_then(Value::int) != Some(0) || !plain || !whole {
        return Err(OTHERS);
    }
    let told = told(&mut reader, rows)?;
    let mut out = Vec::new();
    for told in told {
        out.push(if told { cell(&mut reader, kind).ok_or(CUT_SHORT)? } else { String::new() });
    }
    Ok(out)
}

/// Which rows are told: one run of bits.
fn told(reader: &mut Reader<'_>, rows: usize) -> Result<Vec<bool>, &'static str> {
    reader.take(4).ok_or(CUT_SHORT)?;
    let head = reader.varint().ok_or(CUT_SHORT)?;
    let groups = usize::try_from(head >> 1).map_err(|_| CUT_SHORT)?;
    if head & 1 == 0 || groups != rows.div_ceil(8) {
        return Err(OTHERS);
    }
    let bits = reader.take(groups).ok_or(CUT_SHORT)?;
    Ok((0..rows).map(|row| bits[row / 8] >> (row % 8) & 1 == 1).collect())
}

fn cell(reader: &mut Reader<'_>, kind: i64) -> Option<String> {
    if kind == DOUBLE {
        let bytes: [u8; 8] = reader.take(8)?.try_into().ok()?;
        return Some(f64::from_le_bytes(bytes).to_string());
    }
    let length: [u8; 4] = reader.take(4)?.try_into().ok()?;
    let text = reader.take(u32::from_le_bytes(length) as usize)?;
    Some(String::from_utf8_lossy(text).into_owned())
}
