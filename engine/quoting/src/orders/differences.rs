//! Two versions of a quote held against each other: lines, revisions, materials, prices, dates, routings, totals.

use trusquin_domain::{Difference, DifferenceKind, Extracted, Quote, QuoteLine, Scenario};

use crate::french::date;

/// What the newer version changes, line by line, then scenario by scenario.
pub fn versions_compared(older: &Quote, newer: &Quote) -> Vec<Difference> {
    let mut found = Vec::new();
    let numbers = |quote: &Quote| quote.lines.iter().map(|line| line.line).collect::<Vec<_>>();
    let line_of = |quote: &'_ Quote, number: u32| quote.lines.iter().find(|line| line.line == number).cloned();
    for number in numbers(older) {
        match line_of(newer, number) {
            None => found.push(one(Some(number), DifferenceKind::Missing, line_of(older, number).map(|line| name(&line)), None)),
            Some(after) => {
                if let Some(before) = line_of(older, number) {
                    of_line(&before, &after, &mut found);
                }
            }
        }
    }
    for number in numbers(newer).into_iter().filter(|number| line_of(older, *number).is_none()) {
        found.push(one(Some(number), DifferenceKind::Missing, None, line_of(newer, number).map(|line| name(&line))));
    }
    for before in &older.scenarios {
        let same = |other: &&Scenario| other.name == before.name && other.quantity == before.quantity;
        match newer.scenarios.iter().find(same) {
            Some(after) => of_scenario(before, after, &mut found),
            None => found.push(one(None, DifferenceKind::Total, Some(offer(before)), None)),
        }
    }
    for after in &newer.scenarios {
        if !older.scenarios.iter().any(|other| other.name == after.name && other.quantity == after.quantity) {
            found.push(one(None, DifferenceKind::Total, None, Some(offer(after))));
        }
    }
    found
}

fn one(line: Option<u32>, kind: DifferenceKind, before: Option<String>, after: Option<String>) -> Difference {
    Difference { line, kind, before, after }
}

fn name(line: &QuoteLine) -> String {
    line.part.drawing_number.as_ref().map_or_else(|| line.part.files.first().cloned().unwrap_or_default(), |number| number.value.clone())
}

fn offer(scenario: &Scenario) -> String {
    let total = scenario.total.map_or_else(|| "-".to_owned(), |total| total.to_string());
    format!("{:?} x {}: {total}", scenario.name, scenario.quantity)
}

fn of_line(before: &QuoteLine, after: &QuoteLine, found: &mut Vec<Difference>) {
    let value = |field: Option<&Extracted>| field.map(|field| field.value.trim().to_owned());
    let fields = [
        (DifferenceKind::Number, value(before.part.drawing_number.as_ref()), value(after.part.drawing_number.as_ref())),
        (DifferenceKind::Revision, value(before.part.revision.as_ref()), value(after.part.revision.as_ref())),
        (
            DifferenceKind::Material,
            value(before.part.material.as_ref().map(|need| &need.written)),
            value(after.part.material.as_ref().map(|need| &need.written)),
        ),
    ];
    for (kind, old, new) in fields {
        if old != new {
            found.push(one(Some(before.line), kind, old, new));
        }
    }
    if before.routing != after.routing {
        let told = |line: &QuoteLine| {
            line.routing.as_ref().map(|routing| {
                let seconds: f64 = routing.operations.iter().map(|operation| operation.time.run_s).sum();
                format!("{} operations, {seconds:.0} s", routing.operations.len())
            })
        };
        found.push(one(Some(before.line), DifferenceKind::Routing, told(before), told(after)));
    }
}

fn of_scenario(before: &Scenario, after: &Scenario, found: &mut Vec<Difference>) {
    for old in &before.lines {
        let Some(new) = after.lines.iter().find(|line| line.line == old.line) else { continue };
        let text = |amount: Option<trusquin_domain::Money>| amount.map(|amount| amount.to_string());
        for (kind, old_amount, new_amount) in
            [(DifferenceKind::UnitPrice, old.unit_price, new.unit_price), (DifferenceKind::ChargedOnce, old.charged_once, new.charged_once)]
        {
            if old_amount != new_amount {
                found.push(one(Some(old.line), kind, text(old_amount), text(new_amount)));
            }
        }
    }
    if before.total != after.total {
        found.push(one(None, DifferenceKind::Total, Some(offer(before)), Some(offer(after))));
    }
    if before.delivery_date != after.delivery_date {
        found.push(one(None, DifferenceKind::Delivery, before.delivery_date.map(date), after.delivery_date.map(date)));
    }
}
