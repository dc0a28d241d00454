//! What a planned line costs the shop, by kind: every amount rounded to the cent, so that a person can add it up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use trusquin_domain::{Breakdown, CostKind, Money, OperationKind, Shop};

use crate::french::{euros, hours, percent};
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
}

impl LineCost {
    /// Sum of the parts.
    pub(crate) fn total(&self) -> Money {
        self.parts.values().copied().sum()
    }
}

/// Costs of all jobs of a plan, in their order.
pub(crate) fn costs(jobs: &[Job<'_>], plan: &Plan, shop: &Shop, stations: &[Station<'_>]) -> Vec<LineCost> {
    let mut lines: Vec<LineCost> = jobs.iter().zip(&plan.steps).map(|(job, steps)| own_cost(job, steps, shop, stations)).collect();
    material(jobs, shop, &mut lines);
    treatments(jobs, plan, &mut lines);
    let logistics = share(shop.rates.logistics_per_quote, &vec![Money::ZERO; jobs.len()]);
    for (line, logistics) in lines.iter_mut().zip(logistics) {
        line.parts.insert(CostKind::Logistics, logistics);
        let production: Money = line.parts.values().copied().sum();
        line.parts.insert(CostKind::Overhead, production.times(hundredth(shop.rates.overhead_percent)).rounded());
    }
    lines
}

fn hundredth(percent: Decimal) -> Decimal {
    percent / Decimal::ONE_HUNDRED
}

fn own_cost(job: &Job<'_>, steps: &[Planned], shop: &Shop, stations: &[Station<'_>]) -> LineCost {
    let rates = &shop.rates;
    let mut exact: BTreeMap<CostKind, Money> = BTreeMap::new();
    let mut add = |kind: CostKind, amount: Money| *exact.entry(kind).or_default() += amount;
    let mut machining_s = 0.0;
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
                add(CostKind::Inspection, Money::rate_for_seconds(rates.inspection_per_hour, taken.setup_s + run_s))
            }
            OperationKind::Packing => add(CostKind::Packing, setup + running + labour),
            _ => {
                add(CostKind::Setup, setup);
                add(CostKind::Machine, running);
                add(CostKind::Labour, labour);
            }
        }
        if step.operation.machining {
            machining_s += run_s;
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
    add(CostKind::Tools, Money::rate_for_seconds(rates.tools_per_machining_hour, machining_s));
    add(CostKind::Packing, rates.packing_per_line);
    add(CostKind::Programming, Money::rate_for_seconds(rates.programming_per_hour, programming_hours(job) * 3600.0));
    let parts: Breakdown = exact.into_iter().map(|(kind, amount)| (kind, amount.rounded())).collect();
    let mut reasons = Vec::new();
    if job.launched > job.routing.quantity && job.routing.quantity > 0 {
        reasons.push(format!("{} pièces lancées pour {} livrées (rebut prévu et pièces de réglage).", job.launched, job.routing.quantity));
    }
    if machining_s > 0.0 && rates.machining_time_margin_percent > Decimal::ZERO {
        let margin = percent(rates.machining_time_margin_percent);
        reasons.push(format!("Temps d’usinage chiffré : {}, marge de sécurité de {margin} comprise.", hours(machining_s / 3600.0)));
    }
    if let Some(programming) = parts.get(&CostKind::Programming).filter(|amount| **amount > Money::ZERO) {
        reasons.push(format!(
            "Programmation et méthodes : {}, comptées une fois ({}).",
            hours(programming_hours(job)),
            euros(*programming)
        ));
    }
    LineCost { parts, reasons }
}

fn programming_hours(job: &Job<'_>) -> f64 {
    let hours = job.routing.programming_hours;
    if hours.is_finite() { hours.clamp(0.0, 1e6) } else { 0.0 }
}

/// Blanks, the purchase minimum of each material shared by what each line buys, and the markup.
fn material(jobs: &[Job<'_>], shop: &Shop, lines: &mut [LineCost]) {
    let mut bought: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut base: Vec<Money> = jobs.iter().map(|job| job.blanks).collect();
    for (index, job) in jobs.iter().enumerate().filter(|(_, job)| job.bought) {
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
    for (line, base) in lines.iter_mut().zip(base) {
        line.parts.insert(CostKind::Material, base.times(markup).rounded());
    }
}

/// Treatment lots: the lot minimum is shared by the lines that went out together.
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
            if let Some(Place::Outside { treatment, price, unmeasured, .. }) = jobs[index].steps.get(rank).map(|step| &step.place) {
                weights.push(*price);
                found = Some(*treatment);
                if *unmeasured {
                    lines[index]
                        .reasons
                        .push(format!("{} : surface ou masse inconnue, seul le minimum de lot est compté.", treatment.name));
                }
            }
        }
        let Some(treatment) = found else { continue };
        let measured: Money = weights.iter().copied().sum();
        let paid = measured.max(treatment.lot_minimum);
        for ((index, _), part) in members.iter().copied().zip(share(paid, &weights)) {
            *lines[index].parts.entry(CostKind::Treatment).or_default() += part;
            if measured < treatment.lot_minimum {
                let shared = if members.len() > 1 { format!(", partagé entre {} lignes", members.len()) } else { String::new() };
                lines[index].reasons.push(format!("{} : minimum de lot {}{shared}.", treatment.name, euros(treatment.lot_minimum)));
            }
        }
    }
}
