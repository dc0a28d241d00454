//! Limits of a dimension: written on it, from its ISO 286 class, or from the general tolerance of the sheet.

use trusquin_domain::{Dimension, DimensionKind};

use super::Data;
use crate::tables::tables;

/// Limits in the dimension's unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Limits {
    pub lower: f64,
    pub upper: f64,
    pub from_general: bool,
}

/// The limits; `None` when nothing says them.
pub(super) fn limits_of(dimension: &Dimension, class: Option<&str>, data: &Data) -> Option<Limits> {
    let nominal = dimension.nominal_mm?;
    let own = |lower: f64, upper: f64| Limits { lower: micron(nominal + lower), upper: micron(nominal + upper), from_general: false };
    match (dimension.lower_mm, dimension.upper_mm) {
        (Some(lower), Some(upper)) if lower <= upper && upper > lower => return Some(own(lower, upper)),
        (None, Some(upper)) if upper > 0.0 => return Some(own(0.0, upper)),
        (Some(lower), None) if lower < 0.0 => return Some(own(lower, 0.0)),
        _ => {}
    }
    if let Some((lower, upper)) = dimension.fit.as_deref().and_then(|fit| deviations(nominal, fit, data)) {
        return Some(own(lower, upper));
    }
    if !matches!(dimension.kind, DimensionKind::Linear | DimensionKind::Diameter | DimensionKind::HoleCallout) {
        return None;
    }
    let general = data.general.iter().find(|row| Some(row.class.as_str()) == class)?;
    let step = general.steps.iter().find(|step| nominal <= step.up_to_mm)?.mm;
    Some(Limits { lower: micron(nominal - step), upper: micron(nominal + step), from_general: true })
}

fn micron(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Lower and upper deviation of an ISO 286 class, mm: shafts d to h and js, k to p; holes D to H and JS. Others are not in the table.
fn deviations(nominal_mm: f64, fit: &str, data: &Data) -> Option<(f64, f64)> {
    let letters: String = fit.trim().chars().take_while(char::is_ascii_alphabetic).collect();
    let grade: u8 = fit.trim().get(letters.len()..)?.parse().ok()?;
    let width = width_um(nominal_mm, grade)?;
    let lower_case = letters.to_ascii_lowercase();
    let (from, to) = if lower_case == "js" {
        (-width / 2.0, width / 2.0)
    } else {
        let row = data.deviation.iter().find(|row| row.letter == lower_case)?;
        let rank = data.sizes_up_to_mm.iter().position(|size| nominal_mm <= *size)?;
        let deviation = *row.um.get(rank)?;
        let is_hole = letters.starts_with(|letter: char| letter.is_ascii_uppercase());
        match (is_hole, row.from_below) {
            (false, false) => (deviation - width, deviation),
            // The k of the table is that of grades 4 to 7.
            (false, true) if lower_case != "k" || grade <= 7 => (deviation, deviation + width),
            (true, false) => (-deviation, width - deviation),
            _ => return None,
        }
    };
    Some((from / 1000.0, to / 1000.0))
}

fn width_um(nominal_mm: f64, grade: u8) -> Option<f64> {
    let iso = &tables().ok()?.iso286;
    let row = iso.rows.iter().find(|row| nominal_mm <= row.up_to_mm)?;
    row.um.get(usize::from(grade.checked_sub(iso.first_grade)?)).copied()
}

/// The ISO 2768-1 class of a general tolerance: `ISO 2768-mK`, `ISO 2768 - m`.
pub(super) fn general_class(written: Option<&str>) -> Option<&'static str> {
    let text = written?.to_uppercase();
    let after = text.split("2768").nth(1)?;
    // A first digit after a dash is the part of the standard (2768-1).
    let class = after.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).chars().next()?;
    match class {
        'F' => Some("f"),
        'M' => Some("m"),
        'C' => Some("c"),
        'V' => Some("v"),
        _ => None,
    }
}
