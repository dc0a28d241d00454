//! A face over a grid of its parameters: whole closed faces, and faces whose boundary cannot be followed.

use super::super::face::Measured;
use super::Patch;

/// Cells along each parameter of a face whose rim is stepped.
const STEPPED: usize = 48;

pub(super) fn patch(m: &Measured) -> Option<Patch> {
    let axis = |k: usize| -> Option<Vec<f64>> {
        let (low, high) = (m.low[k], m.high[k]);
        if !(low.is_finite() && high.is_finite() && high > low) {
            return None;
        }
        let even = |n: usize| (0..=n).map(|i| low + (high - low) * i as f64 / n as f64).collect();
        if !m.whole {
            return Some(even(STEPPED));
        }
        let mut breaks = m.face.surface.breaks(k, low, high);
        if breaks.len() > 160 {
            return Some(even(160));
        }
        let halves: Vec<f64> = breaks.windows(2).map(|w| (w[0] + w[1]) / 2.0).collect();
        breaks.extend(halves);
        breaks.sort_by(f64::total_cmp);
        Some(breaks)
    };
    let (us, vs) = (axis(0)?, axis(1)?);
    let mut out = Patch::default();
    for u in &us {
        for v in &vs {
            out.corners.push(([*u, *v], m.face.surface.at(*u, *v).0));
        }
    }
    let at = |i: usize, j: usize| i * vs.len() + j;
    for i in 0..us.len() - 1 {
        for j in 0..vs.len() - 1 {
            if !m.whole && !m.contains([(us[i] + us[i + 1]) / 2.0, (vs[j] + vs[j + 1]) / 2.0]) {
                continue;
            }
            out.triangles.push([at(i, j), at(i + 1, j), at(i + 1, j + 1)]);
            out.triangles.push([at(i, j), at(i + 1, j + 1), at(i, j + 1)]);
        }
    }
    (!out.triangles.is_empty()).then_some(out)
}
