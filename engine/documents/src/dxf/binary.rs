//! The tags of a binary DXF file: both widths of group code (one byte up to R12, two from R13).

use super::findings::{Findings, Flaw};
use super::tag::{Raw, Tag};

/// What every binary DXF file begins with.
pub(crate) const BINARY_SENTINEL: &[u8] = b"AutoCAD Binary DXF\r\n\x1a\0";

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

    /// The next tag; `None` at the end, or where the data cannot be followed any further (binary data has no way back into step).
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
                None => {
                    findings.note(Flaw::HalfTag, place);
                    self.position = self.bytes.len();
                    return None;
                }
            }
        }
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
