//! Stock promised to the lines of a quote: offcuts and stock first, certified lots for the lines that need a certificate and for no
//! other, and no bar, plate or offcut promised twice. What the rack cannot give is bought.
//!
//! Machining has chosen the item each line would take if it were alone; here the lines take turns, in their order.

use std::collections::BTreeMap;

use trusquin_domain::{RawStock, Shop, StockForm, StockItem, StockOrigin, StockPromise};

use crate::job::Job;

/// Sections this close are the same, mm.
const SAME_SECTION_MM: f64 = 0.01;

/// What is left of one stock item.
enum Left {
    /// Bars: what is left of each touched one, mm, and the whole ones.
    Bars { opened: Vec<f64>, whole: u32 },
    /// Plates and sheets: whole ones. A plate that was cut into is not promised to another line.
    Plates(u32),
}

/// Gives stock to the jobs. What a job had before is forgotten, so that a mixed set of jobs can be given again.
pub(crate) fn allot(jobs: &mut [Job<'_>], shop: &Shop) {
    let mut rack: BTreeMap<&str, Left> = BTreeMap::new();
    for job in jobs {
        job.promises.clear();
        job.stock_reasons.clear();
        if job.free_issue {
            continue;
        }
        let Some(blank) = &job.routing.raw_stock else { continue };
        let wanted = wanted(job, blank, shop);
        job.bought = true;
        // A supplier's offer for the blanks is taken as it is.
        let Some(item) = wanted.filter(|_| job.offer.is_none()) else { continue };
        match take(item, blank, job.launched, &mut rack) {
            Some(promise) => {
                job.bought = false;
                job.promises.push(StockPromise { line: job.line, ..promise });
            }
            None => {
                job.stock_reasons.push(format!("Le stock {} est déjà promis à une autre ligne de ce devis : matière à acheter.", item.id))
            }
        }
    }
}

/// The item the job would take alone.
fn wanted<'a>(job: &mut Job<'_>, blank: &RawStock, shop: &'a Shop) -> Option<&'a StockItem> {
    let named = match &blank.origin {
        StockOrigin::Offcut(id) | StockOrigin::Stock(id) => shop.stock.iter().find(|item| item.id == *id),
        StockOrigin::Purchase => None,
    };
    if !job.needs_certificate {
        // Certified lots are for lines that need a certificate, whatever the routing says.
        if let Some(item) = named.filter(|item| item.certified) {
            job.stock_reasons.push(format!("Le lot certifié {} est gardé pour les lignes à certificat : matière à acheter.", item.id));
        }
        return named.filter(|item| !item.certified);
    }
    if let Some(item) = named.filter(|item| item.certified) {
        return Some(item);
    }
    let section = blank.size_mm.first().copied().unwrap_or(0.0);
    let fits = |item: &&StockItem| {
        item.certified
            && item.material == blank.material
            && item.form == blank.form
            && (item.section_mm - section).abs() <= SAME_SECTION_MM
            && pieces_of(item, blank).saturating_mul(u64::from(item.count)) >= u64::from(job.launched)
    };
    let certified = shop.stock.iter().filter(fits).min_by_key(|item| !item.offcut);
    job.stock_reasons.push(match certified {
        Some(item) => format!("Matière certifiée prise dans le lot {}.", item.id),
        None => "Aucun lot certifié qui convienne en stock : matière achetée avec certificat 3.1.".to_owned(),
    });
    certified
}

/// Takes the pieces out of an item, or nothing when it cannot give them all.
fn take<'a>(item: &'a StockItem, blank: &RawStock, pieces: u32, rack: &mut BTreeMap<&'a str, Left>) -> Option<StockPromise> {
    let promise = |units: u32, length_mm: Option<f64>| StockPromise {
        line: 0,
        item: item.id.clone(),
        pieces,
        units,
        length_mm,
        certified: item.certified,
    };
    match item.form {
        StockForm::Round | StockForm::Tube | StockForm::Flat | StockForm::Profile => {
            let left = rack.entry(item.id.as_str()).or_insert_with(|| Left::Bars { opened: Vec::new(), whole: item.count });
            let Left::Bars { opened, whole } = left else { return None };
            let pitch = pitch(blank)?;
            let end = if item.offcut { 0.0 } else { blank.lost_end_mm.max(0.0) };
            let mut bars: Vec<(usize, u64)> = opened.iter().map(|rest| along(*rest - end, pitch)).enumerate().collect();
            let per_bar = along(item.length_mm - end, pitch);
            let from_opened: u64 = bars.iter().map(|(_, pieces)| *pieces).sum();
            let missing = u64::from(pieces).saturating_sub(from_opened);
            let new_bars =
                if missing == 0 { 0 } else { u32::try_from(missing.checked_div(per_bar)? + u64::from(missing % per_bar > 0)).ok()? };
            if new_bars > *whole {
                return None;
            }
            *whole -= new_bars;
            let first_new = opened.len();
            opened.extend(std::iter::repeat_n(item.length_mm, usize::try_from(new_bars).ok()?));
            bars.extend((first_new..opened.len()).map(|bar| (bar, per_bar)));
            let (mut still, mut touched) = (u64::from(pieces), 0);
            for (bar, room) in bars {
                let cut = room.min(still);
                if let Some(rest) = opened.get_mut(bar).filter(|_| cut > 0) {
                    *rest -= cut as f64 * pitch;
                    touched += 1;
                }
                still -= cut;
            }
            Some(promise(touched, Some(f64::from(pieces) * pitch)))
        }
        StockForm::Plate | StockForm::Sheet | StockForm::Block | StockForm::Casting => {
            let left = rack.entry(item.id.as_str()).or_insert(Left::Plates(item.count));
            let Left::Plates(whole) = left else { return None };
            let per_plate = pieces_of(item, blank);
            let needed = u64::from(pieces).checked_div(per_plate)? + u64::from(u64::from(pieces) % per_plate > 0);
            let needed = u32::try_from(needed).ok().filter(|needed| *needed <= *whole)?;
            *whole -= needed;
            Some(promise(needed, None))
        }
    }
}

/// Bars: length of a blank with its kerf, mm.
fn pitch(blank: &RawStock) -> Option<f64> {
    // A flat or a section writes thickness and width before its length.
    let place = if matches!(blank.form, StockForm::Flat | StockForm::Profile) { 2 } else { 1 };
    let pitch = blank.size_mm.get(place)? + blank.kerf_mm;
    (pitch.is_finite() && pitch > 0.0).then_some(pitch)
}

/// Whole pieces along a length; a hair of play for lengths that are exact multiples.
fn along(length_mm: f64, pitch_mm: f64) -> u64 {
    if pitch_mm > 0.0 && length_mm > 0.0 { ((length_mm + 1e-6) / pitch_mm).floor().max(0.0) as u64 } else { 0 }
}

/// Pieces one unit of an item gives, in straight cuts.
fn pieces_of(item: &StockItem, blank: &RawStock) -> u64 {
    match item.form {
        StockForm::Round | StockForm::Tube | StockForm::Flat | StockForm::Profile => {
            let end = if item.offcut { 0.0 } else { blank.lost_end_mm.max(0.0) };
            pitch(blank).map_or(0, |pitch| along(item.length_mm - end, pitch))
        }
        StockForm::Plate | StockForm::Sheet | StockForm::Block | StockForm::Casting => {
            let (Some(width), Some(length)) = (blank.size_mm.get(1), blank.size_mm.get(2)) else { return 0 };
            let (l, w) = (length + blank.kerf_mm, width + blank.kerf_mm);
            // The last cut may fall on the edge: the plate keeps one kerf of play.
            let (long, wide) = (item.length_mm + blank.kerf_mm, item.width_mm.unwrap_or(0.0) + blank.kerf_mm);
            (along(long, l) * along(wide, w)).max(along(long, w) * along(wide, l))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn bar(id: &str, length_mm: f64, count: u32) -> StockItem {
        StockItem {
            id: id.to_owned(),
            material: "C45".to_owned(),
            form: StockForm::Round,
            section_mm: 50.0,
            width_mm: None,
            length_mm,
            count,
            offcut: false,
            certified: false,
        }
    }

    fn blank(size_mm: &[f64], form: StockForm) -> RawStock {
        RawStock {
            form,
            material: "C45".to_owned(),
            size_mm: size_mm.to_vec(),
            kerf_mm: 2.0,
            lost_end_mm: 60.0,
            mass_kg: 1.0,
            part_mass_kg: None,
            origin: StockOrigin::Stock("b".to_owned()),
            ..RawStock::default()
        }
    }

    #[test]
    fn a_bar_is_used_up_piece_by_piece_and_never_beyond() {
        let item = bar("b", 1000.0, 2);
        let blank = blank(&[50.0, 98.0], StockForm::Round);
        let mut rack = BTreeMap::new();
        // 940 mm usable: 9 pieces of 100 mm a bar, 18 in all.
        let first = take(&item, &blank, 5, &mut rack).unwrap();
        assert_eq!((first.units, first.length_mm), (1, Some(500.0)));
        // What is left of the first bar is used before the second is opened.
        assert_eq!(take(&item, &blank, 10, &mut rack).unwrap().units, 2);
        assert!(take(&item, &blank, 4, &mut rack).is_none());
        assert_eq!(take(&item, &blank, 3, &mut rack).unwrap().units, 1);
        assert!(take(&item, &blank, 1, &mut rack).is_none());
    }

    #[test]
    fn plates_are_given_whole() {
        let item = StockItem { form: StockForm::Plate, width_mm: Some(500.0), section_mm: 20.0, ..bar("p", 1000.0, 2) };
        let blank = blank(&[20.0, 98.0, 198.0], StockForm::Plate);
        let mut rack = BTreeMap::new();
        assert_eq!(pieces_of(&item, &blank), 25);
        assert_eq!(take(&item, &blank, 26, &mut rack).unwrap().units, 2);
        assert!(take(&item, &blank, 1, &mut rack).is_none());
    }

    #[test]
    fn senseless_sizes_take_nothing() {
        let item = bar("b", 1000.0, u32::MAX);
        for size in [vec![], vec![50.0], vec![50.0, f64::NAN], vec![50.0, -5.0], vec![50.0, 5000.0]] {
            assert!(take(&item, &blank(&size, StockForm::Round), 5, &mut BTreeMap::new()).is_none(), "{size:?}");
        }
    }
}
