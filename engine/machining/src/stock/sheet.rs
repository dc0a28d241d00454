//! Blanks of sheet parts: the flat pattern with its web, nested on the sheet in stock or on the format bought.

use rust_decimal::Decimal;
use trusquin_domain::{StockForm, StockOrigin};

use super::rack::{Wanted, cutting_list, from_rack, origin_reason};
use super::{Candidate, Request, range};
use crate::french::mm;
use crate::need::Sheet;

pub(super) fn candidate(request: &Request, sheet: &Sheet) -> Result<Candidate, String> {
    let (tables, material) = (request.tables, request.material);
    let rules = &tables.allowances.sheet;
    let same = |thickness: &&f64| (**thickness - sheet.thickness_mm).abs() <= rules.thickness_tolerance_mm;
    let Some(thickness) = material.sheet_mm.iter().chain(&material.plate_mm).find(same).copied() else {
        return Err(format!(
            "Tôle de {} mm en {} : épaisseur hors du tarif ({}). Autre épaisseur acceptée ?",
            mm(sheet.thickness_mm),
            material.name,
            range(&material.sheet_mm)
        ));
    };
    let wanted = Wanted {
        form: StockForm::Sheet,
        section_mm: thickness,
        width_mm: sheet.sides_mm[1] + rules.web_mm,
        length_mm: sheet.sides_mm[0] + rules.web_mm,
        kerf_mm: tables.allowances.kerf.laser_mm,
        lost_end_mm: 0.0,
    };
    let found = from_rack(&wanted, material, request.shop, request.launched, [thickness + rules.thickness_tolerance_mm; 2]);
    let origin = found.as_ref().map_or(StockOrigin::Purchase, |(_, origin)| origin.clone());
    let cutting = cutting_list(&wanted, found.map(|(item, _)| item), request.launched, tables);
    let mut reasons = vec![
        format!("Flan {} × {} + {} d'entre-pièces", mm(sheet.sides_mm[0]), mm(sheet.sides_mm[1]), mm(rules.web_mm)),
        origin_reason(&origin),
    ];
    reasons.extend(cutting.iter().map(|list| list.text.clone()));
    Ok(Candidate {
        form: StockForm::Sheet,
        size_mm: vec![thickness, wanted.width_mm, wanted.length_mm],
        kerf_mm: wanted.kerf_mm,
        lost_end_mm: 0.0,
        spent_mm3: thickness * wanted.width_mm * wanted.length_mm,
        sawn_mm2: 0.0,
        price_factor: Decimal::ONE,
        origin,
        text: format!("Tôle {} : flan {} × {}, {}", mm(thickness), mm(sheet.sides_mm[0]), mm(sheet.sides_mm[1]), material.name),
        reasons,
        cutting,
    })
}
