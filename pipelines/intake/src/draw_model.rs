//! The mesh of a model, inside a worker: a STEP file as binary glTF.

use std::io::{self, BufRead, Read, Write};

use trusquin_documents::detect;
use trusquin_documents::step::{MeshFineness, glb, read_mesh};
use trusquin_domain::FileKind;

use crate::protocol::{LARGEST_MESH, MeshRequest, PageRefusal, Tag, write_frame};

/// Each try is this much coarser than the one before it.
const COARSER: [f64; 3] = [1.0, 4.0, 16.0];

/// Answers one request for a mesh.
///
/// # Errors
/// The service is gone or its request does not read.
pub fn mesh_one(header: &[u8], input: &mut impl BufRead, output: &mut impl Write) -> io::Result<()> {
    let request: MeshRequest = serde_json::from_slice(header)?;
    let mut bytes = Vec::new();
    input.take(request.bytes).read_to_end(&mut bytes)?;
    match mesh(&bytes) {
        Ok(file) => write_frame(output, Tag::Mesh, &file),
        Err(message) => write_frame(output, Tag::Answer, &serde_json::to_vec(&PageRefusal::NotDrawable { message })?),
    }
}

fn mesh(bytes: &[u8]) -> Result<Vec<u8>, String> {
    match detect::kind(bytes) {
        FileKind::Step => {}
        kind => return Err(format!("a file of kind {kind:?} holds no solid that is drawn; STEP models are")),
    }
    for factor in COARSER {
        let usual = MeshFineness::default();
        let fineness = MeshFineness {
            coarse_share: usual.coarse_share * factor,
            fine_share: usual.fine_share * factor,
            angle_deg: (usual.angle_deg * factor).min(60.0),
        };
        let model = read_mesh(bytes, &fineness).map_err(|error| error.to_string())?.value;
        if model.bodies.iter().all(|body| body.triangles.is_empty()) {
            return Err("the model holds no face that can be drawn; its diagnostics tell why".to_owned());
        }
        let file = glb(&model);
        if file.len() <= LARGEST_MESH as usize {
            return Ok(file);
        }
    }
    Err(format!("the model has too many faces to be drawn: its mesh is larger than {} MiB", LARGEST_MESH >> 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_solid_says_why() {
        for (bytes, part) in [(b"%PDF-1.7".as_slice(), "no solid"), (b"", "no solid"), (b"ISO-10303-21;", "STEP")] {
            let refusal = mesh(bytes).unwrap_err();
            assert!(refusal.contains(part), "{refusal}");
        }
    }
}
