//! What is already booked on a machine: hours per working day, and the queue a new order stands behind.

use trusquin_domain::{BookedLoad, Closure, Machine, Shop};

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
    /// Hours open each working day: those of a day less absences and maintenance.
    pub(crate) open: Vec<f64>,
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
            let open = open_hours(machine, hours, shop, days);
            let loads: Vec<&BookedLoad> = shop.calendar.booked.iter().filter(|load| load.machine == machine.id).collect();
            let all = booked(&loads, days, &open, |_| 1.0);
            let firm = booked(&loads, days, &open, |load| if load.urgent { 1.0 } else { firm_share });
            let movable_h = all.per_day.iter().sum::<f64>() - firm.per_day.iter().sum::<f64>();
            Station { machine, hours, open, unattended, overtime, all, firm, movable_h }
        })
        .collect()
}

/// Hours of each working day less what absences and maintenance take; two on the same day add up.
fn open_hours(machine: &Machine, hours: f64, shop: &Shop, days: &WorkingDays<'_>) -> Vec<f64> {
    let mut open = vec![hours; days.len()];
    let concerned = |closure: &&Closure| closure.machine.as_ref().is_none_or(|id| *id == machine.id);
    for closure in shop.calendar.absence.iter().chain(&shop.calendar.maintenance).filter(concerned) {
        let period = Period { from: closure.from, from_working_day: closure.from_working_day, working_days: closure.working_days };
        let Some((first, length)) = period.on(days) else { continue };
        let lost = closure.hours_per_day.map_or(24.0, |lost| hours_in_a_day(lost, 24.0));
        for left in open.iter_mut().skip(first).take(length) {
            *left = (*left - lost).max(0.0);
        }
    }
    open
}

fn hours_in_a_day(hours: f64, most: f64) -> f64 {
    if hours.is_finite() { hours.clamp(0.0, most.max(0.0)) } else { 0.0 }
}

/// A period of the shop file: by date, or counted from the day of the quote.
struct Period {
    from: Option<jiff::civil::Date>,
    from_working_day: Option<u32>,
    working_days: u32,
}

impl Period {
    /// First working day and number of days left of it from the day of the quote on.
    fn on(&self, days: &WorkingDays<'_>) -> Option<(usize, usize)> {
        let length = usize::try_from(self.working_days.max(1)).unwrap_or(usize::MAX);
        let gone = match (self.from, self.from_working_day) {
            (Some(date), _) => days.elapsed_since(date)?,
            (None, _) => 0,
        };
        let first = match (self.from, self.from_working_day) {
            (Some(date), _) => days.at_or_after(date)?,
            (None, Some(day)) => usize::try_from(day).unwrap_or(usize::MAX),
            (None, None) => 0,
        };
        let left = length.saturating_sub(gone);
        (left > 0 && first < days.len()).then_some((first, left))
    }
}

/// A load as working days: first day, number of days, hours of each.
pub(crate) fn spread(load: &BookedLoad, days: &WorkingDays<'_>) -> Option<(usize, usize, f64)> {
    if !(load.hours.is_finite() && load.hours > 0.0) {
        return None;
    }
    let period = Period { from: load.from, from_working_day: load.from_working_day, working_days: load.working_days };
    let (first, left) = period.on(days)?;
    Some((first, left, load.hours / f64::from(load.working_days.max(1))))
}

fn booked(loads: &[&BookedLoad], days: &WorkingDays<'_>, open: &[f64], share: impl Fn(&BookedLoad) -> f64) -> Booked {
    let mut asked = vec![0.0; days.len()];
    let mut joining = vec![0.0; days.len()];
    for (load, (first, length, per_day)) in loads.iter().filter_map(|load| Some((*load, spread(load, days)?))) {
        let share = share(load);
        for day in asked.iter_mut().skip(first).take(length) {
            *day += per_day * share;
        }
        joining[first] += per_day * length as f64 * share;
    }
    let mut late = 0.0;
    let mut behind = 0.0;
    let mut result = Booked { per_day: Vec::with_capacity(days.len()), queue: Vec::with_capacity(days.len()) };
    for ((asked, joining), hours) in asked.into_iter().zip(joining).zip(open) {
        let due: f64 = late + asked;
        let worked = due.min(*hours);
        late = due - worked;
        result.per_day.push(worked);
        behind += joining;
        result.queue.push(behind);
        behind = (behind - hours).max(0.0);
    }
    result
}
