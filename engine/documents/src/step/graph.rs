//! The face graph of a measured body: edges found where two faces use them, convexity from the faces themselves, not from loop directions.

use std::collections::HashMap;

use trusquin_domain::{Convexity, EdgeCurve, FaceGraph, FaceKind, FaceLoop, FaceSurface, GraphEdge, GraphFace};

use super::body::{Prototype, corners};
use super::curve::Curve;
use super::face::{Edge, Measured};
use super::summary::concave;
use super::surface::Surface;
use super::syntax::{Instances, text};
use super::vector::{Placement, V3, add, along, cross, distance, dot, mul, norm, sub, unit};

/// Faces whose normals differ by less run into one another, degrees: about what exporters leave at tangent blends.
const SMOOTH_DEG: f64 = 1.0;
/// Two edges written once per face are one when their middles and ends are this near, mm.
const SAME_PLACE_MM: f64 = 1e-3;

/// Names of faces by instance, those that are not empty and used once in the file.
pub(super) fn unique_names(model: &Instances) -> HashMap<u64, String> {
    let named = |id: u64| {
        let own = model.part(id, "ADVANCED_FACE").and_then(|a| text(a.first()));
        own.or_else(|| model.part(id, "REPRESENTATION_ITEM").and_then(|a| text(a.first()))).unwrap_or("").to_owned()
    };
    let all: Vec<(u64, String)> = model.all("ADVANCED_FACE").map(|(id, _)| (id, named(id))).filter(|(_, name)| !name.is_empty()).collect();
    let mut uses: HashMap<&str, u32> = HashMap::new();
    for (_, name) in &all {
        *uses.entry(name).or_default() += 1;
    }
    all.iter().filter(|(_, name)| uses.get(name.as_str()) == Some(&1)).cloned().collect()
}

/// One use of an edge by a face: face, loop and place in the loop as the file has them.
#[derive(Debug, Clone, Copy)]
struct Use {
    face: usize,
    bound: usize,
    place: usize,
}

/// Adds the faces and edges of a body where it is placed.
pub(super) fn add_body(graph: &mut FaceGraph, names: &HashMap<u64, String>, body: &Prototype, placement: &Placement) {
    let first = graph.faces.len();
    let number = graph.bodies;
    graph.bodies += 1;
    let rows = [placement.row(0), placement.row(1), placement.row(2)];
    for (i, m) in body.measured.iter().enumerate() {
        let (low, high) = body.boxes(&rows).and_then(|b| b.get(i).copied()).unwrap_or_else(|| corners(m, &rows));
        graph.faces.push(face(m, body, placement, names, number, (add(low, placement.t), add(high, placement.t))));
    }
    let mut bounds: HashMap<(usize, usize), Vec<(usize, usize)>> = HashMap::new();
    for (uses, edge) in pairs(body) {
        let (a, b) = (&uses[0], &uses[1]);
        let (p, q) = (&body.measured[a.face], &body.measured[b.face]);
        let Some((convexity, angle_deg)) = meet(p, a, q, b, edge.points.len(), body.outward) else { continue };
        let index = graph.edges.len();
        graph.edges.push(described(edge, [first + a.face, first + b.face], convexity, angle_deg, placement));
        for used in uses {
            bounds.entry((used.face, used.bound)).or_default().push((used.place, index));
        }
    }
    // Edges stand in the order of the loop, not in the order they were met.
    for ((face, bound), mut edges) in bounds {
        edges.sort_unstable();
        if let Some(bound) = graph.faces[first + face].loops.get_mut(bound) {
            bound.edges = edges.into_iter().map(|(_, index)| index).collect();
        }
    }
}

fn face(
    m: &Measured,
    body: &Prototype,
    placement: &Placement,
    names: &HashMap<u64, String>,
    number: usize,
    (min_mm, max_mm): (V3, V3),
) -> GraphFace {
    let scale = placement.scale();
    let turn = |v: V3| unit(placement.vector(v)).unwrap_or(v);
    let surface = match &*m.face.surface {
        Surface::Plane(f) => {
            let normal = m.normal([0.0, 0.0]).unwrap_or(f.z);
            FaceSurface::Plane { normal: turn(mul(normal, body.outward)), origin: placement.point(f.o) }
        }
        Surface::Cylinder(f, r) => FaceSurface::Cylinder { axis: turn(f.z), origin: placement.point(f.o), radius_mm: r * scale },
        Surface::Cone(f, r, k) => FaceSurface::Cone {
            axis: turn(mul(f.z, k.signum())),
            apex: placement.point(along(f.o, f.z, -r / k)),
            half_angle_deg: k.abs().atan().to_degrees(),
        },
        Surface::Sphere(f, r) => FaceSurface::Sphere { centre: placement.point(f.o), radius_mm: r * scale },
        Surface::Torus(f, major, minor) => {
            FaceSurface::Torus { axis: turn(f.z), centre: placement.point(f.o), major_mm: major * scale, minor_mm: minor * scale }
        }
        _ => FaceSurface::Free,
    };
    let (mut sum, mut weight) = ([0.0; 3], 0.0);
    for edge in m.face.loops.iter().flatten().map(|used| &used.edge) {
        for w in edge.points.windows(2) {
            let l = distance(w[0], w[1]);
            sum = add(sum, mul(add(w[0], w[1]), l / 2.0));
            weight += l;
        }
    }
    let middle = mul(add(min_mm, max_mm), 0.5);
    let reference = format!("#{}", m.face.id);
    GraphFace {
        key: names.get(&m.face.id).cloned().unwrap_or_else(|| reference.clone()),
        reference,
        body: number,
        surface,
        area_mm2: m.measure.area * scale * scale,
        concave: concave(m, body.outward),
        sweep_deg: match m.face.kind {
            FaceKind::Plane | FaceKind::Bspline => 0.0,
            _ => m.sweep().to_degrees(),
        },
        centre_mm: if weight > 0.0 { placement.point(mul(sum, 1.0 / weight)) } else { middle },
        min_mm,
        max_mm,
        loops: m
            .face
            .loops
            .iter()
            .enumerate()
            .map(|(i, uses)| FaceLoop {
                outer: m.is_outer(i),
                edges: Vec::new(),
                length_mm: uses.iter().map(|used| length(&used.edge)).sum::<f64>() * scale,
            })
            .collect(),
    }
}

/// Uses of the edges that two faces share, in the order of the file.
fn pairs(body: &Prototype) -> Vec<([Use; 2], &Edge)> {
    let mut by_id: HashMap<u64, usize> = HashMap::new();
    let mut found: Vec<(Vec<Use>, &Edge)> = Vec::new();
    for (face, m) in body.measured.iter().enumerate() {
        for (bound, uses) in m.face.loops.iter().enumerate() {
            for (place, used) in uses.iter().enumerate() {
                let here = Use { face, bound, place };
                if used.id == 0 {
                    found.push((vec![here], &used.edge));
                    continue;
                }
                let slot = *by_id.entry(used.id).or_insert_with(|| {
                    found.push((Vec::new(), &used.edge));
                    found.len() - 1
                });
                found[slot].0.push(here);
            }
        }
    }
    // Some exporters write an edge anew for each face.
    let mut waiting: HashMap<[i64; 3], usize> = HashMap::new();
    for i in 0..found.len() {
        if found[i].0.len() != 1 {
            continue;
        }
        let middle = found[i].1.points[found[i].1.points.len() / 2];
        let cell = middle.map(|x| (x / (10.0 * SAME_PLACE_MM)).round() as i64);
        let twin = waiting.get(&cell).copied().filter(|j| alike(found[*j].1, found[i].1));
        match twin {
            Some(j) => {
                let used = found[i].0.pop();
                found[j].0.extend(used);
                waiting.remove(&cell);
            }
            None => {
                waiting.insert(cell, i);
            }
        }
    }
    found.into_iter().filter(|(uses, _)| uses.len() >= 2 && uses[0].face != uses[1].face).map(|(uses, e)| ([uses[0], uses[1]], e)).collect()
}

fn alike(a: &Edge, b: &Edge) -> bool {
    let ends = |e: &Edge| (e.points[0], e.points[e.points.len() - 1]);
    let ((a0, a1), (b0, b1)) = (ends(a), ends(b));
    let near = |p: V3, q: V3| distance(p, q) < SAME_PLACE_MM;
    near(a.points[a.points.len() / 2], b.points[b.points.len() / 2]) && ((near(a0, b0) && near(a1, b1)) || (near(a0, b1) && near(a1, b0)))
}

/// Convexity and angle of the material between two faces along an edge of `points` points.
fn meet(p: &Measured, a: &Use, q: &Measured, b: &Use, points: usize, outward: f64) -> Option<(Convexity, f64)> {
    // An edge written once per face may be sampled differently in both: only the middle is the same place.
    let places: &[usize] = if p.face.loops[a.bound][a.place].id == q.face.loops[b.bound][b.place].id { &[2, 4, 1] } else { &[2] };
    for quarter in places {
        let i = match quarter {
            2 => points / 2,
            4 => points / 4,
            _ => points / 4 * 3,
        };
        let (Some((n1, d1)), Some((n2, d2))) = (p.at_edge(a.bound, a.place, i), q.at_edge(b.bound, b.place, i)) else { continue };
        let turn = norm(cross(n1, n2)).atan2(dot(n1, n2)).to_degrees();
        if turn < SMOOTH_DEG {
            return Some((Convexity::Smooth, 180.0));
        }
        // Into one face and along the normal of the other: against it at an outside corner.
        let side = outward * (dot(d1, n2) + dot(d2, n1));
        return Some(if side < 0.0 { (Convexity::Convex, 180.0 - turn) } else { (Convexity::Concave, 180.0 + turn) });
    }
    None
}

fn described(edge: &Edge, faces: [usize; 2], convexity: Convexity, angle_deg: f64, placement: &Placement) -> GraphEdge {
    let scale = placement.scale();
    let points = &edge.points;
    let curve = match &edge.curve {
        None if points.len() == 3 => EdgeCurve::Line,
        Some((c, ..)) => match &**c {
            Curve::Ellipse(f, a, b) if (a - b).abs() < 1e-9 * a => {
                EdgeCurve::Circle { centre: placement.point(f.o), axis: unit(placement.vector(f.z)).unwrap_or(f.z), radius_mm: a * scale }
            }
            _ if is_straight(points) => EdgeCurve::Line,
            _ => EdgeCurve::Other,
        },
        None => EdgeCurve::Other,
    };
    GraphEdge {
        faces,
        curve,
        length_mm: length(edge) * scale,
        convexity,
        angle_deg,
        ends: [placement.point(points[0]), placement.point(points[points.len() - 1])],
        middle: placement.point(points[points.len() / 2]),
    }
}

/// Straight lines are often written as B-splines.
fn is_straight(points: &[V3]) -> bool {
    let (a, b) = (points[0], points[points.len() - 1]);
    let Some(d) = unit(sub(b, a)) else { return false };
    points.iter().all(|p| norm(cross(sub(*p, a), d)) < 1e-4)
}

/// Length of the edge: chords, corrected by what halving them gained.
fn length(edge: &Edge) -> f64 {
    if let Some((c, t0, t1)) = &edge.curve
        && let Curve::Ellipse(_, a, b) = &**c
        && (a - b).abs() < 1e-9 * a
    {
        return a * (t1 - t0).abs();
    }
    let fine: f64 = edge.points.windows(2).map(|w| distance(w[0], w[1])).sum();
    let coarse: f64 = edge.points.windows(3).step_by(2).map(|w| distance(w[0], w[2])).sum();
    if edge.points.len() % 2 == 1 { fine + (fine - coarse) / 3.0 } else { fine }
}
