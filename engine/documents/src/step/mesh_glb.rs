//! A mesh as a binary glTF 2.0 file (Khronos, "glTF 2.0 specification", sections 3 and 4), as viewers take it.

use serde_json::{Value, json};

use super::mesh::{BodyMesh, ModelMesh};
use super::vector::V3;

/// Millimetres to the metres of glTF, and z up to y up: the matrix of the root, column by column.
const ROOT: [f64; 16] = [1e-3, 0.0, 0.0, 0.0, 0.0, 0.0, -1e-3, 0.0, 0.0, 1e-3, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
const FLOAT: u32 = 5126;
const UNSIGNED_INT: u32 = 5125;
const ARRAY_BUFFER: u32 = 34962;
const ELEMENT_ARRAY_BUFFER: u32 = 34963;
const LINES: u32 = 1;

/// The bytes of the file. Each body is one mesh of triangles and one of lines; `extras.faces` of a mesh lists `[reference, first index, indices]` of
/// each face, so that a viewer can tell which one was picked. Lengths are metres, y is up; vertex coordinates stay in millimetres below the root node.
pub fn glb(mesh: &ModelMesh) -> Vec<u8> {
    let mut file = File::default();
    let mut meshes = Vec::new();
    let mut drawn = Vec::new();
    for body in &mesh.bodies {
        drawn.push((!body.triangles.is_empty()).then(|| {
            meshes.push(file.body(body));
            meshes.len() - 1
        }));
    }
    let mut nodes = vec![json!({ "name": "model", "matrix": ROOT })];
    let mut children = Vec::new();
    for instance in &mesh.instances {
        let Some(Some(number)) = drawn.get(instance.body) else { continue };
        children.push(nodes.len());
        let mut node = json!({ "mesh": number });
        if !instance.name.is_empty() {
            node["name"] = json!(instance.name);
        }
        let [x, y, z, t] = instance.columns;
        let matrix = [x[0], x[1], x[2], 0.0, y[0], y[1], y[2], 0.0, z[0], z[1], z[2], 0.0, t[0], t[1], t[2], 1.0];
        let identity = matrix.iter().enumerate().all(|(i, value)| *value == if i % 5 == 0 { 1.0 } else { 0.0 });
        if !identity {
            node["matrix"] = json!(matrix);
        }
        nodes.push(node);
    }
    if !children.is_empty() {
        nodes[0]["children"] = json!(children);
    }
    let mut document = json!({
        "asset": { "version": "2.0", "generator": "trusquin" },
        "scene": 0,
        "scenes": [{ "nodes": [0] }],
        "nodes": nodes,
        "materials": [
            { "name": "metal", "doubleSided": true, "pbrMetallicRoughness": { "baseColorFactor": [0.62, 0.65, 0.69, 1.0], "metallicFactor": 0.2, "roughnessFactor": 0.6 } },
            { "name": "edge", "pbrMetallicRoughness": { "baseColorFactor": [0.1, 0.1, 0.12, 1.0], "metallicFactor": 0.0, "roughnessFactor": 1.0 } },
        ],
    });
    // An empty list is not allowed.
    if !meshes.is_empty() {
        document["meshes"] = Value::Array(meshes);
        document["accessors"] = Value::Array(file.accessors);
        document["bufferViews"] = Value::Array(file.views);
        document["buffers"] = json!([{ "byteLength": file.bytes.len() }]);
    }
    container(&document, &file.bytes)
}

fn container(document: &Value, buffer: &[u8]) -> Vec<u8> {
    let mut text = document.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    let chunk = |length: usize, kind: &[u8; 4]| [&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()[..], kind].concat();
    let total = 12 + 8 + text.len() + if buffer.is_empty() { 0 } else { 8 + buffer.len() };
    let mut out = Vec::with_capacity(total);
    out.extend(b"glTF");
    out.extend(2_u32.to_le_bytes());
    out.extend(u32::try_from(total).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(chunk(text.len(), b"JSON"));
    out.extend(text);
    if !buffer.is_empty() {
        out.extend(chunk(buffer.len(), b"BIN\0"));
        out.extend(buffer);
    }
    out
}

/// The binary part and what describes it.
#[derive(Default)]
struct File {
    bytes: Vec<u8>,
    views: Vec<Value>,
    accessors: Vec<Value>,
}

impl File {
    fn body(&mut self, body: &BodyMesh) -> Value {
        let positions = self.vectors(&body.positions, true);
        let normals = self.vectors(&body.normals, false);
        let corners: Vec<u32> = body.triangles.iter().flatten().copied().collect();
        let indices = self.numbers(&corners);
        let faces: Vec<Value> = body.faces.iter().map(|f| json!([f.reference, f.first * 3, f.count * 3])).collect();
        let mut primitives = vec![json!({ "attributes": { "POSITION": positions, "NORMAL": normals }, "indices": indices, "material": 0 })];
        let points: Vec<V3> = body.edges.iter().flatten().copied().collect();
        if points.len() > 1 {
            let (mut first, mut ends) = (0_u32, Vec::new());
            for line in &body.edges {
                let n = line.len() as u32;
                ends.extend((first..first + n.saturating_sub(1)).flat_map(|i| [i, i + 1]));
                first += n;
            }
            let positions = self.vectors(&points, true);
            let indices = self.numbers(&ends);
            primitives.push(json!({ "mode": LINES, "attributes": { "POSITION": positions }, "indices": indices, "material": 1 }));
        }
        json!({ "primitives": primitives, "extras": { "faces": faces } })
    }

    fn vectors(&mut self, values: &[V3], bounded: bool) -> usize {
        let start = self.bytes.len();
        let (mut low, mut high) = ([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]);
        for value in values {
            for k in 0..3 {
                let x = value[k] as f32;
                (low[k], high[k]) = (low[k].min(x), high[k].max(x));
                self.bytes.extend(x.to_le_bytes());
            }
        }
        let view = self.view(start, ARRAY_BUFFER);
        let mut accessor = json!({ "bufferView": view, "componentType": FLOAT, "count": values.len(), "type": "VEC3" });
        if bounded {
            (accessor["min"], accessor["max"]) = (json!(low), json!(high));
        }
        self.accessors.push(accessor);
        self.accessors.len() - 1
    }

    fn numbers(&mut self, values: &[u32]) -> usize {
        let start = self.bytes.len();
        for value in values {
            self.bytes.extend(value.to_le_bytes());
        }
        let view = self.view(start, ELEMENT_ARRAY_BUFFER);
        self.accessors.push(json!({ "bufferView": view, "componentType": UNSIGNED_INT, "count": values.len(), "type": "SCALAR" }));
        self.accessors.len() - 1
    }

    fn view(&mut self, start: usize, target: u32) -> usize {
        self.views.push(json!({ "buffer": 0, "byteOffset": start, "byteLength": self.bytes.len() - start, "target": target }));
        self.views.len() - 1
    }
}
