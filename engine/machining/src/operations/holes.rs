//! Holes: drilling, tapping, counterboring as steps of the operation that holds the part.

use std::collections::BTreeSet;

use trusquin_domain::Machine;

use super::{Job, Terms};
use crate::cutting::{drilling_s, tapping_s};
use crate::french::mm;
use crate::need::WorkHole;

/// Tools that the holes add, and approach moves.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct HoleTools {
    pub tools: u32,
    pub moves: u32,
}

/// Times the holes that can be drilled (up to `largest_drill_mm`; larger ones are removal) and counts their tools.
pub(super) fn add_holes(holes: &[&WorkHole], job: &Job, machine: &Machine, largest_drill_mm: f64, terms: &mut Terms) -> HoleTools {
    let practice = &job.tables.practice;
    let mut drills: BTreeSet<u64> = BTreeSet::new();
    let mut taps: BTreeSet<String> = BTreeSet::new();
    let (mut spotted, mut enlarged, mut moves) = (false, 0_u32, 0_u32);
    for hole in holes {
        let count = f64::from(hole.count);
        if hole.drill_mm > largest_drill_mm {
            continue;
        }
        drills.insert((hole.drill_mm * 100.0).round() as u64);
        let cut = drilling_s(job.group, hole.drill_mm, hole.depth_mm, machine.max_rpm, practice);
        if hole.widens {
            // Its place is taken already: no spotting.
            terms.add("counterboring", count * cut);
        } else {
            spotted = true;
            terms.add("drilling", count * (cut + practice.drilling.spot_s));
        }
        moves = moves.saturating_add(hole.count.saturating_mul(2));
        if let Some((text, thread)) = &hole.thread {
            taps.insert(text.clone());
            terms.add("tapping", count * tapping_s(job.group, thread.major_mm, thread.pitch_mm, hole.depth_mm, machine.max_rpm));
            moves = moves.saturating_add(hole.count);
        }
        if hole.enlarged {
            enlarged = 1;
            terms.add("counterboring", count * practice.drilling.enlarge_s);
            moves = moves.saturating_add(hole.count);
        }
    }
    let tools = u32::from(spotted) + enlarged + u32::try_from(drills.len() + taps.len()).unwrap_or(u32::MAX / 4);
    HoleTools { tools, moves }
}

/// Volume the drills take out, mm³.
pub(super) fn drilled_volume(holes: &[&WorkHole], largest_drill_mm: f64) -> f64 {
    holes
        .iter()
        .filter(|hole| hole.drill_mm <= largest_drill_mm)
        .map(|hole| std::f64::consts::PI / 4.0 * hole.drill_mm.powi(2) * hole.depth_mm * f64::from(hole.count))
        .sum()
}

/// "percer Ø8 prof. 25", "percer et tarauder 4 × M5 prof. 10"; the first eight kinds, then how many more.
pub(super) fn hole_texts(holes: &[&WorkHole], largest_drill_mm: f64) -> Vec<String> {
    const SHOWN: usize = 8;
    let mut texts: Vec<String> = holes
        .iter()
        .take(SHOWN)
        .map(|hole| {
            let times = if hole.count > 1 { format!("{} × ", hole.count) } else { String::new() };
            let depth = if hole.depth_assumed {
                format!("prof. {} (supposée)", mm(hole.depth_mm))
            } else {
                format!("prof. {}", mm(hole.depth_mm))
            };
            let enlarge = if hole.enlarged { ", lamer ou fraiser" } else { "" };
            match &hole.thread {
                Some((thread, _)) => format!("percer {times}Ø{} {depth}, tarauder {thread}{enlarge}", mm(hole.drill_mm)),
                None if hole.widens => format!("lamer {times}Ø{} {depth}", mm(hole.drill_mm)),
                None if hole.drill_mm > largest_drill_mm => format!("aléser {times}Ø{} {depth}", mm(hole.drill_mm)),
                None => format!("percer {times}Ø{} {depth}{enlarge}", mm(hole.drill_mm)),
            }
        })
        .collect();
    if holes.len() > SHOWN {
        texts.push(format!("et {} autres groupes de trous", holes.len() - SHOWN));
    }
    texts
}
