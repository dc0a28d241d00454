//! The tool to buy or borrow when the stock has none: an ordinary tool of the trade in the size the step asks for.

use trusquin_domain::{StepSize, StepWork, Tool, ToolGrade, ToolKind, ToolUse};

use crate::conditions::Workpiece;
use crate::french::mm;
use crate::tables::Tables;

/// Refusals shown; the rest is counted.
const SHOWN: usize = 2;

/// The proposal, with why nothing in stock did; `None` when the size is not known.
pub(super) fn proposal(
    work: StepWork,
    size: &StepSize,
    piece: &Workpiece,
    on_lathe: bool,
    refusals: &[String],
    tables: &Tables,
) -> Option<ToolUse> {
    let tool = standard(work, size, piece, on_lathe, tables)?;
    let mut why: Vec<String> = refusals.iter().take(SHOWN).cloned().collect();
    if refusals.len() > SHOWN {
        why.push(format!("{} autres ne conviennent pas", refusals.len() - SHOWN));
    }
    let why = if why.is_empty() { "aucun outil de cette sorte en stock".to_owned() } else { why.join(" ; ") };
    Some(ToolUse { number: 0, reason: format!("à acheter ou emprunter : {why}"), tool, in_stock: false })
}

fn standard(work: StepWork, size: &StepSize, piece: &Workpiece, on_lathe: bool, tables: &Tables) -> Option<Tool> {
    let letter = piece.group.letter.as_str();
    let soft = matches!(letter, "N" | "O");
    let carbide = if soft { ToolGrade::Carbide } else { ToolGrade::CoatedCarbide };
    let insert = if letter == "H" { ToolGrade::BoronNitride } else { carbide };
    let edge = if soft { "carbure poli" } else { "carbure revêtu" };
    let depth = size.depth_mm.unwrap_or(0.0);
    Some(match work {
        StepWork::Facing | StepWork::RoughTurning => Tool {
            nose_radius_mm: Some(0.8),
            cutting_length_mm: Some(12.0),
            ..new("Plaquette CNMG 12 04 08, PCLN 95°".to_owned(), ToolKind::TurningRough, insert)
        },
        StepWork::FinishTurning => finishing_insert(insert),
        StepWork::Chamfering if on_lathe => finishing_insert(insert),
        StepWork::RoughBoring | StepWork::FinishBoring if on_lathe => {
            let bore = size.before_mm.or(size.diameter_mm)?;
            let bar = [6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 25.0, 32.0, 40.0].into_iter().rev().find(|bar| *bar <= 0.75 * bore)?;
            let grade = if depth > 4.0 * bar { ToolGrade::Carbide } else { carbide };
            Tool {
                diameter_mm: Some(bar),
                nose_radius_mm: Some(0.4),
                reach_mm: Some(depth),
                ..new(format!("Barre d'alésage Ø{} avec plaquette CCMT/DCMT r 0,4", mm(bar)), ToolKind::BoringBar, grade)
            }
        }
        StepWork::FinishBoring | StepWork::RoughBoring => {
            let bore = size.diameter_mm?;
            Tool {
                diameter_mm: Some(bore),
                teeth: Some(1),
                nose_radius_mm: Some(0.4),
                ..new(format!("Tête d'alésage de finition Ø{}", mm(bore)), ToolKind::BoringHead, carbide)
            }
        }
        StepWork::Grooving => {
            let width = size.width_mm.unwrap_or(3.0).min(3.0);
            Tool { width_mm: Some(width), ..new(format!("Plaquette de gorge, largeur {}", mm(width)), ToolKind::Grooving, carbide) }
        }
        StepWork::Parting => {
            let bar = size.before_mm.or(size.diameter_mm)?;
            let width = if bar > 40.0 { 3.0 } else { 2.0 };
            Tool {
                width_mm: Some(width),
                reach_mm: Some(bar / 2.0 + 2.0),
                ..new(format!("Lame à tronçonner, largeur {}, portée {}", mm(width), mm(bar / 2.0 + 2.0)), ToolKind::Parting, carbide)
            }
        }
        StepWork::ThreadTurning => {
            let pitch = size.pitch_mm?;
            Tool {
                pitch_mm: Some(pitch),
                thread: size.thread.clone(),
                ..new(format!("Plaquette à fileter profil complet, pas {}", mm(pitch)), ToolKind::ThreadTurning, carbide)
            }
        }
        StepWork::FaceMilling => Tool {
            diameter_mm: Some(50.0),
            teeth: Some(5),
            entering_angle_deg: Some(45.0),
            nose_radius_mm: Some(0.8),
            ..new("Fraise à surfacer Ø50, 5 plaquettes, 45°".to_owned(), ToolKind::FaceMill, carbide)
        },
        StepWork::RoughMilling | StepWork::SlotMilling | StepWork::WallFinishing | StepWork::FloorFinishing => {
            let room = match work {
                StepWork::WallFinishing | StepWork::FloorFinishing => size.corner_radius_mm.map_or(10.0, |radius| 2.0 * radius),
                _ => size.width_mm.unwrap_or(16.0),
            };
            let mill = tables
                .practice
                .milling
                .tools
                .iter()
                .filter(|mill| mill.diameter_mm <= room + 1e-6)
                .max_by(|a, b| a.diameter_mm.total_cmp(&b.diameter_mm))?;
            let d = mill.diameter_mm;
            let reach = depth.max(2.5 * d);
            let teeth = if soft { mill.teeth.min(tables.practice.milling.teeth_max_soft) } else { mill.teeth };
            Tool {
                diameter_mm: Some(d),
                teeth: Some(teeth),
                cutting_length_mm: Some(2.2 * d),
                reach_mm: Some(reach),
                ..new(format!("Fraise {edge} Ø{}, Z{teeth}, sortie {}", mm(d), mm(reach)), ToolKind::EndMill, carbide)
            }
        }
        StepWork::BallFinishing => {
            let d = (2.0 * size.corner_radius_mm.unwrap_or(tables.practice.milling.ball_radius_mm))
                .clamp(2.0, 2.0 * tables.practice.milling.ball_radius_mm);
            Tool {
                diameter_mm: Some(d),
                teeth: Some(2),
                cutting_length_mm: Some(1.5 * d),
                reach_mm: Some(depth.max(3.0 * d)),
                ..new(format!("Fraise boule {edge} Ø{}, Z2", mm(d)), ToolKind::BallMill, carbide)
            }
        }
        StepWork::Chamfering => Tool {
            diameter_mm: Some(10.0),
            teeth: Some(4),
            ..new(format!("Fraise à chanfreiner 90° Ø10, {edge}"), ToolKind::ChamferMill, carbide)
        },
        StepWork::Spotting => {
            Tool { diameter_mm: Some(8.0), ..new(format!("Foret à pointer NC 90° Ø8, {edge}"), ToolKind::SpotDrill, carbide) }
        }
        StepWork::Countersinking => {
            let d = size.diameter_mm.map_or(12.4, |d| (d * 1.2).max(6.3));
            Tool {
                diameter_mm: Some(d),
                teeth: Some(3),
                ..new(format!("Fraise à noyer 90° Ø{}", mm(d)), ToolKind::Countersink, ToolGrade::HssCobalt)
            }
        }
        StepWork::Drilling => {
            let d = size.diameter_mm?;
            let long = [3.0, 5.0, 8.0, 12.0].into_iter().find(|ratio| ratio * d >= depth).unwrap_or((depth / d).ceil());
            if d > 20.0 {
                // Above this, a solid carbide drill costs more than the hole: high-speed steel with a taper shank.
                Tool {
                    diameter_mm: Some(d),
                    cutting_length_mm: Some(depth.max(3.0 * d)),
                    ..new(format!("Foret HSS-Co Ø{} queue conique", mm(d)), ToolKind::Drill, ToolGrade::HssCobalt)
                }
            } else {
                Tool {
                    diameter_mm: Some(d),
                    cutting_length_mm: Some(long * d),
                    through_coolant: long >= 5.0,
                    ..new(format!("Foret {edge} Ø{}, {} × D", mm(d), mm(long)), ToolKind::Drill, carbide)
                }
            }
        }
        StepWork::Counterboring => {
            let d = size.diameter_mm?;
            Tool {
                diameter_mm: Some(d),
                teeth: Some(2),
                ..new(format!("Fraise à lamer Ø{}", mm(d)), ToolKind::Counterbore, ToolGrade::HssCobalt)
            }
        }
        StepWork::Reaming => {
            let d = size.diameter_mm?;
            let fit = size.fit.clone().unwrap_or_else(|| "H7".to_owned());
            Tool {
                diameter_mm: Some(d),
                teeth: Some(6),
                fit: Some(fit.clone()),
                cutting_length_mm: Some(depth.max(3.0 * d)),
                ..new(format!("Alésoir machine Ø{} {fit}", mm(d)), ToolKind::Reamer, ToolGrade::HssCobalt)
            }
        }
        StepWork::Tapping => {
            let (thread, pitch) = (size.thread.clone()?, size.pitch_mm?);
            let d = size.diameter_mm?;
            Tool {
                diameter_mm: Some(d),
                pitch_mm: Some(pitch),
                thread: Some(thread.clone()),
                cutting_length_mm: Some(depth.max(2.0 * d)),
                ..new(format!("Taraud machine HSS-E {thread}"), ToolKind::Tap, ToolGrade::HssCobalt)
            }
        }
    })
}

fn finishing_insert(grade: ToolGrade) -> Tool {
    Tool {
        nose_radius_mm: Some(0.4),
        cutting_length_mm: Some(11.0),
        ..new("Plaquette DCMT 11 T3 04, SDJC 93°".to_owned(), ToolKind::TurningFinish, grade)
    }
}

fn new(name: String, kind: ToolKind, grade: ToolGrade) -> Tool {
    Tool {
        id: String::new(),
        name,
        kind,
        grade,
        diameter_mm: None,
        teeth: None,
        nose_radius_mm: None,
        cutting_length_mm: None,
        reach_mm: None,
        entering_angle_deg: None,
        width_mm: None,
        pitch_mm: None,
        thread: None,
        fit: None,
        through_coolant: false,
        materials: Vec::new(),
        data: Vec::new(),
        source: None,
        reference: None,
        count: 0,
        machine: None,
        place: None,
    }
}
