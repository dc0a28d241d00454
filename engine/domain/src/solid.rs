//! What a CAD solid gives to the workshop: envelope, volume, faces, holes. Exact geometry stays in `documents`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Dimension, GeometricTolerance};

/// Surface family of a face; the keys of `faces_by_kind` in the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaceKind {
    /// Planar.
    Plane,
    /// Circular cylinder.
    Cylinder,
    /// Cone.
    Cone,
    /// Sphere.
    Sphere,
    /// Torus.
    Torus,
    /// B-spline or Bezier.
    Bspline,
    /// Anything else: extrusion, revolution, offset.
    Other,
}

/// One face as a rule or a person needs it, in model coordinates and millimetres.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaceSummary {
    /// STEP instance, `#123`.
    pub reference: String,
    /// Surface family.
    pub kind: FaceKind,
    /// Area, mm².
    pub area_mm2: f64,
    /// Plane: outward normal. Cylinder, cone, torus: axis. Others: none.
    pub axis: Option<[f64; 3]>,
    /// A point on the plane, or on the axis.
    pub origin: Option<[f64; 3]>,
    /// Cylinder, sphere: radius. Torus: minor radius. Cone: radius at `origin`.
    pub radius_mm: Option<f64>,
    /// True when the material lies outside the curvature: a hole or an inside fillet.
    pub concave: bool,
    /// Angle swept around the axis, degrees (360 for a full cylinder).
    pub sweep_deg: f64,
    /// Corners of the axis-aligned box of the face, mm.
    pub min_mm: [f64; 3],
    /// Corners of the axis-aligned box of the face, mm.
    pub max_mm: [f64; 3],
}

/// What sort of hole it is, from geometry alone: a thread is never guessed from a diameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoleKind {
    /// One cylinder.
    Plain,
    /// A wider flat-bottomed cylinder on the same axis.
    Counterbore,
    /// A cone widening outwards on the same axis.
    Countersink,
    /// Several diameters on one axis, neither of the above.
    Stepped,
}

/// One diameter of a hole and how far it goes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HoleStep {
    /// Diameter of this cylinder, mm.
    pub diameter_mm: f64,
    /// Length of this cylinder along the axis, mm; 0 when a drawing's callout does not tell.
    pub depth_mm: f64,
}

/// A cylindrical hole, or several equal ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hole {
    /// Diameter of the smallest cylinder, mm.
    pub diameter_mm: f64,
    /// Full depth along the axis, mm.
    pub depth_mm: f64,
    /// Open at both ends.
    pub through: bool,
    /// Sort of hole.
    pub kind: HoleKind,
    /// Unit direction of the axis.
    pub axis: [f64; 3],
    /// How many equal holes share diameter, depth, kind and axis direction.
    pub count: u32,
    /// STEP instances of the cylindrical faces.
    pub references: Vec<String>,
    /// Its cylinders along the axis, each with its own length, when it has several diameters; empty for one cylinder.
    #[serde(default)]
    pub steps: Vec<HoleStep>,
}

/// A CAD model measured. Solids and faces are counted per placed instance.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SolidGeometry {
    /// Unit the file was written in: `mm`, `inch`, `m`, ...; every value here is already in millimetres.
    pub unit: String,
    /// Number of placed solids.
    pub solids: u32,
    /// Envelope along the model axes, mm.
    pub bbox_mm: Option<[f64; 3]>,
    /// Envelope of the whole model where loose curves or points reach beyond its faces, mm: construction lines, never stock.
    #[serde(default)]
    pub model_bbox_mm: Option<[f64; 3]>,
    /// Volume, mm³.
    pub volume_mm3: Option<f64>,
    /// Centre of mass of the solids at one density, mm in the axes of the model; none without a volume.
    #[serde(default)]
    pub centre_of_mass_mm: Option<[f64; 3]>,
    /// Area, mm².
    pub area_mm2: Option<f64>,
    /// Number of placed faces.
    pub faces: u32,
    /// Faces by surface family.
    pub faces_by_kind: BTreeMap<FaceKind, u32>,
    /// Holes.
    pub holes: Vec<Hole>,
    /// Faces of the first placed solid of each product (not repeated per instance), for rules; empty above 20 000 faces.
    pub face_summaries: Vec<FaceSummary>,
    /// Product name of the root, as written.
    pub product_name: Option<String>,
    /// Product identifier of the root, as written.
    pub product_id: Option<String>,
    /// STEP instance of the root product, `#12`.
    #[serde(default)]
    pub product_reference: Option<String>,
    /// Material property found in the file, as written, with its STEP instance.
    pub material: Option<(String, String)>,
    /// Number of distinct products that carry shape: more than one is an assembly.
    pub products: u32,
    /// The products of the file with where they are used, roots first; a single part is a list of one.
    #[serde(default)]
    pub product_tree: Vec<ProductNode>,
    /// Dimensions the model states of itself (semantic PMI), with their instances; `critical` is left to who judges drawings.
    #[serde(default)]
    pub dimensions: Vec<Dimension>,
    /// Geometrical tolerances the model states of itself.
    #[serde(default)]
    pub tolerances: Vec<GeometricTolerance>,
}

/// A product of an assembly file: a part or a sub-assembly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductNode {
    /// STEP instance of its definition, `#12`.
    pub reference: String,
    /// Identifier, as written.
    pub id: Option<String>,
    /// Name, as written.
    pub name: Option<String>,
    /// Places it stands at in the whole assembly.
    pub instances: u32,
    /// Solids of its own at one place, those of its components not counted.
    pub solids: u32,
    /// Its direct components with how often each is used in it.
    pub components: Vec<(String, u32)>,
}
