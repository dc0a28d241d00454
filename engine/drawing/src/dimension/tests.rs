//! The grammar against texts as drawn.

use proptest::prelude::*;
use trusquin_domain::DimensionKind::{self, Angle, Chamfer, Diameter, HoleCallout, Linear, Radius, Thread};

use super::{DrawingUnit, ParsedDimension, parse_dimension};

fn mm(text: &str) -> Option<ParsedDimension> {
    parse_dimension(text, DrawingUnit::Millimetre)
}

fn near(got: Option<f64>, expect: Option<f64>) -> bool {
    match (got, expect) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-6,
        (None, None) => true,
        _ => false,
    }
}

/// Text, kind, nominal (degrees for an angle), upper, lower, depth, count.
type Case = (&'static str, DimensionKind, f64, Option<f64>, Option<f64>, Option<f64>, u32);

#[test]
fn as_drawn() {
    let cases: &[Case] = &[
        ("Ø50 H7", Diameter, 50.0, Some(0.025), Some(0.0), None, 1),
        ("⌀12,5", Diameter, 12.5, None, None, None, 1),
        ("∅8 THRU", HoleCallout, 8.0, None, None, None, 1),
        ("R2.5", Radius, 2.5, None, None, None, 1),
        ("R10", Radius, 10.0, None, None, None, 1),
        ("4 xR 0.13", Radius, 0.13, None, None, None, 4),
        ("4X R30.00 MAX", Radius, 30.0, None, None, None, 4),
        ("2X Max R30.00", Radius, 30.0, None, None, None, 2),
        ("2xR0,15", Radius, 0.15, None, None, None, 2),
        ("SR5", Radius, 5.0, None, None, None, 1),
        ("SØ10", Diameter, 10.0, None, None, None, 1),
        ("2x45°", Chamfer, 2.0, None, None, None, 1),
        ("1.5x45%%d", Chamfer, 1.5, None, None, None, 1),
        ("2 x .04 X 45°", Chamfer, 0.04, None, None, None, 2),
        ("C1", Chamfer, 1.0, None, None, None, 1),
        ("CH5", Chamfer, 5.0, None, None, None, 1),
        ("0.5x0.5", Chamfer, 0.5, None, None, None, 1),
        ("2X 45°", Angle, 45.0, None, None, None, 2),
        ("2X 90°", Angle, 90.0, None, None, None, 2),
        ("45°", Angle, 45.0, None, None, None, 1),
        ("30° ±0.5°", Angle, 30.0, None, None, None, 1),
        ("12°30'", Angle, 12.5, None, None, None, 1),
        ("4x Ø8.5 ↧20", HoleCallout, 8.5, None, None, Some(20.0), 4),
        ("4 TROUS Ø8", HoleCallout, 8.0, None, None, None, 4),
        ("4 Bohrungen Ø8", HoleCallout, 8.0, None, None, None, 4),
        ("4 trous Ø8 débouchants", HoleCallout, 8.0, None, None, None, 4),
        ("1,8 (8 holes)", HoleCallout, 1.8, None, None, None, 8),
        ("2.70 THRU", HoleCallout, 2.7, None, None, None, 1),
        ("Ø6 tief 20", HoleCallout, 6.0, None, None, Some(20.0), 1),
        ("Ø6 20 tief", HoleCallout, 6.0, None, None, Some(20.0), 1),
        ("Ø6 Prof. 20", HoleCallout, 6.0, None, None, Some(20.0), 1),
        ("M10x1.5-6H ↧ 20", Thread, 10.0, None, None, Some(20.0), 1),
        ("4 x M6 THRU ALL", Thread, 6.0, None, None, None, 4),
        ("4x M3x6mm", Thread, 3.0, None, None, Some(6.0), 4),
        ("2x M2.5x0.45 Thread", Thread, 2.5, None, None, None, 2),
        ("4 x M8 Gewinde durchgehend", Thread, 8.0, None, None, None, 4),
        ("M3 Tap", Thread, 3.0, None, None, None, 1),
        ("1/4-20 UNC - 2B", Thread, 6.35, None, None, None, 1),
        ("3/4-16 UNF", Thread, 19.05, None, None, None, 1),
        ("G1/4", Thread, 13.157, None, None, None, 1),
        ("Tr20x4", Thread, 20.0, None, None, None, 1),
        ("12 ±0.1", Linear, 12.0, Some(0.1), Some(-0.1), None, 1),
        ("70.50 ±0.05", Linear, 70.5, Some(0.05), Some(-0.05), None, 1),
        ("12 +0.1 -0.05", Linear, 12.0, Some(0.1), Some(-0.05), None, 1),
        ("12 +0.1/0", Linear, 12.0, Some(0.1), Some(0.0), None, 1),
        ("12 0/-0.02", Linear, 12.0, Some(0.0), Some(-0.02), None, 1),
        ("2,5 +0,2 0", Linear, 2.5, Some(0.2), Some(0.0), None, 1),
        ("2xØ19,9 0 -0,1", Diameter, 19.9, Some(0.0), Some(-0.1), None, 2),
        ("12.05/12.00", Linear, 12.0, Some(0.05), Some(0.0), None, 1),
        ("16.00 15.50", Linear, 16.0, Some(0.0), Some(-0.5), None, 1),
        ("0.500\n0.498", Linear, 0.5, Some(0.0), Some(-0.002), None, 1),
        ("(25)", Linear, 25.0, None, None, None, 1),
        ("[30]", Linear, 30.0, None, None, None, 1),
        ("25.4 [1.000]", Linear, 25.4, None, None, None, 1),
        ("Ø 20 g6", Diameter, 20.0, Some(-0.007), Some(-0.02), None, 1),
        ("50 h9", Linear, 50.0, Some(0.0), Some(-0.062), None, 1),
        ("2xØ8,80 H8", Diameter, 8.8, Some(0.022), Some(0.0), None, 2),
        ("Lg 30", Linear, 30.0, None, None, None, 1),
        ("%%c20%%p0.1", Diameter, 20.0, Some(0.1), Some(-0.1), None, 1),
        ("\\A1;%%c30\\S+0.01^ -0.02;", Diameter, 30.0, Some(0.01), Some(-0.02), None, 1),
        ("4x Ø8.5 THRU\n⌴ Ø15 ↧9", HoleCallout, 8.5, None, None, None, 4),
        ("8 x Ø 0.13 ↧ 0.39\nM4x0.7 - 6H ↧ 0.28\n⌵ Ø 0.20 X 90°, Near Side", HoleCallout, 0.13, None, None, Some(0.39), 8),
        ("M6X1.0 - 6H  THRU ALL\n⌵ Ø .24 X 90°, NEAR SIDE", HoleCallout, 6.0, None, None, None, 1),
        ("Ø8 TYP", Diameter, 8.0, None, None, None, 1),
        ("22.50 MAX", Linear, 22.5, None, None, None, 1),
        ("10.00 MM", Linear, 10.0, None, None, None, 1),
        ("4-Ø8", Diameter, 8.0, None, None, None, 4),
        ("groove 3 x Ø13", Diameter, 13.0, None, None, None, 1),
        ("gorge 3x Ø13", Diameter, 13.0, None, None, None, 3),
        ("25 REF", Linear, 25.0, None, None, None, 1),
        ("R70 REF.", Radius, 70.0, None, None, None, 1),
        ("(Ø25)", Diameter, 25.0, None, None, None, 1),
        ("◇ 12 ±0.1", Linear, 12.0, Some(0.1), Some(-0.1), None, 1),
        ("Ø50 H7 KC", Diameter, 50.0, Some(0.025), Some(0.0), None, 1),
        ("M6 HELI-COIL", Thread, 6.0, None, None, None, 1),
        ("4x M6x1.5D INSERT", Thread, 6.0, None, None, Some(9.0), 4),
        ("2 filets rapportés M8", Thread, 8.0, None, None, None, 2),
        ("MJ10x1.25-4h6h", Thread, 10.0, None, None, None, 1),
        ("1/4-28 UNJF-3A", Thread, 6.35, None, None, None, 1),
        ("Tr40x14(P7) LH", Thread, 40.0, None, None, None, 1),
        ("Ø600 H7", Diameter, 600.0, Some(0.07), Some(0.0), None, 1),
    ];
    for (text, kind, nominal, upper, lower, depth, count) in cases {
        let got = mm(text);
        let Some(got) = got else { panic!("{text:?} is not read") };
        assert_eq!(got.kind, *kind, "{text:?}");
        let value = if *kind == Angle { got.nominal_deg } else { got.nominal_mm };
        assert!(near(value, Some(*nominal)), "{text:?}: {value:?}");
        assert!(near(got.upper_mm, *upper) && near(got.lower_mm, *lower), "{text:?}: {:?} {:?}", got.upper_mm, got.lower_mm);
        assert!(near(got.depth_mm, *depth), "{text:?}: {:?}", got.depth_mm);
        assert_eq!(got.count, *count, "{text:?}");
    }
}

#[test]
fn inches_become_millimetres() {
    let got = parse_dimension(".250±.005", DrawingUnit::Inch);
    assert!(got.as_ref().is_some_and(|d| near(d.nominal_mm, Some(6.35)) && near(d.upper_mm, Some(0.127))), "{got:?}");
    let got = parse_dimension("Ø1 1/2\"", DrawingUnit::Millimetre);
    assert!(got.as_ref().is_some_and(|d| near(d.nominal_mm, Some(38.1))), "{got:?}");
    let got = parse_dimension("M4x0.7 - 6H ↧ 0.28", DrawingUnit::Inch);
    assert!(got.as_ref().is_some_and(|d| near(d.nominal_mm, Some(4.0)) && near(d.depth_mm, Some(7.112))), "{got:?}");
}

#[test]
fn callout_details() {
    let got = mm("4x Ø8.5 THRU\n⌴ Ø15 ↧9").and_then(|d| d.enlargement);
    assert!(got.is_some_and(|e| near(e.diameter_mm, Some(15.0)) && near(e.depth_mm, Some(9.0))), "{got:?}");
    let got = mm("8 x Ø 3.3 ↧ 10\nM4x0.7 - 6H ↧ 7");
    assert_eq!(got.and_then(|d| d.thread).as_deref(), Some("M4x0.7-6H"));
    assert!(mm("(25)").is_some_and(|d| d.reference) && mm("[30]").is_some_and(|d| d.basic));
    assert!(mm("12").is_some_and(|d| d.bare) && mm("Ø12").is_some_and(|d| !d.bare));
    assert!(mm("25 REF").is_some_and(|d| d.reference) && mm("◇ 12").is_some_and(|d| d.marked));
    assert_eq!(mm("M6 HELICOIL").and_then(|d| d.thread).as_deref(), Some("EG M6"));
    assert_eq!(mm("1/4-20 UNC STI").and_then(|d| d.thread).as_deref(), Some("1/4-20 UNC STI"));
}

#[test]
fn not_dimensions() {
    for text in [
        "",
        " ",
        "A",
        "A3",
        "H7",
        "252623-306",
        "2025-12-01",
        "25aug2013",
        "1:2",
        "0",
        "SCALE 1 : 1.5",
        "1/2",
        "About 40 teeth",
        "0.05 A B",
        "1.1191 (C45E)",
        "EN AW-6082",
        "REV: 5",
        "1250 gram",
        "ISO 2768-mK",
        "X",
        "Ø",
        "R",
        "±0.1",
        "°",
        "12 teeth",
        "Ra 1.6",
        "()",
        "[]",
        "M",
        "1011-A2P-A",
        "12-15",
        "A = 2.18",
        "6-aug-2013",
        "3.14.15",
    ] {
        assert_eq!(mm(text), None, "{text:?}");
    }
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,60}") {
        let _ = parse_dimension(&text, DrawingUnit::Inch);
    }

    #[test]
    fn never_panics_on_the_alphabet(text in "[0-9.,+\\-±ØRMCHGTrx /()\\[\\]°'\"↧⌴⌵□%cdp\\n\\\\S^;{}A-D]{0,40}") {
        let _ = parse_dimension(&text, DrawingUnit::Millimetre);
    }
}
