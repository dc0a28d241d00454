//! An accepted quote made an order and its work orders. The routing of a work order is a copy of the quoted one: it is never computed
//! again. What keeps it from being launched is named.

use jiff::civil::Date;
use trusquin_domain::{Extracted, Order, OrderLine, Quote, Scenario, ScenarioKind, Shop, WorkOrder, WorkOrderStatus};

/// Why no order can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AcceptError {
    /// The quote does not offer it.
    #[error("the quote has no priced scenario {0:?} for {1} pieces: accept one it has")]
    NoSuchOffer(ScenarioKind, u32),
}

/// What is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Number of the quote.
    pub quote: String,
    /// Number the order gets; its work orders are numbered after it.
    pub order: String,
    /// The customer's number.
    pub purchase_order: Option<String>,
    /// Scenario.
    pub scenario: ScenarioKind,
    /// Quantity.
    pub quantity: u32,
    /// Day.
    pub day: Date,
}

/// The order and its work orders: one for each priced line, each with the routing the line was quoted with for this quantity.
///
/// # Errors
/// The quote has no price for what is accepted.
pub fn accept(quote: &Quote, shop: &Shop, accepted: &Accepted) -> Result<(Order, Vec<WorkOrder>), AcceptError> {
    let offer =
        |scenario: &&Scenario| scenario.name == accepted.scenario && scenario.quantity == accepted.quantity && scenario.total.is_some();
    let scenario = quote.scenarios.iter().find(offer).ok_or(AcceptError::NoSuchOffer(accepted.scenario, accepted.quantity))?;
    let mut lines = Vec::new();
    let mut work_orders = Vec::new();
    for line in &quote.lines {
        let Some(priced) = scenario.lines.iter().find(|priced| priced.line == line.line) else { continue };
        let (Some(unit_price), Some(total)) = (priced.unit_price, priced.total) else { continue };
        let value = |field: Option<&Extracted>| field.map(|field| field.value.trim().to_owned());
        let delivery = scenario.delivery_date;
        lines.push(OrderLine {
            line: line.line,
            drawing_number: value(line.part.drawing_number.as_ref()),
            revision: value(line.part.revision.as_ref()),
            title: value(line.part.title.as_ref()),
            material: value(line.part.material.as_ref().map(|need| &need.written)),
            quantity: accepted.quantity,
            unit_price,
            charged_once: priced.charged_once,
            total,
            delivery,
        });
        let routing = line.routing.clone().unwrap_or_default();
        let strict = line.terms.aerospace || line.terms.defence;
        let mut work_order = WorkOrder {
            number: format!("{}-{:02}", accepted.order, line.line),
            order: accepted.order.clone(),
            line: line.line,
            quantity: accepted.quantity,
            launched: routing.launched.max(accepted.quantity),
            due: delivery,
            routing,
            allowed_margin_percent: shop.rates.machining_time_margin_percent,
            inspection_sheet: strict || shop.gates.inspection_sheet,
            status: WorkOrderStatus::Preparing,
            missing: Vec::new(),
        };
        work_order.missing = missing(&work_order, accepted.quantity);
        if work_order.missing.is_empty() && !shop.gates.routing_after_order {
            work_order.status = WorkOrderStatus::Ready;
        }
        work_orders.push(work_order);
    }
    let order = Order {
        number: accepted.order.clone(),
        quote: accepted.quote.clone(),
        purchase_order: accepted.purchase_order.clone(),
        date: accepted.day,
        scenario: accepted.scenario,
        currency: scenario.currency.clone(),
        lines,
    };
    Ok((order, work_orders))
}

/// What is missing before a work order can be launched, French.
fn missing(work_order: &WorkOrder, quantity: u32) -> Vec<String> {
    let routing = &work_order.routing;
    let mut missing = Vec::new();
    if routing.operations.is_empty() {
        missing.push("Gamme à saisir : la ligne a été chiffrée à la main.".to_owned());
    }
    if routing.raw_stock.is_none() {
        missing.push("Brut à définir : matière ou dimensions.".to_owned());
    }
    if routing.quantity != quantity && !routing.operations.is_empty() {
        missing.push(format!("Gamme chiffrée pour {} pièces, commande de {quantity} : quantité lancée à confirmer.", routing.quantity));
    }
    missing.extend(routing.questions.iter().map(|question| format!("Question ouverte : {question}")));
    missing
}

/// A person has cleared what was missing: the work order can be launched.
pub fn ready(mut work_order: WorkOrder, launched: u32) -> WorkOrder {
    work_order.launched = launched.max(work_order.quantity);
    work_order.missing.clear();
    if work_order.status == WorkOrderStatus::Preparing {
        work_order.status = WorkOrderStatus::Ready;
    }
    work_order
}
