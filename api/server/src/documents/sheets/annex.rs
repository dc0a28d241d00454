//! The internal annexes of a quote: what the shop does, its stock and purchases, what each euro depends on, its routings. They are for
//! the person who re-reads and are never sent.

use serde::Serialize;
use trusquin_domain::{
    MoveProposal, Operation, OverrideField, PricedLine, Purchase, Quote, QuoteLine, Routing, Scenario, ScenarioKind, Shop, StockPromise,
};

use super::quote::{plan, value};
use super::{file_name, text};
use crate::documents::french;

#[derive(Debug, Serialize)]
pub(in crate::documents) struct Annex {
    scenarios: Vec<Explained>,
    stock: Vec<String>,
    purchases: Vec<String>,
    costs: Vec<Costs>,
    details: Vec<Detail>,
}

#[derive(Debug, Serialize)]
struct Explained {
    name: ScenarioKind,
    total: Option<String>,
    is_partial: bool,
    margin: Option<String>,
    reasons: Vec<String>,
    moves: Vec<String>,
}

/// The break table of a line.
#[derive(Debug, Serialize)]
struct Costs {
    line: u32,
    plan: Option<String>,
    margin: String,
    rows: Vec<CostRow>,
    total: String,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CostRow {
    name: &'static str,
    driver: &'static str,
    explained: String,
    amount: String,
    share: String,
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
}

/// An operation as routings and annexes show it.
#[derive(Debug, Serialize)]
pub(in crate::documents) struct OperationRow {
    op: u32,
    name: String,
    text: String,
    work_centre: String,
    setup: String,
    run: String,
    outside_days: Option<u32>,
}

impl Annex {
    /// The annexes for the scenarios of one quantity; prices are explained for `base`.
    pub(in crate::documents) fn new(quote: &Quote, scenarios: &[&Scenario], base: &Scenario, shop: &Shop) -> Self {
        Self {
            scenarios: scenarios.iter().map(|scenario| explained(scenario, shop)).collect(),
            stock: base.stock.iter().map(|promise| promised(promise, shop)).collect(),
            purchases: base.purchases.iter().map(|purchase| bought(purchase, &base.currency, shop)).collect(),
            costs: base.lines.iter().filter(|line| line.total.is_some()).map(|line| costs(line, quote, &base.currency)).collect(),
            details: quote.lines.iter().map(|line| detail(line, shop)).collect(),
        }
    }
}

fn explained(scenario: &Scenario, shop: &Shop) -> Explained {
    Explained {
        name: scenario.name,
        total: scenario.total.map(|total| french::money(total, &scenario.currency)),
        is_partial: scenario.is_partly_priced(),
        margin: scenario.margin_percent.map(french::percent),
        reasons: scenario.reasons.iter().map(|reason| text(reason)).collect(),
        moves: scenario.moves.iter().map(|proposal| moved(proposal, shop)).collect(),
    }
}

fn moved(proposal: &MoveProposal, shop: &Shop) -> String {
    let machine = shop.machine_by_id(&proposal.machine).map_or(proposal.machine.as_str(), |machine| machine.name.as_str());
    let order = proposal.order.as_deref().map_or_else(|| "charge sans nom".to_owned(), text);
    let due = proposal.due.map(|due| format!(", promise le {}", french::date(due))).unwrap_or_default();
    let plural = if proposal.later_working_days > 1 { "s" } else { "" };
    format!(
        "{} : {order}{due}, {} décalées d’environ {} jour{plural} ouvré{plural}",
        text(machine),
        french::duration(proposal.hours * 3600.0),
        proposal.later_working_days
    )
}

fn promised(promise: &StockPromise, shop: &Shop) -> String {
    let item = shop.stock.iter().find(|item| item.id == promise.item);
    let material = item.and_then(|item| shop.material_by_id(&item.material)).map(|material| format!(" ({})", material.name));
    let length = promise.length_mm.map(|mm| format!(", {} mm de barre", french::count(mm.round() as u32))).unwrap_or_default();
    let certified = if promise.certified { ", lot certifié" } else { "" };
    format!(
        "ligne {} : {} pièces dans {}{}{length}{certified}",
        promise.line,
        french::count(promise.pieces),
        text(&promise.item),
        text(&material.unwrap_or_default())
    )
}

fn bought(purchase: &Purchase, currency: &str, shop: &Shop) -> String {
    let name = shop.material_by_id(&purchase.material).map_or(purchase.material.as_str(), |material| material.name.as_str());
    let lines: Vec<String> = purchase.lines.iter().map(u32::to_string).collect();
    let plural = if lines.len() > 1 { "lignes" } else { "ligne" };
    let certificate = if purchase.certificate { ", avec certificat 3.1" } else { "" };
    format!(
        "{} {} : {} bruts, {}, {} ({}, prix du {}), {} j ouvrés{certificate} · {plural} {}",
        text(name),
        french::section(purchase.form, purchase.section_mm),
        french::count(purchase.blanks),
        french::kilograms(purchase.mass_kg),
        french::money(purchase.price, currency),
        text(&purchase.price_source),
        french::date(purchase.price_date),
        purchase.delivery_working_days,
        lines.join(", ")
    )
}

fn costs(line: &PricedLine, quote: &Quote, currency: &str) -> Costs {
    let mut margin = line.margin_percent.map(|margin| format!("marge sur le prix {}", french::percent(margin))).unwrap_or_default();
    if let Some(interval) = &line.margin_interval {
        let (fast, slow) = (french::percent(interval.p10_percent), french::percent(interval.p90_percent));
        margin.push_str(&format!(" ; de {slow} (temps P90) à {fast} (temps P10)"));
    } else if !margin.is_empty() {
        margin.push_str(" ; pas d’intervalle de temps");
    }
    let mut notes: Vec<String> = line
        .overrides
        .iter()
        .map(|applied| {
            let change = &applied.change;
            let (before, after) = (french::decimal(change.original), french::decimal(change.value));
            text(&format!("{} : {after} au lieu de {before}, saisi par {} ({})", typed_name(applied.field), change.author, change.reason))
        })
        .collect();
    notes.extend(line.reasons.iter().map(|reason| text(reason)));
    Costs {
        line: line.line,
        plan: quote.lines.iter().find(|known| known.line == line.line).and_then(plan),
        margin,
        rows: line
            .dependences
            .iter()
            .map(|row| CostRow {
                name: french::cost(row.kind),
                driver: french::driver(row.driver),
                explained: text(&row.explained),
                amount: french::money(row.amount, currency),
                share: french::percent(row.share_percent),
            })
            .collect(),
        total: line.total.map(|total| french::money(total, currency)).unwrap_or_default(),
        notes,
    }
}

fn typed_name(field: OverrideField) -> String {
    match field {
        OverrideField::UnitPrice => "Prix unitaire".to_owned(),
        OverrideField::Cost(kind) => french::cost(kind).to_owned(),
        OverrideField::SetupSeconds(op) => format!("Réglage OP{op} (s)"),
        OverrideField::RunSeconds(op) => format!("Temps unitaire OP{op} (s)"),
        OverrideField::ProgrammingHours => "Programmation (h)".to_owned(),
        OverrideField::Launched => "Pièces lancées".to_owned(),
    }
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
    }
}

/// The operations of a routing.
pub(in crate::documents) fn operations(routing: &Routing, shop: &Shop) -> Vec<OperationRow> {
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
pub(in crate::documents) fn place_name<'a>(operation: &'a Operation, shop: &'a Shop) -> &'a str {
    let treatment = |id: &str| shop.treatment.iter().find(|treatment| treatment.id == id).map(|treatment| treatment.name.as_str());
    if let Some(external) = &operation.external {
        return treatment(&external.treatment).unwrap_or(&external.treatment);
    }
    let machine = operation.machine.as_ref().and_then(|id| shop.machine.iter().find(|machine| machine.id == *id)).map(|m| m.name.as_str());
    let centre = || shop.work_centre.iter().find(|centre| centre.id == operation.work_centre).map(|centre| centre.name.as_str());
    machine.or_else(centre).unwrap_or(&operation.work_centre)
}
