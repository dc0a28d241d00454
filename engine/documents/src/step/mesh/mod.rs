//! Triangles of the faces for a viewer: every face is triangulated over its own boundary, so that neighbours share the points of their edges.
//!
//! Measures are never taken from here: area, volume and envelope come from the exact faces.

mod chart;
mod edges;
mod grid;
mod plane;
mod trimmed;

use std::collections::{HashMap, HashSet};

use trusquin_domain::{Diagnostic, Reading};

use super::body::{Budget, Prototype, prototype};
use super::face::Measured;
use super::syntax::{self, Instances};
use super::vector::{Placement, V3, add, cross, distance, dot, mul, sub, unit};
use super::{StepError, structure};

/// How finely faces are followed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeshFineness {
    /// A triangle leaves a curved face by no more than this share of the body's diagonal.
    pub coarse_share: f64,
    /// Below this share of the diagonal no triangle is cut further, however much the face bends.
    pub fine_share: f64,
    /// Directions of the face at both ends of a triangle's side differ by no more, degrees.
    pub angle_deg: f64,
}

impl Default for MeshFineness {
    fn default() -> Self {
        Self { coarse_share: 2e-3, fine_share: 2e-4, angle_deg: 15.0 }
    }
}

/// The same fineness in millimetres, for one body.
#[derive(Debug, Clone, Copy)]
struct Fineness {
    coarse_mm: f64,
    fine_mm: f64,
    cos_angle: f64,
}

/// One face as a run of triangles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeshFace {
    /// Instance in the file, `#id`.
    pub reference: String,
    /// Place of its first triangle in [`BodyMesh::triangles`].
    pub first: u32,
    /// Number of its triangles.
    pub count: u32,
}

/// One body as triangles, in its own frame; millimetres.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BodyMesh {
    /// Points; those of two faces are apart, so that edges stay sharp.
    pub positions: Vec<V3>,
    /// Unit normals out of the material, one a point.
    pub normals: Vec<V3>,
    /// Corners of each triangle, counter-clockwise seen from outside.
    pub triangles: Vec<[u32; 3]>,
    /// Which triangles are which face.
    pub faces: Vec<MeshFace>,
    /// Edges of the body as lines.
    pub edges: Vec<Vec<V3>>,
    /// Faces whose boundary could not be followed: drawn as a grid whose rim is stepped.
    pub stepped: Vec<u64>,
}

/// A body where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct MeshInstance {
    /// Which of [`ModelMesh::bodies`].
    pub body: usize,
    /// Name of the product it belongs to; empty when it has none.
    pub name: String,
    /// Columns of the placement: three axes and the origin, millimetres.
    pub columns: [V3; 4],
}

/// The faces of a model as triangles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ModelMesh {
    /// Each body once.
    pub bodies: Vec<BodyMesh>,
    /// Where they stand.
    pub instances: Vec<MeshInstance>,
}

impl BodyMesh {
    /// Area of the triangles, mm².
    pub fn area_mm2(&self) -> f64 {
        self.corners().map(|[a, b, c]| 0.5 * super::vector::norm(cross(sub(b, a), sub(c, a)))).sum()
    }

    /// Volume the triangles enclose, mm³; meaningless where they do not close.
    pub fn volume_mm3(&self) -> f64 {
        let origin = self.positions.first().copied().unwrap_or_default();
        self.corners().map(|[a, b, c]| dot(sub(a, origin), cross(sub(b, origin), sub(c, origin))) / 6.0).sum()
    }

    fn corners(&self) -> impl Iterator<Item = [V3; 3]> + '_ {
        self.triangles.iter().map(|t| t.map(|i| self.positions.get(i as usize).copied().unwrap_or_default()))
    }
}

/// Triangles of the model in a STEP file.
///
/// # Errors
///
/// [`StepError`] when the bytes are no STEP file or hold no readable instance; a face that cannot be drawn is a diagnostic (STP-019).
pub fn read_mesh(bytes: &[u8], fineness: &MeshFineness) -> Result<Reading<ModelMesh>, StepError> {
    let mut diagnostics = Vec::new();
    let model = Instances(syntax::instances(bytes, &mut diagnostics)?);
    let tree = structure::tree(&model, &mut diagnostics);
    let mut budget = Budget::default();
    let mut bodies: HashMap<u64, Option<usize>> = HashMap::new();
    let mut mesh = ModelMesh::default();
    let (mut missing, mut stepped) = (0, 0);
    for placed in &tree.placed {
        let units = placed.context.and_then(|c| tree.units.get(&c)).cloned().unwrap_or_default();
        let body = *bodies.entry(placed.item).or_insert_with(|| {
            let own = prototype(&model, placed.item, &units, &mut budget)?;
            let drawn = body_mesh(&own, fineness);
            missing += own.bad.len() + own.measured.len() - drawn.faces.len();
            stepped += drawn.stepped.len();
            mesh.bodies.push(drawn);
            Some(mesh.bodies.len() - 1)
        });
        if let Some(body) = body {
            let name = structure::product_of(&model, placed.product).and_then(|(name, _)| name).unwrap_or_default();
            mesh.instances.push(MeshInstance { body, name, columns: columns(&placed.placement) });
        }
    }
    if missing > 0 {
        diagnostics
            .push(Diagnostic::warning("STP-019", format!("{missing} faces could not be drawn: the picture of the model has gaps there")));
    }
    if stepped > 0 {
        diagnostics
            .push(Diagnostic::info("STP-020", format!("the rims of {stepped} faces are drawn in steps: their boundary crosses itself")));
    }
    Ok(Reading { value: mesh, diagnostics })
}

fn columns(placement: &Placement) -> [V3; 4] {
    let [x, y, z] = placement.columns;
    [x, y, z, placement.t]
}

/// Triangles of one face before they join the others.
#[derive(Debug, Default)]
struct Patch {
    /// Parameters and points.
    corners: Vec<([f64; 2], V3)>,
    triangles: Vec<[usize; 3]>,
}

fn body_mesh(body: &Prototype, fineness: &MeshFineness) -> BodyMesh {
    let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    for p in body.measured.iter().flat_map(|m| m.face.loops.iter().flatten()).flat_map(|used| used.edge.points.iter()) {
        for k in 0..3 {
            low[k] = low[k].min(p[k]);
            high[k] = high[k].max(p[k]);
        }
    }
    let diagonal = distance(low, high);
    let diagonal = if diagonal.is_finite() && diagonal > 1e-6 { diagonal } else { widest(body) };
    let fineness = Fineness {
        coarse_mm: diagonal * fineness.coarse_share,
        fine_mm: diagonal * fineness.fine_share,
        cos_angle: fineness.angle_deg.to_radians().cos(),
    };
    let mut out = BodyMesh::default();
    let mut seen = HashSet::new();
    for m in &body.measured {
        let patch = match trimmed::patch(m, &fineness) {
            Some(patch) => Some(patch),
            None => {
                let patch = grid::patch(m);
                if patch.is_some() && !m.whole {
                    out.stepped.push(m.face.id);
                }
                patch
            }
        };
        if let Some(patch) = patch {
            join(&mut out, m, &patch, body.outward);
        }
        out.edges.extend(edges::lines(m, &mut seen));
    }
    out
}

/// Size of a body without edges, such as a ball.
fn widest(body: &Prototype) -> f64 {
    let area: f64 = body.measured.iter().map(|m| m.measure.area).sum();
    area.max(1e-12).sqrt()
}

/// Adds the triangles of one face, turned so that they are counter-clockwise from outside.
fn join(out: &mut BodyMesh, m: &Measured, patch: &Patch, outward: f64) {
    let first = out.triangles.len();
    let offset = out.positions.len() as u32;
    let sense = if m.face.same_sense { outward } else { -outward };
    let exact: Vec<Option<V3>> = patch.corners.iter().map(|(uv, _)| m.face.surface.normal(*uv).map(|n| mul(n, sense))).collect();
    let mut flat: Vec<V3> = vec![[0.0; 3]; patch.corners.len()];
    for t in &patch.triangles {
        let [a, b, c] = t.map(|i| patch.corners[i].1);
        let flux = cross(sub(b, a), sub(c, a));
        let Some(direction) = unit(flux) else { continue };
        let towards = t.iter().filter_map(|i| exact[*i]).fold([0.0; 3], add);
        let turned = dot(direction, towards) < 0.0;
        let flux = if turned { mul(flux, -1.0) } else { flux };
        for i in t {
            flat[*i] = add(flat[*i], flux);
        }
        let [a, b, c] = t.map(|i| offset + i as u32);
        out.triangles.push(if turned { [a, c, b] } else { [a, b, c] });
    }
    if out.triangles.len() == first {
        return;
    }
    for (i, (_, p)) in patch.corners.iter().enumerate() {
        out.positions.push(*p);
        // At an apex the surface has no normal of its own.
        out.normals.push(exact[i].or_else(|| unit(flat[i])).unwrap_or([0.0, 0.0, 1.0]));
    }
    out.faces.push(MeshFace { reference: format!("#{}", m.face.id), first: first as u32, count: (out.triangles.len() - first) as u32 });
}
