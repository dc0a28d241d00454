//! Plane faces as polygons in their own plane, for questions of overlap. Arcs become chords: good to a few percent, never for sizes.

use trusquin_domain::{EdgeCurve, GraphEdge};

use super::graph::Faces;
use crate::geometry::vector::{Vector, dot, minus, unit};

/// Chords a full circle is drawn with.
const CHORDS: f64 = 24.0;

/// The boundary of a plane face.
pub(super) struct Outline {
    rings: Vec<Vec<[f64; 2]>>,
    /// Least and greatest coordinates.
    bounds: [f64; 4],
}

fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// Two unit vectors across a direction.
pub(super) fn across(normal: Vector) -> Option<(Vector, Vector)> {
    let help = if normal[0].abs() < 0.9 { [1.0, 0.0, 0.0] } else { [0.0, 1.0, 0.0] };
    let u = unit(cross(normal, help))?;
    Some((u, cross(normal, u)))
}

impl Outline {
    /// The outline of a face seen along a direction; none for a face without edges.
    pub fn of(faces: &Faces, face: usize, normal: Vector) -> Option<Self> {
        let (u, v) = across(normal)?;
        let rings: Vec<Vec<[f64; 2]>> = faces
            .face(face)
            .loops
            .iter()
            .map(|bound| {
                let edges: Vec<&GraphEdge> = faces.along(face, bound).into_iter().map(|(edge, _)| edge).collect();
                walk(&edges).into_iter().map(|p| [dot(p, u), dot(p, v)]).collect::<Vec<_>>()
            })
            .filter(|ring| ring.len() > 2)
            .collect();
        let all = || rings.iter().flatten();
        let bounds = [
            all().map(|p| p[0]).fold(f64::INFINITY, f64::min),
            all().map(|p| p[1]).fold(f64::INFINITY, f64::min),
            all().map(|p| p[0]).fold(f64::NEG_INFINITY, f64::max),
            all().map(|p| p[1]).fold(f64::NEG_INFINITY, f64::max),
        ];
        (!rings.is_empty()).then_some(Self { rings, bounds })
    }

    fn holds_at(&self, [x, y]: [f64; 2]) -> bool {
        let mut inside = false;
        for ring in &self.rings {
            for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                if (a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) {
                    inside = !inside;
                }
            }
        }
        inside
    }

    /// Where two faces lie over one another: sides of the box around it and its area by sampling, mm and mm². Both must be seen along
    /// one direction. None where the boxes share less than `least` on a side.
    pub fn overlap(&self, other: &Self, least: f64) -> Option<([f64; 2], f64)> {
        /// Samples along each side.
        const SAMPLES: i32 = 12;
        let (a, b) = (self.bounds, other.bounds);
        let low = [a[0].max(b[0]), a[1].max(b[1])];
        let high = [a[2].min(b[2]), a[3].min(b[3])];
        if high[0] - low[0] < least || high[1] - low[1] < least {
            return None;
        }
        let at = |k: i32, i: usize| low[i] + (f64::from(k) + 0.5) / f64::from(SAMPLES) * (high[i] - low[i]);
        let mut hit: Vec<[f64; 2]> = Vec::new();
        for i in 0..SAMPLES {
            for j in 0..SAMPLES {
                let p = [at(i, 0), at(j, 1)];
                if self.holds_at(p) && other.holds_at(p) {
                    hit.push(p);
                }
            }
        }
        let cell = [(high[0] - low[0]) / f64::from(SAMPLES), (high[1] - low[1]) / f64::from(SAMPLES)];
        let reach = |i: usize| {
            let values = hit.iter().filter_map(|p| p.get(i).copied());
            values.clone().fold(f64::NEG_INFINITY, f64::max) - values.fold(f64::INFINITY, f64::min) + cell[i]
        };
        (!hit.is_empty()).then(|| ([reach(0), reach(1)], hit.len() as f64 * cell[0] * cell[1]))
    }
}

/// Points along edges that follow one another.
fn walk(edges: &[&GraphEdge]) -> Vec<Vector> {
    let mut out: Vec<Vector> = Vec::new();
    for (i, edge) in edges.iter().enumerate() {
        let mut points = points(edge);
        let last = out.last().copied();
        let turned = match last {
            // The first edge runs towards the second.
            None => edges.get(i + 1).is_some_and(|next| {
                let to = |p: Vector| near(p, next.ends[0]).min(near(p, next.ends[1]));
                to(edge.ends[0]) < to(edge.ends[1])
            }),
            Some(last) => near(last, edge.ends[1]) < near(last, edge.ends[0]),
        };
        if turned {
            points.reverse();
        }
        if last.is_some() {
            points.remove(0);
        }
        out.extend(points);
    }
    out
}

fn near(a: Vector, b: Vector) -> f64 {
    let d = minus(a, b);
    dot(d, d)
}

fn points(edge: &GraphEdge) -> Vec<Vector> {
    let [start, end] = edge.ends;
    match edge.curve {
        EdgeCurve::Circle { centre, axis, radius_mm } => {
            let Some(p) = unit(minus(start, centre)) else { return vec![start, end] };
            let q = cross(axis, p);
            let angle = edge.length_mm / radius_mm.max(1e-9);
            // The middle tells which way round.
            let half = minus(edge.middle, centre);
            let forward = [0, 1, 2].map(|k| (angle / 2.0).cos() * p[k] + (angle / 2.0).sin() * q[k]);
            let sense = if dot(half, forward) >= dot(half, [0, 1, 2].map(|k| (angle / 2.0).cos() * p[k] - (angle / 2.0).sin() * q[k])) {
                1.0
            } else {
                -1.0
            };
            let n = (CHORDS * angle / std::f64::consts::TAU).ceil().max(1.0);
            let at = |i: f64| {
                let t = sense * angle * i / n;
                [0, 1, 2].map(|k| centre[k] + radius_mm * (t.cos() * p[k] + t.sin() * q[k]))
            };
            (0..=(n as usize)).map(|i| at(i as f64)).collect()
        }
        EdgeCurve::Line => vec![start, end],
        EdgeCurve::Other => vec![start, edge.middle, end],
    }
}
