//! What holds for every quote.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, missing_docs)]

mod fixture;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use fixture::{blank, demo_shop, inside, line, outside, routing, shop};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rust_decimal::Decimal;
use trusquin_domain::{
    CostKind, Customer, LineToPrice, MachineChoice, Money, NonRecurringMode, Operation, OperationKind, Quote, QuoteTerms, Scenario, Shop,
    StockOrigin,
};
use trusquin_quoting::{quote, quote_with, vat_totals};

const MACHINES: [(&str, OperationKind); 3] =
    [("tour", OperationKind::Turning), ("fraiseuse", OperationKind::Milling), ("controle", OperationKind::Inspection)];

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        5 => (0..3_usize, 0.0..20_000.0, prop_oneof![Just(0.0), 0.0..900.0])
            .prop_map(|(machine, setup_s, run_s)| inside(0, MACHINES[machine].1, MACHINES[machine].0, setup_s, run_s)),
        1 => (0..9_u32, proptest::option::of(0.0..9.0)).prop_map(|(days, area)| outside(0, "zinc", days, area)),
    ]
}

#[derive(Debug, Clone)]
struct Request {
    lines: Vec<LineToPrice>,
    quantities: Vec<u32>,
    shop: Shop,
    terms: QuoteTerms,
}

fn request() -> impl Strategy<Value = Request> {
    let quantity = prop_oneof![3 => 1..30_u32, 1 => 30..10_001_u32];
    let origin = prop_oneof![
        Just(StockOrigin::Purchase),
        Just(StockOrigin::Stock("b".to_owned())),
        Just(StockOrigin::Stock("court".to_owned())),
        Just(StockOrigin::Stock("certifie".to_owned())),
        Just(StockOrigin::Stock("b1".to_owned())),
    ];
    // Certificate, material of the customer, discount of the line.
    let ticked = (any::<bool>(), proptest::bool::weighted(0.2), 0..30_i64);
    let one = (proptest::collection::vec(operation(), 0..6), 0.0..20.0, origin, (1.0..2.0, any::<bool>()), 0.0..3.0, ticked, 0..4_u32);
    // The shop as the economic, standard and express margins, the hourly rates, the one-off costs and the discount make it.
    let mode = prop_oneof![Just(NonRecurringMode::Shared), Just(NonRecurringMode::Shown), Just(NonRecurringMode::ChargedOnce)];
    let policy = (proptest::array::uniform3(12..60_i64), proptest::array::uniform3(0..200_i64), 0..40_i64, 0..90_i64, mode);
    let load = (0..2_usize, 0..20_u32, 1..15_u32, 0.0..200.0);
    (
        proptest::collection::vec(one, 0..6),
        proptest::collection::btree_set(quantity, 1..4),
        proptest::collection::vec(load, 0..4),
        0..800_i64,
        0..40_u32,
        policy,
    )
        .prop_map(|(raw, quantities, loads, day, wait, (margins, rates, discount, fixture, mode))| {
            let mut shop = shop();
            for (machine, rate) in shop.machine.iter_mut().zip(rates) {
                machine.machine_per_hour = Money::from_cents(rate * 100);
            }
            shop.rates.fixture_per_setup = Money::from_cents(fixture * 37);
            shop.rates.certificate_fee = Money::from_cents(1750);
            shop.customer = Some(Customer { discount_percent: Decimal::from(discount), ..Customer::default() });
            let [express, standard, economic] = margins.map(Decimal::from);
            shop.scenarios.express_margin_percent = express;
            shop.scenarios.standard_margin_percent = standard;
            shop.scenarios.economic_margin_percent = economic;
            shop.scenarios.economic_wait_working_days = wait;
            shop.calendar.booked = loads
                .into_iter()
                .map(|(machine, first, working_days, hours)| trusquin_domain::BookedLoad {
                    machine: MACHINES[machine].0.to_owned(),
                    from_working_day: Some(first),
                    from: None,
                    working_days,
                    hours,
                    order: None,
                    urgent: false,
                    due: None,
                })
                .collect();
            let quantities: Vec<u32> = quantities.into_iter().collect();
            let lines = raw
                .into_iter()
                .enumerate()
                .map(|(index, (operations, mass_kg, origin, (slower, elsewhere), programming, ticked, setups))| {
                    let mut line = line(u32::try_from(index + 1).unwrap(), &quantities, |quantity| {
                        let mut operations = operations.clone();
                        for (rank, operation) in operations.iter_mut().enumerate() {
                            operation.op = 10 * u32::try_from(rank + 1).unwrap();
                        }
                        let mut routing = routing(quantity, blank("C45", mass_kg, origin.clone()), operations);
                        routing.programming_hours = programming;
                        routing.setups = setups;
                        routing
                    });
                    (line.terms.certificate, line.terms.free_issue) = (ticked.0, ticked.1);
                    line.terms.discount_percent = Decimal::from(ticked.2);
                    for ((_, choice), routing) in &mut line.routings {
                        let factor = match choice {
                            MachineChoice::Fastest => 1.0 / slower,
                            MachineChoice::Usual => 1.0,
                            MachineChoice::Cheapest => slower,
                        };
                        routing.operations.iter_mut().for_each(|operation| operation.time.run_s *= factor);
                        // The fastest machine may be another one, of another rate.
                        if elsewhere && choice == &MachineChoice::Fastest {
                            for machine in routing.operations.iter_mut().filter_map(|operation| operation.machine.as_mut()) {
                                *machine = if machine == "tour" { "fraiseuse".to_owned() } else { machine.clone() };
                            }
                        }
                    }
                    line
                })
                .collect();
            let today = date(2026, 6, 1).checked_add(jiff::Span::new().days(day)).unwrap();
            let mut terms = QuoteTerms::new(today, &quantities);
            terms.non_recurring = Some(mode);
            Request { lines, quantities, shop, terms }
        })
}

fn open(shop: &Shop, day: Date) -> bool {
    shop.calendar.working_days.contains(&day.weekday().to_monday_one_offset()) && !shop.calendar.closed.contains(&day)
}

fn money_holds(scenario: &Scenario, shop: &Shop) {
    let mut sum = Money::ZERO;
    let mut margin = Decimal::ZERO;
    for line in &scenario.lines {
        let (Some(unit), Some(total)) = (line.unit_price, line.total) else { continue };
        assert_eq!(unit, unit.rounded());
        let once = line.charged_once.unwrap_or_default();
        assert_eq!(total.amount(), unit.amount() * Decimal::from(scenario.quantity) + once.amount());
        assert_eq!(line.breakdown.values().copied().sum::<Money>(), total);
        assert!(line.breakdown.values().all(|part| *part == part.rounded()));
        assert!(line.breakdown.iter().all(|(kind, part)| {
            matches!(kind, CostKind::Discount | CostKind::Rounding | CostKind::Margin) || part.amount() >= Decimal::ZERO
        }));
        // Rounding is of the unit price alone: half a cent each, and a cent for the sums it stands between.
        let rounding = line.breakdown.get(&CostKind::Rounding).copied().unwrap_or_default().amount().abs();
        assert!(rounding <= Decimal::new(5, 3) * Decimal::from(scenario.quantity) + Decimal::new(2, 2), "{line:#?}");
        assert!(line.non_recurring.amount() >= Decimal::ZERO && line.non_recurring <= total);
        assert_eq!(line.dependences.iter().map(|row| row.amount).sum::<Money>(), total);
        let earned: Decimal = line.breakdown.iter().filter(|(kind, _)| kind.is_price_only()).map(|(_, part)| part.amount()).sum();
        assert!(earned * Decimal::ONE_HUNDRED >= shop.rates.minimum_margin_percent * total.amount(), "margin of {line:?}");
        margin += earned;
        sum += total;
    }
    assert_eq!(scenario.total, scenario.lines.iter().any(|line| line.total.is_some()).then_some(sum));
    assert!(margin * Decimal::ONE_HUNDRED >= shop.rates.minimum_margin_percent * sum.amount());
    if scenario.lines.iter().any(|line| line.total.is_some()) {
        assert!(sum >= shop.rates.minimum_invoice);
    }
}

fn schedule_holds(scenario: &Scenario, shop: &Shop, today: Date) {
    let Some(delivery) = scenario.delivery_date else { return assert_eq!(scenario.lead_time_days, None) };
    assert!(open(shop, delivery));
    assert_eq!(scenario.lead_time_days.map(i64::from), Some(i64::from(today.until(delivery).unwrap().get_days())));
    let mut last: BTreeMap<u32, Date> = BTreeMap::new();
    for operation in &scenario.schedule {
        assert!(operation.start <= operation.end && operation.end <= delivery);
        assert!(open(shop, operation.start) && open(shop, operation.end));
        if let Some(before) = last.insert(operation.line, operation.end) {
            assert!(operation.start >= before, "line {} begins before its previous operation ends", operation.line);
        }
    }
}

/// No item gives more than it has, certified lots go to lines with a certificate and only to them, and every line has its material.
fn stock_holds(scenario: &Scenario, lines: &[LineToPrice], shop: &Shop) {
    let mut used: BTreeMap<&str, (f64, BTreeSet<u32>)> = BTreeMap::new();
    for promise in &scenario.stock {
        let item = shop.stock.iter().find(|item| item.id == promise.item).expect("the item is in stock");
        let terms = &lines.iter().find(|line| line.line == promise.line).expect("the line is there").terms;
        assert_eq!(item.certified, terms.needs_certificate(), "{promise:?}");
        assert!(!terms.free_issue && promise.certified == item.certified);
        let entry = used.entry(&item.id).or_default();
        entry.0 += promise.length_mm.expect("bars only");
        entry.1.insert(promise.line);
        assert!(entry.0 <= item.length_mm * f64::from(item.count) + 1e-6, "{} is promised twice: {:#?}", item.id, scenario.stock);
    }
    for line in scenario.lines.iter().filter(|line| line.total.is_some()) {
        let terms = &lines.iter().find(|known| known.line == line.line).expect("the line is there").terms;
        let promised = scenario.stock.iter().filter(|promise| promise.line == line.line).count();
        let bought = scenario.purchases.iter().filter(|purchase| purchase.lines.contains(&line.line)).count();
        assert_eq!(promised + bought, usize::from(!terms.free_issue), "line {} of {scenario:#?}", line.line);
    }
}

fn unit_prices_fall(quote: &Quote, shop: &Shop) {
    let mut scenarios: Vec<&Scenario> = quote.scenarios.iter().collect();
    scenarios.sort_by_key(|scenario| (scenario.name, scenario.quantity));
    for pair in scenarios.windows(2).filter(|pair| pair[0].name == pair[1].name) {
        for (fewer, more) in pair[0].lines.iter().zip(&pair[1].lines) {
            if let (Some(dear), Some(cheap)) = (fewer.unit_price, more.unit_price) {
                let said = more.reasons.iter().any(|reason| reason.starts_with("Prix unitaire plus haut que pour"));
                assert!(cheap <= dear || said, "{fewer:#?}\n{more:#?}\n{}", shop.rates.minimum_invoice);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_quote_adds_up_and_keeps_its_order(request in request()) {
        let Request { lines, quantities, shop, terms } = request;
        let first = quote_with(&lines, &shop, &terms);
        prop_assert_eq!(&first, &quote_with(&lines, &shop, &terms));
        prop_assert_eq!(first.value.scenarios.len(), quantities.len() * 3);
        for scenario in &first.value.scenarios {
            money_holds(scenario, &shop);
            schedule_holds(scenario, &shop, terms.today);
            stock_holds(scenario, &lines, &shop);
            if let Some(totals) = vat_totals(&first.value, scenario, &shop) {
                prop_assert_eq!(Some(totals.net), scenario.total);
                prop_assert_eq!(totals.rates.iter().map(|rate| rate.net + rate.tax).sum::<Money>(), totals.gross);
            }
        }
        for three in first.value.scenarios.chunks(3) {
            let [express, standard, economic] = three else { panic!("three scenarios") };
            // No date is later than every date.
            let date = |scenario: &Scenario| scenario.delivery_date.unwrap_or(Date::MAX);
            prop_assert!(date(express) <= date(standard) && date(standard) <= date(economic));
            prop_assert!(economic.total <= standard.total, "{:#?}\n{:#?}", economic, standard);
            prop_assert!(standard.total <= express.total, "{:#?}\n{:#?}", standard, express);
        }
        unit_prices_fall(&first.value, &shop);
    }
}

#[test]
fn a_large_request_is_quoted_quickly() {
    let quantities = [1, 10, 50, 100, 500];
    let shop = demo_shop();
    let lines: Vec<LineToPrice> = (1..=100)
        .map(|number| {
            let mill = if number % 2 == 0 { "cu-3axes-1" } else { "cu-3axes-2" };
            line(number, &quantities, |quantity| {
                let operations = vec![
                    inside(10, OperationKind::Sawing, "scie-1", 420.0, 60.0),
                    inside(20, OperationKind::Turning, "tour-cn-1", 2700.0, 60.0 + f64::from(number)),
                    inside(30, OperationKind::Milling, mill, 2400.0, 90.0),
                    inside(40, OperationKind::Deburring, "etabli-1", 180.0, 20.0),
                    outside(50, "zingage", 5, Some(1.0)),
                    inside(60, OperationKind::Inspection, "controle-1", 600.0, 15.0),
                    inside(70, OperationKind::Packing, "etabli-1", 180.0, 5.0),
                ];
                routing(quantity, blank("1.1191", 0.5, StockOrigin::Purchase), operations)
            })
        })
        .collect();
    let begun = Instant::now();
    let quote = quote(&lines, &shop, fixture::today(), &quantities);
    println!("100 lines x 5 quantities quoted in {:?}", begun.elapsed());
    assert_eq!(quote.value.scenarios.len(), 15);
    for scenario in &quote.value.scenarios {
        money_holds(scenario, &shop);
        schedule_holds(scenario, &shop, fixture::today());
        println!(
            "{:?} x{}: {:?} le {:?} ({:?} j)",
            scenario.name, scenario.quantity, scenario.total, scenario.delivery_date, scenario.lead_time_days
        );
    }
    for reason in quote.value.scenarios.iter().take(3).flat_map(|scenario| &scenario.reasons) {
        println!("{reason}");
    }
}
