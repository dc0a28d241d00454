//! Processes from hand-made solids, flat files and drawings.
#![allow(clippy::unwrap_used, clippy::panic)]

mod solids;

use std::collections::BTreeMap;

use solids::{bent_sheet, block, bush, cylinder, halved, read, shaft};
use trusquin_domain::{
    Dimension, DimensionKind, FlatContour, FlatGeometry, Note, Process, ProcessGuess, SheetReading, SolidGeometry, TitleBlockField,
};
use trusquin_machining::classify;

fn main_of(guesses: &[ProcessGuess]) -> Option<Process> {
    guesses.first().map(|guess| guess.process)
}

fn probability(guesses: &[ProcessGuess], process: Process) -> f64 {
    guesses.iter().find(|guess| guess.process == process).map_or(0.0, |guess| guess.probability)
}

fn with_faces(mut solid: SolidGeometry, faces: Vec<trusquin_domain::FaceSummary>) -> SolidGeometry {
    solid.face_summaries.extend(faces);
    solid
}

#[test]
fn solids_show_their_process() {
    let flange = with_faces(
        shaft(&[(80.0, 12.0), (40.0, 30.0)]),
        (0..4).map(|n| cylinder(30.0 - 20.0 * f64::from(n), 5.0, 3.0, 0.0, 12.0, true)).collect(),
    );
    for (name, solid, expect) in [
        ("shaft", shaft(&[(20.0, 30.0), (40.0, 60.0)]), Process::Turning),
        ("bush", bush(30.0, 20.0, 25.0), Process::Turning),
        ("thin ring in halves", halved(bush(10.0, 8.2, 5.0)), Process::Turning),
        ("ring", bush(60.0, 50.0, 8.0), Process::Turning),
        ("flange with a bolt circle", flange, Process::Turning),
        ("block", block(100.0, 60.0, 20.0, 8.0, 4), Process::Milling),
        ("cube", block(40.0, 40.0, 40.0, 10.0, 1), Process::Milling),
        ("thick plate", block(200.0, 150.0, 15.0, 8.0, 4), Process::Milling),
        ("thin plate", block(200.0, 150.0, 2.0, 8.0, 4), Process::SheetMetal),
        ("angle", bent_sheet(60.0, 120.0, 2.0), Process::SheetMetal),
    ] {
        let guesses = classify(Some(&solid), None, None);
        assert_eq!(main_of(&guesses), Some(expect), "{name}: {guesses:?}");
        assert!(guesses.iter().all(|guess| (0.0..=1.0).contains(&guess.probability) && !guess.evidence.is_empty()));
        assert!(guesses[0].evidence.iter().any(|text| text.contains(|c: char| c.is_ascii_digit())), "{name}");
    }
}

#[test]
fn a_bolt_circle_makes_a_turned_part_mill_turn_too() {
    let holes = vec![cylinder(30.0, 0.0, 3.0, 0.0, 12.0, true), cylinder(-30.0, 0.0, 3.0, 0.0, 12.0, true)];
    let guesses = classify(Some(&with_faces(shaft(&[(80.0, 12.0), (40.0, 30.0)]), holes)), None, None);
    assert!(probability(&guesses, Process::MillTurn) > 0.3 && probability(&guesses, Process::Turning) > 0.8, "{guesses:?}");
}

#[test]
fn several_products_are_an_assembly() {
    let mut solid = block(100.0, 60.0, 20.0, 8.0, 4);
    (solid.products, solid.solids) = (5, 7);
    assert_eq!(main_of(&classify(Some(&solid), None, None)), Some(Process::Assembly));
}

#[test]
fn a_profile_without_annotations_is_cut() {
    let contour = |area: f64, depth: u32| FlatContour { length_mm: 4.0 * area.sqrt(), area_mm2: area, diameter_mm: None, depth };
    let flat = FlatGeometry {
        entities: BTreeMap::from([("LWPOLYLINE".to_owned(), 1), ("CIRCLE".to_owned(), 4)]),
        bbox_mm: Some([200.0, 100.0]),
        cut_length_mm: 700.0,
        contours: vec![contour(19_000.0, 0), contour(50.0, 1)],
        ..FlatGeometry::default()
    };
    assert_eq!(main_of(&classify(None, Some(&flat), None)), Some(Process::SheetMetal));
    let mut drawing = flat.clone();
    drawing.entities.insert("DIMENSION".to_owned(), 20);
    assert!(probability(&classify(None, Some(&drawing), None), Process::SheetMetal) < 0.5);
}

fn drawing(title: &str, material: &str, notes: &[&str], dimensions: &[(DimensionKind, u32)]) -> SheetReading {
    let mut sheet = SheetReading { page: 1, ..SheetReading::default() };
    for (field, value) in [(TitleBlockField::Title, title), (TitleBlockField::Material, material)] {
        if !value.is_empty() {
            sheet.title_block.insert(field, read(value));
        }
    }
    sheet.notes = notes.iter().map(|text| Note { text: (*text).to_owned(), page: 1, sheet_box: None, reference: None }).collect();
    sheet.dimensions = dimensions
        .iter()
        .map(|(kind, count)| Dimension {
            text: String::new(),
            kind: *kind,
            nominal_mm: Some(10.0),
            nominal_deg: None,
            upper_mm: None,
            lower_mm: None,
            fit: None,
            depth_mm: None,
            thread: None,
            count: *count,
            page: 1,
            sheet_box: None,
            reference: None,
            confidence: 0.9,
            critical: false,
            auxiliary: false,
            basic: false,
        })
        .collect();
    sheet
}

#[test]
fn drawings_show_their_process() {
    use DimensionKind::{Diameter, HoleCallout, Linear, Thread};
    let turned = [(Diameter, 1), (Diameter, 1), (Diameter, 1), (Linear, 1), (Linear, 1), (Linear, 1)];
    let milled = [(Linear, 1), (Linear, 1), (Linear, 1), (Linear, 1), (Linear, 1), (Linear, 1), (Thread, 4), (HoleCallout, 4)];
    for (name, sheet, expect) in [
        ("arbre", drawing("Arbre de sortie", "42CrMo4", &[], &turned), Some(Process::Turning)),
        ("diameters alone", drawing("", "", &[], &turned), Some(Process::Turning)),
        ("bracket", drawing("Mounting bracket", "EN AW-6082", &[], &milled), Some(Process::Milling)),
        ("Halter", drawing("Halter", "Stahl", &[], &milled), Some(Process::Milling)),
        ("bent sheet", drawing("Cover", "Stainless steel", &["thickness 0.5", "BEND RADIUS 1"], &milled[..6]), Some(Process::SheetMetal)),
        ("plywood", drawing("Top panel", "Birch Plywood", &[], &milled[..6]), Some(Process::SheetMetal)),
        ("printed", drawing("Gripper", "PLA", &[], &milled), Some(Process::Additive)),
        ("assembly", drawing("Gearbox assembly", "", &["PARTS LIST"], &[]), Some(Process::Assembly)),
        ("nothing", drawing("", "", &[], &[]), None),
    ] {
        let guesses = classify(None, None, Some(&sheet));
        assert_eq!(main_of(&guesses), expect, "{name}: {guesses:?}");
    }
}
