//! Turning in one or two fixturings, with the axial holes, parting off and, on a mill-turn lathe, the off-axis features.

use std::f64::consts::PI;

use trusquin_domain::{Machine, MachineKind, Operation, OperationKind, StockForm};

use super::holes::{HoleTools, add_holes, drilled_volume, hole_texts};
use super::milling::driven_tool_terms;
use super::{Job, Terms, on_machine};
use crate::cutting::{parting_s, rapids_s, thread_turning_s, tool_changes_s, turning_finish_rate, turning_rate};
use crate::fixturing::fixturing;
use crate::french::mm;
use crate::need::{Turned, WorkHole};
use crate::stock::Feeding;

/// How the lathe is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TurningPlan {
    pub feeding: Feeding,
    pub fixturings: u32,
}

/// Splits the holes: on the turning axis (drilled by the lathe) and off it (bolt circles, cross holes).
/// A hole without a direction is taken as axial when it stands alone, as a pattern otherwise.
pub(crate) fn off_axis<'a>(turned: &Turned, holes: &'a [WorkHole]) -> (Vec<&'a WorkHole>, Vec<&'a WorkHole>) {
    holes.iter().partition(|hole| {
        let along = match (hole.axis, turned.axis) {
            (Some(a), Some(b)) => (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]).abs() > 0.999,
            _ => true,
        };
        along && hole.count == 1
    })
}

/// Volume turned away, mm³, and the volume left for mills on the same part: the blank less the part, shared by area.
pub(super) fn removed(job: &Job, turned: &Turned) -> (f64, f64) {
    let at = |index: usize| job.stock.size_mm.get(index).copied().unwrap_or(0.0);
    let blank = match job.stock.form {
        StockForm::Tube => PI * at(2) * (at(0) - at(2)) * at(1),
        StockForm::Casting => job.stock.mass_kg * 1e6 / job.material.density_kg_dm3,
        _ => PI / 4.0 * at(0).powi(2) * at(1),
    };
    let all = match job.need.volume_mm3 {
        Some(volume) => (blank - volume).max(0.0),
        None => blank * job.tables.practice.removal_share.turning,
    };
    (all * (1.0 - turned.off_axis_share), all * turned.off_axis_share)
}

/// The turning operations. `driven`: this lathe also makes the off-axis features.
pub(crate) fn turning(job: &Job, turned: &Turned, lathe: &Machine, plan: TurningPlan, driven: bool) -> Vec<Operation> {
    let practice = &job.tables.practice;
    let data = &practice.turning;
    let (axial, off) = off_axis(turned, &job.need.holes);
    let bar_mm = job.stock.size_mm.first().copied().unwrap_or(turned.swing_mm);
    let ra = if job.ground_later { data.default_ra_um } else { job.need.ra_um.unwrap_or(data.default_ra_um) };

    let mut outside = Terms::default();
    let drilled = drilled_volume(&axial, data.largest_drill_mm);
    let rough = (removed(job, turned).0 - drilled).max(0.0);
    outside.add("removal", rough / (turning_rate(job.group, bar_mm, lathe, job.tables) * data.rough_path_efficiency) * 60.0);
    let finish_rate = turning_finish_rate(job.group, turned.diameter_mm, ra, lathe, practice);
    outside.add("finishing", turned.area_mm2 / (finish_rate * data.finish_path_efficiency) * 60.0);

    let mut holes = Terms::default();
    let hole_tools = add_holes(&axial, job, lathe, data.largest_drill_mm, &mut holes);
    let mut threads: Vec<String> = Vec::new();
    for found in &job.need.outside_threads {
        let data = &job.tables.threads;
        holes.add("threading", f64::from(found.count) * thread_turning_s(job.group, &found.thread, found.length_mm, lathe, data));
        threads.push(format!("fileter {} × {}", found.name, mm(found.length_mm)));
    }
    if job.knurl.is_some() {
        holes.add("knurling", job.tables.requirements.knurling.per_piece_s);
        threads.push("moleter".to_owned());
    }
    let bores = axial.iter().any(|hole| hole.drill_mm > data.largest_drill_mm);
    let bar_fed = plan.feeding == Feeding::Bar;
    let tools = data.base_tools + u32::from(bores) + u32::from(!threads.is_empty()) + hole_tools.tools;

    let loading = if bar_fed { data.bar_advance_s } else { lathe.load_unload_s };
    let clamping = if turned.length_mm > data.tailstock_ratio * turned.diameter_mm { ", contre-pointe" } else { "" };
    let ground: Vec<String> =
        job.need.ground_seats(job.hardened, &practice.grinding).map(|seat| format!("Ø{}", mm(seat.diameter_mm))).collect();
    let left = match (job.ground_later, ground.is_empty()) {
        (false, _) => String::new(),
        (true, true) => format!(" (surépaisseur de rectification {})", mm(practice.grinding.stock_mm)),
        (true, false) => format!(" (surépaisseur de rectification {} sur {})", mm(practice.grinding.stock_mm), ground.join(", ")),
    };
    let cuts = format!("dresser, charioter Ø{}{left}", mm(turned.diameter_mm));
    let drill_texts = [threads, hole_texts(&axial, data.largest_drill_mm)].concat();
    let steps = |mut first: Vec<String>, more: Vec<String>| {
        first.extend(more);
        first
    };

    let is_manual = lathe.rapid_mm_per_min.is_some_and(|rapid| rapid < practice.programming.manual_rapid_mm_min);
    if is_manual {
        outside.add("gauging", f64::from(turned.surfaces) * data.manual_surface_s);
    }

    let mut first = Terms::default();
    first.add("load_unload", loading);
    if bar_fed {
        first.add("parting", parting_s(job.group, bar_mm, lathe, practice));
    }
    let one = plan.fixturings <= 1;
    first.merge(&outside.scaled(if one { 1.0 } else { data.first_face_share }));
    first.merge(&holes);
    let mut moves = HoleTools { tools: tools + u32::from(bar_fed), moves: hole_tools.moves };
    let mut extra: Vec<String> = Vec::new();
    if driven {
        let (terms, used, texts) = driven_tool_terms(job, turned, &off, lathe);
        first.merge(&terms);
        moves.tools += used.tools;
        moves.moves = moves.moves.saturating_add(used.moves);
        extra = texts;
    }
    first.add("tool_changes", tool_changes_s(moves.tools, lathe, practice));
    first.add("rapids", rapids_s(moves.tools.saturating_mul(practice.moves.moves_per_tool).saturating_add(moves.moves), lathe, practice));
    let parting = if bar_fed { ", tronçonner" } else { "" };
    if one {
        let name = if lathe.kind == MachineKind::MillTurn && driven { "Tournage-fraisage" } else { "Tournage" };
        let back = if lathe.kind == MachineKind::MillTurn && !turned.is_plain { ", reprise 2e face en contre-broche" } else { "" };
        let features = steps(vec![cuts], [drill_texts, extra].concat());
        let text = format!("{name}{clamping} : {}{parting}{back}", features.join(", "));
        let operation = on_machine(OperationKind::Turning, name, text, lathe, lathe.setup_s, first);
        return vec![held(operation, first_holding(job, plan, lathe, clamping), first_position(job, plan), features)];
    }
    let features = steps(vec![cuts], [drill_texts, extra].concat());
    let text = format!("Tournage 1re face{clamping} : {}{parting}", features.join(", "));
    let mut second = Terms::default();
    second.add("load_unload", lathe.load_unload_s);
    second.merge(&outside.scaled(1.0 - data.first_face_share));
    second.add("tool_changes", tool_changes_s(data.base_tools, lathe, practice));
    second.add("rapids", rapids_s(data.base_tools * practice.moves.moves_per_tool, lathe, practice));
    let cuts = vec![format!("dresser à longueur {}", mm(turned.length_mm)), "finir le profil arrière".to_owned(), "chanfreiner".to_owned()];
    let back = format!("Tournage 2e face : reprise en mors doux, {}", cuts.join(", "));
    let one = on_machine(OperationKind::Turning, "Tournage 1re face", text, lathe, lathe.setup_s, first);
    // The second fixturing keeps the machine: jaws are bored and the zero is taken again, half a setup.
    let two = on_machine(OperationKind::Turning, "Tournage 2e face", back, lathe, lathe.setup_s * data.second_setup_share, second);
    vec![
        held(one, first_holding(job, plan, lathe, clamping), first_position(job, plan), features),
        held(
            two,
            format!("mors doux alésés Ø{}", mm(turned.diameter_mm)),
            "retournée, appui sur la face finie au posage 1, origine à la longueur".to_owned(),
            cuts,
        ),
    ]
}

/// The operation with its one clamping.
fn held(mut operation: Operation, holding: String, position: String, features: Vec<String>) -> Operation {
    operation.fixturings = vec![fixturing(holding, position, features, &operation)];
    operation
}

fn first_holding(job: &Job, plan: TurningPlan, lathe: &Machine, clamping: &str) -> String {
    let section = job.stock.size_mm.first().copied().unwrap_or(0.0);
    if plan.feeding == Feeding::Bar {
        return format!("pince de barre Ø{}, embarreur{clamping}", mm(section));
    }
    let kind = if lathe.kind == MachineKind::MillTurn && plan.fixturings == 1 { " puis contre-broche" } else { "" };
    format!("mandrin 3 mors durs sur Ø{}{kind}{clamping}", mm(section))
}

fn first_position(job: &Job, plan: TurningPlan) -> String {
    let stop = if plan.feeding == Feeding::Bar { "butée de barre" } else { "butée en fond de mors" };
    match job.datums {
        [] => format!("{stop}, origine sur la face dressée"),
        datums => format!("{stop}, origine sur la face dressée ; références {} du plan usinées dans ce posage d'abord", datums.join(", ")),
    }
}
