//! From a drawing's wording to the shop's material and treatment. A wording that names no grade names no material.

use serde_json::Value;
use trusquin_domain::{Material, Shop, Treatment};

use crate::words::Squeezed;

/// Longest wording found in the text, with what it stands for.
fn longest<'a, T>(text: &str, wordings: impl Iterator<Item = (&'a str, &'a T)>) -> Option<(&'a T, (usize, usize))> {
    let text = Squeezed::new(text);
    let mut best: Option<(&T, (usize, usize))> = None;
    for (wording, meaning) in wordings {
        if let Some(place) = text.find(&Squeezed::new(wording))
            && best.is_none_or(|(_, (start, end))| place.1 - place.0 > end - start)
        {
            best = Some((meaning, place));
        }
    }
    best
}

fn grades(shop: &Shop) -> impl Iterator<Item = (&str, &Material)> {
    shop.material.iter().flat_map(|material| {
        std::iter::once(material.id.as_str()).chain(material.aliases.iter().map(String::as_str)).map(move |word| (word, material))
    })
}

/// Identifier of the shop's material that the wording names: identifier or alias as whole words, the longest match first; then the
/// normalized values (EN number, designation). `None` for a family ("steel"): see [`family_default`].
pub fn match_material(written: &str, normalized: Option<&Value>, shop: &Shop) -> Option<String> {
    if names_several(written, shop) {
        return None;
    }
    let from_text = longest(written, grades(shop)).map(|(material, _)| material.id.clone());
    from_text.or_else(|| {
        let Value::Object(values) = normalized? else { return None };
        let texts = values.iter().filter(|(key, _)| key.as_str() != "iso513").filter_map(|(_, value)| value.as_str());
        texts.filter_map(|text| longest(text, grades(shop))).map(|(material, _)| material.id.clone()).next()
    })
}

/// True for a filled plastic (`PA6-GF30`), a blend (`ABS PC`) or a sandwich (`Alu/PE/Alu`): none of the shop's plain grades is it.
fn names_several(written: &str, shop: &Shop) -> bool {
    let text = Squeezed::new(written);
    let families = shop.material.iter().flat_map(|material| material.default_for.iter().map(move |word| (word.as_str(), material)));
    let found: Vec<(&Material, (usize, usize))> =
        grades(shop).chain(families).filter_map(|(word, material)| Some((material, text.find(&Squeezed::new(word))?))).collect();
    let apart = |a: (usize, usize), b: (usize, usize)| a.1 <= b.0 || b.1 <= a.0;
    let plastic = |material: &Material| material.iso513 == "O";
    let mixed = found.iter().enumerate().any(|(index, (one, place))| {
        found.iter().skip(index + 1).any(|(other, elsewhere)| {
            one.id != other.id
                && apart(*place, *elsewhere)
                && (plastic(one) || plastic(other))
                && !within_longer(&found, *place, *elsewhere)
        })
    });
    mixed || is_filled(written)
}

/// A short wording inside a longer one of another material says nothing (`PE` in `PEEK natur PE`): only the longest at each place counts.
fn within_longer(found: &[(&Material, (usize, usize))], place: (usize, usize), elsewhere: (usize, usize)) -> bool {
    let inside = |small: (usize, usize)| {
        found.iter().any(|(_, (start, end))| *start <= small.0 && small.1 <= *end && end - start > small.1 - small.0)
    };
    inside(place) || inside(elsewhere)
}

/// `GF30`, `CF 20`, `FV25`: glass or carbon fibre content in per cent, alone or glued to the polymer.
fn is_filled(written: &str) -> bool {
    let letters: String = written.to_uppercase().chars().filter(|character| character.is_alphanumeric()).collect();
    ["GF", "CF", "FV", "GV", "GK"].iter().any(|mark| {
        letters.match_indices(mark).any(|(at, _)| {
            let percent: String = letters.get(at + 2..).unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
            percent.len() == 2 && at > 0
        })
    })
}

/// The grade the shop takes for a family name, when the shop file marks one with `default_for`. Using it is an assumption to print.
pub fn family_default<'a>(written: &str, shop: &'a Shop) -> Option<&'a Material> {
    if names_several(written, shop) {
        return None;
    }
    longest(written, shop.material.iter().flat_map(|m| m.default_for.iter().map(move |word| (word.as_str(), m)))).map(|(m, _)| m)
}

/// Wordings that ask for nothing, in the languages drawings come in.
const NO_TREATMENT: &[&str] = &[
    "none",
    "no treatment",
    "not required",
    "aucun",
    "aucune",
    "sans",
    "neant",
    "sans objet",
    "n a",
    "na",
    "keine",
    "ohne",
    "geen",
    "as machined",
    "brut d usinage",
    "brut",
    "raw",
    "as is",
    "mill finish",
    "clean deburred",
    "deburred",
    "ebavure",
    "entgratet",
    "natural",
    "naturel",
];

/// True when a treatment field says that nothing is to be done: a dash, "none", "as machined".
pub fn asks_for_no_treatment(written: &str) -> bool {
    let text = Squeezed::new(written);
    text.len() == 0
        || NO_TREATMENT.iter().any(|word| {
            let word = Squeezed::new(word);
            word.len() == text.len() && text.find(&word).is_some()
        })
}

/// The treatments of the shop that the wording names, longest wording first, each place of the text used once.
pub fn match_treatments<'a>(written: &str, shop: &'a Shop) -> Vec<&'a Treatment> {
    let text = Squeezed::new(written);
    let mut hits: Vec<(usize, usize, &Treatment)> = Vec::new();
    for treatment in &shop.treatment {
        for word in &treatment.words {
            if let Some((start, end)) = text.find(&Squeezed::new(word)) {
                hits.push((start, end, treatment));
            }
        }
    }
    hits.sort_by_key(|(start, end, _)| (std::cmp::Reverse(end - start), *start));
    let mut taken: Vec<(usize, usize, &Treatment)> = Vec::new();
    for hit in hits {
        let overlaps = taken.iter().any(|(start, end, _)| hit.0 < *end && *start < hit.1);
        if !overlaps && !taken.iter().any(|(_, _, treatment)| treatment.id == hit.2.id) {
            taken.push(hit);
        }
    }
    taken.sort_by_key(|(start, ..)| *start);
    taken.into_iter().map(|(.., treatment)| treatment).collect()
}

/// Identifier of the first treatment the wording names.
pub fn match_treatment(written: &str, shop: &Shop) -> Option<String> {
    match_treatments(written, shop).first().map(|treatment| treatment.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo_shop;

    #[test]
    fn grades_are_found_under_their_many_names() {
        let shop = demo_shop();
        for (written, expect) in [
            ("1.1191 (C45E)", Some("1.1191")),
            ("XC 48", Some("1.1191")),
            ("EN AW-6082", Some("EN AW-6082")),
            ("ALU 3.2315", Some("EN AW-6082")),
            ("ALUMINUM 6061-T6", Some("EN AW-6061")),
            ("RG 7", Some("CC493K")),
            ("RVS304", Some("1.4301")),
            ("Inox 316L", Some("1.4404")),
            ("20MnCr5", Some("1.7147")),
            ("STEEL - ALLOY - 1018", Some("1.0402")),
            ("AU4G", Some("EN AW-2017A")),
            ("Delrin noir", Some("POM-C")),
            ("TA6V", Some("3.7165")),
            ("U-CHANNEL, LOW-CARBON STEEL", Some("1.0038")),
            ("PA6-GF30 D", None),
            ("ABS PC", None),
            ("Alu/PE/Alu", None),
            ("Stahl", None),
            ("Stainless steel", None),
            ("Brass", None),
            ("PLA", None),
            ("", None),
        ] {
            assert_eq!(match_material(written, None, &shop).as_deref(), expect, "{written}");
        }
    }

    #[test]
    fn a_family_has_a_default_only_where_the_shop_marks_one() {
        let shop = demo_shop();
        for (written, expect) in [
            ("Stahl", Some("1.0577")),
            ("Stainless steel", Some("1.4301")),
            ("Brass", Some("CW614N")),
            ("Aluminium", Some("EN AW-6082")),
            ("wood", None),
        ] {
            assert_eq!(family_default(written, &shop).map(|m| m.id.as_str()), expect, "{written}");
        }
    }

    #[test]
    fn a_normalized_number_helps_when_the_wording_does_not() {
        let value = serde_json::json!({"iso513": "P", "en_number": "1.0503"});
        assert_eq!(match_material("acier mi-dur", Some(&value), &demo_shop()).as_deref(), Some("1.1191"));
    }

    #[test]
    fn treatments_are_found_and_dashes_are_not() {
        let shop = demo_shop();
        let ids = |text: &str| match_treatments(text, &shop).iter().map(|t| t.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids("Anodisation noire 15 µm"), ["anodisation-noire"]);
        assert_eq!(ids("Case hardened 58-60 HRC"), ["cementation", "trempe-revenu"]);
        assert_eq!(ids("ZINC PLATED"), ["zingage"]);
        assert!(ids("polish to mirror").is_empty());
        for (text, expect) in
            [("-", true), ("", true), ("None", true), ("AS MACHINED", true), ("CLEAN, DEBURRED", true), ("anodisé", false)]
        {
            assert_eq!(asks_for_no_treatment(text), expect, "{text}");
        }
    }
}
