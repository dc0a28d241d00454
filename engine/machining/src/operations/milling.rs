//! Milling: fixturings by tool direction, roughing, finishing, sculptured faces, holes; also off-axis features of turned parts.

use trusquin_domain::{Machine, MachineKind, Operation, OperationKind, StockForm};

use super::holes::{HoleTools, add_holes, drilled_volume, hole_texts};
use super::turning::{off_axis, removed};
use super::{Job, Terms, on_machine};
use crate::cutting::{end_mill, facing_rate, milling_finish_rate, milling_rate, rapids_s, sculpturing_rate, tool_changes_s, wall_rate};
use crate::fixturing::{Clamping, fixturing, side, vice_or_clamps};
use crate::french::mm;
use crate::geometry::parallel;
use crate::need::{Prismatic, Turned, WorkHole};
use crate::tables::EndMill;

/// Fixturings of a prismatic part: both sides along the main axis, and on three axes one more for each other direction.
pub(crate) fn fixturings(prismatic: &Prismatic, mill: &Machine, job_default: u32) -> u32 {
    if !prismatic.from_model {
        return job_default;
    }
    if !prismatic.clampings.is_empty() {
        let sides = u32::try_from(prismatic.clampings.len()).unwrap_or(u32::MAX);
        return if mill.kind == MachineKind::Mill5 { 2 } else { sides.max(2) };
    }
    let others = if mill.kind == MachineKind::Mill5 { 0 } else { prismatic.directions.others };
    2_u32.saturating_add(others.min(4))
}

fn names(index: usize) -> String {
    if index == 0 { "Fraisage 1re prise".to_owned() } else { format!("Fraisage {}e prise", index + 1) }
}

/// The milling operations, one per fixturing.
pub(crate) fn milling(job: &Job, prismatic: &Prismatic, mill: &Machine) -> Vec<Operation> {
    let practice = &job.tables.practice;
    let data = &practice.milling;
    let setups = fixturings(prismatic, mill, data.default_setups).max(1) as usize;
    let weights: Vec<f64> = (0..setups).map(|i| data.setup_weights.get(i).or(data.setup_weights.last()).copied().unwrap_or(1.0)).collect();
    let sum: f64 = weights.iter().sum();
    let holes: Vec<&WorkHole> = job.need.holes.iter().collect();

    let smallest = prismatic.sides_mm[2];
    let work = prismatic_terms(job, prismatic, mill, drilled_volume(&holes, data.largest_drill_mm));
    let by_setup = holes_by_setup(&holes, prismatic, setups);
    let places = places(prismatic, mill, setups);
    (0..setups)
        .map(|index| {
            let mut terms = Terms::default();
            terms.add("load_unload", mill.load_unload_s);
            terms.merge(&work.scaled(weights[index] / sum));
            let used = add_holes(&by_setup[index], job, mill, data.largest_drill_mm, &mut terms);
            let corner = u32::from(index == 0 && prismatic.directions.smallest_corner_mm.is_some_and(|r| 2.0 * r < smallest.min(10.0)));
            let tools = if index == 0 { data.base_tools + corner } else { 2 } + used.tools;
            terms.add("tool_changes", tool_changes_s(tools, mill, practice));
            terms.add("rapids", rapids_s(tools.saturating_mul(practice.moves.moves_per_tool).saturating_add(used.moves), mill, practice));
            let mut steps = first_steps(prismatic, index, &places);
            steps.extend(places.iter().filter(|place| place.fixturing == index).flat_map(|place| place.clamping.features.iter().cloned()));
            steps.extend(hole_texts(&by_setup[index], data.largest_drill_mm));
            let name = names(index);
            let setup = mill.setup_s * if index == 0 { 1.0 } else { data.further_setup_share };
            let mut operation = on_machine(OperationKind::Milling, &name, format!("{name} : {}", steps.join(", ")), mill, setup, terms);
            let holding = holding(job, prismatic, index);
            operation.fixturings = vec![fixturing(holding, position(job, index, &places), steps, &operation)];
            operation
        })
        .collect()
}

/// A clamping of the part and the fixturing of this machine it is cut in: a five-axis machine reaches every side but the back in one.
struct Place<'a> {
    fixturing: usize,
    clamping: &'a Clamping,
}

fn places<'a>(prismatic: &'a Prismatic, mill: &Machine, setups: usize) -> Vec<Place<'a>> {
    let all_sides = mill.kind == MachineKind::Mill5;
    let place = |index: usize| if all_sides && index != 1 { 0 } else { index.min(setups.saturating_sub(1)) };
    prismatic.clampings.iter().enumerate().map(|(index, clamping)| Place { fixturing: place(index), clamping }).collect()
}

/// What opens the work of a fixturing: outline and faces.
fn first_steps(prismatic: &Prismatic, index: usize, places: &[Place]) -> Vec<String> {
    let [long, wide, thin] = prismatic.sides_mm;
    let side = places.iter().find(|place| place.fixturing == index).map(|place| side(place.clamping.direction));
    vec![match index {
        0 => format!("surfacer, ébaucher et finir le contour {} × {}", mm(long), mm(wide)),
        1 => format!("retourner, surfacer à l'épaisseur {}, finir", mm(thin)),
        _ => format!("reprise sur chant{}", side.map(|side| format!(", côté {side}")).unwrap_or_default()),
    }]
}

fn holding(job: &Job, prismatic: &Prismatic, index: usize) -> String {
    let [long, wide, thin] = prismatic.sides_mm;
    let practice = &job.tables.practice.milling;
    let across = if index < 2 { wide } else { thin };
    let text = vice_or_clamps(across, thin, long, practice.vice_opening_mm, practice.thin_plate_ratio);
    if index == 0 { text } else { format!("{text}, cales parallèles") }
}

fn position(job: &Job, index: usize, places: &[Place]) -> String {
    let side = places.iter().find(|place| place.fixturing == index).map(|place| format!(", côté {}", side(place.clamping.direction)));
    let side = side.unwrap_or_default();
    let datums = match job.datums {
        [] => String::new(),
        datums => format!(" ; références {} du plan usinées dans ce posage d'abord", datums.join(", ")),
    };
    match index {
        0 => format!("face principale dessus{side}, brut en appui, origine au coin{datums}"),
        1 => format!("retournée{side}, appui sur la face usinée au posage 1, origine reprise sur le contour fini"),
        _ => format!("sur chant{side}, appui sur faces usinées aux posages 1 et 2, origine reprise"),
    }
}

fn prismatic_terms(job: &Job, prismatic: &Prismatic, mill: &Machine, drilled: f64) -> Terms {
    let practice = &job.tables.practice;
    let data = &practice.milling;
    let at = |index: usize| job.stock.size_mm.get(index).copied().unwrap_or(0.0);
    let blank = match job.stock.form {
        StockForm::Round => std::f64::consts::PI / 4.0 * at(0).powi(2) * at(1),
        StockForm::Tube => std::f64::consts::PI * at(2) * (at(0) - at(2)) * at(1),
        StockForm::Plate | StockForm::Sheet | StockForm::Flat | StockForm::Block => at(0) * at(1) * at(2),
        StockForm::Profile | StockForm::Casting => job.stock.mass_kg * 1e6 / job.material.density_kg_dm3,
    };
    let removed = match job.need.volume_mm3 {
        Some(volume) => blank - volume - drilled,
        None => blank * practice.removal_share.milling - drilled,
    };
    let mut terms = Terms::default();
    let Some(rough) = end_mill(prismatic.sides_mm[1] * data.rough_tool_share_of_side, practice) else { return terms };
    // What lies between narrow walls is cut by a tool that passes between them, the rest by the roughing tool.
    let mut left = removed.max(0.0);
    let cut = |volume: f64, tool: &EndMill| volume / (milling_rate(job.group, tool, mill, practice) * data.rough_path_efficiency) * 60.0;
    for slot in prismatic.slots.iter().filter(|slot| slot.width_mm < rough.diameter_mm) {
        let volume = slot.volume_mm3.min(left);
        left -= volume;
        if let Some(tool) = end_mill(slot.width_mm, practice) {
            terms.add("slotting", cut(volume, tool));
        }
    }
    terms.add("removal", cut(left, rough));
    let areas = &prismatic.areas;
    let finished = |area: f64, rate: f64| area / (rate * data.finish_path_efficiency) * 60.0;
    terms.add("facing", finished(areas.faced_mm2, facing_rate(job.group, mill, practice)));
    let corner = prismatic.directions.smallest_corner_mm.map_or(10.0, |radius| (2.0 * radius).clamp(3.0, 10.0));
    if let (Some(large), Some(small)) = (end_mill(10.0, practice), end_mill(corner, practice)) {
        terms.add("finishing", finished(areas.wall_mm2, wall_rate(job.group, large, prismatic.sides_mm[2], mill, practice)));
        // Small corners slow the faces they touch, not the whole inside.
        let cornered = data.corner_area_share * areas.inner_mm2;
        terms.add("finishing", finished(areas.inner_mm2 - cornered, milling_finish_rate(job.group, large, mill, practice)));
        terms.add("finishing", finished(cornered, milling_finish_rate(job.group, small, mill, practice)));
    }
    terms.add("sculpturing", finished(areas.sculptured_mm2, sculpturing_rate(job.group, mill, practice)));
    terms
}

/// Holes along the main axis (or without a direction) belong to the first fixturing, each other axis to its own.
pub(crate) fn holes_by_setup<'a>(holes: &[&'a WorkHole], prismatic: &Prismatic, setups: usize) -> Vec<Vec<&'a WorkHole>> {
    let mut by_setup: Vec<Vec<&WorkHole>> = vec![Vec::new(); setups];
    if !prismatic.clampings.is_empty() {
        for hole in holes {
            let along = |clamping: &Clamping| hole.axis.is_some_and(|axis| parallel(clamping.direction, axis));
            let index = prismatic.clampings.iter().position(along).filter(|index| *index < setups).unwrap_or(0);
            by_setup[index].push(hole);
        }
        return by_setup;
    }
    let mut axes: Vec<[f64; 3]> = Vec::new();
    for hole in holes {
        let same = |a: [f64; 3], b: [f64; 3]| (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]).abs() > 0.999;
        let index = match (hole.axis, prismatic.directions.main) {
            (Some(axis), Some(main)) if !same(axis, main) && setups > 2 => {
                let known = axes.iter().position(|known| same(*known, axis)).unwrap_or_else(|| {
                    axes.push(axis);
                    axes.len() - 1
                });
                (2 + known).min(setups - 1)
            }
            _ => 0,
        };
        by_setup[index].push(hole);
    }
    by_setup
}

/// Off-axis features of a turned part made on the same lathe with driven tools.
pub(crate) fn driven_tool_terms(job: &Job, turned: &Turned, off: &[&WorkHole], lathe: &Machine) -> (Terms, HoleTools, Vec<String>) {
    let share = job.tables.practice.milling.driven_tool_share;
    let (terms, used) = off_axis_terms(job, turned, off, lathe, share);
    let mut texts = hole_texts(off, job.tables.practice.milling.largest_drill_mm);
    if turned.off_axis_share > 0.0 {
        texts.push("fraiser les formes hors axe aux outils tournants".to_owned());
    }
    (terms, used, texts)
}

fn off_axis_terms(job: &Job, turned: &Turned, off: &[&WorkHole], machine: &Machine, share: f64) -> (Terms, HoleTools) {
    let practice = &job.tables.practice;
    let data = &practice.milling;
    let mut terms = Terms::default();
    let mut used = add_holes(off, job, machine, data.largest_drill_mm, &mut terms);
    let volume = (removed(job, turned).1 - drilled_volume(off, data.largest_drill_mm)).max(0.0);
    if turned.off_axis_share > 0.0
        && let Some(tool) = end_mill((turned.diameter_mm / 3.0).min(10.0), practice)
    {
        used.tools += 1;
        terms.add("milling", volume / (milling_rate(job.group, tool, machine, practice) * share * data.rough_path_efficiency) * 60.0);
        let area = job.need.area_mm2 * turned.off_axis_share;
        terms.add("milling", area / (milling_finish_rate(job.group, tool, machine, practice) * share * data.finish_path_efficiency) * 60.0);
    }
    (terms, used)
}

/// Off-axis features of a turned part as a second operation on a machining centre.
pub(crate) fn milling_off_axis(job: &Job, turned: &Turned, mill: &Machine) -> Operation {
    let practice = &job.tables.practice;
    let (_, off) = off_axis(turned, &job.need.holes);
    let (mut terms, used) = off_axis_terms(job, turned, &off, mill, 1.0);
    terms.add("load_unload", mill.load_unload_s);
    terms.add("tool_changes", tool_changes_s(used.tools, mill, practice));
    terms.add("rapids", rapids_s(used.tools.saturating_mul(practice.moves.moves_per_tool).saturating_add(used.moves), mill, practice));
    let mut steps = hole_texts(&off, practice.milling.largest_drill_mm);
    if turned.off_axis_share > 0.0 {
        steps.insert(0, "fraiser les formes hors axe".to_owned());
    }
    let text = format!("Fraisage en reprise : {}", steps.join(", "));
    let mut operation = on_machine(OperationKind::Milling, "Fraisage en reprise", text, mill, mill.setup_s, terms);
    let holding = format!("mandrin ou vés sur Ø{} fini, diviseur si plusieurs côtés", mm(turned.diameter_mm));
    let position = "axe de tournage repris, origine sur la face dressée".to_owned();
    operation.fixturings = vec![fixturing(holding, position, steps, &operation)];
    operation
}
