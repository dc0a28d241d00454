//! Sizes of the drawing that the model cannot have: longer than it is, its longest changed; so many that it is another part, or that the
//! unit is wrong.

use trusquin_domain::{Dimension, DimensionKind, Disagreement};

use super::{DrawingSide, ModelSide, folded, millimetres};
use crate::part::evidence::{Evidence, weigh};
use crate::part::sizes::{Sizes, written_tolerance_mm};

/// A size this near to one of the model's is that one, changed; farther it may join what a model does not show.
const CHANGED: f64 = 0.05;
/// Share of the compared sizes that may be absent before none of them is told one by one.
const MOST_ABSENT: f64 = 0.25;
/// Sizes that must agree before a single one that does not is worth a word.
const LEAST_PRESENT: usize = 3;
/// Exact by definition since 1959 (ISO 31-1).
const MM_PER_INCH: f64 = 25.4;

/// The disagreement that drawing and model are two parts: what the drawing says against the model's envelope.
pub(super) fn other_part(drawing: &DrawingSide<'_>, model: &ModelSide<'_>, heard: &[&Dimension], evidence: &Evidence<'_>) -> Disagreement {
    let shown: Vec<&Dimension> = if evidence.absent.is_empty() { largest_first(heard) } else { evidence.absent.clone() };
    let texts: Vec<&str> = shown.iter().take(4).map(|dimension| dimension.text.as_str()).collect();
    let mut place = shown.first().map_or_else(|| model.whole(String::new()), |dimension| drawing.dimension(dimension));
    place.value = texts.join("; ");
    let size = model.solid.bbox_mm.unwrap_or_default();
    let size = size.map(millimetres).join(" × ");
    Disagreement { what: "part".to_owned(), drawing: place, model: model.whole(format!("{size} mm")) }
}

fn largest_first<'a>(heard: &[&'a Dimension]) -> Vec<&'a Dimension> {
    let mut sorted: Vec<&Dimension> = heard.iter().copied().filter(|dimension| dimension.kind != DimensionKind::Thread).collect();
    sorted.sort_by(|a, b| b.nominal_mm.unwrap_or_default().total_cmp(&a.nominal_mm.unwrap_or_default()));
    sorted
}

/// Lengths that contradict the model: longer than it is, or the drawing's longest, which is near the model's longest and not equal to it.
pub(super) fn sizes(
    drawing: &DrawingSide<'_>,
    model: &ModelSide<'_>,
    sizes: &Sizes,
    evidence: &Evidence<'_>,
    found: &mut Vec<Disagreement>,
) {
    // A bent sheet is also drawn flat, and flat it has other lengths.
    let Some(longest) = sizes.extents.first().copied().filter(|_| !folded(model.solid)) else { return };
    let present = evidence.compared - evidence.absent.len();
    let few = (evidence.absent.len() as f64) <= MOST_ABSENT * evidence.compared as f64 && present >= LEAST_PRESENT;
    let plain = evidence.absent.iter().filter(|dimension| dimension.kind == DimensionKind::Linear && !is_reference(&dimension.text));
    for dimension in plain {
        let Some(size) = dimension.nominal_mm else { continue };
        let too_long = size > sizes.diagonal() + written_tolerance_mm(dimension);
        let changed = few && size >= evidence.largest && (size - longest).abs() <= CHANGED * longest;
        if too_long || changed {
            found.push(Disagreement {
                what: "envelope".to_owned(),
                drawing: drawing.dimension(dimension),
                model: model.whole(format!("{} mm", millimetres(longest))),
            });
        }
    }
}

/// Sizes that fit the model once read in the other unit: the drawing was read, or the model written, in the wrong one of mm and inch.
pub(super) fn other_unit(drawing: &DrawingSide<'_>, model: &ModelSide<'_>, heard: &[&Dimension], sizes: &Sizes) -> Option<Disagreement> {
    for (factor, unit) in [(1.0 / MM_PER_INCH, "mm"), (MM_PER_INCH, "inch")] {
        let read =
            |dimension: &&Dimension| Dimension { nominal_mm: dimension.nominal_mm.map(|size| size * factor), ..(*dimension).clone() };
        let scaled: Vec<Dimension> = heard.iter().map(read).collect();
        let again = weigh(&scaled.iter().collect::<Vec<_>>(), sizes, false);
        if again.weight > 0.0 && again.extents_stated >= 1 && again.compared >= LEAST_PRESENT && again.absent.len() * 4 <= again.compared {
            let largest = largest_first(heard).into_iter().next()?;
            let longest = sizes.extents.first().copied().unwrap_or_default();
            let fits = format!("{} mm: the sizes of the drawing fit when read in {unit}", millimetres(longest));
            return Some(Disagreement { what: "unit".to_owned(), drawing: drawing.dimension(largest), model: model.whole(fits) });
        }
    }
    None
}

/// Auxiliary dimensions stand in parentheses (ISO 129-1, 5.8): they follow from others and are often rounded.
fn is_reference(text: &str) -> bool {
    text.trim_start().starts_with('(')
}
