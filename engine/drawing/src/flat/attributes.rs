//! Title block fields from the attributes of blocks: the tag says what the value is.

use std::collections::BTreeMap;

use trusquin_domain::{Diagnostic, Extracted, FlatText, FlatTextKind, Reader, TitleBlock, TitleBlockField};

use super::extracted;
use super::words::{Named, bare, field_of_tag, suits};

/// Confidence in a tag that names the field and nothing else.
const CERTAIN: f64 = 0.92;
/// Confidence in a tag that may mean something else.
const WEAK: f64 = 0.6;

struct Found<'a> {
    named: Named,
    counter: u32,
    text: &'a FlatText,
}

pub(super) fn read(texts: &[FlatText], diagnostics: &mut Vec<Diagnostic>) -> TitleBlock {
    let mut by_field: BTreeMap<TitleBlockField, Vec<Found<'_>>> = BTreeMap::new();
    for text in texts.iter().filter(|text| text.kind == FlatTextKind::Attribute) {
        if let Some((named, counter)) = field_of_tag(&text.tag)
            && suits(named.field, &text.text)
            && bare(&text.text) != bare(&text.tag)
        {
            by_field.entry(named.field).or_default().push(Found { named, counter, text });
        }
    }
    by_field.into_iter().filter_map(|(field, found)| Some((field, choose(field, &found, diagnostics)?))).collect()
}

/// The most certain tag wins; when that tag holds different values in different places, none is taken.
fn choose(field: TitleBlockField, found: &[Found<'_>], diagnostics: &mut Vec<Diagnostic>) -> Option<Extracted> {
    let best = found.iter().min_by_key(|found| (found.named.weak, found.named.rank, found.counter))?;
    let same_name = |other: &&Found<'_>| other.named == best.named;
    let same_tag: Vec<&Found<'_>> = found.iter().filter(same_name).filter(|other| other.counter == best.counter).collect();
    if same_tag.iter().any(|other| bare(&other.text.text) != bare(&best.text.text)) {
        let values: Vec<&str> = same_tag.iter().take(4).map(|other| other.text.text.as_str()).collect();
        diagnostics.push(Diagnostic::info(
            "DXF-030",
            format!(
                "attribute {} stands {} times with different values ({}): none taken",
                best.text.tag,
                same_tag.len(),
                values.join(", ")
            ),
        ));
        return None;
    }
    let confidence = if best.named.weak { WEAK } else { CERTAIN };
    let mut value = best.text.text.clone();
    if field == TitleBlockField::Title {
        // A title over several attributes: DES1, DES2, ... in one block.
        let mut more: Vec<&Found<'_>> = found.iter().filter(same_name).filter(|other| other.counter > best.counter).collect();
        more.sort_by_key(|other| other.counter);
        more.dedup_by_key(|other| other.counter);
        for other in more {
            value = format!("{value} {}", other.text.text);
        }
    }
    Some(extracted(&value, best.text, Reader::Attribute, confidence))
}
