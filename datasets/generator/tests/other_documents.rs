//! Pages that are no drawing yield nothing and say why; text layers without sense are told.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::OnceLock;

use pdf_writer::{Content, Name, Pdf, Rect, Ref, Str};
use pdfium_render::prelude::Pdfium;
use trusquin_documents::pdf;
use trusquin_domain::SheetReading;
use trusquin_drawing::read_drawing;
use trusquin_drawing::text_sense::{Nonsense, nonsense};
use trusquin_generator::part::Format;
use trusquin_generator::random_part::{self, TextMode, Wish};
use trusquin_generator::scan;
use trusquin_generator::sheet::font::win_ansi;

fn pdfium() -> &'static Pdfium {
    static LIBRARY: OnceLock<Pdfium> = OnceLock::new();
    LIBRARY.get_or_init(|| scan::pdfium().unwrap_or_else(|error| panic!("{error:#}")))
}

/// An A4 page: texts `(x, y, size, text)` in points from the lower left corner, and straight strokes.
fn page(texts: &[(f32, f32, f32, String)], strokes: &[[f32; 4]]) -> Vec<u8> {
    let [catalog, pages, leaf, font, content] = [1, 2, 3, 4, 5].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([leaf]).count(1);
    let mut page = pdf.page(leaf);
    page.media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).parent(pages).contents(content);
    page.resources().fonts().pair(Name(b"F1"), font);
    drop(page);
    pdf.type1_font(font).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
    let mut drawn = Content::new();
    for [x0, y0, x1, y1] in strokes {
        drawn.move_to(*x0, *y0).line_to(*x1, *y1).stroke();
    }
    for (x, y, size, text) in texts {
        drawn.begin_text().set_font(Name(b"F1"), *size).next_line(*x, *y).show(Str(&win_ansi(text))).end_text();
    }
    pdf.stream(content, &drawn.finish());
    pdf.finish()
}

fn lines(from: f32, size: f32, texts: &[&str]) -> Vec<(f32, f32, f32, String)> {
    texts.iter().enumerate().map(|(row, text)| (60.0, from - 1.5 * size * row as f32, size, (*text).to_owned())).collect()
}

/// Texts with place and size, and strokes.
type Drawn = (Vec<(f32, f32, f32, String)>, Vec<[f32; 4]>);

/// A ruled table.
fn table(top: f32, columns: &[f32], rows: &[&[&str]]) -> Drawn {
    let height = 18.0;
    let (left, right) = (columns[0], columns[columns.len() - 1]);
    let bottom = top - height * rows.len() as f32;
    let mut strokes: Vec<[f32; 4]> =
        (0..=rows.len()).map(|row| [left, top - height * row as f32, right, top - height * row as f32]).collect();
    strokes.extend(columns.iter().map(|x| [*x, top, *x, bottom]));
    let cells = rows.iter().enumerate().flat_map(|(row, cells)| {
        cells
            .iter()
            .enumerate()
            .map(move |(column, cell)| (columns[column] + 4.0, top - height * (row as f32 + 0.7), 9.0, (*cell).to_owned()))
    });
    (cells.collect(), strokes)
}

fn read(bytes: &[u8]) -> (Vec<SheetReading>, Vec<String>) {
    let pages = pdf::read_pdf(pdfium(), bytes).unwrap().value;
    let drawing = read_drawing(&pages);
    (drawing.value.sheets, drawing.diagnostics.iter().map(|d| format!("{} {}", d.code, d.message)).collect())
}

fn yields_nothing(name: &str, bytes: &[u8], why: &str) {
    let (sheets, remarks) = read(bytes);
    for sheet in &sheets {
        let values: Vec<_> = sheet.title_block.iter().map(|(field, value)| format!("{field:?}={}", value.value)).collect();
        assert!(values.is_empty(), "{name}: {values:?}");
        let dimensions: Vec<_> = sheet.dimensions.iter().map(|d| &d.text).collect();
        assert!(dimensions.is_empty(), "{name}: {dimensions:?}");
        assert!(sheet.geometric_tolerances.is_empty() && sheet.roughness.is_empty(), "{name}");
    }
    assert!(remarks.iter().any(|remark| remark.starts_with("DRW-030") && remark.contains(why)), "{name}: {remarks:?}");
}

#[test]
fn a_parts_list_yields_nothing() {
    let rows: &[&[&str]] = &[
        &["Item", "Part number", "Description", "Material", "Qty"],
        &["1", "252623-205", "Base body Ø20 H7", "S355J2", "1"],
        &["2", "252623-203", "Puller body 80x40", "EN AW-6082 T6", "2"],
        &["3", "252623-201", "Specimen 10.5", "1.4404", "12"],
        &["4", "ISO 4762 M8x25", "Screw", "8.8", "16"],
    ];
    let (mut texts, strokes) = table(700.0, &[50.0, 90.0, 200.0, 350.0, 470.0, 540.0], rows);
    texts.extend(lines(760.0, 14.0, &["Bill of materials", "Project 252623  Rev. 4"]));
    yields_nothing("parts list", &page(&texts, &strokes), "list");
    let (unnamed, strokes) = table(700.0, &[50.0, 90.0, 200.0, 350.0, 470.0, 540.0], rows);
    yields_nothing("table alone", &page(&unnamed, &strokes), "nothing drawn");
}

#[test]
fn a_mail_yields_nothing() {
    let mail = [
        "De : Jean Martin <j.martin@exemple.fr>",
        "Envoyé : mardi 3 mars 2026 09:12",
        "À : devis@atelier.example",
        "Objet : Demande de prix plan 4711-B",
        "Bonjour,",
        "Merci de nous faire parvenir votre meilleure offre pour 25 pièces selon plan 4711-B,",
        "matière : 42CrMo4, traitement : trempe et revenu, délai souhaité 12/04/2026.",
        "Les cotes Ø20 H7 et 35 ±0,02 sont à contrôler à 100 %.",
        "Cordialement,",
    ];
    yields_nothing("mail", &page(&lines(780.0, 11.0, &mail), &[]), "e-mail");
}

#[test]
fn an_order_form_yields_nothing() {
    let rows: &[&[&str]] = &[
        &["Drawing No.", "Rev.", "Title", "Material", "Qty", "Unit price"],
        &["4711-200", "B", "Bearing cover", "EN AW-7075 T6", "25", "18.40"],
        &["4711-201", "A", "Shaft", "42CrMo4", "50", "32.10"],
    ];
    let (mut texts, strokes) = table(560.0, &[50.0, 140.0, 180.0, 300.0, 410.0, 450.0, 540.0], rows);
    texts.extend(lines(
        790.0,
        16.0,
        &["Purchase order 90211", "Date: 2026-03-02", "Scale of discounts: see page 2", "Approved by: K. Lind"],
    ));
    yields_nothing("order", &page(&texts, &strokes), "heading");
    let texts: Vec<_> =
        texts.into_iter().map(|(x, y, size, text)| (x, y, size, text.replace("Purchase order", "Bon de commande"))).collect();
    yields_nothing("commande", &page(&texts, &strokes), "heading");
}

#[test]
fn a_data_sheet_with_a_figure_yields_nothing() {
    let mut text = vec!["DATA SHEET  Linear bearing LB-20"];
    text.extend(["The bearing runs on hardened shafts of Ø20 h6 and carries loads up to 2 kN in all directions."; 10]);
    let mut strokes = Vec::new();
    for ring in [20.0_f32, 60.0, 90.0] {
        let on = |turn: f32| [300.0 + ring * turn.cos(), 250.0 + ring * turn.sin()];
        for piece in 0..24 {
            let (a, b) = (on(piece as f32 * 0.2618), on((piece + 1) as f32 * 0.2618));
            strokes.push([a[0], a[1], b[0], b[1]]);
        }
    }
    let mut texts = lines(790.0, 11.0, &text);
    texts.extend([(410.0, 250.0, 10.0, "32".to_owned()), (290.0, 120.0, 10.0, "Ø20".to_owned())]);
    yields_nothing("data sheet", &page(&texts, &strokes), "heading");
}

#[test]
fn drawings_are_not_taken_for_other_documents() {
    for seed in 7_000..7_040 {
        let wish = Wish { formats: vec![Format::Pdf], text: Some(TextMode::Typed), ..Wish::default() };
        let (files, _) = random_part::order(seed, &wish).make_named("part").unwrap();
        let (_, remarks) = read(&files["part.pdf"]);
        assert!(!remarks.iter().any(|remark| remark.starts_with("DRW-030")), "seed {seed}: {remarks:?}");
        let pages = pdf::read_pdf(pdfium(), &files["part.pdf"]).unwrap().value;
        assert_eq!(nonsense(&pages[0]), None, "seed {seed}");
    }
}

#[test]
fn a_text_layer_without_sense_is_told() {
    let sound = [
        "Dessiné par J. Martin",
        "Matière 42CrMo4",
        "Échelle 1:2",
        "Ébavurer toutes les arêtes vives",
        "Trempe et revenu 28-32 HRC",
        "Ø20 H7",
    ];
    let read = |texts: &[String]| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let bytes = page(&lines(700.0, 12.0, &texts), &[[20.0, 20.0, 570.0, 20.0]]);
        nonsense(&pdf::read_pdf(pdfium(), &bytes).unwrap().value[0])
    };
    let all = |change: &dyn Fn(char) -> char| sound.iter().map(|text| text.chars().map(change).collect()).collect::<Vec<String>>();
    assert_eq!(read(&all(&|c| c)), None);
    assert_eq!(read(&all(&|c| if c.is_alphanumeric() { '?' } else { c })), Some(Nonsense::NoMeaning));
    // Letters three places on: a subset font whose codes were taken for characters.
    let shifted = |c: char| if c.is_ascii_alphabetic() { char::from_u32(c as u32 - 29).unwrap() } else { c };
    assert_eq!(read(&all(&shifted)), Some(Nonsense::Shifted));
}
