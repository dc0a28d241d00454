//! From a drawing's wording of a material to its grade or family, from data/materials.toml.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::squeezed::{find, words};

/// A material the table knows. A family without a grade has neither `number` nor `name`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NormalizedMaterial {
    /// EN number, or the name where there is none, or the family's word: what a shop's table is asked first.
    pub designation: String,
    /// EN number (`1.1191`, `EN AW-6082`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// EN name (`C45E`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// ISO 513 letter; `O` for plastics and wood.
    pub iso513: String,
    /// Density, kg/dm³; typical of the family when no grade is named.
    pub density_kg_dm3: f64,
    /// Family in English.
    pub family: String,
    /// Temper or delivery condition as written (`T6`, `+QT`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Delivery state named in words (`annealed`, `cold_drawn`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The drawing allows an equivalent grade.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub or_equivalent: bool,
    /// Further grades the wording allows, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
}

#[derive(Deserialize)]
struct Grade {
    number: String,
    name: String,
    iso513: String,
    density: f64,
    family: String,
    aliases: Vec<String>,
}

#[derive(Deserialize)]
struct Family {
    name: String,
    iso513: String,
    density: f64,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct State {
    id: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Table {
    materials: Vec<Grade>,
    families: Vec<Family>,
    states: Vec<State>,
}

/// One wording of a grade, squeezed.
struct Wording {
    squeezed: String,
    /// Most words it may be spread over.
    most_words: usize,
    grade: usize,
}

static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| toml::from_str(include_str!("../../data/materials.toml")).ok());

static WORDINGS: LazyLock<Vec<Wording>> = LazyLock::new(|| {
    let Some(table) = TABLE.as_ref() else { return Vec::new() };
    let mut all = Vec::new();
    for (grade, material) in table.materials.iter().enumerate() {
        for wording in std::iter::once(&material.number).chain([&material.name]).chain(&material.aliases).filter(|w| !w.is_empty()) {
            let squeezed = words(wording).concat();
            // A plain number is one word; `1.4301` is two; `20.24` on a drawing is a size and never EN AW-2024.
            let most_words = match squeezed.chars().all(|c| c.is_ascii_digit()) {
                true if wording.contains('.') => 2,
                true => 1,
                false => 6,
            };
            all.push(Wording { squeezed, most_words, grade });
        }
    }
    all.sort_by_key(|w| std::cmp::Reverse(w.squeezed.len()));
    all
});

static CONDITION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s\-/(])(T\d{1,4}|H\d{2,4}|\+\s?(?:QT|N|A|C|AR|SR|Z|U|S))(?:$|[\s,;/)\-+])").ok());

/// Trade words glued to a number (`RVS304`, `AL6061`): the number is then a word of its own.
const PREFIXES: &[&str] = &["RVS", "INOX", "AISI", "SAE", "SUS", "SS", "ENAW", "AW", "ALU", "AL", "AA", "STAINLESS", "WNR", "NYLON"];

/// Words beside which a three-digit number is a grade of stainless steel.
const STAINLESS_CONTEXT: &[&str] = &[
    "INOX",
    "STAINLESS",
    "RVS",
    "AISI",
    "SUS",
    "SS",
    "STEEL",
    "ACIER",
    "EDELSTAHL",
    "ACCIAIO",
    "INOXYDABLE",
    "TYPE",
    "CRES",
    "SST",
    "UNS",
];

/// `or equivalent`, in the languages drawings come in; squeezed.
const EQUIVALENT: &[&str] = &[
    "OREQUIVALENT",
    "OREQUIV",
    "OREQUAL",
    "ORSIMILAR",
    "OUEQUIVALENT",
    "OUEQUIVALENTE",
    "OUEQUIV",
    "OUSIMILAIRE",
    "ODERGLEICHWERTIG",
    "ODERGLEICHWERTIGES",
    "ODERAHNLICH",
    "OFGELIJKWAARDIG",
    "ELLERLIKVARDIGT",
];

/// Reads a material wording; `None` when no grade and no family of the table is named.
pub fn normalize_material(text: &str) -> Option<NormalizedMaterial> {
    let table = TABLE.as_ref()?;
    let words = split_prefixes(words(text));
    let grades = grades(&words);
    let condition = CONDITION.as_ref().and_then(|p| p.captures(text)).and_then(|c| c.get(1)).map(|m| m.as_str().replace(' ', ""));
    let or_equivalent = EQUIVALENT.iter().any(|wording| find(&words, wording, 3).is_some());
    let state = state(table, &words);
    if let Some(grade) = grades.first().and_then(|index| table.materials.get(*index)) {
        let alternatives = grades.iter().skip(1).filter_map(|index| table.materials.get(*index)).map(|g| g.name.clone()).collect();
        let number = Some(grade.number.clone()).filter(|n| !n.is_empty());
        return Some(NormalizedMaterial {
            designation: number.clone().unwrap_or_else(|| grade.name.clone()),
            number,
            name: Some(grade.name.clone()),
            iso513: grade.iso513.clone(),
            density_kg_dm3: grade.density,
            family: grade.family.clone(),
            condition,
            state,
            or_equivalent,
            alternatives,
        });
    }
    let named = |family: &&Family| {
        family
            .words
            .iter()
            .map(|word| self::words(word).concat())
            .filter(|word| find(&words, word, 4).is_some())
            .map(|word| word.len())
            .max()
    };
    let family =
        table.families.iter().filter_map(|family| named(&family).map(|length| (length, family))).max_by_key(|(length, _)| *length)?.1;
    Some(NormalizedMaterial {
        designation: family.name.clone(),
        number: None,
        name: None,
        iso513: family.iso513.clone(),
        density_kg_dm3: family.density,
        family: family.name.clone(),
        condition,
        state,
        or_equivalent,
        alternatives: Vec::new(),
    })
}

/// The delivery state with the longest wording in the text.
fn state(table: &Table, words: &[String]) -> Option<String> {
    let named = |state: &&State| {
        let squeezed = state.words.iter().map(|word| self::words(word).concat());
        squeezed.filter(|word| find(words, word, 4).is_some()).map(|word| word.len()).max()
    };
    table
        .states
        .iter()
        .filter_map(|state| named(&state).map(|length| (length, state)))
        .max_by_key(|(length, _)| *length)
        .map(|(_, s)| s.id.clone())
}

/// Grades named in the words, first named first; where wordings overlap the longest counts.
fn grades(words: &[String]) -> Vec<usize> {
    let context = words.len() == 1 || words.iter().any(|w| STAINLESS_CONTEXT.contains(&w.as_str()));
    let mut taken = vec![false; words.len()];
    let mut found: Vec<(usize, usize)> = Vec::new();
    for wording in WORDINGS.iter() {
        let short_number = wording.most_words == 1 && wording.squeezed.len() <= 3;
        let Some((start, end)) = find(words, &wording.squeezed, wording.most_words) else { continue };
        if short_number && !context || taken[start..end].iter().any(|t| *t) {
            continue;
        }
        taken[start..end].fill(true);
        if !found.iter().any(|(_, grade)| *grade == wording.grade) {
            found.push((start, wording.grade));
        }
    }
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, grade)| grade).collect()
}

fn split_prefixes(words: Vec<String>) -> Vec<String> {
    let mut out = Vec::with_capacity(words.len());
    for word in words {
        let cut = PREFIXES
            .iter()
            .filter_map(|p| word.strip_prefix(p).map(|rest| (p.len(), rest)))
            .find(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).count() >= 3);
        match cut {
            Some((length, rest)) => {
                out.push(word[..length].to_owned());
                out.push(rest.to_owned());
            }
            None => out.push(word),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_as_drawn() {
        for (text, designation, iso513) in [
            ("1.1191 (C45E)", "1.1191", "P"),
            ("XC48", "1.1191", "P"),
            ("Acier XC 48", "1.1191", "P"),
            ("35 NCD 16", "1.6773", "P"),
            ("42CD4", "1.7225", "P"),
            ("42CrMo4 +QT", "1.7225", "P"),
            ("A-U4G1", "EN AW-2024", "N"),
            ("AU4G", "EN AW-2017A", "N"),
            ("Z2 CN 18-10", "1.4307", "M"),
            ("Z2CN18.10", "1.4307", "M"),
            ("EN AW-6082", "EN AW-6082", "N"),
            ("EN AW 6082 T6", "EN AW-6082", "N"),
            ("ALU 3.2315", "EN AW-6082", "N"),
            ("ALUMINUM 6061-T6", "EN AW-6061", "N"),
            ("6061", "EN AW-6061", "N"),
            ("AL7075-T651", "EN AW-7075", "N"),
            ("RVS304", "1.4301", "M"),
            ("AISI 316L", "1.4404", "M"),
            ("STAINLESS STEEL 303", "1.4305", "M"),
            ("INOX 304 L", "1.4307", "M"),
            ("17-4 PH H1025", "1.4542", "P"),
            ("ROUND BAR Ø30 - STEEL 1018", "AISI 1018", "P"),
            ("2.000 X 3.000 x 0.125 SQUARE TUBING - 1018 STEEL", "AISI 1018", "P"),
            ("Steel 1060", "1.1221", "P"),
            ("RG 7", "CC493K", "N"),
            ("1.1213 (CF53)", "1.1213", "P"),
            ("20MnCr5", "1.7147", "P"),
            ("S235JR", "1.0037", "P"),
            ("TA6V", "3.7165", "S"),
            ("Inconel 718", "2.4668", "S"),
            ("POM-C noir", "POM-C", "O"),
            ("PA6-GF30", "PA6-GF30", "O"),
            ("PLA", "PLA", "O"),
            ("CuZn39Pb3", "CW614N", "N"),
            ("EN-GJL-250", "5.1301", "K"),
        ] {
            let got = normalize_material(text);
            assert!(got.as_ref().is_some_and(|m| m.designation == designation && m.iso513 == iso513), "{text}: {got:?}");
        }
    }

    #[test]
    fn families_invent_no_grade() {
        for (text, family, iso513) in [
            ("Stahl", "steel", "P"),
            ("1.250 X 1.250 SQUARE STOCK - STEEL", "steel", "P"),
            ("BLOCK, 1.50\" X 1.50\" X 2.10\", LOW CARBON STEEL", "unalloyed steel", "P"),
            ("Stainless steel", "stainless steel", "M"),
            ("Acier inoxydable", "stainless steel", "M"),
            ("Brass", "brass", "N"),
            ("Laiton", "brass", "N"),
            ("Birch Plywood", "wood", "O"),
            ("Alu/PE/Alu", "composite panel", "O"),
            ("Aluminium composite panel 3 mm", "composite panel", "O"),
            ("FR4", "fibre composite", "O"),
            ("ALUMIUM", "aluminium", "N"),
        ] {
            let got = normalize_material(text);
            assert!(got.as_ref().is_some_and(|m| m.family == family && m.iso513 == iso513 && m.number.is_none()), "{text}: {got:?}");
        }
    }

    #[test]
    fn details_and_refusals() {
        assert_eq!(normalize_material("6061-T6").and_then(|m| m.condition).as_deref(), Some("T6"));
        assert_eq!(
            normalize_material("PET-G / Nylon PA6").map(|m| (m.designation, m.alternatives)),
            Some(("PETG".to_owned(), vec!["PA6".to_owned()]))
        );
        for (text, designation, state, or_equivalent) in [
            ("C45 étiré ou équivalent", "1.1191", Some("cold_drawn"), true),
            ("42CD4 prétraité", "1.7225", Some("quenched_tempered"), false),
            ("AMS 4117 or equivalent", "EN AW-6061", None, true),
            ("ASTM A276 TYPE 316L, annealed", "1.4404", Some("annealed"), false),
            ("UNS S17400", "1.4542", None, false),
            ("30 NCD 16", "1.6747", None, false),
        ] {
            let got = normalize_material(text).map(|m| (m.designation, m.state, m.or_equivalent));
            assert_eq!(got, Some((designation.to_owned(), state.map(str::to_owned), or_equivalent)), "{text}");
        }
        for text in ["", "-", "20.24", "Ø304", "see note 3", "100 x 20.17", "303 pieces"] {
            assert_eq!(normalize_material(text), None, "{text}");
        }
    }

    #[test]
    fn the_table_is_whole() {
        assert!(TABLE.as_ref().is_some_and(|t| t.materials.len() >= 150 && t.materials.iter().all(|m| m.density > 0.8 && m.density < 9.5)));
    }
}
