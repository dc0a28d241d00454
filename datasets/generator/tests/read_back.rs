//! What the generator writes, our own readers read: solids, flat patterns and title blocks as in the truth.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use pdfium_render::prelude::Pdfium;
use trusquin_documents::{dxf, pdf, step};
use trusquin_domain::TitleBlockField as Field;
use trusquin_drawing::flat::read_flat;
use trusquin_drawing::read_drawing;
use trusquin_generator::order::Language;
use trusquin_generator::part::Format;
use trusquin_generator::random_part::{self, FamilyName, TextMode, Wish};
use trusquin_generator::scan;
use trusquin_generator::sheet::title_block::TitleBlockLayout;
use trusquin_generator::truth::PartTruth;

fn pdfium() -> &'static Pdfium {
    static LIBRARY: OnceLock<Pdfium> = OnceLock::new();
    LIBRARY.get_or_init(|| scan::pdfium().unwrap_or_else(|error| panic!("{error:#}")))
}

fn wishes() -> Vec<Wish> {
    let mut wishes = Vec::new();
    for family in FamilyName::ALL {
        for language in [Language::French, Language::English] {
            for layout in TitleBlockLayout::ALL {
                let formats = vec![Format::Pdf, Format::Dxf, Format::Step];
                let text = Some(TextMode::Typed);
                wishes.push(Wish {
                    family: Some(family),
                    language: Some(language),
                    layout: Some(layout),
                    text,
                    formats,
                    ..Wish::default()
                });
            }
        }
    }
    wishes
}

fn made(seed: u64, wish: &Wish) -> (BTreeMap<String, Vec<u8>>, PartTruth, String) {
    let part = random_part::order(seed, wish);
    let name = format!("{} {:?} {:?} seed {seed}", part.shape.name(), wish.language, wish.layout);
    let (files, truth) = part.make_named("part").unwrap();
    (files, truth, name)
}

#[test]
fn the_model_measures_as_the_truth_says() {
    for (seed, wish) in (100..).zip(wishes()) {
        let (files, truth, name) = made(seed, &wish);
        let solid = step::read_step(&files["part.step"]).unwrap().value;
        let near = |got: f64, want: f64, what: &str| assert!((got - want).abs() <= 1e-4 * want.abs(), "{name}: {what} {got} {want}");
        near(solid.volume_mm3.unwrap(), truth.solid.volume_mm3, "volume");
        near(solid.area_mm2.unwrap(), truth.solid.area_mm2, "area");
        for (got, want) in solid.bbox_mm.unwrap().into_iter().zip(truth.solid.envelope_mm) {
            near(got, want, "envelope");
        }
        assert_eq!((solid.solids, solid.faces), (truth.solid.solids, truth.solid.faces), "{name}");
        assert_eq!(solid.faces_by_kind, truth.solid.faces_by_kind, "{name}");
        for hole in &truth.solid.holes {
            let alike = solid.holes.iter().filter(|found| {
                (found.diameter_mm - hole.diameter_mm).abs() < 0.01
                    && found.through == hole.through
                    && (0..3).all(|axis| (found.axis[axis].abs() - hole.axis[axis].abs()).abs() < 1e-6)
            });
            let count: u32 = alike.map(|found| found.count).sum();
            assert!(count >= hole.count, "{name}: {hole:?} in {:?}", solid.holes);
        }
    }
}

#[test]
fn the_flat_pattern_measures_as_the_truth_says() {
    for seed in 1..=12 {
        let wish = Wish { family: Some(FamilyName::BentSheet), formats: vec![Format::Dxf], ..Wish::default() };
        let (files, truth, name) = made(seed, &wish);
        let flat = dxf::read_dxf(&files["part_FLAT.dxf"]).unwrap().value.geometry;
        let want = truth.flat.unwrap();
        assert_eq!(flat.contours.len() as u32, want.closed_contours, "{name}");
        assert!((flat.cut_length_mm - want.cut_length_mm).abs() < 0.01, "{name}: {} {}", flat.cut_length_mm, want.cut_length_mm);
        for (got, size) in flat.bbox_mm.unwrap().into_iter().zip(want.size_mm) {
            assert!((got - size).abs() < 0.01, "{name}: {got} {size}");
        }
    }
}

/// Letters and figures alone, in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[test]
fn title_blocks_read_back() {
    // Fields every layout has, printed as they are.
    const FIELDS: [Field; 7] =
        [Field::DrawingNumber, Field::Title, Field::Material, Field::Scale, Field::Revision, Field::GeneralTolerance, Field::Author];
    let (mut right, mut asked) = (BTreeMap::<String, u32>::new(), BTreeMap::<String, u32>::new());
    let mut wrong = Vec::new();
    for (seed, wish) in (300..).zip(wishes()) {
        let (files, truth, name) = made(seed, &wish);
        let pages = pdf::read_pdf(pdfium(), &files["part.pdf"]).unwrap().value;
        assert_eq!(pages.len(), 1);
        let drawing = read_drawing(&pages).value;
        let cad = dxf::read_dxf(&files["part.dxf"]).unwrap().value;
        let cad_block = read_flat(&cad.texts, &cad.geometry.unit).value.title_block;
        for (kind, block) in [("pdf", &drawing.sheets[0].title_block), ("dxf", &cad_block)] {
            let layout = format!("{kind} {:?}", wish.layout.unwrap());
            for field in FIELDS {
                let want = &truth.sheet.title_block[&field].value;
                let got = block.get(&field).map(|value| value.value.as_str()).unwrap_or_default();
                *asked.entry(layout.clone()).or_default() += 1;
                if plain(got) == plain(want) {
                    *right.entry(layout.clone()).or_default() += 1;
                } else {
                    wrong.push(format!("{kind} {name} {field:?}: `{want}` read as `{got}`"));
                }
            }
        }
    }
    println!("{right:?} of {asked:?}\n{}", wrong.join("\n"));
    for (layout, asked) in asked {
        let right = right.get(&layout).copied().unwrap_or_default();
        // The reader may still trip over a layout; the writer must give it every word.
        let least = if layout.starts_with("dxf") { 95 } else { 85 };
        assert!(right * 100 >= asked * least, "{layout}: {right} of {asked}\n{}", wrong.join("\n"));
    }
}

#[test]
fn every_word_of_the_truth_is_in_the_text_layer_and_none_with_strokes() {
    for (seed, wish) in (500..).zip(wishes()) {
        let (files, truth, name) = made(seed, &wish);
        let pages = pdf::read_pdf(pdfium(), &files["part.pdf"]).unwrap().value;
        let text: String = pages[0].spans.iter().map(|span| plain(&span.text)).collect::<Vec<_>>().join(" ");
        let values = truth.sheet.title_block.iter().filter(|(field, _)| **field != Field::Projection).map(|(_, value)| value.value.clone());
        for value in values.chain(truth.sheet.dimensions.iter().map(|dimension| dimension.text.clone())) {
            for word in value.split_whitespace().map(plain).filter(|word| !word.is_empty()) {
                assert!(text.contains(&word), "{name}: `{value}` is not in the text layer");
            }
        }
        let stroked = Wish { text: Some(TextMode::Stroke), ..wish };
        let pages = pdf::read_pdf(pdfium(), &made(seed, &stroked).0["part.pdf"]).unwrap().value;
        assert!(pages[0].spans.is_empty() && pages[0].segments.len() > 1000, "{name}: {}", pages[0].segments.len());
    }
}
