//! How plainly a drawing and a model show the same part, from their sizes alone: the weight of evidence, in natural logarithms of odds.
//!
//! Every size of the drawing that the model has speaks for it, more so the less likely it is there by chance; every one it lacks speaks
//! against it. Nothing here looks at a number, a name or a file.

use trusquin_domain::{Dimension, DimensionKind};

use super::sizes::{Match, Sizes, written_tolerance_mm};

/// Share of a drawing's sizes that its own model has, measured over `pairs.tsv` of the corpus (the test
/// `drawing_against_model`); a tenth is left to misreading and to sizes that join nothing plain.
const FOUND_ON_OWN_MODEL: f64 = 0.9;
/// Share of a model's three extents that its own drawing states, measured the same way.
const EXTENT_STATED: f64 = 0.75;
/// No single thing tells more than this.
const MOST: f64 = 3.5;
/// Dimensions below this confidence are not heard.
const READ_WELL: f64 = 0.8;

/// The evidence that a drawing shows a model.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence<'a> {
    /// Sum of the evidence; positive speaks for the same part.
    pub weight: f64,
    /// Sizes of the drawing that were compared.
    pub compared: usize,
    /// Those that the model has not, largest first.
    pub absent: Vec<&'a Dimension>,
    /// The largest size of the drawing, mm.
    pub largest: f64,
    /// Extents of the model that the drawing states.
    pub extents_stated: usize,
    /// Different extents of the model.
    pub extents: usize,
}

/// Dimensions that are heard: read well, and each size of a kind once however often it is shown.
pub(super) fn heard<'a>(dimensions: impl IntoIterator<Item = &'a Dimension>) -> Vec<&'a Dimension> {
    let mut heard: Vec<&Dimension> = Vec::new();
    for dimension in dimensions.into_iter().filter(|dimension| dimension.confidence >= READ_WELL) {
        let same = |known: &&Dimension| known.kind == dimension.kind && known.nominal_mm == dimension.nominal_mm;
        if dimension.nominal_mm.is_some() && !heard.iter().any(same) {
            heard.push(dimension);
        }
    }
    heard
}

/// Weighs the heard dimensions of a drawing against a model. `folded`: a bent sheet, whose drawing also shows it flat.
pub(super) fn weigh<'a>(heard: &[&'a Dimension], sizes: &Sizes, folded: bool) -> Evidence<'a> {
    let mut evidence = Evidence::default();
    let mut add = |found: bool, own: f64, chance: f64| {
        let odds = if found { own / chance } else { (1.0 - own) / (1.0 - chance) };
        evidence.weight += odds.ln().clamp(-MOST, MOST);
    };
    for dimension in heard {
        match sizes.find(dimension) {
            Match::Found(chance) => {
                add(true, FOUND_ON_OWN_MODEL, chance.min(FOUND_ON_OWN_MODEL));
                evidence.compared += 1;
            }
            Match::Absent(chance) => {
                add(false, FOUND_ON_OWN_MODEL, chance.min(FOUND_ON_OWN_MODEL));
                evidence.compared += 1;
                evidence.absent.push(dimension);
            }
            Match::Silent => {}
        }
    }
    evidence.absent.sort_by(|a, b| b.nominal_mm.unwrap_or_default().total_cmp(&a.nominal_mm.unwrap_or_default()));
    evidence.largest = heard.iter().filter_map(|dimension| dimension.nominal_mm).fold(0.0, f64::max);
    let overall: Vec<(f64, f64)> = heard.iter().filter_map(|dimension| overall(dimension)).collect();
    if overall.is_empty() {
        return evidence;
    }
    let mut extents = sizes.extents.clone();
    extents.dedup_by(|a, b| (*a - *b).abs() < 0.01);
    evidence.extents = extents.len();
    for extent in &extents {
        let stated = overall.iter().any(|(size, tolerance)| (size - extent).abs() <= *tolerance);
        evidence.extents_stated += usize::from(stated);
        // A size of the same order would be within a tolerance by luck about this often.
        let luck = overall.iter().map(|(_, tolerance)| tolerance / (0.5 * extent).max(1.0)).sum::<f64>().clamp(0.02, EXTENT_STATED);
        add(stated, EXTENT_STATED, luck);
    }
    evidence.weight += reach(&overall, sizes, folded);
    evidence
}

/// What the largest size of the drawing tells against the model: a drawing states the part's largest extent, or nearly.
fn reach(overall: &[(f64, f64)], sizes: &Sizes, folded: bool) -> f64 {
    let Some((largest, tolerance)) = overall.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0)) else { return 0.0 };
    let (extent, diagonal) = (sizes.extents.first().copied().unwrap_or_default(), sizes.diagonal());
    // Odds of each case for the own model to another one; the latter counted over all wrong pairs of the corpus.
    let (own, other): (f64, f64) = match largest {
        size if size < 0.5 * extent => (0.03, 0.35),
        size if size < 0.8 * extent => (0.05, 0.15),
        size if folded || size <= extent + tolerance => return 0.0,
        size if size <= diagonal + tolerance => (0.03, 0.15),
        _ => (0.01, 0.25),
    };
    (own / other).ln()
}

/// A size that may be one of the part's extents, with its tolerance; a radius of a round end counts twice.
fn overall(dimension: &Dimension) -> Option<(f64, f64)> {
    let size = dimension.nominal_mm.filter(|size| *size > 0.0)?;
    let tolerance = written_tolerance_mm(dimension);
    match dimension.kind {
        DimensionKind::Linear => Some((size, tolerance)),
        DimensionKind::Diameter if dimension.thread.is_none() => Some((size, tolerance)),
        DimensionKind::Radius => Some((2.0 * size, 2.0 * tolerance)),
        _ => None,
    }
}
