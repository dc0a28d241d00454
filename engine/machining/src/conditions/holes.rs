//! Conditions of drills, counterbores, reamers and taps, with their cycles.

use trusquin_domain::{CuttingConditions, CuttingCycle, LimitingFactor, StepSize, StepWork, Tool, ToolGrade, ToolKind};

use super::data::step_factor;
use super::formulas::{drilling_removal, power, specific_force, torque};
use super::limits::{Setting, loads};
use super::recommend::{Pass, start};
use super::value::{FORMULAS, Held, figure, under, value};
use super::{Cut, coolant, tool_life};
use crate::cutting::move_s;
use crate::french::number;

/// Spotting, drilling, counterboring, countersinking.
pub(super) fn drilling(work: StepWork, size: &StepSize, tool: &Tool, setting: &Setting) -> Result<Cut, Vec<String>> {
    let mut begin = start(tool, Pass::Rough, setting.piece, setting.tables).map_err(|question| vec![question])?;
    let diameter = tool.diameter_mm.or(size.diameter_mm).filter(|d| *d > 0.0).ok_or_else(|| vec!["Diamètre du trou ?".to_owned()])?;
    let rules = &setting.tables.conditions.rules.drilling;
    let depth = size.depth_mm.unwrap_or(2.0 * diameter);
    let ratio = if work == StepWork::Drilling { depth / diameter } else { 0.0 };
    let through = tool.through_coolant && setting.machine.sheet.coolant.contains(&trusquin_domain::Coolant::Through);
    let mut feed = begin.feed[1];
    let mut feed_text = begin.feed_formula.clone();
    let mut held = None;
    // High-speed steel twist drills are slowed in deep holes; carbide drills with coolant through are made for them.
    if !through && ratio > rules.peck_ratio {
        let (slower, finer) = (step_factor(&rules.depth_speed, ratio), step_factor(&rules.depth_feed, ratio));
        begin.speed *= slower;
        begin.speed_formula =
            format!("{} × {} (profondeur {} D) = {}", begin.speed_formula, number(slower, 2), number(ratio, 1), figure(begin.speed));
        feed *= finer;
        feed_text = format!("{feed_text} × {} (profondeur {} D) = {}", number(finer, 2), number(ratio, 1), figure(feed));
        let reason = format!("trou profond : {} D sans arrosage par le centre", number(ratio, 1));
        held = Some(Held { limit: LimitingFactor::ToolOverhang, reason });
    }
    let mut questions = Vec::new();
    if work == StepWork::Drilling && tool.cutting_length_mm.is_some_and(|length| length < depth) {
        questions.push(format!(
            "Foret plus long ? « {} » coupe sur {} mm pour un trou de {} mm.",
            tool.name,
            number(tool.cutting_length_mm.unwrap_or(0.0), 0),
            number(depth, 1)
        ));
    }
    let spindle = setting.spindle(begin.speed, &begin.speed_formula, &begin.source, diameter, None);
    let chip_share =
        if tool.grade == ToolGrade::Hss || tool.grade == ToolGrade::HssCobalt { 59.0_f64 } else { 70.0_f64 }.to_radians().sin() / 2.0;
    if let Some((kc11, mc)) = setting.piece.kienzle()
        && let Some((limited, by_load)) = feed_within_loads(feed, diameter, spindle.n, (kc11, mc), chip_share, setting)
    {
        feed_text = format!("{feed_text}, ramené à {}", figure(limited));
        (feed, held) = (limited, Some(by_load));
    }
    let (feed, drive) = setting.feed_within(feed, spindle.n);
    let held = drive.or(held);
    let rate = spindle.n * feed;
    let removal = drilling_removal(diameter, rate);
    let load = loads(setting.piece, removal, feed * chip_share, spindle.n);
    let cycle = match work {
        StepWork::Counterboring | StepWork::Countersinking => {
            CuttingCycle::Dwelling { dwell_s: setting.tables.conditions.rules.counterboring.dwell_s }
        }
        StepWork::Drilling => hole_cycle(ratio, diameter, through, setting),
        _ => CuttingCycle::Drilling,
    };
    let point = if matches!(tool.kind, ToolKind::Counterbore) { 0.0 } else { rules.point_ratio * diameter };
    let travel = if work == StepWork::Spotting { depth.min(diameter / 2.0) } else { depth + point } + rules.approach_mm;
    let seconds = travel / rate * 60.0 + cycle_seconds(cycle, depth, setting);
    let single = matches!(work, StepWork::Spotting | StepWork::Countersinking);
    let conditions = CuttingConditions {
        material_group: setting.piece.group.id.clone(),
        hardness_hb: setting.piece.hardness_hb,
        tool_life: tool_life(tool.grade, begin.speed, spindle.speed.value, setting),
        cutting_speed: spindle.speed,
        spindle_speed: spindle.rpm,
        constant_speed: false,
        feed_per_tooth: None,
        feed_per_revolution: under(value(feed, format!("{feed_text} mm/tr"), &begin.source), held.as_ref()),
        feed_rate: value(rate, format!("vf = {} × {} = {} mm/min", figure(spindle.n), figure(feed), figure(rate)), FORMULAS),
        depth_of_cut: Some(value(diameter / 2.0, format!("ap = {} / 2 = {} mm", figure(diameter), figure(diameter / 2.0)), FORMULAS)),
        width_of_cut: None,
        removal_rate: (!single).then(|| {
            value(removal, format!("Q = π × {}² × {} / 4000 = {} cm³/min", figure(diameter), figure(rate), figure(removal)), FORMULAS)
        }),
        specific_force: load.force.filter(|_| !single),
        power: load.power.filter(|_| !single),
        torque: load.torque.filter(|_| !single),
        passes: 1,
        cycle: Some(cycle),
        coolant: coolant(tool, setting),
    };
    Ok(Cut { conditions, seconds: seconds * f64::from(size.count.max(1)), questions })
}

/// The feed power and torque allow, when they hold: P and M grow as f^(1 - mc).
fn feed_within_loads(feed: f64, diameter: f64, n: f64, (kc11, mc): (f64, f64), chip_share: f64, setting: &Setting) -> Option<(f64, Held)> {
    let pc = power(drilling_removal(diameter, n * feed), specific_force(kc11, mc, feed * chip_share));
    let mut share = 1.0_f64;
    let mut held = None;
    if let Some(available) = setting.available_power().filter(|available| pc > *available) {
        share = available / pc;
        let reason = format!("{} kW demandés, {} kW disponibles sur {}", figure(pc), figure(available), setting.machine.name);
        held = Some(Held { limit: LimitingFactor::MachinePower, reason });
    }
    let needed = torque(pc, n);
    if let Some(available) = setting.machine.sheet.torque_at(n).filter(|available| needed * share > *available) {
        share = available / needed;
        let reason =
            format!("{} N·m demandés, {} N·m sur {} à {} tr/min", figure(needed), figure(available), setting.machine.name, number(n, 0));
        held = Some(Held { limit: LimitingFactor::MachineTorque, reason });
    }
    held.map(|held| (feed * share.powf(1.0 / (1.0 - mc)), held))
}

/// Straight down, chip breaking or full retract by depth over diameter.
fn hole_cycle(ratio: f64, diameter: f64, through: bool, setting: &Setting) -> CuttingCycle {
    let rules = &setting.tables.conditions.rules.drilling;
    if (through && ratio <= rules.through_ratio) || ratio <= rules.peck_ratio {
        CuttingCycle::Drilling
    } else if ratio <= rules.retract_ratio || through {
        CuttingCycle::ChipBreaking { peck_mm: rules.chip_breaking_peck * diameter }
    } else {
        CuttingCycle::Pecking { peck_mm: rules.retract_peck * diameter }
    }
}

/// Time a cycle adds to the feed: retracts at rapid and the dwell, s.
fn cycle_seconds(cycle: CuttingCycle, depth: f64, setting: &Setting) -> f64 {
    let moves = &setting.tables.practice.moves;
    let rapid = setting.machine.rapid_mm_per_min.unwrap_or(moves.default_rapid_mm_min).max(100.0);
    match cycle {
        CuttingCycle::Pecking { peck_mm } => {
            let pecks = (depth / peck_mm.max(0.05)).ceil().clamp(1.0, 1000.0);
            // Out and back to the last depth after each peck: the mean of them is half the depth.
            (pecks - 1.0) * (2.0 * move_s(depth / 2.0, rapid, moves.acceleration_m_s2) + moves.settle_s)
        }
        CuttingCycle::ChipBreaking { peck_mm } => ((depth / peck_mm.max(0.05)).ceil().clamp(1.0, 1000.0) - 1.0) * moves.settle_s,
        CuttingCycle::Dwelling { dwell_s } => dwell_s,
        _ => 0.0,
    }
}

/// A tap in step with the spindle.
pub(super) fn tapping(size: &StepSize, tool: &Tool, setting: &Setting) -> Result<Cut, Vec<String>> {
    let begin = start(tool, Pass::Rough, setting.piece, setting.tables).map_err(|question| vec![question])?;
    let (Some(major), Some(pitch)) = (tool.diameter_mm.or(size.diameter_mm), tool.pitch_mm.or(size.pitch_mm)) else {
        return Err(vec![format!("Diamètre et pas du taraud « {} » ?", tool.name)]);
    };
    let rules = &setting.tables.conditions.rules.tapping;
    let most = format!("taraudage rigide : {} tr/min au plus", number(rules.most_rpm, 0));
    let spindle = setting.spindle(begin.speed, &begin.speed_formula, &begin.source, major, Some((rules.most_rpm, &most)));
    let depth = size.depth_mm.unwrap_or(1.5 * major);
    let rate = spindle.n * pitch;
    let travel = depth + rules.run_in_pitches * pitch;
    let held = Held { limit: LimitingFactor::ThreadPitch, reason: format!("un pas de {} mm par tour", number(pitch, 2)) };
    let conditions = CuttingConditions {
        material_group: setting.piece.group.id.clone(),
        hardness_hb: setting.piece.hardness_hb,
        tool_life: tool_life(tool.grade, begin.speed, spindle.speed.value, setting),
        cutting_speed: spindle.speed,
        spindle_speed: spindle.rpm,
        constant_speed: false,
        feed_per_tooth: None,
        feed_per_revolution: under(value(pitch, format!("f = pas = {} mm/tr", figure(pitch)), "taraudage synchronisé"), Some(&held)),
        feed_rate: value(rate, format!("vf = {} × {} = {} mm/min", figure(spindle.n), figure(pitch), figure(rate)), FORMULAS),
        depth_of_cut: None,
        width_of_cut: None,
        removal_rate: None,
        specific_force: None,
        power: None,
        torque: None,
        passes: 1,
        cycle: Some(CuttingCycle::Tapping),
        coolant: coolant(tool, setting),
    };
    Ok(Cut { conditions, seconds: 2.0 * travel / rate * 60.0 * f64::from(size.count.max(1)), questions: Vec::new() })
}

/// A reamer: feed in and out.
pub(super) fn reaming(size: &StepSize, tool: &Tool, setting: &Setting) -> Result<Cut, Vec<String>> {
    let begin = start(tool, Pass::Finish, setting.piece, setting.tables).map_err(|question| vec![question])?;
    let diameter = tool.diameter_mm.or(size.diameter_mm).filter(|d| *d > 0.0).ok_or_else(|| vec!["Diamètre à aléser ?".to_owned()])?;
    let spindle = setting.spindle(begin.speed, &begin.speed_formula, &begin.source, diameter, None);
    let stocks = &setting.tables.conditions.rules.reaming.stock_mm;
    let stock = stocks.iter().find(|step| diameter <= step[0]).or(stocks.last()).map_or(0.3, |step| step[1]);
    let feed = begin.feed[1];
    let rate = spindle.n * feed;
    let depth = size.depth_mm.unwrap_or(2.0 * diameter) + setting.tables.conditions.rules.drilling.approach_mm;
    let conditions = CuttingConditions {
        material_group: setting.piece.group.id.clone(),
        hardness_hb: setting.piece.hardness_hb,
        tool_life: tool_life(tool.grade, begin.speed, spindle.speed.value, setting),
        cutting_speed: spindle.speed,
        spindle_speed: spindle.rpm,
        constant_speed: false,
        feed_per_tooth: None,
        feed_per_revolution: value(feed, format!("{} mm/tr", begin.feed_formula), &begin.source),
        feed_rate: value(rate, format!("vf = {} × {} = {} mm/min", figure(spindle.n), figure(feed), figure(rate)), FORMULAS),
        depth_of_cut: Some(value(
            stock / 2.0,
            format!("surépaisseur {} mm au diamètre", number(stock, 2)),
            "Proto Cutter, « Material left »",
        )),
        width_of_cut: None,
        removal_rate: None,
        specific_force: None,
        power: None,
        torque: None,
        passes: 1,
        cycle: Some(CuttingCycle::Reaming),
        coolant: coolant(tool, setting),
    };
    Ok(Cut { conditions, seconds: 2.0 * depth / rate * 60.0 * f64::from(size.count.max(1)), questions: Vec::new() })
}
