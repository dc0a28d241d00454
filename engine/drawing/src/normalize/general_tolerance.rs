//! General tolerances: the standard and class a wording names, or the values it states. The tables of the classes are [`super::tolerance_table`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use crate::dimension::split_class;

/// A general tolerance that is understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NormalizedGeneralTolerance {
    /// ISO 2768-1 class (`f`, `m`, `c`, `v`) and ISO 2768-2 class (`H`, `K`, `L`).
    Iso2768 {
        /// `ISO 2768`, whatever national edition is named.
        standard: String,
        /// Linear and angular class.
        linear: Option<char>,
        /// Geometrical class.
        geometric: Option<char>,
        /// `-E`: the envelope requirement of ISO 8015 holds for all sizes.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        envelope: bool,
    },
    /// DIN 7168 (withdrawn): `f`, `m`, `g`, `sg`.
    Din7168 {
        /// Linear class.
        class: Option<String>,
    },
    /// Old NF E02-350 to -352 (withdrawn): class as written (`moyen`, `m`); it has no table here.
    NfE02 {
        /// The standard as written.
        standard: String,
        /// Class as written.
        class: Option<String>,
    },
    /// ISO 286-1 grade for all sizes without a tolerance: `js13`, `IT14/2`.
    IsoGrade {
        /// Class as written (`js13`).
        class: String,
        /// IT grade; half of it either way.
        grade: u8,
    },
    /// ISO 13920, welded constructions: `A` to `D` for sizes and angles, `E` to `H` for form.
    Iso13920 {
        /// Linear and angular class.
        linear: Option<char>,
        /// Straightness, flatness and parallelism.
        form: Option<char>,
    },
    /// ISO 8062, castings: grade 1 to 16, with the allowance grade where it is named (`RMAG H`).
    Iso8062 {
        /// DCTG, or CT of the older edition.
        grade: u8,
        /// Required machining allowance grade.
        #[serde(skip_serializing_if = "Option::is_none")]
        allowance: Option<char>,
    },
    /// ISO 22081: it has no tables, the values stand on the sheet.
    Iso22081 {
        /// General size specification, half width in the drawing's unit.
        #[serde(skip_serializing_if = "Option::is_none")]
        size: Option<f64>,
        /// General geometrical specification (a profile of surface), width in the drawing's unit.
        #[serde(skip_serializing_if = "Option::is_none")]
        profile: Option<f64>,
    },
    /// Half width by number of decimals written, in the drawing's unit; `angle_deg` apart.
    Decimals {
        /// Decimals to half width.
        by_decimals: BTreeMap<u8, f64>,
        /// Angles, degrees.
        angle_deg: Option<f64>,
        /// Sizes in fractions.
        #[serde(skip_serializing_if = "Option::is_none")]
        fractions: Option<f64>,
    },
    /// One width for all linear sizes, in the drawing's unit.
    Uniform {
        /// Upper deviation.
        upper: f64,
        /// Lower deviation.
        lower: f64,
    },
    /// ISO 8015 and the like: named, without a width for sizes.
    Named {
        /// The standard as written.
        standard: String,
    },
}

/// `2678` is the slip of the pen met on real drawings for 2768.
static ISO_2768: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:ISO|DIN|NF|EN|JS|^|\W)\s*-?\s*(?:2?2768|2678)(?:\s*-\s*[12]\b)?[\s,:(-]*(?:(?:PART|PARTIE|TEIL|CLASSE?|KLASSE)?\s*[12]?\s*)?([fmcvFMCV](?:OYEN|ITTEL|EDIUM|IN|INE)?\b|[fmcv][HKL]\b|[FMCV][HKL]\b)?").ok()
});
static GEOMETRIC: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:[fmcvFMCV]|-\s?2[\s-]*|[\s-])([HKL])\b").ok());
static ENVELOPE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:[HKLhkl]|[fmcv])\s*-\s*E\b").ok());
static DIN_7168: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bDIN\s*7168\b[\s,:(-]*(?:(?:TEIL|T)\s*1[\s-]*)?(sehr\s*grob|mittel|fein|grob|sg|[fmg]\b)?").ok());
static NF_E02: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\bNF\s?E\s?0?2[\s.-]?35[0-2]\b[\s,:(-]*(?:(?:classe?|qualit[ée]|s[ée]rie)\s*)?(pr[ée]cis(?:e|ion)?|fine?|moyen(?:ne)?|large|grossi[eè]re?|[fmcg]\b)?").ok()
});
static GRADE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s:;,(±/])(?:(j[sS]|J[sS]|[hH])\s?(1[0-8])|±?\s?IT\s?(1[0-8])\s?/\s?2)(?:$|[\s;,)/.])").ok());
static ISO_13920: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bISO\s*-?\s*13920\b[\s,:(-]*(?:(?:classe?s?|klasse)\s*)?(?-i:([A-D])?[\s/+-]*([E-H])?\b)?").ok());
static ISO_8062: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\bISO\s*-?\s*8062(?:\s*-\s*[1-4])?\b[\s,:(-]*(?:D?CTG?\s*-?\s*(\d{1,2}))?(?:.{0,12}?RMAG?\s*-?\s*([A-K]))?").ok()
});
static ISO_22081: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\bISO\s*-?\s*22081\b").ok());
static SIZE_VALUE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:±|\+/-|\+-)\s*(\d*[.,]?\d+)").ok());
static PROFILE_VALUE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"⌓\s*[|\[]?\s*(\d*[.,]?\d+)").ok());
static BY_DECIMALS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|[\s;,:])([0X]?)[.,](X{1,4}|0{1,4})\s*[:=]?\s*(?:±|\+/-|\+-)?\s*(\d*[.,]?\d+)").ok());
static IN_WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(ONE|TWO|THREE|FOUR|[1-4])[ -]?PL(?:ACES?|C|CS)?\.?(?:\s?DEC(?:IMALS?|\.)?)?\s*[:=]?\s*(?:±|\+/-|\+-)\s*(\d*[.,]?\d+)",
    )
    .ok()
});
static FRACTIONS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bFRACTION(?:S|AL)?\s*[:=]?\s*(?:±|\+/-|\+-)\s*(\d+)\s*/\s*(\d+)").ok());
static WHOLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|[\s;,:])X\s*[:=]?\s*(?:±|\+/-|\+-)?\s*(\d*[.,]?\d+)").ok());
static ANGLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)ANG(?:LES?|ULAR|ULAIRES?)?\s*[:=]?\s*(?:±|\+/-|\+-)?\s*(\d*[.,]?\d+)").ok());
static UNIFORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:±|\+/-|\+-)\s*(\d*[.,]?\d+)\s*(?:mm)?").ok());
static PLUS_MINUS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\+\s?(\d*[.,]?\d+)\s*/?\s*-\s?(\d*[.,]?\d+)").ok());
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:ISO\s?-?(?:8015|1101|16901)(?:\s?-\s?[A-Z0-9]+)?|NF\s?[ET]\s?\d{2}-\d{3}|ASME\s?Y14\.5(?:M?-\d{4})?)").ok()
});

fn number(text: &str) -> Option<f64> {
    let tidy = text.replace(',', ".");
    let tidy = if tidy.starts_with('.') { format!("0{tidy}") } else { tidy };
    tidy.parse().ok().filter(|v: &f64| v.is_finite())
}

fn captures<'t>(pattern: &LazyLock<Option<Regex>>, text: &'t str) -> Option<regex::Captures<'t>> {
    pattern.as_ref().and_then(|pattern| pattern.captures(text))
}

fn letter(found: &regex::Captures<'_>, group: usize) -> Option<char> {
    found.get(group).and_then(|part| part.as_str().chars().next())
}

/// Reads the wording of a general tolerance; `None` when it states none.
pub fn normalize_general_tolerance(text: &str) -> Option<NormalizedGeneralTolerance> {
    let text: String = text.chars().take(600).collect();
    named_class(&text).or_else(|| stated(&text)).or_else(|| {
        let named = NAMED.as_ref()?.find(&text)?;
        Some(NormalizedGeneralTolerance::Named { standard: named.as_str().to_owned() })
    })
}

/// A class of a standard, or the standard with the values written beside it.
fn named_class(text: &str) -> Option<NormalizedGeneralTolerance> {
    if let Some(found) = captures(&ISO_2768, text) {
        let after = found.get(0).map_or("", |whole| &text[whole.start()..]);
        let linear = letter(&found, 1).map(|class| class.to_ascii_lowercase());
        let geometric = captures(&GEOMETRIC, after).and_then(|found| letter(&found, 1));
        let envelope = ENVELOPE.as_ref().is_some_and(|pattern| pattern.is_match(after));
        return Some(NormalizedGeneralTolerance::Iso2768 { standard: "ISO 2768".to_owned(), linear, geometric, envelope });
    }
    if let Some(found) = captures(&ISO_22081, text) {
        let after = found.get(0).map_or("", |whole| &text[whole.end()..]);
        let value = |pattern| captures(pattern, after).and_then(|found| number(found.get(1)?.as_str()));
        return Some(NormalizedGeneralTolerance::Iso22081 { size: value(&SIZE_VALUE), profile: value(&PROFILE_VALUE) });
    }
    if let Some(found) = captures(&ISO_13920, text) {
        return Some(NormalizedGeneralTolerance::Iso13920 { linear: letter(&found, 1), form: letter(&found, 2) });
    }
    if let Some(found) = captures(&ISO_8062, text)
        && let Some(grade) = found.get(1).and_then(|grade| grade.as_str().parse::<u8>().ok()).filter(|grade| (1..=16).contains(grade))
    {
        let allowance = letter(&found, 2).map(|grade| grade.to_ascii_uppercase());
        return Some(NormalizedGeneralTolerance::Iso8062 { grade, allowance });
    }
    if let Some(found) = captures(&DIN_7168, text) {
        let class = found.get(1).map(|class| match class.as_str().to_lowercase().as_str() {
            word if word.starts_with('s') => "sg".to_owned(),
            word => word.chars().take(1).collect(),
        });
        return Some(NormalizedGeneralTolerance::Din7168 { class });
    }
    if let Some(found) = captures(&NF_E02, text) {
        let class = found.get(1).map(|class| class.as_str().to_owned());
        let standard = found.get(0).map_or("", |whole| whole.as_str());
        let standard = standard[..standard.len() - class.as_deref().map_or(0, str::len)].trim_end_matches([' ', '-', ',', ':', '(']);
        return Some(NormalizedGeneralTolerance::NfE02 { standard: standard.to_owned(), class });
    }
    None
}

/// Values written out, or a grade for all sizes.
fn stated(text: &str) -> Option<NormalizedGeneralTolerance> {
    let mut by_decimals = BTreeMap::new();
    for found in BY_DECIMALS.as_ref()?.captures_iter(text) {
        if let (Some(places), Some(width)) = (found.get(2), found.get(3).and_then(|m| number(m.as_str()))) {
            by_decimals.insert(places.as_str().len() as u8, width);
        }
    }
    for found in IN_WORDS.as_ref()?.captures_iter(text) {
        let places = match found.get(1).map_or("", |word| word.as_str()).to_uppercase().as_str() {
            "ONE" | "1" => 1,
            "TWO" | "2" => 2,
            "THREE" | "3" => 3,
            _ => 4,
        };
        if let Some(width) = found.get(2).and_then(|m| number(m.as_str())) {
            by_decimals.insert(places, width);
        }
    }
    let angle_deg = captures(&ANGLE, text).and_then(|c| number(c.get(1)?.as_str()));
    if !by_decimals.is_empty() {
        if let Some(width) = captures(&WHOLE, text).and_then(|c| number(c.get(1)?.as_str())) {
            by_decimals.insert(0, width);
        }
        let fractions = captures(&FRACTIONS, text).and_then(|c| Some(number(c.get(1)?.as_str())? / number(c.get(2)?.as_str())?));
        return Some(NormalizedGeneralTolerance::Decimals {
            by_decimals,
            angle_deg,
            fractions: fractions.filter(|width| width.is_finite()),
        });
    }
    if let Some(found) = captures(&GRADE, text) {
        let grade: u8 = found.get(2).or(found.get(3)).and_then(|grade| grade.as_str().parse().ok())?;
        let class = found.get(1).map_or_else(|| format!("±IT{grade}/2"), |letters| format!("{}{grade}", letters.as_str()));
        let symmetrical = found.get(1).is_none_or(|letters| letters.as_str().eq_ignore_ascii_case("js"));
        if symmetrical || split_class(&class).is_some() {
            return Some(NormalizedGeneralTolerance::IsoGrade { class, grade });
        }
    }
    if let Some(found) = captures(&PLUS_MINUS, text) {
        let value = |group: usize| found.get(group).and_then(|m| number(m.as_str()));
        return Some(NormalizedGeneralTolerance::Uniform { upper: value(1)?, lower: -value(2)? });
    }
    let width = captures(&UNIFORM, text).and_then(|c| number(c.get(1)?.as_str()))?;
    Some(NormalizedGeneralTolerance::Uniform { upper: width, lower: -width })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        for (text, linear, geometric, envelope) in [
            ("ISO 2768-mK", Some('m'), Some('K'), false),
            ("ISO 2768 mK", Some('m'), Some('K'), false),
            ("ISO 2768-1 m", Some('m'), None, false),
            ("NF EN 22768-mK", Some('m'), Some('K'), false),
            ("Tolérances générales ISO 2768-fH", Some('f'), Some('H'), false),
            ("DIN ISO 2768 - m", Some('m'), None, false),
            ("ISO 2678-f", Some('f'), None, false),
            ("ISO 2768", None, None, false),
            ("ISO 2768-mK-E", Some('m'), Some('K'), true),
            ("DIN ISO 2768-mH-E", Some('m'), Some('H'), true),
        ] {
            let expect = NormalizedGeneralTolerance::Iso2768 { standard: "ISO 2768".to_owned(), linear, geometric, envelope };
            assert_eq!(normalize_general_tolerance(text), Some(expect), "{text}");
        }
    }

    #[test]
    fn other_standards() {
        use NormalizedGeneralTolerance::{Din7168, Iso8062, Iso13920, Iso22081, IsoGrade, NfE02};
        let class = |text: &str| Some(text.to_owned());
        for (text, expect) in [
            ("DIN 7168 mittel", Din7168 { class: class("m") }),
            ("Freimaßtoleranz DIN 7168 - m", Din7168 { class: class("m") }),
            ("DIN 7168 sehr grob", Din7168 { class: class("sg") }),
            ("NF E 02-351 moyen", NfE02 { standard: "NF E 02-351".to_owned(), class: class("moyen") }),
            ("NF E02-350", NfE02 { standard: "NF E02-350".to_owned(), class: None }),
            ("js13", IsoGrade { class: "js13".to_owned(), grade: 13 }),
            ("Tolérance générale : Js 14", IsoGrade { class: "Js14".to_owned(), grade: 14 }),
            ("±IT14/2", IsoGrade { class: "±IT14/2".to_owned(), grade: 14 }),
            ("ISO 13920-BF", Iso13920 { linear: Some('B'), form: Some('F') }),
            ("EN ISO 13920-B", Iso13920 { linear: Some('B'), form: None }),
            ("NF EN ISO 13920 classe C / G", Iso13920 { linear: Some('C'), form: Some('G') }),
            ("ISO 8062-3 - DCTG 9 - RMAG H", Iso8062 { grade: 9, allowance: Some('H') }),
            ("ISO 8062 CT10", Iso8062 { grade: 10, allowance: None }),
            ("ISO 22081 ±0,2 ⌓ 0,5 A B C", Iso22081 { size: Some(0.2), profile: Some(0.5) }),
            ("ISO 22081", Iso22081 { size: None, profile: None }),
        ] {
            assert_eq!(normalize_general_tolerance(text), Some(expect), "{text}");
        }
    }

    #[test]
    fn by_decimals_and_uniform() {
        let decimals = |pairs: &[(u8, f64)], angle_deg, fractions| NormalizedGeneralTolerance::Decimals {
            by_decimals: pairs.iter().copied().collect(),
            angle_deg,
            fractions,
        };
        for (text, expect) in [
            ("X ±1; .X ±.5; .XX ±.25; .XXX ±.15; ANGLE ±5°", decimals(&[(0, 1.0), (1, 0.5), (2, 0.25), (3, 0.15)], Some(5.0), None)),
            (
                "FRACTIONAL ±1/64; TWO PLACE DECIMAL ±.01; THREE PLACE DECIMAL ±.005; ANGULAR ±1°",
                decimals(&[(2, 0.01), (3, 0.005)], Some(1.0), Some(1.0 / 64.0)),
            ),
            ("LINEAR: +0.1/-0.1", NormalizedGeneralTolerance::Uniform { upper: 0.1, lower: -0.1 }),
            ("± 0,2 mm", NormalizedGeneralTolerance::Uniform { upper: 0.2, lower: -0.2 }),
        ] {
            assert_eq!(normalize_general_tolerance(text), Some(expect), "{text}");
        }
        assert_eq!(normalize_general_tolerance("see drawing"), None);
    }
}
