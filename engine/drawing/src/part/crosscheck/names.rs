//! Number and revision: title block and file name of the drawing against product and file name of the model.

use trusquin_domain::{Disagreement, Extracted, PlaceValue, TitleBlockField};

use super::{DrawingSide, ModelSide};
use crate::part::group::stem;
use crate::part::identity::same_number;

/// Hands and languages that end a name as a revision of two letters would.
const NO_REVISIONS: [&str; 7] = ["RH", "LH", "FR", "EN", "DE", "GB", "US"];

/// The drawing's field, from the first sheet that has it.
fn field<'a>(drawing: &DrawingSide<'a>, field: TitleBlockField) -> Option<&'a Extracted> {
    drawing.sheets.iter().find_map(|sheet| sheet.title_block.get(&field))
}

/// Two numbers of one numbering that differ: written alike (letters and digits in the same places) and yet not the same.
/// A product named `Part1` or after its translator says nothing about the drawing.
pub(super) fn number(drawing: &DrawingSide<'_>, model: &ModelSide<'_>, found: &mut Vec<Disagreement>) {
    let Some(written) = field(drawing, TitleBlockField::DrawingNumber).filter(|number| number.confidence >= 0.8) else { return };
    let names = [model.solid.product_id.as_deref(), model.solid.product_name.as_deref()];
    let others: Vec<&str> = names.into_iter().flatten().collect();
    // One of the names, or the file's, agrees: the other is a template's.
    if others.iter().copied().chain([stem(model.file)]).any(|name| same_number(&written.value, name)) {
        return;
    }
    let shape = shape(bare(&written.value));
    if let Some(name) = others.into_iter().find(|name| shape.len() >= 5 && self::shape(bare(name)) == shape) {
        found.push(Disagreement {
            what: "drawing number".to_owned(),
            drawing: drawing.field(written),
            model: model.whole(name.to_owned()),
        });
    }
}

/// A number without the revision behind it.
fn bare(name: &str) -> &str {
    trailing_revision(name).map_or(name, |(base, _)| base)
}

/// `1307-Z2P` is `9999-A9A`: what a numbering looks like. Empty for a name with fewer than three digits.
fn shape(name: &str) -> String {
    let shape: String = name
        .trim()
        .chars()
        .map(|character| match character {
            '0'..='9' => '9',
            letter if letter.is_alphabetic() => 'A',
            ' ' | '_' | '-' | '.' | '/' => '-',
            other => other,
        })
        .collect();
    if shape.matches('9').count() >= 3 { shape } else { String::new() }
}

/// The model's revision is what follows the drawing's number in its product id or file name. Where the title block has no revision,
/// the drawing's own file name says it.
pub(super) fn revision(drawing: &DrawingSide<'_>, model: &ModelSide<'_>, found: &mut Vec<Disagreement>) {
    let named = trailing_revision(stem(drawing.file));
    let written = field(drawing, TitleBlockField::Revision);
    let number = field(drawing, TitleBlockField::DrawingNumber).map(|number| number.value.as_str());
    let (drawn, place) = match (written, &named) {
        (Some(written), _) => (letters_and_digits(&written.value), drawing.field(written)),
        (None, Some((_, revision))) => (revision.clone(), of_file(drawing.file, revision)),
        (None, None) => return,
    };
    let drawn = drawn.strip_prefix("REV").unwrap_or(&drawn).to_owned();
    // `00`, `-` and words are no letters to compare with.
    if drawn.is_empty() || drawn.len() > 2 || !drawn.chars().all(|character| character.is_ascii_alphabetic()) {
        return;
    }
    let Some(number) = number.or(named.as_ref().map(|(base, _)| *base)) else { return };
    let same_part = |base: &str| same_number(base, number);
    let product = [model.solid.product_id.as_deref(), model.solid.product_name.as_deref()].into_iter().flatten();
    let product = product.filter_map(trailing_revision).map(|(base, revision)| (base, model.whole(revision)));
    let file = trailing_revision(stem(model.file)).map(|(base, revision)| (base, of_file(model.file, &revision)));
    for (base, said) in product.chain(file) {
        // `RH` behind a number whose drawing is at `A` is no revision: those of one numbering are of one length until Z is passed.
        let comparable = said.value.len() == drawn.len() && !NO_REVISIONS.contains(&said.value.as_str());
        if same_part(base) && comparable && said.value != drawn {
            found.push(Disagreement { what: "revision".to_owned(), drawing: place, model: said });
            return;
        }
    }
    // The drawing's own file was renamed, or is another issue than its title block says.
    if let (Some(_), Some((base, revision))) = (written, named)
        && same_part(base)
        && revision.len() == drawn.len()
        && !NO_REVISIONS.contains(&revision.as_str())
        && revision != drawn
    {
        found.push(Disagreement { what: "revision of the file name".to_owned(), drawing: place, model: of_file(drawing.file, &revision) });
    }
}

fn of_file(file: &str, revision: &str) -> PlaceValue {
    PlaceValue { value: revision.to_owned(), page: None, sheet_box: None, reference: None, file: Some(file.to_owned()) }
}

/// `1230-B2P-B` is `1230-B2P` at revision `B`; a name that does not end in one or two letters says nothing.
fn trailing_revision(name: &str) -> Option<(&str, String)> {
    let cut = name.rfind(|character: char| !character.is_alphanumeric())?;
    let (base, tail) = (name.get(..cut)?, name.get(cut..)?);
    let tail: String = tail.chars().skip(1).collect::<String>().to_uppercase();
    let tail = tail.strip_prefix("REV").unwrap_or(&tail).to_owned();
    let revision = (1..=2).contains(&tail.len()) && tail.chars().all(|character| character.is_ascii_alphabetic());
    // Before a revision stands a number: the last word of a description may be short too.
    (revision && base.chars().any(|character| character.is_ascii_digit())).then_some((base, tail))
}

fn letters_and_digits(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
