//! The label dictionary: which field a piece of text announces.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use trusquin_domain::TitleBlockField;
use unicode_normalization::UnicodeNormalization;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelKind {
    /// A field; a lower rank is the better label for it; drawing words hardly occur on other documents.
    Field { field: TitleBlockField, rank: u8, drawing_only: bool },
    /// The heading of something that is no field of the contract.
    Barrier,
}

/// A label found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LabelMatch {
    pub(super) kind: LabelKind,
    /// Where the value starts in the same text, in bytes; `None` when the label stands alone.
    pub(super) value_at: Option<usize>,
    /// A colon or equals sign ends the label.
    pub(super) marked: bool,
}

#[derive(Deserialize)]
struct GroupRow {
    field: TitleBlockField,
    rank: u8,
    #[serde(default)]
    drawing_only: bool,
    #[serde(flatten)]
    words: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct WordsRow {
    words: Vec<String>,
}

#[derive(Deserialize)]
struct BoilerplateRow {
    phrases: Vec<String>,
    nothing: Vec<String>,
}

#[derive(Deserialize)]
struct LabelFile {
    group: Vec<GroupRow>,
    barrier: Vec<WordsRow>,
    table: Vec<WordsRow>,
    history: Vec<WordsRow>,
    boilerplate: BoilerplateRow,
}

/// Every label word in normal form.
pub(super) struct Dictionary {
    labels: HashMap<String, LabelKind>,
    /// The same by [`shape`]; `None` where two labels of different meaning look alike.
    shapes: HashMap<String, Option<LabelKind>>,
    table_heads: Vec<String>,
    history_heads: Vec<String>,
    phrases: Vec<String>,
    nothing: Vec<String>,
}

/// The dictionary; an unreadable data file would give an empty one, which the tests exclude.
pub(super) static DICTIONARY: LazyLock<Dictionary> =
    LazyLock::new(|| Dictionary::parse(include_str!("labels.toml")).unwrap_or_else(|_| Dictionary::empty()));

/// Lower case, no accents, every other sign a single space: `N° de plan :` becomes `n de plan`.
pub(super) fn normal_form(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for character in
        text.nfkd().filter(|character| !unicode_normalization::char::is_combining_mark(*character)).flat_map(char::to_lowercase)
    {
        match character {
            'ß' => normal.push_str("ss"),
            'œ' => normal.push_str("oe"),
            'ø' => normal.push('o'),
            _ if character.is_alphanumeric() => normal.push(character),
            _ if !normal.ends_with(' ') => normal.push(' '),
            _ => {}
        }
    }
    normal.trim().to_owned()
}

/// Every label in normal form.
pub(crate) fn label_words() -> impl Iterator<Item = &'static str> {
    DICTIONARY.labels.keys().map(String::as_str)
}

impl Dictionary {
    fn empty() -> Self {
        Self {
            labels: HashMap::new(),
            shapes: HashMap::new(),
            table_heads: Vec::new(),
            history_heads: Vec::new(),
            phrases: Vec::new(),
            nothing: Vec::new(),
        }
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: LabelFile = toml::from_str(text)?;
        let mut labels: HashMap<String, LabelKind> = HashMap::new();
        for word in file.barrier.iter().flat_map(|row| &row.words) {
            labels.insert(normal_form(word), LabelKind::Barrier);
        }
        for group in file.group.iter().rev() {
            for word in group.words.values().flatten() {
                labels
                    .insert(normal_form(word), LabelKind::Field { field: group.field, rank: group.rank, drawing_only: group.drawing_only });
            }
        }
        let mut shapes: HashMap<String, Option<LabelKind>> = HashMap::new();
        for (label, kind) in &labels {
            let alike = shapes.entry(shape(label)).or_insert(Some(*kind));
            if *alike != Some(*kind) {
                *alike = None;
            }
        }
        let normal = |words: &[String]| words.iter().map(|word| normal_form(word)).collect::<Vec<_>>();
        let heads = |rows: &[WordsRow]| rows.iter().flat_map(|row| normal(&row.words)).collect();
        Ok(Self {
            labels,
            shapes,
            table_heads: heads(&file.table),
            history_heads: heads(&file.history),
            phrases: normal(&file.boilerplate.phrases),
            nothing: normal(&file.boilerplate.nothing),
        })
    }

    fn kind(&self, text: &str) -> Option<LabelKind> {
        self.labels.get(&normal_form(text)).copied()
    }

    /// A column head of a revision table.
    pub(super) fn is_history_head(&self, text: &str) -> bool {
        self.history_heads.contains(&normal_form(text))
    }

    /// A column head of a parts list.
    pub(super) fn is_table_head(&self, text: &str) -> bool {
        self.table_heads.contains(&normal_form(text))
    }

    /// Text of the sheet format, or a stand-in for "nothing": never a value.
    pub(super) fn is_boilerplate(&self, text: &str) -> bool {
        let normal = normal_form(text);
        normal.is_empty()
            || self.nothing.contains(&normal)
            || self.phrases.iter().any(|phrase| normal.contains(phrase.as_str()))
            || text.contains("$PRP")
            || text.trim_start().starts_with('<') && text.trim_end().ends_with('>')
            || normal.chars().all(|character| character == 'x') && normal.len() > 2
    }

    /// Finds the label a text is, or starts with.
    pub(super) fn find(&self, text: &str) -> Option<LabelMatch> {
        self.find_by(text, &|part| self.kind(part))
    }

    /// As [`Self::find`] for a text that was recognised from pixels: spaces may be lost, letters of one shape confused, one letter misread.
    pub(super) fn find_recognised(&self, text: &str) -> Option<LabelMatch> {
        self.find(text)
            .or_else(|| self.find_by(text, &|part| self.kind(part).or_else(|| self.alike(part))))
            .or_else(|| self.overprinted(text))
    }

    /// `DWG NOB1306-A`: a long number runs into its label, as the sheet formats of one common CAD system let it.
    fn overprinted(&self, text: &str) -> Option<LabelMatch> {
        let number = |rest: &str| rest.split(' ').next().is_some_and(|word| word.chars().filter(char::is_ascii_digit).count() >= 3);
        text.char_indices().map(|(at, _)| at).filter(|at| *at >= 5 && number(&text[*at..])).find_map(|at| match self.kind(&text[..at]) {
            Some(kind @ LabelKind::Field { field: TitleBlockField::DrawingNumber, drawing_only: true, .. }) => {
                Some(LabelMatch { kind, value_at: Some(at), marked: false })
            }
            _ => None,
        })
    }

    /// The label a misread text must be: the only one of its shape, or the only one a letter away when it is long.
    fn alike(&self, text: &str) -> Option<LabelKind> {
        let seen = shape(text);
        let letters = text.chars().filter(|each| each.is_alphabetic()).count();
        if seen.len() < 4 || 2 * letters < seen.len() {
            return None;
        }
        if let Some(kind) = self.shapes.get(&seen) {
            return *kind;
        }
        if seen.len() < 7 {
            return None;
        }
        let mut near = self.shapes.iter().filter(|(label, _)| label.len() >= 7 && one_letter_apart(label, &seen)).map(|(_, kind)| *kind);
        let first = near.next()??;
        near.all(|other| other == Some(first)).then_some(first)
    }

    fn find_by(&self, text: &str, kind_of: &dyn Fn(&str) -> Option<LabelKind>) -> Option<LabelMatch> {
        let marked = text.trim_end().ends_with([':', '=']);
        if let Some(kind) = kind_of(text) {
            return Some(LabelMatch { kind, value_at: None, marked });
        }
        if let Some(kind) = several_languages(text, kind_of) {
            return Some(LabelMatch { kind, value_at: None, marked });
        }
        if let Some(at) = text.find([':', '=']) {
            let (before, after) = (&text[..at], at + 1);
            if let Some(kind) = kind_of(before).or_else(|| several_languages(before, kind_of)) {
                return Some(LabelMatch { kind, value_at: Some(after), marked: true });
            }
        }
        without_mark(text, kind_of)
    }
}

/// `Benennung / Title`, `MATERIAL (MATIERE)`: every part is a label and the first field wins.
fn several_languages(text: &str, kind_of: &dyn Fn(&str) -> Option<LabelKind>) -> Option<LabelKind> {
    let parts: Vec<&str> = text.split(['/', '|', '(', ')', '[', ']']).filter(|part| !normal_form(part).is_empty()).collect();
    if !(2..=5).contains(&parts.len()) {
        return None;
    }
    let kinds: Vec<LabelKind> = parts.iter().map(|part| kind_of(part)).collect::<Option<_>>()?;
    let fields: Vec<TitleBlockField> =
        kinds.iter().filter_map(|kind| if let LabelKind::Field { field, .. } = kind { Some(*field) } else { None }).collect();
    let agree = fields.windows(2).all(|pair| pair[0] == pair[1]);
    // "Name / Date" heads a signature, not one of our fields.
    if agree && !fields.is_empty() { kinds.into_iter().find(|kind| *kind != LabelKind::Barrier) } else { Some(LabelKind::Barrier) }
}

/// `SCALE 1:2`, `SCALE - 1:2`, `Rev. B`, `Blatt 1/2`: only fields whose values cannot be words.
fn without_mark(text: &str, kind_of: &dyn Fn(&str) -> Option<LabelKind>) -> Option<LabelMatch> {
    let ends = text
        .char_indices()
        .filter(|(_, character)| character.is_whitespace() || *character == '.')
        .map(|(at, character)| at + character.len_utf8());
    let mut best = None;
    for at in ends {
        let (before, rest) = (&text[..at], text[at..].trim_matches(|each: char| each.is_whitespace() || matches!(each, '-' | '–')));
        let Some(kind @ LabelKind::Field { field, .. }) = kind_of(before) else { continue };
        let fits = match field {
            TitleBlockField::Scale | TitleBlockField::Sheet | TitleBlockField::Mass => {
                rest.starts_with(|first: char| first.is_ascii_digit())
            }
            TitleBlockField::Revision => {
                (1..=3).contains(&rest.chars().count()) && rest.chars().all(|each| each.is_ascii_uppercase() || each.is_ascii_digit())
            }
            TitleBlockField::DrawingNumber => !rest.contains(' ') && rest.chars().filter(char::is_ascii_digit).count() >= 3,
            TitleBlockField::GeneralTolerance => normal_form(rest).contains("2768") || rest.contains('±'),
            _ => false,
        };
        if fits {
            best = Some(LabelMatch { kind, value_at: Some(at), marked: false });
        }
    }
    best
}

/// What is left of a text when look-alikes are one: no spaces, `0` is `o`, `1` and `l` are `i`, `5` is `s`, `8` is `b`, `rn` is `m`.
fn shape(text: &str) -> String {
    let squeezed: String = normal_form(text)
        .chars()
        .filter(|each| *each != ' ')
        .map(|each| match each {
            '0' => 'o',
            '1' | 'l' => 'i',
            '5' => 's',
            '8' => 'b',
            other => other,
        })
        .collect();
    squeezed.replace("rn", "m")
}

/// One letter more, less or other.
fn one_letter_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same_start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    same_start + same_end + 1 >= a.len().max(b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misread_label_is_still_the_label() {
        use TitleBlockField::{DrawingNumber, Mass, Material, Scale, Title};
        let field = |text: &str| match DICTIONARY.find_recognised(text).map(|found| found.kind) {
            Some(LabelKind::Field { field, .. }) => Some(field),
            _ => None,
        };
        for (text, expect) in [
            ("MATERlAL", Some(Material)),
            ("MATERIAI:", Some(Material)),
            ("Materiel", Some(Material)),
            ("DRAWINGNUMBER", Some(DrawingNumber)),
            ("Zeichnungsnurnmer", Some(DrawingNumber)),
            ("5CALE", Some(Scale)),
            ("DRAWING SCALE - 1:1", Some(Scale)),
            ("Benennumg", Some(Title)),
            ("Designation", Some(Title)),
            ("WEIGHT:", Some(Mass)),
            // Values that are near nothing, and short ones that are near too much.
            ("DWG NOB1306-A hot end", Some(DrawingNumber)),
            ("DWG NOTED 1306", None),
            ("1.1191", None),
            ("S235", None),
            ("1001", None),
            ("Plate", None),
        ] {
            assert_eq!(field(text), expect, "{text}");
        }
        assert!(DICTIONARY.find("MATERlAL").is_none(), "a text layer is taken at its word");
    }

    #[test]
    fn one_letter_apart_is_one_letter_apart() {
        for (a, b, expect) in [
            ("masse", "masse", true),
            ("masse", "mass", true),
            ("masse", "mas", false),
            ("masse", "nasse", true),
            ("masse", "nasne", false),
        ] {
            assert_eq!(one_letter_apart(a, b), expect, "{a} {b}");
        }
    }
}
