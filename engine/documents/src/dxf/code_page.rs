//! The bytes of a DXF text as characters: code page of the header, UTF-8 from AutoCAD 2007, `\U+XXXX` and `\M+nXXXX` escapes.

use std::borrow::Cow;
use std::cell::RefCell;

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};

/// Upper halves (0x80 to 0xFF) of the DOS code pages, which no web standard knows: `number TAB 128 characters`.
/// Source: Unicode consortium, MAPPINGS/VENDORS/MICSFT/PC (CP437.TXT, CP850.TXT, CP852.TXT), as Python's codecs hold them.
const DOS_PAGES: &str = include_str!("data/dos_code_pages.tsv");

#[derive(Debug, Clone, Copy)]
enum Page {
    Known(&'static Encoding),
    Dos(&'static str),
}

/// Decodes texts; counts what did not fit.
#[derive(Debug)]
pub(super) struct CodePage {
    page: Page,
    unicode: bool,
    doubtful: RefCell<Doubts>,
}

/// How often a text did not fit the code page.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doubts {
    /// Characters replaced.
    pub replaced: u32,
    /// Texts in UTF-8 under another code page's name.
    pub other_encoding: u32,
}

impl Default for CodePage {
    fn default() -> Self {
        Self { page: Page::Known(WINDOWS_1252), unicode: false, doubtful: RefCell::default() }
    }
}

impl CodePage {
    /// `name` is `$DWGCODEPAGE`, `version` `$ACADVER`: from AC1021 (AutoCAD 2007) texts are UTF-8 whatever the name says.
    pub fn new(name: &str, version: &str) -> Self {
        let number: String = name.chars().filter(char::is_ascii_digit).collect();
        let dos = DOS_PAGES.lines().find_map(|line| line.split_once('\t').filter(|(page, _)| *page == number).map(|(_, upper)| upper));
        let page = match (number.as_str(), dos) {
            (_, Some(upper)) => Page::Dos(upper),
            ("932", _) => Page::Known(SHIFT_JIS),
            ("936", _) => Page::Known(GBK),
            ("949", _) => Page::Known(EUC_KR),
            ("950", _) => Page::Known(BIG5),
            ("866", _) => Page::Known(encoding_rs::IBM866),
            ("874", _) => Page::Known(encoding_rs::WINDOWS_874),
            (digits, _) => Page::Known(Encoding::for_label(format!("windows-{digits}").as_bytes()).unwrap_or(WINDOWS_1252)),
        };
        let is_version = version.len() == 6 && version.starts_with("AC1");
        Self { page, unicode: is_version && version >= "AC1021", doubtful: RefCell::default() }
    }

    /// What did not fit so far.
    pub fn doubts(&self) -> Doubts {
        *self.doubtful.borrow()
    }

    /// The text of a tag.
    pub fn decode(&self, bytes: &[u8]) -> String {
        let text = self.characters(bytes);
        if text.contains("\\U+") || text.contains("\\u+") || text.contains("\\M+") { unescape(&text) } else { text.into_owned() }
    }

    fn characters<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        if bytes.is_ascii() {
            return String::from_utf8_lossy(bytes);
        }
        // A run of valid UTF-8 is not something another alphabet writes by accident; only the double-byte pages can.
        let double_byte = matches!(self.page, Page::Known(page) if !page.is_single_byte());
        if (self.unicode || !double_byte)
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            if !self.unicode {
                self.doubtful.borrow_mut().other_encoding += 1;
            }
            return Cow::Borrowed(text);
        }
        let (text, bad) = match self.page {
            Page::Known(page) => {
                let page = if page == UTF_8 { WINDOWS_1252 } else { page };
                page.decode_without_bom_handling(bytes)
            }
            Page::Dos(upper) => (
                bytes
                    .iter()
                    .map(|byte| match byte.checked_sub(0x80) {
                        None => *byte as char,
                        Some(index) => upper.chars().nth(usize::from(index)).unwrap_or(char::REPLACEMENT_CHARACTER),
                    })
                    .collect(),
                false,
            ),
        };
        if bad || self.unicode {
            self.doubtful.borrow_mut().replaced += 1;
        }
        text
    }
}

/// Replaces `\U+XXXX` (a character) and `\M+nXXXX` (a double-byte character: 1 Japanese, 2 traditional Chinese, 3 and 4 Korean, 5 simplified Chinese).
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let hexadecimal = |from: usize| rest.get(from..from + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let (character, length) = match rest.as_bytes() {
            [b'\\', b'U' | b'u', b'+', ..] => (hexadecimal(3).and_then(char::from_u32).map(String::from), 7),
            [b'\\', b'M', b'+', page, ..] => (hexadecimal(4).and_then(|code| double_byte(*page, code)), 8),
            _ => (None, 1),
        };
        match character {
            Some(character) => {
                out.push_str(&character);
                rest = rest.get(length..).unwrap_or("");
            }
            None => {
                out.push('\\');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn double_byte(page: u8, code: u32) -> Option<String> {
    let encoding = match page {
        b'1' => SHIFT_JIS,
        b'2' => BIG5,
        b'3' | b'4' => EUC_KR,
        b'5' => GBK,
        _ => return None,
    };
    let bytes = [(code >> 8) as u8, (code & 0xff) as u8];
    let (text, bad) = encoding.decode_without_bom_handling(&bytes);
    (!bad).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_the_characters_meant() {
        for (page, version, bytes, expected) in [
            ("ANSI_1252", "AC1015", b"\xd8 50 \xb10,1\xb0".as_slice(), "Ø 50 ±0,1°"),
            ("ansi_1251", "AC1015", b"\xd1\xf2\xe0\xeb\xfc", "Сталь"),
            ("ANSI_1252", "AC1027", "Ø50 ⌖".as_bytes(), "Ø50 ⌖"),
            ("ANSI_1252", "AC1009", "Pièce".as_bytes(), "Pièce"),
            ("dos850", "AC1009", b"Pi\x8ace \x9d50", "Pièce Ø50"),
            ("ANSI_932", "AC1015", b"\x90}\x94\xd4", "図番"),
            ("ANSI_1252", "AC1015", b"\\U+2205 40", "∅ 40"),
            ("ANSI_1252", "AC1015", b"\\M+1907d", "図"),
            ("ANSI_1252", "AC1015", b"C:\\Users \\U+zz", "C:\\Users \\U+zz"),
            ("nonsense", "", b"\xe9", "é"),
        ] {
            assert_eq!(CodePage::new(page, version).decode(bytes), expected, "{page}");
        }
    }

    #[test]
    fn a_damaged_text_is_counted() {
        let page = CodePage::new("ANSI_1252", "AC1027");
        assert_eq!(page.decode(b"caf\xe9"), "café");
        assert_eq!(page.doubts().replaced, 1);
    }
}
