//! Points in time as exporters write them: ISO, day or month first, compact, twelve-hour clock, spreadsheet day numbers.

use jiff::civil::{Date, DateTime, Time};

/// Which of two small numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    /// 31/12/2026, the European way; also taken when nothing in the file decides.
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
}

impl DayOrder {
    /// Told from a whole column, because one date alone is ambiguous. `None` when the column contradicts itself.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (mut day_first, mut month_first) = (false, false);
        for text in texts {
            if let [first, second, year, ..] = groups(text)[..]
                && year > 31
                && first <= 31
            {
                day_first |= first > 12;
                month_first |= second > 12;
            }
        }
        match (day_first, month_first) {
            (true, true) => None,
            (false, true) => Some(Self::MonthFirst),
            _ => Some(Self::DayFirst),
        }
    }
}

/// Reads a point in time; `None` when the text is none. A date alone is its midnight. Fractions of a second and zones are left out.
pub fn instant(text: &str, order: DayOrder) -> Option<DateTime> {
    let text = text.trim();
    if let Some(moment) = spreadsheet_day(text) {
        return Some(moment);
    }
    let parts = groups(text);
    let small = |number: u32| i8::try_from(number).ok();
    let (date, rest) = match parts[..] {
        // 20120102 or 20120102 10:15
        [whole, ..] if (19_000_101..=29_991_231).contains(&whole) => {
            (Date::new(i16::try_from(whole / 10_000).ok()?, small(whole / 100 % 100)?, small(whole % 100)?).ok()?, &parts[1..])
        }
        [year, month, day, ..] if year > 31 => (Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()?, &parts[3..]),
        [first, second, year, ..] => {
            let year = if year < 100 { year + 2000 } else { year };
            let (day, month) = if order == DayOrder::DayFirst { (first, second) } else { (second, first) };
            (Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()?, &parts[3..])
        }
        _ => return None,
    };
    let lower = text.to_ascii_lowercase();
    let time = match rest {
        [] => Time::midnight(),
        // 101500 after a compact date
        [whole] if *whole > 2400 => Time::new(small(whole / 10_000)?, small(whole / 100 % 100)?, small(whole % 100)?, 0).ok()?,
        [hour, rest @ ..] => {
            let hour = match (lower.contains("pm"), lower.contains("am")) {
                (true, _) if *hour < 12 => hour + 12,
                (_, true) if *hour == 12 => 0,
                _ => *hour,
            };
            let (minute, second) = (rest.first().copied().unwrap_or(0), rest.get(1).copied().unwrap_or(0));
            if hour == 24 && minute == 0 {
                return date.checked_add(jiff::Span::new().days(1)).ok().map(|next| next.to_datetime(Time::midnight()));
            }
            Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?
        }
    };
    Some(date.to_datetime(time))
}

/// The numbers of a text, in order.
fn groups(text: &str) -> Vec<u32> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).map(|part| part.parse().unwrap_or(u32::MAX)).collect()
}

/// Days since 30 December 1899, as spreadsheets keep them: 40910.4375 is 2 January 2012, 10:30.
fn spreadsheet_day(text: &str) -> Option<DateTime> {
    let days: f64 = text.replace(',', ".").parse().ok().filter(|days| (20_000.0..80_000.0).contains(days))?;
    let seconds = ((days - days.floor()) * 86_400.0).round();
    let date = Date::new(1899, 12, 30).ok()?.checked_add(jiff::Span::new().days(days.floor() as i64)).ok()?;
    date.to_datetime(Time::midnight()).checked_add(jiff::Span::new().seconds(seconds as i64)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_hands_write_the_same_moment() {
        for text in [
            "2012-01-02 10:30:00",
            "2012-01-02T10:30:00Z",
            "02/01/2012 10:30",
            "2/1/12 10:30:00",
            "02.01.2012 10:30",
            "20120102 10:30:00",
            "20120102 103000",
            "2012/01/02 10:30",
            "02-01-2012 10h30",
            "02/01/2012 10:30:00 AM",
            "40910.4375",
            "40910,4375",
        ] {
            let read = instant(text, DayOrder::DayFirst).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(read.to_string(), "2012-01-02T10:30:00", "{text}");
        }
        assert_eq!(instant("1/2/2012 1:05 PM", DayOrder::MonthFirst).unwrap().to_string(), "2012-01-02T13:05:00");
        assert_eq!(instant("31/12/2011 24:00", DayOrder::DayFirst).unwrap().to_string(), "2012-01-01T00:00:00");
        for text in ["", "tomorrow", "32/01/2012", "2012-13-01", "12"] {
            assert_eq!(instant(text, DayOrder::DayFirst), None, "{text}");
        }
    }

    #[test]
    fn the_column_tells_which_number_is_the_day() {
        let of = |texts: &[&str]| DayOrder::of(texts.iter().copied());
        assert_eq!(of(&["1/2/2012", "13/1/2012"]), Some(DayOrder::DayFirst));
        assert_eq!(of(&["1/2/2012", "1/13/2012"]), Some(DayOrder::MonthFirst));
        assert_eq!(of(&["1/2/2012"]), Some(DayOrder::DayFirst));
        assert_eq!(of(&["13/1/2012", "1/13/2012"]), None);
        assert_eq!(of(&["2012-01-13 10:00"]), Some(DayOrder::DayFirst));
    }
}
