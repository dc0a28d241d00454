//! B-spline curves and surfaces, rational or not: points and first derivatives (The NURBS Book, algorithms A2.1, A2.2, A4.3).

use super::vector::V3;

/// Highest degree evaluated; ISO 10303 sets none, kernels stop at 25.
pub(super) const MAX_DEGREE: usize = 25;

/// A knot vector with its degree, over a given number of control points.
#[derive(Debug, Clone)]
pub(super) struct Knots {
    pub degree: usize,
    pub values: Vec<f64>,
    pub count: usize,
}

type Basis = [f64; MAX_DEGREE + 1];

impl Knots {
    /// Checks that degree, control points and knots belong together and that the knots never fall.
    pub(super) fn new(degree: usize, values: Vec<f64>, count: usize) -> Option<Self> {
        let sound = (1..=MAX_DEGREE).contains(&degree)
            && count > degree
            && values.len() == count + degree + 1
            && values.windows(2).all(|w| w[0] <= w[1])
            && values[count] > values[degree];
        sound.then_some(Self { degree, values, count })
    }

    pub(super) fn range(&self) -> (f64, f64) {
        (self.values[self.degree], self.values[self.count])
    }

    /// Distinct knots inside the range, ends included.
    pub(super) fn breaks(&self) -> Vec<f64> {
        let mut out: Vec<f64> = self.values[self.degree..=self.count].to_vec();
        let tolerance = (self.range().1 - self.range().0) * 1e-9;
        out.dedup_by(|a, b| (*a - *b).abs() <= tolerance);
        out
    }

    fn span(&self, t: f64) -> usize {
        if t >= self.values[self.count] {
            let mut s = self.count - 1;
            while s > self.degree && self.values[s] >= self.values[self.count] {
                s -= 1;
            }
            return s;
        }
        let upper = self.values[self.degree..=self.count].partition_point(|k| *k <= t);
        (self.degree + upper).saturating_sub(1).clamp(self.degree, self.count - 1)
    }

    /// Basis functions and their first derivatives at `t`; returns the index of the first control point they weigh.
    fn basis(&self, t: f64) -> (usize, Basis, Basis) {
        let (p, k) = (self.degree, &self.values);
        let (lo, hi) = self.range();
        let t = t.clamp(lo, hi);
        let s = self.span(t);
        let (mut n, mut lower) = ([0.0; MAX_DEGREE + 1], [0.0; MAX_DEGREE + 1]);
        n[0] = 1.0;
        for j in 1..=p {
            if j == p {
                lower = n;
            }
            let mut saved = 0.0;
            for r in 0..j {
                let (right, left) = (k[s + r + 1] - t, t - k[s + 1 + r - j]);
                let w = right + left;
                let part = if w > 0.0 { n[r] / w } else { 0.0 };
                n[r] = saved + right * part;
                saved = left * part;
            }
            n[j] = saved;
        }
        let mut d = [0.0; MAX_DEGREE + 1];
        for r in 0..=p {
            let i = s + r - p;
            let mut value = 0.0;
            if r > 0 {
                let w = k[i + p] - k[i];
                if w > 0.0 {
                    value += lower[r - 1] / w;
                }
            }
            if r < p {
                let w = k[i + p + 1] - k[i + 1];
                if w > 0.0 {
                    value -= lower[r] / w;
                }
            }
            d[r] = value * p as f64;
        }
        (s - p, n, d)
    }
}

fn project(h: [f64; 4]) -> V3 {
    [h[0] / h[3], h[1] / h[3], h[2] / h[3]]
}

fn project_derivative(h: [f64; 4], d: [f64; 4], p: V3) -> V3 {
    [(d[0] - p[0] * d[3]) / h[3], (d[1] - p[1] * d[3]) / h[3], (d[2] - p[2] * d[3]) / h[3]]
}

/// A B-spline curve; poles are homogeneous (x·w, y·w, z·w, w).
#[derive(Debug, Clone)]
pub(super) struct NurbsCurve {
    pub knots: Knots,
    pub poles: Vec<[f64; 4]>,
}

impl NurbsCurve {
    pub(super) fn at(&self, t: f64) -> (V3, V3) {
        let (first, n, d) = self.knots.basis(t);
        let (mut h, mut g) = ([0.0; 4], [0.0; 4]);
        for (r, pole) in self.poles[first..=first + self.knots.degree].iter().enumerate() {
            for c in 0..4 {
                h[c] += n[r] * pole[c];
                g[c] += d[r] * pole[c];
            }
        }
        let p = project(h);
        (p, project_derivative(h, g, p))
    }
}

/// A B-spline surface; poles run through v first.
#[derive(Debug, Clone)]
pub(super) struct NurbsSurface {
    pub u: Knots,
    pub v: Knots,
    pub poles: Vec<[f64; 4]>,
}

impl NurbsSurface {
    /// The same surface with v as its first parameter and u, running backwards, as its second: the normal is kept.
    pub(super) fn turned(self) -> Self {
        let (nu, nv) = (self.u.count, self.v.count);
        let mut poles = Vec::with_capacity(self.poles.len());
        for j in 0..nv {
            for i in (0..nu).rev() {
                poles.push(self.poles[i * nv + j]);
            }
        }
        let values = self.u.values.iter().rev().map(|k| -k).collect();
        Self { u: self.v, v: Knots { values, ..self.u }, poles }
    }

    pub(super) fn at(&self, u: f64, v: f64) -> (V3, V3, V3) {
        let (fu, nu, du) = self.u.basis(u);
        let (fv, nv, dv) = self.v.basis(v);
        let (mut h, mut hu, mut hv) = ([0.0; 4], [0.0; 4], [0.0; 4]);
        for i in 0..=self.u.degree {
            let row = (fu + i) * self.v.count + fv;
            let (mut a, mut b) = ([0.0; 4], [0.0; 4]);
            for (j, pole) in self.poles[row..=row + self.v.degree].iter().enumerate() {
                for c in 0..4 {
                    a[c] += nv[j] * pole[c];
                    b[c] += dv[j] * pole[c];
                }
            }
            for c in 0..4 {
                h[c] += nu[i] * a[c];
                hu[c] += du[i] * a[c];
                hv[c] += nu[i] * b[c];
            }
        }
        let p = project(h);
        (p, project_derivative(h, hu, p), project_derivative(h, hv, p))
    }
}
