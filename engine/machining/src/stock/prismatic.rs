//! Blanks of milled parts: plate, flat bar, block, rolled section; a round bar where nothing else holds the section.

use std::f64::consts::PI;

use rust_decimal::Decimal;
use trusquin_domain::{StockForm, StockOrigin};

use super::rack::{Wanted, cutting_list, from_rack, origin_reason};
use super::{Candidate, Feeding, Request, bar_end_share, casting, range};
use crate::french::{mm, number};
use crate::need::Prismatic;
use crate::tables::allowance;

pub(super) fn candidates(request: &Request, prismatic: &Prismatic) -> Result<Vec<Candidate>, String> {
    let named = request.tables.sections.named_form(request.wording);
    match named {
        Some((StockForm::Casting, word)) => return Ok(vec![casting(request, prismatic.sides_mm, word)]),
        Some((StockForm::Profile, word)) => return Ok(vec![profile(request, prismatic, word)]),
        _ => {}
    }
    let mut found: Vec<Candidate> = plate(request, prismatic).into_iter().chain(flat(request, prismatic)).collect();
    if let Some((StockForm::Flat, word)) = named
        && let Some(flat) = found.iter().position(|candidate| candidate.form == StockForm::Flat)
    {
        let mut flat = found.swap_remove(flat);
        flat.reasons.insert(0, format!("Le plan nomme le brut : « {word} »"));
        return Ok(vec![flat]);
    }
    if found.is_empty() {
        // No plate and no flat: a sawn block, or a round bar whose circle holds the section, whichever costs less.
        found.extend(block(request, prismatic));
        found.extend(round(request, prismatic));
    }
    if found.is_empty() {
        let thickness = prismatic.sides_mm[2] + allowance(&request.tables.allowances.plate.on_thickness, prismatic.sides_mm[0]);
        return Err(format!(
            "Brut d'au moins {} mm d'épaisseur en {} : hors des épaisseurs du fournisseur ({}). Bloc scié, forgé ou autre nuance ?",
            mm(thickness),
            request.material.name,
            range(&request.material.plate_mm)
        ));
    }
    Ok(found)
}

/// Thickness, width and length to machine all six faces from, with the words of it.
fn machined_size(request: &Request, prismatic: &Prismatic) -> ([f64; 3], String) {
    let [long, wide, thin] = prismatic.sides_mm;
    let plate = &request.tables.allowances.plate;
    let on_thickness = allowance(&plate.on_thickness, long);
    let words = format!(
        "{} × {} × {} + {} en épaisseur, + {} en largeur et longueur, trait de scie {}",
        mm(long),
        mm(wide),
        mm(thin),
        mm(on_thickness),
        mm(plate.on_side_mm),
        mm(request.tables.allowances.kerf.saw_mm)
    );
    ([thin + on_thickness, wide + plate.on_side_mm, long + plate.on_side_mm], words)
}

fn plate(request: &Request, prismatic: &Prismatic) -> Option<Candidate> {
    let (tables, material) = (request.tables, request.material);
    let ([thickness, width, length], words) = machined_size(request, prismatic);
    let kerf = tables.allowances.kerf.saw_mm;
    let wanted =
        Wanted { form: StockForm::Plate, section_mm: thickness, width_mm: width, length_mm: length, kerf_mm: kerf, lost_end_mm: 0.0 };
    let bought = material.plate_mm.iter().copied().filter(|section| *section + 1e-6 >= thickness).min_by(f64::total_cmp);
    let largest = |share: f64| bought.unwrap_or(0.0).max(thickness * (1.0 + share));
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
        (None, None) => return None,
    };
    if section > thickness * (1.0 + tables.allowances.plate.oversize_share) {
        return None;
    }
    let cutting = cutting_list(&wanted, item, request.launched, tables);
    let mut reasons = vec![words, origin_reason(&origin)];
    reasons.extend(cutting.iter().map(|list| list.text.clone()));
    Some(Candidate {
        form: StockForm::Plate,
        size_mm: vec![section, width, length],
        kerf_mm: kerf,
        lost_end_mm: 0.0,
        // The kerf runs along one length and one width of every blank.
        spent_mm3: section * (width + kerf) * (length + kerf),
        sawn_mm2: section * (width + length),
        price_factor: Decimal::ONE,
        origin,
        text: format!("{} × {} × {}, {}", mm(section), mm(width), mm(length), material.name),
        reasons,
        cutting,
    })
}

/// A flat or square bar: machined on its section, faced at both ends.
fn flat(request: &Request, prismatic: &Prismatic) -> Option<Candidate> {
    let (tables, material) = (request.tables, request.material);
    let [long, wide, thin] = prismatic.sides_mm;
    let rule = &tables.allowances.flat;
    let kerfs = &tables.allowances.kerf;
    let (thickness, width) = (thin + rule.on_section_mm, wide + rule.on_section_mm);
    let length = long + rule.on_length_mm;
    let (bar_thickness, bar_width, list) = tables.sections.flat(material, thickness, width)?;
    let wanted = Wanted {
        form: StockForm::Flat,
        section_mm: bar_thickness,
        width_mm: bar_width,
        length_mm: length,
        kerf_mm: kerfs.saw_mm,
        lost_end_mm: kerfs.saw_end_mm,
    };
    let found = from_rack(&wanted, material, request.shop, request.launched, [bar_thickness, bar_thickness])
        .filter(|(item, _)| item.width_mm.is_some_and(|width| width + 1e-6 >= bar_width));
    let origin = found.as_ref().map_or(StockOrigin::Purchase, |(_, origin)| origin.clone());
    let share = bar_end_share(&wanted, &origin, tables);
    let cutting = cutting_list(&wanted, found.map(|(item, _)| item), request.launched, tables);
    let mut reasons = vec![
        format!(
            "{} × {} + {} à la section, {} + {} en longueur : {} × {} ({})",
            mm(thin),
            mm(wide),
            mm(rule.on_section_mm),
            mm(long),
            mm(rule.on_length_mm),
            mm(bar_thickness),
            mm(bar_width),
            list.standard
        ),
        origin_reason(&origin),
    ];
    if share > 0.0 {
        reasons.push(format!("Chute de barre de {} mm répartie : {} mm par pièce", mm(wanted.lost_end_mm), mm(share)));
    }
    reasons.extend(cutting.iter().map(|list| list.text.clone()));
    let area = bar_thickness * bar_width;
    let name = if (bar_thickness - bar_width).abs() < 1e-6 { "Carré" } else { "Méplat" };
    Some(Candidate {
        form: StockForm::Flat,
        size_mm: vec![bar_thickness, bar_width, length],
        kerf_mm: kerfs.saw_mm,
        lost_end_mm: wanted.lost_end_mm,
        spent_mm3: area * (length + kerfs.saw_mm + share),
        sawn_mm2: area,
        price_factor: list.price_factor,
        origin,
        text: format!("{name} {} × {} lg {}, {}", mm(bar_width), mm(bar_thickness), mm(length), material.name),
        reasons,
        cutting,
    })
}

fn block(request: &Request, prismatic: &Prismatic) -> Option<Candidate> {
    let material = request.material;
    let ([thickness, width, length], words) = machined_size(request, prismatic);
    let list = request.tables.sections.block(material, thickness)?;
    // Sawn by the merchant to the next half centimetre.
    let thickness = (thickness / 5.0).ceil() * 5.0;
    Some(Candidate {
        form: StockForm::Block,
        size_mm: vec![thickness, width, length],
        kerf_mm: 0.0,
        lost_end_mm: 0.0,
        spent_mm3: thickness * width * length,
        sawn_mm2: 0.0,
        price_factor: list.price_factor,
        origin: StockOrigin::Purchase,
        text: format!("Bloc scié {} × {} × {}, {}", mm(thickness), mm(width), mm(length), material.name),
        reasons: vec![words, format!("Pas de plaque ni de méplat à cette section : bloc débité par le fournisseur ({})", list.standard)],
        cutting: None,
    })
}

/// A round bar whose circle holds the section.
fn round(request: &Request, prismatic: &Prismatic) -> Option<Candidate> {
    let (tables, material) = (request.tables, request.material);
    let ([thickness, width, length], words) = machined_size(request, prismatic);
    let kerfs = &tables.allowances.kerf;
    let wanted = Wanted {
        form: StockForm::Round,
        section_mm: thickness.hypot(width),
        width_mm: 0.0,
        length_mm: length,
        kerf_mm: kerfs.saw_mm,
        lost_end_mm: kerfs.saw_end_mm,
    };
    let bought = material.round_mm.iter().copied().filter(|section| *section + 1e-6 >= wanted.section_mm).min_by(f64::total_cmp);
    let most = bought.unwrap_or(0.0).max(wanted.section_mm * (1.0 + tables.allowances.rack.stock_oversize_share));
    let found = from_rack(&wanted, material, request.shop, request.launched, [most, most]);
    let (section, origin, item) = match (found, bought) {
        (Some((item, origin)), _) => (item.section_mm, origin, Some(item)),
        (None, section) => (section?, StockOrigin::Purchase, None),
    };
    let share = bar_end_share(&wanted, &origin, tables);
    let cutting = cutting_list(&wanted, item, request.launched, tables);
    let area = PI / 4.0 * section * section;
    let mut reasons =
        vec![words, format!("Pas de plaque à cette épaisseur : rond de Ø{} qui contient la section", mm(section)), origin_reason(&origin)];
    reasons.extend(cutting.iter().map(|list| list.text.clone()));
    Some(Candidate {
        form: StockForm::Round,
        size_mm: vec![section, length],
        kerf_mm: kerfs.saw_mm,
        lost_end_mm: wanted.lost_end_mm,
        spent_mm3: area * (length + kerfs.saw_mm + share),
        sawn_mm2: if request.feeding == Feeding::Sawn { area } else { 0.0 },
        price_factor: Decimal::ONE,
        origin,
        text: format!("Ø{} × {}, {}", mm(section), mm(length), material.name),
        reasons,
        cutting,
    })
}

/// A rolled or extruded section the drawing names: cut to length, most of it stays as bought.
fn profile(request: &Request, prismatic: &Prismatic, word: &str) -> Candidate {
    let [long, wide, thin] = prismatic.sides_mm;
    let rule = &request.tables.allowances.profile;
    let kerf = request.tables.allowances.kerf.saw_mm;
    let length = long + rule.on_length_mm;
    let part = request.need.volume_mm3.unwrap_or(long * wide * thin * (1.0 - request.tables.practice.removal_share.milling));
    let bought = part * (1.0 + rule.trimmed_share);
    let spent = bought * (length + kerf) / length;
    Candidate {
        form: StockForm::Profile,
        size_mm: vec![thin, wide, length],
        kerf_mm: kerf,
        lost_end_mm: request.tables.allowances.kerf.saw_end_mm,
        spent_mm3: spent,
        sawn_mm2: bought / length,
        price_factor: Decimal::ONE,
        origin: StockOrigin::Purchase,
        text: format!("Profilé {} × {} lg {}, {}", mm(wide), mm(thin), mm(length), request.material.name),
        reasons: vec![
            format!("Le plan nomme le brut : « {word} » ; {} + {} en longueur", mm(long), mm(rule.on_length_mm)),
            format!("Section du profilé à confirmer : {} % de matière enlevée supposés", number(rule.trimmed_share * 100.0, 0)),
        ],
        cutting: None,
    }
}
