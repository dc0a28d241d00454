//! Curves and points that stand beside the bodies of a model: they widen the envelope of the model, never that of the part.

use super::geometry::Geometry;
use super::structure::Tree;
use super::syntax::{Instances, references};
use super::vector::V3;

/// Points followed along a curve: an arc is then within a ten-thousandth of its radius.
const STEPS: u32 = 256;
/// Most curves followed in one file.
const MOST: usize = 20_000;

/// Corners of the box of all loose curves and points; none when there are none.
pub(super) fn envelope(model: &Instances, tree: &Tree) -> Option<(V3, V3)> {
    let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    let mut left = MOST;
    for placed in &tree.loose {
        let units = placed.context.and_then(|c| tree.units.get(&c)).cloned().unwrap_or_default();
        let geometry = Geometry { model, units: &units };
        let mut take = |p: V3| {
            let p = placed.placement.point(p);
            for k in 0..3 {
                low[k] = low[k].min(p[k]);
                high[k] = high[k].max(p[k]);
            }
        };
        let Some((_, attributes)) = model.any(placed.item, &["GEOMETRIC_CURVE_SET", "GEOMETRIC_SET"]) else { continue };
        for item in references(attributes.get(1)) {
            left = left.saturating_sub(1);
            if left == 0 {
                break;
            }
            if let Some(p) = geometry.point(item) {
                take(p);
            } else if let Some(curve) = geometry.curve(item, 0)
                && let Some((a, b)) = curve.range()
            {
                for i in 0..=STEPS {
                    take(curve.point(a + (b - a) * f64::from(i) / f64::from(STEPS)));
                }
            }
        }
    }
    (0..3).all(|k| low[k].is_finite() && high[k].is_finite()).then_some((low, high))
}
