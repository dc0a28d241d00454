//! Small hand-written PDFs through the page reader. Needs the staged library (`make setup`).
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use pdfium_render::prelude::Pdfium;
use trusquin_documents::pdf::{PdfError, read_pdf};
use trusquin_domain::{DocumentPage, Reading};

/// The staged library: where `TRUSQUIN_HOME` says, else in the checkout. Without it these tests fail, because `make test` stages it.
fn pdfium() -> &'static Pdfium {
    static LIBRARY: OnceLock<Pdfium> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let home =
            std::env::var_os("TRUSQUIN_HOME").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.trusquin"), PathBuf::from);
        let library = home.join("lib/libpdfium.so");
        match Pdfium::bind_to_library(&library) {
            Ok(bindings) => Pdfium::new(bindings),
            Err(error) => panic!("{}: {error}; run 'make setup'", library.display()),
        }
    })
}

/// A one-page file; `page` holds more page entries, `form` the content of a form XObject named /F.
fn file(page: &str, content: &str, form: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!("<< /Type /Page /Parent 2 0 R {page} /Contents 4 0 R /Resources << /Font << /H 5 0 R >> /XObject << /F 6 0 R >> >> >>"),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 1000 1000] /Matrix [2 0 0 2 0 0] /Length {} >>\nstream\n{form}\nendstream",
            form.len()
        ),
    ];
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    bytes.extend(format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF", objects.len() + 1).bytes());
    bytes
}

const A4: &str = "/MediaBox [0 0 595.276 841.89]";

fn one_page(bytes: &[u8]) -> (DocumentPage, Reading<Vec<DocumentPage>>) {
    let reading = read_pdf(pdfium(), bytes).unwrap();
    assert_eq!(reading.value.len(), 1);
    (reading.value[0].clone(), reading)
}

fn texts(page: &DocumentPage) -> Vec<String> {
    page.spans.iter().map(|span| span.text.clone()).collect()
}

#[test]
fn coordinates_are_millimetres_from_the_top_left() {
    let (page, _) = one_page(&file(A4, "BT /H 28.3465 Tf 28.3465 785.197 Td (AB) Tj ET", ""));
    assert!((page.size_mm[0] - 210.0).abs() < 0.05 && (page.size_mm[1] - 297.0).abs() < 0.05, "{:?}", page.size_mm);
    let span = &page.spans[0];
    assert_eq!(span.text, "AB");
    assert!((span.sheet_box.x0 - 10.0).abs() < 0.5 && (span.sheet_box.y1 - 20.0).abs() < 0.3, "{:?}", span.sheet_box);
    assert!((span.font_size_mm - 10.0).abs() < 0.01);
    assert_eq!(span.characters.len(), 2);
}

#[test]
fn rotation_and_crop_box_are_applied() {
    for (entries, size, corner) in [
        ("/MediaBox [0 0 600 800] /Rotate 90", [800.0, 600.0], [100.0, 100.0]),
        ("/MediaBox [0 0 600 800] /Rotate 180", [600.0, 800.0], [500.0, 100.0]),
        ("/MediaBox [0 0 600 800] /Rotate 270", [800.0, 600.0], [700.0, 500.0]),
        ("/MediaBox [0 0 600 800] /CropBox [50 50 550 700]", [500.0, 650.0], [50.0, 600.0]),
    ] {
        let (page, _) = one_page(&file(entries, "100 100 m 100 300 l S", ""));
        let mm = 25.4 / 72.0;
        let near = |a: f64, b: f64| (a - b * mm).abs() < 0.01;
        assert!(near(page.size_mm[0], size[0]) && near(page.size_mm[1], size[1]), "{entries}: {:?}", page.size_mm);
        let line = page.segments[0];
        assert!(near(line.x0, corner[0]) && near(line.y0, corner[1]), "{entries}: {line:?}");
    }
}

#[test]
fn a_user_unit_scales_the_sheet() {
    let (page, _) = one_page(&file("/MediaBox [0 0 100 100] /UserUnit 2.0", "10 10 m 20 10 l S", ""));
    assert!((page.size_mm[0] - 200.0 * 25.4 / 72.0).abs() < 0.01, "{:?}", page.size_mm);
}

#[test]
fn runs_end_at_cell_borders_and_wide_gaps() {
    let text = "BT /H 10 Tf 100 700 Td (Steel plate) Tj ET BT /H 10 Tf 100 650 Td (left) Tj ET BT /H 10 Tf 118 650 Td (right) Tj ET 116.8 640 m 116.8 670 l S BT /H 10 Tf 100 600 Td (far) Tj 60 0 Td (apart) Tj ET";
    let (page, _) = one_page(&file(A4, text, ""));
    assert_eq!(texts(&page), ["Steel plate", "left", "right", "far", "apart"]);
}

#[test]
fn text_drawn_twice_counts_once() {
    let (page, _) = one_page(&file(A4, "BT /H 10 Tf 100 700 Td (BOLD) Tj ET BT /H 10 Tf 100.3 700 Td (BOLD) Tj ET", ""));
    assert_eq!(texts(&page), ["BOLD"]);
}

#[test]
fn upright_and_slanted_text_keep_their_direction() {
    let (page, _) =
        one_page(&file(A4, "BT /H 10 Tf 0 1 -1 0 100 300 Tm (UP 12) Tj ET BT /H 10 Tf 0.866 0.5 -0.5 0.866 300 300 Tm (SLANT) Tj ET", ""));
    assert_eq!(texts(&page), ["UP 12", "SLANT"]);
    assert!((page.spans[0].rotation_deg - 90.0).abs() < 1e-9 && (page.spans[1].rotation_deg - 30.0).abs() < 0.1);
}

#[test]
fn form_contents_are_placed_by_their_matrices() {
    let (page, _) = one_page(&file(A4, "q 1 0 0 1 100 100 cm /F Do Q", "0 0 m 50 0 l S BT /H 5 Tf 10 10 Td (IN) Tj ET"));
    let mm = 25.4 / 72.0;
    let line = page.segments[0];
    assert!((line.x0 - 100.0 * mm).abs() < 0.01 && (line.x1 - 200.0 * mm).abs() < 0.01, "{line:?}");
    assert_eq!(texts(&page), ["IN"]);
    assert!((page.spans[0].font_size_mm - 10.0 * mm).abs() < 0.01);
}

#[test]
fn bars_are_lines_and_white_shapes_are_nothing() {
    let (page, _) = one_page(&file(A4, "0 g 100 100 200 1 re f 1 g 50 50 300 300 re f", ""));
    assert_eq!(page.segments.len(), 1, "{:?}", page.segments);
    assert!((page.segments[0].width_mm - 25.4 / 72.0).abs() < 0.01);
}

#[test]
fn a_page_without_text_says_so_and_hidden_text_is_marked() {
    let (_, reading) = one_page(&file(A4, "0 0 m 10 10 l S", ""));
    assert_eq!(reading.diagnostics[0].code, "TXT-001");
    let (page, reading) = one_page(&file(A4, "BT 3 Tr /H 10 Tf 100 700 Td (SCAN) Tj ET", ""));
    assert_eq!(reading.diagnostics[0].code, "TXT-003");
    assert_eq!(page.spans[0].reader, trusquin_domain::Reader::Ocr);
}

#[test]
fn what_is_no_pdf_is_an_error_and_never_a_panic() {
    let pdfium = pdfium();
    assert_eq!(read_pdf(pdfium, b"ISO-10303-21;").err(), Some(PdfError::NotPdf));
    assert!(matches!(read_pdf(pdfium, b"%PDF-1.7 nothing"), Err(PdfError::Damaged(_))));
    let whole = file(A4, "BT /H 10 Tf 100 700 Td (CUT) Tj ET", "");
    for length in (20..whole.len()).step_by(37) {
        let _ = read_pdf(pdfium, &whole[..length]);
    }
}
