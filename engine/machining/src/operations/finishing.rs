//! Work at the bench that notes and treatments ask for: marking, cleaning, masking, thread inserts; tests done outside.

use trusquin_domain::{ExternalTreatment, Machine, Operation, OperationKind, TimeBasis, TimeEstimate, Treatment};

use super::{Job, Terms, on_machine};
use crate::french::{count, mm};
use crate::requirement::Coating;

/// Marquage.
pub(crate) fn marking(job: &Job, bench: &Machine, word: &str) -> Operation {
    let rule = &job.tables.requirements.marking;
    let mut terms = Terms::default();
    terms.add("marking", rule.per_piece_s);
    let text = format!("Marquer selon le plan (« {word} »), avant revêtement");
    on_machine(OperationKind::Marking, "Marquage", text, bench, rule.setup_s, terms)
}

/// Nettoyage.
pub(crate) fn cleaning(job: &Job, bench: &Machine, why: &str) -> Operation {
    let rule = &job.tables.requirements.cleaning;
    let mut terms = Terms::default();
    terms.add("cleaning", rule.per_piece_s);
    on_machine(OperationKind::Cleaning, "Nettoyage", format!("Dégraisser, sécher : {why}"), bench, rule.setup_s, terms)
}

/// What a coating must not reach: threaded holes, outside threads and fits. `None` when there is nothing to mask.
pub(crate) fn masking(job: &Job, bench: &Machine, coating: &Coating) -> Option<Operation> {
    let rule = &job.tables.requirements.masking;
    if !coating.masks {
        return None;
    }
    let mut texts: Vec<String> = Vec::new();
    let (mut plugs, mut seats) = (0_u32, 0_u32);
    for hole in &job.need.holes {
        if let Some((thread, _)) = &hole.thread {
            plugs = plugs.saturating_add(hole.count);
            texts.push(format!("{} × {thread}", hole.count));
        }
    }
    for thread in &job.need.outside_threads {
        seats = seats.saturating_add(thread.count);
        texts.push(format!("filetage {}", thread.name));
    }
    for seat in job.need.seats.iter().filter(|seat| seat.grade <= rule.it_grade) {
        seats = seats.saturating_add(1);
        texts.push(format!("Ø{} IT{}", mm(seat.diameter_mm), seat.grade));
    }
    if plugs + seats == 0 {
        return None;
    }
    let mut terms = Terms::default();
    terms.add("masking", f64::from(plugs) * rule.per_hole_s + f64::from(seats) * rule.per_seat_s);
    let what = count(plugs.saturating_add(seats), "surface", "surfaces");
    let text = format!(
        "Épargner {what} : {} (couche de {} µm par face, {}) ; retirer au retour",
        texts.join(", "),
        mm(coating.growth_um),
        coating.source
    );
    Some(on_machine(OperationKind::Masking, "Épargnes", text, bench, rule.setup_s, terms))
}

/// Filets rapportés.
pub(crate) fn inserts(job: &Job, bench: &Machine, word: &str) -> Operation {
    let rule = &job.tables.requirements.inserts;
    let holes = job.need.holes.iter().filter(|hole| hole.thread.is_some()).fold(0_u32, |sum, hole| sum.saturating_add(hole.count)).max(1);
    let mut terms = Terms::default();
    terms.add("inserting", f64::from(holes) * rule.per_insert_s);
    let text = format!("Poser {} (« {word} »), rompre les entraîneurs", count(holes, "filet rapporté", "filets rapportés"));
    on_machine(OperationKind::Assembly, "Pose de filets rapportés", text, bench, rule.setup_s, terms)
}

/// A test done outside by a firm of the shop file.
pub(crate) fn outside_test(treatment: &Treatment, name: &str, word: &str, area_mm2: f64, mass_kg: f64) -> Operation {
    Operation {
        kind: OperationKind::NonDestructiveTest,
        name: name.to_owned(),
        text: format!("{name} (« {word} ») : envoi et retour, {} jours ouvrés, avec procès-verbal", treatment.working_days),
        work_centre: treatment.id.clone(),
        time: TimeEstimate {
            no_interval_reason: Some("délai du sous-traitant, en jours ouvrés".to_owned()),
            basis: TimeBasis::Setting,
            ..TimeEstimate::default()
        },
        external: Some(ExternalTreatment {
            treatment: treatment.id.clone(),
            working_days: treatment.working_days,
            area_dm2: treatment.per_dm2.map(|_| area_mm2 / 1e4),
            mass_kg: treatment.per_kg.map(|_| mass_kg),
        }),
        ..Operation::default()
    }
}
