//! European or American drawing, and the unit of its numbers, each with the evidence for it.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;
use trusquin_domain::{DocumentPage, Extracted, Reader, SheetBox, TitleBlock, TitleBlockField};

use crate::dimension::DrawingUnit;

/// Family of drawing rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StandardFamily {
    /// ISO, EN, NF, DIN.
    European,
    /// ASME, ANSI.
    American,
}

/// One sign of a family.
#[derive(Debug, Clone, PartialEq)]
pub struct StandardEvidence {
    /// The family it speaks for.
    pub family: StandardFamily,
    /// Weight: 3 decides alone, 1 only adds.
    pub weight: u32,
    /// What was seen, in English.
    pub reason: String,
    /// The wording on the sheet and its box, when it is written.
    pub written: Option<(String, SheetBox)>,
}

/// The family with the evidence on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct StandardReading {
    /// The family, `None` when the evidence is absent or even.
    pub family: Option<StandardFamily>,
    /// All that was seen.
    pub evidence: Vec<StandardEvidence>,
}

/// Written signs: pattern, family, weight, reason.
const WRITTEN: &[(&str, StandardFamily, u32, &str)] = &[
    (r"(?i)\b(?:ASME|ANSI)\s?Y?\s?14", StandardFamily::American, 3, "quotes ASME/ANSI Y14"),
    (r"(?i)\bMIL-(?:STD|DTL|A|PRF)-?\d", StandardFamily::American, 1, "quotes a MIL standard"),
    (r"(?i)\b(?:AMS|ASTM)[ -]?[A-Z]?\d{2,}", StandardFamily::American, 1, "quotes AMS or ASTM"),
    (r"(?i)\bISO\s?-?(?:2768|8015|1101|13920|286|1302|21920|16016|128|129)", StandardFamily::European, 3, "quotes an ISO drawing standard"),
    (r"(?i)\b(?:NF\s?E|DIN\s?(?:ISO|EN)?\s?\d|NF\s?EN|EN\s?10\d{3})", StandardFamily::European, 2, "quotes NF, DIN or EN"),
    (r"(?i)\b(?:DIMENSIONS|DIMS?)\b.{0,14}\bINC(?:H|HES|ES)\b", StandardFamily::American, 2, "dimensions in inches"),
    (r"(?i)\bTHIRD[ -]ANGLE\b", StandardFamily::American, 1, "third-angle projection"),
    (r"(?i)\bFIRST[ -]ANGLE\b", StandardFamily::European, 1, "first-angle projection"),
    (
        r"(?i)\b(?:ÉCHELLE|ECHELLE|MATIÈRE|MATIERE|MASSSTAB|MAßSTAB|WERKSTOFF|BENENNUNG|TRAITEMENT|DESSINÉ)\b",
        StandardFamily::European,
        2,
        "French or German title block",
    ),
    (r"^\.X{1,4}\b|^X?\.XXX?\b", StandardFamily::American, 2, "tolerances by number of decimals"),
    (r"(?i)\b\d?[-–]?\s?\d+\s?UN(?:C|F|EF)\b", StandardFamily::American, 1, "unified threads"),
];

static PATTERNS: LazyLock<Vec<(Regex, StandardFamily, u32, &'static str)>> = LazyLock::new(|| {
    WRITTEN
        .iter()
        .filter_map(|(pattern, family, weight, reason)| Regex::new(pattern).ok().map(|p| (p, *family, *weight, *reason)))
        .collect()
});
static LEADING_POINT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[ØR⌀]?\s?\.\d{2,4}$").ok());
static INCHES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:DIM|UNIT|COTES|MA(?:SS|ß)E|ALL).{0,30}\b(?:INCH|INCHES|INCES|POUCES?|ZOLL)\b|^\s?(?:INCH|INCHES)\s?$").ok()
});
static MILLIMETRES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:DIM|UNIT|COTES|BEMA|MA(?:SS|ß)E|ALL).{0,30}\b(?:MM|MILLIM[EÈ]T(?:ER|RE)S?)\b|^\s?(?:MM|MILLIMETERS?)\s?$").ok()
});

/// Weighs the evidence on a page.
pub fn read_standard(page: &DocumentPage, title_block: &TitleBlock) -> StandardReading {
    let mut evidence: Vec<StandardEvidence> = Vec::new();
    for span in page.spans.iter().take(20_000).filter(|s| s.text.len() < 400) {
        for (pattern, family, weight, reason) in PATTERNS.iter() {
            if pattern.is_match(&span.text) && !evidence.iter().any(|e| e.reason == *reason) {
                let written = Some((span.text.trim().to_owned(), span.sheet_box));
                evidence.push(StandardEvidence { family: *family, weight: *weight, reason: (*reason).to_owned(), written });
            }
        }
    }
    if let Some(projection) = title_block.get(&TitleBlockField::Projection).map(|p| p.value.to_lowercase()) {
        let family = if projection.contains("third") {
            Some(StandardFamily::American)
        } else if projection.contains("first") {
            Some(StandardFamily::European)
        } else {
            None
        };
        if let Some(family) = family.filter(|_| !evidence.iter().any(|e| e.reason.ends_with("projection"))) {
            evidence.push(StandardEvidence { family, weight: 1, reason: format!("{projection} projection"), written: None });
        }
    }
    evidence.extend(paper(page.size_mm));
    let total = |family| evidence.iter().filter(|e| e.family == family).map(|e| e.weight).sum::<u32>();
    let (european, american) = (total(StandardFamily::European), total(StandardFamily::American));
    let family = match european.cmp(&american) {
        std::cmp::Ordering::Greater if european >= 2 => Some(StandardFamily::European),
        std::cmp::Ordering::Less if american >= 2 => Some(StandardFamily::American),
        _ => None,
    };
    StandardReading { family, evidence }
}

/// Trust in a standard that is concluded and not read from its own cell.
const CONCLUDED_CONFIDENCE: f64 = 0.7;

/// Writes the family beside the standard the block names, or, where it names none, the wording that decides with its box.
pub fn note_standard(page: &DocumentPage, title_block: &mut TitleBlock) {
    let reading = read_standard(page, title_block);
    let Some(family) = reading.family else { return };
    let reasons: Vec<&str> = reading.evidence.iter().filter(|e| e.family == family).map(|e| e.reason.as_str()).collect();
    let normalized = serde_json::json!({ "family": family, "evidence": reasons });
    if let Some(named) = title_block.get_mut(&TitleBlockField::Standard) {
        named.normalized.get_or_insert(normalized);
        return;
    }
    // A sentence says more to the reader than a table cell such as `.XX`.
    let spoken =
        reading.evidence.iter().filter(|e| e.family == family && e.written.as_ref().is_some_and(|(text, _)| text.chars().count() > 6));
    let Some((value, sheet_box)) = spoken.max_by_key(|e| e.weight).and_then(|e| e.written.clone()) else { return };
    let source = page.spans.first().map_or(Reader::TextLayer, |span| span.reader);
    let standard = Extracted {
        value,
        normalized: Some(normalized),
        confidence: CONCLUDED_CONFIDENCE,
        source,
        page: page.page,
        sheet_box: Some(sheet_box),
        reference: None,
    };
    title_block.insert(TitleBlockField::Standard, standard);
}

/// ISO 216 against ASME Y14.1 paper, by its longer side over its shorter and its size, 3 mm either way.
fn paper(size_mm: [f64; 2]) -> Option<StandardEvidence> {
    let (short, long) = (size_mm[0].min(size_mm[1]), size_mm[0].max(size_mm[1]));
    let fits = |a: f64, b: f64| (short - a).abs() < 3.0 && (long - b).abs() < 3.0;
    let iso = [("A4", 210.0, 297.0), ("A3", 297.0, 420.0), ("A2", 420.0, 594.0), ("A1", 594.0, 841.0), ("A0", 841.0, 1189.0)];
    let us =
        [("ANSI A", 215.9, 279.4), ("ANSI B", 279.4, 431.8), ("ANSI C", 431.8, 558.8), ("ANSI D", 558.8, 863.6), ("ANSI E", 863.6, 1117.6)];
    let name = |list: &[(&'static str, f64, f64)]| list.iter().find(|(_, a, b)| fits(*a, *b)).map(|(name, _, _)| *name);
    let (family, paper) = match (name(&iso), name(&us)) {
        (Some(paper), _) => (StandardFamily::European, paper),
        (None, Some(paper)) => (StandardFamily::American, paper),
        (None, None) => return None,
    };
    Some(StandardEvidence { family, weight: 1, reason: format!("{paper} paper"), written: None })
}

/// The unit of the page's numbers: the title block first, then a sentence on the sheet, then the American way of writing inches (`.250`).
pub fn drawing_unit(page: &DocumentPage, title_block: &TitleBlock) -> DrawingUnit {
    if let Some(unit) = title_block.get(&TitleBlockField::Unit).map(|u| u.value.to_lowercase()) {
        if unit.contains("inch") || unit.contains("pouce") || unit.contains("zoll") || unit == "in" {
            return DrawingUnit::Inch;
        }
        if unit.contains("mm") || unit.contains("milli") {
            return DrawingUnit::Millimetre;
        }
    }
    let written = |pattern: &LazyLock<Option<Regex>>| {
        pattern.as_ref().is_some_and(|p| page.spans.iter().take(20_000).any(|s| s.text.len() < 400 && p.is_match(&s.text)))
    };
    match (written(&INCHES), written(&MILLIMETRES)) {
        (true, false) => return DrawingUnit::Inch,
        (false, true) => return DrawingUnit::Millimetre,
        _ => {}
    }
    let leading = page.spans.iter().filter(|s| LEADING_POINT.as_ref().is_some_and(|p| p.is_match(s.text.trim()))).count();
    if leading >= 3 && !written(&MILLIMETRES) { DrawingUnit::Inch } else { DrawingUnit::Millimetre }
}

#[cfg(test)]
mod tests {
    use trusquin_domain::TextSpan;

    use super::*;

    fn page(size_mm: [f64; 2], texts: &[&str]) -> DocumentPage {
        let span = |text: &&str| TextSpan {
            text: (*text).to_owned(),
            sheet_box: SheetBox::new(0.0, 0.0, 10.0, 3.0),
            rotation_deg: 0.0,
            font_size_mm: 3.0,
            characters: Vec::new(),
            reader: Reader::TextLayer,
        };
        DocumentPage { page: 1, size_mm, spans: texts.iter().map(span).collect(), ..DocumentPage::default() }
    }

    #[test]
    fn families_and_units() {
        for (size, texts, family, unit) in [
            ([297.0, 210.0], &["ISO 2768-mK", "ECHELLE 1:1"][..], Some(StandardFamily::European), DrawingUnit::Millimetre),
            ([279.4, 215.9], &["PRIMARY DIMENSIONS: INCHES", ".XX"], Some(StandardFamily::American), DrawingUnit::Inch),
            ([279.4, 215.9], &[".250", ".125", "1.500"], None, DrawingUnit::Millimetre),
            ([279.4, 215.9], &[".250", ".125", ".0625"], None, DrawingUnit::Inch),
            ([200.0, 100.0], &["DIMENSIONS ARE IN MILLIMETERS"], None, DrawingUnit::Millimetre),
        ] {
            let page = page(size, texts);
            assert_eq!(read_standard(&page, &TitleBlock::new()).family, family, "{texts:?}");
            assert_eq!(drawing_unit(&page, &TitleBlock::new()), unit, "{texts:?}");
        }
    }
}
