//! Offcuts and stock on the rack, and how the launch is cut out of bars, plates and sheets.

use trusquin_domain::{CuttingList, Material, Shop, StockForm, StockItem, StockOrigin};

use crate::french::{count, mm};
use crate::tables::Tables;

/// What the blank must hold: section, then length, without kerf.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wanted {
    pub form: StockForm,
    /// Diameter or thickness, mm.
    pub section_mm: f64,
    /// Plates, flats: width, mm.
    pub width_mm: f64,
    pub length_mm: f64,
    pub kerf_mm: f64,
    /// End of a bar that cannot be used, mm.
    pub lost_end_mm: f64,
}

impl Wanted {
    fn is_flat(&self) -> bool {
        matches!(self.form, StockForm::Plate | StockForm::Sheet)
    }

    pub fn pitch_mm(&self) -> f64 {
        self.length_mm + self.kerf_mm
    }

    /// Pieces out of one bar of a length (`whole`: its end is lost) or one plate.
    pub fn pieces_of(&self, length_mm: f64, width_mm: f64, whole: bool) -> u64 {
        let along = |length: f64, pitch: f64| if pitch > 0.0 && length > 0.0 { (length / pitch).floor().max(0.0) as u64 } else { 0 };
        if !self.is_flat() {
            return along(length_mm - if whole { self.lost_end_mm } else { 0.0 }, self.pitch_mm());
        }
        let (l, w) = (self.length_mm + self.kerf_mm, self.width_mm + self.kerf_mm);
        // The last cut may fall on the edge: the stock keeps one kerf of play.
        let play = self.kerf_mm;
        (along(length_mm + play, l) * along(width_mm + play, w)).max(along(length_mm + play, w) * along(width_mm + play, l))
    }
}

/// Pieces one stock entry gives.
fn pieces(item: &StockItem, wanted: &Wanted) -> u64 {
    let one = wanted.pieces_of(item.length_mm, item.width_mm.unwrap_or(0.0), !item.offcut);
    one.saturating_mul(u64::from(item.count))
}

/// An offcut, else a stock item, that holds all launched pieces and is not above the largest section for offcuts and for stock;
/// certified stock is kept for lines that need a certificate.
pub(super) fn from_rack<'a>(
    wanted: &Wanted,
    material: &Material,
    shop: &'a Shop,
    launched: u32,
    largest_mm: [f64; 2],
) -> Option<(&'a StockItem, StockOrigin)> {
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
        .map(|item| (item, StockOrigin::Offcut(item.id.clone())))
        .or_else(|| best(false).map(|item| (item, StockOrigin::Stock(item.id.clone()))))
}

pub(super) fn origin_reason(origin: &StockOrigin) -> String {
    match origin {
        StockOrigin::Offcut(mark) => format!("Pris dans la chute {mark}"),
        StockOrigin::Stock(mark) => format!("Pris en stock, repère {mark}"),
        StockOrigin::Purchase => "Ni chute ni stock qui convienne : à acheter".to_owned(),
    }
}

/// The cutting list of the launch: out of the stock entry, or out of bars (sheets) of the usual length.
pub(super) fn cutting_list(wanted: &Wanted, item: Option<&StockItem>, launched: u32, tables: &Tables) -> Option<CuttingList> {
    let allowances = &tables.allowances;
    let offcut = item.is_some_and(|item| item.offcut);
    let (length, width) = match (item, wanted.form) {
        (Some(item), _) => (item.length_mm, item.width_mm),
        (None, StockForm::Sheet) => (allowances.sheet.format_mm[0], Some(allowances.sheet.format_mm[1])),
        // A plate is bought sawn to size.
        (None, StockForm::Plate | StockForm::Block | StockForm::Casting) => return None,
        (None, _) => (allowances.kerf.bar_length_mm, None),
    };
    let per_bar = u32::try_from(wanted.pieces_of(length, width.unwrap_or(0.0), !offcut)).unwrap_or(u32::MAX);
    if per_bar == 0 || launched == 0 {
        return None;
    }
    let bars = launched.div_ceil(per_bar);
    let last = launched - (bars - 1) * per_bar;
    let flat = wanted.is_flat();
    let pitch = wanted.pitch_mm();
    let used = if flat { 0.0 } else { f64::from(last) * pitch };
    let remnant = if flat { 0.0 } else { (length - used).max(0.0) };
    let kept = remnant >= allowances.offcut.least_length_mm;
    let lost = if offcut { 0.0 } else { wanted.lost_end_mm };
    let text = if flat {
        format!(
            "{} de {} × {} : {} par format, {} pour {}",
            count(bars, "format", "formats"),
            mm(length),
            mm(width.unwrap_or(0.0)),
            count(per_bar, "pièce", "pièces"),
            count(bars, "format entamé", "formats entamés"),
            count(launched, "pièce", "pièces")
        )
    } else {
        let split = if bars > 1 { format!("{} × {per_bar} + {last}", bars - 1) } else { last.to_string() };
        let rest = if kept {
            format!("reste {} (chute gardée)", mm(remnant))
        } else {
            format!("reste {} (rebut sous {})", mm(remnant), mm(allowances.offcut.least_length_mm))
        };
        format!("{} de {} : {split} pièces au pas de {}, {rest}", count(bars, "barre", "barres"), mm(length), mm(pitch))
    };
    Some(CuttingList {
        pieces: launched,
        bars,
        bar_length_mm: length,
        bar_width_mm: width,
        pieces_per_bar: per_bar,
        pitch_mm: pitch,
        lost_end_mm: lost,
        remnant_mm: remnant,
        remnant_kept: kept && !flat,
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::tables;

    fn bar(length_mm: f64) -> Wanted {
        Wanted { form: StockForm::Round, section_mm: 45.0, width_mm: 0.0, length_mm, kerf_mm: 1.5, lost_end_mm: 60.0 }
    }

    /// 3000 - 60 = 2940 usable; pitch 63 + 1.5 = 64.5: 45 a bar.
    #[test]
    fn bars_are_counted_and_the_rest_is_kept() {
        let tables = tables().unwrap();
        let check = |launched: u32, expect: (u32, u32, f64, bool)| {
            let list = cutting_list(&bar(63.0), None, launched, tables).unwrap();
            assert_eq!((list.bars, list.pieces_per_bar, list.remnant_mm, list.remnant_kept), expect, "{launched}: {}", list.text);
        };
        check(10, (1, 45, 2355.0, true));
        check(45, (1, 45, 97.5, false));
        check(46, (2, 45, 2935.5, true));
        check(200, (5, 45, 3000.0 - 20.0 * 64.5, true));
    }

    #[test]
    fn a_piece_longer_than_a_bar_has_no_list() {
        assert_eq!(cutting_list(&bar(3100.0), None, 1, tables().unwrap()), None);
    }
}
