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

/// The graph with its faces by reference and by axis.
pub(super) struct Faces<'g> {
    pub graph: &'g FaceGraph,
    by_reference: HashMap<&'g str, usize>,
    axes: Vec<AxisLine>,
    axis_of: Vec<Option<usize>>,
}

/// The faces of revolution of one solid about one line.
pub(super) struct AxisLine {
    pub axis: Vector,
    pub origin: Vector,
    pub faces: Vec<usize>,
}

pub(super) fn parallel(a: Vector, b: Vector) -> bool {
    dot(a, b).abs() > PARALLEL
}

pub(super) fn square(a: Vector, b: Vector) -> bool {
    dot(a, b).abs() < SQUARE
}

impl<'g> Faces<'g> {
    pub fn new(graph: &'g FaceGraph) -> Self {
        let (axes, axis_of) = axis_lines(graph);
        let by_reference = graph.faces.iter().enumerate().map(|(i, face)| (face.reference.as_str(), i)).collect();
        Self { graph, by_reference, axes, axis_of }
    }

    /// Every axis with the faces about it.
    pub fn axes(&self) -> &[AxisLine] {
        &self.axes
    }

    /// Faces about the same axis as this one, itself included; none for planes, balls and free forms.
    pub fn coaxial(&self, index: usize) -> &[usize] {
        self.axis_of.get(index).copied().flatten().and_then(|a| self.axes.get(a)).map_or(&[], |line| &line.faces)
    }

    /// Number of the axis of a face.
    pub fn axis_of(&self, index: usize) -> Option<usize> {
        self.axis_of.get(index).copied().flatten()
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

/// A direction with its first component that is not zero made positive, so that both senses of a line give one vector.
pub(super) fn canonical(a: Vector) -> Vector {
    let lead = a.iter().copied().find(|x| x.abs() > 1e-6).unwrap_or(1.0);
    if lead < 0.0 { a.map(|x| 0.0 - x) } else { a }
}

/// Where a line passes nearest to the origin of the model.
fn foot(origin: Vector, axis: Vector) -> Vector {
    let along = dot(origin, axis);
    [origin[0] - along * axis[0], origin[1] - along * axis[1], origin[2] - along * axis[2]]
}

/// Groups faces of revolution by solid and axis. Lines are looked up by direction and by the place they pass the origin, so that the
/// many faces of a large part need no comparison of each with each.
fn axis_lines(graph: &FaceGraph) -> (Vec<AxisLine>, Vec<Option<usize>>) {
    let mut lines: Vec<AxisLine> = Vec::new();
    let mut of: Vec<Option<usize>> = vec![None; graph.faces.len()];
    let mut directions: Vec<Vector> = Vec::new();
    let mut cells: HashMap<(usize, usize, [i64; 3]), Vec<usize>> = HashMap::new();
    for (index, face) in graph.faces.iter().enumerate() {
        let (axis, origin) = match face.surface {
            FaceSurface::Cylinder { axis, origin, .. } => (axis, origin),
            FaceSurface::Cone { axis, apex, .. } => (axis, apex),
            FaceSurface::Torus { axis, centre, .. } => (axis, centre),
            _ => continue,
        };
        let axis = canonical(axis);
        let direction = directions.iter().position(|d| parallel(*d, axis)).unwrap_or_else(|| {
            directions.push(axis);
            directions.len() - 1
        });
        let at = foot(origin, axis).map(|x| x.floor() as i64);
        let near = |line: &usize| lines.get(*line).is_some_and(|l| off_axis(origin, l.origin, l.axis) < SAME_MM && parallel(l.axis, axis));
        let mut known = None;
        'search: for dx in -1..=1 {
            for dy in -1..=1 {
                for dz in -1..=1 {
                    let cell = (face.body, direction, [at[0] + dx, at[1] + dy, at[2] + dz]);
                    known = cells.get(&cell).and_then(|l| l.iter().find(|line| near(line)).copied());
                    if known.is_some() {
                        break 'search;
                    }
                }
            }
        }
        let line = known.unwrap_or_else(|| {
            lines.push(AxisLine { axis, origin, faces: Vec::new() });
            cells.entry((face.body, direction, at)).or_default().push(lines.len() - 1);
            lines.len() - 1
        });
        if let Some(line) = lines.get_mut(line) {
            line.faces.push(index);
        }
        if let Some(slot) = of.get_mut(index) {
            *slot = Some(line);
        }
    }
    (lines, of)
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
