//! One sheet, reader after reader: what one has read, the next leaves alone.

use trusquin_domain::{Diagnostic, DocumentPage, DrawingReading, Reader, Reading, SheetReading, TitleBlock};

use crate::dimension::read_direction;
use crate::geometric::read_frames;
use crate::normalize::normalize_title_block;
use crate::note::read_notes;
use crate::roughness::read_roughness;
use crate::sheet_text::piece::pieces;
use crate::sheet_text::row::Row;
use crate::sheet_text::strokes::Strokes;
use crate::sheet_text::zone::Zones;
use crate::standard::drawing_unit;
use crate::title_block::read_title_block;

/// Most pages of one document that are read as drawings.
const MOST_PAGES: usize = 500;

/// Reads every page of a document.
pub fn read_drawing(pages: &[DocumentPage]) -> Reading<DrawingReading> {
    let mut reading = Reading::clean(DrawingReading::default());
    for page in pages.iter().take(MOST_PAGES) {
        let block = read_title_block(page);
        let sheet = read_sheet(page, block.value);
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
        let texture = read_roughness(&directed, &used, &strokes, unit, page.page);
        sheet.roughness.extend(texture.roughness);
        for (used, also) in used.iter_mut().zip(&texture.used) {
            *used |= also;
        }
        let read = read_direction(&directed, &used, &zones, &strokes, unit, page.page);
        sheet.dimensions.extend(read.dimensions);
        let words: Vec<Row> = read.others.into_iter().filter(|row| !zones.exclude(&row.sheet_box)).collect();
        sheet.notes.extend(read_notes(&words, page.page));
    }
    let reader = page.spans.first().map_or(Reader::TextLayer, |span| span.reader);
    normalize_title_block(&mut sheet.title_block, &sheet.notes, reader);
    reading
}
