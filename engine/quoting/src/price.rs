//! From costs to unit prices: margin on price (taux de marque), discount, the least margin, quantity breaks, the least invoice, one-off
//! costs, rounding.
//!
//! The rounding rule: a unit price is rounded to the cent, half away from zero; a line is its unit price times the quantity, plus what
//! is charged once; what the rounding adds or takes is an entry of the breakdown, which sums to the line to the cent.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use trusquin_domain::{AppliedOverride, Breakdown, CostKind, Money, NonRecurringMode, Override, OverrideField, PricedLine, Shop};

use crate::cost::{LineCost, held, hundredth};
use crate::depends::{dependences, margin_interval};
use crate::french::{euros, percent};
use crate::job::Job;
use crate::load::Station;
use crate::strategy::Chosen;

/// Prices of one scenario for one quantity.
pub(crate) struct Prices {
    /// Priced lines, in the order of the jobs.
    pub(crate) lines: Vec<PricedLine>,
    /// Sum of the totals.
    pub(crate) total: Money,
    /// What was added to reach the least invoice.
    pub(crate) invoice_complement: Money,
    /// Margin on price of the whole, per cent.
    pub(crate) margin_percent: Option<Decimal>,
}

/// What prices follow besides the costs.
#[derive(Clone, Copy)]
pub(crate) struct Policy<'a> {
    /// The shop, with the rates of the day.
    pub(crate) shop: &'a Shop,
    /// Its machines.
    pub(crate) stations: &'a [Station<'a>],
    /// How one-off costs are charged.
    pub(crate) mode: NonRecurringMode,
    /// Typed times and counts, by line and quantity.
    pub(crate) typed: &'a BTreeMap<(u32, u32), Vec<AppliedOverride>>,
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
    fn of(standard: &[Prices], rank: usize, line: u32) -> Option<(Decimal, Decimal)> {
        let line = standard.get(rank)?.lines.iter().find(|priced| priced.line == line)?;
        Some((line.unit_price?.amount(), line.charged_once.unwrap_or_default().amount()))
    }

    /// Before the least invoice is reached, so that what is taken off here is given back there.
    fn lower(self, unit: &mut Unit, rank: usize, line: u32) {
        let Self::AtMost(standard) = self else { return };
        let Some((most, once)) = Self::of(standard, rank, line) else { return };
        let most = most.max(unit.floor);
        if most < unit.price {
            let price = euros(Money::new(most));
            unit.reasons.push(format!("Prix ramené à celui du standard ({price}) : livrer plus tard ne coûte pas plus."));
            unit.settle(most);
        }
        let once = once.max(unit.once_floor);
        if once < unit.once {
            unit.once = once;
            unit.computed = None;
        }
    }

    /// After it: the least invoice may be spread otherwise among the lines.
    fn raise(self, unit: &mut Unit, rank: usize, line: u32, smaller: Option<(u32, Decimal)>) {
        let Self::AtLeast(standard) = self else { return };
        let Some((least, once)) = Self::of(standard, rank, line) else { return };
        if once > unit.once {
            unit.once = once;
            unit.computed = None;
        }
        if least <= unit.price {
            return;
        }
        let price = euros(Money::new(least));
        unit.reasons.push(format!("Prix porté à celui du standard ({price}) : livrer plus tôt ne coûte pas moins."));
        if let Some((fewer, cap)) = smaller.filter(|(_, cap)| *cap < least) {
            unit.reasons.push(higher_than(fewer, cap, "le standard est lui-même plus haut"));
        }
        unit.price = least;
        unit.computed = None;
    }
}

fn higher_than(fewer: u32, cap: Decimal, because: &str) -> String {
    let pieces = if fewer > 1 { "pièces" } else { "pièce" };
    format!("Prix unitaire plus haut que pour {fewer} {pieces} ({}) : {because}.", euros(Money::new(cap)))
}

/// Price of a line computed from cost, margin and discount alone.
#[derive(Clone, Copy)]
struct Computed {
    /// Amount of the line before discount, to the cent.
    list: Decimal,
    /// After it, before the unit price is rounded, to the cent.
    net: Decimal,
}

struct Unit {
    price: Decimal,
    /// Least unit price.
    floor: Decimal,
    /// Unit price of a smaller quantity.
    ceiling: Option<Decimal>,
    /// Before the least invoice is reached.
    base: Decimal,
    /// Charged once beside the unit price.
    once: Decimal,
    /// The least that is.
    once_floor: Decimal,
    /// `None` once something else than cost, margin and discount has set the price.
    computed: Option<Computed>,
    typed: Option<AppliedOverride>,
    reasons: Vec<String>,
}

impl Unit {
    /// A price that is not the computed one.
    fn settle(&mut self, price: Decimal) {
        self.price = price;
        self.base = price;
        self.computed = None;
    }
}

/// Prices one scenario for all quantities, given in rising order.
pub(crate) fn prices(breaks: &[(u32, &Chosen<'_>)], policy: Policy<'_>, beside: Beside<'_>) -> Vec<Prices> {
    let mut smaller: BTreeMap<u32, (u32, Decimal)> = BTreeMap::new();
    let mut result = Vec::with_capacity(breaks.len());
    for (rank, (quantity, chosen)) in breaks.iter().enumerate() {
        let mut units: Vec<Unit> = chosen
            .jobs
            .iter()
            .zip(&chosen.costs)
            .map(|(job, cost)| {
                let smaller = smaller.get(&job.line).copied();
                let mut unit = unit(job, cost, *quantity, chosen, smaller, policy);
                beside.lower(&mut unit, rank, job.line);
                unit
            })
            .collect();
        let complement = reach_least_invoice(&mut units, *quantity, policy.shop.rates.minimum_invoice);
        for (unit, job) in units.iter_mut().zip(&chosen.jobs) {
            beside.raise(unit, rank, job.line, smaller.get(&job.line).copied());
        }
        let mut lines = Vec::with_capacity(units.len());
        for ((job, cost), unit) in chosen.jobs.iter().zip(&chosen.costs).zip(units) {
            smaller.insert(job.line, (*quantity, unit.price));
            lines.push(priced(job, cost, unit, *quantity, policy));
        }
        let total: Money = lines.iter().filter_map(|line| line.total).sum();
        let cost: Money = chosen.costs.iter().map(LineCost::total).sum();
        let margin_percent = margin_percent(total.amount(), cost.amount(), policy.shop.rates.minimum_margin_percent);
        result.push(Prices { lines, total, invoice_complement: Money::new(complement), margin_percent });
    }
    result
}

/// The line as it is shown: its breakdown sums to its total.
fn priced(job: &Job<'_>, cost: &LineCost, unit: Unit, quantity: u32, policy: Policy<'_>) -> PricedLine {
    let pieces = Decimal::from(quantity);
    let total = unit.price * pieces + unit.once;
    let spent = cost.total().amount();
    let mut breakdown: Breakdown = cost.parts.iter().filter(|(_, part)| **part != Money::ZERO).map(|(kind, part)| (*kind, *part)).collect();
    let complement = ((unit.price - unit.base) * pieces).max(Decimal::ZERO);
    let (margin, discount) = match unit.computed {
        Some(computed) => (computed.list - spent, computed.net - computed.list),
        None => (total - spent - complement, Decimal::ZERO),
    };
    let rounding = total - spent - margin - discount - complement;
    breakdown.insert(CostKind::Margin, Money::new(margin));
    for (kind, amount) in [(CostKind::Discount, discount), (CostKind::InvoiceComplement, complement), (CostKind::Rounding, rounding)] {
        if !amount.is_zero() {
            breakdown.insert(kind, Money::new(amount));
        }
    }
    let once = policy.mode == NonRecurringMode::ChargedOnce && unit.once > Decimal::ZERO;
    let non_recurring = if once {
        Money::new(unit.once)
    } else if spent > Decimal::ZERO {
        Money::new(total * (cost.one_off().amount() / spent)).rounded()
    } else {
        Money::ZERO
    };
    let mut overrides = policy.typed.get(&(job.line, quantity)).cloned().unwrap_or_default();
    overrides.extend(cost.typed.iter().cloned());
    overrides.extend(unit.typed);
    let mut reasons = cost.reasons.clone();
    reasons.extend(unit.reasons);
    let dependences = dependences(&breakdown, Money::new(total), cost, job, policy.shop);
    PricedLine {
        line: job.line,
        unit_price: Some(Money::new(unit.price)),
        total: Some(Money::new(total)),
        charged_once: once.then_some(Money::new(unit.once)),
        non_recurring,
        margin_percent: margin_percent(total, spent, policy.shop.rates.minimum_margin_percent),
        margin_interval: margin_interval(job, Money::new(total), cost.total(), policy.shop, policy.stations),
        breakdown,
        reasons,
        dependences,
        overrides,
    }
}

/// Margin on price reached, per cent, cut (not rounded up) to two decimals.
pub(crate) fn margin_percent(total: Decimal, cost: Decimal, least: Decimal) -> Option<Decimal> {
    if total <= Decimal::ZERO {
        return None;
    }
    let exact = (total - cost) / total * Decimal::ONE_HUNDRED;
    let cut = exact.round_dp_with_strategy(2, RoundingStrategy::ToNegativeInfinity);
    Some(if exact >= least { cut.max(least) } else { cut })
}

/// `cost` at a margin on price.
fn at_margin(cost: Decimal, margin: Decimal) -> Decimal {
    cost / (Decimal::ONE - hundredth(margin)).max(Decimal::new(1, 4))
}

/// The least amount, to the cent, that holds a margin on `cost` for `pieces`.
fn least_each(cost: Decimal, pieces: Decimal, margin: Decimal) -> Decimal {
    let mut least = (at_margin(cost, margin) / pieces).round_dp_with_strategy(2, RoundingStrategy::ToPositiveInfinity);
    // The division may end a hair below the exact quotient.
    if (least * pieces - cost) * Decimal::ONE_HUNDRED < margin * least * pieces {
        least += Decimal::new(1, 2);
    }
    least
}

fn unit(job: &Job<'_>, cost: &LineCost, quantity: u32, chosen: &Chosen<'_>, smaller: Option<(u32, Decimal)>, policy: Policy<'_>) -> Unit {
    let shop = policy.shop;
    let least = shop.rates.minimum_margin_percent;
    let margin = chosen.margin_percent;
    let pieces = Decimal::from(quantity.max(1));
    let one_off = if policy.mode == NonRecurringMode::ChargedOnce { cost.one_off().amount() } else { Decimal::ZERO };
    let recurring = cost.total().amount() - one_off;
    let kept = kept_after_discount(job, shop);
    let cents = |amount: Decimal| Money::new(amount).rounded().amount();

    let list = at_margin(recurring, margin);
    let floor = least_each(recurring, pieces, least);
    let (once_list, once_floor) = (cents(at_margin(one_off, margin)), least_each(one_off, Decimal::ONE, least));
    let once = cents(once_list * kept).max(once_floor);
    let price = cents(list * kept / pieces);
    let computed = Computed { list: cents(list) + once_list, net: cents(list * kept) + once };
    let mut unit = Unit {
        price,
        floor,
        ceiling: smaller.map(|(_, cap)| cap),
        base: price,
        once,
        once_floor,
        computed: Some(computed),
        typed: None,
        reasons: Vec::new(),
    };
    if kept < Decimal::ONE {
        unit.reasons.push(format!("Remise de {} comprise.", percent((Decimal::ONE - kept) * Decimal::ONE_HUNDRED)));
    }
    if let Some(typed) = job.terms.typed(OverrideField::UnitPrice, quantity, Some(chosen.kind)) {
        let change = Override { original: price, value: typed.value, author: typed.author.clone(), reason: typed.reason.clone() };
        unit.typed = Some(AppliedOverride { field: typed.field, change });
        unit.settle(held(Money::new(typed.value)).rounded().amount());
        unit.reasons.push(format!("Prix saisi par {} ({}), au lieu de {}.", typed.author, typed.reason, euros(Money::new(price))));
    }
    if unit.price < floor {
        unit.reasons.push(format!("Prix relevé à la marge minimale de {}.", percent(least)));
        unit.settle(floor);
    }
    if let Some((fewer, cap)) = smaller.filter(|(_, cap)| *cap < unit.price) {
        if cap >= floor {
            let pieces = if fewer > 1 { "pièces" } else { "pièce" };
            unit.reasons.push(format!(
                "Prix unitaire ramené à celui de {fewer} {pieces} ({}) : il ne monte pas avec la quantité.",
                euros(Money::new(cap))
            ));
            unit.settle(cap);
        } else {
            unit.reasons.push(higher_than(fewer, cap, &format!("plus bas, la marge minimale de {} ne serait pas tenue", percent(least))));
            unit.settle(floor);
        }
    }
    unit
}

/// Share of the price left by the customer's discount and the line's.
fn kept_after_discount(job: &Job<'_>, shop: &Shop) -> Decimal {
    let customer = shop.customer.as_ref().map_or(Decimal::ZERO, |customer| customer.discount_percent);
    [customer, job.terms.discount_percent]
        .into_iter()
        .fold(Decimal::ONE, |kept, discount| kept * (Decimal::ONE - hundredth(discount.clamp(Decimal::ZERO, Decimal::from(99)))))
}

/// Raises unit prices, in proportion and by whole cents, until the lines together reach the least invoice; a unit
/// price stays at or below that of a smaller quantity. Returns what was added.
fn reach_least_invoice(units: &mut [Unit], quantity: u32, least: Money) -> Decimal {
    let pieces = Decimal::from(quantity.max(1));
    let sum: Decimal = units.iter().map(|unit| unit.price).sum();
    let once: Decimal = units.iter().map(|unit| unit.once).sum();
    if units.is_empty() || sum * pieces + once >= least.amount() {
        return Decimal::ZERO;
    }
    let cent = Decimal::new(1, 2);
    let wanted = ((least.amount() - once) / pieces).round_dp_with_strategy(2, RoundingStrategy::ToPositiveInfinity);
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
            unit.reasons.push(format!("Complément au minimum de facturation : {}.", euros(complement)));
        }
    }
    (units.iter().map(|unit| unit.price).sum::<Decimal>() - sum) * pieces
}
