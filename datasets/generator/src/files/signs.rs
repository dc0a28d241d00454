//! Fonts for signs no Latin font has: glyphs of our own with their meaning in the file, or letters of a font of geometric signs.

use pdf_writer::types::{SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Name, Pdf, Rect, Ref, Str};

use crate::sheet::font;
use crate::sheet::stroke::{self, Alphabet};
use crate::sheet::symbols::{SIGNS, SignFace, gdt_letter};

/// First object number of these fonts; the page's own objects are below.
pub(super) const FIRST: i32 = 20;
/// Code of the first sign in the font of our own.
const CODE: u8 = 65;

/// Cuts a text into what the Latin font writes (`None`) and what a font of signs does.
pub(super) fn runs(text: &str, face: SignFace) -> Vec<(Option<&'static [u8]>, String)> {
    let font = |c: char| -> Option<&'static [u8]> {
        match face {
            SignFace::Typed if SIGNS.contains(c) => Some(b"F2"),
            SignFace::GdtFont if gdt_letter(c).is_some() => Some(b"F3"),
            _ => None,
        }
    };
    let mut runs: Vec<(Option<&'static [u8]>, String)> = Vec::new();
    for character in text.chars() {
        match runs.last_mut() {
            Some((known, run)) if *known == font(character) => run.push(character),
            _ => runs.push((font(character), character.to_string())),
        }
    }
    runs
}

/// The codes of signs in their font.
pub(super) fn bytes(signs: &str, face: SignFace) -> Vec<u8> {
    signs
        .chars()
        .filter_map(|sign| match face {
            SignFace::GdtFont => gdt_letter(sign).and_then(|letter| u8::try_from(letter).ok()),
            _ => SIGNS.chars().position(|known| known == sign).and_then(|place| u8::try_from(place).ok()).map(|place| CODE + place),
        })
        .collect()
}

/// A Type 3 font: every sign a little drawing, its meaning in the ToUnicode map.
pub(super) fn write_drawn_font(pdf: &mut Pdf) {
    let count = SIGNS.chars().count() as i32;
    let (font_ref, map_ref) = (Ref::new(FIRST), Ref::new(FIRST + 1));
    let glyph = |place: i32| Ref::new(FIRST + 2 + place);
    let names: Vec<String> = (0..count).map(|place| format!("sign{place}")).collect();
    let mut font = pdf.type3_font(font_ref);
    font.name(Name(b"DrawingSigns")).bbox(Rect::new(0.0, -250.0, 1300.0, 950.0)).matrix([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]);
    font.first_char(CODE).last_char(CODE + count as u8 - 1);
    font.widths(SIGNS.chars().map(|sign| (font::width(&sign.to_string(), 1.0) * 1000.0) as f32));
    font.to_unicode(map_ref);
    let mut procedures = font.char_procs();
    for (place, name) in names.iter().enumerate() {
        procedures.pair(Name(name.as_bytes()), glyph(place as i32));
    }
    drop(procedures);
    font.encoding_custom().differences().consecutive(CODE, names.iter().map(|name| Name(name.as_bytes())));
    font.resources();
    drop(font);
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"UCS"), supplement: 0 };
    let mut map = UnicodeCmap::new(Name(b"Signs"), system);
    for (place, sign) in SIGNS.chars().enumerate() {
        map.pair(CODE + place as u8, sign);
    }
    pdf.stream(map_ref, &map.finish());
    for (place, sign) in SIGNS.chars().enumerate() {
        let unit = (font::CAPITAL_HEIGHT * 100.0) as f32;
        let mut content = Content::new();
        let width = (font::width(&sign.to_string(), 1.0) * 1000.0) as f32;
        content.start_color_glyph(width);
        content.set_line_width(0.9 * unit);
        for stroke in stroke::outline(&sign.to_string(), 0.0, Alphabet::Iso) {
            for (index, [x, y]) in stroke.into_iter().enumerate() {
                let (x, y) = (x as f32 * unit + 60.0, y as f32 * unit);
                if index == 0 {
                    content.move_to(x, y)
                } else {
                    content.line_to(x, y)
                };
            }
            content.stroke();
        }
        pdf.stream(glyph(place as i32), &content.finish().into_vec());
    }
}

/// A font of geometric signs that is not in the file, as Inventor leaves it: its letters are Latin, only its name tells.
pub(super) fn write_gdt_font(pdf: &mut Pdf) {
    pdf.type1_font(Ref::new(FIRST)).base_font(Name(b"AIGDT")).encoding_predefined(Name(b"WinAnsiEncoding"));
}
