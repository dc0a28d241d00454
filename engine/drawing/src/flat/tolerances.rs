//! Feature control frames of a CAD file: symbol, tolerance, modifiers and datums, in the order they are written.

use trusquin_domain::{FlatText, FlatTextKind, GeometricTolerance};

use crate::dimension::DrawingUnit;
use crate::geometric::{characteristic, modifiers_of, value_of};

/// Confidence in a TOLERANCE entity: its cells are marked as such.
const ENTITY: f64 = 0.95;
/// Confidence in a text that is written like a frame.
const TYPED: f64 = 0.85;

/// The tolerances of a text; empty when it is no frame. A second line without a symbol goes on with the one above (composite frames).
pub(super) fn frames(text: &FlatText, unit: DrawingUnit) -> Vec<GeometricTolerance> {
    let confidence = match text.kind {
        FlatTextKind::Tolerance => ENTITY,
        FlatTextKind::Text => TYPED,
        _ => return Vec::new(),
    };
    let mut above = None;
    let mut out = Vec::new();
    for line in text.text.lines() {
        let line = line.trim();
        let own = line.chars().next().and_then(characteristic);
        let Some((name, sign)) = own.or(above) else { continue };
        above = Some((name, sign));
        let rest = if own.is_some() { line.get(line.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default() } else { line };
        let (value, datums) = cells(rest.trim());
        let Some((value_mm, written, more)) = value_of(value) else { continue };
        let diameter = if value.starts_with('Ø') { "Ø" } else { "" };
        let mut modifiers = modifiers_of(&apart(more));
        let mut names = Vec::new();
        let mut shown = format!("{sign} {diameter}{written}");
        for modifier in &modifiers {
            shown.push_str(&format!(" {modifier}"));
        }
        for cell in datums.split_whitespace() {
            let end = cell.find(|character: char| !(character.is_ascii_uppercase() || character == '-')).unwrap_or(cell.len());
            let (datum, own) = cell.split_at(end);
            let own = modifiers_of(&apart(own));
            // A circled letter apart from its datum.
            if datum.is_empty() && own.is_empty() {
                continue;
            }
            if !datum.is_empty() && datum.len() <= 5 {
                names.push(datum.to_owned());
            }
            shown.push_str(&format!(" {cell}"));
            modifiers.extend(own.into_iter().filter(|modifier| !modifiers.contains(modifier)).collect::<Vec<String>>());
        }
        out.push(GeometricTolerance {
            text: shown,
            characteristic: name.to_owned(),
            value_mm: Some(value_mm * unit.mm()),
            modifiers,
            datums: names,
            page: 1,
            sheet_box: None,
            reference: Some(super::reference(text)),
            confidence,
            critical: false,
        });
    }
    out
}

/// The tolerance with what is glued to it, and the datums: words that begin with a capital letter or a circled one after the first.
fn cells(rest: &str) -> (&str, &str) {
    let end = rest
        .char_indices()
        .skip_while(|(_, character)| !character.is_ascii_digit())
        .find(|(_, character)| character.is_whitespace())
        .map_or(rest.len(), |(at, _)| at);
    rest.split_at(end)
}

/// Circled letters stand apart, as the modifiers are read.
fn apart(text: &str) -> String {
    text.chars()
        .flat_map(|character| if character.is_alphanumeric() && character.is_ascii() { vec![character] } else { vec![' ', character, ' '] })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: &[(&str, f64, &[&str], &[&str])]) {
        let text = FlatText {
            text: written.to_owned(),
            kind: FlatTextKind::Tolerance,
            tag: String::new(),
            handle: "3F".to_owned(),
            at: [0.0; 2],
            height: 2.5,
            rotation_deg: 0.0,
            measured: None,
            paper_space: false,
            layout: 0,
        };
        let read = frames(&text, DrawingUnit::Millimetre);
        assert!(read.iter().all(|it| it.reference.as_deref() == Some("3F")));
        let got: Vec<_> = read
            .iter()
            .map(|it| (it.characteristic.as_str(), it.value_mm.unwrap_or(-1.0), it.modifiers.clone(), it.datums.clone()))
            .collect();
        let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect::<Vec<String>>();
        let expected: Vec<_> =
            expected.iter().map(|(name, value, modifiers, datums)| (*name, *value, owned(modifiers), owned(datums))).collect();
        assert_eq!(got, expected, "{written}");
    }

    #[test]
    fn frames_as_cad_systems_write_them() {
        check("⌖ Ø0.05Ⓜ A B", &[("position", 0.05, &["M"], &["A", "B"])]);
        check("⌖ Ø0.05 Ⓜ A BⓂ C", &[("position", 0.05, &["M"], &["A", "B", "C"])]);
        check("⊥ 0.02 A", &[("perpendicularity", 0.02, &[], &["A"])]);
        check("⏥ 0,1   ", &[("flatness", 0.1, &[], &[])]);
        check("⌖ Ø0.1 A\n⊥ 0.02 A", &[("position", 0.1, &[], &["A"]), ("perpendicularity", 0.02, &[], &["A"])]);
        check("⌖ Ø0.5 A B C\n Ø0.1 A", &[("position", 0.5, &[], &["A", "B", "C"]), ("position", 0.1, &[], &["A"])]);
        check("↗ .05 A-B", &[("circular_runout", 0.05, &[], &["A-B"])]);
        check("⌓ 0.2CZ", &[("profile_of_a_surface", 0.2, &["CZ"], &[])]);
        check("sans symbole 0.2", &[]);
        check("⌖", &[]);
        check("", &[]);
    }
}
