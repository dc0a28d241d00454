//! Orthographic views of a prismatic solid with visible and hidden edges.
//!
//! An edge is hidden where the material lies between it and the viewer; the material is asked, not the faces, so the answer
//! does not depend on how faces are trimmed.

use super::{Item, Layer, Point, Sheet};
use crate::solid::vector::{Vec3, along, cross, dot, times};
use crate::solid::{Curve, Frame, Solid, Surface};

/// Step of the march towards the viewer, mm: under the thinnest wall a milled part has.
const STEP: f64 = 0.3;
/// Lateral offset that takes an edge off its own faces, mm.
const OFFSET: f64 = 0.02;

/// A view: where the part's origin falls on the sheet and how the axes run.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Sheet point of the part's origin.
    pub origin: Point,
    /// Part direction that runs right on the sheet.
    pub right: Vec3,
    /// Part direction that runs up.
    pub up: Vec3,
    /// Scale.
    pub scale: f64,
}

impl View {
    /// Sheet point of a part point.
    pub fn at(&self, point: Vec3) -> Point {
        [self.origin[0] + self.scale * dot(point, self.right), self.origin[1] + self.scale * dot(point, self.up)]
    }

    fn towards_viewer(&self) -> Vec3 {
        cross(self.right, self.up)
    }
}

struct Stroke {
    a: Vec3,
    b: Vec3,
}

/// Draws every edge and silhouette of the solid; `contains` tells where there is material, `reach` is longer than the part.
pub fn draw(sheet: &mut Sheet, view: &View, solid: &Solid, contains: &dyn Fn(Vec3) -> bool, reach: f64) {
    let mut strokes = Vec::new();
    let mut circles: Vec<(Frame, f64, f64, f64)> = Vec::new();
    for (index, edge) in solid.edges.iter().enumerate() {
        let (a, b) = (solid.vertices[edge.start], solid.vertices[edge.end]);
        match edge.curve {
            Curve::Line if is_smooth(solid, index, view.towards_viewer()) => {}
            Curve::Line => strokes.push(Stroke { a, b }),
            Curve::Circle(frame, radius) => {
                let sweep = solid.sweep(edge.start, edge.end, &frame);
                let start = crate::solid::angle_in(&frame, a);
                if dot(frame.axis, view.towards_viewer()).abs() > 0.5 {
                    circles.push((frame, radius, start, sweep));
                } else {
                    strokes.extend(edge_on(view, &frame, radius, start, sweep));
                }
            }
        }
    }
    // The seam of a full cylinder is no edge of the part; its two silhouette lines are.
    strokes.retain(|stroke| !is_seam(solid, stroke));
    for face in &solid.faces {
        if let Surface::Cylinder(frame, radius) | Surface::Cone(frame, radius, _) = face.surface
            && dot(frame.axis, view.towards_viewer()).abs() < 0.5
            && face.bounds.iter().flatten().any(|(edge, _)| solid.edges[*edge].start == solid.edges[*edge].end)
        {
            strokes.extend(silhouette(solid, face, view, &frame, radius));
        }
    }
    draw_strokes(sheet, view, &strokes, contains, reach);
    draw_circles(sheet, view, &circles, contains, reach);
}

/// Where two faces run into each other without a corner there is no edge to draw, unless it bounds the part as seen.
fn is_smooth(solid: &Solid, edge: usize, towards: Vec3) -> bool {
    let middle = times(0.5, along(solid.vertices[solid.edges[edge].start], 1.0, solid.vertices[solid.edges[edge].end]));
    let normals: Vec<Vec3> = solid
        .faces
        .iter()
        .filter(|face| face.bounds.iter().flatten().any(|(used, _)| *used == edge))
        .filter_map(|face| match face.surface {
            Surface::Plane(frame) => Some(frame.axis),
            Surface::Cylinder(frame, _) => {
                let offset = crate::solid::vector::minus(middle, frame.origin);
                Some(crate::solid::vector::unit(along(offset, -dot(offset, frame.axis), frame.axis)))
            }
            Surface::Cone(..) => None,
        })
        .collect();
    matches!(normals[..], [a, b] if dot(a, b).abs() > 0.999 && dot(a, towards).abs() > 0.05)
}

fn is_seam(solid: &Solid, stroke: &Stroke) -> bool {
    solid.faces.iter().any(|face| {
        face.bounds.iter().any(|bound| {
            bound.iter().any(|(edge, forward)| {
                let e = &solid.edges[*edge];
                matches!(e.curve, Curve::Line)
                    && bound.contains(&(*edge, !forward))
                    && solid.vertices[e.start] == stroke.a
                    && solid.vertices[e.end] == stroke.b
            })
        })
    })
}

/// A circle seen from its side is a line between its extreme points.
fn edge_on(view: &View, frame: &Frame, radius: f64, start: f64, sweep: f64) -> Option<Stroke> {
    let across = cross(frame.axis, view.towards_viewer());
    let steps = 90;
    let points = (0..=steps).map(|i| crate::solid::point_on(frame, radius, start + sweep * f64::from(i) / f64::from(steps)));
    let mut ends: Option<(Vec3, Vec3)> = None;
    for point in points {
        let (low, high) = ends.get_or_insert((point, point));
        if dot(point, across) < dot(*low, across) {
            *low = point;
        }
        if dot(point, across) > dot(*high, across) {
            *high = point;
        }
    }
    ends.map(|(a, b)| Stroke { a, b })
}

fn silhouette(solid: &Solid, face: &crate::solid::Face, view: &View, frame: &Frame, _radius: f64) -> Vec<Stroke> {
    let across = cross(frame.axis, view.towards_viewer());
    let mut rims: Vec<(Vec3, f64)> = Vec::new();
    for (edge, _) in face.bounds.iter().flatten() {
        let edge = &solid.edges[*edge];
        match edge.curve {
            Curve::Circle(rim, radius) => rims.push((rim.origin, radius)),
            Curve::Line => {
                // A cone that ends on the axis has its apex as a vertex.
                for vertex in [edge.start, edge.end] {
                    let point = solid.vertices[vertex];
                    let offset = crate::solid::vector::minus(point, frame.origin);
                    let radial = along(offset, -dot(offset, frame.axis), frame.axis);
                    if dot(radial, radial) < 1e-12 {
                        rims.push((point, 0.0));
                    }
                }
            }
        }
    }
    rims.dedup_by(|a, b| a.1 == b.1 && a.0 == b.0);
    let [first, second, ..] = rims[..] else { return Vec::new() };
    [1.0, -1.0]
        .map(|sign| Stroke { a: along(first.0, sign * first.1, across), b: along(second.0, sign * second.1, across) })
        .into_iter()
        .collect()
}

/// True when nothing stands between the point and the viewer, just beside the edge on one side or the other.
fn seen(view: &View, point: Vec3, beside: Vec3, contains: &dyn Fn(Vec3) -> bool, reach: f64) -> bool {
    let towards = view.towards_viewer();
    [1.0, -1.0].iter().any(|sign| {
        let start = along(point, sign * OFFSET, beside);
        let mut distance = OFFSET;
        while distance < reach {
            if contains(along(start, distance, towards)) {
                return false;
            }
            distance += STEP;
        }
        true
    })
}

/// Runs of equal visibility along a parameter from 0 to 1.
fn runs(count: usize, visible: &dyn Fn(f64) -> bool) -> Vec<(f64, f64, bool)> {
    let mut runs: Vec<(f64, f64, bool)> = Vec::new();
    let mut from = 0.0;
    let at = |index: usize| (index as f64 + 0.5) / count as f64;
    let mut state = visible(at(0));
    for index in 1..count {
        let next = visible(at(index));
        if next != state {
            let (mut low, mut high) = (at(index - 1), at(index));
            for _ in 0..12 {
                let middle = (low + high) / 2.0;
                if visible(middle) == state { low = middle } else { high = middle }
            }
            runs.push((from, low, state));
            (from, state) = (low, next);
        }
    }
    runs.push((from, 1.0, state));
    runs
}

fn draw_strokes(sheet: &mut Sheet, view: &View, strokes: &[Stroke], contains: &dyn Fn(Vec3) -> bool, reach: f64) {
    let (mut visible, mut hidden) = (Vec::new(), Vec::new());
    for stroke in strokes {
        let (a, b) = (view.at(stroke.a), view.at(stroke.b));
        let length = (b[0] - a[0]).hypot(b[1] - a[1]);
        if length < 1e-6 {
            continue;
        }
        let direction = crate::solid::vector::unit(crate::solid::vector::minus(stroke.b, stroke.a));
        let beside = cross(direction, view.towards_viewer());
        let point = |t: f64| along(times(1.0 - t, stroke.a), t, stroke.b);
        let count = ((length / view.scale / 0.8).ceil() as usize).clamp(8, 200);
        for (from, to, state) in runs(count, &|t| seen(view, point(t), beside, contains, reach)) {
            let piece = [view.at(point(from)), view.at(point(to))];
            if state { visible.push(piece) } else { hidden.push(piece) }
        }
    }
    let mut drawn: Vec<[Point; 2]> = Vec::new();
    for (pieces, layer) in [(visible, Layer::Outline), (hidden, Layer::Hidden)] {
        for piece in pieces {
            for rest in without_covered(piece, &drawn) {
                drawn.push(rest);
                sheet.line(rest[0], rest[1], layer);
            }
        }
    }
}

/// The parts of a piece that no drawn collinear piece covers.
fn without_covered(piece: [Point; 2], drawn: &[[Point; 2]]) -> Vec<[Point; 2]> {
    let (dx, dy) = (piece[1][0] - piece[0][0], piece[1][1] - piece[0][1]);
    let length = dx.hypot(dy);
    let (ux, uy) = (dx / length, dy / length);
    let mut free: Vec<(f64, f64)> = vec![(0.0, length)];
    for other in drawn {
        let place =
            |p: Point| ((p[0] - piece[0][0]) * ux + (p[1] - piece[0][1]) * uy, (p[1] - piece[0][1]) * ux - (p[0] - piece[0][0]) * uy);
        let ((t0, d0), (t1, d1)) = (place(other[0]), place(other[1]));
        if d0.abs() > 0.02 || d1.abs() > 0.02 {
            continue;
        }
        let (low, high) = (t0.min(t1), t0.max(t1));
        free = free.into_iter().flat_map(|(a, b): (f64, f64)| [(a, b.min(low)), (a.max(high), b)]).filter(|(a, b)| b - a > 0.05).collect();
    }
    free.sort_by(|a, b| a.0.total_cmp(&b.0));
    free.dedup();
    let at = |t: f64| [piece[0][0] + t * ux, piece[0][1] + t * uy];
    free.into_iter().map(|(a, b)| [at(a), at(b)]).collect()
}

fn draw_circles(sheet: &mut Sheet, view: &View, circles: &[(Frame, f64, f64, f64)], contains: &dyn Fn(Vec3) -> bool, reach: f64) {
    let mut drawn: Vec<(Point, f64, i64)> = Vec::new();
    for wanted in [true, false] {
        for (frame, radius, start, sweep) in circles {
            let point = |t: f64| crate::solid::point_on(frame, *radius, start + sweep * t);
            let count = ((sweep.to_degrees() / 10.0).ceil() as usize).max(4);
            let beside = |t: f64| crate::solid::vector::unit(crate::solid::vector::minus(point(t), frame.origin));
            let runs = runs(count, &|t| seen(view, point(t), beside(t), contains, reach));
            let centre = view.at(frame.origin);
            for (from, to, _) in runs.into_iter().filter(|run| run.2 == wanted) {
                let angle = |t: f64| {
                    let p = view.at(point(t));
                    (p[1] - centre[1]).atan2(p[0] - centre[0]).to_degrees()
                };
                let width = (to - from) * sweep.to_degrees();
                let counter_clockwise = dot(frame.axis, view.towards_viewer()) > 0.0;
                let first = if counter_clockwise { angle(from) } else { angle(to) };
                let key = (centre, *radius, ((first + width / 2.0).rem_euclid(360.0) / 5.0).round() as i64);
                let same = |other: &(Point, f64, i64)| {
                    (other.0[0] - centre[0]).hypot(other.0[1] - centre[1]) < 0.01
                        && (other.1 - radius).abs() < 1e-6
                        && (other.2 == key.2 || width >= 359.0)
                };
                if drawn.iter().any(same) {
                    continue;
                }
                drawn.push(key);
                let layer = if wanted { Layer::Outline } else { Layer::Hidden };
                let span = if width > 359.9 { (0.0, 360.0) } else { (first, first + width) };
                sheet.items.push(Item::Arc(centre, radius * view.scale, span.0, span.1, layer));
            }
        }
    }
}
