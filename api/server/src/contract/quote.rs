//! `trusquin quote --json`: lines, scenarios, the path of the PDF.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};
use trusquin_domain::{
    AppliedOverride, CostKind, Dependence, Diagnostic, EstimateBasis, Fixturing, MarginInterval, Money, MoveProposal, NonRecurringMode,
    PlaceValue, Purchase, Quote, QuoteLine, RequestedDelivery, Scenario, ScenarioKind, StockPromise, TimeBasis,
};
use trusquin_intake::EarlierPart;
use trusquin_store::KeptQuote;

use super::{SimilarPartJson, box_json, rounded};

/// A quote as the contract has it.
#[derive(Debug, Serialize)]
pub struct QuoteJson {
    number: String,
    date: String,
    valid_until: String,
    lines: Vec<Value>,
    scenarios: Vec<ScenarioJson>,
    /// `shared`, `shown` or `charged_once`.
    non_recurring: NonRecurringMode,
    /// The date asked for, the scenarios that hold it, the earliest there is.
    requested: Option<RequestedDelivery>,
    /// What the estimate stood on, with its hash.
    basis: Option<EstimateBasis>,
    diagnostics: Vec<Diagnostic>,
    pdf: Option<String>,
}

#[derive(Debug, Serialize)]
struct ScenarioJson {
    name: ScenarioKind,
    quantity: u32,
    /// Null when no line has a price.
    total: Option<Money>,
    currency: String,
    /// Null, with the date, when nothing is priced or the work ends beyond the shop's calendar; the reasons say which.
    lead_time_days: Option<u32>,
    delivery_date: Option<String>,
    /// Lines that are not in the total.
    unpriced_lines: Vec<u32>,
    reasons: Vec<String>,
    margin_percent: Option<String>,
    /// Confirmed work express would move: proposals for a manager.
    moves: Vec<MoveProposal>,
    stock: Vec<StockPromise>,
    purchases: Vec<Purchase>,
    lines: Vec<ScenarioLineJson>,
}

#[derive(Debug, Serialize)]
struct ScenarioLineJson {
    line: u32,
    unit_price: Option<Money>,
    /// Unit price times quantity, and what is charged once.
    total: Option<Money>,
    charged_once: Option<Money>,
    /// One-off costs within the price.
    non_recurring: Money,
    margin_percent: Option<String>,
    /// The margin when the times are at their tenth and ninetieth percentiles; null without an interval.
    margin_interval: Option<MarginInterval>,
    breakdown: BTreeMap<CostKind, Money>,
    /// What each amount depends on.
    dependences: Vec<Dependence>,
    overrides: Vec<AppliedOverride>,
    reasons: Vec<String>,
}

/// A kept quote as the API shows it: the object of the command line with the RFQ it answers.
#[derive(Debug, Serialize)]
pub struct KeptQuoteJson {
    #[serde(flatten)]
    quote: QuoteJson,
    rfq: i64,
}

impl KeptQuoteJson {
    /// The kept quote with the earlier parts like its lines; its PDF is an address of the API.
    pub fn new(kept: &KeptQuote, similar: &SimilarOfLines) -> Self {
        let pdf = format!("/api/quotes/{}/pdf", kept.number);
        let quote = QuoteJson::new(&kept.number, &kept.quote, &[], Some(Path::new(&pdf)));
        Self { quote: quote.with_similar(similar), rfq: kept.rfq_id }
    }
}

impl QuoteJson {
    /// The quote under its number, with where its PDF was written.
    pub fn new(number: &str, quote: &Quote, diagnostics: &[Diagnostic], pdf: Option<&Path>) -> Self {
        Self {
            number: number.to_owned(),
            date: quote.date.to_string(),
            valid_until: quote.valid_until.to_string(),
            lines: quote.lines.iter().map(line_json).collect(),
            scenarios: quote.scenarios.iter().map(scenario_json).collect(),
            non_recurring: quote.non_recurring,
            requested: quote.requested.clone(),
            basis: quote.basis.clone(),
            diagnostics: diagnostics.to_vec(),
            pdf: pdf.map(|path| path.to_string_lossy().into_owned()),
        }
    }
}

/// Earlier parts by line of the quote.
pub type SimilarOfLines = BTreeMap<u32, Vec<EarlierPart>>;

impl QuoteJson {
    /// The same with the earlier parts like its lines.
    pub fn with_similar(mut self, similar: &SimilarOfLines) -> Self {
        for line in &mut self.lines {
            let found = line["line"].as_u64().and_then(|number| similar.get(&u32::try_from(number).ok()?));
            line["similar"] = json!(found.into_iter().flatten().map(SimilarPartJson::from).collect::<Vec<_>>());
        }
        self
    }
}

fn scenario_json(scenario: &Scenario) -> ScenarioJson {
    ScenarioJson {
        name: scenario.name,
        quantity: scenario.quantity,
        total: scenario.total,
        currency: scenario.currency.clone(),
        lead_time_days: scenario.lead_time_days,
        delivery_date: scenario.delivery_date.map(|date| date.to_string()),
        unpriced_lines: scenario.unpriced_lines(),
        reasons: scenario.reasons.clone(),
        margin_percent: scenario.margin_percent.map(|margin| format!("{margin:.1}")),
        moves: scenario.moves.clone(),
        stock: scenario.stock.clone(),
        purchases: scenario.purchases.clone(),
        lines: scenario
            .lines
            .iter()
            .map(|line| ScenarioLineJson {
                line: line.line,
                unit_price: line.unit_price,
                total: line.total,
                charged_once: line.charged_once,
                non_recurring: line.non_recurring,
                margin_percent: line.margin_percent.map(|margin| format!("{margin:.1}")),
                margin_interval: line.margin_interval.clone(),
                breakdown: line.breakdown.clone(),
                dependences: line.dependences.clone(),
                overrides: line.overrides.clone(),
                reasons: line.reasons.clone(),
            })
            .collect(),
    }
}

fn line_json(line: &QuoteLine) -> Value {
    let part = &line.part;
    let operations: Vec<Value> = line
        .routing
        .iter()
        .flat_map(|routing| &routing.operations)
        .map(|operation| {
            let time = &operation.time;
            let basis = match &time.basis {
                TimeBasis::Physics => "physics".to_owned(),
                TimeBasis::Model(version) => format!("model:{version}"),
                TimeBasis::Setting => "setting".to_owned(),
            };
            json!({
                "op": operation.op, "name": operation.name, "text": operation.text, "work_centre": operation.work_centre, "machine": operation.machine,
                "setup_s": rounded(time.setup_s, 1), "run_s": rounded(time.run_s, 1), "p10_s": time.p10_s, "p90_s": time.p90_s,
                "no_interval_reason": time.no_interval_reason, "basis": basis,
                "terms_s": terms_json(&time.terms), "fixturings": operation.fixturings.iter().map(fixturing_json).collect::<Vec<_>>(),
                "after": operation.after, "order_reasons": operation.order_reasons,
            })
        })
        .collect();
    let disagreements: Vec<Value> = part
        .disagreements
        .iter()
        .map(|it| json!({"what": it.what, "drawing": place_json(&it.drawing), "model": place_json(&it.model)}))
        .collect();
    let proposals: Vec<Value> = part.proposals.iter().map(|it| json!({"file": it.file, "evidence": it.evidence})).collect();
    let value = |field: &Option<trusquin_domain::Extracted>| field.as_ref().map(|field| field.value.clone());
    json!({
        "line": line.line, "files": part.files, "drawing_number": value(&part.drawing_number),
        "drawing_number_source": part.drawing_number.as_ref().map(|number| number.source), "title": value(&part.title),
        "material": part.material.as_ref().map(|need| need.written.value.clone()), "shop_material": part.material.as_ref().and_then(|need| need.shop_material.clone()),
        "revision": value(&part.revision), "heat_treatment": value(&part.heat_treatment), "surface_treatment": value(&part.surface_treatment),
        "process": part.processes.first().map(|guess| guess.process), "processes": part.processes, "manual_reason": part.manual_reason,
        "envelope_mm": part.envelope_mm.map(|size| size.map(|side| rounded(side, 3))), "envelope_from": part.envelope_from,
        "raw_stock": line.routing.as_ref().and_then(|routing| routing.raw_stock.clone()),
        "launched": line.routing.as_ref().map(|routing| routing.launched), "infeasible": line.routing.as_ref().map(|routing| routing.infeasible.clone()),
        "assumptions": line.routing.as_ref().map(|routing| routing.assumptions.clone()),
        "non_recurring": line.routing.as_ref().map(|routing| routing.non_recurring.clone()),
        "alternatives": line.routing.as_ref().map(|routing| routing.alternatives.clone()),
        "operations": operations, "disagreements": disagreements, "proposals": proposals, "similar": [], "questions": line.questions,
    })
}

fn terms_json(terms: &[(String, f64)]) -> Vec<Value> {
    terms.iter().map(|(term, seconds)| json!({"term": term, "seconds": rounded(*seconds, 1)})).collect()
}

fn fixturing_json(fixturing: &Fixturing) -> Value {
    json!({
        "number": fixturing.number, "holding": fixturing.holding, "position": fixturing.position, "features": fixturing.features,
        "setup_s": rounded(fixturing.setup_s, 1), "run_s": rounded(fixturing.run_s, 1), "terms_s": terms_json(&fixturing.terms),
    })
}

fn place_json(place: &PlaceValue) -> Value {
    json!({"value": place.value, "page": place.page, "box": box_json(place.sheet_box), "ref": place.reference, "file": place.file})
}
