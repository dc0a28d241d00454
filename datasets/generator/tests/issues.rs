//! Two issues of one part, and drawings against models: the generator changes one thing, our readers and comparisons find that thing.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::OnceLock;

use pdfium_render::prelude::Pdfium;
use trusquin_documents::{pdf, step};
use trusquin_domain::{Analysis, Change, ChangeKind, FileKind, Subject};
use trusquin_drawing::compare::compare;
use trusquin_drawing::part::assemble;
use trusquin_drawing::read_drawing;
use trusquin_generator::families::flange::{BoltCircle, Flange};
use trusquin_generator::order::Language;
use trusquin_generator::part::{Format, PartOrder};
use trusquin_generator::random_part::{self, FamilyName, TextMode, Wish};
use trusquin_generator::scan;
use trusquin_generator::sheet::SheetStyle;
use trusquin_generator::sheet::title_block::TitleBlockLayout;

fn pdfium() -> &'static Pdfium {
    static LIBRARY: OnceLock<Pdfium> = OnceLock::new();
    LIBRARY.get_or_init(|| scan::pdfium().unwrap_or_else(|error| panic!("{error:#}")))
}

/// Drawing and model of a part, read as files of these names.
fn read(part: &PartOrder, drawing: &str, model: &str) -> [Analysis; 2] {
    let (files, _) = part.make_named("part").unwrap();
    let pages = pdf::read_pdf(pdfium(), &files["part.pdf"]).unwrap().value;
    let plan = Analysis { file: drawing.to_owned(), kind: FileKind::Pdf, drawing: read_drawing(&pages).value, ..Analysis::default() };
    let solid = step::read_step(&files["part.step"]).unwrap().value;
    [plan, Analysis { file: model.to_owned(), kind: FileKind::Step, solid: Some(solid), ..Analysis::default() }]
}

fn flange(bolt: f64, thickness: f64) -> PartOrder {
    let wish = Wish { family: Some(FamilyName::Flange), language: Some(Language::French), ..Wish::default() };
    let shape = Flange {
        disc: (140.0, thickness),
        register: (80.0, 6.0, "h7"),
        hub: (70.0, 14.0),
        bore: (40.0, "H7"),
        bolts: BoltCircle { count: 6, diameter: bolt, pitch_diameter: 110.0, counterbore: None },
        jack_screws: None,
        position: 0.2,
        sheet_size: [420.0, 297.0],
        scale: 1.0,
    };
    let formats = vec![Format::Pdf, Format::Step];
    PartOrder { identity: random_part::order(7, &wish).identity, shape: Box::new(shape), formats, style: SheetStyle::default() }
}

fn told(changes: &[Change]) -> Vec<(Subject, ChangeKind, u32)> {
    changes.iter().map(|change| (change.subject, change.kind, change.count)).collect()
}

fn texts(changes: &[Change]) -> Vec<String> {
    let value = |place: &Option<trusquin_domain::PlaceValue>| place.as_ref().map_or("-".to_owned(), |place| place.value.clone());
    changes.iter().map(|change| format!("{:?}: {} -> {}", change.subject, value(&change.old), value(&change.new))).collect()
}

#[test]
fn the_same_part_made_twice_is_no_difference() {
    let [plan, model] = read(&flange(11.0, 16.0), "a.pdf", "a.step");
    let [plan_again, model_again] = read(&flange(11.0, 16.0), "b.pdf", "b.step");
    assert_eq!(texts(&compare(&plan, &plan_again).unwrap()), Vec::<String>::new());
    assert_eq!(texts(&compare(&model, &model_again).unwrap()), Vec::<String>::new());
}

#[test]
fn wider_bolt_holes_are_that_change_on_drawing_and_model() {
    let [plan, model] = read(&flange(11.0, 16.0), "a.pdf", "a.step");
    let [new_plan, new_model] = read(&flange(13.5, 16.0), "b.pdf", "b.step");
    let drawn = compare(&plan, &new_plan).unwrap();
    let sizes: Vec<&Change> = drawn.iter().filter(|change| matches!(change.subject, Subject::Dimension | Subject::Tolerance)).collect();
    assert_eq!(sizes.len(), 1, "{:?}", texts(&drawn));
    let change = sizes[0];
    let (old, new) = (change.old.as_ref().unwrap(), change.new.as_ref().unwrap());
    assert!(change.kind == ChangeKind::Changed && old.value.contains("11") && new.value.contains("13,5"), "{:?}", texts(&drawn));
    assert!(old.sheet_box.is_some() && new.sheet_box.is_some());
    // The mass follows, and nothing else.
    let others: Vec<&Change> = drawn.iter().filter(|change| !matches!(change.subject, Subject::Dimension)).collect();
    assert!(others.iter().all(|change| change.subject == Subject::TitleBlock && change.name == "mass"), "{:?}", texts(&drawn));
    let modelled = compare(&model, &new_model).unwrap();
    assert_eq!(
        told(&modelled),
        [
            (Subject::Volume, ChangeKind::Changed, 1),
            (Subject::Area, ChangeKind::Changed, 1),
            (Subject::Hole, ChangeKind::Changed, 6),
            (Subject::Face, ChangeKind::Changed, 6),
        ],
        "{:?}",
        texts(&modelled)
    );
}

#[test]
fn a_thicker_disc_moves_faces_and_changes_no_hole_diameter() {
    let [plan, model] = read(&flange(11.0, 16.0), "a.pdf", "a.step");
    let [new_plan, new_model] = read(&flange(11.0, 18.0), "b.pdf", "b.step");
    let drawn = texts(&compare(&plan, &new_plan).unwrap());
    assert!(drawn.iter().any(|text| text == "Dimension: 22 -> 24"), "{drawn:?}");
    let modelled = compare(&model, &new_model).unwrap();
    let has = |subject, kind| modelled.iter().any(|change| change.subject == subject && change.kind == kind);
    assert!(has(Subject::Envelope, ChangeKind::Changed) && has(Subject::Face, ChangeKind::Moved), "{:?}", texts(&modelled));
    assert!(!modelled.iter().any(|change| change.subject == Subject::Face && change.kind == ChangeKind::Changed), "{:?}", texts(&modelled));
}

/// Drawings and models of all families, languages and layouts: own pairs are not contradicted, wrong ones are.
#[test]
fn drawings_agree_with_their_own_models_and_with_no_other() {
    let mut made = Vec::new();
    let mut seed = 900;
    for family in FamilyName::ALL {
        for language in [Language::French, Language::English] {
            for layout in TitleBlockLayout::ALL {
                seed += 1;
                let formats = vec![Format::Pdf, Format::Step];
                let wish = Wish {
                    family: Some(family),
                    language: Some(language),
                    layout: Some(layout),
                    text: Some(TextMode::Typed),
                    formats,
                    ..Wish::default()
                };
                made.push((
                    format!("{family:?} {language:?} {layout:?} seed {seed}"),
                    read(&random_part::order(seed, &wish), "part.pdf", "part.step"),
                ));
            }
        }
    }
    let contradicted = |plan: &Analysis, model: &Analysis| -> Vec<String> {
        let found = assemble(&[plan.clone(), model.clone()]).into_iter().flat_map(|part| part.disagreements);
        // Other parts have other numbers and masses: only what their geometry says is counted.
        let found = found.filter(|it| !matches!(it.what.as_str(), "mass" | "drawing number" | "revision"));
        found.map(|it| format!("{}: {} / {}", it.what, it.drawing.value, it.model.value)).collect()
    };
    let (mut alarms, mut misread) = (Vec::new(), 0);
    for (name, [plan, model]) in &made {
        let mut found = contradicted(plan, model);
        // The reader takes some English sheets for inches: then the unit is rightly asked, and it is counted apart.
        let units = found.len();
        found.retain(|it| !it.starts_with("unit: "));
        misread += units - found.len();
        if !found.is_empty() {
            alarms.push(format!("{name}: {found:?}"));
        }
    }
    let (mut wrong, mut caught) = (0, 0);
    for (index, (_, [plan, _])) in made.iter().enumerate() {
        for (other, (_, [_, model])) in made.iter().enumerate() {
            if other != index {
                wrong += 1;
                caught += usize::from(!contradicted(plan, model).is_empty());
            }
        }
    }
    println!(
        "{} own pairs, {} contradicted, {misread} read in the wrong unit; {wrong} wrong pairs, {caught} caught",
        made.len(),
        alarms.len()
    );
    assert!(alarms.is_empty(), "{} of {}: {alarms:#?}", alarms.len(), made.len());
    assert!(caught * 10 >= wrong * 9, "{caught} of {wrong} wrong pairs are caught");
}
