//! Cutting conditions of one tool on one feature on one machine: every value with its formula, its source and what limits it.
//!
//! Nothing is guessed: what neither the tool nor the tables know comes back as a question. Which tool, is `tooling`'s; which step, `sheets`'.

pub(crate) mod data;
mod formulas;
mod holes;
mod limits;
mod milling;
mod recommend;
mod turning;
mod value;
mod workpiece;

#[cfg(test)]
mod tests;

use trusquin_domain::{ConditionValue, Coolant, CuttingConditions, StepSize, StepWork, Tool, ToolGrade, ToolKind};

pub(crate) use limits::Setting;
pub(crate) use recommend::{Pass, start};
pub(crate) use workpiece::{Workpiece, workpiece};

use crate::french::number;

/// Conditions with the cutting time of all the equal ones, s.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cut {
    pub conditions: CuttingConditions,
    pub seconds: f64,
    pub questions: Vec<String>,
}

/// The conditions, or the questions that stand in the way.
pub(crate) fn conditions(work: StepWork, size: &StepSize, tool: &Tool, setting: &Setting) -> Result<Cut, Vec<String>> {
    match work {
        StepWork::RoughTurning | StepWork::FinishTurning | StepWork::RoughBoring | StepWork::FinishBoring => {
            turning::turning(work, size, tool, setting)
        }
        StepWork::Facing | StepWork::Grooving | StepWork::Parting => turning::plunging(work, size, tool, setting),
        StepWork::ThreadTurning => turning::thread_turning(size, tool, setting),
        StepWork::Spotting | StepWork::Drilling | StepWork::Countersinking => holes::drilling(work, size, tool, setting),
        StepWork::Counterboring if matches!(tool.kind, ToolKind::EndMill) => milling::milling(StepWork::RoughMilling, size, tool, setting),
        StepWork::Counterboring => holes::drilling(work, size, tool, setting),
        StepWork::Reaming => holes::reaming(size, tool, setting),
        StepWork::Tapping => holes::tapping(size, tool, setting),
        StepWork::FaceMilling
        | StepWork::RoughMilling
        | StepWork::WallFinishing
        | StepWork::FloorFinishing
        | StepWork::SlotMilling
        | StepWork::BallFinishing
        | StepWork::Chamfering => milling::milling(work, size, tool, setting),
    }
}

/// Life of the edge at the speed it really runs.
fn tool_life(grade: ToolGrade, reference_speed: f64, speed: f64, setting: &Setting) -> Option<ConditionValue> {
    let rules = &setting.tables.conditions.rules.tool_life;
    let exponent = recommend::life_exponent(grade, setting.tables);
    if !(speed > 0.0 && reference_speed > 0.0) {
        return None;
    }
    let minutes = formulas::tool_life(rules.reference_min, reference_speed, speed, exponent).min(rules.longest_min);
    let formula = format!(
        "T = {} × ({} / {})^(1/{}) = {} min",
        number(rules.reference_min, 0),
        value::figure(reference_speed),
        value::figure(speed),
        number(exponent, 3),
        value::figure(minutes)
    );
    Some(value::value(minutes, formula, "Taylor ; Dormer Pramet, fraisage 2021-2022, p. 700 (30 min de coupe à la vitesse de départ)"))
}

/// Coolant, French: through the tool where tool and machine both can, dry in cast iron and with ceramics.
fn coolant(tool: &Tool, setting: &Setting) -> String {
    let has = |coolant: Coolant| setting.machine.sheet.coolant.contains(&coolant);
    let letter = setting.piece.group.letter.as_str();
    if tool.through_coolant && has(Coolant::Through) {
        let bar = setting.machine.sheet.coolant_bar.map(|bar| format!(", {} bar", number(bar, 0))).unwrap_or_default();
        return format!("arrosage par le centre{bar}");
    }
    if matches!(tool.grade, ToolGrade::Ceramic | ToolGrade::BoronNitride) || letter == "O" || letter == "K" {
        return "à sec, soufflage d'air".to_owned();
    }
    if has(Coolant::Oil) && matches!(tool.kind, ToolKind::Tap | ToolKind::FormingTap) {
        return "huile entière".to_owned();
    }
    "arrosage, émulsion".to_owned()
}
