//! Area, volume share and moments under a plane face, from its boundary alone.

use super::integral::Measure;
use super::vector::{Frame, V3, add, dot, mul, sub};

/// Gauss-Legendre nodes and weights on [0, 1], four points: exact to degree seven, which the cube of a parabola by its slope has.
const NODES: [(f64, f64); 4] = [
    (0.069_431_844_202_973_7, 0.173_927_422_568_726_9),
    (0.330_009_478_207_571_9, 0.326_072_577_431_273_1),
    (0.669_990_521_792_428_1, 0.326_072_577_431_273_1),
    (0.930_568_155_797_026_3, 0.173_927_422_568_726_9),
];

/// Integrals of 1, u, v, u², uv, v² over the region to the left of the boundary.
type Moments = [f64; 6];

/// The region that runs of parameter points bound; each three points of a curved run are one parabola.
pub(super) fn measure(runs: &[(Vec<[f64; 2]>, bool)], frame: &Frame, centre: V3) -> Measure {
    let mut sum = [0.0; 6];
    // Close to its own boundary the powers stay small beside their differences.
    let Some(home) = runs.iter().find_map(|r| r.0.first()).copied() else { return Measure::default() };
    let local = |p: [f64; 2]| [p[0] - home[0], p[1] - home[1]];
    for (path, curved) in runs {
        if *curved && path.len() % 2 == 1 {
            for w in path.windows(3).step_by(2) {
                piece(&mut sum, local(w[0]), local(w[1]), local(w[2]));
            }
        } else {
            for w in path.windows(2) {
                let (a, b) = (local(w[0]), local(w[1]));
                piece(&mut sum, a, [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0], b);
            }
        }
    }
    let [one, u, v, uu, uv, vv] = sum;
    let o = sub(add(add(frame.o, mul(frame.x, home[0])), mul(frame.y, home[1])), centre);
    let moment = std::array::from_fn(|k| {
        let (c, a, b) = (o[k], frame.x[k], frame.y[k]);
        let square = c * c * one + 2.0 * c * (a * u + b * v) + a * a * uu + 2.0 * a * b * uv + b * b * vv;
        square * frame.z[k] / 2.0
    });
    Measure { area: one, volume: one * dot(o, frame.z) / 3.0, moment }
}

/// Adds the boundary integrals of `u^(a+1) v^b / (a+1) dv` along the parabola through three points.
fn piece(sum: &mut Moments, a: [f64; 2], m: [f64; 2], b: [f64; 2]) {
    for (x, w) in NODES {
        let (la, lm, lb) = ((2.0 * x - 1.0) * (x - 1.0), 4.0 * x * (1.0 - x), x * (2.0 * x - 1.0));
        let (da, dm, db) = (4.0 * x - 3.0, 4.0 - 8.0 * x, 4.0 * x - 1.0);
        let (u, v) = (a[0] * la + m[0] * lm + b[0] * lb, a[1] * la + m[1] * lm + b[1] * lb);
        let dv = w * (a[1] * da + m[1] * dm + b[1] * db);
        let terms = [u, u * u / 2.0, u * v, u * u * u / 3.0, u * u * v / 2.0, u * v * v];
        for (s, t) in sum.iter_mut().zip(terms) {
            *s += t * dv;
        }
    }
}
