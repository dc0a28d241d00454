//! Blanks of turned parts: round bar, or a tube when the bore is wide.

use std::f64::consts::PI;

use rust_decimal::Decimal;
use trusquin_domain::{StockForm, StockOrigin};

use super::rack::{Wanted, cutting_list, from_rack, origin_reason};
use super::{Candidate, Feeding, Request, bar_end_share, casting, range};
use crate::french::mm;
use crate::need::Turned;
use crate::tables::allowance;

pub(super) fn candidates(request: &Request, turned: &Turned) -> Result<Vec<Candidate>, String> {
    let named = request.tables.sections.named_form(request.wording);
    if let Some((StockForm::Casting, word)) = named {
        return Ok(vec![casting(request, [turned.length_mm, turned.swing_mm, turned.swing_mm], word)]);
    }
    let bar = bar(request, turned);
    let tube = tube(request, turned, named.is_some_and(|(form, _)| form == StockForm::Tube));
    match (bar, tube) {
        (Ok(bar), tube) => Ok(std::iter::once(bar).chain(tube).collect()),
        (Err(_), Some(tube)) => Ok(vec![tube]),
        (Err(question), None) => Err(question),
    }
}

/// Length to cut, with the words of it, kerf and lost end.
fn length(request: &Request, turned: &Turned) -> (f64, f64, f64, String) {
    let round = &request.tables.allowances.round;
    let sawn = request.feeding == Feeding::Sawn;
    let grip = if sawn && turned.length_mm < round.grip_below_length_mm { round.grip_mm } else { 0.0 };
    let length = turned.length_mm + 2.0 * round.facing_mm + grip;
    let kerfs = &request.tables.allowances.kerf;
    let (kerf, lost) = if sawn { (kerfs.saw_mm, kerfs.saw_end_mm) } else { (kerfs.parting_mm, kerfs.bar_end_mm) };
    let words = format!(
        "{} + 2 × {} de dressage{} ; trait de {} {}",
        mm(turned.length_mm),
        mm(round.facing_mm),
        if grip > 0.0 { format!(" + {} de prise", mm(grip)) } else { String::new() },
        if sawn { "scie" } else { "tronçonnage" },
        mm(kerf)
    );
    (length, kerf, lost, words)
}

fn bar(request: &Request, turned: &Turned) -> Result<Candidate, String> {
    let (tables, material) = (request.tables, request.material);
    let on_diameter = allowance(&tables.allowances.round.on_diameter, turned.swing_mm);
    let (length, kerf, lost, words) = length(request, turned);
    let wanted = Wanted {
        form: StockForm::Round,
        section_mm: turned.swing_mm + on_diameter,
        width_mm: 0.0,
        length_mm: length,
        kerf_mm: kerf,
        lost_end_mm: lost,
    };
    let mut reasons = vec![format!("Ø{} + {} au diamètre ; {words}", mm(turned.swing_mm), mm(on_diameter))];
    let bought = material.round_mm.iter().copied().filter(|section| *section + 1e-6 >= wanted.section_mm).min_by(f64::total_cmp);
    // Stock much larger than what would be bought costs more in chips than it saves.
    let largest = |share: f64| bought.unwrap_or(0.0).max(wanted.section_mm * (1.0 + share));
    let rack = &tables.allowances.rack;
    let found = from_rack(
        &wanted,
        material,
        request.shop,
        request.launched,
        [largest(rack.offcut_oversize_share), largest(rack.stock_oversize_share)],
    );
    let (section, origin, item) = match (found, bought) {
        (Some((item, origin)), _) => (item.section_mm, origin, Some(item)),
        (None, Some(section)) => (section, StockOrigin::Purchase, None),
        (None, None) => {
            return Err(format!(
                "Brut rond de Ø{} au moins en {} : hors des diamètres du fournisseur ({}). Section forgée, tube ou autre fournisseur ?",
                mm(wanted.section_mm),
                material.name,
                range(&material.round_mm)
            ));
        }
    };
    reasons.push(origin_reason(&origin));
    let share = bar_end_share(&wanted, &origin, tables);
    if share > 0.0 {
        reasons.push(format!("Chute de barre de {} mm répartie : {} mm par pièce", mm(lost), mm(share)));
    }
    let cutting = cutting_list(&wanted, item, request.launched, tables);
    reasons.extend(cutting.iter().map(|list| list.text.clone()));
    let area = PI / 4.0 * section * section;
    Ok(Candidate {
        form: StockForm::Round,
        size_mm: vec![section, length],
        kerf_mm: kerf,
        lost_end_mm: lost,
        spent_mm3: area * (length + kerf + share),
        sawn_mm2: if request.feeding == Feeding::Sawn { area } else { 0.0 },
        price_factor: Decimal::ONE,
        origin,
        text: format!("Ø{} × {}, {}", mm(section), mm(length), material.name),
        reasons,
        cutting,
    })
}

/// A tube whose wall holds the part, when the part has a bore through and gains by it. `named`: the drawing asks for one.
fn tube(request: &Request, turned: &Turned, named: bool) -> Option<Candidate> {
    let (tables, material) = (request.tables, request.material);
    let rule = &tables.allowances.tube;
    let bore = turned.bore_mm?;
    let worth = bore >= rule.least_bore_share * turned.swing_mm && turned.length_mm >= rule.least_length_mm;
    if !(worth || named) {
        return None;
    }
    let (length, kerf, lost, words) = length(request, turned);
    let (diameter, wall, list) = tables.sections.tube(material, turned.swing_mm + rule.on_diameter_mm, bore - rule.in_bore_mm)?;
    let wanted = Wanted { form: StockForm::Tube, section_mm: diameter, width_mm: 0.0, length_mm: length, kerf_mm: kerf, lost_end_mm: lost };
    let item = from_rack(&wanted, material, request.shop, request.launched, [diameter, diameter]);
    let origin = item.as_ref().map_or(StockOrigin::Purchase, |(_, origin)| origin.clone());
    let share = bar_end_share(&wanted, &origin, tables);
    let area = PI * wall * (diameter - wall);
    let cutting = cutting_list(&wanted, item.map(|(item, _)| item), request.launched, tables);
    let mut reasons = vec![
        format!(
            "Alésage Ø{} dans Ø{} : ébauche creuse Ø{} × {} ({}) ; {words}",
            mm(bore),
            mm(turned.swing_mm),
            mm(diameter),
            mm(wall),
            list.standard
        ),
        origin_reason(&origin),
    ];
    reasons.extend(cutting.iter().map(|list| list.text.clone()));
    Some(Candidate {
        form: StockForm::Tube,
        size_mm: vec![diameter, length, wall],
        kerf_mm: kerf,
        lost_end_mm: lost,
        spent_mm3: area * (length + kerf + share),
        sawn_mm2: if request.feeding == Feeding::Sawn { area } else { 0.0 },
        price_factor: list.price_factor,
        origin,
        text: format!("Tube Ø{} × {} lg {}, {}", mm(diameter), mm(wall), mm(length), material.name),
        reasons,
        cutting,
    })
}
