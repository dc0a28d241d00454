//! The state a material is bought in: what a mill has done already is not sent out again.

use serde::Deserialize;
use trusquin_domain::{Shop, Treatment};

use crate::material::match_treatments;
use crate::words::Squeezed;

/// The table of delivery states.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeliveryStates {
    pub state: Vec<DeliveryState>,
}

/// One state.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeliveryState {
    /// As printed.
    pub text: String,
    /// Behind a material's name.
    pub words: Vec<String>,
    /// Treatments it makes needless, in the shop's words.
    pub covers: Vec<String>,
    /// Hardness it may have, HRC.
    pub most_hrc: f64,
    /// Tensile strength it may have, MPa.
    pub most_mpa: f64,
}

impl DeliveryStates {
    /// The state a material's wording names.
    pub fn of(&self, material: &str) -> Option<&DeliveryState> {
        let text = Squeezed::new(material);
        self.state.iter().find(|state| state.words.iter().any(|word| text.find(&Squeezed::new(word)).is_some()))
    }
}

impl DeliveryState {
    /// True when the wording of a treatment is only the state's own ("+QT" in the field of heat treatment).
    pub fn is_all_of(&self, written: &str) -> bool {
        let text = Squeezed::new(written);
        self.words.iter().map(|word| Squeezed::new(word)).any(|word| word.len() == text.len() && text.find(&word).is_some())
    }

    /// True when the shop's treatment is what the state already is.
    pub fn covers(&self, treatment: &Treatment, shop: &Shop) -> bool {
        self.covers.iter().flat_map(|word| match_treatments(word, shop)).any(|done| done.id == treatment.id)
    }

    /// True when a hardness or a strength is written that the state does not have.
    pub fn is_softer_than(&self, written: &str) -> bool {
        least_hrc(written).is_some_and(|hrc| hrc > self.most_hrc) || least_mpa(written).is_some_and(|mpa| mpa > self.most_mpa)
    }

    /// True when the wording asks for a strength or hardness only, and the state has it ("Traité 900-1100 MPa" on a +QT steel).
    pub fn has_what_is_asked(&self, written: &str) -> bool {
        (least_hrc(written).is_some() || least_mpa(written).is_some()) && !self.is_softer_than(written)
    }
}

/// Least hardness a wording asks for: `50-54 HRC` is 50, `HRC 58 ±2` is 58 less its tolerance's sign, taken as written: 58.
pub(crate) fn least_hrc(written: &str) -> Option<f64> {
    if !written.to_uppercase().contains("HRC") {
        return None;
    }
    let numbers = written.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','));
    let hardness = |text: &str| text.replace(',', ".").parse::<f64>().ok().filter(|hrc| (15.0..=70.0).contains(hrc));
    numbers.filter_map(hardness).min_by(f64::total_cmp)
}

/// Least strength a wording asks for: `900-1100 MPa` is 900.
fn least_mpa(written: &str) -> Option<f64> {
    let upper = written.to_uppercase();
    if !["MPA", "N/MM"].iter().any(|unit| upper.contains(unit)) {
        return None;
    }
    let numbers = written.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    numbers.filter_map(|text| text.parse::<f64>().ok()).filter(|mpa| (200.0..=2500.0).contains(mpa)).min_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::tables;

    #[test]
    fn states_are_found_behind_the_grade() {
        let states = &tables().unwrap().delivery;
        for (material, expect) in [
            ("42CrMo4+QT", Some("trempé revenu (+QT)")),
            ("42CrMo4 (QT)", Some("trempé revenu (+QT)")),
            ("1.7225 vergütet", Some("trempé revenu (+QT)")),
            ("40CMD8 prétraité", Some("trempé revenu (+QT)")),
            ("S355J2+N", Some("normalisé (+N)")),
            ("42CrMo4", None),
            ("C45E", None),
            ("EN AW-6082 T6", None),
        ] {
            assert_eq!(states.of(material).map(|state| state.text.as_str()), expect, "{material}");
        }
    }

    #[test]
    fn the_least_hardness_asked_for_is_read() {
        for (written, expect) in [
            ("50-54 HRC", Some(50.0)),
            ("HRC 58 +2", Some(58.0)),
            ("28 à 32 HRC", Some(28.0)),
            ("trempé revenu", None),
            ("Rm 1000 MPa", None),
        ] {
            assert_eq!(least_hrc(written), expect, "{written}");
        }
    }
}
