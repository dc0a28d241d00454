//! The planning board: finite capacity, machine by machine and working day by working day.
//!
//! A day is a box of hours: booked work first, then ours in the order it is placed. An operation may begin on the day
//! the previous one ended, with the hours of that day that are left after it; it may be spread over several days.
//! The board does not know the hour at which another order leaves the machine.

use crate::job::Place;
use crate::load::Station;

/// Hours below which nothing is left to do: a third of a second.
const NOTHING_H: f64 = 1e-4;

/// A moment: a working day and the hours of it already gone.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Moment {
    /// Number of the working day.
    pub(crate) day: usize,
    /// Hours gone by since it opened.
    pub(crate) hour: f64,
}

impl Moment {
    /// The opening of a day.
    pub(crate) fn opening(day: usize) -> Self {
        Self { day, hour: 0.0 }
    }

    /// The later of two.
    pub(crate) fn latest(self, other: Self) -> Self {
        if other > self { other } else { self }
    }
}

/// What the shop does to make room.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    /// Machines on which only the firm load stays ahead of us.
    pub(crate) jump: Vec<bool>,
    /// Machines on which overtime is worked.
    pub(crate) overtime: Vec<bool>,
    /// Machines run on unattended.
    pub(crate) unattended: bool,
}

/// What an operation took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Taken {
    /// First day.
    pub(crate) start: usize,
    /// Last day.
    pub(crate) end: usize,
    /// Setup really done, s.
    pub(crate) setup_s: f64,
    /// Run with an operator on duty, s.
    pub(crate) attended_s: f64,
    /// Run unattended, s.
    pub(crate) unattended_s: f64,
    /// Of setup and attended run: worked in overtime, hours.
    pub(crate) overtime_h: f64,
    /// Of setup and attended run: worked in the place of another order, hours.
    pub(crate) displaced_h: f64,
    /// Hours of booked orders it stood behind when it was ready.
    pub(crate) queue_h: f64,
    /// When the next operation may begin.
    pub(crate) after: Moment,
}

impl Taken {
    /// Work that no day of the calendar has room for.
    pub(crate) fn without_day(setup_s: f64, run_s: f64) -> Self {
        Self {
            start: usize::MAX,
            end: usize::MAX,
            setup_s,
            attended_s: run_s,
            unattended_s: 0.0,
            overtime_h: 0.0,
            displaced_h: 0.0,
            queue_h: 0.0,
            after: Moment::opening(usize::MAX),
        }
    }
}

/// Hours we use on one machine.
#[derive(Debug, Clone, Default)]
struct Sheet {
    normal: Vec<f64>,
    /// Of `normal`: hours that push nobody.
    free: Vec<f64>,
    overtime: Vec<f64>,
    unattended: Vec<f64>,
    displaced: f64,
    /// By day, itself while it has hours left, or a later day to look at.
    next_open: Vec<usize>,
}

/// The board of one scenario.
pub(crate) struct Board<'a> {
    stations: &'a [Station<'a>],
    sheets: Vec<Sheet>,
    days: usize,
}

impl<'a> Board<'a> {
    /// A board with only the booked load on it.
    pub(crate) fn new(stations: &'a [Station<'a>], days: usize) -> Self {
        Self { stations, sheets: vec![Sheet::default(); stations.len()], days }
    }

    /// When the queue ahead is worked off for who is ready at `at`: closed days are passed over.
    fn turn(station: &Station<'_>, queue: &[f64], at: Moment) -> Moment {
        let hours_of = |day: usize| station.open.get(day).copied().unwrap_or(station.hours);
        let ready = if at.hour < hours_of(at.day) { at } else { Moment::opening(at.day.saturating_add(1)) };
        let mut ahead = queue.get(ready.day).copied().unwrap_or(0.0).max(ready.hour);
        let mut day = ready.day;
        while day < station.open.len() && ahead >= hours_of(day) {
            ahead -= hours_of(day);
            day += 1;
        }
        Moment { day, hour: ahead }
    }

    /// Places an operation at the first hours it can have from `at` on; `None` when the horizon has no room for it.
    pub(crate) fn place(&mut self, station: usize, at: Moment, setup_s: f64, run_s: f64, rules: &Rules) -> Option<Taken> {
        let on = self.stations.get(station)?;
        let sheet = self.sheets.get_mut(station)?;
        let mut setup_h = setup_s / 3600.0;
        let mut run_h = run_s / 3600.0;
        let mut taken = Taken {
            start: at.day,
            end: at.day,
            setup_s,
            attended_s: run_s,
            unattended_s: 0.0,
            overtime_h: 0.0,
            displaced_h: 0.0,
            queue_h: 0.0,
            after: at,
        };
        if setup_h + run_h <= NOTHING_H {
            return (at.day < self.days).then_some(taken);
        }
        if on.hours <= 0.0 {
            return None;
        }
        sheet.open(self.days);
        let jump = rules.jump.get(station).copied().unwrap_or(false);
        let overtime = if rules.overtime.get(station).copied().unwrap_or(false) { on.overtime } else { 0.0 };
        let unattended = if rules.unattended { on.unattended } else { 0.0 };
        let booked = if jump { &on.firm } else { &on.all };
        let full_turn = Self::turn(on, &on.all.queue, at).day;
        let movable_h = if jump { on.movable_h } else { 0.0 };
        taken.queue_h = booked.queue.get(at.day).copied().unwrap_or(0.0);

        let mut now = Self::turn(on, &booked.queue, at);
        now = sheet.skip_full_days(now);
        let mut started = false;
        while setup_h + run_h > NOTHING_H {
            if now.day >= self.days {
                return None;
            }
            let day = now.day;
            let open = on.open.get(day).copied().unwrap_or(0.0);
            // A day the machine is closed has neither overtime nor an unattended night.
            let there = |hours: f64| if open > 0.0 { hours } else { 0.0 };
            let normal_left = (open - booked.per_day[day] - sheet.normal[day]).max(0.0);
            let overtime_left = there((overtime - sheet.overtime[day]).max(0.0));
            let unattended_left = there((unattended - sheet.unattended[day]).max(0.0));
            let normal = normal_left.min((open - now.hour).max(0.0));
            let attended = (normal + overtime_left).min((open + overtime - now.hour).max(0.0)).min(setup_h + run_h);
            // Hours that push nobody, then overtime, and other orders are moved only for the rest.
            let free = if !jump {
                normal
            } else if day < full_turn && sheet.displaced < movable_h {
                0.0
            } else {
                normal.min((open - on.all.per_day[day] - sheet.free[day]).max(0.0))
            };
            let from_free = attended.min(free);
            let from_overtime = (attended - from_free).min(overtime_left);
            let moved = attended - from_free - from_overtime;
            let displaced = moved.min((movable_h - sheet.displaced).max(0.0));
            sheet.normal[day] += from_free + moved;
            sheet.free[day] += from_free + moved - displaced;
            sheet.overtime[day] += from_overtime;
            sheet.displaced += displaced;
            taken.overtime_h += from_overtime;
            taken.displaced_h += displaced;
            let setting = setup_h.min(attended);
            setup_h -= setting;
            run_h -= attended - setting;
            let alone = if setup_h <= NOTHING_H { run_h.max(0.0).min(unattended_left) } else { 0.0 };
            run_h -= alone;
            sheet.unattended[day] += alone;
            taken.unattended_s += alone * 3600.0;
            if attended + alone > NOTHING_H {
                taken.start = if started { taken.start } else { day };
                started = true;
                taken.end = day;
                let begun = now.hour.max(open - normal_left);
                taken.after = Moment { day, hour: begun + attended + alone };
            }
            if setup_h + run_h > NOTHING_H {
                sheet.close_full_day(day, normal_left - from_free - moved, overtime_left - from_overtime, unattended_left - alone);
                now = sheet.skip_full_days(Moment::opening(day + 1));
            }
        }
        taken.attended_s = (run_s - taken.unattended_s).max(0.0);
        Some(taken)
    }

    /// Our hours on a machine and a day: attended in opening hours, in overtime, unattended.
    #[cfg(test)]
    pub(crate) fn used(&self, station: usize, day: usize) -> (f64, f64, f64) {
        let sheet = &self.sheets[station];
        let at = |hours: &Vec<f64>| hours.get(day).copied().unwrap_or(0.0);
        (at(&sheet.normal), at(&sheet.overtime), at(&sheet.unattended))
    }
}

/// Sends a lot out: it leaves on the day it is ready, or the next one when that day has been worked, and may go on
/// the working day after its days away.
pub(crate) fn send_out(at: Moment, working_days: usize, days: usize) -> Option<Taken> {
    let start = if at.hour > NOTHING_H { at.day.saturating_add(1) } else { at.day };
    let back = start.saturating_add(working_days);
    (back < days).then_some(Taken {
        start,
        end: back.saturating_sub(1).max(start),
        setup_s: 0.0,
        attended_s: 0.0,
        unattended_s: 0.0,
        overtime_h: 0.0,
        displaced_h: 0.0,
        queue_h: 0.0,
        after: Moment::opening(back),
    })
}

impl Sheet {
    fn open(&mut self, days: usize) {
        if self.normal.len() < days {
            for hours in [&mut self.normal, &mut self.free, &mut self.overtime, &mut self.unattended] {
                hours.resize(days, 0.0);
            }
            self.next_open = (0..days).collect();
        }
    }

    fn close_full_day(&mut self, day: usize, normal: f64, overtime: f64, unattended: f64) {
        if normal <= NOTHING_H && overtime <= NOTHING_H && unattended <= NOTHING_H {
            self.next_open[day] = day + 1;
        }
    }

    /// The moment, or the opening of the first later day with hours left when its day is full.
    fn skip_full_days(&mut self, at: Moment) -> Moment {
        let mut day = at.day;
        while let Some(next) = self.next_open.get(day).copied().filter(|next| *next != day) {
            // Shortening the way keeps a long full period from being walked again and again.
            if let Some(after) = self.next_open.get(next).copied() {
                self.next_open[day] = after;
            }
            day = next;
        }
        if day == at.day { at } else { Moment::opening(day) }
    }
}

impl Place<'_> {
    /// Number of the machine, when done inside.
    pub(crate) fn station(&self) -> Option<usize> {
        match self {
            Self::Inside { station, .. } => Some(*station),
            Self::Outside { .. } => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use proptest::prelude::*;
    use trusquin_domain::Shop;

    use super::*;
    use crate::calendar::WorkingDays;
    use crate::load::stations;

    fn shop() -> Shop {
        Shop::from_toml(include_str!("../tests/fixture/shop.toml")).expect("the test shop is consistent")
    }

    fn rules(jump: bool, overtime: bool, unattended: bool) -> Rules {
        Rules { jump: vec![jump; 3], overtime: vec![overtime; 3], unattended }
    }

    #[test]
    fn work_waits_behind_the_queue_and_fills_the_hours_left() {
        let shop = shop();
        let days = WorkingDays::from(jiff::civil::date(2026, 11, 23), &shop.calendar);
        let stations = stations(&shop, &days);
        let mut board = Board::new(&stations, days.len());
        let first = board.place(0, Moment::opening(0), 3600.0, 9.0 * 3600.0, &rules(false, false, false)).expect("there is room");
        assert_eq!((first.start, first.end, first.queue_h), (5, 6, 40.0));
        let second = board.place(0, Moment::opening(0), 0.0, 7.0 * 3600.0, &rules(false, false, false)).expect("there is room");
        assert_eq!((second.start, second.end), (6, 7));
    }

    #[test]
    fn a_setup_is_never_left_unattended() {
        let shop = shop();
        let days = WorkingDays::from(jiff::civil::date(2026, 11, 23), &shop.calendar);
        let stations = stations(&shop, &days);
        let mut board = Board::new(&stations, days.len());
        let long_setup = board.place(0, Moment::opening(10), 9.0 * 3600.0, 3600.0, &rules(false, false, true)).expect("there is room");
        assert_eq!((long_setup.start, long_setup.end, long_setup.unattended_s), (10, 11, 0.0));
        let long_run = board.place(0, Moment::opening(20), 3600.0, 11.0 * 3600.0, &rules(false, false, true)).expect("there is room");
        assert_eq!((long_run.start, long_run.end), (20, 20));
        assert!((long_run.unattended_s - 4.0 * 3600.0).abs() < 1e-6);
    }

    #[test]
    fn maintenance_and_absences_are_not_worked() {
        let mut shop = shop();
        shop.calendar.booked.clear();
        let closure = |hours_per_day| trusquin_domain::Closure {
            machine: Some("tour".to_owned()),
            from: None,
            from_working_day: Some(1),
            working_days: 2,
            hours_per_day,
            reason: String::new(),
        };
        shop.calendar.maintenance = vec![closure(None)];
        let days = WorkingDays::from(jiff::civil::date(2026, 11, 23), &shop.calendar);
        let closed = stations(&shop, &days);
        let taken = Board::new(&closed, days.len()).place(0, Moment::opening(0), 0.0, 9.0 * 3600.0, &rules(false, true, true));
        // Eight hours and four unattended on the first day are enough; without them the work waits for day 3.
        assert_eq!(taken.map(|taken| taken.end), Some(0));
        let taken = Board::new(&closed, days.len()).place(0, Moment::opening(0), 0.0, 9.0 * 3600.0, &rules(false, false, false));
        assert_eq!(taken.map(|taken| (taken.start, taken.end)), Some((0, 3)));
        shop.calendar.maintenance.clear();
        shop.calendar.absence = vec![closure(Some(6.0))];
        let days = WorkingDays::from(jiff::civil::date(2026, 11, 23), &shop.calendar);
        let short = stations(&shop, &days);
        let taken = Board::new(&short, days.len()).place(0, Moment::opening(1), 0.0, 5.0 * 3600.0, &rules(false, false, false));
        assert_eq!(taken.map(|taken| (taken.start, taken.end)), Some((1, 3)));
    }

    #[test]
    fn endless_work_ends_with_the_horizon() {
        let shop = shop();
        let days = WorkingDays::from(jiff::civil::date(2026, 11, 23), &shop.calendar);
        let stations = stations(&shop, &days);
        let mut board = Board::new(&stations, days.len());
        assert_eq!(board.place(0, Moment::opening(0), 0.0, 1e300, &rules(true, true, true)), None);
        assert_eq!(send_out(Moment::opening(0), usize::MAX, days.len()), None);
    }

    proptest! {
        #[test]
        fn no_day_holds_more_than_its_hours(
            work in proptest::collection::vec((0..3_usize, 0..30_usize, 0.0..30_000.0, 0.0..200_000.0), 0..40),
            loads in proptest::collection::vec((0..20_u32, 1..12_u32, 0.0..150.0), 0..5),
            closed in proptest::collection::vec((0..20_u32, 1..12_u32, proptest::option::of(0.0..10.0)), 0..3),
            (jump, overtime, unattended) in any::<(bool, bool, bool)>(),
        ) {
            let mut shop = shop();
            shop.calendar.booked = loads
                .into_iter()
                .map(|(first, working_days, hours)| trusquin_domain::BookedLoad {
                    machine: "tour".to_owned(), from_working_day: Some(first), from: None, working_days, hours, order: None, urgent: false, due: None,
                })
                .collect();
            shop.calendar.maintenance = closed
                .into_iter()
                .map(|(first, working_days, hours_per_day)| trusquin_domain::Closure {
                    machine: Some("tour".to_owned()),
                    from: None,
                    from_working_day: Some(first),
                    working_days,
                    hours_per_day,
                    reason: String::new(),
                })
                .collect();
            let days = WorkingDays::from(jiff::civil::date(2026, 11, 23), &shop.calendar);
            let stations = stations(&shop, &days);
            let mut board = Board::new(&stations, days.len());
            let (mut asked_h, mut placed_h) = (0.0, 0.0);
            for (station, ready, setup_s, run_s) in work {
                let taken = board.place(station, Moment::opening(ready), setup_s, run_s, &rules(jump, overtime, unattended));
                let taken = taken.expect("three years are enough");
                prop_assert!(taken.start >= ready && taken.end >= taken.start && taken.after.day >= taken.end);
                prop_assert!(taken.after.hour <= 24.0 + 1e-6);
                asked_h += (setup_s + run_s) / 3600.0;
            }
            for (index, station) in stations.iter().enumerate() {
                let booked = if jump { &station.firm } else { &station.all };
                for day in 0..days.len() {
                    let (normal, extra, alone) = board.used(index, day);
                    prop_assert!(normal + booked.per_day[day] <= station.open[day] + 1e-6);
                    let closed = station.open[day] <= 0.0;
                    prop_assert!(!closed || extra + alone <= 1e-9);
                    let most = if overtime { station.overtime } else { 0.0 };
                    prop_assert!(extra <= most + 1e-6);
                    let most = if unattended { station.unattended } else { 0.0 };
                    prop_assert!(alone <= most + 1e-6);
                    placed_h += normal + extra + alone;
                }
            }
            prop_assert!((asked_h - placed_h).abs() < 0.01, "{asked_h} h asked, {placed_h} h placed");
        }
    }
}
