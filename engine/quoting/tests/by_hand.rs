//! Prices and dates worked out with a pencil.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, missing_docs)]

mod fixture;

use fixture::{blank, inside, line, outside, routing, shop, today};
use jiff::civil::date;
use trusquin_domain::{CostKind, LineToPrice, MachineChoice, OperationKind, Quote, Scenario, ScenarioKind, StockOrigin};
use trusquin_quoting::quote;

fn shaft(number: u32, quantities: &[u32]) -> LineToPrice {
    line(number, quantities, |quantity| {
        let operations = vec![
            inside(10, OperationKind::Turning, "tour", 3600.0, 1800.0),
            outside(20, "zinc", 5, Some(2.0)),
            inside(30, OperationKind::Inspection, "controle", 0.0, 360.0),
        ];
        let mut routing = routing(quantity, blank("C45", 1.0, StockOrigin::Purchase), operations);
        routing.programming_hours = 1.0;
        routing
    })
}

fn scenario(quote: &Quote, name: ScenarioKind, quantity: u32) -> &Scenario {
    quote.scenarios.iter().find(|scenario| scenario.name == name && scenario.quantity == quantity).expect("the scenario is there")
}

fn total(scenario: &Scenario) -> String {
    scenario.total.map(|total| total.to_string()).unwrap_or_default()
}

fn amounts(scenario: &Scenario, line: usize) -> Vec<(CostKind, String)> {
    scenario.lines[line].breakdown.iter().map(|(kind, amount)| (*kind, amount.to_string())).collect()
}

fn expect(pairs: &[(CostKind, &str)]) -> Vec<(CostKind, String)> {
    pairs.iter().map(|(kind, amount)| (*kind, (*amount).to_owned())).collect()
}

#[test]
fn ten_shafts_in_the_three_scenarios() {
    let quote = quote(&[shaft(1, &[10])], &shop(), today(), &[10]);
    assert_eq!(quote.diagnostics, []);
    let names: Vec<ScenarioKind> = quote.value.scenarios.iter().map(|scenario| scenario.name).collect();
    assert_eq!(names, [ScenarioKind::Express, ScenarioKind::Standard, ScenarioKind::Economic]);

    // Ordered on Monday 23 November. Entry one day, steel three days later: Friday 27. The lathe has 40 h booked from
    // the 23rd at 8 h a day: ours begins on Monday 30 and takes 1 h + 5.5 h. Zinc leaves on 1 December for five working
    // days, inspection on the 8th, shipping one day.
    let standard = scenario(&quote.value, ScenarioKind::Standard, 10);
    assert_eq!((standard.delivery_date, standard.lead_time_days), (Some(date(2026, 12, 9)), Some(16)));
    assert_eq!(
        standard.schedule.iter().map(|op| (op.start, op.end)).collect::<Vec<_>>(),
        [(date(2026, 11, 30), date(2026, 11, 30)), (date(2026, 12, 1), date(2026, 12, 7)), (date(2026, 12, 8), date(2026, 12, 8)),]
    );
    let common = [
        (CostKind::Material, "60.00"),    // 10 kg at 2.00 is 20.00, least purchase 50.00, markup 20 %
        (CostKind::Setup, "45.00"),       // 1 h
        (CostKind::Machine, "165.00"),    // 10 x 0.5 h x 1.1 = 5.5 h at 30.00
        (CostKind::Labour, "110.00"),     // 5.5 h at 40.00, half of the time
        (CostKind::Tools, "22.00"),       // 5.5 h at 4.00
        (CostKind::Treatment, "70.00"),   // 20 dm2 at 0.50 is 10.00, least lot 70.00
        (CostKind::Inspection, "50.00"),  // 10 x 0.1 h at 50.00, no safety margin
        (CostKind::Packing, "10.00"),     // per line
        (CostKind::Logistics, "30.00"),   // per quote
        (CostKind::Programming, "60.00"), // 1 h, once
    ];
    // 622.00 and 10 % overhead: 684.20; at 25 % on price 91.2267 each.
    let mut wanted = common.to_vec();
    // 912.2667 is 912.27 to the cent; the unit price rounded up gives 0.03 more.
    wanted.extend([(CostKind::Overhead, "62.20"), (CostKind::Margin, "228.07"), (CostKind::Rounding, "0.03")]);
    assert_eq!(amounts(standard, 0), expect(&wanted));
    assert_eq!(standard.lines[0].unit_price.unwrap().to_string(), "91.23");
    assert_eq!(total(standard), "912.30");
    assert_eq!(standard.lines[0].margin_percent.unwrap().to_string(), "25.00");

    // Steel ordered on the day: Thursday 26. 3.2 h of the day stay firm; 2 h of overtime and 4.5 h of other orders moved
    // make the 6.5 h fit in it. Zinc leaves on the 27th.
    let express = scenario(&quote.value, ScenarioKind::Express, 10);
    assert_eq!(express.delivery_date, Some(date(2026, 12, 7)));
    let mut wanted = common.to_vec();
    wanted.extend([
        (CostKind::Overtime, "20.00"),   // 2 h x 40.00 x 25 %
        (CostKind::Replanning, "63.00"), // 4.5 h x 14.00
        (CostKind::Overhead, "70.50"),
        (CostKind::Margin, "364.94"),  // 775.50 / 0.68 = 1140.4412
        (CostKind::Rounding, "-0.04"), // 114.04 each: 1140.40
    ]);
    assert_eq!(amounts(express, 0), expect(&wanted));
    assert!(
        express.reasons.iter().any(|reason| reason.starts_with("1 machine dégagée : 4,5\u{a0}h d’autres commandes déplacées")),
        "{:#?}",
        express.reasons
    );

    // A free slot from working day 16 on: Tuesday 15 December; zinc from the 16th to the 22nd, inspection on the 23rd. 684.20 / 0.80 = 85.525 each.
    let economic = scenario(&quote.value, ScenarioKind::Economic, 10);
    assert_eq!(economic.delivery_date, Some(date(2026, 12, 24)));
    assert_eq!(total(economic), "855.30");
}

#[test]
fn two_lines_share_setups_lots_and_purchases_in_economic() {
    let quote = quote(&[shaft(1, &[10]), shaft(2, &[10])], &shop(), today(), &[10]);
    let standard = scenario(&quote.value, ScenarioKind::Standard, 10);
    let economic = scenario(&quote.value, ScenarioKind::Economic, 10);
    let of = |scenario: &Scenario, line: usize, kind: CostKind| scenario.lines[line].breakdown[&kind].to_string();
    // One purchase of 20 kg: 40.00, least 50.00 for both, markup 20 %.
    assert_eq!([of(standard, 0, CostKind::Material), of(standard, 1, CostKind::Material)], ["30.00", "30.00"]);
    assert_eq!([of(standard, 0, CostKind::Treatment), of(standard, 1, CostKind::Treatment)], ["70.00", "70.00"]);
    assert_eq!([of(economic, 0, CostKind::Treatment), of(economic, 1, CostKind::Treatment)], ["35.00", "35.00"]);
    assert_eq!([of(economic, 0, CostKind::Setup), of(economic, 1, CostKind::Setup)], ["45.00", "22.50"]);
    // 6.5 h then 0.5 h + 1 h on the first day, 0.5 h of which are the setup; the lathe then runs on alone for 4 h.
    assert_eq!(of(economic, 1, CostKind::Labour), "30.00");
    assert!(economic.total < standard.total);
}

#[test]
fn the_least_invoice_is_reached_and_shown() {
    let cheap = line(1, &[1, 3], |quantity| routing(quantity, blank("C45", 0.1, StockOrigin::Stock("b1".into())), vec![]));
    let quote = quote(&[cheap], &shop(), today(), &[1, 3]);
    for scenario in &quote.value.scenarios {
        let least = if scenario.quantity == 1 { "100.00" } else { "100.02" };
        assert_eq!(total(scenario), least);
        assert!(scenario.reasons.iter().any(|reason| reason.starts_with("Minimum de facturation de 100,00\u{a0}€")));
    }
}

#[test]
fn express_that_gains_nothing_is_sold_as_standard() {
    let mut free = shop();
    free.calendar.booked.clear();
    let stock = line(1, &[5], |quantity| {
        routing(
            quantity,
            blank("C45", 1.0, StockOrigin::Stock("b1".into())),
            vec![inside(10, OperationKind::Milling, "fraiseuse", 600.0, 600.0)],
        )
    });
    let quote = quote(&[stock], &free, today(), &[5]);
    let (express, standard) = (&quote.value.scenarios[0], &quote.value.scenarios[1]);
    assert_eq!((express.total, express.delivery_date), (standard.total, standard.delivery_date));
    assert!(!express.lines[0].breakdown.contains_key(&CostKind::Overtime));
    assert!(express.reasons[0].starts_with("Bousculer le planning ne fait pas livrer plus tôt"));
}

/// The usual routing avoids the loaded machine; the fast one costs less: that is the standard price, and express pays for being sooner.
#[test]
fn a_fast_machine_that_costs_less_is_the_standard_price() {
    let mut part = line(1, &[10], |quantity| {
        let operations = vec![inside(10, OperationKind::Milling, "fraiseuse", 3600.0, 7200.0)];
        routing(quantity, blank("C45", 1.0, StockOrigin::Stock("b1".into())), operations)
    });
    for ((_, choice), routing) in &mut part.routings {
        if *choice == MachineChoice::Fastest {
            routing.operations = vec![inside(10, OperationKind::Turning, "tour", 3600.0, 1800.0)];
        }
    }
    let quote = quote(&[part], &shop(), today(), &[10]).value;
    let [express, standard, economic] = &quote.scenarios[..] else { panic!("three scenarios") };
    assert!(economic.total <= standard.total && standard.total < express.total);
    assert!(express.delivery_date < standard.delivery_date);
    assert_eq!(standard.schedule[0].resource, "tour");
    assert_eq!(quote.lines[0].routing.as_ref().unwrap().operations[0].machine.as_deref(), Some("tour"));
    assert!(standard.reasons.iter().any(|reason| reason.starts_with("Gamme la plus rapide retenue (ligne 1)")), "{:?}", standard.reasons);
    assert!(!standard.customer_reasons.iter().any(|reason| reason.contains("Gamme la plus rapide")));
}

#[test]
fn lines_that_cannot_be_priced_say_why_and_stay_out_of_the_total() {
    let mut by_hand = shaft(2, &[10]);
    by_hand.part.manual_reason = Some("fichier illisible".to_owned());
    let mut without = shaft(3, &[10]);
    without.routings.clear();
    let mut infeasible = shaft(4, &[10]);
    infeasible.routings.values_mut().for_each(|routing| routing.infeasible = vec!["diamètre 900 au-delà du tour".to_owned()]);
    let mut unknown = shaft(5, &[10]);
    unknown.routings.values_mut().for_each(|routing| routing.raw_stock = None);
    let mut endless = shaft(6, &[10]);
    endless.routings.values_mut().for_each(|routing| routing.operations[0].time.run_s = 1e15);
    let mut senseless = shaft(7, &[10]);
    senseless.routings.values_mut().for_each(|routing| routing.operations[0].time.run_s = f64::NAN);
    let lines = [shaft(1, &[10]), by_hand, without, infeasible, unknown, endless, senseless];
    let quote = quote(&lines, &shop(), today(), &[10]);
    for scenario in &quote.value.scenarios {
        assert_eq!(scenario.lines.iter().map(|line| line.line).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(scenario.total, scenario.lines[0].total);
        assert_eq!((scenario.is_partly_priced(), scenario.unpriced_lines()), (true, vec![2, 3, 4, 5, 6, 7]));
        assert!(scenario.lines[1..].iter().all(|line| line.unit_price.is_none() && line.reasons.len() == 1));
        assert!(scenario.reasons.iter().any(|reason| reason.starts_with("6 lignes non chiffrées (lignes ")));
    }
    assert_eq!(quote.value.scenarios[0].lines[1].reasons, ["Non chiffrée, à saisir à la main : fichier illisible."]);
    let mut codes: Vec<&str> = quote.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["QUO-001", "QUO-002", "QUO-003", "QUO-004", "QUO-006", "QUO-006"]);
}

#[test]
fn no_line_no_quantity_and_no_working_day_are_no_panic() {
    let empty = quote(&[], &shop(), today(), &[1]);
    assert!(empty.value.scenarios.iter().all(|scenario| scenario.total.is_none() && scenario.delivery_date.is_none()));
    assert!(quote(&[shaft(1, &[1])], &shop(), today(), &[]).value.scenarios.is_empty());
    let zero = quote(&[shaft(1, &[10])], &shop(), today(), &[0, 10, 10]);
    assert_eq!((zero.value.scenarios.len(), zero.diagnostics.len()), (3, 2));
    let mut never = shop();
    never.calendar.working_days.clear();
    let never = quote(&[shaft(1, &[10])], &never, today(), &[10]);
    assert_eq!(never.diagnostics[0].code, "QUO-010");
    assert!(never.value.scenarios.iter().all(|scenario| scenario.total.is_some() && scenario.delivery_date.is_none()));
}

#[test]
fn when_nothing_is_priced_there_is_no_total_and_no_date() {
    let mut by_hand = shaft(1, &[10]);
    by_hand.part.manual_reason = Some("fichier illisible".to_owned());
    for scenario in quote(&[by_hand], &shop(), today(), &[10]).value.scenarios {
        assert_eq!((scenario.total, scenario.lead_time_days, scenario.delivery_date), (None, None, None));
        assert!(scenario.reasons.contains(&"Aucune ligne chiffrée : ni total, ni délai.".to_owned()), "{:?}", scenario.reasons);
    }
}

/// What takes longer than the calendar, or is delivered after it, has its price and no date.
#[test]
fn a_date_beyond_the_calendar_is_not_promised() {
    let mut endless = shaft(2, &[10]);
    endless.routings.values_mut().for_each(|routing| routing.operations[0].time.run_s = 4e6);
    let mut far = shop();
    far.scenarios.shipping_working_days = 900;
    let far = quote(&[shaft(2, &[10])], &far, today(), &[10]);
    let long = quote(&[shaft(1, &[10]), endless], &shop(), today(), &[10]);
    for quoted in [far, long] {
        for scenario in &quoted.value.scenarios {
            assert!(scenario.total.is_some() && scenario.unpriced_lines().is_empty());
            assert_eq!((scenario.delivery_date, scenario.lead_time_days), (None, None));
            assert!(scenario.schedule.iter().all(|operation| operation.line == 1));
            assert!(
                scenario.reasons.iter().any(|reason| reason.contains("QUO-007") && reason.contains("ligne 2")),
                "{:?}",
                scenario.reasons
            );
            assert!(!scenario.customer_reasons.iter().any(|reason| reason.contains("QUO") || reason.contains("Livraison le")));
        }
        assert_eq!(quoted.diagnostics.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["QUO-007"]);
    }
}

/// What fits only when the planning is rearranged has a date in express alone.
#[test]
fn express_may_be_the_only_one_with_a_date() {
    let mut full = shop();
    full.calendar.booked[0].hours = 800.0 * 8.0;
    full.calendar.booked[0].working_days = 800;
    let quote = quote(&[shaft(1, &[10])], &full, today(), &[10]).value;
    let dates: Vec<bool> = quote.scenarios.iter().map(|scenario| scenario.delivery_date.is_some()).collect();
    assert_eq!(dates, [true, false, false]);
    assert!(quote.scenarios[0].reasons.iter().all(|reason| !reason.contains("gagné")));
}

/// Every figure of the shop file at the largest it may be, and the longest and heaviest work that is priced.
#[test]
fn the_largest_figures_are_no_panic() {
    let mut dear = shop();
    let most = || trusquin_domain::Money::from_cents(100_000_000_000);
    for machine in &mut dear.machine {
        (machine.machine_per_hour, machine.labour_per_hour, machine.setup_per_hour) = (most(), most(), most());
        machine.attendance_percent = 1000.into();
    }
    (dear.material[0].price_per_kg, dear.material[0].minimum_purchase) = (most(), most());
    (dear.treatment[0].lot_minimum, dear.treatment[0].per_dm2, dear.treatment[0].per_kg) = (most(), Some(most()), Some(most()));
    let rates = &mut dear.rates;
    (rates.programming_per_hour, rates.inspection_per_hour, rates.packing_per_line) = (most(), most(), most());
    (rates.logistics_per_quote, rates.tools_per_machining_hour, rates.minimum_invoice) = (most(), most(), most());
    (rates.overhead_percent, rates.material_markup_percent) = (1000.into(), 1000.into());
    rates.minimum_margin_percent = "99.9999999999".parse().unwrap();
    dear.scenarios.express_margin_percent = rates.minimum_margin_percent;
    dear.scenarios.overtime_premium_percent = 1000.into();
    let heavy = line(1, &[1, 1_000_000], |quantity| {
        let run_s = 9e9 / f64::from(quantity);
        let mut operations = vec![inside(10, OperationKind::Turning, "tour", 1e10, run_s), outside(20, "zinc", 5, Some(1e3))];
        operations.extend((3..100).map(|rank| inside(rank * 10, OperationKind::Milling, "fraiseuse", 1e10, run_s)));
        let mut routing = routing(quantity, blank("C45", 1e9 / f64::from(quantity), StockOrigin::Purchase), operations);
        routing.programming_hours = 1e6;
        routing
    });
    let quote = quote(&[heavy.clone(), LineToPrice { line: 2, ..heavy }], &dear, today(), &[1, 1_000_000]);
    assert!(quote.value.scenarios.iter().all(|scenario| scenario.unpriced_lines().is_empty()));
}

#[test]
fn questions_are_merged_and_validity_is_counted() {
    let mut asking = shaft(1, &[10]);
    asking.part.questions = vec!["Matière ?".to_owned()];
    asking.routings.values_mut().for_each(|routing| routing.questions = vec!["Matière ?".to_owned(), "Rugosité ?".to_owned()]);
    let quote = quote(&[asking], &shop(), today(), &[10]).value;
    assert_eq!(quote.lines[0].questions, ["Matière ?", "Rugosité ?"]);
    assert_eq!(quote.valid_until, date(2026, 12, 23));
    assert!(quote.lines[0].routing.is_some());
}
