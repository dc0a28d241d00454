//! The characters of a page with their place, direction and size.

use std::collections::{HashMap, HashSet};

use pdfium_render::prelude::{PdfPage, PdfPageTextRenderMode};
use trusquin_domain::{Reader, SheetBox};

use super::placement::{Affine, SheetPlacement};
use crate::dxf::sign_of_letter;

/// Characters read of one page.
const MOST_CHARACTERS: usize = 200_000;

/// Baseline starts by character and half-millimetre square.
type PaintedPlaces = HashMap<(char, i64, i64), Vec<(f64, f64)>>;

/// One character as painted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub(super) character: char,
    /// Ink box where the font gives one, else the advance box.
    pub(super) sheet_box: SheetBox,
    /// Baseline start, mm.
    pub(super) origin: (f64, f64),
    /// Unit vector along the baseline.
    pub(super) along: (f64, f64),
    /// Advance width, mm.
    pub(super) advance: f64,
    /// Font size, mm.
    pub(super) size: f64,
    /// A written space stands before it.
    pub(super) after_space: bool,
    pub(super) reader: Reader,
}

/// The glyphs and what was wrong with them.
#[derive(Debug, Default)]
pub(super) struct Glyphs {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) unmapped: usize,
    pub(super) invisible: usize,
    pub(super) truncated: bool,
}

/// Reads the text objects in content order.
pub(super) fn collect(page: &PdfPage<'_>, placement: &SheetPlacement) -> Glyphs {
    let mut found = Glyphs::default();
    let Ok(text) = page.text() else { return found };
    let mut seen = PaintedPlaces::new();
    let mut unmapped_places = HashSet::new();
    let mut after_space = false;
    for item in text.chars().iter() {
        if found.glyphs.len() >= MOST_CHARACTERS {
            found.truncated = true;
            break;
        }
        // Generated characters are pdfium's guesses of spaces and line ends; runs.rs decides those from the geometry.
        if item.is_generated().unwrap_or(false) {
            continue;
        }
        let value = item.unicode_value();
        let character = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
        let character = in_sign_font(character, || item.font_name()).unwrap_or(character);
        if character.is_whitespace() || character == '\u{ad}' && item.loose_bounds().is_err() {
            after_space = true;
            continue;
        }
        let Some(mut glyph) = place(&item, character, placement, after_space) else { continue };
        after_space = false;
        if character.is_control() || character == char::REPLACEMENT_CHARACTER || character == '\u{fffe}' || character == '\u{ffff}' {
            // U+0002 is pdfium's word for a hyphen at the end of a line; codes without ink are spaces of a font without a map.
            let inked = item.tight_bounds().is_ok_and(|ink| ink.width().value > 0.0 && ink.height().value > 0.0);
            after_space = !inked;
            let again = !unmapped_places.insert(((glyph.origin.0 * 100.0) as i64, (glyph.origin.1 * 100.0) as i64));
            if again || !inked || character == '\u{2}' {
                continue;
            }
            found.unmapped += 1;
            // It keeps its place: `1?5` must not read as `15`.
            glyph.character = char::REPLACEMENT_CHARACTER;
        }
        if matches!(character, '\u{e000}'..='\u{f8ff}') {
            found.unmapped += 1;
        }
        if drawn_before(&mut seen, &glyph) {
            continue;
        }
        if matches!(item.render_mode(), Ok(PdfPageTextRenderMode::Invisible | PdfPageTextRenderMode::InvisibleClipping)) {
            found.invisible += 1;
            glyph.reader = Reader::Ocr;
        }
        found.glyphs.push(glyph);
    }
    found
}

/// Fonts of geometric signs draw them under Latin letters and say so only by their name (`AIGDT`, `AMGDT`, `SWGDT`, `Y145M-2009`).
fn in_sign_font(character: char, font_name: impl FnOnce() -> String) -> Option<char> {
    if !character.is_ascii_alphabetic() {
        return None;
    }
    let name = font_name();
    // Subsets carry a tag of six capitals: `ABCDEF+AIGDT`.
    let name = name.rsplit('+').next().unwrap_or(&name).to_ascii_uppercase();
    let signs = name.ends_with("GDT") || name.contains("GDT-") || name.starts_with("GDT");
    signs.then(|| sign_of_letter(character)).flatten()
}

fn place(
    item: &pdfium_render::prelude::PdfPageTextChar<'_>,
    character: char,
    placement: &SheetPlacement,
    after_space: bool,
) -> Option<Glyph> {
    let to_sheet = &placement.sheet_from_page;
    let (x, y) = item.origin().ok()?;
    let origin = to_sheet.apply(f64::from(x.value), f64::from(y.value));
    let own = item.matrix().ok().map(|matrix| Affine::from_matrix(&matrix).then(to_sheet))?;
    let (ux, uy) = own.turn(1.0, 0.0);
    let (vx, vy) = own.turn(0.0, 1.0);
    let length = ux.hypot(uy);
    if !length.is_finite() || length <= 0.0 || !origin.0.is_finite() || !origin.1.is_finite() {
        return None;
    }
    let along = (ux / length, uy / length);
    let nominal = f64::from(item.unscaled_font_size().value) * vx.hypot(vy);
    let loose = item.loose_bounds().ok().map(|rect| to_sheet.map_box(&rect));
    let tight = item.tight_bounds().ok().map(|rect| to_sheet.map_box(&rect)).filter(|ink| ink.width() > 0.0 || ink.height() > 0.0);
    let sheet_box = tight.or(loose)?;
    let reach = |area: &SheetBox| (area.width() * along.0.abs()).max(area.height() * along.1.abs());
    let upright = along.0.abs() > 0.999 || along.1.abs() > 0.999;
    let advance =
        if upright { loose.as_ref().map_or(0.0, reach).max(reach(&sheet_box)) } else { slanted_advance(loose.as_ref(), along, nominal) };
    // Type 3 fonts state sizes in their own units: trust them only near what is inked.
    let across = if upright { loose.map_or(0.0, |area| (area.width() * along.1.abs()).max(area.height() * along.0.abs())) } else { 0.0 };
    let size = if nominal.is_finite() && nominal > 0.05 && (across <= 0.0 || nominal < across * 6.0) { nominal } else { across };
    if size <= 0.0 {
        return None;
    }
    Some(Glyph { character, sheet_box, origin, along, advance: advance.min(size * 3.0), size, after_space, reader: Reader::TextLayer })
}

/// The box of a slanted letter is the hull of its turned advance box: width `w c + h s`, height `w s + h c`.
fn slanted_advance(hull: Option<&SheetBox>, along: (f64, f64), size: f64) -> f64 {
    let (cosine, sine) = (along.0.abs(), along.1.abs());
    let solved = hull.and_then(|hull| {
        let square = cosine * cosine - sine * sine;
        // Near 45 degrees both equations are the same one: take the usual line height of 1.1 font sizes.
        let width = if square.abs() > 0.2 {
            (hull.width() * cosine - hull.height() * sine) / square
        } else {
            (hull.width() + hull.height()) / (cosine + sine) - 1.1 * size
        };
        (width > 0.12 * size && width < 1.5 * size).then_some(width)
    });
    solved.unwrap_or(0.55 * size)
}

/// True when the same character was already painted on (almost) the same spot: shadows and fake bold.
fn drawn_before(seen: &mut PaintedPlaces, glyph: &Glyph) -> bool {
    let reach = glyph.size * 0.08;
    let cell = |value: f64| (value / 0.5).floor() as i64;
    let (cx, cy) = (cell(glyph.origin.0), cell(glyph.origin.1));
    for dx in -1..=1 {
        for dy in -1..=1 {
            let near = seen.get(&(glyph.character, cx + dx, cy + dy));
            if near.is_some_and(|points| points.iter().any(|point| (point.0 - glyph.origin.0).hypot(point.1 - glyph.origin.1) < reach)) {
                return true;
            }
        }
    }
    let cell = seen.entry((glyph.character, cx, cy)).or_default();
    if cell.len() < 16 {
        cell.push(glyph.origin);
    }
    false
}
