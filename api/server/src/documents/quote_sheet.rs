//! What the template prints: the quote as finished strings. Labels and sentences are the template's; numbers are written here.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Serialize;
use serde_json::Value;
use trusquin_domain::{Extracted, Money, Operation, OperationKind, Quote, QuoteLine, Routing, Scenario, ScenarioKind, Shop};

use super::compile::picture_name;
use super::french;

/// A text longer than this was not written for a quote; it is cut with an ellipsis.
const LONGEST_TEXT: usize = 400;
/// A run without a place to break that is longer than this gets break points, so that it stays in its column.
const LONGEST_WORD: usize = 16;

#[derive(Debug, Serialize)]
pub(super) struct QuoteSheet {
    number: String,
    draft: bool,
    date: String,
    valid_until: String,
    seller: Seller,
    customer: Option<trusquin_domain::Customer>,
    quantity: String,
    scenarios: Vec<ScenarioBox>,
    lines: Vec<Line>,
    adjustment: Option<String>,
    /// None when no line has a price.
    totals: Option<Totals>,
    breaks: Option<Breaks>,
    details: Vec<Detail>,
    assumptions: Vec<Remark>,
    questions: Vec<Remark>,
    exclusions: Vec<Exclusion>,
}

#[derive(Debug, Serialize)]
struct Totals {
    net: String,
    vat_percent: String,
    vat: String,
    gross: String,
    /// Lines without a price are not in it.
    is_partial: bool,
}

#[derive(Debug, Serialize)]
struct Seller {
    name: String,
    legal_form: String,
    capital: String,
    address: Vec<String>,
    siret: String,
    rcs: String,
    vat_id: String,
    telephone: Option<String>,
    email: Option<String>,
    payment_terms: String,
    late_penalty: String,
    early_payment: String,
    incoterm: String,
}

#[derive(Debug, Serialize)]
struct ScenarioBox {
    name: ScenarioKind,
    total: Option<String>,
    /// Lines without a price are not in the total.
    is_partial: bool,
    lead_time_days: Option<u32>,
    delivery_date: Option<String>,
    reasons: Vec<String>,
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
    total: Option<String>,
    picture: Option<String>,
}

/// Unit prices of the standard scenario for each quantity, then the totals of each scenario.
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

#[derive(Debug, Serialize)]
struct Detail {
    line: u32,
    plan: Option<String>,
    title: Option<String>,
    files: Vec<String>,
    stock: Option<String>,
    launched: String,
    operations: Vec<OperationRow>,
    disagreements: Vec<[String; 3]>,
    manual_reason: Option<String>,
}

#[derive(Debug, Serialize)]
struct OperationRow {
    op: u32,
    name: String,
    text: String,
    work_centre: String,
    setup: String,
    run: String,
    outside_days: Option<u32>,
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
    /// `not_priced`, `heat_treatment`, `surface_treatment`, `infeasible`.
    kind: &'static str,
    text: String,
}

impl QuoteSheet {
    pub(super) fn new(quote: &Quote, shop: &Shop, number: &str, has_picture: impl Fn(u32) -> bool) -> anyhow::Result<Self> {
        let quantity = quote.scenarios.first().context("the quote has no scenario")?.quantity;
        let first: Vec<&Scenario> = quote.scenarios.iter().filter(|scenario| scenario.quantity == quantity).collect();
        let standard =
            first.iter().find(|s| s.name == ScenarioKind::Standard).or_else(|| first.first()).context("the quote has no scenario")?;
        let write = |amount: Money| french::money(amount, &standard.currency);
        let lines_total: Money = standard.lines.iter().filter_map(|line| line.total).sum();
        let adjustment = standard.total.map(|total| total.rounded() - lines_total.rounded()).filter(|rest| *rest != Money::ZERO).map(write);
        let totals = standard.total.map(|total| {
            let net = total.rounded();
            let vat = net.times(shop.company.vat_percent / rust_decimal::Decimal::ONE_HUNDRED).rounded();
            Totals {
                net: write(net),
                vat_percent: french::decimal(shop.company.vat_percent),
                vat: write(vat),
                gross: write(net + vat),
                is_partial: standard.is_partly_priced(),
            }
        });
        Ok(Self {
            number: text(number),
            draft: true,
            date: french::date(quote.date),
            valid_until: french::date(quote.valid_until),
            seller: seller(shop),
            customer: shop.customer.clone(),
            quantity: french::count(quantity),
            scenarios: first.iter().map(|scenario| scenario_box(scenario)).collect(),
            lines: quote.lines.iter().map(|line| priced_line(line, standard, has_picture(line.line))).collect(),
            adjustment,
            totals,
            breaks: breaks(quote),
            details: quote.lines.iter().map(|line| detail(line, shop)).collect(),
            assumptions: remarks(quote, |line| line.routing.iter().flat_map(|routing| &routing.assumptions)),
            questions: remarks(quote, |line| line.questions.iter()),
            exclusions: quote.lines.iter().flat_map(|line| exclusions(line, standard)).collect(),
        })
    }
}

/// A text for paper: no control character, not endless, breakable everywhere it must be.
fn text(raw: &str) -> String {
    let mut clean = String::new();
    let mut run = 0;
    for (position, character) in raw.chars().filter(|c| !c.is_control() || *c == '\n').enumerate() {
        if position == LONGEST_TEXT {
            clean.push('…');
            break;
        }
        let breaks = character.is_whitespace();
        run = if breaks { 0 } else { run + 1 };
        if run > LONGEST_WORD {
            clean.push('\u{200b}');
            run = 1;
        }
        clean.push(if character == '\n' { ' ' } else { character });
    }
    clean
}

fn value(extracted: Option<&Extracted>) -> Option<String> {
    extracted.map(|extracted| text(extracted.value.trim())).filter(|value| !value.is_empty())
}

fn seller(shop: &Shop) -> Seller {
    let company = &shop.company;
    Seller {
        name: text(&company.name),
        legal_form: text(&company.legal_form),
        capital: french::money(company.capital, &shop.rates.currency),
        address: company.address.iter().map(|line| text(line)).collect(),
        siret: text(&company.siret),
        rcs: text(&company.rcs),
        vat_id: text(&company.vat_id),
        telephone: company.telephone.as_deref().map(text),
        email: company.email.clone(),
        payment_terms: text(&company.payment_terms),
        late_penalty: text(&company.late_penalty),
        early_payment: text(&company.early_payment),
        incoterm: text(&company.incoterm),
    }
}

fn scenario_box(scenario: &Scenario) -> ScenarioBox {
    ScenarioBox {
        name: scenario.name,
        total: scenario.total.map(|total| french::money(total, &scenario.currency)),
        is_partial: scenario.is_partly_priced(),
        lead_time_days: scenario.lead_time_days,
        delivery_date: scenario.delivery_date.map(french::date),
        reasons: scenario.reasons.iter().map(|reason| text(reason)).collect(),
        customer_reasons: scenario.customer_reasons.iter().map(|reason| text(reason)).collect(),
    }
}

fn priced_line(line: &QuoteLine, scenario: &Scenario, has_picture: bool) -> Line {
    let priced = scenario.lines.iter().find(|priced| priced.line == line.line);
    Line {
        line: line.line,
        plan: plan(line),
        revision: value(line.part.revision.as_ref()),
        title: value(line.part.title.as_ref()),
        material: line.part.material.as_ref().and_then(|material| value(Some(&material.written))),
        process: line.part.processes.first().map(|guess| guess.process),
        quantity: french::count(scenario.quantity),
        unit_price: priced.and_then(|priced| priced.unit_price).map(|amount| french::money(amount, &scenario.currency)),
        total: priced.and_then(|priced| priced.total).map(|amount| french::money(amount, &scenario.currency)),
        picture: has_picture.then(|| picture_name(line.line)),
    }
}

/// The drawing number, else the name of the first file.
fn plan(line: &QuoteLine) -> Option<String> {
    value(line.part.drawing_number.as_ref()).or_else(|| line.part.files.first().map(|file| text(file_name(file))))
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn breaks(quote: &Quote) -> Option<Breaks> {
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
        let scenario = scenario(ScenarioKind::Standard, quantity)?;
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

fn detail(line: &QuoteLine, shop: &Shop) -> Detail {
    let routing = line.routing.as_ref();
    Detail {
        line: line.line,
        plan: plan(line),
        title: value(line.part.title.as_ref()),
        files: line.part.files.iter().map(|file| text(file_name(file))).collect(),
        stock: routing.and_then(|routing| routing.raw_stock.as_ref()).map(|stock| text(&stock.text)),
        launched: french::count(routing.map_or(0, |routing| routing.launched)),
        operations: routing.map(|routing| operations(routing, shop)).unwrap_or_default(),
        disagreements: line
            .part
            .disagreements
            .iter()
            .map(|d| [text(french::disagreement(&d.what)), text(&d.drawing.value), text(&d.model.value)])
            .collect(),
        manual_reason: line.part.manual_reason.as_deref().map(text),
    }
}

fn operations(routing: &Routing, shop: &Shop) -> Vec<OperationRow> {
    routing
        .operations
        .iter()
        .map(|operation| OperationRow {
            op: operation.op,
            name: text(&operation.name),
            text: text(&operation.text),
            work_centre: text(place_name(operation, shop)),
            setup: french::duration(operation.time.setup_s),
            run: french::duration(operation.time.run_s),
            outside_days: operation.external.as_ref().map(|external| external.working_days),
        })
        .collect()
}

/// The treatment's name when it is done outside, else the machine's, else the work centre's: what a person calls the place.
fn place_name<'a>(operation: &'a Operation, shop: &'a Shop) -> &'a str {
    let treatment = |id: &str| shop.treatment.iter().find(|treatment| treatment.id == id).map(|treatment| treatment.name.as_str());
    if let Some(external) = &operation.external {
        return treatment(&external.treatment).unwrap_or(&external.treatment);
    }
    let machine = operation.machine.as_ref().and_then(|id| shop.machine.iter().find(|machine| machine.id == *id)).map(|m| m.name.as_str());
    let centre = || shop.work_centre.iter().find(|centre| centre.id == operation.work_centre).map(|centre| centre.name.as_str());
    machine.or_else(centre).unwrap_or(&operation.work_centre)
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
        return vec![exclusion("not_priced", line.part.manual_reason.as_deref().unwrap_or_default())];
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
    found.extend(line.routing.iter().flat_map(|routing| &routing.infeasible).map(|why| exclusion("infeasible", why)));
    found
}
