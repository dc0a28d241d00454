//! Whether the sizes of a coated part hold before or after its coating, as a note says it; silence is a question, not an answer.

use std::sync::LazyLock;

use serde::Deserialize;
use trusquin_domain::{CoatedSizes, Diagnostic, Dimension, Note, SheetReading, SizesHold, TitleBlockField};

use crate::dimension::{spaced_words, split_class};
use crate::normalize::{TreatmentKind, normalize_treatment};

/// Words between the first and the last of the three that make the statement.
const REACH: usize = 10;

#[derive(Deserialize, Default)]
struct Table {
    before: Vec<String>,
    after: Vec<String>,
    sizes: Vec<String>,
    coatings: Vec<String>,
    heat: Vec<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(include_str!("../data/coated_sizes.toml")).unwrap_or_default());

/// The statement of the notes and of the treatment cells, the first that is found.
pub(crate) fn coated_sizes(sheet: &SheetReading) -> Option<CoatedSizes> {
    let from_note = |note: &Note| {
        let hold = hold(&note.text)?;
        let reference = note.reference.clone();
        Some(CoatedSizes { hold, text: note.text.clone(), page: note.page, sheet_box: note.sheet_box, reference })
    };
    let fields = [TitleBlockField::SurfaceTreatment, TitleBlockField::Finish, TitleBlockField::GeneralTolerance];
    let from_field = || {
        fields.iter().filter_map(|field| sheet.title_block.get(field)).find_map(|value| {
            let (text, reference) = (value.value.clone(), value.reference.clone());
            Some(CoatedSizes { hold: hold(&text)?, text, page: value.page, sheet_box: value.sheet_box, reference })
        })
    };
    sheet.notes.iter().find_map(from_note).or_else(from_field)
}

/// A watched fit that a named coating would spoil, where the sheet does not say when its sizes hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UnsaidFit<'s> {
    pub(crate) dimension: &'s Dimension,
    /// Layer, micrometres, least and most, when written.
    pub(crate) layer_um: Option<[f64; 2]>,
}

/// The first such fit of a sheet.
pub(crate) fn unsaid_fit(sheet: &SheetReading) -> Option<UnsaidFit<'_>> {
    if sheet.coated_sizes.is_some() {
        return None;
    }
    let named = [TitleBlockField::SurfaceTreatment, TitleBlockField::Finish]
        .iter()
        .filter_map(|field| sheet.title_block.get(field))
        .find_map(|value| normalize_treatment(&value.value)?.of(TreatmentKind::Surface))?;
    let fitted = |dimension: &&Dimension| dimension.critical && dimension.fit.as_deref().and_then(split_class).is_some();
    Some(UnsaidFit { dimension: sheet.dimensions.iter().find(fitted)?, layer_um: named.thickness_um })
}

/// The remark on it.
pub(crate) fn unsaid(sheet: &SheetReading) -> Option<Diagnostic> {
    let UnsaidFit { dimension, layer_um } = unsaid_fit(sheet)?;
    let layer = layer_um.map_or_else(String::new, |[least, most]| format!(" of {least} to {most} µm"));
    let message = format!(
        "a coating{layer} eats into the fit \"{}\", and the sheet does not say whether sizes hold before or after it; ask the customer",
        dimension.text
    );
    Some(Diagnostic::info("DRW-042", message).on_page(sheet.page))
}

fn hold(text: &str) -> Option<SizesHold> {
    // Sentences, numbered notes and lines are statements of their own; a decimal point ends none.
    text.split(['\n', ';']).flat_map(|line| line.split(". ")).find_map(statement)
}

fn statement(sentence: &str) -> Option<SizesHold> {
    let spaced = spaced_words(sentence);
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let is = |list: &[String], word: &str| list.iter().any(|known| known == word);
    let coatings: Vec<usize> = (0..words.len())
        .filter(|at| is(&TABLE.coatings, words[*at]))
        .filter(|at| {
            let beside = [at.checked_sub(1), Some(at + 1)];
            !beside.into_iter().flatten().filter_map(|at| words.get(at)).any(|word| is(&TABLE.heat, word))
        })
        .collect();
    // When stands just before the coating, with an article or an adjective between at most.
    coatings.into_iter().find_map(|coating| {
        let when = (coating.saturating_sub(3)..coating).rev().find(|at| is(&TABLE.before, words[*at]) || is(&TABLE.after, words[*at]))?;
        let sized = words.iter().enumerate().any(|(at, word)| at.abs_diff(when) <= REACH && is(&TABLE.sizes, word));
        let hold = if is(&TABLE.before, words[when]) { SizesHold::BeforeCoating } else { SizesHold::AfterCoating };
        sized.then_some(hold)
    })
}

#[cfg(test)]
mod tests {
    use trusquin_domain::SizesHold::{AfterCoating, BeforeCoating};

    use super::*;

    #[test]
    fn as_drawings_say_it() {
        for (text, expect) in [
            ("Cotes après traitement de surface", Some(AfterCoating)),
            ("Dimensions apply after surface treatment", Some(AfterCoating)),
            ("ALL DIMENSIONS APPLY BEFORE PLATING.", Some(BeforeCoating)),
            ("DIMENSIONS PRIOR TO COATING", Some(BeforeCoating)),
            ("3. COTES AVANT ANODISATION DURE 30 µm", Some(BeforeCoating)),
            ("Maße vor Beschichtung", Some(BeforeCoating)),
            ("Maße gelten nach dem Verzinken", Some(AfterCoating)),
            ("Cotes hors revêtement", Some(BeforeCoating)),
            ("Tolérances revêtement compris", None),
            ("Protéger les filetages avant traitement", None),
            ("Mask threads before coating", None),
            ("Cotes avant traitement thermique", None),
            ("Dimensions in mm. Deburr before plating.", None),
            ("Ébavurer toutes les arêtes", None),
        ] {
            assert_eq!(hold(text), expect, "{text}");
        }
    }
}
