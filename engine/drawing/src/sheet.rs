//! One sheet, reader after reader: what one has read, the next leaves alone.

use trusquin_domain::{Diagnostic, DocumentPage, DrawingReading, LearnedLayout, Reader, Reading, SheetReading, TitleBlock};

use crate::coated_sizes::{coated_sizes, unsaid};
use crate::critical::CriticalRule;
use crate::datum::read_datums;
use crate::dimension::read_direction;
use crate::drawn_scale::drawn_scale;
use crate::geometric::read_frames;
use crate::no_drawing::no_drawing;
use crate::normalize::normalize_title_block;
use crate::note::read_notes;
use crate::restriction::read_restrictions;
use crate::roughness::{read_roughness, tell_definitions};
use crate::sheet_text::piece::pieces;
use crate::sheet_text::row::Row;
use crate::sheet_text::strokes::Strokes;
use crate::sheet_text::zone::Zones;
use crate::standard::{drawing_unit, note_standard};
use crate::title_block::read_known_title_block;
use crate::view::{read_convention, read_views};
use crate::weld::read_welds;

/// Most pages of one document that are read as drawings.
const MOST_PAGES: usize = 500;

/// Reads every page of a document.
pub fn read_drawing(pages: &[DocumentPage]) -> Reading<DrawingReading> {
    read_known_drawing(pages, &[])
}

/// Reads every page of a document; a title block of a layout that people taught is read where they said.
pub fn read_known_drawing(pages: &[DocumentPage], layouts: &[LearnedLayout]) -> Reading<DrawingReading> {
    read_drawing_by(pages, layouts, CriticalRule::shipped())
}

/// The same, with the shop's own rule for what is watched.
pub fn read_drawing_by(pages: &[DocumentPage], layouts: &[LearnedLayout], rule: &CriticalRule) -> Reading<DrawingReading> {
    let mut reading = Reading::clean(DrawingReading::default());
    for page in pages.iter().take(MOST_PAGES) {
        let block = read_known_title_block(page, layouts);
        if let Some(why) = no_drawing(page, &block.value) {
            let message = format!("page {} is no drawing ({}): nothing was read from it", page.page, why.reason());
            reading.diagnostics.push(Diagnostic::info("DRW-030", message).on_page(page.page));
            reading.value.sheets.push(SheetReading { page: page.page, ..SheetReading::default() });
            continue;
        }
        let sheet = read_sheet_by(page, block.value, rule);
        reading.diagnostics.extend(block.diagnostics);
        reading.value.sheets.push(sheet.value);
        reading.diagnostics.extend(sheet.diagnostics);
    }
    if pages.len() > MOST_PAGES {
        let message = format!("only the first {MOST_PAGES} of {} pages were read; split the file", pages.len());
        reading.diagnostics.push(Diagnostic::warning("DRW-021", message));
    }
    reading
}

/// Reads one page whose title block is known.
pub fn read_sheet(page: &DocumentPage, title_block: TitleBlock) -> Reading<SheetReading> {
    read_sheet_by(page, title_block, CriticalRule::shipped())
}

fn read_sheet_by(page: &DocumentPage, title_block: TitleBlock, rule: &CriticalRule) -> Reading<SheetReading> {
    let strokes = Strokes::new(&page.segments);
    let unit = drawing_unit(page, &title_block);
    let zones = Zones::new(page, &strokes, &title_block);
    let mut reading = Reading::clean(SheetReading { page: page.page, title_block, ..SheetReading::default() });
    let sheet = &mut reading.value;
    for directed in pieces(page, &strokes) {
        let frames = read_frames(page, &directed, &strokes, &zones, unit);
        reading.diagnostics.extend(frames.diagnostics);
        sheet.geometric_tolerances.extend(frames.value.tolerances);
        let mut used = frames.value.used;
        sheet.datums.extend(read_datums(&directed, &mut used, &zones, &strokes, page.page));
        let welds = read_welds(&directed, &used, &zones, &strokes, unit, page.page);
        sheet.welds.extend(welds.welds);
        for (used, also) in used.iter_mut().zip(&welds.used) {
            *used |= also;
        }
        let texture = read_roughness(&directed, &used, &zones, &strokes, unit, page.page);
        sheet.roughness.extend(texture.roughness);
        for (used, also) in used.iter_mut().zip(&texture.used) {
            *used |= also;
        }
        let read = read_direction(&directed, &used, &zones, &strokes, unit, rule, page.page);
        sheet.dimensions.extend(read.dimensions);
        let words: Vec<Row> = read.others.into_iter().filter(|row| !zones.exclude(&row.sheet_box)).collect();
        sheet.notes.extend(read_notes(&words, page.page));
    }
    sheet.drawn_scale = drawn_scale(page, &sheet.dimensions);
    let reader = page.spans.first().map_or(Reader::TextLayer, |span| span.reader);
    normalize_title_block(&mut sheet.title_block, &sheet.notes, reader);
    sheet.views = read_views(page, &zones, &sheet.title_block);
    sheet.convention = read_convention(page, &sheet.title_block, &sheet.views);
    note_standard(page, &mut sheet.title_block);
    tell_definitions(&mut sheet.roughness, &sheet.title_block, page);
    rule.mark(sheet, page, &zones);
    sheet.coated_sizes = coated_sizes(sheet);
    reading.diagnostics.extend(unsaid(sheet));
    let restrictions = read_restrictions(page);
    sheet.restrictions = restrictions.value;
    reading.diagnostics.extend(restrictions.diagnostics);
    reading
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use trusquin_domain::{CharBox, DimensionKind, Segment, SheetBox, TextSpan};

    use super::*;

    fn span(text: &str, x: f64, y: f64, rotation_deg: f64) -> TextSpan {
        let font_size_mm = 3.5;
        let characters: Vec<CharBox> = text
            .chars()
            .enumerate()
            .filter(|(_, c)| !c.is_whitespace())
            .map(|(i, character)| {
                let at = x + i as f64 * 2.0;
                CharBox { character, sheet_box: SheetBox::new(at, y, at + 2.0, y + 3.0) }
            })
            .collect();
        let sheet_box = SheetBox::new(x, y, x + text.chars().count() as f64 * 2.0, y + 3.0);
        TextSpan { text: text.to_owned(), sheet_box, rotation_deg, font_size_mm, characters, reader: Reader::TextLayer }
    }

    fn line(x0: f64, y0: f64, x1: f64, y1: f64) -> Segment {
        Segment { x0, y0, x1, y1, width_mm: 0.25 }
    }

    fn page(spans: Vec<TextSpan>, segments: Vec<Segment>) -> DocumentPage {
        DocumentPage { page: 1, size_mm: [420.0, 297.0], spans, segments, images: Vec::new() }
    }

    #[test]
    fn stacked_deviations_and_limits_are_one_dimension() {
        let spans = vec![
            span("Ø50", 100.0, 100.0, 0.0),
            span("+0.02", 107.0, 98.0, 0.0),
            span("0", 107.0, 102.0, 0.0),
            span("12.05", 200.0, 100.0, 0.0),
            span("12.00", 200.0, 103.6, 0.0),
        ];
        let sheet = read_sheet(&page(spans, vec![line(190.0, 108.0, 230.0, 108.0)]), TitleBlock::new()).value;
        let mut got: Vec<_> = sheet.dimensions.iter().map(|d| (d.kind, d.nominal_mm, d.upper_mm, d.lower_mm)).collect();
        got.sort_by_key(|d| d.0);
        let expect =
            [(DimensionKind::Diameter, Some(50.0), Some(0.02), Some(0.0)), (DimensionKind::Linear, Some(12.0), Some(0.05), Some(0.0))];
        assert_eq!(got, expect);
    }

    #[test]
    fn a_framed_tolerance_is_no_dimension() {
        let spans = vec![span("0.05", 110.0, 102.0, 0.0), span("A", 121.0, 102.0, 0.0)];
        let mut segments = vec![line(100.0, 100.0, 126.0, 100.0), line(100.0, 107.0, 126.0, 107.0)];
        segments.extend([100.0, 108.0, 119.0, 126.0].map(|x| line(x, 100.0, x, 107.0)));
        segments.extend([line(102.0, 106.0, 106.0, 106.0), line(104.0, 106.0, 104.0, 102.0)]);
        let sheet = read_sheet(&page(spans, segments), TitleBlock::new()).value;
        assert!(sheet.dimensions.is_empty(), "{:?}", sheet.dimensions);
        let frame = sheet.geometric_tolerances.first();
        assert!(
            frame.is_some_and(|g| g.characteristic == "perpendicularity" && g.value_mm == Some(0.05) && g.datums == ["A"]),
            "{frame:?}"
        );
    }

    proptest! {
        #[test]
        fn never_panics(
            texts in prop::collection::vec(("[0-9.,+±ØRMxH °A-Z/-]{0,12}", any::<f64>(), -50.0..500.0f64, -360.0..720.0f64), 0..20),
            strokes in prop::collection::vec((any::<f64>(), -10.0..450.0f64, -10.0..450.0f64, -10.0..450.0f64), 0..60),
        ) {
            let spans = texts.iter().map(|(text, x, y, r)| span(text, *x, *y, *r)).chain(texts.iter().map(|(text, _, y, r)| span(text, *y, *y, *r))).collect();
            let segments = strokes.iter().flat_map(|(a, b, c, d)| [line(*a, *b, *c, *d), line(*b, *c, *d, *b)]).collect();
            let _ = read_drawing(&[page(spans, segments)]);
        }
    }
}
