//! The callouts of generated sheets are read as drawn: recall, precision and characters, as the scoring tool counts them.

#![allow(clippy::unwrap_used, clippy::panic)]

mod distance;

use std::sync::OnceLock;

use distance::Score;
use pdfium_render::prelude::Pdfium;
use trusquin_documents::pdf;
use trusquin_drawing::read_drawing;
use trusquin_drawing::stroke_font::read_stroke_text;
use trusquin_generator::part::Format;
use trusquin_generator::random_part::{self, TextMode, Wish};
use trusquin_generator::scan;
use trusquin_generator::truth_table::full_text;

fn pdfium() -> &'static Pdfium {
    static LIBRARY: OnceLock<Pdfium> = OnceLock::new();
    LIBRARY.get_or_init(|| scan::pdfium().unwrap_or_else(|error| panic!("{error:#}")))
}

fn score(seeds: std::ops::Range<u64>, mode: TextMode) -> (Score, Vec<String>) {
    let (mut score, mut failed) = (Score::default(), Vec::new());
    for seed in seeds {
        let wish = Wish { formats: vec![Format::Pdf], text: Some(mode), callouts: 25, ..Wish::default() };
        let (files, truth) = random_part::order(seed, &wish).make_named("part").unwrap();
        let mut pages = pdf::read_pdf(pdfium(), &files["part.pdf"]).unwrap().value;
        pages.iter_mut().for_each(|page| {
            read_stroke_text(page);
        });
        let sheet = read_drawing(&pages).value.sheets.remove(0);
        let said = &truth.sheet;
        let labels: Vec<String> = (said.dimensions.iter().map(|d| full_text(d, truth.language)).filter(|text| !text.is_empty()))
            .chain(said.geometric_tolerances.iter().map(|g| g.text.clone()))
            .chain(said.roughness.iter().map(|r| r.text.clone()))
            .collect();
        assert!(labels.len() >= 15, "seed {seed} says {} things", labels.len());
        let read: Vec<String> = (sheet.dimensions.iter().map(|d| d.text.clone()))
            .chain(sheet.geometric_tolerances.iter().map(|g| g.text.clone()))
            .chain(sheet.roughness.iter().map(|r| r.text.clone()))
            .collect();
        failed.extend(score.add(&labels, &read).into_iter().map(|what| format!("seed {seed}: {what}")));
    }
    (score, failed)
}

#[test]
fn thirty_sheets_with_a_text_layer() {
    let (score, failed) = score(5_000..5_030, TextMode::Typed);
    let (recall, precision, error) = (score.recall(), score.precision(), score.character_error());
    println!("{} labels: recall {recall:.3}, precision {precision:.3}, character error {error:.4}", score.labels);
    assert!(recall >= 0.975 && precision >= 0.975 && error <= 0.01, "{score:?}\n{}", failed.join("\n"));
}

#[test]
fn twelve_sheets_drawn_with_strokes() {
    let (score, failed) = score(5_000..5_012, TextMode::Stroke);
    let (recall, precision, error) = (score.recall(), score.precision(), score.character_error());
    println!("{} labels: recall {recall:.3}, precision {precision:.3}, character error {error:.4}", score.labels);
    assert!(recall >= 0.82 && precision >= 0.88 && error <= 0.025, "{score:?}\n{}", failed.join("\n"));
}
