//! A face spread on a plane without a cut: a band that goes round becomes a ring, a part of a ball is seen from a point outside of it.

use std::f64::consts::TAU;

use super::super::face::{Measured, Ring};
use super::super::surface::Surface;
use super::super::vector::{Frame, V3, cross, distance, dot, mul, sub, unit};

/// Directions tried for the point a ball is seen from.
const VIEWS: usize = 240;

/// How parameters become points of the plane.
#[derive(Debug)]
pub(super) enum Chart {
    /// Parameters stretched to lengths.
    Flat { scale: [f64; 2] },
    /// Parameter `around` becomes the angle, the other the radius: `hole + (x − start)·slope`.
    Round { around: usize, turn: f64, start: f64, slope: f64, hole: f64 },
    /// Stereographic, from the point of the ball along z of the frame.
    Ball { frame: Frame, radius: f64 },
}

impl Chart {
    pub(super) fn to_plane(&self, uv: [f64; 2], p: V3) -> [f64; 2] {
        match self {
            Self::Flat { scale } => [uv[0] * scale[0], uv[1] * scale[1]],
            Self::Round { around, turn, start, slope, hole } => {
                let r = hole + (uv[1 - around] - start) * slope;
                let (s, c) = (uv[*around] * turn).sin_cos();
                [r * c, r * s]
            }
            Self::Ball { frame, radius } => {
                let d = mul(frame.local(p), 1.0 / radius);
                let k = 1.0 / (1.0 - d[2]).max(1e-9);
                [d[0] * k, d[1] * k]
            }
        }
    }

    /// Parameters of a point of the plane.
    pub(super) fn to_uv(&self, xy: [f64; 2], surface: &Surface) -> [f64; 2] {
        match self {
            Self::Flat { scale } => [xy[0] / scale[0], xy[1] / scale[1]],
            Self::Round { around, turn, start, slope, hole } => {
                let r = xy[0].hypot(xy[1]);
                let mut uv = [0.0; 2];
                uv[*around] = xy[1].atan2(xy[0]).rem_euclid(TAU) / turn;
                // The angle counts from 0, the surface from where its parameter begins.
                if let Some((a, b)) = if *around == 0 { surface.u_range() } else { surface.v_range() } {
                    uv[*around] = a + (uv[*around] - a).rem_euclid(b - a);
                }
                uv[1 - around] = start + (r - hole) / slope;
                uv
            }
            Self::Ball { frame, radius } => {
                let s = xy[0] * xy[0] + xy[1] * xy[1];
                let k = radius / (s + 1.0);
                let p = frame.point(2.0 * xy[0] * k, 2.0 * xy[1] * k, (s - 1.0) * k);
                surface.nearest(p, None)
            }
        }
    }
}

/// The chart that suits the face, with its rings moved into one turn; a pole inside the face is given as parameters of one more point.
pub(super) fn of(m: &Measured, rings: &mut [Ring]) -> Option<(Chart, Option<[f64; 2]>)> {
    let surface = &*m.face.surface;
    if let Surface::Sphere(frame, radius) = surface {
        return Some((ball(m, frame, *radius, rings)?, None));
    }
    let winds = [0, 1].map(|k| rings.iter().any(|r| r.turns[k] != 0));
    match winds {
        [true, true] => None,
        [false, false] => flat(m, rings).map(|chart| (chart, None)),
        _ => round(m, usize::from(winds[1]), rings),
    }
}

fn flat(m: &Measured, rings: &mut [Ring]) -> Option<Chart> {
    let surface = &*m.face.surface;
    if surface.is_closed() && m.complement {
        return None;
    }
    let periods = surface.periods();
    let boxes: Vec<([f64; 2], [f64; 2])> = rings.iter().map(Ring::bounds).collect();
    let size = |b: &([f64; 2], [f64; 2])| (b.1[0] - b.0[0]) * (b.1[1] - b.0[1]);
    let outer = *boxes.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
    for (ring, own) in rings.iter_mut().zip(&boxes) {
        for k in 0..2 {
            let Some(period) = periods[k] else { continue };
            let (middle, target) = ((own.0[k] + own.1[k]) / 2.0, (outer.0[k] + outer.1[k]) / 2.0);
            let shift = period * ((target - middle) / period).round();
            ring.points.iter_mut().for_each(|(uv, _)| uv[k] += shift);
        }
    }
    // Lengths of the parameters in the middle of the boundary.
    let mut sums = [0.0_f64; 2];
    let mut n = 0.0;
    for (uv, _) in rings.iter().flat_map(|r| r.points.iter()).step_by(3) {
        let (_, su, sv) = surface.at(uv[0], uv[1]);
        sums[0] += dot(su, su).sqrt();
        sums[1] += dot(sv, sv).sqrt();
        n += 1.0;
    }
    let scale = sums.map(|s| if n > 0.0 && s > 1e-12 && s.is_finite() { s / n } else { 1.0 });
    Some(Chart::Flat { scale })
}

fn round(m: &Measured, around: usize, rings: &mut [Ring]) -> Option<(Chart, Option<[f64; 2]>)> {
    let surface = &*m.face.surface;
    let across = 1 - around;
    let turn = TAU / surface.periods()[around]?;
    // The face lies to the left of a ring: beyond it when it runs along u, before it when it runs along v.
    let side = if around == 0 { 1.0 } else { -1.0 };
    let beyond = |r: &Ring| f64::from(r.turns[around]) * r.hand * side;
    if let Some(period) = surface.periods()[across] {
        let base = rings.iter().find(|r| beyond(r) > 0.0)?.mean(across);
        for ring in rings.iter_mut() {
            let shift = period * ((base - ring.mean(across)) / period).ceil();
            // The ring the face begins at stays, the others follow within one turn.
            let stays = (ring.mean(across) - base).abs() < 1e-9 * period && beyond(ring) > 0.0;
            let shift = if stays { 0.0 } else { shift };
            ring.points.iter_mut().for_each(|(uv, _)| uv[across] += shift);
        }
    }
    let values = || rings.iter().flat_map(|r| r.points.iter()).map(|(uv, _)| uv[across]);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let turns: i32 = rings.iter().map(|r| r.turns[around]).sum();
    if turns == 0 {
        let span = if high - low > 1e-12 { high - low } else { return None };
        return Some((Chart::Round { around, turn, start: low, slope: 1.0 / span, hole: 1.0 }, None));
    }
    if around != 0 {
        return None;
    }
    let upwards = rings.iter().filter(|r| r.turns[0] != 0).any(|r| beyond(r) > 0.0);
    let poles = surface.poles();
    let pole = if upwards { poles[1].or(poles[0]) } else { poles[0].or(poles[1]) }?;
    let reach = values().map(|v| (v - pole).abs()).fold(0.0, f64::max);
    let slope = if low + high > 2.0 * pole { 1.0 } else { -1.0 } / if reach > 1e-12 { reach } else { return None };
    let touches = values().any(|v| (v - pole).abs() < 1e-9 * reach);
    let u = surface.u_range().map_or(0.0, |r| r.0);
    Some((Chart::Round { around, turn, start: pole, slope, hole: 0.0 }, (!touches).then_some([u, pole])))
}

fn ball(m: &Measured, frame: &Frame, radius: f64, rings: &[Ring]) -> Option<Chart> {
    let points: Vec<V3> = rings.iter().flat_map(|r| r.points.iter().map(|(_, p)| *p)).collect();
    let golden = (1.0 + 5.0_f64.sqrt()) / 2.0;
    let spread = (0..VIEWS).map(|i| {
        let z = 1.0 - (2.0 * i as f64 + 1.0) / VIEWS as f64;
        let (s, c) = (TAU * i as f64 / golden).sin_cos();
        let r = (1.0 - z * z).max(0.0).sqrt();
        [r * c, r * s, z]
    });
    // Small caps lie between the spread directions: their own middles are tried too.
    let middles = rings.iter().filter_map(|ring| {
        let normal = ring.points.windows(2).fold([0.0; 3], |n, w| {
            let c = cross(sub(w[0].1, frame.o), sub(w[1].1, frame.o));
            [n[0] + c[0], n[1] + c[1], n[2] + c[2]]
        });
        unit(normal)
    });
    let candidates: Vec<V3> = spread.chain(middles.flat_map(|d| [d, mul(d, -1.0)])).collect();
    let mut best: Option<(f64, V3)> = None;
    for d in candidates {
        let p = std::array::from_fn(|k| frame.o[k] + d[k] * radius);
        let gap = points.iter().map(|q| distance(*q, p)).fold(f64::INFINITY, f64::min);
        if best.is_some_and(|(g, _)| g >= gap) || gap < 1e-6 * radius {
            continue;
        }
        if !m.contains(m.face.surface.nearest(p, None)) {
            best = Some((gap, d));
        }
    }
    let (_, direction) = best?;
    Some(Chart::Ball { frame: Frame::new(frame.o, Some(direction), None), radius })
}
