//! Two issues of a drawing or of a model: what changed, with the place in both.
//!
//! `drawing` compares what is written, `solid` the surfaces, holes and measures of a model (`surface` makes them independent of
//! identifiers, order and splitting of faces). Nothing is said of a part's price or of which issue is right.

mod drawing;
mod solid;
mod surface;
#[cfg(test)]
mod tests;

use trusquin_domain::{Analysis, Change, PlaceValue};

/// Why two files cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incomparable {
    /// One is a model and the other a drawing: the cross-check of a part compares these.
    Kinds,
    /// Nothing could be read of the old one.
    OldUnread,
    /// Nothing could be read of the new one.
    NewUnread,
}

/// What changed from the old issue to the new one, most important first; empty when nothing did.
///
/// # Errors
/// The two are not comparable.
pub fn compare(old: &Analysis, new: &Analysis) -> Result<Vec<Change>, Incomparable> {
    if let (Some(before), Some(after)) = (&old.solid, &new.solid) {
        return Ok(solid::compare((&old.file, before), (&new.file, after)));
    }
    if !is_read(old) {
        return Err(Incomparable::OldUnread);
    }
    if !is_read(new) {
        return Err(Incomparable::NewUnread);
    }
    if old.solid.is_some() || new.solid.is_some() {
        return Err(Incomparable::Kinds);
    }
    Ok(drawing::compare(old, new))
}

/// Something was found in the file, if only a page.
fn is_read(analysis: &Analysis) -> bool {
    analysis.solid.is_some() || analysis.flat.is_some() || !analysis.drawing.sheets.is_empty()
}

fn whole(file: &str, value: String) -> PlaceValue {
    PlaceValue { value, page: None, sheet_box: None, reference: None, file: Some(file.to_owned()) }
}

/// A value for people: at most `decimals` decimals, none that say nothing.
fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
