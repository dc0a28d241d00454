//! What a value of each field may look like, and what it means.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};
use trusquin_domain::TitleBlockField;

use super::labels::{DICTIONARY, normal_form};
use crate::normalize::general_tolerance_json;

/// A wording that passed as a value of its field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Accepted {
    pub(super) value: String,
    pub(super) normalized: Option<Value>,
    /// Highest confidence this wording deserves: plain words for a drawing number are doubtful even in the right cell.
    pub(super) ceiling: f64,
}

#[allow(clippy::expect_used)] // constant patterns, compiled by every test
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

static SCALE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d+(?:[.,]\d+)?)\s*[:/∶]\s*(\d+(?:[.,]\d+)?)"));
static SHEET: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(\d{1,3})\s*(?:/|of|von|de|sur|van|av|out of|\()\s*(\d{1,3})\)?$"));
static MASS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:ca\.?|≈|~)?\s*(\d+(?:[ ']\d{3})*(?:[.,]\d+)?)\s*(kg|kilogrammes?|kilograms?|g|gr|grammes?|grams?|gramm|lbs?|lbm|lbmass|pounds?|oz|t)?\.?$",
    )
});
static YEAR_FIRST: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})\b"));
static YEAR_LAST: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(\d{1,2})[-./ ](\d{1,2})[-./ ]((?:19|20)?\d\d)\b"));
static MONTH_NAMED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(\d{1,2})[-./ ]*([a-zûéäå]{3,9})\.?[-./, ]*((?:19|20)?\d\d)\b"));
static MONTH_FIRST: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b([a-zûéäå]{3,9})\.? (\d{1,2}),? ((?:19|20)\d\d)\b"));
pub(super) static ISO_2768: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:DIN\s*|NF\s*|EN\s*|SS[- ]*|BS\s*|NEN\s*)*(?:ISO\s*)?2?2768(?:\s*[-:–]?\s*[12]\b)?\s*[-:–(]?\s*([fmcv])?\s*[-/]?\s*([HKL])?\b",
    )
});
static THIRD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(third|3rd|3-?e|troisi[eè]me)\b|american|am[ée]ricaine|m[ée]thode\s+A\b|methode\s+3|amerikan"));
static FIRST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(first|1st|1er|premier)\b|europ[eé]|m[ée]thode\s+E\b|methode\s+1|europ[äa]"));
static STANDARD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(ASME\s*Y\s*14[.\d]*(?:M)?(?:[- ]\d{4})?|(?:NF |DIN |EN |SS-|BS |NEN-)*(?:EN |ISO )*ISO\s*(?:8015|1101|128|129|2553|5455|1302|14405|16792|7200)(?:-\d+)?|BS\s*8888|ANSI\s*Y14[.\d]*)",
    )
});

/// Months as drawings write them, by their first letters, in the five languages.
const MONTHS: [(&str, u32); 24] = [
    ("jan", 1),
    ("feb", 2),
    ("fev", 2),
    ("mar", 3),
    ("maa", 3),
    ("mrt", 3),
    ("apr", 4),
    ("avr", 4),
    ("mai", 5),
    ("may", 5),
    ("mei", 5),
    ("maj", 5),
    ("juin", 6),
    ("jun", 6),
    ("juil", 7),
    ("jul", 7),
    ("aug", 8),
    ("aou", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
];

/// `None` when the text cannot be a value of the field.
pub(super) fn accept(field: TitleBlockField, text: &str) -> Option<Accepted> {
    let value = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let value = value.trim_matches(|each: char| matches!(each, ':' | '=' | ';') || each.is_whitespace()).to_owned();
    if value.chars().count() > 160 || DICTIONARY.is_boilerplate(&value) {
        return None;
    }
    let letters = value.chars().filter(|each| each.is_alphabetic()).count();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let plain = |ceiling: f64| Some(Accepted { value: value.clone(), normalized: None, ceiling });
    match field {
        TitleBlockField::DrawingNumber => {
            if value.chars().count() > 60
                || is_date(&value)
                || SHEET.is_match(&value)
                || SCALE.is_match(&value) && letters == 0
                || is_size(&value)
                || letters + digits < 2
            {
                return None;
            }
            plain(if digits == 0 { 0.85 } else { 0.97 })
        }
        TitleBlockField::Title => {
            if letters < 2 || is_date(&value) || SHEET.is_match(&value) {
                None
            } else {
                plain(0.97)
            }
        }
        TitleBlockField::Material => {
            if letters + digits < 2 || is_date(&value) || MASS.is_match(&value) && letters <= 2 && !value.contains('.') {
                None
            } else {
                plain(0.97)
            }
        }
        TitleBlockField::HeatTreatment | TitleBlockField::SurfaceTreatment | TitleBlockField::Finish => {
            if letters < 2 && digits < 2 {
                None
            } else {
                plain(0.95)
            }
        }
        TitleBlockField::Revision => {
            let bare = value.trim_start_matches(|each: char| each == '.' || each.is_whitespace());
            let token = bare.split_whitespace().next().unwrap_or("");
            let fits = (1..=6).contains(&bare.chars().count())
                && token.len() == bare.len()
                && bare.chars().all(|each| each.is_alphanumeric() || matches!(each, '.' | '-' | '_' | '/'));
            let code =
                letters <= 3 && digits <= 4 && (bare.chars().all(|each| !each.is_lowercase()) || bare.chars().count() <= 2 || digits > 0);
            if fits && code && letters + digits > 0 && !is_size_like(bare) {
                Some(Accepted { value: bare.to_owned(), normalized: None, ceiling: 0.97 })
            } else {
                None
            }
        }
        TitleBlockField::Date => {
            date(&value).map(|iso| Accepted { value: value.clone(), normalized: iso.map(|day| json!({ "date": day })), ceiling: 0.97 })
        }
        TitleBlockField::Author | TitleBlockField::Approver => {
            if letters < 2 || digits > 2 || value.chars().count() > 50 || is_date(&value) { None } else { plain(0.93) }
        }
        TitleBlockField::Owner => {
            if letters < 2 {
                None
            } else {
                plain(0.9)
            }
        }
        TitleBlockField::DocumentType => {
            if letters < 3 {
                None
            } else {
                plain(0.93)
            }
        }
        TitleBlockField::Scale => {
            let found = SCALE.captures(&value)?;
            let number = |at: usize| {
                found
                    .get(at)
                    .and_then(|part| part.as_str().replace(',', ".").parse::<f64>().ok())
                    .filter(|size| *size > 0.0 && *size < 100_000.0)
            };
            let (drawing, part) = (number(1)?, number(2)?);
            let whole = found.get(0)?.as_str().to_owned();
            // More text than the ratio: a sentence, not a scale cell.
            if value.chars().count() > whole.chars().count() + 12 {
                return None;
            }
            Some(Accepted { value: whole, normalized: Some(json!({ "drawing": neat(drawing), "part": neat(part) })), ceiling: 0.97 })
        }
        TitleBlockField::GeneralTolerance => {
            if letters + digits == 0 || digits == 0 && letters < 4 || is_sheetish(&value) {
                return None;
            }
            let normalized = general_tolerance_json(&value);
            let ceiling = if normalized.is_some() || value.contains('±') { 0.95 } else { 0.75 };
            Some(Accepted { value, normalized, ceiling })
        }
        TitleBlockField::Unit => {
            unit(&value).map(|name| Accepted { value: name.to_owned(), normalized: Some(json!({ "unit": name })), ceiling: 0.97 })
        }
        TitleBlockField::Projection => projection(&value).map(|angle| Accepted {
            value: format!("{angle} angle"),
            normalized: Some(json!({ "angle": angle })),
            ceiling: 0.95,
        }),
        TitleBlockField::Mass => {
            let found = MASS.captures(&value)?;
            let number: f64 = found.get(1)?.as_str().replace([' ', '\''], "").replace(',', ".").parse().ok()?;
            let kilograms = found.get(2).and_then(|word| match word.as_str().to_lowercase().as_str() {
                word if word.starts_with('k') => Some(number),
                word if word.starts_with('g') => Some(number / 1000.0),
                // International avoirdupois pound and ounce (1959 agreement).
                word if word.starts_with('l') || word.starts_with('p') => Some(number * 0.453_592_37),
                "oz" => Some(number * 0.028_349_523_125),
                "t" => Some(number * 1000.0),
                _ => None,
            });
            Some(Accepted {
                value: value.clone(),
                normalized: kilograms.map(|kg| json!({ "kg": (kg * 1e6).round() / 1e6 })),
                ceiling: if kilograms.is_some() { 0.95 } else { 0.85 },
            })
        }
        TitleBlockField::Sheet => {
            if let Some(found) = SHEET.captures(&value) {
                let number = |at: usize| found.get(at).and_then(|part| part.as_str().parse::<u32>().ok());
                return Some(Accepted { normalized: Some(json!({ "sheet": number(1)?, "of": number(2)? })), value, ceiling: 0.97 });
            }
            let number = value.parse::<u32>().ok().filter(|count| *count > 0 && *count < 500)?;
            Some(Accepted { value, normalized: Some(json!({ "sheet": number })), ceiling: 0.85 })
        }
        TitleBlockField::Standard => standard(&value).map(|name| Accepted { value: name, normalized: None, ceiling: 0.9 }),
    }
}

fn neat(number: f64) -> Value {
    if number.fract() == 0.0 { json!(number as i64) } else { json!(number) }
}

/// Nothing but a date; `AB-12-10-24` is a number that only looks like one inside.
fn is_date(text: &str) -> bool {
    date(text).is_some()
        && (text.chars().count() <= 10 && text.starts_with(|first: char| first.is_ascii_digit())
            || MONTH_NAMED.is_match(text)
            || MONTH_FIRST.is_match(text))
}

/// A sheet size (`A3`), not a revision or a number.
fn is_size(text: &str) -> bool {
    matches!(text.to_uppercase().as_str(), "A0" | "A1" | "A2" | "A3" | "A4" | "A3L" | "A4P")
}

fn is_size_like(text: &str) -> bool {
    is_size(text) || text.contains('/') && SHEET.is_match(text)
}

fn is_sheetish(text: &str) -> bool {
    SHEET.is_match(text) || is_size(text)
}

/// `Some(Some(iso))` for a date with one meaning, `Some(None)` for a date that may be day or month first.
pub(super) fn date(text: &str) -> Option<Option<String>> {
    if text.chars().count() > 30 {
        return None;
    }
    let part = |found: &regex::Captures<'_>, at: usize| found.get(at).and_then(|each| each.as_str().parse::<u32>().ok());
    let century = |year: u32| {
        if year < 70 {
            2000 + year
        } else if year < 100 {
            1900 + year
        } else {
            year
        }
    };
    let iso = |year: u32, month: u32, day: u32| (1..=12).contains(&month) && (1..=31).contains(&day) && (1900..2100).contains(&year);
    let write = |year: u32, month: u32, day: u32| iso(year, month, day).then(|| format!("{year:04}-{month:02}-{day:02}"));
    if let Some(found) = YEAR_FIRST.captures(text) {
        return write(part(&found, 1)?, part(&found, 2)?, part(&found, 3)?).map(Some);
    }
    if let Some(found) = YEAR_LAST.captures(text) {
        let (first, second, year) = (part(&found, 1)?, part(&found, 2)?, century(part(&found, 3)?));
        let dotted = found.get(0).is_some_and(|whole| whole.as_str().contains('.'));
        return match (first > 12, second > 12) {
            (true, false) => write(year, second, first).map(Some),
            (false, true) => write(year, first, second).map(Some),
            // A dot is the European order; with strokes it is anyone's guess unless both are equal.
            (false, false) if dotted || first == second => write(year, second, first).map(Some),
            (false, false) => write(year, second, first).map(|_| None),
            (true, true) => None,
        };
    }
    let month = |name: &str| {
        let name = normal_form(name);
        MONTHS.iter().find(|(start, _)| name.starts_with(start)).map(|(_, number)| *number)
    };
    if let Some(found) = MONTH_NAMED.captures(text) {
        return write(century(part(&found, 3)?), month(found.get(2)?.as_str())?, part(&found, 1)?).map(Some);
    }
    let found = MONTH_FIRST.captures(text)?;
    write(part(&found, 3)?, month(found.get(1)?.as_str())?, part(&found, 2)?).map(Some)
}

/// A scale a recogniser misread: ISO 5455 and every shop know one side as 1, and an upright stroke with a flag is taken for a 7.
pub(super) fn one_for_seven(text: &str) -> Option<String> {
    let found = SCALE.captures(text)?;
    let (left, right) = (found.get(1)?.as_str(), found.get(2)?.as_str());
    let one = |side: &str| if side == "7" { "1".to_owned() } else { side.to_owned() };
    (left != "1" && right != "1" && (left == "7" || right == "7")).then(|| format!("{}:{}", one(left), one(right)))
}

/// `mm` or `inch`.
pub(super) fn unit(text: &str) -> Option<&'static str> {
    let normal = normal_form(text);
    let mut found = None;
    for word in normal.split(' ') {
        let name = match word {
            "mm" | "millimeter" | "millimetre" | "millimeters" | "millimetres" | "millimetern" | "milimeters" | "milimeter"
            | "milimetres" => "mm",
            // "inces" and "milimeters" are misprints of real sheet formats.
            "inch" | "inches" | "inces" | "in" | "zoll" | "pouce" | "pouces" | "tum" => "inch",
            _ => continue,
        };
        // "in mm", "in millimeters": the preposition is no inch.
        if name == "inch" && word == "in" && normal != "in" {
            continue;
        }
        if found.is_some_and(|earlier| earlier != name) {
            return None;
        }
        found = Some(name);
    }
    found
}

/// `first` or `third`; `None` when neither or both are named.
pub(crate) fn projection(text: &str) -> Option<&'static str> {
    match (FIRST.is_match(text), THIRD.is_match(text)) {
        (true, false) => Some("first"),
        (false, true) => Some("third"),
        _ => None,
    }
}

/// A drawing standard named in a text.
pub(super) fn standard(text: &str) -> Option<String> {
    STANDARD.find(text).map(|found| found.as_str().split_whitespace().collect::<Vec<_>>().join(" "))
}
