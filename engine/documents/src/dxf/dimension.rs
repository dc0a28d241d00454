//! DIMENSION entities: what they measure, and the text they show (typed, or formatted by their style as the CAD system would).

use std::collections::{BTreeMap, HashMap};

use super::code_page::CodePage;
use super::format_codes::multiline_text;
use super::placement::Point3;
use super::record::Record;
use super::tag::Tag;

/// A dimension before its block and its place are known.
#[derive(Debug, Clone)]
pub(super) struct DimensionEntity {
    /// Block with its drawn picture, upper case.
    pub picture: String,
    /// Typed text, format codes still in it; empty when the measured value is shown.
    pub typed: String,
    /// Measured from its own points, times the style's length factor: drawing units as shown, degrees for angles.
    pub measured: Option<f64>,
    /// Text of the measured value, formatted by the style.
    pub formatted: String,
    pub handle: String,
    pub at: Point3,
    pub height: f64,
    pub rotation_deg: f64,
}

/// Dimension variables by their group code in a DIMSTYLE record (DXF Reference, DIMSTYLE).
#[derive(Debug, Clone, Default)]
pub(super) struct DimensionStyle {
    numbers: BTreeMap<i16, f64>,
    /// Text around the value: `<> mm`.
    affix: Option<String>,
}

mod code {
    pub const AFFIX: i16 = 3;
    pub const SCALE: i16 = 40;
    pub const ROUNDING: i16 = 45;
    pub const UPPER: i16 = 47;
    pub const LOWER: i16 = 48;
    pub const TOLERANCES: i16 = 71;
    pub const LIMITS: i16 = 72;
    pub const ZEROS: i16 = 78;
    pub const TEXT_HEIGHT: i16 = 140;
    pub const LENGTH_FACTOR: i16 = 144;
    pub const ANGLE_DECIMALS: i16 = 179;
    pub const DECIMALS: i16 = 271;
    pub const TOLERANCE_DECIMALS: i16 = 272;
    pub const SEPARATOR: i16 = 278;
    pub const TOLERANCE_ZEROS: i16 = 284;
}

impl DimensionStyle {
    /// A DIMSTYLE record.
    pub fn read(record: &Record<'_>, page: &CodePage) -> Self {
        let mut style = Self::default();
        for tag in record.body() {
            style.set(tag.code, tag, page);
        }
        style
    }

    /// Defaults from the header variables, for a style the file does not hold.
    pub fn from_header(defaults: &BTreeMap<String, f64>) -> Self {
        let mut style = Self::default();
        for (name, code) in [
            ("$DIMSCALE", code::SCALE),
            ("$DIMRND", code::ROUNDING),
            ("$DIMTP", code::UPPER),
            ("$DIMTM", code::LOWER),
            ("$DIMTOL", code::TOLERANCES),
            ("$DIMLIM", code::LIMITS),
            ("$DIMZIN", code::ZEROS),
            ("$DIMTXT", code::TEXT_HEIGHT),
            ("$DIMLFAC", code::LENGTH_FACTOR),
            ("$DIMDEC", code::DECIMALS),
            ("$DIMTDEC", code::TOLERANCE_DECIMALS),
            ("$DIMADEC", code::ANGLE_DECIMALS),
            ("$DIMDSEP", code::SEPARATOR),
        ] {
            if let Some(value) = defaults.get(name) {
                style.numbers.insert(code, *value);
            }
        }
        style
    }

    fn set(&mut self, code: i16, tag: &Tag<'_>, page: &CodePage) {
        if code == code::AFFIX {
            self.affix = Some(page.decode(tag.bytes()));
        } else if (40..=300).contains(&code)
            && let Some((value, _)) = tag.number()
        {
            self.numbers.insert(code, value);
        }
    }

    /// The overrides of one dimension: application ACAD, list DSTYLE, pairs of a variable's code (1070) and its value.
    fn overridden(&self, record: &Record<'_>, page: &CodePage) -> Self {
        let mut style = self.clone();
        let mut in_list = false;
        let mut variable = None;
        for tag in record.extended() {
            match (tag.code, tag.bytes()) {
                (1000, b"DSTYLE") => in_list = true,
                (1001, _) => in_list = false,
                (1002, b"}") => in_list = false,
                (1002, _) => {}
                (1070, _) if in_list && variable.is_none() => variable = tag.int().and_then(|code| i16::try_from(code).ok()),
                _ if in_list => {
                    if let Some(code) = variable.take() {
                        style.set(code, tag, page);
                    }
                }
                _ => {}
            }
        }
        style
    }

    fn number(&self, code: i16) -> Option<f64> {
        self.numbers.get(&code).copied()
    }

    fn flag(&self, code: i16) -> bool {
        self.number(code).is_some_and(|value| value != 0.0)
    }
}

/// Kinds of dimension, the low bits of group 70.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Linear,
    Aligned,
    Angle,
    Diameter,
    Radius,
    AngleBy3Points,
    Ordinate,
}

/// Reads a DIMENSION (or LARGE_RADIAL_DIMENSION, ARC_DIMENSION) record.
pub(super) fn dimension_of(
    kind: &str,
    record: &Record<'_>,
    page: &CodePage,
    styles: &HashMap<String, DimensionStyle>,
    fallback: &DimensionStyle,
) -> DimensionEntity {
    let text = |code: i16| record.first(code).map(|tag| page.decode(tag.text())).unwrap_or_default();
    let style = styles.get(&text(3).trim().to_uppercase()).unwrap_or(fallback).overridden(record, page);
    let flags = record.first_int(70).unwrap_or(0);
    let measure = match (kind, flags & 7) {
        ("LARGE_RADIAL_DIMENSION", _) => Measure::Radius,
        (_, 1) => Measure::Aligned,
        (_, 2) => Measure::Angle,
        (_, 3) => Measure::Diameter,
        (_, 4) => Measure::Radius,
        (_, 5) => Measure::AngleBy3Points,
        (_, 6) => Measure::Ordinate,
        _ => Measure::Linear,
    };
    let angular = matches!(measure, Measure::Angle | Measure::AngleBy3Points);
    let factor = style.number(code::LENGTH_FACTOR).map(f64::abs).filter(|factor| *factor > 0.0 && !angular).unwrap_or(1.0);
    // An arc's length is not in its points; the CAD system's own value is.
    let own = if kind == "ARC_DIMENSION" { None } else { measured_between(record, measure, flags) };
    let written = record.first_real(42).filter(|value| *value > 0.0).map(|value| if angular { value.to_degrees() } else { value });
    let measured = if angular { written.or(own) } else { own.or(written) }.map(|value| value * factor);
    let formatted = measured.map(|value| formatted(value, measure, &style)).unwrap_or_default();
    DimensionEntity {
        picture: text(2).trim().to_uppercase(),
        typed: text(1),
        measured,
        formatted,
        handle: record.first(5).map(|tag| String::from_utf8_lossy(tag.bytes()).into_owned()).unwrap_or_default(),
        at: record.point(11).or(record.point(10)).unwrap_or([0.0; 3]),
        height: style.number(code::TEXT_HEIGHT).unwrap_or(0.0) * style.number(code::SCALE).filter(|scale| *scale > 0.0).unwrap_or(1.0),
        rotation_deg: record.first_real(53).unwrap_or(0.0),
    }
}

impl DimensionEntity {
    /// The text shown: typed (with `<>` standing for the measured value), else the picture's, else as formatted; `None` when suppressed.
    pub fn shown(&self, pictured: Option<String>) -> Option<String> {
        let measured = || pictured.clone().unwrap_or_else(|| self.formatted.clone());
        let shown = match self.typed.as_str() {
            "" => measured(),
            // A single blank is AutoCAD's way to show nothing.
            typed if typed.trim().is_empty() => return None,
            "<>" => measured(),
            typed => self.substituted(typed),
        };
        let shown = shown.trim().to_owned();
        (!shown.is_empty()).then_some(shown)
    }
}

impl DimensionEntity {
    /// Typed text with the measured value in place of `<>`; a symbol typed before it is not said twice.
    fn substituted(&self, typed: &str) -> String {
        let Some((before, after)) = typed.split_once("<>") else { return multiline_text(typed) };
        let before = multiline_text(before);
        let symbol = self.formatted.chars().next().filter(|symbol| matches!(symbol, 'R' | 'Ø') && before.ends_with(*symbol));
        let value = symbol.map_or(self.formatted.as_str(), |symbol| self.formatted.trim_start_matches(symbol));
        format!("{before}{value}{}", multiline_text(&after.replace("[]", "")))
    }
}

fn distance(a: Point3, b: Point3) -> f64 {
    (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum::<f64>().sqrt()
}

fn measured_between(record: &Record<'_>, measure: Measure, flags: i64) -> Option<f64> {
    let point = |code| record.point(code);
    let value = match measure {
        Measure::Linear => {
            let (from, to) = (point(13)?, point(14)?);
            let (sin, cos) = record.first_real(50).unwrap_or(0.0).to_radians().sin_cos();
            ((to[0] - from[0]) * cos + (to[1] - from[1]) * sin).abs()
        }
        Measure::Aligned => distance(point(13)?, point(14)?),
        Measure::Diameter | Measure::Radius => distance(point(10)?, point(15)?),
        Measure::AngleBy3Points => angle(point(15)?, point(13)?, point(15)?, point(14)?),
        Measure::Angle => angle(point(13)?, point(14)?, point(15)?, point(10)?),
        Measure::Ordinate => {
            let (origin, feature) = (point(10)?, point(13)?);
            if flags & 64 != 0 { (feature[0] - origin[0]).abs() } else { (feature[1] - origin[1]).abs() }
        }
    };
    (value > 0.0 && value.is_finite()).then_some(value)
}

/// Angle between two directions, 0 to 180 degrees.
fn angle(a0: Point3, a1: Point3, b0: Point3, b1: Point3) -> f64 {
    let a = [a1[0] - a0[0], a1[1] - a0[1]];
    let b = [b1[0] - b0[0], b1[1] - b0[1]];
    (a[0] * b[1] - a[1] * b[0]).abs().atan2(a[0] * b[0] + a[1] * b[1]).to_degrees()
}

fn formatted(value: f64, measure: Measure, style: &DimensionStyle) -> String {
    let angular = matches!(measure, Measure::Angle | Measure::AngleBy3Points);
    let rounding = style.number(code::ROUNDING).filter(|step| *step > 0.0 && !angular);
    let value = rounding.map_or(value, |step| (value / step).round() * step);
    let decimals = style.number(if angular { code::ANGLE_DECIMALS } else { code::DECIMALS });
    let zeros = style.number(code::ZEROS).map_or(0, |flags| flags as i64);
    let nominal = number_text(value, decimals, zeros, style);
    if angular {
        return format!("{nominal}°");
    }
    let decimals = style.number(code::TOLERANCE_DECIMALS).or(decimals);
    let zeros = style.number(code::TOLERANCE_ZEROS).map_or(zeros, |flags| flags as i64);
    let (upper, lower) = (style.number(code::UPPER).unwrap_or(0.0), style.number(code::LOWER).unwrap_or(0.0));
    let deviation = |value: f64| number_text(value.abs(), decimals, zeros, style);
    let sign = |value: f64| {
        if value == 0.0 {
            ""
        } else if value < 0.0 {
            "-"
        } else {
            "+"
        }
    };
    let body = if style.flag(code::LIMITS) {
        format!("{} {}", number_text(value + upper, decimals, zeros, style), number_text(value - lower, decimals, zeros, style))
    } else if style.flag(code::TOLERANCES) && upper == lower && upper != 0.0 {
        format!("{nominal}±{}", deviation(upper))
    } else if style.flag(code::TOLERANCES) && (upper != 0.0 || lower != 0.0) {
        format!("{nominal} {}{} {}{}", sign(upper), deviation(upper), sign(-lower), deviation(lower))
    } else {
        nominal
    };
    let affix = style.affix.as_deref().map(|affix| affix.split("[]").next().unwrap_or_default()).unwrap_or_default();
    let (before, after) = affix.split_once("<>").unwrap_or(("", affix));
    let (before, after) = (multiline_text(before), multiline_text(after));
    let symbol = match measure {
        Measure::Diameter if before.is_empty() => "Ø",
        Measure::Radius if before.is_empty() => "R",
        _ => "",
    };
    format!("{symbol}{before}{body}{after}")
}

/// A number with the style's decimals, separator and suppressed zeros (4 leading, 8 trailing); without decimals, up to 4 and no trailing zeros.
fn number_text(value: f64, decimals: Option<f64>, zeros: i64, style: &DimensionStyle) -> String {
    let places = decimals.unwrap_or(4.0).clamp(0.0, 8.0) as usize;
    let mut text = format!("{value:.places$}");
    if (zeros & 8 != 0 || decimals.is_none()) && text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    if zeros & 4 != 0
        && let Some(rest) = text.strip_prefix("0.")
    {
        text = format!(".{rest}");
    }
    match style.number(code::SEPARATOR).and_then(|code| char::from_u32(code as u32)) {
        Some(separator) if !separator.is_control() && separator != '.' => text.replace('.', &separator.to_string()),
        _ => text,
    }
}

/// A tag with a value of its own, for tests.
#[cfg(test)]
fn tag(code: i16, text: &'static str) -> Tag<'static> {
    Tag { code, place: 1, raw: super::tag::Raw::Text(text.as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(pairs: &[(i16, &'static str)]) -> DimensionStyle {
        let page = CodePage::default();
        let mut style = DimensionStyle::default();
        for (code, text) in pairs {
            style.set(*code, &tag(*code, text), &page);
        }
        style
    }

    #[test]
    fn values_are_written_as_the_style_says() {
        for (value, measure, pairs, expected) in [
            (50.0, Measure::Linear, &[][..], "50"),
            (50.0, Measure::Linear, &[(271, "2")], "50.00"),
            (50.0, Measure::Diameter, &[(271, "2"), (78, "8")], "Ø50"),
            (12.345, Measure::Radius, &[(271, "2"), (278, "44")], "R12,35"),
            (50.0, Measure::Linear, &[(71, "1"), (47, "0.1"), (48, "0.1"), (271, "1"), (272, "1")], "50.0±0.1"),
            (50.0, Measure::Linear, &[(71, "1"), (47, "0.02"), (48, "-0.01"), (78, "8"), (271, "3")], "50 +0.02 +0.01"),
            (50.0, Measure::Diameter, &[(71, "1"), (47, "0"), (48, "0.025"), (78, "8"), (271, "3")], "Ø50 0 -0.025"),
            (50.0, Measure::Linear, &[(72, "1"), (47, "0.1"), (48, "0.2"), (78, "8"), (271, "2")], "50.1 49.8"),
            (10.0, Measure::Linear, &[(3, "%%c<> H7"), (78, "8")], "Ø10 H7"),
            (45.0, Measure::Angle, &[(179, "0")], "45°"),
            (7.26, Measure::Linear, &[(45, "0.5"), (78, "8")], "7.5"),
        ] {
            assert_eq!(formatted(value, measure, &style(pairs)), expected, "{pairs:?}");
        }
    }

    #[test]
    fn typed_text_goes_before_measured() {
        let entity = |typed: &str| DimensionEntity {
            picture: String::new(),
            typed: typed.to_owned(),
            measured: Some(12.0),
            formatted: "12".to_owned(),
            handle: String::new(),
            at: [0.0; 3],
            height: 2.5,
            rotation_deg: 0.0,
        };
        assert_eq!(entity("").shown(None).as_deref(), Some("12"));
        assert_eq!(entity("").shown(Some("12.00".to_owned())).as_deref(), Some("12.00"));
        assert_eq!(entity("4x %%c<> H7").shown(None).as_deref(), Some("4x Ø12 H7"));
        assert_eq!(entity("M8").shown(Some("12".to_owned())).as_deref(), Some("M8"));
        assert_eq!(entity(" ").shown(None), None);
        let radius = DimensionEntity { formatted: "R12".to_owned(), ..entity("R<> typ.") };
        assert_eq!(radius.shown(None).as_deref(), Some("R12 typ."));
    }
}
