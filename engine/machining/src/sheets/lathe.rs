//! Steps on a lathe: face, rough, bore, finish, thread, driven tools, part off; then the back.

use std::f64::consts::PI;

use trusquin_domain::{StepSize, StepWork};

use super::plan::{Planner, Wanted};
use crate::french::mm;
use crate::need::{Turned, WorkHole};
use crate::operations::off_axis;

/// How one clamping of the lathe stands in the routing.
#[derive(Debug, Clone, Copy)]
pub(super) struct LatheWork {
    /// 0 for the first clamping.
    pub index: usize,
    /// Clampings on lathes in all.
    pub count: usize,
    /// Fed from the bar and parted off.
    pub bar_fed: bool,
    /// The off-axis features are made here.
    pub driven: bool,
    /// Grinding follows: stock is left.
    pub ground_later: bool,
    /// Both ends are held in this clamping.
    pub supported: bool,
    /// Blank: diameter and length, mm.
    pub bar_mm: f64,
    pub blank_mm: f64,
}

/// Stock left on the radius for the finishing pass, mm (practice of roughing cycles; the finishing row's depth).
const FINISH_STOCK_MM: f64 = 0.5;

/// The steps of one clamping.
pub(super) fn lathe_steps(planner: &Planner, turned: &Turned, work: LatheWork) -> Vec<Wanted> {
    let first = work.index == 0;
    let share = if work.count <= 1 {
        1.0
    } else if first {
        planner.tables.practice.turning.first_face_share
    } else {
        1.0 - planner.tables.practice.turning.first_face_share
    };
    let slenderness = turned.length_mm * if work.count > 1 { 0.6 } else { 1.0 } / turned.diameter_mm.max(0.1);
    let base = StepSize { slenderness: Some(slenderness), supported: work.supported, count: 1, ..StepSize::default() };
    let allowance = ((work.blank_mm - turned.length_mm) / 2.0).clamp(0.3, 5.0);
    let mut steps = Vec::new();
    let face = if first { "Dresser la face" } else { "Dresser à longueur" };
    let length = if first { String::new() } else { format!(" {}", mm(turned.length_mm)) };
    steps.push(Wanted::new(
        StepWork::Facing,
        format!("{face}{length}"),
        StepSize { before_mm: Some(work.bar_mm), depth_mm: Some(allowance), ..base.clone() },
    ));
    let (axial, off) = off_axis(turned, &planner.need.holes);
    let largest = planner.tables.practice.turning.largest_drill_mm;
    let volume = roughed_volume(planner, turned, work, &axial) * share;
    let cut_length = turned.length_mm * if work.count > 1 { share } else { 1.0 };
    if let Some(after) = diameter_after(work.bar_mm, volume, cut_length) {
        let text = format!(
            "Ébaucher le profil Ø{} jusqu'à Ø{}, {} mm à laisser au rayon",
            mm(work.bar_mm),
            mm(turned.diameter_mm.min(work.bar_mm)),
            mm(FINISH_STOCK_MM)
        );
        steps.push(Wanted::new(
            StepWork::RoughTurning,
            text,
            StepSize {
                before_mm: Some(work.bar_mm),
                diameter_mm: Some(after),
                length_mm: Some(cut_length),
                volume_mm3: Some(volume),
                ..base.clone()
            },
        ));
    }
    if first {
        for hole in &axial {
            steps.extend(planner.holes(hole, true, largest, false));
        }
    }
    let left = if work.ground_later {
        format!(", surépaisseur de rectification {} sur les portées", mm(planner.tables.practice.grinding.stock_mm))
    } else {
        String::new()
    };
    steps.push(Wanted::new(
        StepWork::FinishTurning,
        format!("Finir le profil{}, Ra {}{left}", if first { "" } else { " arrière" }, mm(planner.ra_um)),
        StepSize {
            diameter_mm: Some(turned.diameter_mm),
            before_mm: Some(turned.diameter_mm + 2.0 * FINISH_STOCK_MM),
            length_mm: Some(cut_length),
            area_mm2: Some(turned.area_mm2 * share),
            ra_um: Some(planner.ra_um),
            ..base.clone()
        },
    ));
    if first {
        for thread in &planner.need.outside_threads {
            let size = StepSize {
                diameter_mm: Some(thread.thread.major_mm),
                pitch_mm: Some(thread.thread.pitch_mm),
                thread: Some(thread.name.clone()),
                length_mm: Some(thread.length_mm),
                count: thread.count,
                ..base.clone()
            };
            steps.push(Wanted::new(StepWork::ThreadTurning, format!("Fileter {} × {}", thread.name, mm(thread.length_mm)), size));
        }
        if work.driven {
            steps.extend(driven(planner, turned, &off));
        }
        if work.bar_fed {
            let size = StepSize { before_mm: Some(work.bar_mm), ..base };
            steps.push(Wanted::new(
                StepWork::Parting,
                format!("Tronçonner à longueur {}", mm(turned.length_mm + if work.count > 1 { allowance } else { 0.0 })),
                size,
            ));
        }
    } else {
        let size = StepSize {
            width_mm: Some(0.5),
            length_mm: Some(PI * turned.diameter_mm),
            diameter_mm: Some(turned.diameter_mm),
            ra_um: Some(planner.ra_um),
            ..base
        };
        steps.push(Wanted::new(
            StepWork::FinishTurning,
            "Chanfreiner et casser les angles".to_owned(),
            StepSize { area_mm2: Some(PI * turned.diameter_mm), ..size },
        ));
    }
    steps
}

/// Volume to rough outside, mm³: the blank less the part (or the usual share of it), less the drilled holes and the finishing stock.
fn roughed_volume(planner: &Planner, turned: &Turned, work: LatheWork, axial: &[&WorkHole]) -> f64 {
    let blank = PI / 4.0 * work.bar_mm.powi(2) * work.blank_mm;
    let all = planner.need.volume_mm3.map_or(blank * planner.tables.practice.removal_share.turning, |volume| (blank - volume).max(0.0));
    let bored: f64 = axial.iter().map(|hole| PI / 4.0 * hole.drill_mm.powi(2) * hole.depth_mm * f64::from(hole.count)).sum();
    let facing = PI / 4.0 * work.bar_mm.powi(2) * (work.blank_mm - turned.length_mm).max(0.0);
    (all * (1.0 - turned.off_axis_share) - bored - facing - turned.area_mm2 * FINISH_STOCK_MM).max(0.0)
}

/// Mean diameter after a volume is turned off a length; `None` when nothing is left to rough.
fn diameter_after(bar_mm: f64, volume_mm3: f64, length_mm: f64) -> Option<f64> {
    let square = bar_mm * bar_mm - 4.0 * volume_mm3 / (PI * length_mm.max(0.1));
    let after = square.max(0.04 * bar_mm * bar_mm).sqrt();
    (volume_mm3 > 0.0 && bar_mm - after > 0.1).then_some(after)
}

/// Off-axis features by driven tools.
fn driven(planner: &Planner, turned: &Turned, off: &[&WorkHole]) -> Vec<Wanted> {
    let mut steps = Vec::new();
    if turned.off_axis_share > 0.01 {
        let area = planner.need.area_mm2 * turned.off_axis_share;
        let width = turned.diameter_mm / 3.0;
        let size = StepSize {
            width_mm: Some(width),
            depth_mm: Some(turned.diameter_mm / 6.0),
            volume_mm3: Some(area * turned.diameter_mm / 20.0),
            ..StepSize::default()
        };
        steps.push(Wanted {
            driven: true,
            ..Wanted::new(StepWork::RoughMilling, "Fraiser les formes hors axe à l'outil tournant".to_owned(), size)
        });
    }
    for hole in off {
        let holes = planner.holes(hole, false, planner.tables.practice.milling.largest_drill_mm, false);
        steps.extend(holes.into_iter().map(|wanted| Wanted { driven: true, ..wanted }));
    }
    steps
}
