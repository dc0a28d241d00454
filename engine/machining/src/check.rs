//! Looks a shop file over before it is used: what its machines and materials would make impossible or inexact.

use trusquin_domain::{Diagnostic, MachineKind, Shop};

use crate::tables::tables;

/// Remarks on the shop file as routing sees it (docs/diagnostics/mch.md). An empty list means that nothing is in the way.
pub fn check_shop(shop: &Shop) -> Vec<Diagnostic> {
    let mut remarks = Vec::new();
    let tables = match tables() {
        Ok(tables) => tables,
        Err(error) => {
            return vec![Diagnostic::error("MCH-001", format!("a data table of the routing cannot be read, restore it: {error}"))];
        }
    };
    for material in &shop.material {
        match tables.cutting.group_of(material) {
            None => remarks.push(Diagnostic::error(
                "MCH-002",
                format!(
                    "material '{}' has ISO 513 letter '{}' without cutting data: use P, M, K, N, S, H or O",
                    material.id, material.iso513
                ),
            )),
            Some((group, true)) => {
                let wanted =
                    material.cutting_group.as_deref().map_or("no cutting_group".to_owned(), |id| format!("unknown cutting_group '{id}'"));
                remarks.push(Diagnostic::info(
                    "MCH-003",
                    format!(
                        "material '{}' has {wanted}: times use row {} ({}; {})",
                        material.id, group.id, group.description, tables.cutting.source
                    ),
                ));
            }
            Some(_) => {}
        }
        if material.round_mm.is_empty() && material.plate_mm.is_empty() && material.sheet_mm.is_empty() {
            remarks.push(Diagnostic::warning(
                "MCH-004",
                format!(
                    "material '{}' lists no round, plate or sheet sizes: only stock, offcuts and the flats and tubes of {} can be used",
                    material.id, tables.sections.source
                ),
            ));
        }
    }
    for (kind, what) in [
        (MachineKind::Bench, "deburring and packing are left out of every routing"),
        (MachineKind::Inspection, "inspection is left out of every routing"),
        (MachineKind::Saw, "parts that are not bar-fed or cut from sheet cannot be routed"),
    ] {
        if !shop.machine.iter().any(|machine| machine.kind == kind) {
            remarks.push(Diagnostic::warning("MCH-005", format!("no machine of kind {kind:?} in the shop file: {what}")));
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo_shop;

    fn codes(shop: &Shop) -> Vec<String> {
        check_shop(shop).into_iter().map(|remark| remark.code).collect()
    }

    #[test]
    fn the_demo_shop_is_clean_and_a_broken_one_is_told() {
        let mut shop = demo_shop();
        assert!(codes(&shop).is_empty(), "{:?}", check_shop(&shop));
        shop.material.truncate(3);
        shop.material[0].iso513 = "Z".to_owned();
        shop.material[0].cutting_group = None;
        shop.material[1].cutting_group = Some("P77".to_owned());
        (shop.material[2].round_mm, shop.material[2].plate_mm, shop.material[2].sheet_mm) = (vec![], vec![], vec![]);
        shop.machine.retain(|machine| machine.kind != MachineKind::Saw);
        assert_eq!(codes(&shop), ["MCH-002", "MCH-003", "MCH-004", "MCH-005"]);
    }
}
