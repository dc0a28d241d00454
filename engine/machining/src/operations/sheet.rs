//! Sheet metal: laser cutting by length, pierces and thickness; bending by bends.

use trusquin_domain::{Machine, Operation, OperationKind};

use super::{Job, Terms, on_machine};
use crate::cutting::rapids_s;
use crate::french::{count, mm};
use crate::need::Sheet;

/// Découpe laser, or the French reason why the laser cannot cut it.
pub(crate) fn laser(job: &Job, sheet: &Sheet, laser: &Machine) -> Result<Operation, String> {
    let tables = job.tables;
    let beyond = || {
        format!(
            "Découpe laser : {} mm de {} hors de la table de coupe de « {} » (données {}).",
            mm(sheet.thickness_mm),
            job.material.name,
            laser.name,
            tables.laser.source
        )
    };
    let (speed, pierce) = tables.laser.at(&job.group.letter, sheet.thickness_mm).ok_or_else(beyond)?;
    let power = laser.power_kw.map_or(1.0, |power| power / tables.laser.reference_power_kw);
    let speed = speed * power * tables.practice.laser.path_efficiency * laser.removal_factor;
    let length = sheet.cut_length_mm + f64::from(sheet.contours) * tables.practice.laser.lead_in_mm;
    let mut terms = Terms::default();
    terms.add("cutting", length / speed.max(1.0) * 60.0);
    terms.add("piercing", f64::from(sheet.contours) * pierce);
    terms.add("rapids", rapids_s(sheet.contours, laser, &tables.practice));
    terms.add("load_unload", laser.load_unload_s);
    let text = format!(
        "Découpe laser ép. {} : {} mm de coupe, {}",
        mm(sheet.thickness_mm),
        mm(sheet.cut_length_mm.round()),
        count(sheet.contours, "amorçage", "amorçages")
    );
    Ok(on_machine(OperationKind::LaserCutting, "Découpe laser", text, laser, laser.setup_s, terms))
}

/// Pliage.
pub(crate) fn bending(job: &Job, sheet: &Sheet, brake: &Machine) -> Operation {
    let rule = &job.tables.practice.bending;
    let two_people = if job.stock.mass_kg > rule.two_person_kg { 2.0 } else { 1.0 };
    let mut terms = Terms::default();
    terms.add("bending", f64::from(sheet.bends) * rule.per_bend_s * two_people);
    terms.add("load_unload", brake.load_unload_s);
    let setup = brake.setup_s + f64::from(sheet.bends.saturating_sub(2)) * rule.extra_setup_per_bend_s;
    let text = format!("Pliage : {}, ép. {}", count(sheet.bends, "pli", "plis"), mm(sheet.thickness_mm));
    on_machine(OperationKind::Bending, "Pliage", text, brake, setup, terms)
}
