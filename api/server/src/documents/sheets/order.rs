//! The acknowledgement of an order: what the customer ordered, at which price, for when.

use serde::Serialize;
use trusquin_domain::{Order, ScenarioKind, Shop, VatRegime};
use trusquin_quoting::order_vat;

use super::party::{Buyer, Seller};
use super::text;
use crate::documents::french;

#[derive(Debug, Serialize)]
pub(in crate::documents) struct OrderSheet {
    number: String,
    date: String,
    purchase_order: Option<String>,
    quote: String,
    scenario: ScenarioKind,
    delivery: Option<String>,
    seller: Seller,
    customer: Option<Buyer>,
    lines: Vec<Line>,
    totals: Totals,
    differences: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Line {
    line: u32,
    plan: Option<String>,
    revision: Option<String>,
    title: Option<String>,
    material: Option<String>,
    quantity: String,
    unit_price: String,
    total: String,
    once: Option<String>,
    delivery: Option<String>,
}

#[derive(Debug, Serialize)]
struct Totals {
    net: String,
    rates: Vec<Rate>,
    gross: String,
}

#[derive(Debug, Serialize)]
struct Rate {
    percent: String,
    net: String,
    tax: String,
    exemption: Option<&'static str>,
}

impl OrderSheet {
    pub(in crate::documents) fn new(order: &Order, shop: &Shop, differences: &[String]) -> Self {
        let write = |amount| french::money(amount, &order.currency);
        let optional = |value: &Option<String>| value.as_deref().map(text);
        let vat = order_vat(order, shop);
        Self {
            number: text(&order.number),
            date: french::date(order.date),
            purchase_order: optional(&order.purchase_order),
            quote: text(&order.quote),
            scenario: order.scenario,
            delivery: order.lines.iter().map(|line| line.delivery).max().flatten().map(french::date),
            seller: Seller::of(shop),
            customer: Buyer::of(shop),
            lines: order
                .lines
                .iter()
                .map(|line| Line {
                    line: line.line,
                    plan: optional(&line.drawing_number),
                    revision: optional(&line.revision),
                    title: optional(&line.title),
                    material: optional(&line.material),
                    quantity: french::count(line.quantity),
                    unit_price: write(line.unit_price),
                    total: write(line.total - line.charged_once.unwrap_or_default()),
                    once: line.charged_once.map(write),
                    delivery: line.delivery.map(french::date),
                })
                .collect(),
            totals: Totals {
                net: write(vat.net),
                rates: vat
                    .rates
                    .iter()
                    .map(|rate| Rate {
                        percent: french::decimal(rate.percent),
                        net: write(rate.net),
                        tax: write(rate.tax),
                        exemption: VatRegime::exemption(rate.regime),
                    })
                    .collect(),
                gross: write(vat.gross),
            },
            differences: differences.iter().map(|difference| text(difference)).collect(),
        }
    }
}
