//! The faces of a solid as a graph: which face meets which, along what edge, convex or concave. No reader and no rule lives here.

use serde::{Deserialize, Serialize};

/// The surface a face lies on, in model coordinates and millimetres. Axes and normals are unit vectors.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "surface")]
pub enum FaceSurface {
    /// A plane; the normal points out of the material.
    Plane {
        /// Outward normal.
        normal: [f64; 3],
        /// A point on the plane.
        origin: [f64; 3],
    },
    /// A circular cylinder.
    Cylinder {
        /// Axis direction.
        axis: [f64; 3],
        /// A point on the axis.
        origin: [f64; 3],
        /// Radius, mm.
        radius_mm: f64,
    },
    /// A cone.
    Cone {
        /// Axis direction, towards the wide end.
        axis: [f64; 3],
        /// The apex.
        apex: [f64; 3],
        /// Angle between axis and surface, degrees.
        half_angle_deg: f64,
    },
    /// A sphere.
    Sphere {
        /// Centre.
        centre: [f64; 3],
        /// Radius, mm.
        radius_mm: f64,
    },
    /// A torus.
    Torus {
        /// Axis direction.
        axis: [f64; 3],
        /// Centre.
        centre: [f64; 3],
        /// From the centre to the middle of the ring, mm.
        major_mm: f64,
        /// Radius of the ring, mm.
        minor_mm: f64,
    },
    /// Free form, or swept by a curve that is none of the above.
    Free,
}

/// Where the material stands along an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Convexity {
    /// Less than 180 degrees of material: an outside corner.
    Convex,
    /// More than 180 degrees of material: an inside corner.
    Concave,
    /// The faces run into one another.
    Smooth,
}

/// What an edge follows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "curve")]
pub enum EdgeCurve {
    /// A straight line.
    Line,
    /// A circle or an arc of one.
    Circle {
        /// Centre.
        centre: [f64; 3],
        /// Axis direction.
        axis: [f64; 3],
        /// Radius, mm.
        radius_mm: f64,
    },
    /// Anything else.
    Other,
}

/// An edge between two faces. A seam of one face with itself is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GraphEdge {
    /// Indices of the faces on both sides.
    pub faces: [usize; 2],
    /// What it follows.
    pub curve: EdgeCurve,
    /// Length, mm.
    pub length_mm: f64,
    /// Outside corner, inside corner or neither.
    pub convexity: Convexity,
    /// Angle of the material between the faces at the middle of the edge, degrees: 90 for the edge of a block, 270 for the foot of a wall.
    pub angle_deg: f64,
    /// Its ends; equal when it is closed.
    pub ends: [[f64; 3]; 2],
    /// Its middle.
    pub middle: [f64; 3],
}

/// One boundary of a face.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FaceLoop {
    /// True for the outer boundary, and for each boundary that runs around the axis of a face that closes on itself.
    pub outer: bool,
    /// Indices of its edges in order; seams are left out.
    pub edges: Vec<usize>,
    /// Length, mm.
    pub length_mm: f64,
}

/// One face.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GraphFace {
    /// Instance in the file, `#123`.
    pub reference: String,
    /// Its ADVANCED_FACE name when that is not empty and no other face of the file has it, else the reference.
    pub key: String,
    /// Which solid of the file it belongs to, counted from 0.
    pub body: usize,
    /// Its surface.
    pub surface: FaceSurface,
    /// Area, mm².
    pub area_mm2: f64,
    /// True when the material lies outside the curvature: a hole or an inside fillet.
    pub concave: bool,
    /// Angle swept around the axis, degrees; 0 for planes and free forms.
    pub sweep_deg: f64,
    /// Middle of the boundary, weighted by length.
    pub centre_mm: [f64; 3],
    /// Corners of its axis-aligned box, mm.
    pub min_mm: [f64; 3],
    /// Corners of its axis-aligned box, mm.
    pub max_mm: [f64; 3],
    /// Boundaries.
    pub loops: Vec<FaceLoop>,
}

/// The faces of the solids of a model, each solid once, where it is placed first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FaceGraph {
    /// Faces.
    pub faces: Vec<GraphFace>,
    /// Edges.
    pub edges: Vec<GraphEdge>,
    /// Number of solids.
    pub bodies: usize,
}

impl FaceGraph {
    /// Edges of a face with the face on the other side: `(edge, other face)`.
    pub fn around(&self, face: usize) -> impl Iterator<Item = (&GraphEdge, usize)> {
        self.faces.get(face).into_iter().flat_map(|f| f.loops.iter()).flat_map(|l| l.edges.iter()).filter_map(move |e| {
            let edge = self.edges.get(*e)?;
            Some((edge, if edge.faces[0] == face { edge.faces[1] } else { edge.faces[0] }))
        })
    }
}
