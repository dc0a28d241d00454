//! What the shop does in a scenario, told in French with the machines, hours and days that make the price and the date.

use std::collections::{BTreeMap, BTreeSet};

use trusquin_domain::{Money, ScenarioKind, Shop};

use crate::calendar::WorkingDays;
use crate::french::{day, euros, hours, lines, working_days};
use crate::job::{Job, Place, Refusal};
use crate::load::Station;
use crate::price::Prices;
use crate::sequence::Planned;
use crate::strategy::{Chosen, Outcome, Workshop};

/// Machines named in one sentence.
const NAMED: usize = 4;

/// What a scenario says of itself: everything to the estimator, what concerns him to the customer.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// For the estimator.
    pub(crate) shop: Vec<String>,
    /// For the customer.
    pub(crate) customer: Vec<String>,
}

impl Told {
    /// Told to both.
    fn push(&mut self, sentence: String) {
        self.customer.push(sentence.clone());
        self.shop.push(sentence);
    }

    /// Names machines, loads or costs of the shop: for the estimator only.
    fn push_internal(&mut self, sentence: String) {
        self.shop.push(sentence);
    }
}

/// The reasons of a scenario, beside the standard one of the same quantity.
pub(crate) fn reasons(
    chosen: &Chosen<'_>,
    standard: &Chosen<'_>,
    prices: &Prices,
    standard_total: Money,
    refusals: &[Refusal],
    workshop: &Workshop<'_>,
) -> Told {
    let mut told = Told::default();
    let shop = workshop.shop;
    if !chosen.jobs.is_empty() {
        match chosen.kind {
            ScenarioKind::Express => express(&mut told, chosen, standard, workshop),
            ScenarioKind::Standard => standard_plan(&mut told, chosen),
            ScenarioKind::Economic => economic(&mut told, chosen, standard, workshop),
        }
        queues(&mut told, chosen, workshop.stations);
        purchases(&mut told, chosen);
        if chosen.beyond.is_empty() {
            delivery(&mut told, chosen, shop, workshop.days);
        } else {
            no_date(&mut told, chosen);
        }
        compare(&mut told, chosen, prices.total, standard_total);
    }
    if prices.invoice_complement > Money::ZERO {
        told.push(format!(
            "Minimum de facturation de {} : complément de {} réparti sur les prix unitaires.",
            euros(shop.rates.minimum_invoice),
            euros(prices.invoice_complement)
        ));
    }
    let of = |wanted: bool| -> Vec<u32> {
        refusals.iter().filter(|refusal| refusal.is_wanted() == wanted).map(|refusal| refusal.line).collect()
    };
    for (unpriced, why) in [(of(false), "à saisir à la main"), (of(true), "l’atelier ne les chiffre pas")] {
        match unpriced.len() {
            0 => {}
            1 => {
                let why = why.replace("ne les chiffre", "ne la chiffre");
                told.push(format!("1 ligne non chiffrée ({}) : {why} ; elle n’est pas dans le total.", lines(&unpriced)));
            }
            count => told.push(format!("{count} lignes non chiffrées ({}) : {why} ; elles ne sont pas dans le total.", lines(&unpriced))),
        }
    }
    if chosen.jobs.is_empty() {
        told.push("Aucune ligne chiffrée : ni total, ni délai.".to_owned());
    }
    told
}

fn standard_plan(told: &mut Told, chosen: &Chosen<'_>) {
    told.push("Gammes usuelles, à la suite de la charge déjà engagée, en heures normales.".to_owned());
    let quicker: Vec<u32> = chosen.quicker.iter().copied().collect();
    if !quicker.is_empty() {
        told.push_internal(format!(
            "Gamme la plus rapide retenue ({}) : elle coûte moins que la gamme usuelle, choisie selon la charge des machines.",
            lines(&quicker)
        ));
    }
}

fn express(told: &mut Told, chosen: &Chosen<'_>, standard: &Chosen<'_>, workshop: &Workshop<'_>) {
    if chosen.outcome == Outcome::NothingGained {
        told.customer.push("Même plan que le standard : bousculer le planning ne ferait pas livrer plus tôt.".to_owned());
        told.push_internal(
            "Bousculer le planning ne fait pas livrer plus tôt : plan et marge du standard, sans heures supplémentaires ni commandes déplacées."
                .to_owned(),
        );
        return;
    }
    let changed = changed_lines(chosen, standard);
    told.customer.push("Planning réaménagé pour vous livrer plus tôt.".to_owned());
    told.push_internal(match changed {
        0 => "Gammes les plus rapides : les mêmes qu’en standard.".to_owned(),
        1 => "Gamme plus rapide qu’en standard sur 1 ligne.".to_owned(),
        count => format!("Gammes plus rapides qu’en standard sur {count} lignes."),
    });
    let moved = by_machine(chosen, |planned| planned.taken.displaced_h);
    let moved_h: f64 = moved.values().sum();
    if moved_h > 0.0 {
        let cost = Money::rate_for_seconds(workshop.shop.scenarios.replanning_cost_per_displaced_hour, moved_h * 3600.0);
        let count = if moved.len() > 1 { format!("{} machines dégagées", moved.len()) } else { "1 machine dégagée".to_owned() };
        told.push_internal(format!(
            "{count} : {} d’autres commandes déplacées ({}), {} de replanification.",
            hours(moved_h),
            named(&moved, workshop.stations),
            euros(cost)
        ));
    }
    let extra = by_machine(chosen, |planned| planned.taken.overtime_h);
    let extra_h: f64 = extra.values().sum();
    if extra_h > 0.0 {
        let most = extra.keys().filter_map(|station| workshop.stations.get(*station)).map(|station| station.overtime).fold(0.0, f64::max);
        told.customer.push("Heures supplémentaires.".to_owned());
        told.push_internal(format!(
            "{} d’heures supplémentaires, jusqu’à +{}/jour ({}).",
            hours(extra_h),
            hours(most),
            named(&extra, workshop.stations)
        ));
    }
    if moved_h <= 0.0 && extra_h <= 0.0 {
        told.push_internal("Ni heures supplémentaires ni commande déplacée : elles ne feraient pas livrer plus tôt.".to_owned());
    }
    if chosen.jobs.iter().any(|job| job.bought) {
        told.push("Matière commandée dès le jour de la commande, pendant son enregistrement.".to_owned());
    }
    if standard.beyond.is_empty() {
        told.push(
            format!("{} gagnés sur le standard.", working_days(standard.delivery.saturating_sub(chosen.delivery)))
                .replace("ouvré gagnés", "ouvré gagné"),
        );
    }
}

fn economic(told: &mut Told, chosen: &Chosen<'_>, standard: &Chosen<'_>, workshop: &Workshop<'_>) {
    let wait = usize::try_from(workshop.shop.scenarios.economic_wait_working_days).unwrap_or(usize::MAX);
    if wait > 0 {
        told.push(format!("Départ dans un créneau libre, après {} d’attente.", working_days(wait)));
    }
    told.push_internal(match changed_lines(chosen, standard) {
        0 => "Gammes les moins chères : les mêmes qu’en standard.".to_owned(),
        1 => "Gamme moins chère qu’en standard sur 1 ligne.".to_owned(),
        count => format!("Gammes moins chères qu’en standard sur {count} lignes."),
    });
    let batched: Vec<&Planned> = chosen.plan.steps.iter().flatten().filter(|planned| planned.saved_s > 0.0).collect();
    let saved_h = batched.iter().map(|planned| planned.saved_s).sum::<f64>() / 3600.0;
    if !batched.is_empty() {
        told.customer.push("Réglages regroupés entre plans de même matière.".to_owned());
    }
    told.push_internal(match batched.len() {
        0 => "Aucun réglage commun entre lignes : rien à regrouper.".to_owned(),
        1 => format!("1 réglage enchaîné sur la même machine et la même matière : {} gagnées.", hours(saved_h)),
        count => format!("{count} réglages enchaînés sur la même machine et la même matière : {} gagnées.", hours(saved_h)),
    });
    for (treatment, count) in shared_lots(chosen) {
        told.push(format!("{treatment} : {count} lignes dans un même lot, un seul minimum de lot."));
    }
    let alone_h = chosen.plan.steps.iter().flatten().map(|planned| planned.taken.unattended_s).sum::<f64>() / 3600.0;
    if alone_h > 0.0 {
        let alone = by_machine(chosen, |planned| planned.taken.unattended_s / 3600.0);
        told.push_internal(format!("{} tournées sans opérateur ({}).", hours(alone_h), named(&alone, workshop.stations)));
    }
    if chosen.outcome == Outcome::AlignedOnStandard {
        told.push_internal(
            "Prêt avant la date du standard : livraison calée sur cette date, l’atelier garde le choix du créneau.".to_owned(),
        );
    }
    if workshop.shop.scenarios.economic_margin_percent > workshop.shop.scenarios.standard_margin_percent {
        told.push_internal("Marge du standard retenue : l’économique n’est pas vendu avec une marge plus haute.".to_owned());
    }
}

/// Lines of which the operations or the machines are not those of the standard scenario.
fn changed_lines(chosen: &Chosen<'_>, standard: &Chosen<'_>) -> usize {
    let machines = |job: &Job<'_>| -> Vec<Option<usize>> { job.steps.iter().map(|step| step.place.station()).collect() };
    chosen.jobs.iter().zip(&standard.jobs).filter(|(job, usual)| machines(job) != machines(usual)).count()
}

fn by_machine(chosen: &Chosen<'_>, amount: impl Fn(&Planned) -> f64) -> BTreeMap<usize, f64> {
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    for (step, planned) in chosen.jobs.iter().zip(&chosen.plan.steps).flat_map(|(job, planned)| job.steps.iter().zip(planned)) {
        let amount = amount(planned);
        if let Some(station) = step.place.station().filter(|_| amount > 0.0) {
            *sums.entry(station).or_default() += amount;
        }
    }
    sums
}

/// `Tour CN : 10 h ; Scie : 4 h`, the largest first.
fn named(sums: &BTreeMap<usize, f64>, stations: &[Station<'_>]) -> String {
    let mut sorted: Vec<(usize, f64)> = sums.iter().map(|(station, sum)| (*station, *sum)).collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut parts: Vec<String> = sorted
        .iter()
        .take(NAMED)
        .filter_map(|(station, sum)| stations.get(*station).map(|station| format!("{} : {}", station.machine.name, hours(*sum))))
        .collect();
    if sorted.len() > NAMED {
        parts.push("…".to_owned());
    }
    parts.join(" ; ")
}

fn shared_lots(chosen: &Chosen<'_>) -> Vec<(String, usize)> {
    let mut lots: BTreeMap<usize, (String, usize)> = BTreeMap::new();
    for (step, planned) in chosen.jobs.iter().zip(&chosen.plan.steps).flat_map(|(job, planned)| job.steps.iter().zip(planned)) {
        if let (Some(lot), Place::Outside { treatment, .. }) = (planned.lot, &step.place) {
            lots.entry(lot).or_insert_with(|| (treatment.name.clone(), 0)).1 += 1;
        }
    }
    lots.into_values().filter(|(_, count)| *count > 1).collect()
}

/// No date is promised for what does not fit: the lines that are the cause.
fn no_date(told: &mut Told, chosen: &Chosen<'_>) {
    let beyond: Vec<u32> = chosen.beyond.iter().copied().collect();
    told.customer.push("Délai à convenir.".to_owned());
    told.push_internal(format!(
        "Pas de date (QUO-007) : le travail ne tient pas dans les trois ans du calendrier de l’atelier ({}) ; le prix est donné, le délai est à convenir.",
        lines(&beyond)
    ));
}

/// The longest queues stood behind.
fn queues(told: &mut Told, chosen: &Chosen<'_>, stations: &[Station<'_>]) {
    let mut ahead: BTreeMap<usize, f64> = BTreeMap::new();
    for (step, planned) in chosen.jobs.iter().zip(&chosen.plan.steps).flat_map(|(job, planned)| job.steps.iter().zip(planned)) {
        if let Some(station) = step.place.station().filter(|_| planned.taken.queue_h > 0.0) {
            let longest = ahead.entry(station).or_default();
            *longest = longest.max(planned.taken.queue_h);
        }
    }
    if !ahead.is_empty() {
        told.push_internal(format!("Charge engagée devant nous : {}.", named(&ahead, stations)));
    }
}

fn purchases(told: &mut Told, chosen: &Chosen<'_>) {
    let bought: BTreeSet<(&str, u32)> =
        chosen.jobs.iter().filter(|job| job.bought).map(|job| (job.material.name.as_str(), job.delivery_days)).collect();
    if !bought.is_empty() {
        let named: Vec<String> =
            bought.iter().map(|(name, days)| format!("{name}, {}", working_days(usize::try_from(*days).unwrap_or(usize::MAX)))).collect();
        told.push_internal(format!("Matière à acheter : {}.", named.join(" ; ")));
    }
}

fn delivery(told: &mut Told, chosen: &Chosen<'_>, shop: &Shop, days: &WorkingDays<'_>) {
    let last = chosen.plan.ends.iter().copied().max();
    let slowest: Vec<u32> =
        chosen.jobs.iter().zip(&chosen.plan.ends).filter(|(_, end)| Some(**end) == last).map(|(job, _)| job.line).collect();
    let Some(date) = days.date(chosen.delivery) else { return };
    let shipping = usize::try_from(shop.scenarios.shipping_working_days).unwrap_or(usize::MAX);
    let shipped = if shipping > 0 { format!(", expédition de {} comprise", working_days(shipping)) } else { String::new() };
    let cause = match (chosen.jobs.len(), chosen.outcome) {
        (0 | 1, _) | (_, Outcome::AlignedOnStandard) => String::new(),
        _ if slowest.len() > NAMED => format!(", fixée par {} lignes", slowest.len()),
        _ if slowest.len() == 1 => format!(", fixée par la {}", lines(&slowest)),
        _ => format!(", fixée par les {}", lines(&slowest)),
    };
    // The customer reads the date itself; what fixes it is the shop's.
    told.push_internal(format!("Livraison le {}{cause}{shipped}.", day(date)));
}

/// Says so when waiting brings nothing.
fn compare(told: &mut Told, chosen: &Chosen<'_>, price: Money, standard: Money) {
    if chosen.kind == ScenarioKind::Economic && price >= standard {
        told.push_internal("Pas moins cher que le standard : rien à gagner sur les réglages, les lots ni les machines.".to_owned());
    }
}
