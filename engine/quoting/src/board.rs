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

/// Hours we use on one machine.
#[derive(Debug, Clone, Default)]
struct Sheet {
    normal: Vec<f64>,
    /// Of `normal`: hours that push nobody.
    free: Vec<f64>,
    overtime: Vec<f64>,
    unattended: Vec<f64>,
    displaced: f64,
    /// No hour is left before this day.
    open_from: usize,
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

    /// When the queue ahead is worked off for who is ready at `at`.
    fn turn(station: &Station<'_>, queue: &[f64], at: Moment) -> Moment {
        let ready = if at.hour < station.hours { at } else { Moment::opening(at.day.saturating_add(1)) };
        let ahead = queue.get(ready.day).copied().unwrap_or(0.0).max(ready.hour);
        let whole_days = (ahead / station.hours).floor();
        Moment { day: ready.day.saturating_add(whole_days as usize), hour: ahead - whole_days * station.hours }
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
        let movable_h: f64 = if jump { on.all.per_day.iter().sum::<f64>() - on.firm.per_day.iter().sum::<f64>() } else { 0.0 };
        taken.queue_h = booked.queue.get(at.day).copied().unwrap_or(0.0);

        let mut now = Self::turn(on, &booked.queue, at);
        if now.day < sheet.open_from {
            now = Moment::opening(sheet.open_from);
        }
        let mut started = false;
        while setup_h + run_h > NOTHING_H {
            if now.day >= self.days {
                return None;
            }
            let day = now.day;
            let normal_left = (on.hours - booked.per_day[day] - sheet.normal[day]).max(0.0);
            let overtime_left = (overtime - sheet.overtime[day]).max(0.0);
            let unattended_left = (unattended - sheet.unattended[day]).max(0.0);
            let normal = normal_left.min((on.hours - now.hour).max(0.0));
            let attended = (normal + overtime_left).min((on.hours + overtime - now.hour).max(0.0)).min(setup_h + run_h);
            // Hours that push nobody, then overtime, and other orders are moved only for the rest.
            let free = if !jump {
                normal
            } else if day < full_turn && sheet.displaced < movable_h {
                0.0
            } else {
                normal.min((on.hours - on.all.per_day[day] - sheet.free[day]).max(0.0))
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
                let begun = now.hour.max(on.hours - normal_left);
                taken.after = Moment { day, hour: begun + attended + alone };
            }
            if setup_h + run_h > NOTHING_H {
                sheet.close_full_day(day, normal_left - from_free - moved, overtime_left - from_overtime, unattended_left - alone);
                now = Moment::opening(day + 1);
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
        }
    }

    fn close_full_day(&mut self, day: usize, normal: f64, overtime: f64, unattended: f64) {
        if day == self.open_from && normal <= NOTHING_H && overtime <= NOTHING_H && unattended <= NOTHING_H {
            self.open_from = day + 1;
        }
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
