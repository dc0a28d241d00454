//! One group-code tag of a DXF file and the tolerant reading of its value.

/// The value of a tag as the file holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Raw<'a> {
    /// A line of an ASCII file, or a string of a binary one.
    Text(&'a [u8]),
    /// An integer of a binary file.
    Int(i64),
    /// A real of a binary file.
    Real(f64),
    /// A binary chunk; never read further.
    Chunk,
}

/// A group code with its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tag<'a> {
    /// Group code, 0 to 1071 (negative codes occur in applications' own data).
    pub code: i16,
    /// Line of the group code from 1, or byte offset in a binary file.
    pub place: u32,
    /// Value.
    pub raw: Raw<'a>,
}

impl<'a> Tag<'a> {
    /// The value as bytes without the line's surrounding blanks; empty for a binary number.
    pub fn bytes(&self) -> &'a [u8] {
        match self.raw {
            Raw::Text(text) => text.trim_ascii(),
            _ => &[],
        }
    }

    /// The value as bytes, leading and trailing blanks kept (texts carry them on purpose).
    pub fn text(&self) -> &'a [u8] {
        match self.raw {
            Raw::Text(text) => text,
            _ => &[],
        }
    }

    /// The value as a number: `(value, repaired)`; `None` when nothing numeric is there or it is not finite.
    pub fn number(&self) -> Option<(f64, bool)> {
        let (value, repaired) = match self.raw {
            Raw::Int(value) => (value as f64, false),
            Raw::Real(value) => (value, false),
            Raw::Text(text) => parse_number(text)?,
            Raw::Chunk => return None,
        };
        value.is_finite().then_some((value, repaired))
    }

    /// The value as a whole number; reals written where an integer belongs are truncated (Pro/ENGINEER does that).
    pub fn int(&self) -> Option<i64> {
        match self.raw {
            Raw::Int(value) => Some(value),
            Raw::Real(value) if value.is_finite() => Some(value as i64),
            Raw::Text(text) => parse_int(text.trim_ascii()).or_else(|| parse_number(text).map(|(value, _)| value as i64)),
            _ => None,
        }
    }

    /// The value as a handle: hexadecimal digits; `None` when it is not one.
    pub fn handle(&self) -> Option<u64> {
        let text = self.bytes();
        if text.is_empty() || text.len() > 16 {
            return None;
        }
        text.iter().try_fold(0u64, |sum, byte| Some(sum << 4 | u64::from((*byte as char).to_digit(16)?)))
    }
}

/// A whole decimal number with an optional sign, nothing else; `None` otherwise or when it overflows.
pub(super) fn parse_int(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut sum = 0i64;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        sum = sum * 10 + i64::from(digit);
    }
    Some(if negative { -sum } else { sum })
}

/// A real as written, or as it must have been meant: decimal comma, blanks inside the exponent, `D` exponents, trailing rubbish.
fn parse_number(text: &[u8]) -> Option<(f64, bool)> {
    let text = text.trim_ascii();
    let plain = std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok());
    if let Some(value) = plain {
        return Some((value, false));
    }
    let mut cleaned = String::with_capacity(text.len().min(64));
    let mut seen_exponent = false;
    let mut seen_point = false;
    for byte in text.iter().take(64) {
        match byte {
            b'0'..=b'9' => cleaned.push(*byte as char),
            b'+' | b'-' if cleaned.is_empty() || cleaned.ends_with('e') => cleaned.push(*byte as char),
            b'.' | b',' if !seen_point && !seen_exponent => {
                seen_point = true;
                cleaned.push('.');
            }
            b'e' | b'E' | b'd' | b'D' if !seen_exponent && cleaned.bytes().any(|byte| byte.is_ascii_digit()) => {
                seen_exponent = true;
                cleaned.push('e');
            }
            b' ' | b'\t' => {}
            _ => break,
        }
    }
    let cleaned = cleaned.trim_end_matches(['e', '+', '-']);
    cleaned.parse::<f64>().ok().map(|value| (value, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<(f64, bool)> {
        Tag { code: 10, place: 1, raw: Raw::Text(text.as_bytes()) }.number()
    }

    #[test]
    fn numbers_are_read_as_meant() {
        for (text, expected) in [
            ("  12.5", Some((12.5, false))),
            ("-1e-3", Some((-0.001, false))),
            ("12,5", Some((12.5, true))),
            ("1.0E 20", Some((1e20, true))),
            ("1.0E+ 20", Some((1e20, true))),
            ("1.5D+02", Some((150.0, true))),
            ("7mm", Some((7.0, true))),
            ("1e", Some((1.0, true))),
            ("", None),
            ("abc", None),
            ("nan", None),
            ("1e999", None),
        ] {
            assert_eq!(number(text), expected, "{text:?}");
        }
    }

    #[test]
    fn integers_and_handles() {
        let tag = |text: &'static str| Tag { code: 70, place: 1, raw: Raw::Text(text.as_bytes()) };
        assert_eq!(tag("   -3 ").int(), Some(-3));
        assert_eq!(tag("1.000").int(), Some(1));
        assert_eq!(tag("x").int(), None);
        assert_eq!(tag("1F").handle(), Some(31));
        assert_eq!(tag("").handle(), None);
        assert_eq!(tag("GG").handle(), None);
        assert_eq!(tag("11112222333344445").handle(), None);
    }
}
