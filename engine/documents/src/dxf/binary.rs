//! The tags of a binary DXF file: both widths of group code (one byte up to R12, two from R13).

use super::findings::{Findings, Flaw};
use super::tag::{Raw, Tag};

/// What every binary DXF file begins with.
pub(crate) const BINARY_SENTINEL: &[u8] = b"AutoCAD Binary DXF\r\n\x1a\0";

/// Lengths of the names of entities and sections: `ARC`, `EOF` to `DIMENSION`, `MULTILEADER`.
const NAME_LENGTHS: std::ops::Range<usize> = 3..21;

/// Reads tags from binary data.
pub(super) struct BinaryTags<'a> {
    bytes: &'a [u8],
    position: usize,
    /// Group codes take two bytes (R13 and later).
    wide: bool,
}

impl<'a> BinaryTags<'a> {
    /// `bytes` start with the sentinel.
    pub fn new(bytes: &'a [u8]) -> Self {
        let position = BINARY_SENTINEL.len();
        // The first tag is (0, SECTION): its second byte is the other half of a wide code, or the S of SECTION.
        let wide = bytes.get(position + 1) == Some(&0);
        Self { bytes, position, wide }
    }

    pub fn place(&self) -> u32 {
        u32::try_from(self.position).unwrap_or(u32::MAX)
    }

    /// The next tag; `None` at the end, or where nothing that names an entity follows the damage.
    pub fn next(&mut self, findings: &mut Findings) -> Option<Tag<'a>> {
        loop {
            let place = self.place();
            if self.position >= self.bytes.len() {
                return None;
            }
            let tag = self.take_code().and_then(|code| Some(Tag { code, place, raw: self.take_value(code)? }));
            match tag {
                Some(tag) if tag.code == 999 => {}
                Some(tag) => return Some(tag),
                None if self.regain_step(place as usize) => findings.note(Flaw::OutOfStep, place),
                None => {
                    findings.note(Flaw::HalfTag, place);
                    self.position = self.bytes.len();
                    return None;
                }
            }
        }
    }

    /// Goes on at the next structure tag after the damage: a code 0 and a name in capitals.
    fn regain_step(&mut self, damaged: usize) -> bool {
        let code = if self.wide { &[0, 0][..] } else { &[0][..] };
        let mut from = damaged + 1;
        while let Some(rest) = self.bytes.get(from..) {
            let Some(found) = memchr::memchr(0, rest) else { return false };
            let at = from + found;
            let name = self.bytes.get(at..).and_then(|tail| tail.strip_prefix(code)).unwrap_or_default();
            let length =
                name.iter().take(NAME_LENGTHS.end + 1).take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
            let starts = name.first().is_some_and(|first| first.is_ascii_uppercase() || *first == b'3');
            if starts && NAME_LENGTHS.contains(&length) && name.get(length) == Some(&0) {
                self.position = at;
                return true;
            }
            from = at + 1;
        }
        false
    }

    fn take_code(&mut self) -> Option<i16> {
        let code = if self.wide {
            i16::from_le_bytes(self.take::<2>()?)
        } else {
            match self.take::<1>()? {
                // One-byte codes above 254 are announced by 255 and follow in two bytes.
                [255] => i16::from_le_bytes(self.take::<2>()?),
                [code] => i16::from(code),
            }
        };
        (-10..=1071).contains(&code).then_some(code)
    }

    fn take_value(&mut self, code: i16) -> Option<Raw<'a>> {
        Some(match code {
            10..=59 | 110..=149 | 210..=239 | 460..=469 | 1010..=1059 => Raw::Real(f64::from_le_bytes(self.take::<8>()?)),
            60..=79 | 170..=179 | 270..=289 | 370..=389 | 400..=409 | 1060..=1070 => {
                Raw::Int(i64::from(i16::from_le_bytes(self.take::<2>()?)))
            }
            90..=99 | 420..=429 | 440..=459 | 1071 => Raw::Int(i64::from(i32::from_le_bytes(self.take::<4>()?))),
            160..=169 => Raw::Int(i64::from_le_bytes(self.take::<8>()?)),
            290..=299 => {
                let [flag] = self.take::<1>()?;
                Raw::Int(i64::from(flag))
            }
            310..=319 | 1004 => {
                let [length] = self.take::<1>()?;
                self.position += usize::from(length);
                if self.position > self.bytes.len() {
                    return None;
                }
                Raw::Chunk
            }
            _ => {
                let rest = self.bytes.get(self.position..)?;
                let length = memchr::memchr(0, rest)?;
                self.position += length + 1;
                Raw::Text(rest.get(..length)?)
            }
        })
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let bytes = self.bytes.get(self.position..self.position.checked_add(N)?)?;
        self.position += N;
        bytes.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two-byte codes: section, a line whose code is damaged, and a circle.
    #[test]
    fn damage_costs_the_entity_it_hit() {
        let text = |code: i16, value: &str| [&code.to_le_bytes()[..], value.as_bytes(), &[0]].concat();
        let real = |code: i16, value: f64| [&code.to_le_bytes()[..], &value.to_le_bytes()[..]].concat();
        let file = |code: i16| {
            let parts = [
                text(0, "SECTION"),
                text(2, "ENTITIES"),
                text(0, "LINE"),
                real(code, 1.0),
                real(20, 2.0),
                text(0, "CIRCLE"),
                real(10, 3.0),
            ];
            [BINARY_SENTINEL, &parts.concat()].concat()
        };
        let read = |bytes: &[u8]| {
            let mut findings = Findings::default();
            let mut tags = BinaryTags::new(bytes);
            let mut names = Vec::new();
            while let Some(tag) = tags.next(&mut findings) {
                if tag.code == 0 {
                    names.push(String::from_utf8_lossy(tag.bytes()).into_owned());
                }
            }
            (names, findings.count(Flaw::OutOfStep))
        };
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        assert_eq!(read(&file(10)), (names(&["SECTION", "LINE", "CIRCLE"]), 0));
        assert_eq!(read(&file(-30_000)), (names(&["SECTION", "LINE", "CIRCLE"]), 1));
        // Cut inside a number: nothing follows.
        let whole = file(10);
        assert_eq!(read(&whole[..whole.len() - 3]), (names(&["SECTION", "LINE", "CIRCLE"]), 0));
    }
}
