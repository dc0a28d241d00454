//! Sizes of the drawing that the model cannot have: larger than it is, or near one of its sizes but not equal; or so many that it is
//! another part.

use trusquin_domain::{Dimension, DimensionKind, Disagreement};

use super::{DrawingSide, ModelSide, folded, millimetres};
use crate::part::evidence::Evidence;
use crate::part::sizes::{Sizes, written_tolerance_mm};

/// A size this near to one of the model's is that one, changed; farther it may join what a model does not show.
const CHANGED: f64 = 0.05;
/// Share of the compared sizes that may be absent before none of them is told one by one.
const MOST_ABSENT: f64 = 0.25;
/// Sizes that must agree before a single one that does not is worth a word.
const LEAST_PRESENT: usize = 3;
/// Smaller sizes are clearances, depths of edges and roundings, mm.
const SMALLEST_MM: f64 = 3.0;

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

/// Lengths that contradict the model one by one.
pub(super) fn sizes(
    drawing: &DrawingSide<'_>,
    model: &ModelSide<'_>,
    sizes: &Sizes,
    evidence: &Evidence<'_>,
    found: &mut Vec<Disagreement>,
) {
    // A bent sheet is also drawn flat, and flat it has other lengths.
    if folded(model.solid) {
        return;
    }
    let present = evidence.compared - evidence.absent.len();
    let plain = evidence.absent.iter().filter(|dimension| dimension.kind == DimensionKind::Linear && !is_reference(&dimension.text));
    for dimension in plain {
        let Some(size) = dimension.nominal_mm else { continue };
        let tolerance = written_tolerance_mm(dimension);
        if size > sizes.diagonal() + tolerance {
            found.push(disagreement("envelope", drawing, model, dimension, sizes.extents.first().copied().unwrap_or_default()));
            continue;
        }
        let extent = sizes.extents.iter().copied().find(|extent| (extent - size).abs() <= CHANGED * size);
        let few = (evidence.absent.len() as f64) <= MOST_ABSENT * evidence.compared as f64 && present >= LEAST_PRESENT;
        let Some((nearest, chance)) = sizes.nearest_length(size, tolerance).filter(|_| few && size >= SMALLEST_MM) else { continue };
        match extent {
            Some(extent) => found.push(disagreement("envelope", drawing, model, dimension, extent)),
            None if chance < 0.5 && (nearest - size).abs() <= CHANGED * size => {
                found.push(disagreement("dimension", drawing, model, dimension, nearest));
            }
            None => {}
        }
    }
}

/// Auxiliary dimensions stand in parentheses (ISO 129-1, 5.8): they follow from others and are often rounded.
fn is_reference(text: &str) -> bool {
    text.trim_start().starts_with('(')
}

fn disagreement(what: &str, drawing: &DrawingSide<'_>, model: &ModelSide<'_>, dimension: &Dimension, has: f64) -> Disagreement {
    Disagreement { what: what.to_owned(), drawing: drawing.dimension(dimension), model: model.whole(format!("{} mm", millimetres(has))) }
}
