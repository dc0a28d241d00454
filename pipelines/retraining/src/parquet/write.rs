//! A table as one row group of plain, uncompressed pages (https://github.com/apache/parquet-format).

use std::collections::BTreeMap;

use trusquin_cycle_time::{Column, Table};

use super::thrift::{Value, varint};
use super::{BYTE_ARRAY, DOUBLE, MARK};

/// The file.
pub fn file(table: &Table, facts: &BTreeMap<String, String>) -> Vec<u8> {
    let rows = table.rows();
    let mut out = MARK.to_vec();
    let mut chunks = Vec::new();
    let mut schema = vec![Value::fields([(4, Value::text("trusquin")), (5, Value::I32(table.columns().len() as i64))])];
    for column in table.columns() {
        let number = is_number(column);
        schema.push(element(column, number));
        let begin = out.len();
        let data = page(column, number);
        let size = Value::I32(data.len() as i64);
        let about = Value::fields([(1, Value::I32(rows as i64)), (2, Value::I32(PLAIN)), (3, Value::I32(RLE)), (4, Value::I32(RLE))]);
        Value::fields([(1, Value::I32(0)), (2, size.clone()), (3, size), (5, about)]).write(&mut out);
        out.extend(data);
        let size = Value::I64((out.len() - begin) as i64);
        let kind = if number { DOUBLE } else { BYTE_ARRAY };
        let metadata = Value::fields([
            (1, Value::I32(kind)),
            (2, Value::List(vec![Value::I32(PLAIN), Value::I32(RLE)])),
            (3, Value::List(vec![Value::text(&column.name)])),
            (4, Value::I32(0)),
            (5, Value::I64(rows as i64)),
            (6, size.clone()),
            (7, size),
            (9, Value::I64(begin as i64)),
        ]);
        chunks.push(Value::fields([(2, Value::I64(begin as i64)), (3, metadata)]));
    }
    let group = Value::fields([(1, Value::List(chunks)), (2, Value::I64((out.len() - MARK.len()) as i64)), (3, Value::I64(rows as i64))]);
    let facts = facts.iter().map(|(key, value)| Value::fields([(1, Value::text(&format!("trusquin.{key}"))), (2, Value::text(value))]));
    let footer = Value::fields([
        (1, Value::I32(1)),
        (2, Value::List(schema)),
        (3, Value::I64(rows as i64)),
        (4, Value::List(vec![group])),
        (5, Value::List(facts.collect())),
        (6, Value::text("trusquin")),
    ]);
    let begin = out.len();
    footer.write(&mut out);
    let length = (out.len() - begin) as u32;
    out.extend(length.to_le_bytes());
    out.extend(MARK);
    out
}

/// Encodings of pages.
const PLAIN: i64 = 0;
const RLE: i64 = 3;

/// A column is of numbers when something is told and all of it are numbers.
fn is_number(column: &Column) -> bool {
    let told = || column.texts.iter().zip(&column.numbers).filter(|(text, _)| !text.is_empty());
    told().next().is_some() && told().all(|(_, number)| number.is_finite())
}

/// Optional in every row; text is told to be UTF-8 in the old way and in the new.
fn element(column: &Column, number: bool) -> Value {
    let (name, optional) = (Value::text(&column.name), Value::I32(1));
    if number {
        return Value::fields([(1, Value::I32(DOUBLE)), (3, optional), (4, name)]);
    }
    let string = Value::fields([(1, Value::Struct(BTreeMap::new()))]);
    Value::fields([(1, Value::I32(BYTE_ARRAY)), (3, optional), (4, name), (6, Value::I32(0)), (10, string)])
}

/// Which rows are told, a bit each, then what they say.
fn page(column: &Column, number: bool) -> Vec<u8> {
    let told: Vec<bool> = column.texts.iter().map(|text| !text.is_empty()).collect();
    let mut levels = Vec::new();
    let groups = told.chunks(8);
    varint(&mut levels, (groups.len() as u64) << 1 | 1);
    levels.extend(groups.map(|bits| bits.iter().enumerate().fold(0_u8, |byte, (at, bit)| byte | u8::from(*bit) << at)));
    let mut out = (levels.len() as u32).to_le_bytes().to_vec();
    out.extend(levels);
    for (text, value) in column.texts.iter().zip(&column.numbers).filter(|(text, _)| !text.is_empty()) {
        if number {
            out.extend(value.to_le_bytes());
        } else {
            out.extend((text.len() as u32).to_le_bytes());
            out.extend(text.as_bytes());
        }
    }
    out
}
