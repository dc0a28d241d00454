//! Days written in a sentence, and what they are for: delivery or answer.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use regex::{Captures, Match, Regex};

use super::words::{DayWords, Words};

/// Why a day cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unclear {
    /// `05/12/2026` in English: May or December.
    Order,
    /// No year, and the mail has no date.
    Year,
    /// `next Friday`, working days, a time that runs from an unsaid day.
    Start,
}

/// A day in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FoundDay {
    /// Where, in bytes.
    pub(crate) place: Range<usize>,
    /// Which.
    pub(crate) day: Result<Date, Unclear>,
    /// A day and month, or a weekday, alone: a day only behind a word that announces one.
    weak: bool,
    /// A time instead of a day.
    duration: bool,
}

/// A day, and whether it is weak.
type ReadDay = (Result<Date, Unclear>, bool);

/// What a day is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    Delivery,
    Reply,
}

/// Days of a sentence, in order, each with what it is for; days for nothing of ours are left out.
pub(crate) fn wanted_days(sentence: &str, sent: Option<Date>, words: &Words) -> Vec<(For, Result<Date, Unclear>)> {
    let days = find_days(sentence, sent, words);
    let purposes = days.iter().map(|day| (purpose(sentence, day, &words.day), day));
    purposes
        .filter_map(|(purpose, found)| {
            let purpose = purpose?;
            // A delivery time runs from the order, which has no day yet.
            let day = if found.duration && purpose == For::Delivery { Err(Unclear::Start) } else { found.day };
            // A day before the mail is a day of an older order or mail.
            let past = matches!((day, sent), (Ok(day), Some(sent)) if day < sent);
            (!past).then_some((purpose, day))
        })
        .collect()
}

/// Days of a sentence, in order, none inside another.
pub(crate) fn find_days(sentence: &str, sent: Option<Date>, words: &Words) -> Vec<FoundDay> {
    let words = &words.day;
    let english = words.english.is_match(sentence);
    let mut found: Vec<FoundDay> = Vec::new();
    let mut add = |pattern: &Regex, read: &dyn Fn(&Captures<'_>, &str) -> Option<ReadDay>| {
        for captures in pattern.captures_iter(sentence) {
            let Some(whole) = captures.get(0) else { continue };
            let free = found.iter().all(|other| other.place.end <= whole.start() || whole.end() <= other.place.start);
            if let (true, Some((day, weak))) = (free, read(&captures, sentence.get(..whole.start()).unwrap_or_default())) {
                found.push(FoundDay { place: whole.range(), day, weak, duration: false });
            }
        }
    };
    add(&words.iso, &|it, _| Some((Ok(date(number(it, "y")?, number(it, "m")?, number(it, "d")?)?), false)));
    add(&words.numeric, &|it, _| {
        let year = number(it, "y").map(|year| if year < 100 { year + 2000 } else { year })?;
        let us_like = english && it.name("by").is_some_and(|by| by.as_str() == "/");
        Some((in_order(number(it, "a")?, number(it, "b")?, us_like, |month, day| date(year, month, day))?, false))
    });
    add(&words.end_of_month, &|it, _| Some((end_of_month(month(it, words)?, number(it, "y"), sent), false)));
    add(&words.day_month, &|it, _| Some((in_year(month(it, words)?, number(it, "d")?, number(it, "y"), sent)?, false)));
    add(&words.month_day, &|it, _| Some((in_year(month(it, words)?, number(it, "d")?, number(it, "y"), sent)?, false)));
    add(&words.week, &|it, before| {
        let week = number(it, "w").or_else(|| number(it, "w2"))?;
        let bare = it.name("w2").is_some_and(|_| !it.get(0).is_some_and(|whole| whole.as_str().starts_with(['S', 'W'])));
        let year = number(it, "y").or_else(|| number(it, "y2"));
        (!bare && (1..=53).contains(&week)).then(|| (week_end(week, year, sent, words.strictly_before_at_end.is_match(before)), false))
    });
    add(&words.short, &|it, _| {
        let us_like = english && it.name("by").is_some_and(|by| by.as_str() == "/");
        let day = in_order(number(it, "a")?, number(it, "b")?, us_like, |month, day| Some((month, day)))?;
        let day = match day {
            Ok((month, day)) => in_year(month, day, None, sent)?,
            Err(unclear) => Err(unclear),
        };
        Some((day, true))
    });
    add(&words.weekday, &|it, before| {
        let day = weekday(it.name("day")?, words)?;
        if words.next_at_end.is_match(before) {
            return Some((Err(Unclear::Start), false));
        }
        match it.name("behind") {
            Some(behind) if words.next.is_match(behind.as_str()) => Some((Err(Unclear::Start), false)),
            Some(_) => None,
            None => Some((sent.ok_or(Unclear::Year).and_then(|sent| next(sent, day).ok_or(Unclear::Year)), true)),
        }
    });
    for captures in words.duration.captures_iter(sentence) {
        let (Some(whole), Some(count)) = (captures.get(0), number(&captures, "n")) else { continue };
        let days = if captures.name("weeks").is_some() { count.saturating_mul(7) } else { count };
        let working = captures.name("work1").or(captures.name("work2")).is_some();
        let counted = sent.and_then(|sent| sent.checked_add(i64::from(days).days()).ok());
        let plain = !working && captures.name("within").is_some();
        let day = if plain { counted.ok_or(Unclear::Year) } else { Err(Unclear::Start) };
        if found.iter().all(|other| other.place.end <= whole.start() || whole.end() <= other.place.start) {
            found.push(FoundDay { place: whole.range(), day, weak: false, duration: true });
        }
    }
    found.sort_by_key(|day| day.place.start);
    found
}

/// The nearest announcing word before the day decides; without one, a word right behind it.
fn purpose(sentence: &str, found: &FoundDay, words: &DayWords) -> Option<For> {
    let before = sentence.get(..found.place.start)?;
    if words.from_at_end.is_match(before) || (found.weak && !words.on_at_end.is_match(before)) {
        return None;
    }
    let last = |pattern: &Regex| pattern.find_iter(before).map(|found| found.range()).max_by_key(|range| (range.end, range.len()));
    let nearest = [(last(&words.delivery), 0), (last(&words.reply), 1), (last(&words.offer), 2)]
        .into_iter()
        .filter_map(|(range, sort)| Some((range?, sort)))
        .max_by_key(|(range, sort)| (range.end, range.len(), 2 - sort));
    let Some((range, sort)) = nearest else {
        // Only a day that begins the sentence: `15/12/2026: delivery`.
        let behind = sentence.get(found.place.end..).filter(|_| !before.contains(char::is_alphabetic))?;
        let soon = |pattern: &Regex| pattern.find(behind).is_some_and(|found| found.start() <= 12);
        return match (soon(&words.delivery), soon(&words.reply)) {
            (true, false) => Some(For::Delivery),
            (false, true) => Some(For::Reply),
            _ => None,
        };
    };
    let between = before.get(range.end..)?;
    let longest = if found.duration { 25 } else { 80 };
    if between.chars().count() > longest {
        return None;
    }
    let is_offer = sort == 2;
    let deadline = words.before.is_match(between) && !between.contains(|it: char| it.is_ascii_digit()) && between.chars().count() <= 45;
    match sort {
        0 => Some(For::Delivery),
        _ if !is_offer || deadline || (found.duration && words_within(sentence, found)) => Some(For::Reply),
        _ => None,
    }
}

/// `your offer within 8 days`: the time itself carries the word for a deadline.
fn words_within(sentence: &str, found: &FoundDay) -> bool {
    found.day.is_ok() && sentence.get(found.place.clone()).is_some_and(|text| !text.starts_with(|first: char| first.is_ascii_digit()))
}

fn number(captures: &Captures<'_>, name: &str) -> Option<i32> {
    captures.name(name)?.as_str().parse().ok()
}

fn month(captures: &Captures<'_>, words: &DayWords) -> Option<i32> {
    let text = captures.name("month")?.as_str();
    words.months.iter().position(|month| month.is_match(text)).and_then(|index| i32::try_from(index + 1).ok())
}

fn weekday(text: Match<'_>, words: &DayWords) -> Option<Weekday> {
    let index = words.weekdays.iter().position(|day| day.is_match(text.as_str()))?;
    Weekday::from_monday_one_offset(i8::try_from(index + 1).ok()?).ok()
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Day before month, as Europe writes; the other way round only where Europe's cannot be, and unclear where English could mean both.
fn in_order<T: PartialEq>(a: i32, b: i32, us_like: bool, make: impl Fn(i32, i32) -> Option<T>) -> Option<Result<T, Unclear>> {
    let months = |month: i32| (1..=12).contains(&month);
    let european = months(b).then(|| make(b, a)).flatten();
    let american = (us_like && months(a)).then(|| make(a, b)).flatten();
    match (european, american) {
        (Some(one), Some(other)) if one != other => Some(Err(Unclear::Order)),
        (Some(day), _) | (None, Some(day)) => Some(Ok(day)),
        (None, None) => None,
    }
}

/// Without a year, the first such day that is not before the mail.
fn in_year(month: i32, day: i32, year: Option<i32>, sent: Option<Date>) -> Option<Result<Date, Unclear>> {
    // 29 February exists in some year.
    date(2024, month, day)?;
    match (year, sent) {
        (Some(year), _) => Some(Ok(date(year, month, day)?)),
        (None, None) => Some(Err(Unclear::Year)),
        (None, Some(sent)) => {
            let this = i32::from(sent.year());
            let first = (this..=this + 1).filter_map(|year| date(year, month, day)).find(|day| *day >= sent);
            Some(first.ok_or(Unclear::Year))
        }
    }
}

fn end_of_month(month: i32, year: Option<i32>, sent: Option<Date>) -> Result<Date, Unclear> {
    let last = |year: i32| date(year, month, 1).map(Date::last_of_month);
    match (year, sent) {
        (Some(year), _) => last(year).ok_or(Unclear::Year),
        (None, None) => Err(Unclear::Year),
        (None, Some(sent)) => {
            let this = i32::from(sent.year());
            (this..=this + 1).filter_map(last).find(|day| *day >= sent).ok_or(Unclear::Year)
        }
    }
}

/// Friday of an ISO week (ISO 8601); of the week before it when the day is to be before.
fn week_end(week: i32, year: Option<i32>, sent: Option<Date>, before: bool) -> Result<Date, Unclear> {
    let friday = |year: i32| -> Option<Date> {
        let day = ISOWeekDate::new(i16::try_from(year).ok()?, i8::try_from(week).ok()?, Weekday::Friday).ok()?.date();
        if before { day.checked_sub(7.days()).ok() } else { Some(day) }
    };
    match (year, sent) {
        (Some(year), _) => friday(year).ok_or(Unclear::Year),
        (None, None) => Err(Unclear::Year),
        (None, Some(sent)) => {
            let this = i32::from(sent.iso_week_date().year());
            (this..=this + 1).filter_map(friday).find(|day| *day >= sent).ok_or(Unclear::Year)
        }
    }
}

/// The next such weekday after the mail.
fn next(sent: Date, weekday: Weekday) -> Option<Date> {
    (1..=7_i64).filter_map(|days| sent.checked_add(days.days()).ok()).find(|day| day.weekday() == weekday)
}
