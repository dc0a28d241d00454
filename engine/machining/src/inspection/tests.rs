//! Plans worked out by hand on the demo shop's instruments.

use jiff::civil::date;
use trusquin_domain::{Instrument, SheetBox};

use super::*;
use crate::demo_shop;

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
        sheet_box: Some(SheetBox::new(at.0, at.1, at.0 + 10.0, at.1 + 4.0)),
        reference: None,
        confidence: 0.95,
        critical: false,
        auxiliary: false,
        basic: false,
    }
}

fn instrument(id: &str, measures: &[Measurand], resolution: f64, range: [f64; 2]) -> Instrument {
    Instrument {
        id: id.to_owned(),
        name: id.to_owned(),
        measures: measures.to_vec(),
        resolution: Some(resolution),
        range: Some(range),
        valid_until: Some(date(2027, 6, 30)),
    }
}

fn shop() -> Shop {
    let mut shop = demo_shop();
    shop.instrument = vec![
        instrument("pied", &[Measurand::Outside, Measurand::Inside], 0.02, [0.0, 200.0]),
        instrument("micrometre", &[Measurand::Outside], 0.001, [25.0, 50.0]),
        instrument("mmt", &[Measurand::Outside, Measurand::Inside, Measurand::Geometry], 0.0001, [0.0, 600.0]),
    ];
    shop
}

fn plan(dimensions: Vec<Dimension>, terms: &LineTerms, lot: u32, day: Date) -> InspectionPlan {
    let sheet = SheetReading { page: 1, dimensions, ..SheetReading::default() };
    inspection_plan(&[sheet], terms, &shop(), lot, day).unwrap()
}

#[test]
fn limits_come_from_the_class_of_the_fit() {
    let data = DATA.as_ref().unwrap();
    for (nominal, fit, lower, upper) in [
        (40.0, "H7", 40.0, 40.025),
        (40.0, "h6", 39.984, 40.0),
        (25.0, "g6", 24.98, 24.993),
        (25.0, "G7", 25.007, 25.028),
        (12.0, "f7", 11.966, 11.984),
        (20.0, "k6", 20.002, 20.015),
        (30.0, "m6", 30.008, 30.021),
        (60.0, "js7", 59.985, 60.015),
    ] {
        let fitted = Dimension { fit: Some(fit.to_owned()), ..dimension(fit, DimensionKind::Diameter, nominal, (0.0, 0.0)) };
        let limits = limits_of(&fitted, None, data).unwrap();
        assert!((limits.lower - lower).abs() < 1e-6 && (limits.upper - upper).abs() < 1e-6, "{nominal} {fit}: {limits:?}");
    }
    let other = Dimension { fit: Some("N7".to_owned()), ..dimension("N7", DimensionKind::Diameter, 30.0, (0.0, 0.0)) };
    assert_eq!(limits_of(&other, None, data), None);
}

#[test]
fn the_general_tolerance_gives_limits_to_what_has_none() {
    let data = DATA.as_ref().unwrap();
    for (written, expect) in [("ISO 2768-mK", Some("m")), ("ISO 2768-1 - f", Some("f")), ("2768 c", Some("c")), ("ISO 22081", None)] {
        assert_eq!(general_class(Some(written)), expect, "{written}");
    }
    let plain = dimension("70", DimensionKind::Linear, 70.0, (0.0, 0.0));
    assert_eq!(limits_of(&plain, Some("m"), data), Some(Limits { lower: 69.7, upper: 70.3, from_general: true }));
}

#[test]
fn toleranced_sizes_are_balloons_from_the_top_and_the_instrument_is_a_tenth() {
    let fitted =
        Dimension { fit: Some("h6".to_owned()), critical: true, ..dimension("Ø40 h6", DimensionKind::Diameter, 40.0, (50.0, 100.0)) };
    let wide = Dimension { upper_mm: Some(0.2), lower_mm: Some(-0.2), ..dimension("70 ±0,2", DimensionKind::Linear, 70.0, (90.0, 20.0)) };
    let fine = Dimension { upper_mm: Some(0.002), lower_mm: Some(0.0), ..dimension("Ø5", DimensionKind::HoleCallout, 5.0, (10.0, 100.0)) };
    let plain = dimension("12", DimensionKind::Linear, 12.0, (10.0, 10.0));
    let made = plan(vec![plain, fitted, wide, fine], &LineTerms::default(), 100, date(2026, 11, 23));
    let told: Vec<(u32, &str, Option<&str>, u32)> =
        made.characteristics.iter().map(|it| (it.number, it.text.as_str(), it.instrument.as_deref(), it.pieces)).collect();
    // h6 is 16 um wide: 1.6 um; 0.4 mm: 0.04; 2 um: 0.2 um. The watched one is measured on every piece, the others on 20 of 100.
    assert_eq!(told, [(1, "70 ±0,2", Some("pied"), 20), (2, "Ø5", Some("mmt"), 20), (3, "Ø40 h6", Some("micrometre"), 100)]);
    assert_eq!(made.need, InspectionNeed::Asked);
}

#[test]
fn aerospace_measures_everything_on_every_piece() {
    let plain = dimension("12", DimensionKind::Linear, 12.0, (10.0, 10.0));
    let terms = LineTerms { aerospace: true, ..LineTerms::default() };
    let made = plan(vec![plain], &terms, 30, date(2026, 11, 23));
    assert_eq!((made.need, made.characteristics.len(), made.characteristics[0].pieces), (InspectionNeed::Always, 1, 30));
}

#[test]
fn an_expired_or_missing_instrument_is_said() {
    let bore =
        || Dimension { upper_mm: Some(0.01), lower_mm: Some(0.0), ..dimension("Ø700", DimensionKind::HoleCallout, 700.0, (0.0, 0.0)) };
    let made = plan(vec![bore()], &LineTerms::default(), 5, date(2026, 11, 23));
    assert_eq!(made.characteristics[0].instrument, None);
    assert!(made.characteristics[0].instrument_reason.starts_with("aucun moyen de résolution 0,001"));
    let small = Dimension { nominal_mm: Some(30.0), ..bore() };
    let late = plan(vec![small], &LineTerms::default(), 5, date(2028, 1, 1));
    assert_eq!(late.characteristics[0].instrument_reason, "mmt : étalonnage échu le 30/06/2027");
}
