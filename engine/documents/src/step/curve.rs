//! Curves of ISO 10303-42 as parametrised points, with closest-point inversion.

use std::f64::consts::TAU;
use std::rc::Rc;

use super::nurbs::NurbsCurve;
use super::surface::Surface;
use super::vector::{Frame, V3, add, along, distance, dot, mul, sub};

/// A curve as the file states it; lengths in millimetres, angles in radians.
#[derive(Debug, Clone)]
pub(super) enum Curve {
    /// Point and direction (with the magnitude of its VECTOR).
    Line(V3, V3),
    /// Semi-axes; equal for a circle.
    Ellipse(Frame, f64, f64),
    /// Semi-axis and semi-imaginary axis.
    Hyperbola(Frame, f64, f64),
    /// Focal distance.
    Parabola(Frame, f64),
    Nurbs(NurbsCurve),
    /// Parameter counts the points from 0.
    Polyline(Vec<V3>),
    /// A part of another curve, from the first parameter to the second.
    Trimmed(Rc<Curve>, f64, f64),
    /// Bounded pieces one after the other; parameter counts the pieces from 0. False runs a piece backwards.
    Composite(Vec<(Rc<Curve>, bool)>),
    /// A curve given in the parameter plane of a surface.
    OnSurface(Rc<Surface>, Rc<Curve>),
}

impl Curve {
    /// Point and first derivative at `t`.
    pub(super) fn at(&self, t: f64) -> (V3, V3) {
        match self {
            Self::Line(p, d) => (along(*p, *d, t), *d),
            Self::Ellipse(f, a, b) => {
                let (s, c) = t.sin_cos();
                (f.point(a * c, b * s, 0.0), add(mul(f.x, -a * s), mul(f.y, b * c)))
            }
            Self::Hyperbola(f, a, b) => {
                let (s, c) = (t.sinh(), t.cosh());
                (f.point(a * c, b * s, 0.0), add(mul(f.x, a * s), mul(f.y, b * c)))
            }
            Self::Parabola(f, k) => (f.point(k * t * t, 2.0 * k * t, 0.0), add(mul(f.x, 2.0 * k * t), mul(f.y, 2.0 * k))),
            Self::Nurbs(n) => n.at(t),
            Self::Polyline(points) => {
                let last = points.len().saturating_sub(2);
                let i = (t.max(0.0) as usize).min(last);
                let (a, b) = (points[i], points[i + 1]);
                let d = sub(b, a);
                (along(a, d, t - i as f64), d)
            }
            Self::Trimmed(base, t0, t1) => {
                let (p, d) = base.at(t0 + (t1 - t0) * t);
                (p, mul(d, t1 - t0))
            }
            Self::Composite(pieces) => {
                let i = (t.max(0.0) as usize).min(pieces.len().saturating_sub(1));
                let (piece, forward) = &pieces[i];
                let (a, b) = piece.range().unwrap_or((0.0, 1.0));
                let f = (t - i as f64).clamp(0.0, 1.0);
                let (from, to) = if *forward { (a, b) } else { (b, a) };
                let (p, d) = piece.at(from + (to - from) * f);
                (p, mul(d, to - from))
            }
            Self::OnSurface(surface, flat) => {
                let (uv, d) = flat.at(t);
                let (p, su, sv) = surface.at(uv[0], uv[1]);
                (p, add(mul(su, d[0]), mul(sv, d[1])))
            }
        }
    }

    pub(super) fn point(&self, t: f64) -> V3 {
        self.at(t).0
    }

    /// Parameter range of a bounded curve.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        match self {
            Self::Line(..) | Self::Hyperbola(..) | Self::Parabola(..) => None,
            Self::Ellipse(..) => Some((0.0, TAU)),
            Self::Nurbs(n) => Some(n.knots.range()),
            Self::Polyline(points) => Some((0.0, points.len().saturating_sub(1) as f64)),
            Self::Trimmed(..) => Some((0.0, 1.0)),
            Self::Composite(pieces) => Some((0.0, pieces.len() as f64)),
            Self::OnSurface(_, flat) => flat.range(),
        }
    }

    /// Period of a closed curve.
    pub(super) fn period(&self) -> Option<f64> {
        match self {
            Self::Ellipse(..) => Some(TAU),
            Self::Line(..) | Self::Hyperbola(..) | Self::Parabola(..) => None,
            _ => {
                let (a, b) = self.range()?;
                let (pa, pb, middle) = (self.point(a), self.point(b), self.point((a + b) / 2.0));
                (distance(pa, pb) < 1e-6 * (1.0 + distance(pa, middle))).then_some(b - a)
            }
        }
    }

    /// Parameters where the curve stops being smooth, and enough others to follow its shape.
    pub(super) fn breaks(&self) -> Vec<f64> {
        match self {
            Self::Nurbs(n) => n.knots.breaks(),
            Self::Polyline(points) => (0..points.len()).map(|i| i as f64).collect(),
            Self::Composite(pieces) => (0..=pieces.len()).map(|i| i as f64).collect(),
            Self::OnSurface(_, flat) => flat.breaks(),
            Self::Ellipse(..) => (0..=8).map(|i| TAU * f64::from(i) / 8.0).collect(),
            Self::Trimmed(base, t0, t1) => {
                let mut out = vec![0.0];
                if let Some((a, b)) = base.range() {
                    let inner = base.breaks();
                    let shifts: &[f64] = if base.period().is_some() { &[-1.0, 0.0, 1.0] } else { &[0.0] };
                    for k in shifts {
                        out.extend(inner.iter().map(|t| (t + k * (b - a) - t0) / (t1 - t0)).filter(|t| *t > 1e-9 && *t < 1.0 - 1e-9));
                    }
                }
                out.push(1.0);
                out.sort_by(f64::total_cmp);
                out
            }
            Self::Line(..) | Self::Hyperbola(..) | Self::Parabola(..) => Vec::new(),
        }
    }

    /// Parameter of the point of the curve nearest to `p`.
    pub(super) fn nearest(&self, p: V3) -> f64 {
        match self {
            Self::Line(o, d) => dot(sub(p, *o), *d) / dot(*d, *d).max(1e-300),
            Self::Ellipse(f, a, b) => {
                let q = f.local(p);
                let t = (q[1] / b).atan2(q[0] / a);
                if (a - b).abs() < 1e-12 * a { t } else { self.polish(p, t, 0.3) }
            }
            Self::Hyperbola(f, _, b) => (f.local(p)[1] / b).asinh(),
            Self::Parabola(f, k) => f.local(p)[1] / (2.0 * k),
            _ => {
                let (a, b) = self.range().unwrap_or((0.0, 1.0));
                for end in [a, b] {
                    if distance(self.point(end), p) < 1e-7 {
                        return end;
                    }
                }
                let breaks = self.breaks();
                let per = if breaks.len() > 200 { 2 } else { 6 };
                let (mut best, mut at, mut step) = (f64::INFINITY, a, b - a);
                for w in breaks.windows(2) {
                    for i in 0..=per {
                        let t = w[0] + (w[1] - w[0]) * f64::from(i) / f64::from(per);
                        let d = distance(self.point(t), p);
                        if d < best {
                            (best, at, step) = (d, t, (w[1] - w[0]) / f64::from(per));
                        }
                    }
                }
                self.polish(p, at, step).clamp(a, b)
            }
        }
    }

    /// Newton steps on the foot of the perpendicular, never further than `reach` at once.
    fn polish(&self, p: V3, mut t: f64, reach: f64) -> f64 {
        let bounds = if self.period().is_some() { None } else { self.range() };
        for _ in 0..20 {
            let (q, d) = self.at(t);
            let step = dot(sub(p, q), d) / dot(d, d).max(1e-300);
            let mut next = t + step.clamp(-reach, reach);
            if let Some((a, b)) = bounds {
                next = next.clamp(a, b);
            }
            if distance(self.point(next), p) > distance(q, p) + 1e-12 {
                next = t + (next - t) / 4.0;
            }
            if (next - t).abs() < 1e-14 * (1.0 + t.abs()) {
                break;
            }
            t = next;
        }
        t
    }
}

/// The curve a surface is drawn with, with what every evaluation asks of it; a closed one goes round without end.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    curve: Curve,
    pub range: Option<(f64, f64)>,
    pub period: Option<f64>,
    pub breaks: Vec<f64>,
}

impl Profile {
    pub(super) fn new(curve: Curve) -> Self {
        Self { range: curve.range(), period: curve.period(), breaks: curve.breaks(), curve }
    }

    /// Point and first derivative at `t`, which may lie turns beyond the range of a closed curve.
    pub(super) fn at(&self, t: f64) -> (V3, V3) {
        match (self.range, self.period) {
            (Some((a, b)), Some(_)) if t < a || t > b => self.curve.at(a + (t - a).rem_euclid(b - a)),
            _ => self.curve.at(t),
        }
    }

    pub(super) fn point(&self, t: f64) -> V3 {
        self.at(t).0
    }
}
