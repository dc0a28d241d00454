//! The quote on paper: what the customer reads. Labels and sentences are the template's; numbers are written here.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Serialize;
use serde_json::Value;
use trusquin_domain::{Extracted, Money, NonRecurringMode, OperationKind, Quote, QuoteLine, Scenario, ScenarioKind, Shop};
use trusquin_quoting::vat_totals;

use super::annex::Annex;
use super::party::{Buyer, Seller};
use super::{file_name, text};
use crate::documents::{QuotePrint, french, picture_name};

#[derive(Debug, Serialize)]
pub(in crate::documents) struct QuoteSheet {
    number: String,
    draft: bool,
    date: String,
    valid_until: String,
    requested: Option<String>,
    seller: Seller,
    customer: Option<Buyer>,
    currency: String,
    quantity: String,
    /// Scenario the customer has chosen, or is offered alone.
    chosen: Option<ScenarioKind>,
    scenarios: Vec<ScenarioBox>,
    lines: Vec<Line>,
    adjustment: Option<String>,
    discount: Option<String>,
    /// None when no line has a price.
    totals: Option<Totals>,
    breaks: Option<Breaks>,
    assumptions: Vec<Remark>,
    questions: Vec<Remark>,
    exclusions: Vec<Exclusion>,
    annex: Option<Annex>,
}

#[derive(Debug, Serialize)]
struct Totals {
    net: String,
    rates: Vec<Rate>,
    gross: String,
    /// Lines without a price are not in it.
    is_partial: bool,
}

/// A VAT rate, or the article that exempts.
#[derive(Debug, Serialize)]
struct Rate {
    percent: String,
    net: String,
    tax: String,
    exemption: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct ScenarioBox {
    name: ScenarioKind,
    total: Option<String>,
    /// Lines without a price are not in the total.
    is_partial: bool,
    lead_time_days: Option<u32>,
    delivery_date: Option<String>,
    customer_reasons: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Line {
    line: u32,
    plan: Option<String>,
    revision: Option<String>,
    title: Option<String>,
    material: Option<String>,
    process: Option<trusquin_domain::Process>,
    quantity: String,
    unit_price: Option<String>,
    /// Unit price times quantity.
    total: Option<String>,
    /// Charged once beside it.
    once: Option<String>,
    /// One-off costs within the unit price, when they are shown.
    shown_once: Option<String>,
    free_issue: bool,
    certificate: bool,
    picture: Option<String>,
}

/// Unit prices of the shown scenario for each quantity, then the totals of each scenario.
#[derive(Debug, Serialize)]
struct Breaks {
    quantities: Vec<String>,
    lines: Vec<BreakRow>,
    totals: Vec<BreakRow>,
}

#[derive(Debug, Serialize)]
struct BreakRow {
    name: Value,
    plan: Option<String>,
    prices: Vec<Option<String>>,
    /// A total that leaves lines out for some quantity.
    is_partial: bool,
}

/// A sentence and the lines it holds for.
#[derive(Debug, Serialize)]
struct Remark {
    text: String,
    lines: Vec<u32>,
}

#[derive(Debug, Serialize)]
struct Exclusion {
    line: u32,
    /// `not_priced`, `heat_treatment`, `surface_treatment`, `infeasible`, `excluded`.
    kind: &'static str,
    text: String,
}

impl QuoteSheet {
    pub(in crate::documents) fn new(
        quote: &Quote,
        shop: &Shop,
        number: &str,
        print: &QuotePrint,
        has_picture: impl Fn(u32) -> bool,
    ) -> anyhow::Result<Self> {
        let quantity = quote.scenarios.first().context("the quote has no scenario")?.quantity;
        let first: Vec<&Scenario> = quote.scenarios.iter().filter(|scenario| scenario.quantity == quantity).collect();
        let base_kind = print.scenario.unwrap_or(ScenarioKind::Standard);
        let base = first.iter().find(|s| s.name == base_kind).or_else(|| first.first()).context("the quote has no scenario")?;
        let write = |amount: Money| french::money(amount, &base.currency);
        let lines_total: Money = base.lines.iter().filter_map(|line| line.total).sum();
        let adjustment = base.total.map(|total| total.rounded() - lines_total.rounded()).filter(|rest| *rest != Money::ZERO).map(write);
        let totals = vat_totals(quote, base, shop).map(|totals| Totals {
            net: write(totals.net),
            rates: totals
                .rates
                .iter()
                .map(|rate| Rate {
                    percent: french::decimal(rate.percent),
                    net: write(rate.net),
                    tax: write(rate.tax),
                    exemption: rate.regime.exemption(),
                })
                .collect(),
            gross: write(totals.gross),
            is_partial: base.is_partly_priced(),
        });
        let discount = shop.customer.as_ref().map(|customer| customer.discount_percent).filter(|percent| !percent.is_zero());
        Ok(Self {
            number: text(number),
            draft: print.draft,
            date: french::date(quote.date),
            valid_until: french::date(quote.valid_until),
            requested: quote.requested.as_ref().map(|requested| french::date(requested.date)),
            seller: Seller::of(shop),
            customer: Buyer::of(shop),
            currency: base.currency.clone(),
            quantity: french::count(quantity),
            chosen: print.scenario,
            scenarios: first.iter().map(|scenario| scenario_box(scenario)).collect(),
            lines: quote.lines.iter().map(|line| priced_line(line, base, quote.non_recurring, has_picture(line.line))).collect(),
            adjustment,
            discount: discount.map(french::percent),
            totals,
            breaks: breaks(quote, base_kind),
            assumptions: remarks(quote, |line| line.routing.iter().flat_map(|routing| &routing.assumptions).chain(&line.terms.assumptions)),
            questions: remarks(quote, |line| line.questions.iter()),
            exclusions: quote.lines.iter().flat_map(|line| exclusions(line, base)).collect(),
            annex: print.annexes.then(|| Annex::new(quote, &first, base, shop)),
        })
    }
}

pub(super) fn value(extracted: Option<&Extracted>) -> Option<String> {
    extracted.map(|extracted| text(extracted.value.trim())).filter(|value| !value.is_empty())
}

fn scenario_box(scenario: &Scenario) -> ScenarioBox {
    ScenarioBox {
        name: scenario.name,
        total: scenario.total.map(|total| french::money(total, &scenario.currency)),
        is_partial: scenario.is_partly_priced(),
        lead_time_days: scenario.lead_time_days,
        delivery_date: scenario.delivery_date.map(french::date),
        customer_reasons: scenario.customer_reasons.iter().map(|reason| text(reason)).collect(),
    }
}

fn priced_line(line: &QuoteLine, scenario: &Scenario, mode: NonRecurringMode, has_picture: bool) -> Line {
    let priced = scenario.lines.iter().find(|priced| priced.line == line.line);
    let write = |amount: Money| french::money(amount, &scenario.currency);
    let once = priced.and_then(|priced| priced.charged_once);
    let shown = priced.filter(|priced| mode == NonRecurringMode::Shown && priced.non_recurring > Money::ZERO);
    Line {
        line: line.line,
        plan: plan(line),
        revision: value(line.part.revision.as_ref()),
        title: value(line.part.title.as_ref()),
        material: line.part.material.as_ref().and_then(|material| value(Some(&material.written))),
        process: line.part.processes.first().map(|guess| guess.process),
        quantity: french::count(scenario.quantity),
        unit_price: priced.and_then(|priced| priced.unit_price).map(write),
        total: priced.and_then(|priced| priced.total).map(|total| write(total - once.unwrap_or_default())),
        once: once.map(write),
        shown_once: shown.map(|priced| write(priced.non_recurring)),
        free_issue: line.terms.free_issue,
        certificate: line.terms.needs_certificate(),
        picture: has_picture.then(|| picture_name(line.line)),
    }
}

/// The drawing number, else the name of the first file.
pub(super) fn plan(line: &QuoteLine) -> Option<String> {
    value(line.part.drawing_number.as_ref()).or_else(|| line.part.files.first().map(|file| text(file_name(file))))
}

fn breaks(quote: &Quote, base: ScenarioKind) -> Option<Breaks> {
    let mut quantities: Vec<u32> = Vec::new();
    for scenario in &quote.scenarios {
        if !quantities.contains(&scenario.quantity) {
            quantities.push(scenario.quantity);
        }
    }
    if quantities.len() < 2 {
        return None;
    }
    let scenario = |kind: ScenarioKind, quantity: u32| quote.scenarios.iter().find(|s| s.name == kind && s.quantity == quantity);
    let unit = |line: u32, quantity: u32| {
        let scenario = scenario(base, quantity)?;
        let price = scenario.lines.iter().find(|priced| priced.line == line)?.unit_price?;
        Some(french::money(price, &scenario.currency))
    };
    let lines = quote
        .lines
        .iter()
        .map(|line| BreakRow {
            name: line.line.into(),
            plan: plan(line),
            prices: quantities.iter().map(|q| unit(line.line, *q)).collect(),
            is_partial: false,
        })
        .collect();
    let totals = [ScenarioKind::Express, ScenarioKind::Standard, ScenarioKind::Economic]
        .into_iter()
        .map(|kind| BreakRow {
            name: serde_json::to_value(kind).unwrap_or_default(),
            plan: None,
            prices: quantities
                .iter()
                .map(|q| scenario(kind, *q).and_then(|s| s.total.map(|total| french::money(total, &s.currency))))
                .collect(),
            is_partial: quantities.iter().filter_map(|q| scenario(kind, *q)).any(Scenario::is_partly_priced),
        })
        .collect();
    Some(Breaks { quantities: quantities.into_iter().map(french::count).collect(), lines, totals })
}

/// The same sentence on several lines is printed once, with the lines it holds for.
fn remarks<'a, I: Iterator<Item = &'a String>>(quote: &'a Quote, sentences: impl Fn(&'a QuoteLine) -> I) -> Vec<Remark> {
    let mut order: Vec<Remark> = Vec::new();
    let mut position: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &quote.lines {
        for sentence in sentences(line) {
            let at = *position.entry(sentence.as_str()).or_insert_with(|| {
                order.push(Remark { text: text(sentence), lines: Vec::new() });
                order.len() - 1
            });
            if let Some(remark) = order.get_mut(at).filter(|remark| !remark.lines.contains(&line.line)) {
                remark.lines.push(line.line);
            }
        }
    }
    order
}

/// What the drawing asks for and the price does not contain.
fn exclusions(line: &QuoteLine, standard: &Scenario) -> Vec<Exclusion> {
    let exclusion = |kind: &'static str, raw: &str| Exclusion { line: line.line, kind, text: text(raw) };
    let priced = standard.lines.iter().any(|priced| priced.line == line.line && priced.total.is_some());
    if !priced {
        let why = line.terms.no_quote.as_deref().or(line.part.manual_reason.as_deref()).unwrap_or_default();
        return vec![exclusion("not_priced", why)];
    }
    let does = |kind: OperationKind| line.routing.iter().flat_map(|routing| &routing.operations).any(|operation| operation.kind == kind);
    let mut found = Vec::new();
    for (kind, wanted, operation) in [
        ("heat_treatment", &line.part.heat_treatment, OperationKind::HeatTreatment),
        ("surface_treatment", &line.part.surface_treatment, OperationKind::SurfaceTreatment),
    ] {
        if let Some(wanted) = wanted.as_ref().filter(|wanted| !does(operation) && !trusquin_machining::asks_for_no_treatment(&wanted.value))
        {
            found.push(exclusion(kind, &wanted.value));
        }
    }
    found.extend(line.terms.exclusions.iter().map(|excluded| exclusion("excluded", excluded)));
    found.extend(line.routing.iter().flat_map(|routing| &routing.infeasible).map(|why| exclusion("infeasible", why)));
    found
}
