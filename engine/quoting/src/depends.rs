//! What each amount of a line depends on, in words, and what the interval of its times does to its margin.
//!
//! The percentiles of the operations are taken together (all fast, or all slow): times of one part lean the same way, and the interval
//! of the margin is then never too narrow.

use rust_decimal::{Decimal, RoundingStrategy};
use trusquin_domain::{Breakdown, CostKind, Dependence, Driver, MarginInterval, Money, OperationKind, Shop};

use crate::cost::{LineCost, hundredth, programming_hours};
use crate::french::{date, euros, hours, kilograms, percent};
use crate::job::{Job, Place};
use crate::load::Station;
use crate::price::margin_percent;

/// One row for each amount of the breakdown, in its order.
pub(crate) fn dependences(breakdown: &Breakdown, total: Money, cost: &LineCost, job: &Job<'_>, shop: &Shop) -> Vec<Dependence> {
    breakdown
        .iter()
        .map(|(kind, amount)| {
            let share = amount.amount().checked_div(total.amount()).unwrap_or_default() * Decimal::ONE_HUNDRED;
            let share_percent = share.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
            Dependence { kind: *kind, amount: *amount, share_percent, driver: driver(*kind), explained: explained(*kind, cost, job, shop) }
        })
        .collect()
}

fn driver(kind: CostKind) -> Driver {
    match kind {
        CostKind::Material | CostKind::Machine | CostKind::Labour | CostKind::Tools | CostKind::Inspection | CostKind::Subcontracting => {
            Driver::Piece
        }
        CostKind::Certificate
        | CostKind::Setup
        | CostKind::Treatment
        | CostKind::Packing
        | CostKind::Overtime
        | CostKind::Replanning
        | CostKind::Rounding => Driver::Lot,
        CostKind::Programming | CostKind::Fixtures | CostKind::SpecialTooling | CostKind::FirstArticle | CostKind::FirstPart => {
            Driver::Once
        }
        CostKind::Logistics | CostKind::InvoiceComplement => Driver::Quote,
        CostKind::Overhead | CostKind::Margin | CostKind::Discount => Driver::Percent,
    }
}

fn explained(kind: CostKind, cost: &LineCost, job: &Job<'_>, shop: &Shop) -> String {
    let rates = &shop.rates;
    let treaters = |outside: CostKind| {
        let places = job.steps.iter().filter_map(|step| match &step.place {
            Place::Outside { treatment, offer, .. } if crate::cost::outside_kind(step.kind()) == outside => {
                Some(offer.map_or_else(|| treatment.name.clone(), |offer| format!("{}, offre {}", offer.supplier, offer.reference)))
            }
            _ => None,
        });
        places.collect::<Vec<_>>().join(" ; ")
    };
    match kind {
        CostKind::Material => material(job, rates.material_markup_percent),
        CostKind::Certificate => "certificat matière 3.1, par achat".to_owned(),
        CostKind::Setup => format!("{} de réglage par lot, au taux de chaque machine", hours(cost.hours.setup)),
        CostKind::Machine => format!("{} de machine pour {} pièces lancées", hours(cost.hours.machine), job.launched),
        CostKind::Labour => format!("{} de présence pour {} pièces lancées", hours(cost.hours.labour), job.launched),
        CostKind::Tools => format!("{} d’usinage à {} de l’heure", hours(cost.hours.machining), euros(rates.tools_per_machining_hour)),
        CostKind::Treatment | CostKind::Subcontracting => {
            let named = treaters(kind);
            if named.is_empty() { "saisi par le deviseur".to_owned() } else { format!("par lot : {named}") }
        }
        CostKind::Inspection => format!("{} de contrôle à {} de l’heure", hours(cost.hours.inspection), euros(rates.inspection_per_hour)),
        CostKind::Packing => format!("conditionnement, dont {} par ligne", euros(rates.packing_per_line)),
        CostKind::Logistics => format!("{} par devis, partagés entre les lignes", euros(rates.logistics_per_quote)),
        CostKind::Programming => {
            format!("{} de méthodes et programmation à {} de l’heure", hours(programming_hours(job)), euros(rates.programming_per_hour))
        }
        CostKind::Fixtures => format!("montages et mors doux, {} posages", job.routing.setups),
        CostKind::SpecialTooling => "outils spéciaux et calibres".to_owned(),
        CostKind::FirstArticle => "dossier de première pièce (EN 9102)".to_owned(),
        CostKind::FirstPart => format!("mise au point et première pièce, {} posages", job.routing.setups),
        CostKind::Overtime => format!("majoration de {} sur les heures supplémentaires", percent(shop.scenarios.overtime_premium_percent)),
        CostKind::Replanning => {
            format!("{} par heure de commande déplacée", euros(shop.scenarios.replanning_cost_per_displaced_hour))
        }
        CostKind::Overhead => format!("{} du coût de production", percent(rates.overhead_percent)),
        CostKind::Margin => "marge sur le prix".to_owned(),
        CostKind::InvoiceComplement => format!("minimum de facturation de {}", euros(rates.minimum_invoice)),
        CostKind::Discount => "remise accordée".to_owned(),
        CostKind::Rounding => "arrondi du prix unitaire au centime".to_owned(),
    }
}

fn material(job: &Job<'_>, markup: Decimal) -> String {
    let marked = format!("majoration {}", percent(markup));
    if let Some(offer) = job.offer {
        return format!("{} bruts, {}, offre {}, {marked}", job.launched, offer.supplier, offer.reference);
    }
    let surcharge = job.material.surcharge_percent;
    let extra = if surcharge > Decimal::ZERO { format!(" + {} de surcharge", percent(surcharge)) } else { String::new() };
    format!(
        "{} bruts, {} à {}/kg{extra} ({}, {}), {marked}",
        job.launched,
        kilograms(job.mass_kg),
        euros(job.material.price_per_kg),
        job.material.price_source,
        date(job.material.price_date)
    )
}

/// Margin at the quoted price when the times are at their tenth and ninetieth percentiles; `None` when no operation has them.
pub(crate) fn margin_interval(job: &Job<'_>, total: Money, cost: Money, shop: &Shop, stations: &[Station<'_>]) -> Option<MarginInterval> {
    let (mut fast, mut slow) = (Money::ZERO, Money::ZERO);
    let mut without_interval = Vec::new();
    let mut known = false;
    for step in &job.steps {
        let Place::Inside { station, run_s, .. } = &step.place else { continue };
        let time = &step.operation.time;
        if time.run_s <= 0.0 {
            continue;
        }
        let (Some(p10), Some(p90)) = (time.p10_s, time.p90_s) else {
            without_interval.push(step.operation.op);
            continue;
        };
        let Some(machine) = stations.get(*station).map(|station| station.machine) else { continue };
        known = true;
        let labour = machine.labour_per_hour.times(hundredth(machine.attendance_percent));
        let tools = if step.operation.machining { shop.rates.tools_per_machining_hour } else { Money::ZERO };
        let each_hour = match step.kind() {
            OperationKind::Inspection => shop.rates.inspection_per_hour,
            _ => machine.machine_per_hour + labour + tools,
        };
        let overhead = Decimal::ONE + hundredth(shop.rates.overhead_percent);
        // The run of the plan holds launch and safety margin: the percentile is in the same proportion to it.
        let priced = Money::rate_for_seconds(each_hour, *run_s).times(overhead);
        let at = |percentile: f64| {
            let seconds = if percentile.is_finite() { (run_s * percentile / time.run_s).clamp(0.0, 1e12) } else { *run_s };
            Money::rate_for_seconds(each_hour, seconds).times(overhead) - priced
        };
        fast += at(p10);
        slow += at(p90);
    }
    if !known {
        return None;
    }
    let margin = |more: Money| margin_percent(total.amount(), (cost + more).amount(), Decimal::ONE_HUNDRED);
    Some(MarginInterval { p10_percent: margin(fast)?, p90_percent: margin(slow)?, without_interval })
}
