//! The title block and the dimensions of a two-dimensional CAD file, from its texts and attributes.
//!
//! A CAD file says more than a page: attributes carry names, dimensions carry what they measure. Nothing here guesses from position alone
//! what a name does not confirm.

mod attributes;
mod dimensions;
mod labels;
mod words;

use trusquin_domain::{Extracted, FlatText, Reader, Reading, TitleBlock, TitleBlockField};

pub use dimensions::flat_dimensions;

/// Reads the title block: named attributes first, then texts beside their labels. `unit` is the drawing's unit as its reader names it.
pub fn read_flat_title_block(texts: &[FlatText], unit: &str) -> Reading<TitleBlock> {
    let mut diagnostics = Vec::new();
    let mut block = attributes::read(texts, &mut diagnostics);
    for (field, value) in labels::read(texts) {
        block.entry(field).or_insert(value);
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

/// A value with the entity it stands in.
fn extracted(value: &str, text: &FlatText, source: Reader, confidence: f64) -> Extracted {
    let reference = if text.handle.is_empty() { format!("text at {:.2},{:.2}", text.at[0], text.at[1]) } else { text.handle.clone() };
    let value = value.split_whitespace().collect::<Vec<&str>>().join(" ");
    Extracted { value, normalized: None, confidence, source, page: 1, sheet_box: None, reference: Some(reference) }
}

#[cfg(test)]
mod tests;
