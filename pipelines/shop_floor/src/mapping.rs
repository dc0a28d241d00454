//! Which column of a file is which canonical column, and which word means what.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use trusquin_domain::BookingKind;
use unicode_normalization::UnicodeNormalization;

use crate::{CleaningRules, Sheet, ShopFloorError};

/// Canonical columns of a bookings file.
pub const CANONICAL: [&str; 16] = [
    "work_order",
    "part",
    "operation",
    "machine",
    "operator",
    "kind",
    "started_at",
    "ended_at",
    "duration_min",
    "qty_completed",
    "qty_review",
    "order_qty",
    "rework",
    "training",
    "first_part",
    "unvalidated",
];

/// Without these nothing can be learned.
const NEEDED: [&str; 5] = ["work_order", "part", "operation", "kind", "qty_completed"];

const BUILT_IN: &str = include_str!("../data/bookings.toml");

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct MappingFile {
    columns: BTreeMap<String, OneOrMany>,
    kinds: BTreeMap<BookingKind, Vec<String>>,
    words: BTreeMap<String, Vec<String>>,
    units: BTreeMap<String, f64>,
    duration_unit: Option<String>,
    cleaning: CleaningRules,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// How a file's columns and words are understood.
#[derive(Debug, Clone)]
pub struct ColumnMapping {
    named: BTreeMap<String, String>,
    synonyms: BTreeMap<String, Vec<String>>,
    kinds: BTreeMap<BookingKind, Vec<String>>,
    absent: Vec<String>,
    yes: Vec<String>,
    minutes_a_unit: f64,
    rules: CleaningRules,
}

impl ColumnMapping {
    /// The built-in names and words, then a mapping file's, then `canonical=COLUMN` options.
    ///
    /// # Errors
    /// The file cannot be read or names an unknown canonical column or unit; an option is no pair.
    pub fn new(file: Option<&Path>, options: &[String]) -> Result<Self, ShopFloorError> {
        let built_in = parsed("built-in mapping", BUILT_IN)?;
        let own = match file {
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|source| ShopFloorError::Open { file: path.to_path_buf(), source })?;
                parsed(&path.display().to_string(), &text)?
            }
            None => MappingFile::default(),
        };
        let many = |names: OneOrMany| match names {
            OneOrMany::One(name) => vec![name],
            OneOrMany::Many(names) => names,
        };
        let synonyms = built_in.columns.into_iter().map(|(column, names)| (column, many(names))).collect();
        let mut named = BTreeMap::new();
        for (column, names) in own.columns {
            known(&column, "the mapping file's [columns]")?;
            named.extend(many(names).into_iter().next().map(|name| (column, name)));
        }
        for option in options {
            let (column, name) = option.split_once('=').ok_or_else(|| ShopFloorError::Mapping {
                place: format!("--map {option}"),
                problem: "write canonical=COLUMN, as in --map work_order=OF".to_owned(),
            })?;
            known(column.trim(), "--map")?;
            named.insert(column.trim().to_owned(), name.trim().to_owned());
        }
        let mut kinds = built_in.kinds;
        for (kind, words) in own.kinds {
            kinds.entry(kind).or_default().extend(words);
        }
        let word = |which: &str| {
            let both = built_in.words.get(which).into_iter().chain(own.words.get(which));
            both.flatten().map(|word| plain(word)).collect::<Vec<_>>()
        };
        let unit = own.duration_unit.as_deref().unwrap_or("min");
        let minutes_a_unit = *built_in.units.get(unit).ok_or_else(|| ShopFloorError::Mapping {
            place: format!("duration_unit = \"{unit}\""),
            problem: format!("the units are {}", built_in.units.keys().cloned().collect::<Vec<_>>().join(", ")),
        })?;
        let mut rules = built_in.cleaning;
        rules.work_centres.extend(own.cleaning.work_centres);
        if own.cleaning.longest_min > 0.0 {
            rules.longest_min = own.cleaning.longest_min;
        }
        for words in kinds.values_mut() {
            *words = words.iter().map(|word| plain(word)).collect();
        }
        Ok(Self { named, synonyms, kinds, absent: word("absent"), yes: word("yes"), minutes_a_unit, rules })
    }

    /// Column number of each canonical column that the file has.
    ///
    /// # Errors
    /// A named column is not there.
    pub fn columns(&self, sheet: &Sheet) -> Result<BTreeMap<&'static str, usize>, ShopFloorError> {
        let plain_header: Vec<String> = sheet.header.iter().map(|name| plain(name)).collect();
        let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
        for canonical in CANONICAL {
            if let Some(name) = self.named.get(canonical) {
                let column = sheet.header.iter().position(|column| column == name).or_else(|| {
                    let wanted = plain(name);
                    plain_header.iter().position(|column| *column == wanted)
                });
                let column = column.ok_or_else(|| ShopFloorError::Mapping {
                    place: format!("{canonical} = \"{name}\""),
                    problem: format!("{} has no such column; it has: {}", sheet.name, sheet.header.join(", ")),
                })?;
                found.insert(canonical, column);
            }
        }
        // The canonical name before any synonym, so that `part` is never taken for another column's synonym.
        for canonical in CANONICAL {
            if !found.contains_key(canonical)
                && let Some(column) = plain_header.iter().position(|column| *column == plain(canonical))
            {
                found.insert(canonical, column);
            }
        }
        for canonical in CANONICAL {
            if found.contains_key(canonical) {
                continue;
            }
            let taken: Vec<usize> = found.values().copied().collect();
            let synonyms = self.synonyms.get(canonical).into_iter().flatten();
            let column = synonyms
                .filter_map(|synonym| plain_header.iter().position(|column| *column == plain(synonym)))
                .find(|column| !taken.contains(column));
            found.extend(column.map(|column| (canonical, column)));
        }
        Ok(found)
    }

    /// The needed columns that are not there.
    pub fn missing(found: &BTreeMap<&'static str, usize>) -> Vec<&'static str> {
        let mut missing: Vec<&'static str> = NEEDED.into_iter().filter(|name| !found.contains_key(name)).collect();
        let timed = found.contains_key("duration_min") || (found.contains_key("started_at") && found.contains_key("ended_at"));
        if !timed {
            missing.push("duration_min");
        }
        missing
    }

    /// What a word of the kind column means.
    pub fn kind(&self, text: &str) -> Option<BookingKind> {
        let text = plain(text);
        let starts = |words: &[String]| words.iter().filter(|word| text.starts_with(word.as_str())).map(String::len).max();
        self.kinds.iter().filter_map(|(kind, words)| Some((starts(words)?, *kind))).max().map(|(_, kind)| kind)
    }

    /// The text, or nothing when it says that nothing was told.
    pub fn told<'a>(&self, text: &'a str) -> Option<&'a str> {
        let text = text.trim();
        (!text.is_empty() && !self.absent.contains(&plain(text)) && text != "-" && text != "?").then_some(text)
    }

    /// True for the words that set a flag.
    pub fn is_yes(&self, text: &str) -> bool {
        self.yes.contains(&plain(text))
    }

    /// Minutes in one unit of the duration column.
    pub fn minutes_a_unit(&self) -> f64 {
        self.minutes_a_unit
    }

    /// Limits for cleaning.
    pub fn rules(&self) -> &CleaningRules {
        &self.rules
    }
}

fn parsed(place: &str, text: &str) -> Result<MappingFile, ShopFloorError> {
    toml::from_str(text).map_err(|error| ShopFloorError::Mapping { place: place.to_owned(), problem: error.to_string() })
}

fn known(column: &str, place: &str) -> Result<(), ShopFloorError> {
    if CANONICAL.contains(&column) {
        return Ok(());
    }
    Err(ShopFloorError::Mapping {
        place: place.to_owned(),
        problem: format!("'{column}' is no canonical column; they are {}", CANONICAL.join(", ")),
    })
}

/// Lower case, without accents and signs, words apart by one space.
pub fn plain(text: &str) -> String {
    let bare: String = text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).flat_map(char::to_lowercase).collect();
    bare.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet_from_bytes;

    #[test]
    fn french_and_english_headers_are_known() {
        let mapping = ColumnMapping::new(None, &[]).unwrap();
        let text = "N\u{b0} OF;Code article;Phase;Poste de charge;Type de pointage;Dur\u{e9}e;Qt\u{e9} bonne;Qt\u{e9} OF\n";
        let found = mapping.columns(&sheet_from_bytes("t", text.as_bytes()).unwrap()).unwrap();
        assert_eq!(ColumnMapping::missing(&found), Vec::<&str>::new());
        assert_eq!((found["work_order"], found["part"], found["qty_completed"], found["order_qty"]), (0, 1, 6, 7));
        for (text, kind) in [
            ("Production", Some(BookingKind::Run)),
            ("R\u{e9}glage", Some(BookingKind::Setup)),
            ("Arr\u{ea}t machine", Some(BookingKind::Breakdown)),
            ("arr\u{ea}t", Some(BookingKind::Pause)),
            ("zzz", None),
        ] {
            assert_eq!(mapping.kind(text), kind, "{text}");
        }
    }

    #[test]
    fn a_named_column_wins_and_a_wrong_name_is_told() {
        let sheet = sheet_from_bytes("t.csv", b"X,part,operation,kind,duration_min,qty_completed\n").unwrap();
        let mapping = ColumnMapping::new(None, &["work_order=X".to_owned()]).unwrap();
        assert_eq!(mapping.columns(&sheet).unwrap()["work_order"], 0);
        let wrong = ColumnMapping::new(None, &["work_order=Y".to_owned()]).unwrap().columns(&sheet).unwrap_err().to_string();
        assert!(wrong.contains("t.csv has no such column"), "{wrong}");
        assert!(ColumnMapping::new(None, &["wrk=Y".to_owned()]).unwrap_err().to_string().contains("no canonical column"));
    }
}
