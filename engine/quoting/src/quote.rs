//! The quote as a whole: quantities, scenarios, lines, validity.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use trusquin_domain::{
    Breakdown, Diagnostic, LineToPrice, MachineChoice, Money, PricedLine, Quote, QuoteLine, Reading, Scenario, ScheduledOperation, Shop,
};

use crate::calendar::WorkingDays;
use crate::job::{Place, Refusal, routing};
use crate::load::stations;
use crate::price::{Beside, Prices, prices};
use crate::reasons::{Told, reasons};
use crate::strategy::{Chosen, Three, Workshop};

/// Quotes `lines` for each of `quantities` in three scenarios (express, standard, economic, in that order).
///
/// Quantities keep their order; a quantity of zero and a repeated one are left out. A line that cannot be priced stays
/// in every scenario with its reason and no price. The same input always gives the same quote.
pub fn quote(lines: &[LineToPrice], shop: &Shop, today: Date, quantities: &[u32]) -> Reading<Quote> {
    let mut diagnostics = Vec::new();
    let asked = wanted(quantities, &mut diagnostics);
    let days = WorkingDays::from(today, &shop.calendar);
    if days.len() == 0 {
        diagnostics
            .push(Diagnostic::error("QUO-010", "the calendar has no working day within three years: open one in calendar.working_days"));
    }
    let stations = stations(shop, &days);
    let workshop = Workshop { shop, days: &days, stations: &stations };

    let mut rising: Vec<u32> = asked.clone();
    rising.sort_unstable();
    let planned: Vec<(u32, Three<'_>)> = rising.iter().map(|quantity| (*quantity, workshop.three(lines, *quantity))).collect();
    let of = |pick: for<'b, 'c> fn(&'b Three<'c>) -> &'b Chosen<'c>| -> Vec<(u32, &Chosen<'_>)> {
        planned.iter().map(|(quantity, three)| (*quantity, pick(three))).collect()
    };
    let (express, standard) = (of(|three| &three.express), of(|three| &three.standard));
    let standard_prices = prices(&standard, shop, Beside::Alone);
    let express_prices = prices(&express, shop, Beside::AtLeast(&standard_prices));
    let mut economic = of(|three| three.economic());
    let mut economic_prices = prices(&economic, shop, Beside::AtMost(&standard_prices));
    if economic_prices.iter().zip(&standard_prices).any(|(cheap, usual)| cheap.total > usual.total) {
        economic = of(|three| &three.economic_usual);
        economic_prices = prices(&economic, shop, Beside::AtMost(&standard_prices));
    }

    let mut scenarios = Vec::with_capacity(asked.len() * 3);
    for quantity in &asked {
        let Some(rank) = rising.iter().position(|other| other == quantity) else { continue };
        let refusals = &planned[rank].1.refusals;
        let usual_total = standard_prices[rank].total;
        for (plans, prices) in [(&express, &express_prices), (&standard, &standard_prices), (&economic, &economic_prices)] {
            let (chosen, prices) = (plans[rank].1, &prices[rank]);
            let told = reasons(chosen, standard[rank].1, prices, usual_total, refusals, &workshop);
            scenarios.push(scenario(chosen, *quantity, prices, refusals, told, lines, &workshop, today));
        }
    }
    diagnose(&planned, &mut diagnostics);
    Reading {
        value: Quote {
            date: today,
            valid_until: today.saturating_add(i64::from(shop.company.validity_days).min(36_500).days()),
            lines: lines.iter().map(|line| quote_line(line, asked.first().copied(), &planned)).collect(),
            scenarios,
        },
        diagnostics,
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
    let questions = line.part.questions.iter().chain(routing.iter().flat_map(|routing| &routing.questions));
    let questions = questions.filter(|question| seen.insert(question.trim())).cloned().collect();
    QuoteLine { line: line.line, part: line.part.clone(), routing: routing.cloned(), questions }
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
    today: Date,
) -> Scenario {
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
    }
}

fn unpriced(refusal: &Refusal) -> PricedLine {
    PricedLine {
        line: refusal.line,
        unit_price: None,
        total: None::<Money>,
        breakdown: Breakdown::new(),
        margin_percent: None,
        reasons: vec![format!("Non chiffrée, à saisir à la main : {}.", refusal.reason.trim_end_matches('.'))],
    }
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
            let message = format!("line {}, quantity {quantity}: {}; enter its price by hand", refusal.line, refusal.message);
            diagnostics.push(Diagnostic::warning(refusal.code, message));
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
