//! The routing sheet of a work order: its operations with raw and allowed times, and a QR code each.

use std::collections::BTreeMap;

use serde::Serialize;
use trusquin_domain::{Order, OrderLine, Shop, StockOrigin, WorkOrder};

use super::annex::place_name;
use super::party::Seller;
use super::text;
use crate::documents::{french, qr};

#[derive(Debug, Serialize)]
pub(in crate::documents) struct RoutingSheet {
    number: String,
    order: String,
    customer: Option<String>,
    seller: Seller,
    plan: Option<String>,
    revision: Option<String>,
    title: Option<String>,
    quantity: String,
    launched: String,
    due: Option<String>,
    material: Option<String>,
    stock: Option<String>,
    origin: Option<String>,
    marks: Vec<String>,
    picture: Option<String>,
    qr: Option<String>,
    margin: String,
    total: String,
    operations: Vec<Row>,
    remarks: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    op: u32,
    name: String,
    text: String,
    work_centre: String,
    setup: String,
    run: String,
    allowed_setup: String,
    allowed_run: String,
    tools: Option<String>,
    outside_days: Option<u32>,
    qr: Option<String>,
}

/// The sheet and its pictures by name. `address` is where the shop's phones reach the service; without it the codes carry the bare number.
pub(in crate::documents) fn routing_sheet(
    work_order: &WorkOrder,
    order: Option<&Order>,
    shop: &Shop,
    thumbnail: Option<&[u8]>,
    address: Option<&str>,
) -> anyhow::Result<(RoutingSheet, BTreeMap<String, Vec<u8>>)> {
    let mut pictures = BTreeMap::new();
    let target = |op: Option<u32>| {
        let op = op.map(|op| format!("/{op}")).unwrap_or_default();
        address.map_or_else(
            || format!("{}{op}", work_order.number),
            |base| format!("{}/of/{}{op}", base.trim_end_matches('/'), work_order.number),
        )
    };
    let mut code = |name: String, op: Option<u32>| -> anyhow::Result<Option<String>> {
        pictures.insert(name.clone(), qr::svg(&target(op))?);
        Ok(Some(name))
    };
    let whole = code("qr.svg".to_owned(), None)?;
    let line: Option<&OrderLine> = order.and_then(|order| order.lines.iter().find(|line| line.line == work_order.line));
    let routing = &work_order.routing;
    let mut operations = Vec::with_capacity(routing.operations.len());
    let mut total_s = 0.0;
    for operation in &routing.operations {
        let (setup_s, run_s) = work_order.allowed_s(operation);
        total_s += setup_s + run_s * f64::from(work_order.launched);
        operations.push(Row {
            op: operation.op,
            name: text(&operation.name),
            text: text(&operation.text),
            work_centre: text(place_name(operation, shop)),
            setup: french::duration(operation.time.setup_s),
            run: french::duration(operation.time.run_s),
            allowed_setup: french::duration(setup_s),
            allowed_run: french::duration(run_s),
            tools: None,
            outside_days: operation.external.as_ref().map(|external| external.working_days),
            qr: code(format!("qr-{}.svg", operation.op), Some(operation.op))?,
        });
    }
    let stock = routing.raw_stock.as_ref();
    let optional = |value: Option<&String>| value.map(|value| text(value));
    let mut marks = Vec::new();
    if work_order.inspection_sheet {
        marks.push("fiche de contrôle jointe".to_owned());
    }
    let picture = thumbnail.map(|bytes| {
        pictures.insert("plan.png".to_owned(), bytes.to_vec());
        "plan.png".to_owned()
    });
    let sheet = RoutingSheet {
        number: text(&work_order.number),
        order: text(&work_order.order),
        customer: shop.customer.as_ref().map(|customer| text(&customer.name)),
        seller: Seller::of(shop),
        plan: optional(line.and_then(|line| line.drawing_number.as_ref())),
        revision: optional(line.and_then(|line| line.revision.as_ref())),
        title: optional(line.and_then(|line| line.title.as_ref())),
        quantity: french::count(work_order.quantity),
        launched: french::count(work_order.launched),
        due: work_order.due.map(french::date),
        material: optional(line.and_then(|line| line.material.as_ref())),
        stock: stock.map(|stock| text(&stock.text)),
        origin: stock.map(|stock| match &stock.origin {
            StockOrigin::Offcut(mark) => format!("chute {}", text(mark)),
            StockOrigin::Stock(mark) => format!("stock {}", text(mark)),
            StockOrigin::Purchase => "à acheter".to_owned(),
        }),
        marks,
        picture,
        qr: whole,
        margin: french::percent(work_order.allowed_margin_percent),
        total: french::duration(total_s),
        operations,
        remarks: routing.assumptions.iter().map(|assumption| text(assumption)).collect(),
    };
    Ok((sheet, pictures))
}
