//! Reads a STEP file (AP203, AP214, AP242) into what the workshop needs: envelope, volume, area, faces, holes.
//!
//! Not a kernel: nothing is rebuilt or healed. Faces are integrated where they stand, over their own boundary, without triangles.

mod body;
mod curve;
mod face;
mod geometry;
mod graph;
mod holes;
mod inside;
mod integral;
mod loose;
mod mesh;
mod mesh_glb;
mod nurbs;
mod planar;
mod pmi;
mod products;
mod shell;
mod structure;
mod summary;
mod surface;
mod syntax;
mod topology;
mod units;
mod vector;

use std::collections::{HashMap, HashSet};

use thiserror::Error;
use trusquin_domain::{Diagnostic, FaceGraph, Reading, SolidGeometry};

pub use mesh::{BodyMesh, MeshFace, MeshFineness, MeshInstance, ModelMesh, read_mesh};
pub use mesh_glb::glb;

use body::{Prototype, prototype};
use syntax::Instances;
use vector::Placement;

/// Why no geometry at all could be read.
#[derive(Debug, Error)]
pub enum StepError {
    /// The bytes do not open with the ISO 10303-21 signature.
    #[error("not a STEP file: it does not start with ISO-10303-21")]
    NotStep,
    /// The exchange structure holds no readable instance.
    #[error("the STEP file cannot be opened: {reason}")]
    Damaged {
        /// What the parser met first.
        reason: String,
    },
    /// More bytes than are read.
    #[error("the STEP file is too large: {bytes} bytes, at most {limit} are read")]
    TooLarge {
        /// Size of the file.
        bytes: usize,
        /// Limit.
        limit: usize,
    },
}

/// Face summaries are left out above this number of faces, as the domain states.
const MAX_SUMMARIES: usize = 20_000;
/// Diagnostics that name one face each; further ones are only counted.
const MAX_NAMED: usize = 20;

/// A measured model with the graph of its faces.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StepModel {
    /// Measures.
    pub solid: SolidGeometry,
    /// Faces and edges of each solid once, where it is placed first; empty above 20 000 faces.
    pub graph: FaceGraph,
}

/// Measures the model in a STEP file. Values are in millimetres, solids and faces counted where they are placed.
///
/// # Errors
///
/// [`StepError`] when the bytes are no STEP file or hold no readable instance; everything less is a diagnostic.
pub fn read_step(bytes: &[u8]) -> Result<Reading<SolidGeometry>, StepError> {
    let model = read_model(bytes)?;
    Ok(Reading { value: model.value.solid, diagnostics: model.diagnostics })
}

/// Measures the model and gives the graph of its faces as well.
///
/// # Errors
///
/// As [`read_step`].
pub fn read_model(bytes: &[u8]) -> Result<Reading<StepModel>, StepError> {
    let mut diagnostics = Vec::new();
    let model = Instances(syntax::instances(bytes, &mut diagnostics)?);
    let tree = structure::tree(&model, &mut diagnostics);
    let mut value = SolidGeometry::default();
    if let Some((name, id)) = tree.root.and_then(|r| structure::product_of(&model, r)) {
        (value.product_name, value.product_id) = (name, id);
        value.product_reference = tree.root.map(|r| format!("#{r}"));
    }
    value.material = structure::material(&model);
    (value.dimensions, value.tolerances) = (pmi::dimensions(&model), pmi::tolerances(&model));

    let mut prototypes: HashMap<u64, Option<Prototype>> = HashMap::new();
    let mut budget = body::Budget::default();
    for placed in &tree.placed {
        let units = placed.context.and_then(|c| tree.units.get(&c)).cloned().unwrap_or_default();
        prototypes.entry(placed.item).or_insert_with(|| prototype(&model, placed.item, &units, &mut budget));
    }
    let units: HashSet<&str> =
        tree.placed.iter().filter_map(|p| p.context.and_then(|c| tree.units.get(&c))).map(|u| u.name.as_str()).collect();
    let mut units: Vec<&str> = units.into_iter().collect();
    units.sort_unstable();
    value.unit = if units.is_empty() { "mm".to_owned() } else { units.join("+") };
    if tree.placed.iter().any(|p| p.context.and_then(|c| tree.units.get(&c)).is_none_or(|u| !u.stated)) {
        diagnostics.push(Diagnostic::warning("STP-005", "the file states no length unit for some shapes: millimetres are assumed"));
    }
    if units.len() > 1 {
        diagnostics.push(Diagnostic::info(
            "STP-010",
            format!("shapes are written in several length units ({}); all values are converted to millimetres", units.join(", ")),
        ));
    }

    let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    let (mut volume, mut area, mut whole) = (0.0, 0.0, true);
    let mut moment = [0.0; 3];
    let mut products = HashSet::new();
    for placed in &tree.placed {
        let Some(Some(p)) = prototypes.get_mut(&placed.item) else { continue };
        products.insert(placed.product);
        value.solids += u32::from(p.solid);
        value.faces += p.faces();
        for (kind, n) in &p.kinds {
            *value.faces_by_kind.entry(*kind).or_default() += n;
        }
        let scale = placed.placement.scale();
        area += p.area * scale * scale;
        match p.volume {
            Some(v) => {
                let v = v * scale.powi(3);
                volume += v;
                moment = p.centre.map_or(moment, |c| vector::along(moment, placed.placement.point(c), v));
            }
            None => whole &= !p.solid,
        }
        let (a, b) = p.envelope(&placed.placement);
        for k in 0..3 {
            low[k] = low[k].min(a[k]);
            high[k] = high[k].max(b[k]);
        }
    }
    value.products = u32::try_from(products.len()).unwrap_or(u32::MAX);
    if (0..3).all(|k| low[k].is_finite() && high[k] >= low[k]) {
        value.bbox_mm = Some([high[0] - low[0], high[1] - low[1], high[2] - low[2]]);
        value.area_mm2 = Some(area);
        value.volume_mm3 = (whole && volume > 0.0).then_some(volume);
        value.centre_of_mass_mm = value.volume_mm3.map(|v| vector::mul(moment, 1.0 / v));
    }
    if let Some((a, b)) = loose::envelope(&model, &tree) {
        let whole: [f64; 3] = std::array::from_fn(|k| high[k].max(b[k]) - low[k].min(a[k]));
        if value.bbox_mm.is_none_or(|own| (0..3).any(|k| whole[k] > own[k] + 1e-6 * (1.0 + own[k]))) {
            value.model_bbox_mm = Some(whole);
            let shown = whole.map(|side| format!("{side:.3}")).join(" x ");
            diagnostics.push(Diagnostic::info(
                "STP-015",
                format!("curves or points beside the bodies reach further than they do: the whole model is {shown} mm; stock is taken from the bodies"),
            ));
        }
    }

    value.product_tree = products::nodes(&model, &tree, &prototypes);
    products::remarks(&model, &tree, &mut diagnostics);
    let first: Vec<(u64, Placement)> = {
        let mut seen = HashSet::new();
        tree.placed.iter().filter(|p| seen.insert(p.item)).map(|p| (p.item, p.placement)).collect()
    };
    report(&model, &first, &prototypes, &budget, &value, &mut diagnostics);
    let solid_faces: usize = first.iter().filter_map(|(i, _)| prototypes.get(i)?.as_ref()).map(|p| p.measured.len()).sum();
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for p in &tree.placed {
        *counts.entry(p.item).or_default() += 1;
    }
    let mut described = HashSet::new();
    let mut graph = FaceGraph::default();
    let names = graph::unique_names(&model);
    for placed in &tree.placed {
        let Some(Some(p)) = prototypes.get(&placed.item) else { continue };
        if solid_faces <= MAX_SUMMARIES && described.insert(placed.item) {
            value.face_summaries.extend(summary::summaries(p, &placed.placement));
            graph::add_body(&mut graph, &names, p, &placed.placement);
            let n = counts.get(&placed.item).copied().unwrap_or(1);
            if p.solid {
                holes::merge(&mut value.holes, holes::holes(p, &placed.placement), n);
            }
        }
    }
    Ok(Reading { value: StepModel { solid: value, graph }, diagnostics })
}

fn report(
    model: &Instances,
    first: &[(u64, Placement)],
    prototypes: &HashMap<u64, Option<Prototype>>,
    budget: &body::Budget,
    value: &SolidGeometry,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut bad = 0;
    for (item, _) in first {
        let Some(Some(p)) = prototypes.get(item) else { continue };
        for (id, kind) in &p.bad {
            bad += 1;
            if bad <= MAX_NAMED {
                diagnostics.push(Diagnostic::warning(
                    "STP-003",
                    format!("face #{id} ({kind:?}) of body #{item} could not be measured: it is counted, its area and volume are not"),
                ));
            }
        }
        if p.solid && !p.closes {
            diagnostics.push(Diagnostic::warning(
                "STP-004",
                format!("the faces of solid #{item} do not close: its volume is approximate; check the part in the CAD system"),
            ));
        }
    }
    if bad > MAX_NAMED {
        diagnostics.push(Diagnostic::warning("STP-003", format!("{} further faces could not be measured", bad - MAX_NAMED)));
    }
    if budget.exhausted() {
        diagnostics.push(Diagnostic::warning(
            "STP-011",
            "the model is too heavy to measure whole: the remaining faces are counted, their area and volume are not",
        ));
    }
    if value.faces > 0 && value.solids == 0 {
        diagnostics
            .push(Diagnostic::warning("STP-012", "the file holds surfaces but no solid: no volume is given; export the part as a solid"));
    }
    if value.faces == 0 {
        let tessellated = [
            "TESSELLATED_SOLID",
            "TESSELLATED_SHELL",
            "TRIANGULATED_FACE",
            "COMPLEX_TRIANGULATED_FACE",
            "TRIANGULATED_SURFACE_SET",
            "FACETED_PRIMITIVE",
        ]
        .iter()
        .any(|n| model.all(n).next().is_some());
        let outside: Vec<&str> =
            model.all("DOCUMENT_FILE").filter_map(|(_, a)| syntax::text(a.first())).filter(|s| !s.trim().is_empty()).take(8).collect();
        let swept = [
            "CSG_SOLID",
            "BLOCK",
            "EXTRUDED_AREA_SOLID",
            "REVOLVED_AREA_SOLID",
            "RIGHT_CIRCULAR_CYLINDER",
            "SWEPT_DISK_SOLID",
            "BOOLEAN_RESULT",
        ]
        .iter()
        .any(|n| model.all(n).next().is_some());
        diagnostics.push(if tessellated {
            Diagnostic::error("STP-008", "the file holds triangles only, no exact faces: export the part as an exact solid (B-rep)")
        } else if !outside.is_empty() || !model.0.external_references.is_empty() {
            Diagnostic::error("STP-009", format!("the shapes are in other files, not in this one: {}; send them along or export one file", outside.join(", ")))
        } else if swept {
            Diagnostic::error("STP-013", "the file describes solids by construction (CSG or sweeps), which are not measured: export the part as an exact solid (B-rep)")
        } else {
            Diagnostic::error("STP-014", format!("the file holds no shape: {} instances, none of them a face in a placed body", model.0.entities.len()))
        });
    }
}
