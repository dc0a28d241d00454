//! The quote as a whole: quantities, scenarios, lines, validity.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use trusquin_domain::{
    AppliedOverride, Diagnostic, LineToPrice, MachineChoice, PricedLine, Purchase, Quote, QuoteLine, QuoteTerms, Reading,
    RequestedDelivery, Scenario, ScenarioKind, ScheduledOperation, Shop,
};

use crate::basis::basis;
use crate::calendar::WorkingDays;
use crate::job::{Place, Refusal, routing};
use crate::load::stations;
use crate::moves::moves;
use crate::prepare::{Prepared, prepare};
use crate::price::{Beside, Policy, Prices, prices};
use crate::reasons::{Told, reasons};
use crate::strategy::{Chosen, Three, Workshop};

/// Quotes `lines` for each of `quantities` in three scenarios (express, standard, economic, in that order).
///
/// Quantities keep their order; a quantity of zero and a repeated one are left out. A line that cannot be priced stays
/// in every scenario with its reason and no price. The same input always gives the same quote.
pub fn quote(lines: &[LineToPrice], shop: &Shop, today: Date, quantities: &[u32]) -> Reading<Quote> {
    quote_with(lines, shop, &QuoteTerms::new(today, quantities))
}

/// The same under conditions: a requested date, how one-off costs are charged. Rates and prices are those in force on the day.
pub fn quote_with(lines: &[LineToPrice], shop: &Shop, terms: &QuoteTerms) -> Reading<Quote> {
    let mut diagnostics = Vec::new();
    let today = terms.today;
    let asked = wanted(&terms.quantities, &mut diagnostics);
    let dated = shop.on(today);
    let shop = &dated;
    let prepared: Vec<Prepared> = lines.iter().map(|line| prepare(line, &asked, shop)).collect();
    let mut typed: BTreeMap<(u32, u32), Vec<AppliedOverride>> = BTreeMap::new();
    for (line, (quantity, change)) in prepared.iter().flat_map(|it| it.typed.iter().map(|typed| (it.line.line, typed))) {
        typed.entry((line, *quantity)).or_default().push(change.clone());
    }
    let lines: Vec<LineToPrice> = prepared.into_iter().map(|prepared| prepared.line).collect();
    let lines = lines.as_slice();
    stale_offers(lines, today, &mut diagnostics);
    let days = WorkingDays::from(today, &shop.calendar);
    if days.len() == 0 {
        diagnostics
            .push(Diagnostic::error("QUO-010", "the calendar has no working day within three years: open one in calendar.working_days"));
    }
    let stations = stations(shop, &days);
    let workshop = Workshop { shop, days: &days, stations: &stations, today };
    let mode = terms.non_recurring.unwrap_or(shop.rates.non_recurring);
    let policy = Policy { shop, stations: &stations, mode, typed: &typed };

    let mut rising: Vec<u32> = asked.clone();
    rising.sort_unstable();
    let planned: Vec<(u32, Three<'_>)> = rising.iter().map(|quantity| (*quantity, workshop.three(lines, *quantity))).collect();
    let of = |pick: for<'b, 'c> fn(&'b Three<'c>) -> &'b Chosen<'c>| -> Vec<(u32, &Chosen<'_>)> {
        planned.iter().map(|(quantity, three)| (*quantity, pick(three))).collect()
    };
    let (express, standard) = (of(|three| &three.express), of(|three| &three.standard));
    let standard_prices = prices(&standard, policy, Beside::Alone);
    let express_prices = prices(&express, policy, Beside::AtLeast(&standard_prices));
    let mut economic = of(|three| three.economic());
    let mut economic_prices = prices(&economic, policy, Beside::AtMost(&standard_prices));
    if economic_prices.iter().zip(&standard_prices).any(|(cheap, usual)| cheap.total > usual.total) {
        economic = of(|three| &three.economic_usual);
        economic_prices = prices(&economic, policy, Beside::AtMost(&standard_prices));
    }

    let mut scenarios = Vec::with_capacity(asked.len() * 3);
    for quantity in &asked {
        let Some(rank) = rising.iter().position(|other| other == quantity) else { continue };
        let refusals = &planned[rank].1.refusals;
        let usual_total = standard_prices[rank].total;
        for (plans, prices) in [(&express, &express_prices), (&standard, &standard_prices), (&economic, &economic_prices)] {
            let (chosen, prices) = (plans[rank].1, &prices[rank]);
            let told = reasons(chosen, standard[rank].1, prices, usual_total, refusals, &workshop);
            scenarios.push(scenario(chosen, *quantity, prices, refusals, told, lines, &workshop));
        }
    }
    let requested = terms.requested_date.map(|date| requested(date, &mut scenarios, asked.first().copied()));
    diagnose(&planned, &mut diagnostics);
    Reading {
        value: Quote {
            date: today,
            valid_until: today.saturating_add(i64::from(shop.company.validity_days).min(36_500).days()),
            lines: lines.iter().map(|line| quote_line(line, asked.first().copied(), &planned)).collect(),
            scenarios,
            non_recurring: mode,
            requested,
            basis: basis(lines, shop, terms),
        },
        diagnostics,
    }
}

/// Holds the date asked for against the scenarios: each one says whether it delivers by then; the best answer is told in all of them.
fn requested(date: Date, scenarios: &mut [Scenario], first: Option<u32>) -> RequestedDelivery {
    let mut met_by = Vec::new();
    let mut earliest: Option<Date> = None;
    for scenario in scenarios.iter().filter(|scenario| Some(scenario.quantity) == first) {
        let Some(delivery) = scenario.delivery_date else { continue };
        earliest = Some(earliest.map_or(delivery, |earliest| earliest.min(delivery)));
        if delivery <= date {
            met_by.push(scenario.name);
        }
    }
    let wanted = crate::french::date(date);
    for scenario in scenarios.iter_mut() {
        let Some(delivery) = scenario.delivery_date else { continue };
        let sentence = if delivery <= date {
            format!("Date demandée du {wanted} tenue.")
        } else {
            format!("Date demandée du {wanted} non tenue : au plus tôt le {} dans ce scénario.", crate::french::day(delivery))
        };
        scenario.reasons.push(sentence.clone());
        scenario.customer_reasons.push(sentence);
    }
    RequestedDelivery { date, met_by, earliest }
}

/// Offers that no longer hold on the day of the quote: they are not used, and somebody must ask again.
fn stale_offers(lines: &[LineToPrice], today: Date, diagnostics: &mut Vec<Diagnostic>) {
    for line in lines {
        for offer in line.terms.offers.iter().filter(|offer| !offer.holds_on(today)) {
            diagnostics.push(Diagnostic::warning(
                "QUO-012",
                format!(
                    "line {}: offer {} of {} holds from {} to {}, not on {today}: ask for a new one; the shop's own rates are used",
                    line.line, offer.reference, offer.supplier, offer.date, offer.valid_until
                ),
            ));
        }
    }
}

fn wanted(quantities: &[u32], diagnostics: &mut Vec<Diagnostic>) -> Vec<u32> {
    let mut asked = Vec::new();
    for quantity in quantities.iter().copied() {
        if quantity == 0 {
            diagnostics.push(Diagnostic::warning("QUO-009", "a quantity of 0 was left out: ask for 1 piece or more"));
        } else if asked.contains(&quantity) {
            diagnostics.push(Diagnostic::info("QUO-009", format!("quantity {quantity} was asked twice: it is quoted once")));
        } else {
            asked.push(quantity);
        }
    }
    asked
}

/// The routing shown is the one the standard price stands on; a line without a price shows its usual one.
fn quote_line(line: &LineToPrice, quantity: Option<u32>, planned: &[(u32, Three<'_>)]) -> QuoteLine {
    let of_standard = planned
        .iter()
        .filter(|(planned, _)| Some(*planned) == quantity)
        .flat_map(|(_, three)| &three.standard.jobs)
        .find(|job| job.line == line.line)
        .map(|job| job.routing);
    let routing = of_standard.or_else(|| quantity.and_then(|quantity| routing(line, quantity, MachineChoice::Usual)));
    let mut seen = BTreeSet::new();
    let questions = line.part.questions.iter().chain(routing.iter().flat_map(|routing| &routing.questions)).chain(&line.terms.questions);
    let questions = questions.filter(|question| seen.insert(question.trim())).cloned().collect();
    QuoteLine { line: line.line, part: line.part.clone(), routing: routing.cloned(), questions, terms: line.terms.clone() }
}

#[allow(clippy::too_many_arguments)]
fn scenario(
    chosen: &Chosen<'_>,
    quantity: u32,
    prices: &Prices,
    refusals: &[Refusal],
    told: Told,
    lines: &[LineToPrice],
    workshop: &Workshop<'_>,
) -> Scenario {
    let today = workshop.today;
    let delivery_date = workshop.days.date(chosen.delivery).filter(|_| !chosen.jobs.is_empty());
    let lead_time_days = delivery_date.map(|date| today.until(date).map_or(0, |span| u32::try_from(span.get_days()).unwrap_or(0)));
    let priced = lines.iter().filter_map(|line| {
        let refused = refusals.iter().find(|refusal| refusal.line == line.line).map(unpriced);
        refused.or_else(|| prices.lines.iter().find(|priced| priced.line == line.line).cloned())
    });
    Scenario {
        name: chosen.kind,
        quantity,
        total: (!prices.lines.is_empty()).then_some(prices.total),
        currency: workshop.shop.rates.currency.clone(),
        lead_time_days,
        delivery_date,
        reasons: told.shop,
        customer_reasons: told.customer,
        lines: priced.collect(),
        schedule: schedule(chosen, workshop),
        margin_percent: prices.margin_percent,
        moves: if chosen.kind == ScenarioKind::Express { moves(chosen, workshop) } else { Vec::new() },
        stock: chosen.jobs.iter().flat_map(|job| job.promises.iter().cloned()).collect(),
        purchases: purchases(chosen),
    }
}

/// Material to buy: lines with the same material, section and certificate are one purchase.
fn purchases(chosen: &Chosen<'_>) -> Vec<Purchase> {
    let mut list: Vec<Purchase> = Vec::new();
    for (job, cost) in chosen.jobs.iter().zip(&chosen.costs).filter(|(job, _)| job.bought) {
        let Some(blank) = &job.routing.raw_stock else { continue };
        let section_mm = blank.size_mm.first().copied().unwrap_or(0.0);
        let (price_date, price_source) = match job.offer {
            Some(offer) => (offer.date, format!("{}, offre {}", offer.supplier, offer.reference)),
            None => (job.material.price_date, job.material.price_source.clone()),
        };
        let same = list.iter_mut().find(|other| {
            other.material == blank.material
                && other.form == blank.form
                && (other.section_mm - section_mm).abs() < 1e-6
                && other.certificate == job.needs_certificate
                && other.price_source == price_source
        });
        if let Some(same) = same {
            same.blanks = same.blanks.saturating_add(job.launched);
            same.lines.push(job.line);
            same.mass_kg += job.mass_kg;
            same.price += cost.purchase;
            continue;
        }
        list.push(Purchase {
            material: blank.material.clone(),
            form: blank.form,
            section_mm,
            blanks: job.launched,
            lines: vec![job.line],
            mass_kg: job.mass_kg,
            price: cost.purchase,
            price_date,
            price_source,
            delivery_working_days: job.delivery_days,
            certificate: job.needs_certificate,
        });
    }
    list
}

fn unpriced(refusal: &Refusal) -> PricedLine {
    let why = refusal.reason.trim_end_matches('.');
    let said = if refusal.is_wanted() {
        format!("Non chiffrée, refusée : {why}.")
    } else {
        format!("Non chiffrée, à saisir à la main : {why}.")
    };
    PricedLine { line: refusal.line, reasons: vec![said], ..PricedLine::default() }
}

fn schedule(chosen: &Chosen<'_>, workshop: &Workshop<'_>) -> Vec<ScheduledOperation> {
    let mut scheduled = Vec::new();
    for (job, planned) in chosen.jobs.iter().zip(&chosen.plan.steps) {
        for (step, planned) in job.steps.iter().zip(planned) {
            let resource = match &step.place {
                Place::Inside { station, .. } => workshop.stations.get(*station).map(|station| station.machine.id.clone()),
                Place::Outside { treatment, .. } => Some(treatment.id.clone()),
            };
            let dates = workshop.days.date(planned.taken.start).zip(workshop.days.date(planned.taken.end));
            if let (Some(resource), Some((start, end))) = (resource, dates) {
                scheduled.push(ScheduledOperation { line: job.line, op: step.operation.op, resource, start, end });
            }
        }
    }
    scheduled
}

fn diagnose(planned: &[(u32, Three<'_>)], diagnostics: &mut Vec<Diagnostic>) {
    for (quantity, three) in planned {
        for refusal in &three.refusals {
            let place = format!("line {}, quantity {quantity}: {}", refusal.line, refusal.message);
            diagnostics.push(if refusal.is_wanted() {
                Diagnostic::info(refusal.code, place)
            } else {
                Diagnostic::warning(refusal.code, format!("{place}; enter its price by hand"))
            });
        }
        beyond(*quantity, three, diagnostics);
        for job in &three.standard.jobs {
            for step in &job.steps {
                if let Place::Outside { treatment, unmeasured: true, .. } = &step.place {
                    diagnostics.push(Diagnostic::warning(
                        "QUO-008",
                        format!(
                            "line {}, quantity {quantity}: surface or mass for '{}' is unknown, only its lot minimum is counted",
                            job.line, treatment.id
                        ),
                    ));
                }
            }
        }
    }
}

/// One remark for each line and quantity that has no date in some scenario.
fn beyond(quantity: u32, three: &Three<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let scenarios = [("express", &three.express), ("standard", &three.standard), ("economic", three.economic())];
    let lines: BTreeSet<u32> = scenarios.iter().flat_map(|(_, chosen)| chosen.beyond.iter().copied()).collect();
    for line in lines {
        let names: Vec<&str> = scenarios.iter().filter(|(_, chosen)| chosen.beyond.contains(&line)).map(|(name, _)| *name).collect();
        diagnostics.push(Diagnostic::warning(
            "QUO-007",
            format!(
                "line {line}, quantity {quantity}: the work does not fit within three years of the shop's calendar ({}); it is priced, no date is promised",
                names.join(", ")
            ),
        ));
    }
}
