//! Free texts of a CAD file as a sheet: callouts, surface texture and notes that are typed rather than dimensioned.
//!
//! A bare number is left alone: without its dimension line it may be a balloon, a table cell or a coordinate.

use trusquin_domain::{Dimension, DocumentPage, FlatText, FlatTextKind, Note, Reader, Roughness, SheetBox, TextSpan, TitleBlock};

use super::dimensions::dimension;
use super::tolerances;
use crate::dimension::{DrawingUnit, clean, parse_dimension};
use crate::note::read_notes;
use crate::roughness;
use crate::sheet_text::direction::{Direction, LocalBox};
use crate::sheet_text::row::Row;
use crate::sheet_text::strokes::Strokes;
use crate::sheet_text::zone::Zones;

/// Confidence in a callout nothing measures.
const TYPED: f64 = 0.85;
/// Longest text that is a surface texture requirement and nothing else, characters.
const LONGEST_TEXTURE: usize = 14;
/// Font size the usual text is brought to, mm: the sheet rules think in letters of 3.5 mm (ISO 3098-1).
const USUAL_FONT_MM: f64 = 5.0;
/// Width of a letter over its height.
const LETTER_WIDTH: f64 = 0.8;
/// Line pitch of a paragraph over the height of its letters (MTEXT default spacing).
const LINE_PITCH: f64 = 5.0 / 3.0;
/// Texts read; a file of more is a map or a text document.
const MOST_TEXTS: usize = 20_000;

/// What the free texts say.
#[derive(Debug, Default)]
pub(super) struct FreeTexts {
    pub dimensions: Vec<Dimension>,
    pub roughness: Vec<Roughness>,
    pub notes: Vec<Note>,
}

/// One line of a text with the entity it stands in.
struct Line<'a> {
    row: Row,
    text: &'a FlatText,
}

/// Reads the texts that are neither attribute nor dimension entity, and that the title block has not taken.
pub(super) fn read(texts: &[FlatText], title_block: &TitleBlock, unit: DrawingUnit) -> FreeTexts {
    let mut free = FreeTexts::default();
    for paper_space in [false, true] {
        let here: Vec<&FlatText> = texts
            .iter()
            .filter(|text| text.kind == FlatTextKind::Text && text.paper_space == paper_space && text.height > 0.0)
            .filter(|text| tolerances::frames(text, unit).is_empty())
            .take(MOST_TEXTS)
            .collect();
        let Some(scale) = scale(&here) else { continue };
        let mut directions: Vec<(Direction, Vec<Line<'_>>)> = Vec::new();
        for text in here {
            let place = directions.iter().position(|(direction, _)| direction.holds(text.rotation_deg));
            let place = place.unwrap_or_else(|| {
                directions.push((Direction::new(text.rotation_deg), Vec::new()));
                directions.len() - 1
            });
            if let Some((direction, lines)) = directions.get_mut(place) {
                lines.extend(rows(text, direction, scale));
            }
        }
        let page = page(&directions);
        let zones = Zones::new(&page, &Strokes::new(&page.segments), title_block);
        for (_, lines) in &directions {
            sort(lines, title_block, &zones, unit, &mut free);
        }
    }
    free
}

/// Brings the usual text height to [`USUAL_FONT_MM`]: the median is the size of the notes and callouts.
fn scale(texts: &[&FlatText]) -> Option<f64> {
    let mut heights: Vec<f64> = texts.iter().map(|text| text.height).filter(|height| height.is_finite()).collect();
    heights.sort_by(f64::total_cmp);
    heights.get(heights.len() / 2).map(|height| USUAL_FONT_MM / height)
}

/// The lines of a text, first one at its insertion point, y downwards as on a sheet.
fn rows<'a>(text: &'a FlatText, direction: &Direction, scale: f64) -> Vec<Line<'a>> {
    let font_mm = text.height * scale;
    let (u, v) = direction.local(text.at[0] * scale, -text.at[1] * scale);
    let placed = [u, v, font_mm].iter().all(|value| value.is_finite() && value.abs() < 1e6);
    let lines = text.text.lines().map(clean).filter(|line| placed && !line.trim().is_empty());
    lines
        .enumerate()
        .map(|(index, line)| {
            let v = v + index as f64 * LINE_PITCH * font_mm;
            let width = line.chars().count() as f64 * LETTER_WIDTH * font_mm;
            let local = LocalBox { u0: u, u1: u + width, v0: v - font_mm, v1: v };
            let row = Row { text: line, local, sheet_box: direction.sheet_box(&local), font_mm, drawn: false, pieces: Vec::new() };
            Line { row, text }
        })
        .collect()
}

/// The texts as a page, for the rules that find the title block by its labels.
fn page(directions: &[(Direction, Vec<Line<'_>>)]) -> DocumentPage {
    let lines = || directions.iter().flat_map(|(direction, lines)| lines.iter().map(move |line| (direction, line)));
    let all = lines().map(|(_, line)| line.row.sheet_box).reduce(|a, b| a.union(&b)).unwrap_or(SheetBox::new(0.0, 0.0, 0.0, 0.0));
    let spans = lines()
        .map(|(direction, line)| TextSpan {
            text: line.row.text.clone(),
            sheet_box: line.row.sheet_box,
            rotation_deg: direction.degrees,
            font_size_mm: line.row.font_mm,
            characters: Vec::new(),
            reader: Reader::Entity,
        })
        .collect();
    DocumentPage { page: 1, size_mm: [all.width(), all.height()], spans, ..DocumentPage::default() }
}

fn sort(lines: &[Line<'_>], title_block: &TitleBlock, zones: &Zones, unit: DrawingUnit, free: &mut FreeTexts) {
    let taken = |text: &FlatText| {
        !text.handle.is_empty() && title_block.values().any(|value| value.reference.as_deref() == Some(text.handle.as_str()))
    };
    let mut words: Vec<&Line<'_>> = Vec::new();
    let mut called: Option<&FlatText> = None;
    for line in lines.iter().filter(|line| !taken(line.text) && !zones.in_block(&line.row.sheet_box)) {
        let reference = Some(super::reference(line.text));
        if called.is_some_and(|called| std::ptr::eq(called, line.text)) {
            // A further line of a callout that was read as a whole.
        } else if let Some((parameter, value)) =
            roughness::named(&line.row.text).filter(|_| line.row.text.chars().count() <= LONGEST_TEXTURE)
        {
            let value_um = roughness::in_micrometres(value, unit);
            let text = line.row.text.clone();
            let texture = Roughness { text, parameter, value_um, page: 1, sheet_box: None, reference, definition: None, critical: false };
            free.roughness.push(texture);
        } else if let Some(parsed) = parse_dimension(&line.text.text, unit).filter(|parsed| !parsed.bare && !parsed.reference) {
            free.dimensions.push(dimension(parsed, line.text, TYPED));
            called = Some(line.text);
        } else {
            words.push(line);
        }
    }
    let rows: Vec<Row> = words.iter().map(|line| line.row.clone()).collect();
    for note in read_notes(&rows, 1) {
        let source = words
            .iter()
            .find(|line| note.sheet_box.is_some_and(|place| holds(&place, &line.row.sheet_box)) && note.text.starts_with(&line.row.text));
        let reference = source.map(|line| super::reference(line.text));
        free.notes.push(Note { sheet_box: None, reference, ..note });
    }
}

fn holds(place: &SheetBox, inner: &SheetBox) -> bool {
    let (x, y) = inner.centre();
    place.contains(x, y)
}
