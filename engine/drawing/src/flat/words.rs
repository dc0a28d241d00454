//! The names of title block fields in CAD files, from data/flat_words.toml, and what a value of each field can look like.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;
use trusquin_domain::TitleBlockField;
use unicode_normalization::UnicodeNormalization;

#[derive(Debug, Deserialize)]
struct FieldWords {
    tags: Vec<String>,
    #[serde(default)]
    weak_tags: Vec<String>,
    labels: Vec<String>,
}

/// A field by the name of an attribute, with its rank: lower names are more certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub field: TitleBlockField,
    /// Place in the list of the field's names.
    pub rank: usize,
    /// The name may mean something else.
    pub weak: bool,
}

#[derive(Debug, Default)]
struct Words {
    tags: HashMap<String, Named>,
    labels: HashMap<String, TitleBlockField>,
}

// A table that does not parse leaves the dictionary empty; the test beside this file keeps it from happening.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let table: BTreeMap<TitleBlockField, FieldWords> = toml::from_str(include_str!("../../data/flat_words.toml")).unwrap_or_default();
    let mut words = Words::default();
    for (field, list) in table {
        for (rank, tag) in list.tags.iter().enumerate() {
            words.tags.insert(tag.clone(), Named { field, rank, weak: false });
        }
        for (rank, tag) in list.weak_tags.iter().enumerate() {
            words.tags.entry(tag.clone()).or_insert(Named { field, rank, weak: true });
        }
        for label in list.labels {
            words.labels.insert(label, field);
        }
    }
    words
});

/// Letters and digits of a name in capitals without accents.
pub(super) fn bare(text: &str) -> String {
    text.nfkd().filter(|character| character.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The field an attribute's tag names: `GEN-TITLE-MAT1{14.2}` is the material; a trailing counter is given apart.
pub(super) fn field_of_tag(tag: &str) -> Option<(Named, u32)> {
    let name = bare(tag.split('{').next().unwrap_or(tag));
    if let Some(named) = WORDS.tags.get(&name) {
        return Some((*named, 0));
    }
    let stem = name.trim_end_matches(|character: char| character.is_ascii_digit());
    let counter: u32 = name[stem.len()..].parse().ok()?;
    // Tables of revisions and of people count their rows: only what is written over several lines is counted here.
    WORDS
        .tags
        .get(stem)
        .filter(|named| {
            matches!(named.field, TitleBlockField::Title | TitleBlockField::Material) && !named.weak && (1..=9).contains(&counter)
        })
        .map(|named| (*named, counter))
}

/// The field a label names; `None` for any other text.
pub(super) fn field_of_label(text: &str) -> Option<TitleBlockField> {
    if text.chars().count() > 40 {
        return None;
    }
    WORDS.labels.get(&bare(text)).copied()
}

/// True when a value can be what the field asks for; placeholders of empty templates never are.
pub(super) fn suits(field: TitleBlockField, value: &str) -> bool {
    static SCALE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(?i:m\s*)?\d+(?:[.,]\d+)?\s*[:/=]\s*\d+(?:[.,]\d+)?\b").ok());
    static DATE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\d{1,4}\s*[-./ ]\s*(?:\d{1,2}|\p{L}{3,9}\.?)\s*[-./ ]\s*\d{1,4}|\d{8}").ok());
    let matches = |rule: &LazyLock<Option<Regex>>| rule.as_ref().is_some_and(|rule| rule.is_match(value));
    let letters = value.chars().filter(|character| character.is_alphabetic()).count();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let length = value.chars().count();
    if letters + digits == 0 || is_placeholder(value) || field_of_label(value).is_some() {
        return false;
    }
    match field {
        TitleBlockField::Scale => matches(&SCALE) || matches!(bare(value).as_str(), "NTS" | "NONE" | "SANS"),
        TitleBlockField::Date => matches(&DATE) && length <= 30,
        TitleBlockField::DrawingNumber => {
            digits >= 1 && (3..=40).contains(&length) && !value.contains('\n') && !matches(&SCALE) && !matches(&DATE)
        }
        TitleBlockField::Title => letters >= 3 && length <= 120,
        TitleBlockField::Material => letters + digits >= 2 && length <= 80 && !matches(&SCALE),
        TitleBlockField::Revision => length <= 6 && !value.contains(' ') && !matches(&SCALE),
        TitleBlockField::Sheet => digits >= 1 && length <= 15,
        TitleBlockField::Mass => digits >= 1 && length <= 20,
        // Tolerances are numbers or a standard with its number: a word alone is the label of another cell.
        TitleBlockField::GeneralTolerance => digits >= 1 && length <= 80,
        _ => length <= 80,
    }
}

/// Text that templates hold before anybody fills them in.
fn is_placeholder(value: &str) -> bool {
    let trimmed = value.trim();
    let name = bare(trimmed);
    let one_letter = name
        .chars()
        .next()
        .is_some_and(|first| name.len() >= 3 && name.chars().all(|character| character == first && !first.is_ascii_digit()));
    one_letter
        || trimmed.starts_with(['<', '$', '#'])
        || (trimmed.starts_with('(') && trimmed.ends_with(')'))
        || matches!(name.as_str(), "NA" | "TBD" | "VALUE" | "DEFAULT" | "NEANT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_many_vendors() {
        for (tag, field) in [
            ("DRAWING_NUMBER", Some(TitleBlockField::DrawingNumber)),
            ("DWG-NO.", Some(TitleBlockField::DrawingNumber)),
            ("GEN-TITLE-NR{24.8}", Some(TitleBlockField::DrawingNumber)),
            ("GEN-TITLE-DES1{12}", Some(TitleBlockField::Title)),
            ("Matière", Some(TitleBlockField::Material)),
            ("WERKSTOFF", Some(TitleBlockField::Material)),
            ("INDICE", Some(TitleBlockField::Revision)),
            ("REV2", None),
            ("XPOS", None),
            ("", None),
        ] {
            assert_eq!(field_of_tag(tag).map(|(named, _)| named.field), field, "{tag}");
        }
    }

    #[test]
    fn values_suit_their_fields() {
        use TitleBlockField::{Date, DrawingNumber, Material, Revision, Scale, Title};
        for (field, value, expected) in [
            (Scale, "1:2", true),
            (Scale, "M 1:1", true),
            (Scale, "1,5:1", true),
            (Scale, "Date", false),
            (Date, "21/04/2020", true),
            (Date, "3 mars 2021", true),
            (Date, "A3", false),
            (DrawingNumber, "100701", true),
            (DrawingNumber, "1:2", false),
            (DrawingNumber, "(Werkstoff)", false),
            (Title, "BRIDE", true),
            (Title, "XXXX", false),
            (Title, "Material", false),
            (Material, "1.4301", true),
            (Material, "<MATERIAL>", false),
            (Revision, "A", true),
            (Revision, "--", false),
        ] {
            assert_eq!(suits(field, value), expected, "{field:?} {value}");
        }
    }
}
