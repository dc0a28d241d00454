//! Dimensions and tolerances that the model itself states (semantic PMI of AP242, ISO 10303-47), each with its instance.
//! Drawn annotations without meaning (polylines, pictures of text) are not read.

use std::collections::HashMap;

use step_io::parser::Attribute;
use trusquin_domain::{Dimension, DimensionKind, GeometricTolerance};

use super::structure::representation;
use super::syntax::{Instances, list, part, real, reference, references, text};
use super::units;

/// Most dimensions, and most tolerances, read from one file.
const MOST: usize = 5_000;
/// The file states the value and what it means; only its author can be wrong.
const STATED: f64 = 0.95;

/// Kinds of dimension, by instance name: size of one feature, or distance between two.
const DIMENSIONS: [&str; 7] = [
    "ANGULAR_SIZE",
    "DIMENSIONAL_SIZE_WITH_PATH",
    "DIMENSIONAL_SIZE_WITH_DATUM_FEATURE",
    "DIMENSIONAL_SIZE",
    "ANGULAR_LOCATION",
    "DIRECTED_DIMENSIONAL_LOCATION",
    "DIMENSIONAL_LOCATION",
];

/// Instance name, word of the contract, symbol (ISO 1101).
const CHARACTERISTICS: [(&str, &str, char); 15] = [
    ("STRAIGHTNESS_TOLERANCE", "straightness", '⏤'),
    ("FLATNESS_TOLERANCE", "flatness", '⏥'),
    ("ROUNDNESS_TOLERANCE", "circularity", '○'),
    ("CYLINDRICITY_TOLERANCE", "cylindricity", '⌭'),
    ("LINE_PROFILE_TOLERANCE", "profile_of_a_line", '⌒'),
    ("SURFACE_PROFILE_TOLERANCE", "profile_of_a_surface", '⌓'),
    ("PARALLELISM_TOLERANCE", "parallelism", '∥'),
    ("PERPENDICULARITY_TOLERANCE", "perpendicularity", '⊥'),
    ("ANGULARITY_TOLERANCE", "angularity", '∠'),
    ("POSITION_TOLERANCE", "position", '⌖'),
    ("CONCENTRICITY_TOLERANCE", "concentricity", '◎'),
    ("COAXIALITY_TOLERANCE", "concentricity", '◎'),
    ("SYMMETRY_TOLERANCE", "symmetry", '⌯'),
    ("CIRCULAR_RUNOUT_TOLERANCE", "circular_runout", '↗'),
    ("TOTAL_RUNOUT_TOLERANCE", "total_runout", '⌰'),
];

/// Modifiers of ISO 1101 and ISO 2692, as the enumeration writes them and as the frame does.
const MODIFIERS: [(&str, &str); 6] = [
    ("MAXIMUM_MATERIAL_REQUIREMENT", "M"),
    ("LEAST_MATERIAL_REQUIREMENT", "L"),
    ("RECIPROCITY_REQUIREMENT", "R"),
    ("FREE_STATE", "F"),
    ("TANGENT_PLANE", "T"),
    ("COMMON_ZONE", "CZ"),
];

/// A value with its unit: millimetres, or degrees.
#[derive(Clone, Copy)]
enum Measure {
    Length(f64),
    Angle(f64),
}

impl Measure {
    fn value(self) -> f64 {
        match self {
            Self::Length(x) | Self::Angle(x) => x,
        }
    }
}

fn measure(model: &Instances, id: u64) -> Option<Measure> {
    let names = ["MEASURE_WITH_UNIT", "LENGTH_MEASURE_WITH_UNIT", "PLANE_ANGLE_MEASURE_WITH_UNIT", "MEASURE_REPRESENTATION_ITEM"];
    let entity = model.entity(id)?;
    let a = names.iter().find_map(|n| part(entity, n).filter(|a| a.len() >= 2))?;
    // A simple MEASURE_REPRESENTATION_ITEM has its name before the value.
    let at = a.iter().position(|x| real(Some(x)).is_some())?;
    let (value, unit) = (real(a.get(at))?, reference(a.get(at + 1))?);
    if model.part(unit, "LENGTH_UNIT").is_some() {
        return Some(Measure::Length(tidy(value * units::length(model, unit, 0)?)));
    }
    let angle = model.part(unit, "PLANE_ANGLE_UNIT").is_some();
    angle.then(|| units::factor(model, unit, 0)).flatten().map(|radians| Measure::Angle(tidy((value * radians).to_degrees())))
}

/// A millionth of a millimetre is finer than any tolerance: the rest is what writers leave of a conversion.
fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}

/// Dimensions with their deviations, in the order of the file.
pub(super) fn dimensions(model: &Instances) -> Vec<Dimension> {
    let mut ranges: HashMap<u64, u64> = HashMap::new();
    for (_, a) in model.all("PLUS_MINUS_TOLERANCE") {
        if let (Some(range), Some(dimension)) = (reference(a.first()), reference(a.get(1))) {
            ranges.insert(dimension, range);
        }
    }
    let mut out: Vec<(u64, Dimension)> = Vec::new();
    for (_, a) in model.all("DIMENSIONAL_CHARACTERISTIC_REPRESENTATION") {
        let (Some(id), Some(shape)) = (reference(a.first()), reference(a.get(1))) else { continue };
        if let Some(found) = dimension(model, id, shape, ranges.get(&id).copied()) {
            out.push((id, found));
        }
    }
    out.sort_by_key(|d| d.0);
    out.dedup_by_key(|d| d.0);
    out.truncate(MOST);
    out.into_iter().map(|d| d.1).collect()
}

fn dimension(model: &Instances, id: u64, shape: u64, range: Option<u64>) -> Option<Dimension> {
    let (name, _) = model.any(id, &DIMENSIONS)?;
    let said = DIMENSIONS.iter().filter_map(|n| model.part(id, n)).flatten().filter_map(|a| text(Some(a)));
    let said: String = said.collect::<Vec<_>>().join(" ").to_lowercase();
    let (mut nominal, mut upper, mut lower) = (None, None, None);
    for item in references(representation(model, shape)?.get(1)) {
        let Some(value) = measure(model, item) else { continue };
        let label = model.part(item, "REPRESENTATION_ITEM").or_else(|| model.part(item, "MEASURE_REPRESENTATION_ITEM"));
        let label = label.and_then(|a| text(a.first())).unwrap_or("").to_lowercase();
        let slot = if label.contains("upper") {
            &mut upper
        } else if label.contains("lower") {
            &mut lower
        } else {
            &mut nominal
        };
        slot.get_or_insert(value);
    }
    // Limits without a nominal: the lower one is the size, the upper one its deviation.
    let size = nominal.or(lower)?;
    let deviation = |limit: Option<Measure>| limit.map(|l| tidy(l.value() - size.value()));
    let (mut up, mut down) = if upper.is_some() && lower.is_some() { (deviation(upper), deviation(lower)) } else { (None, None) };
    let mut fit = None;
    if let Some(range) = range {
        if let Some(a) = model.part(range, "TOLERANCE_VALUE") {
            let bound = |k: usize| reference(a.get(k)).and_then(|m| measure(model, m)).map(Measure::value);
            (down, up) = (bound(0), bound(1));
        } else if let Some(a) = model.part(range, "LIMITS_AND_FITS") {
            let grade = text(a.get(2)).unwrap_or("").trim().trim_start_matches("IT");
            fit = text(a.first()).map(|zone| format!("{}{grade}", zone.trim())).filter(|f| !f.is_empty());
        }
    }
    let is_angle = matches!(size, Measure::Angle(_));
    let kind = match () {
        () if is_angle || name.starts_with("ANGULAR") => DimensionKind::Angle,
        () if said.contains("diameter") => DimensionKind::Diameter,
        () if said.contains("radius") => DimensionKind::Radius,
        () => DimensionKind::Linear,
    };
    if is_angle != (kind == DimensionKind::Angle) {
        return None;
    }
    let sign = match kind {
        DimensionKind::Diameter => "Ø",
        DimensionKind::Radius => "R",
        _ => "",
    };
    let degrees = if is_angle { "°" } else { "" };
    let band = match (up, down) {
        (Some(u), Some(d)) if u == -d && u > 0.0 => format!(" ±{u}{degrees}"),
        (Some(u), Some(d)) if (u, d) != (0.0, 0.0) => format!(" {u:+}/{d:+}{degrees}").replace("+0/", "0/").replace("/+0", "/0"),
        _ => String::new(),
    };
    let fitted = fit.as_ref().map(|f| format!(" {f}")).unwrap_or_default();
    Some(Dimension {
        text: format!("{sign}{}{degrees}{fitted}{band}", size.value()),
        kind,
        nominal_mm: (!is_angle).then_some(size.value()),
        nominal_deg: is_angle.then_some(size.value()),
        // Deviations of an angle are degrees: the fields are millimetres, so they stand in the text alone.
        upper_mm: up.filter(|_| !is_angle),
        lower_mm: down.filter(|_| !is_angle),
        fit,
        depth_mm: None,
        thread: None,
        count: 1,
        page: 1,
        sheet_box: None,
        reference: Some(format!("#{id}")),
        confidence: STATED,
        critical: false,
        auxiliary: false,
        basic: false,
    })
}

/// Geometrical tolerances with their datums, in the order of the file.
pub(super) fn tolerances(model: &Instances) -> Vec<GeometricTolerance> {
    let mut round: Vec<u64> = Vec::new();
    for (id, _) in model.all("TOLERANCE_ZONE") {
        let Some(a) = model.part(id, "TOLERANCE_ZONE") else { continue };
        let form = a.iter().filter_map(|x| reference(Some(x))).find_map(|f| text(model.part(f, "TOLERANCE_ZONE_FORM")?.first()));
        if form.is_some_and(|f| f.contains("circular") || f.contains("cylindrical")) {
            round.extend(references(a.iter().find(|x| matches!(x, Attribute::List(_)))));
        }
    }
    let mut out: Vec<(u64, GeometricTolerance)> = Vec::new();
    for (name, characteristic, symbol) in CHARACTERISTICS {
        for (id, own) in model.all(name) {
            let base = model.part(id, "GEOMETRIC_TOLERANCE").unwrap_or(own);
            let Some(Measure::Length(value)) = reference(base.get(2)).and_then(|m| measure(model, m)) else { continue };
            let with = model.part(id, "GEOMETRIC_TOLERANCE_WITH_DATUM_REFERENCE").and_then(|a| a.last()).or_else(|| own.get(4));
            let datums: Vec<String> = references(with).flat_map(|d| letters(model, d)).collect();
            let marks = model.part(id, "GEOMETRIC_TOLERANCE_WITH_MODIFIERS").and_then(|a| a.last());
            let modifiers: Vec<String> = list(marks)
                .iter()
                .filter_map(|m| if let Attribute::Enum(m) = m { MODIFIERS.iter().find(|k| k.0 == m) } else { None })
                .map(|m| m.1.to_owned())
                .collect();
            let zone = if round.contains(&id) { "Ø" } else { "" };
            let mut frame = format!("{symbol} {zone}{value}");
            for word in modifiers.iter().chain(&datums) {
                frame.push(' ');
                frame.push_str(word);
            }
            out.push((
                id,
                GeometricTolerance {
                    text: frame,
                    characteristic: characteristic.to_owned(),
                    value_mm: Some(value),
                    modifiers,
                    datums,
                    page: 1,
                    sheet_box: None,
                    reference: Some(format!("#{id}")),
                    confidence: STATED,
                    critical: false,
                },
            ));
        }
    }
    out.sort_by_key(|t| t.0);
    out.truncate(MOST);
    out.into_iter().map(|t| t.1).collect()
}

/// Letters of a datum system, or of the older single reference; a common datum is `A-B`.
fn letters(model: &Instances, id: u64) -> Vec<String> {
    let letter = |d: u64| model.part(d, "DATUM").and_then(|a| text(a.last())).map(str::to_owned);
    if let Some(a) = model.part(id, "DATUM_SYSTEM") {
        let compartments = a.iter().rev().find(|x| matches!(x, Attribute::List(_)));
        return references(compartments)
            .filter_map(|c| {
                let base = model.part(c, "DATUM_REFERENCE_COMPARTMENT")?.get(4)?;
                let several = match base {
                    Attribute::Typed { value, .. } => value,
                    plain => plain,
                };
                let elements = references(Some(several)).filter_map(|e| {
                    let inner = model.part(e, "DATUM_REFERENCE_ELEMENT").and_then(|a| reference(a.get(4)));
                    letter(inner.unwrap_or(e))
                });
                reference(Some(base)).and_then(letter).or_else(|| Some(elements.collect::<Vec<_>>().join("-"))).filter(|l| !l.is_empty())
            })
            .collect();
    }
    let single = model.part(id, "DATUM_REFERENCE").and_then(|a| reference(a.get(1))).and_then(letter);
    single.into_iter().collect()
}
