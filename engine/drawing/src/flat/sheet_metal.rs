//! What a flat pattern says of its sheet in words: its thickness, and the direction, angle and radius of its bends.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;
use trusquin_domain::{FlatBend, FlatText, FlatTextKind, ThicknessHint};
use unicode_normalization::UnicodeNormalization;

use super::reference;
use super::words::bare;
use crate::dimension::DrawingUnit;

/// Thinnest and thickest sheet or plate that is cut, mm.
const THICKNESS_MM: std::ops::RangeInclusive<f64> = 0.1..=150.0;
/// Trust in an attribute that is named after the thickness.
const NAMED: f64 = 0.9;
/// Trust in a text with the word.
const WORDED: f64 = 0.85;
/// Trust in one letter, or in the name of a layer.
const LETTERED: f64 = 0.6;
/// Trust left when the file says two things.
const CONTRADICTED: f64 = 0.4;
/// How far a bend note stands from its line, in text heights.
const NOTE_REACH: f64 = 8.0;
/// Bends and notes compared with each other.
const MOST_PAIRS: usize = 4_000_000;

/// What follows a value that is no thickness of a sheet: microns of a coating (the capital of the letter mu), percent, degrees.
const OTHER_UNITS: [&str; 5] = ["\u{39c}", "UM", "MICR", "%", "°"];

#[derive(Debug, Default, Deserialize)]
struct ThicknessWords {
    before: Vec<String>,
    after: Vec<String>,
    letters: Vec<String>,
    tenths: Vec<String>,
    tags: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct BendWords {
    up: Vec<String>,
    down: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Words {
    thickness: ThicknessWords,
    bend: BendWords,
}

// A table that does not parse leaves the dictionary empty; the tests below keep it from happening.
static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("../../data/sheet_metal_words.toml")).unwrap_or_default());

/// A value after its word, before its word, after its letter, in tenths, with trust; group 1 the value, group 2 its unit.
static THICKNESS: LazyLock<Vec<(Regex, f64, f64)>> = LazyLock::new(|| {
    const VALUE: &str = r"(\d{1,3}(?:[.,]\d{1,3})?)";
    const UNIT: &str = r#"(MM|"|''|IN|INCH)?"#;
    // What may follow: not a longer number, not a scale.
    const END: &str = r"(?:$|[^0-9A-Z.,:/'])";
    let words = |list: &[String]| list.iter().map(|word| regex::escape(word)).collect::<Vec<String>>().join("|");
    let thickness = &WORDS.thickness;
    [
        (format!(r"(?:^|[^A-Z0-9])(?:{})[ .]*[:=]?\s*{VALUE}\s?{UNIT}\s*{END}", words(&thickness.before)), 1.0, WORDED),
        (format!(r"(?:^|[^0-9A-Z.,/X]){VALUE}\s*{UNIT}\s*\.?(?:{})(?:$|[^A-Z0-9])", words(&thickness.after)), 1.0, WORDED),
        (format!(r"(?:^|[^A-Z0-9])(?:{})\s*=\s*{VALUE}\s?{UNIT}\s*{END}", words(&thickness.letters)), 1.0, LETTERED),
        (format!(r"(?:^|[^A-Z0-9])(?:{})\b[^0-9]{{0,6}}(\d{{1,3}})/10()(?:$|[^0-9])", words(&thickness.tenths)), 0.1, WORDED),
    ]
    .into_iter()
    .filter_map(|(rule, factor, trust)| Some((Regex::new(&rule).ok()?, factor, trust)))
    .collect()
});

/// Capitals without accents, all else as it stands.
fn folded(text: &str) -> String {
    text.nfkd().filter(|character| !('\u{300}'..='\u{36f}').contains(character)).flat_map(char::to_uppercase).collect()
}

/// Thickness of the sheet as texts, attributes and layer names say it, most trustworthy first.
pub fn thickness_hints<'a>(texts: &[FlatText], layers: impl Iterator<Item = &'a str>, unit: &str) -> Vec<ThicknessHint> {
    let unit_mm = if unit == "inch" { DrawingUnit::Inch.mm() } else { 1.0 };
    let mut out: Vec<ThicknessHint> = Vec::new();
    let mut add = |found: Option<(f64, f64)>, text: &str, reference: String| {
        let Some((value_mm, confidence)) = found.filter(|(value, _)| THICKNESS_MM.contains(value)) else { return };
        let text = text.split_whitespace().collect::<Vec<&str>>().join(" ");
        match out.iter_mut().find(|hint| (hint.value_mm - value_mm).abs() < 1e-6) {
            Some(known) if known.confidence >= confidence => {}
            Some(known) => *known = ThicknessHint { value_mm, text, reference, confidence },
            None => out.push(ThicknessHint { value_mm, text, reference, confidence }),
        }
    };
    for text in texts.iter().filter(|text| matches!(text.kind, FlatTextKind::Text | FlatTextKind::Attribute)) {
        let tag = bare(&text.tag);
        let named = text.kind == FlatTextKind::Attribute && WORDS.thickness.tags.contains(&tag);
        let found = if named { alone(&text.text, unit_mm).map(|value| (value, NAMED)) } else { None };
        add(found.or_else(|| worded(&text.text, unit_mm)), &text.text, reference(text));
    }
    for layer in layers {
        let spaced = layer.replace(['_', '-'], " ");
        let found = worded(&spaced, 1.0).or_else(|| in_millimetres(&spaced));
        add(found.map(|(value, _)| (value, LETTERED)), layer, format!("layer {layer}"));
    }
    out.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let best = out.first().map_or(0.0, |hint| hint.confidence);
    if out.iter().filter(|hint| hint.confidence >= best).count() > 1 {
        for hint in &mut out {
            hint.confidence = hint.confidence.min(CONTRADICTED);
        }
    }
    out
}

fn number(text: &str) -> Option<f64> {
    text.replace(',', ".").parse().ok()
}

/// The value of an attribute that holds nothing else but a unit.
fn alone(text: &str, unit_mm: f64) -> Option<f64> {
    let folded = folded(text);
    let digits = folded.trim_start_matches(|character: char| !character.is_ascii_digit());
    let end = digits.find(|character: char| !(character.is_ascii_digit() || matches!(character, '.' | ','))).unwrap_or(digits.len());
    let (value, rest) = digits.split_at(end);
    let factor = match rest.trim() {
        "" => unit_mm,
        "MM" => 1.0,
        "\"" | "IN" | "''" => DrawingUnit::Inch.mm(),
        _ => return None,
    };
    Some(number(value)? * factor)
}

fn worded(text: &str, unit_mm: f64) -> Option<(f64, f64)> {
    let folded = folded(text);
    THICKNESS.iter().find_map(|(rule, factor, trust)| {
        let found = rule.captures(&folded)?;
        let written = found.get(1)?;
        let behind = folded.get(written.end()..).unwrap_or_default().trim_start();
        if OTHER_UNITS.iter().any(|unit| behind.starts_with(unit)) {
            return None;
        }
        let value = number(written.as_str())? * factor;
        let unit = match found.get(2).map_or("", |unit| unit.as_str()) {
            "" if *factor < 1.0 => 1.0,
            "" => unit_mm,
            "MM" => 1.0,
            _ => DrawingUnit::Inch.mm(),
        };
        Some((value * unit, *trust))
    })
}

/// A layer named after a size: `CUT 2MM`.
fn in_millimetres(layer: &str) -> Option<(f64, f64)> {
    static RULE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?:^|[^0-9A-Z.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?MM(?:$|[^A-Z0-9])").ok());
    let folded = folded(layer);
    let found = RULE.as_ref()?.captures(&folded)?;
    Some((number(found.get(1)?.as_str())?, LETTERED))
}

/// What a bend note says: `UP 90° R 1.5`, `VERS LE BAS 45,00° R0,8`.
struct BendNote<'a> {
    text: &'a FlatText,
    direction: Option<&'static str>,
    angle_deg: Option<f64>,
    radius: Option<f64>,
}

/// Gives each bend what the layer's name and the note beside the line say; `unit_mm` is the length of a drawing unit.
pub fn tell_bends(bends: &mut [FlatBend], texts: &[FlatText], unit_mm: f64) {
    for bend in bends.iter_mut() {
        bend.direction = direction(&folded(&bend.layer)).map(str::to_owned);
    }
    let notes: Vec<BendNote<'_>> =
        texts.iter().filter(|text| text.kind == FlatTextKind::Text && !text.paper_space).filter_map(bend_note).collect();
    if bends.len().saturating_mul(notes.len()) > MOST_PAIRS {
        return;
    }
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (line, bend) in bends.iter().enumerate() {
        for (place, note) in notes.iter().enumerate() {
            let away = distance(bend, [note.text.at[0] * unit_mm, note.text.at[1] * unit_mm]);
            if away <= NOTE_REACH * note.text.height * unit_mm {
                pairs.push((away, line, place));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut told, mut used) = (vec![false; bends.len()], vec![false; notes.len()]);
    for (_, line, place) in pairs {
        let (Some(bend), Some(note), Some(told), Some(used)) =
            (bends.get_mut(line), notes.get(place), told.get_mut(line), used.get_mut(place))
        else {
            continue;
        };
        if *told || *used {
            continue;
        }
        (*told, *used) = (true, true);
        bend.direction = note.direction.map(str::to_owned).or(bend.direction.take());
        bend.angle_deg = note.angle_deg;
        bend.radius_mm = note.radius.map(|radius| radius * unit_mm);
        bend.evidence = format!("{}, note {:?} ({})", bend.evidence, note.text.text.trim(), reference(note.text));
    }
}

fn direction(folded: &str) -> Option<&'static str> {
    let holds = |words: &[String]| folded.split(|character: char| !character.is_alphabetic()).any(|word| words.iter().any(|it| it == word));
    match (holds(&WORDS.bend.up), holds(&WORDS.bend.down)) {
        (true, false) => Some("up"),
        (false, true) => Some("down"),
        _ => None,
    }
}

fn bend_note(text: &FlatText) -> Option<BendNote<'_>> {
    static ANGLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:°|DEG)").ok());
    static RADIUS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|[^A-Z])R\s*[=:]?\s*(\d+(?:[.,]\d+)?)").ok());
    let folded = folded(&text.text);
    let first = |rule: &LazyLock<Option<Regex>>| number(rule.as_ref()?.captures(&folded)?.get(1)?.as_str());
    let (direction, angle_deg) = (direction(&folded), first(&ANGLE).filter(|angle| (0.0..=180.0).contains(angle)));
    // An angle alone may be a dimension, a word alone a view's name.
    (direction.is_some() && angle_deg.is_some()).then(|| BendNote { text, direction, angle_deg, radius: first(&RADIUS) })
}

fn distance(bend: &FlatBend, p: [f64; 2]) -> f64 {
    let [a, b] = [bend.from_mm, bend.to_mm];
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let square = dx * dx + dy * dy;
    let share = if square > 0.0 { (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    (a[0] + share * dx - p[0]).hypot(a[1] + share * dy - p[1])
}

#[cfg(test)]
#[path = "sheet_metal_tests.rs"]
mod tests;
