//! Surface texture: `Ra 1.6`, `Rz 25`, `N7`, and a bare number over a texture symbol.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Deserialize;
use trusquin_domain::{DocumentPage, Roughness, TitleBlock, TitleBlockField};

use crate::dimension::{DEPTH, DrawingUnit, spaced_words};
use crate::sheet_text::direction::{Direction, LocalBox};
use crate::sheet_text::piece::{Directed, Piece};
use crate::sheet_text::strokes::{LocalStroke, Strokes};
use crate::sheet_text::zone::Zones;

/// Ra of the grades N1 to N12, micrometres (ISO 1302:1992, annex).
const GRADES_UM: [f64; 12] = [0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.3, 12.5, 25.0, 50.0];
/// Micrometres in one microinch.
const MICROINCH_UM: f64 = 0.0254;

static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^A-Za-z])(R(?:a|z|t|q|y|k|pk|vk|max|A|Z|T|MAX))(?:1?max)?\s{0,3}(?:(?:max|MAX)\.?)?\s{0,3}[:=<≤]?\s{0,3}(\d{1,4}(?:[.,]\d{1,4})?)").ok()
});
static GRADE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^N\s?(1[0-2]|[1-9])$").ok());
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\d{0,4}(?:[.,]\d{1,3})?$").ok());

#[derive(Deserialize, Default)]
struct Table {
    triangles: Triangles,
    definition: Vec<Definition>,
}

/// The finishing marks of before 1978.
#[derive(Deserialize, Default)]
struct Triangles {
    /// Of one triangle, two, three and four, micrometres.
    rt_um: Vec<f64>,
    meaning: String,
}

/// What a parameter meant on drawings of some years.
#[derive(Deserialize)]
struct Definition {
    parameter: String,
    /// First year, when there is one.
    from: Option<u32>,
    /// Last year.
    until: Option<u32>,
    /// Only on sheets that quote standards of this body.
    quotes: Option<String>,
    meaning: String,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(include_str!("../data/roughness.toml")).unwrap_or_default());
/// Four digits that are a year of the trade.
static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|\D)(19[3-9]\d|20[0-9]\d)(?:\D|$)").ok());

/// `▽▽`, `∇∇∇`: two to four triangles and nothing else, in micrometres; one alone may be a depth sign.
fn old_triangles(text: &str) -> Option<f64> {
    let count = text.chars().filter(|c| !c.is_whitespace()).count();
    let triangles = text.chars().all(|c| c.is_whitespace() || matches!(c, '▽' | '∇' | '▼' | DEPTH));
    // The alphabet of dimensions turns the typed triangle into the depth sign; nobody writes two of those.
    (triangles && count >= 2).then(|| TABLE.triangles.rt_um.get(count - 1).copied()).flatten()
}

/// Says what parameters meant when the drawing was made, where that changed: from the date of the title block and the standards quoted.
pub(crate) fn tell_definitions(roughness: &mut [Roughness], title_block: &TitleBlock, page: &DocumentPage) {
    if roughness.is_empty() {
        return;
    }
    let year = title_block.get(&TitleBlockField::Date).and_then(|date| {
        let found = YEAR.as_ref()?.captures(&date.value)?;
        found.get(1)?.as_str().parse::<u32>().ok()
    });
    let quoted = |body: &str| page.spans.iter().any(|span| spaced_words(&span.text).contains(&format!(" {body} ")));
    for texture in roughness.iter_mut().filter(|texture| texture.definition.is_none()) {
        let fits = |it: &&Definition| {
            let dated = it.from.is_none() && it.until.is_none()
                || year.is_some_and(|year| it.from.is_none_or(|from| year >= from) && it.until.is_none_or(|until| year <= until));
            it.parameter == texture.parameter && dated && it.quotes.as_deref().is_none_or(quoted)
        };
        texture.definition = TABLE.definition.iter().find(fits).map(|it| it.meaning.clone());
    }
}

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
        let all = named_all(&piece.text);
        if !all.is_empty() {
            let whole = piece.text.chars().count() <= 14 * all.len();
            reading
                .roughness
                .extend(all.iter().map(|(parameter, value)| requirement(piece, parameter, in_micrometres(*value, unit), page)));
            reading.used[index] = whole;
        } else if let Some(triangles) = old_triangles(&piece.text) {
            let old = requirement(piece, "Rt", triangles, page);
            reading.roughness.push(Roughness { definition: Some(TABLE.triangles.meaning.clone()), ..old });
            reading.used[index] = true;
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
        definition: None,
        critical: false,
    }
}

/// `Ra`, `Rz`, ... with its number as written, the first of a text.
pub fn named(text: &str) -> Option<(String, f64)> {
    named_all(text).into_iter().next()
}

/// All of a text: `Ra 0.8 Rz 4`, `U Ra 1.6; L Ra 0.4`.
fn named_all(text: &str) -> Vec<(String, f64)> {
    NAMED.as_ref().map(|named| named.captures_iter(text).filter_map(|found| requirement_of(&found)).collect()).unwrap_or_default()
}

fn requirement_of(found: &Captures<'_>) -> Option<(String, f64)> {
    let name = found.get(1)?.as_str();
    // The largest of the sections (`Rz1max`) is asked, not another parameter.
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
            ("Rz1max 6,3", Some(("Rz", 6.3))),
            ("Ra max 0.8", Some(("Ra", 0.8))),
            ("Ramax 1.6", Some(("Ra", 1.6))),
            ("Rc 3/8", None),
            ("Rp1/2", None),
            ("R1.6", None),
            ("TRA 5", None),
            ("Ra", None),
        ] {
            assert_eq!(named(text), expect.map(|(p, v)| (p.to_owned(), v)), "{text}");
        }
    }

    #[test]
    fn several_in_one_text_and_the_marks_of_old() {
        let got = named_all("U Ra 1.6; L Ra 0.4");
        assert_eq!(got, [("Ra".to_owned(), 1.6), ("Ra".to_owned(), 0.4)]);
        for (text, expect) in [("▽▽", Some(25.0)), ("∇∇∇", Some(6.3)), ("↧↧", Some(25.0)), ("▽", None), ("▽▽ 3", None), ("", None)]
        {
            assert_eq!(old_triangles(text), expect, "{text}");
        }
    }

    #[test]
    fn what_rz_meant() {
        use trusquin_domain::{Extracted, Reader, SheetBox, TextSpan};
        let said = |date: &str, quoted: &str| {
            let date = Extracted {
                value: date.to_owned(),
                normalized: None,
                confidence: 0.9,
                source: Reader::TextLayer,
                page: 1,
                sheet_box: None,
                reference: None,
            };
            let block = TitleBlock::from([(TitleBlockField::Date, date)]);
            let span = TextSpan {
                text: quoted.to_owned(),
                sheet_box: SheetBox::new(0.0, 0.0, 10.0, 3.0),
                rotation_deg: 0.0,
                font_size_mm: 3.5,
                characters: Vec::new(),
                reader: Reader::TextLayer,
            };
            let page = DocumentPage { page: 1, size_mm: [420.0, 297.0], spans: vec![span], ..DocumentPage::default() };
            let mut textures = vec![Roughness {
                text: "Rz 16".to_owned(),
                parameter: "Rz".to_owned(),
                value_um: 16.0,
                page: 1,
                sheet_box: None,
                reference: None,
                definition: None,
                critical: false,
            }];
            tell_definitions(&mut textures, &block, &page);
            textures.remove(0).definition.unwrap_or_default()
        };
        for (date, quoted, expect) in [
            ("12/03/1985", "NF E 05-015", "ten"),
            ("12.03.1985", "DIN 7168", "DIN 4768"),
            ("2010-05-04", "", "ISO 4287:1997"),
            ("2024-05-04", "", "ISO 21920-2"),
            ("", "", ""),
        ] {
            let got = said(date, quoted);
            assert!(got.contains(expect) && (got.is_empty() == expect.is_empty()), "{date} {quoted}: {got}");
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
