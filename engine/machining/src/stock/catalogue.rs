//! The table of standard sections (data/sections.toml) and the form of blank a drawing names.

use rust_decimal::Decimal;
use serde::Deserialize;
use trusquin_domain::{Material, StockForm};

use crate::words::Squeezed;

/// Flats, tubes and blocks of merchants, and words that name a form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sections {
    pub source: String,
    pub flat: Vec<FlatList>,
    pub tube: Vec<TubeList>,
    pub block: Vec<BlockList>,
    pub named: Vec<NamedForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlatList {
    pub letters: Vec<String>,
    pub standard: String,
    pub price_factor: Decimal,
    pub sizes: Vec<FlatSize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlatSize {
    pub thickness_mm: f64,
    pub widths_mm: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TubeList {
    pub letters: Vec<String>,
    pub standard: String,
    pub price_factor: Decimal,
    pub sizes: Vec<TubeSize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TubeSize {
    pub diameter_mm: f64,
    pub walls_mm: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlockList {
    pub letters: Vec<String>,
    pub standard: String,
    pub price_factor: Decimal,
    pub largest_thickness_mm: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedForm {
    pub form: StockForm,
    pub words: Vec<String>,
}

fn lists(letters: &[String], material: &Material) -> bool {
    letters.iter().any(|letter| *letter == material.iso513)
}

impl Sections {
    /// The smallest kept flat that holds thickness and width, with its list.
    pub fn flat(&self, material: &Material, thickness_mm: f64, width_mm: f64) -> Option<(f64, f64, &FlatList)> {
        self.flat
            .iter()
            .filter(|list| lists(&list.letters, material))
            .flat_map(|list| {
                list.sizes.iter().flat_map(move |size| size.widths_mm.iter().map(move |width| (size.thickness_mm, *width, list)))
            })
            .filter(|(thickness, width, _)| *thickness + 1e-6 >= thickness_mm && *width + 1e-6 >= width_mm)
            .min_by(|a, b| (a.0 * a.1).total_cmp(&(b.0 * b.1)))
    }

    /// The lightest kept tube at least this wide outside and at most this wide inside: outside diameter, wall, list.
    pub fn tube(&self, material: &Material, outside_mm: f64, inside_mm: f64) -> Option<(f64, f64, &TubeList)> {
        self.tube
            .iter()
            .filter(|list| lists(&list.letters, material))
            .flat_map(|list| list.sizes.iter().flat_map(move |size| size.walls_mm.iter().map(move |wall| (size.diameter_mm, *wall, list))))
            .filter(|(diameter, wall, _)| *diameter + 1e-6 >= outside_mm && *diameter - 2.0 * wall <= inside_mm + 1e-6)
            .min_by(|a, b| (a.1 * (a.0 - a.1)).total_cmp(&(b.1 * (b.0 - b.1))))
    }

    /// The list of blocks of a material, when they are cut this thick.
    pub fn block(&self, material: &Material, thickness_mm: f64) -> Option<&BlockList> {
        self.block.iter().find(|list| lists(&list.letters, material) && thickness_mm <= list.largest_thickness_mm)
    }

    /// The form of blank a wording names, with the words.
    pub fn named_form(&self, wording: &str) -> Option<(StockForm, &str)> {
        let text = Squeezed::new(wording);
        self.named.iter().find_map(|named| {
            let word = named.words.iter().find(|word| text.find(&Squeezed::new(word)).is_some())?;
            Some((named.form, word.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo_shop;
    use crate::tables::tables;

    #[test]
    fn the_next_section_up_is_found_and_forms_are_named() {
        let sections = &tables().unwrap().sections;
        assert!(sections.source.contains("EN 10278"));
        let shop = demo_shop();
        let steel = shop.material_by_id("1.1191").unwrap();
        let flat = |t: f64, w: f64| sections.flat(steel, t, w).map(|(t, w, _)| (t, w));
        assert_eq!(flat(18.0, 42.0), Some((20.0, 50.0)));
        assert_eq!(flat(20.0, 50.0), Some((20.0, 50.0)));
        assert_eq!(flat(200.0, 300.0), None);
        let tube = sections.tube(steel, 62.0, 44.0).map(|(d, w, _)| (d, w));
        assert_eq!(tube, Some((63.0, 11.5)));
        assert_eq!(sections.tube(steel, 62.0, 10.0).map(|(d, ..)| d), None);
        for (wording, expect) in [
            ("U-CHANNEL, 4\" LOW-CARBON STEEL", Some(StockForm::Profile)),
            ("1.250 X 1.250 SQUARE STOCK - STEEL", Some(StockForm::Flat)),
            ("Tube 60,3 x 3,2 S235JRH", Some(StockForm::Tube)),
            ("C45E", None),
        ] {
            assert_eq!(sections.named_form(wording).map(|(form, _)| form), expect, "{wording}");
        }
    }
}
