//! Grinding: when the drawing asks for IT5-6 or Ra 0.4 in a material that is ground.

use std::f64::consts::PI;

use trusquin_domain::{Machine, Operation, OperationKind};

use super::{Job, Terms, on_machine};
use crate::french::{mm, number};
use crate::need::{Need, Shape};
use crate::tables::{Group, Tables};

/// True when the part must be ground: a fine grade or roughness, or a hardened part with a fitted size. Soft metals and plastics
/// (N, O) load the wheel: they are turned or milled to size, if a machine holds the grade.
pub(crate) fn needs_grinding(need: &Need, group: &Group, hardened: bool, tables: &Tables) -> bool {
    let rule = &tables.practice.grinding;
    if matches!(group.letter.as_str(), "N" | "O") || matches!(need.shape, Shape::Sheet(_)) {
        return false;
    }
    let fine = need.grade.is_some_and(|grade| grade <= rule.it_grade) || need.ra_um.is_some_and(|ra| ra <= rule.ra_um);
    fine || (hardened && need.grade.is_some_and(|grade| grade <= rule.it_grade_after_hardening))
}

/// Rectification of the fitted seat; its extent is an assumption returned for printing.
pub(crate) fn grinding(job: &Job, grinder: &Machine) -> (Operation, String) {
    let rule = &job.tables.practice.grinding;
    let (area, seat) = match &job.need.shape {
        Shape::Turned(turned) => {
            let diameter = job.need.tight_mm.filter(|size| *size <= turned.diameter_mm).unwrap_or(turned.diameter_mm);
            let length = (rule.seat_length_ratio * diameter).min(turned.length_mm);
            (PI * diameter * length, format!("une portée Ø{} × {}", mm(diameter), mm(length)))
        }
        Shape::Prismatic(prismatic) => {
            let [long, wide, _] = prismatic.sides_mm;
            (long * wide, format!("une face {} × {}", mm(long), mm(wide)))
        }
        Shape::Sheet(sheet) => (sheet.sides_mm[0] * sheet.sides_mm[1], "une face".to_owned()),
    };
    let depth = if matches!(job.need.shape, Shape::Turned(_)) { rule.stock_mm / 2.0 } else { rule.stock_mm };
    let mut terms = Terms::default();
    terms.add("removal", area * depth / (rule.removal_mm3_min * grinder.removal_factor.max(0.1)) * 60.0);
    terms.add("spark_out", rule.spark_out_s);
    terms.add("measuring", rule.measure_s);
    terms.add("load_unload", grinder.load_unload_s);
    let ra = job.need.ra_um.map(|ra| format!(", Ra {}", number(ra, 2))).unwrap_or_default();
    let grade = job.need.grade.map(|grade| format!(", IT{grade}")).unwrap_or_default();
    let text = format!("Rectifier {seat}{grade}{ra}, surépaisseur {}", mm(rule.stock_mm));
    let assumption = format!("Rectification estimée sur {seat} : le plan ne relie pas la tolérance la plus serrée à une longueur.");
    (on_machine(OperationKind::Grinding, "Rectification", text, grinder, grinder.setup_s, terms), assumption)
}
