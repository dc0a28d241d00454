//! Acknowledgement, routing sheet, inspection sheet and workbook, from an order made by hand. To look at them:
//! TRUSQUIN_KEEP_PAPERS=/tmp/papers cargo test -p trusquin-server paper_tests

#![allow(clippy::unwrap_used)]

use std::io::Read;

use jiff::civil::date;
use trusquin_domain::*;

use super::tests::{demo_quote, demo_shop, routing};
use super::*;

fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("TRUSQUIN_KEEP_PAPERS") {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

fn order() -> Order {
    let line = |line: u32, plan: &str, title: &str, quantity: u32, cents: i64, once: Option<i64>| {
        let (unit_price, charged_once) = (Money::from_cents(cents), once.map(Money::from_cents));
        OrderLine {
            line,
            drawing_number: Some(plan.to_owned()),
            revision: Some("B".to_owned()),
            title: Some(title.to_owned()),
            material: Some("EN AW-6082 T6".to_owned()),
            quantity,
            unit_price,
            charged_once,
            total: unit_price.times(quantity.into()) + charged_once.unwrap_or_default(),
            delivery: Some(date(2026, 12, 18)),
        }
    };
    Order {
        number: "C2026-0007".to_owned(),
        quote: "D2026-0042".to_owned(),
        purchase_order: Some("4500123456".to_owned()),
        date: date(2026, 11, 27),
        scenario: ScenarioKind::Standard,
        currency: "EUR".to_owned(),
        lines: vec![
            line(1, "TRQ-1010", "Axe de pompe", 10, 4_837, Some(12_400)),
            line(2, "TRQ-1020", "Bride de guidage", 10, 11_250, None),
        ],
    }
}

fn work_order(shop: &Shop) -> WorkOrder {
    let routing = routing(shop);
    WorkOrder {
        number: "C2026-0007-01".to_owned(),
        order: "C2026-0007".to_owned(),
        line: 1,
        quantity: 10,
        launched: routing.launched,
        due: Some(date(2026, 12, 18)),
        routing,
        allowed_margin_percent: shop.rates.machining_time_margin_percent,
        inspection_sheet: true,
        status: WorkOrderStatus::Ready,
        missing: Vec::new(),
    }
}

fn plan() -> InspectionPlan {
    let one =
        |number: u32, text: &str, at: (f64, f64), limits: Option<(f64, f64)>, critical: bool, instrument: Option<&str>| Characteristic {
            number,
            text: text.to_owned(),
            measurand: Measurand::Outside,
            nominal: limits.map(|(lower, _)| lower),
            lower: limits.map(|(lower, _)| lower),
            upper: limits.map(|(_, upper)| upper),
            from_general: false,
            count: 1,
            critical,
            page: 1,
            sheet_box: Some(SheetBox::new(at.0, at.1, at.0 + 18.0, at.1 + 5.0)),
            instrument: instrument.map(str::to_owned),
            instrument_reason: instrument
                .map_or("aucun moyen de résolution 0,0002 ou mieux", |_| "résolution 0,001 pour 0,0016 au plus")
                .to_owned(),
            pieces: if critical { 10 } else { 3 },
        };
    InspectionPlan {
        need: InspectionNeed::Asked,
        lot: 10,
        characteristics: vec![
            one(1, "Ø40 h6", (120.0, 60.0), Some((39.984, 40.0)), true, Some("MIC-25-50")),
            one(2, "70 ±0,2", (200.0, 40.0), Some((69.8, 70.2)), false, Some("PC-150")),
            one(3, "Ø12 H7", (60.0, 130.0), Some((12.0, 12.018)), true, Some("ALE-12-50")),
            one(4, "Ø5 +0,002/0", (66.0, 138.0), Some((5.0, 5.002)), false, None),
        ],
    }
}

#[test]
fn an_order_is_acknowledged_with_its_totals() {
    let mut shop = demo_shop();
    let differences = vec!["Ligne 2 : indice C commandé, indice B chiffré.".to_owned()];
    let bytes = acknowledgement_pdf(&order(), &shop, &differences).unwrap();
    assert_eq!(bytes, acknowledgement_pdf(&order(), &shop, &differences).unwrap());
    keep("acknowledgement.pdf", &bytes);
    let sheet = serde_json::to_value(OrderSheet::new(&order(), &shop, &differences)).unwrap();
    // 483.70 + 124.00 + 1125.00 = 1732.70; VAT 20 % 346.54.
    let plain = |value: &serde_json::Value| value.as_str().unwrap().replace('\u{202f}', " ");
    assert_eq!(plain(&sheet["totals"]["net"]), "1 732,70 €");
    assert_eq!(plain(&sheet["totals"]["gross"]), "2 079,24 €");
    assert_eq!(plain(&sheet["lines"][0]["total"]), "483,70 €");
    shop.customer = Some(Customer {
        name: "Muster GmbH".to_owned(),
        country: Some("DE".to_owned()),
        vat_id: Some("DE123456789".to_owned()),
        ..Customer::default()
    });
    let sheet = serde_json::to_value(OrderSheet::new(&order(), &shop, &[])).unwrap();
    assert_eq!(sheet["totals"]["net"], sheet["totals"]["gross"]);
    assert!(sheet["totals"]["rates"][0]["exemption"].as_str().unwrap().contains("262 ter"));
}

#[test]
fn a_routing_sheet_has_a_code_for_each_operation() {
    let shop = demo_shop();
    let bytes = routing_pdf(&work_order(&shop), Some(&order()), &shop, None, Some("https://atelier.example/")).unwrap();
    keep("routing.pdf", &bytes);
    let (sheet, pictures) = routing_sheet(&work_order(&shop), Some(&order()), &shop, None, Some("https://atelier.example/")).unwrap();
    assert_eq!(pictures.len(), 5);
    let sheet = serde_json::to_value(sheet).unwrap();
    // 318 s and 10 %: 349.8 s, 5.8 min.
    let run = |key: &str| sheet["operations"][1][key].as_str().unwrap().replace('\u{202f}', " ");
    assert_eq!((run("run"), run("allowed_run")), ("5,3 min".to_owned(), "5,8 min".to_owned()));
    routing_pdf(&work_order(&shop), None, &shop, Some(b"not a picture"), None).unwrap();
}

#[test]
fn balloons_stand_beside_their_boxes_and_apart() {
    let shop = demo_shop();
    let pages = [DrawingPage { page: 1, width_mm: 420.0, height_mm: 297.0, png: None }];
    let name = PartName {
        drawing_number: Some("TRQ-1010".to_owned()),
        revision: Some("B".to_owned()),
        title: Some("Axe de pompe".to_owned()),
        material: Some("C45".to_owned()),
    };
    let bytes = inspection_pdf("C2026-0007-01", &plan(), &name, &pages, &shop).unwrap();
    keep("inspection.pdf", &bytes);
    let (sheet, _) = inspection_sheet("C2026-0007-01", &plan(), &name, &pages, &shop);
    let sheet = serde_json::to_value(sheet).unwrap();
    let balloons = sheet["pages"][0]["balloons"].as_array().unwrap();
    assert_eq!(balloons.len(), 4);
    let at = |rank: usize| (balloons[rank]["x"].as_f64().unwrap(), balloons[rank]["y"].as_f64().unwrap());
    for a in 0..4 {
        for b in 0..a {
            assert!((at(a).0 - at(b).0).hypot(at(a).1 - at(b).1) > 8.0, "{a} and {b}");
        }
    }
    assert!(sheet["characteristics"][3]["instrument"].is_null());
    // Without a page the table stands alone.
    inspection_pdf("C2026-0007-01", &plan(), &name, &[], &shop).unwrap();
}

#[test]
fn the_workbook_opens_and_its_totals_are_formulas() {
    let shop = demo_shop();
    let quote = demo_quote(&shop, 6);
    let bytes = quote_workbook(&quote, &shop, "D2026-0001", &QuotePrint::DRAFT).unwrap();
    assert_eq!(bytes, quote_workbook(&quote, &shop, "D2026-0001", &QuotePrint::DRAFT).unwrap());
    keep("quote.xlsx", &bytes);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name("xl/worksheets/sheet2.xml").unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains("<f>G2*H2+I2</f>") && text.contains("SUBTOTAL(109,J2:J55)"), "{}", &text[..text.len().min(2000)]);
    let sent = quote_workbook(&quote, &shop, "D2026-0001", &QuotePrint::approved(Some(ScenarioKind::Economic))).unwrap();
    let archive = zip::ZipArchive::new(std::io::Cursor::new(sent)).unwrap();
    let sheets = archive.file_names().filter(|name| name.as_ref().is_ok_and(|name| name.starts_with("xl/worksheets/sheet"))).count();
    assert_eq!(sheets, 2);
}

#[test]
fn the_quote_that_is_sent_shows_no_cost_and_one_scenario() {
    let shop = demo_shop();
    let mut quote = demo_quote(&shop, 6);
    quote.non_recurring = NonRecurringMode::ChargedOnce;
    for line in quote.scenarios.iter_mut().flat_map(|scenario| &mut scenario.lines).filter(|line| line.line == 1) {
        line.charged_once = Some(Money::from_cents(12_400));
    }
    let sent = quote_document(&quote, &shop, "D2026-0042", &BTreeMap::new(), &QuotePrint::approved(Some(ScenarioKind::Express))).unwrap();
    keep("quote_sent.pdf", &sent);
    keep("quote_draft.pdf", &quote_document(&quote, &shop, "D2026-0042", &BTreeMap::new(), &QuotePrint::DRAFT).unwrap());
    let sheet = QuoteSheet::new(&quote, &shop, "D2026-0042", &QuotePrint::approved(Some(ScenarioKind::Express)), |_| false).unwrap();
    let sheet = serde_json::to_value(sheet).unwrap();
    assert!(sheet["annex"].is_null() && sheet["draft"] == false && sheet["chosen"] == "express");
    assert!(sheet["lines"][0]["once"].is_string());
}
