//! A method sheet as text for a terminal, French.

use trusquin_domain::{CamSystem, MethodSheet, Step};

use super::programming::conditions_line;
use crate::french::number;

/// The sheet, ready to print. With `reasons`, every value shows formula, source and limit.
pub fn sheet_text(sheet: &MethodSheet, reasons: bool) -> String {
    let mut lines = Vec::new();
    let revision = sheet.revision.as_deref().map(|revision| format!(" ind. {revision}")).unwrap_or_default();
    lines.push(format!("FICHE MÉTHODE  OP{} {}", sheet.op, sheet.name));
    lines.push(format!("Pièce {}{revision}  {}", sheet.part_number, sheet.part_title.as_deref().unwrap_or_default()));
    lines.push(format!("Machine {}   quantité {}   jeton {}", sheet.machine_name, sheet.quantity, sheet.qr_token));
    if !sheet.material.is_empty() {
        lines.push(format!("Matière {}   brut {}", sheet.material, sheet.blank));
    }
    lines.push(format!("Temps prévu : réglage {} min, {} min par pièce", number(sheet.setup_s / 60.0, 0), number(sheet.run_s / 60.0, 2)));
    if let Some(cam) = sheet.cam {
        lines.push(format!("FAO {}   post-processeur {}", CamSystem::name(cam), sheet.post.as_deref().unwrap_or("à définir")));
    }
    lines.extend(sheet.parameters.iter().map(|line| format!("  {line}")));
    lines.push(format!("À faire : {}", sheet.text));
    for fixturing in &sheet.fixturings {
        lines.push(format!("Posage {} : {} ; {}", fixturing.number, fixturing.holding, fixturing.position));
        for step in &fixturing.steps {
            lines.extend(step_lines(step, reasons));
        }
    }
    if !sheet.programming.is_empty() {
        lines.push("Programmation".to_owned());
        lines.extend(sheet.programming.iter().enumerate().map(|(index, line)| format!("  {}. {line}", index + 1)));
    }
    if !sheet.questions.is_empty() {
        lines.push("À préciser".to_owned());
        lines.extend(sheet.questions.iter().map(|line| format!("  - {line}")));
    }
    if !sheet.comments.is_empty() {
        lines.push("Remarques des opérateurs".to_owned());
        lines.extend(sheet.comments.iter().map(|line| format!("  - {line}")));
    }
    lines.join("\n")
}

fn step_lines(step: &Step, reasons: bool) -> Vec<String> {
    let seconds = step.cutting_s.map(|seconds| format!("   {} s de coupe", number(seconds, 1))).unwrap_or_default();
    let mut lines = vec![format!("  {}. {}{seconds}", step.number, step.text)];
    if let Some(tool) = &step.tool {
        let id = if tool.tool.id.is_empty() { String::new() } else { format!("{} ", tool.tool.id) };
        lines.push(format!("     T{} {id}{} ({})", tool.number, tool.tool.name, tool.reason));
    }
    lines.push(format!("     {}", conditions_line(step)));
    let Some(found) = step.conditions.as_ref().filter(|_| reasons) else { return lines };
    let values = [
        ("vc", Some(&found.cutting_speed)),
        ("n", Some(&found.spindle_speed)),
        ("fz", found.feed_per_tooth.as_ref()),
        ("f", found.feed_per_tooth.is_none().then_some(&found.feed_per_revolution)),
        ("vf", Some(&found.feed_rate)),
        ("ap", found.depth_of_cut.as_ref()),
        ("ae", found.width_of_cut.as_ref()),
        ("Q", found.removal_rate.as_ref()),
        ("kc", found.specific_force.as_ref()),
        ("Pc", found.power.as_ref()),
        ("Mc", found.torque.as_ref()),
        ("T", found.tool_life.as_ref()),
    ];
    for (name, value) in values.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        let limit = if value.reason.is_empty() { String::new() } else { format!(" — limité : {}", value.reason) };
        lines.push(format!("       {name:<3} {} [{}]{limit}", value.formula, value.source));
    }
    lines
}
