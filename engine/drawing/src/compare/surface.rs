//! The surfaces of a model, whatever their identifiers, their order and the faces an exporter cut them into.

use trusquin_domain::{FaceKind, FaceSummary};

/// Places and radii nearer than this are equal, mm: exporters write six digits or more, translations lose some.
pub(super) const SAME_MM: f64 = 0.005;
/// Directions are equal within this cosine.
const PARALLEL: f64 = 0.999_999;

/// One surface with all faces that lie on it.
#[derive(Debug, Clone)]
pub(super) struct Surface {
    pub kind: FaceKind,
    /// Direction, its largest part positive, so that a normal and its opposite side differ only by `outward`.
    pub axis: Option<[f64; 3]>,
    /// Normal of a plane along (`true`) or against the axis; inside or outside of a curved face.
    pub outward: bool,
    /// Plane: distance from the origin along the axis, in the first part. Round: the point of the axis nearest to the origin.
    pub at: [f64; 3],
    pub radius: f64,
    pub area: f64,
    pub min: [f64; 3],
    pub max: [f64; 3],
    pub reference: String,
}

impl Surface {
    fn new(face: &FaceSummary, shift: [f64; 3]) -> Self {
        let axis = face.axis.map(|axis| {
            let lead = (0..3).max_by(|a, b| axis[*a].abs().total_cmp(&axis[*b].abs()).then(b.cmp(a))).unwrap_or(0);
            let sign = if axis[lead] < 0.0 { -1.0 } else { 1.0 };
            (axis.map(|part| part * sign), sign > 0.0)
        });
        let moved = |point: [f64; 3]| [point[0] + shift[0], point[1] + shift[1], point[2] + shift[2]];
        let origin = moved(face.origin.unwrap_or_default());
        let (at, outward) = match (axis, face.kind) {
            (Some((axis, positive)), FaceKind::Plane) => ([dot(axis, origin), 0.0, 0.0], positive),
            (Some((axis, _)), FaceKind::Cylinder) => {
                let along = dot(axis, origin);
                ([0, 1, 2].map(|i| origin[i] - along * axis[i]), face.concave)
            }
            // Where along its axis the given point of a cone lies is the exporter's choice: its box says where it is.
            (Some(_), _) => (moved(face.min_mm), face.concave),
            (None, _) => (moved(face.min_mm), face.concave),
        };
        let pointed = matches!(face.kind, FaceKind::Cone);
        Self {
            kind: face.kind,
            axis: axis.map(|(axis, _)| axis),
            outward,
            at,
            radius: face.radius_mm.filter(|_| !pointed).unwrap_or(0.0),
            area: face.area_mm2,
            min: moved(face.min_mm),
            max: moved(face.max_mm),
            reference: face.reference.clone(),
        }
    }

    /// The same infinite surface seen from the same side; free forms are compared by their box.
    pub fn is_on(&self, other: &Self) -> bool {
        self.is_like(other) && (self.radius - other.radius).abs() < SAME_MM && apart(self.at, other.at) < SAME_MM
    }

    /// The same sort of surface in the same direction.
    pub fn is_like(&self, other: &Self) -> bool {
        let parallel = match (self.axis, other.axis) {
            (Some(one), Some(other)) => dot(one, other) > PARALLEL,
            (None, None) => true,
            _ => false,
        };
        self.kind == other.kind && self.outward == other.outward && parallel
    }

    /// Reaches as far on every side.
    pub fn reaches_alike(&self, other: &Self) -> bool {
        apart(self.min, other.min) < 2.0 * SAME_MM && apart(self.max, other.max) < 2.0 * SAME_MM
    }
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Largest difference of two points along an axis.
pub(super) fn apart(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Surfaces of a model moved by `shift`, faces of one surface joined.
pub(super) fn surfaces(faces: &[FaceSummary], shift: [f64; 3]) -> Vec<Surface> {
    let mut known: Vec<Surface> = Vec::new();
    for face in faces {
        let surface = Surface::new(face, shift);
        // Free forms and cones are told by their box: each is its own.
        let joins = matches!(surface.kind, FaceKind::Plane | FaceKind::Cylinder);
        match known.iter_mut().find(|other| joins && other.is_on(&surface) && (surface.kind == FaceKind::Plane || touches(other, &surface)))
        {
            Some(other) => {
                other.area += surface.area;
                for i in 0..3 {
                    other.min[i] = other.min[i].min(surface.min[i]);
                    other.max[i] = other.max[i].max(surface.max[i]);
                }
            }
            None => known.push(surface),
        }
    }
    known
}

/// Two bores on one axis, one in each wall, are two.
fn touches(one: &Surface, other: &Surface) -> bool {
    (0..3).all(|i| one.min[i] < other.max[i] + SAME_MM && other.min[i] < one.max[i] + SAME_MM)
}
