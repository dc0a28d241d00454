//! Hand-made sheets in several layouts and languages, and pages that are no drawing.

use trusquin_domain::{CharBox, DocumentPage, Reader, Segment, SheetBox, TextSpan, TitleBlockField as Field};

use super::read_title_block;

mod layouts;

/// A sheet on which texts and ruled cells are put one by one.
struct Sheet(DocumentPage);

impl Sheet {
    fn a3() -> Self {
        let mut sheet = Self(DocumentPage { page: 1, size_mm: [420.0, 297.0], ..DocumentPage::default() });
        sheet.rule(10.0, 10.0, 410.0, 287.0);
        sheet
    }

    fn line(&mut self, x0: f64, y0: f64, x1: f64, y1: f64) {
        self.0.segments.push(Segment { x0, y0, x1, y1, width_mm: 0.25 });
    }

    fn rule(&mut self, x0: f64, y0: f64, x1: f64, y1: f64) {
        self.line(x0, y0, x1, y0);
        self.line(x1, y0, x1, y1);
        self.line(x1, y1, x0, y1);
        self.line(x0, y1, x0, y0);
    }

    /// Text with its top left corner; letters are 0.6 of the font size wide.
    fn text(&mut self, x: f64, y: f64, font: f64, text: &str) {
        let step = 0.6 * font;
        let mut characters = Vec::new();
        for (at, character) in text.chars().enumerate().filter(|(_, character)| !character.is_whitespace()) {
            let left = x + at as f64 * step;
            characters.push(CharBox { character, sheet_box: SheetBox { x0: left, y0: y, x1: left + 0.9 * step, y1: y + 0.7 * font } });
        }
        let sheet_box = characters.iter().map(|each| each.sheet_box).reduce(|sum, each| sum.union(&each)).unwrap_or_default();
        self.0.spans.push(TextSpan {
            text: text.to_owned(),
            sheet_box,
            rotation_deg: 0.0,
            font_size_mm: font,
            characters,
            reader: Reader::TextLayer,
        });
    }

    /// A ruled cell with its label in the corner and its value below it.
    fn cell(&mut self, x: f64, y: f64, width: f64, label: &str, value: &str) {
        self.rule(x, y, x + width, y + 12.0);
        self.text(x + 1.0, y + 1.0, 2.0, label);
        if !value.is_empty() {
            self.text(x + 4.0, y + 6.0, 3.5, value);
        }
    }
}

#[track_caller]
fn check(page: &DocumentPage, expected: &[(Field, &str)]) {
    let reading = read_title_block(page);
    let found: Vec<(Field, String)> = reading.value.iter().map(|(field, value)| (*field, value.value.clone())).collect();
    let mut expected: Vec<(Field, String)> = expected.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
    expected.sort();
    assert_eq!(found, expected);
    for (field, value) in &reading.value {
        let area = value.sheet_box.unwrap_or_default();
        assert!(area.width() > 0.0 && area.height() > 0.0, "{field:?} has no box");
    }
}

#[test]
fn french_cells_with_values_below() {
    let mut sheet = Sheet::a3();
    sheet.cell(230.0, 239.0, 100.0, "Désignation", "Bride de serrage");
    sheet.cell(330.0, 239.0, 50.0, "N° de plan", "PL-4471-02");
    sheet.cell(380.0, 239.0, 30.0, "Indice", "C");
    sheet.cell(230.0, 251.0, 60.0, "Matière", "42CrMo4");
    sheet.cell(290.0, 251.0, 60.0, "Traitement de surface", "Brunissage");
    sheet.cell(350.0, 251.0, 60.0, "Traitement thermique", "Trempe 54 HRC");
    sheet.cell(230.0, 263.0, 30.0, "Échelle", "1:2");
    sheet.cell(260.0, 263.0, 60.0, "Tolérances générales", "ISO 2768-mK");
    sheet.cell(320.0, 263.0, 40.0, "Masse", "1,25 kg");
    sheet.cell(360.0, 263.0, 50.0, "Folio", "1/2");
    sheet.cell(230.0, 275.0, 60.0, "Dessiné par", "J. Martin");
    sheet.cell(290.0, 275.0, 60.0, "Vérifié", "A. Petit");
    sheet.cell(350.0, 275.0, 30.0, "Date", "12.03.2025");
    sheet.cell(380.0, 275.0, 30.0, "Format", "A3");
    check(
        &sheet.0,
        &[
            (Field::Title, "Bride de serrage"),
            (Field::DrawingNumber, "PL-4471-02"),
            (Field::Revision, "C"),
            (Field::Material, "42CrMo4"),
            (Field::SurfaceTreatment, "Brunissage"),
            (Field::HeatTreatment, "Trempe 54 HRC"),
            (Field::Scale, "1:2"),
            (Field::GeneralTolerance, "ISO 2768-mK"),
            (Field::Mass, "1,25 kg"),
            (Field::Sheet, "1/2"),
            (Field::Author, "J. Martin"),
            (Field::Approver, "A. Petit"),
            (Field::Date, "12.03.2025"),
        ],
    );
    let block = read_title_block(&sheet.0).value;
    assert_eq!(block[&Field::Scale].normalized, Some(serde_json::json!({ "drawing": 1, "part": 2 })));
    assert_eq!(block[&Field::Mass].normalized, Some(serde_json::json!({ "kg": 1.25 })));
    assert_eq!(block[&Field::Date].normalized, Some(serde_json::json!({ "date": "2025-03-12" })));
    assert!(block[&Field::DrawingNumber].confidence >= 0.9);
}

#[test]
fn german_label_column_with_values_in_the_next_cell() {
    let mut sheet = Sheet::a3();
    let rows = [
        ("Benennung", "Lagerbock"),
        ("Zeichnungsnummer", "10-2345.6"),
        ("Werkstoff", "EN AW-6082 T6"),
        ("Maßstab", "2:1"),
        ("Allgemeintoleranzen", "DIN ISO 2768-mH"),
        ("Gewicht", "350 g"),
        ("Gezeichnet", "Müller"),
        ("Blatt", "1 von 3"),
        ("Oberfläche", ""),
    ];
    for (at, (label, value)) in rows.iter().enumerate() {
        let y = 230.0 + 6.0 * at as f64;
        sheet.rule(300.0, y, 335.0, y + 6.0);
        sheet.rule(335.0, y, 410.0, y + 6.0);
        sheet.text(301.0, y + 2.0, 2.5, label);
        if !value.is_empty() {
            sheet.text(337.0, y + 2.0, 3.0, value);
        }
    }
    check(
        &sheet.0,
        &[
            (Field::Title, "Lagerbock"),
            (Field::DrawingNumber, "10-2345.6"),
            (Field::Material, "EN AW-6082 T6"),
            (Field::Scale, "2:1"),
            (Field::GeneralTolerance, "DIN ISO 2768-mH"),
            (Field::Mass, "350 g"),
            (Field::Author, "Müller"),
            (Field::Sheet, "1 von 3"),
        ],
    );
}

#[test]
fn dutch_block_without_ruled_cells() {
    let mut sheet = Sheet::a3();
    let rows = [
        ("Benaming:", "Tussenring"),
        ("Tekeningnr:", "TK-1009"),
        ("Materiaal:", "RVS 316L"),
        ("Schaal:", "1:1"),
        ("Getekend:", "J. de Vries"),
        ("Datum:", "2024-11-05"),
    ];
    for (at, (label, value)) in rows.iter().enumerate() {
        sheet.text(320.0, 240.0 + 6.0 * at as f64, 3.0, label);
        sheet.text(350.0, 240.0 + 6.0 * at as f64, 3.0, value);
    }
    check(
        &sheet.0,
        &[
            (Field::Title, "Tussenring"),
            (Field::DrawingNumber, "TK-1009"),
            (Field::Material, "RVS 316L"),
            (Field::Scale, "1:1"),
            (Field::Author, "J. de Vries"),
            (Field::Date, "2024-11-05"),
        ],
    );
    assert!(read_title_block(&sheet.0).value.values().all(|value| value.confidence < 0.9), "nothing is sure without cells");
}

fn swedish() -> Sheet {
    let mut sheet = Sheet::a3();
    sheet.cell(260.0, 250.0, 80.0, "Benämning / Title", "Lagerhus");
    sheet.cell(340.0, 250.0, 50.0, "Ritningsnr / Drawing no.", "LH-2201");
    sheet.cell(390.0, 250.0, 20.0, "Utgåva", "A");
    sheet.cell(260.0, 262.0, 50.0, "Material", "S355J2");
    sheet.cell(310.0, 262.0, 50.0, "Ytbehandling", "Förzinkad");
    sheet.cell(360.0, 262.0, 50.0, "Skala / Scale", "1:5");
    sheet.cell(260.0, 274.0, 75.0, "Generella toleranser", "SS-ISO 2768-1 m");
    sheet.cell(335.0, 274.0, 75.0, "Ritad av", "E. Lind");
    sheet
}

const SWEDISH: [(Field, &str); 8] = [
    (Field::Title, "Lagerhus"),
    (Field::DrawingNumber, "LH-2201"),
    (Field::Revision, "A"),
    (Field::Material, "S355J2"),
    (Field::SurfaceTreatment, "Förzinkad"),
    (Field::Scale, "1:5"),
    (Field::GeneralTolerance, "SS-ISO 2768-1 m"),
    (Field::Author, "E. Lind"),
];

#[test]
fn swedish_bilingual_labels() {
    check(&swedish().0, &SWEDISH);
}

#[test]
fn a_block_written_upright_is_read_in_place() {
    // The reader's own turning is its inverse: three quarters forward is one back.
    let turned = super::turn::levelled(&swedish().0, 3);
    assert!(turned.spans.iter().all(|span| span.rotation_deg == 90.0));
    check(&turned, &SWEDISH);
    let area = read_title_block(&turned).value[&Field::Title].sheet_box.unwrap_or_default();
    assert!(area.height() > area.width(), "the box must stand upright on the displayed sheet: {area:?}");
}

#[test]
fn label_and_value_in_one_text_and_a_signature_table() {
    let mut sheet = Sheet::a3();
    sheet.cell(300.0, 250.0, 80.0, "TITLE:", "COVER");
    sheet.text(304.0, 257.0, 3.5, "");
    sheet.cell(380.0, 250.0, 30.0, "DWG NO.", "770-12");
    sheet.rule(300.0, 262.0, 340.0, 268.0);
    sheet.text(301.0, 264.0, 2.0, "SCALE 1:2");
    sheet.rule(340.0, 262.0, 375.0, 268.0);
    sheet.text(341.0, 264.0, 2.0, "SHEET 2 OF 4");
    sheet.rule(375.0, 262.0, 410.0, 268.0);
    sheet.text(376.0, 264.0, 2.0, "Rev. B");
    for (row, (label, name)) in [("", "NAME"), ("DRAWN", "A. Smith"), ("CHK'D", "")].iter().enumerate() {
        let y = 262.0 + 5.0 * row as f64;
        sheet.rule(240.0, y, 255.0, y + 5.0);
        sheet.rule(255.0, y, 285.0, y + 5.0);
        sheet.rule(285.0, y, 300.0, y + 5.0);
        sheet.text(241.0, y + 2.0, 2.0, label);
        sheet.text(257.0, y + 2.0, 2.0, name);
        sheet.text(286.0, y + 2.0, 2.0, ["DATE", "2024-05-06", ""][row]);
    }
    sheet.0.spans.retain(|span| !span.text.is_empty());
    // A view's own scale stands in the drawing area.
    sheet.text(120.0, 150.0, 4.0, "DETAIL A");
    sheet.text(120.0, 156.0, 4.0, "SCALE 5:1");
    check(
        &sheet.0,
        &[
            (Field::Title, "COVER"),
            (Field::DrawingNumber, "770-12"),
            (Field::Scale, "1:2"),
            (Field::Sheet, "2 OF 4"),
            (Field::Revision, "B"),
            (Field::Author, "A. Smith"),
            (Field::Date, "2024-05-06"),
        ],
    );
}

#[test]
fn stand_ins_and_sheet_format_texts_are_no_values() {
    for nothing in ["-", "N/A", "<MATERIAL>", "$PRPSHEET:{Material}", "xxx", "DO NOT SCALE DRAWING", "PROPRIETARY AND CONFIDENTIAL"] {
        let mut sheet = Sheet::a3();
        sheet.cell(300.0, 250.0, 60.0, "TITLE", nothing);
        sheet.cell(360.0, 250.0, 50.0, "DWG NO", nothing);
        sheet.cell(300.0, 262.0, 60.0, "MATERIAL", nothing);
        sheet.cell(360.0, 262.0, 50.0, "SCALE", "");
        let reading = read_title_block(&sheet.0);
        assert!(reading.value.is_empty(), "{nothing}: {:?}", reading.value);
        assert_eq!(reading.diagnostics[0].code, "DRW-102");
    }
}

#[test]
fn pages_that_are_no_drawing_give_nothing() {
    let letter: &[(f64, f64, &str)] = &[
        (20.0, 30.0, "From: a@b.example"),
        (20.0, 36.0, "Date: 2024-01-02"),
        (20.0, 42.0, "Material: steel"),
        (20.0, 48.0, "Page 1/2"),
        (20.0, 54.0, "Title: order 4711"),
    ];
    let data_sheet: &[(f64, f64, &str)] = &[
        (20.0, 30.0, "Material: Steel"),
        (20.0, 36.0, "Finish: Zinc"),
        (20.0, 42.0, "Part number: 91290A"),
        (20.0, 48.0, "Weight: 1.2 kg"),
        (20.0, 54.0, "Description: Screw"),
    ];
    let parts_list: &[(f64, f64, &str)] = &[
        (20.0, 30.0, "ITEM"),
        (40.0, 30.0, "QTY"),
        (60.0, 30.0, "PART NUMBER"),
        (110.0, 30.0, "DESCRIPTION"),
        (160.0, 30.0, "MATERIAL"),
        (20.0, 36.0, "1"),
        (40.0, 36.0, "4"),
        (60.0, 36.0, "770-13"),
        (110.0, 36.0, "Pin"),
        (160.0, 36.0, "Steel"),
    ];
    for texts in [letter, data_sheet, parts_list, &[]] {
        let mut sheet = Sheet::a3();
        for (x, y, text) in texts {
            sheet.text(*x, *y, 3.0, text);
        }
        let reading = read_title_block(&sheet.0);
        assert!(reading.value.is_empty(), "{:?}", reading.value);
        assert_eq!(reading.diagnostics[0].code, "DRW-101");
    }
}

/// The layout most American sheet formats share: a narrow block, labels small above their values, an empty tolerance text.
#[test]
fn american_block_with_tolerance_text_and_empty_cells() {
    let mut sheet = Sheet::a3();
    sheet.rule(200.0, 240.0, 260.0, 287.0);
    for (row, text) in [
        "UNLESS OTHERWISE SPECIFIED:",
        "DIMENSIONS ARE IN MILLIMETERS",
        "TOLERANCES:",
        "FRACTIONAL ±",
        "ANGULAR: MACH ±  BEND ±",
        "TWO PLACE DECIMAL ±",
        "MATERIAL",
        "6061-T6",
        "FINISH",
        "CLEAR ANODIZE",
    ]
    .iter()
    .enumerate()
    {
        sheet.text(202.0, 242.0 + 4.0 * row as f64, 2.0, text);
    }
    sheet.line(200.0, 265.0, 260.0, 265.0);
    sheet.line(200.0, 273.0, 260.0, 273.0);
    sheet.rule(320.0, 240.0, 410.0, 260.0);
    sheet.text(321.0, 241.0, 2.0, "TITLE:");
    sheet.text(335.0, 246.0, 5.0, "BEARING");
    sheet.text(335.0, 253.0, 5.0, "HOUSING");
    sheet.rule(320.0, 260.0, 332.0, 275.0);
    sheet.text(321.0, 261.0, 2.0, "SIZE");
    sheet.text(323.0, 266.0, 5.0, "B");
    sheet.rule(332.0, 260.0, 398.0, 275.0);
    sheet.text(333.0, 261.0, 2.0, "DWG.  NO.");
    sheet.text(345.0, 266.0, 5.0, "BH-100");
    sheet.rule(398.0, 260.0, 410.0, 275.0);
    sheet.text(399.0, 261.0, 2.0, "REV");
    sheet.rule(320.0, 275.0, 410.0, 287.0);
    sheet.text(321.0, 278.0, 2.0, "SCALE: 1:2");
    sheet.text(345.0, 278.0, 2.0, "WEIGHT:");
    sheet.text(380.0, 278.0, 2.0, "SHEET 1 OF 1");
    check(
        &sheet.0,
        &[
            (Field::Title, "BEARING HOUSING"),
            (Field::DrawingNumber, "BH-100"),
            (Field::Material, "6061-T6"),
            (Field::Finish, "CLEAR ANODIZE"),
            (Field::Scale, "1:2"),
            (Field::Sheet, "1 OF 1"),
            (Field::Unit, "mm"),
        ],
    );
}

#[test]
fn the_projection_symbol_tells_first_from_third_angle() {
    for (narrow_towards_circles, angle) in [(true, "third angle"), (false, "first angle")] {
        let mut sheet = swedish();
        let (cx, cy) = (388.0, 281.0);
        for radius in [1.5, 3.0] {
            let corner = |step: i32| {
                let turn = f64::from(step) * std::f64::consts::TAU / 24.0;
                (cx + radius * turn.cos(), cy + radius * turn.sin())
            };
            for step in 0..24 {
                let ((x0, y0), (x1, y1)) = (corner(step), corner(step + 1));
                sheet.line(x0, y0, x1, y1);
            }
        }
        let (near, far) = if narrow_towards_circles { (1.5, 3.0) } else { (3.0, 1.5) };
        sheet.line(394.0, cy - near, 400.0, cy - far);
        sheet.line(394.0, cy + near, 400.0, cy + far);
        sheet.line(394.0, cy - near, 394.0, cy + near);
        sheet.line(400.0, cy - far, 400.0, cy + far);
        let block = read_title_block(&sheet.0).value;
        assert_eq!(block.get(&Field::Projection).map(|found| found.value.as_str()), Some(angle));
    }
}

#[test]
fn the_revision_table_gives_the_last_index_only_when_nothing_else_does() {
    let mut sheet = swedish();
    let rows = [["Indice", "Modification", "Date"], ["A", "Création", "2024-01-02"], ["B", "Cote 12 ajoutée", "2024-02-03"]];
    for (row, texts) in rows.iter().enumerate() {
        for (column, text) in texts.iter().enumerate() {
            let (x, y) = (260.0 + 50.0 * column as f64, 20.0 + 6.0 * row as f64);
            sheet.rule(x, y, x + 50.0, y + 6.0);
            sheet.text(x + 2.0, y + 2.0, 2.5, text);
        }
    }
    assert_eq!(read_title_block(&sheet.0).value[&Field::Revision].value, "A", "the block's own cell wins");
    sheet.0.spans.retain(|span| !(span.text.contains("Utg") || (span.text == "A" && span.sheet_box.y0 > 100.0)));
    let block = read_title_block(&sheet.0).value;
    assert_eq!(block[&Field::Revision].value, "B");
    assert!(block[&Field::Revision].confidence < 0.9 && !block.contains_key(&Field::Date));
}

#[test]
fn tolerance_rows_become_one_text() {
    let mut sheet = swedish();
    sheet.0.spans.retain(|span| !span.text.contains("2768"));
    sheet.rule(200.0, 250.0, 260.0, 286.0);
    for (row, text) in [
        "UNLESS OTHERWISE SPECIFIED:",
        "DIMENSIONS ARE IN INCHES",
        "TOLERANCES:",
        "ANGULAR: ±1°",
        "TWO PLACE DECIMAL ±.01",
        "THREE PLACE DECIMAL ±.005",
    ]
    .iter()
    .enumerate()
    {
        sheet.text(202.0, 252.0 + 3.0 * row as f64, 2.0, text);
    }
    let block = read_title_block(&sheet.0).value;
    assert_eq!(block[&Field::GeneralTolerance].value, "ANGULAR: ±1°; TWO PLACE DECIMAL: ±.01; THREE PLACE DECIMAL: ±.005");
    assert_eq!(block[&Field::Unit].normalized, Some(serde_json::json!({ "unit": "inch" })));
}

#[test]
fn a_preposition_before_the_unit_is_no_inch() {
    for (x, y) in [(252.0, 250.0), (230.0, 253.0)] {
        let mut sheet = swedish();
        sheet.text(230.0, 250.0, 2.0, "All dimensions in");
        sheet.text(x, y, 2.0, "mm");
        let block = read_title_block(&sheet.0).value;
        assert_eq!(block[&Field::Unit].value, "mm", "unit at {x} {y}");
    }
    let mut sheet = swedish();
    sheet.text(230.0, 250.0, 2.0, "All dimensions in");
    assert_eq!(read_title_block(&sheet.0).value[&Field::Unit].value, "inch", "nothing behind it: the abbreviation");
}

#[test]
fn a_recognised_seven_to_seven_is_one_to_one_and_doubtful() {
    for (seen, reader, value, sure) in [
        ("7:7", Reader::Ocr, "1:1", false),
        ("7:2", Reader::Ocr, "1:2", false),
        ("1:7", Reader::Ocr, "1:7", true),
        ("7:7", Reader::TextLayer, "7:7", true),
    ] {
        let mut sheet = swedish();
        let scale = sheet.0.spans.iter_mut().find(|span| span.text == "1:5").unwrap();
        (scale.text, scale.reader) = (seen.to_owned(), reader);
        scale.characters.clear();
        let block = read_title_block(&sheet.0).value;
        assert_eq!(block[&Field::Scale].value, value, "{seen}");
        assert_eq!(block[&Field::Scale].confidence > 0.8, sure, "{seen}");
    }
}

#[test]
fn numbers_beyond_measure_and_odd_pages_do_not_panic() {
    let mut page = DocumentPage { page: 1, size_mm: [f64::NAN, 0.0], ..DocumentPage::default() };
    page.segments.push(Segment { x0: f64::NAN, y0: 1.0, x1: f64::INFINITY, y1: 1.0, width_mm: 0.0 });
    page.spans.push(TextSpan {
        text: "SCALE: 1:1".into(),
        sheet_box: SheetBox::default(),
        rotation_deg: 0.0,
        font_size_mm: 0.0,
        characters: Vec::new(),
        reader: Reader::Ocr,
    });
    assert!(read_title_block(&page).value.is_empty());
}
