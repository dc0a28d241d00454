//! Treatments named in a wording, split into heat and surface, from data/treatments.toml.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::squeezed::{find, words};

/// Where a treatment belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TreatmentKind {
    /// Changes the structure: before finishing.
    Heat,
    /// Changes or covers the surface: last.
    Surface,
}

/// One treatment a wording names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NormalizedTreatment {
    /// Identifier of data/treatments.toml (`anodizing_hard`).
    pub id: String,
    /// Heat or surface.
    pub kind: TreatmentKind,
}

/// All a wording says about treatment.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct NormalizedTreatments {
    /// Treatments in the order named.
    pub treatments: Vec<NormalizedTreatment>,
    /// Hardness as written (`58-62 HRC`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardness: Option<String>,
    /// Layer or case thickness, micrometres, least and most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thickness_um: Option<[f64; 2]>,
}

impl NormalizedTreatments {
    /// The part of one kind, `None` when nothing of that kind is named. Hardness goes with heat, thickness with what is named.
    pub fn of(&self, kind: TreatmentKind) -> Option<Self> {
        let treatments: Vec<NormalizedTreatment> = self.treatments.iter().filter(|t| t.kind == kind).cloned().collect();
        let hardness = self.hardness.clone().filter(|_| kind == TreatmentKind::Heat);
        (!treatments.is_empty() || hardness.is_some()).then_some(Self { treatments, hardness, thickness_um: self.thickness_um })
    }
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    kind: TreatmentKind,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Table {
    treatments: Vec<Entry>,
}

static TABLE: LazyLock<Vec<(String, String, TreatmentKind)>> = LazyLock::new(|| {
    let table: Option<Table> = toml::from_str(include_str!("../../data/treatments.toml")).ok();
    let mut all: Vec<(String, String, TreatmentKind)> = Vec::new();
    for entry in table.map(|t| t.treatments).unwrap_or_default() {
        all.extend(entry.words.iter().map(|word| (words(word).concat(), entry.id.clone(), entry.kind)));
    }
    all.sort_by_key(|(word, _, _)| std::cmp::Reverse(word.len()));
    all
});

static HARDNESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\d{2,4}\s?(?:-|–|±|to|à|bis|/)?\s?\d{0,4}\s?(?:HRC|HRB|HV\d{0,2}|HB[WS]?|HRA|daN/mm2|daN/mm²)|\b(?:HRC|HRB|HV\d{0,2}|HB)\s?[:=]?\s?\d{2,4}(?:\s?[-–±]\s?\d{1,4})?)").ok()
});
static THICKNESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(\d{1,3}(?:[.,]\d+)?)\s?(?:(?:-|–|to|à|bis|/)\s?(\d{1,3}(?:[.,]\d+)?))?\s?(?:µm|μm|microns?|um)\b").ok()
});

/// Reads the treatments in a wording; `None` when it names none and no hardness.
pub fn normalize_treatment(text: &str) -> Option<NormalizedTreatments> {
    let words = words(text);
    let mut taken = vec![false; words.len()];
    let mut found: Vec<(usize, NormalizedTreatment)> = Vec::new();
    for (word, id, kind) in TABLE.iter() {
        let Some((start, end)) = find(&words, word, 5) else { continue };
        if taken[start..end].iter().any(|t| *t) {
            continue;
        }
        taken[start..end].fill(true);
        if !found.iter().any(|(_, t)| t.id == *id) {
            found.push((start, NormalizedTreatment { id: id.clone(), kind: *kind }));
        }
    }
    found.sort_by_key(|(start, _)| *start);
    let hardness = HARDNESS.as_ref().and_then(|p| p.find(text)).map(|m| m.as_str().trim().to_owned());
    let thickness_um = THICKNESS.as_ref().and_then(|p| p.captures(text)).and_then(|found| {
        let value = |group: usize| found.get(group).and_then(|m| m.as_str().replace(',', ".").parse::<f64>().ok());
        let least = value(1)?;
        Some([least, value(2).unwrap_or(least)])
    });
    let treatments: Vec<NormalizedTreatment> = found.into_iter().map(|(_, t)| t).collect();
    (!treatments.is_empty() || hardness.is_some()).then_some(NormalizedTreatments { treatments, hardness, thickness_um })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_written() {
        for (text, ids) in [
            ("Anodiserad 15-20µm Kulör: Natur", &["anodizing_sulphuric"][..]),
            ("HARD ANODIZE BLACK PER MIL-A-8625 TYPE III", &["anodizing_hard"]),
            ("Anodisation dure 30 µm", &["anodizing_hard"]),
            ("OAS incolore", &["anodizing_sulphuric"]),
            ("Trempe + revenu 58-62 HRC", &["quench_temper"]),
            ("Trempé revenu puis zingué blanc", &["quench_temper", "zinc_plating"]),
            ("Zinc-nickel 8µm", &["zinc_nickel"]),
            ("Nickel chimique 25 µm", &["nickel_electroless"]),
            ("einsatzgehärtet 58+4 HRC", &["case_hardening"]),
            ("Brünieren", &["black_oxide"]),
            ("CLEAN, DEBURRED", &[]),
            ("none", &[]),
        ] {
            let got: Vec<String> = normalize_treatment(text).map(|t| t.treatments.into_iter().map(|t| t.id).collect()).unwrap_or_default();
            assert_eq!(got, ids, "{text}");
        }
    }

    #[test]
    fn hardness_and_thickness() {
        let got = normalize_treatment("Anodisation dure 25-35 µm");
        assert_eq!(got.and_then(|t| t.thickness_um), Some([25.0, 35.0]));
        let got = normalize_treatment("Trempe + revenu 58-62 HRC puis brunissage");
        let heat = got.as_ref().and_then(|t| t.of(TreatmentKind::Heat));
        assert_eq!(heat.and_then(|t| t.hardness).as_deref(), Some("58-62 HRC"));
        assert_eq!(got.and_then(|t| t.of(TreatmentKind::Surface)).map(|t| t.treatments.len()), Some(1));
    }
}
