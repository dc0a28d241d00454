//! Files of one part become one line, and what they say is merged with its source.

use std::collections::BTreeMap;

use trusquin_domain::{
    Analysis, Diagnostic, Dimension, DimensionKind, Extracted, FaceKind, FaceSummary, FileKind, Hole, HoleKind, Reader, SheetReading,
    SolidGeometry, TitleBlockField,
};

use super::assemble;

fn read(value: &str) -> Extracted {
    Extracted {
        value: value.to_owned(),
        normalized: None,
        confidence: 0.95,
        source: Reader::TextLayer,
        page: 1,
        sheet_box: None,
        reference: None,
    }
}

fn sheet(page: u32, number: &str, revision: &str) -> SheetReading {
    let title_block = BTreeMap::from([(TitleBlockField::DrawingNumber, read(number)), (TitleBlockField::Revision, read(revision))]);
    SheetReading { page, title_block, ..SheetReading::default() }
}

fn drawing(file: &str, sheets: Vec<SheetReading>) -> Analysis {
    let mut analysis = Analysis { file: file.to_owned(), kind: FileKind::Pdf, ..Analysis::default() };
    analysis.drawing.sheets = sheets;
    analysis
}

fn model(file: &str, product: &str) -> Analysis {
    let solid = SolidGeometry { bbox_mm: Some([10.0, 20.0, 30.0]), product_id: Some(product.to_owned()), ..SolidGeometry::default() };
    Analysis { file: file.to_owned(), kind: FileKind::Step, solid: Some(solid), ..Analysis::default() }
}

#[test]
fn a_drawing_and_its_model_are_one_line_whatever_their_file_names() {
    let parts = assemble(&[drawing("scan 1.pdf", vec![sheet(1, "B1230-B2P-C", "C")]), model("x.step", "1230-B2P-B")]);
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].envelope_mm, Some([10.0, 20.0, 30.0]));
    assert_eq!(parts[0].disagreements.len(), 1, "revisions C and B: {:?}", parts[0].disagreements);
    assert_eq!(parts[0].questions.len(), 1);
}

#[test]
fn two_revisions_of_one_drawing_stay_two_lines() {
    let parts = assemble(&[drawing("A-100_A.pdf", vec![sheet(1, "PL-100", "A")]), drawing("A-100_B.pdf", vec![sheet(1, "PL-200", "B")])]);
    assert_eq!(parts.len(), 2);
}

#[test]
fn a_pdf_of_three_drawings_is_three_lines_and_its_second_sheet_follows() {
    let nameless = SheetReading { page: 2, ..SheetReading::default() };
    let parts = assemble(&[drawing("all.pdf", vec![sheet(1, "PL-101", "A"), nameless, sheet(3, "PL-102", "A"), sheet(4, "PL-103", "A")])]);
    let numbers: Vec<&str> = parts.iter().filter_map(|part| part.drawing_number.as_ref()).map(|number| number.value.as_str()).collect();
    assert_eq!(numbers, ["PL-101", "PL-102", "PL-103"]);
}

#[test]
fn an_unreadable_file_is_a_line_with_its_reason_in_french() {
    let mut scan = Analysis { file: "plan.png".to_owned(), kind: FileKind::Image, ..Analysis::default() };
    scan.diagnostics.push(Diagnostic::warning("TXT-001", "no text layer"));
    let parts = assemble(&[scan]);
    assert_eq!(parts.len(), 1);
    let reason = parts[0].manual_reason.clone().unwrap_or_default();
    assert!(reason.contains("OCR") && reason.contains("TXT-001"), "{reason}");
    assert_eq!(parts[0].drawing_number.as_ref().map(|number| number.source), Some(Reader::FileName));
}

#[test]
fn members_of_an_archive_replace_it() {
    let archive = Analysis { file: "rfq.zip".to_owned(), kind: FileKind::Archive, ..Analysis::default() };
    let parts = assemble(&[
        archive,
        model("rfq.zip!/a/TRQ-1042_B.step", "TRQ-1042"),
        drawing("rfq.zip!/TRQ-1042.pdf", vec![sheet(1, "TRQ-1042", "B")]),
    ]);
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].files.len(), 2);
}

#[test]
fn a_shared_file_name_is_enough_between_a_drawing_and_a_model_but_not_between_two_drawings() {
    let parts =
        assemble(&[drawing("a/flange.pdf", vec![]), model("b/Flange.step", "x"), drawing("c/flange.pdf", vec![sheet(1, "PL-9000", "A")])]);
    assert_eq!(parts.iter().map(|part| part.files.len()).collect::<Vec<_>>(), [2, 1]);
}

fn dimension(kind: DimensionKind, nominal_mm: f64) -> Dimension {
    Dimension {
        text: String::new(),
        kind,
        nominal_mm: Some(nominal_mm),
        nominal_deg: None,
        upper_mm: None,
        lower_mm: None,
        fit: None,
        depth_mm: None,
        thread: None,
        count: 1,
        page: 1,
        sheet_box: None,
        reference: None,
        confidence: 0.9,
        critical: false,
        auxiliary: false,
        basic: false,
    }
}

#[test]
fn a_bare_thread_on_a_shaft_is_a_question_and_a_tapped_hole_is_a_hole() {
    let mut shaft = sheet(1, "PL-300", "A");
    let outside = Dimension { thread: Some("M16".to_owned()), ..dimension(DimensionKind::Thread, 16.0) };
    let tapped = Dimension { thread: Some("M6".to_owned()), depth_mm: Some(12.0), ..dimension(DimensionKind::HoleCallout, 5.0) };
    shaft.dimensions = vec![dimension(DimensionKind::Diameter, 20.0), dimension(DimensionKind::Linear, 107.0), outside, tapped];
    let parts = assemble(&[drawing("a.pdf", vec![shaft])]);
    assert_eq!(parts[0].holes.iter().map(|hole| hole.thread.as_deref()).collect::<Vec<_>>(), [Some("M6")]);
    assert!(parts[0].questions.iter().any(|question| question.contains("M16")), "{:?}", parts[0].questions);
    assert_eq!(parts[0].envelope_mm, Some([20.0, 20.0, 107.0]));
}

#[test]
fn a_thread_is_spread_over_equal_holes_on_several_sides_and_what_is_left_is_asked() {
    let hole = |axis: [f64; 3]| Hole {
        diameter_mm: 2.5,
        depth_mm: 5.0,
        through: false,
        kind: HoleKind::Plain,
        axis,
        count: 2,
        references: Vec::new(),
        steps: Vec::new(),
    };
    let mut part = model("PL-400.step", "PL-400");
    if let Some(solid) = part.solid.as_mut() {
        solid.holes = vec![hole([1.0, 0.0, 0.0]), hole([0.0, 1.0, 0.0])];
    }
    let mut plan = sheet(1, "PL-400", "A");
    let thread = |count, name: &str, size| Dimension { thread: Some(name.to_owned()), count, ..dimension(DimensionKind::Thread, size) };
    plan.dimensions = vec![thread(4, "M3", 3.0), thread(1, "M20", 20.0)];
    let parts = assemble(&[drawing("PL-400.pdf", vec![plan]), part]);
    assert!(parts[0].holes.iter().all(|hole| hole.thread.as_deref() == Some("M3")), "{:?}", parts[0].holes);
    assert!(parts[0].questions.iter().any(|question| question.contains("M20")), "{:?}", parts[0].questions);
}

#[test]
fn an_envelope_that_the_written_mass_contradicts_is_not_used() {
    let mut plan = sheet(1, "PL-500", "A");
    let known = |value: &str, meaning| Extracted { normalized: Some(meaning), ..read(value) };
    plan.title_block.insert(TitleBlockField::Mass, known("177 g", serde_json::json!({"kg": 0.177})));
    plan.title_block.insert(TitleBlockField::Material, known("EN AW-6082", serde_json::json!({"density_kg_dm3": 2.7})));
    plan.dimensions = [100.0, 90.0, 75.0].map(|size| dimension(DimensionKind::Linear, size)).to_vec();
    let parts = assemble(&[drawing("PL-500.pdf", vec![plan.clone()])]);
    assert_eq!(parts[0].envelope_mm, None);
    plan.dimensions = [100.0, 60.0, 12.0].map(|size| dimension(DimensionKind::Linear, size)).to_vec();
    let parts = assemble(&[drawing("PL-500.pdf", vec![plan])]);
    assert_eq!(parts[0].envelope_mm, Some([100.0, 60.0, 12.0]));
    assert!(parts[0].questions.iter().any(|question| question.contains("100 × 60 × 12")), "{:?}", parts[0].questions);
}

/// A box with its six planes and through holes along z: what a model reader gives.
fn solid_of(size: [f64; 3], holes: &[(f64, f64, f64)]) -> SolidGeometry {
    let mut faces = Vec::new();
    let mut add = |kind, axis, origin, radius_mm: Option<f64>, min_mm, max_mm| {
        let (reference, concave) = (format!("#{}", faces.len()), radius_mm.is_some());
        faces.push(FaceSummary {
            reference,
            kind,
            area_mm2: 1.0,
            axis: Some(axis),
            origin: Some(origin),
            radius_mm,
            concave,
            sweep_deg: 360.0,
            min_mm,
            max_mm,
        });
    };
    for axis in 0..3 {
        for (side, sign) in [(0.0, -1.0), (size[axis], 1.0)] {
            let (mut normal, mut origin, mut min, mut max) = ([0.0; 3], [0.0; 3], [0.0; 3], size);
            (normal[axis], origin[axis], min[axis], max[axis]) = (sign, side, side, side);
            add(FaceKind::Plane, normal, origin, None, min, max);
        }
    }
    for (diameter, x, y) in holes {
        let r = diameter / 2.0;
        add(FaceKind::Cylinder, [0.0, 0.0, 1.0], [*x, *y, 0.0], Some(r), [x - r, y - r, 0.0], [x + r, y + r, size[2]]);
    }
    SolidGeometry { bbox_mm: Some(size), solids: 1, products: 1, face_summaries: faces, ..SolidGeometry::default() }
}

fn nameless_model(file: &str, size: [f64; 3], holes: &[(f64, f64, f64)]) -> Analysis {
    Analysis { file: file.to_owned(), kind: FileKind::Step, solid: Some(solid_of(size, holes)), ..Analysis::default() }
}

#[test]
fn a_nameless_drawing_and_model_are_proposed_as_a_pair_only_when_they_plainly_are_one() {
    let holes = &[(12.5, 20.0, 17.3), (12.5, 91.7, 17.3), (8.4, 60.0, 40.0)];
    let mut plan = SheetReading { page: 1, ..SheetReading::default() };
    let written = |text: &str, kind, size| Dimension { text: text.to_owned(), ..dimension(kind, size) };
    plan.dimensions = vec![
        written("112,6", DimensionKind::Linear, 112.6),
        written("58,2", DimensionKind::Linear, 58.2),
        written("9,5", DimensionKind::Linear, 9.5),
        written("71,7", DimensionKind::Linear, 71.7),
        written("Ø12,5", DimensionKind::Diameter, 12.5),
    ];
    let scan = drawing("scan.pdf", vec![plan]);
    let own = nameless_model("part1.step", [112.6, 58.2, 9.5], holes);
    let other = nameless_model("part2.step", [80.0, 61.0, 30.0], &[(6.0, 10.0, 10.0)]);
    let proposed = |analyses: &[Analysis]| -> Vec<Vec<String>> {
        assemble(analyses).into_iter().map(|part| part.proposals.into_iter().map(|it| it.file).collect()).collect()
    };
    let parts = assemble(&[scan.clone(), own.clone(), other.clone()]);
    assert_eq!(parts.len(), 3, "never merged by themselves");
    assert_eq!(proposed(&[scan.clone(), own.clone(), other.clone()]), [vec!["part1.step".to_owned()], vec!["scan.pdf".to_owned()], vec![]]);
    assert!(parts[0].questions.iter().any(|question| question.contains("part1") && question.contains("112,6")), "{:?}", parts[0].questions);
    assert!(!parts[0].proposals[0].evidence.is_empty());
    // Two models of the same size, a drawing that states a size the model has not, a model alone: nothing.
    let twin = nameless_model("part3.step", [112.6, 58.2, 9.5], holes);
    assert_eq!(proposed(&[scan.clone(), own.clone(), twin]), vec![Vec::<String>::new(); 3]);
    let mut changed = scan.clone();
    changed.drawing.sheets[0].dimensions.push(written("105,3", DimensionKind::Linear, 105.3));
    assert_eq!(proposed(&[changed, own.clone()]), vec![Vec::<String>::new(); 2]);
    assert_eq!(proposed(&[own, other]), vec![Vec::<String>::new(); 2]);
}
