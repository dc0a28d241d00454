//! Length and angle units of a representation context, as factors to millimetres and radians.

use step_io::parser::Attribute;

use super::syntax::{Instances, real, reference, references};

/// Factors of one context.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Units {
    /// Millimetres per length unit.
    pub length: f64,
    /// Radians per plane angle unit.
    pub angle: f64,
    /// `mm`, `inch`, `m`, ...
    pub name: String,
    /// False when the context names no length unit and millimetres were assumed.
    pub stated: bool,
}

impl Default for Units {
    fn default() -> Self {
        Self { length: 1.0, angle: 1.0, name: "mm".to_owned(), stated: false }
    }
}

/// Units of a representation, from its context of items.
pub(super) fn units_of(model: &Instances, context: u64) -> Units {
    let mut units = Units::default();
    let Some(assigned) = model.part(context, "GLOBAL_UNIT_ASSIGNED_CONTEXT") else { return units };
    let listed = if matches!(assigned.last(), Some(Attribute::List(_))) { assigned.last() } else { None };
    for unit in references(listed) {
        if model.part(unit, "LENGTH_UNIT").is_some() {
            if let Some(mm) = length(model, unit, 0) {
                units.length = mm;
                units.name = length_name(mm);
                units.stated = true;
            }
        } else if model.part(unit, "PLANE_ANGLE_UNIT").is_some()
            && let Some(radians) = factor(model, unit, 0)
        {
            units.angle = radians;
        }
    }
    units
}

/// Millimetres of a length unit.
pub(super) fn length(model: &Instances, unit: u64, depth: u32) -> Option<f64> {
    factor(model, unit, depth).map(|metres| metres * 1000.0).filter(|mm| (1e-9..=1e9).contains(mm))
}

/// The unit in SI base units (metre, radian).
pub(super) fn factor(model: &Instances, unit: u64, depth: u32) -> Option<f64> {
    if depth > 8 {
        return None;
    }
    if let Some(si) = model.part(unit, "SI_UNIT") {
        // The first attribute of a simple SI_UNIT is its derived dimensions; in a complex one it is the prefix.
        let prefix = si.iter().rev().nth(1);
        return Some(match prefix {
            Some(Attribute::Enum(p)) => prefix_factor(p)?,
            _ => 1.0,
        });
    }
    let conversion = model.part(unit, "CONVERSION_BASED_UNIT")?;
    let measure = conversion.last().and_then(|a| reference(Some(a)));
    let (value, base) = measure
        .and_then(|m| model.any(m, &["LENGTH_MEASURE_WITH_UNIT", "PLANE_ANGLE_MEASURE_WITH_UNIT", "MEASURE_WITH_UNIT"]))
        .filter(|(_, a)| a.len() >= 2)
        .map(|(_, a)| (real(a.first()), reference(a.get(1))))
        .or_else(|| measure.and_then(|m| model.part(m, "MEASURE_WITH_UNIT")).map(|a| (real(a.first()), reference(a.get(1)))))?;
    Some(value? * factor(model, base?, depth + 1)?).filter(|f| *f > 0.0)
}

fn prefix_factor(prefix: &str) -> Option<f64> {
    // BIPM SI brochure, table 7.
    Some(match prefix {
        "EXA" => 1e18,
        "PETA" => 1e15,
        "TERA" => 1e12,
        "GIGA" => 1e9,
        "MEGA" => 1e6,
        "KILO" => 1e3,
        "HECTO" => 1e2,
        "DECA" => 1e1,
        "DECI" => 1e-1,
        "CENTI" => 1e-2,
        "MILLI" => 1e-3,
        "MICRO" => 1e-6,
        "NANO" => 1e-9,
        "PICO" => 1e-12,
        "FEMTO" => 1e-15,
        "ATTO" => 1e-18,
        _ => return None,
    })
}

fn length_name(mm: f64) -> String {
    let known = [
        (1.0, "mm"),
        (10.0, "cm"),
        (100.0, "dm"),
        (1000.0, "m"),
        (25.4, "inch"),
        (304.8, "foot"),
        (0.001, "µm"),
        (914.4, "yard"),
        (1e6, "km"),
        (0.0254, "mil"),
    ];
    known.iter().find(|(f, _)| (mm / f - 1.0).abs() < 1e-4).map_or_else(|| format!("{mm} mm"), |(_, n)| (*n).to_owned())
}

/// Context of items of a representation: its third attribute.
pub(super) fn context_of(attributes: &[Attribute]) -> Option<u64> {
    attributes.get(2).and_then(|a| reference(Some(a)))
}
