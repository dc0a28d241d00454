//! Pockets, slots and steps: a flat floor with walls standing on it, or walls alone that run through the part.

use std::collections::HashSet;

use trusquin_domain::{Convexity, EdgeCurve, FaceLoop, Feature, FeatureKind, GraphEdge};

use super::graph::{Faces, SAME_MM, parallel, rectangle, square};
use crate::geometry::vector::{Vector, dot, minus, unit};

/// What stands along one edge of a floor.
struct Side {
    /// The wall; none where the floor is open.
    wall: Option<usize>,
    /// Blend between floor and wall.
    blend: Option<usize>,
}

pub(super) fn depressions(faces: &Faces, used: &mut HashSet<usize>) -> Vec<Feature> {
    // Openings first: the walls of a deep one look like the floors of slots.
    let mut found = through(faces, used);
    let mut candidates: Vec<(Feature, Vec<usize>, usize)> = (0..faces.len())
        .filter(|floor| !used.contains(floor))
        .filter_map(|floor| on_floor(faces, floor).map(|(feature, members)| (feature, members, floor)))
        .collect();
    // The face with the most walls is the floor; of the two faces of a step, the larger one.
    let area = |floor: usize| faces.face(floor).area_mm2;
    candidates.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(area(b.2).total_cmp(&area(a.2))).then(a.2.cmp(&b.2)));
    let mut claimed: HashSet<usize> = HashSet::new();
    for (feature, members, floor) in candidates {
        // Walls may serve two floors; a wall is no floor.
        if claimed.contains(&floor) || members.iter().any(|m| used.contains(m) && faces.normal(*m).is_some()) {
            continue;
        }
        claimed.extend(members.iter().copied());
        used.insert(floor);
        used.extend(members.iter().copied().filter(|m| faces.normal(*m).is_none()));
        found.push(feature);
    }
    used.extend(claimed);
    found
}

/// The wall that stands on an edge of the floor, directly or over one blend.
fn side(faces: &Faces, normal: Vector, edge: &GraphEdge, other: usize) -> Option<Side> {
    match edge.convexity {
        Convexity::Convex => Some(Side { wall: None, blend: None }),
        Convexity::Concave => faces.runs_along(other, normal).then_some(Side { wall: Some(other), blend: None }),
        Convexity::Smooth => {
            let blend = faces.face(other);
            let wall = faces.around(other).into_iter().find(|(e, w)| e.convexity == Convexity::Smooth && faces.runs_along(*w, normal));
            (blend.concave && !faces.runs_along(other, normal)).then_some(())?;
            wall.map(|(_, w)| Side { wall: Some(w), blend: Some(other) })
        }
    }
}

fn on_floor(faces: &Faces, floor: usize) -> Option<(Feature, Vec<usize>)> {
    let normal = faces.normal(floor)?;
    let outer = faces.outer(floor)?;
    let edges = faces.along(floor, outer);
    if edges.len() < 2 {
        return None;
    }
    let sides: Vec<Side> = edges.iter().map(|(edge, other)| side(faces, normal, edge, *other)).collect::<Option<_>>()?;
    let walls: Vec<usize> = sides.iter().filter_map(|s| s.wall).collect();
    if walls.is_empty()
        || edges.iter().zip(&sides).any(|((edge, other), side)| side.wall == Some(*other) && stands_inside(faces, edge, *other))
    {
        return None;
    }
    // The floor of a turned shoulder or of a round hole is no pocket.
    if walls.iter().all(|w| {
        faces
            .cylinder(*w)
            .is_some_and(|(_, _, r)| faces.face(*w).concave == faces.face(walls[0]).concave && same_axis(faces, *w, walls[0], r))
    }) {
        return None;
    }
    let depth = walls.iter().map(|w| faces.extent(*w, normal).1).fold(f64::NEG_INFINITY, f64::max) - dot(edges[0].0.ends[0], normal);
    if depth.is_nan() || depth < SAME_MM {
        return None;
    }
    let kind = kind(faces, normal, &edges, &sides)?;
    let points: Vec<Vector> = edges.iter().flat_map(|(e, _)| [e.ends[0], e.ends[1], e.middle]).collect();
    let along = direction(&edges)?;
    let (length, width) = rectangle(&points, normal, along);
    let mut members: Vec<usize> = vec![floor];
    members.extend(sides.iter().filter_map(|s| s.blend));
    members.extend(&walls);
    let radius = corner(faces, &walls, normal);
    // A step is reached from over its floor or from beside its wall; anything with walls on two sides from over the floor.
    let beside = walls.first().and_then(|w| faces.normal(*w)).filter(|_| kind == FeatureKind::Step);
    let feature = Feature {
        axis: Some(normal),
        through: Some(false),
        depth_mm: Some(depth),
        length_mm: Some(length),
        width_mm: Some(width),
        radius_mm: radius,
        depth_ratio: (kind != FeatureKind::Step).then(|| depth_ratio(depth, width, radius)),
        access: std::iter::once(normal).chain(beside).collect(),
        ..Feature::new(kind, faces.references(members.clone()))
    };
    Some((feature, members))
}

/// The edge lies on an inside boundary of the face: the face goes all round what stands there, so that is a boss and not a step.
fn stands_inside(faces: &Faces, edge: &GraphEdge, face: usize) -> bool {
    // Straight over the indices: a plate has thousands of edges, and this is asked of each face that meets it.
    let inner = faces.face(face).loops.iter().filter(|bound| !bound.outer).flat_map(|bound| &bound.edges);
    inner.filter_map(|index| faces.graph.edges.get(*index)).any(|other| std::ptr::eq(other, edge))
}

/// Depth over the diameter of the largest mill that cuts the whole outline: twice the smallest corner, or what goes between the walls.
fn depth_ratio(depth: f64, width: f64, corner: Option<f64>) -> f64 {
    let tool = corner.map_or(width, |r| (2.0 * r).min(width));
    depth / tool.max(SAME_MM)
}

fn same_axis(faces: &Faces, a: usize, b: usize, radius: f64) -> bool {
    let (Some((axis, o, r)), Some((_, p, _))) = (faces.cylinder(b), faces.cylinder(a)) else { return false };
    (r - radius).abs() < SAME_MM && super::graph::off_axis(p, o, axis) < SAME_MM
}

/// Runs of walled edges around the floor, each a list of walls in order. A closed run is one.
fn runs(sides: &[Side]) -> Vec<Vec<usize>> {
    let start = sides.iter().position(|s| s.wall.is_none()).unwrap_or(0);
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut open = true;
    for k in 0..sides.len() {
        match sides[(start + k) % sides.len()].wall {
            Some(wall) => {
                match out.last_mut() {
                    Some(run) if !open => run.push(wall),
                    _ => out.push(vec![wall]),
                }
                open = false;
            }
            None => open = true,
        }
    }
    out
}

fn kind(faces: &Faces, normal: Vector, edges: &[(&GraphEdge, usize)], sides: &[Side]) -> Option<FeatureKind> {
    let closed = sides.iter().all(|s| s.wall.is_some());
    if closed {
        return Some(if is_oblong(faces, edges) { FeatureKind::RoundEndedSlot } else { FeatureKind::Pocket });
    }
    let runs = runs(sides);
    let facing = |a: usize, b: usize| match (faces.normal(a), faces.normal(b)) {
        (Some(m), Some(n)) => dot(m, n) < -0.999_99 && dot(minus(faces.face(b).centre_mm, faces.face(a).centre_mm), m) > 0.0,
        _ => false,
    };
    match runs.as_slice() {
        [run] => {
            let flat: Vec<usize> = run.iter().copied().filter(|w| faces.normal(*w).is_some()).collect();
            match flat.as_slice() {
                [_] if run.len() == 1 => Some(FeatureKind::Step),
                [first, .., last] if flat.len() == 3 && facing(*first, *last) => Some(FeatureKind::BlindSlot),
                [first, last] if facing(*first, *last) && run.len() == 3 => Some(FeatureKind::BlindSlot),
                [] => None,
                _ => Some(FeatureKind::OpenPocket),
            }
        }
        [a, b] => match (a.as_slice(), b.as_slice()) {
            ([a], [b]) if facing(*a, *b) && square(normal, faces.normal(*a)?) => Some(FeatureKind::ThroughSlot),
            _ => Some(FeatureKind::OpenPocket),
        },
        _ => Some(FeatureKind::OpenPocket),
    }
}

/// Two straight sides and two half circles of one radius, each in one arc or in several.
fn is_oblong(faces: &Faces, edges: &[(&GraphEdge, usize)]) -> bool {
    let straight = edges.iter().filter(|(e, w)| e.curve == EdgeCurve::Line && faces.normal(*w).is_some()).count();
    let arcs: Vec<(f64, f64)> = edges
        .iter()
        .filter_map(|(e, _)| match e.curve {
            EdgeCurve::Circle { radius_mm, .. } => Some((radius_mm, e.length_mm)),
            _ => None,
        })
        .collect();
    let Some((radius, _)) = arcs.first().copied() else { return false };
    let round: f64 = arcs.iter().map(|(_, length)| length).sum();
    straight == 2
        && arcs.len() + straight == edges.len()
        && arcs.iter().all(|(r, _)| (r - radius).abs() < SAME_MM)
        && (round - std::f64::consts::TAU * radius).abs() < 0.01 * radius
}

/// Direction of the longest straight edge, else the chord of the longest one.
fn direction(edges: &[(&GraphEdge, usize)]) -> Option<Vector> {
    let longest = |straight: bool| {
        edges
            .iter()
            .filter(|(e, _)| !straight || e.curve == EdgeCurve::Line)
            .max_by(|a, b| a.0.length_mm.total_cmp(&b.0.length_mm))
            .and_then(|(e, _)| unit(minus(e.ends[1], e.ends[0])).or_else(|| unit(minus(e.middle, e.ends[0]))))
    };
    longest(true).or_else(|| longest(false))
}

/// Smallest inside corner between walls.
fn corner(faces: &Faces, walls: &[usize], normal: Vector) -> Option<f64> {
    walls
        .iter()
        .filter(|w| faces.face(**w).concave)
        .filter_map(|w| faces.cylinder(*w).filter(|(axis, ..)| parallel(*axis, normal)).map(|(_, _, r)| r))
        .min_by(f64::total_cmp)
}

/// Openings through the part: an inside boundary of a face whose walls run straight to another face and meet no floor.
fn through(faces: &Faces, used: &mut HashSet<usize>) -> Vec<Feature> {
    let mut found = Vec::new();
    let mut seen: HashSet<Vec<usize>> = HashSet::new();
    for top in 0..faces.len() {
        let Some(normal) = faces.normal(top) else { continue };
        for bound in faces.face(top).loops.iter().filter(|bound| !bound.outer) {
            if let Some((feature, mut walls)) = opening(faces, top, normal, bound) {
                walls.sort_unstable();
                if walls.iter().any(|w| used.contains(w)) || !seen.insert(walls.clone()) {
                    continue;
                }
                used.extend(walls);
                found.push(feature);
            }
        }
    }
    found
}

fn opening(faces: &Faces, top: usize, normal: Vector, bound: &FaceLoop) -> Option<(Feature, Vec<usize>)> {
    let edges = faces.along(top, bound);
    if edges.len() < 2 || !faces.is_all(top, bound, Convexity::Convex) {
        return None;
    }
    let mut walls: Vec<usize> = edges.iter().map(|(_, w)| *w).collect();
    if !walls.iter().all(|w| faces.runs_along(*w, normal)) {
        return None;
    }
    let first = walls[0];
    if walls.iter().all(|w| faces.cylinder(*w).is_some_and(|(_, _, r)| same_axis(faces, *w, first, r))) {
        return None;
    }
    // Every wall meets the face it opens on, its neighbours in the ring, and a far face over an outside corner: nothing else.
    let mut depth: f64 = 0.0;
    for wall in &walls {
        let mut far = false;
        for (edge, other) in faces.around(*wall) {
            if walls.contains(&other) || other == top {
                continue;
            }
            if edge.convexity != Convexity::Convex || faces.normal(other).is_none_or(|n| !parallel(n, normal)) {
                return None;
            }
            far = true;
        }
        if !far {
            return None;
        }
        let (low, high) = faces.extent(*wall, normal);
        depth = depth.max(high - low);
    }
    let points: Vec<Vector> = edges.iter().flat_map(|(e, _)| [e.ends[0], e.ends[1], e.middle]).collect();
    let (length, width) = rectangle(&points, normal, direction(&edges)?);
    let kind = if is_oblong(faces, &edges) { FeatureKind::RoundEndedSlot } else { FeatureKind::ThroughPocket };
    let radius = corner(faces, &walls, normal);
    let feature = Feature {
        axis: Some(normal),
        through: Some(true),
        depth_mm: Some(depth),
        length_mm: Some(length),
        width_mm: Some(width),
        radius_mm: radius,
        depth_ratio: Some(depth_ratio(depth, width, radius)),
        access: vec![normal, normal.map(|x| 0.0 - x)],
        ..Feature::new(kind, faces.references(walls.clone()))
    };
    walls.dedup();
    Some((feature, walls))
}
