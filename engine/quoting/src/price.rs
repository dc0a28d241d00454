//! From costs to unit prices: margin on price (taux de marque), the least margin, quantity breaks, the least invoice.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use trusquin_domain::{Breakdown, CostKind, Money, PricedLine, Shop};

use crate::french::{euros, percent};
use crate::strategy::Chosen;

/// Prices of one scenario for one quantity.
pub(crate) struct Prices {
    /// Priced lines, in the order of the jobs.
    pub(crate) lines: Vec<PricedLine>,
    /// Sum of the totals.
    pub(crate) total: Money,
    /// What was added to reach the least invoice.
    pub(crate) invoice_complement: Money,
}

/// The standard prices a scenario must keep its place beside, quantity by quantity.
#[derive(Clone, Copy)]
pub(crate) enum Beside<'p> {
    /// Standard itself.
    Alone,
    /// Express: sooner is never sold for less.
    AtLeast(&'p [Prices]),
    /// Economic: later is never sold for more.
    AtMost(&'p [Prices]),
}

impl Beside<'_> {
    fn unit(standard: &[Prices], rank: usize, line: u32) -> Option<Decimal> {
        let line = standard.get(rank)?.lines.iter().find(|priced| priced.line == line)?;
        line.unit_price.map(Money::amount)
    }

    /// Before the least invoice is reached, so that what is taken off here is given back there.
    fn lower(self, unit: &mut Unit, rank: usize, line: u32) {
        let Self::AtMost(standard) = self else { return };
        if let Some(most) = Self::unit(standard, rank, line).map(|most| most.max(unit.floor)).filter(|most| *most < unit.price) {
            let price = euros(Money::new(most));
            unit.reasons.push(format!("Prix ramené à celui du standard ({price}) : livrer plus tard ne coûte pas plus."));
            unit.price = most;
        }
    }

    /// After it: the least invoice may be spread otherwise among the lines.
    fn raise(self, unit: &mut Unit, rank: usize, line: u32, smaller: Option<(u32, Decimal)>) {
        let Self::AtLeast(standard) = self else { return };
        let Some(least) = Self::unit(standard, rank, line).filter(|least| *least > unit.price) else { return };
        let price = euros(Money::new(least));
        unit.reasons.push(format!("Prix porté à celui du standard ({price}) : livrer plus tôt ne coûte pas moins."));
        if let Some((fewer, cap)) = smaller.filter(|(_, cap)| *cap < least) {
            unit.reasons.push(higher_than(fewer, cap, "le standard est lui-même plus haut"));
        }
        unit.price = least;
    }
}

fn higher_than(fewer: u32, cap: Decimal, because: &str) -> String {
    let pieces = if fewer > 1 { "pièces" } else { "pièce" };
    format!("Prix unitaire plus haut que pour {fewer} {pieces} ({}) : {because}.", euros(Money::new(cap)))
}

struct Unit {
    price: Decimal,
    floor: Decimal,
    ceiling: Option<Decimal>,
    reasons: Vec<String>,
}

/// Prices one scenario for all quantities, given in rising order.
pub(crate) fn prices(breaks: &[(u32, &Chosen<'_>)], shop: &Shop, beside: Beside<'_>) -> Vec<Prices> {
    let mut smaller: BTreeMap<u32, (u32, Decimal)> = BTreeMap::new();
    let mut result = Vec::with_capacity(breaks.len());
    for (rank, (quantity, chosen)) in breaks.iter().enumerate() {
        let mut units: Vec<Unit> = chosen
            .jobs
            .iter()
            .zip(&chosen.costs)
            .map(|(job, cost)| {
                let smaller = smaller.get(&job.line).copied();
                let mut unit = unit(cost.total(), *quantity, chosen.margin_percent, smaller, shop);
                beside.lower(&mut unit, rank, job.line);
                unit
            })
            .collect();
        let complement = reach_least_invoice(&mut units, *quantity, shop.rates.minimum_invoice);
        for (unit, job) in units.iter_mut().zip(&chosen.jobs) {
            beside.raise(unit, rank, job.line, smaller.get(&job.line).copied());
        }
        let mut lines = Vec::with_capacity(units.len());
        for ((job, cost), unit) in chosen.jobs.iter().zip(&chosen.costs).zip(units) {
            smaller.insert(job.line, (*quantity, unit.price));
            let total = unit.price * Decimal::from(*quantity);
            let mut breakdown: Breakdown =
                cost.parts.iter().filter(|(_, part)| **part != Money::ZERO).map(|(kind, part)| (*kind, *part)).collect();
            breakdown.insert(CostKind::Margin, Money::new(total) - cost.total());
            let mut reasons = cost.reasons.clone();
            reasons.extend(unit.reasons);
            lines.push(PricedLine {
                line: job.line,
                unit_price: Some(Money::new(unit.price)),
                total: Some(Money::new(total)),
                breakdown,
                margin_percent: margin_percent(total, cost.total().amount(), shop.rates.minimum_margin_percent),
                reasons,
            });
        }
        let total = lines.iter().filter_map(|line| line.total).sum();
        result.push(Prices { lines, total, invoice_complement: Money::new(complement) });
    }
    result
}

/// Margin on price reached, per cent, cut (not rounded up) to two decimals.
fn margin_percent(total: Decimal, cost: Decimal, least: Decimal) -> Option<Decimal> {
    if total <= Decimal::ZERO {
        return None;
    }
    let exact = (total - cost) / total * Decimal::ONE_HUNDRED;
    let cut = exact.round_dp_with_strategy(2, RoundingStrategy::ToNegativeInfinity);
    Some(if exact >= least { cut.max(least) } else { cut })
}

fn unit(cost: Money, quantity: u32, margin: Decimal, smaller: Option<(u32, Decimal)>, shop: &Shop) -> Unit {
    let least = shop.rates.minimum_margin_percent;
    let pieces = Decimal::from(quantity.max(1));
    let each = |margin: Decimal| cost.amount() / (pieces * (Decimal::ONE - margin / Decimal::ONE_HUNDRED).max(Decimal::new(1, 4)));
    let target = Money::new(each(margin)).rounded().amount();
    let mut floor = each(least).round_dp_with_strategy(2, RoundingStrategy::ToPositiveInfinity);
    // The division may end a hair below the exact quotient.
    if (floor * pieces - cost.amount()) * Decimal::ONE_HUNDRED < least * floor * pieces {
        floor += Decimal::new(1, 2);
    }
    let mut reasons = Vec::new();
    let mut price = target;
    if price < floor {
        reasons.push(format!("Prix relevé à la marge minimale de {}.", percent(least)));
        price = floor;
    }
    if let Some((fewer, cap)) = smaller.filter(|(_, cap)| *cap < price) {
        if cap >= floor {
            let pieces = if fewer > 1 { "pièces" } else { "pièce" };
            reasons.push(format!(
                "Prix unitaire ramené à celui de {fewer} {pieces} ({}) : il ne monte pas avec la quantité.",
                euros(Money::new(cap))
            ));
            price = cap;
        } else {
            reasons.push(higher_than(fewer, cap, &format!("plus bas, la marge minimale de {} ne serait pas tenue", percent(least))));
            price = floor;
        }
    }
    Unit { price, floor, ceiling: smaller.map(|(_, cap)| cap), reasons }
}

/// Raises unit prices, in proportion and by whole cents, until the lines together reach the least invoice; a unit
/// price stays at or below that of a smaller quantity. Returns what was added.
fn reach_least_invoice(units: &mut [Unit], quantity: u32, least: Money) -> Decimal {
    let pieces = Decimal::from(quantity.max(1));
    let sum: Decimal = units.iter().map(|unit| unit.price).sum();
    if units.is_empty() || sum * pieces >= least.amount() {
        return Decimal::ZERO;
    }
    let cent = Decimal::new(1, 2);
    let wanted = (least.amount() / pieces).round_dp_with_strategy(2, RoundingStrategy::ToPositiveInfinity);
    let mut left = wanted - sum;
    let before: Vec<Decimal> = units.iter().map(|unit| unit.price).collect();
    while left > Decimal::ZERO {
        let open = |unit: &Unit| unit.ceiling.is_none_or(|ceiling| unit.price < ceiling);
        let weight: Decimal = units.iter().filter(|unit| open(unit)).map(|unit| unit.price).sum();
        let round = left;
        let mut given = Decimal::ZERO;
        for unit in units.iter_mut().filter(|unit| open(unit)) {
            let part = if weight > Decimal::ZERO { round * (unit.price / weight) } else { cent };
            let part = part.round_dp_with_strategy(2, RoundingStrategy::ToZero).max(cent).min(round - given);
            let part = unit.ceiling.map_or(part, |ceiling| part.min(ceiling - unit.price));
            unit.price += part;
            given += part;
        }
        if given <= Decimal::ZERO {
            // Every line is at its ceiling, which only a line at its least margin can cause: the first one takes it.
            units[0].price += left;
            break;
        }
        left -= given;
    }
    for (unit, before) in units.iter_mut().zip(before) {
        debug_assert!(unit.price >= unit.floor);
        if unit.price > before {
            let complement = Money::new((unit.price - before) * pieces);
            unit.reasons.push(format!("Complément au minimum de facturation : {} (compté dans la marge).", euros(complement)));
        }
    }
    (units.iter().map(|unit| unit.price).sum::<Decimal>() - sum) * pieces
}
