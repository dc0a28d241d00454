//! Conditions of mills: faces, roughing, slots, finishing of walls and floors, sculptured faces, chamfers.

use trusquin_domain::{CuttingConditions, LimitingFactor, StepSize, StepWork, Tool, ToolKind};

use super::data::between;
use super::formulas::{engagement, feed_rate, mean_chip, milling_removal, specific_force};
use super::limits::{Setting, loads};
use super::recommend::{Pass, Start, start};
use super::value::{FORMULAS, Held, figure, under, value};
use super::{Cut, coolant, tool_life};
use crate::french::number;

/// Depth, width and how they were found, before power and overhang.
struct Engagement {
    depth: f64,
    depth_text: String,
    depth_held: Option<Held>,
    width: f64,
    width_text: String,
    centred: bool,
    /// The chip counts: thinning is made good and power checked.
    roughs: bool,
}

/// One mill on one feature.
pub(super) fn milling(work: StepWork, size: &StepSize, tool: &Tool, setting: &Setting) -> Result<Cut, Vec<String>> {
    let finish = matches!(work, StepWork::WallFinishing | StepWork::FloorFinishing | StepWork::BallFinishing | StepWork::Chamfering);
    let begin =
        start(tool, if finish { Pass::Finish } else { Pass::Rough }, setting.piece, setting.tables).map_err(|question| vec![question])?;
    let diameter = tool.diameter_mm.filter(|d| *d > 0.0).ok_or_else(|| vec![format!("Diamètre de la fraise « {} » ?", tool.name)])?;
    let teeth = f64::from(teeth(tool, setting));
    let spindle = setting.spindle(begin.speed, &begin.speed_formula, &begin.source, diameter, None);
    let mut cut = engagement_of(work, size, tool, diameter, &begin, setting);
    let mut questions = Vec::new();

    let mut fz = begin.feed[1];
    let mut fz_text = begin.feed_formula.clone();
    let mut held = None;
    let rules = &setting.tables.conditions.rules;
    if cut.roughs && !cut.centred && cut.width < 0.5 * diameter {
        let factor = between(&rules.chip_thinning.feed, cut.width / diameter);
        let thinned = (fz * factor).min(begin.feed[2]);
        if thinned > fz {
            fz_text = format!(
                "{fz_text} × {} (copeau mince, ae/D = {}) = {}",
                number(thinned / fz, 2),
                number(cut.width / diameter, 2),
                figure(thinned)
            );
            fz = thinned;
        }
    }
    if matches!(work, StepWork::WallFinishing | StepWork::BallFinishing) {
        fz *= rules.milling.wall_feed_share;
        fz_text = format!("{fz_text} × {} (finition) = {}", number(rules.milling.wall_feed_share, 2), figure(fz));
        held = Some(Held { limit: LimitingFactor::SurfaceFinish, reason: "avance réduite en finition".to_owned() });
    }
    if work == StepWork::FaceMilling && size.ra_um.is_some_and(|ra| ra < rules.milling.face_finest_ra_um) {
        questions.push(format!("Plaquette de finition (wiper) ou rectification pour Ra {} ?", number(size.ra_um.unwrap_or(0.0), 2)));
    }
    let (factor, rigidity) = setting.rigidity();
    if cut.roughs && factor < 1.0 {
        cut.depth *= factor;
        cut.depth_held = rigidity;
    }
    if let Some(reach) = size.depth_mm.map(|depth| depth.max(tool.reach_mm.unwrap_or(0.0))).or(tool.reach_mm) {
        let (ratio, free) = (reach / diameter, rules.overhang.end_mill_free_ratio);
        if ratio > free && !matches!(tool.kind, ToolKind::FaceMill | ToolKind::ShoulderMill) {
            let reason = format!("fraise longue L/D = {} : flèche en L³, {} sans réduction", number(ratio, 1), number(free, 0));
            fz = (fz * free / ratio).max(begin.feed[0] * free / ratio);
            fz_text = format!("{fz_text} × {} / {} = {}", number(free, 0), number(ratio, 1), figure(fz));
            held = Some(Held { limit: LimitingFactor::ToolOverhang, reason: reason.clone() });
            if cut.roughs {
                cut.depth *= (free / ratio).powi(2);
                cut.depth_held = Some(Held { limit: LimitingFactor::ToolOverhang, reason });
            }
        }
    }
    let (turn, drive) = setting.feed_within(fz * teeth, spindle.n);
    fz = turn / teeth;
    held = drive.or(held);
    let rate = feed_rate(spindle.n, teeth, fz);
    let entering = tool.entering_angle_deg.unwrap_or(90.0);
    let chip = mean_chip(fz, cut.width, diameter, entering, engagement(cut.width, diameter, cut.centred));
    if let Some((kc11, mc)) = setting.piece.kienzle() {
        let kc = specific_force(kc11, mc, chip);
        let (within, by_load) = setting.depth_within(cut.depth, milling_removal(1.0, cut.width, rate), kc, spindle.n);
        (cut.depth, cut.depth_held) = (within, by_load.or(cut.depth_held));
    }
    let stock = size.depth_mm.filter(|depth| *depth > 0.0);
    let (passes, depth, depth_text) = passes(stock, &cut);
    let removal = milling_removal(depth, cut.width, rate);
    let load = loads(setting.piece, removal, chip, spindle.n);
    let seconds = seconds(work, size, &cut, passes, depth, removal, rate, setting);
    let per_turn = fz * teeth;
    let conditions = CuttingConditions {
        material_group: setting.piece.group.id.clone(),
        hardness_hb: setting.piece.hardness_hb,
        tool_life: tool_life(tool.grade, begin.speed, spindle.speed.value, setting),
        cutting_speed: spindle.speed,
        spindle_speed: spindle.rpm,
        constant_speed: false,
        feed_per_tooth: Some(under(value(fz, format!("{fz_text} mm/dent"), &begin.source), held.as_ref())),
        feed_per_revolution: under(
            value(per_turn, format!("f = {} × {} = {} mm/tr", figure(fz), number(teeth, 0), figure(per_turn)), FORMULAS),
            held.as_ref(),
        ),
        feed_rate: value(
            rate,
            format!("vf = {} × {} × {} = {} mm/min", figure(spindle.n), number(teeth, 0), figure(fz), figure(rate)),
            FORMULAS,
        ),
        depth_of_cut: Some(under(value(depth, depth_text, RULES), cut.depth_held.as_ref())),
        width_of_cut: Some(value(cut.width, cut.width_text, RULES)),
        removal_rate: cut.roughs.then(|| {
            let text = format!("Q = {} × {} × {} / 1000 = {} cm³/min", figure(depth), figure(cut.width), figure(rate), figure(removal));
            value(removal, text, FORMULAS)
        }),
        specific_force: load.force.filter(|_| cut.roughs),
        power: load.power.filter(|_| cut.roughs),
        torque: load.torque.filter(|_| cut.roughs),
        passes,
        cycle: None,
        coolant: coolant(tool, setting),
    };
    Ok(Cut { conditions, seconds: seconds * f64::from(size.count.max(1)), questions })
}

/// Source of the engagement rules as printed.
const RULES: &str = "règles d'engagement, data/cutting_rules.toml (Dormer Pramet, fraisage 2021-2022, p. 115)";

/// Teeth that cut: soft metals and plastics need chip room (practice.toml teeth_max_soft).
fn teeth(tool: &Tool, setting: &Setting) -> u32 {
    let teeth = tool.teeth.unwrap_or(1).max(1);
    let soft = matches!(setting.piece.group.letter.as_str(), "N" | "O");
    let solid = matches!(tool.kind, ToolKind::EndMill | ToolKind::BallMill);
    if soft && solid { teeth.min(setting.tables.practice.milling.teeth_max_soft) } else { teeth }
}

fn engagement_of(work: StepWork, size: &StepSize, tool: &Tool, diameter: f64, begin: &Start, setting: &Setting) -> Engagement {
    let rules = &setting.tables.conditions.rules.milling;
    let letter = setting.piece.group.letter.as_str();
    let edge = tool.cutting_length_mm.unwrap_or(f64::MAX);
    let inserts = matches!(tool.kind, ToolKind::FaceMill | ToolKind::ShoulderMill);
    let table_depth = begin.depth.unwrap_or(2.0);
    let within_edge = |depth: f64, text: String| {
        if depth > edge {
            let reason = format!("longueur de coupe {} mm", number(edge, 1));
            (edge, format!("ap = {} mm", figure(edge)), Some(Held { limit: LimitingFactor::ToolGeometry, reason }))
        } else {
            (depth, text, None)
        }
    };
    let ratio_text =
        |symbol: &str, ratio: f64, value: f64| format!("{symbol} = {} × {} = {} mm", number(ratio, 3), figure(diameter), figure(value));
    let narrow = |width: f64, text: String| match size.width_mm.filter(|room| *room > 0.0 && *room < width) {
        Some(room) => (room, format!("ae = {} mm, largeur à usiner", figure(room))),
        None => (width, text),
    };
    match work {
        StepWork::FaceMilling => {
            let width = rules.face_width_ratio * diameter;
            let (width, width_text) = narrow(width, ratio_text("ae", rules.face_width_ratio, width));
            let depth = if inserts { table_depth } else { rules.floor_depth_mm.max(0.5) };
            let (depth, depth_text, depth_held) = within_edge(depth, format!("ap = {} mm", figure(depth)));
            Engagement { depth, depth_text, depth_held, width, width_text, centred: true, roughs: true }
        }
        StepWork::SlotMilling => {
            let depth = rules.slot_depth_ratio * diameter;
            let (depth, depth_text, depth_held) = within_edge(depth, ratio_text("ap", rules.slot_depth_ratio, depth));
            Engagement {
                depth,
                depth_text,
                depth_held,
                width: diameter,
                width_text: "ae = D, pleine rainure".to_owned(),
                centred: true,
                roughs: true,
            }
        }
        StepWork::WallFinishing => {
            let width = (rules.wall_width_ratio * diameter).max(0.1);
            let height = rules.wall_height_ratio * diameter;
            let (depth, depth_text, depth_held) = within_edge(height, ratio_text("ap", rules.wall_height_ratio, height));
            Engagement {
                depth,
                depth_text,
                depth_held,
                width,
                width_text: ratio_text("ae", rules.wall_width_ratio, width),
                centred: false,
                roughs: false,
            }
        }
        StepWork::FloorFinishing => {
            let width = setting.tables.practice.milling.finish_width_ratio * diameter;
            let depth = rules.floor_depth_mm;
            let ratio = setting.tables.practice.milling.finish_width_ratio;
            Engagement {
                depth,
                depth_text: format!("ap = {} mm", figure(depth)),
                depth_held: None,
                width,
                width_text: ratio_text("ae", ratio, width),
                centred: false,
                roughs: false,
            }
        }
        StepWork::BallFinishing => {
            let scallop = setting.tables.practice.milling.scallop_mm;
            let width = (8.0 * diameter / 2.0 * scallop).sqrt();
            let text = format!(
                "ae = √(8 × {} × {}) = {} mm, crête {} mm",
                figure(diameter / 2.0),
                number(scallop, 3),
                figure(width),
                number(scallop, 3)
            );
            Engagement {
                depth: width,
                depth_text: format!("ap = {} mm", figure(width)),
                depth_held: None,
                width,
                width_text: text,
                centred: false,
                roughs: false,
            }
        }
        StepWork::Chamfering => {
            let width = size.width_mm.unwrap_or(0.5);
            Engagement {
                depth: width,
                depth_text: format!("ap = {} mm", figure(width)),
                depth_held: None,
                width,
                width_text: format!("chanfrein {} mm", figure(width)),
                centred: false,
                roughs: false,
            }
        }
        _ => {
            let ratio = if inserts { 0.5 } else { rules.rough_width_ratio.get(letter).copied().unwrap_or(0.2) };
            let (width, width_text) = narrow(ratio * diameter, ratio_text("ae", ratio, ratio * diameter));
            let depth = if inserts { table_depth } else { rules.rough_depth_ratio * diameter };
            let text = if inserts { format!("ap = {} mm", figure(depth)) } else { ratio_text("ap", rules.rough_depth_ratio, depth) };
            let (depth, depth_text, depth_held) = within_edge(depth, text);
            Engagement { depth, depth_text, depth_held, width, width_text, centred: false, roughs: true }
        }
    }
}

/// Equal axial passes that take the depth there is.
fn passes(stock: Option<f64>, cut: &Engagement) -> (u32, f64, String) {
    match stock {
        Some(stock) if stock > cut.depth => {
            let count = (stock / cut.depth.max(0.01) - 1e-9).ceil().clamp(1.0, 10_000.0);
            let each = stock / count;
            (count as u32, each, format!("{} ; {} mm en {} passes de {} mm", cut.depth_text, figure(stock), number(count, 0), figure(each)))
        }
        Some(stock) => (1, stock.min(cut.depth), format!("ap = {} mm, toute la hauteur", figure(stock.min(cut.depth)))),
        None => (1, cut.depth, cut.depth_text.clone()),
    }
}

#[allow(clippy::too_many_arguments)]
fn seconds(work: StepWork, size: &StepSize, cut: &Engagement, passes: u32, depth: f64, removal: f64, rate: f64, setting: &Setting) -> f64 {
    let path = &setting.tables.practice.milling;
    let efficiency = if cut.roughs && work != StepWork::FaceMilling { path.rough_path_efficiency } else { path.finish_path_efficiency };
    let minutes = match (work, size.volume_mm3, size.area_mm2, size.length_mm) {
        (StepWork::RoughMilling | StepWork::SlotMilling, Some(volume), _, _) => volume / (removal * 1000.0) / efficiency,
        (StepWork::WallFinishing, _, Some(area), _) => area / (depth * rate) / efficiency,
        (StepWork::Chamfering, _, _, Some(length)) => length / rate / efficiency,
        (_, _, Some(area), _) => area * f64::from(passes) / (cut.width * rate) / efficiency,
        (_, Some(volume), _, _) => volume / (removal * 1000.0).max(1e-9) / efficiency,
        (_, _, _, Some(length)) => length * f64::from(passes) / rate / efficiency,
        _ => 0.0,
    };
    minutes * 60.0
}
