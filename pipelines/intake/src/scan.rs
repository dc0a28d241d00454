//! Scans and pictures: which pages need character recognition, and what becomes of what it reads.

use std::cell::LazyCell;

use pdfium_render::prelude::Pdfium;
use trusquin_documents::raster::{DpiSource, RasterPage, Resolution, resolve, resolve_named};
use trusquin_documents::{pdf, raster};
use trusquin_domain::{Diagnostic, DocumentPage, GreyRaster, PageInfo, Reader, SheetReading, Taught};
use trusquin_drawing::text_sense::agreement;
use trusquin_ocr::{OcrError, ReadSheet, SheetReader};

use crate::patience::Patience;
use crate::protocol::Knowledge;

/// The recogniser, loaded when the first scan comes; the text says why there is none.
pub type LazyReader = LazyCell<Result<SheetReader, String>, Box<dyn FnOnce() -> Result<SheetReader, String>>>;

/// A page with fewer visible characters has no text layer to speak of.
const FEWEST_CHARACTERS: usize = 25;
/// A picture over most of the page is a scan, and a few words over it are a stamp.
const STAMP_CHARACTERS: usize = 120;
const SCAN_COVERS: f64 = 0.6;
/// Share of its words a hidden text layer must have in common with the picture.
const LEAST_AGREEMENT: f64 = 0.5;
/// Dots an inch at which a page is drawn for recognition; a recogniser's letter is then 15 pixels for the 1.8 mm of a label.
const PICTURE_DPI: f64 = 220.0;

/// True when the text of a page must be recognised from its picture.
pub fn needs_recognition(page: &DocumentPage) -> bool {
    let visible = page.spans.iter().filter(|span| span.reader != Reader::Ocr);
    let characters: usize = visible.map(|span| span.characters.len()).sum();
    let drawn = !page.images.is_empty() || !page.segments.is_empty();
    drawn && (characters < FEWEST_CHARACTERS || characters < STAMP_CHARACTERS && covered(page) > SCAN_COVERS)
}

/// Part of the page under its largest picture.
fn covered(page: &DocumentPage) -> f64 {
    let area = (page.size_mm[0] * page.size_mm[1]).max(1.0);
    page.images.iter().map(|image| image.sheet_box.width() * image.sheet_box.height() / area).fold(0.0, f64::max)
}

/// Reads the pages of a PDF that need it; the answers stand beside `pages`, `None` where a page keeps its text layer.
///
/// The remarks say of every such page how it went.
pub fn recognise_pages(
    pdfium: &Pdfium,
    bytes: &[u8],
    pages: &mut [DocumentPage],
    reader: &LazyReader,
    patience: Patience,
    remarks: &mut Vec<Diagnostic>,
) -> Vec<Option<ReadSheet>> {
    let mut answers = Vec::new();
    for page in pages {
        if !needs_recognition(page) {
            answers.push(None);
            continue;
        }
        remarks.retain(|remark| !(remark.code == "TXT-001" && remark.page == Some(page.page)));
        let read = picture_read(pdfium, bytes, page, reader, patience);
        answers.push(told(read, page.page, remarks).inspect(|read| {
            compare_hidden(page, &read.page, remarks);
            let vectors = covered(page) < 0.3 && page.segments.len() > 20;
            let mut level = read.page.clone();
            // Letters drawn as outlines stand in a frame drawn as lines: its own strokes are exact.
            if vectors && read.levelling.quarters == 0 && read.levelling.tilt_deg == 0.0 {
                level.segments = std::mem::take(&mut page.segments);
            }
            *page = level;
        }));
    }
    answers
}

/// The hidden text layer of a scan is somebody else's recognition: ours replaces it, and where the two differ it is said.
fn compare_hidden(page: &DocumentPage, seen: &DocumentPage, remarks: &mut Vec<Diagnostic>) {
    let hidden: Vec<_> = page.spans.iter().filter(|span| span.reader == Reader::Ocr).cloned().collect();
    let Some(share) = agreement(&hidden, &seen.spans).filter(|share| *share < LEAST_AGREEMENT) else { return };
    let (number, percent) = (page.page, (share * 100.0).round());
    let message = format!(
        "the hidden text layer of page {number} disagrees with its picture ({percent:.0} % of its words are seen there): it was not used"
    );
    remarks.push(Diagnostic::warning("TXT-006", message).on_page(number));
}

fn picture_read(pdfium: &Pdfium, bytes: &[u8], page: &DocumentPage, reader: &LazyReader, patience: Patience) -> Result<ReadSheet, String> {
    let reader = LazyCell::force(reader).as_ref().map_err(not_installed)?;
    let (grey, dpi) = pdf::picture(pdfium, bytes, page.page, page.size_mm, PICTURE_DPI).map_err(|error| error.to_string())?;
    read(reader, grey, page.page, &|_| dpi, patience)
}

fn not_installed(why: &String) -> String {
    format!("character recognition is not installed ({why}); run 'make setup', 'trusquin doctor' tells more")
}

fn read(
    reader: &SheetReader,
    grey: GreyRaster,
    page: u32,
    resolution: &dyn Fn(Option<f64>) -> f64,
    patience: Patience,
) -> Result<ReadSheet, String> {
    reader.read(grey, page, resolution, &|| patience.lasts()).map_err(|error| match error {
        OcrError::OutOfTime => "its time was up before the sheet was read; raise --file-seconds, or send the pages apart".to_owned(),
        other => other.to_string(),
    })
}

/// Says how the recognition of a page went; a page without any text counts as not read.
fn told(read: Result<ReadSheet, String>, page: u32, remarks: &mut Vec<Diagnostic>) -> Option<ReadSheet> {
    let failed = |why: &str| {
        Diagnostic::warning("TXT-001", format!("page {page} has no text layer: {why}; enter the line by hand or ask for the vector PDF"))
            .on_page(page)
    };
    match read {
        Ok(read) if read.page.spans.is_empty() => {
            remarks.push(failed("no writing was found on it"));
            None
        }
        Ok(read) => {
            let (tilt, quarters) = (read.levelling.tilt_deg, read.levelling.quarters);
            let lay = match (quarters, tilt.abs() > 0.3) {
                (0, false) => String::new(),
                (0, true) => format!(", it lay askew by {tilt:.1}°"),
                (_, false) => format!(", it lay turned by {}°", 90 * u32::from(quarters)),
                (_, true) => format!(", it lay turned by {}° and askew by {tilt:.1}°", 90 * u32::from(quarters)),
            };
            let message =
                format!("page {page} was read by character recognition ({} texts{lay}): check what was read", read.page.spans.len());
            remarks.push(Diagnostic::info("TXT-004", message).on_page(page));
            Some(read)
        }
        Err(why) => {
            remarks.push(failed(&why));
            None
        }
    }
}

/// What a picture gave: its pages, its sheets and the remarks on them.
pub struct PictureReading {
    /// Sizes and resolutions.
    pub pages: Vec<PageInfo>,
    /// What is written on them.
    pub sheets: Vec<SheetReading>,
    /// What came of a lesson on one of them.
    pub taught: Option<Taught>,
    /// Remarks.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads every page of a picture file.
///
/// # Errors
/// The bytes are no picture, too large, or damaged.
pub fn read_picture(
    bytes: &[u8],
    reader: &LazyReader,
    knowledge: &Knowledge,
    patience: Patience,
) -> Result<PictureReading, raster::RasterError> {
    let decoded = raster::read_raster(bytes)?;
    let mut reading = PictureReading { pages: Vec::new(), sheets: Vec::new(), taught: None, diagnostics: decoded.diagnostics };
    for page in decoded.value {
        let RasterPage { page: number, grey, stated_dpi } = page;
        let size_px = grey.size_px();
        let letter_px = std::cell::Cell::new(None);
        let resolution = |letter: Option<f64>| {
            letter_px.set(letter);
            resolve(size_px, stated_dpi, letter).dpi
        };
        let answer = LazyCell::force(reader)
            .as_ref()
            .map_err(not_installed)
            .and_then(|reader| self::read(reader, grey, number, &resolution, patience));
        let read = told(answer, number, &mut reading.diagnostics);
        let mut resolution = resolve(size_px, stated_dpi, letter_px.get());
        let read = read.map(|read| {
            let named = named_format(&read.page).and_then(|format| resolve_named(size_px, format));
            match named.filter(|_| resolution.source != DpiSource::File) {
                Some(better) => read.scaled(std::mem::replace(&mut resolution, better).dpi / better.dpi),
                None => read,
            }
        });
        reading.pages.push(page_info(number, size_px, resolution));
        let Some(read) = read else { continue };
        let level = std::slice::from_ref(&read.page);
        let drawing = knowledge.read(level);
        reading.taught = reading.taught.or_else(|| knowledge.learn(level));
        reading.diagnostics.extend(drawing.diagnostics);
        for mut sheet in drawing.value.sheets {
            settle(&read, &mut sheet);
            reading.sheets.push(sheet);
        }
    }
    Ok(reading)
}

/// The paper format a sheet names, when it names one only.
fn named_format(page: &DocumentPage) -> Option<&'static str> {
    let mut named = ["A4", "A3", "A2", "A1", "A0"].into_iter().filter(|format| page.spans.iter().any(|span| span.text == *format));
    named.next().filter(|_| named.next().is_none())
}

fn page_info(page: u32, size_px: [u32; 2], resolution: Resolution) -> PageInfo {
    let size_mm = (resolution.source != DpiSource::Assumed).then(|| size_px.map(|side| f64::from(side) / resolution.dpi * 25.4));
    PageInfo {
        page,
        size_mm,
        size_px: Some(size_px),
        dpi: Some((resolution.dpi * 10.0).round() / 10.0),
        dpi_source: Some(resolution.source.word().to_owned()),
    }
}

/// Confidence by what the recogniser thinks of its characters, boxes onto the sheet as displayed.
pub fn settle(read: &ReadSheet, sheet: &mut SheetReading) {
    read.doubt(sheet);
    read.levelling.display(sheet);
}
