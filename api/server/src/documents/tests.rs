//! The quote on paper, from a quote made by hand that has every case: three quantities, an unreadable line, an outside treatment, hostile text.

#![allow(clippy::unwrap_used)]

use super::*;

use jiff::civil::date;
use rust_decimal::Decimal;
use trusquin_domain::*;

pub(super) fn demo_shop() -> Shop {
    let mut shop = Shop::from_toml(include_str!("../../../../datasets/demo_shop/shop.toml")).unwrap();
    shop.customer = Some(Customer {
        name: "Hydro-Mécanique du Léman".to_owned(),
        address: vec!["4 quai des Forges".to_owned(), "74200 Thonon-les-Bains".to_owned()],
        siren: Some("987654321".to_owned()),
        reference: Some("AO 2026-118".to_owned()),
        ..Customer::default()
    });
    shop
}

fn read(value: &str) -> Option<Extracted> {
    Some(Extracted {
        value: value.to_owned(),
        normalized: None,
        confidence: 0.95,
        source: Reader::TextLayer,
        page: 1,
        sheet_box: None,
        reference: None,
    })
}

fn operation(op: u32, kind: OperationKind, name: &str, text: &str, machine: Option<&str>, setup_s: f64, run_s: f64) -> Operation {
    Operation {
        op,
        kind,
        name: name.to_owned(),
        text: text.to_owned(),
        work_centre: "tournage".to_owned(),
        machine: machine.map(str::to_owned),
        time: TimeEstimate {
            setup_s,
            run_s,
            p10_s: None,
            p90_s: None,
            no_interval_reason: Some("no bookings yet".to_owned()),
            basis: TimeBasis::Physics,
            terms: Vec::new(),
        },
        machining: true,
        ..Operation::default()
    }
}

pub(super) fn routing(shop: &Shop) -> Routing {
    let machine = shop.machine.first().map(|machine| machine.id.as_str());
    let mut outside =
        operation(40, OperationKind::SurfaceTreatment, "Anodisation", "Anodisation incolore 10 µm, épargne des taraudages", None, 0.0, 0.0);
    outside.external = Some(ExternalTreatment { treatment: "anodisation".to_owned(), working_days: 8, area_dm2: Some(2.4), mass_kg: None });
    Routing {
        raw_stock: Some(RawStock {
            form: StockForm::Round,
            material: "1.1191".to_owned(),
            size_mm: vec![50.0, 73.0],
            kerf_mm: 2.0,
            lost_end_mm: 0.0,
            mass_kg: 1.15,
            part_mass_kg: Some(0.7),
            origin: StockOrigin::Purchase,
            text: "Ø50 × 73, 1.1191 (C45E)".to_owned(),
            reasons: Vec::new(),
        }),
        operations: vec![
            operation(10, OperationKind::Sawing, "Débit", "Débit Ø50 × 73", machine, 300.0, 42.0),
            operation(
                20,
                OperationKind::Turning,
                "Tournage 1re face",
                "Dresser, ébaucher Ø48, finir Ø45 h6, gorge 3 × 0,5",
                machine,
                2_700.0,
                318.0,
            ),
            operation(
                30,
                OperationKind::Turning,
                "Tournage 2e face",
                "Retourner, dresser à 70, percer Ø12, chanfreins 1 × 45°",
                machine,
                1_800.0,
                205.0,
            ),
            outside,
        ],
        launched: 12,
        quantity: 10,
        programming_hours: 1.5,
        setups: 2,
        assumptions: vec!["Tolérances générales ISO 2768-mK".to_owned(), "Matière livrée avec certificat 2.1".to_owned()],
        questions: Vec::new(),
        infeasible: Vec::new(),
    }
}

pub(super) fn demo_quote(shop: &Shop, lines: u32) -> Quote {
    let titles = ["Axe de pompe", "Bride de guidage", "Équerre support capteur", "Entretoise", "Corps de vérin", "Plaque d’appui"];
    let quote_lines = (1..=lines)
        .map(|line| {
            let readable = line != 4;
            let mut part = Part {
                files: vec![format!("TRQ-10{line}0_B.pdf"), format!("TRQ-10{line}0_B.step")],
                drawing_number: read(&format!("TRQ-10{line}0")),
                title: read(titles[(line as usize - 1) % titles.len()]),
                revision: read("B"),
                material: Some(MaterialNeed { written: read("EN AW-6082 T6").unwrap(), shop_material: None }),
                processes: vec![ProcessGuess {
                    process: if line % 2 == 0 { Process::Milling } else { Process::Turning },
                    probability: 0.9,
                    evidence: Vec::new(),
                }],
                heat_treatment: (line == 2).then(|| read("Trempé revenu 28-32 HRC").unwrap()),
                ..Part::default()
            };
            if !readable {
                part = Part {
                    files: vec!["scan0007.png".to_owned()],
                    manual_reason: Some("image sans texte : la lecture optique n’est pas installée".to_owned()),
                    ..Part::default()
                };
            }
            let questions = if line == 3 { vec!["Cote Ø8 H7 : avant ou après anodisation ?".to_owned()] } else { Vec::new() };
            QuoteLine { line, part, routing: readable.then(|| routing(shop)), questions, terms: LineTerms::default() }
        })
        .collect();
    let mut scenarios = Vec::new();
    for (quantity, unit) in [(10_u32, 4_837_i64), (50, 3_712), (100, 3_490)] {
        for (name, days, percent, reasons) in [
            (
                ScenarioKind::Express,
                9,
                128,
                vec![
                    "2 h supplémentaires par jour sur le tour CN",
                    "6,5 h d’autres commandes décalées (31 % de la charge n’est pas ferme)",
                ],
            ),
            (ScenarioKind::Standard, 24_i64, 100, vec!["derrière la charge déjà planifiée", "machines habituelles de l’atelier"]),
            (
                ScenarioKind::Economic,
                46,
                91,
                vec!["attend un créneau libre de 15 jours ouvrés", "réglages groupés par matière : 35 % de temps de réglage en moins"],
            ),
        ] {
            let unit = Money::from_cents(unit * percent / 100);
            let priced = (1..=lines)
                .map(|line| PricedLine {
                    line,
                    unit_price: (line != 4).then_some(unit),
                    total: (line != 4).then(|| unit.times(Decimal::from(quantity))),
                    ..PricedLine::default()
                })
                .collect::<Vec<_>>();
            scenarios.push(Scenario {
                name,
                quantity,
                total: Some(priced.iter().filter_map(|line| line.total).sum::<Money>() + Money::from_cents(3_500)),
                currency: "EUR".to_owned(),
                lead_time_days: u32::try_from(days).ok(),
                delivery_date: Some(date(2026, 12, 1) + jiff::Span::new().days(days)),
                customer_reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
                reasons: reasons.into_iter().map(str::to_owned).collect(),
                lines: priced,
                schedule: Vec::new(),
                margin_percent: None,
                moves: Vec::new(),
                stock: Vec::new(),
                purchases: Vec::new(),
            });
        }
    }
    Quote {
        date: date(2026, 11, 21),
        valid_until: date(2026, 12, 21),
        lines: quote_lines,
        scenarios,
        non_recurring: NonRecurringMode::Shared,
        requested: None,
        basis: None,
    }
}

fn sheet(quote: &Quote, shop: &Shop) -> serde_json::Value {
    serde_json::to_value(QuoteSheet::new(quote, shop, "D2026-0001", &QuotePrint::DRAFT, |_| false).unwrap()).unwrap()
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().unwrap().replace('\u{202f}', " ")
}

#[test]
fn the_same_quote_gives_the_same_bytes() {
    let shop = demo_shop();
    let quote = demo_quote(&shop, 6);
    let first = quote_pdf(&quote, &shop, "D2026-0001", &BTreeMap::new()).unwrap();
    let second = quote_pdf(&quote, &shop, "D2026-0001", &BTreeMap::new()).unwrap();
    assert!(first.starts_with(b"%PDF-"));
    assert_eq!(first, second);
    // To look at it: TRUSQUIN_KEEP_PDF=/tmp/quote.pdf cargo test -p trusquin-server the_same_quote
    if let Some(path) = std::env::var_os("TRUSQUIN_KEEP_PDF") {
        std::fs::write(path, first).unwrap();
    }
}

#[test]
fn totals_follow_the_standard_scenario() {
    let shop = demo_shop();
    let sheet = sheet(&demo_quote(&shop, 6), &shop);
    // Five priced lines of ten pieces at 48.37, and 35.00 of logistics: 2453.50, VAT 20 %.
    assert_eq!(plain(&sheet["totals"]["net"]), "2 453,50 €");
    assert_eq!(plain(&sheet["adjustment"]), "35,00 €");
    assert_eq!(plain(&sheet["totals"]["rates"][0]["tax"]), "490,70 €");
    assert_eq!(plain(&sheet["totals"]["gross"]), "2 944,20 €");
    assert_eq!(sheet["breaks"]["quantities"], serde_json::json!(["10", "50", "100"]));
    assert_eq!(plain(&sheet["breaks"]["lines"][0]["prices"][2]), "34,90 €");
}

#[test]
fn what_is_not_in_the_price_is_said() {
    let shop = demo_shop();
    let sheet = sheet(&demo_quote(&shop, 6), &shop);
    let kinds: Vec<(u64, &str)> =
        sheet["exclusions"].as_array().unwrap().iter().map(|e| (e["line"].as_u64().unwrap(), e["kind"].as_str().unwrap())).collect();
    assert_eq!(kinds, [(2, "heat_treatment"), (4, "not_priced")]);
    assert!(sheet["lines"][3]["unit_price"].is_null());
    assert!(sheet["breaks"]["lines"][3]["prices"][0].is_null());
}

/// Line 4 has no price: the totals say so. Nothing priced: no amount, no tax, no date, and still a PDF.
#[test]
fn totals_say_which_lines_they_leave_out_and_nothing_priced_is_no_total() {
    let shop = demo_shop();
    let mut quote = demo_quote(&shop, 6);
    let partial = sheet(&quote, &shop);
    assert_eq!(partial["totals"]["is_partial"], true);
    assert!(partial["scenarios"].as_array().unwrap().iter().all(|scenario| scenario["is_partial"] == true));
    for scenario in &mut quote.scenarios {
        scenario.lines.iter_mut().for_each(|line| (line.unit_price, line.total) = (None, None));
        (scenario.total, scenario.lead_time_days, scenario.delivery_date) = (None, None, None);
    }
    let none = sheet(&quote, &shop);
    assert!(none["totals"].is_null() && none["adjustment"].is_null());
    for scenario in none["scenarios"].as_array().unwrap() {
        assert!(scenario["total"].is_null() && scenario["delivery_date"].is_null() && scenario["is_partial"] == false);
    }
    assert!(none["breaks"]["totals"].as_array().unwrap().iter().all(|row| row["prices"][0].is_null()));
    quote_pdf(&quote, &shop, "D2026-0004", &BTreeMap::new()).unwrap();
    quote.scenarios[0].total = Some(Money::from_cents(100));
    quote_pdf(&quote, &shop, "D2026-0004", &BTreeMap::new()).unwrap();
}

#[test]
fn a_sentence_on_many_lines_is_printed_once() {
    let shop = demo_shop();
    let sheet = sheet(&demo_quote(&shop, 6), &shop);
    assert_eq!(sheet["assumptions"].as_array().unwrap().len(), 2);
    assert_eq!(sheet["assumptions"][0]["lines"], serde_json::json!([1, 2, 3, 5, 6]));
}

#[test]
fn text_of_a_drawing_is_never_run_and_never_breaks_the_page() {
    let mut shop = demo_shop();
    shop.customer = None;
    let mut quote = demo_quote(&shop, 1);
    let hostile = [
        "#import \"@preview/x:1.0.0\"",
        "#panic()",
        "$ x",
        "]",
        "\\",
        "\u{0}\u{1b}[31m",
        "日本語 Ø ⌀ ⌖",
        &"W".repeat(5_000),
        "```",
        "*bold",
    ]
    .join(" ");
    quote.lines[0].part.title = read(&hostile);
    quote.lines[0].part.drawing_number = read(&"9".repeat(500));
    quote.lines[0].questions = vec![hostile.clone()];
    quote.scenarios[0].reasons = vec![hostile.clone()];
    quote.scenarios[0].customer_reasons = vec![hostile];
    quote_pdf(&quote, &shop, "#evil[", &BTreeMap::new()).unwrap();
}

#[test]
fn a_picture_is_shown_and_a_broken_one_costs_nothing() {
    let shop = demo_shop();
    let quote = demo_quote(&shop, 2);
    let bare = quote_pdf(&quote, &shop, "D2026-0002", &BTreeMap::new()).unwrap();
    let broken = [PNG_SIGNATURE, b"not a picture"].concat();
    assert_eq!(quote_pdf(&quote, &shop, "D2026-0002", &BTreeMap::from([(1, broken), (2, b"GIF89a".to_vec())])).unwrap(), bare);
    let pixel = [
        PNG_SIGNATURE,
        b"\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55",
        b"\0\0\0\x0aIDATx\x9cc`\0\0\0\x02\0\x01\x48\xaf\xa4\x71",
        b"\0\0\0\0IEND\xaeB`\x82",
    ]
    .concat();
    assert_ne!(quote_pdf(&quote, &shop, "D2026-0002", &BTreeMap::from([(1, pixel)])).unwrap(), bare);
}

#[test]
fn a_quote_without_scenario_is_an_error() {
    let shop = demo_shop();
    let mut quote = demo_quote(&shop, 1);
    quote.scenarios.clear();
    assert!(quote_pdf(&quote, &shop, "D2026-0003", &BTreeMap::new()).is_err());
}
