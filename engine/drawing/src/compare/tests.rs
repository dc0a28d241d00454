//! Two issues that differ in one thing give that thing; the same drawing or model, however written, gives nothing.

use trusquin_domain::{
    Analysis, Change, ChangeKind, Dimension, DimensionKind, Extracted, FaceKind, FaceSummary, FileKind, Hole, HoleKind, Note, Reader,
    SheetBox, SheetReading, SolidGeometry, Subject, TitleBlockField,
};

use super::{Incomparable, compare};

fn dimension(text: &str, kind: DimensionKind, nominal: f64, at: (f64, f64)) -> Dimension {
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
        sheet_box: Some(SheetBox::new(at.0, at.1, at.0 + 8.0, at.1 + 4.0)),
        reference: None,
        confidence: 0.9,
        critical: false,
        auxiliary: false,
        basic: false,
    }
}

fn drawing() -> Analysis {
    let field = |value: &str| Extracted {
        value: value.to_owned(),
        normalized: None,
        confidence: 0.95,
        source: Reader::TextLayer,
        page: 1,
        sheet_box: None,
        reference: None,
    };
    let note = |text: &str, y: f64| Note {
        text: text.to_owned(),
        page: 1,
        sheet_box: Some(SheetBox::new(20.0, y, 90.0, y + 4.0)),
        reference: None,
    };
    let mut sheet = SheetReading { page: 1, ..SheetReading::default() };
    sheet.title_block = [(TitleBlockField::DrawingNumber, field("PL-100")), (TitleBlockField::Revision, field("A"))].into();
    sheet.dimensions = vec![
        dimension("120", DimensionKind::Linear, 120.0, (100.0, 40.0)),
        dimension("12,5", DimensionKind::Linear, 12.5, (60.0, 90.0)),
        dimension("12,5", DimensionKind::Linear, 12.5, (200.0, 90.0)),
        dimension("Ø25", DimensionKind::Diameter, 25.0, (150.0, 120.0)),
    ];
    sheet.notes = vec![note("Break sharp edges 0.2 x 45°", 250.0), note("Deburr all over", 256.0)];
    let mut analysis = Analysis { file: "a.pdf".to_owned(), kind: FileKind::Pdf, ..Analysis::default() };
    analysis.drawing.sheets = vec![sheet];
    analysis
}

fn show(changes: &[Change]) -> Vec<String> {
    let value = |place: &Option<trusquin_domain::PlaceValue>| place.as_ref().map_or("-".to_owned(), |place| place.value.clone());
    changes.iter().map(|it| format!("{:?} {:?} {}x {} -> {}", it.subject, it.kind, it.count, value(&it.old), value(&it.new))).collect()
}

fn check(change: impl Fn(&mut SheetReading), expect: &[&str]) {
    let mut new = drawing();
    new.drawing.sheets.iter_mut().for_each(change);
    assert_eq!(show(&compare(&drawing(), &new).unwrap()), expect);
}

#[test]
fn the_same_drawing_written_otherwise_is_no_difference() {
    check(|_| {}, &[]);
    check(
        |sheet| {
            for dimension in &mut sheet.dimensions {
                dimension.text = dimension.text.replace(',', ".");
                dimension.sheet_box = dimension.sheet_box.map(|it| SheetBox::new(it.x0 + 30.0, it.y0 - 9.0, it.x1 + 30.0, it.y1 - 9.0));
            }
            sheet.dimensions.reverse();
        },
        &[],
    );
}

#[test]
fn one_change_of_a_drawing_is_that_change() {
    let shifted = |it: SheetBox| SheetBox::new(it.x0 + 60.0, it.y0, it.x1 + 60.0, it.y1);
    check(
        |sheet| (sheet.dimensions[1].text, sheet.dimensions[1].nominal_mm) = ("13".to_owned(), Some(13.0)),
        &["Dimension Changed 1x 12,5 -> 13"],
    );
    // The whole sheet moved, and one size with it changed.
    check(
        |sheet| {
            sheet.dimensions.iter_mut().for_each(|dimension| dimension.sheet_box = dimension.sheet_box.map(shifted));
            (sheet.dimensions[3].text, sheet.dimensions[3].nominal_mm) = ("Ø26".to_owned(), Some(26.0));
        },
        &["Dimension Changed 1x Ø25 -> Ø26"],
    );
    check(
        |sheet| {
            sheet.dimensions[3].fit = Some("H7".to_owned());
            sheet.dimensions[3].text = "Ø25 H7".to_owned();
        },
        &["Tolerance Changed 1x Ø25 -> Ø25 H7"],
    );
    check(|sheet| drop(sheet.dimensions.remove(2)), &["Dimension Removed 1x 12,5 -> -"]);
    check(|sheet| sheet.dimensions.push(dimension("R3", DimensionKind::Radius, 3.0, (10.0, 10.0))), &["Dimension Added 1x - -> R3"]);
    check(
        |sheet| sheet.notes[0].text = "Break sharp edges 0.5 x 45°".to_owned(),
        &["Note Changed 1x Break sharp edges 0.2 x 45° -> Break sharp edges 0.5 x 45°"],
    );
    check(|sheet| sheet.title_block.get_mut(&TitleBlockField::Revision).unwrap().value = "B".to_owned(), &["TitleBlock Changed 1x A -> B"]);
}

/// A plate with two bores, its faces from `first` on, each bore in one face or two halves, anywhere in space.
fn plate(length: f64, bore: f64, first: usize, halves: bool, at: [f64; 3]) -> Analysis {
    let size = [length, 60.0, 10.0];
    let mut faces = Vec::new();
    let mut add = |kind, axis, origin: [f64; 3], radius: Option<f64>, min: [f64; 3], max: [f64; 3], area| {
        let placed = |point: [f64; 3]| [point[0] + at[0], point[1] + at[1], point[2] + at[2]];
        faces.push(FaceSummary {
            reference: format!("#{}", first + faces.len()),
            kind,
            area_mm2: area,
            axis: Some(axis),
            origin: Some(placed(origin)),
            radius_mm: radius,
            concave: radius.is_some(),
            sweep_deg: if halves { 180.0 } else { 360.0 },
            min_mm: placed(min),
            max_mm: placed(max),
        });
    };
    for axis in 0..3 {
        for (side, sign) in [(0.0, -1.0), (size[axis], 1.0)] {
            let (mut normal, mut origin, mut min, mut max) = ([0.0; 3], [7.0, 3.0, 2.0], [0.0; 3], size);
            (normal[axis], origin[axis], min[axis], max[axis]) = (sign, side, side, side);
            add(FaceKind::Plane, normal, origin, None, min, max, size.iter().product::<f64>() / size[axis]);
        }
    }
    let r = bore / 2.0;
    for x in [20.0, 70.0] {
        let up = if halves { -1.0 } else { 1.0 };
        let along = std::f64::consts::TAU * r * 10.0;
        if halves {
            add(FaceKind::Cylinder, [0.0, 0.0, up], [x, 30.0, 4.0], Some(r), [x - r, 30.0, 0.0], [x + r, 30.0 + r, 10.0], along / 2.0);
            add(FaceKind::Cylinder, [0.0, 0.0, up], [x, 30.0, 9.0], Some(r), [x - r, 30.0 - r, 0.0], [x + r, 30.0, 10.0], along / 2.0);
        } else {
            add(FaceKind::Cylinder, [0.0, 0.0, up], [x, 30.0, 0.0], Some(r), [x - r, 30.0 - r, 0.0], [x + r, 30.0 + r, 10.0], along);
        }
    }
    if halves {
        faces.reverse();
    }
    let hole = Hole {
        diameter_mm: bore,
        depth_mm: 10.0,
        through: true,
        kind: HoleKind::Plain,
        axis: [0.0, 0.0, 1.0],
        count: 2,
        references: vec![format!("#{}", first + 6)],
        steps: Vec::new(),
    };
    let bores = 2.0 * std::f64::consts::PI * r * r * 10.0;
    let solid = SolidGeometry {
        solids: 1,
        bbox_mm: Some(size),
        volume_mm3: Some(length * 600.0 - bores),
        face_summaries: faces,
        holes: vec![hole],
        ..SolidGeometry::default()
    };
    Analysis { file: format!("{first}.step"), kind: FileKind::Step, solid: Some(solid), ..Analysis::default() }
}

#[test]
fn a_model_exported_again_is_no_difference() {
    let old = plate(100.0, 9.0, 100, false, [0.0; 3]);
    assert!(compare(&old, &old).unwrap().is_empty());
    let again = plate(100.0, 9.0, 7_000, true, [0.0; 3]);
    assert_eq!(show(&compare(&old, &again).unwrap()), Vec::<String>::new());
    let elsewhere = plate(100.0, 9.0, 7_000, true, [-50.0, 12.5, 300.0]);
    assert_eq!(show(&compare(&old, &elsewhere).unwrap()), Vec::<String>::new());
}

#[test]
fn one_change_of_a_model_is_that_change() {
    let old = plate(100.0, 9.0, 100, false, [0.0; 3]);
    let bored = compare(&old, &plate(100.0, 10.0, 200, true, [0.0; 3])).unwrap();
    assert_eq!(
        show(&bored),
        [
            "Volume Changed 1x 58727.7 mm³ -> 58429.2 mm³",
            "Hole Changed 2x 2 × Ø9 depth 10 through -> 2 × Ø10 depth 10 through",
            "Face Changed 2x Ø9 -> Ø10",
        ]
    );
    assert!(bored.iter().all(|it| it.old.as_ref().is_some_and(|place| place.file.as_deref() == Some("100.step"))));
    let longer = compare(&old, &plate(104.0, 9.0, 200, false, [0.0; 3])).unwrap();
    assert_eq!(
        show(&longer),
        [
            "Envelope Changed 1x 100 × 60 × 10 mm -> 104 × 60 × 10 mm",
            "Volume Changed 1x 58727.7 mm³ -> 61127.7 mm³",
            "Face Moved 1x x = 100 -> x = 104",
            "FaceExtent Changed 4x 4 -> 4",
        ]
    );
    let subjects: Vec<(Subject, ChangeKind)> = longer.iter().map(|it| (it.subject, it.kind)).collect();
    assert!(subjects.contains(&(Subject::Face, ChangeKind::Moved)));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let unread = Analysis { file: "x.pdf".to_owned(), ..Analysis::default() };
    assert_eq!(compare(&drawing(), &unread), Err(Incomparable::NewUnread));
    assert_eq!(compare(&unread, &drawing()), Err(Incomparable::OldUnread));
    assert_eq!(compare(&drawing(), &plate(10.0, 2.0, 1, false, [0.0; 3])), Err(Incomparable::Kinds));
}
