//! The three curves everything in a drawing is made of: straight line, elliptical arc, spline; exact envelope, length and area.

use std::f64::consts::TAU;

use super::placement::{Placement, Point3};
use super::spline::Spline;

/// A curve in space.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Curve3 {
    Line(Point3, Point3),
    Arc(Arc3),
    Spline(Box<Spline<3>>),
}

/// `centre + u cos t + v sin t` for t from `start` over `sweep`: circles, ellipses and every affine image of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Arc3 {
    pub centre: Point3,
    pub u: Point3,
    pub v: Point3,
    /// Parameter at the start, radians.
    pub start: f64,
    /// Parameter range, radians, above 0 up to a full turn.
    pub sweep: f64,
}

/// A curve as drawn on the sheet plane, seen from above.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Curve {
    Line([f64; 2], [f64; 2]),
    Arc { centre: [f64; 2], u: [f64; 2], v: [f64; 2], start: f64, sweep: f64 },
    Spline(Box<Spline<2>>),
}

/// Axis-aligned envelope, empty until something is added.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Envelope {
    pub low: [f64; 2],
    pub high: [f64; 2],
}

impl Default for Envelope {
    fn default() -> Self {
        Self { low: [f64::INFINITY; 2], high: [f64::NEG_INFINITY; 2] }
    }
}

impl Envelope {
    pub fn add(&mut self, p: [f64; 2]) {
        let [x, y] = p;
        self.low = [self.low[0].min(x), self.low[1].min(y)];
        self.high = [self.high[0].max(x), self.high[1].max(y)];
    }

    /// Adds another envelope.
    pub fn join(&mut self, other: &Self) {
        self.add(other.low);
        self.add(other.high);
    }

    /// True when the other one stands in it as a whole.
    pub fn contains(&self, other: &Self) -> bool {
        (0..2).all(|axis| self.low[axis] <= other.low[axis] && other.high[axis] <= self.high[axis])
    }

    /// True when the point stands in it.
    pub fn holds(&self, p: [f64; 2]) -> bool {
        (0..2).all(|axis| self.low[axis] <= p[axis] && p[axis] <= self.high[axis])
    }

    /// Width and height, once something was added.
    pub fn size(&self) -> Option<[f64; 2]> {
        let size = [self.high[0] - self.low[0], self.high[1] - self.low[1]];
        (size[0] >= 0.0 && size[1] >= 0.0 && size[0].is_finite() && size[1].is_finite()).then_some(size)
    }
}

impl Curve3 {
    /// A circular arc in the plane z of an object coordinate system; angles in degrees, counter-clockwise.
    pub fn circular(system: &Placement, centre: Point3, radius: f64, start_deg: f64, end_deg: f64) -> Self {
        let mut sweep = (end_deg - start_deg).rem_euclid(360.0);
        if sweep < 1e-9 {
            sweep = 360.0;
        }
        Self::Arc(Arc3 {
            centre: system.point(centre),
            u: system.direction([radius, 0.0, 0.0]),
            v: system.direction([0.0, radius, 0.0]),
            start: start_deg.to_radians(),
            sweep: sweep.to_radians(),
        })
    }

    /// A polyline's piece: straight, or the arc its bulge (tangent of a quarter of the angle) gives.
    pub fn bulged(system: &Placement, from: Point3, to: Point3, bulge: f64) -> Self {
        let chord = (to[0] - from[0]).hypot(to[1] - from[1]);
        if bulge.abs() < 1e-9 || chord < 1e-12 || !bulge.is_finite() {
            return Self::Line(system.point(from), system.point(to));
        }
        let angle = 4.0 * bulge.atan();
        let radius = chord * (1.0 + bulge * bulge) / (4.0 * bulge);
        let apothem = radius - chord * bulge / 2.0;
        let (dx, dy) = ((to[0] - from[0]) / chord, (to[1] - from[1]) / chord);
        let centre = [(from[0] + to[0]) / 2.0 - dy * apothem, (from[1] + to[1]) / 2.0 + dx * apothem, from[2]];
        let start = (from[1] - centre[1]).atan2(from[0] - centre[0]);
        // A clockwise arc is the same parametrisation with its second axis turned over.
        let turn = angle.signum();
        let radius = radius.abs();
        Self::Arc(Arc3 {
            centre: system.point(centre),
            u: system.direction([radius, 0.0, 0.0]),
            v: system.direction([0.0, radius * turn, 0.0]),
            start: start * turn,
            sweep: angle.abs(),
        })
    }

    /// The curve after a placement, seen from above.
    pub fn seen(&self, placement: &Placement) -> Curve {
        let flat = |p: Point3| [p[0], p[1]];
        match self {
            Self::Line(a, b) => Curve::Line(flat(placement.point(*a)), flat(placement.point(*b))),
            Self::Arc(arc) => Curve::Arc {
                centre: flat(placement.point(arc.centre)),
                u: flat(placement.direction(arc.u)),
                v: flat(placement.direction(arc.v)),
                start: arc.start,
                sweep: arc.sweep,
            },
            Self::Spline(spline) => Curve::Spline(Box::new(spline.mapped(|p| flat(placement.point(p))))),
        }
    }
}

/// Beyond 10^15 no drawing in any unit is meant, and below it squares stay finite.
pub(super) fn can_be_computed(p: [f64; 2]) -> bool {
    const FARTHEST: f64 = 1e15;
    p.iter().all(|value| value.abs() < FARTHEST)
}

impl Curve {
    /// Point of an arc at parameter `t`, or of a spline at a share of its range, or of a line at a share of its length.
    pub fn at(&self, share: f64) -> [f64; 2] {
        match self {
            Self::Line(a, b) => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share],
            Self::Arc { start, sweep, .. } => self.on_arc(start + sweep * share),
            Self::Spline(spline) => spline.at(share),
        }
    }

    fn on_arc(&self, t: f64) -> [f64; 2] {
        let Self::Arc { centre, u, v, .. } = self else { return [0.0; 2] };
        let (sin, cos) = t.sin_cos();
        [centre[0] + u[0] * cos + v[0] * sin, centre[1] + u[1] * cos + v[1] * sin]
    }

    /// The curve turned about the origin, radians counter-clockwise.
    pub fn turned(&self, angle: f64) -> Self {
        let (sin, cos) = angle.sin_cos();
        let turn = |p: [f64; 2]| [p[0] * cos - p[1] * sin, p[0] * sin + p[1] * cos];
        match self {
            Self::Line(a, b) => Self::Line(turn(*a), turn(*b)),
            Self::Arc { centre, u, v, start, sweep } => {
                Self::Arc { centre: turn(*centre), u: turn(*u), v: turn(*v), start: *start, sweep: *sweep }
            }
            Self::Spline(spline) => Self::Spline(Box::new(spline.mapped(turn))),
        }
    }

    /// First and last point.
    pub fn ends(&self) -> [[f64; 2]; 2] {
        [self.at(0.0), self.at(1.0)]
    }

    /// True when all its numbers can be computed with.
    pub fn is_finite(&self) -> bool {
        let fine = |p: &[f64; 2]| can_be_computed(*p);
        match self {
            Self::Line(a, b) => fine(a) && fine(b),
            Self::Arc { centre, u, v, start, sweep } => fine(centre) && fine(u) && fine(v) && start.is_finite() && sweep.is_finite(),
            Self::Spline(spline) => spline.points.iter().all(fine),
        }
    }

    /// Adds the curve's exact extremes.
    pub fn extend(&self, envelope: &mut Envelope) {
        for end in self.ends() {
            envelope.add(end);
        }
        match self {
            Self::Line(..) => {}
            Self::Arc { u, v, start, sweep, .. } => {
                for axis in 0..2 {
                    let extreme = v[axis].atan2(u[axis]);
                    for t in [extreme, extreme + TAU / 2.0] {
                        if (t - start).rem_euclid(TAU) <= *sweep {
                            envelope.add(self.on_arc(t));
                        }
                    }
                }
            }
            Self::Spline(spline) => spline.extend(envelope),
        }
    }

    /// Length, drawing units.
    pub fn length(&self) -> f64 {
        match self {
            Self::Line(a, b) => (b[0] - a[0]).hypot(b[1] - a[1]),
            Self::Arc { u, v, start, sweep, .. } => match self.radius() {
                Some(radius) => radius * sweep,
                None => {
                    let speed = |t: f64| {
                        let (sin, cos) = t.sin_cos();
                        (v[0] * cos - u[0] * sin).hypot(v[1] * cos - u[1] * sin)
                    };
                    // A slim ellipse turns sharply at its ends: 64 steps of 5 points keep the error below 1e-6 of the length.
                    integrate(speed, *start, *start + *sweep, 64)
                }
            },
            Self::Spline(spline) => spline.length(),
        }
    }

    /// Radius when the arc is circular.
    pub fn radius(&self) -> Option<f64> {
        let Self::Arc { u, v, .. } = self else { return None };
        let (a, b) = (u[0].hypot(u[1]), v[0].hypot(v[1]));
        let skew = (u[0] * v[0] + u[1] * v[1]).abs();
        ((a - b).abs() <= 1e-9 * a.max(b) && skew <= 1e-9 * a * b).then_some(a)
    }

    /// Half the integral of x dy - y dx along the curve: the sum over a closed chain is its signed area.
    pub fn area_share(&self) -> f64 {
        let outer = |a: [f64; 2], b: [f64; 2]| a[0] * b[1] - a[1] * b[0];
        match self {
            Self::Line(a, b) => outer(*a, *b) / 2.0,
            Self::Arc { centre, u, v, sweep, .. } => {
                let [from, to] = self.ends();
                (outer(*centre, [to[0] - from[0], to[1] - from[1]]) + outer(*u, *v) * sweep) / 2.0
            }
            Self::Spline(spline) => spline.area_share(),
        }
    }

    /// Number of chords that follow the curve well enough to tell inside from outside.
    pub fn chords(&self) -> usize {
        match self {
            Self::Line(..) => 1,
            Self::Arc { sweep, .. } => (sweep / TAU * 64.0).ceil().clamp(4.0, 64.0) as usize,
            Self::Spline(spline) => spline.chords(),
        }
    }
}

/// Integral of `f` by Gauss's 5-point rule on equal steps (Abramowitz and Stegun, table 25.4).
pub(super) fn integrate(f: impl Fn(f64) -> f64, from: f64, to: f64, steps: usize) -> f64 {
    const NODES: [(f64, f64); 3] = [
        (0.0, 0.568_888_888_888_888_9),
        (0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
        (0.906_179_845_938_664, 0.236_926_885_056_189_1),
    ];
    let half = (to - from) / (2.0 * steps as f64);
    let mut sum = 0.0;
    for step in 0..steps {
        let middle = from + half * (2 * step + 1) as f64;
        for (node, weight) in NODES {
            if node == 0.0 {
                sum += weight * f(middle);
            } else {
                sum += weight * (f(middle - node * half) + f(middle + node * half));
            }
        }
    }
    sum * half
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    fn check(curve: &Curve, length: f64, size: [f64; 2], area: f64) {
        let mut envelope = Envelope::default();
        curve.extend(&mut envelope);
        let got = envelope.size().unwrap_or_default();
        assert!((curve.length() - length).abs() < 1e-6, "length {} {length}", curve.length());
        assert!((got[0] - size[0]).abs() < 1e-9 && (got[1] - size[1]).abs() < 1e-9, "{got:?} {size:?}");
        assert!((curve.area_share() - area).abs() < 1e-9, "area {} {area}", curve.area_share());
    }

    #[test]
    fn arcs_are_measured_exactly() {
        let flat = Placement::IDENTITY;
        check(&Curve3::circular(&flat, [5.0, 5.0, 0.0], 10.0, 0.0, 360.0).seen(&flat), 20.0 * PI, [20.0, 20.0], 100.0 * PI);
        check(&Curve3::circular(&flat, [0.0; 3], 10.0, 0.0, 90.0).seen(&flat), 5.0 * PI, [10.0, 10.0], 25.0 * PI);
        check(&Curve3::circular(&flat, [0.0; 3], 1.0, 315.0, 45.0).seen(&flat), PI / 2.0, [1.0 - 0.5f64.sqrt(), 2f64.sqrt()], PI / 4.0);
        // An ellipse of 2 by 1: length by Gauss-Kummer, 9.688448220547676.
        let squeezed = Placement::scaled([2.0, 1.0, 1.0]);
        check(&Curve3::circular(&flat, [0.0; 3], 1.0, 0.0, 360.0).seen(&squeezed), 9.688_448_220_547_676, [4.0, 2.0], 2.0 * PI);
    }

    #[test]
    fn bulges_go_through_their_points() {
        let flat = Placement::IDENTITY;
        for bulge in [1.0, -1.0, 0.414_213_562_373_095_1, -0.3, 2.5] {
            let curve = Curve3::bulged(&flat, [1.0, 2.0, 0.0], [4.0, 6.0, 0.0], bulge).seen(&flat);
            let [from, to] = curve.ends();
            assert!((from[0] - 1.0).abs() < 1e-9 && (from[1] - 2.0).abs() < 1e-9, "{bulge} {from:?}");
            assert!((to[0] - 4.0).abs() < 1e-9 && (to[1] - 6.0).abs() < 1e-9, "{bulge} {to:?}");
            // A positive bulge bows to the right of the chord: counter-clockwise.
            let middle = curve.at(0.5);
            let side = 3.0 * (middle[1] - 2.0) - 4.0 * (middle[0] - 1.0);
            assert!(side * bulge < 0.0, "{bulge} {middle:?}");
            assert!((side.abs() / 5.0 - bulge.abs() * 2.5).abs() < 1e-9, "sagitta of {bulge}");
        }
    }
}
