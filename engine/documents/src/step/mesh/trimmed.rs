//! A face between its rings: triangulated on its chart, then cut where the triangles leave the surface.

use super::super::face::Measured;
use super::super::surface::Surface;
use super::super::vector::{V3, add, distance, dot, mul};
use super::chart::{self, Chart};
use super::plane::Plane;
use super::{Fineness, Patch};

/// Times the triangles are looked at.
const ROUNDS: usize = 8;
/// Share of the chart within which two pictures of one point are one.
const SAME_SHARE: f64 = 1e-5;
/// Points of one face.
const MOST_POINTS: usize = 30_000;

/// None when the face has no ring or its rings cannot be spread on a plane without crossing.
pub(super) fn patch(m: &Measured, fineness: &Fineness) -> Option<Patch> {
    if m.whole {
        return None;
    }
    let mut rings = m.rings();
    rings.retain(|r| r.points.len() >= 2);
    if rings.is_empty() {
        return None;
    }
    let (chart, pole) = chart::of(m, &mut rings)?;
    let surface = &*m.face.surface;
    let mut out = Patch::default();
    let mut flat = Vec::with_capacity(rings.len());
    for ring in &rings {
        let points: Vec<([f64; 2], V3, [f64; 2])> = ring.points.iter().map(|(uv, p)| (*uv, *p, chart.to_plane(*uv, *p))).collect();
        let reach = points.iter().flat_map(|(.., xy)| xy.iter().map(|x| x.abs())).fold(0.0, f64::max);
        // The end of an edge and the start of the next are one point; their parameters differ by a hair, and the hair would cross itself.
        let same = |a: &([f64; 2], V3, [f64; 2]), b: &([f64; 2], V3, [f64; 2])| {
            a.1 == b.1 && (a.2[0] - b.2[0]).hypot(a.2[1] - b.2[1]) < SAME_SHARE * reach
        };
        let mut here: Vec<([f64; 2], usize)> = Vec::with_capacity(points.len());
        for (i, point) in points.iter().enumerate() {
            let before = &points[if i == 0 { points.len() - 1 } else { i - 1 }];
            if points.len() > 1 && same(before, point) {
                continue;
            }
            here.push((point.2, out.corners.len()));
            out.corners.push((point.0, point.1));
        }
        if here.len() >= 2 {
            flat.push(here);
        }
    }
    let mut loose = Vec::new();
    if let Some(uv) = pole {
        let p = surface.at(uv[0], uv[1]).0;
        loose.push((chart.to_plane(uv, p), out.corners.len()));
        out.corners.push((uv, p));
    }
    let mut plane = Plane::new(&flat, &loose)?;
    let mut normals: Vec<Option<V3>> = out.corners.iter().map(|(uv, _)| surface.normal(*uv)).collect();
    if !matches!(surface, Surface::Plane(_)) {
        for _ in 0..ROUNDS {
            let added = cut(m, &chart, &mut plane, &mut out, &mut normals, fineness);
            if added == 0 || plane.len() > MOST_POINTS {
                break;
            }
        }
    }
    out.triangles = plane.inside().0;
    (!out.triangles.is_empty()).then_some(out)
}

/// Puts a point into the middle of each side that leaves the surface; returns how many.
fn cut(m: &Measured, chart: &Chart, plane: &mut Plane, out: &mut Patch, normals: &mut Vec<Option<V3>>, fineness: &Fineness) -> usize {
    let surface = &*m.face.surface;
    let mut added = 0;
    for [a, b] in plane.inside().1 {
        if plane.len() > MOST_POINTS {
            break;
        }
        let ((uv_a, pa), (uv_b, pb)) = (out.corners[a], out.corners[b]);
        if distance(pa, pb) < 2.0 * fineness.fine_mm {
            continue;
        }
        let (xy_a, xy_b) = (chart.to_plane(uv_a, pa), chart.to_plane(uv_b, pb));
        let xy = [(xy_a[0] + xy_b[0]) / 2.0, (xy_a[1] + xy_b[1]) / 2.0];
        let uv = chart.to_uv(xy, surface);
        let p = surface.at(uv[0], uv[1]).0;
        let off = distance(p, mul(add(pa, pb), 0.5));
        // Off along the side only: the chart is uneven there, the surface is not.
        let along = (distance(p, pa) + distance(p, pb) - distance(pa, pb)).max(0.0);
        let bend = match (normals[a], normals[b]) {
            (Some(x), Some(y)) => dot(x, y) < fineness.cos_angle,
            _ => false,
        };
        let sag = (along * distance(pa, pb) / 2.0).sqrt().min(off);
        if sag > fineness.coarse_mm || (bend && sag > fineness.fine_mm) {
            let number = out.corners.len();
            let before = plane.len();
            if plane.insert(xy, number).is_some() && plane.len() > before {
                out.corners.push((uv, p));
                normals.push(surface.normal(uv));
                added += 1;
            }
        }
    }
    added
}
