//! General tolerances: ISO 2768 classes with their tables, and American tables by number of decimals.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

/// A general tolerance that is understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NormalizedGeneralTolerance {
    /// ISO 2768-1 class (`f`, `m`, `c`, `v`) and ISO 2768-2 class (`H`, `K`, `L`).
    Iso2768 {
        /// Linear and angular class.
        linear: Option<char>,
        /// Geometrical class.
        geometric: Option<char>,
    },
    /// Half width by number of decimals written, in the drawing's unit; `angle_deg` apart.
    Decimals {
        /// Decimals to half width.
        by_decimals: BTreeMap<u8, f64>,
        /// Angles, degrees.
        angle_deg: Option<f64>,
    },
    /// One width for all linear sizes, in the drawing's unit.
    Uniform {
        /// Upper deviation.
        upper: f64,
        /// Lower deviation.
        lower: f64,
    },
    /// ISO 8015, ISO 13920, ISO 22081 and the like: named, without a width for sizes.
    Named {
        /// The standard as written.
        standard: String,
    },
}

#[derive(Deserialize)]
struct Rows {
    bounds_mm: Vec<f64>,
    #[serde(flatten)]
    classes: BTreeMap<String, Vec<f64>>,
}

static TABLES: LazyLock<BTreeMap<String, Rows>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/general_tolerances.toml")).unwrap_or_default());

/// `2678` is the slip of the pen met on real drawings for 2768.
static ISO_2768: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:ISO|DIN|NF|EN|JS|^|\W)\s*-?\s*(?:2?2768|2678)(?:\s*-\s*[12]\b)?[\s,:(-]*(?:(?:PART|PARTIE|TEIL|CLASSE?|KLASSE)?\s*[12]?\s*)?([fmcvFMCV](?:OYEN|ITTEL|EDIUM|IN|INE)?\b|[fmcv][HKL]\b|[FMCV][HKL]\b)?").ok()
});
static GEOMETRIC: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:[fmcvFMCV]|-\s?2[\s-]*|[\s-])([HKL])\b").ok());
static BY_DECIMALS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|[\s;,:])([0X]?)[.,](X{1,4}|0{1,4})\s*[:=]?\s*(?:±|\+/-|\+-)?\s*(\d*[.,]?\d+)").ok());
static WHOLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|[\s;,:])X\s*[:=]?\s*(?:±|\+/-|\+-)?\s*(\d*[.,]?\d+)").ok());
static ANGLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)ANG(?:LES?|ULAR|ULAIRES?)?\s*[:=]?\s*(?:±|\+/-|\+-)?\s*(\d*[.,]?\d+)").ok());
static UNIFORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:±|\+/-|\+-)\s*(\d*[.,]?\d+)\s*(?:mm)?").ok());
static PLUS_MINUS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\+\s?(\d*[.,]?\d+)\s*/?\s*-\s?(\d*[.,]?\d+)").ok());
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:ISO\s?-?(?:8015|13920|22081|8062|1101|16901)(?:\s?-\s?[A-Z0-9]+)?|NF\s?[ET]\s?\d{2}-\d{3}|ASME\s?Y14\.5(?:M?-\d{4})?)",
    )
    .ok()
});

fn number(text: &str) -> Option<f64> {
    let tidy = text.replace(',', ".");
    let tidy = if tidy.starts_with('.') { format!("0{tidy}") } else { tidy };
    tidy.parse().ok().filter(|v: &f64| v.is_finite())
}

/// Reads the wording of a general tolerance; `None` when it states none.
pub fn normalize_general_tolerance(text: &str) -> Option<NormalizedGeneralTolerance> {
    let text: String = text.chars().take(600).collect();
    if let Some(found) = ISO_2768.as_ref()?.captures(&text) {
        let after = found.get(0).map_or("", |whole| &text[whole.start()..]);
        let class = found.get(1).map(|m| m.as_str());
        let linear = class.and_then(|c| c.chars().next()).map(|c| c.to_ascii_lowercase());
        let geometric = GEOMETRIC.as_ref().and_then(|p| p.captures(after)).and_then(|c| c.get(1)).and_then(|m| m.as_str().chars().next());
        return Some(NormalizedGeneralTolerance::Iso2768 { linear, geometric });
    }
    let mut by_decimals = BTreeMap::new();
    for found in BY_DECIMALS.as_ref()?.captures_iter(&text) {
        if let (Some(places), Some(width)) = (found.get(2), found.get(3).and_then(|m| number(m.as_str()))) {
            by_decimals.insert(places.as_str().len() as u8, width);
        }
    }
    let angle_deg = ANGLE.as_ref()?.captures(&text).and_then(|c| c.get(1)).and_then(|m| number(m.as_str()));
    if !by_decimals.is_empty() {
        if let Some(width) = WHOLE.as_ref()?.captures(&text).and_then(|c| c.get(1)).and_then(|m| number(m.as_str())) {
            by_decimals.insert(0, width);
        }
        return Some(NormalizedGeneralTolerance::Decimals { by_decimals, angle_deg });
    }
    if let Some(found) = PLUS_MINUS.as_ref()?.captures(&text) {
        let value = |group: usize| found.get(group).and_then(|m| number(m.as_str()));
        return Some(NormalizedGeneralTolerance::Uniform { upper: value(1)?, lower: -value(2)? });
    }
    if let Some(width) = UNIFORM.as_ref()?.captures(&text).and_then(|c| c.get(1)).and_then(|m| number(m.as_str())) {
        return Some(NormalizedGeneralTolerance::Uniform { upper: width, lower: -width });
    }
    let named = NAMED.as_ref()?.find(&text)?;
    Some(NormalizedGeneralTolerance::Named { standard: named.as_str().to_owned() })
}

/// Half width of ISO 2768-1 for a linear size, mm; `None` outside the table or for an unknown class.
pub fn iso2768_linear_mm(class: char, nominal_mm: f64) -> Option<f64> {
    if nominal_mm.is_nan() || nominal_mm < 0.5 {
        return None;
    }
    let rows = TABLES.get("linear")?;
    let row = rows.bounds_mm.iter().position(|bound| nominal_mm <= *bound)?;
    rows.classes.get(&class.to_string())?.get(row).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        for (text, linear, geometric) in [
            ("ISO 2768-mK", Some('m'), Some('K')),
            ("ISO 2768 mK", Some('m'), Some('K')),
            ("ISO 2768-1 m", Some('m'), None),
            ("NF EN 22768-mK", Some('m'), Some('K')),
            ("Tolérances générales ISO 2768-fH", Some('f'), Some('H')),
            ("DIN ISO 2768 - m", Some('m'), None),
            ("ISO 2678-f", Some('f'), None),
            ("ISO 2768", None, None),
        ] {
            let expect = NormalizedGeneralTolerance::Iso2768 { linear, geometric };
            assert_eq!(normalize_general_tolerance(text), Some(expect), "{text}");
        }
        assert_eq!(iso2768_linear_mm('m', 50.0), Some(0.3));
        assert_eq!(iso2768_linear_mm('m', 6.0), Some(0.1));
        assert_eq!(iso2768_linear_mm('f', 3000.0), None);
        assert_eq!(iso2768_linear_mm('z', 10.0), None);
    }

    #[test]
    fn by_decimals_and_uniform() {
        let got = normalize_general_tolerance("X ±1; .X ±.5; .XX ±.25; .XXX ±.15; ANGLE ±5°");
        let expect = BTreeMap::from([(0, 1.0), (1, 0.5), (2, 0.25), (3, 0.15)]);
        assert_eq!(got, Some(NormalizedGeneralTolerance::Decimals { by_decimals: expect, angle_deg: Some(5.0) }));
        let got = normalize_general_tolerance("LINEAR: +0.1/-0.1");
        assert_eq!(got, Some(NormalizedGeneralTolerance::Uniform { upper: 0.1, lower: -0.1 }));
        let got = normalize_general_tolerance("± 0,2 mm");
        assert_eq!(got, Some(NormalizedGeneralTolerance::Uniform { upper: 0.2, lower: -0.2 }));
        assert_eq!(normalize_general_tolerance("see drawing"), None);
    }
}
