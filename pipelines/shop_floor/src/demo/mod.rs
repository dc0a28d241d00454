//! Two years of bookings of the demo shop, drawn from a seed: parts that come back, machines one job at a time, shifts, noise, and the
//! faults real bookings have (breakdowns, rework, training, uncounted pieces, typed times). For trying things out and for tests; never
//! mixed with a real shop's bookings.

mod chance;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use serde::Deserialize;
use trusquin_domain::{BookingFlag, BookingKind, Shop, TimeBooking};

use crate::CANONICAL;
use chance::Chance;

/// Days of history.
const DAYS: i32 = 730;
/// Least run booked at once, minutes.
const SHORTEST_MIN: f64 = 1.0;

const FLOOR: &str = include_str!("../../../../datasets/demo_shop/floor.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    run_sigma: f64,
    setup_sigma: f64,
    breakdown_share: f64,
    rework_share: f64,
    training_share: f64,
    uncounted_share: f64,
    typed_share: f64,
    review_share: f64,
    unvalidated_share: f64,
    learning_per_order: f64,
    learning_floor: f64,
    operators: Vec<Operator>,
    first_shift_h: f64,
    part: Vec<DemoPart>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Operator {
    code: String,
    pace: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoPart {
    number: String,
    #[allow(dead_code)] // for people
    title: String,
    orders_a_year: u32,
    quantities: Vec<u32>,
    operations: Vec<DemoOperation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoOperation {
    name: String,
    machine: String,
    setup_min: f64,
    run_min: f64,
}

/// When a machine is free next, as minutes of working time from the first day.
struct Clock<'a> {
    shop: &'a Shop,
    first: Date,
    shift_start_h: f64,
    free: BTreeMap<String, f64>,
    open: BTreeMap<String, Vec<Date>>,
}

/// The bookings that end before `until`, oldest first. The same shop, day and seed give the same bookings.
///
/// # Errors
/// The data of the demo floor cannot be read, or name a machine the shop has not; the message says which.
pub fn demo_bookings(shop: &Shop, until: Date, seed: u64) -> Result<Vec<TimeBooking>, String> {
    let floor: Floor = toml::from_str(FLOOR).map_err(|error| format!("floor.toml: {error}"))?;
    if floor.operators.is_empty() {
        return Err("floor.toml: operators is empty, name at least one".to_owned());
    }
    for operation in floor.part.iter().flat_map(|part| &part.operations) {
        if shop.machine_by_id(&operation.machine).is_none() {
            return Err(format!("floor.toml: machine '{}' is not in the shop file; add it or correct the operation", operation.machine));
        }
    }
    let first = until.saturating_sub(DAYS.days());
    let mut chance = Chance::new(seed);
    let mut orders: Vec<(f64, usize, u32)> = Vec::new();
    for (part, known) in floor.part.iter().enumerate() {
        let count = known.orders_a_year.saturating_mul(2);
        for rank in 0..count {
            // Spread over the two years with some disorder.
            let day = (f64::from(rank) + chance.unit()) / f64::from(count.max(1)) * f64::from(DAYS);
            let quantity = known.quantities.get(chance.below(known.quantities.len())).copied().unwrap_or(1);
            orders.push((day, part, quantity));
        }
    }
    orders.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut clock = Clock { shop, first, shift_start_h: floor.first_shift_h, free: BTreeMap::new(), open: BTreeMap::new() };
    let mut made: BTreeMap<usize, u32> = BTreeMap::new();
    let mut bookings = Vec::new();
    for (rank, (day, part, quantity)) in orders.into_iter().enumerate() {
        let Some(known) = floor.part.get(part) else { continue };
        let before = made.entry(part).or_default();
        let learned = (1.0 - floor.learning_per_order * f64::from(*before)).max(floor.learning_floor);
        *before += 1;
        let order = format!("OF-{:05}", rank + 1);
        let mut ready_day = day;
        for (position, operation) in known.operations.iter().enumerate() {
            let work = Work { order: &order, part: &known.number, operation, op: (position + 1) * 10, quantity, learned };
            ready_day = book(&work, ready_day, &floor, &mut clock, &mut chance, &mut bookings);
        }
    }
    bookings.retain(|booking| booking.ended_at.is_some_and(|end| end.date() < until));
    bookings.sort_by(|a, b| a.started_at.cmp(&b.started_at).then_with(|| a.work_order.cmp(&b.work_order)));
    Ok(bookings)
}

struct Work<'a> {
    order: &'a str,
    part: &'a str,
    operation: &'a DemoOperation,
    op: usize,
    quantity: u32,
    learned: f64,
}

/// Books setup and run of one operation; gives the day the next one may begin.
fn book(
    work: &Work<'_>,
    ready_day: f64,
    floor: &Floor,
    clock: &mut Clock<'_>,
    chance: &mut Chance,
    bookings: &mut Vec<TimeBooking>,
) -> f64 {
    let operator = &floor.operators[chance.below(floor.operators.len())];
    let machine = work.operation.machine.as_str();
    let training = chance.happens(floor.training_share);
    let rework = chance.happens(floor.rework_share);
    let slow = if training { 1.6 } else { 1.0 };
    let setup = work.operation.setup_min * chance.log_normal(floor.setup_sigma) * operator.pace * slow;
    let each = work.operation.run_min * work.learned * operator.pace * slow * chance.log_normal(floor.run_sigma);
    let mut flags = Vec::new();
    if training {
        flags.push(BookingFlag::Training);
    }
    if rework {
        flags.push(BookingFlag::Rework);
    }
    let one = |kind: BookingKind, span: (DateTime, DateTime), minutes: f64, good: Option<f64>, review: Option<f64>| TimeBooking {
        work_order: work.order.to_owned(),
        part: work.part.to_owned(),
        operation: format!("{} {}", work.op, work.operation.name),
        machine: machine.to_owned(),
        operator: operator.code.clone(),
        kind,
        started_at: Some(span.0),
        ended_at: Some(span.1),
        duration_min: (minutes * 10.0).round() / 10.0,
        duration_typed: false,
        quantity_good: good,
        quantity_review: review,
        order_quantity: Some(f64::from(work.quantity)),
        flags: flags.clone(),
    };
    let mut last = ready_day;
    for (start, end, minutes, _) in clock.spend(machine, ready_day, setup.max(SHORTEST_MIN)) {
        bookings.push(one(BookingKind::Setup, (start, end), minutes, Some(0.0), None));
    }
    if chance.happens(floor.breakdown_share) {
        let lost = 30.0 + 240.0 * chance.unit();
        for (start, end, minutes, _) in clock.spend(machine, ready_day, lost) {
            bookings.push(one(BookingKind::Breakdown, (start, end), minutes, Some(0.0), None));
        }
    }
    let total = (each * f64::from(work.quantity)).max(SHORTEST_MIN);
    let review = if chance.happens(floor.review_share) { 1.0 } else { 0.0 };
    let uncounted = chance.happens(floor.uncounted_share);
    let parts = clock.spend(machine, ready_day, total);
    let count = parts.len();
    let mut counted = 0.0;
    let mut spent = 0.0;
    for (rank, (start, end, minutes, day)) in parts.into_iter().enumerate() {
        spent += minutes;
        // Pieces are counted as they come off: a share of the lot each shift, the rest with the last booking.
        let upto = if rank + 1 == count { f64::from(work.quantity) } else { (f64::from(work.quantity) * spent / total).floor() };
        let good = (!uncounted).then_some((upto - counted - if rank + 1 == count { review } else { 0.0 }).max(0.0));
        counted = upto;
        let mut booking = one(BookingKind::Run, (start, end), minutes, good, Some(if rank + 1 == count { review } else { 0.0 }));
        if chance.happens(floor.typed_share) {
            // Somebody typed a round time afterwards.
            booking.duration_typed = true;
            booking.duration_min = ((minutes / 15.0).round() * 15.0).max(15.0);
            if chance.happens(floor.unvalidated_share / floor.typed_share.max(1e-9)) {
                booking.flags.push(BookingFlag::Unvalidated);
            }
        }
        last = day;
        bookings.push(booking);
    }
    // The lot goes on to the next machine the day after.
    last + 1.0
}

impl Clock<'_> {
    /// Working days of a machine, from the first day on.
    fn days(&mut self, machine: &str) -> &[Date] {
        let (first, calendar) = (self.first, &self.shop.calendar);
        self.open.entry(machine.to_owned()).or_insert_with(|| {
            (0..DAYS + 400)
                .filter_map(|day| first.checked_add(day.days()).ok())
                // The holiday weeks of the demo shop: two in August, one at the end of December.
                .filter(|date| (date.month() != 8 || date.day() > 14) && (date.month() != 12 || date.day() < 25))
                .filter(|date| calendar.working_days.contains(&date.weekday().to_monday_one_offset()) && !calendar.closed.contains(date))
                .collect()
        })
    }

    /// Takes minutes on a machine from a day on: spans with their minutes and the calendar day counted from the first.
    fn spend(&mut self, machine: &str, ready_day: f64, minutes: f64) -> Vec<(DateTime, DateTime, f64, f64)> {
        let hours = self.shop.machine_by_id(machine).map_or(8.0, |machine| machine.hours_per_day);
        let day_min = (hours * 60.0).max(60.0);
        let (first, shift_start_h) = (self.first, self.shift_start_h);
        let ready = first.checked_add((ready_day.max(0.0) as i32).days()).unwrap_or(first);
        let free = self.free.get(machine).copied().unwrap_or(0.0);
        let days = self.days(machine);
        let earliest = days.partition_point(|date| *date < ready) as f64 * day_min;
        let mut at = free.max(earliest);
        let mut left = minutes;
        let mut spans = Vec::new();
        while left > 1e-6 {
            let rank = (at / day_min).floor();
            let Some(date) = days.get(rank as usize).copied() else { break };
            let into = at - rank * day_min;
            let take = left.min(day_min - into);
            if take > 1e-6 {
                let clock = |minute: f64| {
                    let seconds = ((shift_start_h * 60.0 + minute) * 60.0).round() as i64;
                    DateTime::from_parts(date, Time::midnight()).saturating_add(seconds.seconds())
                };
                let day = first.until(date).map_or(0, |span| span.get_days());
                spans.push((clock(into), clock(into + take), take, f64::from(day)));
            }
            left -= take;
            at += take.max(1e-3);
        }
        self.free.insert(machine.to_owned(), at);
        spans
    }
}

/// The bookings as a CSV file with the canonical columns.
pub fn bookings_csv(bookings: &[TimeBooking]) -> String {
    let mut text = CANONICAL.join(",");
    text.push('\n');
    for booking in bookings {
        let moment = |moment: Option<DateTime>| moment.map_or_else(String::new, |moment| moment.to_string().replace('T', " "));
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let flag = |flag: BookingFlag| if booking.flags.contains(&flag) { "Y" } else { "" }.to_owned();
        let kind = match booking.kind {
            BookingKind::Setup => "setup",
            BookingKind::Run => "run",
            BookingKind::Breakdown => "breakdown",
            BookingKind::Pause => "pause",
        };
        let fields = [
            booking.work_order.clone(),
            booking.part.clone(),
            booking.operation.clone(),
            booking.machine.clone(),
            booking.operator.clone(),
            kind.to_owned(),
            moment(booking.started_at),
            moment(booking.ended_at),
            booking.duration_min.to_string(),
            number(booking.quantity_good),
            number(booking.quantity_review),
            number(booking.order_quantity),
            flag(BookingFlag::Rework),
            flag(BookingFlag::Training),
            flag(BookingFlag::FirstPart),
            flag(BookingFlag::Unvalidated),
        ];
        // No name of ours holds a comma or a quote: the columns need no quoting.
        text.push_str(&fields.map(|field| field.replace([',', '"', '\n'], " ")).join(","));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{ColumnMapping, clean, read_bookings, sheet_from_bytes};

    fn shop() -> Shop {
        Shop::from_toml(include_str!("../../../../datasets/demo_shop/shop.toml")).unwrap()
    }

    #[test]
    fn two_years_come_out_the_same_and_read_back() {
        let made = demo_bookings(&shop(), date(2026, 11, 21), 1).unwrap();
        assert_eq!(made, demo_bookings(&shop(), date(2026, 11, 21), 1).unwrap());
        assert_ne!(made, demo_bookings(&shop(), date(2026, 11, 21), 2).unwrap());
        assert!(made.len() > 1500, "{} bookings", made.len());
        let span = made[0].started_at.unwrap().date().until(made[made.len() - 1].ended_at.unwrap().date()).unwrap().get_days();
        assert!(span > 650, "{span} days");
        let text = bookings_csv(&made);
        let mapping = ColumnMapping::new(None, &[]).unwrap();
        let read = read_bookings(&sheet_from_bytes("demo.csv", text.as_bytes()).unwrap(), &mapping).unwrap();
        assert_eq!((read.bookings.len(), read.problems.len()), (made.len(), 0), "{:?}", read.problems.first().map(|it| &it.problem));
        let all: Vec<_> = read.bookings.into_iter().map(|(_, booking)| booking).collect();
        let cleaned = clean(&all, mapping.rules());
        assert!(cleaned.operations.len() > 800, "{} operations", cleaned.operations.len());
    }

    #[test]
    fn a_machine_does_one_thing_at_a_time_in_its_opening_hours() {
        let shop = shop();
        let made = demo_bookings(&shop, date(2026, 11, 21), 3).unwrap();
        for machine in &shop.machine {
            let mut last: Option<DateTime> = None;
            for booking in made.iter().filter(|booking| booking.machine == machine.id) {
                let (start, end) = (booking.started_at.unwrap(), booking.ended_at.unwrap());
                assert!(end > start && last.is_none_or(|last| start >= last.saturating_sub(1.second())), "{} at {start}", machine.id);
                assert!(shop.calendar.working_days.contains(&start.date().weekday().to_monday_one_offset()));
                last = Some(end);
            }
        }
    }

    #[test]
    fn a_floor_for_another_shop_is_refused_with_the_machine() {
        let mut other = shop();
        other.machine.retain(|machine| machine.id != "tour-cn-1");
        assert!(demo_bookings(&other, date(2026, 11, 21), 1).unwrap_err().contains("tour-cn-1"));
    }
}
