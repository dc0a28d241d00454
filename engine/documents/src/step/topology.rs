//! Bodies of the instance graph: shells, faces, loops and edges gathered for measuring.

use std::rc::Rc;

use step_io::parser::Attribute;
use trusquin_domain::FaceKind;

use super::curve::Curve;
use super::face::{Edge, EdgeUse, Face, follow};
use super::geometry::{EdgeCache, Geometry};
use super::surface::Surface;
use super::syntax::{flag, reference, references};
use super::vector::{Frame, V3, add, cross, distance, mul, sub};

/// Representation items that carry a solid.
pub(super) const SOLIDS: [&str; 4] = ["MANIFOLD_SOLID_BREP", "BREP_WITH_VOIDS", "FACETED_BREP", "FACETED_BREP_AND_BREP_WITH_VOIDS"];
/// Representation items that carry faces without enclosing a solid.
pub(super) const SHEETS: [&str; 12] = [
    "SHELL_BASED_SURFACE_MODEL",
    "FACE_BASED_SURFACE_MODEL",
    "OPEN_SHELL",
    "CLOSED_SHELL",
    "ORIENTED_OPEN_SHELL",
    "ORIENTED_CLOSED_SHELL",
    "CONNECTED_FACE_SET",
    "ADVANCED_FACE",
    "FACE_SURFACE",
    "GEOMETRIC_SET",
    "RECTANGULAR_TRIMMED_SURFACE",
    "CURVE_BOUNDED_SURFACE",
];

/// A face, or the instance and family of one that could not be read.
pub(super) type ReadFace = Result<Face, (u64, FaceKind)>;

/// Shells of a body: each its faces, and whether it bounds a void.
pub(super) struct Body {
    pub solid: bool,
    pub shells: Vec<(Vec<ReadFace>, bool)>,
}

/// Reads a body; none when the item carries no face.
pub(super) fn body(geometry: &Geometry<'_>, id: u64, edges: &mut EdgeCache) -> Option<Body> {
    let model = geometry.model;
    if model.any(id, &SOLIDS).is_some() {
        let mut shells = Vec::new();
        let brep = model.part(id, "MANIFOLD_SOLID_BREP").or_else(|| model.any(id, &SOLIDS).map(|s| s.1))?;
        let outer = brep.iter().find_map(|a| reference(Some(a)));
        shells.extend(outer.map(|s| (shell(geometry, s, edges, true, 0), false)));
        let voids = model.part(id, "BREP_WITH_VOIDS").and_then(|a| a.iter().find(|x| matches!(x, Attribute::List(_))));
        for void in references(voids) {
            shells.push((shell(geometry, void, edges, true, 0), true));
        }
        return Some(Body { solid: true, shells });
    }
    let (name, a) = model.any(id, &SHEETS)?;
    let shells = match name {
        "SHELL_BASED_SURFACE_MODEL" | "FACE_BASED_SURFACE_MODEL" => {
            references(a.get(1)).map(|s| (shell(geometry, s, edges, true, 0), false)).collect()
        }
        "GEOMETRIC_SET" => vec![(references(a.get(1)).filter_map(|s| bare_surface(geometry, s, edges)).collect(), false)],
        "RECTANGULAR_TRIMMED_SURFACE" | "CURVE_BOUNDED_SURFACE" => vec![(bare_surface(geometry, id, edges).into_iter().collect(), false)],
        "ADVANCED_FACE" | "FACE_SURFACE" => vec![(face(geometry, id, edges, true, 0).into_iter().collect(), false)],
        _ => vec![(shell(geometry, id, edges, true, 0), false)],
    };
    Some(Body { solid: false, shells })
}

fn shell(geometry: &Geometry<'_>, id: u64, edges: &mut EdgeCache, forward: bool, depth: u32) -> Vec<ReadFace> {
    let model = geometry.model;
    if depth > 4 {
        return Vec::new();
    }
    if let Some((_, a)) = model.any(id, &["ORIENTED_CLOSED_SHELL", "ORIENTED_OPEN_SHELL"]) {
        let Some(inner) = a.iter().find_map(|x| reference(Some(x))) else { return Vec::new() };
        return shell(geometry, inner, edges, forward == flag(a.last(), true), depth + 1);
    }
    let Some((_, a)) = model.any(id, &["CLOSED_SHELL", "OPEN_SHELL", "CONNECTED_FACE_SET", "CONNECTED_FACE_SUB_SET"]) else {
        return face(geometry, id, edges, forward, 0).into_iter().collect();
    };
    references(a.get(1)).filter_map(|f| face(geometry, f, edges, forward, 0)).collect()
}

/// None when the instance is no face at all.
fn face(geometry: &Geometry<'_>, id: u64, edges: &mut EdgeCache, forward: bool, depth: u32) -> Option<ReadFace> {
    let model = geometry.model;
    if let Some(a) = model.part(id, "ORIENTED_FACE") {
        let inner = a.iter().find_map(|x| reference(Some(x)))?;
        return (depth < 4).then(|| face(geometry, inner, edges, forward == flag(a.last(), true), depth + 1))?;
    }
    if let Some((name, a)) = model.any(id, &["ADVANCED_FACE", "FACE_SURFACE"]) {
        let offset = usize::from(name != "FACE_SURFACE" || a.len() >= 4);
        let (bounds, surface_ref, sense) = if offset == 1 { (a.get(1), a.get(2), a.get(3)) } else { (None, a.first(), a.get(1)) };
        let bounds = bounds.or_else(|| model.part(id, "FACE").and_then(|f| f.last()));
        let Some((kind, surface, rectangle)) = reference(surface_ref).and_then(|s| geometry.surface(s, 0)) else {
            return Some(Err((id, FaceKind::Other)));
        };
        let same_sense = flag(sense, true) == forward;
        let mut out = Face { id, kind, surface: Rc::new(surface), same_sense, loops: Vec::new(), points: Vec::new(), rectangle };
        return Some(match fill(geometry, &mut out, bounds, edges) {
            Some(()) => Ok(out),
            None => Err((id, kind)),
        });
    }
    let a = model.part(id, "FACE")?;
    // A bare FACE, bounded by a polygon, lies in the plane of that polygon.
    let plane = Surface::Plane(Frame::WORLD);
    let mut out = Face {
        id,
        kind: FaceKind::Plane,
        surface: Rc::new(plane),
        same_sense: forward,
        loops: Vec::new(),
        points: Vec::new(),
        rectangle: None,
    };
    if fill(geometry, &mut out, a.get(1), edges).is_none() {
        return Some(Err((id, FaceKind::Plane)));
    }
    Some(polygon_plane(out).ok_or((id, FaceKind::Plane)))
}

fn polygon_plane(mut face: Face) -> Option<Face> {
    let points: Vec<V3> =
        face.loops.first()?.iter().filter_map(|e| if e.forward { e.edge.points.first() } else { e.edge.points.last() }).copied().collect();
    let origin = *points.first()?;
    let normal = points.windows(2).fold([0.0; 3], |n, w| add(n, cross(sub(w[0], origin), sub(w[1], origin))));
    face.surface = Rc::new(Surface::Plane(Frame::new(origin, Some(normal), points.get(1).map(|p| sub(*p, origin)))));
    Some(face)
}

fn fill(geometry: &Geometry<'_>, face: &mut Face, bounds: Option<&Attribute>, edges: &mut EdgeCache) -> Option<()> {
    let model = geometry.model;
    for bound in references(bounds) {
        let (_, b) = model.any(bound, &["FACE_OUTER_BOUND", "FACE_BOUND"])?;
        let (id, forward) = (reference(b.get(1))?, flag(b.get(2), true));
        if let Some(l) = model.part(id, "VERTEX_LOOP") {
            face.points.extend(reference(l.get(1)).and_then(|v| vertex(geometry, v)));
            continue;
        }
        let mut uses = Vec::new();
        if let Some(l) = model.part(id, "POLY_LOOP") {
            let points: Vec<V3> = references(l.get(1)).map(|p| geometry.point(p)).collect::<Option<_>>()?;
            for (i, p) in points.iter().enumerate() {
                let next = points[(i + 1) % points.len()];
                uses.push(EdgeUse { id: 0, edge: Rc::new(straight(*p, next)), forward: true });
            }
        } else {
            let l = model.part(id, "EDGE_LOOP").or_else(|| model.part(id, "PATH"))?;
            for oriented in references(l.iter().find(|x| matches!(x, Attribute::List(_)))) {
                let (edge_id, ahead) = match model.part(oriented, "ORIENTED_EDGE") {
                    Some(o) => (o.iter().skip(1).find_map(|x| reference(Some(x)))?, flag(o.last(), true)),
                    None => (oriented, true),
                };
                let edge = edges.entry(edge_id).or_insert_with(|| edge(geometry, edge_id).map(Rc::new)).clone()?;
                uses.push(EdgeUse { id: edge_id, edge, forward: ahead });
            }
        }
        if !forward {
            uses.reverse();
            for used in &mut uses {
                used.forward = !used.forward;
            }
        }
        if !uses.is_empty() {
            face.loops.push(uses);
        }
    }
    Some(())
}

fn vertex(geometry: &Geometry<'_>, id: u64) -> Option<V3> {
    geometry.point(reference(geometry.model.part(id, "VERTEX_POINT")?.last())?)
}

fn straight(a: V3, b: V3) -> Edge {
    Edge { points: vec![a, mul(add(a, b), 0.5), b], curve: None }
}

fn edge(geometry: &Geometry<'_>, id: u64) -> Option<Edge> {
    let a = geometry.model.part(id, "EDGE_CURVE")?;
    let ends = (reference(a.get(1)), reference(a.get(2)));
    let (start, end) = (vertex(geometry, ends.0?)?, vertex(geometry, ends.1?)?);
    let curve = geometry.curve(reference(a.get(3))?, 0)?;
    let same_sense = flag(a.get(4), true);
    let curve = match curve {
        Curve::Line(..) => return Some(straight(start, end)),
        Curve::Trimmed(base, ..) => base,
        other => Rc::new(other),
    };
    if matches!(&*curve, Curve::Line(..)) {
        return Some(straight(start, end));
    }
    let (from, to) = if same_sense { (start, end) } else { (end, start) };
    let (mut t0, mut t1) = (curve.nearest(from), curve.nearest(to));
    let closed = ends.0 == ends.1 || distance(start, end) < 1e-7;
    match curve.period() {
        Some(period) if closed => t1 = t0 + period,
        Some(period) => {
            let (lo, hi) = curve.range().unwrap_or((0.0, period));
            if t1 <= t0 && (t1 - lo).abs() < 1e-9 * period {
                t1 = hi;
            }
            if t0 >= t1 && (t0 - hi).abs() < 1e-9 * period {
                t0 = lo;
            }
            while t1 <= t0 + 1e-12 * period {
                t1 += period;
            }
            // A B-spline is not defined past its ends: it is walked across the seam only where it really runs over it.
            if !matches!(&*curve, Curve::Ellipse(..)) && t1 > hi + 1e-9 * period {
                return Some(across_the_seam(&curve, t0, t1, (lo, hi), same_sense));
            }
        }
        None if closed => {
            if let Some((a, b)) = curve.range() {
                (t0, t1) = (a, b);
            }
        }
        None => {}
    }
    if let (false, Some((lo, hi))) = (matches!(&*curve, Curve::Ellipse(..)), curve.range())
        && closed
    {
        (t0, t1) = if t0 > lo + 1e-9 * (hi - lo) && t0 < hi - 1e-9 * (hi - lo) && curve.period().is_some() {
            return Some(across_the_seam(&curve, t0, t0 + hi - lo, (lo, hi), same_sense));
        } else {
            (lo, hi)
        };
    }
    let mut points = follow(&curve, t0, t1);
    if !same_sense {
        points.reverse();
        (t0, t1) = (t1, t0);
    }
    // The vertices are where the faces meet, the curve may stop short of them by the file's tolerance.
    let last = points.len() - 1;
    (points[0], points[last]) = (start, end);
    Some(Edge { points, curve: Some((curve, t0, t1)) })
}

fn across_the_seam(curve: &Rc<Curve>, t0: f64, t1: f64, (lo, hi): (f64, f64), same_sense: bool) -> Edge {
    let mut points = follow(curve, t0, hi);
    points.extend(follow(curve, lo, lo + (t1 - hi)).into_iter().skip(1));
    if !same_sense {
        points.reverse();
    }
    Edge { points, curve: None }
}

/// A surface in a geometric set: the reference kernels make a face of it when its parameters are bounded.
fn bare_surface(geometry: &Geometry<'_>, id: u64, edges: &mut EdgeCache) -> Option<ReadFace> {
    if let Some(read) = face(geometry, id, edges, true, 0) {
        return Some(read);
    }
    let (kind, surface, rectangle) = geometry.surface(id, 0)?;
    let bounded = rectangle.is_some() || (surface.u_range().is_some() && surface.v_range().is_some());
    bounded.then(|| Ok(Face { id, kind, surface: Rc::new(surface), same_sense: true, loops: Vec::new(), points: Vec::new(), rectangle }))
}
