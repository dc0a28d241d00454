//! A boundary representation built face by face: exact analytic surfaces, every edge shared by two faces.

mod extrude;
mod measure;
pub use measure::{angle_in, point_on};
mod outline;
mod placed;
mod revolve;
pub mod vector;

pub use extrude::{Extrusion, Placement};
pub use outline::{Outline, OutlineSegment, polygon_contains};
pub use placed::Assembly;
pub use step_io::build::Frame;

use trusquin_domain::FaceKind;
use vector::Vec3;

/// Curve of an edge.
#[derive(Debug, Clone, Copy)]
pub enum Curve {
    /// Straight between the two vertices.
    Line,
    /// Counter-clockwise about the frame's axis from start to end; a full turn when both are the same vertex.
    Circle(Frame, f64),
}

/// An edge between two vertices, by index.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// First vertex.
    pub start: usize,
    /// Last vertex.
    pub end: usize,
    /// Curve between them.
    pub curve: Curve,
}

/// Surface of a face.
#[derive(Debug, Clone, Copy)]
pub enum Surface {
    /// Plane; the frame's axis is its normal.
    Plane(Frame),
    /// Cylinder: radius, mm.
    Cylinder(Frame, f64),
    /// Cone: radius at the frame's origin, mm, and half angle, radians.
    Cone(Frame, f64, f64),
}

impl Surface {
    /// Surface family, in the words of the contract.
    pub fn kind(&self) -> FaceKind {
        match self {
            Self::Plane(_) => FaceKind::Plane,
            Self::Cylinder(..) => FaceKind::Cylinder,
            Self::Cone(..) => FaceKind::Cone,
        }
    }
}

/// An edge used by a face; `false` runs it from end to start.
pub type OrientedEdge = (usize, bool);

/// Integrals over a face.
#[derive(Debug, Clone, Copy)]
struct Measured {
    /// Area, mm².
    area: f64,
    /// Flux of the position vector outwards, mm³.
    flux: f64,
    /// Integral of the outward normal, mm².
    normal: Vec3,
}

/// A face; its first bound is the outer one. Bounds run counter-clockwise seen from outside the material.
#[derive(Debug, Clone)]
pub struct Face {
    /// Surface.
    pub surface: Surface,
    /// True when the surface's own normal leaves the material.
    pub same_sense: bool,
    /// Closed loops.
    pub bounds: Vec<Vec<OrientedEdge>>,
    /// Known when the face was made; planes are measured from their bounds.
    measured: Option<Measured>,
}

/// A solid.
#[derive(Debug, Clone, Default)]
pub struct Solid {
    /// Points.
    pub vertices: Vec<Vec3>,
    /// Edges.
    pub edges: Vec<Edge>,
    /// Faces.
    pub faces: Vec<Face>,
}

impl Solid {
    fn add_vertex(&mut self, point: Vec3) -> usize {
        self.vertices.push(point);
        self.vertices.len() - 1
    }

    fn add_edge(&mut self, start: usize, end: usize, curve: Curve) -> usize {
        self.edges.push(Edge { start, end, curve });
        self.edges.len() - 1
    }

    fn add_face(&mut self, surface: Surface, same_sense: bool, bounds: Vec<Vec<OrientedEdge>>, measured: Option<Measured>) -> usize {
        self.faces.push(Face { surface, same_sense, bounds, measured });
        self.faces.len() - 1
    }

    /// The plane face through a point with an outward normal, by index.
    pub fn plane_at(&self, point: Vec3, normal: Vec3) -> Option<usize> {
        self.faces.iter().position(|face| match face.surface {
            Surface::Plane(frame) => {
                vector::dot(frame.axis, normal) > 0.999_999 && vector::dot(vector::minus(point, frame.origin), normal).abs() < 1e-9
            }
            _ => false,
        })
    }

    /// Edges that are not used exactly once in each direction: empty for a closed solid.
    pub fn open_edges(&self) -> Vec<usize> {
        let mut uses = vec![(0_u32, 0_u32); self.edges.len()];
        for (edge, forward) in self.faces.iter().flat_map(|face| face.bounds.iter().flatten()) {
            if *forward {
                uses[*edge].0 += 1;
            } else {
                uses[*edge].1 += 1;
            }
        }
        (0..uses.len()).filter(|&index| uses[index] != (1, 1)).collect()
    }
}
