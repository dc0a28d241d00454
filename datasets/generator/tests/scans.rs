//! Degraded copies: the same bytes from the same seed, and truth boxes that lie on ink.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::OnceLock;

use pdfium_render::prelude::Pdfium;
use trusquin_generator::batch::{self, Batch};
use trusquin_generator::part::Format;
use trusquin_generator::random_part::{self, FamilyName, Wish};
use trusquin_generator::scan::recipe::Severity;
use trusquin_generator::scan::{self, Copy};
use trusquin_generator::truth::PartTruth;

fn pdfium() -> &'static Pdfium {
    static LIBRARY: OnceLock<Pdfium> = OnceLock::new();
    LIBRARY.get_or_init(|| scan::pdfium().unwrap_or_else(|error| panic!("{error:#}")))
}

fn copy(seed: u64, severity: Severity) -> (Copy, PartTruth) {
    let family = FamilyName::ALL[(seed % 6) as usize];
    let part = random_part::order(seed, &Wish { family: Some(family), formats: vec![Format::Pdf], ..Wish::default() });
    let (files, truth) = part.make_named("part").unwrap();
    let sheet = (truth.sheet_mm, &truth.sheet, truth.language);
    (scan::degrade(pdfium(), &files["part.pdf"], sheet, seed, Some(severity)).unwrap(), truth)
}

/// Share of a box's pixels that are much darker than its paper.
fn ink(copy: &Copy, [x0, y0, x1, y1]: [f64; 4]) -> f64 {
    let mut greys = Vec::new();
    for y in y0.floor() as usize..y1.ceil() as usize {
        greys.extend((x0.floor() as usize..x1.ceil() as usize).filter_map(|x| copy.picture.grey(x, y)));
    }
    greys.sort_unstable();
    let Some(paper) = greys.get(greys.len() * 9 / 10) else { return 0.0 };
    let dark = f64::from(*paper) - (f64::from(copy.recipe.levels[1]) - f64::from(copy.recipe.levels[0])) * 0.2;
    greys.iter().filter(|grey| f64::from(**grey) < dark).count() as f64 / greys.len() as f64
}

#[test]
fn truth_boxes_lie_on_ink() {
    let (mut on_ink, mut all, mut beside) = (0, 0, 0);
    for seed in 1..=4 {
        for severity in Severity::ALL {
            let (copy, truth) = copy(seed * 7 + severity as u64, severity);
            let texts = truth.sheet.title_block.values().filter_map(|value| value.sheet_box);
            for of in texts.chain(truth.sheet.dimensions.iter().map(|dimension| dimension.sheet_box)) {
                all += 1;
                let share = ink(&copy, copy.pixel_from_sheet_mm.hull(of));
                on_ink += u32::from(share > 0.02);
                // The same box outside the frame, in the margin, holds none.
                let margin = [1.0, 20.0, 1.0 + (of[2] - of[0]).min(3.0), 20.0 + (of[3] - of[1])];
                beside += u32::from(ink(&copy, copy.pixel_from_sheet_mm.hull(margin)) > 0.02);
            }
        }
    }
    println!("{on_ink} of {all} boxes on ink, {beside} beside");
    assert!(f64::from(on_ink) > 0.98 * f64::from(all), "{on_ink} of {all}");
    assert!(f64::from(beside) < 0.25 * f64::from(all), "{beside} of {all}");
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let batch = Batch {
        seed: 40,
        count: 2,
        wish: Wish { formats: vec![Format::Pdf, Format::Dxf, Format::Step], ..Wish::default() },
        copies: 2,
        severity: None,
    };
    for seed in 40..42 {
        let (first, tables) = batch::sheet(&batch, seed, Some(pdfium())).unwrap();
        let (second, again) = batch::sheet(&batch, seed, Some(pdfium())).unwrap();
        assert!(first == second && tables == again, "seed {seed}");
        assert!(first.len() >= 5, "{}", first.len());
        assert_ne!(first, batch::sheet(&batch, seed + 100, Some(pdfium())).unwrap().0);
    }
}

#[test]
fn the_tables_name_every_sheet() {
    let batch = Batch {
        seed: 60,
        count: 1,
        wish: Wish { formats: vec![Format::Pdf, Format::Dxf, Format::Step], ..Wish::default() },
        copies: 1,
        severity: Some(Severity::Heavy),
    };
    let (files, tables) = batch::sheet(&batch, 60, Some(pdfium())).unwrap();
    assert_eq!(tables.title_block.lines().count(), 3);
    assert!(tables.title_block.lines().all(|line| line.split('\t').count() == 18));
    assert_eq!((tables.step.lines().count(), tables.parts.lines().count()), (1, 1));
    for line in tables.sheets.lines() {
        let sheet: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(files.iter().any(|(name, _)| Some(name.as_str()) == sheet["file"].as_str()));
        let quad = &sheet["title_block"]["drawing_number"]["quad"];
        assert_eq!(quad.is_array(), sheet["unit"] == "px", "{line}");
    }
}
