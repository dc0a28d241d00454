//! What a general tolerance allows, size by size: the tables of the standards and the values written on the sheet.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::general_tolerance::NormalizedGeneralTolerance;
use crate::dimension::it_grade_mm;

/// Sizes over the row before, up to and including `up_to_mm`, may be off by this either way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ToleranceRow {
    /// Greatest size of the row, mm.
    pub up_to_mm: f64,
    /// Half width: mm, or degrees for angles (by the shorter leg).
    pub plus_minus: f64,
}

/// A general tolerance ready to be used.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ToleranceTable {
    /// Lengths and diameters, mm.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub linear: Vec<ToleranceRow>,
    /// Angles, degrees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub angular: Vec<ToleranceRow>,
}

#[derive(Deserialize)]
struct Rows {
    bounds_mm: Vec<f64>,
    #[serde(flatten)]
    classes: BTreeMap<String, Vec<f64>>,
}

static TABLES: LazyLock<BTreeMap<String, Rows>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/general_tolerances.toml")).unwrap_or_default());

/// Bounds of the sizes an ISO 286 grade is told for, mm.
const GRADE_STEPS_MM: [f64; 13] = [3.0, 6.0, 10.0, 18.0, 30.0, 50.0, 80.0, 120.0, 180.0, 250.0, 315.0, 400.0, 500.0];

fn rows(table: &str, class: &str) -> Vec<ToleranceRow> {
    let Some(rows) = TABLES.get(table) else { return Vec::new() };
    let widths = rows.classes.get(class).map(Vec::as_slice).unwrap_or_default();
    rows.bounds_mm.iter().zip(widths).map(|(up_to_mm, plus_minus)| ToleranceRow { up_to_mm: *up_to_mm, plus_minus: *plus_minus }).collect()
}

/// The rows a general tolerance stands for; empty where the sheet or the standard has none (values by decimals depend on how a size is written).
pub fn tolerance_table(tolerance: &NormalizedGeneralTolerance) -> ToleranceTable {
    use NormalizedGeneralTolerance::{Decimals, Din7168, Iso2768, Iso8062, Iso13920, Iso22081, IsoGrade, Named, NfE02, Uniform};
    let everywhere = |plus_minus: f64| vec![ToleranceRow { up_to_mm: 100_000.0, plus_minus }];
    match tolerance {
        Iso2768 { linear: Some(class), .. } => {
            ToleranceTable { linear: rows("linear", &class.to_string()), angular: rows("angular_deg", &class.to_string()) }
        }
        Din7168 { class: Some(class) } => ToleranceTable { linear: rows("din7168_linear", class), angular: Vec::new() },
        Iso13920 { linear: Some(class), .. } => {
            ToleranceTable { linear: rows("iso13920_linear", &class.to_string()), angular: rows("iso13920_angular", &class.to_string()) }
        }
        Iso8062 { grade, .. } => ToleranceTable { linear: rows("iso8062_linear", &grade.to_string()), angular: Vec::new() },
        IsoGrade { grade, .. } => {
            let row = |up_to_mm: f64| Some(ToleranceRow { up_to_mm, plus_minus: it_grade_mm(*grade, up_to_mm)? / 2.0 });
            ToleranceTable { linear: GRADE_STEPS_MM.iter().filter_map(|step| row(*step)).collect(), angular: Vec::new() }
        }
        Iso22081 { size: Some(width), .. } => ToleranceTable { linear: everywhere(*width), angular: Vec::new() },
        Uniform { upper, lower } if upper == &-lower => ToleranceTable { linear: everywhere(*upper), angular: Vec::new() },
        Decimals { angle_deg: Some(width), .. } => ToleranceTable { linear: Vec::new(), angular: everywhere(*width) },
        Iso2768 { .. }
        | Din7168 { .. }
        | NfE02 { .. }
        | Iso13920 { .. }
        | Iso22081 { .. }
        | Uniform { .. }
        | Decimals { .. }
        | Named { .. } => ToleranceTable::default(),
    }
}

/// Half width of a general tolerance for a linear size, mm; `None` outside its table.
pub fn general_linear_mm(tolerance: &NormalizedGeneralTolerance, nominal_mm: f64) -> Option<f64> {
    let smallest = match tolerance {
        NormalizedGeneralTolerance::Iso2768 { .. } | NormalizedGeneralTolerance::Din7168 { .. } => 0.5,
        NormalizedGeneralTolerance::Iso13920 { .. } => 2.0,
        _ => 0.0,
    };
    if nominal_mm.is_nan() || nominal_mm < smallest {
        return None;
    }
    tolerance_table(tolerance).linear.iter().find(|row| nominal_mm <= row.up_to_mm).map(|row| row.plus_minus)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::normalize_general_tolerance;

    #[test]
    fn a_wording_gives_a_width_for_a_size() {
        for (text, nominal_mm, expect) in [
            ("ISO 2768-mK", 50.0, Some(0.3)),
            ("ISO 2768-mK", 6.0, Some(0.1)),
            ("ISO 2768-f", 3000.0, None),
            ("ISO 2768-m", 0.3, None),
            ("DIN 7168 grob", 50.0, Some(0.8)),
            ("js13", 50.0, Some(0.195)),
            ("±IT14/2", 20.0, Some(0.26)),
            ("ISO 13920-BF", 500.0, Some(3.0)),
            ("ISO 8062-3 DCTG 9", 80.0, Some(1.1)),
            ("ISO 22081 ±0.2", 80.0, Some(0.2)),
            ("± 0,2 mm", 12.0, Some(0.2)),
            ("ISO 8015", 12.0, None),
        ] {
            let tolerance = normalize_general_tolerance(text);
            assert_eq!(tolerance.and_then(|t| general_linear_mm(&t, nominal_mm)), expect, "{text} {nominal_mm}");
        }
    }

    #[test]
    fn every_class_has_a_width_for_every_row_or_stops_early() {
        for (name, table) in TABLES.iter() {
            for (class, widths) in &table.classes {
                assert!(!widths.is_empty() && widths.len() <= table.bounds_mm.len(), "{name} {class}");
                assert!(widths.is_sorted_by(|a, b| a <= b) || name.contains("angular"), "{name} {class}");
            }
        }
    }
}
