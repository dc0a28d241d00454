//! Treatments done outside: leaving, days away, coming back; priced per lot by area or mass.

use trusquin_domain::{ExternalTreatment, Operation, OperationKind, TimeBasis, TimeEstimate, Treatment};

use crate::french::number;

/// What a treater needs to price one piece.
pub(crate) struct External<'a> {
    pub treatment: &'a Treatment,
    /// The drawing's wording.
    pub written: &'a str,
    pub area_mm2: f64,
    pub mass_kg: f64,
    /// Grinding follows: the text asks for the stock.
    pub grinding_stock_mm: Option<f64>,
}

/// One external operation, not numbered yet.
pub(crate) fn external_operation(external: &External) -> Operation {
    let treatment = external.treatment;
    let area_dm2 = external.area_mm2 / 1e4;
    let stock = external.grinding_stock_mm.map(|mm| format!(", surépaisseur de rectification {}", number(mm, 2))).unwrap_or_default();
    let text = format!(
        "{} (« {} »){stock} : envoi et retour, {} jours ouvrés, {} dm² et {} kg par pièce",
        treatment.name,
        external.written.trim(),
        treatment.working_days,
        number(area_dm2, 2),
        number(external.mass_kg, 3)
    );
    Operation {
        op: 0,
        kind: if treatment.heat { OperationKind::HeatTreatment } else { OperationKind::SurfaceTreatment },
        name: treatment.name.clone(),
        text,
        work_centre: treatment.id.clone(),
        machine: None,
        time: TimeEstimate {
            setup_s: 0.0,
            run_s: 0.0,
            p10_s: None,
            p90_s: None,
            no_interval_reason: Some("délai du sous-traitant, en jours ouvrés".to_owned()),
            basis: TimeBasis::Setting,
            terms: Vec::new(),
        },
        machining: false,
        external: Some(ExternalTreatment {
            treatment: treatment.id.clone(),
            working_days: treatment.working_days,
            area_dm2: treatment.per_dm2.map(|_| area_dm2),
            mass_kg: treatment.per_kg.map(|_| external.mass_kg),
        }),
        fixturings: Vec::new(),
    }
}
