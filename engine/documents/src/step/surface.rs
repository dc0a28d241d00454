//! Surfaces of ISO 10303-42 as parametrised points, with inversion to the parameter plane.

use std::f64::consts::{FRAC_PI_2, PI, TAU};
use std::rc::Rc;

use super::curve::Profile;
use super::nurbs::NurbsSurface;
use super::vector::{Frame, V3, add, along, cross, distance, dot, mul, norm, sub, unit};

/// A point this near to a surface lies on it: the tolerance most kernels write their edges with.
const NEAR_ENOUGH_MM: f64 = 1e-4;

/// A surface as the file states it; lengths in millimetres, angles in radians.
#[derive(Debug, Clone)]
pub(super) enum Surface {
    Plane(Frame),
    Cylinder(Frame, f64),
    /// Radius at the origin, tangent of the half angle.
    Cone(Frame, f64, f64),
    Sphere(Frame, f64),
    /// Major and minor radius.
    Torus(Frame, f64, f64),
    Nurbs(NurbsSurface, Closure),
    /// Profile and direction.
    Extrusion(Rc<Profile>, V3),
    /// Profile turned around the z axis of the frame.
    Revolution(Rc<Profile>, Frame),
    /// Basis and signed distance along its normal.
    Offset(Rc<Surface>, f64),
}

/// Whether opposite edges of a B-spline surface meet, and where one is drawn together to a point.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Closure {
    pub u: bool,
    pub v: bool,
    pub poles: [Option<f64>; 2],
}

impl Surface {
    /// Closes and turns a B-spline surface so that an edge drawn together to a point always lies at an end of v.
    pub(super) fn nurbs(n: NurbsSurface) -> Self {
        let point_like = |n: &NurbsSurface, at: &dyn Fn(f64) -> (f64, f64)| {
            let p = |s: f64| {
                let (u, v) = at(s);
                n.at(u, v).0
            };
            distance(p(0.0), p(0.37)) < 1e-5 && distance(p(0.0), p(0.71)) < 1e-5
        };
        let ((u0, u1), (v0, v1)) = (n.u.range(), n.v.range());
        let u_ends = [u0, u1].iter().any(|u| point_like(&n, &|s| (*u, v0 + (v1 - v0) * s)));
        let v_ends = [v0, v1].iter().any(|v| point_like(&n, &|s| (u0 + (u1 - u0) * s, *v)));
        let n = if u_ends && !v_ends { n.turned() } else { n };
        let ((u0, u1), (v0, v1)) = (n.u.range(), n.v.range());
        let size = distance(n.at(u0, v0).0, n.at((u0 + u1) / 2.0, (v0 + v1) / 2.0).0).max(1e-6);
        let share = [0.0, 0.21, 0.47, 0.73, 1.0];
        let meets = |pairs: &dyn Fn(f64) -> (V3, V3)| {
            share.iter().all(|s| {
                let (a, b) = pairs(*s);
                distance(a, b) < 1e-5 * size + 1e-6
            })
        };
        let u = meets(&|s| (n.at(u0, v0 + (v1 - v0) * s).0, n.at(u1, v0 + (v1 - v0) * s).0));
        let v = meets(&|s| (n.at(u0 + (u1 - u0) * s, v0).0, n.at(u0 + (u1 - u0) * s, v1).0));
        let poles = [v0, v1].map(|end| point_like(&n, &|s| (u0 + (u1 - u0) * s, end)).then_some(end));
        Self::Nurbs(n, Closure { u, v, poles })
    }

    /// Point and both first derivatives.
    pub(super) fn at(&self, u: f64, v: f64) -> (V3, V3, V3) {
        match self {
            Self::Plane(f) => (f.point(u, v, 0.0), f.x, f.y),
            Self::Cylinder(f, r) => {
                let e = f.radial(u);
                (along(along(f.o, e, *r), f.z, v), mul(cross(f.z, e), *r), f.z)
            }
            Self::Cone(f, r, k) => {
                let e = f.radial(u);
                let rho = r + v * k;
                (along(along(f.o, e, rho), f.z, v), mul(cross(f.z, e), rho), along(f.z, e, *k))
            }
            Self::Sphere(f, r) => {
                let e = f.radial(u);
                let (s, c) = v.sin_cos();
                (along(along(f.o, e, r * c), f.z, r * s), mul(cross(f.z, e), r * c), along(mul(f.z, r * c), e, -r * s))
            }
            Self::Torus(f, big, r) => {
                let e = f.radial(u);
                let (s, c) = v.sin_cos();
                let rho = big + r * c;
                (along(along(f.o, e, rho), f.z, r * s), mul(cross(f.z, e), rho), along(mul(f.z, r * c), e, -r * s))
            }
            Self::Nurbs(n, closed) => {
                let wrap = |t: f64, (a, b): (f64, f64), on: bool| if on && (t < a || t > b) { a + (t - a).rem_euclid(b - a) } else { t };
                n.at(wrap(u, n.u.range(), closed.u), wrap(v, n.v.range(), closed.v))
            }
            Self::Extrusion(c, d) => {
                let (p, t) = c.at(u);
                (along(p, *d, v), t, *d)
            }
            Self::Revolution(c, f) => {
                let (p, t) = c.at(v);
                let (q, s) = (f.local(p), [dot(t, f.x), dot(t, f.y), dot(t, f.z)]);
                let (sin, cos) = u.sin_cos();
                let turn = |a: V3| [a[0] * cos - a[1] * sin, a[0] * sin + a[1] * cos, a[2]];
                let (q, s) = (turn(q), turn(s));
                let world = |a: V3| along(along(mul(f.x, a[0]), f.y, a[1]), f.z, a[2]);
                (f.point(q[0], q[1], q[2]), world([-q[1], q[0], 0.0]), world(s))
            }
            Self::Offset(base, d) => {
                let place = |u: f64, v: f64| {
                    let (p, su, sv) = base.at(u, v);
                    unit(cross(su, sv)).map_or(p, |n| along(p, n, *d))
                };
                let ((u0, u1), (v0, v1)) = base.step_scale();
                let (hu, hv) = (1e-5 * (u1 - u0), 1e-5 * (v1 - v0));
                let su = mul(sub(place(u + hu, v), place(u - hu, v)), 0.5 / hu);
                let sv = mul(sub(place(u, v + hv), place(u, v - hv)), 0.5 / hv);
                (place(u, v), su, sv)
            }
        }
    }

    /// A typical extent of each parameter, for finite differences.
    fn step_scale(&self) -> ((f64, f64), (f64, f64)) {
        (self.u_range().unwrap_or((0.0, 1.0)), self.v_range().unwrap_or((0.0, 1.0)))
    }

    pub(super) fn u_range(&self) -> Option<(f64, f64)> {
        match self {
            Self::Plane(_) => None,
            Self::Cylinder(..) | Self::Cone(..) | Self::Sphere(..) | Self::Torus(..) | Self::Revolution(..) => Some((0.0, TAU)),
            Self::Nurbs(n, _) => Some(n.u.range()),
            Self::Extrusion(c, _) => c.range,
            Self::Offset(base, _) => base.u_range(),
        }
    }

    pub(super) fn v_range(&self) -> Option<(f64, f64)> {
        match self {
            Self::Plane(_) | Self::Cylinder(..) | Self::Cone(..) | Self::Extrusion(..) => None,
            Self::Sphere(..) => Some((-FRAC_PI_2, FRAC_PI_2)),
            Self::Torus(..) => Some((0.0, TAU)),
            Self::Nurbs(n, _) => Some(n.v.range()),
            Self::Revolution(c, _) => c.range,
            Self::Offset(base, _) => base.v_range(),
        }
    }

    pub(super) fn periods(&self) -> [Option<f64>; 2] {
        match self {
            Self::Plane(_) => [None, None],
            Self::Cylinder(..) | Self::Cone(..) | Self::Sphere(..) => [Some(TAU), None],
            Self::Torus(..) => [Some(TAU), Some(TAU)],
            Self::Nurbs(n, c) => {
                let span = |(a, b): (f64, f64), on: bool| on.then_some(b - a);
                [span(n.u.range(), c.u), span(n.v.range(), c.v)]
            }
            Self::Extrusion(c, _) => [c.period, None],
            Self::Revolution(c, _) => [Some(TAU), c.period],
            Self::Offset(base, _) => base.periods(),
        }
    }

    /// Lower and upper `v` where the surface closes on a point.
    pub(super) fn poles(&self) -> [Option<f64>; 2] {
        match self {
            Self::Sphere(..) => [Some(-FRAC_PI_2), Some(FRAC_PI_2)],
            Self::Cone(_, r, k) => {
                let apex = -r / k;
                if *k > 0.0 { [Some(apex), None] } else { [None, Some(apex)] }
            }
            Self::Nurbs(_, c) => c.poles,
            Self::Revolution(c, f) => {
                let on_axis = |v: f64| {
                    let q = f.local(c.point(v));
                    (q[0].hypot(q[1]) < 1e-5).then_some(v)
                };
                c.range.map_or([None, None], |(a, b)| [on_axis(a), on_axis(b)])
            }
            Self::Offset(..) => {
                let (Some((v0, v1)), Some((u0, u1))) = (self.v_range(), self.u_range()) else { return [None, None] };
                let flat = |v: f64| {
                    let (a, b, c) = (self.at(u0, v).0, self.at(u0 + (u1 - u0) * 0.37, v).0, self.at(u0 + (u1 - u0) * 0.71, v).0);
                    (distance(a, b) < 1e-5 && distance(a, c) < 1e-5).then_some(v)
                };
                [flat(v0), flat(v1)]
            }
            _ => [None, None],
        }
    }

    /// Parameters between which the surface is smooth, over `[lo, hi]` of one direction (0 is u).
    pub(super) fn breaks(&self, direction: usize, lo: f64, hi: f64) -> Vec<f64> {
        let even = |step: f64| -> Vec<f64> {
            let n = (((hi - lo) / step).ceil() as usize).clamp(1, 64);
            (1..n).map(|i| lo + (hi - lo) * i as f64 / n as f64).collect()
        };
        let knots = |inner: Vec<f64>, period: Option<f64>| -> Vec<f64> {
            let shifts: &[f64] = if period.is_some() { &[-2.0, -1.0, 0.0, 1.0, 2.0] } else { &[0.0] };
            let mut out: Vec<f64> = shifts.iter().flat_map(|k| inner.iter().map(move |t| t + k * period.unwrap_or(0.0))).collect();
            let parts: usize = if inner.len() <= 4 {
                8
            } else if inner.len() <= 12 {
                4
            } else {
                1
            };
            out.sort_by(f64::total_cmp);
            let fine: Vec<f64> = out
                .windows(2)
                .flat_map(|w| (1..parts).map(|i| w[0] + (w[1] - w[0]) * i as f64 / parts as f64).collect::<Vec<_>>())
                .collect();
            out.extend(fine);
            out
        };
        let mut inner = match (self, direction) {
            (Self::Plane(_), _) | (Self::Cylinder(..) | Self::Cone(..) | Self::Extrusion(..), 1) => Vec::new(),
            (Self::Cylinder(..) | Self::Cone(..) | Self::Sphere(..) | Self::Torus(..), _) | (Self::Revolution(..), 0) => even(PI / 8.0),
            (Self::Nurbs(n, _), 0) => knots(n.u.breaks(), self.periods()[0]),
            (Self::Nurbs(n, _), _) => knots(n.v.breaks(), self.periods()[1]),
            (Self::Extrusion(c, _) | Self::Revolution(c, _), d) => knots(c.breaks.clone(), self.periods()[d]),
            (Self::Offset(base, _), d) => return base.breaks(d, lo, hi),
        };
        let tolerance = (hi - lo) * 1e-9;
        inner.retain(|t| *t > lo + tolerance && *t < hi - tolerance);
        inner.push(lo);
        inner.push(hi);
        inner.sort_by(f64::total_cmp);
        inner.dedup_by(|a, b| (*a - *b).abs() <= tolerance);
        inner
    }

    /// Parameters of the point of the surface nearest to `p`; `guess` is where the point before it was.
    pub(super) fn nearest(&self, p: V3, guess: Option<[f64; 2]>) -> [f64; 2] {
        match self {
            Self::Plane(f) => {
                let q = f.local(p);
                [q[0], q[1]]
            }
            Self::Cylinder(f, _) => {
                let q = f.local(p);
                [q[1].atan2(q[0]), q[2]]
            }
            Self::Cone(f, r, k) => {
                let q = f.local(p);
                let flip = if r + q[2] * k < 0.0 { -1.0 } else { 1.0 };
                [(flip * q[1]).atan2(flip * q[0]), q[2]]
            }
            Self::Sphere(f, _) => {
                let q = f.local(p);
                [q[1].atan2(q[0]), q[2].atan2(q[0].hypot(q[1]))]
            }
            Self::Torus(f, big, r) => {
                let q = f.local(p);
                let rho = q[0].hypot(q[1]);
                if *r > *big && rho < 1e-9 {
                    return [guess.map_or(0.0, |g| g[0]), q[2].atan2(-big)];
                }
                [q[1].atan2(q[0]), q[2].atan2(rho - big)]
            }
            Self::Nurbs(..) => self.search(p, guess),
            Self::Extrusion(c, d) => {
                let dd = dot(*d, *d).max(1e-300);
                let flat = |a: V3| sub(a, mul(*d, dot(a, *d) / dd));
                let target = flat(p);
                let range = c.range.unwrap_or((-1e4, 1e4));
                let u = closest_1d(&|t| distance(flat(c.point(t)), target), range, &c.breaks, c.period, guess.map(|g| g[0]));
                [u, dot(sub(p, c.point(u)), *d) / dd]
            }
            Self::Revolution(c, f) => {
                let q = f.local(p);
                let target = [q[0].hypot(q[1]), q[2]];
                let gap = |t: f64| {
                    let a = f.local(c.point(t));
                    (a[0].hypot(a[1]) - target[0]).hypot(a[2] - target[1])
                };
                let range = c.range.unwrap_or((-1e4, 1e4));
                let v = closest_1d(&gap, range, &c.breaks, c.period, guess.map(|g| g[1]));
                let a = f.local(c.point(v));
                [q[1].atan2(q[0]) - a[1].atan2(a[0]), v]
            }
            Self::Offset(base, _) => base.nearest(p, guess),
        }
    }

    fn search(&self, p: V3, guess: Option<[f64; 2]>) -> [f64; 2] {
        let mut followed = None;
        if let Some(g) = guess {
            let (at, gap) = self.polish(p, g);
            if gap < NEAR_ENOUGH_MM {
                return at;
            }
            followed = Some((at, gap));
        }
        let (Some((u0, u1)), Some((v0, v1))) = (self.u_range(), self.v_range()) else { return guess.unwrap_or([0.0; 2]) };
        let (nu, nv) = match self {
            Self::Nurbs(n, _) => ((n.u.count * 2).clamp(6, 40), (n.v.count * 2).clamp(6, 40)),
            _ => (12, 12),
        };
        let mut best = ([u0, v0], f64::INFINITY);
        // A thread turns several times between the points of a coarse net: a finer one finds the turn the point is on.
        for (finer, tries) in [(1, 4), (4, 24)] {
            let (nu, nv) = (nu * finer, nv * finer);
            let mut starts: Vec<(f64, [f64; 2])> = Vec::with_capacity((nu + 1) * (nv + 1));
            for i in 0..=nu {
                for j in 0..=nv {
                    let at = [u0 + (u1 - u0) * i as f64 / nu as f64, v0 + (v1 - v0) * j as f64 / nv as f64];
                    starts.push((distance(self.at(at[0], at[1]).0, p), at));
                }
            }
            starts.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (_, at) in starts.iter().take(tries) {
                let found = self.polish(p, *at);
                if found.1 < best.1 {
                    best = found;
                }
                if best.1 < 1e-6 {
                    break;
                }
            }
            if best.1 < NEAR_ENOUGH_MM.max(1e-3) || followed.is_some() {
                break;
            }
        }
        // Neighbouring turns of a thread lie close together: the one the boundary came along wins unless clearly wrong.
        match followed {
            Some((at, gap)) if gap < 10.0 * best.1 => at,
            _ => best.0,
        }
    }

    /// Damped Gauss-Newton descent of the distance; returns parameters and remaining distance.
    fn polish(&self, p: V3, mut at: [f64; 2]) -> ([f64; 2], f64) {
        let periods = self.periods();
        let ranges = [self.u_range(), self.v_range()];
        let (mut q, mut su, mut sv) = self.at(at[0], at[1]);
        let mut gap = distance(q, p);
        let mut damping = 1e-9;
        for _ in 0..25 {
            let d = sub(p, q);
            let (a, b, c) = (dot(su, su), dot(su, sv), dot(sv, sv));
            let (e, f) = (dot(d, su), dot(d, sv));
            let (aa, cc) = (a * (1.0 + damping) + 1e-300, c * (1.0 + damping) + 1e-300);
            let det = aa * cc - b * b;
            let (du, dv) = if det.abs() > 1e-14 * aa * cc { ((e * cc - b * f) / det, (aa * f - b * e) / det) } else { (e / aa, 0.0) };
            let mut next = [at[0] + du, at[1] + dv];
            for k in 0..2 {
                if let (None, Some((lo, hi))) = (periods[k], ranges[k]) {
                    next[k] = next[k].clamp(lo, hi);
                }
            }
            let (nq, nu, nv) = self.at(next[0], next[1]);
            let new_gap = distance(nq, p);
            if new_gap <= gap {
                let moved = norm(sub(nq, q));
                (at, q, su, sv, gap) = (next, nq, nu, nv, new_gap);
                damping = (damping / 10.0).max(1e-12);
                if moved < 1e-10 || gap < 1e-9 {
                    break;
                }
            } else {
                damping = (damping * 100.0).max(1e-3);
                if damping > 1e9 {
                    break;
                }
            }
        }
        (at, gap)
    }

    /// True where `u` means nothing: the point sits on a pole or an apex.
    pub(super) fn is_pole(&self, p: V3, v: f64) -> bool {
        match self {
            Self::Sphere(f, r) => {
                let q = f.local(p);
                q[0].hypot(q[1]) < 1e-5 * r
            }
            Self::Cone(f, r, _) => {
                let q = f.local(p);
                q[0].hypot(q[1]) < 1e-5 * r.abs().max(1e-3)
            }
            Self::Nurbs(..) | Self::Revolution(..) => {
                let near = |pole: Option<f64>| pole.is_some_and(|x| self.v_range().is_some_and(|(a, b)| (v - x).abs() < 1e-6 * (b - a)));
                let [a, b] = self.poles();
                near(a) || near(b)
            }
            _ => false,
        }
    }

    /// A surface without an edge of its own: a whole face of it needs no boundary.
    pub(super) fn is_closed(&self) -> bool {
        let [pu, pv] = self.periods();
        let [a, b] = self.poles();
        pu.is_some() && (pv.is_some() || (a.is_some() && b.is_some()))
    }

    /// Unit normal at the parameters, along `Su × Sv`.
    pub(super) fn normal(&self, uv: [f64; 2]) -> Option<V3> {
        let (_, su, sv) = self.at(uv[0], uv[1]);
        unit(cross(su, sv))
    }
}

/// Parameter of the least `gap` on a range: sampled between the breaks, then narrowed.
fn closest_1d(gap: &dyn Fn(f64) -> f64, range: (f64, f64), breaks: &[f64], period: Option<f64>, guess: Option<f64>) -> f64 {
    let (lo, hi) = range;
    let narrow = |t: f64, reach: f64| {
        let (mut a, mut b) = (t - reach, t + reach);
        if period.is_none() {
            (a, b) = (a.max(lo), b.min(hi));
        }
        let g = 0.618_033_988_749_894_9;
        let (mut c, mut d) = (b - g * (b - a), a + g * (b - a));
        let (mut fc, mut fd) = (gap(c), gap(d));
        for _ in 0..60 {
            if fc < fd {
                (b, d, fd) = (d, c, fc);
                c = b - g * (b - a);
                fc = gap(c);
            } else {
                (a, c, fc) = (c, d, fd);
                d = a + g * (b - a);
                fd = gap(d);
            }
            if (b - a).abs() < 1e-13 * (hi - lo).abs() {
                break;
            }
        }
        let m = (a + b) / 2.0;
        [lo, hi].into_iter().filter(|e| (e - m).abs() < 1e-6 * (hi - lo)).find(|e| gap(*e) <= gap(m)).unwrap_or(m)
    };
    if let Some(t) = guess {
        let m = narrow(t, (hi - lo) / 32.0);
        if gap(m) < 1e-6 {
            return m;
        }
    }
    let cells: Vec<f64> = if breaks.len() > 1 { breaks.to_vec() } else { (0..=16).map(|i| lo + (hi - lo) * f64::from(i) / 16.0).collect() };
    let per = if cells.len() > 60 { 2 } else { 6 };
    let mut samples: Vec<(f64, f64, f64)> = Vec::new();
    for w in cells.windows(2) {
        let step = (w[1] - w[0]) / f64::from(per);
        samples.extend((0..=per).map(|i| w[0] + step * f64::from(i)).map(|t| (gap(t), t, step)));
    }
    samples.sort_by(|a, b| a.0.total_cmp(&b.0));
    samples.iter().take(3).map(|(_, t, step)| narrow(*t, *step)).min_by(|a, b| gap(*a).total_cmp(&gap(*b))).unwrap_or(lo)
}

/// The surface a straight line draws when extruded or turned, in its simplest form.
pub(super) fn swept_line(o: V3, d: V3, axis: &Frame) -> Option<Surface> {
    let d = unit(d)?;
    let q = axis.local(o);
    let (dx, dy, dz) = (dot(d, axis.x), dot(d, axis.y), dot(d, axis.z));
    // The line must lie in a plane through the axis; a skew line gives a hyperboloid.
    if (q[0] * dy - q[1] * dx).abs() > 1e-7 * (1.0 + q[0].hypot(q[1])) {
        return None;
    }
    if dx.hypot(dy) < 1e-9 {
        return Some(Surface::Cylinder(*axis, q[0].hypot(q[1])));
    }
    if dz.abs() < 1e-9 {
        let o = add(axis.o, mul(axis.z, q[2]));
        return Some(Surface::Plane(Frame { o, ..*axis }));
    }
    let side = if q[0].hypot(q[1]) > 1e-9 { (q[0] * dx + q[1] * dy) / q[0].hypot(q[1]) } else { dx.hypot(dy) };
    let k = side / dz;
    // The origin is moved to where the radius is positive, so that the cone opens along +z or -z as it does in the file.
    Some(Surface::Cone(Frame { o: along(axis.o, axis.z, q[2]), ..*axis }, q[0].hypot(q[1]), k))
}
