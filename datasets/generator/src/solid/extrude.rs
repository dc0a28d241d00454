//! Prismatic faces: extruded bodies, pockets and drilled holes that start on a plane face.

use super::outline::{Outline, OutlineSegment, signed_sweep};
use super::vector::{Vec3, along, cross, dot, minus, times, unit};
use super::{Curve, Frame, Measured, OrientedEdge, Solid, Surface};

/// Where an outline stands: `u` and `v` span its plane, `u x v` is the direction of extrusion.
#[derive(Debug, Clone, Copy)]
pub struct Placement {
    /// Origin, mm.
    pub origin: Vec3,
    /// First direction, unit.
    pub u: Vec3,
    /// Second direction, unit.
    pub v: Vec3,
}

impl Placement {
    /// Direction of extrusion, unit.
    pub fn w(&self) -> Vec3 {
        cross(self.u, self.v)
    }

    /// A point of the placement's space.
    pub fn point(&self, [u, v]: [f64; 2], w: f64) -> Vec3 {
        along(along(along(self.origin, u, self.u), v, self.v), w, self.w())
    }
}

/// Faces of an extruded body, by index.
#[derive(Debug, Clone)]
pub struct Extrusion {
    /// At the start of the extrusion.
    pub start: usize,
    /// At its end.
    pub end: usize,
    /// One per outline segment.
    pub sides: Vec<usize>,
}

struct Wall {
    low: Vec<OrientedEdge>,
    high: Vec<OrientedEdge>,
    faces: Vec<usize>,
}

fn reversed(edges: &[OrientedEdge]) -> Vec<OrientedEdge> {
    edges.iter().rev().map(|(edge, forward)| (*edge, !forward)).collect()
}

impl Solid {
    /// A body: the outline swept from `w = 0` to `height`, mm.
    pub fn extrude(&mut self, place: Placement, outline: &Outline, height: f64) -> Extrusion {
        let wall = self.wall(place, outline, 0.0, height, false);
        let start_plane = Frame { origin: place.origin, axis: times(-1.0, place.w()), ref_dir: place.u };
        let end_plane = Frame { origin: place.point([0.0; 2], height), axis: place.w(), ref_dir: place.u };
        let start = self.add_face(Surface::Plane(start_plane), true, vec![reversed(&wall.low)], None);
        let end = self.add_face(Surface::Plane(end_plane), true, vec![wall.high], None);
        Extrusion { start, end, sides: wall.faces }
    }

    /// A pocket with vertical walls milled `depth` mm into the plane face `mouth`, whose outward normal is the placement's `w`.
    /// With `through`, the pocket opens into that parallel face and has no floor.
    pub fn pocket(&mut self, mouth: usize, place: Placement, outline: &Outline, depth: f64, through: Option<usize>) {
        let wall = self.wall(place, outline, -depth, 0.0, true);
        self.faces[mouth].bounds.push(reversed(&wall.high));
        match through {
            Some(exit) => self.faces[exit].bounds.push(wall.low),
            None => {
                let floor = Frame { origin: place.point([0.0; 2], -depth), axis: place.w(), ref_dir: place.u };
                self.add_face(Surface::Plane(floor), true, vec![wall.low], None);
            }
        }
    }

    /// A drilled hole: `chain` runs from the bottom to the mouth as `(height over the mouth, radius)`, mm, heights negative.
    /// It starts on the axis for a blind hole; with `through` it starts on that parallel face.
    pub fn drill(&mut self, mouth: usize, centre: Vec3, chain: &[[f64; 2]], through: Option<usize>) {
        let Surface::Plane(plane) = self.faces[mouth].surface else { return };
        let frame = Frame { origin: centre, axis: plane.axis, ref_dir: plane.ref_dir };
        let (bottom, top) = self.revolve(frame, chain, false);
        if let Some(edge) = top {
            self.faces[mouth].bounds.push(vec![(edge, false)]);
        }
        if let (Some(edge), Some(exit)) = (bottom, through) {
            self.faces[exit].bounds.push(vec![(edge, true)]);
        }
    }

    fn wall(&mut self, place: Placement, outline: &Outline, low_w: f64, high_w: f64, cavity: bool) -> Wall {
        let pieces: Vec<([f64; 2], OutlineSegment)> = outline.walk().collect();
        let low_vertices: Vec<usize> = pieces.iter().map(|(from, _)| self.add_vertex(place.point(*from, low_w))).collect();
        let high_vertices: Vec<usize> = pieces.iter().map(|(from, _)| self.add_vertex(place.point(*from, high_w))).collect();
        let posts: Vec<usize> = (0..pieces.len()).map(|i| self.add_edge(low_vertices[i], high_vertices[i], Curve::Line)).collect();
        let mut wall = Wall { low: Vec::new(), high: Vec::new(), faces: Vec::new() };
        for (index, (from, segment)) in pieces.iter().enumerate() {
            let next = (index + 1) % pieces.len();
            let low = self.add_edge(low_vertices[index], low_vertices[next], curve_at(place, segment, low_w));
            let high = self.add_edge(high_vertices[index], high_vertices[next], curve_at(place, segment, high_w));
            let bound = vec![(low, true), (posts[next], true), (high, false), (posts[index], false)];
            let bound = if cavity { reversed(&bound) } else { bound };
            let face = match segment {
                OutlineSegment::Line(to) => {
                    let travel = unit(minus(place.point(*to, 0.0), place.point(*from, 0.0)));
                    let normal = times(if cavity { -1.0 } else { 1.0 }, cross(travel, place.w()));
                    let plane = Frame { origin: place.point(*from, low_w), axis: normal, ref_dir: travel };
                    self.add_face(Surface::Plane(plane), true, vec![bound], None)
                }
                OutlineSegment::Arc { centre, radius, counter_clockwise, .. } => {
                    let same_sense = *counter_clockwise != cavity;
                    let frame = Frame { origin: place.point(*centre, low_w), axis: place.w(), ref_dir: place.u };
                    let measured = arc_measure(place, (*from, segment), high_w - low_w, same_sense);
                    self.add_face(Surface::Cylinder(frame, *radius), same_sense, vec![bound], measured)
                }
            };
            wall.low.push((low, true));
            wall.high.push((high, true));
            wall.faces.push(face);
        }
        wall
    }
}

fn curve_at(place: Placement, segment: &OutlineSegment, w: f64) -> Curve {
    match segment {
        OutlineSegment::Line(_) => Curve::Line,
        OutlineSegment::Arc { centre, radius, counter_clockwise, .. } => {
            let axis = times(if *counter_clockwise { 1.0 } else { -1.0 }, place.w());
            Curve::Circle(Frame { origin: place.point(*centre, w), axis, ref_dir: place.u }, *radius)
        }
    }
}

/// Area and flux of a cylindrical wall over an arc.
fn arc_measure(place: Placement, (from, segment): ([f64; 2], &OutlineSegment), height: f64, same_sense: bool) -> Option<Measured> {
    let OutlineSegment::Arc { centre, radius, .. } = segment else { return None };
    let sweep = signed_sweep(from, segment);
    let start = (from[1] - centre[1]).atan2(from[0] - centre[0]);
    let end = start + sweep;
    let sense = sweep.signum();
    let sum_u = sense * (end.sin() - start.sin());
    let sum_v = sense * (start.cos() - end.cos());
    let hub = place.point(*centre, 0.0);
    let area = radius * sweep.abs() * height;
    let flux = height * radius * (dot(hub, place.u) * sum_u + dot(hub, place.v) * sum_v) + radius * area;
    let outwards = if same_sense { 1.0 } else { -1.0 };
    let normal = times(outwards * height * radius, along(times(sum_u, place.u), sum_v, place.v));
    Some(Measured { area, flux: outwards * flux, normal })
}
