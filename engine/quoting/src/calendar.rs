//! Working days of the shop from the day of the quote on, numbered from 0.
//!
//! Every plan counts in these numbers, so that a weekend or a closed day can neither be worked nor promised.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use trusquin_domain::Calendar;

/// How far ahead work is planned, calendar days: three years. What does not fit is not priced, with that reason.
pub(crate) const HORIZON_DAYS: usize = 3 * 365;

/// Calendar days looked back for a load that began before the quote; an older load is over.
const LOOK_BACK_DAYS: usize = 3 * 365;

/// The working days within the horizon.
pub(crate) struct WorkingDays<'a> {
    calendar: &'a Calendar,
    closed: BTreeSet<Date>,
    dates: Vec<Date>,
}

impl<'a> WorkingDays<'a> {
    /// Day 0 is the first working day at or after `today`.
    pub(crate) fn from(today: Date, calendar: &'a Calendar) -> Self {
        let closed: BTreeSet<Date> = calendar.closed.iter().copied().collect();
        let mut days = Self { calendar, closed, dates: Vec::new() };
        days.dates = following(today).take(HORIZON_DAYS).filter(|date| days.open(*date)).collect();
        days
    }

    fn open(&self, date: Date) -> bool {
        self.calendar.working_days.contains(&date.weekday().to_monday_one_offset()) && !self.closed.contains(&date)
    }

    /// Number of working days within the horizon.
    pub(crate) fn len(&self) -> usize {
        self.dates.len()
    }

    /// Date of a working day; `None` beyond the horizon.
    pub(crate) fn date(&self, day: usize) -> Option<Date> {
        self.dates.get(day).copied()
    }

    /// Number of the first working day at or after `date`; `None` beyond the horizon.
    pub(crate) fn at_or_after(&self, date: Date) -> Option<usize> {
        let day = self.dates.partition_point(|open| *open < date);
        (day < self.dates.len()).then_some(day)
    }

    /// Working days gone by between `from` and day 0; `None` when `from` is too long ago to matter.
    pub(crate) fn elapsed_since(&self, from: Date) -> Option<usize> {
        let Some(first) = self.dates.first().copied() else { return Some(0) };
        let mut count = 0;
        for date in following(from).take(LOOK_BACK_DAYS) {
            if date >= first {
                return Some(count);
            }
            count += usize::from(self.open(date));
        }
        None
    }
}

/// The date and all after it that a calendar can write.
fn following(date: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(date), |day| day.checked_add(1.day()).ok())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn calendar() -> Calendar {
        Calendar {
            working_days: vec![1, 2, 3, 4, 5],
            closed: vec![date(2026, 12, 25)],
            booked: Vec::new(),
            absence: Vec::new(),
            maintenance: Vec::new(),
        }
    }

    #[test]
    fn a_quote_made_on_saturday_starts_counting_on_monday() {
        let calendar = calendar();
        let days = WorkingDays::from(date(2026, 11, 21), &calendar);
        assert_eq!(days.date(0), Some(date(2026, 11, 23)));
        assert_eq!(days.date(5), Some(date(2026, 11, 30)));
    }

    #[test]
    fn a_closed_day_is_not_a_working_day() {
        let calendar = calendar();
        let days = WorkingDays::from(date(2026, 12, 24), &calendar);
        assert_eq!(days.date(1), Some(date(2026, 12, 28)));
        assert_eq!(days.at_or_after(date(2026, 12, 25)), Some(1));
    }

    #[test]
    fn days_gone_by_before_the_quote_are_counted() {
        let calendar = calendar();
        let days = WorkingDays::from(date(2026, 11, 23), &calendar);
        assert_eq!(days.elapsed_since(date(2026, 11, 16)), Some(5));
        assert_eq!(days.elapsed_since(date(1990, 1, 1)), None);
    }

    #[test]
    fn the_end_of_time_and_a_shop_that_never_opens_are_no_panic() {
        let calendar = calendar();
        assert_eq!(WorkingDays::from(Date::MAX, &calendar).len(), 1);
        let never =
            Calendar { working_days: Vec::new(), closed: Vec::new(), booked: Vec::new(), absence: Vec::new(), maintenance: Vec::new() };
        assert_eq!(WorkingDays::from(date(2026, 11, 23), &never).len(), 0);
    }
}
