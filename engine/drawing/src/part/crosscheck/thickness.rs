//! The thickness a drawing states in words against that of a sheet in the model.

use std::sync::LazyLock;

use regex::Regex;
use trusquin_domain::{Disagreement, PlaceValue, TitleBlockField};

use super::{DrawingSide, ModelSide, millimetres, sheet_thickness_mm};

/// Twice volume over area counts the edges as faces, so it is a little under the thickness: up to this share.
const EDGES: f64 = 0.25;
/// And sheets are drawn a little thinner than their name (ISO 9445, EN 10131).
const SHEET: f64 = 0.08;

/// `thickness 2`, `ep. 1,5`, `t = 3 mm`, `Dicke 0,5-0,6`: the words of three languages, then a number or a range, in millimetres.
static STATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = r"(?:thickness(?:\s+material)?|[e\x{e9}]paisseur|[e\x{e9}]p\.?|(?:blech)?dicke|thk\.?)\s*[:=]?|t\s*=";
    let number = r"\s*(\d+(?:[.,]\d+)?)\s*(?:[-\x{2013}]\s*(\d+(?:[.,]\d+)?))?";
    // Coatings are given in micrometres.
    Regex::new(&format!(
        r"(?i)(?:^|[^\p{{L}}\d])(?:{words}){number}\s*(?:mm|$|[^\s\p{{L}}\d\x{{b5}}\x{{3bc}}%\x{{2013}}-]|\s[^\x{{b5}}\x{{3bc}}u%])"
    ))
    .ok()
});

/// Compares the first thickness that notes or the material state.
pub(super) fn thickness(drawing: &DrawingSide<'_>, model: &ModelSide<'_>, found: &mut Vec<Disagreement>) {
    let Some(thickness) = sheet_thickness_mm(model.solid) else { return };
    let noted = drawing.sheets.iter().flat_map(|sheet| &sheet.notes).map(|note| {
        let place = (Some(note.page), note.sheet_box, note.reference.clone());
        (note.text.as_str(), place)
    });
    let material = drawing.sheets.iter().filter_map(|sheet| sheet.title_block.get(&TitleBlockField::Material));
    let material = material.map(|written| (written.value.as_str(), (Some(written.page), written.sheet_box, written.reference.clone())));
    for (text, (page, sheet_box, reference)) in noted.chain(material) {
        let Some((low, high)) = stated_mm(text) else { continue };
        if thickness < low * (1.0 - EDGES - SHEET) || thickness > high * (1.0 + SHEET) {
            found.push(Disagreement {
                what: "thickness".to_owned(),
                drawing: PlaceValue { value: text.to_owned(), page, sheet_box, reference, file: Some(drawing.file.to_owned()) },
                model: model.whole(format!("{} mm", millimetres((thickness * 100.0).round() / 100.0))),
            });
        }
        return;
    }
}

/// The thickness in a text, smallest and largest allowed, mm.
fn stated_mm(text: &str) -> Option<(f64, f64)> {
    let caught = STATED.as_ref()?.captures(text)?;
    let number = |index: usize| caught.get(index).and_then(|found| found.as_str().replace(',', ".").parse::<f64>().ok());
    let low = number(1).filter(|low| (0.1..=100.0).contains(low))?;
    Some((low, number(2).filter(|high| *high > low).unwrap_or(low)))
}

#[cfg(test)]
mod tests {
    use super::stated_mm;

    #[test]
    fn a_thickness_is_read_in_three_languages_and_nothing_else_is() {
        for (text, expect) in [
            ("Thickness material 0.5-0.6", Some((0.5, 0.6))),
            ("TOLE S235 ep. 3", Some((3.0, 3.0))),
            ("Épaisseur : 1,5 mm", Some((1.5, 1.5))),
            ("Blechdicke 2 mm", Some((2.0, 2.0))),
            ("t = 0,8", Some((0.8, 0.8))),
            ("anodising thickness 10-20 µm", None),
            ("Step 3", None),
            ("4 holes", None),
        ] {
            assert_eq!(stated_mm(text), expect, "{text}");
        }
    }
}
