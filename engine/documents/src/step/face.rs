//! One face: its boundary carried to the parameter plane, its area, its share of the volume, and its extremes.

use std::collections::HashSet;
use std::f64::consts::TAU;
use std::rc::Rc;

use trusquin_domain::FaceKind;

use super::curve::Curve;
use super::integral::{Measure, Table};
use super::planar;
use super::surface::Surface;
use super::vector::{V3, add, cross, distance, dot, mul, sub, unit};

/// An edge followed along its curve: an odd number of points, each three one arc.
#[derive(Debug)]
pub(super) struct Edge {
    pub points: Vec<V3>,
    /// Curve and parameters of the first and last point, when it is not straight.
    pub curve: Option<(Rc<Curve>, f64, f64)>,
}

/// An edge as one face uses it.
#[derive(Debug, Clone)]
pub(super) struct EdgeUse {
    pub id: u64,
    pub edge: Rc<Edge>,
    pub forward: bool,
}

/// A face as read, before it is measured.
#[derive(Debug)]
pub(super) struct Face {
    pub id: u64,
    pub kind: FaceKind,
    pub surface: Rc<Surface>,
    /// True when the face normal is the surface normal.
    pub same_sense: bool,
    pub loops: Vec<Vec<EdgeUse>>,
    /// Points of the boundary that are no edge: apexes.
    pub points: Vec<V3>,
    /// Parameter rectangle of a face bounded by its own trimming: u from, to, v from, to.
    pub rectangle: Option<[f64; 4]>,
}

/// A boundary loop in the parameter plane.
#[derive(Debug)]
pub(super) struct FlatLoop {
    /// Which loop of the face it is.
    source: usize,
    /// Index of the run of each edge.
    edge_runs: Vec<usize>,
    /// For each run, whether it is a seam: an edge the face has on both its sides.
    pub seams: Vec<bool>,
    /// Plus one when the face lies to the left of the loop, seen against the surface normal.
    hand: f64,
    outer: bool,
    /// Points and whether each three make a parabola.
    pub runs: Vec<(Vec<[f64; 2]>, bool)>,
    /// Whole turns made in u and v.
    turns: [i32; 2],
    pole: [bool; 2],
}

/// The measured face.
#[derive(Debug)]
pub(super) struct Measured {
    pub face: Face,
    /// Area, and volume share with the face normal outwards.
    pub measure: Measure,
    pub loops: Vec<FlatLoop>,
    /// Rectangle of the boundary in the parameter plane.
    pub low: [f64; 2],
    pub high: [f64; 2],
    /// Plus one when the loops run left-handed around the surface normal as they should.
    pub handed: f64,
    pub whole: bool,
    /// The face is the whole closed surface but for what its loops enclose.
    pub complement: bool,
}

/// A boundary loop as points on the surface, with their parameters.
#[derive(Debug)]
pub(super) struct Ring {
    pub points: Vec<([f64; 2], V3)>,
    /// Whole turns made in u and v.
    pub turns: [i32; 2],
    /// Plus one when the face lies to the left of the ring, seen against the surface normal.
    pub hand: f64,
}

impl Ring {
    /// Rectangle of the parameters.
    pub(super) fn bounds(&self) -> ([f64; 2], [f64; 2]) {
        let start = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        self.points
            .iter()
            .fold(start, |(low, high), (uv, _)| (std::array::from_fn(|k| low[k].min(uv[k])), std::array::from_fn(|k| high[k].max(uv[k]))))
    }

    /// Mean of one parameter.
    pub(super) fn mean(&self, k: usize) -> f64 {
        self.points.iter().map(|(uv, _)| uv[k]).sum::<f64>() / self.points.len().max(1) as f64
    }
}

impl Face {
    fn flatten(&self) -> Vec<FlatLoop> {
        let periods = self.surface.periods();
        let [low_pole, high_pole] = self.surface.poles();
        let uses: HashSet<(u64, bool)> = self.loops.iter().flatten().map(|e| (e.id, e.forward)).collect();
        self.loops
            .iter()
            .enumerate()
            .map(|(source, edges)| {
                let mut out = FlatLoop {
                    source,
                    edge_runs: Vec::new(),
                    seams: Vec::new(),
                    hand: 1.0,
                    outer: true,
                    runs: Vec::new(),
                    turns: [0, 0],
                    pole: [false, false],
                };
                let mut previous: Option<[f64; 2]> = None;
                for used in edges {
                    let n = used.edge.points.len();
                    let point = |i: usize| used.edge.points[if used.forward { i } else { n - 1 - i }];
                    let mut run: Vec<[f64; 2]> = Vec::with_capacity(n);
                    let mut singular: Vec<usize> = Vec::new();
                    let mut last = previous;
                    for i in 0..n {
                        let p = point(i);
                        let mut uv = self.surface.nearest(p, last);
                        if self.surface.is_pole(p, uv[1]) {
                            singular.push(i);
                            let upper = high_pole.is_some_and(|h| low_pole.is_none_or(|l| (uv[1] - h).abs() < (uv[1] - l).abs()));
                            out.pole[usize::from(upper)] = true;
                        } else {
                            for k in 0..2 {
                                if let (Some(period), Some(l)) = (periods[k], last) {
                                    uv[k] -= period * ((uv[k] - l[k]) / period).round();
                                }
                            }
                            last = Some(uv);
                        }
                        run.push(uv);
                    }
                    let inner_pole = singular.iter().any(|i| *i > 0 && *i + 1 < n);
                    for i in singular {
                        let neighbour = (1..n).find_map(|k| {
                            let free = |j: usize| !self.surface.is_pole(point(j), run[j][1]);
                            if i + k < n && free(i + k) {
                                Some(i + k)
                            } else if i >= k && free(i - k) {
                                Some(i - k)
                            } else {
                                None
                            }
                        });
                        if let Some(j) = neighbour {
                            run[i][0] = run[j][0];
                        }
                    }
                    if let (Some(a), Some(b)) = (previous, run.first())
                        && (a[0] - b[0]).abs() + (a[1] - b[1]).abs() > 0.0
                    {
                        out.runs.push((vec![a, *b], false));
                        out.seams.push(false);
                    }
                    previous = run.last().copied();
                    out.edge_runs.push(out.runs.len());
                    out.runs.push((run, !inner_pole));
                    out.seams.push(used.id != 0 && uses.contains(&(used.id, !used.forward)));
                }
                if let (Some(first), Some(end)) = (out.runs.first().and_then(|r| r.0.first()).copied(), previous) {
                    let mut target = first;
                    for k in 0..2 {
                        if let Some(period) = periods[k] {
                            let turns = ((end[k] - first[k]) / period).round();
                            out.turns[k] = turns as i32;
                            target[k] += turns * period;
                        }
                    }
                    out.runs.push((vec![end, target], false));
                    out.seams.push(false);
                }
                out
            })
            .filter(|l| !l.runs.is_empty())
            .collect()
    }

    /// True when the boundary bounds a face on both its sides: only its direction tells which one is meant.
    pub(super) fn trusts_direction(&self) -> bool {
        self.surface.is_closed() && !self.loops.is_empty() && !self.only_seams()
    }

    /// Measures the face about `centre`; none when its boundary makes no sense on its surface.
    /// `reversed` when the neighbours show that the boundary runs the wrong way round.
    pub(super) fn measure(self, centre: V3, reversed: bool) -> Result<Measured, Face> {
        let sense = if self.same_sense { 1.0 } else { -1.0 };
        let hand = if reversed { -sense } else { sense };
        let mut loops = self.flatten();
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for uv in loops.iter().flat_map(|l| l.runs.iter()).flat_map(|r| r.0.iter()) {
            for k in 0..2 {
                low[k] = low[k].min(uv[k]);
                high[k] = high[k].max(uv[k]);
            }
        }
        let closed = self.surface.is_closed();
        let natural = match (self.rectangle, self.surface.u_range(), self.surface.v_range()) {
            (Some([a, b, c, d]), _, _) => Some(([a, c], [b, d])),
            (None, Some((a, b)), Some((c, d))) => Some(([a, c], [b, d])),
            _ => None,
        };
        let full = |surface: &Surface| natural.and_then(|(l, h)| Table::new(surface, 0, l, h, centre)).map(|t| t.whole());
        let seams_only = !loops.is_empty() && self.only_seams();
        if loops.is_empty() || (closed && seams_only) {
            let Some((l, h)) = natural else { return Err(self) };
            let Some(m) = full(&self.surface) else { return Err(self) };
            let measure = m.facing(sense);
            return Ok(Measured { face: self, measure, loops: Vec::new(), low: l, high: h, handed: 1.0, whole: true, complement: false });
        }
        let turns: [i32; 2] = [loops.iter().map(|l| l.turns[0]).sum(), loops.iter().map(|l| l.turns[1]).sum()];
        let winds_u = loops.iter().any(|l| l.turns[0] != 0);
        let winds_v = loops.iter().any(|l| l.turns[1] != 0);
        let poles = self.surface.poles();
        let mut inner = usize::from(winds_u || !winds_v);
        let mut from = None;
        if inner == 1 && turns[0] != 0 {
            let upper = f64::from(turns[0]) * hand > 0.0;
            from = if upper { poles[1].or(poles[0]) } else { poles[0].or(poles[1]) };
            if from.is_none() {
                // A thread ending on itself: its loop is closed at constant v, which adds nothing to the integral along u.
                inner = 0;
            }
        } else if let Some(side) = (0..2).find(|s| loops.iter().any(|l| l.pole[*s])) {
            from = poles[side];
        }
        if let Some(v) = from {
            low[1] = low[1].min(v);
            high[1] = high[1].max(v);
        }
        for k in 0..2 {
            if high[k] - low[k] < 1e-12 {
                high[k] += 1e-9;
            }
        }
        let parts: Vec<Measure> = if let Surface::Plane(frame) = &*self.surface {
            loops.iter().map(|l| planar::measure(&l.runs, frame, centre)).collect()
        } else {
            let Some(table) = Table::new(&self.surface, inner, low, high, centre) else { return Err(self) };
            loops
                .iter()
                .map(|l| l.runs.iter().map(|(path, curved)| table.along(path, *curved, from)).fold(Measure::default(), Measure::plus))
                .collect()
        };
        let mut total = parts.iter().copied().fold(Measure::default(), Measure::plus);
        let (mut handed, mut complement) = (1.0, false);
        if closed && (turns[0] == 0) && !(winds_u || winds_v) || (closed && self.surface.periods()[1].is_some()) {
            // On a closed surface the loops alone cannot say which side is meant: their direction must be trusted.
            handed = hand;
            total = total.times(hand);
            if total.area < 0.0 {
                let (Some(m), Some((l, h))) = (full(&self.surface), natural) else { return Err(self) };
                total = total.plus(m);
                (low, high) = (l, h);
                complement = true;
            }
        } else if !winds_u && !winds_v && parts.len() > 1 {
            let outer = parts.iter().copied().max_by(|a, b| a.area.abs().total_cmp(&b.area.abs())).unwrap_or_default();
            let sign = outer.area.signum();
            handed = sign;
            total = outer.times(sign);
            for part in parts.iter().filter(|p| **p != outer) {
                total = total.plus(part.times(-part.area.signum()));
            }
        } else if total.area < 0.0 {
            handed = -1.0;
            total = total.times(-1.0);
        }
        if !(total.area.is_finite() && total.volume.is_finite()) {
            return Err(self);
        }
        let simple = !winds_u && !winds_v && !closed;
        let largest = parts.iter().map(|p| p.area.abs()).fold(0.0, f64::max);
        for (l, part) in loops.iter_mut().zip(&parts) {
            l.outer = if simple { part.area.abs() >= largest } else { l.turns != [0, 0] };
            l.hand = if simple && !l.outer { -part.area.signum() } else { handed };
        }
        let measure = total.facing(sense);
        Ok(Measured { face: self, measure, loops, low, high, handed, whole: false, complement })
    }

    fn only_seams(&self) -> bool {
        let uses: Vec<(u64, bool)> = self.loops.iter().flatten().map(|e| (e.id, e.forward)).collect();
        uses.iter().all(|(id, forward)| uses.contains(&(*id, !forward)))
    }
}

impl Measured {
    /// Least and greatest value of `d · P` over the face.
    pub(super) fn extent(&self, d: V3) -> (f64, f64) {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut take = |x: f64| {
            low = low.min(x);
            high = high.max(x);
        };
        for p in &self.face.points {
            take(dot(*p, d));
        }
        for used in self.face.loops.iter().flatten() {
            let points = &used.edge.points;
            for p in points {
                take(dot(*p, d));
            }
            if let Some((curve, t0, t1)) = &used.edge.curve {
                for side in [1.0, -1.0] {
                    let value = |i: usize| side * dot(points[i], d);
                    let Some(best) = (0..points.len()).max_by(|a, b| value(*a).total_cmp(&value(*b))) else { continue };
                    let h = (t1 - t0) / (points.len() - 1) as f64;
                    let at = |t: f64| side * dot(curve.point(t), d);
                    take(side * climb(&at, t0 + h * best as f64, h, *t0, *t1));
                }
            }
        }
        for side in [1.0, -1.0] {
            let ds = mul(d, side);
            let edge_best = if side > 0.0 { high } else { -low };
            if let Some(x) = self.summit(ds, edge_best) {
                if side > 0.0 { high = high.max(x) } else { low = low.min(-x) }
            }
        }
        (low, high)
    }

    /// The greatest `d · P` inside the face where it beats its boundary: only doubly curved faces have one.
    fn summit(&self, d: V3, boundary: f64) -> Option<f64> {
        let f = |uv: [f64; 2]| dot(self.face.surface.at(uv[0], uv[1]).0, d);
        let candidates: Vec<[f64; 2]> = match &*self.face.surface {
            Surface::Plane(_) | Surface::Cylinder(..) | Surface::Cone(..) | Surface::Extrusion(..) => return None,
            Surface::Sphere(frame, _) => vec![self.face.surface.nearest(add(frame.o, d), None)],
            Surface::Torus(frame, ..) => {
                let q = [dot(d, frame.x), dot(d, frame.y), dot(d, frame.z)];
                let (u, rho) = (q[1].atan2(q[0]), q[0].hypot(q[1]));
                if rho < 1e-9 {
                    let v = if q[2] > 0.0 { TAU / 4.0 } else { -TAU / 4.0 };
                    (0..24).map(|i| [TAU * f64::from(i) / 24.0, v]).collect()
                } else {
                    vec![[u, q[2].atan2(rho)], [u + TAU / 2.0, q[2].atan2(-rho)]]
                }
            }
            _ => {
                let n = 24;
                let mut grid: Vec<(f64, [f64; 2])> = Vec::new();
                for i in 0..=n {
                    for j in 0..=n {
                        let at = |k: usize, s: i32| self.low[k] + (self.high[k] - self.low[k]) * f64::from(s) / f64::from(n);
                        let uv = [at(0, i), at(1, j)];
                        grid.push((f(uv), uv));
                    }
                }
                grid.sort_by(|a, b| b.0.total_cmp(&a.0));
                let step = [(self.high[0] - self.low[0]) / f64::from(n), (self.high[1] - self.low[1]) / f64::from(n)];
                let slack = 0.02 * (grid[0].0 - grid[grid.len() - 1].0);
                let start = grid.iter().take_while(|g| g.0 > boundary - slack).take(80).find(|g| self.contains(g.1))?;
                return self.ascend(&f, start.1, step).filter(|x| *x > boundary);
            }
        };
        candidates.into_iter().filter(|uv| f(*uv) > boundary && self.contains(*uv)).map(f).max_by(f64::total_cmp)
    }

    fn ascend(&self, f: &dyn Fn([f64; 2]) -> f64, mut at: [f64; 2], mut step: [f64; 2]) -> Option<f64> {
        let mut best = f(at);
        for _ in 0..60 {
            let mut moved = false;
            for (du, dv) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
                let uv = [at[0] + du * step[0], at[1] + dv * step[1]];
                let x = f(uv);
                if x > best && self.contains(uv) {
                    (best, at, moved) = (x, uv, true);
                }
            }
            if !moved {
                step = [step[0] / 2.0, step[1] / 2.0];
                if step[0] < (self.high[0] - self.low[0]) * 1e-7 {
                    break;
                }
            }
        }
        Some(best)
    }

    /// The loops as rings of points: those of the edges themselves, so that neighbours meet in the same ones.
    pub(super) fn rings(&self) -> Vec<Ring> {
        let ring = |flat: &FlatLoop| -> Option<Ring> {
            let mut points: Vec<([f64; 2], V3)> = Vec::new();
            for (used, run) in self.face.loops.get(flat.source)?.iter().zip(&flat.edge_runs) {
                let (run, _) = flat.runs.get(*run)?;
                let n = used.edge.points.len();
                for (i, uv) in run.iter().enumerate() {
                    let p = *used.edge.points.get(if used.forward { i } else { n.checked_sub(1 + i)? })?;
                    if points.last().is_none_or(|(last, _)| last != uv) {
                        points.push((*uv, p));
                    }
                }
            }
            let closed = points.len() > 1 && points.first().map(|(uv, _)| uv) == points.last().map(|(uv, _)| uv);
            if closed {
                points.pop();
            }
            Some(Ring { points, turns: flat.turns, hand: flat.hand })
        };
        self.loops.iter().filter_map(ring).collect()
    }

    /// True for the outer boundary, or one that runs around the axis.
    pub(super) fn is_outer(&self, bound: usize) -> bool {
        self.loops.iter().find(|l| l.source == bound).is_none_or(|l| l.outer)
    }

    /// True when the loop of the file runs around the face normal as the standard asks.
    pub(super) fn runs_with_normal(&self, bound: usize) -> bool {
        let sense = if self.face.same_sense { 1.0 } else { -1.0 };
        self.loops.iter().find(|l| l.source == bound).is_none_or(|l| l.hand * sense > 0.0)
    }

    /// Outward normal, and the direction into the face square to the edge, at point `index` of an edge of its boundary.
    pub(super) fn at_edge(&self, bound: usize, place: usize, index: usize) -> Option<(V3, V3)> {
        let flat = self.loops.iter().find(|l| l.source == bound)?;
        let (run, _) = flat.runs.get(*flat.edge_runs.get(place)?)?;
        let used = self.face.loops.get(bound)?.get(place)?;
        let points = &used.edge.points;
        let (before, after) = (points.get(index.checked_sub(1)?)?, points.get(index + 1)?);
        let uv = run.get(if used.forward { index } else { points.len() - 1 - index })?;
        let n = self.face.surface.normal(*uv)?;
        let tangent = mul(sub(*after, *before), if used.forward { flat.hand } else { -flat.hand });
        let into = unit(cross(n, tangent))?;
        Some((if self.face.same_sense { n } else { mul(n, -1.0) }, into))
    }

    /// Outward normal at the parameters.
    pub(super) fn normal(&self, uv: [f64; 2]) -> Option<V3> {
        self.face.surface.normal(uv).map(|n| if self.face.same_sense { n } else { mul(n, -1.0) })
    }

    /// Angle swept by the boundary around the axis, radians.
    pub(super) fn sweep(&self) -> f64 {
        if self.whole || self.loops.iter().any(|l| l.turns[0] != 0) {
            return TAU;
        }
        (self.high[0] - self.low[0]).min(TAU)
    }
}

/// Parabolic climb to a maximum between `t - h` and `t + h`.
fn climb(f: &dyn Fn(f64) -> f64, mut t: f64, mut h: f64, t0: f64, t1: f64) -> f64 {
    let (lo, hi) = (t0.min(t1), t0.max(t1));
    h = h.abs();
    let mut best = f(t);
    for _ in 0..6 {
        let (a, b) = (f((t - h).max(lo)), f((t + h).min(hi)));
        let bend = a - 2.0 * best + b;
        if bend >= -1e-15 {
            best = best.max(a).max(b);
            break;
        }
        let next = (t + 0.5 * h * (a - b) / bend).clamp((t - h).max(lo), (t + h).min(hi));
        let x = f(next);
        if x > best {
            (best, t) = (x, next);
        }
        h /= 8.0;
    }
    best
}

/// Follows a curve from one parameter to the other, finely enough that no two chords turn more than 15 degrees.
pub(super) fn follow(curve: &Curve, t0: f64, t1: f64) -> Vec<V3> {
    let inner = curve.breaks();
    let span = (t1 - t0).abs();
    let mut pairs = match curve {
        Curve::Ellipse(..) => ((span / (TAU / 24.0)).ceil() as usize).clamp(1, 64),
        _ => {
            let shifts: &[f64] = if curve.period().is_some() { &[-1.0, 0.0, 1.0] } else { &[0.0] };
            let width = curve.range().map_or(0.0, |(a, b)| b - a);
            let (lo, hi) = (t0.min(t1), t0.max(t1));
            let spans = shifts.iter().flat_map(|k| inner.iter().map(move |t| t + k * width)).filter(|t| *t > lo && *t < hi).count() + 1;
            (spans * 2).clamp(4, 256)
        }
    };
    loop {
        let n = pairs * 2;
        let points: Vec<V3> = (0..=n).map(|i| curve.point(t0 + (t1 - t0) * i as f64 / n as f64)).collect();
        let smooth = points.windows(3).all(|w| {
            let (a, b) = (sub(w[1], w[0]), sub(w[2], w[1]));
            let (x, y) = (cross(a, b), dot(a, b));
            dot(x, x).sqrt().atan2(y) < 0.26 || distance(w[0], w[2]) < 1e-6
        });
        if smooth || pairs >= 256 || matches!(curve, Curve::Ellipse(..)) {
            return points;
        }
        pairs *= 2;
    }
}
