//! Steps on a machining centre, clamping by clamping: face, rough, slots, finish, holes, chamfers.

use trusquin_domain::{RawStock, StepSize, StepWork, StockForm};

use super::plan::{Planner, Wanted};
use crate::french::mm;
use crate::need::{Prismatic, Turned, WorkHole};
use crate::operations::{holes_by_setup, off_axis};

/// Stock left for finishing walls and floors, mm.
const FINISH_STOCK_MM: f64 = 0.3;
/// Edge broken everywhere the drawing asks nothing, mm.
const CHAMFER_MM: f64 = 0.3;

/// The steps of the clamping `index` out of `count`.
pub(super) fn mill_steps(planner: &Planner, prismatic: &Prismatic, stock: Option<&RawStock>, index: usize, count: usize) -> Vec<Wanted> {
    let [long, wide, thin] = prismatic.sides_mm;
    let practice = &planner.tables.practice.milling;
    let weights: Vec<f64> =
        (0..count.max(1)).map(|i| practice.setup_weights.get(i).or(practice.setup_weights.last()).copied().unwrap_or(1.0)).collect();
    let share = weights.get(index).copied().unwrap_or(1.0) / weights.iter().sum::<f64>().max(1e-9);
    let mut steps = Vec::new();
    let over = over_thickness(prismatic, stock);
    if index < 2 {
        let text = if index == 0 { "Surfacer la première face".to_owned() } else { format!("Surfacer à l'épaisseur {}", mm(thin)) };
        let size = StepSize {
            width_mm: Some(wide),
            depth_mm: Some((over / 2.0).max(0.5)),
            area_mm2: Some(long * wide),
            ra_um: Some(planner.ra_um),
            ..StepSize::default()
        };
        steps.push(Wanted::new(StepWork::FaceMilling, text, size));
    }
    let volume = roughed_volume(planner, prismatic, stock, over) * share;
    let corner = prismatic.directions.smallest_corner_mm;
    if volume > 1.0 {
        let room = wide * practice.rough_tool_share_of_side;
        let size = StepSize {
            width_mm: Some(room),
            depth_mm: Some(thin),
            volume_mm3: Some(volume),
            corner_radius_mm: corner,
            ..StepSize::default()
        };
        steps.push(Wanted::new(StepWork::RoughMilling, format!("Ébaucher, {} mm à laisser", mm(FINISH_STOCK_MM)), size));
    }
    if index == 0 {
        let smallest = 20.0_f64;
        for slot in prismatic.slots.iter().filter(|slot| slot.width_mm < smallest).take(8) {
            let size = StepSize { width_mm: Some(slot.width_mm), volume_mm3: Some(slot.volume_mm3), ..StepSize::default() };
            steps.push(Wanted::new(StepWork::SlotMilling, format!("Rainurer, largeur {}", mm(slot.width_mm)), size));
        }
    }
    let areas = &prismatic.areas;
    if areas.wall_mm2 * share > 1.0 {
        let size =
            StepSize { depth_mm: Some(thin), area_mm2: Some(areas.wall_mm2 * share), ra_um: Some(planner.ra_um), ..StepSize::default() };
        steps.push(Wanted::new(StepWork::WallFinishing, format!("Finir le contour {} × {}", mm(long), mm(wide)), size));
    }
    if areas.inner_mm2 * share > 1.0 {
        let size = StepSize {
            area_mm2: Some(areas.inner_mm2 * share),
            corner_radius_mm: corner,
            ra_um: Some(planner.ra_um),
            ..StepSize::default()
        };
        let text = corner.map_or("Finir poches, épaulements et fonds".to_owned(), |radius| {
            format!("Finir poches, épaulements et fonds, rayons {} et plus", mm(radius))
        });
        steps.push(Wanted::new(StepWork::FloorFinishing, text, size));
    }
    if areas.sculptured_mm2 * share > 1.0 {
        let size = StepSize { area_mm2: Some(areas.sculptured_mm2 * share), corner_radius_mm: corner, ..StepSize::default() };
        steps.push(Wanted::new(StepWork::BallFinishing, "Finir les surfaces gauches à la boule".to_owned(), size));
    }
    let all: Vec<&WorkHole> = planner.need.holes.iter().collect();
    let by_setup = holes_by_setup(&all, prismatic, count.max(1));
    steps.extend(by_setup.get(index).map(|holes| all_holes(planner, holes)).unwrap_or_default());
    let size = StepSize { width_mm: Some(CHAMFER_MM), length_mm: Some(2.0 * (long + wide)), ..StepSize::default() };
    steps.push(Wanted::new(StepWork::Chamfering, format!("Casser les arêtes {} à 45°", mm(CHAMFER_MM)), size));
    steps
}

/// The off-axis features of a turned part on a machining centre.
pub(super) fn second_machine_steps(planner: &Planner, turned: &Turned) -> Vec<Wanted> {
    let (_, off) = off_axis(turned, &planner.need.holes);
    let mut steps = Vec::new();
    if turned.off_axis_share > 0.01 {
        let area = planner.need.area_mm2 * turned.off_axis_share;
        let size = StepSize {
            width_mm: Some(turned.diameter_mm / 3.0),
            depth_mm: Some(turned.diameter_mm / 6.0),
            volume_mm3: Some(area * turned.diameter_mm / 20.0),
            ..StepSize::default()
        };
        steps.push(Wanted::new(StepWork::RoughMilling, "Fraiser les formes hors axe".to_owned(), size));
        let size = StepSize { area_mm2: Some(area), ra_um: Some(planner.ra_um), ..StepSize::default() };
        steps.push(Wanted::new(StepWork::FloorFinishing, "Finir les formes hors axe".to_owned(), size));
    }
    steps.extend(all_holes(planner, &off));
    steps
}

/// One spot drill for all, then group by group.
fn all_holes(planner: &Planner, holes: &[&WorkHole]) -> Vec<Wanted> {
    let largest = planner.tables.practice.milling.largest_drill_mm;
    let drilled: Vec<&&WorkHole> = holes.iter().filter(|hole| !hole.widens && hole.drill_mm <= largest).collect();
    let mut steps = Vec::new();
    if let Some(smallest) = drilled.iter().map(|hole| hole.drill_mm).min_by(f64::total_cmp) {
        let count = drilled.iter().fold(0_u32, |sum, hole| sum.saturating_add(hole.count));
        let size = StepSize { diameter_mm: Some(smallest), depth_mm: Some(smallest / 2.0), count, ..StepSize::default() };
        steps.push(Wanted::new(StepWork::Spotting, format!("Pointer {count} trous"), size));
    }
    for hole in holes {
        steps.extend(planner.holes(hole, false, largest, true));
    }
    steps
}

fn over_thickness(prismatic: &Prismatic, stock: Option<&RawStock>) -> f64 {
    let of_stock = stock.filter(|stock| stock.form != StockForm::Round).and_then(|stock| stock.size_mm.first().copied());
    of_stock.map_or(2.0, |thickness| (thickness - prismatic.sides_mm[2]).clamp(0.0, 50.0))
}

/// Volume of the blank less the part, its faced allowance and its drilled holes, mm³.
fn roughed_volume(planner: &Planner, prismatic: &Prismatic, stock: Option<&RawStock>, over: f64) -> f64 {
    let [long, wide, thin] = prismatic.sides_mm;
    let at = |index: usize| stock.and_then(|stock| stock.size_mm.get(index)).copied();
    let blank = match (stock.map(|stock| stock.form), at(0), at(1), at(2)) {
        (Some(StockForm::Round | StockForm::Tube), Some(d), Some(length), _) => std::f64::consts::PI / 4.0 * d * d * length,
        (_, Some(a), Some(b), Some(c)) => a * b * c,
        _ => long * wide * (thin + over),
    };
    let part = planner.need.volume_mm3.unwrap_or(blank * (1.0 - planner.tables.practice.removal_share.milling));
    let largest = planner.tables.practice.milling.largest_drill_mm;
    let drilled: f64 = planner
        .need
        .holes
        .iter()
        .filter(|hole| hole.drill_mm <= largest)
        .map(|hole| std::f64::consts::PI / 4.0 * hole.drill_mm.powi(2) * hole.depth_mm * f64::from(hole.count))
        .sum();
    let slots: f64 = prismatic.slots.iter().filter(|slot| slot.width_mm < 20.0).map(|slot| slot.volume_mm3).sum();
    (blank - part - long * wide * over - drilled - slots).max(0.0)
}
