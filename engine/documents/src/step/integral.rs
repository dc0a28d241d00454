//! Area and volume under a trimmed surface, by Green's theorem over its boundary in the parameter plane.

use super::surface::Surface;
use super::vector::{V3, add, cross, dot, mul, norm, sub};

/// Gauss-Legendre nodes and weights on [0, 1], five points.
const NODES: [f64; 5] = [0.046_910_077_030_668_0, 0.230_765_344_947_158_5, 0.5, 0.769_234_655_052_841_5, 0.953_089_922_969_332];
/// Three points, for the outer sum along a boundary piece.
const OUTER: [(f64, f64); 3] = [(0.112_701_665_379_258_3, 5.0 / 18.0), (0.5, 8.0 / 18.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];

/// Area, and the share of a face in the volume and in the moments of the body it bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Measure {
    pub area: f64,
    /// Flux of the position through the surface over three.
    pub volume: f64,
    /// Flux of half the square of each coordinate along its axis: volume by centre of mass.
    pub moment: V3,
}

impl Measure {
    pub(super) fn plus(self, other: Self) -> Self {
        Self { area: self.area + other.area, volume: self.volume + other.volume, moment: add(self.moment, other.moment) }
    }

    pub(super) fn times(self, k: f64) -> Self {
        Self { area: self.area * k, volume: self.volume * k, moment: mul(self.moment, k) }
    }

    /// The same face with its normal turned: its area stays.
    pub(super) fn facing(self, sense: f64) -> Self {
        Self { area: self.area, volume: self.volume * sense, moment: mul(self.moment, sense) }
    }
}

/// Running integral of both densities along one parameter, tabulated over the cells that the boundary covers.
pub(super) struct Table {
    inner: usize,
    breaks: [Vec<f64>; 2],
    /// Densities at the nodes of each cell: index ((i·n + j)·5 + a)·5 + b, `a` along the inner parameter.
    values: Vec<Measure>,
    /// Integral from the first break to the start of each cell, per outer node.
    before: Vec<Measure>,
}

impl Table {
    /// `inner` is the parameter integrated over (0 is u); `low` and `high` bound the covered rectangle.
    pub(super) fn new(surface: &Surface, inner: usize, low: [f64; 2], high: [f64; 2], centre: V3) -> Option<Self> {
        let outer = 1 - inner;
        let range = |d: usize| -> Option<Vec<f64>> {
            let (lo, hi) = (low[d], high[d]);
            (lo.is_finite() && hi.is_finite() && hi > lo).then(|| surface.breaks(d, lo, hi))
        };
        let breaks = thin([range(inner)?, range(outer)?]);
        let (m, n) = (breaks[0].len() - 1, breaks[1].len() - 1);
        let mut values = Vec::with_capacity(m * n * 25);
        let mut before = Vec::with_capacity(m * n * 5);
        for i in 0..m {
            for j in 0..n {
                for a in NODES {
                    for b in NODES {
                        let s = breaks[0][i] + (breaks[0][i + 1] - breaks[0][i]) * a;
                        let t = breaks[1][j] + (breaks[1][j + 1] - breaks[1][j]) * b;
                        let (u, v) = if inner == 0 { (s, t) } else { (t, s) };
                        let (p, su, sv) = surface.at(u, v);
                        let normal = cross(su, sv);
                        let q = sub(p, centre);
                        let moment = std::array::from_fn(|k| q[k] * q[k] * normal[k] / 2.0);
                        values.push(Measure { area: norm(normal), volume: dot(q, normal) / 3.0, moment });
                    }
                }
            }
        }
        let full = lagrange_integrals(1.0);
        for i in 0..m {
            for j in 0..n {
                for b in 0..5 {
                    let mut sum = Measure::default();
                    if i > 0 {
                        sum = before[((i - 1) * n + j) * 5 + b];
                        let width = breaks[0][i] - breaks[0][i - 1];
                        for (a, w) in full.iter().enumerate() {
                            sum = sum.plus(values[(((i - 1) * n + j) * 5 + a) * 5 + b].times(w * width));
                        }
                    }
                    before.push(sum);
                }
            }
        }
        Some(Self { inner, breaks, values, before })
    }

    /// Integral of the densities along the inner parameter, from its first break to `uv`.
    fn running(&self, uv: [f64; 2]) -> Measure {
        let (s, t) = if self.inner == 0 { (uv[0], uv[1]) } else { (uv[1], uv[0]) };
        let cell = |breaks: &[f64], x: f64| breaks.partition_point(|b| *b <= x).saturating_sub(1).min(breaks.len() - 2);
        let (i, j) = (cell(&self.breaks[0], s), cell(&self.breaks[1], t));
        let n = self.breaks[1].len() - 1;
        let width = self.breaks[0][i + 1] - self.breaks[0][i];
        let weights = lagrange_integrals(((s - self.breaks[0][i]) / width).clamp(-0.2, 1.2));
        let across = lagrange(((t - self.breaks[1][j]) / (self.breaks[1][j + 1] - self.breaks[1][j])).clamp(-0.2, 1.2));
        let mut sum = Measure::default();
        for (b, l) in across.iter().enumerate() {
            let mut row = self.before[(i * n + j) * 5 + b];
            for (a, w) in weights.iter().enumerate() {
                row = row.plus(self.values[((i * n + j) * 5 + a) * 5 + b].times(w * width));
            }
            sum = sum.plus(row.times(*l));
        }
        sum
    }

    /// The whole rectangle.
    pub(super) fn whole(&self) -> Measure {
        let (m, n) = (self.breaks[0].len() - 1, self.breaks[1].len() - 1);
        let full = lagrange_integrals(1.0);
        let mut sum = Measure::default();
        for i in 0..m {
            for j in 0..n {
                let area = (self.breaks[0][i + 1] - self.breaks[0][i]) * (self.breaks[1][j + 1] - self.breaks[1][j]);
                for (a, wa) in full.iter().enumerate() {
                    for (b, wb) in full.iter().enumerate() {
                        sum = sum.plus(self.values[((i * n + j) * 5 + a) * 5 + b].times(wa * wb * area));
                    }
                }
            }
        }
        sum
    }

    /// Boundary integral along a path of parameter points, each three points one parabola where `curved`.
    /// `from` is the inner parameter the running integral starts at.
    pub(super) fn along(&self, path: &[[f64; 2]], curved: bool, from: Option<f64>) -> Measure {
        let sign = if self.inner == 0 { 1.0 } else { -1.0 };
        let outer = 1 - self.inner;
        let mut sum = Measure::default();
        let mut piece = |a: [f64; 2], m: [f64; 2], b: [f64; 2]| {
            if (b[outer] - a[outer]).abs() < 1e-14 && (m[outer] - a[outer]).abs() < 1e-14 {
                return;
            }
            for (x, w) in OUTER {
                let (la, lm, lb) = ((2.0 * x - 1.0) * (x - 1.0), 4.0 * x * (1.0 - x), x * (2.0 * x - 1.0));
                let (da, dm, db) = (4.0 * x - 3.0, 4.0 - 8.0 * x, 4.0 * x - 1.0);
                let uv = [a[0] * la + m[0] * lm + b[0] * lb, a[1] * la + m[1] * lm + b[1] * lb];
                let slope = a[outer] * da + m[outer] * dm + b[outer] * db;
                let mut value = self.running(uv);
                if let Some(s) = from {
                    let start = if self.inner == 0 { [s, uv[1]] } else { [uv[0], s] };
                    value = value.plus(self.running(start).times(-1.0));
                }
                sum = sum.plus(value.times(w * slope * sign));
            }
        };
        let middle = |a: [f64; 2], b: [f64; 2]| [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
        if curved && path.len() % 2 == 1 {
            for k in (0..path.len().saturating_sub(2)).step_by(2) {
                piece(path[k], path[k + 1], path[k + 2]);
            }
        } else {
            for w in path.windows(2) {
                piece(w[0], middle(w[0], w[1]), w[1]);
            }
        }
        sum
    }
}

/// Keeps the cells of both directions together under a bound, for surfaces with thousands of knots: a thread is long and narrow.
fn thin(breaks: [Vec<f64>; 2]) -> [Vec<f64>; 2] {
    const CELLS: usize = 48 * 48;
    const SIDE: usize = 48;
    let most = |own: &[f64], other: &[f64]| SIDE.max(CELLS / other.len().saturating_sub(1).clamp(1, SIDE)).min(own.len() - 1);
    let count = [most(&breaks[0], &breaks[1]), most(&breaks[1], &breaks[0])];
    let mut count = count.into_iter();
    breaks.map(|own| {
        let (last, most) = (own.len() - 1, count.next().unwrap_or(SIDE));
        if most >= last { own } else { (0..=most).map(|i| own[i * last / most]).collect() }
    })
}

/// Lagrange basis over the five nodes at `x`.
fn lagrange(x: f64) -> [f64; 5] {
    let mut out = [1.0; 5];
    for (i, value) in out.iter_mut().enumerate() {
        for (j, node) in NODES.iter().enumerate() {
            if i != j {
                *value *= (x - node) / (NODES[i] - node);
            }
        }
    }
    out
}

/// Integrals of the Lagrange basis from 0 to `x`, exact by the five-point rule itself.
fn lagrange_integrals(x: f64) -> [f64; 5] {
    const WEIGHTS: [f64; 5] =
        [0.118_463_442_528_094_5, 0.239_314_335_249_683_2, 0.284_444_444_444_444_4, 0.239_314_335_249_683_2, 0.118_463_442_528_094_5];
    if x == 1.0 {
        return WEIGHTS;
    }
    let mut out = [0.0; 5];
    for (node, w) in NODES.iter().zip(WEIGHTS) {
        for (o, l) in out.iter_mut().zip(lagrange(x * node)) {
            *o += l * w * x;
        }
    }
    out
}
