//! Thrift's compact protocol, as far as Parquet's metadata need it (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).

use std::collections::BTreeMap;

/// A value by its kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// 32 bits.
    I32(i64),
    /// 64 bits.
    I64(i64),
    /// Text or bytes.
    Binary(Vec<u8>),
    /// Values of one kind.
    List(Vec<Value>),
    /// Fields by number.
    Struct(BTreeMap<i16, Value>),
    /// A truth value.
    Bool(bool),
    /// Eight bytes of a number nothing here looks at.
    Double,
}

/// Deepest nesting that is read: Parquet's metadata have five levels.
const DEEPEST: usize = 16;

impl Value {
    /// A text.
    pub fn text(text: &str) -> Self {
        Self::Binary(text.as_bytes().to_vec())
    }

    /// A struct of its fields.
    pub fn fields<const N: usize>(fields: [(i16, Value); N]) -> Self {
        Self::Struct(BTreeMap::from(fields))
    }

    /// A field of a struct.
    pub fn field(&self, number: i16) -> Option<&Value> {
        match self {
            Self::Struct(fields) => fields.get(&number),
            _ => None,
        }
    }

    /// A whole number.
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::I32(value) | Self::I64(value) => Some(*value),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn list(&self) -> Option<&[Value]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// A text; nothing when it is none.
    pub fn string(&self) -> Option<String> {
        match self {
            Self::Binary(bytes) => String::from_utf8(bytes.clone()).ok(),
            _ => None,
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Bool(true) => 1,
            Self::Bool(false) => 2,
            Self::I32(_) => 5,
            Self::I64(_) => 6,
            Self::Double => 7,
            Self::Binary(_) => 8,
            Self::List(_) => 9,
            Self::Struct(_) => 12,
        }
    }

    /// Writes the value at the end of `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::I32(value) | Self::I64(value) => varint(out, zigzag(*value)),
            Self::Binary(bytes) => {
                varint(out, bytes.len() as u64);
                out.extend(bytes);
            }
            Self::List(items) => {
                let kind = items.first().map_or(12, Self::kind);
                if items.len() < 15 {
                    out.push((items.len() as u8) << 4 | kind);
                } else {
                    out.push(0xf0 | kind);
                    varint(out, items.len() as u64);
                }
                items.iter().for_each(|item| item.write(out));
            }
            Self::Struct(fields) => {
                let mut last = 0;
                for (number, value) in fields {
                    let step = number - last;
                    if (1..16).contains(&step) {
                        out.push((step as u8) << 4 | value.kind());
                    } else {
                        out.push(value.kind());
                        varint(out, zigzag(i64::from(*number)));
                    }
                    value.write(out);
                    last = *number;
                }
                out.push(0);
            }
            Self::Bool(_) => {}
            Self::Double => out.extend([0; 8]),
        }
    }
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// Writes a whole number, seven bits a byte.
pub fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads on from a place; every step says when the bytes end.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    /// Next byte.
    pub at: usize,
}

impl<'a> Reader<'a> {
    /// From the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next `count` bytes.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|taken| taken[0])
    }

    /// A whole number of seven bits a byte.
    pub fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        self.varint().map(|value| (value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A struct and everything in it.
    pub fn read_struct(&mut self) -> Option<Value> {
        self.value(12, 0)
    }

    fn value(&mut self, kind: u8, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        Some(match kind {
            1 => Value::Bool(true),
            2 => Value::Bool(false),
            3 => Value::I32(i64::from(self.byte()?)),
            4 | 5 => Value::I32(self.signed()?),
            6 => Value::I64(self.signed()?),
            7 => {
                self.take(8)?;
                Value::Double
            }
            8 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Value::Binary(self.take(length)?.to_vec())
            }
            9 | 10 => {
                let head = self.byte()?;
                let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                let mut items = Vec::new();
                for _ in 0..count {
                    // Truth values in a list are a byte each.
                    let item = if matches!(head & 15, 1 | 2) { Value::Bool(self.byte()? == 1) } else { self.value(head & 15, depth + 1)? };
                    items.push(item);
                }
                Value::List(items)
            }
            12 => {
                let mut fields = BTreeMap::new();
                let mut last = 0_i16;
                loop {
                    let head = self.byte()?;
                    if head == 0 {
                        break;
                    }
                    let step = i16::from(head >> 4);
                    last = if step == 0 { i16::try_from(self.signed()?).ok()? } else { last.checked_add(step)? };
                    fields.insert(last, self.value(head & 15, depth + 1)?);
                }
                Value::Struct(fields)
            }
            _ => return None,
        })
    }
}
