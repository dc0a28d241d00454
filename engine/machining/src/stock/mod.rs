//! The blank: the form that costs least to buy and to saw; an offcut first, then the rack, then the merchant's sections.

mod catalogue;
mod prismatic;
mod rack;
mod round;
mod sheet;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use trusquin_domain::{CuttingList, MachineKind, Material, Money, RawStock, Shop, StockForm, StockOrigin};

use crate::need::{Need, Shape};
use crate::tables::Tables;

pub(crate) use catalogue::Sections;

/// How the blank reaches the first machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feeding {
    /// Sawn to length, one piece at a time.
    Sawn,
    /// Bar through the spindle, parted off.
    Bar,
    /// Cut out of a sheet.
    Sheet,
}

/// What the choice of a blank looks at.
pub(crate) struct Request<'a> {
    pub need: &'a Need,
    pub material: &'a Material,
    /// The drawing's words on material and blank: material field, title, notes.
    pub wording: &'a str,
    pub shop: &'a Shop,
    pub feeding: Feeding,
    pub launched: u32,
    pub tables: &'a Tables,
}

/// A blank that would do.
pub(super) struct Candidate {
    form: StockForm,
    size_mm: Vec<f64>,
    kerf_mm: f64,
    lost_end_mm: f64,
    /// Metal spent on one piece: blank, kerf and its share of the bar end, mm³.
    spent_mm3: f64,
    /// Section sawn for one piece, mm².
    sawn_mm2: f64,
    price_factor: Decimal,
    origin: StockOrigin,
    text: String,
    reasons: Vec<String>,
    cutting: Option<CuttingList>,
}

/// The blank for the part, or a French question when no section fits.
pub(crate) fn raw_stock(request: &Request) -> Result<RawStock, String> {
    let mut candidates = match &request.need.shape {
        Shape::Turned(turned) => round::candidates(request, turned)?,
        Shape::Prismatic(prismatic) => prismatic::candidates(request, prismatic)?,
        Shape::Sheet(sheet) => vec![sheet::candidate(request, sheet)?],
    };
    // What the shop has is used first; among equals the cheapest to buy and saw. The first of equals stays first.
    let rank = |candidate: &Candidate| match candidate.origin {
        StockOrigin::Offcut(_) => 0_u8,
        StockOrigin::Stock(_) => 1,
        StockOrigin::Purchase => 2,
    };
    candidates.sort_by(|a, b| rank(a).cmp(&rank(b)).then(cost(a, request).cmp(&cost(b, request))));
    let others: Vec<String> = candidates
        .iter()
        .skip(1)
        .map(|other| format!("{} : {} € la pièce", other.text, crate::french::number(cost(other, request).to_f64(), 2)))
        .collect();
    let mut candidates = candidates.into_iter();
    let mut best = candidates.next().ok_or("Brut ? Aucune forme ne convient.")?;
    if !others.is_empty() {
        let own = crate::french::number(cost(&best, request).to_f64(), 2);
        best.reasons.push(format!("Retenu à {own} € la pièce, matière et sciage ; comparé à {}", others.join(" ; ")));
    }
    let mass = |volume_mm3: f64| volume_mm3 * request.material.density_kg_dm3 / 1e6;
    let part_mass_kg = request.need.volume_mm3.map(mass);
    let mass_kg = mass(best.spent_mm3).max(part_mass_kg.unwrap_or(0.0));
    Ok(RawStock {
        form: best.form,
        material: request.material.id.clone(),
        size_mm: best.size_mm,
        kerf_mm: best.kerf_mm,
        lost_end_mm: best.lost_end_mm,
        mass_kg,
        part_mass_kg,
        buy_to_fly: part_mass_kg.filter(|part| *part > 0.0).map(|part| mass_kg / part),
        origin: best.origin,
        text: best.text,
        price_factor: best.price_factor,
        reasons: best.reasons,
        cutting: best.cutting,
    })
}

/// What the blank of one piece costs, material and sawing, not rounded: only to compare forms.
fn cost(candidate: &Candidate, request: &Request) -> Money {
    let material = request.material;
    let metal = candidate.spent_mm3 * material.density_kg_dm3 / 1e6
        * material.price_per_kg.to_f64()
        * candidate.price_factor.to_f64().unwrap_or(1.0).max(0.0);
    let saw = request.shop.machine.iter().find(|machine| machine.kind == MachineKind::Saw);
    let sawing =
        saw.filter(|_| candidate.sawn_mm2 > 0.0).zip(request.tables.cutting.group_of(material)).map_or(0.0, |(saw, (group, _))| {
            let attended = saw.attendance_percent.to_f64().unwrap_or(100.0) / 100.0;
            let rate = saw.machine_per_hour.to_f64() + saw.labour_per_hour.to_f64() * attended;
            crate::cutting::sawing_s(group, candidate.sawn_mm2, saw) / 3600.0 * rate
        });
    Money::new(Decimal::from_f64_retain(metal + sawing).unwrap_or_default())
}

/// Share of the unusable bar end each piece pays, mm; offcuts are used up as they are.
fn bar_end_share(wanted: &rack::Wanted, origin: &StockOrigin, tables: &Tables) -> f64 {
    if matches!(origin, StockOrigin::Offcut(_)) {
        return 0.0;
    }
    let usable = tables.allowances.kerf.bar_length_mm - wanted.lost_end_mm;
    let per_bar = (usable / wanted.pitch_mm()).floor();
    if per_bar >= 1.0 { wanted.lost_end_mm / per_bar } else { 0.0 }
}

fn range(sections: &[f64]) -> String {
    use crate::french::mm;
    let smallest = sections.iter().copied().min_by(f64::total_cmp);
    let largest = sections.iter().copied().max_by(f64::total_cmp);
    smallest.zip(largest).map_or("aucune au tarif".to_owned(), |(a, b)| format!("{} à {} mm", mm(a), mm(b)))
}

/// A casting or a forging of the part's own shape, when the drawing says so: bought by piece, its price to be asked.
fn casting(request: &Request, envelope: [f64; 3], word: &str) -> Candidate {
    use crate::french::{mm, number};
    let share = request.tables.allowances.casting.allowance_share;
    let [a, b, c] = envelope;
    let part = request.need.volume_mm3.unwrap_or(a * b * c * (1.0 - request.tables.practice.removal_share.milling));
    Candidate {
        form: StockForm::Casting,
        size_mm: vec![c, b, a],
        kerf_mm: 0.0,
        lost_end_mm: 0.0,
        spent_mm3: part * (1.0 + share),
        sawn_mm2: 0.0,
        price_factor: Decimal::ONE,
        origin: StockOrigin::Purchase,
        text: format!("Brut moulé ou forgé {} × {} × {}, {}", mm(a), mm(b), mm(c), request.material.name),
        reasons: vec![
            format!("Le plan nomme le brut (« {word} ») : surépaisseur d'usinage de {} % du volume", number(share * 100.0, 0)),
            "Prix du brut à demander au fondeur ou au forgeron : compté ici au prix de la matière".to_owned(),
        ],
        cutting: None,
    }
}
