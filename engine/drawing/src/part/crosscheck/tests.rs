//! One part, drawn and modelled; then one thing of it changed: exactly that is told, with both places.

use std::collections::BTreeMap;

use trusquin_domain::{
    Dimension, DimensionKind, Extracted, FaceKind, FaceSummary, Reader, SheetBox, SheetReading, SolidGeometry, TitleBlockField,
};

use super::{DrawingSide, ModelSide, disagreements};

/// A block 120 x 80 x 20 with through holes along z: (diameter, x, y).
fn block(holes: &[(f64, f64, f64)]) -> SolidGeometry {
    let size = [120.0, 80.0, 20.0];
    let mut faces = Vec::new();
    for axis in 0..3 {
        for (side, sign) in [(0.0, -1.0), (size[axis], 1.0)] {
            let (mut normal, mut origin, mut min, mut max) = ([0.0; 3], [0.0; 3], [0.0; 3], size);
            (normal[axis], origin[axis], min[axis], max[axis]) = (sign, side, side, side);
            faces.push(face(FaceKind::Plane, normal, origin, None, min, max));
        }
    }
    for (diameter, x, y) in holes {
        let r = diameter / 2.0;
        faces.push(face(FaceKind::Cylinder, [0.0, 0.0, 1.0], [*x, *y, 0.0], Some(r), [x - r, y - r, 0.0], [x + r, y + r, 20.0]));
    }
    for (index, face) in faces.iter_mut().enumerate() {
        face.reference = format!("#{index}");
    }
    let volume = 192_000.0 - holes.iter().map(|(d, _, _)| d * d * std::f64::consts::FRAC_PI_4 * 20.0).sum::<f64>();
    SolidGeometry {
        bbox_mm: Some(size),
        volume_mm3: Some(volume),
        area_mm2: Some(27_200.0),
        solids: 1,
        products: 1,
        face_summaries: faces,
        product_id: Some("PL-4711-B".to_owned()),
        ..SolidGeometry::default()
    }
}

fn face(kind: FaceKind, axis: [f64; 3], origin: [f64; 3], radius: Option<f64>, min_mm: [f64; 3], max_mm: [f64; 3]) -> FaceSummary {
    let (concave, reference) = (radius.is_some(), String::new());
    FaceSummary {
        reference,
        kind,
        area_mm2: 1.0,
        axis: Some(axis),
        origin: Some(origin),
        radius_mm: radius,
        concave,
        sweep_deg: 360.0,
        min_mm,
        max_mm,
    }
}

const HOLES: &[(f64, f64, f64)] =
    &[(9.0, 15.0, 15.0), (9.0, 105.0, 15.0), (9.0, 15.0, 65.0), (9.0, 105.0, 65.0), (30.0, 60.0, 40.0), (6.8, 60.0, 68.0)];

fn dimension(text: &str, kind: DimensionKind, nominal: f64) -> Dimension {
    Dimension {
        text: text.to_owned(),
        kind,
        nominal_mm: Some(nominal),
        nominal_deg: None,
        upper_mm: None,
        lower_mm: None,
        fit: None,
        depth_mm: None,
        thread: None,
        count: 1,
        page: 1,
        sheet_box: Some(SheetBox::new(nominal, 10.0, nominal + 5.0, 14.0)),
        reference: None,
        confidence: 0.9,
        critical: false,
        auxiliary: false,
        basic: false,
    }
}

fn sheet() -> SheetReading {
    use DimensionKind::{Diameter, HoleCallout, Linear, Thread};
    let field = |value: &str, normalized| Extracted {
        value: value.to_owned(),
        normalized,
        confidence: 0.95,
        source: Reader::TextLayer,
        page: 1,
        sheet_box: Some(SheetBox::new(200.0, 270.0, 220.0, 275.0)),
        reference: None,
    };
    let mut dimensions: Vec<Dimension> = [("120", 120.0), ("80", 80.0), ("20", 20.0), ("90", 90.0), ("50", 50.0), ("28", 28.0)]
        .map(|(text, size)| dimension(text, Linear, size))
        .to_vec();
    dimensions.push(dimension("Ø30", Diameter, 30.0));
    dimensions.push(Dimension { count: 4, ..dimension("4x Ø9", HoleCallout, 9.0) });
    dimensions.push(Dimension { thread: Some("M8".to_owned()), ..dimension("M8", Thread, 8.0) });
    let title_block = BTreeMap::from([
        (TitleBlockField::DrawingNumber, field("PL-4711", None)),
        (TitleBlockField::Revision, field("B", None)),
        (TitleBlockField::Mass, field("1,35 kg", Some(serde_json::json!({"kg": 1.35})))),
    ]);
    SheetReading { page: 1, title_block, dimensions, ..SheetReading::default() }
}

/// What is told of a drawing and a model, as `what: drawing / model`.
fn told(sheet: &SheetReading, solid: &SolidGeometry, drawing: &str, model: &str) -> Vec<String> {
    let side = DrawingSide { file: drawing, sheets: &[sheet], density_kg_dm3: Some(7.85) };
    let found = disagreements(&side, &ModelSide { file: model, solid });
    for it in &found {
        assert!(it.drawing.sheet_box.is_some() || it.drawing.page.is_none(), "the place on the drawing: {it:?}");
        assert!(it.drawing.file.is_some() && it.model.file.is_some(), "the files: {it:?}");
    }
    found.iter().map(|it| format!("{}: {} / {}", it.what, it.drawing.value, it.model.value)).collect()
}

fn check(change: impl Fn(&mut SheetReading, &mut SolidGeometry), expect: &[&str]) {
    let (mut sheet, mut solid) = (sheet(), block(HOLES));
    change(&mut sheet, &mut solid);
    assert_eq!(told(&sheet, &solid, "plan.pdf", "model.step"), expect);
}

fn change(sheet: &mut SheetReading, text: &str, new: &str, nominal: f64) {
    for dimension in sheet.dimensions.iter_mut().filter(|dimension| dimension.text == text) {
        (dimension.text, dimension.nominal_mm) = (new.to_owned(), Some(nominal));
    }
}

#[test]
fn a_drawing_of_its_model_is_not_contradicted() {
    check(|_, _| {}, &[]);
    // Rounded as drawings are, and a diameter modelled within its tolerance.
    check(
        |sheet, _| {
            change(sheet, "28", "28,0", 28.0);
            change(sheet, "Ø30", "Ø29,8", 29.8);
            let last = sheet.dimensions.iter_mut().find(|dimension| dimension.text == "Ø29,8").unwrap();
            (last.lower_mm, last.upper_mm) = (Some(0.1), Some(0.3));
        },
        &[],
    );
    // An auxiliary size and one that joins nothing near it say nothing.
    check(|sheet, _| sheet.dimensions.push(dimension("(78,5)", DimensionKind::Linear, 78.5)), &[]);
}

#[test]
fn one_changed_thing_is_told_with_both_places() {
    check(|sheet, _| change(sheet, "Ø30", "Ø32", 32.0), &["hole diameter: Ø32 / Ø30.000"]);
    check(|sheet, _| change(sheet, "120", "123", 123.0), &["envelope: 123 / 120 mm"]);
    check(|sheet, _| sheet.dimensions.push(dimension("160", DimensionKind::Linear, 160.0)), &["envelope: 160 / 120 mm"]);
    check(
        |_, solid| {
            solid.face_summaries.remove(6);
        },
        &["hole count: 4x Ø9 / 3 × Ø9"],
    );
    check(|sheet, _| sheet.dimensions.last_mut().unwrap().thread = Some("M16".to_owned()), &["thread: M8 / Ø9.000"]);
    check(
        |sheet, _| {
            sheet.title_block.get_mut(&TitleBlockField::Revision).unwrap().value = "C".to_owned();
        },
        &["revision: C / B"],
    );
    check(|_, solid| solid.volume_mm3 = Some(140_000.0), &["mass: 1,35 kg / 1.099 kg (volume × 7.85 kg/dm³)"]);
    check(|_, solid| solid.product_id = Some("PL-4712".to_owned()), &["drawing number: PL-4711 / PL-4712"]);
    check(|_, solid| solid.product_id = Some("Part1".to_owned()), &[]);
}

#[test]
fn the_revision_of_a_file_name_counts_where_nothing_else_says_one() {
    let solid = SolidGeometry { product_id: None, ..block(HOLES) };
    let mut plan = sheet();
    assert_eq!(told(&plan, &solid, "PL-4711_C.pdf", "x.step"), ["revision of the file name: B / C"]);
    assert_eq!(told(&plan, &solid, "PL-4711_B.pdf", "PL-4711_A.step"), ["revision: B / A"]);
    plan.title_block.remove(&TitleBlockField::Revision);
    assert_eq!(told(&plan, &solid, "PL-4711_C.pdf", "PL-4711_B.step"), ["revision: C / B"]);
    assert!(told(&plan, &solid, "PL-4711.pdf", "PL-4711_B.step").is_empty());
    assert!(told(&sheet(), &solid, "PL-4711_FR.pdf", "PL-4711-RH.step").is_empty(), "a language and a hand are no revisions");
}

#[test]
fn a_drawing_read_in_the_wrong_unit_is_told_as_that() {
    let mut inches = sheet();
    inches.dimensions.iter_mut().for_each(|dimension| dimension.nominal_mm = dimension.nominal_mm.map(|size| size * 25.4));
    let found = told(&inches, &block(HOLES), "plan.pdf", "model.step");
    assert!(found.len() == 1 && found[0].starts_with("unit: 120 / 120 mm"), "{found:?}");
}

#[test]
fn another_part_is_told_as_one_thing() {
    let mut other = block(&[(5.0, 10.0, 10.0), (12.0, 55.0, 30.0)]);
    other.product_id = None;
    other.volume_mm3 = None;
    other.bbox_mm = Some([61.0, 43.0, 7.0]);
    for face in &mut other.face_summaries {
        for axis in 0..3 {
            let share = [61.0 / 120.0, 43.0 / 80.0, 7.0 / 20.0][axis];
            (face.min_mm[axis], face.max_mm[axis]) = (face.min_mm[axis] * share, face.max_mm[axis] * share);
            face.origin.as_mut().unwrap()[axis] *= share;
        }
    }
    let found = told(&sheet(), &other, "plan.pdf", "model.step");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("part: 120; ") && found[0].ends_with("61 × 43 × 7 mm"), "{found:?}");
}
