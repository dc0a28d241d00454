//! What people decide: one-off costs, discounts, typed values, offers, certificates, requested dates, lines by hand.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, missing_docs)]

mod fixture;

use fixture::{blank, inside, line, outside, routing, shop, today};
use jiff::civil::date;
use rust_decimal::Decimal;
use trusquin_domain::{
    Closure, CostKind, Customer, Driver, ExtraCost, LineOverride, LineToPrice, ManualLine, ManualOperation, Money, NonRecurringMode,
    OfferBreak, OfferFor, OperationKind, OverrideField, PricedLine, Quote, QuoteTerms, Rates, ScenarioKind, Shop, StockForm, StockOrigin,
    SupplierOffer, VatRegime,
};
use trusquin_quoting::{quote, quote_with, vat_totals};

fn shaft(number: u32, origin: StockOrigin) -> LineToPrice {
    line(number, &[10], |quantity| {
        let operations = vec![
            inside(10, OperationKind::Turning, "tour", 3600.0, 1800.0),
            outside(20, "zinc", 5, Some(2.0)),
            inside(30, OperationKind::Inspection, "controle", 0.0, 360.0),
        ];
        let mut routing = routing(quantity, blank("C45", 1.0, origin.clone()), operations);
        routing.programming_hours = 1.0;
        routing.setups = 2;
        routing
    })
}

fn standard(quote: &Quote) -> &PricedLine {
    let scenario = quote.scenarios.iter().find(|scenario| scenario.name == ScenarioKind::Standard).unwrap();
    &scenario.lines[0]
}

fn amount(line: &PricedLine, kind: CostKind) -> String {
    line.breakdown.get(&kind).map(Money::to_string).unwrap_or_default()
}

fn priced(line: LineToPrice, shop: &Shop) -> PricedLine {
    standard(&quote(&[line], shop, today(), &[10]).value).clone()
}

/// 684.20 of cost (tests/by_hand.rs), 66.00 of it programming with its overhead.
#[test]
fn one_off_costs_are_shared_shown_or_charged_once() {
    let with = |mode| {
        let mut terms = QuoteTerms::new(today(), &[10]);
        terms.non_recurring = Some(mode);
        standard(&quote_with(&[shaft(1, StockOrigin::Purchase)], &shop(), &terms).value).clone()
    };
    let shared = with(NonRecurringMode::Shared);
    assert_eq!((shared.unit_price.unwrap().to_string(), shared.charged_once), ("91.23".to_owned(), None));
    let shown = with(NonRecurringMode::Shown);
    assert_eq!(shown.unit_price, shared.unit_price);
    // 66.00 of 684.20 of 912.30.
    assert_eq!(shown.non_recurring.to_string(), "88.00");
    // (684.20 - 66.00) / 0.75 / 10 = 82.4267; 66.00 / 0.75 = 88.00.
    let once = with(NonRecurringMode::ChargedOnce);
    assert_eq!((once.unit_price.unwrap().to_string(), once.charged_once.unwrap().to_string()), ("82.43".to_owned(), "88.00".to_owned()));
    assert_eq!(once.total.unwrap().to_string(), "912.30");
    let mut again = shaft(1, StockOrigin::Purchase);
    again.terms.repeat = true;
    assert_eq!(priced(again, &shop()).unit_price, once.unit_price);
}

#[test]
fn fixtures_first_article_and_added_costs_are_counted_apart() {
    let mut shop = shop();
    shop.rates.fixture_per_setup = Money::from_cents(2500);
    shop.rates.first_part_hours_per_setup = "0.5".parse().unwrap();
    shop.rates.first_article_hours = 3.into();
    let mut line = shaft(1, StockOrigin::Purchase);
    line.terms.aerospace = true;
    line.terms.extra = vec![
        ExtraCost {
            kind: CostKind::Subcontracting,
            text: "électroérosion".to_owned(),
            per_piece: Money::from_cents(300),
            per_lot: Money::from_cents(2000),
            once: Money::ZERO,
        },
        ExtraCost {
            kind: CostKind::SpecialTooling,
            text: "tampon".to_owned(),
            per_piece: Money::ZERO,
            per_lot: Money::ZERO,
            once: Money::from_cents(8000),
        },
    ];
    let priced = priced(line, &shop);
    for (kind, expect) in [
        (CostKind::Fixtures, "50.00"),
        (CostKind::FirstPart, "60.00"),
        (CostKind::FirstArticle, "150.00"),
        (CostKind::Subcontracting, "50.00"),
        (CostKind::SpecialTooling, "80.00"),
    ] {
        assert_eq!(amount(&priced, kind), expect, "{kind:?}");
    }
}

#[test]
fn a_discount_is_an_entry_and_stops_at_the_least_margin() {
    let with = |percent: i64| {
        let mut shop = shop();
        shop.customer = Some(Customer { discount_percent: percent.into(), ..Customer::default() });
        priced(shaft(1, StockOrigin::Purchase), &shop)
    };
    // 912.27 less 10 %: 821.04, each 82.10.
    let ten = with(10);
    assert_eq!(ten.unit_price.unwrap().to_string(), "82.10");
    assert_eq!((amount(&ten, CostKind::Discount), amount(&ten, CostKind::Margin)), ("-91.23".to_owned(), "228.07".to_owned()));
    // 684.20 / 0.88 = 777.50: no discount goes below.
    let much = with(40);
    assert_eq!(much.total.unwrap().to_string(), "777.50");
    assert!(much.margin_percent.unwrap() >= Decimal::from(12));
    assert!(much.reasons.iter().any(|reason| reason.starts_with("Prix relevé à la marge minimale")));
}

#[test]
fn typed_values_count_and_keep_the_original() {
    let typed = |field, value: &str| LineOverride {
        field,
        quantity: None,
        scenario: None,
        value: value.parse().unwrap(),
        author: "A. Martin".to_owned(),
        reason: "essai fait".to_owned(),
    };
    let mut line = shaft(1, StockOrigin::Purchase);
    line.terms.overrides = vec![
        typed(OverrideField::RunSeconds(10), "900"),
        typed(OverrideField::ProgrammingHours, "2"),
        typed(OverrideField::Cost(CostKind::Packing), "25"),
    ];
    let changed = priced(line.clone(), &shop());
    assert_eq!(amount(&changed, CostKind::Machine), "82.50"); // 10 x 0.25 h x 1.1 at 30.00
    assert_eq!((amount(&changed, CostKind::Programming), amount(&changed, CostKind::Packing)), ("120.00".to_owned(), "25.00".to_owned()));
    let originals: Vec<(OverrideField, String)> =
        changed.overrides.iter().map(|applied| (applied.field, applied.change.original.to_string())).collect();
    assert_eq!(
        originals,
        [
            (OverrideField::RunSeconds(10), "1800".to_owned()),
            (OverrideField::ProgrammingHours, "1".to_owned()),
            (OverrideField::Cost(CostKind::Packing), "10.00".to_owned()),
        ]
    );
    line.terms.overrides = vec![typed(OverrideField::UnitPrice, "100")];
    let typed_price = priced(line.clone(), &shop());
    assert_eq!(
        (typed_price.total.unwrap().to_string(), typed_price.overrides[0].change.original.to_string()),
        ("1000.00".to_owned(), "91.23".to_owned())
    );
    line.terms.overrides = vec![typed(OverrideField::UnitPrice, "10")];
    assert_eq!(priced(line, &shop()).total.unwrap().to_string(), "777.50");
}

fn offer(subject: OfferFor, each: i64, until: jiff::civil::Date) -> SupplierOffer {
    SupplierOffer {
        supplier: "Zingueur".to_owned(),
        reference: "O-12".to_owned(),
        subject,
        date: date(2026, 11, 1),
        valid_until: until,
        breaks: vec![OfferBreak { from_quantity: 1, each: Money::from_cents(each) }],
        lot_minimum: Money::ZERO,
        per_lot: Money::from_cents(500),
        working_days: 2,
    }
}

#[test]
fn an_offer_that_holds_feeds_the_line_and_a_stale_one_is_named() {
    let mut line = shaft(1, StockOrigin::Purchase);
    line.terms.offers =
        vec![offer(OfferFor::Treatment("zinc".to_owned()), 400, date(2026, 12, 31)), offer(OfferFor::Material, 250, date(2026, 11, 20))];
    let quoted = quote(&[line], &shop(), today(), &[10]);
    let priced = standard(&quoted.value);
    assert_eq!(amount(priced, CostKind::Treatment), "45.00"); // 10 x 4.00 + 5.00 in the place of the least lot
    assert_eq!(amount(priced, CostKind::Material), "60.00");
    assert_eq!(quoted.diagnostics.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["QUO-012"]);
    let zinc = quoted.value.scenarios[1].schedule.iter().find(|step| step.resource == "zinc").unwrap();
    assert_eq!((zinc.start, zinc.end), (date(2026, 12, 1), date(2026, 12, 2)));
}

#[test]
fn stock_goes_to_the_first_line_and_is_not_promised_again() {
    let court = || StockOrigin::Stock("court".to_owned());
    let quote = quote(&[shaft(1, court()), shaft(2, court())], &shop(), today(), &[10]).value;
    for scenario in &quote.scenarios {
        assert_eq!(scenario.stock.iter().map(|promise| (promise.line, promise.pieces)).collect::<Vec<_>>(), [(1, 10)]);
        assert_eq!(scenario.purchases.iter().map(|purchase| purchase.lines.clone()).collect::<Vec<_>>(), [vec![2]]);
        assert!(scenario.lines[1].reasons.iter().any(|reason| reason.contains("déjà promis")));
        assert_eq!(scenario.purchases[0].price.to_string(), "50.00");
    }
}

#[test]
fn certified_lots_are_for_certificates_only() {
    let mut shop = shop();
    shop.rates.certificate_fee = Money::from_cents(3000);
    let mut certified = shaft(1, StockOrigin::Stock("b".to_owned()));
    certified.terms.certificate = true;
    let mut more = shaft(2, StockOrigin::Stock("b".to_owned()));
    more.terms.defence = true;
    let plain = shaft(3, StockOrigin::Stock("certifie".to_owned()));
    let quote = quote(&[certified, more, plain], &shop, today(), &[10]).value;
    let scenario = &quote.scenarios[1];
    // 1500 mm give 20 pieces of 72 mm: both lines with a certificate have theirs.
    let promised: Vec<(u32, &str)> = scenario.stock.iter().map(|promise| (promise.line, promise.item.as_str())).collect();
    assert_eq!(promised, [(1, "certifie"), (2, "certifie")]);
    assert_eq!(scenario.purchases[0].lines, [3]);
    assert!(!scenario.purchases[0].certificate);
    // Without a certified lot the material is bought with its certificate.
    shop.stock.retain(|item| !item.certified);
    let mut certified = shaft(1, StockOrigin::Stock("b".to_owned()));
    certified.terms.certificate = true;
    let quoted = trusquin_quoting::quote(&[certified], &shop, today(), &[10]).value;
    assert_eq!(amount(standard(&quoted), CostKind::Certificate), "30.00");
    assert!(quoted.scenarios[1].purchases[0].certificate && quoted.scenarios[1].stock.is_empty());
}

#[test]
fn material_of_the_customer_costs_nothing_and_is_a_service_abroad() {
    let mut shop = shop();
    shop.customer = Some(Customer { country: Some("DE".to_owned()), vat_id: Some("DE123456789".to_owned()), ..Customer::default() });
    let mut given = shaft(1, StockOrigin::Purchase);
    given.terms.free_issue = true;
    let quote = quote(&[given, shaft(2, StockOrigin::Purchase)], &shop, today(), &[10]).value;
    assert_eq!(amount(&quote.scenarios[1].lines[0], CostKind::Material), "");
    let totals = vat_totals(&quote, &quote.scenarios[1], &shop).unwrap();
    let regimes: Vec<VatRegime> = totals.rates.iter().map(|rate| rate.regime).collect();
    assert_eq!(regimes, [VatRegime::EuReverseChargeService, VatRegime::EuReverseCharge]);
    assert_eq!(totals.gross, totals.net);
    shop.customer = None;
    let totals = vat_totals(&quote, &quote.scenarios[1], &shop).unwrap();
    assert_eq!((totals.rates.len(), totals.rates[0].percent), (1, Decimal::from(20)));
    assert_eq!(totals.gross.amount(), (totals.net.amount() * Decimal::new(12, 1)).round_dp(2));
}

#[test]
fn a_line_by_hand_is_priced_with_the_same_grid() {
    let mut typed = line(1, &[10], |quantity| routing(quantity, blank("C45", 1.0, StockOrigin::Purchase), vec![]));
    typed.routings.clear();
    typed.part.manual_reason = Some("fichier illisible".to_owned());
    typed.terms.manual = Some(ManualLine {
        material: "C45".to_owned(),
        form: StockForm::Round,
        size_mm: vec![50.0, 70.0],
        mass_kg: 1.0,
        programming_hours: 1.0,
        operations: vec![
            ManualOperation {
                kind: OperationKind::Turning,
                text: "Tournage".to_owned(),
                place: "tour".to_owned(),
                setup_min: 60.0,
                run_min: 30.0,
                area_dm2: None,
            },
            ManualOperation {
                kind: OperationKind::SurfaceTreatment,
                text: "Zinc".to_owned(),
                place: "zinc".to_owned(),
                setup_min: 0.0,
                run_min: 0.0,
                area_dm2: Some(2.0),
            },
            ManualOperation {
                kind: OperationKind::Inspection,
                text: "Contrôle".to_owned(),
                place: "controle".to_owned(),
                setup_min: 0.0,
                run_min: 6.0,
                area_dm2: None,
            },
        ],
        author: "A. Martin".to_owned(),
    });
    let quote = quote(&[typed], &shop(), today(), &[10]);
    assert_eq!(quote.diagnostics, []);
    assert_eq!(standard(&quote.value).total.unwrap().to_string(), "912.30");
    assert_eq!(quote.value.scenarios[1].delivery_date, Some(date(2026, 12, 9)));
}

#[test]
fn a_refused_line_says_why() {
    let mut refused = shaft(1, StockOrigin::Purchase);
    refused.terms.no_quote = Some("série hors de nos capacités".to_owned());
    let quote = quote(&[refused], &shop(), today(), &[10]);
    assert_eq!(quote.diagnostics[0].code, "QUO-011");
    assert_eq!(standard(&quote.value).reasons, ["Non chiffrée, refusée : série hors de nos capacités."]);
}

#[test]
fn the_date_asked_for_is_held_or_the_earliest_is_said() {
    let asked = |day| {
        let mut terms = QuoteTerms::new(today(), &[10]);
        terms.requested_date = Some(day);
        quote_with(&[shaft(1, StockOrigin::Purchase)], &shop(), &terms).value
    };
    // Express 7 December, standard the 9th, economic the 24th.
    let met = asked(date(2026, 12, 10)).requested.unwrap();
    assert_eq!((met.met_by, met.earliest), (vec![ScenarioKind::Express, ScenarioKind::Standard], Some(date(2026, 12, 7))));
    let early = asked(date(2026, 12, 1));
    assert_eq!(early.requested.unwrap().met_by, []);
    assert!(early.scenarios[0].customer_reasons.iter().any(|reason| reason.contains("au plus tôt le lundi 7 décembre 2026")));
}

#[test]
fn express_names_what_it_moves_and_leaves_urgent_work_alone() {
    let mut shop = shop();
    let whole = shop.calendar.booked.remove(0);
    let part =
        |order: &str, urgent, due| trusquin_domain::BookedLoad { hours: 20.0, order: Some(order.to_owned()), urgent, due, ..whole.clone() };
    shop.calendar.booked = vec![part("OF-1", false, Some(date(2026, 12, 4))), part("OF-2", false, None)];
    let express = quote(&[shaft(1, StockOrigin::Purchase)], &shop, today(), &[10]).value.scenarios.remove(0);
    let moved: Vec<(Option<&str>, f64, u32)> =
        express.moves.iter().map(|it| (it.order.as_deref(), it.hours, it.later_working_days)).collect();
    assert_eq!(moved, [(Some("OF-2"), 4.5, 1)]);
    shop.calendar.booked.iter_mut().for_each(|load| load.urgent = true);
    let express = quote(&[shaft(1, StockOrigin::Purchase)], &shop, today(), &[10]).value.scenarios.remove(0);
    assert!(express.moves.is_empty() && !express.lines[0].breakdown.contains_key(&CostKind::Replanning));
}

#[test]
fn maintenance_delays_the_date() {
    let mut shop = shop();
    let before = quote(&[shaft(1, StockOrigin::Purchase)], &shop, today(), &[10]).value.scenarios[1].delivery_date;
    shop.calendar.maintenance = vec![Closure {
        machine: Some("tour".to_owned()),
        from: Some(date(2026, 11, 30)),
        from_working_day: None,
        working_days: 3,
        hours_per_day: None,
        reason: "révision".to_owned(),
    }];
    let after = quote(&[shaft(1, StockOrigin::Purchase)], &shop, today(), &[10]).value.scenarios[1].delivery_date;
    assert_eq!((before, after), (Some(date(2026, 12, 9)), Some(date(2026, 12, 14))));
}

#[test]
fn the_grid_of_the_day_is_used_and_frozen() {
    let mut shop = shop();
    let dear = Rates { valid_from: Some(date(2026, 12, 1)), programming_per_hour: Money::from_cents(9000), ..shop.rates.clone() };
    shop.rates_history = vec![dear];
    let on = |day| quote(&[shaft(1, StockOrigin::Purchase)], &shop, day, &[10]).value;
    let (before, after) = (on(today()), on(date(2026, 12, 1)));
    assert_eq!(
        (amount(standard(&before), CostKind::Programming), amount(standard(&after), CostKind::Programming)),
        ("60.00".to_owned(), "90.00".to_owned())
    );
    let (frozen, other) = (before.basis.unwrap(), after.basis.unwrap());
    assert_eq!((frozen.rates_valid_from, other.rates_valid_from), (None, Some(date(2026, 12, 1))));
    assert_ne!(frozen.sha256, other.sha256);
    assert_eq!(frozen, on(today()).basis.unwrap());
    assert_eq!(frozen.time_bases.iter().map(String::as_str).collect::<Vec<_>>(), ["physics"]);
}

#[test]
fn each_amount_says_what_it_depends_on_and_the_interval_moves_the_margin() {
    let mut line = shaft(1, StockOrigin::Purchase);
    for routing in line.routings.values_mut() {
        (routing.operations[0].time.p10_s, routing.operations[0].time.p90_s) = (Some(1440.0), Some(2160.0));
    }
    let priced = priced(line, &shop());
    let drivers: Vec<Driver> = priced.dependences.iter().map(|row| row.driver).collect();
    assert_eq!(drivers[..3], [Driver::Piece, Driver::Lot, Driver::Piece]);
    assert!(priced.dependences.iter().all(|row| !row.explained.is_empty()));
    let interval = priced.margin_interval.unwrap();
    // A fifth of 5.5 h at 30 + 20 + 4 and 10 % overhead: 65.34 more or less of 684.20, at 912.30.
    assert_eq!((interval.p10_percent.to_string(), interval.p90_percent.to_string()), ("32.16".to_owned(), "17.84".to_owned()));
    assert_eq!(interval.without_interval, [30]);
}
