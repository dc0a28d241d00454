//! Triangles of solids whose measures are known, and the file they are written to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod step_text;

use std::collections::HashMap;
use std::f64::consts::PI;

use trusquin_documents::step::{BodyMesh, MeshFineness, ModelMesh, glb, read_mesh};

use step_text::{Text, X, block};

fn mesh(mut t: Text, faces: &[usize]) -> ModelMesh {
    let solid = t.solid(faces);
    let context = t.context("mm");
    t.product("part", &[solid], context);
    let read = read_mesh(t.file().as_bytes(), &MeshFineness::default()).expect("readable");
    assert_eq!(read.diagnostics, vec![], "no remark expected");
    read.value
}

/// Each side of a triangle is met once in each direction: nothing is open, nothing is inside out.
#[track_caller]
fn closes(body: &BodyMesh) {
    let place = |i: u32| body.positions[i as usize].map(|x| (x * 1e6).round() as i64);
    let mut sides: HashMap<([i64; 3], [i64; 3]), i32> = HashMap::new();
    for t in &body.triangles {
        for (a, b) in [(t[0], t[1]), (t[1], t[2]), (t[2], t[0])] {
            let (a, b) = (place(a), place(b));
            *sides.entry((a, b)).or_default() += 1;
            *sides.entry((b, a)).or_default() -= 1;
        }
    }
    let open = sides.values().filter(|n| **n != 0).count();
    assert_eq!(open, 0, "{open} of {} sides are open", sides.len());
}

#[track_caller]
fn measures(body: &BodyMesh, volume: f64, area: f64, within: f64) {
    let (v, a) = (body.volume_mm3(), body.area_mm2());
    assert!((v / volume - 1.0).abs() < within, "volume {v} is not {volume}");
    assert!((a / area - 1.0).abs() < within, "area {a} is not {area}");
    assert_eq!(body.stepped, Vec::<u64>::new());
    for n in &body.normals {
        assert!((n.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() < 1e-9, "{n:?}");
    }
}

#[test]
fn a_block_is_exact() {
    let mut t = Text::default();
    let faces = block(&mut t, [30.0, 20.0, 10.0]);
    let model = mesh(t, &faces);
    let body = &model.bodies[0];
    measures(body, 6000.0, 2200.0, 1e-12);
    closes(body);
    assert_eq!(body.faces.len(), 6);
    assert_eq!(body.edges.len(), 12);
    assert!(body.edges.iter().all(|edge| edge.len() == 2));
    let counted: u32 = body.faces.iter().map(|face| face.count).sum();
    assert_eq!(counted as usize, body.triangles.len());
}

/// A drum with a rounded foot: rings of a cylinder and of a torus, without a seam.
#[test]
fn faces_that_go_round_close_without_a_seam() {
    let mut t = Text::default();
    let (foot, waist, top) = (t.circle(-1.0, 9.0), t.circle(0.0, 10.0), t.circle(10.0, 10.0));
    let (a, b) = (t.bound(&[(waist, false)]), t.bound(&[(foot, true)]));
    let rounding = t.round("TOROIDAL_SURFACE('',@,9.,1.)", &[a, b], true);
    let (a, b) = (t.bound(&[(waist, true)]), t.bound(&[(top, false)]));
    let wall = t.round("CYLINDRICAL_SURFACE('',@,10.)", &[a, b], true);
    let (a, b) = (t.bound(&[(foot, false)]), t.bound(&[(top, true)]));
    let (floor, lid) = (t.plane(-1.0, false, &[a]), t.plane(10.0, true, &[b]));
    let model = mesh(t, &[rounding, wall, floor, lid]);
    let body = &model.bodies[0];
    closes(body);
    let volume = 1000.0 * PI + PI * (81.0 + 4.5 * PI + 2.0 / 3.0);
    measures(body, volume, 2.0 * PI * (4.5 * PI + 1.0) + 200.0 * PI + 181.0 * PI, 0.006);
}

/// A cone to its apex: the pole is a point of the mesh.
#[test]
fn a_cone_reaches_its_apex() {
    let mut t = Text::default();
    let rim = t.circle(0.0, 10.0);
    let (a, b) = (t.bound(&[(rim, true)]), t.bound(&[(rim, false)]));
    let side = t.round(&format!("CONICAL_SURFACE('',@,10.,{:?})", -(0.5_f64).atan()), &[a], true);
    let floor = t.plane(0.0, false, &[b]);
    let model = mesh(t, &[side, floor]);
    let body = &model.bodies[0];
    closes(body);
    measures(body, PI * 100.0 * 20.0 / 3.0, PI * 100.0 + PI * 10.0 * 500.0_f64.sqrt(), 0.006);
    assert!(body.positions.iter().any(|p| (p[2] - 20.0).abs() < 1e-9), "the apex is missing");
}

/// A ball with a flat on its side: the face is all of the ball but a cap, and neither pole is on its boundary.
#[test]
fn a_ball_with_a_flat_is_drawn_whole() {
    let mut t = Text::default();
    let f = t.frame([8.0, 0.0, 0.0], X, [0.0, 1.0, 0.0]);
    let (c, v) = (t.add(&format!("CIRCLE('',#{f},6.)")), t.vertex([8.0, 6.0, 0.0]));
    let rim = t.add(&format!("EDGE_CURVE('',#{v},#{v},#{c},.T.)"));
    let (a, b) = (t.bound(&[(rim, false)]), t.bound(&[(rim, true)]));
    let ball = t.round("SPHERICAL_SURFACE('',@,10.)", &[a], true);
    let flat = t.face(&[b], &format!("PLANE('',#{f})"), true);
    let model = mesh(t, &[ball, flat]);
    let body = &model.bodies[0];
    closes(body);
    measures(body, 4000.0 * PI / 3.0 - PI * 4.0 * 28.0 / 3.0, 400.0 * PI - 40.0 * PI + 36.0 * PI, 0.01);
}

#[test]
fn the_file_holds_what_the_mesh_holds() {
    let mut t = Text::default();
    let faces = block(&mut t, [30.0, 20.0, 10.0]);
    let bytes = glb(&mesh(t, &faces));
    assert_eq!(&bytes[..4], b"glTF");
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!(word(8), bytes.len());
    let text = word(12);
    assert_eq!(&bytes[16..20], b"JSON");
    let document: serde_json::Value = serde_json::from_slice(&bytes[20..20 + text]).unwrap();
    assert_eq!(&bytes[24 + text..28 + text], b"BIN\0");
    assert_eq!(word(20 + text), document["buffers"][0]["byteLength"].as_u64().unwrap() as usize);
    // The root turns millimetres into metres and z into y.
    let root = &document["nodes"][0];
    assert_eq!(root["matrix"][0], 1e-3);
    let triangles = &document["meshes"][0]["primitives"][0];
    let positions = &document["accessors"][triangles["attributes"]["POSITION"].as_u64().unwrap() as usize];
    assert_eq!(positions["max"], serde_json::json!([30.0, 20.0, 10.0]));
    let view = &document["bufferViews"]
        [document["accessors"][triangles["indices"].as_u64().unwrap() as usize]["bufferView"].as_u64().unwrap() as usize];
    assert_eq!(view["byteLength"], 12 * 3 * 4 + (body_triangles(&document) - 12) * 12);
    let end = |view: &serde_json::Value| view["byteOffset"].as_u64().unwrap() + view["byteLength"].as_u64().unwrap();
    let last = document["bufferViews"].as_array().unwrap().iter().map(end).max();
    assert_eq!(last, document["buffers"][0]["byteLength"].as_u64());
}

/// Triangles as the index accessor counts them: straight edges keep their middle, so that a side may be more than two.
fn body_triangles(document: &serde_json::Value) -> u64 {
    let indices = document["meshes"][0]["primitives"][0]["indices"].as_u64().unwrap() as usize;
    document["accessors"][indices]["count"].as_u64().unwrap() / 3
}
