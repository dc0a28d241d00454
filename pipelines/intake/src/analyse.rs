//! One file's bytes to an [`Analysis`], inside a worker: kind from content, the reader for it, then the drawing half.

use std::time::{Duration, Instant};

use pdfium_render::prelude::Pdfium;
use trusquin_documents::dxf::FlatDrawing;
use trusquin_documents::raster::RasterError;
use trusquin_documents::{detect, dwg, dxf, pdf, step};
use trusquin_domain::{
    Analysis, Diagnostic, Extracted, FileKind, PageInfo, Reader, Reading, SheetReading, SolidGeometry, TitleBlock, TitleBlockField,
};
use trusquin_drawing::dimension::is_critical;
use trusquin_drawing::{DrawingUnit, flat, parse_dimension};
use trusquin_features::label_faces;
use trusquin_machining::{classify, recognise};

use crate::patience::Patience;
use crate::protocol::Knowledge;
use crate::scan::{LazyReader, read_picture, recognise_pages, settle};
use crate::text_layer;

/// What a worker loads once and lends to the readers.
pub struct Libraries {
    /// The PDF library, or why there is none.
    pub pdfium: Result<Pdfium, String>,
    /// The character recogniser.
    pub ocr: LazyReader,
    /// Label the machining feature of every face of a model.
    pub label_faces: bool,
}

/// Part of a file's time that recognition may use: what was read before it must still be answered.
const RECOGNITION_SHARE: f64 = 0.75;

/// Fills `analysis` (kind already told) from the bytes within `file_time`. Every failure is a diagnostic.
pub fn analyse(analysis: &mut Analysis, bytes: &[u8], libraries: &Libraries, knowledge: &Knowledge, file_time: Duration) {
    let started = Instant::now();
    let patience = Patience::new(file_time.mul_f64(RECOGNITION_SHARE));
    match analysis.kind {
        FileKind::Pdf => analyse_pdf(analysis, bytes, libraries, knowledge, patience),
        FileKind::Step => analyse_step(analysis, bytes, libraries),
        FileKind::Dxf => analyse_dxf(analysis, bytes),
        FileKind::Image => analyse_image(analysis, bytes, libraries, knowledge, patience),
        FileKind::Dwg => analyse_dwg(analysis, bytes),
        FileKind::Iges => {
            analysis.diagnostics.push(Diagnostic::error("KND-004", "IGES is not read yet; export the model as STEP (AP242 or AP214)"));
        }
        FileKind::Archive => analysis.diagnostics.push(Diagnostic::error(
            "ARC-009",
            format!("{}: only ZIP archives are opened so far; send the files themselves or a ZIP", detect::explain(bytes)),
        )),
        FileKind::Unknown => {
            let code = if bytes.is_empty() { "KND-002" } else { "KND-001" };
            analysis.diagnostics.push(Diagnostic::error(
                code,
                format!(
                    "{}: not a drawing or model of a known kind (PDF, image, DXF, DWG, STEP, IGES, ZIP); ask for another export",
                    detect::explain(bytes)
                ),
            ));
        }
    }
    analysis.timing_ms.insert("read".to_owned(), milliseconds(started));
    let before = Instant::now();
    analysis.processes = classify(analysis.solid.as_ref(), analysis.flat.as_ref(), analysis.drawing.sheets.first());
    analysis.timing_ms.insert("classify".to_owned(), milliseconds(before));
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn analyse_pdf(analysis: &mut Analysis, bytes: &[u8], libraries: &Libraries, knowledge: &Knowledge, patience: Patience) {
    let pdfium = match &libraries.pdfium {
        Ok(pdfium) => pdfium,
        Err(why) => {
            analysis.diagnostics.push(Diagnostic::error(
                "PDF-000",
                format!("the PDF library is not installed ({why}); run 'make setup', 'trusquin doctor' tells more"),
            ));
            return;
        }
    };
    let before = Instant::now();
    let mut document = match pdf::read_pdf(pdfium, bytes) {
        Ok(document) => document,
        Err(error) => {
            let code = match error {
                pdf::PdfError::NotPdf => "PDF-001",
                pdf::PdfError::Password => "PDF-002",
                pdf::PdfError::Damaged(_) => "PDF-003",
            };
            analysis.diagnostics.push(Diagnostic::error(code, error.to_string()));
            return;
        }
    };
    analysis.timing_ms.insert("document".to_owned(), milliseconds(before));
    analysis.diagnostics.append(&mut document.diagnostics);
    analysis.pages = document
        .value
        .iter()
        .map(|page| PageInfo { page: page.page, size_mm: Some(page.size_mm), size_px: None, dpi: None, dpi_source: None })
        .collect();
    let before = Instant::now();
    let texts = text_layer::prepare(&mut document.value, &mut analysis.diagnostics);
    analysis.timing_ms.insert("strokes".to_owned(), milliseconds(before));
    let before = Instant::now();
    let recognised = recognise_pages(pdfium, bytes, &mut document.value, &libraries.ocr, patience, &mut analysis.diagnostics);
    if recognised.iter().any(Option::is_some) {
        analysis.timing_ms.insert("ocr".to_owned(), milliseconds(before));
    }
    let before = Instant::now();
    let drawing = knowledge.read(&document.value);
    analysis.taught = knowledge.learn(&document.value);
    analysis.timing_ms.insert("drawing".to_owned(), milliseconds(before));
    analysis.diagnostics.extend(drawing.diagnostics);
    analysis.drawing = drawing.value;
    for (sheet, (read, text)) in analysis.drawing.sheets.iter_mut().zip(recognised.iter().zip(&texts)) {
        match read {
            Some(read) => settle(read, sheet),
            None => text.doubt(sheet),
        }
    }
}

fn analyse_step(analysis: &mut Analysis, bytes: &[u8], libraries: &Libraries) {
    match step::read_model(bytes) {
        Ok(reading) => {
            analysis.diagnostics.extend(reading.diagnostics);
            let step::StepModel { mut solid, graph } = reading.value;
            let before = Instant::now();
            analysis.recognition = recognise(&graph, &solid);
            analysis.timing_ms.insert("features".to_owned(), milliseconds(before));
            if libraries.label_faces {
                let before = Instant::now();
                let labels = label_faces(&graph);
                analysis.face_labels = Some(labels.value);
                analysis.diagnostics.extend(labels.diagnostics);
                analysis.timing_ms.insert("face_labels".to_owned(), milliseconds(before));
            }
            for dimension in &mut solid.dimensions {
                dimension.critical = parse_dimension(&dimension.text, DrawingUnit::Millimetre).is_some_and(|parsed| is_critical(&parsed));
            }
            let title_block = model_title_block(&solid);
            if !title_block.is_empty() {
                analysis.drawing.sheets.push(SheetReading { page: 1, title_block, ..SheetReading::default() });
            }
            analysis.solid = Some(solid);
        }
        Err(error) => analysis.diagnostics.push(Diagnostic::error("STP-001", error.to_string())),
    }
}

/// What a model says of itself: product id, name, material. Weaker than a drawing, so never shown green.
fn model_title_block(solid: &SolidGeometry) -> TitleBlock {
    let reference = solid.product_reference.clone().unwrap_or_else(|| "PRODUCT".to_owned());
    let said = |value: &str, reference: &str, confidence| Extracted {
        value: value.to_owned(),
        normalized: None,
        confidence,
        source: Reader::Model,
        page: 1,
        sheet_box: None,
        reference: Some(reference.to_owned()),
    };
    let mut block = TitleBlock::new();
    let trimmed = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (id, name) = (trimmed(&solid.product_id), trimmed(&solid.product_name));
    // Many exporters write a running number (`1`) as the id: the name then carries the part's number.
    let number = [&id, &name].into_iter().flatten().find(|text| could_be_a_part_number(text)).cloned();
    if let Some(number) = &number {
        block.insert(TitleBlockField::DrawingNumber, said(number, &reference, 0.6));
    }
    if let Some(name) = name.filter(|name| number.as_ref() != Some(name)) {
        block.insert(TitleBlockField::Title, said(&name, &reference, 0.5));
    }
    if let Some((material, at)) = &solid.material {
        block.insert(TitleBlockField::Material, said(material, at, 0.7));
    }
    block
}

/// A digit, and long enough to tell parts apart.
fn could_be_a_part_number(text: &str) -> bool {
    text.chars().any(|character| character.is_ascii_digit()) && text.chars().filter(|character| character.is_alphanumeric()).count() >= 3
}

fn analyse_dxf(analysis: &mut Analysis, bytes: &[u8]) {
    match dxf::read_dxf(bytes) {
        Ok(drawing) => take_flat(analysis, drawing),
        Err(error) => analysis.diagnostics.push(error.diagnostic()),
    }
}

fn analyse_dwg(analysis: &mut Analysis, bytes: &[u8]) {
    match dwg::read_dwg(bytes) {
        Ok(drawing) => take_flat(analysis, drawing),
        Err(error) => analysis.diagnostics.push(error.diagnostic()),
    }
}

/// What a flat file draws, and what its sheets say.
fn take_flat(analysis: &mut Analysis, drawing: Reading<FlatDrawing>) {
    analysis.diagnostics.extend(drawing.diagnostics);
    let FlatDrawing { mut geometry, texts, layouts, unit_mm } = drawing.value;
    let reading = flat::read_flat_sheets(&texts, &layouts, &geometry.unit);
    analysis.diagnostics.extend(reading.diagnostics);
    let blank = |sheet: &SheetReading| *sheet == SheetReading { page: sheet.page, ..SheetReading::default() };
    analysis.drawing.sheets = reading.value.sheets;
    if analysis.drawing.sheets.iter().all(blank) {
        analysis.drawing.sheets.clear();
    }
    let layers = geometry.cutting.length_by_layer_mm.keys().map(String::as_str);
    geometry.cutting.thickness = flat::thickness_hints(&texts, layers, &geometry.unit);
    flat::tell_bends(&mut geometry.cutting.bends, &texts, unit_mm);
    analysis.flat = Some(geometry);
    analysis.texts = texts;
}

fn analyse_image(analysis: &mut Analysis, bytes: &[u8], libraries: &Libraries, knowledge: &Knowledge, patience: Patience) {
    let before = Instant::now();
    match read_picture(bytes, &libraries.ocr, knowledge, patience) {
        Ok(reading) => {
            analysis.timing_ms.insert("ocr".to_owned(), milliseconds(before));
            analysis.pages = reading.pages;
            analysis.drawing.sheets = reading.sheets;
            analysis.taught = reading.taught;
            analysis.diagnostics.extend(reading.diagnostics);
        }
        Err(error) => {
            let code = if matches!(error, RasterError::TooLarge { .. }) { "IMG-002" } else { "IMG-001" };
            analysis.diagnostics.push(Diagnostic::error(code, error.to_string()));
            analysis.pages.push(PageInfo { page: 1, size_mm: None, size_px: None, dpi: None, dpi_source: None });
        }
    }
}
