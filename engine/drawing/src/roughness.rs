//! Surface texture: `Ra 1.6`, `Rz 25`, `N7`, and a bare number over a texture symbol.

use std::sync::LazyLock;

use regex::Regex;
use trusquin_domain::Roughness;

use crate::dimension::DrawingUnit;
use crate::sheet_text::direction::{Direction, LocalBox};
use crate::sheet_text::piece::{Directed, Piece};
use crate::sheet_text::strokes::{LocalStroke, Strokes};
use crate::sheet_text::zone::Zones;

/// Ra of the grades N1 to N12, micrometres (ISO 1302:1992, annex).
const GRADES_UM: [f64; 12] = [0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.3, 12.5, 25.0, 50.0];
/// Micrometres in one microinch.
const MICROINCH_UM: f64 = 0.0254;

static NAMED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^A-Za-z])(R(?:a|z|t|q|y|k|max|A|Z|T|MAX))\s{0,3}[:=<≤]?\s{0,3}(\d{1,4}(?:[.,]\d{1,4})?)").ok());
static GRADE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^N\s?(1[0-2]|[1-9])$").ok());
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\d{0,4}(?:[.,]\d{1,3})?$").ok());

/// Roughness of one direction, and the pieces it used.
#[derive(Debug, Default)]
pub struct RoughnessReading {
    /// The requirements.
    pub roughness: Vec<Roughness>,
    /// One flag per piece of the direction.
    pub used: Vec<bool>,
}

/// Reads the texture requirements among the pieces of one direction. `used` marks pieces other readings have taken.
///
/// A bare number over a symbol counts on the drawing only: the marks of a frame's zones look like symbols to a scanner.
pub fn read_roughness(
    directed: &Directed,
    used: &[bool],
    zones: &Zones,
    strokes: &Strokes<'_>,
    unit: DrawingUnit,
    page: u32,
) -> RoughnessReading {
    let mut reading = RoughnessReading { roughness: Vec::new(), used: vec![false; directed.pieces.len()] };
    for (index, piece) in directed.pieces.iter().enumerate() {
        if piece.drawn || used.get(index).copied().unwrap_or(false) {
            continue;
        }
        if let Some((parameter, value)) = named(&piece.text) {
            let (value_um, whole) = (in_micrometres(value, unit), piece.text.chars().count() <= 14);
            reading.roughness.push(requirement(piece, &parameter, value_um, page));
            reading.used[index] = whole;
        } else if let Some(value_um) = bare(&piece.text, unit)
            && !zones.exclude(&piece.sheet_box)
            && over_texture_symbol(piece, &directed.direction, strokes)
        {
            reading.roughness.push(requirement(piece, "Ra", value_um, page));
            reading.used[index] = true;
        }
    }
    reading
}

fn requirement(piece: &Piece, parameter: &str, value_um: f64, page: u32) -> Roughness {
    Roughness {
        text: piece.text.clone(),
        parameter: parameter.to_owned(),
        value_um,
        page,
        sheet_box: Some(piece.sheet_box),
        reference: None,
    }
}

/// `Ra`, `Rz`, ... with its number as written.
pub fn named(text: &str) -> Option<(String, f64)> {
    let found = NAMED.as_ref()?.captures(text)?;
    let name = found.get(1)?.as_str();
    let mut letters = name.chars();
    let parameter: String = letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect();
    let value: f64 = found.get(2)?.as_str().replace(',', ".").parse().ok()?;
    (value > 0.0 && value <= 2_000.0).then_some((parameter, value))
}

/// On an inch drawing a figure of 4 and more is in microinches; finer ones are micrometres on any drawing.
pub(crate) fn in_micrometres(value: f64, unit: DrawingUnit) -> f64 {
    if unit == DrawingUnit::Inch && value >= 4.0 { (value * MICROINCH_UM * 1e4).round() / 1e4 } else { value }
}

/// A number a texture symbol may carry, in micrometres: the preferred Ra values, their microinch counterparts, or a grade.
fn bare(text: &str, unit: DrawingUnit) -> Option<f64> {
    if let Some(grade) = GRADE.as_ref().and_then(|g| g.captures(text)) {
        let grade: usize = grade.get(1)?.as_str().parse().ok()?;
        return GRADES_UM.get(grade.checked_sub(1)?).copied();
    }
    if text.is_empty() || !NUMBER.as_ref()?.is_match(text) {
        return None;
    }
    let tidy = text.replace(',', ".");
    let value: f64 = if tidy.starts_with('.') { format!("0{tidy}").parse().ok()? } else { tidy.parse().ok()? };
    match unit {
        DrawingUnit::Millimetre => (0.01..=100.0).contains(&value).then_some(value),
        DrawingUnit::Inch => (1.0..=2_000.0).contains(&value).then(|| in_micrometres(value, unit)),
    }
}

/// The symbol of ISO 1302 and ISO 21920-1 below the number: a short leg falling and a long one rising from one point, about 60° each.
fn over_texture_symbol(piece: &Piece, direction: &Direction, strokes: &Strokes<'_>) -> bool {
    let font = piece.font_mm;
    let place = &piece.local;
    let window = LocalBox { u0: place.u0 - 2.8 * font, u1: place.u1 + 3.6 * font, v0: place.v0 - 3.0 * font, v1: place.v1 + 3.0 * font };
    let near = strokes.inside(&window, direction);
    let legs = |from: f64, to: f64| {
        near.iter().filter(move |s| (from..to).contains(&s.angle_deg()) && s.length() > 0.3 * font && s.length() < 5.0 * font)
    };
    // On an underside the whole symbol stands on its head while the number stays upright.
    [false, true].into_iter().any(|inverted| {
        let foot = |s: &LocalStroke| if (s.a.1 > s.b.1) != inverted { s.a } else { s.b };
        legs(105.0, 135.0).any(|left| {
            let point = foot(left);
            legs(48.0, 75.0).any(|right| {
                let start = foot(right);
                let meet = (start.0 - point.0).hypot(start.1 - point.1) < 0.12 * font;
                let taller = right.length() > 1.35 * left.length();
                let beyond = if inverted { point.1 < place.v() } else { point.1 > place.v() };
                let reach = place.width() / 2.0 + if inverted { 3.2 * font } else { 1.8 * font };
                // The number stands on the open side of the point, over the short leg or beside the long one.
                meet && taller && beyond && (point.0 - place.u()).abs() < reach
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_parameters() {
        for (text, expect) in [
            ("Ra 1.6", Some(("Ra", 1.6))),
            ("Ra  12", Some(("Ra", 12.0))),
            ("L Rz 2.5", Some(("Rz", 2.5))),
            ("Ra3,2", Some(("Ra", 3.2))),
            ("RA 0.8", Some(("Ra", 0.8))),
            ("Rmax 10", Some(("Rmax", 10.0))),
            ("R1.6", None),
            ("TRA 5", None),
            ("Ra", None),
        ] {
            assert_eq!(named(text), expect.map(|(p, v)| (p.to_owned(), v)), "{text}");
        }
    }

    #[test]
    fn bare_numbers() {
        assert_eq!(bare("N7", DrawingUnit::Millimetre), Some(1.6));
        assert_eq!(bare("3,2", DrawingUnit::Millimetre), Some(3.2));
        assert!(bare("63", DrawingUnit::Inch).is_some_and(|v| (v - 1.6).abs() < 0.01));
        assert_eq!(bare("abc", DrawingUnit::Millimetre), None);
    }
}
