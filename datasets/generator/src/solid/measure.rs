//! Area, volume and envelope of a solid, exactly, from its faces (divergence theorem).

use std::collections::BTreeMap;
use std::f64::consts::{PI, TAU};

use trusquin_domain::FaceKind;

use super::vector::{Vec3, along, cross, dot, minus, times};
use super::{Curve, Face, Frame, Solid, Surface};

impl Solid {
    /// Area, mm².
    pub fn area(&self) -> f64 {
        self.faces.iter().map(|face| self.face_measure(face).0).sum()
    }

    /// Volume, mm³.
    pub fn volume(&self) -> f64 {
        self.faces.iter().map(|face| self.face_measure(face).1).sum::<f64>() / 3.0
    }

    /// Faces by surface family.
    pub fn faces_by_kind(&self) -> BTreeMap<FaceKind, u32> {
        let mut counts = BTreeMap::new();
        for face in &self.faces {
            *counts.entry(face.surface.kind()).or_insert(0) += 1;
        }
        counts
    }

    /// Least and greatest coordinates, mm; arcs count with their extreme points.
    pub fn bounds(&self) -> (Vec3, Vec3) {
        let (mut low, mut high) = ([f64::MAX; 3], [f64::MIN; 3]);
        let mut take = |point: Vec3| {
            for axis in 0..3 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        };
        for edge in &self.edges {
            take(self.vertices[edge.start]);
            take(self.vertices[edge.end]);
            if let Curve::Circle(frame, radius) = edge.curve {
                let sweep = self.sweep(edge.start, edge.end, &frame);
                let start = angle_in(&frame, self.vertices[edge.start]);
                for quarter in 0..4 {
                    let angle = f64::from(quarter) * PI / 2.0;
                    if (angle - start).rem_euclid(TAU) <= sweep {
                        take(point_on(&frame, radius, angle));
                    }
                }
            }
        }
        (low, high)
    }

    /// Angle of an arc from vertex to vertex, radians in (0, 2 pi].
    pub fn sweep(&self, start: usize, end: usize, frame: &Frame) -> f64 {
        if start == end {
            return TAU;
        }
        (angle_in(frame, self.vertices[end]) - angle_in(frame, self.vertices[start])).rem_euclid(TAU)
    }

    fn face_measure(&self, face: &Face) -> (f64, f64) {
        if let Some(measured) = face.measured {
            return (measured.area, measured.flux);
        }
        let Surface::Plane(plane) = face.surface else { return (0.0, 0.0) };
        let area = face.bounds.iter().flatten().map(|(edge, forward)| self.swept_area(&plane, *edge, *forward)).sum::<f64>();
        (area, area * dot(plane.origin, plane.axis))
    }

    /// Signed area between an edge and the plane's origin.
    fn swept_area(&self, plane: &Frame, edge: usize, forward: bool) -> f64 {
        let edge = &self.edges[edge];
        let v = cross(plane.axis, plane.ref_dir);
        let flat = |point: Vec3| {
            let offset = minus(point, plane.origin);
            [dot(offset, plane.ref_dir), dot(offset, v)]
        };
        let (a, b) = (flat(self.vertices[edge.start]), flat(self.vertices[edge.end]));
        let mut area = (a[0] * b[1] - b[0] * a[1]) / 2.0;
        if let Curve::Circle(frame, radius) = &edge.curve {
            let sweep = self.sweep(edge.start, edge.end, frame);
            area += dot(frame.axis, plane.axis).signum() * radius * radius * (sweep - sweep.sin()) / 2.0;
        }
        if forward { area } else { -area }
    }
}

/// Angle of a point about the frame's axis, radians.
pub fn angle_in(frame: &Frame, point: Vec3) -> f64 {
    let offset = minus(point, frame.origin);
    dot(offset, cross(frame.axis, frame.ref_dir)).atan2(dot(offset, frame.ref_dir))
}

/// The point of a circle at an angle.
pub fn point_on(frame: &Frame, radius: f64, angle: f64) -> Vec3 {
    let across = times(radius * angle.sin(), cross(frame.axis, frame.ref_dir));
    along(along(frame.origin, radius * angle.cos(), frame.ref_dir), 1.0, across)
}
