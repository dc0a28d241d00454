//! PDF pages: text runs, strokes and image places in sheet millimetres. It reads what the file says; it recognises nothing in rasters.

mod glyphs;
mod picture;
mod placement;
mod runs;
mod strokes;

use pdfium_render::prelude::{PdfDocument, PdfPage, Pdfium, PdfiumError, PdfiumInternalError};
use thiserror::Error;
use trusquin_domain::{Diagnostic, DocumentPage, Reading};

pub use picture::picture;
use placement::{SheetPlacement, UserUnit};

/// Pages read of one document; a drawing set has tens, a catalogue thousands.
const MOST_PAGES: i32 = 300;

/// A file that cannot be opened as a PDF at all.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum PdfError {
    /// The bytes carry no PDF header.
    #[error("not a PDF: no %PDF header in the first 1024 bytes")]
    NotPdf,
    /// A password is needed to open it.
    #[error("the PDF is protected by a password: ask the sender for an open copy")]
    Password,
    /// The structure cannot be repaired.
    #[error("the PDF is damaged beyond opening: {0}")]
    Damaged(String),
}

/// Reads every page of a PDF.
///
/// Coordinates are millimetres on the sheet as displayed (rotation, crop box and user unit applied), origin top left.
pub fn read_pdf(pdfium: &Pdfium, bytes: &[u8]) -> Result<Reading<Vec<DocumentPage>>, PdfError> {
    // Acrobat accepts junk before the header within the first kilobyte (ISO 32000-1, implementation note 13), so mailed files carry it.
    if !bytes.iter().take(1024).copied().collect::<Vec<u8>>().windows(5).any(|window| window == b"%PDF-") {
        return Err(PdfError::NotPdf);
    }
    let document = open(pdfium, bytes)?;
    let mut reading = Reading::<Vec<DocumentPage>>::default();
    let count = document.pages().len();
    if count > MOST_PAGES {
        reading
            .diagnostics
            .push(Diagnostic::warning("PDF-003", format!("{count} pages: only the first {MOST_PAGES} were read; split the file")));
    }
    let user_unit = match UserUnit::of_file(bytes, usize::try_from(count).unwrap_or(0)) {
        UserUnit::Every(unit) => unit,
        UserUnit::Unclear => {
            reading.diagnostics.push(Diagnostic::warning(
                "PDF-006",
                "some pages are drawn in a unit of their own that cannot be told apart: sheet sizes may be wrong",
            ));
            1.0
        }
    };
    for index in 0..count.min(MOST_PAGES) {
        let number = u32::try_from(index).unwrap_or(0) + 1;
        match document.pages().get(index) {
            Ok(page) => reading.value.push(read_page(&page, number, user_unit, &mut reading.diagnostics)),
            Err(error) => reading.diagnostics.push(
                Diagnostic::error("PDF-002", format!("page {number} cannot be opened ({error:?}): ask the sender to export it again"))
                    .on_page(number),
            ),
        }
    }
    if count == 0 {
        reading.diagnostics.push(Diagnostic::error("PDF-001", "the document has no page: ask the sender to export it again"));
    }
    Ok(reading)
}

fn open<'a>(pdfium: &'a Pdfium, bytes: &'a [u8]) -> Result<PdfDocument<'a>, PdfError> {
    pdfium.load_pdf_from_byte_slice(bytes, None).map_err(|error| match error {
        PdfiumError::PdfiumLibraryInternalError(PdfiumInternalError::PasswordError | PdfiumInternalError::SecurityError) => {
            PdfError::Password
        }
        other => PdfError::Damaged(format!("{other:?}")),
    })
}

fn read_page(page: &PdfPage<'_>, number: u32, user_unit: f64, diagnostics: &mut Vec<Diagnostic>) -> DocumentPage {
    let placement = SheetPlacement::of_page(page, user_unit);
    let drawn = strokes::collect(page, &placement);
    let glyphs = glyphs::collect(page, &placement);
    let spans = runs::group(&glyphs.glyphs, &drawn.segments);
    let mut say = |diagnostic: Diagnostic| diagnostics.push(diagnostic.on_page(number));
    if drawn.truncated {
        say(Diagnostic::warning("PDF-004", format!("page {number} has more strokes than the limit: the rest was left out")));
    }
    if glyphs.truncated {
        say(Diagnostic::warning("PDF-005", format!("page {number} has more text than the limit: the rest was left out")));
    }
    if spans.is_empty() {
        say(Diagnostic::warning(
            "TXT-001",
            format!("page {number} has no text layer: nothing can be read on it without character recognition"),
        ));
    }
    if glyphs.unmapped > 0 {
        let (bad, all) = (glyphs.unmapped, glyphs.glyphs.len().max(glyphs.unmapped));
        say(Diagnostic::warning(
            "TXT-002",
            format!("{bad} of {all} characters on page {number} have no meaning in the file (broken font encoding): check what was read"),
        ));
    }
    if glyphs.invisible > 0 {
        say(Diagnostic::info(
            "TXT-003",
            format!(
                "{} characters on page {number} are invisible: the text layer of a scan, or text laid under outlines",
                glyphs.invisible
            ),
        ));
    }
    DocumentPage { page: number, size_mm: placement.size_mm, spans, segments: drawn.segments, images: drawn.images }
}
