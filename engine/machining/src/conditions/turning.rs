//! Conditions on a lathe: roughing, finishing, boring, grooving, parting, threads.

use trusquin_domain::{CuttingConditions, CuttingCycle, LimitingFactor, StepSize, StepWork, Tool, ToolGrade, ToolKind};

use super::formulas::{feed_for_roughness, specific_force, turning_removal};
use super::limits::{Setting, loads};
use super::recommend::{Pass, Start, start};
use super::value::{FORMULAS, Held, figure, under, value};
use super::{Cut, coolant, tool_life};
use crate::french::number;

/// Rough and finish, outside and inside.
pub(super) fn turning(work: StepWork, size: &StepSize, tool: &Tool, setting: &Setting) -> Result<Cut, Vec<String>> {
    let finish = matches!(work, StepWork::FinishTurning | StepWork::FinishBoring);
    let inside = matches!(work, StepWork::RoughBoring | StepWork::FinishBoring);
    let pass = if finish { Pass::Finish } else { Pass::Rough };
    let begin = start(tool, pass, setting.piece, setting.tables).map_err(|question| vec![question])?;
    let diameter = turned_diameter(size, inside).ok_or_else(|| vec!["Diamètre usiné ?".to_owned()])?;
    let spindle = setting.spindle(begin.speed, &begin.speed_formula, &begin.source, diameter, None);

    let (feed, feed_held) = if finish { finishing_feed(size, tool, &begin) } else { roughing_feed(tool, &begin) };
    let (feed, drive) = setting.feed_within(feed, spindle.n);
    let feed_held = drive.or(feed_held);

    let mut questions = Vec::new();
    let usual = begin.depth.unwrap_or(if finish { 0.5 } else { 2.0 });
    let (mut depth, mut held) = (usual, None);
    let (factor, rigidity) = setting.rigidity();
    if !finish && factor < 1.0 {
        (depth, held) = (depth * factor, rigidity);
    }
    if let Some((share, why)) = overhang(size, tool, inside, setting, &mut questions) {
        (depth, held) = (depth * share, Some(why));
    }
    if let Some(edge) = tool.cutting_length_mm.map(|length| length * 0.66).filter(|edge| *edge < depth) {
        let reason = format!("arête de {} mm : deux tiers au plus", number(tool.cutting_length_mm.unwrap_or(0.0), 1));
        (depth, held) = (edge, Some(Held { limit: LimitingFactor::ToolGeometry, reason }));
    }
    let entering = tool.entering_angle_deg.unwrap_or(95.0);
    let chip = feed * entering.to_radians().sin().abs().max(0.1);
    if let Some((kc11, mc)) = setting.piece.kienzle() {
        let kc = specific_force(kc11, mc, chip);
        let (within, by_load) = setting.depth_within(depth, turning_removal(spindle.speed.value, 1.0, feed), kc, spindle.n);
        (depth, held) = (within, by_load.or(held));
    }
    if depth < 0.1 && !finish {
        questions.push(format!(
            "{} est-elle assez puissante pour cette passe ? Il ne reste que {} mm de profondeur.",
            setting.machine.name,
            figure(depth)
        ));
        depth = 0.1;
    }
    let stock = stock_to_turn(size, inside);
    let (passes, depth, depth_formula, held) = passes(stock, depth, finish, held);
    let removal = turning_removal(spindle.speed.value, depth, feed);
    let load = loads(setting.piece, removal, chip, spindle.n);
    let rate = spindle.n * feed;
    let length = size.length_mm.unwrap_or(0.0);
    let seconds = match (size.volume_mm3, size.area_mm2) {
        (Some(volume), _) if !finish => volume / (removal * 1000.0) * 60.0,
        (_, Some(area)) if finish => area / (spindle.speed.value * 1000.0 * feed) * 60.0,
        _ => f64::from(passes) * length / rate * 60.0,
    };
    let conditions = CuttingConditions {
        material_group: setting.piece.group.id.clone(),
        hardness_hb: setting.piece.hardness_hb,
        tool_life: tool_life(tool.grade, begin.speed, spindle.speed.value, setting),
        cutting_speed: spindle.speed,
        spindle_speed: spindle.rpm,
        constant_speed: true,
        feed_per_tooth: None,
        feed_per_revolution: under(value(feed, feed_text(&begin, feed, size, tool, finish), &begin.source), feed_held.as_ref()),
        feed_rate: value(rate, format!("vf = {} × {} = {} mm/min", figure(spindle.n), figure(feed), figure(rate)), FORMULAS),
        depth_of_cut: Some(under(value(depth, depth_formula, &begin.source), held.as_ref())),
        width_of_cut: None,
        removal_rate: Some(value(
            removal,
            format!(
                "Q = {} × {} × {} = {} cm³/min",
                figure(turning_speed(removal, depth, feed)),
                figure(depth),
                figure(feed),
                figure(removal)
            ),
            FORMULAS,
        )),
        specific_force: load.force,
        power: load.power,
        torque: load.torque,
        passes,
        cycle: None,
        coolant: coolant(tool, setting),
    };
    Ok(Cut { conditions, seconds: seconds * f64::from(size.count.max(1)), questions })
}

fn turning_speed(removal: f64, depth: f64, feed: f64) -> f64 {
    removal / (depth * feed).max(1e-9)
}

/// Outside the bar before the pass, inside the bore after it: where the edge is fastest.
fn turned_diameter(size: &StepSize, inside: bool) -> Option<f64> {
    let found = if inside { size.diameter_mm } else { size.before_mm.or(size.diameter_mm) };
    found.filter(|diameter| *diameter > 0.0)
}

/// Material on the radius, mm, when both diameters are known.
fn stock_to_turn(size: &StepSize, inside: bool) -> Option<f64> {
    let (now, before) = (size.diameter_mm?, size.before_mm?);
    let stock = if inside { now - before } else { before - now } / 2.0;
    (stock > 0.0).then_some(stock)
}

/// Equal passes that take the stock: their count, depth, formula and limit.
fn passes(stock: Option<f64>, depth: f64, finish: bool, held: Option<Held>) -> (u32, f64, String, Option<Held>) {
    match stock {
        Some(stock) if !finish => {
            let count = (stock / depth - 1e-9).ceil().clamp(1.0, 10_000.0);
            let each = stock / count;
            let text = format!("ap = {} / {} passes = {} mm", figure(stock), number(count, 0), figure(each));
            let one = (count <= 1.0 && held.is_none() && each < depth - 1e-9)
                .then(|| Held { limit: LimitingFactor::Stock, reason: format!("{} mm de surépaisseur au rayon", figure(stock)) });
            (count as u32, each, text, one.or(held))
        }
        Some(stock) if stock < depth => {
            let reason = format!("{} mm de surépaisseur au rayon", figure(stock));
            (1, stock, format!("ap = {} mm", figure(stock)), Some(Held { limit: LimitingFactor::Stock, reason }))
        }
        _ => (1, depth, format!("ap = {} mm", figure(depth)), held),
    }
}

fn roughing_feed(tool: &Tool, begin: &Start) -> (f64, Option<Held>) {
    // Beyond 0.8 r the nose breaks off; the rule of every insert maker's guide.
    let most = tool.nose_radius_mm.map_or(f64::MAX, |radius| 0.8 * radius);
    if begin.feed[1] > most {
        let reason = format!("rayon de bec {} : avance de 0,8 r au plus", number(tool.nose_radius_mm.unwrap_or(0.0), 1));
        return (most, Some(Held { limit: LimitingFactor::ToolGeometry, reason }));
    }
    (begin.feed[1], None)
}

fn finishing_feed(size: &StepSize, tool: &Tool, begin: &Start) -> (f64, Option<Held>) {
    let (Some(ra), Some(radius)) = (size.ra_um, tool.nose_radius_mm) else { return (begin.feed[1], None) };
    let for_surface = feed_for_roughness(ra, radius);
    if for_surface >= begin.feed[2] {
        return (begin.feed[2], None);
    }
    let reason = format!("Ra {} avec un rayon de bec de {} mm", number(ra, 2), number(radius, 1));
    (for_surface.max(begin.feed[0]), Some(Held { limit: LimitingFactor::SurfaceFinish, reason }))
}

fn feed_text(begin: &Start, feed: f64, size: &StepSize, tool: &Tool, finish: bool) -> String {
    match (size.ra_um, tool.nose_radius_mm) {
        (Some(ra), Some(radius)) if finish => {
            format!(
                "f = √(32 × {} × {} / 1000) = {}, retenu {} mm/tr",
                figure(radius),
                figure(ra),
                figure(feed_for_roughness(ra, radius)),
                figure(feed)
            )
        }
        _ => format!("{} mm/tr, retenu {}", begin.feed_formula, figure(feed)),
    }
}

/// Share of the depth a long tool or a slender part bears, and why; asks for what goes beyond any bar.
fn overhang(size: &StepSize, tool: &Tool, inside: bool, setting: &Setting, questions: &mut Vec<String>) -> Option<(f64, Held)> {
    let rules = &setting.tables.conditions.rules.overhang;
    if inside && let (Some(reach), Some(bar)) = (size.depth_mm.or(tool.reach_mm), tool.diameter_mm) {
        let ratio = reach / bar.max(0.1);
        let most = if tool.grade == ToolGrade::Carbide { rules.boring_carbide_most } else { rules.boring_steel_most };
        if ratio > most {
            questions.push(format!(
                "Barre d'alésage antivibratoire ? L/D = {} pour {} au plus en barre simple.",
                number(ratio, 1),
                number(most, 0)
            ));
        }
        if ratio > rules.boring_free_ratio {
            let reason =
                format!("barre d'alésage L/D = {} : flèche en L³, {} sans réduction", number(ratio, 1), number(rules.boring_free_ratio, 0));
            return Some(((rules.boring_free_ratio / ratio).powi(2), Held { limit: LimitingFactor::ToolOverhang, reason }));
        }
    }
    let slender = size.slenderness?;
    let free = if size.supported { rules.part_supported_ratio } else { rules.part_free_ratio };
    (slender > free).then(|| {
        let how = if size.supported { "entre pointe et mandrin" } else { "en l'air" };
        let reason = format!("pièce élancée {how} : L/D = {}, {} sans réduction", number(slender, 1), number(free, 0));
        ((free / slender).powi(2), Held { limit: LimitingFactor::PartRigidity, reason })
    })
}

/// Facing, grooving and parting: the feed goes to the axis.
pub(super) fn plunging(work: StepWork, size: &StepSize, tool: &Tool, setting: &Setting) -> Result<Cut, Vec<String>> {
    let facing = work == StepWork::Facing;
    let begin = start(tool, Pass::Rough, setting.piece, setting.tables).map_err(|question| vec![question])?;
    let outer = size
        .before_mm
        .or(size.diameter_mm)
        .filter(|diameter| *diameter > 0.0)
        .ok_or_else(|| vec!["Diamètre à dresser ou à tronçonner ?".to_owned()])?;
    let inner = if work == StepWork::Grooving { size.diameter_mm.unwrap_or(0.0).min(outer) } else { 0.0 };
    let spindle = setting.spindle(begin.speed, &begin.speed_formula, &begin.source, outer, None);
    let (feed, held) = if facing { roughing_feed(tool, &begin) } else { (begin.feed[1], None) };
    let width = if facing { begin.depth.unwrap_or(1.0).min(size.depth_mm.unwrap_or(1.0)) } else { tool.width_mm.unwrap_or(3.0) };
    let removal = turning_removal(spindle.speed.value, width, feed);
    let load = loads(setting.piece, removal, feed, spindle.n);
    let rate = spindle.n * feed;
    let passes = if facing { (size.depth_mm.unwrap_or(width) / width.max(0.05)).ceil().clamp(1.0, 100.0) } else { 1.0 };
    // vc is held constant until the spindle's limit near the axis: the turns from outer to inner diameter at G96 are
    // (D - d) / (2 f), and their time at constant vc is π (D² - d²) / (4000 vc f) minutes.
    let limit = setting.machine.max_rpm.unwrap_or(f64::MAX);
    let knee = (spindle.speed.value * 1000.0 / (std::f64::consts::PI * limit)).clamp(inner, outer);
    let constant = std::f64::consts::PI * (outer * outer - knee * knee) / (4000.0 * spindle.speed.value * feed);
    let at_limit = if knee > inner { (knee - inner) / 2.0 / (limit * feed) } else { 0.0 };
    let seconds = (constant + at_limit) * 60.0 * passes;
    let conditions = CuttingConditions {
        material_group: setting.piece.group.id.clone(),
        hardness_hb: setting.piece.hardness_hb,
        tool_life: tool_life(tool.grade, begin.speed, spindle.speed.value, setting),
        cutting_speed: spindle.speed,
        spindle_speed: spindle.rpm,
        constant_speed: true,
        feed_per_tooth: None,
        feed_per_revolution: under(value(feed, format!("{} mm/tr", begin.feed_formula), &begin.source), held.as_ref()),
        feed_rate: value(
            rate,
            format!("vf = {} × {} = {} mm/min au diamètre extérieur", figure(spindle.n), figure(feed), figure(rate)),
            FORMULAS,
        ),
        depth_of_cut: Some(value(
            width,
            if facing { format!("ap = {} mm", figure(width)) } else { format!("largeur de plaquette {} mm", figure(width)) },
            &begin.source,
        )),
        width_of_cut: None,
        removal_rate: Some(value(removal, format!("Q = vc × ap × f = {} cm³/min", figure(removal)), FORMULAS)),
        specific_force: load.force,
        power: load.power,
        torque: load.torque,
        passes: passes as u32,
        cycle: None,
        coolant: coolant(tool, setting),
    };
    Ok(Cut { conditions, seconds: seconds * f64::from(size.count.max(1)), questions: Vec::new() })
}

/// A thread turned in passes: one pitch a turn.
pub(super) fn thread_turning(size: &StepSize, tool: &Tool, setting: &Setting) -> Result<Cut, Vec<String>> {
    let begin = start(tool, Pass::Rough, setting.piece, setting.tables).map_err(|question| vec![question])?;
    let (Some(major), Some(pitch)) = (size.diameter_mm.filter(|d| *d > 0.0), size.pitch_mm.filter(|p| *p > 0.0)) else {
        return Err(vec!["Pas et diamètre du filetage ?".to_owned()]);
    };
    let data = &setting.tables.threads;
    let spindle = setting.spindle(begin.speed, &begin.speed_formula, &begin.source, major, None);
    let passes = data.passes_for(pitch);
    let rules = &setting.tables.conditions.rules.threading;
    let depth = pitch * if tool.kind == ToolKind::ThreadBoring { rules.inside_depth } else { rules.outside_depth };
    let rate = spindle.n * pitch;
    let reason = format!("pas de {} mm", number(pitch, 2));
    let held = Held { limit: LimitingFactor::ThreadPitch, reason };
    let length = size.length_mm.unwrap_or(2.0 * pitch);
    let seconds = f64::from(passes) * ((length + data.run_in_pitches * pitch) / rate * 60.0 + data.return_s);
    let depth_text = format!("profondeur = {} × {} = {} mm en {passes} passes", number(depth / pitch, 4), figure(pitch), figure(depth));
    let conditions = CuttingConditions {
        material_group: setting.piece.group.id.clone(),
        hardness_hb: setting.piece.hardness_hb,
        tool_life: tool_life(tool.grade, begin.speed, spindle.speed.value, setting),
        cutting_speed: spindle.speed,
        spindle_speed: spindle.rpm,
        constant_speed: false,
        feed_per_tooth: None,
        feed_per_revolution: under(
            value(pitch, format!("f = pas = {} mm/tr", figure(pitch)), "filetage, une avance par tour"),
            Some(&held),
        ),
        feed_rate: value(rate, format!("vf = {} × {} = {} mm/min", figure(spindle.n), figure(pitch), figure(rate)), FORMULAS),
        depth_of_cut: Some(value(depth, depth_text, "ISO 68-1 ; nombre de passes : data/threads.toml")),
        width_of_cut: None,
        removal_rate: None,
        specific_force: None,
        power: None,
        torque: None,
        passes,
        cycle: Some(CuttingCycle::ThreadTurning { passes }),
        coolant: coolant(tool, setting),
    };
    Ok(Cut { conditions, seconds: seconds * f64::from(size.count.max(1)), questions: Vec::new() })
}
