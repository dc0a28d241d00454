//! The blank: an offcut first, then the rack, then the supplier's sections; allowances and kerf included.

use std::f64::consts::PI;

use trusquin_domain::{Material, RawStock, Shop, StockForm, StockItem, StockOrigin};

use crate::french::mm;
use crate::need::{Need, Prismatic, Shape, Sheet, Turned};
use crate::tables::{RackRule, Tables, allowance};

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

/// What the blank must hold: section, then length, without kerf.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Wanted {
    form: StockForm,
    /// Diameter or thickness, mm.
    section_mm: f64,
    /// Plates: width, mm.
    width_mm: f64,
    length_mm: f64,
    kerf_mm: f64,
    /// End of a bar that cannot be used, mm.
    lost_end_mm: f64,
}

/// The blank for the part, or a French question when no section fits.
pub(crate) fn raw_stock(
    need: &Need,
    material: &Material,
    shop: &Shop,
    feeding: Feeding,
    launched: u32,
    tables: &Tables,
) -> Result<RawStock, String> {
    match &need.shape {
        Shape::Turned(turned) => round_stock(need, turned, material, shop, feeding, launched, tables),
        Shape::Prismatic(prismatic) => block_stock(need, prismatic, material, shop, launched, tables),
        Shape::Sheet(sheet) => sheet_stock(need, sheet, material, shop, launched, tables),
    }
}

fn round_stock(
    need: &Need,
    turned: &Turned,
    material: &Material,
    shop: &Shop,
    feeding: Feeding,
    launched: u32,
    tables: &Tables,
) -> Result<RawStock, String> {
    let round = &tables.allowances.round;
    let on_diameter = allowance(&round.on_diameter, turned.swing_mm);
    let grip = if feeding == Feeding::Sawn && turned.length_mm < round.grip_below_length_mm { round.grip_mm } else { 0.0 };
    let length = turned.length_mm + 2.0 * round.facing_mm + grip;
    let kerfs = &tables.allowances.kerf;
    let (kerf, lost_end) = if feeding == Feeding::Bar { (kerfs.parting_mm, kerfs.bar_end_mm) } else { (kerfs.saw_mm, kerfs.saw_end_mm) };
    let wanted = Wanted {
        form: StockForm::Round,
        section_mm: turned.swing_mm + on_diameter,
        width_mm: 0.0,
        length_mm: length,
        kerf_mm: kerf,
        lost_end_mm: lost_end,
    };
    let mut reasons = vec![format!(
        "Ø{} + {} au diamètre ; {} + 2 × {} de dressage{} ; trait de {} {}",
        mm(turned.swing_mm),
        mm(on_diameter),
        mm(turned.length_mm),
        mm(round.facing_mm),
        if grip > 0.0 { format!(" + {} de prise", mm(grip)) } else { String::new() },
        if feeding == Feeding::Bar { "tronçonnage" } else { "scie" },
        mm(kerf)
    )];
    let (section, origin) = source(&wanted, material, &material.round_mm, shop, launched, &tables.allowances.rack, &mut reasons)
        .ok_or_else(|| {
            format!(
                "Brut rond de Ø{} au moins en {} : hors des diamètres du fournisseur ({}). Section forgée, tube ou autre fournisseur ?",
                mm(wanted.section_mm),
                material.name,
                range(&material.round_mm)
            )
        })?;
    let bar_share = bar_end_share(&wanted, &origin, tables);
    if bar_share > 0.0 {
        reasons.push(format!("Chute de barre de {} mm répartie : {} mm par pièce", mm(lost_end), mm(bar_share)));
    }
    let volume = PI / 4.0 * section * section * (length + kerf + bar_share);
    Ok(RawStock {
        form: StockForm::Round,
        material: material.id.clone(),
        size_mm: vec![section, length],
        kerf_mm: kerf,
        lost_end_mm: lost_end,
        mass_kg: mass(volume, material),
        part_mass_kg: need.volume_mm3.map(|volume| mass(volume, material)),
        text: format!("Ø{} × {}, {}", mm(section), mm(length), material.name),
        origin,
        reasons,
    })
}

fn block_stock(
    need: &Need,
    prismatic: &Prismatic,
    material: &Material,
    shop: &Shop,
    launched: u32,
    tables: &Tables,
) -> Result<RawStock, String> {
    let [long, wide, thin] = prismatic.sides_mm;
    let plate = &tables.allowances.plate;
    let on_thickness = allowance(&plate.on_thickness, long);
    let kerf = tables.allowances.kerf.saw_mm;
    let wanted = Wanted {
        form: StockForm::Plate,
        section_mm: thin + on_thickness,
        width_mm: wide + plate.on_side_mm,
        length_mm: long + plate.on_side_mm,
        kerf_mm: kerf,
        lost_end_mm: 0.0,
    };
    let mut reasons = vec![format!(
        "{} × {} × {} + {} en épaisseur, + {} en largeur et longueur, trait de scie {}",
        mm(long),
        mm(wide),
        mm(thin),
        mm(on_thickness),
        mm(plate.on_side_mm),
        mm(kerf)
    )];
    let (form, section, origin) = match source(&wanted, material, &material.plate_mm, shop, launched, &tables.allowances.rack, &mut reasons)
    {
        Some((section, origin)) if section <= wanted.section_mm * (1.0 + plate.oversize_share) => (StockForm::Plate, section, origin),
        _ => {
            // No plate: a round bar whose circle holds the section.
            let diagonal = (wanted.section_mm.powi(2) + wanted.width_mm.powi(2)).sqrt();
            let bar = Wanted { form: StockForm::Round, section_mm: diagonal, lost_end_mm: tables.allowances.kerf.saw_end_mm, ..wanted };
            let found = source(&bar, material, &material.round_mm, shop, launched, &tables.allowances.rack, &mut reasons).ok_or_else(|| {
                format!(
                    "Brut d'au moins {} mm d'épaisseur en {} : hors des épaisseurs du fournisseur ({}). Bloc scié, forgé ou autre nuance ?",
                    mm(wanted.section_mm),
                    material.name,
                    range(&material.plate_mm)
                )
            })?;
            reasons.push(format!("Pas de plaque à cette épaisseur : rond de Ø{} qui contient la section", mm(found.0)));
            (StockForm::Round, found.0, found.1)
        }
    };
    let (volume, size, text) = if form == StockForm::Round {
        let length = wanted.length_mm;
        (
            PI / 4.0 * section * section * (length + kerf),
            vec![section, length],
            format!("Ø{} × {}, {}", mm(section), mm(length), material.name),
        )
    } else {
        // The kerf runs along one length and one width of every blank.
        let volume = section * (wanted.width_mm + kerf) * (wanted.length_mm + kerf);
        let text = format!("{} × {} × {}, {}", mm(section), mm(wanted.width_mm), mm(wanted.length_mm), material.name);
        (volume, vec![section, wanted.width_mm, wanted.length_mm], text)
    };
    Ok(RawStock {
        form,
        material: material.id.clone(),
        size_mm: size,
        kerf_mm: kerf,
        lost_end_mm: if form == StockForm::Round { tables.allowances.kerf.saw_end_mm } else { 0.0 },
        mass_kg: mass(volume, material),
        part_mass_kg: need.volume_mm3.map(|volume| mass(volume, material)),
        origin,
        text,
        reasons,
    })
}

fn sheet_stock(need: &Need, sheet: &Sheet, material: &Material, shop: &Shop, launched: u32, tables: &Tables) -> Result<RawStock, String> {
    let rules = &tables.allowances.sheet;
    let wanted = Wanted {
        form: StockForm::Sheet,
        section_mm: sheet.thickness_mm,
        width_mm: sheet.sides_mm[1] + rules.web_mm,
        length_mm: sheet.sides_mm[0] + rules.web_mm,
        kerf_mm: tables.allowances.kerf.laser_mm,
        lost_end_mm: 0.0,
    };
    let mut reasons = vec![format!("Flan {} × {} + {} d'entre-pièces", mm(sheet.sides_mm[0]), mm(sheet.sides_mm[1]), mm(rules.web_mm))];
    let same = |thickness: &&f64| (**thickness - sheet.thickness_mm).abs() <= rules.thickness_tolerance_mm;
    let Some(thickness) = material.sheet_mm.iter().chain(&material.plate_mm).find(same).copied() else {
        return Err(format!(
            "Tôle de {} mm en {} : épaisseur hors du tarif ({}). Autre épaisseur acceptée ?",
            mm(sheet.thickness_mm),
            material.name,
            range(&material.sheet_mm)
        ));
    };
    let wanted = Wanted { section_mm: thickness, ..wanted };
    let origin = from_rack(&wanted, material, shop, launched, [thickness + rules.thickness_tolerance_mm; 2])
        .map_or(StockOrigin::Purchase, |(_, origin)| origin);
    reasons.push(origin_reason(&origin));
    let volume = thickness * wanted.width_mm * wanted.length_mm;
    Ok(RawStock {
        form: StockForm::Sheet,
        material: material.id.clone(),
        size_mm: vec![thickness, wanted.width_mm, wanted.length_mm],
        kerf_mm: wanted.kerf_mm,
        lost_end_mm: 0.0,
        mass_kg: mass(volume, material),
        part_mass_kg: need.volume_mm3.map(|volume| mass(volume, material)),
        origin,
        text: format!("Tôle {} : flan {} × {}, {}", mm(thickness), mm(sheet.sides_mm[0]), mm(sheet.sides_mm[1]), material.name),
        reasons,
    })
}

/// Section and origin: the rack first, then the supplier's next section up.
fn source(
    wanted: &Wanted,
    material: &Material,
    sections: &[f64],
    shop: &Shop,
    launched: u32,
    rack: &RackRule,
    reasons: &mut Vec<String>,
) -> Option<(f64, StockOrigin)> {
    let bought = sections.iter().copied().filter(|section| *section + 1e-6 >= wanted.section_mm).min_by(f64::total_cmp);
    // Stock much larger than what would be bought costs more in chips than it saves.
    let largest = |share: f64| bought.unwrap_or(0.0).max(wanted.section_mm * (1.0 + share));
    let found = from_rack(wanted, material, shop, launched, [largest(rack.offcut_oversize_share), largest(rack.stock_oversize_share)])
        .or(bought.map(|section| (section, StockOrigin::Purchase)))?;
    reasons.push(origin_reason(&found.1));
    Some(found)
}

fn origin_reason(origin: &StockOrigin) -> String {
    match origin {
        StockOrigin::Offcut(mark) => format!("Pris dans la chute {mark}"),
        StockOrigin::Stock(mark) => format!("Pris en stock, repère {mark}"),
        StockOrigin::Purchase => "Ni chute ni stock qui convienne : à acheter".to_owned(),
    }
}

/// An offcut, else a stock item, that holds all launched pieces and is not above the largest section for offcuts and for stock;
/// certified stock is kept for lines that need a certificate.
fn from_rack(wanted: &Wanted, material: &Material, shop: &Shop, launched: u32, largest_mm: [f64; 2]) -> Option<(f64, StockOrigin)> {
    let fits = |item: &&StockItem| {
        item.material == material.id
            && item.form == wanted.form
            && !item.certified
            && item.section_mm + 1e-6 >= wanted.section_mm
            && item.section_mm <= largest_mm[usize::from(!item.offcut)] + 1e-6
            && pieces(item, wanted) >= u64::from(launched)
    };
    let best = |offcut: bool| {
        shop.stock.iter().filter(|item| item.offcut == offcut).filter(fits).min_by(|a, b| a.section_mm.total_cmp(&b.section_mm))
    };
    best(true)
        .map(|item| (item.section_mm, StockOrigin::Offcut(item.id.clone())))
        .or_else(|| best(false).map(|item| (item.section_mm, StockOrigin::Stock(item.id.clone()))))
}

/// Pieces one stock entry gives.
fn pieces(item: &StockItem, wanted: &Wanted) -> u64 {
    let along = |length: f64, pitch: f64| if pitch > 0.0 && length > 0.0 { (length / pitch).floor().max(0.0) as u64 } else { 0 };
    let per_item = match wanted.form {
        StockForm::Round | StockForm::Tube => {
            along(item.length_mm - if item.offcut { 0.0 } else { wanted.lost_end_mm }, wanted.length_mm + wanted.kerf_mm)
        }
        StockForm::Plate | StockForm::Sheet => {
            let (long, wide) = (item.length_mm, item.width_mm.unwrap_or(0.0));
            let (l, w) = (wanted.length_mm + wanted.kerf_mm, wanted.width_mm + wanted.kerf_mm);
            // The last cut may fall on the edge: the stock keeps one kerf of play.
            let play = wanted.kerf_mm;
            (along(long + play, l) * along(wide + play, w)).max(along(long + play, w) * along(wide + play, l))
        }
    };
    per_item.saturating_mul(u64::from(item.count))
}

/// Share of the unusable bar end each piece pays, mm; offcuts are used up as they are.
fn bar_end_share(wanted: &Wanted, origin: &StockOrigin, tables: &Tables) -> f64 {
    if matches!(origin, StockOrigin::Offcut(_)) {
        return 0.0;
    }
    let usable = tables.allowances.kerf.bar_length_mm - wanted.lost_end_mm;
    let per_bar = (usable / (wanted.length_mm + wanted.kerf_mm)).floor();
    if per_bar >= 1.0 { wanted.lost_end_mm / per_bar } else { 0.0 }
}

fn mass(volume_mm3: f64, material: &Material) -> f64 {
    volume_mm3 * material.density_kg_dm3 / 1e6
}

fn range(sections: &[f64]) -> String {
    let smallest = sections.iter().copied().min_by(f64::total_cmp);
    let largest = sections.iter().copied().max_by(f64::total_cmp);
    smallest.zip(largest).map_or("aucune au tarif".to_owned(), |(a, b)| format!("{} à {} mm", mm(a), mm(b)))
}
