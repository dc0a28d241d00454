//! What follows the shaping: deburring, treatments with masking and de-embrittlement, tests, marking, inserts, inspection, packing.

use trusquin_domain::{Machine, MachineKind, Operation, Treatment};

use super::builder::Builder;
use crate::material::match_treatments;
use crate::operations::{
    External, Job, cleaning, deburring, external_operation, inserts, inspection, marking, masking, outside_test, packing,
};
use crate::requirement::{Asked, Coating, most_mpa};
use crate::sequence::{Stage, Staged};

impl Builder<'_> {
    /// Adds what follows; the order is left to the rules.
    pub(super) fn finish(
        &self,
        job: &Job,
        asked: &Asked,
        grinding_stock_mm: Option<f64>,
        staged: &mut Vec<Staged>,
        assumptions: &mut Vec<String>,
        questions: &mut Vec<String>,
    ) {
        let bench = self.first(MachineKind::Bench);
        match bench {
            Some(bench) => staged.push(Staged { stage: Stage::Deburr, operation: deburring(job, bench) }),
            None => assumptions.push("Ébavurage et conditionnement non chiffrés : pas d'établi dans le fichier d'atelier.".to_owned()),
        }
        for (treatment, written) in &self.heat {
            let relieves = self.tables.requirements.relieves(treatment, self.shop);
            let stage = if relieves { Stage::StressRelief } else { Stage::HeatTreatment };
            staged.push(Staged { stage, operation: self.outside(job, treatment, written, grinding_stock_mm.filter(|_| !relieves)) });
        }
        self.tests(job, asked, bench, staged, assumptions, questions);
        if let Some(bench) = bench {
            self.bench_work(job, asked, bench, staged);
        }
        for (treatment, written) in &self.surface {
            let coating = self.tables.requirements.coating(treatment, self.shop);
            let mut operation = self.outside(job, treatment, written, None);
            if let Some(coating) = coating {
                self.coat(job, coating, asked, bench, &mut operation, staged, assumptions, questions);
            }
            staged.push(Staged { stage: Stage::Coat, operation });
        }
        if let Some(room) = self.first(MachineKind::Inspection) {
            staged.push(Staged { stage: Stage::Inspect, operation: inspection(job, room) });
        }
        staged.extend(bench.map(|bench| Staged { stage: Stage::Pack, operation: packing(job, bench) }));
    }

    fn outside(&self, job: &Job, treatment: &Treatment, written: &str, grinding_stock_mm: Option<f64>) -> Operation {
        let mass_kg = job.stock.part_mass_kg.unwrap_or(job.stock.mass_kg);
        external_operation(&External { treatment, written, area_mm2: self.need.area_mm2, mass_kg, grinding_stock_mm })
    }

    /// Marking, cleaning asked for as such, thread inserts.
    fn bench_work(&self, job: &Job, asked: &Asked, bench: &Machine, staged: &mut Vec<Staged>) {
        let rules = &self.tables.requirements;
        if let Some(word) = asked.names(&rules.marking.words) {
            staged.push(Staged { stage: Stage::Mark, operation: marking(job, bench, word) });
        }
        if let Some(word) = asked.names(&rules.cleaning.words) {
            let cleaned = staged.iter().any(|it| it.stage == Stage::Clean);
            if !cleaned {
                staged.push(Staged { stage: Stage::Clean, operation: cleaning(job, bench, &format!("le plan le demande (« {word} »)")) });
            }
        }
        if let Some(word) = asked.names(&rules.inserts.words) {
            staged.push(Staged { stage: Stage::Insert, operation: inserts(job, bench, word) });
        }
    }

    /// Non-destructive tests the notes ask for: at a firm of the shop file, else excluded and asked.
    fn tests(
        &self,
        job: &Job,
        asked: &Asked,
        bench: Option<&Machine>,
        staged: &mut Vec<Staged>,
        assumptions: &mut Vec<String>,
        questions: &mut Vec<String>,
    ) {
        for test in &self.tables.requirements.test {
            let Some(word) = asked.names(&test.words) else { continue };
            if let Some(bench) = bench.filter(|_| test.needs_cleaning && !staged.iter().any(|it| it.stage == Stage::Clean)) {
                staged
                    .push(Staged { stage: Stage::Clean, operation: cleaning(job, bench, &format!("avant {}", test.name.to_lowercase())) });
            }
            let firm = test.words.iter().find_map(|word| match_treatments(word, self.shop).first().copied());
            match firm {
                Some(firm) => {
                    let mass_kg = job.stock.part_mass_kg.unwrap_or(job.stock.mass_kg);
                    let operation = outside_test(firm, &test.name, word, self.need.area_mm2, mass_kg);
                    staged.push(Staged { stage: Stage::Ndt, operation });
                }
                None => {
                    assumptions.push(format!("{} (« {word} ») non compris dans le prix.", test.name));
                    questions.push(format!("{} : norme, niveau d'acceptation et laboratoire agréé ?", test.name));
                }
            }
        }
    }

    /// What a coating brings with it: masking, sizes before or after, de-embrittlement.
    #[allow(clippy::too_many_arguments)]
    fn coat(
        &self,
        job: &Job,
        coating: &Coating,
        asked: &Asked,
        bench: Option<&Machine>,
        operation: &mut Operation,
        staged: &mut Vec<Staged>,
        assumptions: &mut Vec<String>,
        questions: &mut Vec<String>,
    ) {
        let rules = &self.tables.requirements;
        if let Some(masked) = bench.and_then(|bench| masking(job, bench, coating)) {
            if !staged.iter().any(|it| it.stage == Stage::Mask) {
                staged.push(Staged { stage: Stage::Mask, operation: masked });
            }
            if asked.names(&rules.masking.words_before).is_none() && asked.names(&rules.masking.words_after).is_none() {
                questions.push(format!(
                    "Cotes avant ou après « {} » (couche de {} µm par face) ? Filetages et portées épargnés en attendant.",
                    operation.name,
                    crate::french::number(coating.growth_um, 1)
                ));
            }
        }
        if coating.embrittles && self.is_strong_steel() {
            let baking = &rules.baking;
            let firm = baking.words.iter().find_map(|word| match_treatments(word, self.shop).first().copied());
            match firm {
                Some(firm) => {
                    let mut baked = self.outside(job, firm, &baking.text, None);
                    baked.order_reasons.push(format!("{} ({})", capital(&baking.text), baking.source));
                    staged.push(Staged { stage: Stage::Bake, operation: baked });
                }
                None => {
                    operation.text.push_str(&format!(" ; avec {}", baking.text));
                    assumptions.push(format!(
                        "{} chez le même traiteur ({}) : compris dans le lot, prix à confirmer.",
                        capital(&baking.text),
                        baking.source
                    ));
                }
            }
        }
    }

    /// A steel hard enough for hydrogen to crack it, by its treatment, its wording or the strength written.
    fn is_strong_steel(&self) -> bool {
        if !matches!(self.material.iso513.as_str(), "P" | "H") {
            return false;
        }
        let rule = &self.tables.requirements.baking;
        let wordings =
            self.heat.iter().map(|(_, written)| written.as_str()).chain(self.part.heat_treatment.as_ref().map(|it| it.value.as_str()));
        let mut strong = false;
        for written in wordings {
            let by_strength = most_mpa(written).map(|mpa| mpa >= rule.least_mpa);
            let by_hardness = crate::delivery::least_hrc(written).map(|hrc| hrc >= rule.least_hrc);
            // A hardening without figures may reach anything: baked to be safe.
            strong |= by_strength.or(by_hardness).unwrap_or(self.hardens());
        }
        strong
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
