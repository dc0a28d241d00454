//! What a planned line costs the shop, by kind: every amount rounded to the cent, so that a person can add it up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use trusquin_domain::{
    AppliedOverride, Breakdown, CostKind, LARGEST_TYPED, Money, NonRecurringItem, NonRecurringKind, OperationKind, Override, OverrideField,
    ScenarioKind, Shop,
};

use crate::french::{day, euros, hours, percent};
use crate::job::{Job, Place};
use crate::load::Station;
use crate::sequence::{Plan, Planned};
use crate::share::share;

/// Cost of one line for its whole quantity, margin not included.
#[derive(Debug, Clone)]
pub(crate) struct LineCost {
    /// Amounts to the cent.
    pub(crate) parts: Breakdown,
    /// What is worth knowing about them, French.
    pub(crate) reasons: Vec<String>,
    /// Hours behind them.
    pub(crate) hours: Hours,
    /// What the supplier of the material is paid, minimum included, markup not; nothing when it is not bought.
    pub(crate) purchase: Money,
    /// Typed amounts.
    pub(crate) typed: Vec<AppliedOverride>,
    /// Overhead on one-off costs, within the overhead.
    one_off_overhead: Money,
}

/// Hours of one line in a plan.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hours {
    /// Setting-up.
    pub(crate) setup: f64,
    /// Machines running, inspection and packing apart.
    pub(crate) machine: f64,
    /// Of them with an operator on duty, weighted by his attendance.
    pub(crate) labour: f64,
    /// Of the running time: machining.
    pub(crate) machining: f64,
    /// Inspection.
    pub(crate) inspection: f64,
}

impl LineCost {
    /// Sum of the parts.
    pub(crate) fn total(&self) -> Money {
        self.parts.values().copied().sum()
    }

    /// One-off costs with their overhead.
    pub(crate) fn one_off(&self) -> Money {
        self.parts.iter().filter(|(kind, _)| kind.is_non_recurring()).map(|(_, part)| *part).sum::<Money>() + self.one_off_overhead
    }
}

/// Costs of all jobs of a plan, in their order.
pub(crate) fn costs(kind: ScenarioKind, jobs: &[Job<'_>], plan: &Plan, shop: &Shop, stations: &[Station<'_>]) -> Vec<LineCost> {
    let mut lines: Vec<LineCost> = jobs.iter().zip(&plan.steps).map(|(job, steps)| own_cost(job, steps, shop, stations)).collect();
    material(jobs, shop, &mut lines);
    treatments(jobs, plan, &mut lines);
    let logistics = share(shop.rates.logistics_per_quote, &vec![Money::ZERO; jobs.len()]);
    let overhead = hundredth(shop.rates.overhead_percent);
    for ((line, job), logistics) in lines.iter_mut().zip(jobs).zip(logistics) {
        line.parts.insert(CostKind::Logistics, logistics);
        let kinds: Vec<CostKind> = job.terms.overrides.iter().filter_map(|typed| amount_of(typed.field)).collect();
        for typed in kinds.iter().filter(|typed| **typed != CostKind::Overhead) {
            put(line, job, *typed, kind);
        }
        let one_off: Money = line.parts.iter().filter(|(kind, _)| kind.is_non_recurring()).map(|(_, part)| *part).sum();
        let production: Money = line.parts.values().copied().sum();
        line.one_off_overhead = one_off.times(overhead).rounded();
        line.parts.insert(CostKind::Overhead, production.times(overhead).rounded());
        if kinds.contains(&CostKind::Overhead) {
            put(line, job, CostKind::Overhead, kind);
            line.one_off_overhead = line.one_off_overhead.min(line.parts.get(&CostKind::Overhead).copied().unwrap_or_default());
        }
    }
    lines
}

/// The kind of an amount that is a cost; what is price and no cost is not typed here.
fn amount_of(field: OverrideField) -> Option<CostKind> {
    match field {
        OverrideField::Cost(kind) if !kind.is_price_only() => Some(kind),
        _ => None,
    }
}

/// Puts a typed amount in the place of the automatic one, which is kept.
fn put(line: &mut LineCost, job: &Job<'_>, kind: CostKind, scenario: ScenarioKind) {
    let field = OverrideField::Cost(kind);
    if line.typed.iter().any(|typed| typed.field == field) {
        return;
    }
    let Some(typed) = job.terms.typed(field, job.routing.quantity, Some(scenario)).filter(|typed| typed.value >= Decimal::ZERO) else {
        return;
    };
    let original = line.parts.insert(kind, held(Money::new(typed.value)).rounded()).unwrap_or_default();
    line.typed.push(AppliedOverride {
        field,
        change: Override { original: original.amount(), value: typed.value, author: typed.author.clone(), reason: typed.reason.clone() },
    });
}

/// A typed amount within what a shop can mean.
pub(crate) fn held(amount: Money) -> Money {
    amount.min(Money::new(Decimal::from(LARGEST_TYPED))).max(Money::ZERO)
}

pub(crate) fn hundredth(percent: Decimal) -> Decimal {
    percent / Decimal::ONE_HUNDRED
}

fn own_cost(job: &Job<'_>, steps: &[Planned], shop: &Shop, stations: &[Station<'_>]) -> LineCost {
    let rates = &shop.rates;
    let mut exact: BTreeMap<CostKind, Money> = BTreeMap::new();
    let mut add = |kind: CostKind, amount: Money| *exact.entry(kind).or_default() += amount;
    let mut told = Hours::default();
    for (step, planned) in job.steps.iter().zip(steps) {
        let Some(machine) = step.place.station().and_then(|station| stations.get(station)).map(|station| station.machine) else {
            continue;
        };
        let taken = &planned.taken;
        let run_s = taken.attended_s + taken.unattended_s;
        let setup = Money::rate_for_seconds(machine.setup_per_hour, taken.setup_s);
        let running = Money::rate_for_seconds(machine.machine_per_hour, run_s);
        let labour = Money::rate_for_seconds(machine.labour_per_hour, taken.attended_s).times(hundredth(machine.attendance_percent));
        match step.kind() {
            OperationKind::Inspection => {
                told.inspection += (taken.setup_s + run_s) / 3600.0;
                add(CostKind::Inspection, Money::rate_for_seconds(rates.inspection_per_hour, taken.setup_s + run_s));
            }
            OperationKind::Packing => add(CostKind::Packing, setup + running + labour),
            _ => {
                told.setup += taken.setup_s / 3600.0;
                told.machine += run_s / 3600.0;
                told.labour += taken.attended_s / 3600.0 * Money::new(hundredth(machine.attendance_percent)).to_f64();
                add(CostKind::Setup, setup);
                add(CostKind::Machine, running);
                add(CostKind::Labour, labour);
            }
        }
        if step.operation.machining {
            told.machining += run_s / 3600.0;
        }
        if taken.overtime_h > 0.0 {
            // In overtime somebody stays for this work alone: the premium is paid for every hour of it.
            let premium = machine.labour_per_hour.times(hundredth(shop.scenarios.overtime_premium_percent));
            add(CostKind::Overtime, Money::rate_for_seconds(premium, taken.overtime_h * 3600.0));
        }
        if taken.displaced_h > 0.0 {
            let moving = shop.scenarios.replanning_cost_per_displaced_hour;
            add(CostKind::Replanning, Money::rate_for_seconds(moving, taken.displaced_h * 3600.0));
        }
    }
    add(CostKind::Tools, Money::rate_for_seconds(rates.tools_per_machining_hour, told.machining * 3600.0));
    add(CostKind::Packing, rates.packing_per_line);
    let mut reasons = Vec::new();
    one_off(job, shop, &mut add, &mut reasons);
    for extra in &job.terms.extra {
        add(extra.kind, held(extra.per_piece.times(Decimal::from(job.launched)) + extra.per_lot));
        if extra.once > Money::ZERO && !job.terms.repeat {
            // A cost paid once is one-off whatever it is counted under.
            add(if extra.kind.is_non_recurring() { extra.kind } else { CostKind::SpecialTooling }, held(extra.once));
        }
    }
    let parts: Breakdown = exact
        .into_iter()
        .filter(|(kind, _)| !kind.is_price_only() && *kind != CostKind::Overhead)
        .map(|(kind, amount)| (kind, amount.rounded()))
        .collect();
    if job.launched > job.routing.quantity && job.routing.quantity > 0 {
        reasons.insert(
            0,
            format!("{} pièces lancées pour {} livrées (rebut prévu et pièces de réglage).", job.launched, job.routing.quantity),
        );
    }
    if told.machining > 0.0 && rates.machining_time_margin_percent > Decimal::ZERO {
        let margin = percent(rates.machining_time_margin_percent);
        reasons.push(format!("Temps d’usinage chiffré : {}, marge de sécurité de {margin} comprise.", hours(told.machining)));
    }
    reasons.extend(job.stock_reasons.iter().cloned());
    LineCost { parts, reasons, hours: told, purchase: Money::ZERO, typed: Vec::new(), one_off_overhead: Money::ZERO }
}

/// Costs of a first order: programming, fixtures, first part, first-article file.
fn one_off(job: &Job<'_>, shop: &Shop, add: &mut impl FnMut(CostKind, Money), reasons: &mut Vec<String>) {
    let rates = &shop.rates;
    if job.terms.repeat {
        reasons.push("Pièce déjà livrée : programmation, montages et dossier de première pièce ne sont pas recomptés.".to_owned());
        return;
    }
    let setups = Decimal::from(job.routing.setups);
    let programming = Money::rate_for_seconds(rates.programming_per_hour, programming_hours(job) * 3600.0);
    add(CostKind::Programming, programming);
    add(CostKind::Fixtures, rates.fixture_per_setup.times(setups));
    let special = special_items(job).filter_map(|item| item.cost).sum::<Money>();
    if special > Money::ZERO {
        let names: Vec<&str> = special_items(job).map(|item| item.text.as_str()).collect();
        reasons.push(format!("Outillage spécifique, compté une fois : {} ({}).", names.join(", "), euros(special)));
        add(CostKind::SpecialTooling, special);
    }
    add(CostKind::FirstPart, rates.programming_per_hour.times(rates.first_part_hours_per_setup).times(setups));
    if programming.rounded() > Money::ZERO {
        reasons.push(format!("Programmation et méthodes : {}, comptées une fois ({}).", hours(programming_hours(job)), euros(programming)));
    }
    if job.terms.needs_first_article() {
        let file = rates.inspection_per_hour.times(rates.first_article_hours);
        add(CostKind::FirstArticle, file);
        reasons.push(format!("Dossier de première pièce (EN 9102) : {}.", euros(file)));
    }
}

/// Gauges and cutters bought for the part. Fixtures, soft jaws and the first-article file are priced by the shop's own settings.
fn special_items<'a>(job: &'a Job<'_>) -> impl Iterator<Item = &'a NonRecurringItem> {
    let bought = |kind: NonRecurringKind| matches!(kind, NonRecurringKind::Gauge | NonRecurringKind::SpecialTool);
    job.routing.non_recurring.iter().filter(move |item| bought(item.kind))
}

pub(crate) fn programming_hours(job: &Job<'_>) -> f64 {
    let hours = job.routing.programming_hours;
    if hours.is_finite() { hours.clamp(0.0, 1e6) } else { 0.0 }
}

/// Blanks, the purchase minimum of each material shared by what each line buys, the certificate and the markup.
fn material(jobs: &[Job<'_>], shop: &Shop, lines: &mut [LineCost]) {
    let mut bought: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut base: Vec<Money> = jobs.iter().map(|job| job.blanks).collect();
    for (index, job) in jobs.iter().enumerate().filter(|(_, job)| job.bought && job.offer.is_none()) {
        bought.entry(job.material.id.as_str()).or_default().push(index);
    }
    for buyers in bought.values() {
        let Some(material) = buyers.first().map(|first| jobs[*first].material) else { continue };
        let weights: Vec<Money> = buyers.iter().map(|index| base[*index]).collect();
        let needed: Money = weights.iter().copied().sum();
        if needed >= material.minimum_purchase {
            continue;
        }
        for (index, part) in buyers.iter().copied().zip(share(material.minimum_purchase, &weights)) {
            // A cent of rounding may not make a share cheaper than the metal itself.
            base[index] = part.max(base[index]);
            let shared = if buyers.len() > 1 { format!(", partagé entre {} lignes", buyers.len()) } else { String::new() };
            lines[index].reasons.push(format!(
                "Minimum d’achat {} pour {} (besoin {}){shared}.",
                euros(material.minimum_purchase),
                material.name,
                euros(needed)
            ));
        }
    }
    let markup = Decimal::ONE + hundredth(shop.rates.material_markup_percent);
    for ((line, job), base) in lines.iter_mut().zip(jobs).zip(base) {
        if job.free_issue {
            line.reasons.push(format!("Matière fournie par le client : {} bruts à nous livrer, réglage et rebut compris.", job.launched));
            continue;
        }
        if let Some(offer) = job.offer {
            line.reasons.push(format!(
                "Matière : offre {} de {}, valable jusqu’au {}.",
                offer.reference,
                offer.supplier,
                day(offer.valid_until)
            ));
        }
        line.parts.insert(CostKind::Material, base.times(markup).rounded());
        if job.bought {
            line.purchase = base.rounded();
            if job.needs_certificate {
                line.parts.insert(CostKind::Certificate, shop.rates.certificate_fee.rounded());
            }
        }
    }
}

/// The kind an operation done outside is counted under.
pub(crate) fn outside_kind(kind: OperationKind) -> CostKind {
    match kind {
        OperationKind::HeatTreatment | OperationKind::SurfaceTreatment => CostKind::Treatment,
        _ => CostKind::Subcontracting,
    }
}

/// Treatment lots: the lot minimum is shared by the lines that went out together; an offer is paid as it is.
fn treatments(jobs: &[Job<'_>], plan: &Plan, lines: &mut [LineCost]) {
    let mut lots: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, steps) in plan.steps.iter().enumerate() {
        for (rank, planned) in steps.iter().enumerate() {
            if let Some(lot) = planned.lot {
                lots.entry(lot).or_default().push((index, rank));
            }
        }
    }
    for members in lots.values() {
        let mut weights = Vec::with_capacity(members.len());
        let mut found = None;
        for (index, rank) in members.iter().copied() {
            if let Some(Place::Outside { treatment, price, unmeasured, offer, .. }) = jobs[index].steps.get(rank).map(|step| &step.place) {
                weights.push(*price);
                found = Some((*treatment, *offer));
                if *unmeasured {
                    lines[index]
                        .reasons
                        .push(format!("{} : surface ou masse inconnue, seul le minimum de lot est compté.", treatment.name));
                }
                if let Some(offer) = offer {
                    lines[index].reasons.push(format!(
                        "{} : offre {} de {}, valable jusqu’au {}.",
                        treatment.name,
                        offer.reference,
                        offer.supplier,
                        day(offer.valid_until)
                    ));
                }
            }
        }
        let Some((treatment, offer)) = found else { continue };
        let measured: Money = weights.iter().copied().sum();
        let least = if offer.is_some() { Money::ZERO } else { treatment.lot_minimum };
        for ((index, rank), part) in members.iter().copied().zip(share(measured.max(least), &weights)) {
            let kind = jobs[index].steps.get(rank).map_or(CostKind::Treatment, |step| outside_kind(step.kind()));
            *lines[index].parts.entry(kind).or_default() += part;
            if measured < least {
                let shared = if members.len() > 1 { format!(", partagé entre {} lignes", members.len()) } else { String::new() };
                lines[index].reasons.push(format!("{} : minimum de lot {}{shared}.", treatment.name, euros(treatment.lot_minimum)));
            }
        }
    }
}
