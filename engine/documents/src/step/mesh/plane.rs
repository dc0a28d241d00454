//! Constrained Delaunay triangles of rings in the plane, cut further where the caller says so.

use std::collections::HashMap;

use spade::handles::{FixedDirectedEdgeHandle, FixedVertexHandle};
use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation};

type Cdt = ConstrainedDelaunayTriangulation<Point2<f64>>;

/// Rings and the triangles between them.
pub(super) struct Plane {
    cdt: Cdt,
    /// Point number of each vertex of the triangulation.
    number: Vec<usize>,
    /// Ends of the rings' sides.
    sides: Vec<([f64; 2], [f64; 2])>,
}

impl Plane {
    /// Rings as lists of points and their numbers; none when sides cross or a coordinate is no number.
    pub(super) fn new(rings: &[Vec<([f64; 2], usize)>], loose: &[([f64; 2], usize)]) -> Option<Self> {
        let mut out = Self { cdt: Cdt::new(), number: Vec::new(), sides: Vec::new() };
        for ring in rings {
            let handles: Vec<FixedVertexHandle> = ring.iter().map(|(xy, n)| out.insert(*xy, *n)).collect::<Option<_>>()?;
            for (i, from) in handles.iter().enumerate() {
                let j = (i + 1) % handles.len();
                let to = handles[j];
                if *from == to {
                    continue;
                }
                out.sides.push((ring[i].0, ring[j].0));
                if !out.cdt.exists_constraint(*from, to) && out.cdt.try_add_constraint(*from, to).is_empty() {
                    return None;
                }
            }
        }
        for (xy, n) in loose {
            out.insert(*xy, *n)?;
        }
        Some(out)
    }

    /// Adds a point; one that is there already keeps its number.
    pub(super) fn insert(&mut self, xy: [f64; 2], number: usize) -> Option<FixedVertexHandle> {
        let before = self.cdt.num_vertices();
        let handle = self.cdt.insert(Point2::new(xy[0], xy[1])).ok()?;
        if self.cdt.num_vertices() > before {
            self.number.push(number);
        }
        Some(handle)
    }

    /// Number of points so far.
    pub(super) fn len(&self) -> usize {
        self.cdt.num_vertices()
    }

    /// Triangles inside the rings, by point number, and the sides between two of them that are no ring's.
    pub(super) fn inside(&self) -> (Vec<[usize; 3]>, Vec<[usize; 2]>) {
        let mut region: HashMap<usize, bool> = HashMap::new();
        let (mut triangles, mut sides) = (Vec::new(), Vec::new());
        for start in self.cdt.inner_faces() {
            if region.contains_key(&start.fix().index()) {
                continue;
            }
            // All triangles that no ring parts from this one; the largest tells best on which side they lie.
            let mut members = Vec::new();
            let mut open = vec![start];
            region.insert(start.fix().index(), false);
            let (mut largest, mut middle) = (-1.0, [0.0; 2]);
            while let Some(face) = open.pop() {
                members.push(face);
                let [a, b, c] = face.positions();
                let area = ((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)).abs();
                if area > largest {
                    (largest, middle) = (area, [(a.x + b.x + c.x) / 3.0, (a.y + b.y + c.y) / 3.0]);
                }
                for edge in face.adjacent_edges() {
                    if edge.is_constraint_edge() {
                        continue;
                    }
                    if let Some(next) = edge.rev().face().as_inner()
                        && region.insert(next.fix().index(), false).is_none()
                    {
                        open.push(next);
                    }
                }
            }
            if !self.encloses(middle) {
                continue;
            }
            for face in members {
                triangles.push(face.vertices().map(|v| self.number[v.fix().index()]));
                for edge in face.adjacent_edges() {
                    // Each inner side is met from both of its triangles: one is enough.
                    if !edge.is_constraint_edge() && edge.from().fix().index() < edge.to().fix().index() {
                        sides.push(self.numbers(edge.fix()));
                    }
                }
            }
        }
        (triangles, sides)
    }

    fn numbers(&self, edge: FixedDirectedEdgeHandle) -> [usize; 2] {
        let edge = self.cdt.directed_edge(edge);
        [edge.from(), edge.to()].map(|v| self.number[v.fix().index()])
    }

    /// Even-odd rule over the sides of the rings.
    fn encloses(&self, p: [f64; 2]) -> bool {
        let crosses =
            |a: &[f64; 2], b: &[f64; 2]| (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0] + (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]);
        self.sides.iter().filter(|(a, b)| crosses(a, b)).count() % 2 == 1
    }
}
