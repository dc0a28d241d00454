//! Grinding: when the drawing asks for IT5-6 or Ra 0.4 in a material that is ground.

use std::f64::consts::PI;

use trusquin_domain::{Machine, Operation, OperationKind};

use super::{Job, Terms, on_machine};
use crate::french::{mm, number};
use crate::need::{Need, Shape, Turned};
use crate::seat::Seat;
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

/// The grinding operation, with what it assumes and what has to be asked.
pub(crate) struct Ground {
    pub operation: Operation,
    pub assumptions: Vec<String>,
    pub questions: Vec<String>,
}

/// One ground surface.
struct Surface {
    area_mm2: f64,
    text: String,
    /// Its length or its place was assumed.
    assumed: bool,
}

/// Rectification of every fitted diameter that asks for it, each on its own length; of one face on a block.
pub(crate) fn grinding(job: &Job, grinder: &Machine) -> Ground {
    let rule = &job.tables.practice.grinding;
    let (mut assumptions, mut questions) = (Vec::new(), Vec::new());
    let surfaces = match &job.need.shape {
        Shape::Turned(turned) => turned_surfaces(job, turned, &mut questions),
        Shape::Prismatic(prismatic) => {
            let [long, wide, _] = prismatic.sides_mm;
            vec![Surface { area_mm2: long * wide, text: format!("une face {} × {}", mm(long), mm(wide)), assumed: true }]
        }
        Shape::Sheet(sheet) => {
            vec![Surface { area_mm2: sheet.sides_mm[0] * sheet.sides_mm[1], text: "une face".to_owned(), assumed: true }]
        }
    };
    let depth = if matches!(job.need.shape, Shape::Turned(_)) { rule.stock_mm / 2.0 } else { rule.stock_mm };
    let mut terms = Terms::default();
    for surface in &surfaces {
        terms.add("removal", surface.area_mm2 * depth / (rule.removal_mm3_min * grinder.removal_factor.max(0.1)) * 60.0);
        terms.add("spark_out", rule.spark_out_s);
        terms.add("measuring", rule.measure_s);
        if surface.assumed {
            assumptions.push(format!("Rectification estimée sur {} : ni le plan ni le modèle ne donnent son étendue.", surface.text));
        }
    }
    terms.add("load_unload", grinder.load_unload_s);
    let ra = job.need.ra_um.map(|ra| format!(", Ra {}", number(ra, 2))).unwrap_or_default();
    let grade = job.need.grade.map(|grade| format!(", IT{grade}")).unwrap_or_default();
    let named: Vec<&str> = surfaces.iter().map(|surface| surface.text.as_str()).collect();
    let text = format!("Rectifier {}{grade}{ra}, surépaisseur {}", named.join(", "), mm(rule.stock_mm));
    let operation = on_machine(OperationKind::Grinding, "Rectification", text, grinder, grinder.setup_s, terms);
    Ground { operation, assumptions, questions }
}

/// The fitted diameters to grind. Without one, a fine roughness or a fine length asks for it: which surface, nobody can know.
fn turned_surfaces(job: &Job, turned: &Turned, questions: &mut Vec<String>) -> Vec<Surface> {
    let rule = &job.tables.practice.grinding;
    let surface = |diameter: f64, length: Option<f64>, inside: bool| {
        let reach = length.unwrap_or((rule.seat_length_ratio * diameter).min(turned.length_mm));
        let what = if inside { "un alésage" } else { "une portée" };
        Surface { area_mm2: PI * diameter * reach, text: format!("{what} Ø{} × {}", mm(diameter), mm(reach)), assumed: length.is_none() }
    };
    let seats: Vec<&Seat> = job.need.ground_seats(job.hardened, rule).collect();
    for seat in seats.iter().filter(|seat| seat.length_mm.is_none()) {
        questions.push(format!("Longueur de la portée « {} » à rectifier ?", seat.text.trim()));
    }
    if seats.is_empty() {
        questions.push("Quelles portées rectifier ? Ni une tolérance de diamètre ni le modèle ne le disent.".to_owned());
        let diameter = job.need.tight_mm.filter(|size| *size <= turned.diameter_mm).unwrap_or(turned.diameter_mm);
        return vec![surface(diameter, None, false)];
    }
    seats.into_iter().map(|seat| surface(seat.diameter_mm, seat.length_mm, seat.inside)).collect()
}
