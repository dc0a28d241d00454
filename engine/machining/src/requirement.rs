//! What notes and fields of the drawing ask for besides shapes: tests, marking, cleaning, inserts, masking, de-embrittlement.

use serde::Deserialize;
use trusquin_domain::{Part, Shop, Treatment};

use crate::material::match_treatments;
use crate::words::Squeezed;

/// The table (data/requirements.toml).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Requirements {
    pub test: Vec<TestRule>,
    pub marking: BenchRule,
    pub cleaning: BenchRule,
    pub inserts: InsertRule,
    pub knurling: KnurlingRule,
    pub first_article: FirstArticleRule,
    pub masking: MaskingRule,
    pub coating: Vec<Coating>,
    pub baking: BakingRule,
    pub relief: ReliefRule,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestRule {
    /// French.
    pub name: String,
    pub words: Vec<String>,
    pub needs_cleaning: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BenchRule {
    pub words: Vec<String>,
    pub per_piece_s: f64,
    pub setup_s: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InsertRule {
    pub words: Vec<String>,
    pub per_insert_s: f64,
    pub setup_s: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnurlingRule {
    pub words: Vec<String>,
    pub per_piece_s: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FirstArticleRule {
    pub words: Vec<String>,
    pub base_hours: f64,
    pub per_dimension_hours: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MaskingRule {
    pub per_hole_s: f64,
    pub per_seat_s: f64,
    pub setup_s: f64,
    pub it_grade: u8,
    pub words_before: Vec<String>,
    pub words_after: Vec<String>,
}

/// What a coating does to sizes and to steel.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Coating {
    pub words: Vec<String>,
    /// Growth on each side, µm.
    pub growth_um: f64,
    /// Threads and fits are masked.
    pub masks: bool,
    /// Hydrogen goes into hard steel.
    pub embrittles: bool,
    pub source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BakingRule {
    pub least_mpa: f64,
    pub least_hrc: f64,
    /// French.
    pub text: String,
    pub source: String,
    pub words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReliefRule {
    pub words: Vec<String>,
    pub stock_mm: f64,
    pub proposed_removal_share: f64,
    pub proposed_slenderness: f64,
}

/// The words of a drawing that may ask for something: notes, title and treatment fields.
pub(crate) struct Asked(Vec<Squeezed>);

impl Asked {
    pub fn of(part: &Part) -> Self {
        let fields = [&part.title, &part.heat_treatment, &part.surface_treatment].into_iter().flatten().map(|found| found.value.as_str());
        Self(part.notes.iter().map(String::as_str).chain(fields).map(Squeezed::new).collect())
    }

    /// The first of the words that is written somewhere.
    pub fn names<'a>(&self, words: &'a [String]) -> Option<&'a str> {
        words.iter().find(|word| self.0.iter().any(|text| text.find(&Squeezed::new(word)).is_some())).map(String::as_str)
    }
}

impl Requirements {
    /// What is known of a treatment as a coating.
    pub fn coating(&self, treatment: &Treatment, shop: &Shop) -> Option<&Coating> {
        self.coating.iter().find(|coating| named(&coating.words, treatment, shop))
    }

    /// True when a heat treatment relieves stresses instead of hardening.
    pub fn relieves(&self, treatment: &Treatment, shop: &Shop) -> bool {
        named(&self.relief.words, treatment, shop)
    }
}

fn named(words: &[String], treatment: &Treatment, shop: &Shop) -> bool {
    words.iter().flat_map(|word| match_treatments(word, shop)).any(|found| found.id == treatment.id)
}

/// Greatest strength a wording names: `900-1100 MPa` is 1100, `Rm 1200 N/mm²` 1200. MPa.
pub(crate) fn most_mpa(written: &str) -> Option<f64> {
    let upper = written.to_uppercase();
    if !["MPA", "N/MM"].iter().any(|unit| upper.contains(unit)) {
        return None;
    }
    let numbers = written.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    numbers.filter_map(|text| text.parse::<f64>().ok()).filter(|mpa| (200.0..=2500.0).contains(mpa)).max_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo_shop;
    use crate::tables::tables;

    #[test]
    fn what_is_written_is_asked_for() {
        let rules = &tables().unwrap().requirements;
        let asked = |notes: &[&str]| {
            let part = Part { notes: notes.iter().map(|note| (*note).to_owned()).collect(), ..Part::default() };
            Asked::of(&part)
        };
        assert!(asked(&["Ressuage 100 % selon EN ISO 3452"]).names(&rules.test[0].words).is_some());
        assert!(asked(&["Dot-peen mark drawing number"]).names(&rules.marking.words).is_some());
        assert!(asked(&["Protéger les filetages"]).names(&rules.marking.words).is_none());
        assert!(asked(&["Casser les angles"]).names(&rules.test[1].words).is_none());
    }

    #[test]
    fn coatings_of_the_demo_shop_are_known() {
        let (rules, shop) = (&tables().unwrap().requirements, demo_shop());
        let coating = |id: &str| rules.coating(shop.treatment.iter().find(|treatment| treatment.id == id).unwrap(), &shop);
        assert!(coating("anodisation-dure").is_some_and(|coating| coating.masks && coating.growth_um > 20.0));
        assert!(coating("zingage").is_some_and(|coating| coating.embrittles && !coating.source.is_empty()));
        assert!(coating("passivation").is_some_and(|coating| coating.growth_um == 0.0));
        let relief = |id: &str| rules.relieves(shop.treatment.iter().find(|treatment| treatment.id == id).unwrap(), &shop);
        assert!(relief("stabilisation") && !relief("trempe-revenu"));
    }

    #[test]
    fn strengths_are_read() {
        for (text, expect) in [("Traité 900-1100 MPa", Some(1100.0)), ("Rm 1200 N/mm²", Some(1200.0)), ("50-54 HRC", None), ("MPa", None)]
        {
            assert_eq!(most_mpa(text), expect, "{text}");
        }
    }
}
