//! The title block and the dimensions of a two-dimensional CAD file, from its texts and attributes.
//!
//! A CAD file says more than a page: attributes carry names, dimensions carry what they measure. Nothing here guesses from position alone
//! what a name does not confirm.

mod attributes;
mod dimensions;
mod labels;
mod sheet_metal;
mod sheets;
mod texts;
mod tolerances;
mod words;

pub use sheet_metal::{tell_bends, thickness_hints};
pub use sheets::{FlatSheets, read_flat_sheets};

use trusquin_domain::{Extracted, FlatText, FlatTextKind, Reader, Reading, SheetReading, TitleBlock, TitleBlockField};

use crate::coated_sizes::{coated_sizes, unsaid};
use crate::critical::CriticalRule;
use crate::dimension::DrawingUnit;
use crate::normalize::normalize_title_block;
use crate::restriction::{MarkedText, restrictions_in};
use crate::title_block::named_projection;

/// Reads a two-dimensional CAD file as the sheet it is: title block with its meaning, dimensions, and what free texts say. `unit` is the
/// drawing's unit as its reader names it; any but inches counts in millimetres, as drawings are written.
pub fn read_flat(texts: &[FlatText], unit: &str) -> Reading<SheetReading> {
    let block = read_flat_title_block(texts, unit);
    let drawing_unit = if unit == "inch" { DrawingUnit::Inch } else { DrawingUnit::Millimetre };
    let measured = dimensions::flat_dimensions(texts, drawing_unit);
    let free = texts::read(texts, &block.value, drawing_unit);
    let mut sheet = SheetReading {
        page: 1,
        title_block: block.value,
        dimensions: measured.value,
        roughness: free.roughness,
        notes: free.notes,
        ..SheetReading::default()
    };
    sheet.dimensions.extend(free.dimensions);
    sheet.geometric_tolerances = texts.iter().flat_map(|text| tolerances::frames(text, drawing_unit)).collect();
    normalize_title_block(&mut sheet.title_block, &sheet.notes, Reader::Entity);
    CriticalRule::shipped().mark_values(&mut sheet, |_| true);
    sheet.coated_sizes = coated_sizes(&sheet);
    let unsaid = unsaid(&sheet);
    let written = texts.iter().map(|text| MarkedText { text: &text.text, sheet_box: None, reference: Some(reference(text)) });
    let restrictions = restrictions_in(written, 1);
    sheet.restrictions = restrictions.value;
    let diagnostics = block.diagnostics.into_iter().chain(measured.diagnostics).chain(unsaid).chain(restrictions.diagnostics);
    Reading { diagnostics: diagnostics.collect(), value: sheet }
}

/// Named attributes first, then texts beside their labels.
fn read_flat_title_block(texts: &[FlatText], unit: &str) -> Reading<TitleBlock> {
    let mut diagnostics = Vec::new();
    let mut block = attributes::read(texts, &mut diagnostics);
    for (field, value) in labels::read(texts) {
        block.entry(field).or_insert(value);
    }
    if let Some(projection) = written_projection(texts) {
        block.entry(TitleBlockField::Projection).or_insert(projection);
    }
    if matches!(unit, "mm" | "inch") {
        block.entry(TitleBlockField::Unit).or_insert(Extracted {
            value: unit.to_owned(),
            normalized: None,
            confidence: 0.7,
            source: Reader::Entity,
            page: 1,
            sheet_box: None,
            reference: Some("$INSUNITS".to_owned()),
        });
    }
    Reading { value: block, diagnostics }
}

/// Longest text that names the projection and nothing else, words.
const PROJECTION_WORDS: usize = 6;
/// Confidence in a projection written in words.
const WRITTEN_PROJECTION: f64 = 0.85;

/// The angle of projection a short text or attribute names; nothing where texts name both, as sheet formats do that offer them for ticking.
fn written_projection(texts: &[FlatText]) -> Option<Extracted> {
    const ABOUT: [&str; 5] = ["ANGLE", "PROJECTION", "PROJEKTION", "PROJECTIE", "DIEDRE"];
    let about = |text: &&FlatText| {
        let names = |written: &str| ABOUT.iter().any(|word| words::bare(written).contains(word));
        matches!(text.kind, FlatTextKind::Text | FlatTextKind::Attribute)
            && text.text.split_whitespace().count() <= PROJECTION_WORDS
            && (names(&text.text) || names(&text.tag))
    };
    let found: Vec<(&FlatText, &str)> =
        texts.iter().filter(about).filter_map(|text| Some((text, named_projection(&format!("{} {}", text.tag, text.text))?))).collect();
    let (text, angle) = *found.first()?;
    if found.iter().any(|(_, other)| *other != angle) {
        return None;
    }
    Some(extracted(&format!("{angle} angle"), text, Reader::Entity, WRITTEN_PROJECTION))
}

/// A value with the entity it stands in.
fn extracted(value: &str, text: &FlatText, source: Reader, confidence: f64) -> Extracted {
    let value = value.split_whitespace().collect::<Vec<&str>>().join(" ");
    Extracted { value, normalized: None, confidence, source, page: 1, sheet_box: None, reference: Some(reference(text)) }
}

/// How an entity is named as a source: its handle, or its place in files that have none.
fn reference(text: &FlatText) -> String {
    if text.handle.is_empty() { format!("text at {:.2},{:.2}", text.at[0], text.at[1]) } else { text.handle.clone() }
}

#[cfg(test)]
mod tests;
