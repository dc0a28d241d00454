//! The tags of an ASCII DXF file: pairs of lines, brought back into step where a file has lost it.

use super::findings::{Findings, Flaw};
use super::tag::{Raw, Tag, parse_int};

/// Pairs that must look right before a reader out of step trusts its position again.
const PAIRS_TO_TRUST: usize = 4;

/// Reads tags from the lines of a file.
pub(super) struct AsciiTags<'a> {
    bytes: &'a [u8],
    position: usize,
    line: u32,
    /// `\r` in files of old Macintosh programs, else `\n`.
    line_end: u8,
}

impl<'a> AsciiTags<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        let head = &bytes[..bytes.len().min(4096)];
        let line_end = if !head.contains(&b'\n') && head.contains(&b'\r') { b'\r' } else { b'\n' };
        Self { bytes, position: 0, line: 0, line_end }
    }

    /// Lines read so far.
    pub fn place(&self) -> u32 {
        self.line
    }

    /// The next tag, comments left out; `None` at the end of the file.
    pub fn next(&mut self, findings: &mut Findings) -> Option<Tag<'a>> {
        loop {
            let start = (self.position, self.line);
            let code_line = self.take_line()?;
            let place = self.line;
            let Some(code) = group_code(code_line) else {
                if !code_line.iter().all(|byte| is_blank(*byte)) {
                    findings.note(Flaw::OutOfStep, place);
                    (self.position, self.line) = start;
                    self.regain_step();
                } else if self.bytes[self.position..].iter().take(64).any(|byte| !is_blank(*byte)) {
                    findings.note(Flaw::BlankLine, place);
                }
                continue;
            };
            let Some(value) = self.take_line() else {
                findings.note(Flaw::HalfTag, place);
                return None;
            };
            if code == 0 && !is_structure_name(value.trim_ascii()) {
                // A structure tag always names something: reading a value as a code shows here first.
                findings.note(Flaw::OutOfStep, place);
                (self.position, self.line) = start;
                self.regain_step();
                continue;
            }
            if code != 999 {
                return Some(Tag { code, place, raw: Raw::Text(value) });
            }
        }
    }

    /// Drops lines until several pairs in a row make sense.
    fn regain_step(&mut self) {
        while self.take_line().is_some() {
            let mut ahead = AsciiTags { bytes: self.bytes, position: self.position, line: self.line, line_end: self.line_end };
            if (0..PAIRS_TO_TRUST).all(|_| ahead.plausible_pair()) {
                return;
            }
        }
    }

    fn plausible_pair(&mut self) -> bool {
        let Some(code_line) = self.take_line() else { return true };
        let Some(code) = group_code(code_line) else { return false };
        let Some(value) = self.take_line() else { return false };
        let value = value.trim_ascii();
        let numeric = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+');
        match code {
            0 => is_structure_name(value),
            10..=59 | 60..=79 | 210..=239 | 1010..=1071 => value.first().is_some_and(numeric),
            _ => true,
        }
    }

    fn take_line(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.position..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(self.line_end, rest).unwrap_or(rest.len());
        self.position = (self.position + length + 1).min(self.bytes.len());
        self.line = self.line.saturating_add(1);
        let mut line = &rest[..length];
        while let [shorter @ .., b'\r' | b'\n'] = line {
            line = shorter;
        }
        Some(line)
    }
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0 || byte == 0x1a
}

/// `LINE`, `3DFACE`, `_NAME` may follow a code 0; a number never does.
fn is_structure_name(value: &[u8]) -> bool {
    match value {
        [b'0'..=b'9', b'D' | b'd', rest @ ..] => rest.first().is_some_and(u8::is_ascii_alphabetic),
        [first, ..] => first.is_ascii_alphabetic() || *first == b'_',
        [] => false,
    }
}

/// A group code: a small whole number alone on its line.
fn group_code(line: &[u8]) -> Option<i16> {
    let code = parse_int(line.trim_ascii())?;
    i16::try_from(code).ok().filter(|code| (-10..=1071).contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(i16, String)>, Findings) {
        let mut findings = Findings::default();
        let mut tags = AsciiTags::new(text.as_bytes());
        let mut out = Vec::new();
        while let Some(tag) = tags.next(&mut findings) {
            out.push((tag.code, String::from_utf8_lossy(tag.text()).into_owned()));
        }
        (out, findings)
    }

    fn pairs(text: &str) -> Vec<(i16, String)> {
        read(text).0
    }

    #[test]
    fn line_ends_of_every_system() {
        let expected = vec![(0, "LINE".to_owned()), (8, "a b".to_owned())];
        for text in ["0\nLINE\n8\na b\n", "  0\r\nLINE\r\n  8\r\na b\r\n", "0\rLINE\r8\ra b", "0\r\r\nLINE\r\r\n8\r\r\na b"] {
            assert_eq!(pairs(text), expected, "{text:?}");
        }
    }

    #[test]
    fn comments_and_trailing_blanks_are_skipped() {
        let (tags, findings) = read("999\nmade by hand\n0\nEOF\n\n\n  \n\u{1a}\n");
        assert_eq!(tags, vec![(0, "EOF".to_owned())]);
        assert!(findings.is_empty());
    }

    #[test]
    fn a_text_broken_over_two_lines_costs_one_line() {
        let (tags, findings) = read("0\nTEXT\n1\nfirst\nsecond\n10\n1.0\n20\n2.0\n0\nLINE\n8\n0\n");
        assert_eq!(tags.len(), 6);
        assert_eq!(tags.get(2), Some(&(10, "1.0".to_owned())));
        assert_eq!(findings.count(Flaw::OutOfStep), 1);
    }

    #[test]
    fn a_missing_line_is_recovered_from() {
        let (tags, _) = read("0\nLINE\n8\n10\n1.0\n20\n2.0\n0\nCIRCLE\n8\n0\n10\n1.0\n20\n2.0\n40\n5.0\n");
        assert!(tags.contains(&(0, "CIRCLE".to_owned())), "{tags:?}");
        assert!(tags.contains(&(40, "5.0".to_owned())));
    }
}
