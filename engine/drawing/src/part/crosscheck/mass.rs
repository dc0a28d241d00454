//! The mass in the title block against volume times density of the material that was read.

use trusquin_domain::{Disagreement, Extracted, TitleBlockField};

use super::{DrawingSide, ModelSide};

/// Densities of one designation differ by this much between tables, and models carry no coating.
const MASS_TOLERANCE: f64 = 0.05;

/// A mass this many times another is another part's, not a rounding, a coating or a hollow.
const OTHER_PART: f64 = 4.0;

/// The written mass, rounded as it is written, against the model's.
pub(super) fn mass(drawing: &DrawingSide<'_>, model: &ModelSide<'_>, found: &mut Vec<Disagreement>) {
    let Some((written, kilograms, computed, density)) = masses(drawing, model) else { return };
    if (computed - kilograms).abs() > MASS_TOLERANCE * kilograms + rounding_kg(&written.value, kilograms) {
        found.push(Disagreement {
            what: "mass".to_owned(),
            drawing: drawing.field(written),
            model: model.whole(format!("{computed:.3} kg (volume × {density} kg/dm³)")),
        });
    }
}

/// What the mass tells about drawing and model being one part, in natural logarithms of odds: nothing when none is written.
pub(super) fn weight(drawing: &DrawingSide<'_>, model: &ModelSide<'_>) -> f64 {
    let Some((_, kilograms, computed, _)) = masses(drawing, model) else { return 0.0 };
    let ratio = (computed / kilograms).max(kilograms / computed);
    if ratio > OTHER_PART { -2.5 } else { 0.0 }
}

/// The written field, its kilograms, those of the model, and the density they stand on.
fn masses<'a>(drawing: &DrawingSide<'a>, model: &ModelSide<'_>) -> Option<(&'a Extracted, f64, f64, f64)> {
    let written = drawing.sheets.iter().find_map(|sheet| sheet.title_block.get(&TitleBlockField::Mass))?;
    let (volume, density) = (model.solid.volume_mm3.filter(|volume| *volume > 0.0)?, drawing.density_kg_dm3?);
    let material = drawing.sheets.iter().find_map(|sheet| sheet.title_block.get(&TitleBlockField::Material));
    if material.is_some_and(|material| is_mixed(&material.value)) {
        return None;
    }
    let kilograms = written.normalized.as_ref()?.get("kg")?.as_f64().filter(|kilograms| *kilograms > 0.0)?;
    Some((written, kilograms, volume * 1e-6 * density, density))
}

/// A sandwich or a blend (`Alu/PE/Alu`, `ABS + PC`): the density of one of its materials is not its own. `1.0577/S355J2` is one steel twice named.
fn is_mixed(material: &str) -> bool {
    let words: Vec<&str> = material.split(['/', '+']).map(str::trim).filter(|word| !word.is_empty()).collect();
    words.len() >= 2 && words.iter().all(|word| word.chars().all(|character| character.is_alphabetic() || character == ' '))
}

/// Half a unit of the last written decimal, in kilograms, whatever unit it is written in: `0.2 kg` may be 0.15.
fn rounding_kg(text: &str, kilograms: f64) -> f64 {
    let number: String = text
        .chars()
        .skip_while(|character| !character.is_ascii_digit())
        .take_while(|character| character.is_ascii_digit() || matches!(character, '.' | ','))
        .collect();
    let plain = number.replace(',', ".");
    let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match plain.parse::<f64>() {
        Ok(value) if value > 0.0 => 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(6)) * kilograms / value,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_mixed, rounding_kg};

    #[test]
    fn a_sandwich_has_no_density_of_its_own() {
        for (text, expect) in [
            ("Alu/PE/Alu", true),
            ("ABS + PC", true),
            ("1.0577/S355J2", false),
            ("42CrMo4 +QT", false),
            ("EN AW-6082", false),
            ("Laiton", false),
        ] {
            assert_eq!(is_mixed(text), expect, "{text}");
        }
    }

    #[test]
    fn a_mass_is_as_exact_as_it_is_written() {
        for (text, kilograms, expect) in
            [("0.2 kg", 0.2, 0.05), ("360 gram", 0.36, 0.0005), ("1,250 kg", 1.25, 0.0005), ("2 lbs", 0.907_184, 0.226_796)]
        {
            assert!((rounding_kg(text, kilograms) - expect).abs() < 1e-9, "{text}: {}", rounding_kg(text, kilograms));
        }
    }
}
