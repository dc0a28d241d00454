//! Title block fields from texts beside their labels: `SCALE: 1:2` in one text, or the value right of or below its label.

use std::collections::BTreeMap;

use trusquin_domain::{Extracted, FlatText, FlatTextKind, Reader, TitleBlock, TitleBlockField};

use super::extracted;
use super::words::{bare, field_of_label, suits};

/// Confidence in a value written in one text with its label.
const TOGETHER: f64 = 0.85;
/// Confidence in a value that stands beside its label and beside no other.
const BESIDE: f64 = 0.7;
/// Width of a letter over the text height (as the reader assumes it).
const LETTER_WIDTH: f64 = 0.8;
/// Texts compared; a title block of more is a text document.
const MOST_TEXTS: usize = 20_000;

/// A text in its own reading direction: x along the line, y upwards.
struct Placed<'a> {
    text: &'a FlatText,
    x: f64,
    y: f64,
    width: f64,
    label: Option<TitleBlockField>,
    /// Any label-like text (ends with a colon): never a value.
    is_label: bool,
}

pub(super) fn read(texts: &[FlatText]) -> TitleBlock {
    let mut candidates: BTreeMap<TitleBlockField, Vec<Extracted>> = BTreeMap::new();
    let placed: Vec<Placed<'_>> = texts.iter().filter(|text| text.kind == FlatTextKind::Text).take(MOST_TEXTS).map(place).collect();
    for one in &placed {
        if let Some((field, value)) = together(&one.text.text) {
            candidates.entry(field).or_default().push(extracted(value, one.text, Reader::Entity, TOGETHER));
        }
    }
    for label in placed.iter().filter(|one| one.label.is_some()) {
        if let Some(field) = label.label
            && let Some(value) = beside(label, field, &placed)
        {
            candidates.entry(field).or_default().push(extracted(&value.text.text, value.text, Reader::Entity, BESIDE));
        }
    }
    // Different values under the same label in different places (details, revision tables): none is taken.
    candidates
        .into_iter()
        .filter_map(|(field, mut values)| {
            values.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
            let first = values.first()?.clone();
            values.iter().all(|other| bare(&other.value) == bare(&first.value)).then_some((field, first))
        })
        .collect()
}

fn place(text: &FlatText) -> Placed<'_> {
    let (sin, cos) = text.rotation_deg.to_radians().sin_cos();
    let widest = text.text.lines().map(|line| line.chars().count()).max().unwrap_or(0) as f64;
    let label = field_of_label(&text.text);
    Placed {
        text,
        x: text.at[0] * cos + text.at[1] * sin,
        y: text.at[1] * cos - text.at[0] * sin,
        width: widest * LETTER_WIDTH * text.height,
        label,
        is_label: label.is_some() || text.text.trim_end().ends_with(':'),
    }
}

/// `LABEL: VALUE` or `LABEL = VALUE` in one text, or label and value on two lines of one paragraph.
fn together(text: &str) -> Option<(TitleBlockField, &str)> {
    let (label, value) =
        text.split_once([':', '=']).filter(|(label, _)| field_of_label(label).is_some()).or_else(|| text.split_once('\n'))?;
    let field = field_of_label(label)?;
    let value = value.trim();
    (suits(field, value) && !value.contains(['\n'])).then_some((field, value))
}

/// The nearest suitable text right of a label on its line, or below it, unless another label is nearer to that text.
fn beside<'t, 'a>(label: &Placed<'a>, field: TitleBlockField, placed: &'t [Placed<'a>]) -> Option<&'t Placed<'a>> {
    let (value, distance) = placed
        .iter()
        .filter(|other| !other.is_label && suits(field, other.text.text.trim()))
        .filter_map(|other| Some((other, gap(label, other)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    // A text between label and value that suits no field would make the value somebody else's.
    let nearer_text = placed.iter().any(|other| {
        !other.is_label
            && !std::ptr::eq(other, value)
            && gap(label, other).is_some_and(|gap| gap < distance * 0.5)
            && !suits(field, other.text.text.trim())
    });
    let nearer_label =
        placed.iter().any(|other| other.is_label && !std::ptr::eq(other, label) && gap(other, value).is_some_and(|gap| gap < distance));
    (!nearer_text && !nearer_label).then_some(value)
}

/// How far a value stands from a label, in heights of the larger text; `None` when it is neither right of it nor below it.
fn gap(label: &Placed<'_>, value: &Placed<'_>) -> Option<f64> {
    let same_sheet = label.text.paper_space == value.text.paper_space;
    let turn = (label.text.rotation_deg - value.text.rotation_deg).rem_euclid(360.0);
    let height = label.text.height.max(value.text.height);
    if !same_sheet || turn.min(360.0 - turn) > 1.0 || height <= 0.0 {
        return None;
    }
    let dx = value.x - label.x;
    let down = (label.y - value.y) / height;
    let right = (dx - label.width) / height;
    if down.abs() < 0.6 && (-1.5..8.0).contains(&right) && dx > 0.0 {
        return Some(right.max(0.0));
    }
    let sideways = dx / height;
    let furthest = (label.width / height).max(4.0);
    ((0.6..3.5).contains(&down) && (-1.5..furthest).contains(&sideways)).then_some(down)
}
