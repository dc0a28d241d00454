//! Solids put in their places: an assembly of parts, each placed any number of times.

use super::vector::{Vec3, along, cross, dot};
use super::{Curve, Edge, Face, Frame, Measured, Solid, Surface};

/// Parts and where they stand.
#[derive(Debug, Clone, Default)]
pub struct Assembly {
    /// Name and shape of every part.
    pub parts: Vec<(String, Solid)>,
    /// Part by index and its frame in the assembly.
    pub instances: Vec<(usize, Frame)>,
}

impl Assembly {
    /// One solid with a copy of every instance.
    pub fn joined(&self) -> Solid {
        let mut all = Solid::default();
        for (part, frame) in &self.instances {
            if let Some((_, solid)) = self.parts.get(*part) {
                all.join(solid, frame);
            }
        }
        all
    }
}

/// A direction of a frame's space.
pub(super) fn turned(frame: &Frame, vector: Vec3) -> Vec3 {
    let across = cross(frame.axis, frame.ref_dir);
    along(along(along([0.0; 3], vector[0], frame.ref_dir), vector[1], across), vector[2], frame.axis)
}

fn moved(frame: &Frame, point: Vec3) -> Vec3 {
    along(turned(frame, point), 1.0, frame.origin)
}

fn frame_in(place: &Frame, frame: &Frame) -> Frame {
    Frame { origin: moved(place, frame.origin), axis: turned(place, frame.axis), ref_dir: turned(place, frame.ref_dir) }
}

impl Solid {
    /// Adds a copy of another solid, its origin on the frame's.
    fn join(&mut self, other: &Self, place: &Frame) {
        let (vertices, edges) = (self.vertices.len(), self.edges.len());
        self.vertices.extend(other.vertices.iter().map(|point| moved(place, *point)));
        self.edges.extend(other.edges.iter().map(|edge| Edge {
            start: edge.start + vertices,
            end: edge.end + vertices,
            curve: match edge.curve {
                Curve::Line => Curve::Line,
                Curve::Circle(frame, radius) => Curve::Circle(frame_in(place, &frame), radius),
            },
        }));
        self.faces.extend(other.faces.iter().map(|face| Face {
            surface: match face.surface {
                Surface::Plane(frame) => Surface::Plane(frame_in(place, &frame)),
                Surface::Cylinder(frame, radius) => Surface::Cylinder(frame_in(place, &frame), radius),
                Surface::Cone(frame, radius, angle) => Surface::Cone(frame_in(place, &frame), radius, angle),
            },
            same_sense: face.same_sense,
            bounds: face.bounds.iter().map(|bound| bound.iter().map(|(edge, forward)| (edge + edges, *forward)).collect()).collect(),
            measured: face.measured.map(|of| {
                let normal = turned(place, of.normal);
                Measured { area: of.area, flux: of.flux + dot(place.origin, normal), normal }
            }),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Outline, Placement};
    use super::*;

    #[test]
    fn a_moved_and_turned_copy_keeps_its_volume() {
        let mut block = Solid::default();
        let place = Placement { origin: [1.0, 2.0, 3.0], u: [1.0, 0.0, 0.0], v: [0.0, 1.0, 0.0] };
        block.extrude(place, &Outline::rectangle([0.0; 2], 30.0, 20.0, 4.0), 10.0);
        let volume = block.volume();
        let frame = Frame { origin: [100.0, -50.0, 7.0], axis: [0.0, 1.0, 0.0], ref_dir: [0.0, 0.0, 1.0] };
        let assembly = Assembly { parts: vec![("block".to_owned(), block)], instances: vec![(0, frame), (0, frame)] };
        let both = assembly.joined();
        assert!((both.volume() - 2.0 * volume).abs() < 1e-6 * volume, "{} {volume}", both.volume());
        assert_eq!(both.open_edges(), Vec::<usize>::new());
        let (low, high) = both.bounds();
        // Local x runs along z, local z along y, so local y runs along x.
        assert!((high[0] - low[0] - 20.0).abs() < 1e-9 && (high[1] - low[1] - 10.0).abs() < 1e-9 && (high[2] - low[2] - 30.0).abs() < 1e-9);
    }
}
