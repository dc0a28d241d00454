//! The face graph of solids whose corners are known: convexity, angles, lengths, names, however the file writes them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod step_text;

use std::collections::BTreeMap;
use std::f64::consts::PI;

use trusquin_documents::step::read_model;
use trusquin_domain::{Convexity, EdgeCurve, FaceGraph, FaceSurface, SolidGeometry};

use step_text::{Text, X, Z, prism};

/// Letter L: one inside corner at (10, 10).
const L: [[f64; 2]; 6] = [[0.0, 0.0], [30.0, 0.0], [30.0, 10.0], [10.0, 10.0], [10.0, 30.0], [0.0, 30.0]];

fn read(text: &Text) -> (SolidGeometry, FaceGraph) {
    let model = read_model(text.file().as_bytes()).expect("readable").value;
    (model.solid, model.graph)
}

/// Edges by convexity and rounded angle, with their summed length.
fn corners(graph: &FaceGraph) -> BTreeMap<(Convexity, i64), (usize, f64)> {
    let mut out: BTreeMap<(Convexity, i64), (usize, f64)> = BTreeMap::new();
    for edge in &graph.edges {
        let slot = out.entry((edge.convexity, (edge.angle_deg * 10.0).round() as i64)).or_default();
        slot.0 += 1;
        slot.1 += edge.length_mm;
    }
    out
}

#[track_caller]
fn check_l(graph: &FaceGraph, unit: f64) {
    assert_eq!(graph.faces.len(), 8);
    let found = corners(graph);
    let kinds: Vec<_> = found.iter().map(|(k, (n, _))| (*k, *n)).collect();
    assert_eq!(kinds, [((Convexity::Convex, 900), 17), ((Convexity::Concave, 2700), 1)]);
    assert!((found[&(Convexity::Concave, 2700)].1 - 5.0 * unit).abs() < 1e-9 * unit, "{found:?}");
    for face in &graph.faces {
        let FaceSurface::Plane { normal, origin } = face.surface else { panic!("{face:?}") };
        // Along the normal nothing but the inside corner's own walls lies further out than the plane's own points.
        let inside: f64 = (0..3).map(|k| (graph_centre(graph)[k] - origin[k]) * normal[k]).sum();
        let is_wall_of_corner = graph
            .around(graph.faces.iter().position(|f| f.reference == face.reference).unwrap())
            .any(|(e, _)| e.convexity == Convexity::Concave);
        assert!(inside < 0.0 || is_wall_of_corner, "normal of {} looks inwards", face.reference);
    }
}

fn graph_centre(graph: &FaceGraph) -> [f64; 3] {
    let n = graph.faces.len() as f64;
    let mut sum = [0.0; 3];
    for face in &graph.faces {
        for (sum, centre) in sum.iter_mut().zip(face.centre_mm) {
            *sum += centre / n;
        }
    }
    sum
}

#[test]
fn an_inside_corner_in_each_unit_and_written_either_way_out() {
    for (unit, k) in [("mm", 1.0), ("inch", 25.4), ("m", 1000.0)] {
        for outward in [true, false] {
            let mut t = Text::default();
            let faces = prism(&mut t, &L, 5.0, outward);
            let solid = t.solid(&faces);
            let context = t.context(unit);
            t.product("angle", &[solid], context);
            check_l(&read(&t).1, k);
        }
    }
}

#[test]
fn an_inside_corner_stays_one_in_a_mirror() {
    let mut t = Text::default();
    let faces = prism(&mut t, &L, 5.0, true);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    let home = t.frame([0.0; 3], Z, X);
    let inner = t.add(&format!("SHAPE_REPRESENTATION('',(#{solid},#{home}),#{context})"));
    let map = t.add(&format!("REPRESENTATION_MAP(#{home},#{inner})"));
    let (o, x, y, z) =
        (t.point([0.0; 3]), t.add("DIRECTION('',(-1.,0.,0.))"), t.add("DIRECTION('',(0.,1.,0.))"), t.add("DIRECTION('',(0.,0.,1.))"));
    let mirror = t.add(&format!("CARTESIAN_TRANSFORMATION_OPERATOR_3D('','','',#{x},#{y},#{o},1.,#{z})"));
    let mapped = t.add(&format!("MAPPED_ITEM('',#{map},#{mirror})"));
    t.product("angle", &[mapped], context);
    let (_, graph) = read(&t);
    check_l(&graph, 1.0);
    assert!(graph.faces.iter().all(|f| f.max_mm[0] < 1e-9), "mirrored to negative x");
}

#[test]
fn loops_that_run_the_wrong_way_do_not_turn_corners_inside_out() {
    let mut t = Text::default();
    let faces = prism(&mut t, &L, 5.0, true);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    t.product("angle", &[solid], context);
    t.data = t.data.replacen("FACE_BOUND('',#", "FACE_BOUND( '',#", 1);
    let line = t.data.lines().find(|l| l.contains("FACE_BOUND( ")).unwrap().to_owned();
    t.data = t.data.replace(&line, &line.replace(".T.", ".F."));
    check_l(&read(&t).1, 1.0);
}

#[test]
fn edges_written_once_per_face_still_meet() {
    // Two blocks' worth of text: every face of the prism gets edges of its own.
    let mut t = Text::default();
    let mut faces = Vec::new();
    for k in 0..8 {
        faces.push(prism(&mut t, &L, 5.0, true)[k]);
    }
    let solid = t.solid(&faces);
    let context = t.context("mm");
    t.product("angle", &[solid], context);
    let (_, graph) = read(&t);
    let kinds: Vec<_> = corners(&graph).into_iter().map(|(k, (n, _))| (k, n)).collect();
    assert_eq!(kinds, [((Convexity::Convex, 900), 17), ((Convexity::Concave, 2700), 1)]);
}

#[test]
fn a_blind_bore_has_a_rim_outside_and_a_corner_inside() {
    let mut t = Text::default();
    let (bottom, top, mouth, foot) = (t.circle(0.0, 10.0), t.circle(20.0, 10.0), t.circle(20.0, 3.0), t.circle(12.0, 3.0));
    let (a, b, c, d) = (t.bound(&[(bottom, true)]), t.bound(&[(top, false)]), t.bound(&[(foot, true)]), t.bound(&[(mouth, false)]));
    let (e, f, g, h) = (t.bound(&[(bottom, false)]), t.bound(&[(top, true)]), t.bound(&[(mouth, false)]), t.bound(&[(foot, true)]));
    let faces = [
        t.round("CYLINDRICAL_SURFACE('',@,10.)", &[a, b], true),
        t.round("CYLINDRICAL_SURFACE('',@,3.)", &[c, d], false),
        t.plane(0.0, false, &[e]),
        t.plane(20.0, true, &[f, g]),
        t.plane(12.0, true, &[h]),
    ];
    let solid = t.solid(&faces);
    let context = t.context("mm");
    t.product("bush", &[solid], context);
    let (_, graph) = read(&t);
    let at = |radius: f64, z: f64| {
        graph
            .edges
            .iter()
            .find(|e| matches!(e.curve, EdgeCurve::Circle { centre, radius_mm, .. } if (radius_mm - radius).abs() < 1e-9 && (centre[2] - z).abs() < 1e-9))
            .unwrap()
    };
    for (radius, z, convexity, angle) in [
        (10.0, 0.0, Convexity::Convex, 90.0),
        (10.0, 20.0, Convexity::Convex, 90.0),
        (3.0, 20.0, Convexity::Convex, 90.0),
        (3.0, 12.0, Convexity::Concave, 270.0),
    ] {
        let edge = at(radius, z);
        assert_eq!(edge.convexity, convexity, "radius {radius} at {z}");
        assert!((edge.angle_deg - angle).abs() < 1e-6 && (edge.length_mm - 2.0 * PI * radius).abs() < 1e-6, "{edge:?}");
    }
    let bore = graph.faces.iter().find(|f| f.concave).unwrap();
    assert!((bore.sweep_deg - 360.0).abs() < 1e-9 && bore.loops.len() == 2);
    let mouth =
        graph.faces.iter().find(|f| matches!(f.surface, FaceSurface::Plane { origin, .. } if (origin[2] - 20.0).abs() < 1e-9)).unwrap();
    assert_eq!(mouth.loops.iter().map(|l| l.outer).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_face_is_called_by_its_name_only_where_that_is_unique() {
    let mut t = Text::default();
    let faces = prism(&mut t, &L, 5.0, true);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    t.product("angle", &[solid], context);
    for (face, name) in [(faces[0], "base"), (faces[1], "side"), (faces[2], "side")] {
        t.data = t.data.replace(&format!("#{face}=ADVANCED_FACE('',"), &format!("#{face}=ADVANCED_FACE('{name}',"));
    }
    let keys: Vec<String> = read(&t).1.faces.into_iter().map(|f| f.key).collect();
    assert_eq!(keys[..3], ["base".to_owned(), format!("#{}", faces[1]), format!("#{}", faces[2])]);
}

#[test]
fn loose_curves_widen_the_model_not_the_part() {
    let mut t = Text::default();
    let faces = prism(&mut t, &L, 5.0, true);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    let axis = t.frame([0.0, 0.0, 0.0], Z, X);
    let circle = t.add(&format!("CIRCLE('',#{axis},50.)"));
    let set = t.add(&format!("GEOMETRIC_CURVE_SET('',(#{circle}))"));
    t.product("angle", &[solid, set], context);
    let (solid, _) = read(&t);
    assert_eq!(solid.bbox_mm, Some([30.0, 30.0, 5.0]));
    let whole = solid.model_bbox_mm.unwrap();
    assert!((whole[0] - 100.0).abs() < 0.01 && (whole[1] - 100.0).abs() < 0.01 && (whole[2] - 5.0).abs() < 1e-9, "{whole:?}");
}
