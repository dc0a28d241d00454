//! Which text of a PDF page can be used: text drawn as strokes is read, a text layer without sense is put aside for the recogniser.

use trusquin_domain::{Diagnostic, DocumentPage, Reader, SheetBox, SheetReading};
use trusquin_drawing::stroke_font::read_stroke_text;
use trusquin_drawing::text_sense::{Nonsense, is_unknown, nonsense};

/// Likeness of stroke letters from which nothing is taken off a value's confidence.
const SURE_STROKES: f64 = 0.9;

/// A name or a number in strokes is never shown as certain: in an alphabet unlike ours one letter is taken for another, all through the sheet.
const STROKES_CEILING: f64 = 0.85;

/// What was done with the text of a page before it is read.
#[derive(Debug, Clone, Default)]
pub struct PageText {
    /// Its text layer says nothing that can be used.
    pub senseless: bool,
    /// Boxes of the texts read from strokes, and how sure they are.
    strokes: Vec<SheetBox>,
    likeness: f64,
}

/// Reads the strokes of every page and judges its text layer; the answers stand beside `pages`.
pub fn prepare(pages: &mut [DocumentPage], remarks: &mut Vec<Diagnostic>) -> Vec<PageText> {
    pages.iter_mut().map(|page| prepare_page(page, remarks)).collect()
}

fn prepare_page(page: &mut DocumentPage, remarks: &mut Vec<Diagnostic>) -> PageText {
    let mut text = PageText::default();
    if let Some(why) = nonsense(page) {
        text.senseless = true;
        page.spans.retain(|span| span.reader != Reader::TextLayer);
        let why = match why {
            Nonsense::NoMeaning => "its characters have no meaning in the file",
            Nonsense::Shifted => "its letters stand for others (the codes of a font, not characters)",
        };
        let number = page.page;
        let message = format!("the text layer of page {number} cannot be used: {why}; the page is read from its picture instead");
        remarks.push(Diagnostic::warning("TXT-005", message).on_page(number));
    }
    // What has no meaning in its greater part can only be taken for something else.
    page.spans.retain(|span| 2 * span.characters.iter().filter(|c| is_unknown(c.character)).count() <= span.characters.len());
    let read = read_stroke_text(page);
    if read.lines > 0 {
        text.likeness = read.confidence;
        text.strokes = page.spans.iter().filter(|span| span.reader == Reader::StrokeFont).map(|span| span.sheet_box).collect();
        // A hidden text under its own strokes says the same a second time.
        let strokes = &text.strokes;
        page.spans.retain(|span| span.reader != Reader::Ocr || !strokes.iter().any(|place| place.overlaps(&span.sheet_box)));
        remarks.retain(|remark| !(remark.code == "TXT-001" && remark.page == Some(page.page)));
        let (lines, number) = (read.lines, page.page);
        let message = format!("{lines} texts on page {number} are drawn as strokes and were read from them: check what was read");
        remarks.push(Diagnostic::info("TXT-007", message).on_page(number));
    }
    text
}

impl PageText {
    /// Lowers the confidence of what was read from strokes by how well they fit their letters.
    pub fn doubt(&self, sheet: &mut SheetReading) {
        if self.strokes.is_empty() {
            return;
        }
        let factor = 0.7 + 0.3 * (self.likeness / SURE_STROKES).min(1.0);
        for value in sheet.title_block.values_mut().filter(|value| value.source == Reader::StrokeFont) {
            value.confidence = (value.confidence * factor).min(STROKES_CEILING);
        }
        let from_strokes = |place: &Option<SheetBox>| place.is_some_and(|place| self.strokes.iter().any(|text| text.overlaps(&place)));
        for dimension in sheet.dimensions.iter_mut().filter(|dimension| from_strokes(&dimension.sheet_box)) {
            dimension.confidence *= factor;
        }
        for tolerance in sheet.geometric_tolerances.iter_mut().filter(|tolerance| from_strokes(&tolerance.sheet_box)) {
            tolerance.confidence *= factor;
        }
    }
}
