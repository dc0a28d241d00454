//! General tolerances and the unit: rows of a tolerance block, ISO 2768 classes, sentences about the dimensions.

use std::sync::LazyLock;

use regex::Regex;
use trusquin_domain::{DocumentPage, Reader, SheetBox, TitleBlockField};

use super::fields::{ISO_2768, accept, unit};
use super::layout::Item;
use super::pairing::Claim;

#[allow(clippy::expect_used)] // constant patterns, compiled by every test
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// `.XX`, `X.XXX`, `0.00`: a number of decimals.
static DECIMALS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:[Xx]{1,2}[.,]?[Xx]{0,4}|[.,][Xx]{1,4}|0[.,]0{1,4}|[.,]0{1,4})(?:(?:\s*[:=]\s*|\s+)(?P<after>.*)|(?P<signed>[±+\-−].*))?$")
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(LINEAR|ANGULAR|ANGLES?|LIN[ÉE]AIRES?|ANGULAIRES?|LINEAIR|HOEKEN|WINKEL|VINKLAR?|FRACTIONS?|FRACTIONAL|(?:ONE|TWO|THREE|FOUR|1|2|3|4)[ -]PL(?:ACE|C)?\.? DEC(?:IMALS?|\.)?|[1-4] ?PL(?:ACE|C)?S?|DECIMALS?|HOLE (?:DIA|Ø))\s*[:=]?\s*(.*)$",
    )
});
static DEVIATION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[±+\-−]?\s*(?:/\s*-\s*)?[.,]?\d[\d.,/+\-−±\s]*(?:°|º|DEG|deg|mm|MM|IN|in|'|\x22)*(?:\s*30\s*')?$"));
static DIMENSIONS_IN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:dimensions?|dims?|dimensional|cotes?|cotations?|bemassungen|bemaßungen|massangaben|maßangaben|masse|maße|maten|afmetingen|mått|units?|unités?|einheiten|toutes les dimensions)\b.{0,40}?\b(mill?imet(?:er|re)s?|millimètres?|millimetern|mm|inch(?:es)?|inces|in(?:\.|\b\s*$)|zoll|pouces?|tum)\b",
    )
});

/// General tolerances of other standards, up to the end of their text: welded, cast, withdrawn ones of old drawings, and the one without tables.
static OTHER_CLASS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:NF|DIN|EN|BS|SS|NEN)[ -]+)*(?:ISO\s*-?\s*(?:13920|8062(?:\s*-\s*[1-4])?|22081)|DIN\s*7168|NF\s?E\s?0?2[\s.-]?35[0-2])\b.{0,40}$",
    )
});

struct Row {
    name: String,
    named: bool,
    value: String,
    area: SheetBox,
    name_area: SheetBox,
    used: Vec<usize>,
}

/// A recogniser lost decimal points: `.XX ±.01` became `XX ±01`, or two rows have one name. Half a table is no tolerance.
fn points_lost(rows: &[Row]) -> bool {
    let bare = |text: &str| text.trim_start_matches(['±', '+', '-', '−', ' ']).to_owned();
    let mut names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.len() < rows.len()
        || rows.iter().any(|row| {
            let value = bare(&row.value);
            let short = value.starts_with('0') && value.chars().nth(1).is_some_and(|second| second.is_ascii_digit());
            let places = row.name.chars().filter(|each| matches!(each, 'X' | 'x')).count();
            let signed = row.value.starts_with(['±', '+', '-', '−']);
            !row.named && (places >= 2 && !row.name.contains(['.', ',']) || short || !signed)
        })
}

/// The general tolerance of the sheet.
pub(super) fn general(items: &[Item], page: &DocumentPage, in_block: &dyn Fn(usize) -> bool) -> Option<Claim> {
    class(items, in_block).or_else(|| rows(items, page, in_block)).or_else(|| other_class(items, in_block))
}

/// `ISO 13920-BF`, `DIN 7168 mittel`, `ISO 22081`: outside the block only with its class.
fn other_class(items: &[Item], in_block: &dyn Fn(usize) -> bool) -> Option<Claim> {
    let mut best: Option<Claim> = None;
    for (index, item) in items.iter().enumerate() {
        let Some(found) = OTHER_CLASS.find(&item.text) else { continue };
        let Some(accepted) = accept(TitleBlockField::GeneralTolerance, found.as_str()) else { continue };
        let classed = accepted.normalized.as_ref().is_some_and(|meaning| {
            meaning.get("table").is_some() || meaning.get("class").is_some_and(|class| !class.is_null()) || meaning["kind"] == "iso22081"
        });
        let confidence = match (in_block(index), classed) {
            (true, true) => 0.9,
            (true, false) => 0.7,
            (false, true) => 0.75,
            (false, false) => continue,
        };
        if best.as_ref().is_none_or(|earlier| earlier.confidence < confidence) {
            best =
                Some(Claim { field: TitleBlockField::GeneralTolerance, rank: 1, accepted, area: item.area, confidence, items: Vec::new() });
        }
    }
    best
}

/// A text that is a unit and nothing else, behind another on its line or under it.
fn unit_behind(items: &[Item], index: usize) -> Option<usize> {
    let item = &items[index];
    (0..items.len()).find(|other| {
        let next = &items[*other];
        let level = (next.area.centre().1 - item.area.centre().1).abs() < 0.7 * item.font;
        let behind = level && (-item.font..8.0 * item.font).contains(&(next.area.x0 - item.area.x1));
        let gap = next.area.y0 - item.area.y1;
        let under = (-0.3 * item.font..1.5 * item.font).contains(&gap) && next.area.x0 < item.area.x1 && next.area.x1 > item.area.x0;
        *other != index && (behind || under) && next.text.split_whitespace().count() == 1 && unit(&next.text).is_some()
    })
}

/// `ISO 2768-mK` anywhere on the sheet, surest in the block.
fn class(items: &[Item], in_block: &dyn Fn(usize) -> bool) -> Option<Claim> {
    let mut best: Option<Claim> = None;
    for (index, item) in items.iter().enumerate() {
        let Some(found) = ISO_2768.captures(&item.text) else { continue };
        let Some(whole) = found.get(0) else { continue };
        let named = whole.as_str().to_lowercase().contains("iso") || whole.as_str().to_lowercase().contains("din");
        if !named && found.get(1).is_none() {
            continue;
        }
        let text = whole.as_str().trim_end_matches(|each: char| matches!(each, '(' | '-' | ':' | '–') || each.is_whitespace());
        let Some(accepted) = accept(TitleBlockField::GeneralTolerance, text) else { continue };
        let whole_class = found.get(1).is_some();
        let confidence = match (in_block(index), whole_class) {
            (true, true) => 0.94,
            (false, true) => 0.85,
            _ => 0.7,
        };
        if best.as_ref().is_none_or(|earlier| earlier.confidence < confidence) {
            best =
                Some(Claim { field: TitleBlockField::GeneralTolerance, rank: 1, accepted, area: item.area, confidence, items: Vec::new() });
        }
    }
    best
}

fn rows(items: &[Item], page: &DocumentPage, in_block: &dyn Fn(usize) -> bool) -> Option<Claim> {
    let mut rows: Vec<Row> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if !in_block(index) || item.inline_of.is_some() {
            continue;
        }
        let inline: Option<usize> = (0..items.len()).find(|other| items[*other].inline_of == Some(index));
        let text = inline.map_or_else(|| item.text.clone(), |other| format!("{} {}", item.text, items[other].text));
        let (name, rest, named) = if let Some(found) = NAMED.captures(&text) {
            (
                found.get(1).map_or("", |part| part.as_str()).to_owned(),
                found.get(2).map_or("", |part| part.as_str()).trim().to_owned(),
                true,
            )
        } else if let Some(found) = DECIMALS.captures(&text) {
            let rest = found.name("after").or_else(|| found.name("signed")).map_or("", |part| part.as_str());
            let name = text[..text.len() - rest.len()].trim_end_matches([':', '=', ' ']).to_owned();
            let rest = rest.trim().to_owned();
            (name, rest, false)
        } else {
            continue;
        };
        let mut row = Row { name, named, value: rest, area: item.area, name_area: item.area, used: vec![index] };
        if let Some(other) = inline {
            row.area = row.area.union(&items[other].area);
            row.used.push(other);
        } else if row.value.is_empty() {
            let mut right: Vec<usize> = (0..items.len())
                .filter(|other| {
                    *other != index
                        && items[*other].beside(item)
                        && items[*other].area.x0 > item.area.x1 - 0.3
                        && items[*other].area.x0 - item.area.x1 < 9.0 * item.font
                        && item.cell.holds(&items[*other].area)
                })
                .collect();
            right.sort_by(|a, b| items[*a].area.x0.total_cmp(&items[*b].area.x0));
            for other in right.into_iter().take(3) {
                if !(DEVIATION.is_match(&items[other].text) || matches!(items[other].text.as_str(), "±" | "+/-" | "°" | "º")) {
                    break;
                }
                row.value.push_str(&items[other].text);
                row.area = row.area.union(&items[other].area);
                row.used.push(other);
            }
            // Some sheet formats draw the plus-minus and degree signs as strokes between and behind the letters.
            let value_start = row.used.get(1).map(|other| items[*other].area);
            if let Some(value_area) = value_start.filter(|_| row.value.starts_with(|each: char| each.is_ascii_digit() || each == '.')) {
                let gap = SheetBox { x0: item.area.x1, y0: item.area.y0, x1: value_area.x0, y1: item.area.y1 };
                if strokes_in(page, &gap) > 0 {
                    row.value.insert(0, '±');
                }
                let behind = SheetBox { x0: row.area.x1, y0: item.area.y0 - 0.3, x1: row.area.x1 + 1.0, y1: item.area.centre().1 };
                if !row.value.ends_with('°') && row.name.to_uppercase().starts_with("ANG") && strokes_in(page, &behind) > 0 {
                    row.value.push('°');
                }
            }
        }
        let plain = row.value.replace(' ', "");
        if DEVIATION.is_match(&plain) {
            rows.push(row);
        }
    }
    let decimals = rows.iter().filter(|row| !row.named).count();
    if decimals == 1 {
        rows.retain(|row| row.named);
    }
    rows.sort_by(|a, b| a.name_area.y0.total_cmp(&b.name_area.y0).then(a.name_area.x0.total_cmp(&b.name_area.x0)));
    let first = rows.first()?.name_area;
    rows.retain(|row| row.name_area.overlaps(&first.grown(30.0)));
    let recognised = rows.iter().flat_map(|row| &row.used).any(|index| items[*index].reader == Reader::Ocr);
    if recognised && points_lost(&rows) {
        return None;
    }
    let stated = rows.iter().any(|row| row.value.contains(['±', '+', '-', '−']));
    if rows.is_empty() || !stated && decimals < 2 {
        return None;
    }
    let text = rows
        .iter()
        .map(|row| if row.named && decimals == 0 { format!("{}: {}", row.name, row.value) } else { format!("{} {}", row.name, row.value) })
        .collect::<Vec<_>>()
        .join("; ");
    let area = rows.iter().map(|row| row.area).reduce(|sum, each| sum.union(&each))?;
    let accepted = accept(TitleBlockField::GeneralTolerance, &text)?;
    let confidence = if decimals >= 2 { 0.92 } else { 0.88 };
    Some(Claim {
        field: TitleBlockField::GeneralTolerance,
        rank: 1,
        accepted,
        area,
        confidence,
        items: rows.into_iter().flat_map(|row| row.used).collect(),
    })
}

fn strokes_in(page: &DocumentPage, area: &SheetBox) -> usize {
    page.segments
        .iter()
        .filter(|line| {
            (line.x1 - line.x0).hypot(line.y1 - line.y0) < 2.5 && area.contains((line.x0 + line.x1) / 2.0, (line.y0 + line.y1) / 2.0)
        })
        .count()
}

/// `DIMENSIONS ARE IN MILLIMETERS`, also broken over two lines.
pub(super) fn sheet_unit(items: &[Item], in_block: &dyn Fn(usize) -> bool) -> Option<Claim> {
    let mut best: Option<Claim> = None;
    for (index, item) in items.iter().enumerate() {
        let behind = (0..items.len()).find(|other| items[*other].inline_of == Some(index)).or_else(|| {
            (0..items.len()).find(|other| {
                let next = &items[*other];
                *other != index
                    && next.area.y0 > item.area.y0
                    && next.area.y0 - item.area.y1 < item.font
                    && (next.area.x0 - item.area.x0).abs() < 4.0 * item.font
                    && (next.font / item.font - 1.0).abs() < 0.2
            })
        });
        let alone = DIMENSIONS_IN.captures(&item.text);
        let joined = behind.map(|other| format!("{} {}", item.text, items[other].text)).unwrap_or_default();
        let found = alone.as_ref().or(None);
        let (word, area) = if let Some(word) = found.and_then(|found| found.get(1)) {
            (word.as_str().to_owned(), item.area)
        } else if let Some(word) = DIMENSIONS_IN.captures(&joined).and_then(|found| found.get(1).map(|part| part.as_str().to_owned())) {
            (word, behind.map_or(item.area, |other| items[other].area))
        } else {
            continue;
        };
        // "Dimensions in" with the unit as a text of its own: the preposition is no inch.
        let (word, area) = match unit_behind(items, index).filter(|_| word.eq_ignore_ascii_case("in")) {
            Some(other) => (items[other].text.trim().to_owned(), items[other].area),
            None => (word, area),
        };
        if unit(&word).is_none() && !word.to_lowercase().starts_with("in") {
            continue;
        }
        let Some(accepted) = accept(TitleBlockField::Unit, word.trim_end_matches('.')) else { continue };
        let confidence = if in_block(index) { 0.95 } else { 0.85 };
        if best.as_ref().is_none_or(|earlier| earlier.confidence < confidence) {
            best = Some(Claim { field: TitleBlockField::Unit, rank: 1, accepted, area, confidence, items: Vec::new() });
        }
    }
    best
}
