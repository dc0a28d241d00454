//! Wordings that name a view: sections, details, views seen along an arrow, with the scale behind them.

use std::sync::LazyLock;

use regex::Regex;
use trusquin_domain::{DocumentPage, SheetBox, TextSpan, ViewKind};

use crate::sheet_text::zone::Zones;

/// Most names of a sheet.
const MOST_NAMES: usize = 60;

/// A name of a view and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    pub(super) kind: ViewKind,
    /// `A-A`, `B`.
    pub(super) name: String,
    pub(super) text: String,
    pub(super) scale: Option<f64>,
    pub(super) sheet_box: SheetBox,
}

/// `A-A`, `SECTION A-A`, `COUPE BRISÉE A - A (2:1)`. English, French, German, Dutch, Swedish (ISO 128-44, ASME Y14.3).
static SECTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:(?i:SECTION|COUPE|SCHNITT|DOORSNEDE|DOORSN\.?|SNITT|SECT\.?)(?:\s+\p{L}+)?\s*:?\s*)?([A-Z]{1,2}\d?)\s?[-–—]\s?([A-Z]{1,2}\d?)(?:$|[\s,(])(.*)$").ok()
});
/// `DETAIL B`, `DÉTAIL B ECHELLE 5:1`.
static DETAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?i:D[EÉ]TAIL|EINZELHEIT|DETALJ|DET\.)\s*:?\s*([A-Z]{1,2}\d?|\d)(?:$|[\s,(])(.*)$").ok());
/// `Z (5:1)`: a detail by ISO 128 has its letter and its scale alone.
static LETTER_SCALE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^([A-Z])\s*\(\s*(?:(?i:M|SCALE|ECH\.?)\s*)?(\d+(?:[.,]\d+)?\s*[:/]\s*\d+(?:[.,]\d+)?)\s*\)$").ok());
/// `VUE SUIVANT F`, `VIEW C`, `ANSICHT X`.
static VIEW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?i:VUE|VIEW|ANSICHT|AANZICHT|VY)\s+(?i:SUIVANT|SELON|DE|IN|FROM|VON|AUS|ON|ARROW|FL[EÈ]CHE)?\s*(?i:FL[EÈ]CHE\s+)?([A-Z]{1,2})(?:$|[\s,(])(.*)$").ok()
});
/// `2:1`, `SCALE 2:1`, `(Ech. 1/2)`.
static SCALE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[\s,(:-]*(?:(?i:SCALE|[EÉ]CHELLE|[EÉ]CH\.?|MA(?:SS|ß)STAB|SCHAAL|SKALA|M)\s*[:=]?\s*)?(\d+(?:[.,]\d+)?)\s*[:/]\s*(\d+(?:[.,]\d+)?)\s*\)?$").ok()
});

/// Drawn length over real length of a wording that is a scale and nothing else.
pub(super) fn scale(text: &str) -> Option<f64> {
    let found = SCALE.as_ref()?.captures(text.trim())?;
    let side = |group: usize| found.get(group)?.as_str().replace(',', ".").parse::<f64>().ok().filter(|side| *side > 0.0 && *side < 1e4);
    Some(side(1)? / side(2)?)
}

/// The kind and name a wording gives, and what follows it.
pub(super) fn named(text: &str) -> Option<(ViewKind, String, String)> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let part = |found: &regex::Captures<'_>, group: usize| found.get(group).map_or(String::new(), |part| part.as_str().to_owned());
    if let Some(found) = SECTION.as_ref()?.captures(&text) {
        let (first, second) = (part(&found, 1), part(&found, 2));
        return (first == second).then(|| (ViewKind::Section, format!("{first}-{second}"), part(&found, 3)));
    }
    if let Some(found) = DETAIL.as_ref()?.captures(&text) {
        return Some((ViewKind::Detail, part(&found, 1), part(&found, 2)));
    }
    if let Some(found) = LETTER_SCALE.as_ref()?.captures(&text) {
        return Some((ViewKind::Detail, part(&found, 1), part(&found, 2)));
    }
    let found = VIEW.as_ref()?.captures(&text)?;
    Some((ViewKind::View, part(&found, 1), part(&found, 2)))
}

/// The names on a page outside its title block. A text that says more than a name and a scale is a note.
pub(super) fn labels(page: &DocumentPage, zones: &Zones) -> Vec<Label> {
    let outside = |span: &&TextSpan| span.text.len() <= 60 && !zones.exclude(&span.sheet_box);
    let mut found: Vec<Label> = Vec::new();
    for span in page.spans.iter().take(20_000).filter(outside) {
        let Some((kind, name, rest)) = named(&span.text) else { continue };
        let scale = match rest.trim() {
            "" => scale_under(page, span),
            rest => match scale(rest) {
                Some(factor) => Some((factor, span.sheet_box)),
                None => continue,
            },
        };
        let sheet_box = scale.map_or(span.sheet_box, |(_, place)| span.sheet_box.union(&place));
        found.push(Label { kind, name, text: span.text.trim().to_owned(), scale: scale.map(|(factor, _)| factor), sheet_box });
        if found.len() >= MOST_NAMES {
            break;
        }
    }
    found
}

/// A scale on the line below a name or behind it.
fn scale_under(page: &DocumentPage, name: &TextSpan) -> Option<(f64, SheetBox)> {
    let font = name.font_size_mm.max(1.5);
    page.spans.iter().take(20_000).find_map(|span| {
        let (area, own) = (&span.sheet_box, &name.sheet_box);
        let below = area.y0 - own.y1 < 1.6 * font && area.y0 > own.centre().1 && area.x0 < own.x1 + font && area.x1 > own.x0 - font;
        let behind = (area.centre().1 - own.centre().1).abs() < 0.6 * font && (-0.2 * font..3.0 * font).contains(&(area.x0 - own.x1));
        let factor = scale(&span.text)?;
        (below || behind).then_some((factor, *area))
    })
}
