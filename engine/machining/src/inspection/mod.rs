//! The inspection plan: which characteristics are measured, with what instrument, on how many pieces.
//!
//! Critical and toleranced ones always; for aerospace and defence parts every one of them on every piece. An instrument is fine enough
//! when its resolution is at most a tenth of the tolerance; without one the plan says so and nothing is guessed.

mod instrument;
mod limits;

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;
use trusquin_domain::{
    Characteristic, Dimension, DimensionKind, Extracted, InspectionNeed, InspectionPlan, LineTerms, Measurand, SheetReading, Shop,
    TitleBlockField,
};

use instrument::choose;
use limits::{Limits, general_class, limits_of};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    #[allow(dead_code)] // read by people
    source: String,
    resolution_share: f64,
    sizes_up_to_mm: Vec<f64>,
    deviation: Vec<Deviation>,
    general: Vec<General>,
    sample: Vec<Sample>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Deviation {
    letter: String,
    um: Vec<f64>,
    #[serde(default)]
    from_below: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct General {
    class: String,
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    up_to_mm: f64,
    mm: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    lot_up_to: u32,
    pieces: u32,
}

static DATA: LazyLock<Result<Data, String>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/inspection.toml")).map_err(|error| format!("inspection.toml: {error}")));

/// The plan for a lot of a part; `day` is the day the instruments must be valid on.
///
/// # Errors
/// The data file of inspection was edited wrongly; the message says where.
pub fn inspection_plan(sheets: &[SheetReading], terms: &LineTerms, shop: &Shop, lot: u32, day: Date) -> Result<InspectionPlan, String> {
    let data = DATA.as_ref().map_err(Clone::clone)?;
    let strict = terms.aerospace || terms.defence;
    let mut found: Vec<Characteristic> = Vec::new();
    for sheet in sheets {
        let class = general_class(sheet.title_block.get(&TitleBlockField::GeneralTolerance).map(|field: &Extracted| field.value.as_str()));
        let mut on_sheet = on_sheet(sheet, class, strict, data);
        on_sheet.sort_by(|a, b| reading_order(a).total_cmp(&reading_order(b)));
        found.append(&mut on_sheet);
    }
    for (number, characteristic) in (1..).zip(&mut found) {
        characteristic.number = number;
        characteristic.pieces = pieces(lot, strict || terms.critical || characteristic.critical, data);
        let chosen = choose(characteristic, &shop.instrument, day, data.resolution_share);
        characteristic.instrument = chosen.id;
        characteristic.instrument_reason = chosen.reason;
    }
    let need = if strict { InspectionNeed::Always } else { InspectionNeed::Asked };
    Ok(InspectionPlan { need, lot, characteristics: found })
}

/// Rows of about a centimetre from the top, each from the left: how a person numbers a sheet.
fn reading_order(characteristic: &Characteristic) -> f64 {
    characteristic.sheet_box.map_or(f64::MAX, |place| (place.centre().1 / 12.0).floor() * 1e4 + place.centre().0)
}

fn on_sheet(sheet: &SheetReading, class: Option<&str>, strict: bool, data: &Data) -> Vec<Characteristic> {
    let mut found: Vec<Characteristic> = Vec::new();
    for dimension in &sheet.dimensions {
        let limits = limits_of(dimension, class, data);
        let own = limits.as_ref().is_some_and(|limits| !limits.from_general);
        let thread = dimension.kind == DimensionKind::Thread;
        if strict || dimension.critical || own || thread {
            found.push(of_dimension(dimension, limits));
        }
    }
    let blank = |text: &str, measurand: Measurand, page: u32| Characteristic {
        number: 0,
        text: text.to_owned(),
        measurand,
        nominal: None,
        lower: None,
        upper: None,
        from_general: false,
        count: 1,
        critical: false,
        page,
        sheet_box: None,
        instrument: None,
        instrument_reason: String::new(),
        pieces: 0,
    };
    for tolerance in &sheet.geometric_tolerances {
        found.push(Characteristic {
            lower: tolerance.value_mm.map(|_| 0.0),
            upper: tolerance.value_mm,
            critical: true,
            sheet_box: tolerance.sheet_box,
            ..blank(&tolerance.text, Measurand::Geometry, tolerance.page)
        });
    }
    for roughness in &sheet.roughness {
        found.push(Characteristic {
            upper: Some(roughness.value_um),
            sheet_box: roughness.sheet_box,
            ..blank(&roughness.text, Measurand::Roughness, roughness.page)
        });
    }
    found
}

fn of_dimension(dimension: &Dimension, limits: Option<Limits>) -> Characteristic {
    let is_hole = dimension.fit.as_deref().is_some_and(|fit| fit.starts_with(|letter: char| letter.is_ascii_uppercase()));
    let measurand = match dimension.kind {
        DimensionKind::Angle => Measurand::Angle,
        DimensionKind::Thread => Measurand::Thread,
        DimensionKind::HoleCallout => Measurand::Inside,
        DimensionKind::Diameter | DimensionKind::Linear if is_hole => Measurand::Inside,
        _ => Measurand::Outside,
    };
    Characteristic {
        number: 0,
        text: dimension.text.clone(),
        measurand,
        nominal: if measurand == Measurand::Angle { dimension.nominal_deg } else { dimension.nominal_mm },
        lower: limits.as_ref().map(|limits| limits.lower),
        upper: limits.as_ref().map(|limits| limits.upper),
        from_general: limits.is_some_and(|limits| limits.from_general),
        count: dimension.count.max(1),
        critical: dimension.critical,
        page: dimension.page,
        sheet_box: dimension.sheet_box,
        instrument: None,
        instrument_reason: String::new(),
        pieces: 0,
    }
}

/// Every piece when it is watched, else the sample of the lot; never more than the lot.
fn pieces(lot: u32, every: bool, data: &Data) -> u32 {
    let sample = data.sample.iter().find(|row| lot <= row.lot_up_to).map_or(lot, |row| row.pieces);
    if every { lot } else { sample.min(lot) }
}

#[cfg(test)]
mod tests;
