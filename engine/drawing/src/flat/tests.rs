use super::dimensions::flat_dimensions;
use super::*;
use trusquin_domain::{DimensionKind, FlatTextKind};

fn text(text: &str, x: f64, y: f64) -> FlatText {
    FlatText {
        text: text.to_owned(),
        kind: FlatTextKind::Text,
        tag: String::new(),
        handle: format!("{:X}", (x * 100.0 + y) as i64),
        at: [x, y],
        height: 2.5,
        rotation_deg: 0.0,
        measured: None,
        paper_space: false,
        layout: 0,
    }
}

fn attribute(tag: &str, value: &str) -> FlatText {
    FlatText { kind: FlatTextKind::Attribute, tag: tag.to_owned(), ..text(value, 0.0, 0.0) }
}

fn check(texts: &[FlatText], expected: &[(TitleBlockField, &str)]) {
    let got: Vec<(TitleBlockField, String)> =
        read_flat_title_block(texts, "unitless").value.into_iter().map(|(field, value)| (field, value.value)).collect();
    let expected: Vec<(TitleBlockField, String)> = expected.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
    assert_eq!(got, expected);
}

#[test]
fn attributes_say_what_they_are() {
    use TitleBlockField::{DrawingNumber, Material, Revision, Scale, Title};
    check(
        &[
            attribute("GEN-TITLE-NR{24.8}", "P-1042"),
            attribute("GEN-TITLE-DES2{30}", "de palier"),
            attribute("GEN-TITLE-DES1{30}", "Bride"),
            attribute("MATIERE", "42CrMo4"),
            attribute("INDICE", "B"),
            attribute("ECHELLE", "1:2"),
            attribute("XPOS", "12"),
        ],
        &[(DrawingNumber, "P-1042"), (Title, "Bride de palier"), (Material, "42CrMo4"), (Revision, "B"), (Scale, "1:2")],
    );
    let read = read_flat_title_block(&[attribute("DWGNO", "A-1")], "mm").value;
    let number = &read[&DrawingNumber];
    assert_eq!((number.source, number.reference.as_deref()), (Reader::Attribute, Some("0")));
}

#[test]
fn one_tag_with_two_values_gives_none() {
    let reading = read_flat_title_block(&[attribute("SCALE", "1:2"), attribute("SCALE", "1:5")], "unitless");
    assert!(reading.value.is_empty());
    assert_eq!(reading.diagnostics[0].code, "DXF-030");
}

#[test]
fn values_beside_their_labels() {
    use TitleBlockField::{DrawingNumber, Material, Scale, Title};
    check(
        &[
            text("Matière :", 0.0, 0.0),
            text("S235JR", 25.0, 0.2),
            text("N° de plan", 0.0, 20.0),
            text("A-2231", 0.0, 15.5),
            text("ECHELLE: 1:5", 60.0, 0.0),
            text("Titre\nSupport de roue", 60.0, 40.0),
            text("perçages débouchants", 200.0, 200.0),
        ],
        &[(DrawingNumber, "A-2231"), (Title, "Support de roue"), (Material, "S235JR"), (Scale, "1:5")],
    );
}

#[test]
fn nothing_is_invented_for_an_empty_template() {
    check(
        &[
            text("Maßstab", 0.0, 0.0),
            text("Werkstoff", 0.0, -5.0),
            text("(Werkstoff, Halbzeug)", 0.0, -9.0),
            text("Benennung", 30.0, 0.0),
            text("Zeichnungsnummer", 30.0, -5.0),
            attribute("TITLE", "TITLE"),
            attribute("DWGNO", "XXXX"),
        ],
        &[],
    );
}

#[test]
fn dimensions_are_checked_against_what_they_measure() {
    let sized = |words: &str, measured: f64| FlatText { kind: FlatTextKind::Dimension, measured: Some(measured), ..text(words, 0.0, 0.0) };
    let reading =
        flat_dimensions(&[sized("Ø50 H7", 50.0), sized("120", 80.0), sized("45°", 45.0), sized("voir note", 3.0)], DrawingUnit::Millimetre);
    let found: Vec<(DimensionKind, Option<f64>, bool)> =
        reading.value.iter().map(|dimension| (dimension.kind, dimension.nominal_mm, dimension.confidence > 0.9)).collect();
    assert_eq!(
        found,
        [(DimensionKind::Diameter, Some(50.0), true), (DimensionKind::Linear, Some(120.0), false), (DimensionKind::Angle, None, true)]
    );
    assert_eq!(reading.value[0].fit.as_deref(), Some("H7"));
    assert_eq!(reading.diagnostics.len(), 1);
    assert!(reading.diagnostics[0].message.contains("\"120\" measures 80.000"));
    let inches = flat_dimensions(&[sized("2.00", 2.0)], DrawingUnit::Inch);
    assert_eq!(inches.value[0].nominal_mm, Some(50.8));
    assert!(inches.diagnostics.is_empty());
}

#[test]
fn free_texts_are_callouts_texture_and_notes() {
    let texts = [
        text("4x M6 prof. 12", 100.0, 200.0),
        text("Ø8 H7", 100.0, 180.0),
        text("Ra 1,6", 100.0, 160.0),
        text("25", 100.0, 140.0),
        text("Arêtes vives abattues", 10.0, 60.0),
        text("et casser les angles", 10.0, 55.8),
        text("Trempe et revenu 45 HRC", 10.0, 30.0),
        text("Matière : 42CrMo4", 200.0, 0.0),
    ];
    let sheet = read_flat(&texts, "mm").value;
    let dimensions: Vec<(DimensionKind, Option<f64>, u32)> = sheet.dimensions.iter().map(|d| (d.kind, d.nominal_mm, d.count)).collect();
    assert_eq!(dimensions, [(DimensionKind::Thread, Some(6.0), 4), (DimensionKind::Diameter, Some(8.0), 1)]);
    assert!(sheet.dimensions.iter().all(|dimension| dimension.reference.is_some()));
    assert_eq!(sheet.roughness.iter().map(|r| (r.parameter.as_str(), r.value_um)).collect::<Vec<_>>(), [("Ra", 1.6)]);
    let notes: Vec<&str> = sheet.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(notes, ["Arêtes vives abattues et casser les angles", "Trempe et revenu 45 HRC"]);
    assert!(sheet.notes.iter().all(|note| note.reference.is_some()));
    assert_eq!(sheet.title_block[&TitleBlockField::Material].normalized.as_ref().map(|n| n["iso513"].clone()), Some("P".into()));
    assert!(sheet.title_block[&TitleBlockField::HeatTreatment].reference.is_some());
}

#[test]
fn a_projection_named_in_words_is_read_unless_both_are() {
    for (written, tag, expected) in [
        ("FIRST ANGLE PROJECTION", "", Some("first angle")),
        ("3rd angle", "", Some("third angle")),
        ("Projection européenne", "", Some("first angle")),
        ("Third", "PROJECTION", Some("third angle")),
        ("first view of the angle bracket seen from the left side", "", None),
        ("THIRD", "REVISION", None),
    ] {
        let text = if tag.is_empty() { text(written, 0.0, 0.0) } else { attribute(tag, written) };
        let read = read_flat_title_block(&[text], "unitless").value;
        assert_eq!(read.get(&TitleBlockField::Projection).map(|value| value.value.as_str()), expected, "{written}");
    }
    let both = [text("First angle", 0.0, 0.0), text("Third angle", 50.0, 0.0)];
    assert!(!read_flat_title_block(&both, "unitless").value.contains_key(&TitleBlockField::Projection));
}
