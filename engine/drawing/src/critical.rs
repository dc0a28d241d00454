//! What is watched on a sheet, by rule: the customer's mark first, then tight sizes, tight geometry, fine faces.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use trusquin_domain::{DimensionKind, DocumentPage, SheetBox, SheetReading, TextSpan};

use crate::dimension::{ParsedDimension, it_grade_mm, spaced_words};
use crate::sheet_text::zone::Zones;

/// A mark stands no further from its dimension than this, in heights of its letters.
const BESIDE: f64 = 2.0;
/// The phrase of a mark stands in a text no longer than this, characters: longer ones are notes on all of them.
const LONGEST_PHRASE: usize = 60;
/// Where the table of grades ends, mm.
const LARGEST_MM: f64 = 3_150.0;

/// When a requirement is watched; the shop's setting, see data/critical.toml for the meaning of each part.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriticalRule {
    /// Widest IT grade.
    pub it_grade: u8,
    /// Widest sum of the deviations of an angle, degrees.
    pub angle_deg: f64,
    /// Marks of key characteristics, as words.
    pub marks: Vec<String>,
    /// The same as signs.
    pub signs: Vec<String>,
    /// The same as phrases, folded.
    pub phrases: Vec<String>,
    /// Widest geometrical tolerance by characteristic, mm; `any` for the others.
    pub geometric_mm: BTreeMap<String, f64>,
    /// Roughest texture of a single face by parameter, micrometres.
    pub texture_um: BTreeMap<String, f64>,
}

static SHIPPED: LazyLock<CriticalRule> = LazyLock::new(|| toml::from_str(include_str!("../data/critical.toml")).unwrap_or_default());

impl CriticalRule {
    /// The rule that ships.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// A shop's own rule: what it names takes the place of what ships, the rest stays.
    ///
    /// # Errors
    /// It is no TOML, or names something no rule has; the message says where.
    pub fn of_shop(toml: &str) -> Result<Self, String> {
        let mut table: toml::Table = toml::from_str(include_str!("../data/critical.toml")).map_err(|error| error.to_string())?;
        let own: toml::Table = toml::from_str(toml).map_err(|error| error.to_string())?;
        table.extend(own);
        table.try_into().map_err(|error: toml::de::Error| error.to_string())
    }

    /// True for a word or sign customers mark key characteristics with.
    pub fn is_mark(&self, word: &str) -> bool {
        self.marks.iter().chain(&self.signs).any(|mark| mark == word)
    }

    /// Tight enough to be watched, or marked. What is only for information, or theoretically exact, has no tolerance of its own.
    pub fn dimension(&self, parsed: &ParsedDimension) -> bool {
        if parsed.marked {
            return true;
        }
        if parsed.reference || parsed.basic {
            return false;
        }
        if let Some((upper, lower)) = parsed.angle_deviation_deg {
            return upper - lower > 0.0 && upper - lower <= self.angle_deg + 1e-9;
        }
        let sized =
            matches!(parsed.kind, DimensionKind::Diameter | DimensionKind::Linear | DimensionKind::HoleCallout | DimensionKind::Radius);
        let (Some(nominal), Some(upper), Some(lower)) = (parsed.nominal_mm, parsed.upper_mm, parsed.lower_mm) else { return false };
        let allowed = it_grade_mm(self.it_grade, nominal.min(LARGEST_MM));
        let width = upper - lower;
        sized && width > 0.0 && allowed.is_some_and(|it| width <= it + 1e-9)
    }

    fn geometric(&self, characteristic: &str, value_mm: f64) -> bool {
        let bound = self.geometric_mm.get(characteristic).or_else(|| self.geometric_mm.get("any"));
        value_mm > 0.0 && bound.is_some_and(|bound| value_mm <= bound + 1e-9)
    }

    fn texture(&self, parameter: &str, value_um: f64) -> bool {
        self.texture_um.get(parameter).is_some_and(|bound| value_um <= bound + 1e-9)
    }

    /// Marks what is watched on a read sheet. `page` is where marks beside dimensions stand, `zones` where a texture is the general one.
    pub(crate) fn mark(&self, sheet: &mut SheetReading, page: &DocumentPage, zones: &Zones) {
        self.mark_values(sheet, |place| !zones.exclude(place));
        self.mark_beside(sheet, page, zones);
    }

    /// Marks geometry and texture; `local` tells whether a place is on the part and not in the title block.
    pub(crate) fn mark_values(&self, sheet: &mut SheetReading, local: impl Fn(&SheetBox) -> bool) {
        for tolerance in &mut sheet.geometric_tolerances {
            tolerance.critical = tolerance.value_mm.is_some_and(|value| self.geometric(&tolerance.characteristic, value));
        }
        for texture in &mut sheet.roughness {
            let on_part = texture.sheet_box.is_none_or(|place| local(&place));
            texture.critical = on_part && self.texture(&texture.parameter, texture.value_um);
        }
    }

    /// Dimensions with a mark beside them.
    fn mark_beside(&self, sheet: &mut SheetReading, page: &DocumentPage, zones: &Zones) {
        let marks: Vec<(SheetBox, f64)> = page
            .spans
            .iter()
            .filter(|span| self.marks_alone(span) && !zones.exclude(&span.sheet_box))
            .map(|span| (span.sheet_box, span.font_size_mm))
            .collect();
        for (place, font_mm) in marks {
            let nearest = sheet
                .dimensions
                .iter_mut()
                .filter_map(|dimension| Some((gap(&place, &dimension.sheet_box?), dimension)))
                .filter(|(gap, _)| *gap <= BESIDE * font_mm)
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, dimension)) = nearest {
                dimension.critical = true;
            }
        }
    }

    /// A text that is a mark and nothing else (`KC`, `◇`, `KC 12`), or a short one with the phrase of one.
    fn marks_alone(&self, span: &TextSpan) -> bool {
        let text = span.text.trim();
        let mut words = text.split_whitespace();
        let first = words.next().map(|word| word.trim_matches(|c: char| "<>()[]".contains(c))).is_some_and(|word| self.is_mark(word));
        let rest_is_number = words.all(|word| word.chars().all(|c| c.is_ascii_digit() || c == '.'));
        if first && rest_is_number {
            return true;
        }
        if text.chars().count() > LONGEST_PHRASE {
            return false;
        }
        let words = spaced_words(text);
        self.phrases.iter().any(|phrase| words.contains(&format!(" {phrase} ")))
    }
}

/// Free paper between two boxes, mm; nought when they touch.
fn gap(a: &SheetBox, b: &SheetBox) -> f64 {
    let across = (a.x0 - b.x1).max(b.x0 - a.x1).max(0.0);
    let along = (a.y0 - b.y1).max(b.y0 - a.y1).max(0.0);
    across.hypot(along)
}

#[cfg(test)]
mod tests {
    use trusquin_domain::{Dimension, GeometricTolerance, Reader, Roughness};

    use super::*;
    use crate::dimension::{DrawingUnit, parse_dimension};
    use crate::sheet_text::strokes::Strokes;

    #[test]
    fn the_shipped_rule_is_read() {
        let rule = CriticalRule::shipped();
        assert_eq!((rule.it_grade, rule.geometric_mm.get("any"), rule.texture_um.get("Ra")), (7, Some(&0.05), Some(&0.8)));
        assert!(rule.is_mark("KC") && rule.is_mark("◇") && !rule.is_mark("kc"));
    }

    #[test]
    fn a_shop_changes_what_it_names() {
        let own = CriticalRule::of_shop("it_grade = 6\n[geometric_mm]\nany = 0.02\n").unwrap();
        assert_eq!((own.it_grade, own.geometric_mm.len(), own.texture_um.get("Ra")), (6, 1, Some(&0.8)));
        assert!(CriticalRule::of_shop("grade = 6").unwrap_err().contains("grade"));
        assert!(CriticalRule::of_shop("it_grade = ").is_err());
    }

    #[test]
    fn tight_sizes() {
        for (text, expect) in [
            ("Ø50 H7", true),
            ("Ø50 H8", false),
            ("Ø50 g6", true),
            ("50 ±0.01", true),
            ("50 ±0.012", true),
            ("50 ±0.013", false),
            ("12.01/12.00", true),
            ("(50 ±0.01)", false),
            ("50 ±0.01 REF", false),
            ("[50]", false),
            ("Ø50 H8 KC", true),
            ("30° ±0.05°", true),
            ("30° ±0.5°", false),
            ("R10 ±0.005", true),
            ("1000 ±0.04", true),
            ("50", false),
            ("M10-6H", false),
        ] {
            let parsed = parse_dimension(text, DrawingUnit::Millimetre);
            assert_eq!(parsed.map(|parsed| CriticalRule::shipped().dimension(&parsed)), Some(expect), "{text}");
        }
    }

    fn dimension(text: &str, at: (f64, f64)) -> Dimension {
        Dimension {
            text: text.to_owned(),
            kind: DimensionKind::Linear,
            nominal_mm: Some(10.0),
            nominal_deg: None,
            upper_mm: None,
            lower_mm: None,
            fit: None,
            depth_mm: None,
            thread: None,
            count: 1,
            page: 1,
            sheet_box: Some(SheetBox::new(at.0, at.1, at.0 + 10.0, at.1 + 3.0)),
            reference: None,
            confidence: 0.9,
            critical: false,
            auxiliary: false,
            basic: false,
        }
    }

    fn span(text: &str, x: f64, y: f64) -> TextSpan {
        TextSpan {
            text: text.to_owned(),
            sheet_box: SheetBox::new(x, y, x + 2.0 * text.chars().count() as f64, y + 3.0),
            rotation_deg: 0.0,
            font_size_mm: 3.5,
            characters: Vec::new(),
            reader: Reader::TextLayer,
        }
    }

    #[test]
    fn marks_geometry_and_texture() {
        let tolerance = |characteristic: &str, value| GeometricTolerance {
            text: String::new(),
            characteristic: characteristic.to_owned(),
            value_mm: Some(value),
            modifiers: Vec::new(),
            datums: Vec::new(),
            page: 1,
            sheet_box: None,
            reference: None,
            confidence: 0.9,
            critical: false,
        };
        let texture = |parameter: &str, value_um| Roughness {
            text: String::new(),
            parameter: parameter.to_owned(),
            value_um,
            page: 1,
            sheet_box: Some(SheetBox::new(200.0, 100.0, 210.0, 103.0)),
            reference: None,
            definition: None,
            critical: false,
        };
        let mut sheet = SheetReading {
            page: 1,
            dimensions: vec![dimension("10", (100.0, 100.0)), dimension("20", (150.0, 100.0)), dimension("30", (100.0, 150.0))],
            geometric_tolerances: vec![tolerance("position", 0.05), tolerance("position", 0.1), tolerance("flatness", 0.04)],
            roughness: vec![texture("Ra", 0.8), texture("Ra", 1.6), texture("Rz", 4.0)],
            ..SheetReading::default()
        };
        let spans = vec![span("KC", 112.0, 100.0), span("COTE DE SÉCURITÉ", 100.0, 155.0), span("SC", 300.0, 200.0)];
        let page = DocumentPage { page: 1, size_mm: [420.0, 297.0], spans, segments: Vec::new(), images: Vec::new() };
        let zones = Zones::new(&page, &Strokes::new(&page.segments), &sheet.title_block);
        CriticalRule::shipped().mark(&mut sheet, &page, &zones);
        assert_eq!(sheet.dimensions.iter().map(|it| it.critical).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(sheet.geometric_tolerances.iter().map(|it| it.critical).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(sheet.roughness.iter().map(|it| it.critical).collect::<Vec<_>>(), [true, false, true]);
    }
}
