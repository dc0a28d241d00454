//! Questions the rules ask of the face graph.

use std::collections::HashMap;

use trusquin_domain::{Convexity, FaceGraph, FaceLoop, FaceSurface, GraphEdge, GraphFace};

use crate::geometry::vector::{Vector, dot, minus};

/// Two lengths are equal within this, mm.
pub(super) const SAME_MM: f64 = 0.01;
/// Cosine within which directions are parallel: 0.26 degrees, wider than rounding of exporters, narrower than any draft angle.
const PARALLEL: f64 = 0.999_99;
/// Sine of the same angle.
const SQUARE: f64 = 0.004_5;

/// The graph with its faces by reference.
pub(super) struct Faces<'g> {
    pub graph: &'g FaceGraph,
    by_reference: HashMap<&'g str, usize>,
}

pub(super) fn parallel(a: Vector, b: Vector) -> bool {
    dot(a, b).abs() > PARALLEL
}

pub(super) fn square(a: Vector, b: Vector) -> bool {
    dot(a, b).abs() < SQUARE
}

impl<'g> Faces<'g> {
    pub fn new(graph: &'g FaceGraph) -> Self {
        Self { graph, by_reference: graph.faces.iter().enumerate().map(|(i, face)| (face.reference.as_str(), i)).collect() }
    }

    pub fn len(&self) -> usize {
        self.graph.faces.len()
    }

    pub fn face(&self, index: usize) -> &'g GraphFace {
        &self.graph.faces[index]
    }

    pub fn find(&self, reference: &str) -> Option<usize> {
        self.by_reference.get(reference).copied()
    }

    /// Outward normal of a plane.
    pub fn normal(&self, index: usize) -> Option<Vector> {
        match self.face(index).surface {
            FaceSurface::Plane { normal, .. } => Some(normal),
            _ => None,
        }
    }

    /// Axis and radius of a cylinder.
    pub fn cylinder(&self, index: usize) -> Option<(Vector, Vector, f64)> {
        match self.face(index).surface {
            FaceSurface::Cylinder { axis, origin, radius_mm } => Some((axis, origin, radius_mm)),
            _ => None,
        }
    }

    /// Edges of one boundary with the face on the other side.
    pub fn along(&self, index: usize, bound: &FaceLoop) -> Vec<(&'g GraphEdge, usize)> {
        let other = |edge: &GraphEdge| if edge.faces[0] == index { edge.faces[1] } else { edge.faces[0] };
        bound.edges.iter().filter_map(|e| self.graph.edges.get(*e)).map(|edge| (edge, other(edge))).collect()
    }

    pub fn around(&self, index: usize) -> Vec<(&'g GraphEdge, usize)> {
        self.face(index).loops.iter().flat_map(|bound| self.along(index, bound)).collect()
    }

    pub fn outer(&self, index: usize) -> Option<&'g FaceLoop> {
        self.face(index).loops.iter().find(|bound| bound.outer)
    }

    /// True when the face runs straight along the direction: a plane along it, or a cylinder about it.
    pub fn runs_along(&self, index: usize, direction: Vector) -> bool {
        match self.face(index).surface {
            FaceSurface::Plane { normal, .. } => square(normal, direction),
            FaceSurface::Cylinder { axis, .. } => parallel(axis, direction),
            _ => false,
        }
    }

    /// Least and greatest position of the boundary of a face along a direction. Exact for faces that run along it.
    pub fn extent(&self, index: usize, direction: Vector) -> (f64, f64) {
        let mut range = (f64::INFINITY, f64::NEG_INFINITY);
        for (edge, _) in self.around(index) {
            for point in [edge.ends[0], edge.ends[1], edge.middle] {
                let at = dot(point, direction);
                range = (range.0.min(at), range.1.max(at));
            }
        }
        range
    }

    /// References of faces, sorted as in the file.
    pub fn references(&self, mut faces: Vec<usize>) -> Vec<String> {
        faces.sort_unstable();
        faces.dedup();
        faces.into_iter().map(|i| self.face(i).reference.clone()).collect()
    }

    /// True when every edge of the boundary has this convexity; false for a boundary without edges.
    pub fn is_all(&self, index: usize, bound: &FaceLoop, convexity: Convexity) -> bool {
        let edges = self.along(index, bound);
        !edges.is_empty() && edges.iter().all(|(edge, _)| edge.convexity == convexity)
    }
}

/// Distance of a point from an axis.
pub(super) fn off_axis(point: Vector, origin: Vector, axis: Vector) -> f64 {
    let to = minus(point, origin);
    let along = dot(to, axis);
    (dot(to, to) - along * along).max(0.0).sqrt()
}

/// Longer and shorter side of the rectangle around points in a plane, laid along `along` (a unit vector in the plane).
pub(super) fn rectangle(points: &[Vector], normal: Vector, along: Vector) -> (f64, f64) {
    let across = [
        normal[1] * along[2] - normal[2] * along[1],
        normal[2] * along[0] - normal[0] * along[2],
        normal[0] * along[1] - normal[1] * along[0],
    ];
    let reach = |d: Vector| {
        let at = |p: &Vector| dot(*p, d);
        points.iter().map(at).fold(f64::NEG_INFINITY, f64::max) - points.iter().map(at).fold(f64::INFINITY, f64::min)
    };
    let (a, b) = (reach(along), reach(across));
    (a.max(b), a.min(b))
}
