//! A random part of a family from a seed, with a title block to match.

use clap::ValueEnum;

use crate::families::Family;
use crate::families::bracket::Bracket;
use crate::families::shaft::Shaft;
use crate::materials;
use crate::order::{Identity, Language, standing_notes};
use crate::part::{Format, PartOrder};
use crate::random::SplitMix64;

/// Families that can be drawn at random.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum FamilyName {
    /// Shafts and bushes.
    TurnedShaft,
    /// Plates and angles.
    MilledBracket,
}

const TITLES: [(FamilyName, [&str; 2]); 6] = [
    (FamilyName::TurnedShaft, ["Arbre de pignon", "Pinion shaft"]),
    (FamilyName::TurnedShaft, ["Axe de galet", "Roller spindle"]),
    (FamilyName::TurnedShaft, ["Arbre moteur", "Drive shaft"]),
    (FamilyName::MilledBracket, ["Support de palier", "Bearing support"]),
    (FamilyName::MilledBracket, ["Bride de guidage", "Guide bracket"]),
    (FamilyName::MilledBracket, ["Support vérin", "Cylinder bracket"]),
];
const PEOPLE: [&str; 6] = ["A. Girard", "M. Dubois", "S. Keller", "T. Hughes", "N. Laurent", "E. Novak"];
const OWNERS: [[&str; 2]; 3] = [
    ["Ateliers Chartrousse", "Northfield Machines Ltd"],
    ["Précision Belledonne", "Calder Automation"],
    ["Sarl Usimont", "Harrow & Lyle Ltd"],
];

/// The part of a seed: the same seed, family and language always give the same part.
pub fn order(family: FamilyName, seed: u64, language: Language, formats: &[Format]) -> PartOrder {
    let mut random = SplitMix64::new(seed);
    let shape: Box<dyn Family> = match family {
        FamilyName::TurnedShaft => Box::new(Shaft::sample(&mut random)),
        FamilyName::MilledBracket => Box::new(Bracket::sample(&mut random)),
    };
    let tongue = usize::from(language == Language::English);
    let materials: Vec<_> = materials::all().into_iter().filter(|material| material.family == shape.name()).collect();
    let material = random.pick(&materials).clone();
    let titles: Vec<_> = TITLES.iter().filter(|(of, _)| *of == family).collect();
    let author = random.whole(0, PEOPLE.len() as i64 - 1) as usize;
    let approver = (author + random.whole(1, PEOPLE.len() as i64 - 1) as usize) % PEOPLE.len();
    let identity = Identity {
        number: format!("{}-{:05}", random.pick(&["TRQ", "PL", "MB", "DX"]), random.whole(1000, 99_999)),
        revision: char::from(b'A' + random.whole(0, 4) as u8).to_string(),
        title: random.pick(&titles).1[tongue].to_owned(),
        material: material.written.to_owned(),
        density: material.density,
        heat_treatment: material.heat[tongue].to_owned(),
        surface_treatment: material.surface[tongue].to_owned(),
        date: format!("2026-{:02}-{:02}", random.whole(1, 10), random.whole(1, 28)),
        author: PEOPLE[author].to_owned(),
        approver: PEOPLE[approver].to_owned(),
        owner: random.pick(&OWNERS)[tongue].to_owned(),
        general_tolerance: (*random.pick(&["ISO 2768-mK", "ISO 2768-fH", "ISO 2768-m"])).to_owned(),
        general_ra: *random.pick(&[1.6, 3.2, 6.3]),
        notes: standing_notes(language),
        language,
    };
    PartOrder { identity, shape, formats: formats.to_vec() }
}
