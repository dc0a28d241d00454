//! Does this tool do this work at this size? If not, why: in French, with the numbers.

use trusquin_domain::{StepSize, StepWork, Tool, ToolKind};

use crate::french::mm;
use crate::tables::Tables;
use crate::thread;

/// A drill may differ from the hole by this, mm: half a step of a drill set.
const DRILL_TOLERANCE_MM: f64 = 0.05;
/// Pitches and thread diameters are equal within this, mm.
const THREAD_TOLERANCE_MM: f64 = 0.02;

/// Why the tool does not fit, or `None`.
pub(super) fn refuses(tool: &Tool, work: StepWork, size: &StepSize, tables: &Tables) -> Option<String> {
    let diameter = tool.diameter_mm;
    match work {
        StepWork::Drilling => wrong_diameter(diameter, size.diameter_mm, DRILL_TOLERANCE_MM).or_else(|| too_short(tool, size)),
        StepWork::Reaming => wrong_diameter(diameter, size.diameter_mm, 0.005)
            .or_else(|| match (&tool.fit, &size.fit) {
                (Some(has), Some(wants)) if has != wants => Some(format!("alésoir {has} pour un {wants}")),
                _ => None,
            })
            .or_else(|| too_short(tool, size)),
        StepWork::Counterboring if tool.kind == ToolKind::Counterbore => wrong_diameter(diameter, size.diameter_mm, 0.1),
        StepWork::Counterboring => larger_than(diameter, size.diameter_mm, "Ø"),
        StepWork::Tapping => wrong_thread(tool, size, tables).or_else(|| too_short(tool, size)),
        StepWork::ThreadTurning => match (tool.pitch_mm, size.pitch_mm) {
            (Some(has), Some(wants)) if (has - wants).abs() > THREAD_TOLERANCE_MM => {
                Some(format!("plaquette au pas {} pour {}", mm(has), mm(wants)))
            }
            _ => None,
        },
        StepWork::RoughBoring | StepWork::FinishBoring => larger_than(diameter, size.before_mm.or(size.diameter_mm), "barre dès Ø"),
        StepWork::Grooving => larger_than(tool.width_mm, size.width_mm, "largeur "),
        StepWork::Parting => {
            let reach = size.before_mm.or(size.diameter_mm).map(|bar| bar / 2.0);
            match (tool.reach_mm, reach) {
                (Some(has), Some(wants)) if has < wants => Some(format!("lame de {} pour {} au rayon", mm(has), mm(wants))),
                _ => None,
            }
        }
        StepWork::RoughMilling | StepWork::SlotMilling => larger_than(diameter, size.width_mm, "Ø").or_else(|| does_not_reach(tool, size)),
        StepWork::WallFinishing | StepWork::FloorFinishing => {
            larger_than(diameter, size.corner_radius_mm.map(|radius| 2.0 * radius), "Ø").or_else(|| does_not_reach(tool, size))
        }
        StepWork::BallFinishing => larger_than(diameter, size.corner_radius_mm.map(|radius| 2.0 * radius), "Ø"),
        StepWork::FaceMilling => match (diameter, size.width_mm) {
            // An insert cutter twice as wide as the face cuts with one insert: it hammers.
            (Some(has), Some(room)) if has > 2.0 * room && has > 20.0 => Some(format!("Ø{} pour une face de {}", mm(has), mm(room))),
            _ => None,
        },
        StepWork::Facing
        | StepWork::RoughTurning
        | StepWork::FinishTurning
        | StepWork::Chamfering
        | StepWork::Spotting
        | StepWork::Countersinking => None,
    }
}

fn wrong_diameter(has: Option<f64>, wants: Option<f64>, tolerance: f64) -> Option<String> {
    match (has, wants) {
        (Some(has), Some(wants)) if (has - wants).abs() <= tolerance + 1e-9 => None,
        (Some(has), Some(wants)) => Some(format!("Ø{} pour Ø{}", mm(has), mm(wants))),
        _ => Some("diamètre inconnu".to_owned()),
    }
}

fn larger_than(has: Option<f64>, most: Option<f64>, name: &str) -> Option<String> {
    match (has, most) {
        (Some(has), Some(most)) if has > most + 1e-6 => Some(format!("{name}{} pour {} au plus", mm(has), mm(most))),
        _ => None,
    }
}

fn too_short(tool: &Tool, size: &StepSize) -> Option<String> {
    match (tool.cutting_length_mm, size.depth_mm) {
        (Some(has), Some(wants)) if has < wants => Some(format!("coupe sur {} pour {}", mm(has), mm(wants))),
        _ => None,
    }
}

fn does_not_reach(tool: &Tool, size: &StepSize) -> Option<String> {
    match (tool.reach_mm, size.depth_mm) {
        (Some(has), Some(wants)) if has < wants => Some(format!("sort de {} pour {}", mm(has), mm(wants))),
        _ => None,
    }
}

fn wrong_thread(tool: &Tool, size: &StepSize, tables: &Tables) -> Option<String> {
    let wanted = size.thread.as_deref()?;
    let has = tool.thread.as_deref().unwrap_or("sans filetage");
    let read = |text: &str| thread::parse(text, &tables.threads);
    match (read(has), read(wanted)) {
        (Some(a), Some(b))
            if (a.major_mm - b.major_mm).abs() < THREAD_TOLERANCE_MM && (a.pitch_mm - b.pitch_mm).abs() < THREAD_TOLERANCE_MM =>
        {
            None
        }
        _ => Some(format!("{has} pour {wanted}")),
    }
}
