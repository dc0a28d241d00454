//! Class of each face of a model with the weights that ship with the crate.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use trusquin_domain::{Diagnostic, FaceGraph, FaceSurface, Reading};

use crate::network::WEIGHTS;
use crate::relation::part_input;
use crate::training::vote;

/// Faces of one solid above which no labels are given: pairs of faces grow with the square, and the training parts have about sixty at most.
const MOST_FACES: usize = 400;

/// The networks that vote: 32-bit floats, least byte first, one after the other. See weights/manifest.json.
static NETWORKS: LazyLock<Vec<Vec<f32>>> = LazyLock::new(|| networks(include_bytes!("../weights/faces.bin")));

/// Networks of a weight file; bytes that do not fill one are left out.
pub fn networks(bytes: &[u8]) -> Vec<Vec<f32>> {
    let floats: Vec<f32> = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    floats.chunks_exact(WEIGHTS).map(<[f32]>::to_vec).collect()
}

/// Class of each face by its key, for solids bounded by planes only: the classes were learned on such parts.
pub fn label_faces(graph: &FaceGraph) -> Reading<BTreeMap<String, u8>> {
    let mut value = BTreeMap::new();
    let (mut curved, mut large) = (0, 0);
    for body in 0..graph.bodies {
        let members: Vec<usize> = (0..graph.faces.len()).filter(|i| graph.faces[*i].body == body).collect();
        if members.len() > MOST_FACES {
            large += 1;
            continue;
        }
        if members.iter().any(|i| !matches!(graph.faces[*i].surface, FaceSurface::Plane { .. })) {
            curved += 1;
            continue;
        }
        let classes = vote(&NETWORKS, &part_input(graph, body));
        value.extend(members.iter().zip(classes).map(|(i, (class, _))| (graph.faces[*i].key.clone(), class)));
    }
    let mut diagnostics = Vec::new();
    if curved > 0 {
        diagnostics.push(Diagnostic::info(
            "FCE-001",
            format!("{curved} solids have curved faces: their faces get no class, the face model knows plane-bounded parts only; see the features"),
        ));
    }
    if large > 0 {
        diagnostics
            .push(Diagnostic::info("FCE-002", format!("{large} solids have more than {MOST_FACES} faces: their faces get no class")));
    }
    Reading { value, diagnostics }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_weights_are_those_of_the_manifest() {
        let manifest: serde_json::Value = serde_json::from_str(include_str!("../weights/manifest.json")).unwrap();
        let bytes = include_bytes!("../weights/faces.bin");
        let hash: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(manifest["sha256"], hash);
        assert_eq!(manifest["networks"], NETWORKS.len());
        assert_eq!(manifest["weights_each"], WEIGHTS);
    }
}
