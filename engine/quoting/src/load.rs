//! What is already booked on a machine: hours per working day, and the queue a new order stands behind.

use trusquin_domain::{BookedLoad, Machine, Shop};

use crate::calendar::WorkingDays;

/// Hours booked before us on one machine, day by day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Booked {
    /// Hours worked on booked orders each day, never above the opening hours: what is too much moves to the next day.
    pub(crate) per_day: Vec<f64>,
    /// Hours of booked orders still to be worked at the opening of each day. A booked order joins the queue with all
    /// its hours on its first day: who arrives that day stands behind all of them.
    pub(crate) queue: Vec<f64>,
}

/// One machine with its opening hours and its load.
#[derive(Debug, Clone)]
pub(crate) struct Station<'a> {
    /// The machine.
    pub(crate) machine: &'a Machine,
    /// Hours open a day with an operator, 0 to 24.
    pub(crate) hours: f64,
    /// Hours a day it may run on unattended.
    pub(crate) unattended: f64,
    /// Overtime hours a day that express may add.
    pub(crate) overtime: f64,
    /// All that is booked.
    pub(crate) all: Booked,
    /// The share of it that cannot be moved any more.
    pub(crate) firm: Booked,
    /// Hours that can be moved: the difference of the two.
    pub(crate) movable_h: f64,
}

/// Every machine of the shop, in the order of the shop file.
pub(crate) fn stations<'a>(shop: &'a Shop, days: &WorkingDays<'_>) -> Vec<Station<'a>> {
    let firm_share = hours_in_a_day(shop.scenarios.firm_load_percent.min(100.0) / 100.0, 1.0);
    shop.machine
        .iter()
        .map(|machine| {
            let hours = hours_in_a_day(machine.hours_per_day, 24.0);
            let unattended = hours_in_a_day(machine.unattended_hours_per_day, 24.0 - hours);
            let overtime = hours_in_a_day(shop.scenarios.express_overtime_hours_per_day, 24.0 - hours - unattended);
            let loads: Vec<&BookedLoad> = shop.calendar.booked.iter().filter(|load| load.machine == machine.id).collect();
            let all = booked(&loads, days, hours, 1.0);
            let firm = booked(&loads, days, hours, firm_share);
            let movable_h = all.per_day.iter().sum::<f64>() - firm.per_day.iter().sum::<f64>();
            Station { machine, hours, unattended, overtime, all, firm, movable_h }
        })
        .collect()
}

fn hours_in_a_day(hours: f64, most: f64) -> f64 {
    if hours.is_finite() { hours.clamp(0.0, most.max(0.0)) } else { 0.0 }
}

/// A load as working days: first day, number of days, hours of each.
fn spread(load: &BookedLoad, days: &WorkingDays<'_>) -> Option<(usize, usize, f64)> {
    if !(load.hours.is_finite() && load.hours > 0.0) {
        return None;
    }
    let length = usize::try_from(load.working_days.max(1)).unwrap_or(usize::MAX);
    let hours_per_day = load.hours / f64::from(load.working_days.max(1));
    let gone = match (load.from, load.from_working_day) {
        (Some(date), _) => days.elapsed_since(date)?,
        (None, _) => 0,
    };
    let first = match (load.from, load.from_working_day) {
        (Some(date), _) => days.at_or_after(date)?,
        (None, Some(day)) => usize::try_from(day).unwrap_or(usize::MAX),
        (None, None) => 0,
    };
    let left = length.saturating_sub(gone);
    (left > 0 && first < days.len()).then_some((first, left, hours_per_day))
}

fn booked(loads: &[&BookedLoad], days: &WorkingDays<'_>, hours: f64, share: f64) -> Booked {
    let mut asked = vec![0.0; days.len()];
    let mut joining = vec![0.0; days.len()];
    for (first, length, per_day) in loads.iter().filter_map(|load| spread(load, days)) {
        for day in asked.iter_mut().skip(first).take(length) {
            *day += per_day * share;
        }
        joining[first] += per_day * length as f64 * share;
    }
    let mut late = 0.0;
    let mut behind = 0.0;
    let mut result = Booked { per_day: Vec::with_capacity(days.len()), queue: Vec::with_capacity(days.len()) };
    for (asked, joining) in asked.into_iter().zip(joining) {
        let due: f64 = late + asked;
        let worked = due.min(hours);
        late = due - worked;
        result.per_day.push(worked);
        behind += joining;
        result.queue.push(behind);
        behind = (behind - hours).max(0.0);
    }
    result
}
