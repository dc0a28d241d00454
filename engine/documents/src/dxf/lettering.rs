//! Texts of a drawing: TEXT, MTEXT, attributes, multileaders, feature control frames; where they start and what they say.

use trusquin_domain::FlatTextKind;

use super::code_page::CodePage;
use super::format_codes::{multiline_text, single_line_text};
use super::placement::{Placement, Point3};
use super::record::Record;
use super::shapes::system_of;

/// A text in world (or block) coordinates.
#[derive(Debug, Clone)]
pub(super) struct Lettering {
    pub text: String,
    pub kind: FlatTextKind,
    /// Attribute tag, else empty.
    pub tag: String,
    pub handle: String,
    /// Left end of the first line's base line (computed from the attachment for texts placed by another corner).
    pub at: Point3,
    pub height: f64,
    pub rotation_deg: f64,
    /// Defines an attribute inside a block: shown only where the attribute is constant.
    pub is_template: bool,
}

/// Mean width of a letter over its height, for texts placed by their middle or right end: the width of ISO 3098 type B letters with spacing.
const LETTER_WIDTH: f64 = 0.8;
/// Distance from base line to base line over the text height: AutoCAD's line spacing of 5/3.
const LINE_STEP: f64 = 5.0 / 3.0;
/// Height of the letters of a feature control frame, whose style is not followed: ISO 3098's usual size, drawing units.
const FRAME_LETTERS: f64 = 2.5;

/// True for the types that carry a text of their own.
pub(super) fn is_lettering(kind: &str) -> bool {
    matches!(kind, "TEXT" | "MTEXT" | "ATTRIB" | "ATTDEF" | "MULTILEADER" | "MLEADER" | "TOLERANCE" | "ARCALIGNEDTEXT" | "RTEXT")
}

/// The text of a record; `None` when it says nothing.
pub(super) fn lettering_of(kind: &str, record: &Record<'_>, page: &CodePage) -> Option<Lettering> {
    let system = system_of(record);
    let mut out = match kind {
        "MTEXT" => paragraph(record, page),
        "MULTILEADER" | "MLEADER" => multileader(record, page)?,
        "TOLERANCE" => frames(record, page)?,
        _ => line(kind, record, page, &system),
    };
    out.handle = record.first(5).map(|tag| String::from_utf8_lossy(tag.bytes()).into_owned()).unwrap_or_default();
    (!out.text.trim().is_empty()).then_some(out)
}

fn blank() -> Lettering {
    Lettering {
        text: String::new(),
        kind: FlatTextKind::Text,
        tag: String::new(),
        handle: String::new(),
        at: [0.0; 3],
        height: 0.0,
        rotation_deg: 0.0,
        is_template: false,
    }
}

/// Feature control frames. Code 3 is the dimension style here, not a piece of text.
fn frames(record: &Record<'_>, page: &CodePage) -> Option<Lettering> {
    let text = multiline_text(&page.decode(record.first(1)?.text()));
    let rotation_deg = record.point(11).map_or(0.0, |x| x[1].atan2(x[0]).to_degrees());
    Some(Lettering { text, kind: FlatTextKind::Tolerance, at: record.point(10)?, height: FRAME_LETTERS, rotation_deg, ..blank() })
}

/// Long texts are cut into 250-character pieces of code 3 before the last one of code 1.
fn joined(record: &Record<'_>, page: &CodePage) -> String {
    let bytes: Vec<u8> = record.body().iter().filter(|tag| matches!(tag.code, 1 | 3)).flat_map(|tag| tag.text().iter().copied()).collect();
    page.decode(&bytes)
}

fn line(kind: &str, record: &Record<'_>, page: &CodePage, system: &Placement) -> Lettering {
    let mut out = blank();
    let raw = record.first(1).map(|tag| page.decode(tag.text())).unwrap_or_default();
    out.text = single_line_text(&raw);
    out.height = record.first_real(40).unwrap_or(0.0);
    if matches!(kind, "ATTRIB" | "ATTDEF") {
        out.kind = FlatTextKind::Attribute;
        out.tag = record.first(2).map(|tag| page.decode(tag.bytes())).unwrap_or_default();
        if out.text.contains("\\P") || out.text.contains("{\\") {
            out.text = multiline_text(&raw);
        }
        // Bit 2 of the flags is a constant attribute, whose definition is what is shown.
        out.is_template = kind == "ATTDEF" && record.first_int(70).is_none_or(|flags| flags & 2 == 0);
    }
    let aligned = record.first_int(72).unwrap_or(0) != 0 || record.first_int(73).or(record.first_int(74)).unwrap_or(0) != 0;
    let first = record.point(10);
    let own = first.filter(|at| !aligned || at[0] != 0.0 || at[1] != 0.0).or(record.point(11)).or(first).unwrap_or([0.0; 3]);
    out.at = system.point(own);
    out.rotation_deg =
        Placement { origin: [0.0; 3], ..system.after(&Placement::turned(record.first_real(50).unwrap_or(0.0), [0.0; 3])) }.angle();
    out
}

fn paragraph(record: &Record<'_>, page: &CodePage) -> Lettering {
    let mut out = blank();
    out.text = multiline_text(&joined(record, page));
    out.height = record.first_real(40).unwrap_or(0.0);
    out.rotation_deg = match record.point(11) {
        Some(direction) => direction[1].atan2(direction[0]).to_degrees(),
        // The angle of an MTEXT is in degrees although the DXF Reference says radians.
        None => record.first_real(50).unwrap_or(0.0),
    };
    let lines = out.text.lines().count().max(1) as f64;
    let widest = out.text.lines().map(|line| line.chars().count()).max().unwrap_or(0) as f64 * LETTER_WIDTH * out.height;
    let attachment = record.first_int(71).filter(|place| (1..=9).contains(place)).unwrap_or(1) - 1;
    let left = [0.0, -widest / 2.0, -widest][(attachment % 3) as usize];
    let block_height = out.height * (1.0 + (lines - 1.0) * LINE_STEP);
    let top = [0.0, block_height / 2.0, block_height][(attachment / 3) as usize];
    let turned = Placement::turned(out.rotation_deg, record.point(10).unwrap_or([0.0; 3]));
    out.at = turned.point([left, top - out.height, 0.0]);
    out
}

/// The text of a multileader stands in its context data: 304 the text, 12 its place, 41 its height.
fn multileader(record: &Record<'_>, page: &CodePage) -> Option<Lettering> {
    let tag = record.body().iter().find(|tag| tag.code == 304 && !tag.bytes().ends_with(b"{"))?;
    let mut out = blank();
    out.text = multiline_text(&page.decode(tag.text()));
    out.height = record.first_real(41).unwrap_or(0.0);
    let at = record.point(12).or(record.point(10)).unwrap_or([0.0; 3]);
    out.at = [at[0], at[1] - out.height, at[2]];
    Some(out)
}
