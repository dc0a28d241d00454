//! Arrangements and wordings of offices that the others do not have: values over labels, rows of heads, further languages and standards.

use trusquin_domain::TitleBlockField as Field;

use super::{Sheet, check, swedish};
use crate::title_block::read_title_block;

#[test]
fn values_stand_over_their_labels() {
    let mut sheet = Sheet::a3();
    let cells = [
        (250.0, 250.0, 80.0, "GEAR HOUSING", "Title"),
        (330.0, 250.0, 80.0, "GH-77 120-4", "Drawing number"),
        (250.0, 262.0, 60.0, "EN-GJL-250", "Material"),
        (310.0, 262.0, 50.0, "1:5", "Scale"),
        (360.0, 262.0, 50.0, "2/3", "Sheet"),
        (250.0, 274.0, 80.0, "B. Novak", "Drawn by"),
        (330.0, 274.0, 80.0, "2021-03-30", "Date"),
    ];
    for (x, y, width, value, label) in cells {
        sheet.rule(x, y, x + width, y + 12.0);
        sheet.text(x + 4.0, y + 1.5, 4.0, value);
        sheet.text(x + 1.0, y + 9.0, 2.0, label);
    }
    check(
        &sheet.0,
        &[
            (Field::Title, "GEAR HOUSING"),
            (Field::DrawingNumber, "GH-77 120-4"),
            (Field::Material, "EN-GJL-250"),
            (Field::Scale, "1:5"),
            (Field::Sheet, "2/3"),
            (Field::Author, "B. Novak"),
            (Field::Date, "2021-03-30"),
        ],
    );
}

#[test]
fn a_row_of_heads_over_a_row_of_values() {
    let mut sheet = Sheet::a3();
    let columns = [
        ("Matière", "X5CrNi18-10", 60.0),
        ("Échelle", "1:1", 25.0),
        ("Masse (kg)", "0,42", 30.0),
        ("Dessiné", "C. Roy", 35.0),
        ("Date", "04/12/2023", 30.0),
    ];
    let mut x = 230.0;
    for (head, value, width) in columns {
        sheet.rule(x, 255.0, x + width, 260.0);
        sheet.text(x + 1.0, 256.5, 2.2, head);
        sheet.rule(x, 260.0, x + width, 268.0);
        sheet.text(x + 2.0, 262.5, 3.5, value);
        x += width;
    }
    sheet.cell(230.0, 268.0, 120.0, "Désignation", "Goujon de centrage");
    sheet.cell(350.0, 268.0, 60.0, "Plan n°", "GC 2210 A");
    check(
        &sheet.0,
        &[
            (Field::Title, "Goujon de centrage"),
            (Field::DrawingNumber, "GC 2210 A"),
            (Field::Material, "X5CrNi18-10"),
            (Field::Scale, "1:1"),
            (Field::Mass, "0,42"),
            (Field::Author, "C. Roy"),
            (Field::Date, "04/12/2023"),
        ],
    );
}

#[test]
fn italian_and_spanish_labels() {
    for (labels, title) in [
        (["Denominazione", "Disegno n.", "Materiale", "Scala", "Disegnato da", "Peso", "Trattamento superficiale"], "Flangia di tenuta"),
        (["Denominación", "Plano nº", "Material", "Escala", "Dibujado por", "Peso", "Tratamiento superficial"], "Brida de cierre"),
    ] {
        let mut sheet = Sheet::a3();
        let values = [title, "FL-0042", "C45", "1:2", "L. Conti", "1,2 kg", "Brunitura"];
        for (at, (label, value)) in labels.iter().zip(values).enumerate() {
            sheet.cell(230.0 + 60.0 * (at % 3) as f64, 250.0 + 12.0 * (at / 3) as f64, 60.0, label, value);
        }
        check(
            &sheet.0,
            &[
                (Field::Title, title),
                (Field::DrawingNumber, "FL-0042"),
                (Field::Material, "C45"),
                (Field::Scale, "1:2"),
                (Field::Author, "L. Conti"),
                (Field::Mass, "1,2 kg"),
                (Field::SurfaceTreatment, "Brunitura"),
            ],
        );
    }
}

#[test]
fn general_tolerances_of_every_standard_are_read_with_their_widths() {
    for (written, kind, at_100) in [
        ("ISO 2768-mK-E", "iso2768", Some(0.3)),
        ("DIN 7168 mittel", "din7168", Some(0.3)),
        ("NF E 02-351 moyen", "nf_e02", None),
        ("js13", "iso_grade", Some(0.27)),
        ("EN ISO 13920-BF", "iso13920", Some(2.0)),
        ("ISO 8062-3 DCTG 9", "iso8062", Some(1.1)),
        ("ISO 22081 ±0,2", "iso22081", Some(0.2)),
        ("± 0,1", "uniform", Some(0.1)),
    ] {
        let mut sheet = swedish();
        let cell = sheet.0.spans.iter_mut().find(|span| span.text.contains("2768")).unwrap();
        cell.text = written.to_owned();
        cell.characters.clear();
        let block = read_title_block(&sheet.0).value;
        let tolerance = &block[&Field::GeneralTolerance];
        assert_eq!(tolerance.value, written);
        let meaning = tolerance.normalized.as_ref().unwrap();
        assert_eq!(meaning["kind"], kind, "{written}");
        let rows = meaning["table"]["linear"].as_array();
        let width = rows.and_then(|rows| rows.iter().find(|row| row["up_to_mm"].as_f64() >= Some(100.0))?["plus_minus"].as_f64());
        assert_eq!(width, at_100, "{written}");
    }
}

#[test]
fn a_standard_named_in_a_sentence_of_the_block_is_the_general_tolerance() {
    let mut sheet = swedish();
    sheet.0.spans.retain(|span| !span.text.contains("2768") && !span.text.contains("toleranser"));
    sheet.text(262.0, 278.0, 2.5, "Tolérances soudage selon NF EN ISO 13920-BF");
    let block = read_title_block(&sheet.0).value;
    assert_eq!(block[&Field::GeneralTolerance].value, "NF EN ISO 13920-BF");
}
