//! Which outline encloses which: depth, the outline directly around, and outlines as polygons.

use super::contours::{Contour, Loop};
use super::curve::Curve;

/// Point-in-outline steps spent on nesting; beyond it the rest counts as outer (only drawings of many thousand nested outlines get there).
const NESTING_STEPS: u64 = 400_000_000;

/// The outline as a polygon, close enough to tell inside from outside.
pub(super) fn polygon(curves: &[Curve], path: &Loop) -> Vec<[f64; 2]> {
    let mut out = Vec::with_capacity(path.len());
    for (index, backwards) in path {
        let curve = &curves[*index];
        let chords = curve.chords();
        for step in 0..chords {
            let share = step as f64 / chords as f64;
            out.push(curve.at(if *backwards { 1.0 - share } else { share }));
        }
    }
    out
}

/// Three points spread over the outline.
fn samples(curves: &[Curve], path: &Loop) -> [[f64; 2]; 3] {
    let at = |share: f64| {
        let place = share * path.len() as f64;
        let (index, backwards) = path[(place as usize).min(path.len() - 1)];
        let within = place.fract();
        curves[index].at(if backwards { 1.0 - within } else { within })
    };
    [at(0.1), at(0.43), at(0.77)]
}

/// Counts for every outline how many larger ones enclose it, sweeping from left to right; false when the work was cut short.
pub(super) fn nest(curves: &[Curve], contours: &mut [Contour]) -> bool {
    // Polygons are made only for outlines that have something in their envelope.
    let mut polygons: Vec<Option<Vec<[f64; 2]>>> = vec![None; contours.len()];
    let mut order: Vec<usize> = (0..contours.len()).collect();
    order.sort_by(|a, b| contours[*a].envelope.low[0].total_cmp(&contours[*b].envelope.low[0]));
    let mut steps = 0;
    let mut open: Vec<usize> = Vec::new();
    for index in order {
        let here = contours[index].envelope;
        open.retain(|other| contours[*other].envelope.high[0] >= here.low[0]);
        let mut depth = 0;
        let mut parent: Option<usize> = None;
        for other in &open {
            steps += 1;
            let around = &contours[*other];
            let fits =
                around.envelope.low[1] <= here.low[1] && around.envelope.high[1] >= here.high[1] && around.envelope.high[0] >= here.high[0];
            // Contours stand largest first: a smaller index is a larger outline.
            if fits && *other < index {
                let outer = polygons[*other].get_or_insert_with(|| polygon(curves, &around.path));
                steps += 3 * outer.len() as u64;
                // Two of three points decide: one alone may lie on the outline where two touch.
                let inside = samples(curves, &contours[index].path).iter().filter(|point| is_inside(outer, **point)).count();
                if inside >= 2 {
                    depth += 1;
                    // The smallest of those around is the one directly around.
                    parent = parent.max(Some(*other));
                }
            }
            if steps > NESTING_STEPS {
                return false;
            }
        }
        contours[index].depth = depth;
        contours[index].parent = parent;
        open.push(index);
    }
    true
}

/// Crossings of a ray to the right (W. R. Franklin's PNPOLY).
pub(super) fn is_inside(outline: &[[f64; 2]], p: [f64; 2]) -> bool {
    let mut inside = false;
    let Some(mut a) = outline.last() else { return false };
    for b in outline {
        if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0] {
            inside = !inside;
        }
        a = b;
    }
    inside
}
