//! Which tool: from the shop's stock first, else a standard tool as a proposal with its reason. How it is run, is `conditions`'.

mod fit;
mod standard;

use trusquin_domain::{Machine, Shop, StepSize, StepWork, Tool, ToolGrade, ToolKind, ToolUse};

use crate::conditions::{Pass, Workpiece, start};
use crate::tables::Tables;
use fit::refuses;
use standard::proposal;

/// Kinds that do a work, first choice first.
pub(crate) fn kinds(work: StepWork, on_lathe: bool) -> &'static [ToolKind] {
    match work {
        StepWork::Facing | StepWork::RoughTurning => &[ToolKind::TurningRough],
        StepWork::FinishTurning => &[ToolKind::TurningFinish],
        StepWork::RoughBoring => &[ToolKind::BoringBar],
        StepWork::FinishBoring if on_lathe => &[ToolKind::BoringBar],
        StepWork::FinishBoring => &[ToolKind::BoringHead],
        StepWork::Grooving => &[ToolKind::Grooving],
        StepWork::ThreadTurning => &[ToolKind::ThreadTurning],
        StepWork::Parting => &[ToolKind::Parting],
        StepWork::FaceMilling => &[ToolKind::FaceMill, ToolKind::ShoulderMill, ToolKind::EndMill],
        StepWork::RoughMilling => &[ToolKind::ShoulderMill, ToolKind::EndMill],
        StepWork::WallFinishing | StepWork::FloorFinishing | StepWork::SlotMilling => &[ToolKind::EndMill],
        StepWork::BallFinishing => &[ToolKind::BallMill],
        StepWork::Chamfering if on_lathe => &[ToolKind::TurningFinish],
        StepWork::Chamfering => &[ToolKind::ChamferMill],
        StepWork::Spotting => &[ToolKind::SpotDrill],
        StepWork::Drilling => &[ToolKind::Drill, ToolKind::InsertDrill],
        StepWork::Counterboring => &[ToolKind::Counterbore, ToolKind::EndMill],
        StepWork::Countersinking => &[ToolKind::Countersink, ToolKind::ChamferMill],
        StepWork::Reaming => &[ToolKind::Reamer],
        StepWork::Tapping => &[ToolKind::Tap, ToolKind::FormingTap],
    }
}

/// The tool for a work, numbered by the caller; `None` when not even a standard tool is known for it.
pub(crate) fn choose(
    work: StepWork,
    size: &StepSize,
    piece: &Workpiece,
    machine: &Machine,
    shop: &Shop,
    tables: &Tables,
) -> Option<ToolUse> {
    let on_lathe = matches!(machine.kind, trusquin_domain::MachineKind::Lathe | trusquin_domain::MachineKind::MillTurn);
    let kinds = kinds(work, on_lathe);
    let pass = if matches!(work, StepWork::FinishTurning | StepWork::FinishBoring) { Pass::Finish } else { Pass::Rough };
    let mut refusals: Vec<String> = Vec::new();
    let mut best: Option<(Rank, &Tool)> = None;
    for tool in shop.tool.iter().filter(|tool| tool.count > 0 && kinds.contains(&tool.kind)) {
        if let Some(reason) = refuses(tool, work, size, tables) {
            refusals.push(format!("{} : {reason}", tool.name));
            continue;
        }
        if !tool.cuts(&piece.group.letter) {
            refusals.push(format!("{} : pas pour la matière ISO {}", tool.name, piece.group.letter));
            continue;
        }
        // A tool nobody has data for would be a guess.
        let Ok(begin) = start(tool, pass, piece, tables) else {
            refusals.push(format!("{} : pas de conditions pour {}", tool.name, piece.material.name));
            continue;
        };
        let rank = Rank {
            elsewhere: tool.machine.as_deref().is_some_and(|place| place != machine.id),
            kind: kinds.iter().position(|kind| *kind == tool.kind).unwrap_or(usize::MAX),
            size: size_rank(tool, work, size),
            edge: edge_rank(tool.grade, &piece.group.letter),
            slowness: -begin.speed * begin.feed[1],
        };
        if best.as_ref().is_none_or(|(known, _)| rank.is_before(known)) {
            best = Some((rank, tool));
        }
    }
    match best {
        Some((rank, tool)) => {
            let place = match (&tool.machine, tool.place) {
                (Some(on), Some(place)) if !rank.elsewhere => format!("en place {place} sur {on}"),
                (Some(on), _) if rank.elsewhere => format!("en stock, monté sur {on} : à transférer"),
                _ => format!("en stock ({})", tool.count),
            };
            let maker = if tool.data_for(&piece.group.id, &piece.group.letter).is_some() { ", conditions de l'outil" } else { "" };
            Some(ToolUse { number: 0, tool: tool.clone(), in_stock: true, reason: format!("{place}{maker}") })
        }
        None => proposal(work, size, piece, on_lathe, &refusals, tables),
    }
}

/// Order among the tools that can do the work.
struct Rank {
    elsewhere: bool,
    kind: usize,
    size: f64,
    edge: u8,
    slowness: f64,
}

impl Rank {
    fn is_before(&self, other: &Self) -> bool {
        let key = |rank: &Self| (rank.kind, rank.size, rank.elsewhere, rank.edge);
        let (mine, theirs) = (key(self), key(other));
        mine.0
            .cmp(&theirs.0)
            .then(mine.1.total_cmp(&theirs.1))
            .then(mine.2.cmp(&theirs.2))
            .then(mine.3.cmp(&theirs.3))
            .then(self.slowness.total_cmp(&other.slowness))
            .is_lt()
    }
}

/// The smaller the better: for milling the largest tool that fits, for holes the one of the right size, for bars the stoutest.
fn size_rank(tool: &Tool, work: StepWork, size: &StepSize) -> f64 {
    let diameter = tool.diameter_mm.unwrap_or(0.0);
    match work {
        StepWork::Drilling | StepWork::Reaming | StepWork::Counterboring => {
            size.diameter_mm.map_or(0.0, |wanted| (wanted - diameter).abs())
        }
        StepWork::Spotting | StepWork::Countersinking | StepWork::Chamfering => {
            size.diameter_mm.map_or(diameter, |wanted| (diameter - wanted).max(0.0))
        }
        StepWork::FaceMilling | StepWork::RoughMilling | StepWork::WallFinishing | StepWork::FloorFinishing | StepWork::SlotMilling => {
            -diameter
        }
        StepWork::RoughBoring | StepWork::FinishBoring | StepWork::BallFinishing => -diameter,
        StepWork::FinishTurning => tool.nose_radius_mm.map_or(0.0, |radius| (radius - 0.4).abs()),
        _ => 0.0,
    }
}

/// Which edge first: coated carbide in steel, polished carbide in soft metals and plastics, high-speed steel last.
fn edge_rank(grade: ToolGrade, letter: &str) -> u8 {
    match (letter, grade) {
        ("N" | "O", ToolGrade::Carbide) | ("H", ToolGrade::BoronNitride) => 0,
        (_, ToolGrade::CoatedCarbide) => 1,
        (_, ToolGrade::Carbide | ToolGrade::Cermet) => 2,
        (_, ToolGrade::HssCobalt) => 3,
        (_, ToolGrade::Hss) => 4,
        _ => 5,
    }
}
