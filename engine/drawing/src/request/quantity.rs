//! Quantities in a sentence: behind the word for quantity, or before a unit of pieces.

use std::ops::Range;

use super::day::find_days;
use super::words::{QuantityWords, Words};

/// More pieces than this is no quantity of a machining shop, but a number of something else.
const MOST_PIECES: u32 = 1_000_000;
/// Most quantities of one list.
const MOST_QUANTITIES: usize = 20;

/// Quantities of a sentence.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FoundQuantities {
    /// Lists with their place, in order.
    pub(crate) lists: Vec<(Range<usize>, Vec<u32>)>,
    /// A number of pieces is there, but about, at least, or from one to another.
    pub(crate) unclear: bool,
}

/// Reads a sentence whose article numbers are blanked.
pub(crate) fn find_quantities(sentence: &str, words: &Words) -> FoundQuantities {
    let mut found = FoundQuantities::default();
    let patterns = &words.quantity;
    if patterns.elsewhere.is_match(sentence) {
        return found;
    }
    let text = without_days(sentence, words);
    for captures in patterns.named.captures_iter(&text) {
        let Some(list) = captures.name("list") else { continue };
        take(&mut found, &text, list.range(), true, patterns);
    }
    for list in patterns.list.find_iter(&text) {
        take(&mut found, &text, list.range(), false, patterns);
    }
    found.lists.sort_by_key(|(place, _)| place.start);
    found
}

/// Takes a list when it is plainly one of pieces.
fn take(found: &mut FoundQuantities, text: &str, place: Range<usize>, named: bool, words: &QuantityWords) {
    if found.lists.iter().any(|(other, _)| other.start < place.end && place.start < other.end) {
        return;
    }
    let (Some(before), Some(raw), Some(behind)) = (text.get(..place.start), text.get(place.clone()), text.get(place.end..)) else { return };
    let stuck = before.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '.' | ',' | '/' | '-' | 'Ø' | '#' | '_' | '°'));
    let measured = words.not_pieces_behind.is_match(behind) || behind.starts_with(['/', '_']);
    let with_unit = words.ends_with_unit.is_match(raw);
    if (stuck && !named) || (measured && !with_unit) || words.files_behind.is_match(behind) {
        return;
    }
    let named = named || words.word.is_match(last_characters(before, 30));
    let pieces = with_unit || named;
    let first = first_number(raw);
    let second_end = words.range_before.captures(before).and_then(|it| it.name("number")?.as_str().parse::<u32>().ok());
    let first_end = words.range_behind.captures(behind).and_then(|it| it.name("number")?.as_str().parse::<u32>().ok());
    let ranged = second_end.is_some_and(|low| Some(low) < first) || first_end.is_some_and(|high| first < Some(high));
    let summed = behind.trim_start().starts_with('+') || before.trim_end().ends_with('+');
    if ranged || summed || words.about_before.is_match(before) {
        found.unclear |= pieces;
        return;
    }
    let values = read_list(raw, words);
    let single_without_reason = !named && values.as_ref().is_ok_and(|values| values.len() < 2) && !words.asking_before.is_match(before);
    if !pieces || single_without_reason || (named && !with_unit && !directly_named(before, words)) {
        return;
    }
    match values {
        Ok(values) if !values.is_empty() => found.lists.push((place, values)),
        Ok(_) => {}
        Err(()) => found.unclear = true,
    }
}

/// The word for quantity stands right before, not thirty characters away.
fn directly_named(before: &str, words: &QuantityWords) -> bool {
    let probe = format!("{before}1");
    words.named.captures_iter(&probe).any(|it| it.name("list").is_some_and(|list| list.end() == probe.len()))
}

fn last_characters(text: &str, count: usize) -> &str {
    let begin = text.char_indices().rev().take(count).last().map_or(text.len(), |(at, _)| at);
    text.get(begin..).unwrap_or_default()
}

fn first_number(raw: &str) -> Option<u32> {
    raw.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// Numbers of a list, each once. Unclear: `10,100` is two numbers or one.
pub(crate) fn read_list(raw: &str, words: &QuantityWords) -> Result<Vec<u32>, ()> {
    for run in raw.split(|it: char| !it.is_ascii_digit() && it != ',') {
        let groups: Vec<&str> = run.split(',').collect();
        let thousands =
            groups.len() > 1 && groups.iter().skip(1).all(|group| group.len() == 3) && groups.first().is_some_and(|it| it.len() <= 3);
        let plain = groups.iter().skip(1).all(|group| *group == "000");
        let value = groups.concat().parse::<u64>().unwrap_or(u64::MAX);
        if thousands && !plain && value <= u64::from(MOST_PIECES) {
            return Err(());
        }
    }
    let mut values = Vec::new();
    for number in words.item.captures_iter(raw).filter_map(|it| it.name("number").map(|number| number.as_str().to_owned())) {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        match digits.parse::<u32>() {
            Ok(0) => return Ok(Vec::new()),
            Ok(value) if value <= MOST_PIECES => {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
            _ => return Ok(Vec::new()),
        }
    }
    values.truncate(MOST_QUANTITIES);
    Ok(values)
}

/// The sentence with its days blanked, byte for byte; `1/5/10` before a unit or behind the word for quantity is no day.
fn without_days(sentence: &str, words: &Words) -> String {
    let mut text = sentence.to_owned();
    for day in find_days(sentence, None, words) {
        let (before, behind) = (sentence.get(..day.place.start).unwrap_or_default(), sentence.get(day.place.end..).unwrap_or_default());
        let raw = sentence.get(day.place.clone()).unwrap_or_default();
        let slashes = raw.chars().all(|it| it.is_ascii_digit() || it == '/') && raw.split('/').all(|part| part.len() < 4);
        let unit =
            words.quantity.ends_with_unit.is_match(&format!("1{}", behind.split([',', ';', ' ']).take(2).collect::<Vec<_>>().join(" ")));
        if slashes && (unit || directly_named(before, &words.quantity)) {
            continue;
        }
        blank(&mut text, day.place);
    }
    text
}

/// Blanks a piece of a sentence without moving the rest.
pub(crate) fn blank(text: &mut String, place: Range<usize>) {
    let dashes = "_".repeat(place.len());
    if text.get(place.clone()).is_some() {
        text.replace_range(place, &dashes);
    }
}
