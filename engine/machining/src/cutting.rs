//! The physics of chip removal: speed limited by rpm, removal limited by power (Kienzle), feeds limited by roughness.
//!
//! Symbols of the trade in the doc lines: vc cutting speed, n spindle speed, f feed, fz feed per tooth, ap depth, ae width, Q removal rate.

use std::f64::consts::PI;

use trusquin_domain::{Machine, MachineKind};

use crate::tables::{EndMill, Group, Practice, Tables, ThreadData};
use crate::thread::Thread;

/// Cutting speed (vc, m/min) the machine's spindle allows at a diameter: min(vc, π D n / 1000).
pub(crate) fn allowed_speed(cutting_speed: f64, diameter_mm: f64, machine: &Machine) -> f64 {
    match machine.max_rpm {
        Some(rpm) if diameter_mm > 0.0 => cutting_speed.min(PI * diameter_mm * rpm / 1000.0),
        _ => cutting_speed,
    }
}

/// Spindle speed (n, rev/min) for a speed and a diameter, within the machine's limit.
pub(crate) fn spindle_speed(cutting_speed: f64, diameter_mm: f64, max_rpm: Option<f64>) -> f64 {
    let wanted = cutting_speed * 1000.0 / (PI * diameter_mm.max(0.1));
    max_rpm.map_or(wanted, |limit| wanted.min(limit)).max(1.0)
}

/// Specific cutting force (kc, N/mm²) at chip thickness h (mm), Kienzle: kc = kc1.1 h^-mc.
pub(crate) fn specific_force(group: &Group, chip_mm: f64) -> f64 {
    group.kc11_n_mm2 * chip_mm.max(0.01).powf(-group.mc)
}

/// Removal rate (Q, mm³/min) the spindle power allows: Q = P η 60 000 / kc cm³/min (P in kW), in mm³/min.
fn power_limit(machine: &Machine, specific_force: f64, practice: &Practice) -> f64 {
    machine.power_kw.map_or(f64::MAX, |power| power * practice.power.efficiency * 60_000.0 / specific_force * 1000.0)
}

/// Roughing rate in turning, mm³/min of cutting: Q = vc f ap, limited by rpm and power, times the machine's removal factor.
pub(crate) fn turning_rate(group: &Group, diameter_mm: f64, machine: &Machine, tables: &Tables) -> f64 {
    let data = &group.turning;
    let speed = allowed_speed(data.rough_vc, diameter_mm, machine);
    let rate = speed * 1000.0 * data.rough_f * data.rough_ap;
    let limit = power_limit(machine, specific_force(group, data.rough_f), &tables.practice);
    rate.min(limit) * machine.removal_factor
}

/// Finishing feed (f, mm/rev) for a roughness Ra (µm) and nose radius r (mm): Rt = f² / 8r and Ra ≈ Rt / 4 give f = √(32 r Ra / 1000).
pub(crate) fn finishing_feed(ra_um: f64, practice: &Practice) -> f64 {
    let turning = &practice.turning;
    (32.0 * turning.finish_nose_radius_mm * ra_um / 1000.0).sqrt().clamp(turning.finish_feed_min_mm, turning.finish_feed_max_mm)
}

/// Finished area in turning, mm²/min: vc f, limited by rpm.
pub(crate) fn turning_finish_rate(group: &Group, diameter_mm: f64, ra_um: f64, machine: &Machine, practice: &Practice) -> f64 {
    allowed_speed(group.turning.finish_vc, diameter_mm, machine) * 1000.0 * finishing_feed(ra_um, practice)
}

/// Teeth of a mill in this material.
fn teeth(tool: &EndMill, group: &Group, practice: &Practice) -> f64 {
    let soft = matches!(group.letter.as_str(), "N" | "O");
    f64::from(if soft { tool.teeth.min(practice.milling.teeth_max_soft) } else { tool.teeth })
}

/// The largest end mill of the usual magazine not above a diameter; the smallest one when none is.
pub(crate) fn end_mill(largest_mm: f64, practice: &Practice) -> Option<&EndMill> {
    let tools = &practice.milling.tools;
    tools.iter().filter(|tool| tool.diameter_mm <= largest_mm).max_by(|a, b| a.diameter_mm.total_cmp(&b.diameter_mm)).or(tools.first())
}

/// Roughing rate in milling, mm³/min of cutting: Q = ap ae n z fz, limited by power at the mean chip thickness hm ≈ fz √(ae / D).
pub(crate) fn milling_rate(group: &Group, tool: &EndMill, machine: &Machine, practice: &Practice) -> f64 {
    let data = &group.milling;
    let d = tool.diameter_mm;
    let per_tooth = data.feed_per_tooth_per_mm * d;
    let feed = spindle_speed(data.rough_vc, d, machine.max_rpm) * teeth(tool, group, practice) * per_tooth;
    let rate = practice.milling.rough_ap_ratio * d * data.rough_ae_ratio * d * feed;
    let chip = per_tooth * data.rough_ae_ratio.sqrt();
    rate.min(power_limit(machine, specific_force(group, chip), practice)) * machine.removal_factor
}

/// Finished area in milling, mm²/min: feed times the width one pass cleans.
pub(crate) fn milling_finish_rate(group: &Group, tool: &EndMill, machine: &Machine, practice: &Practice) -> f64 {
    finish_feed(group, tool, machine, practice) * practice.milling.finish_width_ratio * tool.diameter_mm
}

/// Outer faces, mm²/min: feed of the face mill times the width of a pass.
pub(crate) fn facing_rate(group: &Group, machine: &Machine, practice: &Practice) -> f64 {
    let milling = &practice.milling;
    let tool = &milling.face_mill;
    let n = spindle_speed(group.milling.finish_vc, tool.diameter_mm, machine.max_rpm);
    n * f64::from(tool.teeth) * milling.face_feed_per_tooth_mm * milling.face_width_ratio * tool.diameter_mm
}

/// Outer walls, mm²/min: feed of an end mill times the height it finishes in one pass, never more than the wall.
pub(crate) fn wall_rate(group: &Group, tool: &EndMill, height_mm: f64, machine: &Machine, practice: &Practice) -> f64 {
    finish_feed(group, tool, machine, practice) * height_mm.min(practice.milling.wall_height_ratio * tool.diameter_mm).max(0.5)
}

/// Sculptured area in milling, mm²/min: feed times the stepover √(8 R h) that leaves a scallop h.
pub(crate) fn sculpturing_rate(group: &Group, machine: &Machine, practice: &Practice) -> f64 {
    let milling = &practice.milling;
    let ball = EndMill { diameter_mm: 2.0 * milling.ball_radius_mm, teeth: 2 };
    finish_feed(group, &ball, machine, practice) * (8.0 * milling.ball_radius_mm * milling.scallop_mm).sqrt()
}

fn finish_feed(group: &Group, tool: &EndMill, machine: &Machine, practice: &Practice) -> f64 {
    let data = &group.milling;
    let per_tooth = data.feed_per_tooth_per_mm * tool.diameter_mm * practice.milling.finish_feed_share;
    spindle_speed(data.finish_vc, tool.diameter_mm, machine.max_rpm) * teeth(tool, group, practice) * per_tooth
}

/// Cutting time of one drilled hole, s: (depth + point) / (n f), pecked when deep.
pub(crate) fn drilling_s(group: &Group, diameter_mm: f64, depth_mm: f64, max_rpm: Option<f64>, practice: &Practice) -> f64 {
    let drilling = &practice.drilling;
    let feed = (group.drilling.feed_per_mm * diameter_mm).min(drilling.feed_max_mm);
    let ratio = depth_mm / diameter_mm.max(0.1);
    let pecking = match ratio {
        r if r > drilling.deep_ratio => drilling.deep_factor,
        r if r > drilling.peck_ratio => drilling.peck_factor,
        _ => 1.0,
    };
    let n = spindle_speed(group.drilling.vc, diameter_mm, max_rpm);
    (depth_mm + drilling.point_ratio * diameter_mm) / (n * feed.max(0.005)) * 60.0 * pecking
}

/// Cutting time of one tapped hole, s: down and back, two pitches of run-in: 2 (depth + 2 p) / (n p).
pub(crate) fn tapping_s(group: &Group, major_mm: f64, pitch_mm: f64, depth_mm: f64, max_rpm: Option<f64>) -> f64 {
    let n = spindle_speed(group.tapping_vc, major_mm, max_rpm);
    2.0 * (depth_mm + 2.0 * pitch_mm) / (n * pitch_mm.max(0.1)) * 60.0
}

/// Cutting time of one outside thread turned in k passes, s: k ((L + i p) / (n p) + return), p the pitch, i the run-in in pitches.
pub(crate) fn thread_turning_s(group: &Group, thread: &Thread, length_mm: f64, machine: &Machine, data: &ThreadData) -> f64 {
    let n = spindle_speed(group.turning.rough_vc * data.turning_vc_share, thread.major_mm, machine.max_rpm);
    let pitch = thread.pitch_mm.max(0.1);
    let pass = (length_mm + data.run_in_pitches * pitch) / (n * pitch) * 60.0 + data.return_s;
    f64::from(data.passes_for(pitch)) * pass
}

/// Parting off a bar, s: radius / (n f), at a share of the roughing speed.
pub(crate) fn parting_s(group: &Group, diameter_mm: f64, machine: &Machine, practice: &Practice) -> f64 {
    let turning = &practice.turning;
    // The speed holds constant until the rpm limit near the centre; the mean diameter stands for both.
    let n = spindle_speed(group.turning.rough_vc * turning.parting_vc_share, diameter_mm * 0.6, machine.max_rpm);
    diameter_mm / 2.0 / (n * turning.parting_feed_mm) * 60.0
}

/// Sawing one section, s.
pub(crate) fn sawing_s(group: &Group, section_mm2: f64, machine: &Machine) -> f64 {
    section_mm2 / 100.0 / (group.sawing_cm2_min * machine.removal_factor).max(0.1) * 60.0
}

/// Rapid moves, s: each a move between cuts with its acceleration, and settling.
pub(crate) fn rapids_s(moves: u32, machine: &Machine, practice: &Practice) -> f64 {
    let rules = &practice.moves;
    let rapid = machine.rapid_mm_per_min.unwrap_or(rules.default_rapid_mm_min).max(100.0);
    let acceleration = if machine.kind == MachineKind::Laser { rules.laser_acceleration_m_s2 } else { rules.acceleration_m_s2 };
    f64::from(moves) * (move_s(rules.approach_mm, rapid, acceleration) + rules.settle_s)
}

/// One move of a length at a speed with an acceleration, s: d/v + v/a, or 2 √(d/a) when the speed is never reached.
pub(crate) fn move_s(length_mm: f64, speed_mm_min: f64, acceleration_m_s2: f64) -> f64 {
    let (d, v, a) = (length_mm / 1000.0, speed_mm_min / 60_000.0, acceleration_m_s2.max(0.01));
    if v <= 0.0 || d <= 0.0 {
        return 0.0;
    }
    if d >= v * v / a { d / v + v / a } else { 2.0 * (d / a).sqrt() }
}

/// Tool changes, s.
pub(crate) fn tool_changes_s(tools: u32, machine: &Machine, practice: &Practice) -> f64 {
    f64::from(tools) * (machine.tool_change_s + practice.moves.tool_start_s)
}
