//! From a quote to work orders: states, versions, purchase orders, work orders, parts that come back, reminders.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, missing_docs)]

mod fixture;

use fixture::{blank, inside, line, routing, shop, today};
use jiff::civil::date;
use trusquin_domain::{
    Difference, DifferenceKind, Extracted, Gates, LineToPrice, Money, OperationKind, Quote, QuoteEvent, QuoteStatus, Reader, ScenarioKind,
    StockOrigin, WorkOrderStatus,
};
use trusquin_quoting::orders::{
    Accepted, BookedOperation, LastTime, Reminder, RepeatAdvice, WorkflowError, accept, order_compared, read_purchase_order, ready,
    reminder, repeat_price, step, versions_compared,
};
use trusquin_quoting::quote;

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

fn shaft(number: u32, plan: &str, revision: &str) -> LineToPrice {
    let mut shaft = line(number, &[10, 50], |quantity| {
        let operations =
            vec![inside(10, OperationKind::Turning, "tour", 3600.0, 1800.0), inside(20, OperationKind::Inspection, "controle", 0.0, 360.0)];
        routing(quantity, blank("C45", 1.0, StockOrigin::Stock("b".to_owned())), operations)
    });
    (shaft.part.drawing_number, shaft.part.revision) = (read(plan), read(revision));
    shaft
}

fn quoted() -> Quote {
    quote(&[shaft(1, "TRQ-1010", "B"), shaft(2, "TRQ-1011", "A")], &shop(), today(), &[10, 50]).value
}

#[test]
fn a_quote_goes_from_draft_to_order_only_through_a_person() {
    use QuoteStatus::{Accepted, Approved, Draft, Expired, Refused, Replaced, Sent};
    let quote = quoted();
    let gates = Gates::default();
    let open = Gates { quote_approval: false, ..gates };
    let on = |status, event: &QuoteEvent| step(status, event, &quote, &gates, today());
    let approve = QuoteEvent::Approve { by: "A. Martin".to_owned() };
    let order = QuoteEvent::Accept { scenario: ScenarioKind::Standard, quantity: 10 };
    let refuse = QuoteEvent::Refuse { reason: "trop cher".to_owned() };
    for (status, event, next) in [
        (Draft, &approve, Approved),
        (Approved, &QuoteEvent::Send, Sent),
        (Approved, &QuoteEvent::Edit, Draft),
        (Sent, &QuoteEvent::Send, Sent),
        (Sent, &order, Accepted),
        (Sent, &refuse, Refused),
        (Sent, &QuoteEvent::Edit, Replaced),
        (Refused, &QuoteEvent::Edit, Replaced),
    ] {
        assert_eq!(on(status, event), Ok(next), "{status:?} {event:?}");
    }
    assert_eq!(on(Draft, &QuoteEvent::Send), Err(WorkflowError::NeedsApproval));
    assert_eq!(step(Draft, &QuoteEvent::Send, &quote, &open, today()), Ok(Sent));
    assert_eq!(on(Draft, &QuoteEvent::Approve { by: " ".to_owned() }), Err(WorkflowError::NobodyNamed));
    assert_eq!(on(Sent, &QuoteEvent::Refuse { reason: String::new() }), Err(WorkflowError::NoReason));
    assert_eq!(on(Sent, &QuoteEvent::Accept { scenario: ScenarioKind::Standard, quantity: 11 }), Err(WorkflowError::NoSuchOffer));
    let late = quote.valid_until.tomorrow().unwrap();
    assert_eq!(step(Sent, &order, &quote, &gates, late), Err(WorkflowError::OutOfDate { until: quote.valid_until }));
    assert_eq!(step(Sent, &QuoteEvent::Expire, &quote, &gates, late), Ok(Expired));
    assert_eq!(step(Expired, &refuse, &quote, &gates, late), Ok(Refused));
    for (status, event) in
        [(Sent, &approve), (Draft, &order), (Accepted, &QuoteEvent::Edit), (Replaced, &QuoteEvent::Edit), (Sent, &QuoteEvent::Expire)]
    {
        let error = on(status, event).unwrap_err();
        assert!(matches!(error, WorkflowError::NotFrom { .. }) && error.to_string().len() > 30, "{error}");
    }
}

#[test]
fn two_versions_say_what_changed_and_nothing_else() {
    let older = quoted();
    assert_eq!(versions_compared(&older, &older), []);
    let mut second = shaft(2, "TRQ-1011", "B");
    second.routings.values_mut().for_each(|routing| routing.operations[0].time.run_s = 2400.0);
    let newer = quote(&[shaft(1, "TRQ-1010", "B"), second, shaft(3, "TRQ-1012", "A")], &shop(), today(), &[10, 50]).value;
    let found = versions_compared(&older, &newer);
    let of_line = |line| found.iter().filter(|it| it.line == Some(line)).map(|it| it.kind).collect::<Vec<_>>();
    assert!(of_line(2).starts_with(&[DifferenceKind::Revision, DifferenceKind::Routing, DifferenceKind::UnitPrice]), "{:?}", of_line(2));
    assert_eq!(of_line(3), [DifferenceKind::Missing]);
    assert!(found.contains(&Difference {
        line: Some(2),
        kind: DifferenceKind::Revision,
        before: Some("A".to_owned()),
        after: Some("B".to_owned())
    }));
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

#[test]
fn a_purchase_order_is_read_and_held_against_the_quote() {
    let quote = quoted();
    let scenario = quote.scenarios.iter().find(|it| it.name == ScenarioKind::Standard && it.quantity == 10).unwrap();
    let (one, two) = (scenario.lines[0].unit_price.unwrap(), scenario.lines[1].unit_price.unwrap());
    let dear = Money::new(two.amount() + rust_decimal::Decimal::ONE);
    let french = |amount: Money| amount.to_string().replace('.', ",");
    let order = read_purchase_order(
        &lines(&format!(
            "Hydro-Mécanique du Léman\nBON DE COMMANDE N° 4500123456 du 25/11/2026\nVotre devis : D2026-0042\n\
             Poste Article Désignation Qté PU HT Montant\n\
             10 TRQ-1010 ind. B Axe de pompe 10 {} € {} €\nLivraison : 09/12/2026\n\
             20 trq 1011 Indice C Bague\n12 pcs {} {}\n\
             30 Transport express 1 45,00 45,00\nTotal HT 1 234,56 €",
            french(one),
            french(one.times(10.into())),
            french(dear),
            french(dear.times(12.into())),
        )),
        &quote,
    );
    assert_eq!((order.number.as_deref(), order.quote.as_deref()), (Some("4500123456"), Some("D2026-0042")));
    assert_eq!(order.lines.len(), 2, "{order:#?}");
    assert_eq!(
        (order.lines[0].quantity, order.lines[0].unit_price, order.lines[0].delivery),
        (Some(10), Some(one), Some(date(2026, 12, 9)))
    );
    assert_eq!((order.lines[1].quantity, order.lines[1].unit_price), (Some(12), Some(dear)));
    assert_eq!(order.lines[1].revision.as_deref(), Some("C"));
    assert_eq!(order.unknown.len(), 1);
    let found = order_compared(&order, &quote, scenario);
    let kinds: Vec<(Option<u32>, DifferenceKind)> =
        found.iter().map(|it| (it.line, it.kind)).filter(|it| it.1 != DifferenceKind::Delivery).collect();
    assert_eq!(
        kinds,
        [
            (Some(2), DifferenceKind::Revision),
            (Some(2), DifferenceKind::Quantity),
            (Some(2), DifferenceKind::UnitPrice),
            (None, DifferenceKind::Missing),
        ]
    );
}

#[test]
fn what_an_order_does_not_say_is_not_invented() {
    let quote = quoted();
    let order = read_purchase_order(&lines("Order\nPlease make part TRQ-1010 as quoted.\nRegards"), &quote);
    let only = &order.lines[0];
    assert_eq!((order.number, only.quantity, only.unit_price, only.delivery, only.revision.as_deref()), (None, None, None, None, None));
    let scenario = &quote.scenarios[1];
    let found = order_compared(&read_purchase_order(&[], &quote), &quote, scenario);
    assert_eq!(found.iter().map(|it| it.kind).collect::<Vec<_>>(), [DifferenceKind::Missing; 2]);
}

#[test]
fn thousands_and_quantities_are_told_apart_by_the_product() {
    let quote = quoted();
    for (text, quantity, price) in [
        ("TRQ-1010 2 1 234,50 2 469,00", 2, "1234.50"),
        ("TRQ-1010 1,234.50 2 2,469.00", 2, "1234.50"),
        ("TRQ-1010 10 12.35 EUR 123.50 EUR", 10, "12.35"),
        ("TRQ-1010 100 0,4525 45,25", 100, "0.4525"),
    ] {
        let order = read_purchase_order(&lines(text), &quote);
        assert_eq!(order.lines[0].quantity, Some(quantity), "{text}");
        assert_eq!(order.lines[0].unit_price.map(|it| it.amount().to_string()).as_deref(), Some(price), "{text}");
    }
}

#[test]
fn hostile_orders_are_no_panic() {
    let quote = quoted();
    for text in
        ["", "İİİ commande İ 12", "TRQ-1010 99999999999999999999 1e308 ,,,, ....", "TRQ-1010 0/0/0 31/02/2026 1,2,3,4.5.6", "\u{202f}€"]
    {
        read_purchase_order(&lines(text), &quote);
    }
}

fn accepted(quantity: u32) -> Accepted {
    Accepted {
        quote: "D2026-0042".to_owned(),
        order: "C2026-0007".to_owned(),
        purchase_order: Some("4500123456".to_owned()),
        scenario: ScenarioKind::Standard,
        quantity,
        day: today(),
    }
}

#[test]
fn work_orders_carry_a_copy_of_the_quoted_routing() {
    let quote = quoted();
    let (order, work_orders) = accept(&quote, &shop(), &accepted(10)).unwrap();
    assert_eq!(Some(order.total()), quote.scenarios[1].total);
    assert_eq!(work_orders.iter().map(|it| it.number.as_str()).collect::<Vec<_>>(), ["C2026-0007-01", "C2026-0007-02"]);
    for (work_order, line) in work_orders.iter().zip(&quote.lines) {
        assert_eq!(Some(&work_order.routing), line.routing.as_ref());
        assert_eq!((work_order.status, work_order.inspection_sheet), (WorkOrderStatus::Ready, true));
        let allowed = work_order.allowed_s(&work_order.routing.operations[0]);
        assert!((allowed.1 - 1980.0).abs() < 1e-9 && work_order.allowed_s(&work_order.routing.operations[1]).1 == 360.0);
    }
    // The routing on the line is the one of the first quantity: for another one the launch is confirmed by a person.
    let (_, other) = accept(&quote, &shop(), &accepted(50)).unwrap();
    assert_eq!((other[0].status, other[0].missing.len()), (WorkOrderStatus::Preparing, 1));
    let cleared = ready(other[0].clone(), 52);
    assert_eq!((cleared.status, cleared.launched), (WorkOrderStatus::Ready, 52));
    assert!(accept(&quote, &shop(), &accepted(11)).is_err());
    let mut careful = shop();
    careful.gates.routing_after_order = true;
    assert_eq!(accept(&quote, &careful, &accepted(10)).unwrap().1[0].status, WorkOrderStatus::Preparing);
}

fn last(booked_h: [Option<f64>; 2]) -> LastTime {
    let operation = |op: u32, allowed_h: f64, booked: Option<f64>| BookedOperation {
        op,
        name: "Tournage".to_owned(),
        machine: "tour".to_owned(),
        allowed_s: allowed_h * 3600.0,
        booked_s: booked.map(|hours| hours * 3600.0),
        comment: (op == 20).then(|| "serrage à revoir".to_owned()),
    };
    LastTime {
        quantity: 10,
        unit_price: Money::from_cents(9_123),
        quoted_cost: Money::from_cents(68_420),
        other_spent: Money::ZERO,
        operations: vec![operation(10, 5.0, booked_h[0]), operation(20, 2.0, booked_h[1])],
        revisions: [Some("B".to_owned()), Some("B".to_owned())],
    }
}

#[test]
fn a_profitable_part_keeps_its_price_and_another_is_adjusted_with_its_bridge() {
    let kept = repeat_price(&last([Some(5.0), Some(2.0)]), &shop());
    assert_eq!((kept.advice, kept.unit_price, kept.steps.len()), (RepeatAdvice::Keep, Money::from_cents(9_123), 0));
    // Four hours more at 30 + half of 40, and 10 % overhead: 220.00. 904.20 of 912.30 is 0.89 %.
    let adjusted = repeat_price(&last([Some(9.0), Some(2.0)]), &shop());
    assert_eq!((adjusted.advice, adjusted.steps[0].1.to_string()), (RepeatAdvice::Adjust, "220.00".to_owned()));
    assert_eq!(adjusted.earned_percent.unwrap().to_string(), "0.89");
    assert_eq!(adjusted.unit_price.to_string(), "120.56"); // 904.20 / 10 / 0.75
    assert!(adjusted.reasons.iter().any(|reason| reason.contains("serrage à revoir")));
    let mut changed = last([Some(5.0), Some(2.0)]);
    changed.revisions[1] = Some("C".to_owned());
    assert_eq!(repeat_price(&changed, &shop()).advice, RepeatAdvice::QuoteAgain);
    assert_eq!(repeat_price(&last([None, None]), &shop()).advice, RepeatAdvice::QuoteAgain);
}

#[test]
fn reminders_come_once_and_only_while_the_quote_is_out() {
    let quote = quoted(); // valid until 23 December
    let due = |day, done| reminder(QuoteStatus::Sent, &quote, today(), done, &Gates::default(), day);
    assert_eq!(due(date(2026, 11, 29), None), None);
    assert_eq!(due(date(2026, 11, 30), None), Some(Reminder::First));
    assert_eq!(due(date(2026, 12, 1), Some(Reminder::First)), None);
    assert_eq!(due(date(2026, 12, 18), Some(Reminder::First)), Some(Reminder::Last));
    assert_eq!(due(date(2026, 12, 24), Some(Reminder::Last)), Some(Reminder::Over));
    assert_eq!(reminder(QuoteStatus::Accepted, &quote, today(), None, &Gates::default(), date(2026, 12, 24)), None);
}
