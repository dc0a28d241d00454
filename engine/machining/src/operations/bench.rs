//! Bench work and inspection: deburring, tapping of sheet parts, control by sampling, packing.

use trusquin_domain::{Machine, Operation, OperationKind};

use super::{Job, Terms, on_machine};
use crate::cutting::{drilling_s, tapping_s};
use crate::french::count;
use crate::need::Shape;

/// Ébavurage; on sheet parts also the threads and countersinks, at the pillar drill.
pub(crate) fn deburring(job: &Job, bench: &Machine) -> Operation {
    let practice = &job.tables.practice;
    let rule = &practice.deburring;
    let holes: f64 = job.need.holes.iter().filter(|hole| !hole.widens).map(|hole| f64::from(hole.count)).sum();
    let edges = 4.0 * job.need.envelope_mm.iter().sum::<f64>();
    let mut terms = Terms::default();
    terms.add("deburring", rule.base_s + rule.per_hole_s * holes + rule.per_edge_mm_s * edges);
    terms.add("load_unload", bench.load_unload_s);
    let mut text = "Ébavurer, casser les angles, nettoyer".to_owned();
    if matches!(job.need.shape, Shape::Sheet(_)) {
        for hole in job.need.holes.iter().filter(|hole| hole.thread.is_some() || hole.enlarged || hole.widens) {
            let count = f64::from(hole.count);
            let limit = Some(practice.bench.max_rpm);
            if let Some((name, thread)) = &hole.thread {
                terms.add("tapping", count * tapping_s(job.group, thread.major_mm, thread.pitch_mm, hole.depth_mm, limit));
                text.push_str(&format!(", tarauder {} × {name}", hole.count));
            } else if hole.widens {
                terms.add("counterboring", count * drilling_s(job.group, hole.drill_mm, hole.depth_mm, limit, practice));
                text.push_str(&format!(", lamer {} trous", hole.count));
            } else {
                terms.add(
                    "counterboring",
                    count * drilling_s(job.group, hole.drill_mm * 1.5, hole.depth_mm.min(hole.drill_mm), limit, practice),
                );
                text.push_str(&format!(", fraiser {} trous", hole.count));
            }
            terms.add("handling", count * practice.bench.per_hole_handling_s);
        }
    }
    on_machine(OperationKind::Deburring, "Ébavurage", text, bench, bench.setup_s, terms)
}

/// Contrôle: the first piece and ⌈√n⌉ more are measured whole; the time is spread over the lot.
pub(crate) fn inspection(job: &Job, room: &Machine) -> Operation {
    let rule = &job.tables.practice.inspection;
    let pieces = f64::from(job.launched.max(1));
    let sample = (1.0 + pieces.sqrt().ceil()).min(pieces);
    let dimensions = if job.dimension_count == 0 { rule.default_dimensions } else { job.dimension_count.min(rule.dimensions_max) };
    let ordinary = dimensions.saturating_sub(job.critical_count);
    let share = sample / pieces;
    let mut terms = Terms::default();
    terms.add("critical", share * f64::from(job.critical_count) * rule.per_critical_s);
    terms.add("dimensions", share * f64::from(ordinary) * rule.per_dimension_s);
    terms.add("load_unload", share * room.load_unload_s);
    let text = format!(
        "Contrôle de {} sur {} : {}, dont {}",
        count(sample as u32, "pièce", "pièces"),
        job.launched,
        count(dimensions, "cote", "cotes"),
        count(job.critical_count, "critique", "critiques")
    );
    on_machine(OperationKind::Inspection, "Contrôle", text, room, room.setup_s, terms)
}

/// Conditionnement.
pub(crate) fn packing(job: &Job, bench: &Machine) -> Operation {
    let rule = &job.tables.practice.packing;
    let mass = job.stock.part_mass_kg.unwrap_or(job.stock.mass_kg);
    let mut terms = Terms::default();
    terms.add("packing", rule.per_piece_s + rule.per_kg_s * mass);
    on_machine(OperationKind::Packing, "Conditionnement", "Protéger, emballer, étiqueter".to_owned(), bench, 0.0, terms)
}
